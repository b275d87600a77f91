"""A finding -> the event as it is then, a fate and reason for each fact, and what is to be told of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.alerts.case import Case, Judged, Verdict, same_for_all
from bot.alerts.changes import change_of
from bot.alerts.figures import with_figures
from bot.alerts.identify import Finding, Step
from bot.alerts.opening import Telling, try_open
from bot.alerts.reasons import BY_ROLE, part_reason
from bot.alerts.sourced import new_event, settled, voice, with_source
from bot.model import Change, Event, Fate, event_with


def judge(case: Case, finding: Finding, event: Event | None, new_id: int) -> Judged:
    """`event` is the finding's event as earlier findings of the article left it, `new_id` free for a new one."""
    rule = finding.rule
    match finding.step:
        case Step.NONE:
            return Judged(rule, None, same_for_all(finding, Fate.NO_MATCH, finding.why))
        case Step.MARK:
            marked = event_with(
                new_event(case, finding, new_id), ended_at=finding.happened_at or case.article.written_at
            )
            fate = Fate.LATE if finding.is_late else Fate.NO_MATCH
            return Judged(rule, marked, same_for_all(finding, fate, finding.why))
        case Step.LAPSE:
            assert event is not None
            return Judged(rule, event_with(event, ended_at=event.last_report_at))
        case Step.LATE:
            return judge_late(case, finding, event)
        case Step.OPEN:
            return judge_new(case, finding, new_id)
        case Step.END:
            assert event is not None
            return judge_end(case, finding, event)
        case Step.JOIN:
            assert event is not None
            return judge_known(case, finding, event)


def judge_late(case: Case, finding: Finding, event: Event | None) -> Judged:
    verdicts = same_for_all(finding, Fate.LATE, finding.why)
    if event is None:
        return Judged(finding.rule, None, verdicts)
    known = with_source(case, finding, event, Fate.LATE)
    return Judged(
        finding.rule, event_with(known, last_report_at=event.last_report_at), verdicts, voice=voice(case, finding)
    )


def judge_new(case: Case, finding: Finding, new_id: int) -> Judged:
    event = with_source(case, finding, new_event(case, finding, new_id), Fate.NEW)
    event = event_with(event, figures=finding.figures)
    return open_or_wait(case, finding, settled(case, finding.rule, event))


def judge_end(case: Case, finding: Finding, event: Event) -> Judged:
    """Over: reopened, denied, cancelled. Only what was told aloud is told to be over."""
    ended = with_source(case, finding, event, Fate.UPDATE)
    ended = event_with(
        ended,
        state=finding.state,
        ended_at=finding.happened_at or case.article.written_at,
        fields=turned(case, ended.fields, finding.fields),
        caused_by=case.article.article_id,
    )
    was_told = event.told is not None and not event.is_learned
    if not was_told or case.is_learning:
        ended = event_with(ended, waits_for=None, due_at=None)
        reason = f"{finding.state}; nobody had been told of it"
        return Judged(finding.rule, ended, same_for_all(finding, Fate.REVISED, reason), voice=voice(case, finding))
    reason = f"{event.state or 'known'} -> {finding.state}"
    change = Change.EDIT if finding.why == "answered" else Change.END
    telling = Telling(change, reason, is_correction=finding.state == "denied")
    ended = event_with(ended, waits_for=None, due_at=None)
    return Judged(finding.rule, ended, same_for_all(finding, Fate.UPDATE, reason), telling, voice(case, finding))


def judge_known(case: Case, finding: Finding, event: Event) -> Judged:
    changes: dict[str, Any] = {}
    if finding.figures:
        changes["figures"] = with_figures(event.figures, finding.figures)
    fields = {**event.fields, **finding.fields}
    if finding.state is not None and finding.state != event.state:
        changes |= {"state": finding.state, "ended_at": None}
        fields = turned(case, fields, {})
    if fields != event.fields:
        changes["fields"] = fields
    after = settled(case, finding.rule, with_source(case, finding, event, Fate.SAME, **changes))
    if event.told is None and event.waits_for in (None, "confirm", "quiet"):
        return open_or_wait(case, finding, after)
    return change_of(case, finding, event, after)


def turned(case: Case, fields: Mapping[str, str], more: Mapping[str, str]) -> dict[str, str]:
    """The fields with the time of writing of the text that told the state they have now."""
    return {**fields, **more, "turned_at": case.article.written_at.isoformat()}


def open_or_wait(case: Case, finding: Finding, event: Event) -> Judged:
    opened, fate, reason, telling = try_open(
        case.ledger, case.ruleset, case.world, finding, event, case.now, case.is_learning
    )
    if fate in (Fate.NEW, Fate.HELD):
        opened = event_with(opened, caused_by=case.article.article_id)
    verdicts = (
        same_for_all(finding, fate, reason)
        if fate is Fate.BELOW
        else opening_verdicts(finding, event, fate, reason)
    )
    return Judged(finding.rule, opened, verdicts, telling, voice(case, finding))


def opening_verdicts(finding: Finding, event: Event, fate: Fate, reason: str) -> tuple[Verdict, ...]:
    """The fate for the facts that the event rests on; what stands beside says so."""
    figures = finding.figures or (None,) * len(finding.parts)
    return tuple(
        Verdict(p.number, Fate.SAME, part_reason(f, event, event, p))
        if f is not None and f.role in BY_ROLE
        else Verdict(p.number, fate, reason)
        for p, f in zip(finding.parts, figures, strict=True)
    )
