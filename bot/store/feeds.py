"""Feeds: where their polling stands, and what chats added to or took from the list in the files."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass

from bot.model import Feed, FeedState, codec
from bot.store.connection import Store, insert_sql
from bot.store.rows import from_row, pack, stamp, to_row


def save_feed_states(store: Store, states: Iterable[FeedState]) -> None:
    """Write where feeds stand. Belongs into the transaction that stores what was read from their bodies."""
    rows = [to_row(state) for state in states]
    if rows:
        sql = insert_sql("feed_states", tuple(rows[0]), ("feed_id",))
        store.many(sql, [tuple(row.values()) for row in rows])


def load_feed_states(store: Store) -> dict[str, FeedState]:
    """Where every feed stands that was ever polled, by its id."""
    return {row["feed_id"]: from_row(FeedState, row) for row in store.rows("SELECT * FROM feed_states")}


def get_feed_state(store: Store, feed_id: str) -> FeedState | None:
    row = store.row("SELECT * FROM feed_states WHERE feed_id = ?", (feed_id,))
    return None if row is None else from_row(FeedState, row)


def forget_feed_state(store: Store, feed_id: str) -> None:
    """The feed is new again: its next poll learns its backlog."""
    store.execute("DELETE FROM feed_states WHERE feed_id = ?", (feed_id,))


@dataclass(frozen=True, slots=True)
class ChatFeeds:
    """What chats changed about the list of feeds."""

    added: tuple[Feed, ...] = ()
    removed: frozenset[str] = frozenset()
    """Ids of feeds that are not polled though a file lists them."""


def add_feed(store: Store, feed: Feed, now: dt.datetime) -> None:
    """A chat adds a feed, or changes one."""
    row = {"feed_id": feed.feed_id, "is_removed": 0, "plain": pack(feed), "changed_at": stamp(now)}
    store.insert("feeds", row, replacing=("feed_id",))


def remove_feed(store: Store, feed_id: str, now: dt.datetime) -> None:
    """A chat takes a feed out, wherever it comes from. Files are not touched: the removal is kept here."""
    row = {"feed_id": feed_id, "is_removed": 1, "plain": None, "changed_at": stamp(now)}
    store.insert("feeds", row, replacing=("feed_id",))


def all_feeds(store: Store, listed: Iterable[Feed]) -> list[Feed]:
    """The feeds of the files with what chats and the command line changed: theirs is the later word.

    A feed of theirs takes the place of one of the same id in a file, and what they removed stays away.
    """
    changed = chat_feeds(store)
    ids = {feed.feed_id for feed in changed.added} | changed.removed
    return [*(feed for feed in listed if feed.feed_id not in ids), *changed.added]


def chat_feeds(store: Store) -> ChatFeeds:
    rows = store.rows("SELECT feed_id, plain FROM feeds ORDER BY feed_id")
    return ChatFeeds(
        added=tuple(codec.from_plain(Feed, json.loads(row["plain"])) for row in rows if row["plain"] is not None),
        removed=frozenset(row["feed_id"] for row in rows if row["plain"] is None),
    )
