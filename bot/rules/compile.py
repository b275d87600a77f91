"""Forms -> typed rules: what each key means, with problems for what no form can tell."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.model.rules import (
    Condition,
    Gazetteer,
    Group,
    Pattern,
    Quantity,
    Quiet,
    Rule,
    SameEvent,
    Severity,
)
from bot.rules import fields
from bot.rules.conditions import parse_condition
from bot.rules.forms import FileForm, MatchForm, QuietForm, RuleForm
from bot.rules.gazetteers import compile_gazetteers
from bot.rules.lists import compile_lists
from bot.rules.meaning import Meaning, compile_match, resolve_places
from bot.rules.notes import Notes, Way
from bot.rules.phrases import slots_of
from bot.rules.rule_tests import compile_tests
from bot.rules.templates import check_template
from bot.rules.values import suggest

THREE_DIGITS = re.compile(r"\d{3}")
CUT_NUMBER = "a comma ends an entry inside brackets, so the number was cut: write 50k, or one condition a line"

WITHIN = {
    "count": dt.timedelta(hours=24),
    "status": dt.timedelta(hours=18),
    "talks": dt.timedelta(days=10),
    "phrase": dt.timedelta(hours=24),
}
"""How long an event stays open for reports where a rule does not say it."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """What one file gives."""

    rules: tuple[Rule, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    quiet: tuple[Quiet, ...] = ()
    gazetteers: tuple[Gazetteer, ...] = ()


def compile_file(form: FileForm, notes: Notes) -> Compiled:
    """Problems go to `notes`; a rule that has any is left out."""
    notes = compile_lists(form.lists, notes)
    gazetteers = compile_gazetteers(form.gazetteers, notes)
    rules: list[Rule] = []
    patterns: list[Pattern] = []
    quantities: list[Quantity] = []
    ids: dict[str, int] = {}
    for number, rule in enumerate(form.rules):
        before = len(notes.problems)
        first = ids.setdefault(rule.id, number)
        if first != number:
            line = notes.line(("rules", first, "id"))
            notes.error(
                ("rules", number, "id"), f"there is a rule '{rule.id}' in line {line}: give this one another id"
            )
        meaning = compile_match(rule, ("rules", number, "match"), notes)
        made = compile_rule(rule, meaning, ("rules", number), notes)
        if len(notes.problems) == before or all(p.is_advice for p in notes.problems[before:]):
            rules.append(made)
            patterns += meaning.patterns
            quantities += meaning.quantities
    quiet = tuple(compile_quiet(q, ("quiet", n), notes) for n, q in enumerate(form.quiet))
    return Compiled(tuple(rules), tuple(patterns), tuple(quantities), quiet, gazetteers)


def compile_quiet(form: QuietForm, way: Way, notes: Notes) -> Quiet:
    places = tuple(resolve_places(form.places, (*way, "places"), notes))
    return Quiet(tuple(form.rules), tuple(form.topics), places, form.until, form.why or "")


def compile_rule(form: RuleForm, meaning: Meaning, way: Way, notes: Notes) -> Rule:
    slots = tuple(dict.fromkeys(s for p in meaning.patterns for s in slots_of(p.parts)))
    names = fields.fields_of(form.match, slots)
    for key in ("title", "message"):
        for language, text in getattr(form, key).items():
            check_template(text, (*names, *fields.ALWAYS), (*way, key, language), notes)
    return Rule(
        rule_id=form.id,
        title=form.title,
        match=meaning.matcher,
        topic=form.topic,
        why=form.why or "",
        message=form.message,
        alert_if=compile_conditions(form.alert_if, names, (*way, "alert_if"), notes),
        severity=compile_severity(form.severity, names, (*way, "severity"), notes),
        same_event=compile_identity(form, slots, way, notes),
        update_if=compile_conditions(form.update_if, names, (*way, "update_if"), notes),
        cooldown=form.cooldown,
        confirm=form.confirm,
        group=compile_group(form, slots, way, notes),
        after=form.after,
        known={field: tuple(values) for field, values in form.known.items()},
        embargo=form.embargo,
        expect_per_week=form.expect_per_week,
        status=form.status,
        was=tuple(form.was),
        tests=compile_tests(form, names, way, notes),
        path=notes.path,
        line=notes.line((*way, "id")),
    )


def compile_conditions(
    lines: Sequence[str], names: Sequence[str], way: Way, notes: Notes
) -> tuple[Condition, ...]:
    found = []
    for number, line in enumerate(lines):
        try:
            if number and THREE_DIGITS.fullmatch(line):
                raise ValueError(CUT_NUMBER)
            found.append(parse_condition(line, names))
        except ValueError as error:
            notes.error((*way, number), error)
    return tuple(found)


def compile_severity(
    lines: Mapping[str, str], names: Sequence[str], way: Way, notes: Notes
) -> tuple[tuple[Severity, Condition | None], ...]:
    """From the highest down. The lowest also holds where no line does: an event that fell below is still one."""
    found: list[tuple[Severity, Condition | None]] = []
    for word, line in lines.items():
        try:
            found.append((Severity[word.upper()], parse_condition(line, names) if line else None))
        except ValueError as error:
            notes.error((*way, word), error)
    found.sort(key=lambda pair: -pair[0])
    if found and found[-1][1] is not None:
        found.append((found[-1][0], None))
    return tuple(found) or ((Severity.MEDIUM, None),)


def compile_identity(form: RuleForm, slots: tuple[str, ...], way: Way, notes: Notes) -> SameEvent:
    kind = fields.kind_of(form.match)
    if form.same_event is None:
        return SameEvent(fields.default_identity(form.match), WITHIN[kind])
    by = tuple(form.same_event.by)
    check_identity(by, form.match, slots, (*way, "same_event", "by"), notes)
    return SameEvent(by, form.same_event.within or WITHIN[kind])


def check_identity(by: Sequence[str], match: MatchForm, slots: tuple[str, ...], way: Way, notes: Notes) -> None:
    names = fields.identity_of(match, slots)
    for number, field in enumerate(by):
        if field in ("value", "action", "number"):
            text = f"'{field}' changes while an event is told: two reports of one event would be two. Take it out"
            notes.advise((*way, number), "number-in-same-event", text, is_advice=False)
        elif field not in names:
            near = suggest(field, names) or f"; there are {', '.join(names)}"
            notes.error((*way, number), f"'{field}' is no field that tells events apart here{near}")


def compile_group(form: RuleForm, slots: tuple[str, ...], way: Way, notes: Notes) -> Group | None:
    if form.group is None:
        return None
    check_identity(form.group.by, form.match, slots, (*way, "group", "by"), notes)
    return Group(tuple(form.group.by), form.group.wait)


def digest_of(texts: Mapping[str, str]) -> str:
    """Names the content of files."""
    digest = hashlib.sha256()
    for path, text in sorted(texts.items()):
        digest.update(f"{path}\0{len(text)}\0".encode() + text.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
