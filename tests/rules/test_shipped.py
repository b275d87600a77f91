"""The tests that stand in the shipped rules, and what the format promises of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.rulebook import make_rulebook
from bot.rules.load import load_folder
from bot.trial.stories import TestResult, problems_of, run_stories

RULES = Path(__file__).parents[2] / "rules"
IDS = tuple(load_folder(RULES).ruleset.rules)


@pytest.fixture(scope="module")
def results() -> list[TestResult]:
    loaded = load_folder(RULES)
    book = make_rulebook(loaded.ruleset, loaded.feeds, loaded.vocabulary)
    return run_stories(list(loaded.ruleset.rules.values()), loaded.ruleset.rules, book.reader)


@pytest.mark.parametrize("rule_id", IDS)
def test_the_tests_of_a_shipped_rule_pass(rule_id: str, results: list[TestResult]) -> None:
    problems = problems_of([r for r in results if r.rule_id == rule_id])
    assert [str(p) for p in problems if not p.is_advice] == []
