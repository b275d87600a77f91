"""Feeds, bodies and entries of the tests, in our own words."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

from bot.feeds.body import Body, Parsed
from bot.feeds.parse import parse_body
from bot.model import Article, Feed

NOW = dt.datetime(2026, 1, 15, 12, 0, tzinfo=dt.UTC)
FEED = Feed(feed_id="outlet", name="Outlet", url="https://outlet.example/rss", language="en")
CORPORA = Path(__file__).resolve().parents[3] / "shared" / "feeds"
"""Feeds of other projects beside the checkout; tests that read them are skipped where they are not."""


def rss(*items: str, head: str = "", tail: str = "") -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>Outlet</title>'
        f"<link>https://outlet.example/</link>{head}{''.join(items)}{tail}</channel></rss>"
    ).encode()


def item(
    number: int = 1,
    *,
    guid: str | None = None,
    link: str | None = None,
    title: str | None = None,
    text: str | None = None,
    date: str | None = "Thu, 15 Jan 2026 10:00:00 +0200",
) -> str:
    link = f"https://outlet.example/news/{number}" if link is None else link
    guid = f"guid-{number}" if guid is None else guid
    return (
        f"<item><title>{title or f'Air raid number {number}'}</title>"
        + (f"<link>{link}</link>" if link else "")
        + (f'<guid isPermaLink="false">{guid}</guid>' if guid else "")
        + (f"<pubDate>{date}</pubDate>" if date else "")
        + f"<description>{text or f'What is known of raid {number} so far.'}</description></item>"
    )


def parse(
    content: bytes, feed: Feed = FEED, *, known: tuple[str, ...] = (), at: dt.datetime = NOW, **given: object
) -> Parsed:
    body = Body(
        content=content, feed=feed, fetched_at=at, url=feed.url, content_type="application/rss+xml", known=known
    )
    return parse_body(replace(body, **given))  # type: ignore[arg-type]


def only(parsed: Parsed) -> Article:
    (article,) = parsed.articles
    return article
