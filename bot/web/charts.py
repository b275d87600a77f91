"""Nights, airports and the map as pages: a drawing, and the same as a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from markupsafe import Markup

from bot.pictures.frame import frame_of, is_near
from bot.pictures.marks import Mark
from bot.pictures.scenes import (
    NightScene,
    Period,
    Scene,
    clock_text,
    last_days,
    map_scene,
    night_scene,
    period_text,
    source_text,
    strip_scene,
)
from bot.pictures.words import say as say_picture
from bot.web import svg
from bot.web.visit import Answer, Unasked, Visit, choice_of, day_of, number_of

THINGS = {"drones": "drone", "missiles": "missile"}
SPANS = {"nights": (7, 14, 30, 90, 365, 1095, 3650), "airports": (1, 2, 3, 7, 30), "map": (1, 3, 7, 14, 30)}
MOST_DAYS = 36_600
MOST_STRIPS = 60
MOST_ROWS = 400


def period_of(visit: Visit, default: int) -> tuple[int, Period]:
    days = number_of(visit, "days", default, 1, MOST_DAYS) or default
    days = min(days, (visit.now.date() - visit.now.date().replace(year=2000)).days)
    end = day_of(visit, "until")
    if end is None:
        return days, last_days(days, visit.now, visit.tongue.zone)
    try:  # a day that is named is shown to its end
        end += dt.timedelta(days=1)
        shown = last_days(days, end - dt.timedelta(seconds=1), visit.tongue.zone)
    except OverflowError:
        raise Unasked("until: no such day") from None
    return days, Period(since=shown.since, until=min(end, max(visit.now, shown.since)), now=visit.now)


def notes(visit: Visit, scene: Scene) -> list[str]:
    return [note for note in (source_text(scene, visit.tongue), clock_text(scene, visit.tongue)) if note]


async def nights(visit: Visit) -> Answer:
    days, period = period_of(visit, 30)
    thing = choice_of(visit, "of", THINGS, "drones")
    scene = await visit.read(night_scene, THINGS[thing], period)
    sides = []
    for side, key in (("RU", "on_ukraine"), ("UA", "on_russia")):
        title = say_picture(visit.language, key)
        name = f"{title}, {visit.say(thing)}, {period_text(period, visit.tongue)}"
        sides.append((title, Markup(svg.draw_nights(scene, side, name, visit.tongue))))  # noqa: S704
    rows = scene.nights[::-1][:MOST_ROWS]
    return visit.page(
        "nights.html", days=days, spans=SPANS["nights"], thing=thing, things=list(THINGS), sides=sides, rows=rows,
        left=len(scene.nights) - len(rows), scene=scene, period=period_text(period, visit.tongue),
        notes=notes(visit, scene), step=say_picture(visit.language, f"per_{scene.step}"),
        has_imported=has_imported(scene), side_name={"RU": sides[0][0], "UA": sides[1][0]},
        range_text=lambda m: svg.range_text(m, visit.tongue),
    )  # fmt: skip


def has_imported(scene: NightScene) -> bool:
    return any(m.imported for n in scene.nights for m in n.measures.values())


async def airports(visit: Visit) -> Answer:
    days, period = period_of(visit, 3)
    scene = await visit.read(strip_scene, period)
    shown = scene.strips[:MOST_STRIPS]
    name = f"{say_picture(visit.language, 'airports')}, {period_text(period, visit.tongue, visit.tongue.zone)}"
    drawing = Markup(svg.draw_strips(scene, shown, name, visit.tongue)) if shown else ""  # noqa: S704
    return visit.page(
        "airports.html", days=days, spans=SPANS["airports"], strips=shown, left=len(scene.strips) - len(shown),
        drawing=drawing, notes=notes(visit, scene), period=period_text(period, visit.tongue, visit.tongue.zone),
    )  # fmt: skip


async def place_map(visit: Visit) -> Answer:
    days, period = period_of(visit, 7)
    scene = await visit.read(map_scene, period)
    near = [m for m in scene.marked.marks if is_near(m)]
    view = frame_of([m.at for m in near], 0.95)
    name = f"{say_picture(visit.language, 'map')}, {period_text(period, visit.tongue, visit.tongue.zone)}"
    far = [m for m in scene.marked.marks if not is_near(m)]
    return visit.page(
        "map.html", days=days, spans=SPANS["map"], marks=[*scene.marked.marks, *scene.marked.outside][:MOST_ROWS],
        drawing=Markup(svg.draw_map(near, view, name, visit.tongue)),  # noqa: S704
        beyond=beyond(visit, [*far, *scene.marked.outside], scene.marked.unplaced), sorts=sorts_of(near),
        notes=notes(visit, scene), period=period_text(period, visit.tongue, visit.tongue.zone),
        sort_name=lambda sort: say_picture(visit.language, "closed_now" if sort == "closed" else str(sort)),
    )  # fmt: skip


def sorts_of(marks: Sequence[Mark]) -> list[str]:
    found = {m.sort for m in marks}
    return [sort for sort in svg.SHAPES if sort in found]


def beyond(visit: Visit, far: Sequence[Mark], unplaced: Sequence[str]) -> str:
    names = [visit.name(m.name) for m in far] + [visit.name(n) for n in unplaced if n]
    return ", ".join(dict.fromkeys(names))
