"""Reports: what became of each statement, and why."""

from __future__ import annotations

from collections.abc import Sequence

from bot.model import Report
from bot.store.connection import Store, insert_sql
from bot.store.rows import from_row, to_row


def add_reports(store: Store, reports: Sequence[Report]) -> None:
    rows = [to_row(report) for report in reports]
    if rows:
        store.many(insert_sql("reports", tuple(rows[0])), [tuple(row.values()) for row in rows])


def reports_of_article(store: Store, article_id: str) -> tuple[Report, ...]:
    """Everything that became of an article, in the order it was decided."""
    rows = store.rows("SELECT * FROM reports WHERE article_id = ? ORDER BY report_id", (article_id,))
    return tuple(from_row(Report, row) for row in rows)


def reports_of_event(store: Store, event_id: int) -> tuple[Report, ...]:
    rows = store.rows("SELECT * FROM reports WHERE event_id = ? ORDER BY report_id", (event_id,))
    return tuple(from_row(Report, row) for row in rows)


def reports_in_order(store: Store) -> tuple[Report, ...]:
    """Every report, in the order of decision. For short runs (the demo, a replay), not for years."""
    return tuple(from_row(Report, row) for row in store.rows("SELECT * FROM reports ORDER BY report_id"))
