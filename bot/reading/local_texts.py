"""A text of one town or region that nobody signs: what it counts without a place, it counts there."""

from __future__ import annotations

from bot.reading.analysis import Analysis, Hit
from bot.reading.places import Place

NEAR = frozenset({"own", "local"})
"""Defenders that the text calls its own, or that belong to nobody in particular."""


def ground_of_text(analysis: Analysis) -> tuple[Place, int] | None:
    """The one region or town that the text names, and the token where it first does.

    None where it names a country or other places, or where nothing shows that it speaks of its own ("our gunners",
    "the town", "over the region").
    """
    named = [h for h in analysis.of("places") if h.place is not None and h.path[1] != "adjective"]
    if not named or analysis.of("whole_country") or analysis.of("capitals") or not is_local(analysis):
        return None
    if any(h.path[1] == "country" for h in named):
        return None
    families = {h.place.region or h.place.name for h in named if h.place is not None}
    if len(families) != 1:
        return None
    place = widest(named)
    return (place, named[0].first) if place is not None else None


def widest(named: list[Hit]) -> Place | None:
    """The region where it is named itself, else the one town."""
    places = {h.place for h in named if h.place is not None}
    regions = [p for p in places if p.kind == "region"]
    if regions:
        return regions[0]
    return places.pop() if len(places) == 1 else None


def is_local(analysis: Analysis) -> bool:
    if any(h.path[1] in NEAR for h in analysis.of("sides")):
        return True
    return any(h.path[1] in ("city", "region") for h in analysis.of("same_place"))
