"""What no log line may hold: a Bot API token, a chat's address, what a chat wrote."""

from __future__ import annotations

import json
import re

from bot.logs import TOKEN

COLOUR = r"(\x1b\[[\d;]*m)*"
CONSOLE_LINE = re.compile(
    rf"^{COLOUR}(\d{{4}}-\d\d-\d\d )?\d\d:\d\d:\d\d\S* {COLOUR}\[{COLOUR}(debug|info|warning|error|critical)"
)
"""A line as structlog's console renderer writes it, ours or its own default."""
LIBRARY_LINE = re.compile(r"^(DEBUG|INFO|WARNING|ERROR|CRITICAL)\s+\S+:\S+:\d+ ")
"""A line as pytest captures it from the standard library's logging."""
CHAT = re.compile(r"telegram:-?\d")


def leaks(text: str) -> list[str]:
    """The lines that must not have been written. A token is one wherever it stands; a chat's address in log lines."""
    return [line for line in text.splitlines() if TOKEN.search(line) or (is_log_line(line) and CHAT.search(line))]


def is_log_line(line: str) -> bool:
    if CONSOLE_LINE.match(line) or LIBRARY_LINE.match(line):
        return True
    if not (line.startswith("{") and '"event"' in line and '"level"' in line):
        return False
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False
