"""A language more is one vocabulary file: Polish, without a line of Python for it."""

from __future__ import annotations

import functools
import re
from typing import Any

import yaml

from bot.reading.compile import Reader, compile_reader
from bot.reading.read import analyse
from bot.rules.load import load_vocabulary
from tests.reading.vocabulary import MORNING, ROOT, VOCABULARY, shipped, told

FOLDER = ROOT / "tests" / "corpus" / "pl"


@functools.cache
def with_polish() -> Reader:
    polish = yaml.load((FOLDER / "vocabulary.yaml").read_text("utf-8"), yaml.BaseLoader)
    return compile_reader({**load_vocabulary(VOCABULARY), "pl": polish})


def test_polish_is_read_by_its_file_alone() -> None:
    rows: list[dict[str, Any]] = yaml.safe_load((FOLDER / "counts.yaml").read_text("utf-8"))
    wrong = [
        (say, set(row["counts"]), got)
        for row in rows
        for say in row["say"]
        if (got := told(say, "pl", reader=with_polish())) != set(row["counts"])
    ]
    assert not wrong


def test_polish_is_told_from_the_other_languages() -> None:
    said = "Siły powietrzne Ukrainy podały, że w nocy zestrzelono 80 dronów nad Kijowem."
    analysis = analyse(with_polish(), said, MORNING, None, None)
    assert analysis is not None
    assert analysis.language == "pl"


def test_the_others_are_read_as_before() -> None:
    for language, say in (("en", "Russia launched 97 drones overnight."), ("uk", "Росія запустила 97 дронів.")):
        assert told(say, language, reader=with_polish()) == told(say, language, reader=shipped()) != set()


def test_no_python_knows_of_polish() -> None:
    for file in (ROOT / "bot" / "reading").rglob("*.py"):
        assert not re.search(r"[\"']pl[\"']|Polish", file.read_text("utf-8")), file
