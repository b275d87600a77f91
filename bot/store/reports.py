"""Reports: what became of each statement, and why."""

from __future__ import annotations

from collections.abc import Sequence

from bot.model import Report
from bot.store.articles import get_article, tags_for, words_for
from bot.store.connection import Store
from bot.store.facts import facts_of
from bot.store.rows import from_row, to_row
from bot.store.words import tag


def add_reports(store: Store, reports: Sequence[Report]) -> None:
    """Keep what became of statements, and make it searchable: by fate and rule as fast as by a word."""
    first: dict[tuple[str, int], int] = {}
    tags: dict[tuple[str, int], set[str]] = {}
    for report in reports:
        report_id = store.insert("reports", to_row(report))
        key = (report.article_id, report.edition)
        first.setdefault(key, report_id)
        tags.setdefault(key, set()).add(tag("fate", report.fate))
        if report.rule_id:
            tags[key].add(tag("rule", report.rule_id))
    for key, report_id in first.items():
        index_reports(store, report_id, key, tags[key])


def index_reports(store: Store, report_id: int, key: tuple[str, int], tags: set[str]) -> None:
    """One row of words for all that became of an edition at one time, under the first report's id."""
    article = get_article(store, *key)
    if article is None:
        return
    facts = facts_of(store, *key)
    store.execute(
        "INSERT INTO report_words (rowid, words, tags) VALUES (?, ?, ?)",
        (report_id, words_for(article, facts), " ".join(sorted(tags | tags_for(article, facts)))),
    )


def reports_of_article(store: Store, article_id: str) -> tuple[Report, ...]:
    """Everything that became of an article, in the order it was decided."""
    rows = store.rows("SELECT * FROM reports WHERE article_id = ? ORDER BY report_id", (article_id,))
    return tuple(from_row(Report, row) for row in rows)


def reports_of_event(store: Store, event_id: int) -> tuple[Report, ...]:
    rows = store.rows("SELECT * FROM reports WHERE event_id = ? ORDER BY report_id", (event_id,))
    return tuple(from_row(Report, row) for row in rows)


def reports_in_order(store: Store) -> tuple[Report, ...]:
    """Every report, in the order of decision. For short runs (the demo), not for years."""
    return tuple(from_row(Report, row) for row in store.rows("SELECT * FROM reports ORDER BY report_id"))
