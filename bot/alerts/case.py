"""What a finding is judged with, and what it comes to: the event as it is then, fates with reasons, and a telling."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.alerts.conditions import World
from bot.alerts.copies import Original
from bot.alerts.identify import Finding
from bot.alerts.ledger import Ledger
from bot.alerts.opening import Telling
from bot.model import Article, Event, Fact, Fate, Rule, RuleSet


@dataclass(frozen=True, slots=True)
class Case:
    """What is the same for all findings of an article."""

    article: Article
    original: Original | None
    ledger: Ledger
    ruleset: RuleSet
    now: dt.datetime
    is_learning: bool = False
    facts: tuple[Fact, ...] = ()

    @property
    def world(self) -> World:
        return World(self.ledger.named, self.ledger.started_at or self.now)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One fact's fate."""

    fact_number: int
    fate: Fate
    reason: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What a finding came to."""

    rule: Rule
    event: Event | None = None
    verdicts: tuple[Verdict, ...] = ()
    telling: Telling | None = None
    voice: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)


def same_for_all(finding: Finding, fate: Fate, reason: str) -> tuple[Verdict, ...]:
    return tuple(Verdict(p.number, fate, reason) for p in finding.parts)
