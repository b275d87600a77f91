"""The map: outlines, and a mark for every place that was reported. No tiles, no network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import matplotlib.patheffects as effects
from matplotlib.collections import PolyCollection
from matplotlib.lines import Line2D

from bot.alerts.speech import Tongue
from bot.pictures.canvas import (
    BLUE,
    FAINT,
    INK,
    ORANGE,
    PAPER,
    PURPLE,
    SMALL,
    VERMILION,
    Sheet,
    add_legend,
    make_sheet,
    say_nothing,
)
from bot.pictures.frame import frame_of, is_near
from bot.pictures.marks import SORTS, Mark
from bot.pictures.outlines import BOX, Point, load_outlines, mercator
from bot.pictures.scenes import MapScene, is_empty
from bot.pictures.words import say

HEIGHT = 8.8
SEA, LAND, UKRAINE, BORDER = "#dfe8ee", "#f7f5f0", "#fdf6d8", "#8c8c8c"
COUNTRIES: dict[str, Point] = {
    "Ukraine": (31.0, 49.3), "Russia": (43.5, 52.5), "Belarus": (28.0, 53.4), "Poland": (19.4, 52.0),
    "Romania": (24.6, 45.8), "Moldova": (28.6, 47.3), "Turkey": (33.0, 39.6), "Kazakhstan": (55.0, 49.5),
    "Finland": (26.5, 63.0), "Lithuania": (23.9, 55.3), "Latvia": (25.2, 56.9), "Georgia": (43.4, 42.2),
    "Germany": (10.3, 51.0), "Hungary": (19.3, 47.2), "Sweden": (15.0, 61.0), "Estonia": (25.8, 58.8),
    "Switzerland": (8.2, 46.8), "Italy": (12.3, 43.2), "France": (5.9, 47.4),
}  # fmt: skip
LOOKS: dict[str, dict[str, Any]] = {
    "closed": {"marker": "X", "markersize": 13, "color": VERMILION},
    "reopened": {"marker": "o", "markersize": 9, "color": PAPER, "markeredgecolor": BLUE, "markeredgewidth": 2.2},
    "counted": {"marker": "o", "markersize": 11, "color": ORANGE},
    "talks": {"marker": "*", "markersize": 17, "color": PURPLE},
    "other": {"marker": "s", "markersize": 9, "color": FAINT},
}
LABELS = 26
"""So many places are named on the map at most."""
HALO = [effects.withStroke(linewidth=3, foreground="white")]


def draw_map(scene: MapScene, tongue: Tongue) -> Sheet:
    language = tongue.language
    shown = [m for m in scene.marked.marks if is_near(m)]
    beyond = names_text([m for m in scene.marked.marks if not is_near(m)], scene, tongue)
    more = " ".join([beyond, say(language, "borders"), say(language, "outlines")]).strip()
    sheet = make_sheet(scene, tongue, HEIGHT, "", more=more)
    (axes,) = sheet.axes(1)
    sheet.figure.subplots_adjust(left=0.03, right=0.97, bottom=sheet.bottom - 0.35 / HEIGHT, top=1 - 1.35 / HEIGHT)
    if is_empty(scene):
        say_nothing(axes, tongue)
        return sheet
    view = frame_of([m.at for m in shown], shape_of(axes, sheet))
    draw_outlines(axes)
    axes.set_xlim(view[0], view[2])
    axes.set_ylim(view[1], view[3])
    axes.set_aspect("equal")
    axes.set_xticks([])
    axes.set_yticks([])
    name_countries(axes, view, tongue)
    for mark in reversed(shown):
        x, y = mercator(mark.at)
        axes.plot(x, y, linestyle="", **({"markeredgecolor": "white"} | LOOKS[mark.sort]), zorder=5)
    label_marks(axes, shown, tongue)
    draw_legend(sheet, shown, tongue)
    return sheet


def names_text(far: Sequence[Mark], scene: MapScene, tongue: Tongue) -> str:
    names = [f"{tongue.name(m.name)} ({say(tongue.language, m.sort)})" for m in (*far, *scene.marked.outside)]
    names += [tongue.name(name) for name in scene.marked.unplaced if name]
    shown = names[:12] + ([say(tongue.language, "more", n=len(names) - 12)] if len(names) > 12 else [])
    return say(tongue.language, "beyond", names=", ".join(shown)) + "." if names else ""


def shape_of(axes: Any, sheet: Sheet) -> float:
    """Width by height of the map on paper."""
    box = axes.get_position()
    return float(box.width * sheet.figure.get_figwidth() / (box.height * sheet.figure.get_figheight()))


def draw_outlines(axes: Any) -> None:
    axes.set_facecolor(SEA)
    for country in load_outlines():
        rings = [[mercator(p) for p in ring] for ring in country.rings]
        colour = UKRAINE if country.name == "Ukraine" else LAND
        axes.add_collection(PolyCollection(rings, facecolor=colour, edgecolor=BORDER, linewidth=0.7, zorder=1))
    west, south, east, north = BOX
    (left, low), (right, high) = mercator((west, south)), mercator((east, north))
    for edge, other in ((left, left - 90), (right, right + 90)):
        axes.axvspan(min(edge, other), max(edge, other), color=SEA, zorder=2)
    for edge, other in ((low, low - 90), (high, high + 90)):
        axes.axhspan(min(edge, other), max(edge, other), color=SEA, zorder=2)


def name_countries(axes: Any, view: tuple[float, float, float, float], tongue: Tongue) -> None:
    left, low, right, high = view
    for name, point in COUNTRIES.items():
        x, y = mercator(point)
        if left + 1 < x < right - 1 and low + 0.5 < y < high - 0.5:
            text = tongue.name(name).upper()
            axes.text(x, y, text, ha="center", va="center", fontsize=9, color="#8a8678", zorder=3, clip_on=True)


PLACES = (
    (1, 0, "left", "center"), (-1, 0, "right", "center"), (0, 1, "center", "bottom"), (0, -1, "center", "top"),
    (1, 1, "left", "bottom"), (1, -1, "left", "top"), (-1, 1, "right", "bottom"), (-1, -1, "right", "top"),
)  # fmt: skip


def label_marks(axes: Any, marks: Sequence[Mark], tongue: Tongue) -> None:
    """Names beside the marks, the weightiest first, each where it covers no other; one without room is left out."""
    figure = axes.figure
    renderer = figure.canvas.get_renderer()
    frame = axes.get_window_extent(renderer)
    taken: list[Any] = []
    points = [axes.transData.transform(mercator(m.at)) for m in marks]
    named = 0
    for mark in sorted(marks, key=lambda m: (SORTS.index(m.sort) if m.sort != "counted" else 0, -(m.value or 0))):
        if named >= LABELS:
            break
        for dx, dy, ha, va in PLACES:
            text = axes.annotate(
                label_of(mark, tongue), mercator(mark.at), xytext=(9 * dx, 8 * dy), textcoords="offset points", ha=ha,
                va=va, fontsize=SMALL + 1, color=INK, zorder=6, path_effects=HALO,
            )  # fmt: skip
            box = text.get_window_extent(renderer).expanded(1.02, 1.05)
            is_free = frame.x0 < box.x0 and box.x1 < frame.x1 and frame.y0 < box.y0 and box.y1 < frame.y1
            if is_free and not any(box.overlaps(t) for t in taken) and not any(box.contains(*p) for p in points):
                taken.append(box)
                named += 1
                break
            text.remove()


def label_of(mark: Mark, tongue: Tongue) -> str:
    name = tongue.name(mark.name)
    if mark.sort == "counted" and mark.value is not None:
        return f"{name} {tongue.number(mark.value)}"
    return f"{name} {mark.airport}" if mark.airport else name


def draw_legend(sheet: Sheet, marks: Sequence[Mark], tongue: Tongue) -> None:
    found = {m.sort for m in marks}
    keys = {"closed": "closed_now"}
    entries = [
        Line2D([], [], linestyle="", label=say(tongue.language, keys.get(sort, sort)), **LOOKS[sort])
        for sort in SORTS
        if sort in found
    ]
    add_legend(sheet, entries)
