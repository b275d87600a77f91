"""How much a chat may ask. Anyone can find a bot; one who asks too much is told once, then nothing more. "
"Pure."""

from __future__ import annotations

import datetime as dt
from collections import deque
from dataclasses import dataclass, field
from enum import Enum

SUBSCRIPTIONS = 50
WATCHES = 20
"""Per chat."""


@dataclass(frozen=True, slots=True)
class Limit:
    most: int
    within: dt.timedelta


LIMITS = {
    "command": Limit(20, dt.timedelta(minutes=1)),
    "page": Limit(5, dt.timedelta(hours=1)),
    "picture": Limit(2, dt.timedelta(minutes=1)),
}


@dataclass(slots=True)
class Spent:
    """When a chat used something, newest last, and whether it has been told that it was too much."""

    times: deque[dt.datetime] = field(default_factory=deque)
    is_told: bool = False


Used = dict[tuple[str, str], Spent]
MOST_KEPT = 50_000


class Verdict(Enum):
    GO = "go"
    TELL = "tell"
    """Over the limit, and not told yet."""
    SILENT = "silent"


def spend(used: Used, chat_id: str, what: str, now: dt.datetime) -> Verdict:
    """Whether a chat may do one more of `what`; writes it down in `used`."""
    limit = LIMITS[what]
    if len(used) >= MOST_KEPT:
        forget_old(used, now)
    spent = used.setdefault((chat_id, what), Spent())
    while spent.times and now - spent.times[0] >= limit.within:
        spent.times.popleft()
    if len(spent.times) < limit.most:
        spent.times.append(now)
        spent.is_told = False
        return Verdict.GO
    verdict = Verdict.SILENT if spent.is_told else Verdict.TELL
    spent.is_told = True
    return verdict


def forget_old(used: Used, now: dt.datetime) -> None:
    longest = max(limit.within for limit in LIMITS.values())
    for key in [k for k, spent in used.items() if not spent.times or now - spent.times[-1] >= longest]:
        del used[key]
