"""The country of neither side that a sentence is about: "over the country" means it where drones flew into it."""

from __future__ import annotations

from bot.reading.analysis import Analysis, Hit
from bot.reading.places import Place
from bot.reading.predicates import Predicate
from bot.reading.tokens import Sentence
from bot.reading.where import Where, governed

OURS = ("UA", "RU", "BY")
"""Countries that fight: "the country" of their numbers is the whole nation's figure, no place."""


def find_foreign(analysis: Analysis, index: int, sentence: Sentence) -> list[Where]:
    """ "Two were shot down over the country", where this sentence or the one before says whose sky it is."""
    found: list[Where] = []
    for hit in analysis.hits_in(sentence, "same_place"):
        if hit.path[1] == "any" and (ground := ground_of(analysis, index, alone=True)) is not None:
            found.append(Where(hit.first, hit.last, (ground,), "place", hit.source, hit.first, "country"))
    for hit in analysis.hits_in(sentence, "area_words"):
        how, start = governed(analysis, sentence, hit.first, [])
        if not analysis.ending_at(hit.first, "own_words") or how not in ("place", "toward"):
            continue
        if (ground := ground_of(analysis, index, alone=True)) is not None:  # "over its territory"
            found.append(Where(hit.first, hit.last, (ground,), how, hit.source, start, "country"))
    for hit in analysis.hits_in(sentence, "whole_country"):
        if len(hit.path) > 1 and hit.path[1] != "any":
            continue
        how, start = governed(analysis, sentence, hit.first, [])
        ground = ground_of(analysis, index) if how == "place" else None
        if ground is not None:
            found.append(Where(hit.first, hit.last, (ground,), how, hit.source, start, "country"))
    return found


def is_seen_abroad(analysis: Analysis, sentence: Sentence, verb: Predicate) -> bool:
    """ "Romania's jets tracked one intruder": a third country counts what crosses its sky, and neither side is named."""
    ahead = [h for h in analysis.hits_in(sentence, "places", "sides", "speakers") if h.first < verb.first]
    ours = (h for h in ahead if h.path[0] != "places" and h.path[1] in ("RU", "UA", "enemy", "own"))
    if any(not is_of_land(analysis, h) for h in ours):
        return False
    lands = {h.place.country for h in ahead if h.place is not None and h.path[0] == "places"}
    return bool(lands) and None not in lands and lands.isdisjoint(OURS)


def is_of_land(analysis: Analysis, hit: Hit) -> bool:
    """ "*Moldova's* defence ministry"."""
    before = (h.place for h in analysis.ending_at(hit.first, "places") if h.place is not None)
    return any(place.country not in (None, *OURS) for place in before)


def ground_of(analysis: Analysis, index: int, alone: bool = False) -> Place | None:
    """The one foreign country whose sky, land or army is named in this sentence or the one before.

    `alone`: and no city or region beside it, which "there" would rather mean.
    """
    grounds: set[Place] = set()
    for sentence in analysis.split.sentences[max(0, index - 1) : index + 1]:
        for hit in analysis.hits_in(sentence, "places"):
            if alone and hit.place is not None and hit.path[1] in ("city", "region"):
                return None
            if hit.place is None or hit.place.kind != "country" or hit.place.country in OURS:
                continue
            if is_ground(analysis, hit):
                grounds.add(hit.place)
    return grounds.pop() if len(grounds) == 1 else None


def is_ground(analysis: Analysis, hit: Hit) -> bool:
    """ "Romania's airspace", "the Baltic army", "into Moldova"."""
    if analysis.starting_at(hit.last, "area_words", "airport_words", "speakers", "officials", "foreign_forces"):
        return True
    return any(h.path[1] in ("place", "toward") for h in analysis.ending_at(hit.first, "prepositions"))
