"""Who speaks in each sentence, and where: what a later sentence may take for granted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.reading.analysis import Analysis, Hit
from bot.reading.places import Place
from bot.reading.tokens import Sentence


@dataclass(frozen=True, slots=True)
class Speaker:
    """Tokens `first` to `last` name who tells; `place` where the office is for one place alone."""

    first: int
    last: int
    name: str
    side: str | None
    place: Place | None
    source: str
    kind: str = ""
    """Of an office: the kind of place it is for (`region`, `city`), "" where that is not told."""


def find_speakers(analysis: Analysis, places: Mapping[str, Place], sentence: Sentence) -> list[Speaker]:
    """Named claimants of the sentence, and officials whose region stands beside them."""
    found: list[Speaker] = []
    for hit in analysis.hits_in(sentence, "speakers"):
        named = [
            h for h in analysis.hits_at(hit.first, "sides", "places") if h.path[-1] not in ("adjective", "bare")
        ]
        if any(h.path[1] == "local" and h.last == hit.last for h in named) and not tells_beside(analysis, hit):
            continue  # "the military shot down 31", whoever's they are
        if any(h.first == hit.first and h.last == hit.last for h in named):
            beside = range(max(sentence.first, hit.first - 4), min(sentence.last, hit.last + 5))
            if not any(analysis.starting_at(i, "says", "according") for i in beside):
                continue  # an army that acts, not one that tells
        if is_of_another_country(analysis, hit):
            continue
        side, name = hit.path[1], hit.path[2]
        place = places.get(hit.path[3]) if len(hit.path) > 3 else None
        found.append(Speaker(hit.first, hit.last, name, side, place, hit.source))
    for hit in analysis.hits_in(sentence, "sides"):
        if (
            hit.path[1] in ("RU", "UA")
            and hit.path[2] in ("actor", "defence")
            and says_something(analysis, sentence, hit)
        ):
            if not any(s.first <= hit.first < s.last for s in found):
                found.append(Speaker(hit.first, hit.last, OF_A_SIDE[hit.path[1]], hit.path[1], None, hit.source))
    for hit in analysis.hits_in(sentence, "officials"):
        is_named = any(s.place is not None and 0 <= s.first - hit.last <= 1 for s in found)  # "governor Gusev"
        if not is_named and not any(s.first <= hit.first < s.last for s in found):
            found.append(official(analysis, sentence, hit, places))
    found.extend(
        greeter(analysis, hit) for hit in analysis.hits_in(sentence, "greetings") if greeted(analysis, hit)
    )
    found.sort(key=lambda s: (s.first, s.last))
    return found


def tells_beside(analysis: Analysis, hit: Hit) -> bool:
    """The verb of telling stands right before or behind, or "according to"."""
    if analysis.split.tokens[hit.last : hit.last + 1] and analysis.split.tokens[hit.last].normal == ":":
        return True
    said = analysis.ending_at(hit.first, "says", "according")
    return bool(said or analysis.starting_at(hit.last, "says"))


MOST_TO_GREETED = 3


def greeted(analysis: Analysis, hit: Hit) -> Place | None:
    """The town or region that a greeting is said to, right behind it."""
    for i in range(hit.last, hit.last + MOST_TO_GREETED):
        named = [h for h in analysis.starting_at(i, "places") if h.place is not None and h.path[1] != "adjective"]
        if named:
            return max(named, key=lambda h: h.last).place
    return None


def greeter(analysis: Analysis, hit: Hit) -> Speaker:
    """ "Good morning, Voronezh region!": who greets it speaks for it, in the sentences that follow."""
    place = greeted(analysis, hit)
    name = f"Officials of {place.name}" if place is not None else "Officials"
    return Speaker(hit.first, hit.last, name, territory_of(place), place, hit.source)


def is_of_another_country(analysis: Analysis, hit: Hit) -> bool:
    """ "Romania's defence ministry", "the defence ministry in Bucharest": not the one that goes without a name."""
    named = analysis.ending_at(hit.first, "places")
    if analysis.ending_at(analysis_behind(analysis, hit.last), "prepositions"):
        named = named + analysis.starting_at(hit.last + 1, "places")
    countries = {h.place.country for h in named if h.place is not None}
    return bool(countries) and not countries & {"UA", "RU"}


def analysis_behind(analysis: Analysis, at: int) -> int:
    return min(at + 1, len(analysis.split.tokens))


OF_A_SIDE = {"UA": "Ukrainian officials", "RU": "Russian officials"}


def says_something(analysis: Analysis, sentence: Sentence, hit: Hit) -> bool:
    """ "Moscow says", "according to Kyiv": a side is the speaker."""
    after = hit.last
    if after < sentence.last and analysis.starting_at(after, "adverbs"):
        after += 1
    if after < sentence.last and (
        analysis.starting_at(after, "says") or analysis.split.tokens[after].normal == ":"
    ):
        return True
    before = hit.first - 1
    if before >= sentence.first and analysis.starting_at(before, "prepositions"):
        before -= 1
    return before >= sentence.first and bool(analysis.ending_at(before + 1, "according"))


REACH = 4
"""Words between an office and its place."""
SIDES = {"UA": "UA", "RU": "RU"}
CITY_REGIONS = frozenset({"Moscow", "Saint Petersburg", "Sevastopol", "Kyiv"})
"""Cities that have governors of their own."""
HELD_BY_RUSSIA = frozenset({"Crimea", "Sevastopol"})
"""Ukraine's by law and drawn so everywhere; but drones over it are Ukraine's and its officials speak for Russia."""


def official(analysis: Analysis, sentence: Sentence, hit: Hit, places: Mapping[str, Place]) -> Speaker:
    """A governor or mayor speaks for the place that stands beside the office ("governor of the Tula region")."""
    near: list[tuple[int, Hit]] = []
    kinds = (hit.path[1],) if len(hit.path) > 1 and hit.path[1] != "any" else ("city", "region")
    for i in range(max(sentence.first, hit.first - REACH), min(sentence.last, hit.last + REACH)):
        for named in analysis.starting_at(i, "places"):
            if named.place is not None and named.place.kind in kinds:
                distance = i - hit.last if i >= hit.last else hit.first - named.last
                near.append((abs(distance) * 2 - (named.last - named.first), named))
    if not near:  # "the governor of Sevastopol": a city that is a region of its own
        beside = analysis.starting_at(hit.last, "places")
        near = [(0, h) for h in beside if h.place is not None and h.place.name in CITY_REGIONS]
    best = min(near, key=lambda n: (n[0], n[1].path[1] == "bare"), default=None)
    place = best[1].place if best else None
    office = hit.path[1] if len(hit.path) > 1 and hit.path[1] != "any" else ""
    title = {"city": "Mayor", "region": "Governor"}.get(hit.path[-1], "Officials")
    name = f"{title} of {place.name}" if place else "Officials"
    return Speaker(hit.first, hit.last, name, territory_of(place), place, hit.source, office)


def territory_of(place: Place | None) -> str | None:
    """The side whose sky it is over the place."""
    if place is None:
        return None
    if place.name in HELD_BY_RUSSIA or place.region in HELD_BY_RUSSIA:
        return "RU"
    return SIDES.get(place.country or "")


def other(side: str | None) -> str | None:
    return {"UA": "RU", "RU": "UA"}.get(side or "")
