"""Facts: what a text states, typed, with the words it was read from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` to `end` (exclusive) of an article's text."""

    start: int
    end: int


class Bound(StrEnum):
    """How sure a text is of its number."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    ABOUT = "about"
    AT_MOST = "at_most"


class Standing(StrEnum):
    """What a text does with a statement. Only what is asserted may alert."""

    ASSERTED = "asserted"
    DENIED = "denied"
    HYPOTHETICAL = "hypothetical"
    PLANNED = "planned"
    EXERCISED = "exercised"
    PRODUCED = "produced"
    DELIVERED = "delivered"
    HISTORIC = "historic"
    FRONTLINE = "frontline"
    """A day's total along the front line or in a loss table: no attack of its own."""
    DEFENSIVE = "defensive"
    """Fired in defence: interceptors and air-defence missiles."""


@dataclass(frozen=True, slots=True)
class Count:
    """A reported number of things in one attack or over a longer time.

    `thing` and `action` are vocabulary ids (`drone`, `missile`, `mixed`; `launched`, `downed`, `hit`), or
    for a quantity that a rule defines the quantity's id and `""`. `attacker` says whose weapons they are
    (`RU`, `UA`, None where the text does not settle it). `place` is an English name where the number is for
    that place alone, None where it is nation-wide.
    """

    thing: str
    action: str
    value: int
    bound: Bound = Bound.EXACT
    high: int | None = None
    """The upper end of a range ("20-25"), else None."""
    attacker: str | None = None
    place: str | None = None
    scope: str = "attack"
    """`attack` for up to a day, `cumulative` for anything longer."""
    added: bool = False
    """"Another 16", "17 more": a further number beside one told before."""
    corrected: bool = False
    """The words of a correction or revision stand with the number."""
    part: bool = False
    """A part of a total that the same text states (a region's share, a later wave of the same tally)."""


@dataclass(frozen=True, slots=True)
class Status:
    """A named place of a class (airport, port, border crossing ...) changes what it is.

    `place_id` is the gazetteer's id (IATA code for airports), `name` its fixed English name, `state` a
    status id (`closed`, `reopened`). `since` and `until` are hours that the text names, in UTC.
    """

    of: str
    place_id: str
    name: str
    state: str
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    region: str | None = None
    country: str | None = None
    remains: bool = False
    """The text says that the state goes on ("remains closed"): no change of its own."""
    around: str | None = field(default=None, compare=False)
    """What people group it with: its region, or its city where that is a region of its own (all Moscow airports)."""


@dataclass(frozen=True, slots=True)
class Talks:
    """Where states talk about ending or limiting the war, and how far that is."""

    place: str
    country: str | None
    phase: str
    """`possible`, `planned`, `ongoing`, `held` or `cancelled`."""
    parties: tuple[str, ...] = ()
    background: bool = False
    """An old round that is mentioned as history."""
    region: str | None = None
    """The region the place lies in (Florida for Miami), where the gazetteer knows it."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of a rule's own, and what stood in its slots."""

    phrase_id: str
    words: str
    slots: Mapping[str, str] = field(default_factory=dict)


Statement = Count | Status | Talks | Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One statement with its evidence.

    `evidence` is the sentence, `span` the narrower words that carry the value; both index the article's
    `text` and reproduce it exactly. `found_by` names the pattern and the vocabulary line that read it.
    """

    what: Statement
    span: Span
    evidence: Span
    found_by: str
    claimed_by: str | None = None
    """The claimant as a stable id or name ("Ukraine's Air Force"), None where the text names none."""
    claimed_by_side: str | None = None
    """`UA`, `RU` or None: on whose side the claimant stands."""
    day: dt.date | None = None
    """The attack day the statement is for (a night belongs to the day it ends on), None where not known."""
    day_from_text: bool = False
    """True where words of the text settle the day, False where it follows from the time of publication."""
    standing: Standing = Standing.ASSERTED

    @property
    def kind(self) -> str:
        """`count`, `status`, `talks` or `phrase`."""
        return KINDS[type(self.what)]

    @property
    def is_news(self) -> bool:
        """True where the statement may alert: asserted, no total of months, no old round."""
        if self.standing is not Standing.ASSERTED:
            return False
        if isinstance(self.what, Count):
            return self.what.scope == "attack"
        return not (isinstance(self.what, Talks) and self.what.background)


KINDS: dict[type, str] = {Count: "count", Status: "status", Talks: "talks", Phrase: "phrase"}


@dataclass(frozen=True, slots=True)
class Unread:
    """A number or a name that was seen and left out, and because of what (`tocsin read --explain`)."""

    span: Span
    why: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read from one text, in text order."""

    facts: tuple[Fact, ...] = ()
    unread: tuple[Unread, ...] = ()
