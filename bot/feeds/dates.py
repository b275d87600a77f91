"""Dates as feeds write them, zones that feedparser does not know and months in three languages included."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

ZONES = {
    "ut": 0, "utc": 0, "gmt": 0, "z": 0, "wet": 0, "west": 1, "bst": 1, "ist": 1, "cet": 1, "met": 1, "cest": 2,
    "mest": 2, "eet": 2, "sast": 2, "eest": 3, "msk": 3, "мск": 3, "trt": 3, "msd": 4, "samt": 4, "est": -5,
    "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "jst": 9,
}  # fmt: skip
"""Hours east of Greenwich. feedparser reads EET, EEST, MSK and CET as UTC, hours wrong."""

MONTHS = {
    start: month
    for month, starts in enumerate(
        (
            "jan янв січ", "feb фев лют", "mar мар бер", "apr апр кві", "may мая май тра", "jun июн чер",
            "jul июл лип", "aug авг сер", "sep сен вер", "oct окт жов", "nov ноя лис", "dec дек гру",
        ),
        start=1,
    )
    for start in starts.split()
}  # fmt: skip

LONGEST = 100
"""Characters of a date that are looked at."""

HOME = {"UA": "Europe/Kyiv", "RU": "Europe/Moscow", "BY": "Europe/Minsk"}
"""The clock of outlets that write dates without a zone."""

ISO = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T\s]+(\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?)?\s*(.*)", re.IGNORECASE
)
WORDS = re.compile(
    r"(?:[^\W\d]+\.?,?\s+)?(\d{1,2})[\s-]+([^\W\d]{3,12})\.?[\s,-]+(\d{4}|\d\d)(?:\s*г\.|\s*р\.)?"
    r"(?:[\s,]+(?:(?:в|о|at)\s+)?(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?\s*(.*)",
    re.IGNORECASE,
)
DOTS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[\s,]+(\d{1,2}):(\d\d)(?::(\d\d))?)?\s*(.*)")
OFFSET = re.compile(r"(?:(?:gmt|utc|ut)\s*)?([+-])\s*(\d{1,2})(?::?(\d\d))?(?:\s*\(.*\))?$", re.IGNORECASE)


def read_date(text: str, country: str | None = None) -> tuple[dt.datetime, bool] | None:
    """The moment in UTC and whether the text named its zone; None where it is no date.

    Without a zone the clock of the outlet's country holds, else UTC.
    """
    text = " ".join(text[:LONGEST].split())
    if found := ISO.match(text):
        year, month, day = int(found[1]), int(found[2]), int(found[3])
    elif found := WORDS.match(text):
        month, day = MONTHS.get(found[2][:3].lower(), 0), int(found[1])
        year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
    elif found := DOTS.match(text):
        year, month, day = int(found[3]), int(found[2]), int(found[1])
    else:
        return None
    hour, minute, second = (int(part or 0) for part in found.group(4, 5, 6))
    zone = read_zone(found[7])
    try:
        moment = dt.datetime(year, month, day, hour % 24, minute, min(second, 59), tzinfo=zone or home(country))
        moment += dt.timedelta(days=hour // 24)
        return moment.astimezone(dt.UTC), zone is not None
    except (ValueError, OverflowError):
        return None


def read_zone(text: str) -> dt.tzinfo | None:
    text = text.strip().lower().strip("()")
    if text in ZONES:
        return dt.timezone(dt.timedelta(hours=ZONES[text]))
    if found := OFFSET.match(text):
        ahead = dt.timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        if ahead <= dt.timedelta(hours=15):
            return dt.timezone(ahead if found[1] == "+" else -ahead)
    return None


def home(country: str | None) -> dt.tzinfo:
    name = HOME.get(country or "")
    return ZoneInfo(name) if name else dt.UTC
