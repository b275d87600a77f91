"""The short way for a text that states word for word what its original stated, while nothing has changed since.

It gives what the long way would: one more outlet, no further voice, a `copy` for each fact.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.alerts.copies import Original
from bot.alerts.episodes import LAPSE
from bot.alerts.ledger import Ledger
from bot.alerts.rounds import ROUND
from bot.alerts.voices import is_own, with_source
from bot.model import (
    AllOf,
    AnyOf,
    Article,
    Compare,
    Event,
    Fate,
    Outcome,
    Report,
    Rule,
    RuleSet,
    Source,
    event_with,
)

EDITS_BUNDLED = dt.timedelta(minutes=10)
"""Agreeing reports edit the message (the count of outlets) at most this often ..."""
EDITS_FOR = dt.timedelta(hours=6)
"""... and only while anyone still looks at it."""


def decide_again(
    article: Article,
    original: Original,
    ruleset: RuleSet,
    ledger: Ledger,
    now: dt.datetime,
    is_learning: bool,
) -> Outcome | None:
    """The outcome of such a copy; None where the long way must be gone."""
    if is_learning or article.edition > 1 or is_own(article) or article.outlet == original.outlet:
        return None
    parts = open_parts(original, ledger)
    events: dict[int, Event] = {}
    for _, _, event_id in parts:
        if event_id in events:
            continue
        event = ledger.event(event_id)
        if event is None or event.event_id != event_id or not is_as_it_was(event, article, original, ledger):
            return None
        rule = ruleset.rules.get(event.rule_id)
        if rule is None or asks_for_outlets(rule):
            return None
        events[event_id] = event
    if not events:
        return None
    reason = f"the text of {original.outlet} again, with nothing that it did not say"
    return Outcome(
        events=tuple(carried(e, article, original, now) for e in events.values()),
        reports=tuple(
            Report(
                article_id=article.article_id,
                edition=article.edition,
                rule_id=rule_id,
                event_id=event_id,
                fact_number=number,
                fate=Fate.COPY,
                reason=reason,
                at=now,
            )
            for number, rule_id, event_id in parts
        ),
    )


def open_parts(original: Original, ledger: Ledger) -> Sequence[tuple[int, str, int]]:
    """What the original's facts are reports of by now. One that told a reopening ended the closure and opened the
    event that answers it; as long as the place has no later event, a copy is a report of the answer alone."""
    answers = {n for n, _, event_id in original.parts if is_latest_answer(ledger.event(event_id), ledger)}
    if not answers:
        return original.parts
    return [p for p in original.parts if p[0] not in answers or is_latest_answer(ledger.event(p[2]), ledger)]


def is_latest_answer(event: Event | None, ledger: Ledger) -> bool:
    if event is None or event.kind != "status" or event.answers is None:
        return False
    return ledger.latest_of_place(event.fields["of"], event.fields["place_id"]) == event.event_id


def is_as_it_was(event: Event, article: Article, original: Original, ledger: Ledger) -> bool:
    """True where the event was told, lasts, and nobody has put it right by hand. A copy of a reopening may speak of
    a closure that came since: then it goes the long way."""
    is_told = event.told is not None and not event.is_learned and not event.unconfirmed
    if not is_told or event.ended_at is not None or event.vetoed or event.is_apart:
        return False
    if event.answers is not None:  # an episode's time runs from its end, whatever tells of that end later
        if not is_latest_answer(event, ledger) or article.written_at - event.opened_at >= LAPSE:
            return False
    gap = article.written_at - event.last_report_at
    if event.kind == "status":
        return article.written_at >= event.opened_at and gap <= LAPSE
    return gap < ROUND and any(s.article_id == original.article_id for s in event.sources)


def asks_for_outlets(rule: Rule) -> bool:
    """True where one more outlet may make the event louder."""
    conditions = [*rule.update_if, *(c for _, c in rule.severity if c is not None)]
    while conditions:
        condition = conditions.pop()
        if isinstance(condition, (AnyOf, AllOf)):
            conditions += condition.conditions
        elif isinstance(condition, Compare) and condition.field in ("sources", "outlets", "voices", "origins"):
            return True
    return False


def carried(event: Event, article: Article, original: Original, now: dt.datetime) -> Event:
    """The event with one more outlet."""
    source = Source(
        article_id=article.article_id,
        outlet=article.outlet,
        url=article.url,
        title=article.title,
        kind=article.kind,
        voice=next((s.voice for s in event.sources if s.article_id == original.article_id), original.voice),
        language=article.language,
        written_at=article.written_at,
        role=Fate.COPY.value,
        is_copy=True,
    )
    is_known = any(s.outlet == article.outlet for s in event.sources)
    edit_due_at = event.edit_due_at
    if edit_due_at is None and not is_known and event.told is not None and now - event.told.at <= EDITS_FOR:
        edit_due_at = now + EDITS_BUNDLED
    return event_with(
        event,
        sources=with_source(event.sources, source),
        outlets=event.outlets + (not is_known),
        last_report_at=max(event.last_report_at, article.written_at),
        edit_due_at=edit_due_at,
    )
