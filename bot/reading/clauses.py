"""The clause of a number: the stretch that holds it and its predicate."""

from __future__ import annotations

from bot.reading.analysis import Analysis
from bot.reading.link import Link
from bot.reading.mentions import Mention
from bot.reading.tokens import MARK, Sentence


def clause_of(analysis: Analysis, sentence: Sentence, mention: Mention, link: Link | None) -> tuple[int, int]:
    """The stretch between semicolons (and full clause conjunctions) that holds the mention and its predicate."""
    first = min(mention.first, link.predicate.first) if link else mention.first
    last = max(mention.last, link.predicate.last) if link else mention.last
    tokens = analysis.split.tokens
    while first > sentence.first and not is_border(analysis, first - 1):
        first -= 1
    while last < sentence.last and not is_border(analysis, last):
        last += 1
    return first, min(last, len(tokens))


def is_border(analysis: Analysis, at: int) -> bool:
    token = analysis.split.tokens[at]
    if token.kind == MARK and token.normal in (";", ".", "!", "?"):
        return True
    return bool(analysis.starting_at(at, "clauses"))
