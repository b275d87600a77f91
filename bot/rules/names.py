"""Names of places and countries, as people write them in rules -> those that facts carry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.rules.phrases import clean

SECTIONS = ("countries", "regions", "cities", "seas")
NO_NAMES = frozenset(
    {"in", "type", "stem", "adjective", "code", "capital", "people", "kind", "country", "region", "near", "notes"}
)
"""Keys of a row of vocabulary/places.yaml that hold no name."""
SHORT = {"uk": "GB", "britain": "GB", "usa": "US", "america": "US", "uae": "AE"}


@dataclass(frozen=True, slots=True)
class Names:
    """Normalised names -> English names of places, and ISO codes of countries. Both empty: nothing is known."""

    places: Mapping[str, str] = field(default_factory=dict)
    countries: Mapping[str, str] = field(default_factory=dict)

    def place(self, text: str) -> str | None:
        """The English name; the text itself where no gazetteer was loaded, None where it knows no such place."""
        return self.places.get(clean(text)) if self.places else text

    def country(self, text: str) -> str | None:
        """The ISO code; None where there is no such country."""
        plain = clean(text)
        if plain in SHORT:
            return SHORT[plain]
        if plain in self.countries:
            return self.countries[plain]
        return text.upper() if len(text) == 2 and text.isascii() and text.isalpha() else None


def names_from(vocabulary: Mapping[str, object]) -> Names:
    """What `vocabulary/places.yaml` calls places, in every language. Odd rows are left out."""
    places: dict[str, str] = {}
    countries: dict[str, str] = {}
    file = vocabulary.get("places")
    for section in SECTIONS:
        rows = file.get(section) if isinstance(file, Mapping) else None
        for name, row in rows.items() if isinstance(rows, Mapping) else ():
            row = row if isinstance(row, Mapping) else {}
            for known in (str(name), *names_in(row)):
                places.setdefault(clean(known), str(name))
                if section == "countries" and row.get("code"):
                    countries.setdefault(clean(known), str(row["code"]))
            if section == "countries" and row.get("code"):
                countries.setdefault(clean(str(row["code"])), str(row["code"]))
    return Names(places, countries)


def names_in(row: Mapping[object, object]) -> Iterator[str]:
    for key, value in row.items():
        if str(key) not in NO_NAMES and not isinstance(value, Mapping):
            for name in value if isinstance(value, list) else [value]:
                if name is not None:
                    yield str(name).removeprefix("=")
