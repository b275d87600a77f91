"""From what a person pastes (a feed, a page, a channel's name) to a feed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urljoin

import aiohttp
from lxml import etree

from bot.feeds.body import Body, Parsed
from bot.feeds.encoding import to_utf8
from bot.feeds.fetch import Fetched, fetch
from bot.feeds.parse import parse_body
from bot.feeds.policy import Policy
from bot.feeds.telegram import preview_url
from bot.feeds.urls import absolute
from bot.model import Feed, FeedState

TYPES = {
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
    "application/xml",
    "text/xml",
}
GUESSES = ("feed/", "rss", "rss.xml")
"""Where most sites that do not announce their feed have it; asked only after a page was read that names none."""
MOST = 5
"""Addresses that are tried for one page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovered:
    """A feed that answers, or why there is none (`problem`)."""

    url: str
    title: str = ""
    items: int = 0
    last_item_at: dt.datetime | None = None
    problem: str | None = None


async def find_feed(session: aiohttp.ClientSession, text: str, policy: Policy, now: dt.datetime) -> Discovered:
    """The feed at an address, announced by the page there, or of a Telegram channel (`@name`, `t.me/name`)."""
    url = preview_url(text) or (text if "://" in text else f"https://{text}")
    first = await look(session, url, policy, now)
    if isinstance(first, Discovered):
        return first
    page, parsed = first
    if parsed.format == "telegram" or preview_url(text) or parsed.is_blocked:
        return Discovered(url=url, problem=parsed.problem)
    announced = feeds_of_page(page.body, page.content_type, page.url)
    for candidate in dict.fromkeys([*announced, *(urljoin(page.url, guess) for guess in GUESSES)][:MOST]):
        found = await look(session, candidate, policy, now)
        if isinstance(found, Discovered) and found.problem is None:
            return found
    return Discovered(url=url, problem=f"{parsed.problem}; it names no feed that answers")


async def look(
    session: aiohttp.ClientSession, url: str, policy: Policy, now: dt.datetime
) -> Discovered | tuple[Fetched, Parsed]:
    """What is at an address: a feed or a failure, else the page and why it is no feed."""
    answer = await fetch(session, FeedState(feed_id="new", url=url, due_at=now), policy, now)
    if not isinstance(answer, Fetched):
        return Discovered(url=url, problem=getattr(answer, "reason", "nothing new"))
    feed = Feed(feed_id="new", name=url, url=url)
    parsed = parse_body(
        Body(content=answer.body, feed=feed, fetched_at=now, url=answer.url, content_type=answer.content_type)
    )
    if parsed.problem:
        return answer, parsed
    return Discovered(
        url=answer.moved_to or url,
        title=parsed.title,
        items=parsed.items,
        last_item_at=max((a.published_at for a in parsed.articles), default=None),
    )


def feeds_of_page(body: bytes, content_type: str, url: str) -> tuple[str, ...]:
    """Addresses of feeds that a page announces in its head, in its order."""
    content, _ = to_utf8(body, content_type)
    parser = etree.HTMLParser(recover=True, no_network=True, encoding="utf-8")
    try:
        root = etree.fromstring(content[:500_000], parser)
    except (etree.XMLSyntaxError, ValueError):
        return ()
    if root is None:
        return ()
    found = []
    for node in root.iter("link"):
        rel, kind = (node.get("rel") or "").lower().split(), (node.get("type") or "").lower().strip()
        if "alternate" in rel and kind in TYPES and (target := absolute(node.get("href") or "", url)):
            found.append(target)
    return tuple(dict.fromkeys(found))
