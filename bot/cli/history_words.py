"""What people write to narrow a search down, as values."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

from bot.errors import TocsinError
from bot.model import Fate, Severity

SPAN = re.compile(r"(\d{1,5})\s*(h|d|w)", re.IGNORECASE)
UNITS = {"h": dt.timedelta(hours=1), "d": dt.timedelta(days=1), "w": dt.timedelta(weeks=1)}


def moment(text: str | None, now: dt.datetime, zone: str) -> dt.datetime | None:
    """`2026-01-22`, `2026-01-22T05:00`, or so long ago: `12h`, `7d`, `2w`. A day begins at midnight in `zone`."""
    if text is None:
        return None
    if found := SPAN.fullmatch(text.strip()):
        return now - int(found[1]) * UNITS[found[2].lower()]
    try:
        at = dt.datetime.fromisoformat(text.strip())
        return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise TocsinError(
            f"{text!r} is no time; write a day (2026-01-22), a time (2026-01-22T05:00) or 12h, 7d, 2w"
        ) from None


def severity(text: str | None) -> Severity | None:
    if text is None:
        return None
    try:
        return Severity[text.strip().upper()]
    except KeyError:
        raise TocsinError(f"{text!r} is no severity; there are {', '.join(s.word for s in Severity)}") from None


def fate(text: str | None) -> Fate | None:
    if text is None:
        return None
    try:
        return Fate(text.strip().lower().replace("-", "_"))
    except ValueError:
        raise TocsinError(f"{text!r} is no fate of a report; there are {', '.join(Fate)}") from None
