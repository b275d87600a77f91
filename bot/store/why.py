"""Why an alert, and why none: what became of every statement, with its reason."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.model import Article, Fact, Report, Revision
from bot.store.alerts import get_revisions
from bot.store.articles import find_article
from bot.store.connection import Store
from bot.store.facts import facts_of
from bot.store.reports import reports_of_article, reports_of_event


@dataclass(frozen=True, slots=True)
class WhyAlert:
    """An alert with its revisions and every report that came to its events."""

    revisions: tuple[Revision, ...]
    reports: tuple[Report, ...]
    articles: tuple[Article, ...]
    """The articles of those reports, without their text."""


@dataclass(frozen=True, slots=True)
class WhyArticle:
    """An article with what was read from it and what became of that."""

    article: Article
    facts: tuple[Fact, ...]
    evidence: tuple[str, ...]
    """The sentence of each fact; it is kept when the text is purged."""
    reports: tuple[Report, ...]
    alert_ids: tuple[int, ...]
    """The alerts that it is part of."""


def why(store: Store, what: str) -> WhyAlert | WhyArticle | None:
    """The answer for an alert's number (also `#12`), an article's id or an address; None where it is unknown."""
    what = what.strip()
    if re.fullmatch(r"#?\d{1,12}", what):
        found = why_alert(store, int(what.lstrip("#")))
        if found is not None:
            return found
    article = find_article(store, what)
    return None if article is None else why_article(store, article)


def why_alert(store: Store, alert_id: int) -> WhyAlert | None:
    revisions = get_revisions(store, alert_id)
    if not revisions:
        return None
    events = {e.event_id: None for r in revisions for e in r.events}
    reports = tuple(report for event_id in events for report in reports_of_event(store, event_id))
    ids = dict.fromkeys(r.article_id for r in reports)
    articles = (find_article(store, i) for i in ids)
    return WhyAlert(revisions, reports, tuple(a for a in articles if a is not None))


def why_article(store: Store, article: Article) -> WhyArticle:
    evidence = store.rows(
        "SELECT evidence FROM facts WHERE article_id = ? AND edition = ? ORDER BY fact_number",
        (article.article_id, article.edition),
    )
    alerts = store.rows(
        "SELECT DISTINCT e.alert_id FROM reports AS r JOIN events AS e USING (event_id)"
        " WHERE r.article_id = ? AND e.alert_id IS NOT NULL ORDER BY e.alert_id",
        (article.article_id,),
    )
    return WhyArticle(
        article,
        facts_of(store, article.article_id, article.edition),
        tuple(row["evidence"] for row in evidence),
        reports_of_article(store, article.article_id),
        tuple(row["alert_id"] for row in alerts),
    )
