"""Names of places as people write them -> the names and codes that events carry.

Made from the rules' vocabulary of places, which lists every name in the three languages.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.alerts.names import OBLAST, feminine, first, names_in, title_in
from bot.alerts.route import IMPLIED
from bot.commands.texts import Text
from bot.rules.names import Names, names_from

EVERYWHERE = Text("everywhere", "усюди", "везде")
EVERYWHERE_WORDS = {"all", "everywhere", "any", "усюди", "скрізь", "всюди", "везде", "всё", "все", "*"}
KINDS = ("countries", "regions", "cities", "airports")


@dataclass(frozen=True, slots=True)
class Place:
    """One place that a subscription may name."""

    key: str
    """As events carry it: ISO code of a country, English name of a region or city, code of an airport."""
    kind: str
    """`country`, `region`, `city` or `airport`."""
    titles: Mapping[str, str]
    within: str | None = None
    """The key of the country or region around it."""

    @property
    def code(self) -> str:
        """Short, for buttons: the key itself where that is a code."""
        return self.key if self.kind in ("country", "airport") else to_code(self.key)

    def title(self, language: str) -> str:
        name = self.titles.get(language) or self.titles.get("en") or self.key
        return f"{name} ({self.key})" if self.kind == "airport" else name


@dataclass(frozen=True, slots=True)
class Places:
    by_key: Mapping[str, Place] = field(default_factory=dict)
    by_name: Mapping[str, str] = field(default_factory=dict)
    """Folded name or code -> key."""
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """English name -> the name in each language, as alerts are written."""
    spelled: Names = field(default_factory=Names)
    """The same names as rules and watches take them."""

    def find(self, name: str) -> Place | None:
        key = self.by_name.get(fold(name))
        return self.by_key.get(key) if key else None

    def nearest(self, name: str) -> Place | None:
        close = difflib.get_close_matches(fold(name), self.by_name, n=1, cutoff=0.7)
        return self.by_key[self.by_name[close[0]]] if close else None

    def title(self, key: str, language: str) -> str:
        place = self.by_key.get(key)
        return place.title(language) if place else key

    def with_airports(self, keys: Sequence[str]) -> tuple[str, ...]:
        """The keys, and the airports of every city among them: an airport's event names the airport alone.

        Those are marked (`~SVO`): the chat named the city and not the airport, which matters for boards.
        """
        cities = {key for key in keys if (p := self.by_key.get(key)) and p.kind == "city"}
        airports = (
            f"{IMPLIED}{p.key}" for p in self.by_key.values() if p.kind == "airport" and p.within in cities
        )
        return tuple(dict.fromkeys((*keys, *airports))) if cities else tuple(keys)

    def without_airports(self, keys: Sequence[str]) -> tuple[str, ...]:
        """The keys as people named them: without airports that came with their city."""
        return tuple(k for k in keys if not k.startswith(IMPLIED))

    def regions_of(self, country: str) -> tuple[Place, ...]:
        return tuple(p for p in self.by_key.values() if p.kind == "region" and p.within == country)


def fold(name: str) -> str:
    name = re.sub(r"[_\-‐–]+", " ", name.strip().lstrip("#")).casefold().replace("ё", "е")
    return " ".join(re.sub(r"[’'ʼ`\"«».,]", "", name).split())


def to_code(key: str) -> str:
    """Four letters that stand for a name; the same in every run."""
    return "#" + hashlib.sha256(key.encode()).hexdigest()[:5]


def build_places(vocabulary: Mapping[str, object]) -> Places:
    """The places of `rules/vocabulary/places.yaml` as plain values. Rows of a strange shape are left out."""
    by_key: dict[str, Place] = {}
    by_name: dict[str, str] = {}
    codes: dict[str, str] = {}
    for section in KINDS:
        rows = vocabulary.get(section)
        for name, row in rows.items() if isinstance(rows, Mapping) else ():
            if not isinstance(row, Mapping):
                continue
            place = to_place(section, str(name), row, codes, by_key)
            by_key[place.key] = place
            for spelled in (
                place.key,
                place.code,
                *place.titles.values(),
                *all_names(section, str(name), row, by_key),
            ):
                # the first wins: a country before a city, a city before the airport that bears its name
                by_name.setdefault(fold(spelled), place.key)
    names = {p.titles["en"]: p.titles for p in reversed(by_key.values())}
    return Places(by_key, by_name, names, names_from({"places": vocabulary}))


def to_place(
    section: str, name: str, row: Mapping[str, object], codes: dict[str, str], known: Mapping[str, Place]
) -> Place:
    around = str(row.get("in") or "")
    if section == "airports":
        around = str(row.get("city") or around)
    within = codes.get(around, around) or None
    if section == "countries":
        codes[name] = key = str(row.get("code") or name)
        titles = {lang: names[0] for lang in ("uk", "ru") if (names := names_in(row, lang))} | {"en": name}
        return Place(key, "country", titles)
    if section == "airports":
        titles = airport_titles(name, row, known)
        return Place(name, "airport", titles, within)
    titles = {lang: title for lang in ("uk", "ru") if (title := title_in(section, row, lang))} | {"en": name}
    return Place(name, "region" if section == "regions" else "city", titles, within)


def airport_titles(code: str, row: Mapping[str, object], known: Mapping[str, Place]) -> dict[str, str]:
    city = known.get(str(row.get("city") or ""))
    titles = {"en": str(row.get("name") or (city.titles["en"] if city else code))}
    for language in ("uk", "ru"):
        names = names_in(row, language)
        titles[language] = names[0] if names else (city.titles.get(language, "") if city else "") or titles["en"]
    return titles


def all_names(section: str, name: str, row: Mapping[str, object], known: Mapping[str, Place]) -> Iterable[str]:
    yield name
    for language in ("en", "uk", "ru"):
        yield from names_in(row, language)
    if section == "regions":
        yield from region_names(name, row)


def region_names(name: str, row: Mapping[str, object]) -> Iterable[str]:
    stem = re.sub(r" (Oblast|Krai|Republic|Autonomous Okrug)$", "", name)
    stems = row.get("stem") or stem
    for spelled in stems if isinstance(stems, (list, tuple)) else [stems]:
        yield from (f"{spelled} oblast", f"{spelled} region", f"{spelled} province")
    adjective = row.get("adjective")
    if isinstance(adjective, Mapping):
        for language in ("uk", "ru"):
            if adjective.get(language):
                shown = feminine(first(adjective[language]), language)
                yield from (f"{shown} {OBLAST[language]}", f"{shown} обл", shown)
