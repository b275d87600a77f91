"""The only place that builds the parts, starts them, and stops them in order."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import random
from collections import Counter
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from dataclasses import replace

import structlog

from bot.alerts.compose import compose, compose_digest
from bot.channels.channel import Channel
from bot.channels.console import CHAT_ID as CONSOLE
from bot.channels.console import ConsoleChannel
from bot.commands.buttons import alert_buttons
from bot.commands.ends import end_mutes
from bot.config import Settings
from bot.delivery import Outbox
from bot.delivery.notes import tell_owners
from bot.delivery.outbox import Clock
from bot.feeds.policy import ANY, Policy
from bot.hearing import Hearing, awake_or_asleep
from bot.metrics.page import Live
from bot.metrics.serve import Pages, serve_pages
from bot.model import Chat, Delivery, Feed, FeedState, Message, Revision
from bot.pipeline.polling import Polling
from bot.pipeline.take import Newsdesk, open_desk, take_due
from bot.pipeline.workers import Workers, workers_for
from bot.receiving import Receiving
from bot.rulebook import Rulebook
from bot.rules.gate import Gate
from bot.rulewatch import RuleWatch, watches_in
from bot.schedule import Job, make_schedule, watch_clock
from bot.store import Store
from bot.store.feeds import all_feeds, load_feed_states
from bot.store.house import load_rule_files
from bot.store.lock import instance_lock
from bot.store.thread import StoreThread
from bot.trial import check_text, run_tests
from bot.upkeep import note_alive, note_dead, purge, set_up_console
from bot.work import keep_reader

log = structlog.get_logger()


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Poll, decide, deliver and answer until `stop` is set. Raises TocsinError for what the operator can mend."""
    with instance_lock(settings.db, "tocsin run"):
        async with await StoreThread.open(settings.db, now=now()) as store:
            watch = RuleWatch(settings.rules_folder(), run_tests)
            passed, book = await read_rules(store, watch)
            await store.write(watch_keep, watch, passed)
            keep_reader(book.digest, book.reader)
            desk = await store.call(open_desk, book, now())
            await Bot(settings, store, watch, desk).run(stop)


class Bot:
    """The running whole: the store, the flows, and the tasks that keep them going."""

    def __init__(self, settings: Settings, store: StoreThread, watch: RuleWatch, desk: Newsdesk) -> None:
        """Call inside the running loop."""
        self.settings, self.store, self.watch, self.desk = settings, store, watch, desk
        self.loop = asyncio.get_running_loop()
        self.receiving = Receiving(settings, store, watch, desk, now, check_text, self.changed, self.pace)
        channels: Mapping[str, Channel] = self.receiving.channels or {CONSOLE: ConsoleChannel()}
        self.outbox = Outbox(store, channels, self.compose, Clock(now), digest=self.digest)
        self.polling: Polling | None = None
        self.hearing = Hearing(now(), awake_or_asleep)
        self.tasks: set[asyncio.Task[None]] = set()

    async def run(self, stop: asyncio.Event) -> None:
        """Everything at once until `stop`; then polling ends first, and what is on its way is finished."""
        await self.store.write(set_up_console, self.settings, now())
        pages = Pages(self.settings.db, self.live, now)
        async with serve_pages(self.settings.metrics, pages), self.start_polling() as polling:
            self.polling = polling
            await self.use_rules()
            schedule = make_schedule(self.jobs(polling))
            schedule.start()
            tasks = [
                asyncio.create_task(self.outbox.run(stop), name="outbox"),
                asyncio.create_task(self.receiving.run(stop), name="receiving"),
            ]
            stopping = asyncio.create_task(stop.wait())
            clock = asyncio.create_task(watch_clock(schedule, self.set_back))
            self.say_started(polling)
            try:
                await asyncio.wait({*tasks, stopping}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                stop.set()
                schedule.shutdown(wait=False)
                stopping.cancel()
                clock.cancel()
                await polling.close()
                await asyncio.gather(*tasks)  # raises what ended one of them early

    @contextlib.asynccontextmanager
    async def start_polling(self) -> AsyncIterator[Polling]:
        feeds, _ = await self.store.call(known_feeds, self.desk.book)
        count = workers_for(self.settings.workers, sum(feed.on for feed in feeds))
        async with Workers(count, self.settings.cluster) as workers:
            policy = make_policy(self.settings)
            yield Polling(
                self.store,
                self.desk,
                policy,
                workers,
                now,
                random.random,
                self.outbox.wake.set,
                with_pages=self.settings.pages,
            )

    def jobs(self, polling: Polling) -> Sequence[Job]:
        second = dt.timedelta(seconds=1)

        async def poll() -> None:
            polling.tick()

        return (
            Job("poll", poll, second),
            Job("due", self.tell_due, second),
            Job("rules", self.look_at_rules, 2 * second),
            Job("feed states", polling.save, 10 * second),
            Job("alive", self.note_alive, 20 * second),
            Job("mutes", self.end_mutes, 60 * second),
            Job("hearing", self.listen, 60 * second),
            Job("notes", self.tell_owners, 10 * second),
            Job("dead feeds", self.note_dead_feeds, dt.timedelta(hours=1)),
            Job("purge", self.purge, dt.timedelta(hours=6)),
        )

    async def tell_due(self) -> None:
        """What waited and is due now."""
        if await self.store.call(take_due, self.desk, now()):
            self.outbox.wake.set()

    async def look_at_rules(self) -> None:
        """Take edits of rule files, a few seconds after they were saved."""
        if not await asyncio.to_thread(self.watch.is_edited):
            return
        passed, book = await read_rules(self.store, self.watch)
        await self.store.write(watch_keep, self.watch, passed)
        await self.put_in_force(book)

    async def put_in_force(self, book: Rulebook) -> None:
        """From here on decisions are made by `book`. What is under way is finished by the one before."""
        keep_reader(book.digest, book.reader)
        await self.store.call(swap, self.desk, book)
        await self.use_rules()

    def set_back(self, by: dt.timedelta) -> None:
        """The clock was set back by so much: nothing that waits for a while waits for that long again."""
        if self.polling is not None:
            self.polling.set_back(by)
        self.later(self.store.call(lambda _: self.desk.ledger.set_back(by)))

    def changed(self, what: str) -> None:
        """A command changed `rules`, `feeds` or `watches`; called in the store's thread, before it is committed."""
        self.loop.call_soon_threadsafe(self.take_change, what)

    def take_change(self, what: str) -> None:
        self.later(self.watch_again() if what == "watches" else self.use_rules())

    def later(self, work: Coroutine[object, object, None]) -> None:
        """Done soon, by nobody waited for."""
        task = self.loop.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def watch_again(self) -> None:
        """The same rules with what chats watch for themselves now."""
        if self.watch.loaded is not None:
            watches = await self.store.call(watches_in)
            await self.put_in_force(await asyncio.to_thread(self.watch.book_of, self.watch.loaded, watches))

    async def use_rules(self) -> None:
        """Poll the feeds, and give commands the rules, that are in force now."""
        book = self.desk.book
        feeds, states = await self.store.call(known_feeds, book)
        if self.polling is not None:
            self.polling.set_feeds(feeds, states)
        self.receiving.refresh()
        log.info("rules in force", rules=len(book.ruleset.rules), feeds=sum(f.on for f in feeds))

    async def note_alive(self) -> None:
        await self.store.write(note_alive, now())

    def compose(self, revision: Revision, chat: Chat, delivery: Delivery) -> Message:
        book = self.desk.book
        rule = book.ruleset.rules.get(revision.rule_id)
        message = compose(revision, rule, chat, delivery.manner, now(), book.names)
        return replace(message, buttons=alert_buttons(revision, chat, delivery.manner, self.settings.public_url))

    def digest(self, chat: Chat, revisions: Sequence[Revision]) -> Message:
        book = self.desk.book
        return compose_digest(revisions, book.ruleset.rules, chat, now(), book.names)

    async def pace(self, chat_id: str) -> None:
        """Answers to commands count in the limits of the channel like alerts."""
        self.outbox.traffic.note_request(chat_id, self.outbox.clock.ticks())

    async def end_mutes(self) -> None:
        if await self.store.write(end_mutes, self.receiving.house, now()):
            self.outbox.wake.set()

    def live(self) -> Live:
        """What the metrics page asks of the running program."""
        states = list(self.polling.states.values()) if self.polling else []
        return Live(
            started_at=self.hearing.started_at,
            feeds=Counter(state.status for state in states),
            polling=len(self.polling.poller.asked) if self.polling else 0,
            in_flight=len(self.outbox.flying),
            last_article_at=self.polling.last_article_at if self.polling else None,
        )

    async def listen(self) -> None:
        """Whether news reaches us and alerts leave us."""
        polling = self.polling
        if polling is not None:
            feeds, states = list(polling.feeds.values()), dict(polling.states)
            if await self.store.write(self.hearing.look, feeds, states, now()):
                self.outbox.wake.set()

    async def tell_owners(self) -> None:
        """What the owners should hear, gathered into one message."""
        owners = [f"telegram:{number}" for number in self.settings.owners]
        told = await self.store.write(tell_owners, owners, now()) if owners else 0
        if told:
            self.outbox.wake.set()

    async def note_dead_feeds(self) -> None:
        """Once a week, which feeds have nothing to say."""
        polling = self.polling
        if polling is not None and polling.states:
            await self.store.write(note_dead, [(polling.feeds[i], s) for i, s in polling.states.items()], now())

    async def purge(self) -> None:
        await purge(self.store, now() - dt.timedelta(days=self.settings.keep_text_days))

    def say_started(self, polling: Polling) -> None:
        book = self.desk.book
        log.info(
            "Tocsin runs; Ctrl-C ends it",
            feeds=len(polling.feeds),
            rules=len(book.ruleset.rules),
            alerts_to="Telegram" if self.receiving.channels else "this console (no Telegram token is set)",
            database=str(self.settings.db),
        )


async def read_rules(store: StoreThread, watch: RuleWatch) -> tuple[Gate, Rulebook]:
    """The rules folder through the gate, read and compiled in a thread of its own."""
    good, watches = await store.call(load_rule_files), await store.call(watches_in)
    return await asyncio.to_thread(watch.read, good, watches)


def swap(_store: Store, desk: Newsdesk, book: Rulebook) -> None:
    desk.book = book


def known_feeds(store: Store, book: Rulebook) -> tuple[list[Feed], dict[str, FeedState]]:
    """The feeds of the files with what chats added and took away, and where each stands."""
    return all_feeds(store, book.feeds), load_feed_states(store)


def make_policy(settings: Settings) -> Policy:
    return Policy(
        contact=settings.contact,
        allowed=ANY if settings.private_addresses else (),
        floor=dt.timedelta(seconds=settings.poll_floor),
        ceiling=dt.timedelta(seconds=settings.poll_ceiling),
    )


def watch_keep(store: Store, watch: RuleWatch, passed: Gate) -> None:
    watch.keep(store, passed, now())
