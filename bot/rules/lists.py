"""The `lists` of a file: words that its phrases use as `<name>`."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from bot.model.rules import Part
from bot.rules.notes import Notes
from bot.rules.phrases import MAX_CHARACTERS, BadPhrase, parse_parts

MOST_WORDS = 5_000


def compile_lists(lists: Mapping[str, Sequence[str]], notes: Notes) -> Notes:
    """Notes whose phrases can use the lists. A list may use those that stand above it."""
    made: dict[str, tuple[tuple[Part, ...], ...]] = {}
    for name, words in lists.items():
        if len(words) > MOST_WORDS:
            notes.error(("lists", name), f"a list has at most {MOST_WORDS:,} entries, this one {len(words):,}")
            words = words[:MOST_WORDS]
        options: dict[tuple[Part, ...], None] = {}
        for number, word in enumerate(words):
            try:
                if len(word) > MAX_CHARACTERS:
                    raise BadPhrase(f"an entry has at most {MAX_CHARACTERS} characters")
                options[parse_parts(word, made)] = None
            except BadPhrase as error:
                notes.error(("lists", name, number), error)
        made[name] = tuple(options)
    return dataclasses.replace(notes, lists=made)
