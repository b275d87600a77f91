"""Numbers that go on with what was told before, and the signs that one does not."""

from __future__ import annotations

from bot.reading.frame import Frame, Told
from bot.reading.mentions import Mention
from bot.reading.tokens import MARK, WORD

KNOWN = (
    "actions", "says", "passive", "adverbs", "conjunctions", "small", "prepositions", "days", "periods",
    "things", "subtypes", "places", "sides", "modifiers", "totals", "figures", "put_at", "figures_before",
    "allots", "each", "region_words", "same_place", "partitives", "more", "hedges", "clauses", "relatives",
    "victims", "harm", "endures", "consists", "corrections",
)  # fmt: skip
"""Sections of words whose part in a sentence is known."""


def has_unread_verb(frame: Frame, mention: Mention) -> bool:
    """«Шість ракет *закружляли* над Одесою»: a verb that is not known stands beside the number, and tells its fate."""
    endings = frame.grammar.verbs
    return bool(endings) and any(
        is_unread_verb(frame, at, endings) for at in (mention.last, mention.first - 1) if is_inside(frame, at)
    )


def is_inside(frame: Frame, at: int) -> bool:
    return frame.sentence.first <= at < frame.sentence.last


def is_unread_verb(frame: Frame, at: int, endings: tuple[str, ...]) -> bool:
    token = frame.analysis.split.tokens[at]
    if token.kind != WORD or len(token.normal) < SHORTEST_VERB or not token.normal.endswith(endings):
        return False
    return not frame.analysis.hits_at(at, *KNOWN)


SHORTEST_VERB = 4

TIMES = ("days", "ago", "periods", "hours")
SMALL = ("prepositions", "conjunctions", "small", "adverbs", "totals", "figures", "negation", "more", "hedges")
MOST_OTHER = 2


def is_of_another_time(frame: Frame, mention: Mention, before: Told | None) -> bool:
    """ "203 were shot down. *A year earlier in one night – 37*": only a time leads to the dash before the number."""
    first, dash = frame.sentence.first, mention.first - 1
    tokens = frame.analysis.split.tokens
    if before is None or before.mention.sentence == frame.index or mention.thing is not None or dash <= first:
        return False
    if tokens[dash].normal not in "—-" or mention is not frame.mentions[0]:
        return False
    words = [i for i in range(first, dash) if tokens[i].kind != MARK]
    times = [i for i in words if frame.analysis.hits_at(i, *TIMES)]
    other = [i for i in words if i not in times and not frame.analysis.hits_at(i, *SMALL)]
    return bool(times) and len(other) <= MOST_OTHER


def is_noun_between(frame: Frame, before: Mention, mention: Mention) -> bool:
    """«Дронов было 120, *ракет –* 14»: the next kind of a row, set before its number."""
    tokens, analysis = frame.analysis.split.tokens, frame.analysis
    between = range(before.last, mention.first)
    if mention.thing is not None or not 2 <= len(between) <= MOST_BETWEEN:
        return False
    if tokens[between[0]].normal not in ",;" and not analysis.starting_at(between[0], "conjunctions"):
        return False
    return any(analysis.starting_at(i, "things", "subtypes") for i in between) and all(
        tokens[i].kind == MARK or analysis.hits_at(i, "conjunctions", "things", "subtypes", "modifiers")
        for i in between
    )


MOST_BETWEEN = 6


def is_sum(frame: Frame, mention: Mention) -> bool:
    """ "83 in all: 79 drones and four missiles": what the number counts is both kinds that are told behind it."""
    at = frame.mentions.index(mention)
    parts = frame.mentions[at + 1 : at + 3]
    if mention.thing is not None or len(parts) != len(KINDS) or {m.thing for m in parts} != KINDS:
        return False
    return sum(m.value for m in parts) == mention.value


KINDS = {"drone", "missile"}
