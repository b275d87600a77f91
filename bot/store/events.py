"""Events, with their figures and sources: one row each, however many revisions tell of them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.model import Event, Figure, Source, codec
from bot.store.connection import Store
from bot.store.rows import pack, stamp, to_column, unpack

Runs = list[list[int]]
"""Row ids in order as pairs of first and last: sources mostly come one after the other, so a pair holds many."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A table of figures or of sources: columns for people to query, `plain` for the value itself."""

    noun: type[Figure] | type[Source]
    table: str
    key: str
    columns: tuple[str, ...]


FIGURES = Parts(
    Figure,
    "figures",
    "figure_id",
    (
        "thing",
        "action",
        "value",
        "high",
        "bound",
        "role",
        "place",
        "claimed_by",
        "article_id",
        "outlet",
        "written_at",
    ),
)
SOURCES = Parts(
    Source,
    "sources",
    "source_id",
    ("article_id", "outlet", "url", "title", "kind", "voice", "evidence", "language", "written_at", "role"),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """An event as rows: everything but figures and sources as plain JSON, and where those two stand."""

    plain: dict[str, Any]
    figures: Runs
    sources: Runs


def save_event(store: Store, event: Event) -> Kept:
    """Write an event as it stands now. What it had before is overwritten; figures and sources are only added."""
    kept = Kept(
        codec.to_plain(replace(event, figures=(), sources=())),
        runs(keep_parts(store, FIGURES, event.event_id, event.figures)),
        runs(keep_parts(store, SOURCES, event.event_id, event.sources)),
    )
    fields = event.fields
    row = {
        "event_id": event.event_id,
        "rule_id": event.rule_id,
        "kind": event.kind,
        "state": event.state,
        "severity": event.severity.value,
        "value": event.held.value if event.held else None,
        "attacker": fields.get("attacker"),
        "place": fields.get("place") or fields.get("name"),
        "airport": fields.get("airport"),
        "region": fields.get("region"),
        "country": fields.get("country"),
        "day": fields.get("day"),
        "imported": fields.get("imported"),
        "opened_at": stamp(event.opened_at),
        "last_report_at": stamp(event.last_report_at),
        "ended_at": to_column(event.ended_at),
        "alert_id": event.alert_id,
        "is_learned": int(event.is_learned),
        "waits_for": event.waits_for,
        "due_at": to_column(event.due_at),
        "plain": json.dumps(to_plain(kept), ensure_ascii=False, separators=(",", ":")),
    }
    store.insert("events", row, replacing=("event_id",))
    return kept


def to_plain(kept: Kept) -> dict[str, Any]:
    return {"event": kept.plain, "figures": kept.figures, "sources": kept.sources}


def keep_parts(store: Store, part: Parts, event_id: int, values: Sequence[Figure | Source]) -> list[int]:
    """The row ids of an event's figures or sources, in order; those that are not stored yet are added."""
    if not values:
        return []
    sql = f"SELECT plain, {part.key} FROM {part.table} WHERE event_id = ?"  # noqa: S608
    known = {row[0]: int(row[1]) for row in store.rows(sql, (event_id,))}
    ids = []
    for value in values:
        plain = pack(value)
        if plain not in known:
            columns = {name: to_column(getattr(value, name)) for name in part.columns}
            known[plain] = store.insert(part.table, {"event_id": event_id} | columns | {"plain": plain})
        ids.append(known[plain])
    return ids


def get_event(store: Store, event_id: int) -> Event | None:
    return next(
        iter(read_events(store, store.rows("SELECT plain FROM events WHERE event_id = ?", (event_id,)))), None
    )


def load_events(store: Store, since: dt.datetime) -> tuple[Event, ...]:
    """What a ledger must know: events reported since then, those still open, and those that wait to be told.

    Imported ones (their ids are negative) are for charts alone.
    """
    rows = store.rows(
        "SELECT plain FROM events WHERE event_id > 0 AND (last_report_at >= ? OR waits_for IS NOT NULL"
        " OR (kind = 'status' AND ended_at IS NULL)) ORDER BY event_id",
        (stamp(since),),
    )
    return tuple(read_events(store, rows))


def airport_events(store: Store, start: dt.datetime, end: dt.datetime) -> tuple[Event, ...]:
    """Closures and reopenings of airports that began within a time."""
    rows = store.rows(
        "SELECT plain FROM events WHERE kind = 'status' AND airport IS NOT NULL AND last_report_at >= ?"
        " AND opened_at >= ? AND opened_at < ? ORDER BY event_id",
        (stamp(start), stamp(start), stamp(end)),
    )
    return tuple(read_events(store, rows))


def read_events(store: Store, rows: Iterable[Any]) -> Iterable[Event]:
    return (to_event(store, json.loads(row["plain"])) for row in rows)


def to_event(store: Store, plain: Mapping[str, Any]) -> Event:
    """The event of `to_plain`, its figures and sources fetched."""
    event = codec.from_plain(Event, plain["event"])
    figures = fetch_parts(store, FIGURES, plain["figures"])
    sources = fetch_parts(store, SOURCES, plain["sources"])
    return replace(event, figures=tuple(figures), sources=tuple(sources))


def fetch_parts(store: Store, part: Parts, ids: Runs) -> list[Any]:
    sql = f"SELECT plain FROM {part.table} WHERE {part.key} BETWEEN ? AND ? ORDER BY {part.key}"  # noqa: S608
    return [unpack(part.noun, row["plain"]) for first, last in ids for row in store.rows(sql, (first, last))]


def runs(ids: Sequence[int]) -> Runs:
    """1 2 3 7 -> [1, 3] [7, 7]."""
    found: Runs = []
    for number in ids:
        if found and found[-1][1] + 1 == number:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found
