"""Why a told closure is none of ours, or not asserted: causes, parts, moods, old closures; each with its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.model import Standing
from bot.reading.analysis import Number
from bot.reading.gazetteer.names import AIRPORT
from bot.reading.status_groups import Group
from bot.reading.status_looks import CLOSED, REOPENED, Predicate, negation
from bot.reading.status_names import Key
from bot.reading.status_scene import Mark, Scene
from bot.reading.tokens import BREAK

Cities = Mapping[str, tuple[str, ...]]
"""English name of a city -> ids of its airports."""
CAUSES = ("weather", "strike", "fault", "building")
MOODS = (("planned", Standing.PLANNED), ("maybe", Standing.HYPOTHETICAL))
REACH, FAR, SHORT = 9, 30, 5
FIRST_YEAR, OFTEN = 1900, 5
FEBRUARY = 2
"""Up to this month the year before is not yet long ago."""
TELLING = ("close", "open", "reopen", "stop", "resume", "limit", "work", "normal", "carpet")
"""A next sentence with one of these tells something of its own: its denial is not of this one."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why flights stop, as far as a sentence says: the cause that is none of ours, or a threat."""

    veto: Mark | None = None
    is_threat: bool = False


def find_cause(scene: Scene) -> Cause:
    """A threat in the same sentence outweighs the weather."""
    is_threat = scene.has("security", "carpet")
    vetoes = [m for role in CAUSES for m in scene.roles.get(role, ())]
    return Cause(min(vetoes, default=None), is_threat)


def spread_cause(
    scenes: Sequence[Scene], causes: Sequence[Cause], number: int, keys: Sequence[Key], cities: Cities
) -> Cause:
    """A cause told in the sentence before or after on the same line holds here too, unless a threat is told."""
    here = causes[number]
    if here.veto is not None or here.is_threat:
        return here
    for other in (number - 1, number + 1):
        if 0 <= other < len(causes) and causes[other].veto is not None and not causes[other].is_threat:
            low, high = sorted((number, other))
            if same_line(scenes[low], scenes[high]) and not is_elsewhere(scenes[other], keys, cities):
                return causes[other]
    return here


def is_elsewhere(scene: Scene, keys: Sequence[Key], cities: Cities) -> bool:
    """The sentence names other cities than those of the airports: their fog is not ours."""
    codes = {code for _, code in keys}
    named = [h.place for h in scene.analysis.hits_in(scene.sentence, "places", "named", "near") if h.place]
    served = {
        c for place in named for c in (cities.get(place.name, ()) if place.kind == "city" else (place.name,))
    }
    return bool(served) and any(place.kind in ("city", AIRPORT) for place in named) and not codes & served


def same_line(a: Scene, b: Scene) -> bool:
    return all(t.kind != BREAK for t in a.tokens[a.sentence.last : b.sentence.first])


def standing_of(
    scene: Scene, predicate: Predicate, group: Group | None, after: Scene | None
) -> tuple[Standing, str]:
    """What the text does with the statement, and the vocabulary line that says so."""
    denied = scene.in_clause(predicate.first, predicate.last, FAR, FAR, "denied")
    if not denied and after is not None and not after.has(*TELLING):
        denied = [m for m in after.roles.get("denied", ()) if m.first - after.sentence.first <= 6]
        if after.sentence.last - after.sentence.first <= SHORT and after.has("they") and after.has("aux"):
            denied += after.roles.get("not", ())[:1]  # "It does not."
            return (Standing.DENIED, denied[0].source) if denied else (Standing.ASSERTED, "")
    if denied and not negation(scene, denied[0], 2):
        return Standing.DENIED, denied[0].source
    if predicate.state == CLOSED and scene.has("shut_long"):
        return Standing.HISTORIC, scene.roles["shut_long"][0].source
    if past := told_of_old(scene, predicate):
        return Standing.HISTORIC, past
    first = min(predicate.first, group.first) if group and group.kind == "named" else predicate.first
    for role, standing in MOODS:
        marks = scene.in_clause(first, predicate.last, REACH, 0, role)
        marks = [m for m in marks if m.first < predicate.last and before_verb(scene, m, predicate)]
        marks = [
            m for m in marks if m.last - m.first > 1 or not scene.covering(m.first, "not")
        ]  # "cannot take off" is no "may"
        marks = [m for m in marks if m.first not in predicate.words]  # "flights are possible again"
        if predicate.state == REOPENED:  # "may again accept flights"
            marks = [m for m in marks if not (scene.covering(m.first, "can") and scene.covering(m.last, "again"))]
        if is_unable(scene, predicate):
            marks = [m for m in marks if not scene.covering(m.first, "can")]
        if is_infinitive(scene, predicate):  # "открыть его обещают к осени"
            marks += scene.in_clause(predicate.last, predicate.last, 0, 3, role)
        if group is not None and predicate.last <= group.first:  # "reopening Boryspil would take weeks"
            marks += scene.between(group.last, group.last + 2, role)
        if marks and not predicate.remains:
            return standing, marks[0].source
    if any(is_future(scene, i) for i in predicate.words) and not predicate.remains:
        return Standing.PLANNED, predicate.source
    return Standing.ASSERTED, ""


def is_times(scene: Scene, number: Number) -> bool:
    """ "Sixty times this year" counts closures."""
    return number.why_not != "ordinal" and scene.at(number.last, "times") is not None


def is_years(scene: Scene, number: Number) -> bool:
    """ "For three and a half years"."""
    years = scene.in_clause(number.first, number.last, 0, 3, "years")
    return 1 < number.value < FAR and any(y.first >= number.last for y in years)


def is_infinitive(scene: Scene, predicate: Predicate) -> bool:
    return "INFN" in scene.analysis.grams.get(min(predicate.words), ())


def is_future(scene: Scene, token: int) -> bool:
    grams = scene.analysis.grams.get(token, frozenset())
    return "futr" in grams and "NOUN" not in grams  # "в строю" is no form of building


def is_unable(scene: Scene, predicate: Predicate) -> bool:
    """ "No plane could land": the "could" is denied together with the landing."""
    return predicate.state == CLOSED and any(scene.at(i, "handle") for i in predicate.words)


def told_of_old(scene: Scene, predicate: Predicate) -> str:
    """What shows that an event is months old: "last summer", a year that is over; empty where nothing does."""
    past = scene.in_clause(predicate.first, predicate.last, REACH, REACH, "past")
    if past:
        return past[0].source
    published = scene.analysis.published_at
    for number in scene.numbers(predicate.first - REACH, predicate.last + REACH):
        is_old = number.value < published.year - (published.month <= FEBRUARY)
        is_start = any(scene.covering(number.first - n, "clock_from", "shut_long") for n in (0, 1, 2, 3))
        if (
            number.why_not in ("year", "time")
            and number.value > FIRST_YEAR
            and is_old
            and not (is_start and predicate.state == REOPENED)
        ):
            return f"the year {number.value}"
        if predicate.state == CLOSED and number.value >= OFTEN and is_times(scene, number):
            return f"{number.value} times"
        if predicate.state == CLOSED and is_years(scene, number):
            return f"for {number.value} years"
    return ""


def airline_of(scene: Scene, predicate: Predicate) -> Mark | None:
    """An airline just before the verb: its flights are its own matter, not an airport's."""
    verb = min(predicate.words)
    marks = [m for m in scene.in_clause(verb, verb, 5, 0, "airline") if not scene.commas_between(m.last, verb)]
    return marks[-1] if marks else None


def before_verb(scene: Scene, mark: Mark, predicate: Predicate) -> bool:
    """In the predicate's own clause: no comma between a mood word and the words it colours."""
    last = max(predicate.words, default=predicate.last - 1)
    return mark.first <= last and not scene.commas_between(mark.last, predicate.first)


def part_of_airport(scene: Scene, predicate: Predicate, group: Group | None) -> Mark | None:
    """A runway, terminal or museum that is what closes or opens, instead of the airport."""
    verb_first, verb_last = min(predicate.words), max(predicate.words) + 1
    after = [m for m in scene.in_clause(verb_last, verb_last, 0, 4, "part") if not is_every_part(scene, m)]
    after = [m for m in after if group is None or group.first < verb_first or m.first < group.first]
    after = [m for m in after if not scene.commas_between(verb_last, m.first)]
    before = [m for m in scene.in_clause(verb_first, verb_first, 8, 0, "part") if not is_every_part(scene, m)]
    before = [m for m in before if not scene.commas_between(m.last, verb_first)]
    before = [
        m for m in before if not any(scene.between(m.last, predicate.first, "and"))
    ]  # "... and flights halted"
    before = [m for m in before if not any(scene.between(m.last, verb_first, "impose"))]  # "the office announced"
    if before and group is not None and group.last <= verb_first and before[-1].last <= group.first:
        before = [m for m in before if group.first - m.last <= 4]
    inside = [m for m in scene.between(verb_first, verb_last, "part") if group is None or m.last <= group.first]
    inside = [m for m in inside if scene.at(m.first, "runways") is None and m.first not in predicate.words]
    inside = [m for m in inside if not any(scene.between(verb_first, m.first, "and", "flights"))]
    return next(iter((*after, *before, *inside)), None)


def is_every_part(scene: Scene, part: Mark) -> bool:
    """ "Its runways", "both runways": nothing takes off then; "one of two runways" is a part."""
    if scene.at(part.first, "runways") is None:
        return False
    before = scene.in_clause(part.first, part.first, 3, 0, "both", "every")
    return bool(before) or not any(scene.numbers(part.first - 3, part.first))
