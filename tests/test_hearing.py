"""Deaf and mute: the owner hears of it while it lasts, subscribed chats with from when to when once it is over."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from bot.hearing import Hearing
from bot.model import Feed, FeedState, State, Subscription
from bot.store import Store, open_store
from bot.store.articles import add_article
from bot.store.chats import add_subscription, save_chat
from bot.store.house import SILENCE, save_setting
from bot.store.notes import waiting_notes
from bot.store.outbox import add_delivery, due_deliveries, save_deliveries
from tests.store.nouns import article, chat, delivery, fill

NOON = dt.datetime(2026, 1, 22, 12, 0, tzinfo=dt.UTC)
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
FEEDS = [
    Feed(feed_id="agency", name="Agency", url="https://agency.example/rss", kind="agency"),
    Feed(feed_id="force", name="Air force", url="https://force.example/rss", kind="official"),
]


class House:
    """A database with three subscribed chats and a program that listens."""

    def __init__(self, store: Store, gap: dt.timedelta | None) -> None:
        self.store = store
        self.passed = 0.0
        self.hearing = Hearing(NOON - 10 * HOUR)
        self.looked = {f.feed_id: NOON for f in FEEDS}
        self.gap = gap
        self.count = 0
        for number, language, zone in ((1, "en", "Europe/Kyiv"), (2, "uk", "Europe/Kyiv"), (3, "ru", "UTC")):
            name = f"telegram:{number}"
            save_chat(store, chat(name, language=language, zone=zone, quiet_from=None, quiet_until=None))
            add_subscription(store, Subscription(subscription_id=0, chat_id=name, created_at=NOON))

    def hear(self, at: dt.datetime, feed: str = "agency") -> None:
        """An article comes in."""
        self.count += 1
        name = f"n{self.count}"
        url = f"https://{feed}.example/{self.count}"
        add_article(self.store, article(name, feed_id=feed, fetched_at=at, published_at=at, url=url, keys=(url,)))

    def look(self, at: dt.datetime, *, is_online: bool = True) -> None:
        """A minute passes: feeds are asked, then the program listens to itself."""
        self.passed += 60.0
        if is_online:
            self.looked = dict.fromkeys(self.looked, at)
        states = {
            f.feed_id: FeedState(
                feed_id=f.feed_id, url=f.url, due_at=at, last_ok_at=self.looked[f.feed_id], usual_gap=self.gap
            )
            for f in FEEDS
        }
        self.hearing.look(self.store, FEEDS, states, at)

    def wait(self, minutes: int, start: dt.datetime = NOON, *, is_online: bool = True) -> None:
        """So many minutes pass without an article."""
        for minute in range(1, minutes + 1):
            self.look(start + minute * MINUTE, is_online=is_online)

    def lines(self, at: dt.datetime) -> dict[str, str]:
        return {d.chat_id: d.notice.plain for d in due_deliveries(self.store, at, 100) if d.notice}

    def notes(self, at: dt.datetime) -> list[str]:
        return [n.said["en"] for n in waiting_notes(self.store, at - 48 * HOUR)]


@pytest.fixture
def store(tmp_path: Path):
    with open_store(tmp_path / "tocsin.db", now=NOON) as store:
        fill(store, alerts=2)
        with store.transaction():
            store.execute("DELETE FROM articles")
            yield store


@pytest.fixture
def house(store: Store) -> House:
    made = House(store, 5 * MINUTE)
    for feed in ("agency", "force"):
        made.hear(NOON, feed)
    made.look(NOON)
    return made


def test_an_hour_without_an_article_is_told_to_the_owner_once_and_to_no_chat(house: House):
    house.wait(60)
    assert house.notes(NOON + HOUR) == []
    house.look(NOON + 61 * MINUTE)
    house.look(NOON + 62 * MINUTE)
    told = house.notes(NOON + 62 * MINUTE)
    assert told == [
        "Deaf: no article from any feed for 1 hour. Look at the network of this machine and at /feeds."
    ]
    assert house.lines(NOON + 62 * MINUTE) == {}


def test_once_it_hears_again_chats_are_told_from_when_to_when_in_their_language_and_by_their_clock(house: House):
    house.wait(149)
    house.hear(NOON + 150 * MINUTE)
    house.look(NOON + 151 * MINUTE)
    assert house.lines(NOON + 151 * MINUTE) == {
        "telegram:1": "⚠️ No news reached us from 14:00 to 16:30. What happened then may be missing here.",
        "telegram:2": "⚠️ З 14:00 до 16:30 до нас не доходили новини. Того, що сталося тоді, тут може бракувати.",
        "telegram:3": "⚠️ С 12:00 до 14:30 до нас не доходили новости. Того, что случилось тогда, здесь может не быть.",
    }
    assert house.notes(NOON + 151 * MINUTE) == ["News reaches us again."]
    house.hear(NOON + 152 * MINUTE)
    house.look(NOON + 153 * MINUTE)
    assert len(house.lines(NOON + 153 * MINUTE)) == 3, "one line for one silence"


def test_the_line_makes_no_sound_and_goes_to_nobody_who_did_not_ask_for_alerts(house: House):
    save_chat(house.store, chat("telegram:1", paused=True))
    save_chat(house.store, chat("telegram:9", kind="private"))
    house.wait(89)
    house.hear(NOON + 90 * MINUTE)
    house.look(NOON + 91 * MINUTE)
    waiting = due_deliveries(house.store, NOON + 91 * MINUTE, 100)
    assert sorted(d.chat_id for d in waiting) == ["telegram:2", "telegram:3"]
    assert all(d.notice and d.notice.is_silent for d in waiting)


def test_a_night_in_which_the_program_did_not_run_is_told_as_well(house: House):
    """The machine was off: nobody called it deaf meanwhile, and the chats were without news all the same."""
    woken = house
    woken.hearing = Hearing(NOON + 9 * HOUR)
    woken.look(NOON + 9 * HOUR + MINUTE)
    assert woken.notes(NOON + 9 * HOUR + MINUTE) == [], "who has just woken up is not deaf"
    woken.hear(NOON + 9 * HOUR + 2 * MINUTE)
    woken.look(NOON + 9 * HOUR + 3 * MINUTE)
    assert "from 14:00 to 23:01" in woken.lines(NOON + 10 * HOUR)["telegram:1"]


def test_official_feeds_may_be_silent_for_three_hours(house: House):
    for minutes in range(240):
        house.hear(NOON + minutes * MINUTE)
        house.look(NOON + minutes * MINUTE)
    assert [n.split(" for ")[0] for n in house.notes(NOON + 4 * HOUR)] == ["Deaf: no article from official feeds"]
    assert house.lines(NOON + 4 * HOUR) == {}
    house.hear(NOON + 4 * HOUR, "force")
    house.look(NOON + 4 * HOUR + MINUTE)
    assert house.lines(NOON + 5 * HOUR)["telegram:1"].startswith("⚠️ Nothing from official channels reached us")


def test_both_kinds_of_deafness_at_once_are_one_line(house: House):
    house.look(NOON + 5 * HOUR)
    for feed in ("agency", "force"):
        house.hear(NOON + 5 * HOUR + MINUTE, feed)
    house.look(NOON + 5 * HOUR + 2 * MINUTE)
    house.look(NOON + 5 * HOUR + 3 * MINUTE)
    lines = house.store.rows("SELECT notice FROM deliveries WHERE chat_id = 'telegram:1' AND notice IS NOT NULL")
    assert len(lines) == 1


@pytest.mark.parametrize(
    ("gap", "is_deaf"),
    [
        pytest.param(12 * HOUR, False, id="two feeds that speak twice a day are not deaf after two hours"),
        pytest.param(20 * MINUTE, True, id="two feeds that speak three times an hour are"),
        pytest.param(None, True, id="a feed whose pace is unknown excuses nothing"),
    ],
)
def test_how_long_is_too_long_depends_on_how_often_feeds_speak(store: Store, gap, is_deaf):
    house = House(store, gap)
    house.hear(NOON)
    house.look(NOON)
    house.wait(120)
    assert bool(house.notes(NOON + 2 * HOUR)) == is_deaf


def test_slow_feeds_that_cannot_be_read_at_all_are_deafness(store: Store):
    house = House(store, 12 * HOUR)
    house.hear(NOON)
    house.look(NOON)
    house.wait(120, is_online=False)
    assert [n.split(" for ")[0] for n in house.notes(NOON + 2 * HOUR)] == ["Deaf: no feed could be read"]
    house.look(NOON + 3 * HOUR)
    assert "from 14:00 to 17:00" in house.lines(NOON + 3 * HOUR)["telegram:1"]


def test_a_first_start_tells_nobody_anything(store: Store):
    house = House(store, None)
    house.hear(NOON + 5 * HOUR)
    house.look(NOON + 5 * HOUR)
    assert house.lines(NOON + 6 * HOUR) == {}
    assert house.notes(NOON + 6 * HOUR) == []


# -- mute -----------------------------------------------------------------------------------------------------------


def queue(house: House, at: dt.datetime, chats: int = 3) -> None:
    for number in range(1, chats + 1):
        add_delivery(house.store, delivery(chat_id=f"telegram:{number}", alert_id=1, created_at=at, due_at=at))


def mute_notes(house: House, at: dt.datetime) -> list[str]:
    return [n for n in house.notes(at) if n.startswith(("Mute", "Messages leave"))]


def test_messages_that_wait_five_minutes_are_told_to_the_owner_and_so_is_the_end(house: House):
    queue(house, NOON)
    house.wait(4)
    assert mute_notes(house, NOON + 4 * MINUTE) == []
    house.look(NOON + 6 * MINUTE)
    house.look(NOON + 7 * MINUTE)
    assert [n.split(";")[0] for n in mute_notes(house, NOON + 7 * MINUTE)] == [
        "Mute: 3 messages have waited for 6 minutes. Telegram may be unreachable"
    ]
    sent = [replace(d, state=State.SENT, sent_at=NOON) for d in due_deliveries(house.store, NOON + HOUR, 9)]
    save_deliveries(house.store, sent)
    house.look(NOON + 8 * MINUTE)
    assert mute_notes(house, NOON + 8 * MINUTE) == ["Messages leave us again."]


def test_one_chat_that_cannot_be_reached_is_not_us(house: House):
    at = NOON + 10 * MINUTE
    house.wait(9)
    add_delivery(
        house.store, delivery(chat_id="telegram:2", alert_id=2, state=State.SENT, sent_at=at, created_at=at)
    )
    queue(house, NOON, chats=1)
    house.look(at)
    assert mute_notes(house, at) == []


def test_what_an_owner_asked_to_wait_is_no_muteness_and_gets_five_minutes_afterwards(house: House):
    save_setting(house.store, SILENCE, (NOON + HOUR).isoformat(), NOON)
    queue(house, NOON)
    for minutes in range(64):
        house.look(NOON + minutes * MINUTE)
    assert mute_notes(house, NOON + 63 * MINUTE) == []
    house.look(NOON + 64 * MINUTE)
    assert len(mute_notes(house, NOON + 64 * MINUTE)) == 1


def test_after_a_long_rest_what_waited_is_given_five_minutes_to_leave(house: House):
    queue(house, NOON)
    house.hearing = Hearing(NOON + 9 * HOUR)
    house.look(NOON + 9 * HOUR + MINUTE)
    assert mute_notes(house, NOON + 9 * HOUR + MINUTE) == []


def test_a_machine_that_slept_for_two_days_is_not_called_deaf_or_mute_when_it_wakes(house: House):
    queue(house, NOON, chats=1)
    house.look(NOON + 48 * HOUR, is_online=False)
    assert house.notes(NOON + 48 * HOUR) == []
    house.look(NOON + 48 * HOUR + MINUTE)
    assert house.notes(NOON + 49 * HOUR) == []
    assert "22 січ 14:00 до 14:01" in house.lines(NOON + 48 * HOUR + 2 * MINUTE)["telegram:2"]


@pytest.mark.parametrize("slept", [False, True], ids=["the clock was put right", "the machine slept"])
def test_a_clock_that_is_put_forward_is_no_silence_and_sleep_is_one(house: House, slept: bool):
    house.hearing = Hearing(NOON, lambda: house.passed)
    house.look(NOON + MINUTE)
    house.passed += 2 * 3600.0 * slept
    later = NOON + MINUTE + 2 * HOUR
    house.look(later + MINUTE)
    house.hear(later + 2 * MINUTE)
    house.look(later + 2 * MINUTE)
    assert len(house.lines(later + 3 * MINUTE)) == 3 * slept
    house.wait(61, later + 2 * MINUTE)
    assert [n for n in house.notes(later + 2 * HOUR) if n.startswith("Deaf")], "it listens as before"
