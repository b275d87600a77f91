"""May an event be told, now, later, or not at all?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.alerts import voices
from bot.alerts.conditions import World, may_open, say, say_time
from bot.alerts.identify import Finding
from bot.alerts.ledger import Ledger
from bot.model import Change, Event, Fate, Quiet, Rule, RuleSet, Severity, event_with

TOO_BIG = 3
"""A figure over so many times the highest of 90 days is not believed from one unofficial outlet."""
KNOWN_ENOUGH = 10
"""... once so many alerts of the rule are known."""


@dataclass(frozen=True, slots=True)
class Telling:
    """A change to be told: what becomes a revision."""

    change: Change
    reason: str
    is_correction: bool = False
    is_silent: bool = False
    is_news: bool = True
    """False where only sources came: nothing of the event itself changed."""


Opened = tuple[Event, Fate, str, Telling | None]


def try_open(
    ledger: Ledger,
    ruleset: RuleSet,
    world: World,
    finding: Finding,
    event: Event,
    now: dt.datetime,
    is_learning: bool = False,
) -> Opened:
    """The event with what it waits for, its fate, the reason, and what is to be told at once."""
    rule = finding.rule
    if event.answers is None and rule.after is not None and "after" not in event.fields:
        return event, Fate.NO_MATCH, f"no alert of {rule.after} had told it", None
    lacking = may_open(rule, event, world)
    if lacking is not None:
        return event, Fate.BELOW, f"{say(lacking)} does not hold{held_text(event)}", None
    event = event_with(event, waits_for=None, due_at=None)
    if is_learning or rule.status == "draft":
        why = "learned from the backlog" if is_learning else "the rule is a draft"
        event = event_with(event, is_learned=is_learning)
        return (
            event,
            Fate.NEW,
            f"{why}: known, nothing is sent",
            Telling(Change.NEW, why, is_silent=True),
        )
    if rule.confirm is not None and not voices.is_confirmed(rule.confirm, event.sources):
        count = len(voices.voices(event.sources))
        reason = f"{count} of {rule.confirm.sources} origins within {say_time(rule.confirm.within)}"
        return event_with(event, waits_for="confirm"), Fate.WAITING, reason, None
    return hold_back(ruleset, finding, event, now)


def hold_back(ruleset: RuleSet, finding: Finding, event: Event, now: dt.datetime) -> Opened:
    """A filter file, an embargo or a group may still keep it from going out at once."""
    rule = finding.rule
    quiet = quiet_for(ruleset.quiet, rule, event, now)
    if quiet is not None:
        until = f"until {quiet.until:%d %b %H:%M} UTC" if quiet.until else "for good"
        waits = event_with(event, waits_for="quiet", due_at=quiet.until)
        return waits, Fate.HELD, f"a quiet filter holds it {until}: {quiet.why or 'no reason given'}", None
    if rule.embargo is not None:
        free_at = (event.happened_at or event.opened_at) + rule.embargo
        if free_at > now:
            reason = f"under embargo for {say_time(rule.embargo)}"
            return event_with(event, waits_for="embargo", due_at=free_at), Fate.HELD, reason, None
    telling = Telling(Change.NEW, "a new event")
    if rule.group is not None and rule.group.wait:
        waits = event_with(event, waits_for="group", due_at=now + rule.group.wait)
        return waits, Fate.NEW, f"told together with others within {say_time(rule.group.wait)}", None
    return event, Fate.NEW, f"a new event{held_text(event)}", telling


def quiet_for(filters: Sequence[Quiet], rule: Rule, event: Event, now: dt.datetime) -> Quiet | None:
    """The filter file that holds the event back, if any. All of a filter's lists must agree; an empty one does."""
    places = {
        v for k, v in event.fields.items() if k in ("place", "region", "country", "airport", "name", "place_id")
    }
    for quiet in filters:
        if quiet.until is not None and quiet.until <= now:
            continue
        asked = (
            not quiet.rules or rule.rule_id in quiet.rules,
            not quiet.topics or rule.topic in quiet.topics,
            not quiet.places or bool(places & set(quiet.places)),
        )
        if all(asked):
            return quiet
    return None


def held_text(event: Event) -> str:
    return f" (held: {event.held.value:,})" if event.held else ""


def is_too_big(ledger: Ledger, rule: Rule, event: Event, severity: Severity, now: dt.datetime) -> bool:
    """True where one unofficial outlet alone tells something critical or out of all proportion."""
    if not voices.stands_alone(event):
        return False
    if severity is Severity.CRITICAL:
        return True
    known = ledger.told_values(rule.rule_id, now)
    if event.held is None or len(known) < KNOWN_ENOUGH:
        return False
    return event.held.value > TOO_BIG * max(known)


def quieter(severity: Severity) -> Severity:
    return Severity(max(severity - 1, Severity.LOW))
