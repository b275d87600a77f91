"""Hours that stand with a closure: since when and until when, in UTC."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.reading.status_predicates import CLOSED, Predicate
from bot.reading.status_scene import Scene

CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})")
MOSCOW = "Europe/Moscow"
REACH = 8
SLACK = dt.timedelta(hours=1)
"""An hour just after publication is today's: clocks differ."""


def find_hours(
    scene: Scene, predicate: Predicate, zone: str, state: str
) -> tuple[dt.datetime | None, dt.datetime | None]:
    """(since, until) that the text names with the predicate; each the latest such hour before publication."""
    zone = MOSCOW if scene.has("msk") else zone
    since = until = None
    for i in range(
        max(scene.sentence.first, predicate.first - REACH), min(scene.sentence.last, predicate.last + REACH)
    ):
        clock = clock_at(scene, i)
        if clock is None:
            continue
        if since is not None and scene.covering(i - 1, "clock_to"):
            until = until or hour_after(since, clock, zone)
        elif scene.covering(i - 1, "clock_to"):
            until = until or hour_near(scene, clock, zone)
        elif scene.covering(i - 1, "clock_from"):
            since = since or hour_before(scene, clock, zone)
    return (since, until) if state == CLOSED or since else (None, until if state == CLOSED else None)


def clock_at(scene: Scene, i: int) -> tuple[int, int] | None:
    found = CLOCK.fullmatch(scene.tokens[i].normal)
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2])
    following = scene.tokens[i + 1].normal if i + 1 < scene.sentence.last else ""
    if following.startswith("p") and following.replace(".", "") == "pm" and hour < 12:
        hour += 12
    return (hour, minute) if hour < 24 and minute < 60 else None


def zone_of(name: str) -> dt.tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return dt.UTC


def on_day(scene: Scene, clock: tuple[int, int], zone: str) -> dt.datetime:
    local = scene.analysis.published_at.astimezone(zone_of(zone))
    return local.replace(hour=clock[0], minute=clock[1], second=0, microsecond=0)


def hour_before(scene: Scene, clock: tuple[int, int], zone: str) -> dt.datetime:
    at = on_day(scene, clock, zone)
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
