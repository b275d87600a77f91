"""A fetched body on its way to articles: what is given, what is found in it, what comes of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from bot.feeds.wishes import Wishes
from bot.model import Article, Entry, Feed

MOST_ITEMS = 500


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
