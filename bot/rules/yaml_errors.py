"""What YAML's parser stumbles over, in the words of the person who wrote the file."""

from __future__ import annotations

import re
from typing import Any

from bot.model.rules import Problem

GLUED = re.compile(r"\s*(?:- )?([a-z_]+:)(?=\S)")

CANNOT_START = {
    "@": "a text cannot start with @",
    "`": "a text cannot start with `",
    "%": "a text cannot start with %",
}


def explain_error(error: Any, text: str, path: str) -> Problem:
    """One problem for a parser's error: the place that has to be changed, and how."""
    lines = text.splitlines() or [""]
    mark = getattr(error, "problem_mark", None)
    context = getattr(error, "context_mark", None)
    problem = str(getattr(error, "problem", "") or "")
    at = (mark.line, mark.column) if mark is not None else (0, 0)
    opened = (context.line, context.column) if context is not None else at
    if tab := find_tab(lines, at[0]):
        return Problem(path, tab, 1, "a tab indents this line: YAML takes spaces only")
    (line, column), words = say(problem, at, opened, lines)
    line = min(line, len(lines) - 1)
    return Problem(path, line + 1, min(column, len(lines[line])) + 1, words)


def say(
    problem: str, at: tuple[int, int], opened: tuple[int, int], lines: list[str]
) -> tuple[tuple[int, int], str]:
    here = lines[at[0]] if at[0] < len(lines) else ""
    sign = here[at[1] : at[1] + 1]
    if problem == "too deep":
        return at, "lists and maps are nested too deep here: no rule needs that"
    if "cannot start any token" in problem:
        return at, f"{CANNOT_START.get(sign, f'a text cannot start with {sign}')}: put it in quotes"
    if "mapping values are not allowed" in problem:
        return say_second_colon(at, lines)
    if "entries are not allowed" in problem:
        return at, "a list starts on a line of its own: break the line before `- `"
    if "unexpected end of stream" in problem or "document indicator" in problem:
        return opened, "this quote is never closed"
    if "',' or ']'" in problem or "',' or '}'" in problem:
        return opened, "this bracket is never closed, or a comma is missing behind it"
    if "expected ':'" in problem:
        return opened, "this line has no `key: value`; a text over several lines belongs in quotes or after `|`"
    if "escape" in problem or "hexdecimal" in problem or "hexadecimal" in problem:
        return at, "a backslash in double quotes starts a code: use single quotes, or write \\\\"
    if "node content" in problem and not sign:
        last = max((n for n, line in enumerate(lines) if line.strip()), default=0)
        return (last, 0), "the file ends here, and a bracket or brace is still open"
    if "node content" in problem:
        return at, f"a text cannot start with {sign}: put it in quotes"
    if "comment or line break" in problem or "indentation indicators" in problem:
        return opened, "behind | or > the text starts on the next line: put a text that starts so in quotes"
    if "directive" in problem:
        return opened, "a line cannot start with %: put the text in quotes"
    return say_indentation(at, opened, lines)


def say_second_colon(at: tuple[int, int], lines: list[str]) -> tuple[tuple[int, int], str]:
    above = lines[at[0] - 1] if at[0] else ""
    if glued := GLUED.match(above):
        return (at[0] - 1, glued.end(1)), "a space is missing behind the colon"
    before = lines[at[0]][: at[1]]
    if ": " in before or before.lstrip().startswith("-"):
        return at, "a second `: ` in this line: put the text in quotes"
    return (at[0], indent_of(before)), "this line stands further in than it may: line it up with the key above"


def say_indentation(at: tuple[int, int], opened: tuple[int, int], lines: list[str]) -> tuple[tuple[int, int], str]:
    here = lines[at[0]] if at[0] < len(lines) else ""
    before = here[: at[1]].rstrip()
    if before.endswith(("'", '"')) and before.count(before[-1]) >= 2:
        return at, "text behind a closing quote: put the whole text in quotes (double a quote inside it)"
    return (at[0], indent_of(here)), (
        f"this line does not line up: what began in line {opened[0] + 1} stands in column {opened[1] + 1}"
    )


def indent_of(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def find_tab(lines: list[str], near: int) -> int | None:
    """The number (from 1) of a line at the error, or the one before it, that a tab indents."""
    for number in (near, near - 1):
        if 0 <= number < len(lines):
            line = lines[number]
            if "\t" in line[: len(line) - len(line.lstrip())]:
                return number + 1
    return None
