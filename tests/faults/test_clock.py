"""Clocks that jump, nights that have an hour more or less, machines that sleep, days that other years do not have."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.route import BUDGET, next_digest, quiet_until
from bot.delivery.work import release_held
from bot.feeds.poller import Poller
from bot.feeds.session import make_session
from bot.model import Chat, Feed, FeedState, Message, Reading, Subscription
from bot.pipeline.polling import Polling, stand
from bot.pipeline.take import Arrival, open_desk, take_in
from bot.pipeline.workers import Workers
from bot.reading.compile import compile_reader
from bot.reading.read import read
from bot.rulebook import make_rulebook
from bot.rules.load import load_files, load_vocabulary
from bot.schedule import Job, make_schedule, watch_clock
from bot.store import open_store
from bot.store.chats import add_subscription, save_chat
from bot.store.thread import StoreThread
from bot.work import keep_reader
from tests.benchmarks._news import RULE
from tests.feeds.conftest import POLICY
from tests.store.nouns import MINUTE, NOW, article, chat, drones
from tests.walks.rig import ROOT, outlet

HOUR = dt.timedelta(hours=1)
KYIV = ZoneInfo("Europe/Kyiv")


class Clock:
    """A clock that a test sets."""

    def __init__(self, at: dt.datetime) -> None:
        self.at = at

    def __call__(self) -> dt.datetime:
        return self.at


# -- jumps --------------------------------------------------------------------------------------------------------


async def test_a_clock_set_back_an_hour_stops_no_job():
    """APScheduler alone would wait until the hour has come a second time."""
    ran: list[float] = []

    async def job() -> None:
        ran.append(asyncio.get_running_loop().time())

    schedule = make_schedule([Job("poll", job, dt.timedelta(seconds=0.05))])
    schedule.start()
    await asyncio.sleep(0.12)
    schedule.get_job("poll").modify(next_run_time=dt.datetime.now(dt.UTC) + HOUR)  # as after a jump back
    await asyncio.sleep(0.12)
    before, told, clock = len(ran), [], Clock(NOW - HOUR)
    ticks = iter(range(100))
    start = iter([NOW])
    watching = asyncio.create_task(
        watch_clock(
            schedule,
            told.append,
            now=lambda: next(start, clock.at),
            ticks=lambda: float(next(ticks)),
            every=dt.timedelta(seconds=0.02),
        )
    )
    await asyncio.sleep(0.2)
    watching.cancel()
    schedule.shutdown(wait=False)
    assert len(ran) > before
    assert len(told) == 1
    assert abs(told[0] - HOUR) < dt.timedelta(seconds=5)


@pytest.mark.parametrize("seconds", [-20, 0, 20, 3600])
async def test_a_clock_that_is_kept_right_or_set_forward_changes_nothing(seconds: int):
    told: list[dt.timedelta] = []
    times, ticks = iter([NOW, *[NOW + dt.timedelta(seconds=seconds)] * 50]), iter([0.0] * 50)
    schedule = make_schedule([])
    schedule.start()
    watching = asyncio.create_task(
        watch_clock(
            schedule,
            told.append,
            now=lambda: next(times),
            ticks=lambda: next(ticks),
            every=dt.timedelta(seconds=0.01),
        )
    )
    await asyncio.sleep(0.08)
    watching.cancel()
    schedule.shutdown(wait=False)
    assert told == []


async def test_feeds_are_asked_on_after_the_clock_was_set_back(tmp_path: Path):
    clock = Clock(NOW)
    async with outlet() as made, await StoreThread.open(tmp_path / "tocsin.db", now=NOW) as store:
        made.publish("Nothing", "A quiet day.")
        book = make_rulebook(load_files({"drones.yaml": RULE}).ruleset, (), {})
        keep_reader(book.digest, book.reader)
        desk = await store.call(open_desk, book, NOW)
        async with Workers() as workers:
            polling = Polling(store, desk, replace(POLICY, gap=dt.timedelta(seconds=1)), workers, clock)
            polling.set_feeds([Feed(feed_id="outlet", name="Outlet", url=made.url)], {})
            assert polling.tick() == 1
            await polling.idle()
            wait = polling.states["outlet"].due_at - clock.at
            clock.at -= HOUR
            polling.set_back(HOUR)
            clock.at += wait
            assert polling.tick() == 1
            async with asyncio.timeout(5):
                await polling.idle()
            await polling.close()
        assert made.asked == 2


async def test_a_host_that_was_to_be_left_alone_for_a_second_is_not_left_alone_for_an_hour(web):
    clock = Clock(NOW)
    web.page("/a", b"x")
    asked: list[str] = []

    async def take(state: FeedState, answer: object) -> None:
        asked.append(state.feed_id)

    poller = Poller(make_session(POLICY), replace(POLICY, gap=dt.timedelta(seconds=1)), take, clock)
    poller.ask(web.state("/a"))
    await poller.idle()
    clock.at -= HOUR
    poller.set_back(HOUR)
    clock.at += dt.timedelta(seconds=1)
    poller.ask(web.state("/a"))
    async with asyncio.timeout(3):
        await poller.idle()
    await poller.close()
    assert len(asked) == 2


def test_a_clock_that_was_a_year_ahead_leaves_no_feed_that_is_not_asked():
    feed = Feed(feed_id="a", name="A", url="https://a.example/rss")
    ahead = NOW + dt.timedelta(days=365)
    known = FeedState(feed_id="a", url=feed.url, listed=feed.url, due_at=ahead, last_ok_at=ahead - HOUR)
    assert stand(feed, known, NOW).due_at == NOW
    usual = replace(known, due_at=NOW + HOUR, last_ok_at=NOW - HOUR)
    assert stand(feed, usual, NOW).due_at == NOW + HOUR, "a feed that waits its turn goes on waiting"


# -- nights with an hour more or less -----------------------------------------------------------------------------


def reader(start: dt.time, end: dt.time, zone: str = "Europe/Kyiv", digest: str | None = None) -> Chat:
    return Chat(chat_id="telegram:1", zone=zone, quiet_from=start, quiet_until=end, digest=digest, created_at=NOW)


NIGHT = reader(dt.time(23), dt.time(7))


@pytest.mark.parametrize(
    ("at", "ends"),
    [
        pytest.param("2026-03-29T00:30+02:00", "2026-03-29T07:00+03:00", id="the night that is an hour shorter"),
        pytest.param("2026-03-29T05:30+03:00", "2026-03-29T07:00+03:00", id="... after the jump"),
        pytest.param("2026-10-25T02:30+03:00", "2026-10-25T07:00+02:00", id="the night that is an hour longer"),
        pytest.param(
            "2026-10-25T03:30+03:00", "2026-10-25T07:00+02:00", id="the hour that comes twice, first time"
        ),
        pytest.param(
            "2026-10-25T03:30+02:00", "2026-10-25T07:00+02:00", id="the hour that comes twice, second time"
        ),
        pytest.param("2026-12-31T23:30+02:00", "2027-01-01T07:00+02:00", id="the year ends"),
        pytest.param("2028-02-28T23:30+02:00", "2028-02-29T07:00+02:00", id="the night to a leap day"),
        pytest.param("2028-02-29T23:30+02:00", "2028-03-01T07:00+02:00", id="the night after it"),
    ],
)
def test_quiet_hours_end_at_seven_by_the_clock_on_the_wall(at: str, ends: str):
    assert quiet_until(NIGHT, dt.datetime.fromisoformat(at)) == dt.datetime.fromisoformat(ends)


CHANGES = [dt.datetime(2026, 3, 29, tzinfo=dt.UTC), dt.datetime(2026, 10, 25, tzinfo=dt.UTC), NOW]


@given(
    day=st.sampled_from(CHANGES),
    minutes=st.integers(-1500, 1500),
    start=st.times(),
    end=st.times(),
    zone=st.sampled_from(["Europe/Kyiv", "America/New_York", "Australia/Lord_Howe", "UTC", "Nowhere/None"]),
)
def test_no_quiet_hour_lasts_longer_than_a_day_or_ends_in_the_past(day, minutes, start, end, zone):
    at = day + dt.timedelta(minutes=minutes)
    start, end = (t.replace(second=0, microsecond=0) for t in (start, end))
    until = quiet_until(reader(start, end, zone), at)
    assert until is None or at < until <= at + 25 * HOUR


@given(day=st.sampled_from(CHANGES), minutes=st.integers(-1500, 1500), clock=st.times())
def test_a_digest_is_due_within_a_day_whatever_the_clock_does(day, minutes, clock):
    at = day + dt.timedelta(minutes=minutes)
    due = next_digest(reader(dt.time(1), dt.time(2), digest=f"{clock:%H:%M}"), at)
    assert due is not None
    assert at < due <= at + 25 * HOUR


# -- days ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def english():
    return compile_reader(
        {k: v for k, v in load_vocabulary(ROOT / "rules" / "vocabulary").items() if k in ("en", "places")}
    )


@pytest.mark.parametrize(
    ("published", "day"),
    [
        pytest.param("2028-02-29T06:00+02:00", "2028-02-29", id="a leap day"),
        pytest.param("2028-03-01T06:00+02:00", "2028-03-01", id="the day after"),
        pytest.param("2027-01-01T06:00+02:00", "2027-01-01", id="New Year's morning"),
        pytest.param("2026-12-31T06:00+02:00", "2026-12-31", id="the last morning of the year"),
        pytest.param("2026-03-29T06:00+03:00", "2026-03-29", id="the short night"),
        pytest.param("2026-10-25T06:00+02:00", "2026-10-25", id="the long night"),
    ],
)
def test_the_night_belongs_to_the_day_it_ends_on(english, published: str, day: str):
    at = dt.datetime.fromisoformat(published)
    facts = read(english, "Russia launched 97 drones at Ukraine overnight, the Air Force said.", at, "en").facts
    assert [str(f.day) for f in facts] == [day]


# -- sleep --------------------------------------------------------------------------------------------------------


def test_two_days_of_sleep_bring_no_flood(tmp_path: Path):
    """Sixty events happened meanwhile: a chat gets the first of them and the rest as one digest."""
    book = make_rulebook(load_files({"drones.yaml": RULE}).ruleset, (), {})
    with open_store(tmp_path / "tocsin.db", now=NOW) as store:
        with store.transaction():
            save_chat(store, chat("telegram:1", quiet_from=None, quiet_until=None, digest=None))
            add_subscription(store, Subscription(subscription_id=0, chat_id="telegram:1", created_at=NOW))
        desk = open_desk(store, book, NOW)
        woken = NOW + 48 * HOUR
        articles, readings = [], []
        for number in range(60):
            at = NOW + number * 48 * MINUTE
            articles.append(
                article(
                    f"n{number}",
                    published_at=at,
                    fetched_at=woken,
                    keys=(f"k{number}",),
                    url=f"https://a.example/{number}",
                )
            )
            fact = replace(drones(20, place=f"City {number}"), day=at.date())
            fact = replace(fact, what=replace(fact.what, action="downed"))
            readings.append(Reading((fact,)))
        take_in(store, desk, [Arrival(tuple(articles), tuple(readings))], woken)
        count = "SELECT count(*) FROM deliveries WHERE state = ?"
        assert store.value(count, ("pending",)) == BUDGET
        assert store.value(count, ("held",)) == 60 - BUDGET
        with store.transaction():
            release_held(
                store, woken + 15 * MINUTE, lambda chat, revisions: Message(html="digest", plain="digest")
            )
        assert store.value(count, ("pending",)) == BUDGET + 1
