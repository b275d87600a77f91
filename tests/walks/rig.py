"""What a walk needs: outlets on loopback, the Bot API server, and the program as a real process."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from aiohttp import web

ROOT = Path(__file__).parent.parent.parent


@dataclass
class Outlet:
    """A feed on loopback that the test writes."""

    items: list[tuple[str, str, dt.datetime]] = field(default_factory=list)
    url: str = ""
    asked: int = 0

    def publish(self, title: str, text: str) -> None:
        self.items.append((title, text, dt.datetime.now(dt.UTC)))

    async def answer(self, _request: web.Request) -> web.Response:
        self.asked += 1
        rows = "".join(
            f"<item><title>{escape(title)}</title><link>http://outlet.example/{number}</link>"
            f"<guid>{number}</guid><pubDate>{format_datetime(at)}</pubDate>"
            f"<description>{escape(text)}</description></item>"
            for number, (title, text, at) in enumerate(self.items)
        )
        body = f'<rss version="2.0"><channel><title>Outlet</title>{rows}</channel></rss>'
        return web.Response(
            text=body, content_type="application/rss+xml", headers={"ETag": f'"{len(self.items)}"'}
        )

    async def front(self, _request: web.Request) -> web.Response:
        """A page that names the feed."""
        head = '<link rel="alternate" type="application/rss+xml" href="/rss">'
        return web.Response(text=f"<html><head>{head}</head><body>News</body></html>", content_type="text/html")


@contextlib.asynccontextmanager
async def outlet() -> AsyncIterator[Outlet]:
    """An outlet that is being served."""
    made = Outlet()
    app = web.Application()
    app.router.add_get("/rss", made.answer)
    app.router.add_get("/", made.front)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/rss"
    try:
        yield made
    finally:
        await runner.cleanup()


RULE = """
version: 1
rules:
- id: drone-attack-on-ukraine
  title: {en: Drone attack on Ukraine}
  topic: drones
  match:
    count: {of: drone, action: [launched, downed], attacker: Russia, place: none}
  alert_if:
    - value >= 50
  same_event: {by: [attacker, day], within: 24h}
  update_if:
    - value changes by 5%
  cooldown: 0m
"""


def write_rules(folder: Path, url: str, kind: str = "agency") -> Path:
    """One rule, the English vocabulary (one language compiles fast) and one feed."""
    rules = folder / "rules"
    (rules / "vocabulary").mkdir(parents=True)
    for name in ("en.yaml", "places.yaml"):
        shutil.copyfile(ROOT / "rules" / "vocabulary" / name, rules / "vocabulary" / name)
    (rules / "drones.yaml").write_text(RULE)
    feed = f"- {{id: outlet, name: Outlet, language: en, country: GB, kind: {kind}, url: {url}}}"
    (rules / "feeds.yaml").write_text(f"version: 1\nfeeds:\n{feed}\n")
    return rules


@contextlib.asynccontextmanager
async def bot(folder: Path, *, step: str = "", **settings: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """The program as a process, with `folder` as its working folder; killed at the end if it still runs."""
    known = {k: v for k, v in os.environ.items() if not k.startswith("TOCSIN_")}
    given = {f"TOCSIN_{k.upper()}": v for k, v in settings.items()}
    command = [sys.executable, "-m", "tests.walks.child", *([step] if step else [])]
    environment = (
        known | given | {"PYTHONPATH": str(ROOT), "TOCSIN_PRIVATE_ADDRESSES": "true", "TOCSIN_PAGES": "false"}
    )
    async with running(
        command, folder / "log", cwd=folder, env=environment, stdout=asyncio.subprocess.DEVNULL
    ) as process:
        yield process


@contextlib.asynccontextmanager
async def running(command: list[str], log: Path, **how: Any) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process whose errors go to `log`, and what it says as well where `how` sends it nowhere else."""
    with log.open("ab") as out:
        process = await asyncio.create_subprocess_exec(*command, **({"stdout": out} | how), stderr=out)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def ended(process: asyncio.subprocess.Process, seconds: float = 20) -> int:
    """The exit status, awaited for a while."""
    return await asyncio.wait_for(process.wait(), seconds)


async def stopped(process: asyncio.subprocess.Process) -> int:
    process.send_signal(signal.SIGTERM)
    return await ended(process)


async def until(holds: Callable[[], object], seconds: float = 20, what: str = "") -> None:
    """Wait until something holds; fails with `what` where it does not come to hold in time."""
    end = asyncio.get_running_loop().time() + seconds
    while not holds():
        assert asyncio.get_running_loop().time() < end, f"did not come about in {seconds} s: {what or holds}"
        await asyncio.sleep(0.05)
