"""The history to take along: one record for each event that was told. It names no chat."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from bot.model import Severity
from bot.store.connection import Row, Store
from bot.store.rows import as_time
from bot.store.search import Asked, FoundAlert, search_alerts

PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """An event as it stands, with the alert that told it. Absent where not known, as everywhere."""

    alert_id: int
    event_id: int
    rule: str
    topic: str
    severity: Severity
    headline: str
    kind: str
    thing: str | None
    action: str | None
    value: int | None
    high: int | None
    bound: str | None
    attacker: str | None
    place: str | None
    airport: str | None
    region: str | None
    country: str | None
    day: str | None
    state: str | None
    claimed_by: str | None
    opened_at: dt.datetime
    last_report_at: dt.datetime
    ended_at: dt.datetime | None
    first_told_at: dt.datetime
    last_told_at: dt.datetime
    revisions: int
    outlets: int
    url: str | None
    """The first source's."""
    evidence: str | None
    """The first source's sentence."""


def export_records(store: Store, asked: Asked) -> Iterator[Record]:
    """What a search finds, whole, the newest alert first. Read lazily; what is told meanwhile is left out."""
    before = 1 << 62
    while page := search_alerts(store, asked, PAGE, before):
        for alert in page:
            yield from records_of(store, alert)
        before = page[-1].alert_id


def records_of(store: Store, alert: FoundAlert) -> Iterator[Record]:
    """The events of an alert; of one that tells several, each."""
    rows = store.rows(
        """
        SELECT e.*, f.thing, f.action, f.high, f.bound, f.claimed_by, s.url, s.evidence,
               (SELECT count(DISTINCT outlet) FROM sources WHERE event_id = e.event_id) AS outlets
        FROM events AS e
        LEFT JOIN figures AS f ON f.figure_id =
            (SELECT max(figure_id) FROM figures WHERE event_id = e.event_id AND value = e.value)
        LEFT JOIN sources AS s ON s.source_id = (SELECT min(source_id) FROM sources WHERE event_id = e.event_id)
        WHERE e.alert_id = ? ORDER BY e.event_id
        """,
        (alert.alert_id,),
    )
    return (to_record(alert, row) for row in rows)


COPIED = (
    "event_id", "kind", "thing", "action", "value", "high", "bound", "attacker", "place", "airport", "region",
    "country", "day", "state", "claimed_by", "outlets", "url", "evidence",
)  # fmt: skip


def to_record(alert: FoundAlert, row: Row) -> Record:
    return Record(
        alert_id=alert.alert_id,
        rule=alert.rule_id,
        topic=alert.topic,
        severity=alert.severity,
        headline=alert.headline,
        opened_at=as_time(row["opened_at"]),
        last_report_at=as_time(row["last_report_at"]),
        ended_at=None if row["ended_at"] is None else as_time(row["ended_at"]),
        first_told_at=alert.first_at,
        last_told_at=alert.last_at,
        revisions=alert.revisions,
        **{name: row[name] for name in COPIED},
    )
