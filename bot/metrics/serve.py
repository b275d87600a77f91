"""The pages over HTTP: `/metrics` and `/healthz`, for those who can reach the address (TOCSIN_METRICS)."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import structlog
from aiohttp import web

from bot.errors import ConfigError, TocsinError
from bot.hearing import EARS, MUTE, deaf_key
from bot.metrics.page import DAY, Live, Stored, render
from bot.store import Store
from bot.store.house import get_setting
from bot.store.open import open_for_reading
from bot.store.pulse import amounts, delays, last_fetched_at
from bot.upkeep import ALIVE, ALIVE_WITHIN

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BUSY = dt.timedelta(seconds=5)

log = structlog.get_logger()


class Pages:
    """Reads the database over a connection of its own, so that a scrape never delays a delivery."""

    def __init__(self, db: Path, live: Callable[[], Live], clock: Callable[[], dt.datetime]) -> None:
        self.db, self.live, self.clock = db, live, clock

    async def metrics(self, _request: web.Request) -> web.Response:
        now = self.clock()
        try:
            stored = await asyncio.to_thread(read_stored, self.db, now)
        except TocsinError as wrong:
            return web.Response(status=503, text=f"{wrong}\n")
        return web.Response(body=render(stored, self.live(), now), headers={"Content-Type": CONTENT_TYPE})

    async def health(self, _request: web.Request) -> web.Response:
        """200 while the program works, deaf or mute too (a restart mends neither); 503 where it stands still."""
        now = self.clock()
        try:
            found = await asyncio.to_thread(read_health, self.db)
        except TocsinError as wrong:
            return web.json_response({"status": "broken", "why": str(wrong)}, status=503)
        alive, deaf, mute = found
        if alive is None or now - max(alive, self.live().started_at) > ALIVE_WITHIN:
            return web.json_response({"status": "hangs", "alive_at": shown(alive)}, status=503)
        status = "mute" if mute else "deaf" if deaf else "ok"
        said = {"status": status, "alive_at": shown(alive), "deaf_since": shown(deaf), "mute_since": shown(mute)}
        return web.json_response(said)


@contextlib.asynccontextmanager
async def serve_pages(address: str | None, pages: Pages) -> AsyncIterator[None]:
    """Serve while the block runs; nothing where `address` is None. Raises ConfigError where it cannot be used."""
    if address is None:
        yield
        return
    host, _, port = address.rpartition(":")
    app = web.Application()
    app.router.add_get("/metrics", pages.metrics)
    app.router.add_get("/healthz", pages.health)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host.strip("[]") or "127.0.0.1", int(port)).start()
        except OSError as error:
            raise ConfigError(
                f"TOCSIN_METRICS: cannot listen on {address} ({error.strerror or error}); name a free address and port"
            ) from error
        log.info("metrics and health", at=f"http://{host or '127.0.0.1'}:{runner.addresses[0][1]}/metrics")
        yield
    finally:
        await runner.cleanup()


def read_stored(db: Path, now: dt.datetime) -> Stored:
    with open_for_reading(db, busy=BUSY) as store:
        alive, deaf, mute = health_of(store)
        return Stored(
            amounts=amounts(store, now),
            delays=delays(store, now - DAY),
            last_article_at=last_fetched_at(store),
            alive_at=alive,
            deaf_since=deaf,
            mute_since=mute,
        )


def read_health(db: Path) -> tuple[dt.datetime | None, dt.datetime | None, dt.datetime | None]:
    with open_for_reading(db, busy=BUSY) as store:
        return health_of(store)


def health_of(store: Store) -> tuple[dt.datetime | None, dt.datetime | None, dt.datetime | None]:
    """Since when it is alive (last note), deaf and mute."""

    def time_of(key: str) -> dt.datetime | None:
        text = get_setting(store, key)
        return dt.datetime.fromisoformat(text) if text else None

    deaf = [at for ear in EARS if (at := time_of(deaf_key(ear))) is not None]
    return time_of(ALIVE), min(deaf, default=None), time_of(MUTE)


def shown(at: dt.datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
