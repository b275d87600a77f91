"""JSON Feed (versions 1 and 1.1) -> entries."""

from __future__ import annotations

import json
from typing import Any

from bot.feeds.dates import read_date
from bot.model import Entry

Json = dict[str, Any]


def is_json(body: bytes) -> bool:
    return body[:1] == b"{"


def read_json_feed(body: bytes, country: str | None = None) -> tuple[Json, list[Json]] | None:
    """The feed's own values and its items; None where it is no JSON Feed. Never raises."""
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        return None
    return feed, [item for item in feed["items"] if isinstance(item, dict)]


def read_json_item(item: Json, country: str | None = None) -> Entry:
    published = read_date(text(item, "date_published"), country)
    updated = read_date(text(item, "date_modified"), country)
    authors = item.get("authors") or [item.get("author")]
    first = authors[0] if isinstance(authors, list) and authors else None
    return Entry(
        guid=text(item, "id") or None,
        url=text(item, "url") or text(item, "external_url") or None,
        title=text(item, "title"),
        body=text(item, "content_html") or text(item, "content_text") or text(item, "summary"),
        published_at=published[0] if published else None,
        updated_at=updated[0] if updated else None,
        author=text(first, "name") or None if isinstance(first, dict) else None,
    )


def text(item: Json, key: str) -> str:
    value = item.get(key)
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""
