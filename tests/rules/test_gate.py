"""The load gate: a bad file keeps its last good version."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from bot.model import Problem
from bot.rules.gate import Gate, gate
from bot.rules.load import Loaded

RULE = """\
version: 1
rules:
- id: {id}
  title: {title}
  match: {{count: {{of: drone, action: downed}}}}
  alert_if: [value >= {least}]
"""


def rule(rule_id: str = "one", title: str = "One", least: str = "50", more: str = "") -> str:
    return RULE.format(id=rule_id, title=title, least=least) + more


class Runner:
    """Fails the files it is told to, and keeps what it was asked to run."""

    def __init__(self, *failing: str) -> None:
        self.failing = failing
        self.asked: list[list[str]] = []

    def __call__(self, loaded: Loaded, paths: Collection[str]) -> list[Problem]:
        self.asked.append(sorted(paths))
        texts = {p: loaded.files[p] for p in paths if p in loaded.files}
        return [
            Problem(p, 9, 1, "a test fails", "test")
            for p, f in texts.items()
            if any(r.title["en"] in self.failing for r in f.compiled.rules)
        ]


def titles(made: Gate) -> dict[str, str]:
    return {i: r.title["en"] for i, r in made.ruleset.rules.items()}


GOOD = {"a.yaml": rule(), "b.yaml": rule("two", "Two", "60")}


def test_good_files_come_through_and_are_kept() -> None:
    made = gate({}, GOOD, Runner())
    assert titles(made) == {"one": "One", "two": "Two"}
    assert made.good == GOOD
    assert made.kept == {}


@pytest.mark.parametrize(
    "broken",
    ["version: 1\nrules: [", rule(least="many"), rule(more="  colour: red\n"), "", "\x00"],
    ids=["yaml", "condition", "key", "empty", "unprintable"],
)
def test_a_broken_edit_leaves_the_version_before_in_force(broken: str) -> None:
    made = gate(GOOD, {**GOOD, "a.yaml": broken}, Runner())
    assert titles(made) == {"one": "One", "two": "Two"}
    assert made.good == GOOD
    assert list(made.kept) == ["a.yaml"]
    assert made.kept["a.yaml"] in made.problems


def test_a_new_file_that_is_broken_stops_nothing() -> None:
    made = gate(GOOD, {**GOOD, "c.yaml": "nonsense"}, Runner())
    assert titles(made) == {"one": "One", "two": "Two"}
    assert "c.yaml" not in made.good


def test_a_file_that_cannot_be_read_keeps_its_version_before() -> None:
    unread = [Problem("a.yaml", 1, 1, "not UTF-8")]
    made = gate(GOOD, {"b.yaml": GOOD["b.yaml"]}, Runner(), unread=unread)
    assert titles(made) == {"one": "One", "two": "Two"}


def test_only_files_that_changed_are_tested() -> None:
    tests = Runner()
    gate(GOOD, {**GOOD, "b.yaml": rule("two", "Two", "70")}, tests)
    assert tests.asked == [["b.yaml"]]


def test_all_files_are_tested_when_the_vocabulary_changes() -> None:
    tests = Runner()
    gate({**GOOD, "vocabulary/en.yaml": "a: [b]"}, {**GOOD, "vocabulary/en.yaml": "a: [c]"}, tests)
    assert tests.asked == [["a.yaml", "b.yaml"]]


def test_a_failing_test_leaves_the_version_before_in_force() -> None:
    made = gate(GOOD, {**GOOD, "a.yaml": rule(title="Worse")}, Runner("Worse"))
    assert titles(made) == {"one": "One", "two": "Two"}
    assert made.kept["a.yaml"].line == 9


def test_a_vocabulary_that_makes_tests_fail_keeps_its_version_before() -> None:
    before = {**GOOD, "vocabulary/en.yaml": "a: [b]"}

    def tests(loaded: Loaded, paths: Collection[str]) -> list[Problem]:
        words = loaded.vocabulary["en"]
        return [Problem("a.yaml", 7, 1, "a test fails")] if words == {"a": ["c"]} else []

    made = gate(before, {**GOOD, "vocabulary/en.yaml": "a: [c]"}, tests)
    assert made.loaded.vocabulary == {"en": {"a": ["b"]}}
    assert list(made.kept) == ["vocabulary/en.yaml"]


def test_an_edit_that_would_stop_another_file_is_not_taken() -> None:
    before = {"a.yaml": rule(), "b.yaml": rule("two", "Two", "60", more="  after: one\n")}
    made = gate(before, {**before, "a.yaml": rule("renamed", "Renamed")}, Runner())
    assert titles(made) == {"one": "One", "two": "Two"}
    assert list(made.kept) == ["a.yaml"]
    assert "after" in before["b.yaml"]
    assert "there is no rule 'one'" in made.kept["a.yaml"].text


def test_of_two_files_with_one_id_the_one_that_changed_is_at_fault() -> None:
    made = gate(GOOD, {**GOOD, "a.yaml": rule("two", "Stolen")}, Runner())
    assert titles(made) == {"one": "One", "two": "Two"}
    assert list(made.kept) == ["a.yaml"]


def test_a_rule_may_move_from_one_file_to_another() -> None:
    made = gate(GOOD, {"c.yaml": rule(title="Moved"), "b.yaml": GOOD["b.yaml"]}, Runner())
    assert titles(made) == {"one": "Moved", "two": "Two"}
    assert sorted(made.good) == ["b.yaml", "c.yaml"]


def test_of_the_feeds_a_bad_entry_keeps_the_list_before_or_at_first_is_left_out() -> None:
    good = "feeds: [{id: a, name: A, url: 'https://a.example'}, {id: b, name: B, url: 'https://b.example'}]"
    bad = good.replace("https://b.example", "b.example")
    tests = Runner()
    first = gate({}, {**GOOD, "feeds.yaml": bad}, tests)
    assert tests.asked == [["a.yaml", "b.yaml"]]
    assert [f.feed_id for f in first.loaded.feeds] == ["a"]
    later = gate({**GOOD, "feeds.yaml": good}, {**GOOD, "feeds.yaml": bad}, Runner())
    assert [f.feed_id for f in later.loaded.feeds] == ["a", "b"]
    assert list(later.kept) == ["feeds.yaml"]


def test_a_deleted_file_is_gone() -> None:
    made = gate(GOOD, {"b.yaml": GOOD["b.yaml"]}, Runner())
    assert titles(made) == {"two": "Two"}
    assert list(made.good) == ["b.yaml"]


def test_an_emptied_folder_stops_nothing() -> None:
    made = gate(GOOD, {}, Runner())
    assert titles(made) == {"one": "One", "two": "Two"}
    assert "stay in force" in made.problems[0].text


def test_advice_stops_nothing() -> None:
    made = gate({}, {"a.yaml": rule()}, Runner())
    assert [p.code for p in made.problems] == ["no-test"]
    assert titles(made) == {"one": "One"}


def test_after_a_restart_a_file_that_is_still_broken_runs_as_it_was() -> None:
    made = gate(GOOD, {**GOOD, "a.yaml": "rules: ["}, Runner())
    again = gate(made.good, {**GOOD, "a.yaml": "rules: ["}, Runner())
    assert titles(again) == {"one": "One", "two": "Two"}
    assert list(again.kept) == ["a.yaml"]


def test_a_known_miss_that_is_read_by_now_keeps_no_file_out_of_force():
    """`todo` that passes is good news and worth a line, never a reason to run an older version."""
    text = "version: 1\nrules:\n- {id: peace, title: Peace, match: {phrases: [peace signed]}}\n"
    advice = Problem("peace.yaml", 3, 1, "this test passes now: take out `todo`", "todo-passes", is_advice=True)
    passed = gate({}, {"peace.yaml": text}, lambda _loaded, _paths: [advice])
    assert "peace" in passed.ruleset.rules
    assert not passed.kept
    assert advice in passed.problems
