"""Nights of both sides, one panel each: bars of what was launched, in them what was shot down, marks for hits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from bot.alerts.speech import Tongue
from bot.pictures.canvas import (
    BLUE,
    GRID,
    INK,
    SKY,
    SMALL,
    VERMILION,
    Sheet,
    add_legend,
    make_sheet,
    say_nothing,
)
from bot.pictures.nights import Bar, Measure
from bot.pictures.scenes import SIDES, NightScene
from bot.pictures.ticks import tick_days, tick_text
from bot.pictures.words import say

HEIGHT = 8.6
LABELLED = 16
"""Up to so many bars each bears its number; of more, the highest does."""


def draw_nights(scene: NightScene, tongue: Tongue) -> Sheet:
    sheet = make_sheet(scene, tongue, HEIGHT, say(tongue.language, f"per_{scene.step}"))
    panels = sheet.axes(2, sharex=True, height_ratios=(3, 2))
    for axes, side, title in zip(panels, SIDES, ("on_ukraine", "on_russia"), strict=True):
        axes.set_title(say(tongue.language, title), loc="left", fontsize=13, fontweight="bold", pad=10)
        bars = scene.bars(side)
        if bars:
            draw_side(axes, bars, scene, tongue)
        else:
            say_nothing(axes, tongue)
    draw_days(panels, scene, tongue)
    draw_legend(sheet, scene, tongue)
    return sheet


def draw_side(axes: Any, bars: Sequence[Bar], scene: NightScene, tongue: Tongue) -> None:
    axes.set_axisbelow(True)
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    width = {"night": 1, "week": 7, "month": 30}[scene.step]
    tops = {}
    for bar in bars:
        middle = bar.first + (bar.last - bar.first) / 2
        tops[middle] = draw_bar(axes, bar, middle, width)
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: tongue.number(int(value))))
    axes.set_ylim(0, max(1, max(tops.values())) * 1.18)
    label_tops(axes, tops, tongue)


def draw_bar(axes: Any, bar: Bar, middle: dt.date, width: float) -> float:
    """One bar; returns how high it reaches."""
    launched, downed, hit = (bar.measures.get(action) for action in ("launched", "downed", "hit"))
    hatch = "////" if any(m.imported for m in bar.measures.values()) and width == 1 else None
    if launched:
        axes.bar(middle, launched.value, 0.86 * width, color=SKY, hatch=hatch, edgecolor="white", linewidth=0)
    if downed:
        axes.bar(middle, downed.value, 0.5 * width, color=BLUE, linewidth=0)
    if hit:
        axes.plot(middle, hit.value, "D", color=VERMILION, markersize=7, markeredgecolor="white", zorder=4)
    reach = max((m.high for m in bar.measures.values()), default=0)
    for measure in (launched or downed, hit):
        draw_range(axes, middle, measure)
    return float(reach)


def draw_range(axes: Any, middle: dt.date, measure: Measure | None) -> None:
    if measure and measure.high > measure.low:
        low, high = measure.value - measure.low, measure.high - measure.value
        axes.errorbar(middle, measure.value, yerr=[[low], [high]], color=INK, capsize=4, linewidth=1.4, zorder=5)


def label_tops(axes: Any, tops: dict[dt.date, float], tongue: Tongue) -> None:
    highest = max(tops, key=lambda day: tops[day])
    for day, top in tops.items():
        if len(tops) <= LABELLED or day == highest:
            axes.annotate(
                tongue.number(int(top)), (day, top), xytext=(0, 4), textcoords="offset points", ha="center",
                fontsize=SMALL if len(tops) > 10 else 12,
            )  # fmt: skip


def draw_days(panels: Sequence[Any], scene: NightScene, tongue: Tongue) -> None:
    first, last = scene.period.first_night, scene.period.last_night
    days = (last - first).days
    pad = dt.timedelta(days=0.7) if days < 60 else dt.timedelta(days=max(1, days * 0.01))
    low, high = (dt.datetime.combine(day, dt.time()) for day in (first, last))
    panels[0].set_xlim(low - pad, high + pad)
    ticks = tick_days(first, last)
    for axes in panels:
        axes.set_xticks(ticks, [tick_text(day, days, tongue) for day in ticks])
        axes.tick_params(axis="x", labelbottom=True)
    if not any(night.attacker == SIDES[1] for night in scene.nights):
        panels[1].tick_params(axis="x", labelbottom=False, length=0)


def draw_legend(sheet: Sheet, scene: NightScene, tongue: Tongue) -> None:
    language = tongue.language
    found = {a for night in scene.nights for a in night.measures}
    measures = [m for night in scene.nights for m in night.measures.values()]
    entries: list[Any] = []
    if "launched" in found:
        entries.append(Patch(color=SKY, label=say(language, "launched")))
    if "downed" in found:
        entries.append(Patch(color=BLUE, label=say(language, "downed")))
    if "hit" in found:
        entries.append(Line2D([], [], marker="D", color=VERMILION, linestyle="", label=say(language, "hit")))
    if any(m.high > m.low for m in measures):
        entries.append(
            Line2D([], [], marker="|", markersize=12, color=INK, linestyle="", label=say(language, "range"))
        )
    if scene.step == "night" and any(m.imported for m in measures):
        label = say(language, "imported", table="").rstrip(": ")
        entries.append(Patch(facecolor=SKY, hatch="////", edgecolor="white", label=label))
    add_legend(sheet, entries)
