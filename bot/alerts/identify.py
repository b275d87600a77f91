"""Which event a report tells of: who, where and when in event time, never the number.

A rule names the fields (`same_event`); a missing field is unknown, not a value: it joins the only open
candidate, else stands apart. Each kind of fact has a file of its own (`counts`, `episodes`, `rounds`,
`stories`); all of them give findings.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.model import Article, Event, Fact, Figure, Rule, RuleSet

STALE = dt.timedelta(days=3)
"""An article that reaches us this long after its writing opens nothing any more."""


class Step(StrEnum):
    """What a finding does with its event."""

    OPEN = "open"
    """A new event."""
    JOIN = "join"
    """A report of a known event."""
    END = "end"
    """The known event is over."""
    LATE = "late"
    """Of an event that had ended, or of an attack that is only recalled."""
    MARK = "mark"
    """Nothing to tell, but to be known: a reopening whose closure nobody reported."""
    LAPSE = "lapse"
    """The known event ended without anyone reporting it."""
    NONE = "none"
    """No event of this rule."""


@dataclass(frozen=True, slots=True)
class Part:
    """One fact's share in a finding. `preference` is None where the rule did not ask for the fact itself."""

    number: int
    fact: Fact
    preference: int | None
    why: str = ""
    """Why the fact says less than it seems (`does not say whose drones`), empty where all is well."""


@dataclass(frozen=True, slots=True)
class Finding:
    """All facts of one article that tell of one event of one rule."""

    rule: Rule
    step: Step
    parts: tuple[Part, ...]
    event: Event | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    """Of a new event its identity and description; of a known one what is told more exactly now."""
    figures: tuple[Figure, ...] = ()
    state: str | None = None
    answers: int | None = None
    """The alert that a new event answers (the closure of a reopening)."""
    happened_at: dt.datetime | None = None
    why: str = ""
    is_late: bool = False
    """A mark that is late news, not merely unasked for."""


@dataclass(frozen=True, slots=True)
class Matched:
    """A fact of the article with the rules that asked for it and their preference."""

    number: int
    fact: Fact
    rules: Mapping[str, int]
    others: int = 0
    """How many facts of other kinds the article states: a text with several sums up the day."""


def rule_of(ruleset: RuleSet, rule_id: str) -> Rule | None:
    """The rule that has this id, or had it before it was renamed."""
    found = ruleset.rules.get(rule_id)
    return found or next((r for r in ruleset.rules.values() if rule_id in r.was), None)


def is_stale(article: Article) -> bool:
    return article.fetched_at - article.written_at > STALE


def only_candidate(
    events: Iterable[Event], wanted: Mapping[str, str], by: Sequence[str]
) -> tuple[Event | None, int]:
    """The event that agrees in all fields of `by`, else the only one that contradicts none, and how many do not.

    What `wanted` does not hold the report does not say.
    """
    open_ones = []
    for event in events:
        pairs = [(wanted.get(name), event.fields.get(name)) for name in by]
        if all(a == b for a, b in pairs):
            return event, 1
        if all(a is None or b is None or a == b for a, b in pairs):
            open_ones.append(event)
    return (open_ones[0] if len(open_ones) == 1 else None), len(open_ones)


def is_vetoed(event: Event, article_ids: Sequence[str]) -> bool:
    """True where an owner said that one of these articles (the report, or what it copies) is of another event."""
    if event.is_apart and not any(s.article_id in article_ids for s in event.sources):
        return True
    return any(a in event.vetoed for a in article_ids)
