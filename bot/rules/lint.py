"""What is no mistake by the format and yet not what its writer wants. Codes and texts: `bot.rules.silence`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.model.rules import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    CountMatch,
    Is,
    Pattern,
    Rule,
    RuleTest,
    SeverityRises,
    TalksMatch,
)
from bot.rules.compile import Compiled
from bot.rules.forms import FileForm
from bot.rules.notes import Notes, Way
from bot.rules.phrases import clean, words_of
from bot.rules.values import show_duration, show_number

SHORTEST = 3
"""Letters; a shorter beginning with * meets words of every kind."""
LOUD = ("alert", "new", "update")
NUMBER = re.compile(r"\d{1,3}(?:[,\u00a0\u202f ]\d{3})+|\d+")


def lint_file(form: FileForm, compiled: Compiled, notes: Notes) -> None:
    """Advice and lint errors go to `notes`."""
    lint_lists(form, notes)
    number_of = {rule.id: number for number, rule in enumerate(form.rules)}
    for rule in compiled.rules:
        way: Way = ("rules", number_of[rule.rule_id])
        if rule.status != "off":
            lint_tests(rule, way, notes)
        lint_conditions(rule, way, notes)
        lint_times(rule, form, way, notes)
    lint_words(form, compiled, number_of, notes)


def lint_lists(form: FileForm, notes: Notes) -> None:
    if not form.lists:
        return
    texts = [t for rule in form.rules for t in phrases_in(rule.match)]
    texts += [word for words in form.lists.values() for word in words]
    texts += [word for g in form.gazetteers.values() for words in g.states.values() for word in words]
    used = {name.strip() for text in texts for name in re.findall(r"<([^<>]*)>", text)}
    for name in form.lists:
        if name not in used:
            notes.advise(("lists", name), "unused-list", f"no phrase uses the list <{name}>", at_key=True)


def phrases_in(match: object) -> Iterator[str]:
    for key in ("phrases", "not_"):
        yield from getattr(match, key)
    count = getattr(match, "count", None)
    if count is not None:
        yield from (*count.of, *count.state)


def lint_tests(rule: Rule, way: Way, notes: Notes) -> None:
    if not rule.tests:
        text = "no test: write one text that must alert and one that must not, under `tests`"
        notes.advise((*way, "id"), "no-test", text)
        return
    expected = [report.expect for test in rule.tests for report in test.reports]
    if all(e in LOUD for e in expected):
        text = "no test shows what must stay silent: add one with `expect: nothing`"
        notes.advise((*way, "tests"), "no-negative-test", text, at_key=True)
    for number, condition in enumerate(rule.alert_if):
        if isinstance(condition, Compare) and condition.op in (">", ">="):
            lint_threshold(rule, condition, (*way, "alert_if", number), notes)


def lint_threshold(rule: Rule, condition: Compare, way: Way, notes: Notes) -> None:
    limit = condition.number
    has_above = any(r.expect in LOUD for t in rule.tests for r in t.reports)
    has_below = any(is_below(test, limit) for test in rule.tests)
    if not has_above or not has_below:
        side = "below" if has_above else "at or above"
        text = f"no test stands {side} {show_number(limit)}: add one, so that nobody moves it by mistake"
        notes.advise(way, "threshold-untested", text)


SMALL = (
    ("one", "одн*", "один"),
    ("two", "дв*"),
    ("three", "тр*"),
    ("four", "чотир*", "четыр*"),
    ("five", "п'ят*", "пят*"),
    ("six", "шіст*", "шест*"),
    ("seven", "сім*", "сем*"),
    ("eight", "вісім*", "восем*"),
    ("nine", "дев'ят*", "девят*"),
    ("ten", "десят*"),
)
"""Number words from 1, `*` for any ending: enough to see on which side of a small threshold a test stands."""


def numbers_in(text: str) -> Iterator[float]:
    yield from (float(re.sub(r"\D", "", n)) for n in NUMBER.findall(text))
    words = clean(text).split()
    for number, forms in enumerate(SMALL, 1):
        for form in forms:
            stem = form.removesuffix("*")
            if any(w == stem or (form != stem and w.startswith(stem)) for w in words):
                yield float(number)


def is_below(test: RuleTest, limit: float) -> bool:
    """A test that stays silent on a number under the limit."""
    for report in test.reports:
        if report.expect in ("nothing", "below") and any(0 < n < limit for n in numbers_in(report.say)):
            return True
    return False


# -- conditions ----------------------------------------------------------------------------------------------


def lint_conditions(rule: Rule, way: Way, notes: Notes) -> None:
    low, high = float("-inf"), float("inf")
    for number, condition in enumerate(rule.alert_if):
        here = (*way, "alert_if", number)
        if isinstance(condition, SeverityRises):
            never(here, "`severity rises` compares with what was told: it belongs under `update_if`", notes)
        if reason := contradiction(condition, rule):
            never(here, reason, notes)
        if isinstance(condition, Compare):
            low, high = narrow(condition, low, high)
            if low > high:
                never(here, "together with the lines above it no number can meet this", notes)
                break
    for number, condition in enumerate(rule.update_if):
        if isinstance(condition, SeverityRises) and len({s for s, _ in rule.severity}) < 2:
            never((*way, "update_if", number), "the severity never rises: the rule has one only", notes)
        if reason := contradiction(condition, rule):
            never((*way, "update_if", number), reason, notes)
    lint_severity(rule, way, notes)


def never(way: Way, text: str, notes: Notes) -> None:
    notes.advise(way, "never-holds", f"this never holds: {text}", is_advice=False)


def narrow(condition: Compare, low: float, high: float) -> tuple[float, float]:
    number = condition.number
    if condition.op in (">=", ">"):
        low = max(low, number if condition.op == ">=" else number + 1)
    elif condition.op in ("<=", "<"):
        high = min(high, number if condition.op == "<=" else number - 1)
    else:
        low, high = max(low, number), min(high, number)
    return low, high


def contradiction(condition: Condition, rule: Rule) -> str:
    """Why a condition can never hold beside what the rule matches, or nothing."""
    if isinstance(condition, AnyOf):
        reasons = [contradiction(c, rule) for c in condition.conditions]
        return reasons[0] if all(reasons) else ""
    if isinstance(condition, AllOf):
        return next((r for c in condition.conditions if (r := contradiction(c, rule))), "")
    if isinstance(condition, Compare) and condition.op in ("<", "<=") and condition.number <= 0:
        return "no number is below zero"
    if isinstance(condition, Is):
        return fixed_elsewhere(condition, rule)
    return ""


def fixed_elsewhere(condition: Is, rule: Rule) -> str:
    match = rule.match
    asked = condition.value
    if isinstance(match, CountMatch):
        if condition.field == "attacker" and match.attackers and asked not in (*match.attackers, "any"):
            return f"`match` asks for attacker {', '.join(match.attackers)}"
        if condition.field == "place" and match.nationwide and asked != "none":
            return "`match` asks for numbers without a place"
        if condition.field == "action" and match.actions and asked not in (*match.actions, "any"):
            return f"`match` asks for {', '.join(match.actions)}"
    places = getattr(match, "places", ())
    if condition.field == "place" and places and asked.casefold() not in ("any", *(p.casefold() for p in places)):
        return f"`match` asks for {', '.join(places)}"
    if isinstance(match, TalksMatch) and condition.field == "phase" and asked not in (*match.phases, "any"):
        return f"`match` asks for {', '.join(match.phases)}"
    return ""


def lint_severity(rule: Rule, way: Way, notes: Notes) -> None:
    """From the highest down: a line that asks for more than a higher one is never reached."""
    least = float("inf")
    for severity, condition in rule.severity:
        if not isinstance(condition, Compare) or condition.op not in (">", ">="):
            continue
        if condition.number >= least:
            text = f"a higher severity already begins at {show_number(least)}"
            never((*way, "severity", severity.word), text, notes)
        least = min(least, condition.number)


# -- times and words -----------------------------------------------------------------------------------------


def lint_times(rule: Rule, form: FileForm, way: Way, notes: Notes) -> None:
    if rule.update_if and rule.cooldown > rule.same_event.within:
        text = (
            f"the cooldown ({show_duration(rule.cooldown)}) outlasts the event "
            f"({show_duration(rule.same_event.within)}): no update is ever told"
        )
        notes.advise((*way, "cooldown"), "cooldown-too-long", text)


def lint_words(form: FileForm, compiled: Compiled, number_of: dict[str, int], notes: Notes) -> None:
    lists = "lists" if form.lists else ""
    patterns: Iterable[Pattern] = (
        *compiled.patterns,
        *(p for q in compiled.quantities for p in (*q.of, *q.state)),
    )
    told: set[str] = set()
    for pattern in patterns:
        if pattern.source in told:
            continue
        short = next((w for w in words_of(pattern.parts) if w.prefix and len(w.text) < SHORTEST), None)
        lone = len(pattern.source.strip()) < SHORTEST
        if short or lone:
            told.add(pattern.source)
            word = f"{short.text}*" if short else pattern.source
            note_short(pattern, word, number_of, lists, notes)


def note_short(pattern: Pattern, word: str, number_of: dict[str, int], lists: str, notes: Notes) -> None:
    rule_id, *rest = pattern.phrase_id.split("/")
    number = int(rest[-1].split("+")[0]) - 1
    key: Way = {"of": ("count", "of"), "state": ("count", "state"), "not": ("not",)}.get(rest[0], ("phrases",))
    way: Way = ("rules", number_of[rule_id], "match", *key, number)
    where = ", perhaps in one of its lists," if lists and "<" in pattern.source else ""
    notes.advise(way, "short-term", f"'{word}'{where} is so short that it meets half the language: spell it out")
