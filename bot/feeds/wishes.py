"""What a feed says about how often it wants to be asked."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

TTL = re.compile(rb"<ttl>\s*(\d{1,6})\s*</ttl>")
HOURS = re.compile(rb"<skipHours>(.{1,1000}?)</skipHours>", re.DOTALL)
HOUR = re.compile(rb"<hour>\s*(\d{1,2})\s*</hour>")
PERIOD = re.compile(rb"<sy:updatePeriod>\s*(hourly|daily|weekly|monthly|yearly)\s*</sy:updatePeriod>")
FREQUENCY = re.compile(rb"<sy:updateFrequency>\s*(\d{1,4})\s*</sy:updateFrequency>")
PERIODS = {b"hourly": 1, b"daily": 24, b"weekly": 168, b"monthly": 720, b"yearly": 8760}


@dataclass(frozen=True, slots=True)
class Wishes:
    """`every`: ttl or syndication period; `skip_hours`: hours of the day (UTC) without news."""

    every: dt.timedelta | None = None
    skip_hours: frozenset[int] = frozenset()


def read_wishes(body: bytes) -> Wishes:
    """Wishes stand before the items, in the first kilobytes."""
    head = body[:8000]
    every = None
    if found := TTL.search(head):
        every = dt.timedelta(minutes=int(found[1]))
    elif found := PERIOD.search(head):
        often = FREQUENCY.search(head)
        every = dt.timedelta(hours=PERIODS[found[1]]) / max(1, int(often[1]) if often else 1)
    hours = HOURS.search(head)
    skipped = frozenset(int(hour) % 24 for hour in HOUR.findall(hours[1])) if hours else frozenset()
    return Wishes(every or None, skipped if len(skipped) < 24 else frozenset())
