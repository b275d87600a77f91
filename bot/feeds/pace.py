"""One request at a time to a host, a gap between two, and the waits that it asks for. Pure."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from urllib.parse import urlsplit

from bot.feeds.fetch import FetchFailed
from bot.feeds.policy import Policy

TELEGRAM = "t.me"
LONGEST_GAP = dt.timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How a host is to be treated now."""

    host: str
    gap: dt.timedelta
    """Between the end of a request and the start of the next; grows with 429 and 503, shrinks with success."""
    least: dt.timedelta
    free_at: dt.datetime


PORTS: Mapping[str, int] = MappingProxyType({"http": 80, "https": 443})


@functools.lru_cache(maxsize=65_536)
def host_of(url: str) -> str:
    """Whose patience a URL uses: host and port; all names of Telegram are one. "" for what is no address."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return ""
    if host in ("t.me", "telegram.me", "telegram.dog"):
        return TELEGRAM
    return host if port in (None, PORTS.get(parts.scheme)) else f"{host}:{port}"


def first_pace(host: str, policy: Policy, now: dt.datetime) -> Pace:
    least = policy.telegram_gap if host == TELEGRAM else policy.gap
    return Pace(host=host, gap=least, least=least, free_at=now)


def next_pace(pace: Pace, outcome: object, now: dt.datetime) -> Pace:
    """The pace after an answer. 429 and 503 hold the whole host as long as it asks, and double the gap."""
    if not isinstance(outcome, FetchFailed):
        gap = pace.gap if pace.gap == pace.least else max(pace.least, pace.gap * 0.9)
        return Pace(host=pace.host, gap=gap, least=pace.least, free_at=now + gap)
    gap = pace.gap
    if outcome.status in (429, 503):
        gap = min(LONGEST_GAP, max(gap, dt.timedelta(seconds=0.5)) * 2)
    return replace(pace, gap=gap, free_at=now + max(gap, outcome.retry_after or dt.timedelta()))
