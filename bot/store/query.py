"""What people type into a search, as a question to the full-text index. Pure.

Words must all be there; "words in quotes" stand together; word* begins so; -word must not be there. Nothing else
has a meaning, so that no text is a wrong question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.store.words import stem, tag, tokens

MOST = 32
"""Words of a question that count. People type a handful; a pasted page would ask for every word in it."""
LONGEST = 4000
"""Characters of a question that are looked at."""

PART = re.compile(r'(?P<no>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


def to_match(text: str, tags: Iterable[str] = (), any_of: Sequence[str] = ()) -> str:
    """The FTS5 question for words, all of `tags` and one of `any_of`; empty where nothing is asked for."""
    wanted, unwanted = parts(text)
    filters = [f'tags : "{t}"' for t in tags]
    if any_of:
        filters.append(f"tags : ({' OR '.join(any_of)})")
    sought = [f"words : {w}" for w in wanted]
    if not sought and not filters:
        return ""
    match = " AND ".join(sought + filters)
    return f"({match}) NOT (words : {' OR words : '.join(unwanted)})" if unwanted else match


def parts(text: str) -> tuple[list[str], list[str]]:
    """What must be there and what must not, quoted for FTS5."""
    wanted: list[str] = []
    unwanted: list[str] = []
    left = MOST
    for found in PART.finditer(text[:LONGEST]):
        words = tokens(found["phrase"] or found["word"] or "")[:left]
        if not words:
            continue
        left -= len(words)
        begins = found["word"] is not None and found["word"].endswith("*") and len(words) == 1
        (unwanted if found["no"] else wanted).append(quoted(words, begins=begins))
    return wanted, unwanted


def quoted(words: list[str], *, begins: bool) -> str:
    """Words in a row as one FTS5 string. They hold letters and digits alone: nothing to escape is left.

    The beginning of a word is no form of it, so that it is not cut to a stem, but for what the endings of the
    stored forms have lost: `харко*` finds what is stored as `харк`.
    """
    if begins:
        whole, short = words[0], stem(words[0])
        return f'("{whole}" * OR "{short}")' if short != whole else f'"{whole}" *'
    return f'"{" ".join(stem(w) for w in words)}"'


def tags_for(**filters: str | None) -> list[str]:
    """Tags of the filters that are given (`rule`, `topic`, `place`, `airport`, `actor`, `outlet`)."""
    return [tag(kind, value) for kind, value in filters.items() if value]
