"""Wishes that servers state in headers: how long to wait, how long an answer stays fresh."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime

LONGEST = dt.timedelta(days=1)
"""No server keeps us away longer: a Retry-After of a year is a mistake, and silence is our worst fault."""


def retry_after(value: str | None, now: dt.datetime) -> dt.timedelta | None:
    """Retry-After in seconds or as a date (RFC 9110, 10.2.3), between 0 and `LONGEST`; None where unreadable."""
    if not value:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(dt.timedelta(seconds=min(int(text[:9]), 10**8)), LONGEST)
    try:
        until = parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=dt.UTC)
    return max(dt.timedelta(), min(until - now, LONGEST))


MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


def max_age(value: str | None) -> dt.timedelta | None:
    """How long Cache-Control says an answer stays fresh; None where it says nothing or forbids keeping it."""
    if not value or "no-cache" in value or "no-store" in value:
        return None
    found = MAX_AGE.search(value)
    return dt.timedelta(seconds=int(found[1])) if found else None
