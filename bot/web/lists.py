"""Feeds, what was held back, search, and one article."""

from __future__ import annotations

from bot.commands.reasons import say_reason
from bot.commands.topics import topic_title
from bot.model import Article, Fate, Report, Severity
from bot.store import Store
from bot.store.articles import get_article
from bot.store.pages import QUIET_FATES, FactLine, load_facts, load_feed_lines, load_held_back
from bot.store.reports import reports_of_article
from bot.store.search import NO_END, Asked, FoundArticle, search_alerts, search_articles
from bot.store.series import WATCHES
from bot.web.timeline import LEVELS, Line, fate_in, marked, to_lines
from bot.web.visit import Answer, Unasked, Visit, choice_of, day_of, number_of

PER_PAGE = 50
PER_SEARCH = 30
LONGEST_WORDS = 10_000
BIGGEST = 10**12


async def feeds(visit: Visit) -> Answer:
    lines = await visit.read(load_feed_lines)
    return visit.page("feeds.html", lines=lines, feeds=visit.labels.feeds, minutes=lambda s: max(1, round(s / 60)))


async def held(visit: Visit) -> Answer:
    fates = {f.value: f for f in QUIET_FATES}
    fate = choice_of(visit, "fate", fates, Fate.BELOW.value)
    before = visit.given.get("before", "")[:40] or "~"
    found = await visit.read(load_held_back, fates[fate], PER_PAGE + 1, before)
    return visit.page(
        "held.html", lines=found[:PER_PAGE], fate=fate, fates=[(f, fate_in(visit, f)) for f in fates],
        more=found[PER_PAGE - 1].at.isoformat() if len(found) > PER_PAGE else None, is_first=before == "~",
        reason=lambda text: say_reason(text, visit.language),
    )  # fmt: skip


# -- search --------------------------------------------------------------------------------------------------------


def read_search(visit: Visit) -> Asked:
    """The search that an address means. Raises Unasked for a value that has no meaning."""
    given = {k: v.strip() for k, v in visit.given.items() if v.strip()}
    for name in ("rule", "topic", "place", "airport", "actor", "source"):
        if len(given.get(name, "")) > 200:
            raise Unasked(f"{name}: too long")
    return Asked(
        text=given.get("q", "")[:LONGEST_WORDS],
        rule=given.get("rule"),
        topic=given.get("topic"),
        place=given.get("place"),
        airport=given.get("airport"),
        actor=given.get("actor"),
        source=given.get("source"),
        severity=LEVELS.get(choice_of(visit, "least", LEVELS, "")),
        least=number_of(visit, "from", None, 0, BIGGEST),
        most=number_of(visit, "to", None, 0, BIGGEST),
        since=day_of(visit, "since"),
        until=day_of(visit, "until"),
        fate=Fate(fate) if (fate := choice_of(visit, "fate", tuple(Fate), "")) else None,
        is_public=True,
    )


async def search(visit: Visit) -> Answer:
    asked = read_search(visit)
    place = choice_of(visit, "in", ("alerts", "articles"), "alerts")
    in_articles = place == "articles" or asked.fate is not None
    before = number_of(visit, "before", None, 1, NO_END) or NO_END
    lines: list[Line] = []
    articles: tuple[FoundArticle, ...] = ()
    if in_articles:
        found = await visit.read(search_articles, asked, PER_SEARCH + 1, before)
        articles, more = found[:PER_SEARCH], found[PER_SEARCH - 1].number if len(found) > PER_SEARCH else None
    else:
        alerts = await visit.read(search_alerts, asked, PER_SEARCH + 1, before)
        lines = await to_lines(visit, alerts[:PER_SEARCH])
        more = alerts[PER_SEARCH - 1].alert_id if len(alerts) > PER_SEARCH else None
    return visit.page(
        "search.html", lines=lines, articles=articles, more=more, in_articles=in_articles, levels=list(LEVELS),
        topics=[(t, topic_title(t, visit.language)) for t in visit.labels.topics],
        rules=[(r, visit.rule(r)) for r in sorted(visit.labels.rules)],
        fates=[(f.value, fate_in(visit, f)) for f in Fate], fate=lambda f: fate_in(visit, f) if f else "",
        reason=lambda text: say_reason(text, visit.language),
        exports={form: f"/alerts.{form}" + visit.other(before="", lang="")[len(visit.path):]
                 for form in ("csv", "jsonl", "geojson", "atom")},
    )  # fmt: skip


# -- one article ---------------------------------------------------------------------------------------------------


def load_article(
    store: Store, article_id: str
) -> tuple[Article, tuple[FactLine, ...], tuple[Report, ...], tuple[int, ...]] | None:
    article = get_article(store, article_id)
    if article is None:
        return None
    reports = tuple(r for r in reports_of_article(store, article_id) if not (r.rule_id or "").startswith(WATCHES))
    alerts = store.rows(
        "SELECT DISTINCT e.alert_id FROM reports AS r JOIN events AS e USING (event_id)"
        " JOIN alerts AS a ON a.alert_id = e.alert_id"
        " WHERE r.article_id = ? AND a.rule_id NOT LIKE 'watch-%' ORDER BY 1",
        (article_id,),
    )
    return article, load_facts(store, article_id, article.edition), reports, tuple(row[0] for row in alerts)


async def article(visit: Visit, article_id: str) -> Answer:
    found = await visit.read(load_article, article_id)
    if found is None:
        return visit.page("problem.html", 404, title=visit.say("not_found"), text=visit.say("not_found_text"))
    shown, facts, reports, alerts = found
    return visit.page(
        "article.html", article=shown, facts=facts, reports=reports, alerts=alerts, marked=marked,
        fate=lambda fate: fate_in(visit, fate), reason=lambda text: say_reason(text, visit.language),
    )  # fmt: skip


async def about(visit: Visit) -> Answer:
    return visit.page("about.html")


__all__ = ["Severity", "about", "article", "feeds", "held", "read_search", "search"]
