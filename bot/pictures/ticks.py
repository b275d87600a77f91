"""Which days stand under a chart, and how they are written. Pure."""

from __future__ import annotations

import datetime as dt

from bot.alerts.speech import Tongue


def tick_days(first: dt.date, last: dt.date) -> list[dt.date]:
    """Five or so days from first to last; whole months and years of longer times."""
    days = (last - first).days
    if days < 60:
        step = max(1, -(-days // 5))
        return [last - dt.timedelta(days=n) for n in range(0, days + 1, step)][::-1]
    months = [
        dt.date(first.year + (first.month + n - 1) // 12, (first.month + n - 1) % 12 + 1, 1)
        for n in range(1, days // 28 + 2)
    ]
    within = [m for m in months if first <= m <= last]
    every = next(n for n in (1, 2, 3, 6, 12, 24, 60) if len(within) / n <= 6)
    return [m for m in within if (m.month - 1 + 12 * m.year) % every == 0] or within[:1]


def tick_text(day: dt.date, days: int, tongue: Tongue) -> str:
    return tongue.day(day).replace("\u00a0", "\n") if days < 60 else f"{day:%m.%Y}"
