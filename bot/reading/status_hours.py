"""Hours and days that stand with a closure: since when and until when, in UTC, and on which day."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.reading.analysis import Hit
from bot.reading.status_looks import CLOSED, Predicate
from bot.reading.status_scene import Scene

CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})")
MOSCOW, KYIV = "Europe/Moscow", "Europe/Kyiv"
REACH, DAYS_BEFORE, NOON = 8, 14, 12
SLACK = dt.timedelta(hours=1)
"""An hour just after publication is today's: clocks differ."""


def find_hours(
    scene: Scene, predicate: Predicate, zone: str, state: str, day: dt.date | None = None
) -> tuple[dt.datetime | None, dt.datetime | None]:
    """(since, until) that the text names with the predicate; each the latest such hour before publication.

    `day`: the day that the text names. What reopened at the end of a closure is open since then.
    """
    zone = MOSCOW if scene.has("msk") else zone
    low, high = predicate.first - REACH, predicate.last + REACH
    since = until = None
    for i in range(max(scene.sentence.first, low), min(scene.sentence.last, high)):
        is_end = scene.covering(i - 1, "clock_to") is not None
        clock = clock_at(scene, i) if is_end or scene.covering(i - 1, "clock_from") else None
        if clock is None:
            continue
        if not is_end:
            since = since or hour_before(scene, clock, zone, day)
        elif since is not None:
            until = until or hour_after(since, clock, zone)
        else:
            until = until or hour_near(scene, clock, zone)
    return (since, until) if state == CLOSED else (until or since, None)


def find_day(scene: Scene, predicate: Predicate) -> dt.date | None:
    """The day that the clause names ("on 4 January", "on Monday", "yesterday"), None where it names none."""
    today = scene.analysis.published_at.astimezone(zone_of(KYIV)).date()
    low, high = predicate.first - DAYS_BEFORE, predicate.last + REACH
    nearest: tuple[int, dt.date] | None = None
    window = range(max(low, scene.sentence.first), min(high, scene.sentence.last))
    for hit in (h for i in window for h in scene.analysis.starting_at(i, "days") if len(h.path) == 3):
        ends = (hit.last, predicate.first) if hit.first < predicate.first else (predicate.last, hit.first)
        day = None if scene.bounds_between(*ends) else day_of(scene, hit, today)
        far = abs(hit.first - predicate.first)
        if day is not None and (nearest is None or far < nearest[0]):
            nearest = (far, day)
    return nearest[1] if nearest else None


def day_of(scene: Scene, hit: Hit, today: dt.date) -> dt.date | None:
    kind, value = hit.path[1], int(hit.path[2])
    if kind == "shifts":
        return today + dt.timedelta(days=value)
    if kind == "weekdays":
        return today - dt.timedelta(days=(today.weekday() - value) % 7)
    near = scene.numbers(hit.first - 3, hit.last + 3)
    beside = [n.value for n in near if n.last == hit.first or n.first == hit.last]
    return nearest_date(today, value, beside[0]) if kind == "months" and beside else None


def nearest_date(today: dt.date, month: int, day: int) -> dt.date | None:
    """The date of that name that is nearest to today, None where the calendar has none (a year beside a month)."""
    options = []
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            options.append(dt.date(year, month, day))
        except ValueError:
            continue
    return min(options, key=lambda d: abs(d - today), default=None)


def clock_at(scene: Scene, i: int) -> tuple[int, int] | None:
    """(hour, minute) that begins at the token: "07:25", "7.25 p.m.", "six in the morning"."""
    found = CLOCK.fullmatch(scene.tokens[i].normal)
    if found:
        hour, minute, last = int(found[1]), int(found[2]), i + 1
    else:
        number = next((n for n in scene.analysis.numbers_near(i) if n.first == i), None)
        if number is None or not 0 < number.value <= 24:
            return None
        hour, minute, last = number.value, 0, number.last
    part = next((m for m in scene.between(last, last + 2, "before_noon", "after_noon")), None)
    if not found and part is None:
        return None
    if part is not None and part.role == "after_noon" and hour < NOON:
        hour += NOON
    return (hour % 24, minute) if hour <= 24 and minute < 60 else None


def zone_of(name: str) -> dt.tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return dt.UTC


def on_day(scene: Scene, clock: tuple[int, int], zone: str) -> dt.datetime:
    local = scene.analysis.published_at.astimezone(zone_of(zone))
    return local.replace(hour=clock[0], minute=clock[1], second=0, microsecond=0)


def hour_before(scene: Scene, clock: tuple[int, int], zone: str, day: dt.date | None) -> dt.datetime:
    at = on_day(scene, clock, zone)
    if day is not None:
        at = at.replace(year=day.year, month=day.month, day=day.day)
    if at > scene.analysis.published_at + SLACK:
        at -= dt.timedelta(days=1)
    return at.astimezone(dt.UTC)


def hour_near(scene: Scene, clock: tuple[int, int], zone: str) -> dt.datetime:
    """The hour that is nearest to publication: "until 14:00" may lie ahead."""
    at = on_day(scene, clock, zone)
    options = (at - dt.timedelta(days=1), at, at + dt.timedelta(days=1))
    return min(options, key=lambda t: abs(t - scene.analysis.published_at)).astimezone(dt.UTC)


def hour_after(since: dt.datetime, clock: tuple[int, int], zone: str) -> dt.datetime:
    """The first such hour after `since`."""
    local = since.astimezone(zone_of(zone))
    at = local.replace(hour=clock[0], minute=clock[1])
    return (at if at > local else at + dt.timedelta(days=1)).astimezone(dt.UTC)
