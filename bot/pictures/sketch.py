"""Pictures as PNG. `sketch_*` read the store and give back what draws, so that the drawing can be done elsewhere:
it takes half a second, and the store's thread has others waiting."""

from __future__ import annotations

import datetime as dt
import functools
import importlib.util
import threading
from collections.abc import Callable
from zoneinfo import ZoneInfo

from bot.alerts.speech import Names, Tongue, tongue_of
from bot.model import Chat
from bot.pictures.scenes import (
    DayScene,
    MapScene,
    NightScene,
    Period,
    Scene,
    chart_scene,
    is_empty,
    last_days,
    map_scene,
)
from bot.store import Store

Drawing = Callable[[], bytes]
"""Draws a picture when it is called, in any thread."""

ONE_AT_A_TIME = threading.Lock()
"""Matplotlib's fonts and settings are shared by all threads of a process."""


def can_draw() -> bool:
    """True where matplotlib (the extra `charts`) is installed; nothing else needs it."""
    return importlib.util.find_spec("matplotlib") is not None


def sketch_chart(
    store: Store,
    topic: str,
    period: Period,
    language: str = "en",
    zone: str = "Europe/Kyiv",
    names: Names | None = None,
    topic_title: str = "",
) -> tuple[Scene, Drawing]:
    """The chart that suits a topic (`drones`, `missiles`, `aviation`, any other: its alerts by day)."""
    scene = chart_scene(store, topic, period, zone)
    return scene, functools.partial(draw, scene, speak(language, zone, names), topic_title)


def sketch_map(
    store: Store, period: Period, language: str = "en", zone: str = "Europe/Kyiv", names: Names | None = None
) -> tuple[Scene, Drawing]:
    """What was reported where."""
    scene = map_scene(store, period)
    return scene, functools.partial(draw, scene, speak(language, zone, names))


def drawers(
    names: Names | None = None, title: Callable[[str, str], str] = lambda topic, language: topic
) -> dict[str, Callable[..., Drawing | None]]:
    """What chats may have drawn, as `/chart` and `/map` ask for it; empty where matplotlib is not installed.

    `title(topic, language)` is what a topic is called. None is answered where there is nothing to draw.
    """

    def chart(
        store: Store, *, topic: str, days: int, language: str, zone: str, now: dt.datetime
    ) -> Drawing | None:
        period, called = last_days(days, now, ZoneInfo(zone)), title(topic, language)
        scene, drawing = sketch_chart(store, topic, period, language, zone, names, called)
        return None if is_empty(scene) else drawing

    def map(store: Store, *, days: int, language: str, zone: str, now: dt.datetime) -> Drawing | None:
        scene, drawing = sketch_map(store, last_days(days, now, ZoneInfo(zone)), language, zone, names)
        return None if is_empty(scene) else drawing

    return {"chart": chart, "map": map} if can_draw() else {}


def speak(language: str, zone: str, names: Names | None) -> Tongue:
    return tongue_of(Chat(chat_id="", language=language, zone=zone, created_at=dt.datetime.now(dt.UTC)), names)


def draw(scene: Scene, tongue: Tongue, topic_title: str = "") -> bytes:
    """A scene as PNG. Also of an empty one, which says that it is."""
    from bot.pictures import canvas
    from bot.pictures.draw_days import draw_day_counts
    from bot.pictures.draw_map import draw_map
    from bot.pictures.draw_nights import draw_nights
    from bot.pictures.draw_strips import draw_strips

    with ONE_AT_A_TIME, canvas.styled():
        if isinstance(scene, NightScene):
            sheet = draw_nights(scene, tongue)
        elif isinstance(scene, MapScene):
            sheet = draw_map(scene, tongue)
        elif isinstance(scene, DayScene):
            sheet = draw_day_counts(scene, tongue, topic_title)
        else:
            sheet = draw_strips(scene, tongue)
        return canvas.to_png(sheet)


__all__ = ["Drawing", "Period", "can_draw", "draw", "drawers", "is_empty", "sketch_chart", "sketch_map"]
