"""Airports that ship with the program: code, English name, city, country, position, time zone.

`airports.tsv` is made by `python -m bot.reading.gazetteer.build`; the names people edit stand in
`rules/vocabulary/places.yaml` under `airports` and are joined by code in `bot.reading.gazetteer.names`.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib import resources

FIELDS = ("code", "icao", "name", "own", "country", "latitude", "longitude", "zone")


@dataclass(frozen=True, slots=True)
class Airport:
    """One row of the gazetteer. `code` is the IATA code, the ICAO code where there is none."""

    code: str
    icao: str
    name: str
    """The city in plain English letters: the fixed name of its alerts where `places.yaml` gives no other."""
    own: str
    """The airport's own English name without "Airport", empty where it is the city's."""
    country: str
    """ISO 3166 alpha-2."""
    latitude: float
    longitude: float
    zone: str
    """IANA time zone, for hours that a text calls local."""


@functools.cache
def load_airports() -> tuple[Airport, ...]:
    """All rows, in order of their codes."""
    text = resources.files(__name__).joinpath("airports.tsv").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return tuple(read_row(line) for line in lines[1:])


def read_row(line: str) -> Airport:
    code, icao, name, own, country, latitude, longitude, zone = line.split("\t")
    return Airport(code, icao, name, own, country, float(latitude), float(longitude), zone)
