"""The demo's outlets: real RSS over real HTTP on this machine, showing what was published by the demo's clock."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import format_datetime
from pathlib import Path
from xml.sax.saxutils import escape

from aiohttp import web

from bot.model import Feed

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of news: who published it when, and when it stood in the feed."""

    feed_id: str
    published_at: dt.datetime
    seen_at: dt.datetime
    title: str
    text: str


def load_items() -> tuple[Item, ...]:
    """The demo's day, in the order in which it stands in the feeds."""
    lines = [json.loads(line) for line in (HERE / "day.jsonl").read_text(encoding="utf-8").splitlines()]
    items = (
        Item(
            line["feed"],
            dt.datetime.fromisoformat(line["at"]),
            dt.datetime.fromisoformat(line.get("seen", line["at"])),
            line["title"],
            line["text"],
        )
        for line in lines
    )
    return tuple(sorted(items, key=lambda item: item.seen_at))


def load_feeds(base: str) -> tuple[Feed, ...]:
    """The demo's outlets as feeds under `base` (http://127.0.0.1:PORT)."""
    outlets = json.loads((HERE / "outlets.json").read_text(encoding="utf-8"))
    return tuple(
        Feed(
            feed_id=o["id"],
            name=o["name"],
            url=f"{base}/{o['id']}/rss",
            language=o["language"],
            country=o["country"],
            kind=o["kind"],
            side=o.get("side"),
        )
        for o in outlets
    )


def render_rss(feed_id: str, items: tuple[Item, ...], base: str) -> str:
    entries = "".join(
        f"<item><title>{escape(item.title)}</title><link>https://{feed_id}.example/{number}</link>"
        f"<guid>https://{feed_id}.example/{number}</guid><pubDate>{format_datetime(item.published_at)}</pubDate>"
        f"<description>{escape(item.text)}</description></item>"
        for number, item in reversed(list(enumerate(items, 1)))
    )
    head = f"<title>{escape(feed_id)}</title><link>{base}/{feed_id}</link><description>Tocsin demo</description>"
    return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>{head}{entries}</channel></rss>'


async def serve(items: tuple[Item, ...], clock: Callable[[], dt.datetime]) -> tuple[web.AppRunner, str]:
    """Serve the outlets on a free port of this machine; returns what to clean up, and the base address."""
    base = ""

    async def answer(request: web.Request) -> web.Response:
        feed_id = request.match_info["feed"]
        out = tuple(i for i in items if i.feed_id == feed_id and i.seen_at <= clock())
        etag = f'"{len(out)}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304)
        text = render_rss(feed_id, out, base)
        return web.Response(text=text, content_type="application/rss+xml", headers={"ETag": etag})

    app = web.Application()
    app.router.add_get("/{feed}/rss", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    base = f"http://{host}:{port}"
    return runner, base
