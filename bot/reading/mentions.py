"""A mention: a number and its noun, or a number whose noun was told before."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.reading.analysis import Analysis, Hit, Number

INSIDE = frozenset("\"«»“”„'*_`()-")
"""Marks that may stand inside a noun phrase."""


@dataclass(slots=True, eq=False)
class Mention:
    """Tokens `first` to `last` (exclusive) count `thing` (None: left out, to be found before)."""

    number: Number
    first: int
    last: int
    thing: str | None
    sentence: int
    """Index of its sentence."""
    source: str = ""
    is_named: bool = False
    """The noun names a kind (Kinzhal, decoy), which inside a total is only a part of it."""
    sides: list[Hit] = field(default_factory=list)
    """Adjectives of a side inside the phrase."""
    inner: Hit | None = None
    """A participle inside the phrase that says what became of them ("six downed drones")."""
    is_part: bool = False
    """"Of which 42", "four of them", "including nine"."""
    whole: Mention | None = None
    """The M of "N of M"; the mention itself is its N."""
    is_back: bool = False
    """What it is a number of was told before: "five of the missiles", "six of them", "all 18"."""
    is_equated: bool = False
    """Its noun stands behind a dash or "were": "573 of them – drones"."""
    is_whole: bool = False
    is_definite: bool = False
    """"Three of *the* seven": a participle behind it is its own."""
    kind_of: str | None = None
    """Whose weapons the named kind is (`RU` for a Shahed), None where both sides may have it."""
    is_compound: bool = False
    """"A 108-drone barrage"."""
    is_instrumental: bool = False
    is_genitive: bool = False
    in_brackets: bool = False
    why_not: str = ""

    @property
    def core(self) -> int:
        return self.number.core

    @property
    def value(self) -> int:
        return self.number.value


def longest(hits: list[Hit]) -> Hit | None:
    return max(hits, key=lambda h: (h.last, h.path[0] == "subtypes"), default=None)


def is_of(analysis: Analysis, at: int) -> bool:
    return any(h.path[1] == "of" for h in analysis.starting_at(at, "partitives"))


def starts_number(analysis: Analysis, at: int) -> bool:
    return any(n.first <= at < n.last for n in analysis.numbers_near(at))


def set_thing(mention: Mention, noun: Hit, last: int) -> None:
    mention.thing, mention.source, mention.last = noun.path[1], noun.source, last
    mention.is_named = noun.path[0] == "subtypes"
    if mention.is_named and len(noun.path) > 2 and noun.path[2] in ("RU", "UA"):
        mention.kind_of = noun.path[2]
