"""Drafts and the tidy form."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Count, Fact, Span, Status, Talks
from bot.model.facts import Statement
from bot.rules.draft import draft_rule
from bot.rules.format import format_text, meaning
from bot.rules.load import load_files

RULES = Path(__file__).parents[2] / "rules"


def fact(what: Statement) -> Fact:
    return Fact(what=what, span=Span(0, 5), evidence=Span(0, 5), found_by="test")


DRAFTS = {
    "a count": (
        "Russia launched 97 drones.",
        Count("drone", "launched", 97, attacker="RU"),
        (
            "count: {of: drone, action: launched, attacker: Russia, place: none}",
            "value >= 50",
            "launched 49 drones",
        ),
    ),
    "a count at a place": (
        "Over Kyiv 1,204 drones were shot down.",
        Count("drone", "downed", 1204, place="Kyiv"),
        ("place: Kyiv", "value >= 1,000", "999 drones"),
    ),
    "a status": (
        "Kazan airport closed.",
        Status("airport", "KZN", "Kazan", "closed"),
        ("status: {of: airport, is: closed, place: KZN}", "name: Kazan"),
    ),
    "talks": ("They meet in Geneva.", Talks("Geneva", "CH", "planned"), ("place: Geneva", "phase: planned")),
    "a quantity": (
        "About 80,000 households in Sumy are without power.",
        None,
        ("count: {of: [household*], state: [without power]}", "value >= 50,000", "value: 80000"),
    ),
    "a quantity in Ukrainian": (
        "У Сумах 12 тисяч родин залишилися без води.",
        None,
        ("count: {of: [родин*], state: [без води]}", "value: 12000"),
    ),
    "words": ("The parliament approved the mobilization law.", None, ("phrases: ", "mobilization*")),
}


@pytest.mark.parametrize(("sentence", "what", "holds"), DRAFTS.values(), ids=DRAFTS)
def test_a_sentence_becomes_a_draft_that_loads(
    sentence: str, what: Statement | None, holds: tuple[str, ...]
) -> None:
    text = draft_rule(sentence, [fact(what)] if what else [])
    assert not load_files({"draft.yaml": text}).errors
    for part in (*holds, "status: draft", "expect: nothing"):
        assert part in text


@given(st.text(alphabet=st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co")), min_size=1, max_size=80))
def test_any_sentence_becomes_a_draft_that_can_be_read(sentence: str) -> None:
    text = draft_rule(sentence, ())
    assert [p for p in load_files({"draft.yaml": text}).errors if "quote" in p.text or "line" in p.text] == []


def test_tidying_mends_spaces_signs_and_long_numbers_and_keeps_comments_and_words() -> None:
    text = (
        "version: 1\r\n\n\n\nrules:   \n- id: one   # why\n  title: One\n"
        "  match: {count: {of: drone, action: downed}}\n"
        "  alert_if:\n\t\t- value>=50000   # many\n    - value  ≥ 50k\n  update_if: [value changes by 5000]\n\n\n"
    )
    assert format_text(text) == (
        "version: 1\n\nrules:\n- id: one   # why\n  title: One\n"
        "  match: {count: {of: drone, action: downed}}\n"
        "  alert_if:\n    - value >= 50,000   # many\n    - value >= 50k\n  update_if: [value changes by 5000]\n"
    )


def test_text_over_several_lines_is_left_alone() -> None:
    text = "version: 1\nrules: []\nlists:\n  x:\n    - |\n      one  \n\n\n      two\n"
    assert format_text(text) == text


@pytest.mark.parametrize(
    "path", sorted(p for p in RULES.glob("*.yaml") if p.name != "feeds.yaml"), ids=lambda p: p.stem
)
def test_the_shipped_files_are_tidy(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert format_text(text) == text


@given(st.text(alphabet="rules: \n-[]{}#|>'\"\tvalue>=5000\n  alert_if", max_size=120))
def test_tidying_twice_is_tidying_once_and_changes_no_meaning(text: str) -> None:
    once = format_text(text)
    assert format_text(once) == once
    if not meaning(text)[1]:
        assert meaning(once) == meaning(text)
