"""Events of a time as marks on a map, one for each place and sort. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from bot.model import Severity
from bot.pictures.outlines import Point, find_position, is_on_map
from bot.store.series import PlaceEvent

SORTS = ("closed", "reopened", "counted", "talks", "other")
"""What a mark stands for; also the order they are drawn in, the first on top."""
CLOSED_FOR = dt.timedelta(hours=18)


@dataclass(frozen=True, slots=True)
class Mark:
    """A place and what was reported of it. Never finer than a city, a region's main city or an airport."""

    name: str
    """English name; for airports with their code."""
    sort: str
    at: Point
    """Longitude and latitude."""
    times: int
    """How many events."""
    value: int | None
    """The highest figure of these."""
    severity: Severity
    last_at: dt.datetime
    alert_id: int | None
    """The newest alert."""
    airport: str | None = None
    is_region: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """What a map shows, and what lies outside of it or nowhere that we know."""

    marks: tuple[Mark, ...]
    outside: tuple[Mark, ...]
    unplaced: tuple[str, ...]


def fold_marks(events: Iterable[PlaceEvent], now: dt.datetime) -> Marked:
    """The newest event of a place says what it is; `events` come the newest first."""
    groups: dict[tuple[str, str], list[PlaceEvent]] = {}
    for event in events:
        group = "airport" if event.airport else event.kind
        groups.setdefault((event.airport or event.place or "", group), []).append(event)
    marks: list[Mark] = []
    unplaced: list[str] = []
    for (key, _), found in groups.items():
        at = find_position(found[0].airport, found[0].place, found[0].region)
        if at is None:
            unplaced.append(found[0].place or key)
        else:
            marks.append(to_mark(found, at, now))
    on_map = [m for m in marks if is_on_map(m.at)]
    outside = [m for m in marks if not is_on_map(m.at)]
    order = {sort: number for number, sort in enumerate(SORTS)}
    ordered = sorted(on_map, key=lambda m: (order[m.sort], -(m.value or 0), m.name))
    return Marked(tuple(ordered), tuple(outside), tuple(dict.fromkeys(unplaced)))


def to_mark(events: list[PlaceEvent], at: Point, now: dt.datetime) -> Mark:
    newest = events[0]
    values = [e.value for e in events if e.value is not None]
    return Mark(
        name=newest.place or newest.airport or "",
        sort=sort_of(newest, now),
        at=at,
        times=len(events),
        value=max(values, default=None),
        severity=max(e.severity for e in events),
        last_at=newest.last_report_at,
        alert_id=next((e.alert_id for e in events if e.alert_id is not None), None),
        airport=newest.airport,
        is_region=(newest.place or "").endswith(("Oblast", "Krai", "Republic")),
    )


def sort_of(event: PlaceEvent, now: dt.datetime) -> str:
    if event.airport or event.kind == "status":
        is_closed = event.state == "closed" and now - event.last_report_at < CLOSED_FOR
        return "closed" if is_closed else "reopened"
    return {"count": "counted", "talks": "talks"}.get(event.kind, "other")
