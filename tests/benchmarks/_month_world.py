"""A month of news for two hundred feeds, and a server that shows it as far as a simulated clock has come.

The server is a process of its own and reads the clock from shared memory. It speaks just enough HTTP, so that the
figures are those of the program. With faults on, it refuses, breaks off, cuts bodies, is silent, and once a week
everything is away; which answer comes is settled by feed and minute alone.
"""

from __future__ import annotations

import asyncio
import bisect
import datetime as dt
import multiprocessing
import random
import socket
from dataclasses import dataclass
from email.utils import format_datetime
from multiprocessing.connection import Connection
from multiprocessing.sharedctypes import Synchronized
from typing import Any

from tests.benchmarks._news import WORDINGS

FEEDS, HOSTS, CHATS = 200, 200, 50
EVENTS_A_DAY = 7
ITEMS_A_DAY = 8
"""Of each feed; most of them have nothing to ring for."""
KEPT = 20
START = dt.datetime(2026, 3, 5, tzinfo=dt.UTC)
"""The clock changes in Kyiv on the twenty-fifth day."""
DAY, HOUR, MINUTE = 86_400, 3_600, 60
FILLER = (
    "The council discussed repairs of the bridge and the timetable of buses for the spring.",
    "A museum opened an exhibition of embroidery from three villages on Saturday.",
    "Farmers expect an early harvest after a mild winter, the ministry of agriculture said.",
    "The football league postponed two matches because of rain.",
)


@dataclass(frozen=True)
class News:
    """Everything that is published, and what is true in the end."""

    items: dict[int, list[tuple[float, str, str]]]
    """Feed -> (seconds since the start, title, text), in order."""
    final: dict[str, int]
    """City -> the figure that stands last. Each city has one event in the month."""


def make_news(cities: list[str], days: int, seed: int = 4) -> News:
    chance = random.Random(seed)
    items: dict[int, list[tuple[float, str, str]]] = {feed: [] for feed in range(FEEDS)}
    for feed in items:
        for _ in range(days * ITEMS_A_DAY):
            at = chance.uniform(0, days * DAY - 2 * HOUR)
            items[feed].append((at, f"Notes of outlet {feed}", chance.choice(FILLER)))
    final = {}
    for number, city in enumerate(cities[: days * EVENTS_A_DAY]):
        day = number // EVENTS_A_DAY
        at, value = day * DAY + chance.uniform(3, 7) * HOUR, chance.randrange(8, 60)
        feeds = chance.sample(range(FEEDS), 5)
        for order, feed in enumerate(feeds):
            if order in (2, 4):
                value = value * 3 // 2
            text = WORDINGS[min(order, 2)].format(n=value, city=city)
            items[feed].append(
                (at + order * 40 * MINUTE + chance.uniform(0, 20 * MINUTE), f"Night over {city}", text)
            )
        final[city] = value
    return News({feed: sorted(own) for feed, own in items.items()}, final)


class Server(asyncio.Protocol):
    """One connection. What is shown and how it fails are of the class, since a server has one world."""

    news: News
    clock: Any
    with_faults = False
    bodies: dict[tuple[int, int], bytes] = {}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.rest = transport, b""

    def data_received(self, data: bytes) -> None:
        *requests, self.rest = (self.rest + data).split(b"\r\n\r\n")
        for request in requests:
            self.answer(int(request.split(b" ", 2)[1].decode().strip("/")), request)

    def answer(self, feed: int, request: bytes) -> None:
        now = float(self.clock.value)
        fault = fault_at(feed, now) if self.with_faults else ""
        if fault == "reset":
            self.transport.abort()
            return
        if fault == "silent":
            return
        if fault in ("503", "429"):
            self.transport.write(b"HTTP/1.1 %s No\r\nContent-Length: 0\r\n\r\n" % fault.encode())
            return
        count = bisect.bisect_right(self.news.items[feed], (now, "\U0010ffff", ""))
        etag = f'"{count}"'.encode()
        if etag in request:
            self.transport.write(b"HTTP/1.1 304 Not Modified\r\nETag: %s\r\n\r\n" % etag)
            return
        body = self.body(feed, count) if fault != "garbage" else b"<html>just a moment...</html>"
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: %s\r\nContent-Length: %d\r\n\r\n"
        whole = head % (etag, len(body)) + body
        if fault == "cut":
            self.transport.write(whole[: len(whole) - len(body) // 2])
            self.transport.close()
        else:
            self.transport.write(whole)

    def body(self, feed: int, count: int) -> bytes:
        if (feed, count) not in self.bodies:
            if len(self.bodies) > 2000:
                self.bodies.clear()
            rows = "".join(
                f"<item><title>{title}</title><link>https://outlet-{feed}.example/{n}</link>"
                f"<guid isPermaLink='false'>{feed}-{n}</guid>"
                f"<pubDate>{format_datetime(START + dt.timedelta(seconds=int(at)))}</pubDate>"
                f"<description>{text}</description></item>"
                for n, (at, title, text) in reversed(list(enumerate(self.news.items[feed][:count]))[-KEPT:])
            )
            self.bodies[feed, count] = (
                f'<rss version="2.0"><channel><title>O</title>{rows}</channel></rss>'.encode()
            )
        return self.bodies[feed, count]


def is_outage(now: float) -> bool:
    """Once a week, from three to half past four on its third day, nothing answers."""
    return now % (7 * DAY) // MINUTE in range((2 * 24 + 3) * 60, (2 * 24 + 4) * 60 + 30)


def fault_at(feed: int, now: float) -> str:
    if is_outage(now):
        return "reset"
    draw = random.Random(feed * 100_003 + int(now // MINUTE)).random()
    for share, fault in (
        (0.015, "503"),
        (0.015, "reset"),
        (0.01, "cut"),
        (0.005, "garbage"),
        (0.002, "429"),
        (0.0002, "silent"),
    ):
        if draw < share:
            return fault
        draw -= share
    return ""


async def serve(ready: Connection, news: News, clock: Any, with_faults: bool) -> None:
    Server.news, Server.clock, Server.with_faults = news, clock, with_faults
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(("0.0.0.0", 0))
    server = await asyncio.get_running_loop().create_server(Server, sock=sock, backlog=1024)
    ready.send(sock.getsockname()[1])
    await server.serve_forever()


def run(ready: Connection, news: News, clock: Any, with_faults: bool) -> None:
    asyncio.run(serve(ready, news, clock, with_faults))


def start(news: News, with_faults: bool) -> tuple[multiprocessing.process.BaseProcess, int, Synchronized[float]]:
    """The process, its port, and the clock: seconds since the start of the month."""
    context = multiprocessing.get_context("spawn")
    clock = context.Value("d", 0.0, lock=False)
    ours, theirs = context.Pipe()
    process = context.Process(target=run, args=(theirs, news, clock, with_faults), daemon=True)
    process.start()
    return process, ours.recv(), clock  # type: ignore[return-value]
