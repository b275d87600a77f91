"""Whatever is stored comes back as it was: every field of every noun, also fields that are added later."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import replace

import pytest

from bot.model import (
    Article,
    Chat,
    Count,
    Delivery,
    Event,
    Fact,
    Fate,
    Feed,
    FeedState,
    Mute,
    Outcome,
    Phrase,
    Report,
    Revision,
    Span,
    Status,
    Subscription,
    Talks,
    Watch,
)
from bot.store import Store, chats, feeds, house, outbox
from bot.store.alerts import get_revision, get_revisions, save_revision
from bot.store.articles import add_article, get_article, recent_articles
from bot.store.events import get_event, load_events, save_event
from bot.store.facts import facts_of
from bot.store.outcome import next_ids, save_outcome
from bot.store.reports import reports_of_article
from bot.store.rows import stamp
from tests.store.nouns import NOW, article, chat, delivery, event, fill, filled, notice, revision, source


def test_an_article_comes_back(store: Store):
    given = filled(Article, edition=1, keys=("guid:1", "url:2"))
    with store.transaction():
        add_article(store, given)
    assert get_article(store, given.article_id) == replace(given, keys=())


@pytest.mark.parametrize("what", [Count, Status, Talks, Phrase], ids=lambda k: k.__name__)
def test_a_fact_comes_back(store: Store, what: type):
    given = filled(Fact, what=filled(what), span=Span(0, 3), evidence=Span(0, 30))
    with store.transaction():
        added = add_article(store, article(), [given, given])
    assert facts_of(store, added.article.article_id) == (given, given)
    assert [r["evidence"] for r in store.rows("SELECT evidence FROM facts")] == [article().text[:30]] * 2


def test_an_event_and_its_revision_come_back(store: Store):
    given = filled(Event, event_id=7, alert_id=7)
    told = filled(Revision, alert_id=7, number=1, events=(given, event(8)), answers=None)
    with store.transaction():
        save_event(store, given)
        save_revision(store, told)
    assert get_event(store, 7) == given
    assert get_revision(store, 7) == told
    assert get_revisions(store, 7) == (told,)


def test_a_revision_stays_as_it_was_while_its_event_goes_on(store: Store):
    first = event(alert_id=1)
    then = replace(first, sources=(*first.sources, source("a2")), figures=())
    with store.transaction():
        for number, standing in enumerate((first, then), start=1):
            save_outcome(store, Outcome(events=(standing,), revisions=(revision(1, number, events=(standing,)),)))
    assert [r.events for r in get_revisions(store, 1)] == [(first,), (then,)]
    assert load_events(store, NOW) == (then,)
    assert store.value("SELECT count(*) FROM sources") == 2, "a source is stored once, however often it is told"


def test_a_revision_of_a_state_that_passed_at_once_does_not_turn_the_event_back(store: Store):
    first, then = event(alert_id=1), replace(event(alert_id=1), state="changed")
    with store.transaction():
        save_outcome(store, Outcome(events=(then,), revisions=(revision(1, 1, events=(first,)),)))
    assert get_event(store, 1) == then
    assert get_revision(store, 1) == revision(1, 1, events=(first,))


@pytest.mark.parametrize(
    ("kind", "save", "load"),
    [
        (Chat, chats.save_chat, lambda s, n: chats.get_chat(s, n.chat_id)),
        (Feed, lambda s, n: feeds.add_feed(s, n, NOW), lambda s, n: feeds.chat_feeds(s).added[0]),
        (FeedState, lambda s, n: feeds.save_feed_states(s, [n]), lambda s, n: feeds.get_feed_state(s, n.feed_id)),
    ],
    ids=["chat", "feed", "feed state"],
)
def test_a_noun_comes_back(store: Store, kind, save, load):
    given = filled(kind)
    with store.transaction():
        save(store, given)
        save(store, given)
    assert load(store, given) == given


@pytest.mark.parametrize(
    ("kind", "id_name", "add", "list_"),
    [
        (Subscription, "subscription_id", chats.add_subscription, chats.subscriptions_of),
        (Mute, "mute_id", chats.add_mute, chats.mutes_of),
        (Watch, "watch_id", chats.add_watch, chats.watches_of),
    ],
    ids=["subscription", "mute", "watch"],
)
def test_what_a_chat_asked_for_comes_back_under_an_id_of_its_own(store: Store, kind, id_name, add, list_):
    given = filled(kind, chat_id="telegram:1")
    with store.transaction():
        chats.save_chat(store, chat())
        added = [add(store, given), add(store, given)]
    assert list_(store, "telegram:1") == tuple(added)
    assert [dataclasses.replace(a, **{id_name: 7}) for a in added] == [given, given]
    assert len({getattr(a, id_name) for a in added}) == 2


def test_a_delivery_comes_back(store: Store):
    fill(store)
    given = filled(Delivery, chat_id="telegram:1", alert_id=0, number=0)
    with store.transaction():
        added = outbox.add_delivery(store, given)
        told = outbox.add_delivery(store, replace(delivery(), reason="why"))
    assert outbox.get_delivery(store, added.delivery_id) == added == replace(given, delivery_id=added.delivery_id)
    assert outbox.get_delivery(store, told.delivery_id) == told
    assert notice().rank == 1


def test_reports_come_back_in_order(store: Store):
    reports = [
        Report(article_id="a1", fate=fate, reason=f"because {fate}", at=NOW, fact_number=n)
        for n, fate in enumerate(Fate)
    ]
    with store.transaction():
        add_article(store, article())
        save_outcome(store, Outcome(reports=tuple(reports)))
    assert reports_of_article(store, "a1") == tuple(reports)


def test_articles_are_remembered_in_order_of_arrival_with_their_voice(store: Store):
    late, early = (
        article("late", fetched_at=NOW + dt.timedelta(hours=2)),
        article("early", url="https://e.example/"),
    )
    with store.transaction():
        add_article(store, late)
        save_outcome(store, Outcome(voice="a wire"), add_article(store, early).article)
    found = list(recent_articles(store, NOW))
    assert [(f.article.article_id, f.voice) for f in found] == [("early", "a wire"), ("late", None)]
    assert [f.article.article_id for f in recent_articles(store, NOW, NOW + dt.timedelta(hours=1))] == ["early"]


def test_ids_are_never_used_twice(store: Store):
    assert (next_ids(store).event, next_ids(store).alert) == (1, 1)
    fill(store, alerts=3)
    assert (next_ids(store).event, next_ids(store).alert) == (4, 4)


def test_rule_files_settings_and_audit_rows_come_back(store: Store):
    with store.transaction():
        house.save_rule_files(store, {"a.yaml": "one", "b.yaml": "two"}, NOW)
        house.save_rule_files(store, {"b.yaml": "two, mended"}, NOW)
        house.save_setting(store, "silence", "on", NOW)
        house.save_setting(store, "silence", "off", NOW)
        house.add_audit(store, house.Audit(at=NOW, chat_id="telegram:1", command="reload"))
    assert house.load_rule_files(store) == {"b.yaml": "two, mended"}
    assert house.get_setting(store, "silence") == "off"
    assert house.get_setting(store, "unheard of") is None
    assert house.recent_audit(store)[0].command == "reload"


def test_rule_files_that_were_changed_or_taken_away_can_be_brought_back(store: Store):
    later = NOW + dt.timedelta(hours=1)
    with store.transaction():
        house.save_rule_files(store, {"a.yaml": "one", "b.yaml": "two"}, NOW)
        house.save_rule_files(store, {"b.yaml": "two, mended"}, later)
    assert house.rule_file_times(store) == {"b.yaml": later}
    assert house.versioned_paths(store) == ("a.yaml", "b.yaml")
    assert [(v.text, v.saved_at, v.ended_at) for v in house.rule_versions(store, "b.yaml")] == [
        ("two, mended", later, None),
        ("two", NOW, later),
    ]
    assert [v.text for v in house.rule_versions(store, "a.yaml")] == ["one"]


def test_of_a_rule_file_that_changes_often_the_last_versions_are_kept(store: Store):
    with store.transaction():
        for number in range(house.MOST_VERSIONS + 9):
            house.save_rule_files(store, {"a.yaml": str(number)}, NOW)
    kept = [int(v.text) for v in house.rule_versions(store, "a.yaml")]
    assert kept == list(range(house.MOST_VERSIONS + 8, 7, -1))


def test_feeds_added_and_removed_by_chats_stand_beside_the_files(store: Store):
    with store.transaction():
        feeds.add_feed(store, Feed(feed_id="a", name="A", url="https://a.example/"), NOW)
        feeds.remove_feed(store, "b", NOW)
        feeds.add_feed(store, Feed(feed_id="c", name="C", url="https://c.example/"), NOW)
        feeds.remove_feed(store, "c", NOW)
    assert [f.feed_id for f in feeds.chat_feeds(store).added] == ["a"]
    assert feeds.chat_feeds(store).removed == {"b", "c"}
    listed = [Feed(feed_id=i, name=f"file {i}", url=f"https://{i}.example/") for i in "abcd"]
    assert [f.name for f in feeds.all_feeds(store, listed)] == ["file d", "A"], "what chats said is the later word"


def test_times_are_kept_in_utc_and_sort_as_text():
    kyiv = dt.timezone(dt.timedelta(hours=2))
    times = [
        NOW,
        NOW.replace(microsecond=1),
        NOW.replace(second=1),
        (NOW + dt.timedelta(hours=1)).astimezone(kyiv),
    ]
    assert [stamp(t) for t in times] == sorted(stamp(t) for t in times)
    assert stamp(times[-1]).endswith("+00:00")
    with pytest.raises(ValueError, match="without a zone"):
        stamp(dt.datetime(2026, 1, 22))
