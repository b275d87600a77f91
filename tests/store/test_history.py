"""Find alerts and articles again, and say why there was one, or none."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.model import Count, Fact, Fate, Outcome, Report, Severity, Span, Status
from bot.store import Store
from bot.store.alerts import save_revision
from bot.store.articles import add_article
from bot.store.chats import save_chat
from bot.store.outcome import save_outcome
from bot.store.search import Asked, search_alerts, search_articles
from bot.store.stats import load_stats
from bot.store.why import WhyAlert, WhyArticle, why
from tests.store.nouns import MINUTE, NOW, article, chat, event, figure, revision, source

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def told(store: Store) -> Store:
    """Three alerts: drones, an airport, and talks that nobody was told of; and what became of four articles."""
    airport = event(
        2,
        rule_id="airport-closed",
        kind="status",
        fields={"airport": "DME", "name": "Domodedovo", "region": "Moscow Oblast", "country": "RU"},
        state="closed",
        held=None,
        figures=(),
        sources=(source("a2", outlet="Волга", title="Аеропорт Домодєдово зачинено", evidence="Рейси затримано."),),
        alert_id=2,
    )
    talks = event(3, rule_id="talks-location", kind="talks", fields={"place": "Berlin"}, held=None, alert_id=3)
    drones = event(1, alert_id=1, held=figure(146))
    revisions = (
        revision(1, events=(drones,), severity=Severity.CRITICAL),
        revision(1, 2, events=(drones,), severity=Severity.MEDIUM),
        revision(2, rule_id="airport-closed", topic="aviation", events=(airport,), severity=Severity.HIGH),
        revision(
            3, rule_id="talks-location", topic="diplomacy", events=(talks,), is_silent=True, made_at=NOW + HOUR
        ),
    )
    closed = Status("airport", "DME", "Domodedovo", "closed", region="Moscow Oblast", country="RU")
    articles = (
        (article("a1"), [Count("drone", "launched", 146, attacker="RU")]),
        (article("a2", outlet="Волга", title="Аеропорт Домодєдово зачинено"), [closed]),
        (article("a3", title="Thirty drones over Kharkiv"), [Count("drone", "launched", 30, place="Kharkiv")]),
        (article("a4", title="Nothing at all"), []),
    )
    reports = (
        report("a1", Fate.NEW, "drone-attack-on-ukraine", 1),
        report("a1", Fate.NO_MATCH, None, None),
        report("a2", Fate.NEW, "airport-closed", 2),
        report("a3", Fate.BELOW, "drone-attack-on-ukraine", None),
    )
    with store.transaction():
        for given, facts in articles:
            add_article(store, given, [fact(what) for what in facts])
        save_outcome(store, Outcome(events=(drones, airport, talks), reports=reports, revisions=revisions))
    return store


def fact(what: Count | Status) -> Fact:
    return Fact(what=what, span=Span(0, 6), evidence=Span(0, 36), found_by="test")


def report(article_id: str, fate: Fate, rule_id: str | None, event_id: int | None) -> Report:
    return Report(
        article_id=article_id, fate=fate, rule_id=rule_id, event_id=event_id, reason=f"because {fate}", at=NOW
    )


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (Asked(), [2, 1]),
        (Asked(with_silent=True), [3, 2, 1]),
        (Asked(text="аэропорт"), []),
        (Asked(text="аеропорту"), [2]),
        (Asked(text="домодедово"), []),
        (Asked(text="Домодєдово рейс"), [2]),
        (Asked(text="Domodedovo"), [2]),
        (Asked(text="overnight drone"), [1]),
        (Asked(rule="airport-closed"), [2]),
        (Asked(topic="drones"), [1]),
        (Asked(topic="drones", text="airport"), []),
        (Asked(place="Moscow Oblast"), [2]),
        (Asked(place="ru"), [2]),
        (Asked(place="DME"), [2]),
        (Asked(place="Berlin", with_silent=True), [3]),
        (Asked(airport="dme"), [2]),
        (Asked(actor="RU"), [1]),
        (Asked(source="Волга"), [2]),
        (Asked(severity=Severity.HIGH), [2, 1]),
        (Asked(severity=Severity.CRITICAL), [1]),
        (Asked(least=146), [1]),
        (Asked(least=147), []),
        (Asked(most=146, text="drone"), [1]),
        (Asked(most=145), []),
        (Asked(least=100, most=200, rule="drone-attack-on-ukraine"), [1]),
        (Asked(since=NOW + 2 * MINUTE), [1]),
        (Asked(until=NOW + MINUTE), []),
        (Asked(text="-drone"), []),
        (Asked(text="?"), []),
    ],
    ids=str,
)
def test_alerts_are_found(told: Store, asked: Asked, found: list[int]):
    assert [a.alert_id for a in search_alerts(told, asked)] == found


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (Asked(), ["a4", "a3", "a2", "a1"]),
        (Asked(text="night"), ["a1"]),
        (Asked(text="launched"), ["a4", "a3", "a2", "a1"]),
        (Asked(fate=Fate.BELOW), ["a3"]),
        (Asked(fate=Fate.NEW), ["a2", "a1"]),
        (Asked(fate=Fate.NEW, text="зачинений"), ["a2"]),
        (Asked(fate=Fate.NEW, text="відчинено"), []),
        (Asked(fate=Fate.NEW, text="зачинено"), ["a2"]),
        (Asked(rule="drone-attack-on-ukraine"), ["a3", "a1"]),
        (Asked(place="Kharkiv"), ["a3"]),
        (Asked(airport="DME"), ["a2"]),
        (Asked(actor="RU"), ["a1"]),
        (Asked(source="Волга"), ["a2"]),
        (Asked(least=30, most=30), ["a3"]),
        (Asked(least=31), ["a1"]),
        (Asked(fate=Fate.NEW, least=31), ["a1"]),
    ],
    ids=str,
)
def test_articles_are_found(told: Store, asked: Asked, found: list[str]):
    assert [a.article_id for a in search_articles(told, asked)] == found


def test_what_is_found_says_what_became_of_it(told: Store):
    (below,) = search_articles(told, Asked(text="Kharkiv"))
    assert (below.fate, below.reason) == (Fate.BELOW, "because below")
    assert below.evidence == "Russia launched 97 drones overnight."
    (nothing,) = search_articles(told, Asked(text="nothing"))
    assert (nothing.fate, nothing.evidence) == (None, "")


def test_pages_follow_each_other(told: Store):
    first = search_alerts(told, Asked(), limit=1)
    assert [a.alert_id for a in search_alerts(told, Asked(), limit=5, before=first[-1].alert_id)] == [1]
    one = search_articles(told, Asked(text="launched"), limit=2)
    rest = search_articles(told, Asked(text="launched"), limit=2, before=one[-1].number)
    assert [a.article_id for a in (*one, *rest)] == ["a4", "a3", "a2", "a1"]


def test_a_new_edition_is_found_by_its_words_and_shown_once(told: Store):
    with told.transaction():
        add_article(told, replace(article("a4", title="Something after all"), digest="later"))
    found = search_articles(told, Asked(text="launched"))
    assert (found[0].article_id, found[0].title) == ("a4", "Something after all")
    assert len(found) == 4


def test_an_alert_is_found_by_the_lines_it_was_told_in(store: Store):
    with store.transaction():
        save_revision(store, revision(1), ("Drone attack on Ukraine: 97", "Атака дронів на Україну: 97"))
        save_revision(store, revision(1, 2), ("Drone attack on Ukraine: 112", "Атака дронів на Україну: 112"))
    for words in ("Україна", "атаку", "112 attack", "97"):
        assert [a.headline for a in search_alerts(store, Asked(text=words))] == ["Drone attack on Ukraine: 112"]


def test_the_words_of_a_long_story_do_not_pile_up(store: Store):
    with store.transaction():
        for number in range(1, 30):
            save_revision(store, revision(1, number))
    words = store.value("SELECT words FROM alert_words").split()
    assert len(words) < 20, "what is known already is not added once more"


# -- why ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["1", "#1", " 1 "])
def test_why_an_alert(told: Store, what: str):
    found = why(told, what)
    assert isinstance(found, WhyAlert)
    assert [r.number for r in found.revisions] == [1, 2]
    assert [r.reason for r in found.reports] == ["because new"]
    assert [a.article_id for a in found.articles] == ["a1"]


@pytest.mark.parametrize("what", ["a3", article("a3").url])
def test_why_no_alert(told: Store, what: str):
    found = why(told, what)
    assert isinstance(found, WhyArticle)
    assert [(r.fate, r.reason) for r in found.reports] == [(Fate.BELOW, "because below")]
    assert found.evidence == ("Russia launched 97 drones overnight.",)
    assert found.alert_ids == ()


def test_why_an_article_names_its_alerts(told: Store):
    found = why(told, "a1")
    assert isinstance(found, WhyArticle)
    assert found.alert_ids == (1,)
    assert [r.fate for r in found.reports] == [Fate.NEW, Fate.NO_MATCH]


@pytest.mark.parametrize("what", ["", "99", "#", "nobody", "https://nowhere.example/", "9" * 30, "'; --"])
def test_why_of_what_is_not_there(told: Store, what: str):
    assert why(told, what) is None


def test_stats_count_and_name_no_chat(told: Store):
    with told.transaction():
        save_chat(told, chat("telegram:4711"))
    stats = load_stats(told, NOW)
    assert (stats.articles, stats.facts, stats.alerts, stats.revisions, stats.chats) == (4, 3, 2, 3, 1)
    assert stats.reports_by_fate == {"new": 2, "below": 1, "no_match": 1}
    assert "4711" not in repr(stats)
    assert load_stats(told, NOW + 24 * HOUR).articles == 0
