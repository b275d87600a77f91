"""Where maps are: outlines of countries, and the positions of cities, regions and airports.

Borders are the internationally recognised ones: Crimea is Ukraine. `outlines.jsonl` and `cities.tsv` are made by
`bot.pictures.build`, which says from what. A place is a city, a region's main city or an airport, never finer.
"""

from __future__ import annotations

import functools
import json
import math
from dataclasses import dataclass
from importlib import resources

from bot.reading.gazetteer import load_airports
from bot.store.export import Record

BOX = (5.0, 38.0, 72.0, 71.0)
"""West, south, east, north of what outlines are kept for, in degrees."""

Point = tuple[float, float]
"""Longitude and latitude."""


@dataclass(frozen=True, slots=True)
class Country:
    name: str
    rings: tuple[tuple[Point, ...], ...]


@functools.cache
def load_outlines() -> tuple[Country, ...]:
    text = resources.files(__name__.rpartition(".")[0]).joinpath("outlines.jsonl").read_text("utf-8")
    rows = (json.loads(line) for line in text.splitlines())
    return tuple(Country(r["name"], tuple(tuple((x, y) for x, y in ring) for ring in r["rings"])) for r in rows)


@functools.cache
def load_positions() -> dict[str, Point]:
    """Cities and regions by their English name, airports by their code."""
    text = resources.files(__name__.rpartition(".")[0]).joinpath("cities.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")][1:]
    places = {name: (float(longitude), float(latitude)) for name, latitude, longitude in rows}
    return places | {a.code: (a.longitude, a.latitude) for a in load_airports()}


def find_position(*names: str | None) -> Point | None:
    """Where the first of the names is that is known: an airport's code, a city, a region."""
    known = load_positions()
    return next((known[name] for name in names if name and name in known), None)


def locate(record: Record) -> tuple[float, float] | None:
    """Latitude and longitude of where a record's event was: its airport, city, or region's main city."""
    found = find_position(record.airport, record.place, record.region)
    return None if found is None else (found[1], found[0])


def is_on_map(point: Point) -> bool:
    west, south, east, north = BOX
    return west <= point[0] <= east and south <= point[1] <= north


def mercator(point: Point) -> Point:
    """Degrees that keep their shape on paper: the longitude as it is, the latitude stretched."""
    return point[0], math.degrees(math.asinh(math.tan(math.radians(point[1]))))
