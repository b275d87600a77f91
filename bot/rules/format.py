"""A rule file in its tidy form: spaces, blank lines and conditions. Comments stay where they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.rules.compile import Compiled
from bot.rules.conditions import SIGNS
from bot.rules.files import read_rule_file
from bot.rules.names import Names
from bot.rules.tree import Block, Items, Marked, Node, read_tree

CONDITIONS = ("alert_if", "update_if", "severity")
BLOCK_TEXT = re.compile(r"^(\s*)(?:- )?(?:[\w-]+:\s*)?[|>][+-]?\d?\s*(?:#.*)?$")
SIGN = re.compile(r"\s*(>=|<=|=>|=<|==|≥|≤|>|<|=)\s*")
LONG = re.compile(r"(?<![\d.,])\d{4,12}(?![\d.,])")


def format_text(text: str) -> str:
    """The same rules, tidily written. A file that cannot be read is only cleaned of tabs and loose spaces.

    What it means is compared before and after; where that would differ the text is given back as it was.
    """
    tidy = tidy_lines(text)
    tree, problems = read_tree(tidy, "")
    if problems or tree is None:
        return tidy
    better = tidy_conditions(tidy, tree)
    return better if meaning(better) == meaning(tidy) else tidy


def tidy_lines(text: str) -> str:
    lines: list[str] = []
    inside: int | None = None  # indent of the key whose block text we are in
    for line in text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").split("\n"):
        bare = line.strip()
        indent = len(line) - len(line.lstrip(" "))
        if inside is not None and (not bare or indent > inside):
            lines.append(line.rstrip() if not bare else line)
            continue
        inside = None
        lead = re.match(r"[ \t]*", line)
        line = (lead.group().replace("\t", "  ") if lead else "") + bare
        if not bare and (not lines or not lines[-1]):
            continue
        lines.append(line)
        if BLOCK_TEXT.match(line):
            inside = len(line) - len(line.lstrip(" "))
    return "\n".join(lines).strip("\n") + "\n"


def tidy_conditions(text: str, tree: Node) -> str:
    lines = text.split("\n")
    found = [s for s in conditions(tree) if not s.is_quoted]
    for scalar in sorted(found, key=lambda s: (s.line, -s.column)):
        line = lines[scalar.line - 1]
        start = scalar.column - 1
        if line[start : start + len(scalar)] != scalar:
            continue  # it goes over several lines
        shown = tidy_condition(scalar)
        lines[scalar.line - 1] = line[:start] + shown + line[start + len(scalar) :]
    return "\n".join(lines)


def tidy_condition(text: str) -> str:
    """One space around signs, commas in long numbers; words stay as they were written."""
    text = SIGN.sub(lambda m: f" {SIGNS.get(m.group(1), m.group(1))} ", " ".join(text.split()))
    return LONG.sub(lambda m: f"{int(m.group()):,}", text)


def conditions(tree: Node, key: str = "", in_flow: bool = False) -> Iterator[Marked]:
    """The scalars that are conditions, but for those in brackets: a comma in a number would end them there."""
    if isinstance(tree, Marked):
        if key in CONDITIONS and not in_flow:
            yield tree
    elif isinstance(tree, Block):
        for name, node in tree.items():
            yield from conditions(node, key if key == "severity" else str(name), in_flow or tree.is_flow)
    elif isinstance(tree, Items):
        for node in tree:
            yield from conditions(node, key, in_flow or tree.is_flow)


def meaning(text: str) -> tuple[Compiled, tuple[str, ...]]:
    """What a file gives and what is wrong with it, wherever in the file it stands."""
    read = read_rule_file("", text, Names())
    return read.compiled, tuple(p.text for p in read.problems)
