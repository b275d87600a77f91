"""Places by name: `rules/vocabulary/places.yaml` as values that terms can stand for.

The file's sections `countries`, `regions`, `cities` and `seas` are keyed by the English name that facts carry;
each row gives names by language, regions an adjective and a type whose head words make its full names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.reading.vocabulary import as_list, as_mapping, term_words

KINDS = {"countries": "country", "regions": "region", "cities": "city", "seas": "sea"}
NOT_NAMES = frozenset(
    {"in", "type", "stem", "adjective", "code", "capital", "people", "kind", "country", "region", "near", "notes"}
)
"""Keys of a row that are no language."""
TYPE_WORDS = re.compile(r" (Autonomous )?(Oblast|Krai|Okrug|Republic)$")


@dataclass(frozen=True, slots=True)
class Place:
    """A city, region, country or sea, under the English name that facts carry."""

    name: str
    kind: str
    country: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class PlaceName:
    """One name of a place in one language, as lemmas.

    `path` is ("places", kind); ("places", "bare") for a region's stem or adjective alone ("Курской", "Kursk");
    ("places", "adjective") for the adjective of a country or city.
    """

    place: Place
    language: str
    words: tuple[str, ...]
    path: tuple[str, str]
    source: str


@dataclass(frozen=True, slots=True)
class PlaceIndex:
    """All places by their English name, and all names."""

    places: Mapping[str, Place]
    names: tuple[PlaceName, ...]


def load_places(plain: object) -> PlaceIndex:
    """The values of `places.yaml`; rows that name no country or an unknown one stay without."""
    file = as_mapping(plain)
    rows = [(kind, str(name), as_mapping(row)) for key, kind in KINDS.items() for name, row in section(file, key)]
    codes = {name: str(row["code"]) for kind, name, row in rows if kind == "country" and row.get("code")}
    inside = {name: str(row["in"]) for kind, name, row in rows if kind in ("region", "city") and row.get("in")}
    regions = {name for kind, name, _ in rows if kind == "region"}
    heads = {str(k): as_mapping(v) for k, v in section(file, "words")}
    places: dict[str, Place] = {}
    names: list[PlaceName] = []
    for kind, name, row in rows:
        within = inside.get(name, "")
        region = within if kind == "city" and within in regions else None
        country = codes.get(name) or codes.get(within) or codes.get(inside.get(within, ""))
        place = places.setdefault(name, Place(name, kind, country, region))
        names.extend(names_of(place, row, heads.get(str(row.get("type", "")), {})))
    return PlaceIndex(places, tuple(dict.fromkeys(names)))


def section(file: Mapping[object, object], key: str) -> Iterator[tuple[object, object]]:
    yield from as_mapping(file.get(key)).items()


def names_of(place: Place, row: Mapping[object, object], heads: Mapping[object, object]) -> Iterator[PlaceName]:
    whole = ("places", place.kind)
    source = line_of(row)
    yield PlaceName(place, "en", exact_words(place.name), whole, source)
    for language, written in row.items():
        if str(language) in NOT_NAMES:
            continue
        for words in written_names(written, str(language)):
            yield PlaceName(place, str(language), words, whole, source)
    adjectives = as_mapping(row.get("adjective"))
    if place.kind != "region":
        for language, written in adjectives.items():
            for name in as_list(written):
                yield PlaceName(place, str(language), term_words(str(name)), ("places", "adjective"), source)
        return
    for language, words in bare_names(place, row, adjectives):
        yield PlaceName(place, language, words, ("places", "bare"), source)
        for head in as_list(heads.get(language)):
            yield PlaceName(place, language, (*words, *term_words(str(head))), whole, source)


def bare_names(
    place: Place, row: Mapping[object, object], adjectives: Mapping[object, object]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(language, words) of a region's stem and adjectives; the English stem is what stands before its type."""
    stem = TYPE_WORDS.sub("", place.name)
    for name in as_list(row.get("stem") or (stem if stem != place.name else None)):
        yield "en", exact_words(str(name))
    for language, written in adjectives.items():
        for name in as_list(written):
            yield str(language), term_words(str(name))


def written_names(written: object, language: str) -> Iterator[tuple[str, ...]]:
    """The names of a row: lemmas; with `=` as written; `Орёл/Орла/Орлу` are forms, each a name as written."""
    for name in as_list(written):
        forms = str(name).split("/")
        if len(forms) > 1 or language == "en":
            for form in forms:
                yield exact_words(form)
        elif str(name).startswith("="):
            yield exact_words(str(name))
        else:
            yield term_words(str(name))


def exact_words(name: str) -> tuple[str, ...]:
    return term_words(" ".join("=" + word.removeprefix("=") for word in name.split()))


def line_of(row: Mapping[object, object], file: str = "places.yaml") -> str:
    line = next((getattr(v, "line", None) for v in row.values() if hasattr(v, "line")), None)
    return f"{file}:{line}" if line else file
