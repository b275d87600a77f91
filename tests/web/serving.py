"""The real server on loopback, in a thread of its own."""

from __future__ import annotations

import contextlib
import datetime as dt
import socket
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from bot.config import load_settings
from bot.web.site import Site

NOW = dt.datetime(2026, 1, 16, 9, tzinfo=dt.UTC)
"""When the demo's days are looked at."""


@dataclass(frozen=True)
class Got:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


class Stay(urllib.request.HTTPRedirectHandler):
    """Redirects are answers, too."""

    def redirect_request(self, *_: object) -> None:
        return None


def get(url: str, method: str = "GET", data: bytes | None = None, **headers: str) -> Got:
    parts = urllib.parse.urlsplit(url)
    quoted = parts._replace(
        path=urllib.parse.quote(parts.path, safe="/%:~"),
        query=urllib.parse.quote(parts.query, safe="/%=&+?:~!'()*"),
    )
    request = urllib.request.Request(quoted.geturl(), method=method, data=data, headers=headers)
    try:
        with urllib.request.build_opener(Stay).open(request, timeout=20) as answer:
            return Got(answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return Got(error.code, {k.lower(): v for k, v in error.headers.items()}, error.read())


@contextlib.contextmanager
def serving(db: Path, now: dt.datetime = NOW, **settings: object) -> Iterator[str]:
    """The address of the pages over `db`."""
    site = Site(load_settings(db=db, **settings), lambda: now)
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(site, log_level="error", access_log=False, ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    until = time.monotonic() + 10
    while not server.started and time.monotonic() < until:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        site.close()
        listening.close()
