"""How a chat is told: language, zone, hours, digests, mutes, watches, its own data."""

import datetime as dt
import json

import pytest

from bot.store.chats import get_chat, mutes_of, subscriptions_of, watches_of
from tests.commands.talk import NOW, Talk, house


def chat(store):
    return get_chat(store, "telegram:1")


@pytest.mark.parametrize(("word", "code"), [("uk", "uk"), ("Українська", "uk"), ("русский", "ru"), ("EN", "en")])
def test_language(store, talk, word, code):
    talk.say(f"/language {word}")
    assert chat(store).language == code


def test_language_by_buttons(store, talk):
    assert "Which language" in talk.say("/language klingon")
    assert "українською" in talk.tap("Українська")
    assert "Підписок ще немає" in talk.say("/subscriptions")


@pytest.mark.parametrize(
    ("word", "zone"),
    [
        ("Europe/Warsaw", "Europe/Warsaw"), ("warsaw", "Europe/Warsaw"), ("New York", "America/New_York"),
        ("Kiev", "Europe/Kyiv"), ("UTC", "UTC"),
    ],
)  # fmt: skip
def test_time_zone(store, talk, word, zone):
    talk.say(f"/timezone {word}")
    assert chat(store).zone == zone


def test_a_wrong_zone_is_answered_with_the_nearest(store, talk):
    assert "/timezone Europe/Warsaw" in talk.say("/timezone Warsow")
    assert chat(store) is None
    talk.say("/timezone")
    talk.tap("Berlin")
    assert chat(store).zone == "Europe/Berlin"


@pytest.mark.parametrize(
    ("word", "hours"),
    [("23:00-07:00", (23, 7)), ("22–6", (22, 6)), ("23:00 07:00", (23, 7)), ("23.00 — 7", (23, 7))],
)
def test_quiet_hours(store, talk, word, hours):
    shown = talk.say(f"/quiet {word}")
    assert "critical ones pass" in shown
    assert (chat(store).quiet_from, chat(store).quiet_until) == (dt.time(hours[0]), dt.time(hours[1]))
    talk.say("/quiet off")
    assert chat(store).quiet_from is None


@pytest.mark.parametrize("word", ["", "25:00-07:00", "23:00", "23:00-23:00", "night", "-", "23:00-07:00-08:00"])
def test_wrong_hours_get_an_example(store, talk, word):
    assert "/quiet 23:00-07:00" in talk.say(f"/quiet {word}")
    assert chat(store) is None


@pytest.mark.parametrize(
    ("word", "kept"),
    [("hourly", "hourly"), ("daily 08:00", "08:00"), ("daily", "08:00"), ("7", "07:00"), ("щодня 21:30", "21:30")],
)
def test_digests(store, talk, word, kept):
    talk.say(f"/digest {word}")
    assert chat(store).digest == kept
    talk.say("/digest off")
    assert chat(store).digest is None


def test_links_pause_and_resume(store, talk):
    talk.say("/links off")
    assert not chat(store).with_links
    assert "off" in talk.say("/links")
    talk.say("/pause")
    assert chat(store).paused
    assert "paused" in talk.say("/status")
    talk.say("/resume")
    assert not chat(store).paused


# -- mutes -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "what", "name", "hours"),
    [
        ("drones 2h", "topic", "drones", 2),
        ("Kyiv 1d", "place", "Kyiv", 24),
        ("airport-closed 90 min", "rule", "airport-closed", 1.5),
        ("all 8h", "everything", "", 8),
        ("everything", "everything", "", 8),
        ("Saint Petersburg", "place", "Saint Petersburg", 8),
        ("topic дрони 3 години", "topic", "drones", 3),
    ],
)
def test_muting_by_words(store, talk, words, what, name, hours):
    shown = talk.say(f"/mute {words}")
    (one,) = mutes_of(store, "telegram:1")
    assert (one.what, one.name) == (what, name)
    assert one.until - talk.now == dt.timedelta(hours=hours)
    assert "until" in shown


def test_mutes_are_listed_replaced_and_taken_back(store, talk):
    talk.say("/mute drones 2h")
    talk.say("/mute drones 4h")
    talk.say("/mute Kyiv 1h")
    assert len(mutes_of(store, "telegram:1")) == 2
    assert "Drones" in talk.say("/mute")
    talk.say("/unmute")
    talk.tap("✕ Drones")
    assert [m.name for m in mutes_of(store, "telegram:1")] == ["Kyiv"]
    talk.say("/unmute all")
    assert not mutes_of(store, "telegram:1")
    assert "Nothing is muted" in talk.say("/unmute")


@pytest.mark.parametrize("words", ["event 99 2h", "drnes 2h", "event x"])
def test_what_cannot_be_muted_is_said(store, talk, words):
    assert talk.say(f"/mute {words}")
    assert not mutes_of(store, "telegram:1")


# -- watches -----------------------------------------------------------------------------------------------


def test_watches_come_and_go(store, talk):
    assert "(mobilization|" in talk.say("/watch")
    talk.say("/watch (mobilization|мобілізац*) law")
    assert "already" in talk.say("/watch (Mobilization|мобілізац*) law")
    assert [w.words for w in watches_of(store, "telegram:1")] == ["(mobilization|мобілізац*) law"]
    talk.say("/unwatch")
    talk.tap("✕")
    assert not watches_of(store, "telegram:1")


@pytest.mark.parametrize("words", ["a", "*", "(a|b", "x" * 200, "((((", "a|b)"])
def test_what_cannot_be_watched_is_said(store, talk, words):
    assert talk.say(f"/watch {words}")
    assert not watches_of(store, "telegram:1")


def test_twenty_watches_are_the_most(store, talk):
    for number in range(20):
        talk.say(f"/watch word{number}")
    assert "20 watches" in talk.say("/watch one more")
    assert len(watches_of(store, "telegram:1")) == 20


# -- one's own data ----------------------------------------------------------------------------------------


def test_export_holds_everything_of_this_chat_and_nothing_of_another(store, talk):
    Talk(store, chat_id="telegram:2").say("/subscribe all")
    talk.say("/subscribe drones Kyiv")
    talk.say("/watch mobilization")
    talk.say("/export")
    (file,) = talk.reply.files
    own = json.loads(file.content)
    assert own["chat"]["chat_id"] == "telegram:1"
    assert [s["places"][0] for s in own["subscriptions"]] == ["Kyiv"]
    assert "telegram:2" not in file.content.decode()


def test_stop_asks_first_and_then_forgets(store, talk):
    talk.say("/subscribe drones")
    talk.say("/stop")
    assert "Nothing has changed" in talk.tap("No")
    assert chat(store)
    talk.say("/stop")
    assert "forgotten" in talk.tap("Yes")
    assert chat(store) is None
    assert not subscriptions_of(store, "telegram:1")


# -- how much, and who --------------------------------------------------------------------------------------


def test_over_the_limit_there_is_one_answer_and_then_silence(talk):
    talk.step = dt.timedelta(seconds=1)
    said = [talk.say("/help") for _ in range(25)]
    assert all("no siren" in s for s in said[:20])
    assert "too much at once" in said[20]
    assert said[21:] == [""] * 4
    talk.now += dt.timedelta(minutes=1)
    assert "no siren" in talk.say("/help")


def test_five_pages_an_hour(talk):
    talk.step = dt.timedelta(seconds=30)
    said = [talk.say("/check https://news.example/a") for _ in range(7)]
    assert "Five pages" in said[5]
    assert said[6] == ""


@pytest.mark.parametrize("access", ["invite", "chats"])
def test_a_closed_bot_tells_strangers_so(store, access):
    stranger = Talk(store, house(access=access, access_code="s3cret", access_chats=frozenset({"telegram:7"})))
    assert "not open to everyone" in stranger.say("/subscribe drones")
    assert "not open to everyone" in stranger.say("/start wrong")
    assert not subscriptions_of(store, "telegram:1")
    listed = Talk(store, stranger.house, chat_id="telegram:7")
    assert "Subscribed" in listed.say("/subscribe drones")
    group = Talk(store, stranger.house, chat_id="telegram:-9", chat_kind="group")
    assert group.say("/subscribe drones") == ""


def test_an_invitation_lets_in_for_good(store):
    talk = Talk(store, house(access="invite", access_code="s3cret"))
    assert "1 of 4" in talk.say("/start s3cret")
    assert "Subscribed" in talk.say("/subscribe drones")
    group = Talk(store, talk.house, chat_id="telegram:-9", chat_kind="group")
    assert "no siren" in group.happens("joined", by="telegram:1")
    alien = Talk(store, talk.house, chat_id="telegram:-10", chat_kind="group")
    assert "not open" in alien.happens("joined", by="telegram:66")
    assert alien.reply.leave


# -- being let in and put out ----------------------------------------------------------------------------------


def test_blocking_ends_and_writing_again_begins_anew_with_the_same_subscriptions(store, talk):
    talk.say("/subscribe drones")
    talk.happens("left")
    assert chat(store).ended == "blocked by the user"
    talk.happens("joined")
    assert chat(store).ended is None
    talk.happens("left")
    talk.say("/status")
    assert chat(store).ended is None
    assert len(subscriptions_of(store, "telegram:1")) == 1


def test_a_group_keeps_its_topics_over_leaving_and_moving(store):
    group = Talk(store, chat_id="telegram:-5", chat_kind="group")
    topic = Talk(store, chat_id="telegram:-5/45", chat_kind="topic")
    for one in (group, topic):
        one.say("/subscribe drones")
    group.happens("left")
    assert get_chat(store, "telegram:-5/45").ended
    group.happens("joined")
    assert not get_chat(store, "telegram:-5/45").ended
    group.happens("moved", moved_to="telegram:-1005")
    assert get_chat(store, "telegram:-5") is None
    assert len(subscriptions_of(store, "telegram:-1005/45")) == 1
    Talk(store, chat_id="telegram:-1005/45", chat_kind="topic").happens("topic_closed")
    assert get_chat(store, "telegram:-1005/45").ended == "the topic is closed"
    Talk(store, chat_id="telegram:-1005/45", chat_kind="topic").happens("topic_reopened")
    assert get_chat(store, "telegram:-1005/45").ended is None


def test_a_lost_right_holds_everything_until_it_is_back(store):
    group = Talk(store, chat_id="telegram:-5", chat_kind="group")
    group.say("/subscribe drones")
    group.happens("silenced")
    assert get_chat(store, "telegram:-5").ended == "may not write there"
    assert group.happens("joined"), "a chat that was out is greeted again"
    assert get_chat(store, "telegram:-5").ended is None


def test_a_channel_greets_whoever_let_us_in_privately(store):
    channel = Talk(store, chat_id="telegram:-1003", chat_kind="channel")
    assert "/channel -1003 subscribe" in channel.happens("joined", by="telegram:1", title="News <b>")
    assert channel.reply.to == "telegram:1"
    assert NOW


def test_an_owner_forgets_a_chat_and_nobody_else_does(store):
    Talk(store, chat_id="telegram:7").say("/subscribe drones")
    assert get_chat(store, "telegram:7") is not None
    Talk(store).say("/forget 7")
    assert get_chat(store, "telegram:7") is not None
    owner = Talk(store, chat_id="telegram:9", is_owner=True)
    assert "Which chat" in owner.say("/forget")
    assert "for good" in owner.say("/forget 7")
    assert get_chat(store, "telegram:7") is None
    assert not [row for row in store.rows("SELECT * FROM audit") if "7" in row["detail"]]
