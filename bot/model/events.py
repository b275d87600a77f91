"""Events, reports, alerts and their revisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from operator import attrgetter
from typing import Any

from bot.model.facts import Bound, Fact
from bot.model.rules import Severity


class Fate(StrEnum):
    """What became of one article's statement. Every fate is stored with its reason."""

    COPY = "copy"
    NO_MATCH = "no_match"
    LATE = "late"
    BELOW = "below"
    WAITING = "waiting"
    NEW = "new"
    SAME = "same"
    REVISED = "revised"
    UPDATE = "update"
    HELD = "held"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number somebody gave for an event."""

    action: str
    value: int
    bound: Bound = Bound.EXACT
    high: int | None = None
    role: str = "tally"
    """`tally`, `correction`, `add` and `claim` (the other side's) for the number that the rule asks for;
    `beside` for another number of the same event (downed beside launched, hits, totals with missiles),
    `part` for a region's or a later wave's share, `unclear` where the text does not settle whose it is."""
    thing: str = ""
    place: str | None = None
    claimed_by: str | None = None
    article_id: str = ""
    outlet: str = ""
    written_at: dt.datetime
    place_in_text: int = 0
    """Where in its article it stands: two figures of one article are folded in this order."""
    voice_is_own: bool = False
    """The claimant said it in a feed of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One article that carries an event."""

    article_id: str
    outlet: str
    url: str
    title: str
    kind: str = "independent"
    voice: str = ""
    """The origin it speaks for: copies of one wire text, and all who cite one claimant, share a voice."""
    evidence: str = ""
    """The sentence that told it."""
    language: str | None = None
    written_at: dt.datetime
    role: str = ""
    """The fate's short form: `new`, `same`, `copy`, `revised`, `late` ..."""
    is_copy: bool = False
    """The same wire text as an earlier source: one more outlet, no further voice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One happening: who, where and when; and what is held of it now."""

    event_id: int
    rule_id: str
    kind: str
    fields: Mapping[str, str]
    """Identity and description: `attacker`, `place`, `day` (ISO), `airport`, `name`, `region`, `country`,
    `thing` ... A field that is not known is absent."""
    state: str | None = None
    """`closed` or `reopened`; the phase of talks; None for counts."""
    held: Figure | None = None
    """The figure held now, None for what has no figure."""
    figures: tuple[Figure, ...] = ()
    sources: tuple[Source, ...] = ()
    severity: Severity = Severity.MEDIUM
    opened_at: dt.datetime
    last_report_at: dt.datetime
    ended_at: dt.datetime | None = None
    happened_at: dt.datetime | None = None
    """When it happened, where a text names the hour."""
    alert_id: int | None = None
    """Set once the event has been told, or is in line to be told."""
    told: Told | None = None
    is_learned: bool = False
    """Known from the backlog: silent until it really changes."""
    waits_for: str | None = None
    """Why it is not told yet (`confirm`, `group`, `cooldown`, `quiet`, `embargo`), with `due_at`."""
    due_at: dt.datetime | None = None
    unconfirmed: bool = False
    """One unofficial origin and too big to believe: told one severity lower and so marked."""
    caused_by: str = ""
    """The article that justified telling it, or that caused the change that waits."""
    outlets: int = 0
    """How many outlets carry it; `sources` is cut, this is not."""
    revision: int = 0
    """The number of its alert's last revision, 0 while there is none."""
    edit_due_at: dt.datetime | None = None
    """When the message is to be edited for sources that came since (edits are bundled)."""
    answers: int | None = None
    """The alert that telling it answers, known since it opened (a reopening answers its closure)."""
    merged_into: int | None = None
    """An owner said that this is the same as that event: reports of this one go there."""
    is_apart: bool = False
    """Split off by hand: only its own articles and copies of them are reports of it."""
    vetoed: tuple[str, ...] = ()
    """Articles of which an owner said that they do not belong here; copies of them do not either."""


FIELDS = {f.name: getattr(Event, f.name).__set__ for f in fields(Event)}
VALUES = attrgetter(*FIELDS)


def event_with(event: Event, **changes: Any) -> Event:
    """`dataclasses.replace` for events, twice as fast: every copy of a text makes its event anew.

    Raises KeyError for what is no field.
    """
    made: Event = object.__new__(Event)
    for put, value in zip(FIELDS.values(), VALUES(event), strict=True):
        put(made, value)
    for name, value in changes.items():
        FIELDS[name](made, value)
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was last said aloud about an event."""

    at: dt.datetime
    value: int | None = None
    severity: Severity = Severity.MEDIUM
    state: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One article's part in an event (or in none), with its fate and the reason for it in plain words."""

    article_id: str
    edition: int = 1
    rule_id: str | None = None
    event_id: int | None = None
    fact_number: int | None = None
    fate: Fate
    reason: str
    at: dt.datetime


class Change(StrEnum):
    """What a revision does to the message of its alert."""

    NEW = "new"
    """A first message."""
    EDIT = "edit"
    """The message is edited; nobody is notified."""
    UPDATE = "update"
    """The message is edited and answered aloud with the change."""
    END = "end"
    """What was told is over (reopened, cancelled): edited and answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One state of an alert. It holds all that is needed to write its message in any language.

    An alert tells one event, or several of one rule that are grouped into a message.
    """

    alert_id: int
    number: int
    """1, 2 ... within the alert."""
    rule_id: str
    change: Change
    events: tuple[Event, ...]
    """The alert's events as they stand now."""
    changed: tuple[int, ...]
    """Ids of the events that this revision adds or changes."""
    before: Told | None = None
    """What had been told aloud before, for "130 -> 146"."""
    severity: Severity
    answers: int | None = None
    """The alert whose message this one answers (a reopening answers its closure)."""
    article_id: str
    """The report that caused it, also when it was held or waited."""
    reason: str
    topic: str = "other"
    is_correction: bool = False
    """The change is a correction by its source, also one downwards; it is said as one."""
    made_at: dt.datetime
    is_silent: bool = False
    """Kept for history, delivered to no one (learned from the backlog, or a draft rule)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Everything that follows from one article (or from the clock), to be written in one transaction."""

    events: tuple[Event, ...] = ()
    reports: tuple[Report, ...] = ()
    revisions: tuple[Revision, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    voice: str | None = None
    """The origin the article speaks for, where later texts may turn out to be copies of it; else None."""
    facts: tuple[Fact, ...] = ()
    """What the article stated, where later texts may turn out to be copies of it; never stored."""
