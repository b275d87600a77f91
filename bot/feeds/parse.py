"""A fetched body -> articles. The only file that knows feedparser. Pure: no clock, no network, no file."""

from __future__ import annotations

import calendar
import contextlib
import datetime as dt
import io
import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from html import escape
from typing import Any

import feedparser

from bot.feeds.challenge import CHALLENGE
from bot.feeds.clean import clean
from bot.feeds.dates import read_date
from bot.feeds.encoding import to_utf8
from bot.feeds.jsonfeed import is_json, read_json_feed, read_json_item, text
from bot.feeds.split import is_too_deep, split
from bot.feeds.telegram import is_preview, read_preview
from bot.feeds.wishes import Wishes, read_wishes
from bot.model import Article, Entry, Feed

MOST_ITEMS = 500
LONGEST_ADDRESS = 2000
MOST_COMPARED = 200
"""Items among which a shared guid or link is looked for: enough to notice, few enough to be quick."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What a worker needs to read one fetched body; plain and picklable."""

    content: bytes
    feed: Feed
    fetched_at: dt.datetime
    url: str = ""
    content_type: str = ""
    known: tuple[str, ...] = ()
    """Digests of the items of the last body: they are not read again."""
    is_cut: bool = False
    most_items: int = MOST_ITEMS
    page_of: Article | None = None
    """Set where the body is the page of an article, whose summary stood in the feed (see `bot.feeds.page`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What a body holds that is new. `item_digests` are all items of the body, known and new."""

    articles: tuple[Article, ...] = ()
    """Oldest first, as far as the feed tells."""
    item_digests: tuple[str, ...] = ()
    items: int = 0
    """Items in the body, known ones included."""
    format: str = ""
    title: str = ""
    wishes: Wishes = field(default_factory=Wishes)
    notes: tuple[str, ...] = ()
    problem: str | None = None
    """Why this is no feed, in plain words."""
    is_blocked: bool = False
    """The problem is a page that wants proof of a human being."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Entries of a body in the order of the body, before they are cleaned."""

    entries: tuple[Entry, ...] = ()
    digests: tuple[str, ...] = ()
    items: int = 0
    format: str = ""
    title: str = ""
    shared: frozenset[str] = frozenset()
    wishes: Wishes = field(default_factory=Wishes)
    notes: tuple[str, ...] = ()
    problem: str | None = None
    is_blocked: bool = False
    newest_first: bool = True


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


# -- RSS, RDF, Atom ------------------------------------------------------------------------------------------

PROLOG = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
DOCTYPE = re.compile(rb"<!DOCTYPE\s[^\[<>]*>", re.IGNORECASE)


def without_doctype(content: bytes) -> bytes | None:
    """The body without its document type, which says nothing we need; None where it declares entities.

    Entities of its own let a small body grow without end, or read files; no honest feed of today has them.
    """
    start = PROLOG.match(content).end()  # type: ignore[union-attr]  # it matches nothing, too
    if content[start : start + 9].upper() != b"<!DOCTYPE":
        return content
    found = DOCTYPE.match(content, start)
    return content[:start] + content[found.end() :] if found else None


def find_xml(body: Body, content: bytes) -> Found:
    if is_too_deep(content):
        return Found(problem="elements lie in each other without end")
    cut = split(content)
    notes = ["cut off in the middle; the last item is left for next time"] if cut.is_cut or body.is_cut else []
    rest, kept = cut.without(frozenset(body.known), body.most_items)
    if cut.items and not kept:
        return Found(digests=cut.digests, items=len(cut.items), format="xml", wishes=read_wishes(content))
    fresh = sum(digest not in body.known for digest in cut.digests)
    if fresh > kept:
        notes.append(f"{fresh} new items at once; the first {kept} were read")
    parsed = run_feedparser(rest, body)
    if parsed is None:
        return Found(problem="breaks the feed parser", notes=tuple(notes))
    entries = parsed.entries[: body.most_items]
    if not parsed.version and not entries:
        return Found(problem="neither RSS nor Atom", notes=tuple(notes))
    whole = cut.chunks() if cut.items else []
    return Found(
        entries=tuple(read_entry(entry, body.feed) for entry in entries),
        digests=cut.digests,
        items=len(cut.items) or len(parsed.entries),
        format=parsed.version or "xml",
        title=parsed.feed.get("title", ""),
        shared=shared_in_chunks(entries, whole) if whole else shared_of(entries),
        wishes=read_wishes(content),
        notes=tuple(notes),
    )


REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")


def run_feedparser(content: bytes, body: Body) -> Any:
    """feedparser on a stream (of text or bytes it would look whether they name a file, and open it), its sanitizer
    and resolver off: both cost up to half of the time and we keep no HTML. None where it breaks on what a server sent.
    """
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": body.url or body.feed.url}
    if b"&#" in content:
        content = REFERENCE.sub(real_character, content)
    try:
        return feedparser.parse(
            io.BytesIO(content), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception:  # the border of other people's bytes in other people's code; the feed's problem is told
        return None


def real_character(found: re.Match[bytes]) -> bytes:
    """A numeric reference, or nothing where there is no such character: feedparser breaks on `&#xFFFFFFFF;`."""
    digits = (found[1] or found[2]).lstrip(b"0")
    if not digits or len(digits) > 7:
        return b""
    number = int(digits, 16 if found[1] else 10)
    return b"" if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF else found[0]


def read_entry(entry: Any, feed: Feed) -> Entry:
    notes: list[str] = []
    get = entry.get
    published = moment(entry, ("published", "created"), feed, notes)
    updated = moment(entry, ("updated",), feed, notes)
    bodies = [part.get("value") or "" for part in get("content", ())] + [dict.get(entry, "summary") or ""]
    source = get("source") or {}
    return Entry(
        guid=address(get("id")),
        url=address(get("link")),
        title=get("title") or "",
        body=max(bodies, key=len),
        published_at=published or updated,
        updated_at=updated if published else None,
        author=get("author") or source.get("title") or None,
        notes=tuple(notes),
    )


def address(value: str | None) -> str | None:
    """A guid or link, unless it is longer than any that identifies something."""
    return value if value and len(value) <= LONGEST_ADDRESS else None


def moment(entry: Any, names: tuple[str, ...], feed: Feed, notes: list[str]) -> dt.datetime | None:
    """The first of these dates that can be read. feedparser reads EET and MSK as UTC: it is asked last."""
    for name in names:
        if not (stated := dict.get(entry, name)):
            continue
        if found := read_date(stated, feed.country):
            if not found[1]:
                notes.append(f"dated {stated[:40]!r} without a zone")
            return found[0]
        if parts := dict.get(entry, f"{name}_parsed"):
            with contextlib.suppress(ValueError, OverflowError):  # the year 0, or 99999
                return dt.datetime.fromtimestamp(calendar.timegm(parts), dt.UTC)
        notes.append(f"unreadable date {stated[:40]!r}")
    return None


def for_feedparser(stated: str) -> tuple[int, ...] | None:
    """Our reading in feedparser's terms, so that its ten slow ones are tried for what we cannot read only."""
    found = read_date(stated)
    return tuple(found[0].utctimetuple()) if found else None


feedparser.registerDateHandler(for_feedparser)
# it would look for a parser that nobody has, on the whole import path and for every body: a tenth of its time
feedparser.api.PREFERRED_XML_PARSERS = []


def shared_of(entries: Iterable[Any]) -> frozenset[str]:
    """Guids and links that several entries bear."""
    counted = Counter(v for entry in entries for v in {address(entry.get("id")), address(entry.get("link"))} if v)
    return frozenset(value for value, count in counted.items() if count > 1)


def shared_in_chunks(entries: Iterable[Any], chunks: list[bytes]) -> frozenset[str]:
    """The same where most items of the body were left out: looked up in their bytes."""
    values = {v for entry in entries for v in (address(entry.get("id")), address(entry.get("link"))) if v}
    return frozenset(value for value in values if is_shared(value, chunks))


BEARING = re.compile(
    rb"<(?:guid|id|link)\b[^<>]*>((?:\s*<!\[CDATA\[)?[^<]*)</|<link\b[^<>]*href\s*=\s*[\"']([^\"'<>]*)[\"']"
)
"""What names an item: one pattern for all values, since compiling one for each took a third of reading a body."""


def is_shared(value: str, chunks: list[bytes]) -> bool:
    raw = {value.encode("utf-8", "replace"), escape(value, quote=False).encode("utf-8", "replace")}
    likely = (chunk for chunk in chunks[:MOST_COMPARED] if any(form in chunk for form in raw))
    return sum(any(named(found) in raw for found in BEARING.finditer(chunk)) for chunk in likely) > 1


def named(found: re.Match[bytes]) -> bytes:
    text: bytes = found[2] if found[1] is None else found[1]
    return text.strip().removeprefix(b"<![CDATA[").removesuffix(b"]]>").strip()


# -- JSON Feed and pages --------------------------------------------------------------------------------------


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
