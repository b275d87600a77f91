"""Every file of tests/rules_bad holds one mistake; its first line says what must be told of it and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.rules.disk import decode
from bot.rules.load import load_files

BAD = Path(__file__).parent.parent / "rules_bad"
FILES = sorted(BAD.glob("*.yaml"))


def told_of(path: Path) -> list[str]:
    text, unread = decode(path.read_bytes(), path.name)
    found = unread or load_files({path.name: text}).errors
    return [f"{p.line}:{p.column}: {p.text}" for p in found]


def test_there_is_a_file_for_each_of_many_mistakes() -> None:
    assert len(FILES) >= 40


@pytest.mark.parametrize("path", [f for f in FILES if f.stem != "utf16"], ids=lambda p: p.stem)
def test_a_mistake_is_told_with_its_place_and_what_to_write(path: Path) -> None:
    expected = path.read_bytes().splitlines()[0].decode().removeprefix("# ")
    assert told_of(path)[0] == expected


def test_a_file_of_another_encoding_is_named_as_such() -> None:
    assert told_of(BAD / "utf16.yaml") == ["1:1: the file is UTF-16: save it as UTF-8"]


def test_one_pass_tells_all_mistakes_of_a_file() -> None:
    text = (
        "version: 1\nrules:\n"
        "- {id: one, title: One, match: {count: {of: drone}}, cooldown: 30}\n"
        "- {id: two, titel: Two, match: {count: {of: drone}}}\n"
        "- {id: three, title: Three, match: {talks: {phase: planned}}, severity: loud}\n"
    )
    lines = [p.line for p in load_files({"x.yaml": text}).errors]
    assert lines == [3, 4, 4, 5]
