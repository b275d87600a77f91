"""The short way for exact copies gives just what the long way gives, whatever happened before."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.alerts import decide
from bot.model import Article, Outcome, Reading
from bot.rules.match import index_rules, match_facts
from tests.alerts.build import (
    DAY,
    GROUPED,
    HOUR,
    MORNING,
    NIGHT,
    Desk,
    airport,
    capital,
    closed,
    downed,
    in_order,
    launched,
    meeting,
    on_russia,
    on_ukraine,
    reopened,
    ruleset,
    talks,
)

RULES = ruleset(on_ukraine(), on_russia(), capital(), closed(**GROUPED), reopened(), talks())
STORIES = st.sampled_from(
    [
        [launched(97, day=NIGHT), downed(60, day=NIGHT)],
        [launched(140, day=NIGHT)],
        [downed(20, place="Moscow", day=NIGHT)],
        [airport("closed")],
        [airport("closed"), airport("closed", "DME")],
        [airport("reopened")],
        [airport("reopened"), airport("reopened", "DME")],
        [airport("closed"), airport("reopened")],
        [meeting("Geneva")],
        [meeting("Geneva", "held")],
    ]
)
STEPS = st.lists(st.tuples(STORIES, st.integers(1, 300), st.lists(st.integers(1, 900), max_size=3)), max_size=8)


@settings(max_examples=120, deadline=None)
@given(STEPS)
def test_an_exact_copy_comes_to_the_same_by_the_short_and_by_the_long_way(steps):
    desk, at = Desk(RULES), MORNING
    waiting: list[tuple[dt.datetime, str, list[object]]] = []
    for number, (facts, minutes, copies) in enumerate(steps):
        at += dt.timedelta(minutes=minutes)
        waiting += [(at + dt.timedelta(minutes=n), f"text {number}", facts) for n in (0, *copies)]
    for outlet, (written, text, facts) in enumerate(sorted(waiting, key=lambda w: w[0])):
        article = article_of(outlet, written, text)
        desk.run_until(written)
        assert plain(decided(desk, article, facts)) == plain(the_long_way(desk, article, facts))
        desk.take(article, facts)


def decided(desk: Desk, article: Article, facts: list[object]) -> Outcome:
    reading = Reading(tuple(in_order(facts)))
    matches = match_facts(index_rules(RULES), reading.facts)
    return decide.decide_article(article, reading, matches, RULES, desk.ledger, article.fetched_at)


def the_long_way(desk: Desk, article: Article, facts: list[object]) -> Outcome:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decide, "decide_again", lambda *_: None)
        return decided(desk, article, facts)


def plain(outcome: Outcome) -> tuple[object, ...]:
    events = {e.event_id: e for e in outcome.events}
    return events, sorted(map(repr, outcome.reports)), outcome.revisions, outcome.voice


def article_of(number: int, written: dt.datetime, text: str) -> Article:
    return Article(
        article_id=f"a{number}",
        outlet=f"o{number % 5}",
        feed_id="f",
        url=f"https://o{number % 5}.example/{number}",
        title="",
        text=text,
        published_at=written,
        fetched_at=written,
        digest=text,
    )


def test_a_copy_of_a_reopening_written_after_the_next_closure_ends_that_one():
    desk = Desk(ruleset(closed(), reopened()))
    desk.tell(0 * HOUR, "a", airport("closed"))
    desk.tell(1 * HOUR, "b", airport("reopened"), text="open again")
    desk.tell(3 * HOUR, "a", airport("closed"))
    desk.tell(4 * HOUR, "c", airport("reopened"), text="open again")
    assert [said.split()[0] for said in desk.loud()] == ["new", "new", "new", "new"]
    assert desk.now - MORNING >= 30 * DAY
