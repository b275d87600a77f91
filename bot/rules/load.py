"""A folder of rule files -> rules, feeds, vocabulary and problems."""

from __future__ import annotations

from pathlib import Path

from bot.errors import RuleError
from bot.model.rules import Problem
from bot.rules.tree import read_tree

VOCABULARY = "vocabulary"
MAX_BYTES = 32_000_000


def load_vocabulary(folder: Path) -> dict[str, object]:
    """The plain values of `vocabulary/*.yaml` under their file stems (`folder` is the one that holds them).

    Maps, lists and texts only: every scalar is a `Marked` text with its `.line`; an empty one is None.
    Raises RuleError with one line for each problem.
    """
    found: dict[str, object] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        text, bad = read_text(path, path.name)
        tree, worse = read_tree(text, path.name)
        found[path.stem] = tree
        problems += [*bad, *worse]
    if problems:
        raise RuleError("\n".join(str(p) for p in problems))
    return found


def read_text(path: Path, name: str) -> tuple[str, tuple[Problem, ...]]:
    """A file's text, and what keeps it from being one: not UTF-8, too large, not readable."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES)
    except OSError as error:
        return "", (Problem(name, 1, 1, f"cannot be read: {error.strerror or error}"),)
    return decode(raw, name)


def decode(raw: bytes, name: str) -> tuple[str, tuple[Problem, ...]]:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "", (Problem(name, 1, 1, "the file is UTF-16: save it as UTF-8"),)
    try:
        return raw.decode("utf-8").replace("\r\n", "\n"), ()
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        return "", (Problem(name, line, column, "not UTF-8 from here on: save the file as UTF-8"),)
