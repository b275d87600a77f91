"""From nothing to a subscription, by taps and by words, and back."""

import pytest

from bot.model import Severity
from bot.store.chats import get_chat, subscriptions_of
from tests.commands.talk import PLACES, Talk


def own(store, chat_id="telegram:1"):
    found = subscriptions_of(store, chat_id)
    return [(s.topics, s.rules, PLACES.without_airports(s.places), s.least) for s in found]


def test_four_taps_from_start_to_a_subscription(store, talk):
    shown = talk.say("/start")
    assert "This is no siren" in shown
    talk.tap("Airports")
    talk.tap("Moscow")
    talk.tap("🟠 high")
    shown = talk.tap("Warsaw")
    assert own(store) == [(("aviation",), (), ("Moscow",), Severity.HIGH)]
    assert get_chat(store, "telegram:1").zone == "Europe/Warsaw"
    assert "Airports · Moscow · high and up" in shown
    assert "As reported, 19:00" in shown, "what is true now comes right after it"


def test_the_row_of_languages_turns_the_same_step_into_another_language(store, talk):
    talk.say("/start")
    shown = talk.tap("Українська")
    assert "Це не сирена" in shown
    assert "Дрони" in talk.labels
    assert get_chat(store, "telegram:1").language == "uk"


def test_the_language_of_the_program_is_the_first_guess(store):
    assert "Это не сирена" in Talk(store, language="ru-RU").say("/start")
    assert "no siren" in Talk(store, language="pl").say("/start")


def test_regions_are_pages_of_buttons(store, talk):
    talk.say("/start")
    talk.tap("Drones")
    talk.tap("A region… UA")
    first = talk.labels
    talk.tap("»")
    assert first != talk.labels
    talk.say("/start")
    talk.tap("Drones")
    talk.tap("A region… RU")
    for _ in range(9):
        if "»" in talk.labels:
            talk.tap("»")
    assert "«" in talk.labels


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("drones Kyiv high", (("drones",), (), ("Kyiv",), Severity.HIGH)),
        ("дрони Київ", (("drones",), (), ("Kyiv",), Severity.MEDIUM)),
        ("аэропорты, Москва critical", (("aviation",), (), ("Moscow",), Severity.CRITICAL)),
        ("airports in Saint Petersburg", (("aviation",), (), ("Saint Petersburg",), Severity.MEDIUM)),
        ("Kharkiv region low", ((), (), ("Kharkiv Oblast",), Severity.LOW)),
        ("airport-closed SVO DME", ((), ("airport-closed",), ("SVO", "DME"), Severity.MEDIUM)),
        ("all", ((), (), (), Severity.MEDIUM)),
        ("peace talks everywhere", (("diplomacy",), (), (), Severity.MEDIUM)),
    ],
)
def test_words_in_any_order_and_language(store, talk, words, expected):
    talk.say(f"/subscribe {words}")
    assert own(store) == [expected]


@pytest.mark.parametrize(
    ("words", "nearest"),
    [
        ("dorns Kyiv", "/subscribe Drones Kyiv"),
        ("drones Kharkv", "/subscribe drones Kharkiv"),
        ("airport-closd", "/subscribe airport-closed"),
        ("дрони Харькв", "Kharkiv"),
    ],
)
def test_a_wrong_word_is_answered_with_the_nearest_right_one(store, talk, words, nearest):
    shown = talk.say(f"/subscribe {words}")
    assert "Did you mean" in shown
    assert nearest.casefold() in shown.casefold()
    assert own(store) == []


def test_an_unknown_word_gets_an_example(talk):
    assert "/subscribe drones Kyiv" in talk.say("/subscribe qqqqqqq")
    assert "/subscribe drones Kyiv high" in talk.say("/subscribe")


def test_the_same_twice_is_one(store, talk):
    talk.say("/subscribe drones")
    assert "already" in talk.say("/subscribe drones")
    assert len(own(store)) == 1


def test_fifty_are_the_most(store, talk):
    regions = talk.house.places.regions_of("UA") + talk.house.places.regions_of("RU")
    for number, region in enumerate(regions[:50]):
        talk.say(f"/subscribe drones {region.key}")
        assert len(own(store)) == number + 1
    assert "50 subscriptions" in talk.say("/subscribe airports")
    assert len(own(store)) == 50


def test_the_list_is_paged_and_its_buttons_edit_pause_copy_and_delete(store, talk):
    for words in ("drones", "airports", "talks", "drones Kyiv", "airports Moscow", "all low", "peace talks high"):
        talk.say(f"/subscribe {words}")
    shown = talk.say("/subscriptions")
    assert "Subscriptions (6)" in shown, shown
    talk.tap("»")
    assert "6." in talk.reply.messages[0].plain
    assert talk.reply.edits
    talk.tap("«")
    assert "(paused)" in talk.tap("⏸ 1")
    assert subscriptions_of(store, "telegram:1")[0].paused
    assert "(paused)" not in talk.tap("▶ 1")
    talk.tap("✎ 1")
    talk.tap("☐ Airports")
    talk.tap("🔴")
    assert own(store)[0] == (("drones", "aviation"), (), (), Severity.CRITICAL)
    talk.tap("☑ Drones")
    talk.tap("« Back")
    talk.tap("⧉ 1")
    assert len(own(store)) == 7
    talk.tap("« Back")
    assert "Removed" in talk.tap("✕ 1")
    assert len(own(store)) == 6


def test_places_are_added_by_words_and_taken_by_buttons(store, talk):
    talk.say("/subscribe drones Kyiv")
    key = subscriptions_of(store, "telegram:1")[0].subscription_id
    talk.say(f"/place {key} Харків")
    assert own(store)[0][2] == ("Kyiv", "Kharkiv")
    talk.tap("✕ Kyiv")
    assert own(store)[0][2] == ("Kharkiv",)
    assert "Kharkiv" in talk.say(f"/place {key} Kharkv")
    assert "no such subscription" in talk.say("/place 999 Kyiv")


def test_a_city_means_its_airports_too_without_showing_them(store, talk):
    shown = talk.say("/subscribe airports Москва")
    (one,) = subscriptions_of(store, "telegram:1")
    assert {"Moscow", "~SVO", "~VKO", "~DME", "~ZIA"} <= set(one.places)
    assert "SVO" not in shown
    talk.say("/subscriptions")
    talk.tap("✎ 1")
    talk.tap("✕ Moscow")
    assert subscriptions_of(store, "telegram:1")[0].places == ()


def test_a_subscription_of_another_chat_is_out_of_reach(store, talk):
    talk.say("/subscribe drones")
    key = subscriptions_of(store, "telegram:1")[0].subscription_id
    other = Talk(store, chat_id="telegram:2")
    other.say("/subscribe airports")
    for action in ("edit", "pause", "copy", "drop", "level", "topic"):
        assert "no such subscription" in other.say(f"/sub {action} {key} 1")
    assert own(store) == [(("drones",), (), (), Severity.MEDIUM)]


@pytest.mark.parametrize(
    ("words", "left"),
    [("2", 2), ("all", 0), ("drones", 1), ("drones Kyiv", 2), ("9", 3), ("missing-rule", 3)],
)
def test_unsubscribe_by_number_by_words_or_all(store, talk, words, left):
    for one in ("drones", "drones Kyiv", "airports"):
        talk.say(f"/subscribe {one}")
    talk.say(f"/unsubscribe {words}")
    assert len(own(store)) == left


def test_unsubscribe_without_words_shows_which(store, talk):
    assert "No subscriptions yet" in talk.say("/unsubscribe")
    talk.say("/subscribe drones")
    assert "Which one" in talk.say("/unsubscribe")
    talk.tap("✕ 1")
    assert own(store) == []


def test_in_a_group_only_admins_change_things_and_everybody_may_look(store):
    admin = Talk(store, chat_id="telegram:-5", chat_kind="group", from_admin=True)
    guest = Talk(store, chat_id="telegram:-5", chat_kind="group", from_admin=False)
    assert "Only admins" in guest.say("/subscribe drones")
    admin.say("/subscribe drones")
    assert own(store, "telegram:-5")
    assert "Drones" in guest.say("/subscriptions")
    assert guest.tap("✕ 1") == "Only admins of this chat can change that."
    assert not guest.reply.messages
    assert "no siren" in guest.say("/start")
    assert own(store, "telegram:-5")


def test_a_channel_is_managed_from_a_private_chat(store):
    talk = Talk(store, chat_id="telegram:-1003", chat_kind="channel", answer_to="telegram:1")
    talk.say("/start")
    assert all(b.command.startswith("channel -1003 ") for b in talk.buttons)
    talk.say("/subscribe drones Kyiv")
    assert own(store, "telegram:-1003")
    posted = Talk(store, chat_id="telegram:-1003", chat_kind="channel")
    assert "/channel -1003" in posted.say("/subscriptions")
    posted.say("/why 12", is_tap=True)
    assert posted.reply.start == "why_12", "readers of a channel get their answer in private"
