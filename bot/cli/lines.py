"""Lines of JSON from a file or standard input, each mistake told with its line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bot.errors import TocsinError


def text_lines(words: list[str]) -> Iterator[str]:
    """Lines of the file that `words` name, or of standard input where they name none or `-`."""
    if not words or words == ["-"]:
        for raw in sys.stdin.buffer:
            yield raw.decode("utf-8", errors="replace")
        return
    try:
        with Path(words[0]).open(encoding="utf-8", errors="replace") as lines:
            yield from lines
    except OSError as wrong:
        raise TocsinError(f"{words[0]}: cannot be read ({wrong.strerror})") from wrong


def json_lines(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """One object for each line that is not blank. Raises TocsinError for a line that holds no object."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except ValueError as wrong:
            raise TocsinError(f"line {number}: no JSON ({wrong})") from None
        if not isinstance(found, dict):
            raise TocsinError(f'line {number}: an object is needed, like {{"id": ..., "text": ...}}')
        yield found
