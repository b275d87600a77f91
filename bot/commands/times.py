"""Times as people write and read them: lengths, hours of the day, zones. Pure."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from bot.commands.texts import Text, plural

UNITS = {
    word: minutes
    for minutes, words in {
        1: "m min minute minutes хв хвилин хвилини хвилину мин минут минуты минуту",
        60: "h hour hours г год година години годину годин ч час часа часов",
        1440: "d day days д день дні днів дня дней",
        10080: "w week weeks тиж тиждень тижні неделя неделю недели",
    }.items()
    for word in words.split()
}
LENGTH = re.compile(r"(\d{1,4})\s*([a-zа-яії]+)\.?")
CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?$")
LONGEST = dt.timedelta(days=366)
ZONES = (
    "Europe/Kyiv", "Europe/Moscow", "Europe/Warsaw", "Europe/Berlin", "Europe/London", "Europe/Vilnius",
    "Europe/Chisinau", "Europe/Istanbul", "Asia/Tbilisi", "Asia/Jerusalem", "America/New_York", "UTC",
)  # fmt: skip
"""Offered as buttons; any other is taken by its name."""
MONTHS = Text(
    "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec",
    "січ|лют|бер|кві|тра|чер|лип|сер|вер|жов|лис|гру",
    "янв|фев|мар|апр|мая|июн|июл|авг|сен|окт|ноя|дек",
)
MINUTES = Text("minute|minutes", "хвилину|хвилини|хвилин", "минуту|минуты|минут")
HOURS = Text("hour|hours", "годину|години|годин", "час|часа|часов")
DAYS = Text("day|days", "день|дні|днів", "день|дня|дней")
AGO = Text("{length} ago", "{length} тому", "{length} назад")
JUST_NOW = Text("just now", "щойно", "только что")


def read_length(text: str) -> dt.timedelta | None:
    """ "2h", "90 min", "3 дні"; None where it is none, or longer than a year."""
    found = LENGTH.fullmatch(text.strip().lower())
    minutes = UNITS.get(found[2]) if found else None
    if not found or minutes is None or not int(found[1]):
        return None
    length = dt.timedelta(minutes=int(found[1]) * minutes)
    return length if length <= LONGEST else None


def read_clock(text: str) -> dt.time | None:
    """ "8", "08:00", "23.30"."""
    found = CLOCK.fullmatch(text.strip())
    if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
        return None
    return dt.time(int(found[1]), int(found[2] or 0))


def read_hours(text: str) -> tuple[dt.time, dt.time] | None:
    """ "23:00-07:00", also with other dashes or a space."""
    parts = [p for p in re.split(r"\s*[-–—]\s*|\s+", text.strip()) if p]
    clocks = [read_clock(p) for p in parts]
    if len(clocks) != 2 or clocks[0] is None or clocks[1] is None or clocks[0] == clocks[1]:
        return None
    return clocks[0], clocks[1]


@cache
def zone_names() -> dict[str, str]:
    """Every zone by its whole name and by its city, in lower case."""
    names = sorted(z for z in available_timezones() if "/" in z and not z.startswith(("Etc/", "posix", "right")))
    cities = {zone.rsplit("/", 1)[1].lower(): zone for zone in reversed(names)}
    return cities | {zone.lower(): zone for zone in names} | {"utc": "UTC", "gmt": "UTC", "kiev": "Europe/Kyiv"}


def read_zone(text: str) -> str | None:
    return zone_names().get("_".join(text.split()).lower())


def city_of(zone: str) -> str:
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def local(at: dt.datetime, zone: str) -> dt.datetime:
    return at.astimezone(ZoneInfo(zone))


def show_time(at: dt.datetime, zone: str, now: dt.datetime, language: str) -> str:
    """The hour today, else the day and the hour."""
    here, today = local(at, zone), local(now, zone).date()
    clock = f"{here:%H:%M}"
    if here.date() == today:
        return clock
    day = f"{here.day} {MONTHS.template(language).split('|')[here.month - 1]}"
    return f"{day} {clock}" if here.year == today.year else f"{day} {here.year} {clock}"


def show_length(length: dt.timedelta, language: str) -> str:
    """In one unit, rounded down: "3 hours"."""
    minutes = max(0, int(length.total_seconds() // 60))
    for size, words in ((1440, DAYS), (60, HOURS)):
        if minutes >= size * (2 if size == 1440 else 1):
            return f"{minutes // size} {plural(language, minutes // size, words)}"
    return f"{minutes} {plural(language, minutes, MINUTES)}"


def show_age(at: dt.datetime, now: dt.datetime, language: str) -> str:
    if now - at < dt.timedelta(minutes=1):
        return JUST_NOW.label(language)
    return AGO.label(language, length=show_length(now - at, language))
