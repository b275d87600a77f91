"""Weapons that a text points to by their order: "70 drones and six missiles; 61 of the former, four of the latter"."""

from __future__ import annotations

from bot.reading.frame import Frame, Memory
from bot.reading.mentions import Mention
from bot.reading.nouns_before import WEAPONS
from bot.reading.turn_words import turn_ahead, turn_behind


def turned_thing(frame: Frame, mention: Mention, memory: Memory) -> str | None:
    """What the number counts: the first or the second of two kinds that were counted just before."""
    if mention.thing is not None:
        return None
    analysis = frame.analysis
    hit = turn_behind(analysis, mention.number.last) or turn_ahead(analysis, frame.sentence.first, mention)
    if hit is None:
        return None
    named = [m for m in frame.mentions if m.thing in WEAPONS and m.last <= hit.first] or memory.mentions
    if len(named) < 2:
        return None
    mention.is_back = True
    order = {"first": 0, "second": 1, "last": -1}[hit.path[1]]
    return named[order].thing
