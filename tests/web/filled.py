"""Databases to look at: the demo's two days through the real pipeline, and years of nights that were imported.

`python -m tests.web.filled FILE.db` makes one; the pictures in docs/ are of it.
"""

from __future__ import annotations

import asyncio
import csv
import datetime as dt
import io
import math
import random
import sys
from pathlib import Path

from rich.console import Console

from bot.cli.demo import BACKLOG_ENDS, FastClock, make_outbox, make_policy, set_up_chat, walk
from bot.cli.history_import import COLUMNS, read_table
from bot.config import starter_rules
from bot.demo.server import load_feeds, load_items, serve
from bot.pipeline.polling import Polling
from bot.pipeline.take import open_desk
from bot.pipeline.workers import Workers
from bot.rulebook import Rulebook, load_rulebook, print_problem
from bot.store import Store, open_store
from bot.store.imports import save_nights
from bot.store.thread import StoreThread
from bot.work import keep_reader
from tests.web.serving import NOW

TABLE = "made_up_nights.csv"


async def fill_demo(path: Path, book: Rulebook) -> None:
    """The demo's news, polled over HTTP and decided as `tocsin demo` does, into a database that stays."""

    items = load_items()
    clock = FastClock(BACKLOG_ENDS)
    runner, base = await serve(items, clock.now)
    keep_reader(book.digest, book.reader)
    quiet = Console(file=io.StringIO())
    try:
        async with await StoreThread.open(path, now=clock.now()) as store:
            await store.write(set_up_chat, "en", clock.now())
            desk = await store.call(open_desk, book, clock.now())
            async with Workers() as workers:
                outbox = make_outbox(store, desk, quiet, clock)
                polling = Polling(store, desk, make_policy(), workers, clock.now, lambda: 0.5, outbox.wake.set)
                polling.set_feeds(load_feeds(base), {})
                await walk(quiet, items, clock, store, polling, outbox, 0)
                await polling.close()
    finally:
        await runner.cleanup()


def made_up_table(first: dt.date, last: dt.date) -> str:
    """A table in the public one's columns: invented nights, growing over the years, with big ones now and then."""
    chance = random.Random(7)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for number in range((last - first).days + 1):
        day = first + dt.timedelta(days=number)
        if chance.random() < 0.12:
            continue
        usual = 12 + 70 * (number / 700) ** 1.5
        launched = max(1, int(usual * math.exp(chance.gauss(0, 0.6)) * (4 if chance.random() < 0.04 else 1)))
        downed = int(launched * min(0.98, chance.uniform(0.6, 0.97)))
        start, end = f"{day - dt.timedelta(days=1)} 20:00", f"{day} 08:30"
        writer.writerow([start, end, "Shahed-136/131", launched, downed, "https://nights.example/report"])
        if chance.random() < 0.25:
            missiles = chance.randrange(1, 40)
            writer.writerow([start, end, "X-101", missiles, int(missiles * 0.7), "https://nights.example/report"])
    return text.getvalue()


def fill_years(store: Store, folder: Path, first: dt.date, last: dt.date) -> None:
    table = folder / TABLE
    table.write_text(made_up_table(first, last), "utf-8")
    with store.transaction():
        save_nights(store, read_table(table, NOW).nights, TABLE)


def fill(path: Path, book: Rulebook | None = None) -> None:
    """Both in one file."""
    asyncio.run(fill_demo(path, book or load_rulebook(starter_rules(), print_problem)))
    with open_store(path, now=NOW) as store:
        fill_years(store, path.parent, dt.date(2023, 6, 1), dt.date(2026, 1, 13))


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
