"""Near copies: an inverted index of word shingles with exact Jaccard likeness, over a bounded window.

Exact likeness over an index was measured faster than MinHash here and finds far more (docs/design.md).
"""

from __future__ import annotations

import datetime as dt
import re
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from bot.model import Fact

WINDOW = dt.timedelta(hours=72)
MOST = 20_000
"""Articles kept at most, however much comes in within the window."""
NEAR = 0.6
"""Likeness from which a text is a near copy. Wire texts with a new head line or foot stay above 0.7; an air
force's nightly posts reach 0.66, which is why likeness alone decides nothing."""
SHORT = 64
"""Shingles up to which a text is indexed whole; of longer ones one in four, always the same ones, is enough:
at a likeness of 0.6 a copy shares 3 of 4."""
PROBES = 48
"""Shingles of a text that are looked up at most."""

WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Original:
    """An article that others may copy."""

    article_id: str
    outlet: str
    voice: str
    written_at: dt.datetime
    facts: tuple[Fact, ...] = ()
    """What it stated, as long as that is known: the same text with the same facts says nothing new."""
    parts: tuple[tuple[int, str, int], ...] = ()
    """Fact number, rule and event of each of its reports."""


def shingles_of(text: str) -> frozenset[int]:
    """The text's triples of neighbouring words, hashed; of a text shorter than that, all of it."""
    words = WORD.findall(text.lower())
    if len(words) < 3:
        return frozenset((hash(tuple(words)),))
    return frozenset(map(hash, zip(words, words[1:], words[2:], strict=False)))


def indexed(shingles: frozenset[int]) -> Iterable[int]:
    """The shingles that a text is found by."""
    return shingles if len(shingles) <= SHORT else (s for s in shingles if not s & 3)


def likeness(one: frozenset[int], other: frozenset[int]) -> float:
    """Jaccard: shared shingles of all shingles, 0 to 1."""
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared) if shared else 0.0


class Copies:
    """The texts of the window by shingle and by digest. Holds state; belongs to the ledger."""

    def __init__(self) -> None:
        self._texts: OrderedDict[str, tuple[Original, frozenset[int], str]] = OrderedDict()
        self._by_shingle: dict[int, list[str]] = {}
        self._by_digest: dict[str, str] = {}

    def same_text(self, digest: str) -> Original | None:
        """The article with exactly this text, before any shingle is made."""
        known = self._by_digest.get(digest) if digest else None
        return self._texts[known][0] if known else None

    def nearest(self, shingles: frozenset[int]) -> Original | None:
        """The most alike article of the window at `NEAR` or above."""
        candidates: dict[str, int] = {}
        for shingle in islice(indexed(shingles), PROBES):
            for article_id in self._by_shingle.get(shingle, ()):
                candidates[article_id] = candidates.get(article_id, 0) + 1
        best, found = NEAR, None
        for article_id in sorted(candidates, key=lambda a: -candidates[a])[:8]:
            original, others, _ = self._texts[article_id]
            alike = likeness(shingles, others)
            if alike >= best:
                best, found = alike, original
        return found

    def add(self, original: Original, shingles: frozenset[int], digest: str) -> None:
        if original.article_id in self._texts:
            self._drop(original.article_id)
        self._texts[original.article_id] = (original, shingles, digest)
        for shingle in indexed(shingles):
            self._by_shingle.setdefault(shingle, []).append(original.article_id)
        if digest:
            self._by_digest.setdefault(digest, original.article_id)
        while len(self._texts) > MOST:
            self._drop(next(iter(self._texts)))

    def forget_before(self, at: dt.datetime) -> None:
        """Drop what was added first and written before `at`."""
        while self._texts:
            article_id, (original, _, _) = next(iter(self._texts.items()))
            if original.written_at >= at:
                return
            self._drop(article_id)

    def _drop(self, article_id: str) -> None:
        _, shingles, digest = self._texts.pop(article_id)
        for shingle in indexed(shingles):
            left = self._by_shingle[shingle]
            left.remove(article_id)
            if not left:
                del self._by_shingle[shingle]
        if self._by_digest.get(digest) == article_id:
            del self._by_digest[digest]

    def __len__(self) -> int:
        return len(self._texts)
