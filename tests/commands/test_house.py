"""Rules, feeds, help, and what owners may do."""

import dataclasses
import datetime as dt

import pytest

from bot.commands import Tried, menus
from bot.commands.table import BY_NAME, COMMANDS
from bot.model import Feed, FeedState, Problem
from bot.store.feeds import chat_feeds, save_feed_states
from bot.store.house import get_setting, recent_audit
from tests.commands.talk import NOW, Talk, house

FEEDS = (Feed(feed_id="one", name="One & Co", url="https://one.example/rss"), Feed(feed_id="two", name="Two", url="https://two.example/rss"),
         Feed(feed_id="off", name="Off", url="https://off.example/rss", on=False))  # fmt: skip


def test_rules_and_one_rule(talk):
    shown = talk.say("/rules")
    assert "Rules in force (4)" in shown
    assert "drone-attack-on-ukraine" in shown
    shown = talk.say("/rule drone-attack-on-ukraine")
    assert "value >= 50" in shown
    assert "drones.yaml, line 3" in shown
    assert "rules/" not in shown, "no paths of our machine"
    assert "Subscribed" in talk.tap("Subscribe")
    assert "/rule airport-closed" in talk.say("/rule airport-closd")
    assert "There is no rule" in talk.say("/rule qqq")


def test_check_says_what_would_fire(store):
    tried = Talk(
        store, house(check=lambda text, language: Tried((f"<b>airport-closed</b> {len(text)}",), "closed" in text))
    )
    assert "would alert:" in tried.say("/check The airport is closed.")
    assert "alert nobody" in tried.say("/check Nothing.")
    assert "/check Russia" in tried.say("/check")
    assert "could not be read: 404" in tried.say("/check https://x.example/a", attached_name="404")
    assert "would alert:" in tried.say("/check https://x.example/a", attached="It is closed.")


def test_feeds_and_status(store):
    talk = Talk(store, house(feeds=FEEDS, version="1.0"))
    assert "not asked yet" in talk.say("/feeds")
    at = NOW - dt.timedelta(minutes=5)
    long_ago = NOW - dt.timedelta(hours=5)
    one = FeedState(feed_id="one", url="x", due_at=NOW, last_ok_at=at, last_item_at=at)
    two = FeedState(feed_id="two", url="x", due_at=NOW, last_ok_at=long_ago, status="failing", reason="<503>")
    with store.transaction():
        save_feed_states(store, [one, two])
    shown = talk.say("/feeds")
    assert "1 of 2 work" in shown
    assert "Two: failing, read 5 hours ago, <503>" in shown
    assert "Off" not in shown
    shown = talk.say("/status")
    assert "Oldest look at a feed: 5 hours ago (Two)" in shown
    assert "silence means nothing" not in shown
    talk.now += dt.timedelta(hours=2)
    assert "silence means nothing" in talk.say("/status")


def test_help_lists_every_command_from_the_table(store, talk):
    shown = talk.say("/help")
    for one in COMMANDS:
        assert (f"/{one.name} " in shown) == (one.what is not None and one.who != "owner"), one.name
    assert "/reload " in talk.say("/help", is_owner=True)
    assert "/subscribe drones" in talk.say("/help subscribe")
    guest = Talk(store, chat_id="telegram:-5", chat_kind="group", from_admin=False).say("/help")
    assert "/subscribe " not in guest
    assert "/history " in guest


@pytest.mark.parametrize("example", [c.example for c in COMMANDS if c.example])
def test_every_example_is_understood(store, example):
    talk = Talk(store, house(check=lambda text, language: Tried(("x",), True)), is_owner=True)
    shown = talk.say(example)
    assert shown
    assert "do not know" not in shown
    assert "went wrong" not in shown


def test_menus_have_what_telegram_allows():
    for (scope, language), lines in menus().items():
        assert len(lines) <= 100
        for name, text in lines:
            assert name in BY_NAME
            assert 1 <= len(text) <= 256, (scope, language, name)


def test_an_unknown_command_gets_the_nearest(store, talk):
    assert "Did you mean /subscribe" in talk.say("/subscrbe")
    assert "/help" in talk.say("/qqqqqqq")
    group = Talk(store, chat_id="telegram:-5", chat_kind="group")
    assert group.say("/qqqqqqq") == "", "another bot may be meant"


def test_owners_commands_do_not_exist_for_others(store, talk):
    for one in COMMANDS:
        if one.who == "owner":
            assert "do not know" in talk.say(f"/{one.name}")
    assert recent_audit(store) == ()


def test_owners_add_and_remove_feeds(store):
    owner = Talk(store, house(feeds=FEEDS), is_owner=True)
    owner.say("/addfeed https://www.news.example/rss.xml News & Co")
    (feed,) = chat_feeds(store).added
    assert (feed.name, feed.url, feed.feed_id) == (
        "News & Co",
        "https://www.news.example/rss.xml",
        "news-example-rss-xml",
    )
    assert "/addfeed https" in owner.say("/addfeed file:///etc/passwd")
    assert "one, two" in owner.say("/removefeed three")
    owner.say("/removefeed two")
    assert chat_feeds(store).removed == {"two"}
    assert [a.command for a in recent_audit(store)] == ["removefeed", "addfeed"]


def test_owners_silence_and_reload(store):
    problem = Problem("rules/x.yaml", 3, 5, "unknown key 'alert_iff'")
    its = house(reload=lambda: (problem,), access="invite", access_code="s3cret")
    owner = Talk(store, its, is_owner=True)
    assert "rules/x.yaml:3:5: unknown key" in owner.say("/reload")
    owner.say("/silence 2h")
    assert dt.datetime.fromisoformat(get_setting(store, "silence_until")) > NOW
    owner.say("/silence off")
    assert get_setting(store, "silence_until") is None
    assert "start=s3cret" in owner.say("/invite")
    assert "Chats" in owner.say("/stats")


def test_a_strangers_file_is_no_rule_file(store):
    stranger = Talk(store, house(save_rules=lambda name, text: 1 / 0))
    stranger.put(dataclasses.replace(stranger.ask, attached="version: 1", attached_name="kyiv.yaml"))
    assert recent_audit(store) == ()


def test_our_own_mistake_is_one_line_with_a_number(store):
    talk = Talk(store, house(check=lambda text, language: 1 / 0))
    assert "went wrong on our side" in talk.say("/check x")
    assert "no siren" in talk.say("/help")
