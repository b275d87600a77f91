"""What waited and is due: groups to be told, held figures, embargoes and filters that end, bundled edits."""

from __future__ import annotations

import datetime as dt

from bot.alerts.conditions import World, holds
from bot.alerts.identify import rule_of
from bot.alerts.ledger import Ledger
from bot.alerts.opening import Telling
from bot.alerts.tell import Item, revise
from bot.model import Change, Event, Outcome, Rule, RuleSet, event_with

LATEST = dt.timedelta(hours=24)
"""What a filter or an embargo held for longer than this after its last report is history, no news."""


def next_due(ledger: Ledger) -> dt.datetime | None:
    """When `decide_due` has something to do next; None where nothing waits."""
    times = [t for e in ledger.waiting() for t in (e.due_at, e.edit_due_at) if t is not None]
    return min(times, default=None)


def decide_due(ruleset: RuleSet, ledger: Ledger, now: dt.datetime) -> Outcome:
    """Everything that is due by `now`, each alert with the article that caused it."""
    items: list[Item] = []
    dropped: list[Event] = []
    """What waited for a rule that is gone: nobody asks for it any more."""
    for event in list(ledger.waiting()):
        rule = rule_of(ruleset, event.rule_id)
        if rule is None or rule.status == "off":
            dropped.append(event_with(event, waits_for=None, due_at=None, edit_due_at=None))
        elif event.due_at is not None and event.due_at <= now:
            items.append(due_item(ledger, rule, event, now))
        elif event.edit_due_at is not None and event.edit_due_at <= now:
            items.append(edit_item(rule, event))
    events, revisions = revise(ledger, items, "", now)
    return Outcome(events=(*events, *dropped), revisions=revisions)


def due_item(ledger: Ledger, rule: Rule, event: Event, now: dt.datetime) -> Item:
    free = event_with(event, waits_for=None, due_at=None)
    if event.waits_for == "cooldown":
        return cooldown_item(ledger, rule, free, now)
    if event.ended_at is not None or (event.waits_for != "group" and now - event.last_report_at > LATEST):
        return Item(rule, free, None)
    return Item(rule, free, Telling(Change.NEW, f"the wait is over ({event.waits_for})"))


def cooldown_item(ledger: Ledger, rule: Rule, event: Event, now: dt.datetime) -> Item:
    """Aloud now, if what was held is still so."""
    told = event.told
    world = World(ledger.named, ledger.started_at or now)
    turned = told is not None and told.state != event.state
    if told is None or not (turned or any(holds(c, event, rule, world) for c in rule.update_if)):
        return Item(rule, event, None)
    is_correction = event.held is not None and event.held.role == "correction"
    return Item(rule, event, Telling(Change.UPDATE, "held during the cooldown, still true", is_correction))


def edit_item(rule: Rule, event: Event) -> Item:
    free = event_with(event, edit_due_at=None)
    if event.told is None:
        return Item(rule, free, None)
    return Item(rule, free, Telling(Change.EDIT, "more outlets carry it", is_news=False))
