"""A count told again with another value: "first of nine drones, by morning of 23", "later put it right: five"."""

from __future__ import annotations

from bot.reading.frame import Frame, Told
from bot.reading.mentions import Mention


def is_retold(frame: Frame, mention: Mention, before: Told | None) -> bool:
    """The number has no noun and no verb behind it, and goes on with the same preposition, or after a correction."""
    if before is None or mention.thing is not None or mention.inner is not None or mention.is_part:
        return False
    if not 0 <= frame.index - before.mention.sentence <= 1 or before.mention.value == mention.value:
        return False
    link = frame.links.get(mention)
    if link is not None and link.predicate.first >= mention.first:
        return False
    is_same = before.mention.sentence == frame.index
    return (is_same and both_about(frame, before.mention, mention)) or is_put_right(frame, mention, before)


def both_about(frame: Frame, before: Mention, mention: Mention) -> bool:
    """ "*О* девяти беспилотниках, ... *о* двадцати трёх"."""
    prepositions = (frame.analysis.ending_at(m.first, "prepositions") for m in (before, mention))
    return all(any(h.path[1] == "about" for h in found) for found in prepositions)


def is_put_right(frame: Frame, mention: Mention, before: Told) -> bool:
    """ "The figure was raised: over 280": a colon or dash behind words for a correction."""
    tokens, at = frame.analysis.split.tokens, mention.first - 1
    if at < frame.sentence.first or tokens[at].normal not in ":—":
        return False
    start = before.mention.last if before.mention.sentence == frame.index else frame.sentence.first
    first = max(start, frame.sentence.first)
    return any(frame.analysis.starting_at(i, "corrections") for i in range(first, at))
