"""What a number without a noun counts: a noun that stands before it, behind it, or in the sentence before."""

from __future__ import annotations

from bot.reading.frame import Frame, Memory
from bot.reading.heads import head_for
from bot.reading.mentions import Mention


def thing_of_whole(frame: Frame, mention: Mention, memory: Memory) -> str | None:
    """ "537 weapons, 60 missiles among them. Of these, 249 were shot down": what the largest of that row counts."""
    opened = any(h.path[1] == "sub_before" for h in frame.analysis.starting_at(frame.sentence.first, "partitives"))
    if not opened or mention.thing is not None or not memory.mentions:
        return None
    if memory.mentions[0].sentence != frame.index - 1:
        return None
    largest = max(memory.mentions, key=lambda m: m.value)
    return largest.thing if largest.value >= mention.value else None


def thing_before(frame: Frame, mention: Mention) -> str | None:
    """The last noun of the sentence before a number without one: "Ukrainian drones shot down: 45"."""
    for i in range(mention.first - 1, frame.sentence.first - 1, -1):
        nouns = frame.analysis.starting_at(i, "things", "subtypes")
        found = next((h.path[1] for h in nouns if h.path[1] in ("drone", "missile")), None)
        if found is not None:
            return found
    return None


MOST_BACK = 4
"""Sentences that "sixty of them" reaches back over to the noun."""


def noun_told(frame: Frame, mention: Mention, memory: Memory) -> str | None:
    """The weapon named in the sentence before; further back for "sixty of them", and for the lines of a list."""
    away = frame.index - memory.noun_at
    if away == 1 or (mention.is_back and frame.links.get(mention) is not None and 0 < away <= MOST_BACK):
        return memory.noun
    head = head_for(frame, memory)
    return head.thing if head is not None else None


def thing_behind(frame: Frame, mention: Mention) -> str | None:
    """The noun of the next number in a row: "over Crimea 12 and over the Black Sea five drones"."""
    return next((m.thing for m in frame.mentions if m.first > mention.first and m.thing in WEAPONS), None)


def thing_later(frame: Frame, mention: Mention) -> str | None:
    """ "Eleven came, nine were shot down: a night of drones over Poltava": the one kind named behind the numbers."""
    named = {
        h.path[1]
        for h in frame.analysis.hits_in(frame.sentence, "things", "subtypes")
        if h.first >= mention.last and h.path[1] != "other"
    }
    return named.pop() if len(named) == 1 and named <= {"drone", "missile"} else None


def paired_thing(frame: Frame, mention: Mention, memory: Memory) -> str | None:
    """ "415 drones and 43 missiles ... 386 and 27 of them respectively": numbers pair up in order."""
    told = any(True for h in frame.analysis.hits_in(frame.sentence, "partitives") if h.path[1] == "respectively")
    bare = [m for m in frame.mentions if m.thing is None or m.thing in SAME]
    named = [m for m in frame.mentions if m.thing in WEAPONS] or memory.mentions
    if mention not in bare or len(named) < len(bare) or not (told or is_pair_of(frame, bare, named)):
        return None
    mention.is_part = False
    return named[-len(bare) :][bare.index(mention)].thing


def is_pair_of(frame: Frame, bare: list[Mention], named: list[Mention]) -> bool:
    """ "371 drones and 24 missiles. 300 and 19 were shot down": two and two, none of which has grown."""
    if len(bare) != 2 or len(named) != 2 or {m.thing for m in named} != {"drone", "missile"}:
        return False
    first, second = bare
    joined = second.first - first.last == 1 and bool(frame.analysis.starting_at(first.last, "conjunctions"))
    links = [frame.links.get(m) for m in bare]
    are_one = links[0] is not None and links[1] is not None and links[0].predicate is links[1].predicate
    return joined and are_one and all(b.value <= n.value for b, n in zip(bare, named, strict=True))


SAME = frozenset({"same", "same_drone"})
"""Nouns for weapons told before: any, or drones alone."""
WEAPONS = frozenset({"drone", "missile", "mixed"})
