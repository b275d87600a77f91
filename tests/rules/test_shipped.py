"""The tests that stand in the shipped rules, and what the format promises of them."""

from __future__ import annotations

import pytest

from bot.rulebook import Rulebook
from bot.rules.load import load_folder
from bot.trial.stories import TestResult, problems_of, run_stories
from tests.rules.conftest import RULES

IDS = tuple(load_folder(RULES).ruleset.rules)


@pytest.fixture(scope="module")
def results(shipped: Rulebook) -> list[TestResult]:
    rules = shipped.ruleset.rules
    return run_stories(list(rules.values()), rules, shipped.reader)


@pytest.mark.parametrize("rule_id", IDS)
def test_the_tests_of_a_shipped_rule_pass(rule_id: str, results: list[TestResult]) -> None:
    problems = problems_of([r for r in results if r.rule_id == rule_id])
    assert [str(p) for p in problems if not p.is_advice] == []
