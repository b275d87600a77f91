"""Titles and messages with `$field`. The alerts room fills them in; here they are checked."""

from __future__ import annotations

import re
from collections.abc import Collection

from bot.rules.notes import Notes, Way
from bot.rules.values import suggest

FIELD = re.compile(r"\$([A-Za-z_]\w*)")
MOST_CHARACTERS = 1_500
"""Of one message: with its evidence and sources it must fit into the 4,096 characters of a Telegram message."""


def check_template(text: str, names: Collection[str], way: Way, notes: Notes) -> None:
    if len(text) > MOST_CHARACTERS:
        notes.error(way, f"a message has at most {MOST_CHARACTERS:,} characters, this one {len(text):,}")
    for name in FIELD.findall(text):
        if name not in names:
            near = suggest(name, names) or f"; there are {', '.join(dict.fromkeys(names))}"
            notes.error(way, f"this rule has no field '${name}'{near}")
