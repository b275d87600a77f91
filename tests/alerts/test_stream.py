"""Two weeks of labelled news: on perfect facts, every event once, none twice, none merged, every figure right."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.alerts import gold

SCORE = gold.FOLDER / "score.py"


@pytest.mark.skipif(not gold.is_there(), reason="the labelled stream is not here")
def test_on_perfect_facts_every_event_rings_once_with_the_right_figure(tmp_path) -> None:
    figures = tmp_path / "figures.json"
    subprocess.run(
        [
            *(sys.executable, str(SCORE), "stream", "--json", str(figures)),
            *(str(gold.FOLDER / name) for name in ("stream.jsonl", "stream-gold.jsonl")),
            *("--", sys.executable, "-m", "tests.alerts.stream", "gold"),
        ],
        check=True,
        capture_output=True,
    )
    found = json.loads(figures.read_text())
    found = found.get("figures", found)["all"]
    assert (found["missed"], found["duplicate"], found["false"], found["wrong_updates"]) == (0, 0, 0, 0)
    assert found["final_right"] == found["final_asked"]
