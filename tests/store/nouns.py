"""Nouns to store, each with a sensible default for what a test does not care about."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import types
import typing
from dataclasses import replace
from typing import Any

from bot.model import (
    Article,
    Change,
    Chat,
    Count,
    Delivery,
    Event,
    Fact,
    Figure,
    Manner,
    Message,
    Revision,
    Severity,
    Source,
    Span,
)
from bot.store import Store
from bot.store.alerts import save_revision
from bot.store.chats import save_chat

NOW = dt.datetime(2026, 1, 22, 5, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
TEXT = "Russia launched 97 drones overnight. The sky was clear."


def article(name: str = "a1", **given: Any) -> Article:
    defaults: dict[str, Any] = {
        "article_id": name,
        "outlet": "Dnipro Daily",
        "feed_id": "dnipro-daily",
        "url": f"https://dnipro.example/{name}",
        "title": "Night of drones",
        "text": TEXT,
        "published_at": NOW,
        "fetched_at": NOW + MINUTE,
    }
    return Article(**(defaults | given))


def drones(value: int = 97, **given: Any) -> Fact:
    what = Count("drone", "launched", value, attacker="RU", **given)
    return Fact(what=what, span=Span(16, 18), evidence=Span(0, 36), found_by="test", day=NOW.date())


def figure(value: int = 97, **given: Any) -> Figure:
    return Figure(**({"action": "launched", "value": value, "thing": "drone", "written_at": NOW} | given))


def source(name: str = "a1", **given: Any) -> Source:
    defaults: dict[str, Any] = {
        "article_id": name,
        "outlet": "Dnipro Daily",
        "url": f"https://dnipro.example/{name}",
        "title": "Night of drones",
        "evidence": "Russia launched 97 drones overnight.",
        "written_at": NOW,
    }
    return Source(**(defaults | given))


def event(event_id: int = 1, **given: Any) -> Event:
    defaults: dict[str, Any] = {
        "event_id": event_id,
        "rule_id": "drone-attack-on-ukraine",
        "kind": "count",
        "fields": {"attacker": "RU", "day": "2026-01-22"},
        "held": figure(),
        "figures": (figure(),),
        "sources": (source(),),
        "opened_at": NOW,
        "last_report_at": NOW,
    }
    return Event(**(defaults | given))


def revision(alert_id: int = 1, number: int = 1, **given: Any) -> Revision:
    defaults: dict[str, Any] = {
        "alert_id": alert_id,
        "number": number,
        "rule_id": "drone-attack-on-ukraine",
        "change": Change.NEW if number == 1 else Change.EDIT,
        "events": (event(alert_id, alert_id=alert_id),),
        "changed": (alert_id,),
        "severity": Severity.HIGH,
        "article_id": "a1",
        "reason": "the first report",
        "topic": "drones",
        "made_at": NOW + number * MINUTE,
    }
    return Revision(**(defaults | given))


def chat(chat_id: str = "telegram:1", **given: Any) -> Chat:
    return Chat(**({"chat_id": chat_id, "created_at": NOW} | given))


def delivery(chat_id: str = "telegram:1", alert_id: int = 1, number: int = 1, **given: Any) -> Delivery:
    defaults: dict[str, Any] = {
        "delivery_id": 0,
        "chat_id": chat_id,
        "alert_id": alert_id,
        "number": number,
        "manner": Manner.NEW,
        "due_at": NOW,
        "created_at": NOW,
    }
    return Delivery(**(defaults | given))


def notice(chat_id: str = "telegram:1", text: str = "hello", **given: Any) -> Delivery:
    return delivery(chat_id, 0, 0, notice=Message(html=text, plain=text), **given)


def fill(store: Store, *, alerts: int = 1, revisions: int = 1, chats: tuple[str, ...] = ("telegram:1",)) -> None:
    """Alerts 1 ... n with so many revisions each, and chats."""
    with store.transaction():
        for alert_id in range(1, alerts + 1):
            for number in range(1, revisions + 1):
                save_revision(store, revision(alert_id, number))
        for chat_id in chats:
            save_chat(store, chat(chat_id))


def filled(kind: Any, **given: Any) -> Any:
    """A value of a dataclass with every field set to something that is not its default.

    A field that somebody adds to a noun is so in the tests at once: a store that has no place for it fails.
    """
    hints = typing.get_type_hints(kind)
    made = {name: some(hint, name) for name, hint in hints.items() if name not in given}
    return kind(**made, **given)


def some(hint: Any, name: str) -> Any:
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return some(next(a for a in args if a is not type(None)), name)
    if origin is tuple:
        return (some(args[0], name), some(args[0], f"{name} again"))
    if origin is not None:
        return {name: some(args[1], name)}
    if dataclasses.is_dataclass(hint):
        return filled(hint)
    if issubclass(hint, enum.Enum):
        return list(hint)[-1]
    values: dict[type, Any] = {
        bool: True,
        int: 7,
        float: 2.5,
        str: f"some {name} ґїё",
        dt.datetime: dt.datetime(2026, 2, 28, 23, 59, 59, 999_999, tzinfo=dt.UTC),
        dt.date: dt.date(2026, 2, 28),
        dt.time: dt.time(23, 30),
        dt.timedelta: dt.timedelta(hours=1, microseconds=1),
    }
    return values[hint]


__all__ = [
    "MINUTE", "NOW", "TEXT", "article", "chat", "delivery", "drones", "event", "figure", "fill", "filled",
    "notice", "replace", "revision", "source",
]  # fmt: skip
