"""How many alerts a topic had, by day and severity: what there is to draw where nothing is counted by night."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from zoneinfo import ZoneInfo

from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from bot.alerts.speech import Tongue
from bot.model import Severity
from bot.pictures.canvas import GRID, Sheet, add_legend, make_sheet, say_nothing
from bot.pictures.scenes import DayScene
from bot.pictures.ticks import tick_days, tick_text
from bot.pictures.words import say

SHADES = {
    Severity.LOW: "#c6dbef",
    Severity.MEDIUM: "#6baed6",
    Severity.HIGH: "#2171b5",
    Severity.CRITICAL: "#08306b",
}
"""From light to dark, so that they are told apart without colours."""
HEIGHT = 6.4


def draw_day_counts(scene: DayScene, tongue: Tongue, topic: str) -> Sheet:
    step = {"night": "per_day", "week": "per_week_alerts", "month": "per_month_alerts"}[scene.step]
    sheet = make_sheet(scene, tongue, HEIGHT, say(tongue.language, step), topic)
    (axes,) = sheet.axes(1)
    if not scene.counts:
        say_nothing(axes, tongue)
        return sheet
    width = {"night": 0.8, "week": 6, "month": 25}[scene.step]
    under: dict[dt.date, int] = defaultdict(int)
    for day, severity, count in scene.counts:
        axes.bar(day, count, width, bottom=under[day], color=SHADES[severity], linewidth=0, align="center")
        under[day] += count
    zone = tongue.zone if isinstance(tongue.zone, ZoneInfo) else dt.UTC
    first, last = (scene.period.day(t, zone) for t in (scene.period.since, scene.period.until))
    ticks = tick_days(first, last)
    axes.set_xticks(ticks, [tick_text(day, (last - first).days, tongue) for day in ticks])
    low, high = (dt.datetime.combine(day, dt.time()) for day in (first, last))
    axes.set_xlim(low - dt.timedelta(days=width), high + dt.timedelta(days=width))
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    found = {severity for _, severity, _ in scene.counts}
    add_legend(sheet, [Patch(color=SHADES[s], label=say(tongue.language, s.word)) for s in Severity if s in found])
    return sheet
