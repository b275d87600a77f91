"""The entrance of the room: a text -> what it states."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from bot.model import Fact, Reading, Unread
from bot.reading.analysis import Analysis, cover, index_hits
from bot.reading.compile import Reader
from bot.reading.count import find_counts
from bot.reading.language import guess_language
from bot.reading.numbers import BESIDE_NUMBERS, find_numbers
from bot.reading.phrase import find_phrases
from bot.reading.quantity import find_quantities
from bot.reading.scan import scan
from bot.reading.status import find_status
from bot.reading.talks import find_talks
from bot.reading.tokens import WORD, Split, split

LONGEST = 400_000
"""Characters that are read of one text: a book's length. What is longer is no article."""

Found = tuple[list[Fact], list[Unread]]
READERS: tuple[Callable[[Reader, Analysis], Found], ...] = (
    find_counts,
    find_quantities,
    find_status,
    find_talks,
    find_phrases,
)
"""Each takes the analysis and gives facts and what it left out; they do not know of each other."""


def read(
    reader: Reader,
    text: str,
    published_at: dt.datetime,
    language: str | None = None,
    side: str | None = None,
) -> Reading:
    """All facts of a text, in text order. Never raises; the time is linear in the text.

    `side` is the side that the outlet speaks from (`UA`, `RU`), which settles who "the enemy" is.
    """
    text = text[:LONGEST]
    if not reader.triggers.fire(text):
        return Reading()
    analysis = analyse(reader, text, published_at, language, side)
    if analysis is None:
        return Reading()
    facts: list[Fact] = []
    unread: list[Unread] = []
    for find in READERS:
        found, left_out = find(reader, analysis)
        facts += found
        unread += left_out
    facts.sort(key=lambda f: (f.span, f.found_by))
    return Reading(tuple(facts), tuple(sorted(unread, key=lambda u: (u.span, u.why))))


def analyse(
    reader: Reader, text: str, published_at: dt.datetime, language: str | None, side: str | None
) -> Analysis | None:
    """The shared part of all reading, None where no word of a known language is found."""
    pieces = split(text)
    code = guess_language(pieces.tokens, reader.tongues, language)
    if code is None:
        return None
    tongue = reader.tongues[code]
    hits, grams = scan(tongue.lexicon, pieces.tokens)
    by_token = cover(hits, BESIDE_NUMBERS)
    numbers = find_numbers(pieces.tokens, by_token, tongue.numbers)
    anchors = find_anchors(reader, pieces) if reader.patterns else ()
    return Analysis(
        text=text,
        published_at=published_at,
        language=code,
        side=side,
        split=pieces,
        hits=tuple(hits),
        index=index_hits(hits),
        phrase_anchors=anchors,
        numbers=tuple(numbers),
        grams=grams,
    )


def find_anchors(reader: Reader, pieces: Split) -> tuple[tuple[int, int, int], ...]:
    """(pattern number, part number, token) for every word that a rule's phrase needs."""
    at = reader.anchors.at
    return tuple(
        (pattern, part, i)
        for i, token in enumerate(pieces.tokens)
        if token.kind == WORD
        for pattern, part in at(token.normal)
    )
