"""A server on loopback that does whatever a path asks for, over bare sockets."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import aiohttp
import pytest

from bot.feeds.policy import Policy, allow
from bot.feeds.session import make_session
from bot.model import FeedState

Handler = Callable[["Request", asyncio.StreamWriter], Awaitable[None]]

POLICY = Policy(
    allowed=allow("127.0.0.0/8"),
    gap=dt.timedelta(0),
    connect=dt.timedelta(seconds=0.5),
    first_byte=dt.timedelta(seconds=0.4),
    whole=dt.timedelta(seconds=1),
    most_bytes=2_000_000,
)


@dataclass
class Request:
    path: str
    headers: dict[str, str]
    host: str = ""


@dataclass
class Web:
    """Answers by path; `seen` are the requests so far."""

    port: int = 0
    pages: dict[str, Handler] = field(default_factory=dict)
    seen: list[Request] = field(default_factory=list)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def state(self, path: str, host: str = "127.0.0.1", **given: object) -> FeedState:
        now = dt.datetime.now(dt.UTC)
        return FeedState(feed_id=f"{host}{path}", url=self.url(path, host), due_at=now, **given)  # type: ignore[arg-type]

    def page(self, path: str, body: bytes = b"", status: str = "200 OK", **headers: str) -> None:
        """A plain answer. Underscores in header names stand for dashes."""

        async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
            await send(writer, body, status, {name.replace("_", "-"): value for name, value in headers.items()})

        self.pages[path] = answer

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                first, *lines = head.decode("latin-1").split("\r\n")
                headers = {
                    name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines) if name
                }
                request = Request(first.split(" ")[1], headers, headers.get("host", ""))
                self.seen.append(request)
                await self.pages[request.path](request, writer)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


async def send(writer: asyncio.StreamWriter, body: bytes, status: str, headers: dict[str, str]) -> None:
    headers = {"Content-Length": str(len(body))} | headers
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    writer.write(f"HTTP/1.1 {status}\r\n{head}\r\n".encode("latin-1") + body)
    await writer.drain()


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    found = Web()
    tasks: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(found.talk(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(accept, "0.0.0.0", 0)
    found.port = server.sockets[0].getsockname()[1]
    yield found
    server.close()
    for task in list(tasks):
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with make_session(POLICY) as session:
        yield session
