"""A feed server for the benchmarks: many hosts on loopback, as fast as asyncio lets it, in a process of its own.

`/304/N` answers 304 to its own validator, `/same/N` always the same body, `/new/N` a body with one item more at
every request. Bodies have 30 items and 20 kB, as a usual news feed. It speaks just enough HTTP for one GET after
another on a connection, so that the figures are those of the client.
"""

from __future__ import annotations

import asyncio
import itertools
import multiprocessing
import socket
from collections import Counter
from multiprocessing.connection import Connection

HOSTS = 32
ITEMS = 30
FILL = "Сили оборони відбили нічну атаку, на місцях падіння уламків працюють рятувальники та поліція. "


def item(feed: str, number: int) -> str:
    return (
        f"<item><title>Стрічка {feed}: повідомлення {number}</title>"
        f"<link>https://outlet-{feed}.example/news/{number}?utm_source=rss</link>"
        f'<guid isPermaLink="false">{feed}-{number}</guid>'
        f"<pubDate>Thu, 15 Jan 2026 {number // 60 % 24:02}:{number % 60:02}:00 +0200</pubDate>"
        f"<description>&lt;p&gt;{number}. {FILL * 2}Деталі згодом.&lt;/p&gt;</description></item>"
    )


def body(feed: str, newest: int) -> bytes:
    items = "".join(item(feed, number) for number in range(newest, newest - ITEMS, -1))
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
        f"<title>Стрічка {feed}</title><link>https://outlet-{feed}.example/</link><ttl>5</ttl>{items}</channel></rss>"
    ).encode()


class Server(asyncio.Protocol):
    newest: Counter[str] = Counter()
    bodies: dict[str, bytes] = {}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.rest = b""

    def data_received(self, data: bytes) -> None:
        *requests, self.rest = (self.rest + data).split(b"\r\n\r\n")
        for request in requests:
            _, mode, feed = request.split(b" ", 2)[1].decode().split("/")
            if mode == "304" and b"if-none-match" in request.lower():
                self.transport.write(b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n')
            else:
                content = self.content(mode, feed)
                etag = b'ETag: "1"\r\n' if mode == "304" else b""
                head = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n%sContent-Length: %d\r\n\r\n"
                self.transport.write(head % (etag, len(content)) + content)

    def content(self, mode: str, feed: str) -> bytes:
        if mode != "new":
            if feed not in self.bodies:
                self.bodies[feed] = body(feed, ITEMS)
            return self.bodies[feed]
        self.newest[feed] += 1
        return body(feed, ITEMS + self.newest[feed])


async def serve(ready: Connection) -> None:
    loop = asyncio.get_running_loop()
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(("0.0.0.0", 0))
    server = await loop.create_server(Server, sock=sock, backlog=1024)
    ready.send(sock.getsockname()[1])
    await server.serve_forever()


def run(ready: Connection) -> None:
    asyncio.run(serve(ready))


def start() -> tuple[multiprocessing.process.BaseProcess, int]:
    """The process and its port; every address 127.0.1.x leads to it."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=run, args=(theirs,), daemon=True)
    process.start()
    return process, ours.recv()


def urls(port: int, mode: str, count: int) -> list[str]:
    hosts = itertools.cycle(f"127.0.1.{number + 1}" for number in range(HOSTS))
    return [f"http://{host}:{port}/{mode}/{number}" for number, host in zip(range(count), hosts, strict=False)]
