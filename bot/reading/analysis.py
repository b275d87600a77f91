"""What one pass over a text finds, shared by all that read facts from it."""

from __future__ import annotations

import bisect
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from bot.model import Bound, Span
from bot.reading.places import Place
from bot.reading.tokens import Sentence, Split, Token
from bot.reading.vocabulary import Path


class Hit(NamedTuple):
    """Tokens `first` to `last` (exclusive) are a term of the vocabulary.

    `path` is where the term stands in its file (`("things", "drone")`); a place has `("places", kind)` and
    its `place`, a region's adjective alone `("places", "bare")`. `grams` are those of the last word in
    Slavic languages, of all words in others.
    """

    first: int
    last: int
    path: Path
    grams: frozenset[str]
    source: str
    place: Place | None = None

    @property
    def section(self) -> str:
        return self.path[0]


class Number(NamedTuple):
    """Tokens `first` to `last` (exclusive) tell a number; hedges beside it are counted in.

    `why_not` names what it is instead of a cardinal number that may count things (`year`, `percent` ...).
    """

    first: int
    last: int
    value: int
    bound: Bound = Bound.EXACT
    high: int | None = None
    why_not: str = ""
    added: bool = False
    each: bool = False
    is_bare_article: bool = False
    cases: frozenset[str] = frozenset()
    core: int = -1
    """The first token of the number itself."""


Places = dict[tuple[int, str], list[Hit]]
"""(token, section) -> hits."""


@dataclass(frozen=True, slots=True)
class HitIndex:
    """The hits by where they stand and what section they are of: reading asks for little else."""

    starting: Places
    inside: Places
    """Hits whose first word stands before the token."""
    of_section: dict[str, list[Hit]]


NOTHING: list[Hit] = []


def gather(places: Places, token: int, sections: tuple[str, ...]) -> list[Hit]:
    if len(sections) == 1:
        return places.get((token, sections[0]), NOTHING)
    found = NOTHING
    for section in sections:
        here = places.get((token, section))
        if here:
            found = found + here if found else here
    return found


def index_hits(hits: Iterable[Hit]) -> HitIndex:
    starting: Places = {}
    inside: Places = {}
    of_section: dict[str, list[Hit]] = {}
    for hit in hits:
        first, section = hit.first, hit.path[0]
        key = first, section
        here = starting.get(key)
        if here is None:
            starting[key] = [hit]
        else:
            here.append(hit)
        same = of_section.get(section)
        if same is None:
            of_section[section] = [hit]
        else:
            same.append(hit)
        for i in range(first + 1, hit.last):
            inside.setdefault((i, section), []).append(hit)
    return HitIndex(starting, inside, of_section)


@dataclass(slots=True)
class Analysis:
    """One text under reading. Nothing in it changes after `analyse`, but what a reader caches in `seen`."""

    text: str
    published_at: dt.datetime
    language: str
    side: str | None
    split: Split
    hits: tuple[Hit, ...]
    """In text order. Terms of one section do not overlap; of several sections they may."""
    index: HitIndex
    phrase_anchors: tuple[tuple[int, int, int], ...]
    """(pattern number, part number, token number): a word of a rule's pattern stands there."""
    numbers: tuple[Number, ...]
    grams: dict[int, frozenset[str]]
    """Token -> what its form tells, for words that the vocabulary holds."""

    def hits_in(self, sentence: Sentence, *sections: str) -> Iterator[Hit]:
        """Hits of these sections (all where none is named) in the sentence, in order."""
        one = len(sections) == 1
        hits = self.index.of_section.get(sections[0], NOTHING) if one else self.hits
        low = bisect.bisect_left(hits, sentence.first, key=first_of)
        for at in range(low, len(hits)):
            hit = hits[at]
            if hit.first >= sentence.last:
                return
            if one or not sections or hit.path[0] in sections:
                yield hit

    def of(self, section: str) -> list[Hit]:
        """All hits of a section, in order. Not to be changed."""
        return self.index.of_section.get(section, NOTHING)

    def hits_at(self, token: int, *sections: str) -> list[Hit]:
        """Hits of these sections (all where none is named) that cover the token. Not to be changed."""
        wanted = sections or tuple(self.index.of_section)
        begun = gather(self.index.inside, token, wanted)
        here = gather(self.index.starting, token, wanted)
        return begun + here if begun and here else begun or here

    def starting_at(self, token: int, *sections: str) -> list[Hit]:
        """Hits of these sections (all where none is named) whose first word is the token. Not to be changed."""
        if len(sections) == 1:  # most ask for one: a call less for each word
            return self.index.starting.get((token, sections[0]), NOTHING)
        return gather(self.index.starting, token, sections or tuple(self.index.of_section))

    def ending_at(self, token: int, *sections: str) -> list[Hit]:
        """Hits whose last word is the token before `token`."""
        return [h for h in self.hits_at(token - 1, *sections) if h.last == token]

    def sentence_of(self, token: int) -> Sentence | None:
        low, high = 0, len(self.split.sentences)
        while low < high:
            middle = (low + high) // 2
            if self.split.sentences[middle].last <= token:
                low = middle + 1
            else:
                high = middle
        found = self.split.sentences[low] if low < len(self.split.sentences) else None
        return found if found and found.first <= token else None

    def numbers_in(self, sentence: Sentence) -> list[Number]:
        """Numbers whose own words stand in the sentence."""
        low = bisect.bisect_left(self.numbers, sentence.first, key=core_of)
        high = bisect.bisect_left(self.numbers, sentence.last, key=core_of)
        return list(self.numbers[low:high])

    def numbers_near(self, token: int) -> tuple[Number, ...]:
        """The few numbers that may cover the token."""
        low = bisect.bisect_left(self.numbers, token, key=core_of)
        return self.numbers[max(0, low - 1) : low + 1]

    def span(self, first: int, last: int) -> Span:
        """Characters of tokens `first` to `last` (exclusive)."""
        tokens = self.split.tokens
        return Span(tokens[first].start, tokens[last - 1].end)

    def words(self, first: int, last: int) -> str:
        span = self.span(first, last)
        return self.text[span.start : span.end]


def first_of(hit: Hit) -> int:
    return hit.first


def core_of(number: Number) -> int:
    return number.core


def cover(hits: Iterable[Hit], sections: frozenset[str]) -> dict[int, list[Hit]]:
    """Token -> the hits of the sections that cover it."""
    by_token: dict[int, list[Hit]] = {}
    for hit in hits:
        if hit.path[0] in sections:
            for i in range(hit.first, hit.last):
                by_token.setdefault(i, []).append(hit)
    return by_token


def token_at(split: Split, position: int) -> Token | None:
    """The token that holds the character, None in between."""
    low, high = 0, len(split.tokens)
    while low < high:
        middle = (low + high) // 2
        if split.tokens[middle].end <= position:
            low = middle + 1
        else:
            high = middle
    found = split.tokens[low] if low < len(split.tokens) else None
    return found if found and found.start <= position else None
