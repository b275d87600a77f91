"""How many feeds are asked a second, how many bodies read, and what a registered feed weighs.

    python -m tests.benchmarks feeds [--quick]

1,000 feeds on 32 addresses of a server in another process; every answer goes the way of the program: queue of its
host, fetch, digest, split, parse in a process pool, next state. `plain_304` is a bare loop over the same HTTP
client, 32 requests at once, that does nothing with the answers: the ceiling. `results_per_s_core` is what the core
takes in, in batches of 100, where one result in ten holds a new article (`_all_new`: where each does).
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context

from bot.feeds.body import Body, Parsed
from bot.feeds.fetch import Fetched, FetchFailed, NotModified
from bot.feeds.health import Taken, first_state, next_state
from bot.feeds.parse import parse_body
from bot.feeds.policy import Policy, allow
from bot.feeds.poller import Poller
from bot.feeds.session import make_session
from bot.model import Feed, FeedState
from tests.benchmarks import _feed_server as server

POLICY = Policy(allowed=allow("127.0.0.0/8"), gap=dt.timedelta(0))
BATCH = 16
"""Bodies a worker gets at once: some 20 ms of work."""


def measure(quick: bool, options: list[str]) -> dict[str, object]:
    feeds = 200 if quick else 1000
    rounds = 3 if quick else 7
    process, port = server.start()
    try:
        found = asyncio.run(measure_all(port, feeds, rounds))
    finally:
        process.terminate()
    from tests.benchmarks import _feed_core as core  # these need the whole program
    from tests.benchmarks import _feed_latency as latency

    results = 1000 if quick else 5000
    found["results_per_s_core"] = core.measure(results, rounds, every=10)
    found["results_per_s_core_all_new"] = core.measure(results, rounds, every=1)
    return found | latency.measure(quick) | {"rss_mb_50000": measure_memory()}


async def measure_all(port: int, feeds: int, rounds: int) -> dict[str, object]:
    found: dict[str, object] = {"plain_304": await plain(server.urls(port, "304", feeds), rounds)}
    for mode in ("304", "same", "new"):
        key = {"304": "feeds_per_s_304", "same": "feeds_per_s_unchanged", "new": "feeds_per_s_new"}[mode]
        found[key] = await polled(server.urls(port, mode, feeds), rounds, mode)
    return found


async def plain(urls: list[str], rounds: int) -> list[float]:
    session = make_session(POLICY)
    queue: list[str] = []

    async def take() -> None:
        while queue:
            async with session.get(queue.pop(), headers={"If-None-Match": '"1"'}) as answer:
                await answer.read()

    rates = []
    for _ in range(rounds + 1):
        queue[:] = urls
        started = time.perf_counter()
        await asyncio.gather(*(take() for _ in range(server.HOSTS)))
        rates.append(len(urls) / (time.perf_counter() - started))
    await session.close()
    return rates[1:]


async def polled(urls: list[str], rounds: int, mode: str) -> list[float]:
    """Feeds a second in each round. The first round learns the feeds and is not counted."""
    feeds = {f"f{n}": Feed(feed_id=f"f{n}", name=f"F{n}", url=url, language="uk") for n, url in enumerate(urls)}
    states = {feed_id: first_state(feed, now()) for feed_id, feed in feeds.items()}
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        reading = Reading(feeds, states, pool)
        poller = Poller(make_session(POLICY), POLICY, reading.take, now)
        rates = []
        for number in range(rounds + 1):
            reading.count = reading.new = 0
            started = time.perf_counter()
            for state in list(states.values()):
                poller.ask(state)
            await poller.idle()
            await reading.finish()
            rates.append(reading.count / (time.perf_counter() - started))
            expected = {"304": 0, "same": 0, "new": len(urls)}[mode] if number else server.ITEMS * len(urls)
            if (reading.count, reading.new) != (len(urls), expected):
                raise SystemExit(f"{mode}: {reading.count} answers and {reading.new} new items, not {expected}")
        await poller.close()
    return rates[1:]


class Reading:
    """The part of the program between poller and store: batches of bodies to the pool, states back."""

    def __init__(self, feeds: dict[str, Feed], states: dict[str, FeedState], pool: Executor) -> None:
        self.feeds, self.states, self.pool = feeds, states, pool
        self.waiting: list[tuple[FeedState, Fetched]] = []
        self.under_way: set[asyncio.Task[None]] = set()
        self.count = self.new = 0

    async def take(self, state: FeedState, answer: Fetched | NotModified | FetchFailed) -> None:
        if not isinstance(answer, Fetched):
            self.states[state.feed_id] = next_state(state, answer, now(), policy=POLICY)
            self.count += isinstance(answer, NotModified)
            return
        self.waiting.append((state, answer))
        if len(self.waiting) >= BATCH:
            self.send()

    def send(self) -> None:
        batch, self.waiting = self.waiting, []
        task = asyncio.get_running_loop().create_task(self.read(batch))
        self.under_way.add(task)
        task.add_done_callback(self.under_way.discard)

    async def read(self, batch: list[tuple[FeedState, Fetched]]) -> None:
        bodies = [
            Body(
                content=fetched.body,
                feed=self.feeds[state.feed_id],
                fetched_at=now(),
                url=fetched.url,
                content_type=fetched.content_type,
                known=state.item_digests,
            )
            for state, fetched in batch
        ]
        work: Callable[[list[Body]], list[Parsed]] = parse_all
        for (state, fetched), parsed in zip(
            batch, await asyncio.get_running_loop().run_in_executor(self.pool, work, bodies), strict=True
        ):
            self.states[state.feed_id] = next_state(
                state, Taken(fetched=fetched, parsed=parsed), now(), policy=POLICY
            )
            self.count += 1
            self.new += len(parsed.articles)

    async def finish(self) -> None:
        if self.waiting:
            self.send()
        while self.under_way:
            await asyncio.gather(*list(self.under_way))


def parse_all(bodies: list[Body]) -> list[Parsed]:
    return [parse_body(body) for body in bodies]


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


WEIGHT = """
import asyncio, json, psutil, datetime as dt
from tests.benchmarks import feeds as here
from bot.model import Feed, FeedState
async def main():
    before = psutil.Process().memory_info().rss
    now = here.now()
    async def take(state, answer): ...
    poller = here.Poller(here.make_session(here.POLICY), here.POLICY, take, here.now)
    feeds, states = [], []
    for n in range(50_000):
        url = f"https://outlet-{n}.example/rss/news.xml"
        feeds.append(Feed(feed_id=f"outlet-{n}", name=f"Outlet {n}", url=url, language="uk", country="UA"))
        states.append(FeedState(feed_id=f"outlet-{n}", url=url, etag=f'"{n:032x}"', due_at=now, last_ok_at=now,
            last_modified="Thu, 15 Jan 2026 07:00:00 GMT", body_digest=f"{n:032x}", last_item_at=now,
            item_digests=tuple(f"{n * 30 + i:016x}" for i in range(30)), usual_gap=dt.timedelta(minutes=9)))
    for state in states[:1000]:
        poller.ask(state)
    print(json.dumps([before / 1e6, psutil.Process().memory_info().rss / 1e6]))
    for task in poller.tasks.values():
        task.cancel()
    await poller.session.close()
asyncio.run(main())
"""


def measure_memory() -> float:
    """The whole process in MB with 50,000 feeds registered: 30 known items each, 1,000 of them in the queues."""
    said = subprocess.run([sys.executable, "-c", WEIGHT], capture_output=True, text=True, check=True).stdout
    return float(json.loads(said.splitlines()[-1])[1])
