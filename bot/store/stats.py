"""Counts of what happened. They name no chat."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from bot.store.connection import Store
from bot.store.forget import size_of
from bot.store.rows import as_time, stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """What was heard, decided and sent since a time."""

    since: dt.datetime
    articles: int
    facts: int
    alerts: int
    revisions: int
    alerts_by_rule: dict[str, int] = field(default_factory=dict)
    articles_by_outlet: dict[str, int] = field(default_factory=dict)
    reports_by_fate: dict[str, int] = field(default_factory=dict)
    deliveries_by_state: dict[str, int] = field(default_factory=dict)
    feeds_by_status: dict[str, int] = field(default_factory=dict)
    chats: int
    bytes: int
    oldest_at: dt.datetime | None
    """When the first article of the whole history was fetched."""


def load_stats(store: Store, since: dt.datetime) -> Stats:
    at = stamp(since)

    def counted(sql: str, *values: str) -> dict[str, int]:
        return {row[0]: row[1] for row in store.rows(sql, values)}

    oldest = store.value("SELECT min(fetched_at) FROM articles")
    return Stats(
        since=since,
        articles=store.value("SELECT count(*) FROM articles WHERE fetched_at >= ?", (at,)),
        facts=store.value(
            "SELECT count(*) FROM facts JOIN articles USING (article_id) WHERE articles.fetched_at >= ?", (at,)
        ),
        alerts=store.value("SELECT count(*) FROM alerts WHERE first_at >= ? AND NOT is_silent", (at,)),
        revisions=store.value("SELECT count(*) FROM revisions WHERE made_at >= ? AND NOT is_silent", (at,)),
        alerts_by_rule=counted(
            "SELECT rule_id, count(*) FROM alerts WHERE first_at >= ? AND NOT is_silent"
            " GROUP BY 1 ORDER BY 2 DESC",
            at,
        ),
        articles_by_outlet=counted(
            "SELECT outlet, count(*) FROM articles WHERE fetched_at >= ? GROUP BY 1 ORDER BY 2 DESC, 1", at
        ),
        reports_by_fate=counted("SELECT fate, count(*) FROM reports WHERE at >= ? GROUP BY 1 ORDER BY 2 DESC", at),
        deliveries_by_state=counted(
            "SELECT state, count(*) FROM deliveries WHERE created_at >= ? GROUP BY 1 ORDER BY 2 DESC", at
        ),
        feeds_by_status=counted("SELECT status, count(*) FROM feed_states GROUP BY 1 ORDER BY 2 DESC"),
        chats=store.value("SELECT count(*) FROM chats WHERE ended IS NULL"),
        bytes=size_of(store),
        oldest_at=None if oldest is None else as_time(oldest),
    )
