"""docs/rules.md: every example works, and the reference names every key and code."""

from __future__ import annotations

import re

import pytest

from bot.rulebook import Rulebook
from bot.rules import forms
from bot.rules.load import Loaded, load_files
from bot.rules.silence import CODES
from bot.trial.stories import TestResult, problems_of, run_stories
from tests.rules.conftest import EXAMPLES, ROOT

GUIDE = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def results(guide: Loaded, everything: Rulebook) -> list[TestResult]:
    rules = guide.ruleset.rules
    return run_stories(list(rules.values()), rules, everything.reader)


def example_ids() -> list[str]:
    return re.findall(r"^- id: (\S+)", "\n".join(EXAMPLES), re.MULTILINE)


@pytest.mark.parametrize("rule_id", example_ids())
def test_the_tests_of_an_example_pass(rule_id: str, results: list[TestResult]) -> None:
    own = [r for r in results if r.rule_id == rule_id]
    assert own
    assert [str(p) for p in problems_of(own)] == []


def form_names() -> list[str]:
    return [n for n in dir(forms) if n.endswith("Form") and n != "Form"]


def test_there_are_ten_worked_rules() -> None:
    assert len(re.findall(r"^### \d+\. ", GUIDE, re.MULTILINE)) == 10


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda t: (re.search(r"id: (\S+)", t) or ["", "quiet"])[1])
def test_an_example_loads_without_an_error_or_advice(text: str) -> None:
    assert [str(p) for p in load_files({"guide.yaml": text}).problems] == []


@pytest.mark.parametrize("name", form_names())
def test_the_reference_says_of_every_key_what_the_model_says(name: str) -> None:
    for key, field in getattr(forms, name).model_fields.items():
        must = " (must)" if field.is_required() else ""
        assert field.description, f"{name}.{key} has no description"
        row = f"| `{field.alias or key}`{must} | {field.description.replace('|', '/')} |"
        assert row in GUIDE, row


def test_every_code_of_lint_is_explained() -> None:
    for code, text in CODES.items():
        assert f"| `{code}` | {text} |" in GUIDE
