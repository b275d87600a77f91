"""RSS, RDF and Atom -> entries. The only file that knows feedparser."""

from __future__ import annotations

import calendar
import contextlib
import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Iterable
from html import escape
from typing import Any

import feedparser

from bot.feeds.body import Body, Found
from bot.feeds.dates import read_date
from bot.feeds.split import is_too_deep, split
from bot.feeds.wishes import read_wishes
from bot.model import Entry, Feed

LONGEST_ADDRESS = 2000
MOST_COMPARED = 200
"""Items among which a shared guid or link is looked for: enough to notice, few enough to be quick."""

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
