"""Alerts and their revisions, and the words by which they are found."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.model import Event, Revision, Severity, codec
from bot.store.connection import Row, Store
from bot.store.events import Kept, save_event, to_event, to_plain
from bot.store.rows import stamp
from bot.store.words import tag, value_tag, words

PLACES = ("place", "name", "region", "country", "city")
"""Fields of an event that answer "where"."""


def save_revision(
    store: Store, revision: Revision, texts: Sequence[str] = (), kept: Mapping[int, Kept] | None = None
) -> None:
    """Add a revision and bring its alert's row up to date.

    `texts` are lines in any language by which it shall be found; the first is its headline. `kept` are events
    that were saved just now.
    """
    kept = kept or {}
    rows = [kept.get(e.event_id) or save_event(store, e) for e in revision.events]
    headline = texts[0] if texts else plain_headline(revision)
    save_alert(store, revision, headline)
    plain = codec.to_plain(replace(revision, events=())) | {"kept": [to_plain(k) for k in rows]}
    store.insert(
        "revisions",
        {
            "alert_id": revision.alert_id,
            "number": revision.number,
            "change": revision.change.value,
            "severity": revision.severity.value,
            "headline": headline,
            "article_id": revision.article_id,
            "reason": revision.reason,
            "made_at": stamp(revision.made_at),
            "is_silent": int(revision.is_silent),
            "plain": json.dumps(plain, ensure_ascii=False, separators=(",", ":")),
        },
    )
    index_alert(store, revision, (headline, *texts))


def save_alert(store: Store, revision: Revision, headline: str) -> None:
    """The alert as its newest revision has it; how severe it ever was is kept beside how severe it is."""
    values = {e.held.value for e in revision.events if e.held}
    store.execute(
        """
        INSERT INTO alerts (alert_id, rule_id, topic, severity, worst, value, headline, revisions, answers,
            is_silent, first_at, last_at)
        VALUES (:alert_id, :rule_id, :topic, :severity, :severity, :value, :headline, :number, :answers,
            :is_silent, :at, :at)
        ON CONFLICT (alert_id) DO UPDATE SET topic = :topic, severity = :severity, worst = max(worst, :severity),
            value = :value, headline = :headline, revisions = :number, answers = coalesce(answers, :answers),
            is_silent = is_silent AND :is_silent, last_at = :at
        """,
        {
            "alert_id": revision.alert_id,
            "rule_id": revision.rule_id,
            "topic": revision.topic,
            "severity": revision.severity.value,
            "value": values.pop() if len(values) == 1 else None,
            "headline": headline,
            "number": revision.number,
            "answers": revision.answers,
            "is_silent": int(revision.is_silent),
            "at": stamp(revision.made_at),
        },
    )


def plain_headline(revision: Revision) -> str:
    """Rule, places and values, where nobody gave a better one."""
    parts = [revision.rule_id]
    for event in revision.events:
        place = event.fields.get("name") or event.fields.get("place")
        what = " ".join(str(p) for p in (place, event.held.value if event.held else event.state) if p is not None)
        parts += [what] if what else []
    return ": ".join(parts[:2]) + "".join(f", {p}" for p in parts[2:])


# -- words for search ----------------------------------------------------------------------------------------


def index_alert(store: Store, revision: Revision, texts: Iterable[str]) -> None:
    """Add what is new in this revision to the words of its alert."""
    row = store.row("SELECT words, tags FROM alert_words WHERE rowid = ?", (revision.alert_id,))
    old_words = row["words"].split() if row else []
    old_tags = set(row["tags"].split()) if row else set()
    known = set(old_words)
    more: list[str] = []
    for text in dict.fromkeys((*texts, *texts_of(revision.events))):
        stems = words(text)
        if not known.issuperset(stems):  # whole texts, so that words stay neighbours
            more += stems
            known.update(stems)
    tags = old_tags | tags_of(revision)
    if row is None:
        sql = "INSERT INTO alert_words (words, tags, rowid) VALUES (?, ?, ?)"
    elif more or tags != old_tags:
        sql = "UPDATE alert_words SET words = ?, tags = ? WHERE rowid = ?"
    else:
        return
    store.execute(sql, (" ".join(old_words + more), " ".join(sorted(tags)), revision.alert_id))


def texts_of(events: Iterable[Event]) -> Iterable[str]:
    for event in events:
        yield from (value for name, value in event.fields.items() if name != "day")
        for source in event.sources:
            yield source.title
            yield source.evidence


def tags_of(revision: Revision) -> set[str]:
    found = {tag("rule", revision.rule_id), tag("topic", revision.topic)}
    found |= {tag("least", severity.word) for severity in Severity if severity <= revision.severity}
    for event in revision.events:
        if event.held:
            found.add(value_tag(event.held.value))
        found |= {tag("place", event.fields[name]) for name in PLACES if event.fields.get(name)}
        if airport := event.fields.get("airport"):
            found |= {tag("airport", airport), tag("place", airport)}
        if attacker := event.fields.get("attacker"):
            found.add(tag("actor", attacker))
        found |= {tag("outlet", source.outlet) for source in event.sources}
    return found


# -- reading -------------------------------------------------------------------------------------------------


def get_revision(store: Store, alert_id: int, number: int | None = None) -> Revision | None:
    """One revision of an alert, the newest unless told which."""
    row = store.row(
        "SELECT plain FROM revisions WHERE alert_id = ? AND number <= ? ORDER BY number DESC LIMIT 1",
        (alert_id, number or 1 << 31),
    )
    return (
        None
        if row is None or (number and json.loads(row["plain"])["number"] != number)
        else to_revision(store, row)
    )


def get_revisions(store: Store, alert_id: int) -> tuple[Revision, ...]:
    """All revisions of an alert, first to last; empty where there is no such alert."""
    rows = store.rows("SELECT plain FROM revisions WHERE alert_id = ? ORDER BY number", (alert_id,))
    return tuple(to_revision(store, row) for row in rows)


def to_revision(store: Store, row: Row) -> Revision:
    plain: dict[str, Any] = json.loads(row["plain"])
    events = tuple(to_event(store, kept) for kept in plain.pop("kept"))
    return replace(codec.from_plain(Revision, plain | {"events": []}), events=events)


def headline_of(store: Store, alert_id: int) -> str:
    """The alert's headline, empty where there is no such alert."""
    return store.value("SELECT headline FROM alerts WHERE alert_id = ?", (alert_id,)) or ""
