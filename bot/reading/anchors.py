"""Where a rule's own phrases may match: one required word of each stands in an index.

A phrase is looked for only where its rarest required word stands, so an article that holds none of these words
costs nothing, however many rules there are. Rarity is guessed by length: the longest word is the rarest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.model import Choice, Part, Pattern, Word

MOST_KNOWN = 100_000
"""Words whose answers are remembered; more than that is rubbish, and all are forgotten at once."""

Place = tuple[int, int]
"""(pattern number, part number)."""


@dataclass(frozen=True, slots=True)
class AnchorIndex:
    """Word (or prefix of words) -> the patterns and their parts that begin with it."""

    words: dict[str, tuple[Place, ...]]
    prefixes: dict[str, tuple[Place, ...]]
    lengths: tuple[int, ...]
    """Lengths of the prefixes, ascending."""
    known: dict[str, tuple[Place, ...]] = field(default_factory=dict, compare=False, repr=False)
    """Answers given before: the words of news repeat."""

    def at(self, word: str) -> tuple[Place, ...]:
        """Where the word may begin a part of a pattern."""
        found = self.known.get(word)
        if found is None:
            if len(self.known) > MOST_KNOWN:
                self.known.clear()
            found = self.known[word] = self.look_up(word)
        return found

    def look_up(self, word: str) -> tuple[Place, ...]:
        found = self.words.get(word, ())
        for length in self.lengths:
            if length > len(word):
                break
            found += self.prefixes.get(word[:length], ())
        return found


def index_anchors(patterns: Sequence[Pattern]) -> AnchorIndex:
    """Patterns without any required word are left out: they would match everywhere."""
    words: dict[str, list[Place]] = {}
    prefixes: dict[str, list[Place]] = {}
    for number, pattern in enumerate(patterns):
        best = max(((rarity(firsts), n, firsts) for n, firsts in required(pattern.parts)), default=None)
        if best is None:
            continue
        for word in best[2]:
            (prefixes if word.prefix else words).setdefault(word.text, []).append((number, best[1]))
    freeze = {k: tuple(dict.fromkeys(v)) for k, v in words.items()}
    frozen = {k: tuple(dict.fromkeys(v)) for k, v in prefixes.items()}
    return AnchorIndex(freeze, frozen, tuple(sorted({len(p) for p in frozen})))


def required(parts: Sequence[Part]) -> list[tuple[int, list[Word]]]:
    """(number of the part, the words of which one must begin it) for every part that needs a word."""
    found = []
    for n, part in enumerate(parts):
        firsts = first_words(part)
        if firsts:
            found.append((n, firsts))
    return found


def first_words(part: Part) -> list[Word] | None:
    """The words one of which begins the part; None where it may be empty or begin with anything."""
    if isinstance(part, Word):
        return [part] if part.text else None
    if not isinstance(part, Choice):
        return None
    firsts: list[Word] = []
    for option in part.options:
        begin = first_words(option[0]) if option else None
        if begin is None:
            return None
        firsts.extend(begin)
    return firsts or None


def rarity(words: Sequence[Word]) -> tuple[int, int]:
    return min(len(w.text) for w in words), -len(words)
