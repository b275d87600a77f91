"""What is to be told -> revisions of alerts, with ids, numbers and what was said aloud before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.alerts.ledger import Ledger
from bot.alerts.opening import Telling
from bot.model import Change, Event, Revision, Rule, Told, event_with

ALOUD = (Change.NEW, Change.UPDATE, Change.END)


@dataclass(frozen=True, slots=True)
class Item:
    """An event and what is to be told of it, by which rule and because of which article."""

    rule: Rule
    event: Event
    telling: Telling | None


def revise(
    ledger: Ledger, items: Sequence[Item], article_id: str, now: dt.datetime
) -> tuple[tuple[Event, ...], tuple[Revision, ...]]:
    """The events with their alerts, and one revision for each alert that has something to tell.

    `article_id` is "" for what comes from the clock: then each event's own cause stands.
    """
    current = {item.event.event_id: item.event for item in items}
    alerts: dict[int, list[Item]] = {}
    next_id = ledger.next_alert_id
    for item in items:
        event = current[item.event.event_id]
        if event.alert_id is None and (item.telling is not None or event.waits_for in ("group", "embargo")):
            host = host_of(ledger, item, items, current)
            if host is not None and event.waits_for == "group":
                event = event_with(event, due_at=host.due_at)
            event = event_with(event, alert_id=host.alert_id if host is not None else next_id)
            next_id += host is None
            current[event.event_id] = event
        if item.telling is not None and event.alert_id is not None:
            alerts.setdefault(event.alert_id, []).append(item)
    revisions = []
    for alert_id, told in alerts.items():
        revision = one_revision(ledger, alert_id, told, current, article_id, now)
        current.update({e.event_id: e for e in revision.events})
        revisions.append(revision)
    return tuple(current.values()), tuple(revisions)


def host_of(ledger: Ledger, item: Item, items: Iterable[Item], current: Mapping[int, Event]) -> Event | None:
    """An event whose message this one belongs into: it waits for the same group, or answers the same alert."""
    event, rule = current[item.event.event_id], item.rule
    if event.waits_for == "group":
        waiting = [e for e in ledger.waiting() if e.event_id not in current]
        waiting += [current[i.event.event_id] for i in items if i is not item]
        return group_of(rule, event, waiting)
    for other in items:
        host = current[other.event.event_id]
        if other is item or other.rule is not rule or host.alert_id is None or host.revision:
            continue
        if other.telling is not None and event.answers is not None and host.answers == event.answers:
            return host
    return None


def group_of(rule: Rule, event: Event, waiting: Iterable[Event]) -> Event | None:
    """The group that waits and agrees with the event. A missing field (an airport without a region) contradicts
    nothing: it joins the only such group, and none of two. A message can answer one other: what answers different
    alerts is never one group."""
    groups: dict[int, list[Event]] = {}
    for other in waiting:
        is_kin = other.rule_id == rule.rule_id and other.answers == event.answers
        if is_kin and other.waits_for == "group" and other.alert_id is not None:
            groups.setdefault(other.alert_id, []).append(other)
    by = rule.group.by if rule.group else ()
    open_ones = []
    for members in groups.values():
        pairs = [(event.fields.get(f), m.fields.get(f)) for m in members for f in by]
        if all(a == b for a, b in pairs):
            return members[0]
        if all(a is None or b is None or a == b for a, b in pairs):
            open_ones.append(members[0])
    return open_ones[0] if len(open_ones) == 1 else None


def one_revision(
    ledger: Ledger,
    alert_id: int,
    told: Sequence[Item],
    current: Mapping[int, Event],
    article_id: str,
    now: dt.datetime,
) -> Revision:
    rule = told[0].rule
    loudest = max((t.telling for t in told if t.telling), key=lambda t: ORDER[t.change])
    ids = {t.event.event_id for t in told}
    events = alert_events(ledger, alert_id, current)
    number = max(e.revision for e in events) + 1
    before = next((current[i].told for i in ids if current[i].told is not None), None)
    events = tuple(said(e, e.event_id in ids, loudest, number, now) for e in events)
    severity = max(e.severity for e in events if e.event_id in ids)
    return Revision(
        alert_id=alert_id,
        number=number,
        rule_id=rule.rule_id,
        change=loudest.change,
        events=events,
        changed=tuple(sorted(t.event.event_id for t in told if t.telling and t.telling.is_news)),
        before=before,
        severity=severity,
        answers=next((e.answers for e in events if e.answers is not None), None),
        article_id=article_id or told[0].event.caused_by,
        reason=loudest.reason,
        topic=rule.topic,
        is_correction=loudest.is_correction,
        made_at=now,
        is_silent=loudest.is_silent or rule.status == "draft",
    )


ORDER = {Change.EDIT: 0, Change.END: 1, Change.UPDATE: 2, Change.NEW: 3}


def alert_events(ledger: Ledger, alert_id: int, current: Mapping[int, Event]) -> tuple[Event, ...]:
    """All events of the alert as they stand now."""
    known = {e.event_id: e for e in ledger.of_alert(alert_id)}
    known.update({i: e for i, e in current.items() if e.alert_id == alert_id})
    return tuple(known[i] for i in sorted(known))


def said(event: Event, is_told: bool, telling: Telling, number: int, now: dt.datetime) -> Event:
    """The event after the revision: what was said aloud, and that nothing of it waits any more."""
    if not is_told:
        return event_with(event, revision=number)
    told = event.told
    if telling.change in ALOUD:
        value = event.held.value if event.held else None
        told = Told(at=now, value=value, severity=event.severity, state=event.state)
    return event_with(event, told=told, revision=number, edit_due_at=None)
