"""The flow of what chats ask: an ask from Telegram -> a command in the store's thread -> the reply."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

import structlog

from bot import __version__
from bot.alerts.ledger import Ledger
from bot.channels.channel import Channel
from bot.channels.telegram import TelegramChannel, Webhook, serve
from bot.commands.answer import answer
from bot.commands.chats import changed
from bot.commands.desk import House, Offer, Tried
from bot.commands.places import build_places
from bot.commands.rule_files import FOLDER
from bot.commands.rules import page_wanted
from bot.commands.table import menus
from bot.commands.topics import topic_title
from bot.config import Settings
from bot.errors import ChannelError, ConfigError
from bot.feeds.discover import Discovered, find_feed
from bot.feeds.page import fetch_page
from bot.feeds.policy import ANY, Policy
from bot.feeds.session import make_session
from bot.model import Ask, Membership, Outcome, Problem, Reply
from bot.pictures.sketch import drawers
from bot.pipeline.take import Newsdesk, write
from bot.rulebook import Rulebook
from bot.rulewatch import RuleWatch
from bot.store import Store
from bot.store.thread import StoreThread
from bot.trial.offer import try_apart
from bot.work import keep_reader

AGAIN = dt.timedelta(seconds=60)
"""How long after Telegram refused us we ask again: a token may be mended by the owner meanwhile."""

Check = Callable[[Rulebook, str, str], Tried]
Clock = Callable[[], dt.datetime]

log = structlog.get_logger()


class Receiving:
    """The Telegram side of the bot, where a token is set: it holds the connection and what commands are given."""

    def __init__(
        self,
        settings: Settings,
        store: StoreThread,
        watch: RuleWatch,
        desk: Newsdesk,
        clock: Clock,
        check: Check,
        changed: Callable[[str], None],
        pace: Callable[[str], Awaitable[None]],
    ) -> None:
        """`check` says what would come of a text; `changed` is called in the store's thread with what a command
        changed (`rules`, `feeds` or `watches`); `pace` is awaited before each answer goes out."""
        self.settings, self.store, self.watch, self.desk, self.clock = settings, store, watch, desk, clock
        self.check = check
        self.changed = changed
        self.pace = pace
        self.telegram = make_telegram(settings)
        self.house = House(ruleset=desk.book.ruleset)
        self.started_at = clock()
        self.refresh()

    @property
    def channels(self) -> dict[str, Channel]:
        """The channels by the prefix of their chat ids; none without a token."""
        return {"telegram": self.telegram} if self.telegram else {}

    def refresh(self) -> None:
        """Give commands the rules and feeds that are in force now."""
        book, settings = self.desk.book, self.settings
        places = build_places(book.places)
        self.house = House(
            ruleset=book.ruleset,
            feeds=book.feeds,
            problems=tuple(p for p in self.watch.problems if not p.is_advice),
            places=places,
            language=settings.language,
            zone=settings.zone,
            access=settings.access,
            access_code=settings.access_code.get_secret_value() if settings.access_code else "",
            access_chats=frozenset(f"telegram:{i}" for i in settings.access_chats),
            username=self.telegram.username if self.telegram else "",
            version=__version__,
            started_at=self.started_at,
            check=lambda text, language: self.check(self.desk.book, text, language),
            changed=self.changed,
            public_url=settings.public_url,
            draw=drawers(places.names, topic_title),
            used=self.house.used,
        )

    async def run(self, stop: asyncio.Event) -> None:
        """Answer until `stop`. Where Telegram refuses us, say so, go on without it and ask again later."""
        if self.telegram is None:
            await stop.wait()
            return
        while not stop.is_set():
            serving = asyncio.create_task(self.serve(self.telegram))
            stopping = asyncio.create_task(stop.wait())
            await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
            stopping.cancel()
            serving.cancel()
            try:
                with contextlib.suppress(asyncio.CancelledError):
                    await serving
            except ChannelError as error:
                log.error("no answers and alerts until this is mended; they wait", because=str(error))
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), AGAIN.total_seconds())
        await self.telegram.close()

    async def serve(self, telegram: TelegramChannel) -> None:
        await telegram.check()
        self.refresh()
        log.info("Telegram knows the token", bot=telegram.username)
        await serve(
            telegram,
            self.answer,
            self.member_changed,
            owners=[f"telegram:{i}" for i in self.settings.owners],
            menus=menus(),
            webhook=make_webhook(self.settings),
            pace=self.pace,
        )

    async def answer(self, ask: Ask) -> Reply:
        if ask.command == "check" and (url := page_wanted(ask.arguments)):
            page = await fetch_page(url, private_addresses=self.settings.private_addresses)
            ask = replace(ask, attached=page.text or None, attached_name=page.reason)
        if ask.command == "addfeed" and ask.is_owner and ask.arguments.strip():
            found = await self.look_for_feed(ask.arguments.split()[0])
            ask = replace(ask, attached=found.url, attached_name=found.problem or found.title)
            ask = replace(ask, attached=None) if found.problem else ask
        reply = await self.store.call(self.answer_in_store, ask)
        if reply.later is None:
            return reply
        made = await asyncio.to_thread(reply.later)
        return replace(reply, messages=(*reply.messages, *made.messages), files=made.files, later=None)

    async def look_for_feed(self, what: str) -> Discovered:
        """The feed at an address, or the one that the page there announces."""
        policy = Policy(contact=self.settings.contact, allowed=ANY if self.settings.private_addresses else ())
        async with make_session(policy) as session:
            return await find_feed(session, what, policy, self.clock())

    def answer_in_store(self, store: Store, ask: Ask) -> Reply:
        """Answer in the store's thread, where owners' commands may also put other rules in force."""
        house = replace(
            self.house,
            reload=lambda: self.in_force(store, self.watch.renew(store, self.clock())),
            try_rules=self.try_rules,
            save_rules=lambda name, text: self.save_rules(store, name, text),
            by_hand=lambda decide: self.decide_by_hand(store, decide),
        )
        return answer(store, ask, house, self.clock())

    def in_force(self, store: Store, book: Rulebook) -> Sequence[Problem]:
        keep_reader(book.digest, book.reader)
        self.desk.book = book
        self.changed("rules")
        return self.watch.problems

    def try_rules(self, name: str, text: str | None) -> Offer:
        """What would come of a rule file that was sent by chat, found out in a process of its own."""
        path = f"{FOLDER}/{name}"
        try:
            return try_apart(self.watch.folder, self.settings.db, path, text, self.clock())
        except Exception:  # a border: whatever the file does to the process that tries it, the owner hears of it
            log.exception("a rule file could not be tried", file=path)
            untried = Problem(path, 1, 1, "it could not be tried in time; the log says more")
            return Offer(path=path, problems=(untried,))

    def save_rules(self, store: Store, name: str, text: str | None) -> Sequence[Problem]:
        """Write a rule file that was sent by chat (or take it away), where it passes the gate; else say why not."""
        path = f"{FOLDER}/{name}"
        problems = self.watch.try_file(store, path, text)
        if not problems:
            self.watch.write_file(path, text)
            self.in_force(store, self.watch.renew(store, self.clock()))
        return problems

    def decide_by_hand(self, store: Store, decide: Callable[[Ledger], Outcome]) -> None:
        """Write what an owner decided about events, inside the command's transaction."""
        write(store, self.desk, decide(self.desk.ledger), self.clock())
        self.desk.is_stale = True  # the transaction is the command's: if it fails, nothing of this happened

    async def member_changed(self, membership: Membership) -> Reply:
        return await self.store.call(changed, membership, self.house, self.clock())


def make_telegram(settings: Settings) -> TelegramChannel | None:
    if settings.telegram_token is None:
        return None
    return TelegramChannel(settings.telegram_token.get_secret_value(), f"{settings.telegram_url.rstrip('/')}/bot")


def make_webhook(settings: Settings) -> Webhook | None:
    if settings.telegram_webhook is None:
        return None
    if settings.telegram_webhook_secret is None:
        raise ConfigError("TOCSIN_TELEGRAM_WEBHOOK_SECRET: a webhook needs a secret, else anybody could call it")
    secret = settings.telegram_webhook_secret.get_secret_value()
    return Webhook(url=settings.telegram_webhook, secret=secret, port=settings.telegram_webhook_port)
