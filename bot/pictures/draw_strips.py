"""Airports as rows over time: a bar while one was reported closed, hatched where nobody told of its end."""

from __future__ import annotations

import datetime as dt
from typing import Any

from matplotlib.patches import Patch

from bot.alerts.speech import Tongue
from bot.pictures.canvas import (
    FAINT,
    GRID,
    LETTERS,
    PAPER,
    SMALL,
    VERMILION,
    Sheet,
    add_legend,
    make_sheet,
    say_nothing,
)
from bot.pictures.scenes import StripScene
from bot.pictures.strips import MOST_ROWS, Strip
from bot.pictures.ticks import tick_days, tick_text
from bot.pictures.words import say


def draw_strips(scene: StripScene, tongue: Tongue) -> Sheet:
    shown = scene.strips[:MOST_ROWS]
    height = max(5.2, 3.0 + 0.34 * len(shown))
    more = len(scene.strips) - len(shown)
    note = say(tongue.language, "rows_more", n=more) if more else ""
    sheet = make_sheet(scene, tongue, height, "", more=note)
    (axes,) = sheet.axes(1)
    if not shown:
        say_nothing(axes, tongue)
        return sheet
    sheet.figure.subplots_adjust(left=0.3, right=0.86, top=1 - 1.35 / height)
    for row, strip in enumerate(shown):
        draw_row(axes, row, strip, scene, tongue)
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.set_xlim(scene.period.since.astimezone(tongue.zone), scene.period.until.astimezone(tongue.zone))
    axes.set_yticks(range(len(shown)), [row_name(s, tongue) for s in shown])
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    draw_hours(axes, scene, tongue)
    entries: list[Any] = [
        Patch(color=VERMILION, label=say(tongue.language, "closed")),
        Patch(facecolor=PAPER, edgecolor=VERMILION, hatch="/////", label=say(tongue.language, "no_end")),
    ]
    add_legend(sheet, entries)
    return sheet


def draw_row(axes: Any, row: int, strip: Strip, scene: StripScene, tongue: Tongue) -> None:
    hair = (scene.period.until - scene.period.since) / 500
    for stretch in strip.stretches:
        begin = stretch.from_at.astimezone(tongue.zone)
        width = max(stretch.until_at - stretch.from_at, hair)
        if stretch.is_sure:
            axes.barh(row, width, left=begin, height=0.62, color=VERMILION, linewidth=0)
        else:
            axes.barh(
                row, width, left=begin, height=0.62, color=PAPER, edgecolor=VERMILION, hatch="/////", linewidth=1
            )
    axes.annotate(
        row_sum(strip, tongue), (1, row), xycoords=("axes fraction", "data"), xytext=(6, 0),
        textcoords="offset points", va="center", fontsize=SMALL, color=FAINT, annotation_clip=False,
    )  # fmt: skip
    if strip.is_closed_now:
        axes.plot([1], [row], marker="<", color=VERMILION, transform=axes.get_yaxis_transform(), clip_on=False)


def row_name(strip: Strip, tongue: Tongue) -> str:
    name = tongue.name(strip.name)
    return f"{name} {strip.airport}" if len(name) <= 18 else f"{name[:17]}… {strip.airport}"


def row_sum(strip: Strip, tongue: Tongue) -> str:
    return f"{len(strip.stretches)}×, {length_text(strip.closed_for, tongue)}"


def length_text(length: dt.timedelta, tongue: Tongue) -> str:
    hours = length / dt.timedelta(hours=1)
    if hours < 1:
        return say(tongue.language, "minutes", n=max(1, round(hours * 60)))
    return say(tongue.language, "hours", n=tongue.number(round(hours)))


def draw_hours(axes: Any, scene: StripScene, tongue: Tongue) -> None:
    since, until = (t.astimezone(tongue.zone) for t in (scene.period.since, scene.period.until))
    if until - since > dt.timedelta(days=3):
        days = tick_days(since.date(), until.date())
        ticks = [dt.datetime.combine(day, dt.time(), tongue.zone) for day in days]
        axes.set_xticks(ticks, [tick_text(day, (until - since).days, tongue) for day in days])
        return
    hour = since.replace(minute=0, second=0, microsecond=0)
    every = 6 if until - since <= dt.timedelta(days=1.5) else 12
    hours = [hour + dt.timedelta(hours=n) for n in range(1, int((until - since) / dt.timedelta(hours=1)) + 1)]
    ticks = [h for h in hours if h.hour % every == 0]
    texts = [f"{h:%H:%M}\n{tongue.day(h.date())}" if h.hour == 0 else f"{h:%H:%M}" for h in ticks]
    axes.set_xticks(ticks, texts)
    axes.tick_params(axis="x", labelsize=LETTERS - 1)
