"""News on a timetable, for runs that are compared with each other: which outlet publishes what, and when.

One event is drones over one city: told by a first outlet, told again by a second one, and revised by a third. The
timetable depends on its seed alone, and publication times are fixed with it, so that two runs read the same texts.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
import random
import shutil
import time
from dataclasses import dataclass
from email.utils import format_datetime
from multiprocessing.connection import Connection
from pathlib import Path

from aiohttp import web

from bot.model import Chat, Count, FeedState, Subscription
from bot.reading.read import read
from bot.rulebook import load_rulebook, print_problem
from bot.store import open_store
from bot.store.chats import add_subscription, save_chat
from bot.store.feeds import save_feed_states

HOSTS = 20
"""Feeds; each has a host of its own (127.0.1.x), so that none waits for another."""
KEPT = 40
"""Items that a feed shows: the newest."""
FIRST_READER = 1001
WORDINGS = (
    "Air defence shot down {n} attack drones over {city} overnight, the head of the city said.",
    "Overnight {n} attack drones were shot down over {city}, officials told reporters.",
    "The count for {city} has risen: {n} attack drones were shot down over {city} overnight, the regional head said.",
)
RULE = """version: 1
rules:
- id: drones-over-city
  title: Drones over $place
  topic: drones
  match:
    count: {of: drone, action: [downed]}
  alert_if:
    - value >= 5
  same_event: {by: [place, day], within: 24h}
  update_if:
    - value changes by 5%
  cooldown: 0m
  severity: high
"""


@dataclass(frozen=True)
class Item:
    """What a feed publishes, `at` seconds after the start."""

    at: float
    feed: int
    number: int
    title: str
    text: str


@dataclass(frozen=True)
class Timetable:
    """All that is published in a run, and who asked for which cities."""

    start: dt.datetime
    items: tuple[Item, ...]
    final: dict[str, int]
    """City -> the figure that stands in the end."""
    readers: dict[str, tuple[int, ...]]
    """City -> the chats that asked for it."""

    @property
    def seconds(self) -> float:
        return self.items[-1].at if self.items else 0.0

    @property
    def chats(self) -> list[int]:
        return sorted({chat for chats in self.readers.values() for chat in chats})


def make_timetable(cities: list[str], seconds: float, seed: int, start: dt.datetime, per_city: int) -> Timetable:
    """One event for each city, spread over `seconds`; `per_city` chats hear of each, four events or so a chat."""
    chance = random.Random(seed)
    groups = max(1, len(cities) // 4)
    items, final, readers = [], {}, {}
    for number, city in enumerate(cities):
        at = seconds * 0.85 * number / len(cities)
        feeds = chance.sample(range(HOSTS), 4)
        value = chance.randrange(8, 60)
        said = [(at, value, 0), (at + chance.uniform(2, 8), value, 1)]
        for _ in range(chance.choice((1, 1, 2))):
            value = value * 3 // 2
            said.append((said[-1][0] + chance.uniform(2, seconds * 0.06), value, 2))
        for feed, (when, n, wording) in zip(feeds, said, strict=False):
            text = WORDINGS[wording].format(n=n, city=city)
            items.append(Item(when, feed, len(items), f"Night over {city}", text))
        final[city] = value
        first = FIRST_READER + number % groups * per_city
        readers[city] = tuple(range(first, first + per_city))
    return Timetable(start, tuple(sorted(items, key=lambda i: i.at)), final, readers)


def write_rules(folder: Path, root: Path, port: int) -> Path:
    """One rule, the English vocabulary (it compiles fast) and the feeds."""
    rules = folder / "rules"
    (rules / "vocabulary").mkdir(parents=True, exist_ok=True)
    for name in ("en.yaml", "places.yaml"):
        shutil.copyfile(root / "rules" / "vocabulary" / name, rules / "vocabulary" / name)
    (rules / "drones.yaml").write_text(RULE)
    feeds = [f"- {{id: f{n}, name: Outlet {n}, language: en, url: '{url_of(n, port)}'}}" for n in range(HOSTS)]
    (rules / "feeds.yaml").write_text("\n".join(["version: 1", "feeds:", *feeds]) + "\n")
    return rules


def url_of(feed: int, port: int) -> str:
    return f"http://127.0.1.{feed + 1}:{port}/{feed}"


def cities_of(rules: Path, count: int) -> list[str]:
    """So many cities that are read in every wording, by the name that is written."""
    reader = load_rulebook(rules, print_problem).reader
    now, found = dt.datetime.now(dt.UTC), []
    for name, place in reader.places.places.items():
        if len(found) == count:
            return found
        if place.kind == "city" and place.country in ("UA", "RU"):
            readings = [read(reader, w.format(n=12, city=name), now, "en").facts for w in WORDINGS]
            whats = [facts[0].what if len(facts) == 1 else None for facts in readings]
            if all(isinstance(w, Count) and w.place == name for w in whats):
                found.append(name)
    raise SystemExit(f"the reader knows {len(found)} of the {count} cities that are needed")


def prepare(db: Path, table: Timetable, port: int) -> None:
    """A database whose feeds have been polled before, and whose chats have subscribed."""
    now = table.start
    with open_store(db, now=now) as store, store.transaction():
        save_feed_states(store, [state_of(n, port, now) for n in range(HOSTS)])
        for chat in table.chats:
            chat_id = f"telegram:{chat}"
            save_chat(store, Chat(chat_id=chat_id, created_at=now))
            places = tuple(city for city, chats in table.readers.items() if chat in chats)
            add_subscription(
                store, Subscription(subscription_id=0, chat_id=chat_id, places=places, created_at=now)
            )


def state_of(feed: int, port: int, now: dt.datetime) -> FeedState:
    """Known and learned; a usual gap of ten seconds makes it polled as often as the floor allows."""
    url, gap = url_of(feed, port), dt.timedelta(seconds=10)
    return FeedState(
        feed_id=f"f{feed}", url=url, listed=url, due_at=now, is_learned=True, usual_gap=gap, last_item_at=now
    )


# -- the outlets ------------------------------------------------------------------------------------------------


class Outlets:
    """Serves every feed, each item from its time on. `speed` 2 publishes twice as fast."""

    def __init__(self, table: Timetable, slowness: float, seed: int) -> None:
        self.table, self.slowness = table, slowness
        self.chance = random.Random(seed)
        self.begun_at: float | None = None
        self.speed = 1.0
        self.asked = 0
        self.last_asked: dict[int, float] = {}
        self.is_away = False
        self.of_feed: dict[int, list[Item]] = {}
        for item in table.items:
            self.of_feed.setdefault(item.feed, []).append(item)

    def published(self, feed: int) -> list[Item]:
        if self.begun_at is None:
            return []
        passed = (time.monotonic() - self.begun_at) * self.speed
        return [i for i in self.of_feed.get(feed, ()) if i.at <= passed]

    def is_over(self) -> bool:
        """Everything is published, and every feed was asked since."""
        if self.begun_at is None:
            return False
        end = self.begun_at + self.table.seconds / self.speed
        return all(self.last_asked.get(feed, 0.0) > end + 0.5 for feed in range(HOSTS))

    async def answer(self, request: web.Request) -> web.StreamResponse:
        feed = int(request.match_info["feed"])
        self.asked += 1
        await asyncio.sleep(self.chance.uniform(0, self.slowness))
        asked_at = time.monotonic()
        items = self.published(feed)
        if self.is_away:
            return web.Response(status=503, text="away")
        etag = f'"{len(items)}"'
        if request.headers.get("If-None-Match") == etag:
            self.last_asked[feed] = asked_at
            return web.Response(status=304, headers={"ETag": etag})
        body = self.body(items[-KEPT:]).encode()
        response = web.StreamResponse(headers={"ETag": etag, "Content-Type": "application/rss+xml"})
        response.content_length = len(body)
        half = len(body) // 2
        with contextlib.suppress(ConnectionError):  # whoever asked is gone
            await response.prepare(request)
            await response.write(body[:half])
            await asyncio.sleep(self.chance.uniform(0, self.slowness) / 4)
            await response.write(body[half:])
            self.last_asked[feed] = asked_at
        return response

    def body(self, items: list[Item]) -> str:
        rows = "".join(
            f"<item><title>{i.title}</title><link>https://outlet-{i.feed}.example/{i.number}</link>"
            f"<guid isPermaLink='false'>{i.feed}-{i.number}</guid>"
            f"<pubDate>{format_datetime(self.table.start + dt.timedelta(seconds=int(i.at)))}</pubDate>"
            f"<description>{i.text}</description></item>"
            for i in reversed(items)
        )
        return f'<rss version="2.0"><channel><title>Outlet</title>{rows}</channel></rss>'


async def serve_outlets(pipe: Connection, table: Timetable, slowness: float, seed: int) -> None:
    """Serve until told to stop. Words on the pipe: `begin SPEED`, `asked`, `over`, `away`, `back`, `stop`."""
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # whoever asked was killed, over and over
    outlets = Outlets(table, slowness, seed)
    app = web.Application()
    app.router.add_get("/{feed}", outlets.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "0.0.0.0", 0).start()
    pipe.send(runner.addresses[0][1])
    while True:
        if not pipe.poll():
            await asyncio.sleep(0.005)
            continue
        word, _, rest = pipe.recv().partition(" ")
        if word == "begin":
            outlets.begun_at, outlets.speed, outlets.last_asked = time.monotonic(), float(rest), {}
        elif word in ("away", "back"):
            outlets.is_away = word == "away"
        elif word == "stop":
            break
        pipe.send({"asked": outlets.asked, "over": outlets.is_over()}.get(word))
    await runner.cleanup()


def run_outlets(pipe: Connection, table: Timetable, slowness: float, seed: int) -> None:
    asyncio.run(serve_outlets(pipe, table, slowness, seed))
