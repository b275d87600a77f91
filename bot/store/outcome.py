"""Everything that follows from one article, written in the transaction of its flow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.model import Article, Outcome, Revision
from bot.store.alerts import save_revision
from bot.store.articles import save_voice
from bot.store.connection import Store
from bot.store.events import save_event
from bot.store.reports import add_reports

Wording = Callable[[Revision], Sequence[str]]
"""Lines by which a revision shall be found (one for each language), the first its headline."""


@dataclass(frozen=True, slots=True)
class NextIds:
    """The first ids that are free. Ids are never used twice, so that a link to an alert stays true."""

    event: int
    alert: int


def save_outcome(
    store: Store, outcome: Outcome, article: Article | None = None, wording: Wording | None = None
) -> None:
    """Write events, reports, alerts and revisions; `article` is the one they follow from, None for the clock."""
    if article is not None and outcome.voice:
        save_voice(store, article.article_id, outcome.voice)
    kept = {event.event_id: save_event(store, event) for event in outcome.events}
    standing = {event.event_id: event for event in outcome.events}
    add_reports(store, outcome.reports)
    for revision in outcome.revisions:
        # a revision's events are as they stood then: only those that are equal need not be written again
        same = {e.event_id: kept[e.event_id] for e in revision.events if standing.get(e.event_id) == e}
        save_revision(store, revision, wording(revision) if wording else (), same)
        for event in outcome.events:
            if event.event_id not in same and any(e.event_id == event.event_id for e in revision.events):
                save_event(store, event)


def next_ids(store: Store) -> NextIds:
    def after(table: str, column: str) -> int:
        used = store.value("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)) or 0
        return max(used, store.value(f"SELECT max({column}) FROM {table}") or 0) + 1  # noqa: S608

    return NextIds(event=after("events", "event_id"), alert=after("alerts", "alert_id"))
