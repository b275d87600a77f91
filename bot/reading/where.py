"""A place phrase of a sentence, and the preposition that governs it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.reading.analysis import Analysis, Hit
from bot.reading.places import Place
from bot.reading.scene import Speaker
from bot.reading.tokens import WORD, Sentence


@dataclass(frozen=True, slots=True)
class Where:
    """Coordinated places under one preposition. `how`: place, toward, from, through, target or ""."""

    first: int
    last: int
    places: tuple[Place, ...]
    how: str
    source: str
    governor: int
    """First token of what governs it: where the phrase begins."""
    kind: str = ""
    """What points back to a place told before (`facility` ...), else ""."""


MOST_BETWEEN = 6
"""Words between a preposition and its place ("over the territory of the Bryansk region")."""


def governed(analysis: Analysis, sentence: Sentence, first: int, speakers: list[Speaker]) -> tuple[str, int]:
    """The kind of the governing preposition and where its phrase begins; "" where none governs."""
    i = first - 1
    for _ in range(MOST_BETWEEN):
        if i < sentence.first:
            break
        token = analysis.split.tokens[i]
        preps = [h for h in analysis.hits_at(i, "prepositions") if h.last == i + 1]
        if preps:
            best = max(preps, key=length)
            if best.path[1] == "of":
                i = best.first - 1
                continue
            after_speaker = any(s.last == best.first for s in speakers) or bool(
                analysis.ending_at(best.first, "says")
            )
            if after_speaker and best.path[1] == "place":
                return "speaker", best.first
            return best.path[1], opened_by(analysis, sentence, best)
        if token.kind != WORD and token.normal not in '*_"«“':
            break
        if analysis.starting_at(i, "actions", "says", "passive", "conjunctions", "things", "subtypes"):
            break
        i -= 1
    return "", first


def length(hit: Hit) -> int:
    return hit.last - hit.first


def opened_by(analysis: Analysis, sentence: Sentence, last: Hit) -> int:
    """Where the phrase begins: "in the sky" may stand before "over Kyiv"."""
    before = [h for h in analysis.ending_at(last.first, "prepositions") if h.path[1] == last.path[1]]
    first = min((h.first for h in before), default=last.first)
    return max(first, sentence.first)
