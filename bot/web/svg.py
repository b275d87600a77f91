"""Charts as SVG, drawn here so that they need no script and follow the page's colours. Pure.

Every chart is an image with a name; the page has the same as a table. Numbers are in units of the drawing.
"""

from __future__ import annotations

import datetime as dt
import functools
import math
from collections.abc import Callable, Sequence
from html import escape

from bot.alerts.speech import Tongue
from bot.pictures.marks import Mark
from bot.pictures.nights import Bar, Measure
from bot.pictures.outlines import BOX, Point, load_outlines, mercator
from bot.pictures.scenes import NightScene, StripScene
from bot.pictures.strips import Strip
from bot.pictures.ticks import tick_days, tick_text
from bot.pictures.words import say

WIDE = 720
LEFT, RIGHT, TOP, BOTTOM = 56, 12, 22, 34
ROW = 26
EDGE = 64
NAMES = 190


def image(name: str, high: float, inside: Sequence[str], wide: float = WIDE, kind: str = "chart") -> str:
    return (
        f'<svg class="{kind}" viewBox="0 0 {wide:g} {high:g}" role="img" aria-label="{escape(name)}">'
        + "".join(inside)
        + "</svg>"
    )


def text(x: float, y: float, words: str, kind: str = "", anchor: str = "middle") -> str:
    shown = escape(words.replace("\n", " "))
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" class="{kind}">{shown}</text>'


def tick(x: float, y: float, words: str) -> str:
    """Words under an axis; at its right end they must not run out of the drawing."""
    is_last = x > WIDE - EDGE
    return text(WIDE - 2 if is_last else x, y, words, "tick", "end" if is_last else "middle")


def rect(x: float, y: float, wide: float, high: float, kind: str, title: str = "") -> str:
    inside = f"<title>{escape(title)}</title>" if title else ""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(wide, 0.5):.1f}" height="{max(high, 0):.1f}" class="{kind}">'
        f"{inside}</rect>"
    )


# -- nights --------------------------------------------------------------------------------------------------------


def draw_nights(scene: NightScene, side: str, name: str, tongue: Tongue) -> str:
    """Bars of one side's nights; an empty drawing says that it is empty."""
    high = 260.0 if side == "RU" else 200.0
    bars = scene.bars(side)
    if not bars:
        return image(name, 70, [text(WIDE / 2, 40, say(tongue.language, "nothing"), "faint")])
    first, last = scene.period.first_night, scene.period.last_night
    most = nice(max(m.high for b in bars for m in b.measures.values()))
    span = max((last - first).days + 1, 1)

    def x_of(day: dt.date) -> float:
        return LEFT + ((day - first).days + 0.5) * (WIDE - LEFT - RIGHT) / span

    def y_of(value: float) -> float:
        return high - BOTTOM - value * (high - TOP - BOTTOM) / most

    wide = (WIDE - LEFT - RIGHT) / span * {"night": 1, "week": 7, "month": 30}[scene.step]
    inside = []
    for value in grid_of(most):
        inside.append(
            f'<line x1="{LEFT}" x2="{WIDE - RIGHT}" y1="{y_of(value):.1f}" y2="{y_of(value):.1f}" class="grid"/>'
        )
        inside.append(text(LEFT - 8, y_of(value) + 5, tongue.number(value), "tick", "end"))
    top = max(bars, key=lambda b: max(m.high for m in b.measures.values()))
    for bar in bars:
        middle = max(first, bar.first) + (min(last, bar.last) - max(first, bar.first)) / 2
        inside += draw_bar(bar, x_of(middle), wide, y_of, tongue)
        if len(bars) <= 16 or bar is top:
            reach = max(m.high for m in bar.measures.values())
            inside.append(text(x_of(middle), y_of(reach) - 5, tongue.number(reach), "count"))
    for day in tick_days(first, last):
        inside.append(tick(x_of(day), high - 10, tick_text(day, span, tongue)))
    return image(name, high, inside)


def draw_bar(bar: Bar, x: float, wide: float, y_of: Callable[[float], float], tongue: Tongue) -> list[str]:
    floor = y_of(0)
    launched, downed, hit = (bar.measures.get(a) for a in ("launched", "downed", "hit"))
    title = bar_title(bar, tongue)
    imported = " imported" if any(m.imported for m in bar.measures.values()) else ""
    made = []
    if launched:
        y = y_of(launched.value)
        made.append(rect(x - wide * 0.43, y, wide * 0.86, floor - y, f"launched{imported}", title))
    if downed:
        y = y_of(downed.value)
        made.append(rect(x - wide * 0.25, y, wide * 0.5, floor - y, "downed", title))
    if hit:
        y, r = y_of(hit.value), 5
        made.append(
            f'<path d="M{x:.1f} {y - r:.1f}l{r} {r}l-{r} {r}l-{r} -{r}z" class="hit">'
            f"<title>{escape(title)}</title></path>"
        )
    for measure in (launched or downed, hit):
        if measure and measure.high > measure.low:
            low, top = y_of(measure.low), y_of(measure.high)
            made.append(
                f'<path d="M{x - 4:.1f} {top:.1f}h8M{x:.1f} {top:.1f}V{low:.1f}M{x - 4:.1f} {low:.1f}h8" class="range"/>'
            )
    return made


def bar_title(bar: Bar, tongue: Tongue) -> str:
    when = tongue.day(bar.first) if bar.first == bar.last else tongue.span(bar.first, bar.last)
    said = [f"{say(tongue.language, a)} {range_text(m, tongue)}" for a, m in bar.measures.items()]
    return f"{when} {bar.last.year}: {', '.join(said)}"


def range_text(measure: Measure, tongue: Tongue) -> str:
    value = tongue.number(measure.value)
    return (
        f"{value} ({tongue.number(measure.low)}–{tongue.number(measure.high)})"
        if measure.high > measure.low
        else value
    )


def nice(most: int) -> int:
    """The next round number up, so that the top line of the grid is one."""
    size = 10 ** max(0, int(math.log10(max(most, 1))))
    return next(int(n * size) for n in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if n * size >= most) or 1


def grid_of(most: int) -> list[int]:
    count = next(n for n in (4, 5, 3, 2, 1) if most % n == 0)
    return [most * n // count for n in range(count + 1)]


# -- airports ------------------------------------------------------------------------------------------------------


def draw_strips(scene: StripScene, strips: Sequence[Strip], name: str, tongue: Tongue) -> str:
    high = TOP + ROW * len(strips) + BOTTOM
    since, until = scene.period.since, scene.period.until
    span = (until - since) / dt.timedelta(seconds=1)

    def x_of(at: dt.datetime) -> float:
        return NAMES + (at - since) / dt.timedelta(seconds=1) / span * (WIDE - NAMES - RIGHT)

    inside = []
    for at, shown in strip_ticks(since.astimezone(tongue.zone), until.astimezone(tongue.zone), tongue):
        x = x_of(at)
        inside.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP - 6}" y2="{high - BOTTOM}" class="grid"/>')
        inside.append(tick(x, high - 10, shown))
    for row, strip in enumerate(strips):
        y = TOP + row * ROW
        label = f"{tongue.name(strip.name)} {strip.airport}"
        inside.append(text(NAMES - 8, y + 14, label if len(label) < 25 else f"{label[:23]}…", "name", "end"))
        inside.append(rect(NAMES, y + 2, WIDE - NAMES - RIGHT, ROW - 9, "open"))
        for one in strip.stretches:
            begin, end = x_of(one.from_at), x_of(one.until_at)
            title = f"{label}: {tongue.time(one.from_at)} – {tongue.time(one.until_at)}"
            inside.append(
                rect(begin, y + 2, max(end - begin, 2), ROW - 9, "shut" if one.is_sure else "unsure", title)
            )
    return image(name, high, inside)


def strip_ticks(since: dt.datetime, until: dt.datetime, tongue: Tongue) -> list[tuple[dt.datetime, str]]:
    if until - since > dt.timedelta(days=3):
        days = [d for d in tick_days(since.date(), until.date()) if d > since.date()]
        span = (until - since).days
        return [(dt.datetime.combine(d, dt.time(), since.tzinfo), tick_text(d, span, tongue)) for d in days]
    every = 6 if until - since <= dt.timedelta(days=1.5) else 12
    hour = since.replace(minute=0, second=0, microsecond=0)
    hours = (hour + dt.timedelta(hours=n) for n in range(1, int((until - since) / dt.timedelta(hours=1)) + 1))
    return [(h, tongue.day(h.date()) if h.hour == 0 else f"{h:%H:%M}") for h in hours if h.hour % every == 0]


# -- map -----------------------------------------------------------------------------------------------------------

SCALE = 20.0
"""Units of the drawing to a degree of longitude."""
SHAPES = {
    "closed": "M{x} {y}m-7-7l14 14m0-14l-14 14",
    "reopened": "M{x} {y}m-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0",
    "counted": "M{x} {y}m-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0",
    "talks": "M{x} {y}m0-8l2.4 5.2 5.6.6-4.2 3.8 1.2 5.6-5-2.9-5 2.9 1.2-5.6-4.2-3.8 5.6-.6z",
    "other": "M{x} {y}m-5-5h10v10h-10z",
}


def draw_map(marks: Sequence[Mark], view: tuple[float, float, float, float], name: str, tongue: Tongue) -> str:
    """`view`: west, south, east, north on paper (`mercator` degrees)."""
    left, low, right, top = view

    def at(point: Point) -> Point:
        x, y = mercator(point)
        return (x - left) * SCALE, (top - y) * SCALE

    wide, high = (right - left) * SCALE, (top - low) * SCALE
    inside = [draw_land(view)]
    taken: list[tuple[float, float, float, float]] = []
    labels = []
    for mark in reversed(marks):
        x, y = at(mark.at)
        shape = SHAPES[mark.sort].format(x=f"{x:.1f}", y=f"{y:.1f}")
        inside.append(
            f'<path d="{shape}" class="mark {mark.sort}"><title>{escape(mark_text(mark, tongue))}</title></path>'
        )
    for mark in marks:
        labels += label_of(at(mark.at), mark_text(mark, tongue), taken, wide)
    return image(name, high, inside + labels, wide, "map")


@functools.lru_cache(maxsize=16)
def draw_land(view: tuple[float, float, float, float]) -> str:
    """The outlines of a view; most maps of a day show the same one."""
    left, low, right, top = view
    wide, high = (right - left) * SCALE, (top - low) * SCALE
    made = []
    for country in load_outlines():
        rings = []
        for ring in country.rings:
            points = [((x - left) * SCALE, (top - y) * SCALE) for x, y in map(mercator, ring)]
            if is_seen(points, wide, high):
                rings.append("M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in points) + "Z")
        if rings:
            made.append(f'<path d="{"".join(rings)}" class="land{" ua" if country.name == "Ukraine" else ""}"/>')
    return "".join(made)


def label_of(at: Point, words: str, taken: list[tuple[float, float, float, float]], wide: float) -> list[str]:
    """The name beside its mark, where it covers no other."""
    x, y = at
    long = 10.0 * len(words)
    for dx, dy, anchor in ((11, 5, "start"), (-11, 5, "end"), (0, -12, "middle"), (0, 22, "middle")):
        begin = x + dx - {"start": 0, "end": long, "middle": long / 2}[anchor]
        box = (begin, y + dy - 13, begin + long, y + dy + 4)
        if begin > 0 and begin + long < wide and not any(overlap(box, other) for other in taken):
            taken.append(box)
            return [text(x + dx, y + dy, words, "label", anchor)]
    return []


def overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def is_seen(ring: Sequence[Point], wide: float, high: float) -> bool:
    xs, ys = zip(*ring, strict=True)
    return bool(max(xs) > 0 and min(xs) < wide and max(ys) > 0 and min(ys) < high)


def mark_text(mark: Mark, tongue: Tongue) -> str:
    name = tongue.name(mark.name)
    if mark.sort == "counted" and mark.value is not None:
        return f"{name} {tongue.number(mark.value)}"
    return f"{name} {mark.airport}" if mark.airport else name


__all__ = ["BOX", "draw_map", "draw_nights", "draw_strips", "range_text"]
