"""Chats, subscriptions and deliveries."""

from __future__ import annotations

import datetime as dt
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
    """One revision on its way to one chat."""

    delivery_id: int
    chat_id: str
    alert_id: int
    number: int
    """The revision's number."""
    manner: Manner
    severity: Severity = Severity.MEDIUM
    state: State = State.PENDING
    attempts: int = 0
    due_at: dt.datetime
    created_at: dt.datetime
    sent_at: dt.datetime | None = None
    message_id: int | None = None
    reason: str = ""
    """Why it is held or dead, or what the last attempt said."""


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
