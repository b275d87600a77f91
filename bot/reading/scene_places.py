"""The place of a number that has none of its own: what the clause before it, or the sentence before, is about."""

from __future__ import annotations

from bot.reading.frame import Frame, Memory, Told
from bot.reading.places import Place
from bot.reading.scene import other, territory_of
from bot.reading.tokens import WORD
from bot.reading.where import Where

ATTACKS = frozenset({"launched", "hit"})
NEAR = 4
"""Words between a place and the word for the attack on it."""
BORDERS = frozenset(":;,—.!?")


def place_of_scene(frame: Frame, told: Told, memory: Memory) -> Place | None:
    """ "Odesa was attacked again: 20 drones came, 15 were shot down": the one place that the clause before names.

    Where the sentence names none, hits are at the town that the sentence before began with.
    """
    named = [w for w in frame.wheres if not w.kind and w.how != "speaker"]
    before = [w for w in named if w.last <= told.mention.first]
    if before:
        where = before[-1]
        if len({p for w in before for p in w.places}) > 1 or not fits(told, where.places[0]):
            return None
        if any(m.last <= where.first for m in frame.mentions):
            return None  # it is the place of the number before it
        return where.places[0] if is_scene(frame, where, told) else None
    is_hit = told.action == "hit" or memory.topic_is_heading
    if named or not is_hit or frame.index - memory.topic_at != 1 or memory.topic is None:
        return None
    return memory.topic if fits(told, memory.topic) else None


def fits(told: Told, place: Place) -> bool:
    """One town or region, of the side that is attacked."""
    if place.kind not in ("city", "region") or told.is_cumulative:
        return False
    return told.attacker is None or territory_of(place) in (None, other(told.attacker))


def is_scene(frame: Frame, where: Where, told: Told) -> bool:
    """A mark parts the place from the number, and an attack is told beside the place, or the mark is a colon."""
    if where.how not in ("place", "toward", ""):
        return False
    tokens, first = frame.analysis.split.tokens, told.mention.first
    borders = [i for i in range(where.last, first) if tokens[i].normal in BORDERS]
    if not borders:
        return False
    if tokens[borders[-1]].normal == ":" and where.how:
        return True
    return any(
        -NEAR <= p.first - where.last <= NEAR
        and p.last <= borders[-1]
        and any(action in ATTACKS for action, _ in p.roles.values())
        for p in frame.predicates
    )


def is_heading(frame: Frame) -> bool:
    """«Дніпропетровщина. За ніч збито сім дронів»: a sentence of a place alone heads the next one."""
    tokens = frame.analysis.split.tokens
    words = sum(tokens[i].kind == WORD for i in range(frame.sentence.first, frame.sentence.last))
    return words <= max((w.last - w.first for w in frame.wheres), default=0)


def topic_of(frame: Frame) -> Place | None:
    """The one town or region that the sentence names, where it begins with it."""
    named = [w for w in frame.wheres if not w.kind]
    places = {p for w in named for p in w.places if p.kind in ("city", "region")}
    if len(places) != 1 or named[0].first - frame.sentence.first > 1 or named[0].how == "speaker":
        return None
    return places.pop()
