"""From the first byte of a response with a new item to the Bot API request: the whole program, as it runs.

The program is a process of its own with a database, rules and subscribed chats. The feed server and the Bot API
server run here, so both moments are of one clock. The feeds come due spread over the time of the run; one in five
has an item that alerts, each of another city and for another chat; one in fifty takes ten seconds to answer.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bot.feeds.encoding import to_utf8
from bot.feeds.split import split
from bot.model import Chat, Count, FeedState, Subscription
from bot.reading.compile import Reader
from bot.reading.read import read
from bot.rulebook import load_rulebook, print_problem
from bot.store import Store, open_store
from bot.store.chats import add_subscription, save_chat
from bot.store.feeds import save_feed_states
from tests.benchmarks import _feed_server as server
from tests.botapi.server import BotApi
from tests.botapi.world import TOKEN

RULES = Path("rules")
ALERTING, SLOW = 5, 50
"""One feed in so many."""
SLOWNESS = 10.0
START = 12.0
"""Seconds until the program polls: it loads its rules first."""
RULE = """version: 1
rules:
- id: latency
  title: Drones over $place
  match:
    count: {of: drone, action: [downed]}
  alert_if:
    - value >= 5
  same_event: {by: [place, day], within: 24h}
  severity: high
"""
PROGRAM = """
import asyncio
from bot.app import run
from bot.config import load_settings
asyncio.run(run(load_settings(), asyncio.Event()))
"""


class Feeds(server.Server):
    """`/plain/N` answers 304, `/alert/N` with one item more, `/slow/N` late."""

    cities: list[str] = []
    first_byte: dict[int, float] = {}

    def data_received(self, data: bytes) -> None:
        for request in (self.rest + data).split(b"\r\n\r\n")[:-1]:
            _, mode, feed = request.split(b" ", 2)[1].decode().split("/")
            delay = SLOWNESS if mode == "slow" else 0.0
            asyncio.get_running_loop().call_later(delay, self.answer, mode, int(feed))
        self.rest = b""

    def answer(self, mode: str, feed: int) -> None:
        if mode != "alert":
            self.transport.write(b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n')
            return
        content = with_alert(feed, self.cities[feed // ALERTING])
        self.first_byte.setdefault(feed // ALERTING, time.perf_counter())
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nContent-Length: %d\r\n\r\n"
        self.transport.write(head % len(content) + content)


class Api(BotApi):
    """Notes when each chat's first message was asked for."""

    def __init__(self, expected: int) -> None:
        super().__init__()
        self.asked: dict[int, float] = {}
        self.expected = expected
        self.all_asked = asyncio.Event()

    def held_for(self, name: str, given: dict[str, Any]) -> Any:
        if name == "sendMessage":
            self.asked.setdefault(int(given["chat_id"]) - 1000, time.perf_counter())
            if len(self.asked) == self.expected:
                self.all_asked.set()
        return super().held_for(name, given)


def with_alert(feed: int, city: str) -> bytes:
    now = dt.datetime.now(dt.UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
    item = (
        f"<item><title>Night over {city}</title><link>https://outlet-{feed}.example/alert</link>"
        f"<guid isPermaLink='false'>alert-{feed}</guid><pubDate>{now}</pubDate>"
        f"<description>{say(city)}</description></item>"
    )
    head, border, rest = server.body(str(feed), server.ITEMS).decode().partition("<item>")
    return (head + item + border + rest).encode()


def say(city: str) -> str:
    return f"Air defence shot down 12 attack drones over {city} overnight, the head of the city said."


def cities_of(reader: Reader, count: int) -> list[str]:
    """So many cities that the reader knows by one name each."""
    found = []
    for name, place in reader.places.places.items():
        if place.kind == "city" and place.country in ("UA", "RU"):
            facts = read(reader, say(name), dt.datetime.now(dt.UTC), "en").facts
            if len(facts) == 1 and isinstance(facts[0].what, Count) and facts[0].what.place == name:
                found.append(name)
    if len(found) < count:
        raise SystemExit(f"the reader knows {len(found)} of the {count} cities that are needed")
    return found[:count]


def measure(quick: bool) -> dict[str, object]:
    feeds, seconds = (200, 10.0) if quick else (1000, 60.0)
    with tempfile.TemporaryDirectory(prefix="tocsin-latency-") as folder:
        return asyncio.run(run(Path(folder), feeds, seconds))


async def run(folder: Path, feeds: int, seconds: float) -> dict[str, object]:
    expected = feeds // ALERTING
    sock = socket.socket()
    sock.bind(("0.0.0.0", 0))
    listening = await asyncio.get_running_loop().create_server(Feeds, sock=sock, backlog=1024)
    async with Api(expected) as api:
        prepare(folder, sock.getsockname()[1], feeds, seconds)
        for number in range(expected):
            api.world.person(1000 + number, f"Reader {number}").started = True
        program = start(folder, api.port)
        try:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(api.all_asked.wait(), START + seconds + SLOWNESS + 10)
        finally:
            program.terminate()
            program.wait(30)
    listening.close()
    waits = sorted(1000 * (api.asked[n] - Feeds.first_byte[n]) for n in api.asked if n in Feeds.first_byte)
    if len(waits) < expected:
        raise SystemExit(f"{len(waits)} of {expected} alerts were sent:\n{(folder / 'log').read_text()[-2000:]}")
    return {
        "p99_ms_item_to_request": waits[round(0.99 * len(waits)) - 1],
        "p50_ms_item_to_request": waits[len(waits) // 2],
        "alerts_measured": expected,
    }


def prepare(folder: Path, port: int, feeds: int, seconds: float) -> None:
    """Rules, feeds that are known and come due one after the other, and a chat for each city."""
    (folder / "rules").mkdir()
    shutil.copytree(RULES / "vocabulary", folder / "rules" / "vocabulary")
    (folder / "rules" / "latency.yaml").write_text(RULE)
    lines, states = ["version: 1", "feeds:"], []
    begin = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=START)
    for number in range(feeds):
        mode = "alert" if number % ALERTING == 0 else "slow" if number % SLOW == 1 else "plain"
        url = f"http://127.0.1.{number % server.HOSTS + 1}:{port}/{mode}/{number}"
        lines.append(f"- {{id: f{number}, name: Outlet {number}, url: '{url}', language: en}}")
        states.append(make_state(f"f{number}", url, begin + dt.timedelta(seconds=seconds) * (number / feeds)))
    (folder / "rules" / "feeds.yaml").write_text("\n".join(lines))
    Feeds.cities = cities_of(load_rulebook(folder / "rules", print_problem).reader, feeds // ALERTING)
    store = open_store(folder / "tocsin.db", now=begin)
    with store.transaction():
        save_feed_states(store, states)
        for number, city in enumerate(Feeds.cities):
            subscribe(store, f"telegram:{1000 + number}", city, begin)
    store.close()


def make_state(feed_id: str, url: str, due_at: dt.datetime) -> FeedState:
    known = split(to_utf8(server.body(feed_id[1:], server.ITEMS))[0]).digests
    return FeedState(
        feed_id=feed_id, url=url, listed=url, etag='"1"', item_digests=known, due_at=due_at, is_learned=True
    )


def subscribe(store: Store, chat_id: str, city: str, now: dt.datetime) -> None:
    save_chat(store, Chat(chat_id=chat_id, created_at=now))
    add_subscription(store, Subscription(subscription_id=0, chat_id=chat_id, places=(city,), created_at=now))


def start(folder: Path, api_port: int) -> subprocess.Popen[bytes]:
    settings = {
        "TOCSIN_RULES": str(folder / "rules"),
        "TOCSIN_DB": str(folder / "tocsin.db"),
        "TOCSIN_TELEGRAM_TOKEN": TOKEN,
        "TOCSIN_TELEGRAM_URL": f"http://127.0.0.1:{api_port}",
        "TOCSIN_PRIVATE_ADDRESSES": "true",
        "TOCSIN_PAGES": "false",
        "PYTHONPATH": str(Path.cwd()),
    }
    with (folder / "log").open("wb") as log:
        return subprocess.Popen([sys.executable, "-c", PROGRAM], env=os.environ | settings, stdout=log, stderr=log)
