"""Phrases that rules name in their own words, found in a text.

An article's words index the phrases (see `anchors`): a phrase is looked for only in sentences that hold a word
it needs, and there only as far around that word as the phrase can reach, so a paragraph of a megabyte costs no
more than its words.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple

from bot.model import Fact, Pattern, Phrase, Quantity, Unread
from bot.reading.analysis import Analysis
from bot.reading.compile import Reader
from bot.reading.phrase_match import Program, compile_phrase, find_all
from bot.reading.tokens import NUMBER, WORD, Sentence

BREAKS = frozenset(',;:()[]«»“”„"—')
"""Marks over which a slot does not go on."""


class Found(NamedTuple):
    """Tokens `first` to `last` (exclusive) match; each slot with its tokens."""

    first: int
    last: int
    slots: tuple[tuple[str, int, int], ...] = ()


def find_phrases(reader: Reader, analysis: Analysis) -> tuple[list[Fact], list[Unread]]:
    """One fact for every place where a rule's phrase matches. Which phrases exclude others, rules decide."""
    own = len(reader.patterns) - starts_of(reader.quantities)[-1]
    facts = []
    for number, anchors in anchors_by_pattern(analysis, own).items():
        pattern = reader.patterns[number]
        for sentence, found in matches(analysis, pattern, anchors):
            facts.append(fact_of(analysis, pattern, sentence, found))
    return facts, []


STARTS: list[tuple[tuple[Quantity, ...], list[int]]] = []
"""Of the last readers' quantities what `starts_of` gives: worked out once, not for every text."""


def starts_of(quantities: tuple[Quantity, ...]) -> list[int]:
    """How many patterns come before each quantity, and as the last entry how many there are."""
    for known, starts in STARTS:
        if known is quantities:
            return starts
    starts = [0, *accumulate(len(q.of) + len(q.state) for q in quantities)]
    STARTS[:] = [(quantities, starts), *STARTS[:3]]
    return starts


def anchors_by_pattern(analysis: Analysis, below: int) -> dict[int, list[int]]:
    """Pattern -> the tokens, in order, at which a word that it needs stands, for patterns below that number."""
    by_pattern: dict[int, list[int]] = {}
    for number, _, token in analysis.phrase_anchors:
        if number < below:
            by_pattern.setdefault(number, []).append(token)
    return by_pattern


def matches(analysis: Analysis, pattern: Pattern, anchors: Iterable[int]) -> Iterator[tuple[Sentence, Found]]:
    """Every match of a pattern in the sentences that hold one of the tokens `anchors` (ascending)."""
    program = program_of(pattern)
    for sentence, first, last in stretches(analysis, anchors, program.longest):
        for found in matches_in(analysis, program, first, last):
            yield sentence, found


def stretches(analysis: Analysis, anchors: Iterable[int], reach: int) -> Iterator[tuple[Sentence, int, int]]:
    """The tokens to look at: `reach` words around each anchor, within its sentence, joined where they meet."""
    wide = 3 * reach  # marks between words are tokens, too
    waiting: tuple[Sentence, int, int] | None = None
    for token in anchors:
        sentence = analysis.sentence_of(token)
        if sentence is None:
            continue
        first, last = max(sentence.first, token - wide), min(sentence.last, token + wide)
        if waiting and waiting[0] == sentence and first <= waiting[2]:
            waiting = (sentence, waiting[1], max(last, waiting[2]))
            continue
        if waiting:
            yield waiting
        waiting = (sentence, first, last)
    if waiting:
        yield waiting


def matches_in(analysis: Analysis, program: Program, first: int, last: int) -> Iterator[Found]:
    """Matches among tokens `first` to `last` (exclusive); marks, quotes and dashes between words do not matter."""
    tokens = analysis.split.tokens
    places, broken, is_broken = [], [], False
    for i in range(first, last):
        if tokens[i].kind in (WORD, NUMBER):
            places.append(i)
            broken.append(is_broken)
            is_broken = False
        else:
            is_broken |= tokens[i].normal in BREAKS
    for hit in find_all(program, [tokens[i].normal for i in places], broken):
        slots = tuple((name, places[a], places[b - 1] + 1) for name, a, b in hit.slots)
        yield Found(places[hit.start], places[hit.end - 1] + 1, slots)


@functools.lru_cache(maxsize=20_000)
def program_of(pattern: Pattern) -> Program:
    """Compiled once for each pattern; raises RuleError as `compile_phrase` does."""
    return compile_phrase(pattern)


def fact_of(analysis: Analysis, pattern: Pattern, sentence: Sentence, found: Found) -> Fact:
    slots = {name: analysis.words(first, last) for name, first, last in found.slots}
    return Fact(
        what=Phrase(pattern.phrase_id, analysis.words(found.first, found.last), slots),
        span=analysis.span(found.first, found.last),
        evidence=analysis.span(sentence.first, sentence.last),
        found_by=f"phrase: {pattern.phrase_id}",
    )
