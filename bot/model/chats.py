"""Chats, subscriptions and deliveries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.model.rules import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A destination: a private chat, group, forum topic or channel. Of people we keep no name."""

    chat_id: str
    """`telegram:-100123`, `telegram:-100123/45` for a forum topic, `console` for the terminal."""
    kind: str = "private"
    """`private`, `group`, `topic`, `channel` or `console`."""
    language: str = "en"
    zone: str = "Europe/Kyiv"
    quiet_from: dt.time | None = None
    quiet_until: dt.time | None = None
    with_links: bool = True
    """False: alerts carry no links (in some countries a link in a phone is an offence)."""
    digest: str | None = None
    """`hourly` or a time of day in the chat's zone (`08:00`): alerts come together; None: each as it happens."""
    board: str = "auto"
    """Airports as one silent message per region and night: `auto` (unless the chat named the airport), `always`
    or `never`."""
    paused: bool = False
    ended: str | None = None
    """Why nothing goes there any more (blocked, left, forgotten), None while it is live."""
    created_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A chat asked for rules with filters. Empty filters let everything pass."""

    subscription_id: int
    chat_id: str
    topics: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    """Country codes, regions, cities or airport codes; any of the event's fields may meet one."""
    least: Severity = Severity.LOW
    paused: bool = False
    created_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """A chat wants to hear nothing of something for a time."""

    mute_id: int = 0
    chat_id: str
    what: str
    """`event`, `rule`, `topic`, `place` or `everything`."""
    name: str = ""
    """Which one: an alert's id, a rule's id, a topic, a place."""
    until: dt.datetime | None = None
    """None: until it is taken back."""
    created_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Words of its own that a chat wants to hear of, in the phrase language of rules."""

    watch_id: int = 0
    chat_id: str
    words: str
    created_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something that those who run the bot should hear: a feed that is gone, a rule file with a mistake."""

    key: str
    """What it is about (`feed:kyiv-post`, `rules:drones.yaml`): a newer note takes the place of one that waits."""
    said: Mapping[str, str]
    """Language -> the note in one line of plain text; `en` is always there."""
    made_at: dt.datetime


class State(StrEnum):
    """Where a delivery stands."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    HELD = "held"
    DEAD = "dead"


class Manner(StrEnum):
    """How a revision reaches one chat."""

    NEW = "new"
    """A message of its own with the whole state."""
    EDIT = "edit"
    """The chat's message of this alert is edited."""
    REPLY = "reply"
    """A short answer to the chat's message of this alert."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One revision on its way to one chat; or a notice (a digest, a word to the owner), which has no alert."""

    delivery_id: int
    """0 until it is stored."""
    chat_id: str
    alert_id: int
    """0 for a notice."""
    number: int
    """The revision's number, 0 for a notice."""
    manner: Manner
    severity: Severity = Severity.MEDIUM
    is_minor: bool = False
    """The edit only adds a source: it comes last in the queue, and seldom."""
    state: State = State.PENDING
    attempts: int = 0
    due_at: dt.datetime
    created_at: dt.datetime
    sent_at: dt.datetime | None = None
    message_id: int | None = None
    reason: str = ""
    """Why it is held or dead, or what the last attempt said."""
    may_repeat: bool = False
    """An earlier attempt may have arrived without our knowing (a crash, a lost answer)."""
    notice: Message | None = None
    """What a notice says, None for an alert: that is composed when it is sent."""
    board: str = ""
    """The board that the notice is (`Moscow Oblast|2026-01-15`): the chat's message of that board is edited."""

    @property
    def rank(self) -> int:
        """Its place in the queue, lowest first: critical, then what is news, then edits that only add a source."""
        if self.is_minor:
            return 2
        return 0 if self.severity is Severity.CRITICAL else 1


# -- what a channel answers --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sent:
    message_id: int | None


@dataclass(frozen=True, slots=True)
class RetryLater:
    """Try again. `after` where the channel said so; `may_have_arrived` where the answer was lost."""

    reason: str
    after: dt.timedelta | None = None
    may_have_arrived: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """It will never arrive. `chat_is_gone`: nothing will (blocked, kicked, deleted)."""

    reason: str
    chat_is_gone: bool = False
    moved_to: str | None = None
    """The new chat id where a group became a supergroup."""


Answer = Sent | RetryLater | Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button under a message: what it says, and the command it stands for or the page it opens."""

    label: str
    command: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a chat is to see: HTML of the Bot API's subset, the same as plain text, and rows of buttons."""

    html: str
    plain: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    is_silent: bool = False
    """It arrives without a sound."""
