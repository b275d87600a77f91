"""Revisions as lines of an alert log: one for each event that a revision adds or changes.

The end of a closure is told by the alert that answers it (`airport-reopened`), so the closure's own last
edit is no line; neither is an edit that only adds sources.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.alerts.episodes import ENDS
from bot.model import Change, Event, Revision, Rule

KEY_FIELDS = {
    "count": ("attacker", "day", "place"),
    "status": ("airport", "place_id"),
    "talks": ("place",),
    "phrase": (),
}


def log_lines(revision: Revision, rule: Rule | None = None) -> Iterator[dict[str, object]]:
    """`{"rule", "kind", "alert", "article", "key", "value"}` for each event that is new or changed in it.

    Nothing of a revision that is told to no one (a draft rule, the backlog).
    """
    if revision.is_silent:
        return
    for event in revision.events:
        if event.event_id not in revision.changed or is_end_elsewhere(revision, event):
            continue
        is_new = revision.change is Change.NEW
        yield {
            "rule": revision.rule_id,
            "kind": "new" if is_new else "update",
            "alert": revision.alert_id,
            "article": event.caused_by if is_new else revision.article_id,
            "key": key_of(event, rule),
            "value": event.held.value if event.held else None,
        }


def is_end_elsewhere(revision: Revision, event: Event) -> bool:
    is_over = event.kind == "status" and event.state in ENDS
    return is_over and revision.change in (Change.EDIT, Change.END)


def key_of(event: Event, rule: Rule | None) -> dict[str, str]:
    """Who, where and when, by the names that alert logs use (`attacker`, `day`, `airport`, `place`); of a
    phrase the slots that its rule identifies it by."""
    names = KEY_FIELDS[event.kind]
    if "airport" in event.fields:
        names = ("airport",)
    elif event.kind == "phrase" and rule is not None:
        names = tuple(n for n in rule.same_event.by if n != "story")
    return {name: event.fields[name] for name in names if name in event.fields}
