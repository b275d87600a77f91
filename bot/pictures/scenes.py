"""What a picture is to show, read from the store: everything that drawing needs, as frozen values."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.alerts.days import KYIV, attack_day
from bot.alerts.speech import Tongue
from bot.model import Severity
from bot.pictures.marks import Marked, fold_marks
from bot.pictures.nights import Bar, Night, begin_of, fold_nights, step_for, to_bars
from bot.pictures.strips import Strip, fold_strips
from bot.pictures.words import say
from bot.store import Store
from bot.store.series import (
    HourOfAlerts,
    NightFigure,
    load_alert_hours,
    load_closures,
    load_night_figures,
    load_place_events,
    outlets_between,
)

THINGS = {"drones": "drone", "missiles": "missile"}
"""Topics whose chart is of nights, and what is counted in them."""
AIRPORTS = "aviation"
SIDES = ("RU", "UA")
NAMES_SHOWN = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From when until when, and when that was looked up; aware times."""

    since: dt.datetime
    until: dt.datetime
    now: dt.datetime

    def day(self, at: dt.datetime, zone: dt.tzinfo = KYIV) -> dt.date:
        return at.astimezone(zone).date()

    @property
    def first_night(self) -> dt.date:
        return self.day(self.since)

    @property
    def last_night(self) -> dt.date:
        """The attack day that is going on, or the period's last one."""
        return attack_day(self.now) if self.until >= self.now else self.day(self.until - dt.timedelta(seconds=1))


def last_days(days: int, now: dt.datetime, zone: dt.tzinfo = KYIV) -> Period:
    """The last so many days up to now, begun at midnight."""
    first = now.astimezone(zone).date() - dt.timedelta(days=days - 1)
    return Period(since=dt.datetime.combine(first, dt.time(), zone).astimezone(dt.UTC), until=now, now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class NightScene:
    """Attack nights of both sides."""

    thing: str
    period: Period
    nights: tuple[Night, ...]
    step: str
    """`night`, `week` or `month`: what a bar stands for."""
    claimants: tuple[str, ...]
    tables: tuple[str, ...]
    """What was imported."""
    outlets: int

    def bars(self, attacker: str) -> tuple[Bar, ...]:
        return to_bars(self.nights, attacker, self.step)


@dataclass(frozen=True, slots=True, kw_only=True)
class StripScene:
    period: Period
    strips: tuple[Strip, ...]
    outlets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayScene:
    """Alerts of a topic by day and severity."""

    topic: str
    period: Period
    step: str
    counts: tuple[tuple[dt.date, Severity, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapScene:
    period: Period
    marked: Marked
    outlets: int


Scene = NightScene | StripScene | DayScene | MapScene


def night_scene(store: Store, thing: str, period: Period) -> NightScene:
    figures = load_night_figures(store, period.first_night, period.last_night, thing)
    told = Counter(f.claimed_by for f in figures if f.claimed_by)
    return NightScene(
        thing=thing,
        period=period,
        nights=fold_nights(figures),
        step=step_for(period.first_night, period.last_night),
        claimants=tuple(name for name, _ in told.most_common()),
        tables=tables_of(figures),
        outlets=len({f.outlet for f in figures if f.outlet and not f.imported}),
    )


def tables_of(figures: Iterable[NightFigure]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f.imported for f in figures if f.imported))


def strip_scene(store: Store, period: Period) -> StripScene:
    closures = load_closures(store, period.since, period.until)
    strips = fold_strips(closures, period.since, period.until, period.now)
    return StripScene(
        period=period, strips=strips, outlets=outlets_between(store, period.since, period.until, "status")
    )


def day_scene(store: Store, topic: str, period: Period, zone: str) -> DayScene:
    hours = load_alert_hours(store, period.since, period.until, topic or None)
    clock = ZoneInfo(zone)
    step = step_for(period.day(period.since, clock), period.day(period.until, clock))
    return DayScene(topic=topic, period=period, step=step, counts=count_days(hours, step, clock))


def count_days(
    hours: Iterable[HourOfAlerts], step: str, zone: dt.tzinfo
) -> tuple[tuple[dt.date, Severity, int], ...]:
    counts: Counter[tuple[dt.date, Severity]] = Counter()
    for hour in hours:
        counts[begin_of(hour.at.astimezone(zone).date(), step), hour.severity] += hour.count
    return tuple((day, severity, count) for (day, severity), count in sorted(counts.items()))


def map_scene(store: Store, period: Period) -> MapScene:
    events = load_place_events(store, period.since, period.until)
    return MapScene(
        period=period,
        marked=fold_marks(events, period.now),
        outlets=outlets_between(store, period.since, period.until, None),
    )


def chart_scene(store: Store, topic: str, period: Period, zone: str) -> Scene:
    """The chart that suits a topic: nights, airports, or simply how many alerts."""
    if topic in THINGS:
        return night_scene(store, THINGS[topic], period)
    return strip_scene(store, period) if topic == AIRPORTS else day_scene(store, topic, period, zone)


def is_empty(scene: Scene) -> bool:
    """True where there is nothing to see but the frame."""
    if isinstance(scene, NightScene):
        return not scene.nights
    if isinstance(scene, StripScene):
        return not scene.strips
    if isinstance(scene, DayScene):
        return not scene.counts
    return not (scene.marked.marks or scene.marked.outside or scene.marked.unplaced)


# -- lines that every picture of a scene has ---------------------------------------------------------------------


def title_of(scene: Scene, tongue: Tongue, topic_title: str = "") -> str:
    language = tongue.language
    if isinstance(scene, NightScene):
        return say(language, {"drone": "drones", "missile": "missiles"}[scene.thing])
    if isinstance(scene, StripScene):
        return say(language, "airports")
    if isinstance(scene, MapScene):
        return say(language, "map")
    return f"{say(language, 'alerts')}: {topic_title or scene.topic}" if scene.topic else say(language, "alerts")


def period_text(period: Period, tongue: Tongue, zone: dt.tzinfo | None = None) -> str:
    """`1–15 January 2026`, by Kyiv's days where no other zone is given."""
    zone = zone or KYIV
    first = period.day(period.since, zone)
    last = period.day(period.until - dt.timedelta(seconds=1), zone)
    if first == last:
        return f"{tongue.day(first)} {first.year}"
    if first.year == last.year:
        return f"{tongue.span(first, last)} {last.year}"
    return f"{tongue.day(first)} {first.year} – {tongue.day(last)} {last.year}"


def source_text(scene: Scene, tongue: Tongue) -> str:
    """Whose numbers they are, and how many outlets carried them."""
    language = tongue.language
    names: list[str] = []
    if isinstance(scene, NightScene):
        names = [tongue.name(n) for n in scene.claimants[:NAMES_SHOWN]]
        if more := len(scene.claimants) - NAMES_SHOWN:
            names += [say(language, "more", n=more)] if more > 0 else []
    outlets = 0 if isinstance(scene, DayScene) else scene.outlets
    if outlets:
        names.append(say(language, "outlets", n=tongue.number(outlets)))
    if isinstance(scene, NightScene) and scene.tables:
        names.append(say(language, "imported", table=", ".join(scene.tables)))
    return say(language, "sources", names="; ".join(names)) if names else ""


def clock_text(scene: Scene, tongue: Tongue) -> str:
    at = scene.period.now.astimezone(tongue.zone)
    zone = tongue.name(tongue.zone_name)
    return say(tongue.language, "clock", zone=zone, at=f"{tongue.day(at.date())} {at.year} {at:%H:%M}")
