"""`tocsin demo`: a bundled day of news over real HTTP, through the same pipeline, on a fast clock."""

from __future__ import annotations

import asyncio
import datetime as dt
import tempfile
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.alerts.compose import compose
from bot.channels.console import ConsoleChannel
from bot.config import load_settings, starter_rules
from bot.delivery import Outbox
from bot.delivery.outbox import Clock
from bot.demo.server import Item, load_feeds, load_items, serve
from bot.feeds.policy import Policy, allow
from bot.logs import set_up_logs
from bot.model import Chat, Delivery, Fate, Message, Report, Revision, Subscription
from bot.pipeline.polling import Polling
from bot.pipeline.take import Newsdesk, open_desk, take_due
from bot.pipeline.workers import Workers
from bot.rulebook import Rulebook, load_rulebook, print_problem
from bot.store import Store
from bot.store.articles import get_article
from bot.store.chats import add_subscription, save_chat
from bot.store.events import get_event
from bot.store.outbox import next_due_at
from bot.store.reports import reports_in_order
from bot.store.thread import StoreThread
from bot.work import keep_reader

KYIV = ZoneInfo("Europe/Kyiv")
LATER = dt.timedelta(seconds=20)
"""How long after an item stands in its feed the demo polls."""
GROUPS_WAIT = dt.timedelta(minutes=3)
"""Closures within two minutes are one message; the demo's clock passes that wait before the next news."""
BACKLOG_ENDS = dt.datetime(2026, 1, 14, 12, tzinfo=dt.UTC)
"""What stands in the feeds before is the backlog that a first start learns."""


class FastClock:
    """The demo's time: it stands still until it is set forward."""

    def __init__(self, at: dt.datetime) -> None:
        self.at = at

    def now(self) -> dt.datetime:
        return self.at


def demo(
    pause: float = typer.Option(0.3, help="Seconds between two pieces of news, so that they can be read."),
    language: str = typer.Option(None, help="Language of the alerts: en, uk or ru (TOCSIN_LANGUAGE)."),
    rules: Path = typer.Option(None, help="Folder of rule files. Default: the starter rules."),
) -> None:
    """Show a bundled day of news: outlets on this machine, polled over HTTP by the same program on a fast clock.

    No account, no network, and nothing of yours is touched. It ends by itself.

    Examples:

        tocsin demo

        tocsin demo --language uk --pause 1
    """
    settings = load_settings(language=language)
    set_up_logs("text", "warning")
    console = Console(highlight=False)
    console.print(
        "[bold]Tocsin demo[/bold]: a night and a day of invented news, 14 and 15 January 2026, six outlets."
    )
    console.print("[dim]Times are Kyiv time. Compiling the rules takes a moment ...[/dim]\n")
    book = load_rulebook(rules or starter_rules(), print_problem)
    asyncio.run(play(console, book, settings.language, pause))


async def play(console: Console, book: Rulebook, language: str, pause: float) -> None:
    items = load_items()
    clock = FastClock(BACKLOG_ENDS)
    runner, base = await serve(items, clock.now)
    keep_reader(book.digest, book.reader)
    with tempfile.TemporaryDirectory(prefix="tocsin-demo-") as folder:
        async with await StoreThread.open(Path(folder) / "demo.db", now=clock.now()) as store:
            await store.write(set_up_chat, language, clock.now())
            desk = await store.call(open_desk, book, clock.now())
            outbox = make_outbox(store, desk, console, clock)
            async with Workers() as workers:
                polling = Polling(store, desk, make_policy(), workers, clock.now)
                polling.set_feeds(load_feeds(base), {})
                try:
                    await walk(console, items, clock, store, polling, outbox, pause)
                finally:
                    await polling.close()
                    await runner.cleanup()
            await store.call(show_end, console)


def make_policy() -> Policy:
    """Loopback only, no gaps, and every poll due at each step of the clock."""
    second = dt.timedelta(seconds=1)
    return Policy(allowed=allow("127.0.0.0/8"), gap=dt.timedelta(0), floor=second, ceiling=second)


def set_up_chat(store: Store, language: str, now: dt.datetime) -> None:
    save_chat(store, Chat(chat_id="console", kind="console", language=language, created_at=now))
    add_subscription(store, Subscription(subscription_id=0, chat_id="console", created_at=now))


def make_outbox(store: StoreThread, desk: Newsdesk, console: Console, clock: FastClock) -> Outbox:
    def write(revision: Revision, chat: Chat, delivery: Delivery) -> Message:
        return compose(
            revision,
            desk.book.ruleset.rules[revision.rule_id],
            chat,
            delivery.manner,
            clock.now(),
            desk.book.names,
        )

    return Outbox(store, {"console": ConsoleChannel(console)}, write, Clock(clock.now))


async def walk(
    console: Console,
    items: Sequence[Item],
    clock: FastClock,
    store: StoreThread,
    polling: Polling,
    outbox: Outbox,
    pause: float,
) -> None:
    """Set the clock from one piece of news to the next; poll, decide and deliver at each."""
    stop = asyncio.Event()
    sending = asyncio.create_task(outbox.run(stop))
    await poll(polling)
    learned = sum(item.seen_at <= clock.at for item in items)
    console.print(
        f"[dim]First poll: {learned} articles stood in the feeds already. Learned, nothing sent.[/dim]\n"
    )
    coming = [item for item in items if item.seen_at > clock.at]
    for item, following in zip(coming, [*coming[1:], None], strict=True):
        clock.at = item.seen_at + LATER
        stamp = item.seen_at.astimezone(KYIV).strftime("%H:%M")
        console.print(f"[dim]{stamp}  {escape(item.feed_id)}: {escape(item.title)}[/dim]")
        await poll(polling)
        await settle(store, outbox)
        if following is None or following.seen_at - item.seen_at > GROUPS_WAIT:
            clock.at += GROUPS_WAIT
            await store.call(take_due, polling.desk, clock.at)
            await settle(store, outbox)
        await asyncio.sleep(pause)
    stop.set()
    await sending


async def poll(polling: Polling) -> None:
    polling.tick()
    await polling.idle()


async def settle(store: StoreThread, outbox: Outbox) -> None:
    """Wait until everything that is due has been sent."""
    while True:
        outbox.wake.set()
        await asyncio.sleep(0.02)
        due = await store.call(next_due_at)
        if not outbox.flying and (due is None or due > outbox.clock.now()):
            return


def is_learned(store: Store, report: Report) -> bool:
    """It belongs to the backlog that the first poll learned silently."""
    event = get_event(store, report.event_id) if report.event_id is not None else None
    return event is not None and event.is_learned


def show_end(store: Store, console: Console) -> None:
    """What rang and what did not, each with its reason."""
    table = Table(title="What was held back, and why", title_justify="left", header_style="bold", pad_edge=False)
    table.add_column("article", ratio=2)
    table.add_column("fate")
    table.add_column("reason", ratio=3)
    rung = 0
    shown: set[tuple[str, str]] = set()
    for report in reports_in_order(store):
        rung += report.fate is Fate.NEW and not is_learned(store, report)
        article = get_article(store, report.article_id)
        if report.fate in (Fate.NEW, Fate.UPDATE) or article is None or (report.article_id, report.fate) in shown:
            continue
        shown.add((report.article_id, report.fate))
        table.add_row(escape(f"{article.outlet}: {article.title}"), report.fate, escape(report.reason))
    console.print()
    console.print(table)
    console.print(
        f"\n{rung} events rang; everything else was told before, too small, too late, or no news.\n"
        "Next: [bold]tocsin run[/bold] polls real feeds; [bold]tocsin rules explain TEXT[/bold] shows what a text"
        " would do.\nTocsin is no siren: for air-raid warnings use the official ones."
    )
