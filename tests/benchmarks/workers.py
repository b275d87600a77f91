"""Bodies read a second: in a thread of the core, in processes of their own, and on a Dask cluster on this machine.

Each body is a feed of 20 kB whose thirty items are all new, five of them with facts: the dearest that comes.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import time

from bot.config import starter_rules
from bot.feeds.body import Body
from bot.model import Feed
from bot.pipeline.workers import Workers
from bot.rulebook import Rulebook, load_rulebook

START = dt.datetime(2026, 1, 15, 5, tzinfo=dt.UTC)
FILLER = (
    "The council of the town spoke of roads, of schools and of the winter, and the session went on until late. "
    * 5
)
TOLD = "Russia launched {} drones at Ukraine overnight and {} of them were shot down, the Air Force said. "
ITEMS, WITH_FACTS = 30, 6
"""Every sixth item holds facts."""
AT_ONCE = 64


def measure(quick: bool, options: list[str]) -> dict[str, object]:
    book = load_rulebook(starter_rules(), lambda problem: None)
    count, rounds = (60, 1) if quick else (300, 3)
    kinds = {"thread": Workers(0), "processes_1": Workers(1), "processes_2": Workers(2)}
    rates = {f"bodies_per_s_{name}": asyncio.run(rate(kinds[name], book, count, rounds)) for name in kinds}
    if "--cluster" in options:
        address = options[options.index("--cluster") + 1]
        rates["bodies_per_s_cluster"] = asyncio.run(rate(Workers(0, address), book, count, rounds))
    return dict(rates)


async def rate(workers: Workers, book: Rulebook, count: int, rounds: int) -> list[float]:
    found = []
    async with workers:
        await workers.read(body(0), book)  # processes start and take the rules
        for number in range(1, rounds + 1):
            started = time.perf_counter()
            waiting = {
                asyncio.create_task(workers.read(body(number * 1_000_000 + n), book)) for n in range(AT_ONCE)
            }
            done = AT_ONCE
            while waiting:
                over, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                for task in over:
                    assert task.result().parsed.problem is None
                    if done < count:
                        done += 1
                        waiting.add(asyncio.create_task(workers.read(body(number * 1_000_000 + done), book)))
            found.append(max(count, AT_ONCE) / (time.perf_counter() - started))
    return found


def body(number: int) -> Body:
    items = "".join(
        f"<item><title>News {number}-{n}</title><guid>{number}-{n}</guid><description>"
        f"{TOLD.format(40 + n, n) if n % WITH_FACTS == 0 else ''}{FILLER}</description></item>"
        for n in range(ITEMS)
    )
    content = f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>".encode()
    feed = Feed(feed_id=f"f{number}", name="F", url=f"http://127.0.0.1/{number}")
    return Body(content=content, feed=feed, fetched_at=START, url=feed.url, content_type="application/rss+xml")
