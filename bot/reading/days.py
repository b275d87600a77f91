"""The day an attack belongs to."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from bot.reading.analysis import Analysis
from bot.reading.tokens import Sentence

KYIV = ZoneInfo("Europe/Kyiv")
EVENING = 18


def attack_day(analysis: Analysis, token: int, sentence: Sentence) -> tuple[dt.date | None, bool, bool]:
    local = analysis.published_at.astimezone(KYIV)
    day = local.date() + dt.timedelta(days=int(local.hour >= EVENING))
    return day, False, False
