"""Facts, articles and rules for the tests of this room, and a desk that takes reports in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import pytest

from bot.alerts.decide import decide_article
from bot.alerts.due import decide_due, next_due
from bot.alerts.ledger import Ledger
from bot.model import (
    Article,
    Bound,
    ChangesBy,
    Compare,
    Confirm,
    Count,
    CountMatch,
    Fact,
    Group,
    IsNew,
    Outcome,
    Phrase,
    PhraseMatch,
    Reading,
    Report,
    Revision,
    Rule,
    RuleSet,
    SameEvent,
    Severity,
    SeverityRises,
    Span,
    Standing,
    Status,
    StatusMatch,
    Talks,
    TalksMatch,
)
from bot.rules.match import index_rules, match_facts

MORNING = dt.datetime(2026, 3, 10, 5, 0, tzinfo=dt.UTC)
"""Seven in Kyiv: the tallies of the night come out."""
NIGHT = dt.date(2026, 3, 10)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


# -- rules -----------------------------------------------------------------------------------------------


def rule(rule_id: str, match: object, **more: object) -> Rule:
    by = more.pop("by", ())
    within = more.pop("within", DAY)
    title = more.pop("title", {"en": rule_id, "uk": rule_id, "ru": rule_id})
    return Rule(rule_id=rule_id, title=title, match=match, same_event=SameEvent(by, within), **more)


SEVERITIES = (
    (Severity.CRITICAL, Compare("value", ">=", 500)),
    (Severity.HIGH, Compare("value", ">=", 150)),
    (Severity.MEDIUM, Compare("value", ">=", 50)),
)
UPDATES = (ChangesBy(5, True), SeverityRises())


def on_ukraine(**more: object) -> Rule:
    match = CountMatch(("drone",), ("launched", "downed"), ("RU",), nationwide=True)
    return rule("on-ukraine", match, **({"by": ("attacker", "day"), **ATTACK} | more))


def on_russia(**more: object) -> Rule:
    match = CountMatch(("drone",), ("downed",), ("UA",), nationwide=True)
    return rule("on-russia", match, **({"by": ("attacker", "day"), **ATTACK} | more))


ATTACK = {
    "alert_if": (Compare("value", ">=", 50),),
    "severity": SEVERITIES,
    "update_if": UPDATES,
    "topic": "drones",
}


def capital(**more: object) -> Rule:
    match = CountMatch(("drone",), ("downed",), (), ("Moscow", "Kyiv"))
    given = {"by": ("place", "day"), "alert_if": (Compare("value", ">=", 5),), "update_if": (ChangesBy(50, True),)}
    return rule("capital", match, **(given | more))


def closed(**more: object) -> Rule:
    severity = ((Severity.HIGH, None),)
    given = {"by": ("airport",), "severity": severity, "topic": "aviation"}
    return rule("closed", StatusMatch("airport", ("closed",)), **(given | more))


def reopened(**more: object) -> Rule:
    given = {"by": ("airport",), "after": "closed", "topic": "aviation"}
    return rule("reopened", StatusMatch("airport", ("reopened",)), **(given | more))


def talks(**more: object) -> Rule:
    match = TalksMatch(("possible", "planned", "ongoing", "held"))
    severity = ((Severity.HIGH, None),)
    alert_if = (IsNew("place", 10 * DAY),)
    return rule(
        "talks",
        match,
        **({"by": ("place",), "within": 10 * DAY, "alert_if": alert_if, "severity": severity} | more),
    )


def words(**more: object) -> Rule:
    return rule("words", PhraseMatch(("words/1",)), **more)


GROUPED = {"group": Group(("region",), dt.timedelta(minutes=2))}
TWO_SOURCES = {"confirm": Confirm(2, 2 * HOUR)}


def ruleset(*rules: Rule, **more: object) -> RuleSet:
    return RuleSet(rules={r.rule_id: r for r in rules}, **more)


# -- facts -----------------------------------------------------------------------------------------------


def fact(what: object, **more: object) -> Fact:
    return Fact(what=what, span=Span(0, 5), evidence=Span(0, 40), found_by="test", **more)


def count(
    value: int, action: str = "launched", attacker: str | None = "RU", day: dt.date | None = NIGHT, **more: object
) -> Fact:
    """Drones; keywords are fields of the count, and of the fact where it has them."""
    side = {"RU": "UA", "UA": "RU"}.get(attacker or "")
    of_fact = {"claimed_by": f"{side} military" if side else None, "claimed_by_side": side}
    of_fact |= {k: more.pop(k) for k in ("claimed_by", "claimed_by_side", "standing") if k in more}
    thing = more.pop("thing", "drone")
    what = Count(thing, action, value, attacker=attacker, **more)
    return fact(what, day=day, day_from_text=day is not None, **of_fact)


def launched(value: int, **more: object) -> Fact:
    return count(value, "launched", "RU", **more)


def downed(value: int, **more: object) -> Fact:
    return count(value, "downed", "UA", **more)


def about(value: int, **more: object) -> Fact:
    return launched(value, bound=Bound.ABOUT, **more)


def at_least(value: int, **more: object) -> Fact:
    return launched(value, bound=Bound.AT_LEAST, **more)


def at_most(value: int, **more: object) -> Fact:
    return launched(value, bound=Bound.AT_MOST, **more)


AIRPORTS = {
    "VKO": ("Vnukovo", "Moscow"),
    "DME": ("Domodedovo", "Moscow"),
    "ZIA": ("Zhukovsky", "Moscow"),
    "GSV": ("Saratov", "Saratov Oblast"),
    "XXX": ("Nowhere", None),
}


def airport(state: str, code: str = "VKO", **more: object) -> Fact:
    name, region = AIRPORTS[code]
    standing = more.pop("standing", Standing.ASSERTED)
    return fact(Status("airport", code, name, state, region=region, country="RU", **more), standing=standing)


def meeting(place: str, phase: str = "planned", country: str = "CH", **more: object) -> Fact:
    return fact(Talks(place, country, phase, **more))


def phrase(text: str = "ceasefire announced", **slots: str) -> Fact:
    return fact(Phrase("words/1", text, slots))


# -- a desk ----------------------------------------------------------------------------------------------


@dataclass
class Desk:
    """Takes reports in, one after the other, on a clock that they drive."""

    rules: RuleSet
    ledger: Ledger = field(default_factory=Ledger)
    now: dt.datetime = MORNING
    number: int = 0
    revisions: list[Revision] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)

    def tell(
        self,
        at: dt.datetime | dt.timedelta,
        outlet: str,
        facts: Fact | Iterable[Fact],
        *,
        text: str = "",
        late: dt.timedelta = dt.timedelta(),
        learning: bool = False,
        **more: object,
    ) -> list[str]:
        """An article's fates. `at` is when it was written; it arrives `late` after that."""
        written = MORNING + at if isinstance(at, dt.timedelta) else at
        self.number += 1
        article_id = str(more.pop("article_id", f"a{self.number}"))
        body = text or " ".join(f"{outlet}{self.number}word{n}" for n in range(12))
        article = Article(
            article_id=article_id,
            outlet=outlet,
            feed_id=outlet,
            url=f"https://{outlet}/{article_id}",
            title=str(more.pop("title", "")),
            text=body,
            published_at=written,
            fetched_at=written + late,
            digest=body,
            **more,
        )
        return self.take(article, facts, learning)

    def take(self, article: Article, facts: Fact | Iterable[Fact], learning: bool = False) -> list[str]:
        self.run_until(article.fetched_at)
        given = (facts,) if isinstance(facts, Fact) else tuple(facts)
        reading = Reading(tuple(in_order(given)))
        matches = match_facts(index_rules(self.rules), reading.facts)
        outcome = decide_article(article, reading, matches, self.rules, self.ledger, article.fetched_at, learning)
        self.keep(article, outcome)
        return [r.fate.value for r in outcome.reports]

    def run_until(self, at: dt.datetime) -> None:
        while (due := next_due(self.ledger)) is not None and due <= at:
            self.keep(None, decide_due(self.rules, self.ledger, due))
        self.now = max(self.now, at)

    def keep(self, article: Article | None, outcome: Outcome) -> None:
        self.ledger.apply(article, outcome)
        self.revisions += outcome.revisions
        self.reports += outcome.reports

    def finish(self) -> None:
        self.run_until(self.now + 30 * DAY)

    def loud(self) -> list[str]:
        """What was said aloud, in order: `new 97`, `update 140`, `end reopened`; several events by `+`."""
        self.finish()
        return [said(r) for r in self.revisions if r.change.value != "edit" and not r.is_silent]


def in_order(facts: Sequence[Fact]) -> list[Fact]:
    """Each fact a little further on in the text than the one before."""
    return [replace(f, span=Span(f.span.start + 10 * n, f.span.end + 10 * n)) for n, f in enumerate(facts)]


def said(revision: Revision) -> str:
    parts = []
    for event in revision.events:
        if event.event_id in revision.changed:
            value = (
                event.held.value if event.held else event.fields.get("airport") or event.fields.get("place") or ""
            )
            parts.append(
                f"{value} {event.state}" if event.state and revision.change.value != "new" else str(value)
            )
    return f"{revision.change.value} {'+'.join(parts)}"


# -- the policy as tables --------------------------------------------------------------------------------

Row = tuple[object, ...]
"""When a report was written after seven in the morning, by whom, its facts, their fates; a dict at the end says
how it came (`late=`, `learning=`, `kind=`, `text=`, `edition=` ...)."""


def row(name: str, rules: RuleSet, reports: list[Row], loud: list[str]) -> object:
    """A situation: its reports with what must become of them, and what must be said aloud."""
    return pytest.param(rules, reports, loud, id=name)


def check(rules: RuleSet, reports: list[Row], loud: list[str]) -> None:
    desk = Desk(rules)
    for number, (at, outlet, facts, expected, *how) in enumerate(reports):
        fates = desk.tell(at, outlet, facts, **(how[0] if how else {}))
        assert " ".join(fates) == expected, f"report {number}: {[r.reason for r in desk.reports[-len(fates) :]]}"
    assert desk.loud() == loud
