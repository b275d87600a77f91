"""Which attack day a moment belongs to."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from bot.model import Fact

KYIV = ZoneInfo("Europe/Kyiv")
NIGHT_BEGINS = dt.time(18)
"""When the Air Force's own night begins: an attack that is going on from then belongs to the next day."""
RECALLED = dt.timedelta(days=3)
"""An attack that lies this far before the writing is only recalled."""


def attack_day(at: dt.datetime) -> dt.date:
    """The day that an attack going on at `at` belongs to."""
    local = at.astimezone(KYIV)
    return local.date() + dt.timedelta(days=local.time() >= NIGHT_BEGINS)


def day_of(fact: Fact, written_at: dt.datetime) -> dt.date:
    """The fact's attack day, from its text or else from the writing; never after the night that has begun."""
    latest = attack_day(written_at)
    if fact.day is None:
        return latest
    return min(fact.day, latest)


def is_recalled(day: dt.date, written_at: dt.datetime) -> bool:
    """True where a text told of `day` so long after it that it only looks back."""
    return written_at.astimezone(KYIV).date() - day >= RECALLED
