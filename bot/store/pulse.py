"""How the program is doing: when it last heard and spoke, how long news takes, and how much there is of everything.

Nothing here names a chat.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.store.connection import Store
from bot.store.rows import as_time, stamp

LATELY = 2000
"""Deliveries that are looked at for delays: the newest so many."""
PROMPT = dt.timedelta(minutes=1)
"""A delivery that was queued later than this after its revision was made was held on purpose, and is no delay."""


def last_fetched_at(store: Store, feed_ids: Sequence[str] | None = None) -> dt.datetime | None:
    """When the newest article came in, from any feed or from one of these; None where none ever did."""
    if feed_ids is None:
        newest = store.value("SELECT max(fetched_at) FROM articles")
        return as_time(newest) if newest else None
    found = [
        store.value("SELECT max(fetched_at) FROM articles WHERE feed_id = ?", (feed_id,)) for feed_id in feed_ids
    ]
    return max((as_time(t) for t in found if t), default=None)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Messages that should have gone out before a time and have not."""

    count: int
    chats: int
    oldest: dt.datetime


def waiting_since(store: Store, at: dt.datetime) -> Waiting:
    """What was queued before `at` and still waits; held messages and edits that only add a source may wait."""
    row = store.row(
        "SELECT count(*) AS many, count(DISTINCT chat_id) AS chats, min(created_at) AS oldest FROM deliveries"
        " WHERE state = 'pending' AND is_minor = 0 AND created_at <= ?",
        (stamp(at),),
    )
    if row is None or not row["many"]:
        return Waiting(0, 0, at)
    return Waiting(row["many"], row["chats"], as_time(row["oldest"]))


def last_sent_at(store: Store) -> dt.datetime | None:
    """When a message last arrived, among the newest few hundred."""
    newest = store.value(
        "SELECT max(sent_at) FROM (SELECT sent_at FROM deliveries ORDER BY delivery_id DESC LIMIT 500)"
    )
    return as_time(newest) if newest else None


@dataclass(frozen=True, slots=True)
class Delay:
    """How long news took to one chat."""

    whole: dt.timedelta
    """From the publication of the article to the delivery of the message."""
    ours: dt.timedelta
    """From our fetch of the article: what the program itself took."""


def delays(store: Store, since: dt.datetime) -> tuple[Delay, ...]:
    """The delays of first messages that were delivered since then, newest first, at most a few thousand.

    What was held on purpose (quiet hours, digests, confirmation) and articles that were edited are left out.
    """
    rows = store.rows(
        "SELECT d.sent_at, d.created_at, r.made_at, a.published_at, a.fetched_at FROM ("
        " SELECT * FROM deliveries WHERE state = 'sent' AND manner = 'new' AND alert_id IS NOT NULL"
        " AND message_id IS NOT NULL ORDER BY delivery_id DESC LIMIT ?) AS d"
        " JOIN revisions AS r ON r.alert_id = d.alert_id AND r.number = d.number"
        " JOIN articles AS a ON a.article_id = r.article_id"
        " WHERE d.sent_at >= ? AND a.edition = 1",
        (LATELY, stamp(since)),
    )
    found = []
    for row in rows:
        sent, queued, made = (as_time(row[name]) for name in ("sent_at", "created_at", "made_at"))
        fetched, published = as_time(row["fetched_at"]), as_time(row["published_at"])
        if queued - made <= PROMPT and made - fetched <= PROMPT:
            found.append(Delay(sent - min(published, fetched), sent - fetched))
    return tuple(found)


def quantile(lengths: Sequence[dt.timedelta], share: float) -> dt.timedelta | None:
    """The length that a share of all stays under (0.5: the median); None of nothing."""
    ordered = sorted(lengths)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """How much there is of everything."""

    articles: int
    facts: int
    events: int
    alerts: int
    revisions: int
    deliveries: dict[str, int] = field(default_factory=dict)
    """By state."""
    matches: dict[tuple[str, str], int] = field(default_factory=dict)
    """Reports by rule and fate."""
    waiting: int
    """Due, and not sent yet."""
    held: int
    oldest_waiting_at: dt.datetime | None


def amounts(store: Store, now: dt.datetime) -> Amounts:
    counts = {
        table: store.value(f"SELECT count(*) FROM {table}")  # noqa: S608 - our own names
        for table in ("articles", "facts", "events", "alerts", "revisions")
    }
    states = {r[0]: r[1] for r in store.rows("SELECT state, count(*) FROM deliveries GROUP BY state")}
    matches = {
        (r[0], r[1]): r[2]
        for r in store.rows("SELECT rule_id, fate, count(*) FROM reports WHERE rule_id IS NOT NULL GROUP BY 1, 2")
    }
    waiting = waiting_since(store, now)
    return Amounts(
        **counts,
        deliveries=states,
        matches=matches,
        waiting=waiting.count,
        held=states.get("held", 0),
        oldest_waiting_at=waiting.oldest if waiting.count else None,
    )
