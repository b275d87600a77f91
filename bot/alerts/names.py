"""Places in the reader's language, from the plain rows of `vocabulary/places.yaml`.

`=` before a name and the case forms after a slash are notes for the reader of articles.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.alerts.speech import Names

OBLAST = {"en": "Oblast", "uk": "область", "ru": "область"}
LANGUAGES = ("uk", "ru")


def names_of(gazetteer: Mapping[str, object]) -> Names:
    """English name -> the name in each other language that has one. An airport goes by its own name or its city's."""
    found: dict[str, dict[str, str]] = {}
    for section, rows in gazetteer.items():
        for key, row in rows.items() if isinstance(rows, Mapping) else ():
            if not isinstance(row, Mapping):
                continue
            english = str(row.get("name") or row.get("city") or key) if section == "airports" else str(key)
            names = {language: name for language in LANGUAGES if (name := title_in(section, row, language))}
            if names:
                found.setdefault(english, names)
    return found


def title_in(section: str, row: Mapping[str, object], language: str) -> str:
    """A region of adjective and head noun is "Курська область", another place its first name; empty where none is."""
    adjective = row.get("adjective")
    word = adjective.get(language) if isinstance(adjective, Mapping) else None
    if section == "regions" and row.get("type") == "oblast" and word:
        capital = "-".join(part.capitalize() for part in feminine(first(word), language).split("-"))
        return f"{capital} {OBLAST[language]}"
    names = names_in(row, language)
    return names[0] if names else ""


def names_in(row: Mapping[str, object], language: str) -> list[str]:
    """The names of a row in one language, without the marks of inflection."""
    given = row.get(language) or []
    listed = given if isinstance(given, (list, tuple)) else [given]
    return [str(name).lstrip("=").split("/")[0].strip() for name in listed]


def feminine(adjective: str, language: str) -> str:
    """курський -> курська, брянский -> брянская."""
    return re.sub(r"[иі]й$", "а", adjective) if language == "uk" else re.sub(r"[иыо]й$", "ая", adjective)


def first(value: object) -> str:
    return str(value[0]) if isinstance(value, (list, tuple)) and value else str(value)
