"""Closures of airports as rows over time. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.store.series import Closure

FORGOTTEN = dt.timedelta(hours=18)
"""After so long without any report nobody knows: outlets tell closures more often than reopenings."""
MOST_ROWS = 24


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time of being closed. `is_sure` False: nobody told of its end, it is drawn up to where reports reach."""

    from_at: dt.datetime
    until_at: dt.datetime
    is_sure: bool
    alert_id: int | None


@dataclass(frozen=True, slots=True)
class Strip:
    """One airport's row."""

    airport: str
    name: str
    stretches: tuple[Stretch, ...]
    is_closed_now: bool
    """Reported closed, not reported open again, and the last report is not too old."""

    @property
    def closed_for(self) -> dt.timedelta:
        return sum((s.until_at - s.from_at for s in self.stretches), dt.timedelta())


def fold_strips(
    closures: Iterable[Closure], since: dt.datetime, until: dt.datetime, now: dt.datetime
) -> tuple[Strip, ...]:
    """Rows for `since` to `until`, those closed now first, then those closed oftenest."""
    rows: dict[str, list[Closure]] = {}
    for closure in closures:
        rows.setdefault(closure.airport, []).append(closure)
    strips = []
    for airport, found in rows.items():
        stretches = joined([s for c in found if (s := to_stretch(c, since, until, now))])
        if stretches:
            is_closed = (
                any(c.until_at is None and now - c.last_report_at < FORGOTTEN for c in found) and until >= now
            )
            strips.append(Strip(airport, found[-1].name, stretches, is_closed))
    return tuple(sorted(strips, key=lambda s: (not s.is_closed_now, -len(s.stretches), s.name)))


def to_stretch(closure: Closure, since: dt.datetime, until: dt.datetime, now: dt.datetime) -> Stretch | None:
    end = closure.until_at
    known_until = end or min(closure.last_report_at + FORGOTTEN, now)
    begin, last = max(closure.from_at, since), min(known_until, until)
    if last <= begin:
        return None
    return Stretch(begin, last, end is not None or last < closure.last_report_at, closure.alert_id)


def joined(stretches: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """Two rules may tell of one closure: what overlaps is one."""
    made: list[Stretch] = []
    for one in sorted(stretches, key=lambda s: s.from_at):
        if made and one.from_at <= made[-1].until_at:
            last = made[-1]
            longest = one if one.until_at > last.until_at else last
            made[-1] = Stretch(last.from_at, longest.until_at, longest.is_sure, last.alert_id or one.alert_id)
        else:
            made.append(one)
    return tuple(made)
