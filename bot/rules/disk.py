"""Rule files on the disk: the one place of this room that touches it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from bot.errors import RuleError
from bot.model.rules import Problem

MAX_BYTES = 32_000_000


def read_folder(folder: Path) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """The texts of all files of a rules folder by their path in it. A file that is no text is a problem."""
    if not folder.is_dir():
        raise RuleError(f"{folder}: there is no such folder of rules; `tocsin init` writes one")
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for path in find_yaml(folder):
        name = path.relative_to(folder).as_posix()
        text, found = read_text(path, name)
        problems += found
        if not found:
            texts[name] = text
    return texts, tuple(problems)


def find_yaml(folder: Path) -> Iterator[Path]:
    """Every rule file, by name; what editors leave beside files (`.x.yaml.swp`, `x.yaml~`) is not one.

    Links to folders are followed (a shared vocabulary, a mounted ConfigMap), but into no folder a second time.
    """
    seen = {os.path.realpath(folder)}
    for here, folders, names in os.walk(folder, followlinks=True):
        folders[:] = sorted(
            f for f in folders if not f.startswith(".") and f != "schema" and is_first(here, f, seen)
        )
        for name in sorted(names):
            if name.endswith((".yaml", ".yml")) and not name.startswith((".", "#", "~")):
                yield Path(here, name)


def is_first(here: str, name: str, seen: set[str]) -> bool:
    real = os.path.realpath(os.path.join(here, name))
    is_new = real not in seen
    seen.add(real)
    return is_new


def stamp_folder(folder: Path) -> frozenset[tuple[str, int, int]]:
    """Path, time of change and size of every file: another stamp means that something was edited."""
    found = []
    for path in find_yaml(folder):
        try:
            about = path.stat()
        except OSError:  # renamed by an editor just now
            continue
        found.append((path.as_posix(), about.st_mtime_ns, about.st_size))
    return frozenset(found)


def read_text(path: Path, name: str) -> tuple[str, tuple[Problem, ...]]:
    """A file's text, and what keeps it from being one: not UTF-8, too large, not readable."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        return "", (Problem(name, 1, 1, f"cannot be read: {error.strerror or error}"),)
    if len(raw) > MAX_BYTES:
        return "", (Problem(name, 1, 1, f"the file is larger than {MAX_BYTES // 1_000_000} MB: split it"),)
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
