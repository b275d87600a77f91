"""The flow of a replay: articles through the real pipeline on a clock that their times of arrival drive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from bot.alerts.due import next_due
from bot.feeds.keys import digest_of
from bot.model import Article, Revision
from bot.pipeline.take import Arrival, Newsdesk, open_desk, take_due, take_in
from bot.reading.read import read
from bot.rulebook import Rulebook
from bot.store import Store

LONGEST_WAIT = dt.timedelta(days=30)
"""How far the clock runs on after the last article; nothing that waits is due later."""


def replay(store: Store, book: Rulebook, articles: Iterable[Article]) -> Iterator[Revision]:
    """Every revision that the articles bring about, in order. They come in order of `fetched_at`.

    Nothing is learned as backlog. Between two articles, what waited and is due comes first; after the last
    one the clock runs on until nothing waits.
    """
    desk: Newsdesk | None = None
    now = dt.datetime.min.replace(tzinfo=dt.UTC)
    for article in articles:
        now = max(now, article.fetched_at)
        if desk is None:
            desk = open_desk(store, book, now)
        yield from until(store, desk, now)
        reading = read(book.reader, article.text, article.written_at, article.language, article.side)
        yield from take_in(store, desk, [Arrival((article,), (reading,))], now)
    if desk is not None:
        yield from until(store, desk, now + LONGEST_WAIT)


def until(store: Store, desk: Newsdesk, end: dt.datetime) -> Iterator[Revision]:
    """What is due up to and including `end`, each at its own time."""
    last = None
    while (due := next_due(desk.ledger)) is not None and due <= end and due != last:
        yield from take_due(store, desk, due)
        last = due


def articles_of(lines: Iterable[dict[str, object]]) -> Iterator[Article]:
    """Articles from plain lines: id, text, and outlet, feed, url, lang, title, published, fetched where known.

    A page that comes again under its address with other words is a later edition of it. Raises ValueError for
    a time that cannot be read.
    """
    editions: dict[str, tuple[int, str]] = {}
    for number, line in enumerate(lines, 1):
        article = article_of(line, number)
        if not article.url:
            yield article
            continue
        edition, digest = editions.get(article.url, (0, ""))
        if digest != article.digest:
            edition += 1
        editions[article.url] = (edition, article.digest)
        yield replace(article, edition=edition)


def article_of(line: dict[str, object], number: int) -> Article:
    def text(name: str) -> str:
        return str(line.get(name) or "")

    published = moment(text("published") or text("fetched"))
    fetched = moment(text("fetched")) if line.get("fetched") else published
    outlet = text("outlet") or urlsplit(text("url")).hostname or "replay"
    article_id = text("id") or str(number)
    return Article(
        article_id=article_id,
        outlet=outlet,
        feed_id=text("feed") or outlet,
        url=text("url"),
        title=text("title"),
        text=text("text") or text("title"),
        language=text("lang") or None,
        kind=text("kind") or "independent",
        side=text("side") or None,
        published_at=published,
        fetched_at=fetched,
        keys=(f"replay:{article_id}",),
        digest=digest_of(text("title"), text("text")),
    )


def moment(text: str) -> dt.datetime:
    at = dt.datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)
