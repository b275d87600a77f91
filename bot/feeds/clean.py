"""entry -> article: plain text, one URL, its keys, a believable time."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Container
from hashlib import blake2b

from bot.feeds.keys import digest_of, keys_of
from bot.feeds.language import guess_language
from bot.feeds.text import plain_text, without_footer
from bot.feeds.urls import absolute
from bot.model import Article, Entry, Feed

FUTURE = dt.timedelta(minutes=2)
"""Clocks differ by so much; what is further ahead is a mistake of the feed."""
OLDEST = dt.datetime(1995, 1, 1, tzinfo=dt.UTC)
"""Before the first news feed: an epoch, a zero or a typing error."""
TITLE_LENGTH = 160

WIRES = re.compile(
    r"\b(Reuters|AFP|Agence France-Presse|Associated Press|Bloomberg|dpa|Ukrinform|Interfax-Ukraine|Interfax|TASS|"
    r"RIA Novosti|Укрінформ|Укринформ|Інтерфакс-Україна|Интерфакс-Украина|Интерфакс|ТАСС|РИА Новости|УНІАН|УНИАН|"
    r"РБК-Україна|РБК-Украина)\b|\((AP)\)"
)
DATELINE = 160
"""Characters at the start of a text in which an agency is a credit and no mention: "KYIV (Reuters) - "."""


def clean(
    entry: Entry, feed: Feed, fetched_at: dt.datetime, *, base: str = "", shared: Container[str] = ()
) -> Article | None:
    """The article of an entry; None where it has neither title nor text."""
    title = " ".join(plain_text(entry.title).split())
    text = without_footer(plain_text(entry.body))
    if not title and not text:
        return None
    notes = list(entry.notes)
    published_at = believable(entry.published_at, fetched_at, notes)
    updated_at = believable(entry.updated_at, fetched_at, None)
    digest = digest_of(title, text)
    url = absolute(entry.url or entry.guid or "", base or feed.url) or feed.url
    keys = keys_of(entry, feed, url, digest, published_at, shared)
    return Article(
        article_id=blake2b(keys[0].encode("utf-8", "replace"), digest_size=8).hexdigest(),
        outlet=feed.name,
        feed_id=feed.feed_id,
        url=url,
        title=title or first_line(text),
        text=whole_text(title, text),
        language=guess_language(f"{title}\n{text}", feed.language),
        kind=feed.kind,
        side=feed.side,
        published_at=published_at or fetched_at,
        updated_at=updated_at,
        fetched_at=fetched_at,
        credit=credit_of(entry, text),
        notes=tuple(notes),
        keys=keys,
        digest=digest,
    )


def believable(moment: dt.datetime | None, fetched_at: dt.datetime, notes: list[str] | None) -> dt.datetime | None:
    """The moment as stated, unless it cannot be: then None or the fetch, with a note of what was stated."""
    if moment is None:
        if notes is not None:
            notes.append("no date; taken as written when fetched")
        return None
    if moment < OLDEST:
        if notes is not None:
            notes.append(f"dated {moment:%Y-%m-%d}, which cannot be; taken as written when fetched")
        return None
    if moment > fetched_at + FUTURE:
        if notes is not None:
            notes.append(f"dated {moment:%Y-%m-%d %H:%M} UTC, in the future; taken as written when fetched")
        return fetched_at
    return min(moment, fetched_at)


SHORT = 300
"""A text below so many characters is a summary, which leans on its title."""
DIGITS = re.compile(r"\d+")


def whole_text(title: str, text: str) -> str:
    """What facts are read from. The title belongs to it where the text does not repeat what it says.

    "Russia launches 97 drones at Ukraine" over a summary that tells of the damage alone: the figure stands in the
    title and nowhere else.
    """
    if not text or not title:
        return text or title
    if title.rstrip(".…").lower() in text.lower():
        return text
    figures = set(DIGITS.findall(text))
    is_needed = len(text) < SHORT or any(figure not in figures for figure in DIGITS.findall(title))
    return f"{title}\n\n{text}" if is_needed else text


def first_line(text: str) -> str:
    """A title for what has none: its first line, cut at a word."""
    line = text.partition("\n")[0]
    return line if len(line) <= TITLE_LENGTH else line[:TITLE_LENGTH].rsplit(" ", 1)[0] + "…"


def credit_of(entry: Entry, text: str) -> str | None:
    """Whom the article names as its source: forwarded from, the author where that is an agency, the dateline."""
    if entry.forwarded_from:
        return entry.forwarded_from
    found = WIRES.search(entry.author or "") or WIRES.search(text[:DATELINE])
    return (found[1] or found[2]) if found else None
