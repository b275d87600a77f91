"""What charts and maps are drawn from: nights, closures, places and days. What chats watch for themselves is left out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.model import Severity
from bot.store.connection import Row, Store
from bot.store.rows import as_time, stamp

WATCHES = "watch-"
"""How the rules begin that chats made for themselves: nobody else's business."""
PUBLIC = "rule_id NOT LIKE 'watch-%'"
LATEST_REPORTS = dt.timedelta(days=40)
"""Reports of a night come for so long; it bounds what is looked through."""
NIGHT_WAS = dt.timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class NightFigure:
    """One number that somebody gave for one attack night of one side."""

    day: dt.date
    attacker: str
    action: str
    value: int
    high: int | None
    bound: str
    role: str
    is_held: bool
    """It is what the night's event holds now."""
    claimed_by: str | None
    outlet: str
    written_at: dt.datetime
    event_id: int | None
    """None: below every rule's threshold, no event."""
    alert_id: int | None
    imported: str | None
    """The table that it was imported from."""


OF_NIGHT = f"""
    FROM events AS e INDEXED BY events_by_night {{joined}}
    WHERE e.day BETWEEN ? AND ? AND e.kind = 'count'
      AND e.place IS NULL AND e.attacker IS NOT NULL AND e.{PUBLIC}
      AND json_extract(e.plain, '$.event.merged_into') IS NULL
"""
HELD = OF_NIGHT.format(joined="") + " AND json_extract(e.plain, '$.event.held.thing') = ?"
GIVEN = (
    OF_NIGHT.format(joined="JOIN figures AS f USING (event_id)")
    + " AND f.thing = ? AND f.place IS NULL AND f.role NOT IN ('part', 'unclear', 'add')"
)
BELOW = """
    FROM reports AS r INDEXED BY reports_by_fate JOIN facts AS f USING (article_id, edition, fact_number)
    JOIN articles AS a USING (article_id)
    WHERE r.fate = 'below' AND r.at BETWEEN ? AND ? AND r.rule_id NOT LIKE 'watch-%'
      AND f.day BETWEEN ? AND ? AND f.thing = ? AND f.kind = 'count' AND f.place IS NULL
      AND f.attacker IS NOT NULL AND f.is_news AND f.plain NOT LIKE '%"part":true%'
      AND f.plain NOT LIKE '%"added":true%'
"""


def load_night_figures(store: Store, first: dt.date, last: dt.date, thing: str) -> tuple[NightFigure, ...]:
    """Nation-wide numbers of `thing` for the attack days `first` to `last`, by day, then by when they were written.

    What an event holds now (a sum of what was added, say) is one of them, also where nobody gave it as one number.
    """
    since = stamp(dt.datetime.combine(first - NIGHT_WAS, dt.time(), dt.UTC))
    until = stamp(dt.datetime.combine(last + LATEST_REPORTS, dt.time(), dt.UTC))
    days = (first.isoformat(), last.isoformat())
    held = """
        SELECT e.day, e.attacker, json_extract(e.plain, '$.event.held.action') AS action, e.value,
               json_extract(e.plain, '$.event.held.high') AS high,
               coalesce(json_extract(e.plain, '$.event.held.bound'), 'exact') AS bound, 'tally' AS role,
               json_extract(e.plain, '$.event.held.claimed_by') AS claimed_by,
               json_extract(e.plain, '$.event.held.outlet') AS outlet,
               json_extract(e.plain, '$.event.held.written_at') AS written_at,
               e.event_id, e.alert_id, e.imported, 1 AS is_held
    """
    given = """
        SELECT e.day, e.attacker, f.action, f.value, f.high, f.bound, f.role, f.claimed_by, f.outlet, f.written_at,
               e.event_id, e.alert_id, e.imported, 0 AS is_held
    """
    below = """
        SELECT f.day, f.attacker, f.action, f.value, f.high, f.bound, 'below' AS role, f.claimed_by, a.outlet,
               a.published_at AS written_at, NULL AS event_id, NULL AS alert_id, NULL AS imported, 0 AS is_held
    """
    rows = [row for sql in (held + HELD, given + GIVEN) for row in store.rows(sql, (*days, thing))]
    rows += store.rows(below + BELOW, (since, until, *days, thing))
    return tuple(sorted(map(to_night_figure, rows), key=lambda f: (f.day, f.written_at, f.is_held)))


def to_night_figure(row: Row) -> NightFigure:
    return NightFigure(
        day=dt.date.fromisoformat(row["day"]),
        attacker=row["attacker"],
        action=row["action"],
        value=row["value"],
        high=row["high"],
        bound=row["bound"],
        role=row["role"],
        is_held=bool(row["is_held"]),
        claimed_by=row["claimed_by"],
        outlet=row["outlet"] or "",
        written_at=as_time(row["written_at"]),
        event_id=row["event_id"],
        alert_id=row["alert_id"],
        imported=row["imported"],
    )


# -- named places that close -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """One time that a named place was reported closed."""

    airport: str
    name: str
    country: str | None
    from_at: dt.datetime
    until_at: dt.datetime | None
    """When it was reported open again; None where nobody said so."""
    last_report_at: dt.datetime
    event_id: int
    alert_id: int | None


def load_closures(store: Store, since: dt.datetime, until: dt.datetime) -> tuple[Closure, ...]:
    """Closures of airports that reach into that time, by when they began. An event that only answers a closure
    (a reopening's own) is none."""
    rows = store.rows(
        f"""
        SELECT event_id, alert_id, airport, place, country, state, opened_at, last_report_at, ended_at,
               json_extract(plain, '$.event.happened_at') AS happened_at
        FROM events INDEXED BY events_by_time
        WHERE last_report_at >= ? AND opened_at < ? AND kind = 'status' AND airport IS NOT NULL AND {PUBLIC}
          AND json_extract(plain, '$.event.fields.after') IS NULL
          AND json_extract(plain, '$.event.merged_into') IS NULL AND coalesce(state, '') <> 'denied'
        ORDER BY opened_at
        """,  # noqa: S608
        (stamp(since), stamp(until)),
    )
    return tuple(to_closure(row) for row in rows)


def to_closure(row: Row) -> Closure:
    opened_at = as_time(row["opened_at"])
    happened_at = as_time(row["happened_at"]) if row["happened_at"] else opened_at
    is_reopened = row["state"] != "closed" and row["ended_at"] is not None
    return Closure(
        airport=row["airport"],
        name=row["place"] or row["airport"],
        country=row["country"],
        from_at=min(opened_at, happened_at),
        until_at=as_time(row["ended_at"]) if is_reopened else None,
        last_report_at=as_time(row["last_report_at"]),
        event_id=row["event_id"],
        alert_id=row["alert_id"],
    )


# -- places ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceEvent:
    """An event that names a place."""

    event_id: int
    alert_id: int | None
    rule_id: str
    kind: str
    state: str | None
    value: int | None
    action: str | None
    thing: str | None
    severity: Severity
    place: str | None
    airport: str | None
    region: str | None
    country: str | None
    last_report_at: dt.datetime


MOST_PLACES = 20_000


def load_place_events(store: Store, since: dt.datetime, until: dt.datetime) -> tuple[PlaceEvent, ...]:
    """Events with a place that were reported in that time, the newest first."""
    rows = store.rows(
        f"""
        SELECT event_id, alert_id, rule_id, kind, state, value, severity, place, airport, region, country,
               last_report_at, json_extract(plain, '$.event.held.action') AS action,
               json_extract(plain, '$.event.held.thing') AS thing
        FROM events INDEXED BY events_by_time
        WHERE last_report_at BETWEEN ? AND ? AND (place IS NOT NULL OR airport IS NOT NULL) AND {PUBLIC}
          AND json_extract(plain, '$.event.fields.after') IS NULL
          AND json_extract(plain, '$.event.merged_into') IS NULL
        ORDER BY last_report_at DESC LIMIT ?
        """,  # noqa: S608
        (stamp(since), stamp(until), MOST_PLACES),
    )
    return tuple(
        PlaceEvent(
            **{n: row[n] for n in row.keys() if n not in ("severity", "last_report_at")},  # noqa: SIM118
            severity=Severity(row["severity"]),
            last_report_at=as_time(row["last_report_at"]),
        )
        for row in rows
    )


# -- days --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HourOfAlerts:
    """How many alerts of one severity began within one hour."""

    at: dt.datetime
    severity: Severity
    count: int


def load_alert_hours(
    store: Store, since: dt.datetime, until: dt.datetime, topic: str | None = None
) -> tuple[HourOfAlerts, ...]:
    """Alerts by hour and severity; hours, so that the reader may cut days by any clock."""
    rows = store.rows(
        f"""
        SELECT substr(first_at, 1, 13) || ':00:00+00:00' AS hour, worst, count(*) AS count
        FROM alerts INDEXED BY alerts_by_time
        WHERE first_at BETWEEN ? AND ? AND NOT is_silent AND {PUBLIC} AND (? IS NULL OR topic = ?)
        GROUP BY 1, 2 ORDER BY 1, 2
        """,  # noqa: S608
        (stamp(since), stamp(until), topic, topic),
    )
    return tuple(HourOfAlerts(as_time(row["hour"]), Severity(row["worst"]), row["count"]) for row in rows)


def outlets_between(store: Store, since: dt.datetime, until: dt.datetime, kind: str | None) -> int:
    """How many outlets carried events of a kind (None: of any that have a place) in that time."""
    return int(
        store.value(
            f"""
            SELECT count(DISTINCT s.outlet)
            FROM events AS e INDEXED BY events_by_time JOIN sources AS s USING (event_id)
            WHERE e.last_report_at BETWEEN ? AND ? AND e.{PUBLIC}
              AND (e.kind = ? OR ? IS NULL AND (e.place IS NOT NULL OR e.airport IS NOT NULL))
            """,  # noqa: S608
            (stamp(since), stamp(until), kind, kind),
        )
        or 0
    )
