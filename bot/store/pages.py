"""What the history pages ask beside search and series. Nothing of what chats watch for themselves."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot.model import Change, Fate, Revision, Severity
from bot.store.alerts import get_revision
from bot.store.connection import Store
from bot.store.rows import as_time
from bot.store.series import PUBLIC

FOUND_BY_WATCH = "found_by LIKE 'phrase: watch-%'"


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A report that told nobody anything new, and why."""

    report_id: int
    article_id: str
    outlet: str
    title: str
    url: str
    rule_id: str | None
    fate: Fate
    reason: str
    at: dt.datetime
    evidence: str


QUIET_FATES = (Fate.BELOW, Fate.WAITING, Fate.HELD, Fate.LATE, Fate.COPY, Fate.SAME, Fate.NO_MATCH)
"""What did not ring, from nearly to not at all."""


def load_held_back(store: Store, fate: Fate, limit: int, before: str = "~") -> tuple[HeldBack, ...]:
    """Reports that came to `fate`, the newest first; `before` is the time (as stored) that the last page ended with."""
    rows = store.rows(
        f"""
        SELECT r.report_id, r.article_id, a.outlet, a.title, a.url, r.rule_id, r.fate, r.reason, r.at,
               (SELECT f.evidence FROM facts AS f WHERE f.article_id = r.article_id AND f.edition = r.edition
                AND f.fact_number = coalesce(r.fact_number, 0)) AS evidence
        FROM reports AS r INDEXED BY reports_by_fate JOIN articles AS a USING (article_id)
        WHERE r.fate = ? AND r.at < ? AND (r.rule_id IS NULL OR r.{PUBLIC})
        ORDER BY r.at DESC LIMIT ?
        """,  # noqa: S608
        (fate.value, before, limit),
    )
    return tuple(
        HeldBack(
            **{n: row[n] for n in ("report_id", "article_id", "outlet", "title", "url", "rule_id", "reason")},
            fate=Fate(row["fate"]),
            at=as_time(row["at"]),
            evidence=row["evidence"] or "",
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence and the part of it that carries the value, as character positions."""

    text: str
    start: int
    end: int


def load_evidence(store: Store, event_id: int) -> dict[str, tuple[Evidence, ...]]:
    """By article, what the event was read from."""
    rows = store.rows(
        """
        SELECT DISTINCT r.article_id, f.evidence, f.plain
        FROM reports AS r JOIN facts AS f USING (article_id, edition, fact_number)
        WHERE r.event_id = ? AND r.rule_id NOT LIKE 'watch-%' ORDER BY f.fact_number
        """,
        (event_id,),
    )
    found: dict[str, list[Evidence]] = {}
    for row in rows:
        found.setdefault(row["article_id"], []).append(to_evidence(row["evidence"], row["plain"]))
    return {article_id: tuple(dict.fromkeys(some)) for article_id, some in found.items()}


def to_evidence(text: str, plain: str) -> Evidence:
    fact = json.loads(plain)
    first = fact["evidence"]["start"]
    start, end = fact["span"]["start"] - first, fact["span"]["end"] - first
    return Evidence(text, start, end) if 0 <= start < end <= len(text) else Evidence(text, 0, 0)


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """One state of an alert, without its events."""

    number: int
    change: Change
    severity: Severity
    headline: str
    reason: str
    article_id: str
    made_at: dt.datetime
    is_silent: bool


def load_revision_lines(store: Store, alert_id: int) -> tuple[RevisionLine, ...]:
    rows = store.rows(
        "SELECT number, change, severity, headline, reason, article_id, made_at, is_silent FROM revisions"
        " WHERE alert_id = ? ORDER BY number",
        (alert_id,),
    )
    return tuple(
        RevisionLine(
            row["number"], Change(row["change"]), Severity(row["severity"]), row["headline"], row["reason"],
            row["article_id"], as_time(row["made_at"]), bool(row["is_silent"]),
        )
        for row in rows
    )  # fmt: skip


def latest_revisions(store: Store, alert_ids: Sequence[int]) -> dict[int, Revision]:
    """The newest state of each alert."""
    return {number: revision for number in alert_ids if (revision := get_revision(store, number))}


@dataclass(frozen=True, slots=True)
class FactLine:
    """What was read from an article, as a row."""

    kind: str
    thing: str | None
    action: str | None
    value: int | None
    high: int | None
    bound: str | None
    attacker: str | None
    place: str | None
    airport: str | None
    status: str | None
    claimed_by: str | None
    day: str | None
    standing: str
    is_news: bool
    found_by: str
    evidence: Evidence


def load_facts(store: Store, article_id: str, edition: int) -> tuple[FactLine, ...]:
    rows = store.rows(
        f"SELECT * FROM facts WHERE article_id = ? AND edition = ? AND NOT ({FOUND_BY_WATCH}) ORDER BY fact_number",  # noqa: S608
        (article_id, edition),
    )
    return tuple(
        FactLine(
            **{n: row[n] for n in FactLine.__slots__ if n not in ("is_news", "evidence")},
            is_news=bool(row["is_news"]),
            evidence=to_evidence(row["evidence"], row["plain"]),
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class FeedLine:
    """How a feed is."""

    feed_id: str
    status: str
    reason: str
    failures: int
    interval: float
    last_ok_at: dt.datetime | None
    last_item_at: dt.datetime | None


def load_feed_lines(store: Store) -> tuple[FeedLine, ...]:
    rows = store.rows(
        "SELECT feed_id, status, reason, failures, interval, last_ok_at, last_item_at FROM feed_states"
        " ORDER BY status = 'ok', feed_id"
    )
    return tuple(
        FeedLine(
            *(row[n] for n in ("feed_id", "status", "reason", "failures", "interval")),
            *(as_time(row[n]) if row[n] else None for n in ("last_ok_at", "last_item_at")),
        )
        for row in rows
    )
