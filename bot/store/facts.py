"""Facts as they were read, kept beside their articles; typed values are columns, so that people can query them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from bot.model import Article, Count, Fact, Status, Talks, codec
from bot.store.connection import Store, insert_sql
from bot.store.rows import pack, to_column
from bot.store.words import tag, value_tag


def add_facts(store: Store, article: Article, facts: Sequence[Fact]) -> None:
    """Facts of one edition of an article, numbered as the reading has them."""
    rows = [fact_row(article, number, fact) for number, fact in enumerate(facts)]
    if rows:
        store.many(insert_sql("facts", tuple(rows[0])), [tuple(row.values()) for row in rows])


def facts_of(store: Store, article_id: str, edition: int = 1) -> tuple[Fact, ...]:
    """The facts read from one edition, in the order they were read."""
    rows = store.rows(
        "SELECT plain FROM facts WHERE article_id = ? AND edition = ? ORDER BY fact_number", (article_id, edition)
    )
    return tuple(codec.from_plain(Fact, json.loads(row["plain"])) for row in rows)


def fact_row(article: Article, number: int, fact: Fact) -> dict[str, object]:
    what = fact.what
    row: dict[str, object] = {
        "article_id": article.article_id,
        "edition": article.edition,
        "fact_number": number,
        "kind": fact.kind,
        "thing": None,
        "action": None,
        "value": None,
        "high": None,
        "bound": None,
        "attacker": None,
        "place": None,
        "airport": None,
        "status": None,
        "claimed_by": fact.claimed_by,
        "day": to_column(fact.day),
        "standing": fact.standing.value,
        "is_news": int(fact.is_news),
        "evidence": article.text[fact.evidence.start : fact.evidence.end],
        "found_by": fact.found_by,
        "plain": pack(fact),
    }
    return row | columns_of(what)


def columns_of(what: object) -> dict[str, object]:
    """What of a statement people ask for."""
    if isinstance(what, Count):
        names = ("thing", "action", "value", "high", "attacker", "place")
        return {n: getattr(what, n) for n in names} | {"bound": what.bound.value}
    if isinstance(what, Status):
        airport = what.place_id if what.of == "airport" else None
        return {"thing": what.of, "place": what.name, "airport": airport, "status": what.state}
    if isinstance(what, Talks):
        return {"place": what.place, "status": what.phase}
    return {}


def tags_of(facts: Iterable[Fact]) -> set[str]:
    """The tags by which search finds articles with such facts."""
    found = set()
    for fact in facts:
        columns = columns_of(fact.what)
        for kind, name in (("place", "place"), ("airport", "airport"), ("actor", "attacker")):
            if columns.get(name):
                found.add(tag(kind, str(columns[name])))
        if isinstance(fact.what, Status):
            found |= {tag("place", p) for p in (fact.what.region, fact.what.country, fact.what.place_id) if p}
        if isinstance(fact.what, Talks) and fact.what.country:
            found.add(tag("place", fact.what.country))
        if isinstance(fact.what, Count):
            found.add(value_tag(fact.what.value))
    return found
