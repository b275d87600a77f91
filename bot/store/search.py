"""Find alerts and articles: by words, and by what they are about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.model import Fate, Severity
from bot.store.connection import Row, Store
from bot.store.query import parts, tags_for, to_match
from bot.store.rows import as_time, stamp
from bot.store.series import PUBLIC, WATCHES
from bot.store.words import value_tags

WATCH_TOPIC = "watch"
NO_END = 1 << 62
SLACK = 5000
"""Editions that may be out of order: some minutes of everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A search. Everything that is given must hold; nothing given finds everything."""

    text: str = ""
    rule: str | None = None
    topic: str | None = None
    place: str | None = None
    """A country, region, city or airport, by name or code."""
    airport: str | None = None
    actor: str | None = None
    """Whose weapons: RU, UA."""
    severity: Severity | None = None
    """At least so severe, at any time of the alert."""
    least: int | None = None
    most: int | None = None
    """The value held, from and to."""
    source: str | None = None
    """An outlet that carries it."""
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    fate: Fate | None = None
    """What became of a report: asks for articles, not for alerts."""
    with_silent: bool = False
    """Also what was learned from the backlog or by a draft rule, and told to nobody."""
    is_public: bool = False
    """For strangers: without what chats watch for themselves."""


@dataclass(frozen=True, slots=True)
class FoundAlert:
    """An alert in a list of results."""

    alert_id: int
    rule_id: str
    topic: str
    severity: Severity
    value: int | None
    headline: str
    revisions: int
    is_silent: bool
    first_at: dt.datetime
    last_at: dt.datetime


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """An article in a list of results, with what became of it."""

    article_id: str
    outlet: str
    url: str
    title: str
    published_at: dt.datetime
    fetched_at: dt.datetime
    evidence: str
    """The first sentence that a fact was read from; empty where none was."""
    fate: Fate | None
    """What became of it (of its most telling report), None where no rule asked for anything it says."""
    reason: str
    number: int
    """For the next page."""


Condition = tuple[str, tuple[Any, ...]]
"""A part of a WHERE with its values."""


def search_alerts(store: Store, asked: Asked, limit: int = 20, before: int = NO_END) -> tuple[FoundAlert, ...]:
    """Alerts, the newest first. `before` is the id of the last one of the page before. A fate is not asked for."""
    if only_unwanted(asked.text) or is_private(asked):
        return ()
    tags = tags_for(
        rule=asked.rule, topic=asked.topic, place=asked.place, airport=asked.airport, actor=asked.actor,
        outlet=asked.source, least=asked.severity.word if asked.severity else None,
    )  # fmt: skip
    match = to_match(asked.text, tags, value_tags(asked.least, asked.most))
    source, key = "alerts AS a", "a.alert_id"
    conditions = list(alert_conditions(asked))
    if match:
        # CROSS keeps the order of the join: words come first, from the newest on, until enough are found
        source, key = "alert_words AS w CROSS JOIN alerts AS a ON a.alert_id = w.rowid", "w.rowid"
        conditions.insert(0, ("alert_words MATCH ?", (match,)))
    conditions += id_conditions(store, asked, key)
    where, values = joined_by_and([*conditions, (f"{key} < ?", (before,))])
    sql = f"SELECT a.* FROM {source} WHERE {where} ORDER BY {key} DESC LIMIT ?"  # noqa: S608
    return tuple(to_found_alert(row) for row in store.rows(sql, (*values, limit)))


def alert_conditions(asked: Asked) -> Iterator[Condition]:
    """What must hold exactly; tags only narrow the search down."""
    if not asked.with_silent:
        yield "a.is_silent = 0", ()
    if asked.is_public:
        yield f"a.{PUBLIC}", ()
    if asked.severity is not None:
        yield "a.worst >= ?", (asked.severity.value,)
    if asked.least is not None:
        yield "a.value >= ?", (asked.least,)
    if asked.most is not None:
        yield "a.value <= ?", (asked.most,)
    if asked.since is not None:
        yield "a.last_at >= ?", (stamp(asked.since),)
    if asked.until is not None:
        yield "a.first_at < ?", (stamp(asked.until),)


# the plus keeps SQLite from walking the table itself in order of ids
FIRST_ID = "SELECT min(+alert_id) FROM alerts INDEXED BY alerts_by_last_time WHERE last_at >= ?"
LAST_ID = "SELECT max(+alert_id) FROM alerts INDEXED BY alerts_by_time WHERE first_at < ?"


def id_conditions(store: Store, asked: Asked, key: str) -> Iterator[Condition]:
    """Ids grow with time, more or less: the ids that a time has bound the search."""
    if asked.since is not None:
        first = store.value(FIRST_ID, (stamp(asked.since),))
        yield f"{key} >= ?", (NO_END if first is None else first,)
    if asked.until is not None:
        yield f"{key} <= ?", (store.value(LAST_ID, (stamp(asked.until),)) or 0,)


def search_articles(store: Store, asked: Asked, limit: int = 20, before: int = NO_END) -> tuple[FoundArticle, ...]:
    """Articles with what became of them, the newest first; `before` is the `number` that ended the page before.

    With a fate or a rule it is reports that are looked through, else every article that was ever read.
    """
    if only_unwanted(asked.text) or is_private(asked):
        return ()
    tags = tags_for(
        place=asked.place, airport=asked.airport, actor=asked.actor, outlet=asked.source, fate=asked.fate,
        rule=asked.rule,
    )  # fmt: skip
    match = to_match(asked.text, tags, value_tags(asked.least, asked.most))
    source, key = "editions AS e", "e.number"
    conditions = list(article_conditions(asked))
    if asked.fate is not None or asked.rule is not None:
        source = (
            "report_words AS w CROSS JOIN reports AS r ON r.report_id = w.rowid"
            " CROSS JOIN editions AS e ON e.article_id = r.article_id AND e.edition = r.edition"
        )
        key = "w.rowid"
        conditions.insert(0, ("report_words MATCH ?", (match,)))
    else:
        if match:
            source, key = "article_words AS w CROSS JOIN editions AS e ON e.number = w.rowid", "w.rowid"
            conditions.insert(0, ("article_words MATCH ?", (match,)))
        conditions += number_conditions(store, asked, key)
    where, values = joined_by_and([*conditions, (f"{key} < ?", (before,))])
    rows = store.rows(
        f"""
        SELECT {key} AS number, e.edition, e.title, e.fetched_at, a.article_id, a.outlet, a.url, a.published_at
        FROM {source} CROSS JOIN articles AS a ON a.article_id = e.article_id
        WHERE {where} ORDER BY {key} DESC LIMIT ?
        """,  # noqa: S608
        (*values, limit),
    )
    first = {row["article_id"]: row for row in reversed(rows)}  # several editions may be found: the newest counts
    return tuple(to_found_article(store, row, asked.is_public) for row in rows if first[row["article_id"]] is row)


def article_conditions(asked: Asked) -> Iterator[Condition]:
    """What must hold exactly; tags only narrow the search down."""
    if asked.is_public and asked.fate is not None:
        yield (
            "EXISTS (SELECT 1 FROM reports AS p WHERE p.article_id = e.article_id AND p.edition = e.edition"
            " AND p.fate = ? AND (p.rule_id IS NULL OR p.rule_id NOT LIKE 'watch-%'))",
            (asked.fate.value,),
        )
    if asked.least is not None or asked.most is not None:
        least = asked.least if asked.least is not None else -NO_END
        most = asked.most if asked.most is not None else NO_END
        yield (
            "EXISTS (SELECT 1 FROM facts AS f WHERE f.article_id = e.article_id AND f.edition = e.edition"
            " AND f.value BETWEEN ? AND ?)",
            (least, most),
        )
    if asked.since is not None:
        yield "e.fetched_at >= ?", (stamp(asked.since),)
    if asked.until is not None:
        yield "e.fetched_at < ?", (stamp(asked.until),)


def number_conditions(store: Store, asked: Asked, key: str) -> Iterator[Condition]:
    """Editions are numbered as they arrive, so that a time narrows the search down to a range of numbers.

    Bodies that were fetched together may be stored in another order, hence the slack.
    """
    sql = "SELECT number FROM editions WHERE fetched_at >= ? ORDER BY fetched_at, number LIMIT 1"
    if asked.since is not None:
        number = store.value(sql, (stamp(asked.since),))
        yield f"{key} >= ?", ((NO_END if number is None else number) - SLACK,)
    if asked.until is not None:
        number = store.value(sql, (stamp(asked.until),))
        yield f"{key} < ?", ((NO_END if number is None else number) + SLACK,)


def joined_by_and(conditions: Sequence[Condition]) -> tuple[str, list[Any]]:
    return " AND ".join(sql for sql, _ in conditions), [v for _, values in conditions for v in values]


def is_private(asked: Asked) -> bool:
    """True where a stranger asks for what a chat watches for itself."""
    return asked.is_public and ((asked.rule or "").casefold().startswith(WATCHES) or asked.topic == WATCH_TOPIC)


def only_unwanted(text: str) -> bool:
    """True for a question that says only what must not be there, or nothing that is a word: it finds nothing."""
    wanted, _ = parts(text)
    return bool(text.strip()) and not wanted


TELLING = (
    Fate.NEW,
    Fate.UPDATE,
    Fate.REVISED,
    Fate.HELD,
    Fate.WAITING,
    Fate.SAME,
    Fate.COPY,
    Fate.LATE,
    Fate.BELOW,
)
"""Of several reports of one article, the first of these is shown."""


def to_found_article(store: Store, row: Row, is_public: bool) -> FoundArticle:
    key = (row["article_id"], row["edition"])
    sql = "SELECT fate, reason FROM reports WHERE article_id = ? AND edition = ?"
    reports = store.rows(sql + f" AND (rule_id IS NULL OR {PUBLIC})" * is_public, key)
    ranks = {fate.value: n for n, fate in enumerate(TELLING)}
    report = min(reports, key=lambda r: ranks.get(r["fate"], len(ranks)), default=None)
    evidence = store.value(
        "SELECT evidence FROM facts WHERE article_id = ? AND edition = ?"
        " AND found_by NOT LIKE 'phrase: watch-%' ORDER BY fact_number",
        key,
    )
    return FoundArticle(
        article_id=row["article_id"],
        outlet=row["outlet"],
        url=row["url"],
        title=row["title"],
        published_at=as_time(row["published_at"]),
        fetched_at=as_time(row["fetched_at"]),
        evidence=evidence or "",
        fate=None if report is None else Fate(report["fate"]),
        reason="" if report is None else report["reason"],
        number=row["number"],
    )


def to_found_alert(row: Row) -> FoundAlert:
    return FoundAlert(
        alert_id=row["alert_id"],
        rule_id=row["rule_id"],
        topic=row["topic"],
        severity=Severity(row["worst"]),
        value=row["value"],
        headline=row["headline"],
        revisions=row["revisions"],
        is_silent=bool(row["is_silent"]),
        first_at=as_time(row["first_at"]),
        last_at=as_time(row["last_at"]),
    )
