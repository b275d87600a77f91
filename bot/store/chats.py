"""Chats, their subscriptions, mutes and watches. A chat that leaves for good leaves nothing but a hash."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from bot.model import Chat, Mute, Subscription, Watch
from bot.store.connection import Store
from bot.store.rows import from_row, stamp, to_row

T = TypeVar("T", Subscription, Mute, Watch)


def save_chat(store: Store, chat: Chat) -> None:
    """Add a chat, or write how it stands now."""
    store.insert("chats", to_row(chat), replacing=("chat_id",))


def get_chat(store: Store, chat_id: str) -> Chat | None:
    row = store.row("SELECT * FROM chats WHERE chat_id = ?", (chat_id,))
    return None if row is None else from_row(Chat, row)


def live_chats(store: Store) -> tuple[Chat, ...]:
    """Chats to which anything may still go; paused ones are among them."""
    return tuple(from_row(Chat, r) for r in store.rows("SELECT * FROM chats WHERE ended IS NULL ORDER BY chat_id"))


def subscribers(store: Store) -> tuple[tuple[Chat, tuple[Subscription, ...]], ...]:
    """Live chats that have subscriptions, with all of these: what routing goes by."""
    rows = store.rows(
        "SELECT s.* FROM subscriptions AS s JOIN chats AS c USING (chat_id) WHERE c.ended IS NULL"
        " ORDER BY s.chat_id, s.subscription_id"
    )
    by_chat: dict[str, list[Subscription]] = {}
    for row in rows:
        by_chat.setdefault(row["chat_id"], []).append(from_row(Subscription, row))
    return tuple((chat, tuple(by_chat[chat.chat_id])) for chat in live_chats(store) if chat.chat_id in by_chat)


def end_chat(store: Store, chat_id: str, reason: str) -> None:
    """Nothing goes there any more (it blocked us, put us out, is gone). Its settings stay, should it come back."""
    store.execute("UPDATE chats SET ended = ? WHERE chat_id = ?", (reason, chat_id))
    store.execute(
        "UPDATE deliveries SET state = 'dead', reason = ?"
        " WHERE chat_id = ? AND state IN ('pending', 'held', 'sending')",
        (reason, chat_id),
    )


def move_chat(store: Store, chat_id: str, new_id: str) -> None:
    """A group became a supergroup: everything of it goes by the new id; two known chats are joined."""
    if get_chat(store, new_id) is None:
        store.execute("UPDATE chats SET chat_id = ?, ended = NULL WHERE chat_id = ?", (new_id, chat_id))
        return
    for table in ("subscriptions", "mutes", "watches", "deliveries"):
        store.execute(f"UPDATE {table} SET chat_id = ? WHERE chat_id = ?", (new_id, chat_id))  # noqa: S608
    store.execute("DELETE FROM chats WHERE chat_id = ?", (chat_id,))


# -- what a chat asked for ---------------------------------------------------------------------------------------


def add_subscription(store: Store, subscription: Subscription) -> Subscription:
    """Store a new subscription under an id of its own."""
    row = to_row(subscription, without=frozenset({"subscription_id"}))
    return replace(subscription, subscription_id=store.insert("subscriptions", row))


def save_subscription(store: Store, subscription: Subscription) -> None:
    """Write a changed subscription."""
    store.insert("subscriptions", to_row(subscription), replacing=("subscription_id",))


def remove_subscription(store: Store, chat_id: str, subscription_id: int) -> bool:
    """True where the chat had it. The chat is asked for too: ids in buttons may be forged."""
    sql = "DELETE FROM subscriptions WHERE chat_id = ? AND subscription_id = ?"
    return store.execute(sql, (chat_id, subscription_id)).rowcount > 0


def subscriptions_of(store: Store, chat_id: str) -> tuple[Subscription, ...]:
    return of_chat(store, Subscription, "subscriptions", chat_id)


def add_mute(store: Store, mute: Mute) -> Mute:
    return replace(mute, mute_id=store.insert("mutes", to_row(mute, without=frozenset({"mute_id"}))))


def remove_mute(store: Store, chat_id: str, mute_id: int) -> bool:
    return store.execute("DELETE FROM mutes WHERE chat_id = ? AND mute_id = ?", (chat_id, mute_id)).rowcount > 0


def mutes_of(store: Store, chat_id: str) -> tuple[Mute, ...]:
    return of_chat(store, Mute, "mutes", chat_id)


def all_mutes(store: Store) -> dict[str, tuple[Mute, ...]]:
    """Mutes by chat."""
    return by_chat(from_row(Mute, row) for row in store.rows("SELECT * FROM mutes ORDER BY mute_id"))


def ended_mutes(store: Store, now: dt.datetime) -> tuple[Mute, ...]:
    """Mutes whose time is over and that are still kept: what they hid is to be told."""
    rows = store.rows("SELECT * FROM mutes WHERE until <= ? ORDER BY mute_id", (stamp(now),))
    return tuple(from_row(Mute, row) for row in rows)


def add_watch(store: Store, watch: Watch) -> Watch:
    return replace(watch, watch_id=store.insert("watches", to_row(watch, without=frozenset({"watch_id"}))))


def remove_watch(store: Store, chat_id: str, watch_id: int) -> bool:
    return (
        store.execute("DELETE FROM watches WHERE chat_id = ? AND watch_id = ?", (chat_id, watch_id)).rowcount > 0
    )


def watches_of(store: Store, chat_id: str) -> tuple[Watch, ...]:
    return of_chat(store, Watch, "watches", chat_id)


def all_watches(store: Store) -> dict[str, tuple[Watch, ...]]:
    """Watches by chat."""
    return by_chat(from_row(Watch, row) for row in store.rows("SELECT * FROM watches ORDER BY watch_id"))


def of_chat(store: Store, kind: type[T], table: str, chat_id: str) -> tuple[T, ...]:
    rows = store.rows(f"SELECT * FROM {table} WHERE chat_id = ? ORDER BY 1", (chat_id,))  # noqa: S608
    return tuple(from_row(kind, row) for row in rows)


def by_chat(nouns: Iterable[T]) -> dict[str, tuple[T, ...]]:
    found: dict[str, list[T]] = {}
    for noun in nouns:
        found.setdefault(noun.chat_id, []).append(noun)
    return {chat_id: tuple(own) for chat_id, own in found.items()}
