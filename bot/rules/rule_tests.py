"""The tests that stand in a rule, as typed stories."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from bot.model.rules import RuleTest, TestReport
from bot.rules.forms import RuleForm, TestForm
from bot.rules.notes import Notes, Way
from bot.rules.values import parse_number, parse_severity, parse_side, suggest

MOST_REPORTS = 500
"""Texts in the tests of one rule. Every edit of its file runs all of them, some hundred a second."""
MOST_CHARACTERS = 50_000
"""Of one text: longer than any article that a feed carries."""


def compile_tests(form: RuleForm, names: Collection[str], way: Way, notes: Notes) -> tuple[RuleTest, ...]:
    tests = tuple(compile_test(t, names, (*way, "tests", n), notes) for n, t in enumerate(form.tests))
    if (count := sum(len(t.reports) for t in tests)) > MOST_REPORTS:
        notes.error(
            (*way, "tests"), f"{count:,} texts; a rule has {MOST_REPORTS} at most, since every edit tries all"
        )
    for number, test in enumerate(tests):
        if (longest := max((len(r.say) for r in test.reports), default=0)) > MOST_CHARACTERS:
            text = f"a text of {longest:,} characters; {MOST_CHARACTERS:,} are the most: keep what matters"
            notes.error((*way, "tests", number), text)
    return tests


def compile_test(form: TestForm, names: Collection[str], way: Way, notes: Notes) -> RuleTest:
    line = notes.line(way)
    if form.say is not None:
        values = compile_values(form.with_, names, (*way, "with"), notes)
        report = TestReport(
            dt.timedelta(0), form.from_, form.say, form.expect or "alert", values, line, form.kind, form.side
        )
        return RuleTest(form.story or form.say, (report,), form.todo, line)
    reports = tuple(
        TestReport(
            r.at,
            r.from_,
            r.say,
            r.expect,
            compile_values(r.with_, names, (*way, "reports", n, "with"), notes),
            notes.line((*way, "reports", n)),
            r.kind,
            r.side,
        )
        for n, r in enumerate(form.reports)
    )
    return RuleTest(form.story or "", reports, form.todo, line)


def compile_values(values: Mapping[str, str], names: Collection[str], way: Way, notes: Notes) -> dict[str, str]:
    """Fields of an alert in the form that events carry: `97`, `RU`, `medium`."""
    return {name: compile_value(name, text, names, (*way, name), notes) for name, text in values.items()}


def compile_value(name: str, text: str, names: Collection[str], way: Way, notes: Notes) -> str:
    try:
        if text.casefold() == "none":
            return "none"
        if name == "value":
            return f"{parse_number(text):g}" if parse_number(text) < 1e6 else str(int(parse_number(text)))
        if name == "attacker":
            return parse_side(text)
        if name == "severity":
            return parse_severity(text).word
        if name not in (*names, "title", "rule"):
            raise ValueError(f"an alert of this rule has no '{name}'{suggest(name, (*names, 'severity'))}")
    except ValueError as error:
        notes.error(way, error)
    return text
