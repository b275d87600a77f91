"""A finding -> the event as it is then, a fate and reason for each fact, and what is to be told of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.alerts import voices
from bot.alerts.again import EDITS_BUNDLED, EDITS_FOR
from bot.alerts.conditions import World, holds, severity_of
from bot.alerts.copies import Original
from bot.alerts.figures import hold, with_figures
from bot.alerts.identify import Finding, Part, Step
from bot.alerts.ledger import Ledger
from bot.alerts.opening import Telling, is_too_big, quieter, try_open
from bot.alerts.reasons import BY_ROLE, part_reason
from bot.model import (
    Article,
    Change,
    CountMatch,
    Event,
    Fact,
    Fate,
    Rule,
    RuleSet,
    Source,
    Told,
)

ALOUD_FOR = dt.timedelta(days=3)
"""A change of an event this old is only edited in, whatever it is."""


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


def judge(case: Case, finding: Finding, event: Event | None, new_id: int) -> Judged:
    """`event` is the finding's event as earlier findings of the article left it, `new_id` free for a new one."""
    rule = finding.rule
    match finding.step:
        case Step.NONE:
            return Judged(rule, None, same_for_all(finding, Fate.NO_MATCH, finding.why))
        case Step.MARK:
            marked = replace(
                new_event(case, finding, new_id), ended_at=finding.happened_at or case.article.written_at
            )
            fate = Fate.LATE if finding.is_late else Fate.NO_MATCH
            return Judged(rule, marked, same_for_all(finding, fate, finding.why))
        case Step.LAPSE:
            assert event is not None
            return Judged(rule, replace(event, ended_at=event.last_report_at))
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


def same_for_all(finding: Finding, fate: Fate, reason: str) -> tuple[Verdict, ...]:
    return tuple(Verdict(p.number, fate, reason) for p in finding.parts)


def judge_late(case: Case, finding: Finding, event: Event | None) -> Judged:
    verdicts = same_for_all(finding, Fate.LATE, finding.why)
    if event is None:
        return Judged(finding.rule, None, verdicts)
    known = with_source(case, finding, event, Fate.LATE)
    return Judged(
        finding.rule, replace(known, last_report_at=event.last_report_at), verdicts, voice=voice(case, finding)
    )


def judge_new(case: Case, finding: Finding, new_id: int) -> Judged:
    event = with_source(case, finding, new_event(case, finding, new_id), Fate.NEW)
    event = replace(event, figures=finding.figures)
    return open_or_wait(case, finding, settled(case, finding.rule, event))


def judge_end(case: Case, finding: Finding, event: Event) -> Judged:
    """Over: reopened, denied, cancelled. Only what was told aloud is told to be over."""
    ended = with_source(case, finding, event, Fate.UPDATE)
    ended = replace(
        ended,
        state=finding.state,
        ended_at=finding.happened_at or case.article.written_at,
        fields=turned(case, ended.fields, finding.fields),
        caused_by=case.article.article_id,
    )
    was_told = event.told is not None and not event.is_learned
    if not was_told or case.is_learning:
        ended = replace(ended, waits_for=None, due_at=None)
        reason = f"{finding.state}; nobody had been told of it"
        return Judged(finding.rule, ended, same_for_all(finding, Fate.REVISED, reason), voice=voice(case, finding))
    reason = f"{event.state or 'known'} -> {finding.state}"
    change = Change.EDIT if finding.why == "answered" else Change.END
    telling = Telling(change, reason, is_correction=finding.state == "denied")
    ended = replace(ended, waits_for=None, due_at=None)
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


# -- the event with one more report ---------------------------------------------------------------------------


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
    return replace(
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
            event = replace(event, held=held)
    severity = severity_of(rule, event, case.world)
    doubtful = is_too_big(case.ledger, rule, event, severity, case.now)
    severity = quieter(severity) if doubtful else severity
    if (severity, doubtful) == (event.severity, event.unconfirmed):
        return event
    return replace(event, severity=severity, unconfirmed=doubtful)


# -- fates ------------------------------------------------------------------------------------------------------


def open_or_wait(case: Case, finding: Finding, event: Event) -> Judged:
    opened, fate, reason, telling = try_open(
        case.ledger, case.ruleset, case.world, finding, event, case.now, case.is_learning
    )
    if fate in (Fate.NEW, Fate.HELD):
        opened = replace(opened, caused_by=case.article.article_id)
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


def change_of(case: Case, finding: Finding, before: Event, after: Event) -> Judged:
    """A known event: the same told again, a silent edit, or a change worth a word aloud."""
    rule, now = finding.rule, case.now
    what = what_changed(as_ruled_now(case, rule, before, after), after)
    spoken = voice(case, finding)
    if not what:
        return unchanged(case, finding, before, after)
    after = replace(after, caused_by=case.article.article_id)
    aloud = is_aloud(case, rule, before, after)
    is_correction = after.held is not None and before.held != after.held and after.held.role == "correction"
    fate, reason, telling = Fate.REVISED, what, None
    if before.told is None:
        reason = f"{what}; it is in line to be told whole"
    elif case.is_learning or (before.is_learned and not aloud):
        reason = f"{what}; known from the backlog, nothing was sent"
    elif not aloud:
        telling = Telling(Change.EDIT, what, is_correction)
    elif before.is_learned or is_free(before.told, after, rule, now):
        after = replace(after, waits_for=None, due_at=None, is_learned=False)
        fate, telling = Fate.UPDATE, Telling(Change.UPDATE, what, is_correction)
    else:
        after = replace(after, waits_for="cooldown", due_at=before.told.at + rule.cooldown)
        reason = f"{what}; answered aloud when the cooldown of the last message ends, if it is still true"
        fate, telling = Fate.HELD, Telling(Change.EDIT, what, is_correction)
    after = replace(after, sources=with_role(after, case.article, fate))
    return Judged(rule, after, verdicts_of(finding, before, after, fate, reason), telling, spoken)


def as_ruled_now(case: Case, rule: Rule, before: Event, after: Event) -> Event:
    """The event before, as loud as the rule makes it by now: an edit of the rule is no change of the event."""
    return before if before.severity == after.severity else settled(case, rule, before)


def is_free(told: Told, after: Event, rule: Rule, now: dt.datetime) -> bool:
    """True where the cooldown is over; none hides a rise in severity."""
    return now >= told.at + rule.cooldown or after.severity > told.severity


def with_role(event: Event, article: Article, fate: Fate) -> tuple[Source, ...]:
    return tuple(replace(s, role=fate.value) if s.article_id == article.article_id else s for s in event.sources)


def unchanged(case: Case, finding: Finding, before: Event, after: Event) -> Judged:
    fate = Fate.COPY if is_copy(case, before) else Fate.SAME
    if case.original is not None and fate is Fate.COPY:
        reason = f"the text of {case.original.outlet} again, with nothing that it did not say"
    else:
        reason = finding.why
    is_young = before.told is not None and case.now - before.told.at <= EDITS_FOR
    is_shown = is_young and not before.is_learned and not case.is_learning
    if is_shown and after.outlets > before.outlets and before.edit_due_at is None:
        after = replace(after, edit_due_at=case.now + EDITS_BUNDLED)
    return Judged(
        finding.rule, after, verdicts_of(finding, before, after, fate, reason), None, voice(case, finding)
    )


def verdicts_of(finding: Finding, before: Event, after: Event, fate: Fate, reason: str) -> tuple[Verdict, ...]:
    """The fate for the facts that brought it about; the others stand beside."""
    made = []
    for number, part in enumerate(finding.parts):
        figure = finding.figures[number] if number < len(finding.figures) else None
        if figure is None or figure == after.held or (fate in (Fate.SAME, Fate.COPY) and reason):
            made.append(Verdict(part.number, fate, reason or part_reason(figure, before, after, part)))
            continue
        if after.held is not None and figure.role == "add" and before.held != after.held:
            made.append(Verdict(part.number, fate, reason))
            continue
        own = fate if fate in (Fate.SAME, Fate.COPY) else Fate.SAME
        made.append(Verdict(part.number, own, part_reason(figure, before, after, part)))
    if fate not in (Fate.SAME, Fate.COPY) and made and all(v.fate is Fate.SAME for v in made):
        made[0] = Verdict(made[0].fact_number, fate, reason)
    return tuple(made)


def what_changed(before: Event, after: Event) -> str:
    """The change in plain words, empty where the event holds what it held."""
    said = []
    one, other = before.held, after.held
    if other is not None and (
        one is None or (one.value, one.bound, one.action) != (other.value, other.bound, other.action)
    ):
        said.append(f"{one.value if one else 'nothing'} -> {other.value} {other.action}".rstrip())
        if other.role == "correction":
            said.append("a correction")
    if before.state != after.state:
        said.append(f"{before.state} -> {after.state}")
    for name in ("place", "attacker", "region"):
        if before.fields.get(name) != after.fields.get(name):
            said.append(f"{name} is {after.fields.get(name)}")
    if before.unconfirmed and not after.unconfirmed:
        said.append("confirmed by a second outlet")
    elif before.severity != after.severity:
        said.append(f"severity {before.severity.word} -> {after.severity.word}")
    return ", ".join(said)


def is_aloud(case: Case, rule: Rule, before: Event, after: Event) -> bool:
    """True where the change is worth a word: a state that turned, a claim confirmed, a line of `update_if`."""
    if case.now - after.opened_at > ALOUD_FOR and after.kind == "count":
        return False
    if before.state != after.state or (before.unconfirmed and not after.unconfirmed):
        return True
    return any(holds(c, after, rule, case.world) for c in rule.update_if)
