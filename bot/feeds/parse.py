"""A fetched body -> articles, whatever its format. Pure: no clock, no network, no file."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from hashlib import blake2b

from bot.feeds.body import Body, Found, Parsed
from bot.feeds.challenge import CHALLENGE
from bot.feeds.clean import clean
from bot.feeds.encoding import to_utf8
from bot.feeds.jsonfeed import is_json, read_json_feed, read_json_item, text
from bot.feeds.rss import find_xml, without_doctype
from bot.feeds.telegram import is_preview, read_preview
from bot.model import Article


def parse_body(body: Body) -> Parsed:
    """Read what is new in a body: split, parse, clean. Never raises for what a server may send."""
    found = find_entries(body)
    articles = [
        article
        for entry in found.entries
        if (article := clean(entry, body.feed, body.fetched_at, base=body.url, shared=found.shared)) is not None
    ]
    if found.newest_first:
        articles.reverse()
    articles.sort(key=lambda article: article.published_at)
    return Parsed(
        articles=tuple(apart(list(once(articles)))),
        item_digests=found.digests,
        items=found.items,
        format=found.format,
        title=found.title,
        wishes=found.wishes,
        notes=found.notes,
        problem=found.problem,
        is_blocked=found.is_blocked,
    )


def once(articles: Iterable[Article]) -> Iterable[Article]:
    """Items that come twice in one body, once."""
    seen: set[tuple[str, str]] = set()
    for article in articles:
        if (article.keys[0], article.digest) not in seen:
            seen.add((article.keys[0], article.digest))
            yield article


def apart(articles: list[Article]) -> list[Article]:
    """Two items of one body that tell the same at the same minute under guids and addresses of their own are two.

    Their common words are then no key. Between two bodies it would be one item whose guid and address changed.
    """
    counted = Counter(key for article in articles for key in article.keys)
    return [
        replace(article, keys=tuple(k for k in article.keys if counted[k] == 1 or not k.startswith("c:")))
        if len(article.keys) > 1 and counted[article.keys[-1]] > 1
        else article
        for article in articles
    ]


def find_entries(body: Body) -> Found:
    """The new entries of a body in any of the formats, or why there are none."""
    content, _ = to_utf8(body.content, body.content_type)
    if not content.strip():
        return Found(problem="an empty answer")
    if is_json(content):
        return find_json(body, content)
    head = content[:2000].lower()
    if b"<html" in head or b"<!doctype html" in head:
        return find_page(body, content)
    plain = without_doctype(content)
    if plain is None:
        return Found(problem="it declares entities (<!DOCTYPE [...]>), which are refused")
    return find_xml(body, plain)


def find_json(body: Body, content: bytes) -> Found:
    read = read_json_feed(content, body.feed.country)
    if read is None:
        return Found(problem="JSON, but no JSON Feed")
    feed, items = read
    digests = [hash_of(json.dumps(item, sort_keys=True)) for item in items]
    fresh = [item for item, digest in zip(items, digests, strict=True) if digest not in body.known]
    everyone = [read_json_item(item, body.feed.country) for item in items]
    counted = Counter(value for entry in everyone for value in {entry.guid, entry.url} if value)
    return Found(
        entries=tuple(read_json_item(item, body.feed.country) for item in fresh[: body.most_items]),
        digests=tuple(digests),
        items=len(items),
        format="json",
        title=text(feed, "title"),
        shared=frozenset(value for value, count in counted.items() if count > 1),
    )


def find_page(body: Body, content: bytes) -> Found:
    """HTML: a Telegram preview, a challenge, or a page where a feed was."""
    if is_preview(content):
        preview = read_preview(content)
        digests = tuple(hash_of(repr(entry)) for entry in preview.entries)
        fresh = [e for e, digest in zip(preview.entries, digests, strict=True) if digest not in body.known]
        return Found(
            entries=tuple(fresh),
            digests=digests,
            items=len(digests),
            format="telegram",
            title=preview.title,
            problem=preview.problem,
            newest_first=False,
        )
    if CHALLENGE.search(content[: 2**16]):
        return Found(problem="a page that wants proof of a human being instead of the feed", is_blocked=True)
    return Found(problem="a web page, not a feed")


def hash_of(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()
