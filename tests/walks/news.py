"""A rig for walks on a simulated clock: outlets over HTTP, the whole flow, and a Bot API server that shows the chat.

Real feeds are polled, real rules read them, a real store decides, and messages go out as real requests; only the
clock is ours.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from email.utils import format_datetime
from pathlib import Path
from xml.sax.saxutils import escape

from aiohttp import web

from bot.alerts.compose import compose, compose_digest
from bot.channels.telegram import TelegramChannel
from bot.delivery.outbox import Clock, Outbox
from bot.feeds.policy import Policy, allow
from bot.model import Chat, Delivery, Feed, Message, Revision, Severity, Subscription
from bot.pipeline.polling import Polling
from bot.pipeline.take import Newsdesk, open_desk, take_due
from bot.pipeline.workers import Workers
from bot.rulebook import Rulebook
from bot.store import Store
from bot.store.chats import add_subscription, save_chat
from bot.store.outbox import next_due_at
from bot.store.thread import StoreThread
from bot.work import keep_reader
from tests.botapi.server import BotApi

START = dt.datetime(2026, 1, 15, 5, 0, tzinfo=dt.UTC)
"""`+0` of every walk: Thursday, 07:00 in Kyiv."""
FIRST = dt.timedelta(minutes=1)
"""Between the poll that learns the backlog and the first news."""
PAGE = "{outlet}-{number}"


@dataclass
class Outlets:
    """What stands in each outlet's feed: guid -> (title, text, published), newest last."""

    items: dict[str, dict[str, tuple[str, str, dt.datetime]]] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    """guid -> the HTML of its page; "" answers 500. Articles without one link to another host."""
    asked: list[str] = field(default_factory=list)
    """Pages that were asked for, in order."""
    base: str = ""

    def publish(self, outlet: str, guid: str, text: str, published: dt.datetime) -> None:
        self.items.setdefault(outlet, {})[guid] = (text.split(".")[0], text, published)

    async def answer(self, request: web.Request) -> web.Response:
        outlet = request.match_info["outlet"]
        entries = "".join(
            f"<item><title>{escape(title)}</title><link>{self.link(outlet, guid)}</link><guid>{guid}</guid>"
            f"<pubDate>{format_datetime(at)}</pubDate><description>{escape(text)}</description></item>"
            for guid, (title, text, at) in reversed(self.items.get(outlet, {}).items())
        )
        body = f'<rss version="2.0"><channel><title>{outlet}</title>{entries}</channel></rss>'
        return web.Response(text=body, content_type="application/rss+xml")

    def link(self, outlet: str, guid: str) -> str:
        return f"{self.base}/{outlet}/page/{guid}" if guid in self.pages else f"https://{outlet}.example/{guid}"

    async def page(self, request: web.Request) -> web.Response:
        guid = request.match_info["guid"]
        self.asked.append(guid)
        text = self.pages[guid]
        return web.Response(text=text, content_type="text/html") if text else web.Response(status=500)

    @contextlib.asynccontextmanager
    async def serve(self) -> AsyncIterator[str]:
        app = web.Application()
        app.router.add_get("/{outlet}/rss", self.answer)
        app.router.add_get("/{outlet}/page/{guid}", self.page)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            self.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
            yield self.base
        finally:
            await runner.cleanup()


@dataclass(frozen=True)
class Wish:
    """A chat of the walk: its number, and how loud it must be."""

    chat: int = 1
    least: Severity = Severity.LOW


class Walk:
    """The running parts. `say` publishes and carries everything through; `seen` is what a chat shows."""

    def __init__(
        self, api: BotApi, outlets: Outlets, store: StoreThread, polling: Polling, outbox: Outbox
    ) -> None:
        self.api, self.outlets, self.store, self.polling, self.outbox = api, outlets, store, polling, outbox
        self.now, self.count = START, 0

    @property
    def desk(self) -> Newsdesk:
        return self.polling.desk

    async def say(
        self, after: dt.timedelta, outlet: str, text: str, *, guid: str = "", late: dt.timedelta = dt.timedelta()
    ) -> None:
        """An outlet publishes `after` the walk's beginning, and its feed is polled `late` after that."""
        self.count += 1
        published = START + FIRST + after
        self.outlets.publish(outlet, guid or PAGE.format(outlet=outlet, number=self.count), text, published)
        await self.carry(published + late)

    async def carry(self, at: dt.datetime) -> None:
        """The clock goes on to `at`, and what is due by then happens."""
        await self.pass_time(at)
        self.polling.tick()
        await self.polling.idle()
        await self.settle()

    async def pass_time(self, until: dt.datetime) -> None:
        """What waits (a group, a cooldown, quiet hours) is told in its time, minute by minute."""
        while self.now < until:
            self.now = min(
                until, self.now + dt.timedelta(minutes=max(1, (until - self.now).total_seconds() // 1800))
            )
            await self.store.call(take_due, self.desk, self.now)
            await self.settle()

    async def settle(self) -> None:
        while True:
            self.outbox.wake.set()
            await asyncio.sleep(0.005)
            due = await self.store.call(next_due_at)
            if not self.outbox.flying and self.outbox.answers.empty() and (due is None or due > self.now):
                return

    def seen(self, chat: int = 1) -> list[str]:
        """The chat's messages as they stand; `↩` before one that answers another, `✎` after one that was edited."""
        return [
            f"{'↩ ' if m.answers else ''}{m.text}{' ✎' if m.before else ''}"
            for m in self.api.world.places[chat].messages
        ]


@contextlib.asynccontextmanager
async def walk(
    folder: Path,
    book: Rulebook,
    outlets: Iterable[str],
    wishes: Iterable[Wish] = (Wish(),),
    backlog: Outlets | None = None,
    workers: Workers | None = None,
    *,
    with_pages: bool = False,
) -> AsyncIterator[Walk]:
    """Everything built and started, its first poll done: what `backlog` holds is learned."""
    published = backlog or Outlets()
    async with (
        BotApi() as api,
        published.serve() as base,
        await StoreThread.open(folder / "tocsin.db", now=START) as store,
        TelegramChannel(api.token, api.base_url) as channel,
    ):
        for wish in wishes:
            api.world.person(wish.chat, f"P{wish.chat}").started = True
            await store.write(listen, wish)
        keep_reader(book.digest, book.reader)
        async with workers or Workers() as hands:
            desk = await store.call(open_desk, book, START)
            made = Walk(api, published, store, None, None)  # type: ignore[arg-type]
            second = dt.timedelta(seconds=1)
            policy = Policy(allowed=allow("127.0.0.0/8"), gap=dt.timedelta(0), floor=second, ceiling=second)
            made.polling = Polling(store, desk, policy, hands, lambda: made.now, with_pages=with_pages)
            made.outbox = outbox_of(store, channel, desk, made)
            made.polling.set_feeds([feed(o, base) for o in outlets], {})
            stop = asyncio.Event()
            sending = asyncio.create_task(made.outbox.run(stop))
            try:
                await made.carry(START)
                yield made
            finally:
                stop.set()
                await made.polling.close()
                await sending
        assert not api.problems


def feed(outlet: str, base: str) -> Feed:
    return Feed(feed_id=outlet, name=outlet, url=f"{base}/{outlet}/rss", language=None)


def listen(store: Store, wish: Wish) -> None:
    chat_id = f"telegram:{wish.chat}"
    save_chat(store, Chat(chat_id=chat_id, board="never", zone="Europe/Kyiv", created_at=START))
    add_subscription(store, Subscription(subscription_id=0, chat_id=chat_id, least=wish.least, created_at=START))


def outbox_of(store: StoreThread, channel: TelegramChannel, desk: Newsdesk, made: Walk) -> Outbox:
    def write(revision: Revision, chat: Chat, delivery: Delivery) -> Message:
        rule = desk.book.ruleset.rules.get(revision.rule_id)
        return compose(revision, rule, chat, delivery.manner, made.now, desk.book.names)

    def digest(chat: Chat, revisions: list[Revision]) -> Message:
        return compose_digest(revisions, desk.book.ruleset.rules, chat, made.now, desk.book.names)

    return Outbox(store, {"telegram": channel}, write, Clock(lambda: made.now), digest=digest, limits={})
