"""A known event told again: nothing new, a silent edit, or a change that is worth a word aloud."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.alerts.again import EDITS_BUNDLED, EDITS_FOR
from bot.alerts.case import Case, Judged, Verdict
from bot.alerts.conditions import holds
from bot.alerts.identify import Finding
from bot.alerts.opening import Telling
from bot.alerts.reasons import part_reason
from bot.alerts.sourced import is_copy, settled, voice
from bot.model import Article, Change, Event, Fate, Rule, Source, Told, event_with

ALOUD_FOR = dt.timedelta(days=3)
"""A change of an event this old is only edited in, whatever it is."""


def change_of(case: Case, finding: Finding, before: Event, after: Event) -> Judged:
    """A known event: the same told again, a silent edit, or a change worth a word aloud."""
    rule, now = finding.rule, case.now
    what = what_changed(as_ruled_now(case, rule, before, after), after)
    spoken = voice(case, finding)
    if not what:
        return unchanged(case, finding, before, after)
    after = event_with(after, caused_by=case.article.article_id)
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
        after = event_with(after, waits_for=None, due_at=None, is_learned=False)
        fate, telling = Fate.UPDATE, Telling(Change.UPDATE, what, is_correction)
    else:
        after = event_with(after, waits_for="cooldown", due_at=before.told.at + rule.cooldown)
        reason = f"{what}; answered aloud when the cooldown of the last message ends, if it is still true"
        fate, telling = Fate.HELD, Telling(Change.EDIT, what, is_correction)
    after = event_with(after, sources=with_role(after, case.article, fate))
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
        after = event_with(after, edit_due_at=case.now + EDITS_BUNDLED)
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
