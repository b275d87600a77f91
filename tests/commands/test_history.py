"""Looking things up: what is true now, what was told, and on what grounds."""

import dataclasses
import datetime as dt

import pytest

from bot.alerts.ledger import Ledger
from bot.commands import end_mutes
from bot.model import Change, Outcome, PhraseMatch, RuleSet
from bot.store.chats import mutes_of
from bot.store.events import get_event, load_events
from bot.store.house import recent_audit
from bot.store.outbox import due_deliveries, get_delivery
from bot.store.outcome import next_ids, save_outcome
from tests.commands.samples import BORING, ISTANBUL, REVISED, SECOND, SVO, ago, fill, revision
from tests.commands.talk import NOW, Talk, house, rule


@pytest.fixture
def talk(store):
    fill(store)
    return Talk(store)


def test_now_shows_closures_figures_and_talks_with_their_age(talk):
    shown = talk.say("/now")
    assert "Sheremetyevo (SVO): since 18:00, last report 40 minutes ago" in shown
    assert "Drone attack on Ukraine · 112 launched · 15 Jan" in shown
    assert "Istanbul: talks planned (5 hours ago)" in shown
    assert "safe" not in shown


def test_now_in_the_readers_language(store, talk):
    shown = Talk(store, language="uk").say("/now")
    assert "Шереметьєво (SVO): з 18:00, останнє повідомлення 40 хвилин тому" in shown
    assert "Стамбул: переговори заплановано (5 годин тому)" in shown


def test_nothing_known_says_nothing_about_safety(tmp_path):
    from bot.store import open_store

    with open_store(tmp_path / "empty.db", now=NOW) as store:
        assert "says nothing about safety" in Talk(store).say("/now")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", [3, 2, 1]), ("drones", [1]), ("talks-location", [3]), ("SVO", [2]), ("Istanbul", [3]),
        ("Стамбул", [3]),
        ("tally", [1]), ("6h", [3, 2]), ("airports 1d", [2]), ("drones 1h", []), ("' OR 1=1 --", []), ('"', []),
        ("Росія", [2]), ("NOTHING-LIKE-IT", []),
    ],
)  # fmt: skip
def test_history_by_words_rule_topic_place_and_days(talk, words, found):
    shown = talk.say(f"/history {words}")
    assert [n for n in (3, 2, 1) if f"/why_{n}" in shown] == found
    if not found:
        assert "Nothing found" in shown


def test_plain_words_search(talk):
    assert "/why_3" in talk.say("Istanbul")
    assert "This is no siren" in talk.say("help")
    assert "Sheremetyevo" in talk.say("сейчас")


def test_history_turns_pages(store, talk, monkeypatch):
    monkeypatch.setattr("bot.commands.history.PER_PAGE", 2)
    assert "/why_1" not in talk.say("/history")
    assert "/why_1" in talk.tap("»")
    assert talk.reply.edits
    assert "/why_3" in talk.tap("«")


def test_alert_and_last(talk):
    assert talk.say("/last")
    assert "112" in talk.say("/alert 1")
    assert talk.labels == ["Why", "Sources", "Mute", "History"]
    assert "Why alert 1" in talk.tap("Why")
    talk.say("/alert 1")
    assert "/why_1" in talk.tap("History")
    assert talk.say("/alert_1")
    assert "There is no alert 99" in talk.say("/alert 99")
    assert "/alert 12" in talk.say("/alert abc")


def test_why_names_evidence_origins_and_what_each_report_did(talk):
    shown = talk.say("/why 1")
    assert "Russia launched 97 drones overnight" in shown
    assert "Origins: 1, outlets: 2" in shown
    assert "10:00 · Morning Post · new 97 · new by Morning Post" in shown
    assert "13:00 · Wire <One> & Co · update 112" in shown
    assert "Wire <One> & Co" in talk.tap("Sources")


def test_why_not_is_answered_for_an_article(talk):
    shown = talk.say(f"/why {BORING.url}")
    assert "no rule: a total of two weeks" in shown
    assert "never read here" in talk.say("/why https://nowhere.example/1")


def test_sources_carry_links_only_where_the_chat_wants_them(talk):
    talk.say("/sources 1")
    assert '<a href="https://morning-post.example/1?a=1&amp;b=2">' in talk.reply.messages[0].html
    talk.say("/links off")
    talk.say("/sources 1")
    assert "href" not in talk.reply.messages[0].html


def test_a_link_to_us_opens_what_it_names(talk):
    assert "Why alert 1" in talk.say("/start why_1")
    assert "1 of 4" in talk.say("/start nonsense_1")


def test_an_alert_is_muted_by_its_button(store, talk):
    shown = talk.put(talk.ask.__class__(chat_id="telegram:1", command="mute", arguments="event 2", is_tap=True))
    assert "for how long" in shown
    assert not talk.reply.edits, "the alert itself stays as it is"
    assert "alert 2" in talk.tap("8 hours")


def test_an_owner_says_what_belongs_together_and_what_does_not(store):
    fill(store)

    def by_hand(decide):
        ids = next_ids(store)
        events = load_events(store, ago(days=30))
        ledger = Ledger(events, started_at=NOW, next_event_id=ids.event, next_alert_id=ids.alert)
        save_outcome(store, decide(ledger))

    owner = Talk(store, house(by_hand=by_hand), is_owner=True)
    assert "they cannot be one" in owner.say("/merge 1 2")
    assert "no alert 77" in owner.say("/merge 1 77")
    assert "/merge 12 15" in owner.say("/merge 1")
    assert "not among the sources" in owner.say(f"/split 1 {BORING.url}")
    assert recent_audit(store) == ()
    owner.say(f"/split 1 {SECOND.url}")
    event = get_event(store, 1)
    assert (event.held.value, event.vetoed, [s.article_id for s in event.sources]) == (97, ("a2",), ["a1"])
    twin = dataclasses.replace(SVO, event_id=9, alert_id=9)
    with store.transaction():
        save_outcome(
            store, Outcome(events=(twin,), revisions=(revision(twin, 1, Change.NEW, "a3", NOW, "aviation"),))
        )
    assert "part of 2" in owner.say("/merge 9 2")
    assert get_event(store, 9).merged_into == 2
    assert [a.command for a in recent_audit(store)] == ["merge", "split"]


def test_what_a_mute_hid_is_told_when_it_ends(store, talk):
    talk.say("/subscribe drones low")
    talk.say("/mute drones 1h")
    muted = talk.now
    with store.transaction():
        assert end_mutes(store, talk.house, muted + dt.timedelta(minutes=30)) == 0
    late = dataclasses.replace(REVISED, event_id=7, alert_id=7, revision=1)
    with store.transaction():
        told = revision(late, 1, Change.NEW, "a2", muted + dt.timedelta(minutes=20), "drones")
        save_outcome(store, Outcome(events=(late,), revisions=(told,)))
        assert end_mutes(store, talk.house, muted + dt.timedelta(hours=1)) == 1
    assert mutes_of(store, "telegram:1") == ()
    (found,) = due_deliveries(store, muted + dt.timedelta(hours=2), 10, set(), ["telegram"])
    notice = get_delivery(store, found.delivery_id).notice
    assert "The mute of Drones is over. Meanwhile:" in notice.plain
    assert "/alert_7" in notice.plain
    assert "/alert_1 " not in notice.plain


def test_what_another_chat_watches_is_not_to_be_found(store, talk):
    mine = rule("watch-1", "watch", "secret words", PhraseMatch(("watch-1/1",)), chats=("telegram:1",))
    event = dataclasses.replace(ISTANBUL, event_id=8, alert_id=8, rule_id="watch-1", kind="phrase", state=None)
    with store.transaction():
        save_outcome(
            store, Outcome(events=(event,), revisions=(revision(event, 1, Change.NEW, "a4", NOW, "watch"),))
        )
    rules = RuleSet(rules=talk.house.ruleset.rules | {"watch-1": mine})
    owner, other = Talk(store, house(ruleset=rules)), Talk(store, house(ruleset=rules), chat_id="telegram:2")
    assert "/why_8" in owner.say("/history")
    assert "secret words" in owner.say("/alert 8")
    for words in ("/history", "/last", "/alert 8", "/why 8", "/sources 8", "/now", "/rules", "/rule watch-1"):
        shown = other.say(words)
        assert "secret words" not in shown
        assert "/why_8" not in shown


def test_pictures(store, talk):
    assert "matplotlib" in talk.say("/chart")
    asked = []
    draw = {
        "chart": lambda store, **more: asked.append(more) or (lambda: b"png"),
        "map": lambda store, **more: None,
    }
    talk = Talk(store, house(draw=draw))
    talk.say("/chart дрони 30")
    (file,) = talk.reply.files
    assert file.is_picture
    assert (asked[0]["topic"], asked[0]["days"]) == ("drones", 30)
    assert "Nothing to draw" in talk.say("/map 7d")
    assert "Two pictures" in talk.say("/map")
    assert talk.say("/map") == ""


def test_an_alert_has_a_permanent_page_where_the_history_has_a_public_address(store, talk):
    talk = Talk(store, house(public_url="https://history.example/"))
    talk.say("/start")
    talk.say("/alert 1")
    assert [b.url for b in talk.buttons if b.url] == ["https://history.example/alerts/1"]
    talk.say("/links off")
    talk.say("/alert 1")
    assert not [b for b in talk.buttons if b.url]


@pytest.mark.parametrize("address", [None, "", "http://localhost:8001", "history.example", "javascript:alert(1)"])
def test_an_address_that_telegram_refuses_makes_no_button(store, talk, address):
    talk = Talk(store, house(public_url=address))
    talk.say("/alert 1")
    assert talk.buttons
    assert not [b for b in talk.buttons if b.url]
