"""What lint says, and how a line silences it."""

from __future__ import annotations

import pytest

from bot.rules.load import load_files
from bot.rules.silence import CODES

TESTS = """\
  tests:
    - {say: Russia launched 60 drones overnight., expect: alert}
    - {say: Russia launched 6 drones overnight., expect: nothing}
"""
COUNT = "  match: {count: {of: drone, action: downed, attacker: Russia, place: none}}\n"


def file(*lines: str, match: str = COUNT, tests: str = TESTS, above: str = "") -> str:
    own = "".join(f"  {line}\n" for line in lines)
    return f"version: 1\n{above}rules:\n- id: one\n  title: One\n{match}{own}{tests}"


def codes(text: str, **others: str) -> list[str]:
    return [p.code for p in load_files({"x.yaml": text, **others}).problems]


SITUATIONS = {
    "a sound rule": (file("alert_if: [value >= 50]"), []),
    "number in the identity": (file("same_event: {by: [day, value]}"), ["number-in-same-event"]),
    "below and above at once": (file("alert_if: [value < 50, value > 60]"), ["never-holds"]),
    "less than nothing": (file("alert_if: [value < 0]"), ["never-holds"]),
    "severity begins too low": (
        file("severity: {high: value >= 50, critical: value >= 20}"),
        ["never-holds"],
    ),
    "another attacker": (file("alert_if: [attacker is Ukraine]"), ["never-holds"]),
    "a place where there is none": (file("alert_if: [place is Kyiv]"), ["never-holds"]),
    "one severity that rises": (file("update_if: [severity rises]"), ["never-holds"]),
    "no branch can hold": (file("alert_if: [place is Kyiv or attacker is Ukraine]"), ["never-holds"]),
    "one branch can hold": (file("alert_if: [place is Kyiv or attacker is Russia]"), []),
    "unused list": (file(above="lists: {truce: [truce]}\n"), ["unused-list"]),
    "a list in a list": (
        file(
            match="  match: {phrases: [<all> signed]}\n", above="lists: {truce: [truce], all: [<truce>, peace]}\n"
        ),
        [],
    ),
    "no test": (file(tests=""), ["no-test"]),
    "no negative test": (
        file(tests="  tests:\n    - {say: Russia launched 60 drones., expect: alert}\n"),
        ["no-negative-test"],
    ),
    "nothing below the threshold": (
        file("alert_if: [value >= 50]", tests=TESTS.replace("launched 6 drones", "rested")),
        ["threshold-untested"],
    ),
    "a number word below the threshold": (
        file("alert_if: [value >= 5]", tests=TESTS.replace("6 drones", "three drones")),
        [],
    ),
    "nothing above the threshold": (
        file("alert_if: [value >= 50]", tests="  tests:\n    - {say: Six drones or 6., expect: nothing}\n"),
        ["threshold-untested"],
    ),
    "cooldown outlasts the event": (
        file("cooldown: 30h", "update_if: [value changes by 5%]"),
        ["cooldown-too-long"],
    ),
    "two letters and a star": (file(match="  match: {phrases: [ce* signed]}\n"), ["short-term"]),
    "two letters in a list": (
        file(match="  match: {phrases: [<t> signed]}\n", above="lists: {t: [tr*]}\n"),
        ["short-term"],
    ),
    "a draft wants tests, a rule that is off does not": (file("status: off", tests=""), []),
}


@pytest.mark.parametrize(("text", "expected"), SITUATIONS.values(), ids=SITUATIONS)
def test_lint_says_what_its_writer_would_not_want(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_two_rules_that_ask_for_the_same_are_told() -> None:
    other = file().replace("id: one", "id: two")
    problems = load_files({"a.yaml": file(), "b.yaml": other}).problems
    assert [(p.path, p.code, p.is_advice) for p in problems] == [("b.yaml", "same-match", True)]


def test_a_place_that_nobody_knows_is_told_with_the_nearest_one() -> None:
    places = "cities:\n  Kyiv: {uk: Київ, ru: Киев}\ncountries:\n  Ukraine: {code: UA, uk: Україна}\n"
    match = "  match: {count: {of: drone, action: downed, place: [Kiyv, Київ]}}\n"
    loaded = load_files({"x.yaml": file(match=match), "vocabulary/places.yaml": places})
    (problem,) = loaded.problems
    assert (problem.code, problem.text) == (
        "unknown-place",
        "'Kiyv' is no place that reading knows, did you mean 'kyiv'?",
    )
    assert loaded.ruleset.rules["one"].match.places == ("Kiyv", "Kyiv")  # type: ignore[union-attr]


def test_a_comment_with_a_reason_silences_one_code_on_its_line_or_the_next() -> None:
    line = "same_event: {by: [day, value]}"
    assert codes(file(f"{line}  # allow number-in-same-event: each number is its own prize")) == []
    assert codes(file("# allow number-in-same-event: each number is its own prize", line)) == []
    assert codes(file(f"{line}  # allow unused-list: not this one")) == ["number-in-same-event"]
    assert codes(file("# allow number-in-same-event: too far up", "topic: drones", line)) == [
        "number-in-same-event"
    ]


def test_a_comment_without_a_reason_or_with_an_unknown_code_is_a_mistake() -> None:
    (problem,) = load_files({"x.yaml": file("cooldown: 1h  # allow cooldown-too-long")}).problems
    assert "say why" in problem.text
    (problem,) = load_files({"x.yaml": file("cooldown: 1h  # allow cooldwn: because")}).problems
    assert "lint has no code 'cooldwn'" in problem.text


def test_every_code_says_what_it_finds() -> None:
    told = {c for _, expected in SITUATIONS.values() for c in expected}
    elsewhere = {"unknown-place", "same-match", "overlap", "silent", "noisy", "unknown-topic"}
    assert told | elsewhere == set(CODES)
    assert all(CODES.values())
