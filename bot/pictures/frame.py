"""What part of the world a map shows. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.pictures.marks import Mark
from bot.pictures.outlines import Point, mercator

AROUND_UKRAINE = (21.5, 43.5, 44.0, 58.5)
"""What is shown where nothing lies outside of it."""
FAR = 4.0
"""Degrees."""


def is_near(mark: Mark) -> bool:
    """Talks far away would make the map small; they are named under it."""
    west, south, east, north = AROUND_UKRAINE
    x, y = mark.at
    return mark.sort != "talks" or (west - FAR < x < east + FAR and south - FAR < y < north + FAR)


def frame_of(points: Sequence[Point], shape: float) -> tuple[float, float, float, float]:
    """West, south, east, north on paper: all marks and Ukraine, in the shape of the axes, within the outlines."""
    west, south, east, north = AROUND_UKRAINE
    degrees = [(west, south), (east, north), *points]
    xs, ys = zip(*(mercator(p) for p in degrees), strict=True)
    margin = 1.2 if points else 0.0
    left, right, low, high = min(xs) - margin, max(xs) + margin, min(ys) - margin, max(ys) + margin
    wide, tall = right - left, high - low
    if wide / tall < shape:
        left, right = (left + right - tall * shape) / 2, (left + right + tall * shape) / 2
    else:
        low, high = (low + high - wide / shape) / 2, (low + high + wide / shape) / 2
    return left, low, right, high
