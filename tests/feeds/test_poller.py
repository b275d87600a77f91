"""Many hosts at once, one request at a time for each, and no feed waits for another host's trouble."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace

import pytest

from bot.feeds.fetch import Fetched, FetchFailed, NotModified
from bot.feeds.policy import Policy
from bot.feeds.poller import Poller
from bot.feeds.session import make_session
from bot.model import FeedState
from tests.feeds.conftest import POLICY, Request, Web, send
from tests.feeds.makers import item, rss
from tests.feeds.test_fetch import bomb, endless, one_byte_at_a_time, reset, silent

Answer = Fetched | NotModified | FetchFailed
FEED = rss(item(1))


@dataclass
class Desk:
    """Takes answers and notes when each came."""

    poller: Poller | None = None
    answers: dict[str, Answer] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    times: dict[str, float] = field(default_factory=dict)
    also: Callable[[FeedState, Answer], Awaitable[None]] | None = None

    async def take(self, state: FeedState, answer: Answer) -> None:
        self.answers[state.feed_id] = answer
        self.order.append(state.feed_id)
        self.times[state.feed_id] = asyncio.get_running_loop().time()
        if self.also:
            await self.also(state, answer)


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    desk = open_desk(POLICY)
    yield desk
    assert desk.poller
    await desk.poller.close()


@pytest.fixture
async def patient() -> AsyncIterator[Desk]:
    """Waits long enough for a server that shares its process with hostile ones, on a machine that does other work."""
    five = dt.timedelta(seconds=5)
    desk = open_desk(replace(POLICY, connect=five, first_byte=five, whole=dt.timedelta(seconds=7)))
    yield desk
    assert desk.poller
    await desk.poller.close()


def open_desk(policy: Policy) -> Desk:
    desk = Desk()
    desk.poller = Poller(make_session(policy), policy, desk.take, now)
    return desk


async def ask_all(desk: Desk, *states: FeedState) -> None:
    assert desk.poller
    for state in states:
        assert desk.poller.ask(state)
    await desk.poller.idle()


async def test_one_request_at_a_time_to_a_host_and_many_hosts_at_once(web: Web, desk: Desk) -> None:
    busy: Counter[str] = Counter()
    most: Counter[str] = Counter()
    together = 0

    async def slow(request: Request, writer: asyncio.StreamWriter) -> None:
        nonlocal together
        busy[request.host] += 1
        most[request.host] = max(most[request.host], busy[request.host])
        together = max(together, busy.total())
        await asyncio.sleep(0.01)
        busy[request.host] -= 1
        await send(writer, FEED, "200 OK", {})

    for number in range(4):
        web.pages[f"/{number}"] = slow
    await ask_all(desk, *(web.state(f"/{n}", f"127.0.0.{host}") for n in range(4) for host in range(1, 9)))
    assert set(most.values()) == {1}
    assert together > 4
    assert len(desk.answers) == 32


async def test_between_two_requests_to_a_host_there_is_a_gap(web: Web) -> None:
    desk = open_desk(replace(POLICY, gap=dt.timedelta(seconds=0.1)))
    for number in range(3):
        web.page(f"/{number}", FEED)
    started = asyncio.get_running_loop().time()
    await ask_all(desk, *(web.state(f"/{n}") for n in range(3)))
    assert asyncio.get_running_loop().time() - started >= 0.2
    assert desk.poller
    await desk.poller.close()


async def test_a_429_makes_every_feed_of_the_host_wait_and_no_other(web: Web, desk: Desk) -> None:
    web.page("/busy", b"", "429 Too Many Requests", Retry_After="1")
    web.page("/next", FEED)
    started = asyncio.get_running_loop().time()
    states = [web.state("/busy"), web.state("/next"), web.state("/next", "127.0.0.2")]
    await ask_all(desk, *states)
    assert desk.times["127.0.0.1/next"] - started > 0.9
    assert desk.times["127.0.0.2/next"] - started < 0.5


async def test_official_feeds_go_first_on_their_host(web: Web, desk: Desk) -> None:
    assert desk.poller
    for name in ("/a", "/b", "/official"):
        web.page(name, FEED)
    desk.poller.ask(web.state("/a"), rank=2)
    desk.poller.ask(web.state("/b"), rank=1)
    desk.poller.ask(web.state("/official"), rank=0)
    await desk.poller.idle()
    assert desk.order == ["127.0.0.1/official", "127.0.0.1/b", "127.0.0.1/a"]


async def test_a_feed_is_not_asked_twice_at_once_and_one_that_is_gone_not_at_all(web: Web, desk: Desk) -> None:
    assert desk.poller
    web.page("/feed", FEED)
    assert desk.poller.ask(web.state("/feed"))
    assert not desk.poller.ask(web.state("/feed"))
    assert not desk.poller.ask(replace(web.state("/other"), status="gone"))
    await desk.poller.idle()
    assert desk.poller.ask(web.state("/feed"))
    await desk.poller.idle()
    assert len(web.seen) == 2


async def test_a_feed_may_be_asked_again_while_its_answer_is_taken(web: Web, desk: Desk) -> None:
    assert desk.poller
    web.page("/feed", FEED)
    web.page("/more", FEED)

    async def also(state: FeedState, answer: Answer) -> None:
        assert desk.poller
        if len(desk.order) == 1:
            desk.poller.ask(web.state("/more"))

    desk.also = also
    await ask_all(desk, web.state("/feed"))
    assert desk.order == ["127.0.0.1/feed", "127.0.0.1/more"]


async def test_an_answer_that_cannot_be_taken_stops_nobody(web: Web, desk: Desk) -> None:
    web.page("/a", FEED)
    web.page("/b", FEED)

    async def fail(state: FeedState, answer: Answer) -> None:
        if state.feed_id.endswith("/a"):
            raise RuntimeError("a bug of ours")

    desk.also = fail
    await ask_all(desk, web.state("/a"), web.state("/b"))
    assert isinstance(desk.answers["127.0.0.1/b"], Fetched)


async def test_while_some_servers_are_hostile_all_others_are_on_time(web: Web, patient: Desk) -> None:
    desk = patient
    hostile = {"/1": bomb, "/2": endless, "/3": one_byte_at_a_time, "/4": silent, "/5": reset}
    for path, page in hostile.items():
        web.pages[path] = page
    web.page("/feed", FEED)
    bad = [web.state(path, f"127.0.9.{number}") for number, path in enumerate(hostile, 1)]
    good = [web.state("/feed", f"127.0.{n // 50}.{n % 50 + 1}") for n in range(200)]
    await ask_all(desk, *bad, *good)
    assert all(isinstance(desk.answers[state.feed_id], Fetched) for state in good)
    assert desk.order[-1] == "127.0.9.3/3"  # whoever drips a byte at a time is waited for longest, by nobody else


async def test_closing_drops_what_is_under_way(web: Web) -> None:
    desk = open_desk(POLICY)
    assert desk.poller
    web.pages["/feed"] = silent
    desk.poller.ask(web.state("/feed"))
    await asyncio.sleep(0.05)
    await desk.poller.close()
    assert (desk.answers, desk.poller.tasks, desk.poller.asked) == ({}, {}, set())


async def test_feeds_that_redirects_lead_to_one_host_share_its_pace(web: Web, desk: Desk) -> None:
    """Many names lead to one aggregator: from the second time on they wait for each other, and for its 429."""
    busy = most = 0

    async def aggregate(request: Request, writer: asyncio.StreamWriter) -> None:
        nonlocal busy, most
        busy, most = busy + 1, max(most, busy + 1)
        await asyncio.sleep(0.03)
        busy -= 1
        await send(writer, FEED, "200 OK", {})

    web.pages["/all"] = aggregate
    web.page("/away", status="302 Found", Location=web.url("/all", host="127.0.0.9"))
    states = [web.state("/away", f"127.0.0.{n}") for n in range(1, 7)]
    await ask_all(desk, *states)
    most = 0
    await ask_all(desk, *states)
    assert most == 1
    assert {a.led_to for a in desk.answers.values()} == {web.url("/all", host="127.0.0.9")}

    web.page("/all", b"", "429 Too Many Requests", Retry_After="1")
    web.page("/own", FEED)
    started = asyncio.get_running_loop().time()
    await ask_all(desk, states[0])
    await ask_all(desk, web.state("/own", "127.0.0.1"), web.state("/own", "127.0.0.9"))
    assert desk.times["127.0.0.1/own"] - started < 0.5, "the name that only led there is not to blame"
    assert desk.times["127.0.0.9/own"] - started > 0.9
