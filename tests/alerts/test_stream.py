"""Two weeks of labelled news: on perfect facts, every event once, none twice, none merged, every figure right."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.alerts import gold

SCORE = gold.FOLDER / "score.py"


pytestmark = pytest.mark.skipif(not gold.is_there(), reason="the labelled stream is not here")


def score(how: str, figures: Path) -> dict[str, float]:
    subprocess.run(
        [
            *(sys.executable, str(SCORE), "stream", "--json", str(figures)),
            *(str(gold.FOLDER / name) for name in ("stream.jsonl", "stream-gold.jsonl")),
            *("--", sys.executable, "-m", "tests.alerts.stream", how),
        ],
        check=True,
        capture_output=True,
    )
    found = json.loads(figures.read_text())
    return found.get("figures", found)["all"]


def test_on_perfect_facts_every_event_rings_once_with_the_right_figure(tmp_path: Path) -> None:
    found = score("gold", tmp_path / "figures.json")
    assert (found["missed"], found["duplicate"], found["false"], found["wrong_updates"]) == (0, 0, 0, 0)
    assert found["final_right"] == found["final_asked"]


def test_holes_in_the_facts_make_no_second_alert_and_no_wrong_one(tmp_path: Path) -> None:
    found = score("holes", tmp_path / "figures.json")
    assert (found["duplicate"], found["false"], found["wrong_updates"]) == (0, 0, 0)
    assert found["f1"] >= 0.95
    assert found["final_right"] >= 0.95 * found["final_asked"]
