"""A month in minutes: simulated clock, 200 feeds polled every half hour, 50 chats, faults on; then without faults.

    python -m tests.benchmarks month [--days N]      (15 unless told; a whole month takes ten minutes)

Fetching is real HTTP on loopback; pipeline, store, outbox and hearing are the real ones, driven by a clock that
jumps five minutes at a time. The channel is at the edge: it keeps what it is given. Faults: refused, cut, garbled and
silent feeds, each week an hour and a half without any feed and an hour without Telegram, one request in ten to
Telegram spoiled, a restart each day, a locked database, a full disk, a clock set back by an hour. Figures and what
chats were told are held against the run without faults; memory, file handles, threads and tasks are looked at each
simulated day.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import datetime as dt
import logging
import random
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import structlog

from bot.alerts.compose import compose, compose_digest
from bot.delivery import outbox as outbox_module
from bot.delivery.outbox import Clock, Outbox
from bot.errors import StoreError
from bot.feeds.policy import Policy, allow
from bot.hearing import Hearing
from bot.model import Answer, Chat, Delivery, Feed, FeedState, Message, RetryLater, Revision, Sent, Subscription
from bot.pipeline.polling import Polling
from bot.pipeline.take import Newsdesk, open_desk, take_due
from bot.pipeline.workers import Workers
from bot.rulebook import Rulebook, load_rulebook, print_problem
from bot.store import Store
from bot.store.backup import check
from bot.store.chats import add_subscription, save_chat
from bot.store.feeds import load_feed_states, save_feed_states
from bot.store.forget import purge_texts
from bot.store.thread import StoreThread
from bot.work import keep_reader
from tests.benchmarks._month_world import (
    CHATS,
    DAY,
    EVENTS_A_DAY,
    FEEDS,
    HOSTS,
    HOUR,
    MINUTE,
    START,
    is_outage,
    make_news,
    start,
)  # fmt: skip
from tests.benchmarks._news import cities_of, write_rules

ROOT = Path(__file__).parent.parent.parent
CITY = re.compile(r"Drones over ([^\n:·]+)")
SHOWN = re.compile(r"Shot down: (\d+)")
POLICY = Policy(
    allowed=allow("127.0.0.0/8"),
    floor=dt.timedelta(minutes=30),
    ceiling=dt.timedelta(minutes=30),
    gap=dt.timedelta(0),
    first_byte=dt.timedelta(seconds=0.5),
    whole=dt.timedelta(seconds=2),
)
SPOILED = 0.1
STEP = 5
"""Minutes that the clock jumps."""


@dataclass
class Heard:
    """The far side of the channel: what each chat was told."""

    told: dict[tuple[str, str], int] = field(default_factory=dict)
    """(chat, city) -> the figure shown last; 0 where a digest told it."""
    firsts: int = 0
    repeats: int = 0
    lines: int = 0
    """Lines about a time without news."""
    by_message: dict[int, tuple[str, str]] = field(default_factory=dict)


class Phone:
    """A channel that keeps what it is given, and fails when it is told to."""

    def __init__(self, heard: Heard, clock: SimClock, with_faults: bool) -> None:
        self.heard, self.clock, self.with_faults = heard, clock, with_faults
        self.chance = random.Random(11)

    async def send(self, chat_id: str, message: Message, answers: int | None = None) -> Answer:
        if (fault := self.fault()) is not None and not fault.may_have_arrived:
            return fault
        heard, number = self.heard, len(self.heard.by_message) + 1
        cities = [c.strip() for c in CITY.findall(message.plain)]
        heard.by_message[number] = (chat_id, cities[0] if cities else "")
        heard.lines += message.plain.startswith("⚠️")
        if answers is None and len(cities) == 1 and (shown := SHOWN.search(message.plain)):
            heard.firsts += 1
            heard.repeats += heard.told.get((chat_id, cities[0]), 0) > 0  # after a digest, the whole state is due
            heard.told[chat_id, cities[0]] = int(shown[1])
        else:
            for city in cities:
                heard.told.setdefault((chat_id, city), 0)
        return fault or Sent(number)

    async def edit(self, chat_id: str, message_id: int, message: Message) -> Answer:
        if (fault := self.fault()) is not None:
            return fault
        if shown := SHOWN.search(message.plain):
            self.heard.told[self.heard.by_message[message_id]] = int(shown[1])
        return Sent(message_id)

    def fault(self) -> RetryLater | None:
        if not self.with_faults:
            return None
        if is_outage(self.clock.seconds + 3 * DAY) and self.clock.seconds % DAY < 4 * HOUR:
            return RetryLater("no route to host")
        draw = self.chance.random()
        if draw < SPOILED:
            return (
                RetryLater("the answer was lost", may_have_arrived=True)
                if draw < SPOILED / 10
                else RetryLater("502")
            )
        return None


class SimClock:
    """The simulated clock, shared with the feed server. People may set what it shows; what has passed never jumps."""

    def __init__(self, shared: object) -> None:
        self.shared, self.seconds, self.off = shared, 0.0, 0.0

    def advance(self, seconds: float) -> None:
        self.seconds += seconds
        self.shared.value = self.seconds  # type: ignore[attr-defined]

    def now(self) -> dt.datetime:
        return START + dt.timedelta(seconds=self.seconds + self.off)

    def ticks(self) -> float:
        return self.seconds


class Ready(Outbox):
    """Looks again at once: waits are for the simulated clock to make."""

    async def send_due(self) -> float:
        await super().send_due()
        return 60.0


@dataclass
class Looked:
    """The process at the end of each simulated day."""

    rss: list[int] = field(default_factory=list)
    handles: list[int] = field(default_factory=list)
    threads: list[int] = field(default_factory=list)
    tasks: list[int] = field(default_factory=list)
    polls: int = 0
    articles: int = 0
    wrong: str = ""
    figures: dict[str, int] = field(default_factory=dict)
    unsent: int = 0
    held: set[tuple[str, str]] = field(default_factory=set)
    """(chat, city) that wait for the next digest or for the end of quiet hours when the run ends."""
    faults: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0


def measure(quick: bool, options: list[str]) -> dict[str, object]:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks month")
    parser.add_argument("--days", type=int, default=1 if quick else 15)
    days = parser.parse_args(options).days
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory(prefix="tocsin-month-") as name:
        folder = Path(name)
        rules = write_rules(folder, ROOT, 0)
        cities = cities_of(rules, min(days, 30) * EVENTS_A_DAY)
        book = load_rulebook(rules, print_problem)
        troubled = run_one(folder / "troubled.db", book, cities, days, with_faults=True)
        quiet = run_one(folder / "quiet.db", book, cities, days, with_faults=False)
    return figures(days, *troubled, *quiet)


def figures(days: int, looked: Looked, heard: Heard, quiet: Looked, whole: Heard) -> dict[str, object]:
    settled = len(looked.rss) // 3
    lost = whole.told.keys() - heard.told.keys() - looked.held
    shown = [k for k in whole.told.keys() & heard.told.keys() if whole.told[k] and heard.told[k]]
    return {
        "days": days,
        "feeds": FEEDS,
        "chats": CHATS,
        "polls": looked.polls,
        "articles": looked.articles,
        "disk_and_clock_faults": sum(n for what, n in looked.faults.items() if what != "spoiled requests"),
        "events_that_differ": sum(quiet.figures.get(k) != v for k, v in looked.figures.items())
        + len(quiet.figures.keys() - looked.figures.keys()),
        "events": len(quiet.figures),
        "alerts_lost": len(lost),
        "alerts": len(whole.told),
        "figures_shown_that_differ": sum(whole.told[k] != heard.told[k] for k in shown),
        "repeats": heard.repeats,
        "articles_lost": quiet.articles - looked.articles,
        "unsent": looked.unsent,
        "lines_about_deafness": heard.lines,
        "lines_about_deafness_without_faults": whole.lines,
        "database_wrong": int(bool(looked.wrong)) + int(bool(quiet.wrong)),
        "rss_mb": round(looked.rss[-1] / 2**20, 1),
        "rss_growth_mb": round((looked.rss[-1] - looked.rss[settled]) / 2**20, 1),
        "rss_growth_mb_without_faults": round((quiet.rss[-1] - quiet.rss[settled]) / 2**20, 1),
        "handles_growth": looked.handles[-1] - looked.handles[settled],
        "threads_growth": looked.threads[-1] - looked.threads[settled],
        "tasks_left": looked.tasks[-1] - looked.tasks[settled],
        "seconds": round(looked.seconds + quiet.seconds),
    }


def run_one(db: Path, book: Rulebook, cities: list[str], days: int, *, with_faults: bool) -> tuple[Looked, Heard]:
    news = make_news(cities, days)
    process, port, shared = start(news, with_faults)
    try:
        return asyncio.run(Month(db, book, SimClock(shared), port, days, with_faults).run())
    finally:
        process.kill()
        process.join()


class Month:
    """One run. Holds the world around the program, which is built anew at each restart."""

    def __init__(self, db: Path, book: Rulebook, clock: SimClock, port: int, days: int, with_faults: bool) -> None:
        self.db, self.book, self.clock, self.port, self.days = db, book, clock, port, days
        self.with_faults = with_faults
        self.heard, self.looked = Heard(), Looked()
        self.phone = Phone(self.heard, clock, with_faults)
        self.feeds = [
            Feed(
                feed_id=f"f{n}",
                name=f"Outlet {n}",
                url=f"http://127.0.1.{n % HOSTS + 1}:{port}/{n}",
                language="en",
            )
            for n in range(FEEDS)
        ]

    async def run(self) -> tuple[Looked, Heard]:
        outbox_module.IDLE = 0.02  # real seconds in which answers are tried again to be written
        begun = time.monotonic()
        async with await StoreThread.open(self.db, now=START) as store:
            await store.write(self.fill)
        for day in range(self.days):
            async with self.program() as parts:
                await self.live(day, *parts)
            self.look()
            print(
                f"\r{day + 1} of {self.days} days, {time.monotonic() - begun:.0f} s",
                end="",
                file=sys.stderr,
                flush=True,
            )
        print(file=sys.stderr)
        async with await StoreThread.open(self.db, now=self.clock.now()) as store:
            await store.call(self.count)
        self.looked.seconds = time.monotonic() - begun
        return self.looked, self.heard

    def fill(self, store: Store) -> None:
        """Feeds that come due one after the other, and chats of several habits."""
        states = [
            FeedState(
                feed_id=f.feed_id, url=f.url, listed=f.url, is_learned=True,
                due_at=START + dt.timedelta(minutes=30 * n / FEEDS),
            )
            for n, f in enumerate(self.feeds)
        ]  # fmt: skip
        save_feed_states(store, states)
        for number in range(CHATS):
            chat_id = f"telegram:{number + 1}"
            quiet = {"quiet_from": dt.time(23), "quiet_until": dt.time(7)} if number % 5 == 0 else {}
            digest = "08:00" if number % 10 == 3 else None
            save_chat(store, Chat(chat_id=chat_id, created_at=START, digest=digest, **quiet))  # type: ignore[arg-type]
            add_subscription(store, Subscription(subscription_id=0, chat_id=chat_id, created_at=START))

    @contextlib.asynccontextmanager
    async def program(self) -> AsyncIterator[tuple[StoreThread, Newsdesk, Polling, Outbox, Hearing]]:
        """What `tocsin run` builds, on the simulated clock."""
        now, stop = self.clock.now, asyncio.Event()
        keep_reader(self.book.digest, self.book.reader)
        async with await StoreThread.open(self.db, now=now()) as store:
            await store.call(lambda s: s.execute("PRAGMA busy_timeout = 20"))
            desk = await store.call(open_desk, self.book, now())
            box = Ready(
                store,
                {"telegram": self.phone},
                self.compose,
                Clock(now, self.clock.ticks),
                digest=self.digest,
                limits={},
            )
            async with Workers() as workers:
                polling = Polling(store, desk, POLICY, workers, now, queued=box.wake.set)
                polling.set_feeds(self.feeds, await store.call(load_feed_states))
                sending = asyncio.create_task(box.run(stop))
                try:
                    yield store, desk, polling, box, Hearing(now(), self.clock.ticks)
                finally:
                    stop.set()
                    await polling.close()
                    await sending

    def compose(self, revision: Revision, chat: Chat, delivery: Delivery) -> Message:
        rule = self.book.ruleset.rules.get(revision.rule_id)
        return compose(revision, rule, chat, delivery.manner, self.clock.now(), self.book.names)

    def digest(self, chat: Chat, revisions: object) -> Message:
        return compose_digest(revisions, self.book.ruleset.rules, chat, self.clock.now(), self.book.names)  # type: ignore[arg-type]

    async def live(
        self, day: int, store: StoreThread, desk: Newsdesk, polling: Polling, box: Outbox, ears: Hearing
    ) -> None:
        """One day, five minutes at a time."""
        for minute in range(0, 24 * 60, STEP):
            self.clock.advance(STEP * MINUTE)
            mend = await self.break_something(day, minute, store, polling) if self.with_faults else None
            self.looked.polls += polling.tick()
            await polling.idle()
            await self.deliver(store, box)
            if mend is not None:
                await mend()
            await store.call(take_due, desk, self.clock.now())
            with contextlib.suppress(StoreError):
                await store.write(ears.look, self.feeds, dict(polling.states), self.clock.now())
            await self.deliver(store, box)
        await polling.save()
        before = self.clock.now() - dt.timedelta(days=7)
        while await store.write(purge_texts, before, 1000) == 1000:
            pass

    async def deliver(self, store: StoreThread, box: Outbox) -> None:
        """Until nothing is due that can be sent now."""
        box.wake.set()
        for _ in range(2000):
            await asyncio.sleep(0)
            if not box.flying and not await store.call(
                due_now, self.clock.now(), box.traffic.retrying, box.traffic.held
            ):
                return
            box.wake.set()
            await asyncio.sleep(0.001)

    async def break_something(self, day: int, minute: int, store: StoreThread, polling: Polling) -> object:
        """A locked database and a full disk for a minute each day, and once a clock that is set back and put right."""
        if minute == 300:
            self.count_fault("locked")
            other = sqlite3.connect(self.db, isolation_level=None)
            other.execute("BEGIN IMMEDIATE")

            async def unlock() -> None:
                other.close()

            return unlock
        if minute == 400:
            self.count_fault("full")
            await store.call(lambda s: s.execute(f"PRAGMA max_page_count = {s.value('PRAGMA page_count')}"))

            async def make_room() -> None:
                await store.call(lambda s: s.execute("PRAGMA max_page_count = 1073741823"))

            return make_room
        if (day, minute) in ((1, 500), (1, 900)):
            self.count_fault("clock")
            by = HOUR if minute == 500 else -HOUR
            self.clock.off -= by
            if by > 0:
                polling.set_back(dt.timedelta(seconds=by))
        return None

    def count_fault(self, what: str) -> None:
        self.looked.faults[what] = self.looked.faults.get(what, 0) + 1

    def look(self) -> None:
        process = psutil.Process()
        self.looked.rss.append(process.memory_info().rss)
        self.looked.handles.append(process.num_fds())
        self.looked.threads.append(process.num_threads())
        self.looked.tasks.append(len(asyncio.all_tasks()))

    def count(self, store: Store) -> None:
        looked = self.looked
        looked.articles = store.value("SELECT count(*) FROM articles")
        looked.wrong = check(store)
        looked.figures = {
            r[0]: r[1] for r in store.rows("SELECT place, value FROM events WHERE place IS NOT NULL")
        }
        looked.unsent = store.value(
            "SELECT count(*) FROM deliveries WHERE state IN ('pending', 'sending') AND is_minor = 0"
        )
        looked.held = {
            (r[0], r[1])
            for r in store.rows(
                "SELECT d.chat_id, e.place FROM deliveries d JOIN events e ON e.alert_id = d.alert_id"
                " WHERE d.state = 'held' AND e.place IS NOT NULL"
            )
        }
        failed = {r[0]: r[1] for r in store.rows("SELECT state, count(*) FROM deliveries GROUP BY state")}
        looked.faults |= {"spoiled requests": sum(d > 0 for d in [failed.get("dead", 0)])}


def due_now(store: Store, now: dt.datetime, retrying: dict[str, float], held: dict[str, float]) -> bool:
    busy = [*retrying, *held]
    if "telegram" in busy:
        return False
    marks = ", ".join("?" * len(busy))
    sql = (
        "SELECT 1 FROM deliveries WHERE state = 'pending' AND is_minor = 0 AND (due_at <= ? OR created_at > ?)"
        f" AND chat_id NOT IN ({marks}) LIMIT 1"
    )
    return store.value(sql, (now.isoformat(), now.isoformat(), *busy)) is not None
