"""An owner's word: two events are one, or a report belongs to another event.

Kept on the events themselves (`merged_into`, `vetoed`), so that every later report, and a restart, respects it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.alerts.conditions import World, severity_of
from bot.alerts.figures import hold, with_figures
from bot.alerts.ledger import Ledger
from bot.alerts.opening import Telling
from bot.alerts.tell import Item, revise
from bot.alerts.voices import outlets, with_source
from bot.errors import TocsinError
from bot.model import Change, CountMatch, Event, Outcome, Rule, RuleSet, RuleTest, TestReport, Told


def merge(ledger: Ledger, ruleset: RuleSet, into_id: int, from_id: int, now: dt.datetime) -> Outcome:
    """`from_id` is the same as `into_id`: its figures and sources go there, and so does what is reported of it.

    Raises TocsinError where either is not known or they cannot be one.
    """
    into, other = known(ledger, into_id), known(ledger, from_id)
    if into.event_id == other.event_id:
        raise TocsinError(f"event {from_id} is the same as event {into_id} already")
    if into.kind != other.kind:
        raise TocsinError(f"event {from_id} is a {other.kind}, event {into_id} a {into.kind}: they cannot be one")
    rule = rule_of(ruleset, into)
    sources = into.sources
    for source in other.sources:
        sources = with_source(sources, source)
    merged = replace(
        into,
        figures=with_figures(into.figures, other.figures),
        sources=sources,
        outlets=max(len(outlets(sources)), into.outlets),
        opened_at=min(into.opened_at, other.opened_at),
        last_report_at=max(into.last_report_at, other.last_report_at),
    )
    merged = settled(ledger, rule, merged, now)
    gone = replace(other, merged_into=into.event_id, waits_for=None, due_at=None, edit_due_at=None)
    return told(ledger, rule, merged, now, f"event {from_id} was merged into it by hand", (gone,))


def split(
    ledger: Ledger, ruleset: RuleSet, event_id: int, article_ids: Sequence[str], now: dt.datetime
) -> Outcome:
    """These articles do not belong to the event: they become one of their own, and copies of them follow.

    The new event is known and silent: nobody is told a second time of what they were told already.
    """
    event = known(ledger, event_id)
    apart = [s for s in event.sources if s.article_id in article_ids]
    if not apart or len(apart) == len(event.sources):
        raise TocsinError(f"event {event_id} needs a source that goes and one that stays")
    rule = rule_of(ruleset, event)
    kept_sources = tuple(s for s in event.sources if s.article_id not in article_ids)
    figures = tuple(f for f in event.figures if f.article_id in article_ids)
    rest = replace(
        event,
        sources=kept_sources,
        figures=tuple(f for f in event.figures if f.article_id not in article_ids),
        outlets=len(outlets(kept_sources)),
        vetoed=tuple(dict.fromkeys((*event.vetoed, *article_ids))),
    )
    new = Event(
        event_id=ledger.next_event_id,
        rule_id=event.rule_id,
        kind=event.kind,
        fields=event.fields,
        state=event.state,
        figures=figures,
        sources=tuple(apart),
        outlets=len(outlets(apart)),
        opened_at=min(s.written_at for s in apart),
        last_report_at=max(s.written_at for s in apart),
        caused_by=apart[0].article_id,
        is_learned=True,
        is_apart=True,
    )
    rest, new = settled(ledger, rule, rest, now), settled(ledger, rule, new, now)
    value = new.held.value if new.held else None
    new = replace(new, told=Told(at=now, value=value, severity=new.severity, state=new.state))
    return told(ledger, rule, rest, now, f"{len(apart)} reports were split off by hand", (new,))


def known(ledger: Ledger, event_id: int) -> Event:
    event = ledger.event(event_id)
    if event is None:
        raise TocsinError(f"there is no event {event_id}, or it is too long ago")
    return event


def rule_of(ruleset: RuleSet, event: Event) -> Rule:
    rule = ruleset.rules.get(event.rule_id)
    if rule is None:
        raise TocsinError(f"rule {event.rule_id} of event {event.event_id} is not there any more")
    return rule


def settled(ledger: Ledger, rule: Rule, event: Event, now: dt.datetime) -> Event:
    if isinstance(rule.match, CountMatch):
        event = replace(event, held=hold(event.figures, rule.match.actions or ("",)))
    return replace(event, severity=severity_of(rule, event, World(ledger.named, ledger.started_at or now)))


def told(
    ledger: Ledger, rule: Rule, event: Event, now: dt.datetime, reason: str, others: Iterable[Event]
) -> Outcome:
    """The event's message is put right silently, if there is one."""
    telling = Telling(Change.EDIT, reason) if event.told is not None and not event.is_learned else None
    events, revisions = revise(ledger, [Item(rule, event, telling)], event.caused_by, now)
    return Outcome(events=(*events, *others), revisions=revisions)


# -- as a test story ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Said:
    """A source of one of the events of a story."""

    at: dt.datetime
    outlet: str
    say: str
    event_id: int
    role: str
    kind: str


def story(events: Sequence[Event], name: str) -> RuleTest:
    """The reports of these events as an inline test: what came of each, as corrected by hand.

    The sentences are the evidence that was kept; copies, which keep none, are left out.
    """
    told_by = sorted(
        (
            Said(s.written_at, s.outlet, s.evidence, e.event_id, s.role, s.kind)
            for e in events
            for s in e.sources
            if s.evidence
        ),
        key=lambda t: t.at,
    )
    seen: set[int] = set()
    reports = []
    for report in told_by:
        is_first = report.event_id not in seen
        seen.add(report.event_id)
        expect = "alert" if is_first else {"update": "update", "revised": "revised"}.get(report.role, "same")
        reports.append(
            TestReport(
                after=report.at - told_by[0].at,
                outlet=report.outlet,
                say=report.say,
                expect=expect,
                kind=report.kind,
            )
        )
    return RuleTest(story=name, reports=tuple(reports))
