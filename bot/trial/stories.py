"""The tests that stand in rules: run, and for each that fails what was seen instead."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.model import Change, Event, Feed, Problem, Report, Revision, Rule, RuleSet, RuleTest, TestReport
from bot.reading.compile import Reader
from bot.rulebook import Rulebook, digest_of, make_rulebook
from bot.rules.load import Loaded
from bot.rules.words import describe, why_not
from bot.trial.run import START, Book, Step, article_of, book_of, new_ledger, take_all


@dataclass(frozen=True, slots=True)
class Failure:
    """One report that came to something else than its test says."""

    line: int
    say: str
    expected: str
    got: str
    why: tuple[str, ...] = ()
    """What was read, and where the rule stopped."""


@dataclass(frozen=True, slots=True)
class TestResult:
    """What one test came to."""

    __test__ = False

    rule_id: str
    path: str
    story: str
    line: int
    todo: str | None = None
    failures: tuple[Failure, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.failures


Make = Callable[[RuleSet, tuple[Feed, ...], Mapping[str, object]], Rulebook]


def run_tests(loaded: Loaded, paths: Collection[str], make: Make = make_rulebook) -> list[Problem]:
    """What the load gate calls: the inline tests of the rules in these files, one problem for each that fails.

    `make` compiles the reader, which takes seconds: who needs it afterwards gives one that keeps what it made.
    """
    rules = [r for r in loaded.ruleset.rules.values() if r.path in paths and r.tests and r.status != "off"]
    digests = digests_for({r.path for r in rules}, loaded)
    new = [r for r in rules if digests[r.path] not in TESTED]
    if new:
        book = make(loaded.ruleset, loaded.feeds, loaded.vocabulary)
        results = run_stories(new, loaded.ruleset.rules, book.reader)
        for path in dict.fromkeys(r.path for r in new):
            TESTED[digests[path]] = problems_of([r for r in results if r.path == path])
        while len(TESTED) > MOST_TESTED:
            TESTED.popitem(last=False)
    return [problem for path, digest in digests.items() for problem in TESTED.get(digest, ())]


TESTED: OrderedDict[str, list[Problem]] = OrderedDict()
"""What the tests of a file came to, by all that they depend on: a file that fails is not tried again with every
edit of another one."""
MOST_TESTED = 20_000


def digests_for(paths: Collection[str], loaded: Loaded) -> dict[str, str]:
    """Of each file a name for all that its tests depend on: its text, the files that its rules wait for, the
    vocabulary and the gazetteers."""
    rules = loaded.ruleset.rules
    above: dict[str, set[str]] = {}
    for rule in rules.values():
        if rule.after is not None and rule.after in rules:
            above.setdefault(rule.path, set()).add(rules[rule.after].path)
    words = [digest_of(RuleSet(), loaded.vocabulary), *map(repr, loaded.ruleset.gazetteers)]
    found = {}
    for path in paths:
        needed, left = {path}, [path]
        while left:
            new = above.get(left.pop(), set()) - needed
            needed |= new
            left += new
        texts = [loaded.files[p].digest for p in sorted(needed) if p in loaded.files]
        found[path] = hashlib.sha256("\n".join([path, *texts, *words]).encode("utf-8", "replace")).hexdigest()
    return found


def run_stories(
    rules: Sequence[Rule],
    every: Mapping[str, Rule],
    reader: Reader,
    on_done: Callable[[TestResult], None] = lambda _: None,
) -> list[TestResult]:
    """`every` holds the rules that others wait for (`after`)."""
    results = []
    for rule in rules:
        book = book_of(rule, every, reader)
        for test in rule.tests if rule.status != "off" else ():
            results.append(run_test(rule, test, book))
            on_done(results[-1])
    return results


def run_test(rule: Rule, test: RuleTest, book: Book) -> TestResult:
    articles = [
        article_of(r.say, number=n, at=START + r.after, outlet=r.outlet, kind=r.kind, side=r.side)
        for n, r in enumerate(test.reports, 1)
    ]
    try:
        steps, revisions = take_all(book, articles, new_ledger())
    except Exception as broken:  # a border: one test that breaks the program must not keep the others from running
        got = f"the program itself failed: {type(broken).__name__}: {broken}"
        first = test.reports[0]
        failure = Failure(first.line, first.say, first.expect, got)
        return TestResult(rule.rule_id, rule.path, test.story, test.line, test.todo, (failure,))
    judged = [judge(rule, report, step, revisions) for report, step in zip(test.reports, steps, strict=True)]
    failures = [failure for failure in judged if failure is not None]
    return TestResult(rule.rule_id, rule.path, test.story, test.line, test.todo, tuple(failures))


def judge(rule: Rule, report: TestReport, step: Step, revisions: Sequence[Revision]) -> Failure | None:
    own = [r for r in revisions if r.rule_id == rule.rule_id and r.article_id == step.article.article_id]
    fates = [r for r in step.outcome.reports if r.rule_id == rule.rule_id]
    if not meets(report.expect, own, fates):
        why = (*what_was_read(rule, step), *(f"{r.fate.value}: {r.reason}" for r in fates or step.outcome.reports))
        return Failure(report.line, report.say, report.expect, what_came(own, fates), why)
    wrong = wrong_values(report.values, own, step, rule)
    if wrong:
        return Failure(report.line, report.say, report.expect, "; ".join(wrong), what_was_read(rule, step))
    return None


AS_FATE = {"same": {"same", "copy"}, "new": {"new"}, "update": {"update"}, "revised": {"revised"}}


def meets(expect: str, own: Sequence[Revision], fates: Sequence[Report]) -> bool:
    loud = [r for r in own if r.change is not Change.EDIT]
    if expect in ("alert", "new"):
        return any(r.change is Change.NEW for r in own)
    if expect == "nothing":
        return not loud
    if expect == "update" and any(r.change in (Change.UPDATE, Change.END) for r in own):
        return True
    if expect == "no_match" and not fates:
        return True
    wanted = AS_FATE.get(expect, {expect})
    return any(r.fate.value in wanted for r in fates)


def what_came(own: Sequence[Revision], fates: Sequence[Report]) -> str:
    names = {Change.NEW: "alert", Change.END: "update"}
    said = [names.get(r.change, r.change.value) for r in own] or [r.fate.value for r in fates]
    return ", ".join(dict.fromkeys(said)) or "nothing"


def wrong_values(values: Mapping[str, str], own: Sequence[Revision], step: Step, rule: Rule) -> list[str]:
    if not values:
        return []
    events = [e for r in own for e in r.events if e.event_id in r.changed]
    events = events or [e for e in step.outcome.events if e.rule_id == rule.rule_id]
    if not events:
        return ["there is no alert to hold " + ", ".join(values)]
    return min((mistakes(values, e) for e in events), key=len)


def mistakes(values: Mapping[str, str], event: Event) -> list[str]:
    wrong = []
    for name, wanted in values.items():
        found = value_of(event, name)
        if found.casefold() != wanted.casefold():
            wrong.append(f"{name} is {found}, not {wanted}")
    return wrong


def value_of(event: Event, name: str) -> str:
    """A field as tests write it; `none` where it is not known."""
    if name == "value":
        return f"{event.held.value}" if event.held else "none"
    if name == "action":
        return event.held.action if event.held else "none"
    if name == "severity":
        return event.severity.word
    if name in ("state", "phase"):
        return event.state or "none"
    if name == "rule":
        return event.rule_id
    if name == "sources":
        return str(len({s.outlet for s in event.sources}))
    return event.fields.get(name) or "none"


def what_was_read(rule: Rule, step: Step) -> tuple[str, ...]:
    """Every fact with the part of the rule's `match` that it lacks."""
    if not step.reading.facts:
        return ("nothing was read in it", *(u.why for u in step.reading.unread))
    matched = {m.fact_number for m in step.matches if m.rule_id == rule.rule_id}
    lines = []
    for number, fact in enumerate(step.reading.facts):
        missing = "" if number in matched else f" ({why_not(rule, fact) or 'no match'})"
        words = step.article.text[fact.span.start : fact.span.end]
        lines.append(f"read '{words}' as {describe(fact)}{missing}")
    return tuple(lines)


def problems_of(results: Sequence[TestResult]) -> list[Problem]:
    """One problem for each report that failed; known misses (`todo`) are none, unless they pass now."""
    problems = []
    for result in results:
        if result.todo and result.passed:
            text = f"this test of '{result.rule_id}' passes now: take out `todo`"
            problems.append(Problem(result.path, result.line, 1, text, "todo-passes", True))
        if result.todo:
            continue
        for failure in result.failures:
            why = f" ({'; '.join(failure.why)})" if failure.why else ""
            text = f"test of '{result.rule_id}' fails: wanted {failure.expected}, got {failure.got}{why}"
            problems.append(Problem(result.path, failure.line, 1, text, "test"))
    return problems
