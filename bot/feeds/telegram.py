"""The preview page of a public Telegram channel (`t.me/s/NAME`) -> entries.

Telegram documents no format for it; the class names below have been stable for years. A page without any
of them is named as a problem, never read as "no news".
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

from bot.feeds.text import text_of, tidy
from bot.model import Entry

ADDRESS = re.compile(r"^(?:https?://)?(?:t\.me|telegram\.me|telegram\.dog)/(?:s/)?([A-Za-z]\w{3,31})/?$")
MARK = b"tgme_widget_message"
TEXTS = (
    "tgme_widget_message_text",
    "tgme_widget_message_poll_question",
    "tgme_widget_message_document_title",
)
"""Where a message says something: its text or caption, a poll, the name of a file."""
EDITED = re.compile(r"\bedited\b|змінено|изменено")
MOST = 200
"""Messages of a page that are read; a preview shows 20."""
CHANNEL_MARK = b"tgme_channel_info"


@dataclass(frozen=True, slots=True)
class Preview:
    """What a preview page shows. `entries` are oldest first, as the page has them."""

    title: str
    entries: tuple[Entry, ...]
    problem: str | None = None


def preview_url(name: str) -> str | None:
    """The preview page of a channel given as `@name`, `t.me/name` or `https://t.me/s/name`; None for others."""
    if found := ADDRESS.match(name.strip()):
        return f"https://t.me/s/{found[1]}"
    if found := re.fullmatch(r"@([A-Za-z]\w{3,31})", name.strip()):
        return f"https://t.me/s/{found[1]}"
    return None


def is_preview(body: bytes) -> bool:
    return MARK in body or CHANNEL_MARK in body or b"tgme_page" in body


def read_preview(body: bytes) -> Preview:
    """Entries of a preview page in UTF-8. Never raises."""
    parser = etree.HTMLParser(recover=True, no_network=True, remove_comments=True, encoding="utf-8")
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        return Preview("", (), "a page of t.me that cannot be read")
    page = by_class(root)
    title = first_text(page, "tgme_channel_info_header_title") or first_text(page, "tgme_page_title")
    messages = page.get("tgme_widget_message", [])
    if not messages and "tgme_channel_info" not in page:
        return Preview(title, (), "the channel has no public preview (private, renamed, or closed by its owner)")
    entries = tuple(entry for message in messages[-MOST:] if (entry := read_message(message)) is not None)
    return Preview(title, entries)


def read_message(message: Any) -> Entry | None:
    """One message; None for service messages and for those that the preview does not show."""
    post = message.get("data-post", "")
    if not post or "service_message" in message.get("class", ""):
        return None
    parts = by_class(message, skipped="tgme_widget_message_reply")
    shown = [node for name in TEXTS for node in parts.get(name, ())]
    body = tidy("\n\n".join(text_of(node) for node in shown))
    if not body:
        return None
    meta = " ".join(text_of(node) for node in parts.get("tgme_widget_message_meta", ()))
    url = f"https://t.me/{post}"
    return Entry(
        guid=url,
        url=url,
        body=body,
        published_at=read_time(message),
        author=first_text(parts, "tgme_widget_message_from_author") or None,
        forwarded_from=first_text(parts, "tgme_widget_message_forwarded_from_name") or None,
        notes=("edited",) if EDITED.search(meta) else (),
    )


def read_time(message: Any) -> dt.datetime | None:
    """The time of the message itself: the last with a date (a quoted reply shows none, a video its length)."""
    for node in reversed(list(message.iter("time"))):
        try:
            return dt.datetime.fromisoformat(node.get("datetime", "")).astimezone(dt.UTC)
        except ValueError:
            continue
    return None


def by_class(root: Any, skipped: str = "") -> dict[str, list[Any]]:
    """The outermost elements of each of Telegram's classes, in the page's order; none inside a `skipped` one.

    One walk over the page: lxml's XPath sorts what it finds in quadratic time.
    """
    found: dict[str, list[Any]] = {}
    inside: dict[str, int] = {}
    for event, node in etree.iterwalk(root, events=("start", "end")):
        names = [name for name in (node.get("class") or "").split() if name.startswith("tgme_")]
        for name in names:
            inside[name] = inside.get(name, 0) + (1 if event == "start" else -1)
            if event == "start" and inside[name] == 1 and node is not root and not inside.get(skipped):
                found.setdefault(name, []).append(node)
    return found


def first_text(page: dict[str, list[Any]], name: str) -> str:
    nodes = page.get(name)
    return tidy(text_of(nodes[0])) if nodes else ""
