"""An event with one more report: its sources, the figure held and the severity that follow."""

from __future__ import annotations

from typing import Any

from bot.alerts import voices
from bot.alerts.case import Case
from bot.alerts.conditions import severity_of
from bot.alerts.figures import hold
from bot.alerts.identify import Finding, Part
from bot.alerts.opening import is_too_big, quieter
from bot.model import CountMatch, Event, Fate, Rule, Source, event_with


def new_event(case: Case, finding: Finding, new_id: int) -> Event:
    written = case.article.written_at
    return Event(
        event_id=new_id,
        rule_id=finding.rule.rule_id,
        kind=finding.parts[0].fact.kind,
        fields=dict(finding.fields),
        state=finding.state,
        opened_at=min(finding.happened_at, written) if finding.happened_at else written,
        last_report_at=written,
        happened_at=finding.happened_at,
        answers=finding.answers,
        caused_by=case.article.article_id,
    )


def with_source(case: Case, finding: Finding, event: Event, fate: Fate, **changes: Any) -> Event:
    """The event with the article as one more source, and with other changes."""
    article, part = case.article, leading(finding)
    copy = is_copy(case, event)
    source = Source(
        article_id=article.article_id,
        outlet=article.outlet,
        url=article.url,
        title=article.title,
        kind=article.kind,
        voice=voice(case, finding),
        evidence="" if copy else voices.evidence_of(article, part.fact),
        language=article.language,
        written_at=article.written_at,
        role=Fate.COPY.value if copy and fate is Fate.SAME else fate.value,
        is_copy=copy,
    )
    is_known_outlet = any(s.outlet == article.outlet for s in event.sources)
    return event_with(
        event,
        sources=voices.with_source(event.sources, source),
        outlets=event.outlets + (not is_known_outlet),
        last_report_at=max(event.last_report_at, article.written_at),
        **changes,
    )


def is_copy(case: Case, event: Event) -> bool:
    original = case.original
    return original is not None and any(s.article_id == original.article_id for s in event.sources)


def leading(finding: Finding) -> Part:
    """The fact that says most: the one the rule prefers."""
    return min(finding.parts, key=lambda p: (p.preference is None, p.preference or 0, p.number))


def voice(case: Case, finding: Finding) -> str:
    return voices.voice_of(case.article, leading(finding).fact, case.original)


def settled(case: Case, rule: Rule, event: Event) -> Event:
    """The event with the figure held and the severity that follow from all that was told."""
    if isinstance(rule.match, CountMatch):
        held = hold(event.figures, rule.match.actions or ("",))
        if held != event.held:
            event = event_with(event, held=held)
    severity = severity_of(rule, event, case.world)
    doubtful = is_too_big(case.ledger, rule, event, severity, case.now)
    severity = quieter(severity) if doubtful else severity
    if (severity, doubtful) == (event.severity, event.unconfirmed):
        return event
    return event_with(event, severity=severity, unconfirmed=doubtful)
