"""One sentence as the status reader sees it: which of its words play which role, and where its clauses end."""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from bot.reading.analysis import Analysis, Hit, Number, core_of
from bot.reading.tokens import BREAK, MARK, Sentence, Token

WORDS, STATES = "airport_words", "airport_statuses"
"""The sections of a vocabulary file that this reader uses; `negation` is shared with others."""
QUOTES = frozenset("\"'«»“”„‘’*_()[]✈️⚡❗️")
STOPS = frozenset(";•·")


class Mark(NamedTuple):
    """Tokens `first` to `last` (exclusive) play a role (`close`, `limit`, `weather` ...)."""

    first: int
    last: int
    role: str
    source: str
    path: tuple[str, ...] = ()


@dataclass(slots=True)
class Scene:
    """Marks of a sentence in order, and prefix counts that tell in one step what stands between two tokens."""

    analysis: Analysis
    sentence: Sentence
    marks: tuple[Mark, ...]
    roles: dict[str, tuple[Mark, ...]]
    starts: dict[str, list[int]]
    bounds: list[int]
    commas: list[int]
    tells_of_limits: bool = False
    """The sentence before told of restrictions, so that "they" may be those."""

    @property
    def tokens(self) -> tuple[Token, ...]:
        return self.analysis.split.tokens

    def has(self, *roles: str) -> bool:
        return any(role in self.roles for role in roles)

    def at(self, token: int, *roles: str) -> Mark | None:
        """The mark of one of these roles that begins at the token."""
        for role in roles:
            starts = self.starts.get(role, [])
            place = bisect.bisect_left(starts, token)
            if place < len(starts) and starts[place] == token:
                return self.roles[role][place]
        return None

    def covering(self, token: int, *roles: str) -> Mark | None:
        """The mark of one of these roles that holds the token."""
        for role in roles:
            place = bisect.bisect_right(self.starts.get(role, []), token) - 1
            if place >= 0 and self.roles[role][place].last > token:
                return self.roles[role][place]
        return None

    def between(self, low: int, high: int, *roles: str) -> Iterator[Mark]:
        """Marks of these roles that begin in tokens `low` to `high` (exclusive), role by role."""
        for role in roles:
            starts = self.starts.get(role, [])
            for place in range(bisect.bisect_left(starts, low), len(starts)):
                if starts[place] >= high:
                    break
                yield self.roles[role][place]

    def in_clause(self, first: int, last: int, before: int, after: int, *roles: str) -> list[Mark]:
        """Marks of these roles up to so many tokens before `first` or after `last`, in the same clause."""
        return [
            mark
            for mark in self.between(first - before, last + after, *roles)
            if (mark.last > first or not self.bounds_between(mark.last, first))
            and (mark.first < last or not self.bounds_between(last, mark.first))
        ]

    def numbers(self, low: int, high: int) -> Iterator[Number]:
        """Numbers whose own words stand in tokens `low` to `high` (exclusive)."""
        numbers = self.analysis.numbers
        place = bisect.bisect_left(numbers, max(low, self.sentence.first), key=core_of)
        while place < len(numbers) and numbers[place].core < min(high, self.sentence.last):
            yield numbers[place]
            place += 1

    def bounds_between(self, low: int, high: int) -> int:
        """How many ends of clauses stand in tokens `low` to `high` (exclusive)."""
        return self.count(self.bounds, low, high)

    def commas_between(self, low: int, high: int) -> int:
        return self.count(self.commas, low, high)

    def count(self, sums: list[int], low: int, high: int) -> int:
        base, end = self.sentence.first, len(sums) - 1
        low, high = (min(max(n - base, 0), end) for n in (low, high))
        return sums[high] - sums[low] if high > low else 0


def read_scene(analysis: Analysis, sentence: Sentence) -> Scene:
    found: dict[tuple[int, int, str], Mark] = {}
    for hit in analysis.hits_in(sentence, WORDS, STATES, "negation"):
        role = role_of(hit)
        found.setdefault((hit.first, hit.last, role), Mark(hit.first, hit.last, role, hit.source, hit.path))
    marks = tuple(sorted(found.values()))
    roles: dict[str, list[Mark]] = {}
    for mark in marks:
        roles.setdefault(mark.role, []).append(mark)
    starts = {role: [m.first for m in group] for role, group in roles.items()}
    is_bound = set(starts.get("clause", ()))
    bounds, commas = [0], [0]
    for i in range(sentence.first, sentence.last):
        token = analysis.split.tokens[i]
        bounds.append(bounds[-1] + (i in is_bound or token.normal in STOPS))
        commas.append(commas[-1] + (token.kind in (MARK, BREAK) and token.normal in ",:("))
    return Scene(analysis, sentence, marks, {k: tuple(v) for k, v in roles.items()}, starts, bounds, commas)


def role_of(hit: Hit) -> str:
    if hit.path[0] == "negation":
        return "not"
    return hit.path[1] if len(hit.path) > 1 else hit.path[0]
