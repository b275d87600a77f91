"""Feeds, entries and articles."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A URL we poll."""

    feed_id: str
    """A short stable name, unique among the feeds (`kpszsu`, `bbc-world`)."""
    name: str
    url: str
    language: str | None = None
    country: str | None = None
    kind: str = "independent"
    """`official`, `agency`, `independent` or `state`."""
    side: str | None = None
    """`UA` or `RU` where the outlet speaks for or from one side, else None."""
    law: tuple[str, ...] = ()
    """Where passing on its content is restricted; such a feed is off until the operator turns it on."""
    on: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item as the feed gave it; texts may hold HTML, dates may be absent. Times are aware UTC."""

    guid: str | None = None
    url: str | None = None
    title: str = ""
    body: str = ""
    published_at: dt.datetime | None = None
    updated_at: dt.datetime | None = None
    author: str | None = None
    forwarded_from: str | None = None
    notes: tuple[str, ...] = ()
    """What had to be mended while parsing (a future date, a cut text)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An entry cleaned: plain text, one URL, one key. Times are aware UTC.

    `text` is what facts are read from; where the entry has a title only, it is the title.
    """

    article_id: str
    outlet: str
    """Who published it (a feed's name, a host, a channel): one outlet tells a thing once."""
    feed_id: str
    url: str
    title: str
    text: str
    language: str | None = None
    kind: str = "independent"
    side: str | None = None
    published_at: dt.datetime
    updated_at: dt.datetime | None = None
    fetched_at: dt.datetime
    edition: int = 1
    """1 as first seen; one more each time its title or text was edited."""
    credit: str | None = None
    """The wire or source the article credits (forwarded from, "Reuters"), where told."""
    notes: tuple[str, ...] = field(default=())
    keys: tuple[str, ...] = ()
    """What it is known by, strongest first; an article that shares any key with a stored one is that one."""
    digest: str = ""
    """Of title and text without case, spaces and footers: another digest is another edition."""

    @property
    def written_at(self) -> dt.datetime:
        """When the text as we have it was written, never later than it was fetched.

        A later edition counts from the feed's `updated`, or where there is none from the fetch that saw it.
        """
        written = self.published_at
        if self.edition > 1:
            written = self.updated_at or self.fetched_at
        return min(written, self.fetched_at)
