"""The shipped vocabulary, compiled once for all tests of reading."""

from __future__ import annotations

import datetime as dt
import functools
from pathlib import Path

from bot.model import Count, Fact
from bot.reading.compile import Reader, compile_reader
from bot.reading.read import read
from bot.rules.load import load_vocabulary

ROOT = Path(__file__).parents[2]
VOCABULARY = ROOT / "rules" / "vocabulary"
MORNING = dt.datetime(2026, 1, 15, 5, tzinfo=dt.UTC)
"""When the corpus is published: a Thursday, 07:00 in Kyiv."""


@functools.cache
def shipped() -> Reader:
    return compile_reader(load_vocabulary(VOCABULARY))


def counts_of(
    text: str, language: str | None = None, at: dt.datetime = MORNING, reader: Reader | None = None
) -> list[Fact]:
    return [f for f in read(reader or shipped(), text, at, language).facts if isinstance(f.what, Count)]


def told(
    text: str, language: str | None = None, at: dt.datetime = MORNING, reader: Reader | None = None
) -> set[str]:
    """`thing action value attacker [place]` of all attacks asserted, "total" before those of more than a day."""
    found = set()
    for fact in counts_of(text, language, at, reader):
        what = fact.what
        assert isinstance(what, Count)
        if fact.standing.value not in ("asserted", "historic") or what.action not in ("launched", "downed", "hit"):
            continue
        total = "total " if what.scope == "cumulative" else ""
        place = f" {what.place}" if what.place else ""
        found.add(f"{total}{what.thing} {what.action} {what.value} {what.attacker or '?'}{place}")
    return found
