"""Figures of attack nights, folded: what was launched, shot down and hit, and who says how many. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.store.series import NightFigure

ACTIONS = ("launched", "downed", "hit")
ROUNDING = 0.05
"""A rounded number so near to the held one is no other claim."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of a night: as held, and the lowest and highest that anyone gave (a correction's old value aside)."""

    value: int
    low: int
    high: int
    bound: str = "exact"
    claimed_by: str | None = None
    alert_id: int | None = None
    imported: str | None = None
    is_below: bool = False
    """Too small for any rule: reported, not alerted."""


@dataclass(frozen=True, slots=True)
class Night:
    """An attack night of one side; it bears the date of the day it ends on."""

    day: dt.date
    attacker: str
    measures: Mapping[str, Measure] = field(default_factory=dict)


def fold_nights(figures: Iterable[NightFigure]) -> tuple[Night, ...]:
    """One night for each day and side that anything is known of, in order of days."""
    by_night: dict[tuple[dt.date, str], dict[str, list[NightFigure]]] = {}
    for figure in figures:
        night = by_night.setdefault((figure.day, figure.attacker), {})
        night.setdefault(figure.action, []).append(figure)
    return tuple(
        Night(day, attacker, {a: fold_measure(found[a]) for a in ACTIONS if a in found})
        for (day, attacker), found in sorted(by_night.items())
    )


def fold_measure(figures: Sequence[NightFigure]) -> Measure:
    """Our own events before imported tables, what an event holds before what stands beside it, the newest last."""
    own = [f for f in figures if f.imported is None and f.event_id is not None]
    below = [f for f in figures if f.event_id is None]
    known = own or below or list(figures)
    held = (
        [f for f in known if f.is_held] or [f for f in known if f.bound == "exact" and f.role != "claim"] or known
    )
    best = held[-1]
    rivals = [f for f in newest_of_each(known) if f is not best and is_rival(f, best)]
    values = [best.value, *(f.value for f in rivals)]
    return Measure(
        value=best.value,
        low=min(values),
        high=max([*values, best.high or best.value, *(f.high or f.value for f in rivals)]),
        bound=best.bound,
        claimed_by=best.claimed_by,
        alert_id=best.alert_id,
        imported=best.imported,
        is_below=best.event_id is None,
    )


def newest_of_each(figures: Iterable[NightFigure]) -> list[NightFigure]:
    """The last word of each claimant: what one said before and raised later is no range."""
    return list({f.claimed_by or f.outlet: f for f in figures}.values())


def is_rival(figure: NightFigure, best: NightFigure) -> bool:
    """Another claim, not an older, rounder or partial word of the same one."""
    if figure.role in ("claim", "below", "beside") and figure.claimed_by != best.claimed_by:
        near = abs(figure.value - best.value) <= ROUNDING * max(figure.value, best.value)
        return figure.bound == "exact" or not near
    return False


# -- longer times --------------------------------------------------------------------------------------------------

NIGHTS_EACH = 120
"""More nights than this are added up, so that a bar is wider than a hair."""
WEEKS_EACH = 7 * 160


@dataclass(frozen=True, slots=True)
class Bar:
    """A night, or a week or month of nights added up. Ranges add up as well."""

    first: dt.date
    last: dt.date
    measures: Mapping[str, Measure]


def step_for(first: dt.date, last: dt.date) -> str:
    """`night`, `week` or `month`: what one bar of a chart of that time stands for."""
    days = (last - first).days + 1
    return "night" if days <= NIGHTS_EACH else "week" if days <= WEEKS_EACH else "month"


def to_bars(nights: Sequence[Night], attacker: str, step: str) -> tuple[Bar, ...]:
    groups: dict[dt.date, list[Night]] = {}
    for night in nights:
        if night.attacker == attacker:
            groups.setdefault(begin_of(night.day, step), []).append(night)
    return tuple(
        Bar(
            first,
            end_of(first, step),
            {a: total(found, a) for a in ACTIONS if any(a in n.measures for n in found)},
        )
        for first, found in sorted(groups.items())
    )


def begin_of(day: dt.date, step: str) -> dt.date:
    if step == "month":
        return day.replace(day=1)
    return day - dt.timedelta(days=day.weekday()) if step == "week" else day


def end_of(first: dt.date, step: str) -> dt.date:
    if step == "month":
        return (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    return first + dt.timedelta(days=6) if step == "week" else first


def total(nights: Iterable[Night], action: str) -> Measure:
    found = [n.measures[action] for n in nights if action in n.measures]
    if len(found) == 1:
        return found[0]
    return Measure(
        value=sum(m.value for m in found),
        low=sum(m.low for m in found),
        high=sum(m.high for m in found),
        imported=next((m.imported for m in found if m.imported), None),
    )
