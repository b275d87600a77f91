"""OPML, the list of feeds that every reader imports and exports."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable
from dataclasses import replace
from urllib.parse import urlsplit
from xml.sax.saxutils import quoteattr

from lxml import etree

from bot.feeds.encoding import to_utf8
from bot.feeds.fetch import refuse_url
from bot.feeds.rss import REFERENCE, real_character, without_doctype
from bot.feeds.telegram import preview_url
from bot.model import Feed

OWN = "tocsin"
"""Prefix of attributes that other readers pass over: kind, side, country, law and on come back on import."""


def read_opml(content: bytes) -> tuple[tuple[Feed, ...], tuple[str, ...]]:
    """The feeds of an OPML file, and a line for each outline that is none. Never raises."""
    body, _ = to_utf8(content)
    plain = without_doctype(body)
    if plain is None:
        return (), ("it declares entities (<!DOCTYPE [...]>), which are refused",)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(REFERENCE.sub(real_character, plain), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or str(root.tag).lower() != "opml":
        return (), ("no OPML file: its outermost element is <opml>",)
    feeds: dict[str, Feed] = {}
    problems: list[str] = []
    for node in root.iter("outline"):
        given = {str(name).lower(): str(value).strip() for name, value in node.attrib.items()}
        url = given.get("xmlurl", "")
        name = given.get("title") or given.get("text") or url
        if not url:
            continue  # a folder
        if refusal := refuse_url(url):
            problems.append(f"{name}: {refusal}")
        elif url not in {feed.url for feed in feeds.values()}:
            feed = feed_of(url, name, given, feeds)
            feeds[feed.feed_id] = feed
    return tuple(feeds.values()), tuple(problems)


def feed_of(url: str, name: str, given: dict[str, str], taken: Container[str]) -> Feed:
    kind, side = given.get("tocsinkind", ""), given.get("tocsinside", "")
    law = tuple(part.strip() for part in given.get("tocsinlaw", "").split(";") if part.strip())
    language = given.get("language", "")[:2].lower()
    feed = make_feed(url, name, taken, given.get("tocsinid"))
    return replace(
        feed,
        language=language or None,
        country=given.get("tocsincountry") or None,
        kind=kind if kind in ("official", "agency", "independent", "state") else "independent",
        side=side if side in ("UA", "RU") else None,
        law=law,
        on=given.get("tocsinon", "no" if law else "yes") == "yes",
    )


def make_feed(url: str, name: str, taken: Container[str], feed_id: str | None = None) -> Feed:
    """A feed of this address and name with an id that is not `taken`."""
    wanted = slug(feed_id or "") or slug(name) or slug(urlsplit(url).hostname or "") or "feed"
    free = wanted
    number = 2
    while free in taken:
        free, number = f"{wanted}-{number}", number + 1
    return Feed(feed_id=free, name=" ".join(name.split())[:120] or url, url=preview_url(url) or url)


def slug(text: str) -> str:
    """`Kyiv Independent` -> `kyiv-independent`; letters outside ASCII go, as ids are typed in chats."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")


def write_opml(feeds: Iterable[Feed], title: str = "Tocsin") -> str:
    """The feeds as OPML 2.0, a line for each."""
    lines = [outline(feed) for feed in feeds]
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<opml version="2.0">',
            f"<head><title>{title}</title></head>",
            "<body>",
            *lines,
            "</body>",
            "</opml>",
            "",
        ]
    )


def outline(feed: Feed) -> str:
    attributes = {
        "type": "rss",
        "text": feed.name,
        "title": feed.name,
        "xmlUrl": feed.url,
        "language": feed.language,
        f"{OWN}Id": feed.feed_id,
        f"{OWN}Country": feed.country,
        f"{OWN}Kind": feed.kind,
        f"{OWN}Side": feed.side,
        f"{OWN}Law": "; ".join(feed.law) or None,
        f"{OWN}On": "yes" if feed.on else "no",
    }
    said = " ".join(f"{name}={quoteattr(printable(value))}" for name, value in attributes.items() if value)
    return f"  <outline {said}/>"


def printable(text: str) -> str:
    """Without what no XML may hold."""
    return "".join(c if c.isprintable() else " " for c in text)
