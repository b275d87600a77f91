"""Which of the three languages a text is in, by the letters that only one of them has."""

from __future__ import annotations

import re
from collections import Counter

UKRAINIAN = "іїєґІЇЄҐ"
RUSSIAN = "ыэъёЫЭЪЁ"
CYRILLIC = re.compile(r"[а-яА-ЯёЁіїєґІЇЄҐ]")
LATIN = re.compile(r"[a-zA-Z]")
MOST = 2000
"""Characters looked at; the first lines tell."""
UKRAINIAN_WORDS = re.compile(r"\b(?:та|що|на|до|під|або|час|для|за|й|як|це|вночі|над)\b", re.IGNORECASE)
RUSSIAN_WORDS = re.compile(r"\b(?:и|что|не|при|или|время|для|по|из|как|это|ночью|над|с|в)\b", re.IGNORECASE)


def guess_language(text: str, stated: str | None = None) -> str | None:
    """`en`, `uk`, `ru`, or what the feed states where the text does not tell; None where nothing does.

    The text wins over the feed where it is clear: many Ukrainian outlets also post in Russian.
    """
    seen = Counter(text[:MOST])
    cyrillic = sum(n for c, n in seen.items() if CYRILLIC.match(c))
    latin = sum(n for c, n in seen.items() if LATIN.match(c))
    if cyrillic <= latin / 3:
        # Latin letters may be any of many languages: only the feed can say that it is not English
        return (stated if stated not in ("uk", "ru") else "en") or ("en" if latin >= 3 else None)
    ukrainian, russian = (sum(seen[c] for c in letters) for letters in (UKRAINIAN, RUSSIAN))
    if ukrainian != russian and max(ukrainian, russian) >= 3 * min(ukrainian, russian):
        return "uk" if ukrainian > russian else "ru"
    if stated in ("uk", "ru"):
        return stated
    ukrainian = len(UKRAINIAN_WORDS.findall(text[:MOST]))
    return "uk" if ukrainian > len(RUSSIAN_WORDS.findall(text[:MOST])) else "ru"
