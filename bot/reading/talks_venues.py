"""The places of a sentence that may be where people meet, with those told as "there" or as a capital."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from bot.reading.analysis import Analysis
from bot.reading.places import Place
from bot.reading.talks_dates import is_weekday
from bot.reading.talks_parts import CASES, IN, OBJECT, QUIET, TO, is_party, is_possessive
from bot.reading.talks_roles import role_of
from bot.reading.talks_scene import Named, Scene
from bot.reading.tokens import MARK, WORD


class Spot(NamedTuple):
    """A place and the part it plays."""

    first: int
    last: int
    place: Place
    role: str
    source: str
    start: int
    """The first token of it and of the preposition before it."""
    is_capital: bool = False
    """Told as "the German capital", "the Swiss city": `place` is the country."""
    comes_after: int = -1
    """The first token of the place it is listed with ("Rome or Oslo"), -1 for none."""


def find_spots(analysis: Analysis, scene: Scene) -> list[Spot]:
    """Every place of the sentence that plays one of the parts above, in order."""
    spots: list[Spot] = []
    for named in scene.names:
        if scene.at(named.last, "masthead"):
            continue  # a newspaper, no place
        if is_heading(analysis, scene, named):
            spots.append(Spot(named.first, named.last, named.place, IN, named.source, named.first))
            continue
        if is_apposed(analysis, named, spots) or is_in_topic(scene, named) or is_dateline(analysis, scene, named):
            continue
        at = skip_back(analysis, scene, named.first)
        role, after = role_of(analysis, scene, named, at), -1
        if role is None and is_gapped(analysis, scene, named, spots):
            role = OBJECT
        if role is None and (before := listed_with(analysis, scene, named, spots)):
            role, after = before.role, before.first
        if role is None and not named.is_adjective and len(scene.names) > 1 and scene.before(at, "never"):
            role = OBJECT  # "not Istanbul, but Ankara"
        if role in (IN, TO) and lives_there(scene, named):
            continue
        if role is not None:
            start = preposition_start(scene, at, named)
            spots.append(Spot(named.first, named.last, named.place, role, named.source, start, comes_after=after))
    return spots + list(find_capitals(scene)) + list(find_theres(scene))


def is_heading(analysis: Analysis, scene: Scene, named: Named) -> bool:
    """True for "Geneva, day two:", "Istanbul: Sunday" at the beginning of a sentence."""
    tokens = analysis.split.tokens
    if named.first != scene.sentence.first or named.is_adjective or named.last >= scene.sentence.last:
        return False
    if tokens[named.last].normal not in (",", ":", "."):
        return False
    times = [c for i in range(named.last + 1, named.last + 4) for c in scene.starting.get(i, ())]
    end = min(named.last + 5, scene.sentence.last - 1)
    is_short = any(tokens[i].normal in (":", ".") for i in range(named.last + 1, end + 1))
    return is_short and any(c.kind == "spell" or is_weekday(c) for c in times)


def lives_there(scene: Scene, named: Named) -> bool:
    """True for "to Miami, where he lives"."""
    where = scene.at(named.last, "where") or scene.at(named.last + 1, "where")
    return bool(where and any(scene.at(i, "life") for i in range(where.last, where.last + 4)))


def find_capitals(scene: Scene) -> Iterator[Spot]:
    """ "In the German capital": a city told by its country."""
    for named in scene.names:
        cue = scene.at(named.last, "capital")
        if not cue or not named.is_adjective or named.place.kind != "country":
            continue
        if any(n.first == cue.last and n.place.kind == "city" for n in scene.names):
            continue  # "the Belarusian city of Gomel": told by its name
        at = named.first
        while pad := scene.before(at, "pad"):
            at = pad.first
        if preposition := scene.before(at, "in", "to"):
            role = TO if preposition.kind == "to" else IN
            yield Spot(named.first, cue.last, named.place, role, named.source, preposition.first, is_capital=True)


def find_theres(scene: Scene) -> Iterator[Spot]:
    """ "There", "in the same city": a place that was named before; `place` is empty."""
    for cue in scene.of("there"):
        is_meant = scene.before(cue.first, "talks", "meeting")  # "the meeting there is fixed"
        if is_meant or not scene.at(cue.last, "be", "will", "may", "have", "propose", "continue"):
            role = TO if scene.at(cue.first, "go") else IN  # "come back to the city"
            yield Spot(cue.first, cue.last, THERE, role, cue.source, cue.first)  # not "there are"


THERE = Place("", "there")


def preposition_start(scene: Scene, at: int, named: Named) -> int:
    cue = scene.before(at, "in", "to", "from", "for")
    return cue.first if cue else min(at, named.first)


def is_in_topic(scene: Scene, named: Named) -> bool:
    """True for the Ukraine of "the war in Ukraine"."""
    return any(c.first <= named.first and named.last <= c.last for c in scene.of("ours", "war"))


def is_dateline(analysis: Analysis, scene: Scene, named: Named) -> bool:
    """True for "KYIV/LONDON - " and "GENEVA (Agency) - " at the beginning of a sentence."""
    tokens = analysis.split.tokens
    names = {i for n in scene.names for i in range(n.first, n.last)}
    before = range(scene.sentence.first, named.first)
    if not all(i in names or tokens[i].kind == MARK for i in before):
        return False
    i = named.last
    while i < scene.sentence.last and (i in names or tokens[i].normal in ("/", ",")):
        i += 1
    return i < scene.sentence.last and tokens[i].normal in ("-", "—", "(", ":", ".")


def skip_back(analysis: Analysis, scene: Scene, at: int) -> int:
    """The token after the one that governs the place: quotes, "the", "the city of" are skipped."""
    tokens = analysis.split.tokens
    is_told = False
    for _ in range(8):
        if at <= scene.sentence.first:
            return at
        if tokens[at - 1].kind == MARK and tokens[at - 1].normal in QUIET:
            at -= 1
        elif pad := scene.before(at, "pad"):
            at, is_told = (
                pad.first,
                is_told or scene.at(pad.first, "capital") is not None or pad.last - pad.first > 1,
            )
        elif owner := next((n for n in scene.names if n.last == at and is_owner(analysis, n)), None):
            at = owner.first
        elif is_told and any(scene.before(i, "pad", "in") for i in range(at - 3, at)):
            at -= 1  # "in the tourist city of A": what kind of city does not matter
        else:
            return at
    return at


def is_owner(analysis: Analysis, named: Named) -> bool:
    """True for the country of "the Belarusian city of Gomel", "Turkey's resort of Antalya"."""
    return named.place.kind in ("country", "region") and (named.is_adjective or is_possessive(analysis, named))


def is_gapped(analysis: Analysis, scene: Scene, named: Named, spots: list[Spot]) -> bool:
    """True for the Vienna of "Macron proposes Geneva, the Austrian chancellor - Vienna"."""
    if not spots or spots[-1].role != OBJECT or named.is_adjective or is_party(named):
        return False
    return analysis.split.tokens[named.first - 1].normal == "—" and spots[-1].last < named.first


def listed_with(analysis: Analysis, scene: Scene, named: Named, spots: list[Spot]) -> Spot | None:
    """The place right before, where only "or", "and" or a comma of a list stands between ("in Rome or Oslo")."""
    if not spots or named.is_adjective or is_possessive(analysis, named):
        return None
    before, tokens = spots[-1], analysis.split.tokens
    if not 0 < named.first - before.last <= 3 or before.place.kind != named.place.kind:
        return None
    if not is_of_one_case(scene, named, before):
        return None
    has_or = False
    for i in range(before.last, named.first):
        has_or |= bool(scene.at(i, "or"))
        if not (scene.at(i, "or", "pad", "in") or tokens[i].normal in (",", "/")):
            return None
    goes_on = any(scene.at(i, "or") for i in range(named.last, named.last + 2))
    return before if has_or or goes_on else None


def is_of_one_case(scene: Scene, named: Named, before: Spot) -> bool:
    """False for "in A, and B demands": where forms tell cases, items of a list share one."""
    forms = next((n.grams for n in scene.names if n.first == before.first), frozenset[str]()) & CASES
    return not forms or not named.grams & CASES or bool(forms & named.grams)


def is_apposed(analysis: Analysis, named: Named, spots: list[Spot]) -> bool:
    """True for the country or region in "Geneva, Switzerland" and "Miami (Florida)"."""
    if not spots or named.place.kind == "city":
        return False
    before, tokens = spots[-1], analysis.split.tokens
    between = list(tokens[before.last : named.first])
    inside = before.place.country == named.place.country and before.place.kind != named.place.kind
    return inside and len(between) <= 2 and all(t.kind != WORD for t in between)
