"""Named places whose status is read: airports (gazetteer and `places.yaml` joined by code) and classes of rules.

What stands in a text leads to them by four ways: a name of their own ("Внуково"), a name that means them only
beside a word of their class ("Gagarin airport"), a code in capitals ("VKO"), and for airports the city.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.model import Gazetteer
from bot.reading.gazetteer import Airport, load_airports
from bot.reading.places import (
    Place,
    PlaceIndex,
    PlaceName,
    exact_words,
    line_of,
    section,
    written_names,
)
from bot.reading.vocabulary import as_mapping, term_words

AIRPORT = "airport"
ANY = "*"
"""The language of names that are looked for in all (those that a rule file lists)."""
NOT_LANGUAGES = frozenset({"name", "city", "in", "near", "adjective", "second", "shut"})
EUROPE_KYIV = "Europe/Kyiv"


@dataclass(frozen=True, slots=True)
class Named:
    """A named place of a class (airport, port, border crossing ...)."""

    of: str
    place_id: str
    name: str
    """Fixed English name."""
    city: str | None = None
    """English name of the city it serves."""
    region: str | None = None
    country: str | None = None
    around: str | None = None
    """Its region, or its city where that lies in no region (Moscow, Copenhagen)."""
    zone: str = EUROPE_KYIV
    shut_since: dt.date | None = None
    """Closed to passengers since that day, so that "closed" is no news of it."""
    is_second: bool = False
    """The city's name alone means another one."""
    is_listed: bool = True
    """In `places.yaml` (or a rule file), not only in the gazetteer."""


@dataclass(frozen=True, slots=True)
class NamedIndex:
    """All named places by class and id, their names, and the airports of each city."""

    places: Mapping[tuple[str, str], Named] = field(default_factory=dict)
    names: tuple[PlaceName, ...] = ()
    cities: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """English name of a city -> ids of the airports that its name may mean."""
    capitals: Mapping[str, str] = field(default_factory=dict)
    """Region -> the city that shares its name, whose airport is "the city's" in news of the region."""
    codes: Mapping[str, str] = field(default_factory=dict)
    """IATA and ICAO codes -> airport id."""


def load_named(plain: object, places: PlaceIndex, gazetteers: Sequence[Gazetteer] = ()) -> NamedIndex:
    """Airports of `places.yaml` (its values) and of the gazetteer, then the classes of rule files."""
    file = as_mapping(plain)
    rows = {str(code): as_mapping(row) for code, row in section(file, "airports")}
    shut = {str(country): day for country, day in section(file, "shut")}
    known = {airport.code: airport for airport in load_airports()}
    codes = {place.name: place.country for place in places.places.values() if place.kind == "country"}
    shut_in = {codes.get(country): read_day(day) for country, day in shut.items()}
    found: dict[tuple[str, str], Named] = {}
    names: list[PlaceName] = []
    for code in sorted(known.keys() | rows.keys()):
        airport, row = known.get(code), rows.get(code)
        named = join(code, airport, row or {}, places)
        if named.shut_since is None and shut_in.get(named.country):
            named = replace(named, shut_since=shut_in[named.country])
        found[AIRPORT, code] = named
        names.extend(airport_names(named, airport, row))
    for gazetteer in gazetteers:
        for place in gazetteer.places:
            key = (gazetteer.of, place.place_id)
            found[key] = Named(gazetteer.of, place.place_id, place.name, None, place.region, place.country)
            names.extend(listed_names(found[key], (place.name, *place.also)))
    cities = airports_of_cities(found.values())
    names.extend(city_adjectives(file, places, cities))
    by_code = {airport.icao: airport.code for airport in known.values()} | {code: code for code in known}
    names = list(without_namesakes(names, found, places))
    seats = {
        str(name): str(as_mapping(row)["capital"])
        for name, row in section(file, "regions")
        if as_mapping(row).get("capital")
    }
    code_ids = by_code | {code: code for code in rows}
    return NamedIndex(found, tuple(dict.fromkeys(names)), cities, seats, code_ids)


def without_namesakes(
    names: Sequence[PlaceName], found: Mapping[tuple[str, str], Named], places: PlaceIndex
) -> Iterator[PlaceName]:
    """All names but those of unlisted airfields that a city or a better known airport has."""
    cities = {exact_words(name) for name, place in places.places.items() if place.kind == "city"}
    best: dict[tuple[str, ...], int] = {}
    rank = {name: rank_of(found[AIRPORT, name.place.name]) for name in names if name.place.kind == AIRPORT}
    for name, worth in rank.items():
        best[name.words] = max(best.get(name.words, 0), worth)
    for name in names:
        worth = rank.get(name, 3)
        is_city = name.words in cities and name.path[0] == "near"
        if worth == 3 or (worth >= best[name.words] and not is_city):
            yield name


def rank_of(named: Named) -> int:
    return 3 if named.is_listed else 2 if len(named.place_id) == 3 else 1


def city_adjectives(
    file: Mapping[object, object], places: PlaceIndex, cities: Mapping[str, tuple[str, ...]]
) -> Iterator[PlaceName]:
    """("adjectives", airport): adjectives that beside an airport word mean the airport of the city.

    A region's adjective ("саратовский") is that of the city that it names as its capital.
    """
    for key in ("cities", "regions"):
        for name, plain in section(file, key):
            row = as_mapping(plain)
            city = str(name) if key == "cities" else str(row.get("capital", ""))
            if city not in cities or city not in places.places:
                continue
            for language, written in as_mapping(row.get("adjective")).items():
                for words in written_names(written, str(language)):
                    yield PlaceName(
                        places.places[city], str(language), words, ("adjectives", AIRPORT), line_of(row)
                    )


def join(code: str, airport: Airport | None, row: Mapping[object, object], places: PlaceIndex) -> Named:
    """One airport of what the gazetteer and what people say about it; people win."""
    city = str(row["city"]) if row.get("city") else airport.name if airport and not row else None
    known = places.places.get(city or "")
    within = str(row["in"]) if row.get("in") else None
    inside = places.places.get(within or "")
    region = within if inside and inside.kind == "region" else known.region if known else None
    place = known or inside
    around = city if known and known.region is None else region
    return Named(
        of=AIRPORT,
        place_id=code,
        name=str(row.get("name") or city or (airport.name if airport else code)),
        city=city,
        region=region or (within if inside else None),
        around=around or (within if inside else None),
        country=airport.country if airport else place.country if place else None,
        zone=airport.zone if airport else EUROPE_KYIV,
        shut_since=read_day(row.get("shut")),
        is_second=str(row.get("second", "")).casefold() == "true",
        is_listed=bool(row),
    )


def read_day(written: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(written)) if written else None
    except ValueError:
        return None


def airport_names(
    named: Named, airport: Airport | None, row: Mapping[object, object] | None
) -> Iterator[PlaceName]:
    place = Place(named.place_id, named.of, named.country, named.region)
    source = line_of(row) if row else "airports.tsv"
    if airport is not None:
        for name in filter(None, dict.fromkeys((airport.name if row is None else "", airport.own))):
            yield PlaceName(place, "en", exact_words(name), ("near", named.of), source)
    if row is None:
        return
    yield PlaceName(place, "en", exact_words(named.name), named_or_near(named, row), source)
    for key, path in (("", "named"), ("near", "near"), ("adjective", "adjectives")):
        for language, written in (as_mapping(row.get(key)) if key else row).items():
            if str(language) not in NOT_LANGUAGES:
                for words in written_names(written, str(language)):
                    yield PlaceName(place, str(language), words, (path, named.of), source)


def named_or_near(named: Named, row: Mapping[object, object]) -> tuple[str, str]:
    """A fixed name that is no city's and no region's means the airport anywhere ("Vnukovo")."""
    own = {words for key in ("en",) for words in written_names(row.get(key), "en")}
    is_own = bool(own) and named.name not in (named.city, named.region)
    return ("named" if is_own else "near", named.of)


def listed_names(named: Named, names: Iterable[str]) -> Iterator[PlaceName]:
    place = Place(named.place_id, named.of, named.country, named.region)
    for name in names:
        if term_words(name):
            yield PlaceName(place, ANY, term_words(name), ("named", named.of), f"list of {named.of}")


def airports_of_cities(named: Iterable[Named]) -> dict[str, tuple[str, ...]]:
    """Those that people listed; else those with an IATA code; else what there is."""
    cities: dict[str, list[Named]] = {}
    for airport in named:
        if airport.of == AIRPORT and airport.city:
            cities.setdefault(airport.city, []).append(airport)
    return {city: tuple(n.place_id for n in usual(airports)) for city, airports in cities.items()}


def usual(airports: Sequence[Named]) -> Sequence[Named]:
    tests = (
        [a for a in airports if a.is_listed and not a.is_second],
        [a for a in airports if not a.is_second and len(a.place_id) == 3],
    )
    return next((kept for kept in tests if kept), airports)
