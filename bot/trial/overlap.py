"""Lint that needs texts: rules that ring together, stay silent, or ring too often."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from bot.model import Change, Problem, Rule
from bot.rulebook import Rulebook
from bot.trial.backtest import Backtest
from bot.trial.run import START, article_of, new_ledger, take_all, whole_book

SILENT_AFTER = dt.timedelta(days=90)
LEAST_TO_COMPARE = 5
"""Alerts of a rule in the history; fewer say nothing about an overlap."""
TOGETHER = 0.8


def overlaps(rulebook: Rulebook) -> list[Problem]:
    """Pairs of rules each of which rings for every text that the other's tests want an alert for."""
    book = whole_book(rulebook)
    rules = {i: r for i, r in book.ruleset.rules.items() if r.status != "off" and r.after is None}
    rung: dict[str, list[set[str]]] = {}
    for rule_id, rule in rules.items():
        for text, kind in texts_that_ring(rule):
            _, revisions = take_all(book, [article_of(text, at=START, kind=kind)], new_ledger())
            rung.setdefault(rule_id, []).append({r.rule_id for r in revisions if r.change is Change.NEW})
    always = {i: set.intersection(*found) - {i} for i, found in rung.items()}
    return [
        overlap(rules[one], rules[other], "every text of its tests, and the other way round")
        for one, others in sorted(always.items())
        for other in sorted(others)
        if one > other and one in always.get(other, ())
    ]


def texts_that_ring(rule: Rule) -> Iterator[tuple[str, str]]:
    for test in rule.tests:
        if len(test.reports) == 1 and test.reports[0].expect in ("alert", "new") and not test.todo:
            yield test.reports[0].say, test.reports[0].kind


def overlap(rule: Rule, other: Rule, when: str) -> Problem:
    text = f"'{other.rule_id}' rings for {when}: make one rule of them, or narrow one"
    return Problem(rule.path, rule.line, 1, text, "overlap", True)


def history_lint(found: Backtest, rules: Mapping[str, Rule], days: int) -> list[Problem]:
    """What the alerts of the last `days` say about the rules: silent, noisy, ringing together.

    A history that is shorter than what was asked for counts as long as it is: of three days of articles nobody
    can say that a rule was silent for ninety.
    """
    problems: list[Problem] = []
    if not found.days:
        return problems
    days = min(days, (found.days[-1] - found.days[0]).days + 1)
    for rule in rules.values():
        if rule.status == "off":
            continue
        rings = sum(found.after.get(rule.rule_id, {}).values())
        if not rings and dt.timedelta(days=days) >= SILENT_AFTER and rule.expect_per_week != (0, 0):
            text = f"nothing in {days} days: is the rule still wanted, and are its words right?"
            problems.append(Problem(rule.path, rule.line, 1, text, "silent", True))
        if rule.expect_per_week is not None and (per_week := rings * 7 / days) > rule.expect_per_week[1]:
            text = f"{per_week:.1f} alerts a week, and `expect_per_week` says {rule.expect_per_week[1]:g} at most"
            problems.append(Problem(rule.path, rule.line, 1, text, "noisy", True))
    return problems + together(found, rules)


def together(found: Backtest, rules: Mapping[str, Rule]) -> list[Problem]:
    """Rules whose alerts nearly always have the same article behind them."""
    problems = []
    articles = {i: ids for i in rules if len(ids := found.articles_of.get(i, frozenset())) >= LEAST_TO_COMPARE}
    for one, own in sorted(articles.items()):
        for other, others in sorted(articles.items()):
            if one > other and len(own & others) >= TOGETHER * max(len(own), len(others)):
                problems.append(
                    overlap(rules[one], rules[other], f"{len(own & others)} of {len(own)} same articles")
                )
    return problems
