"""What every rule makes of a text: what was read, what matched, what was decided, and because of what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.model import (
    Change,
    Count,
    CountMatch,
    Event,
    Fact,
    Fate,
    Phrase,
    PhraseMatch,
    Reading,
    Report,
    Revision,
    Rule,
    Status,
    StatusMatch,
    Talks,
    TalksMatch,
)
from bot.rulebook import Rulebook
from bot.rules.words import describe, kind_of, why_not
from bot.trial.run import START, Step, article_of, new_ledger, take_all, whole_book

NEAR = 40
"""Rules that did not match and are still shown; what asks for another kind of fact is only counted."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A fact with the words it was read from and how."""

    fact: Fact
    words: str
    says: str
    found_by: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule makes of the text."""

    rule_id: str
    title: str
    rings: bool
    because: tuple[str, ...]
    """The facts it matched; for one that matched none, what each lacks."""
    fates: tuple[str, ...] = ()
    """`below: value >= 50 does not hold (value is 49)`."""
    event: str = ""
    """The identity of the event that it opens: `attacker RU, day 2026-01-15`."""
    severity: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    seen: tuple[Seen, ...]
    unread: tuple[str, ...]
    verdicts: tuple[Verdict, ...]
    """Rules that ring first, then those that matched, then those that came near."""
    others: int = 0
    """Rules that ask for something else altogether."""

    @property
    def rings(self) -> bool:
        return any(v.rings for v in self.verdicts)


def explain(
    rulebook: Rulebook,
    text: str,
    at: dt.datetime = START,
    *,
    kind: str = "independent",
    side: str | None = None,
    language: str | None = None,
    only: str | None = None,
) -> Explanation:
    """The text as the first news ever, published at `at` by an outlet of that kind and side.

    `only` names one rule, which is then shown however far it is from matching.
    """
    book = whole_book(rulebook)
    article = article_of(text, at=at, kind=kind, side=side, language=language)
    (step,), revisions = take_all(book, [article], new_ledger(at))
    rules = [r for i, r in book.ruleset.rules.items() if only in (None, i) and r.status != "off"]
    verdicts = [v for rule in rules if (v := verdict(rule, step, revisions, only is not None))]
    verdicts.sort(key=lambda v: (not v.rings, not v.fates, v.rule_id))
    matched = sum(bool(v.fates) or v.rings for v in verdicts)
    shown = tuple(verdicts[: matched + NEAR])
    return Explanation(seen_in(step.reading, text), unread_in(step.reading, text), shown, len(rules) - len(shown))


def seen_in(reading: Reading, text: str) -> tuple[Seen, ...]:
    return tuple(Seen(f, text[f.span.start : f.span.end], describe(f), f.found_by) for f in reading.facts)


def unread_in(reading: Reading, text: str) -> tuple[str, ...]:
    return tuple(f"'{text[u.span.start : u.span.end]}': {u.why}" for u in reading.unread)


def verdict(rule: Rule, step: Step, revisions: Sequence[Revision], always: bool) -> Verdict | None:
    matched = [m for m in step.matches if m.rule_id == rule.rule_id]
    fates = [r for r in step.outcome.reports if r.rule_id == rule.rule_id]
    own = [r for r in revisions if r.rule_id == rule.rule_id and r.change is not Change.EDIT]
    if matched or fates or own:
        because = tuple(dict.fromkeys(m.because for m in matched))
        event = own[0].events[0] if own else event_of(rule, fates, step)
        return Verdict(
            rule.rule_id,
            rule.title_in("en"),
            bool(own),
            because,
            tuple(dict.fromkeys(say_fate(f) for f in fates)),
            identity(rule, event) if event else "",
            own[0].severity.word if own else "",
        )
    kind = kind_of(rule.match)
    near = [f for f in step.reading.facts if f.kind == kind and is_near(rule, f)]
    lacks = [f"{describe(f)}: {why}" for f in near if (why := why_not(rule, f))]
    if not lacks and not always:
        return None
    nothing = (f"no {kind} was read in the text",)
    return Verdict(rule.rule_id, rule.title_in("en"), False, tuple(dict.fromkeys(lacks)) or nothing)


def is_near(rule: Rule, fact: Fact) -> bool:
    """True where the rule asks for facts of that kind about the same things."""
    match, what = rule.match, fact.what
    if isinstance(match, CountMatch) and isinstance(what, Count):
        return what.thing in match.things
    if isinstance(match, StatusMatch) and isinstance(what, Status):
        return what.of == match.of
    if isinstance(match, PhraseMatch) and isinstance(what, Phrase):
        return what.phrase_id in (*match.phrase_ids, *match.not_ids)
    return isinstance(match, TalksMatch) and isinstance(what, Talks)


def event_of(rule: Rule, fates: Sequence[Report], step: Step) -> Event | None:
    ids = {f.event_id for f in fates}
    return next((e for e in step.outcome.events if e.rule_id == rule.rule_id and e.event_id in ids), None)


def say_fate(report: Report) -> str:
    name = "alert" if report.fate is Fate.NEW else report.fate.value
    return f"{name}: {report.reason}" if report.reason else name


def identity(rule: Rule, event: Event) -> str:
    """`attacker RU, day 2026-01-15`: the fields by which further reports join the event."""
    fields = [f"{name} {event.fields[name]}" for name in rule.same_event.by if name in event.fields]
    if "story" in rule.same_event.by or not rule.same_event.by:
        fields = [f for f in fields if not f.startswith("story ")] + ["this story"]
    return ", ".join(fields)
