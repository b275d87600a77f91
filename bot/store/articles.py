"""Articles, their editions and the keys they are known by."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.model import Article, Fact
from bot.store.connection import Row, Store
from bot.store.facts import add_facts, facts_of, tags_of
from bot.store.rows import as_time, from_row, pack, stamp, to_column, to_row
from bot.store.words import joined, tag

IN_EDITIONS = frozenset({"text", "keys", "digest", "updated_at"})
"""Fields of an article that stand in `editions` and `article_keys`."""

LEAD = 400
"""Characters of the text that search knows beside title and evidence: the first two or three sentences."""

PAGE = 500
"""Articles read at a time; no cursor stays open between two pages, so that writers never wait for a reader."""


class Seen(StrEnum):
    """What an article is to the store."""

    NEW = "new"
    EDITED = "edited"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class Added:
    """What came of it. `article` is the article as stored: known articles keep their id, edited ones count up."""

    seen: Seen
    article: Article


def add_article(store: Store, article: Article, facts: Sequence[Fact] = ()) -> Added:
    """Store an article with the facts read from it, unless this text of it is stored already.

    An article that shares any key with a stored one is that one; a digest that none of its editions has makes
    it a new edition (the digests of all are looked at: a feed's summary and its page may take turns). It keeps
    the time of publication that was first told.
    """
    keys = [key_of(k) for k in article.keys or (f"id:{article.article_id}", f"url:{article.url}")]
    article = replace(article, digest=article.digest or digest_of(article))
    known = known_by(store, keys)
    if known is None:
        article = replace(article, article_id=free_id(store, article.article_id), edition=1)
        store.insert("articles", to_row(article, without=IN_EDITIONS))
        seen = Seen.NEW
    else:
        article = replace(article, article_id=known["article_id"], published_at=as_time(known["published_at"]))
        edition = edition_with(store, article)
        if edition is not None:
            add_keys(store, keys, article.article_id)
            return Added(Seen.KNOWN, replace(article, edition=edition))
        article = replace(article, edition=known["edition"] + 1)
        store.execute(
            "UPDATE articles SET edition = ?, title = ?, language = ?, credit = ?, notes = ? WHERE article_id = ?",
            (
                article.edition,
                article.title,
                article.language,
                article.credit,
                pack(article.notes),
                article.article_id,
            ),
        )
        seen = Seen.EDITED
    add_keys(store, keys, article.article_id)
    add_edition(store, article, facts)
    return Added(seen, article)


def add_edition(store: Store, article: Article, facts: Sequence[Fact]) -> None:
    """The text as it was seen now, its facts, and its words for search: an edition never changes afterwards."""
    number = store.insert(
        "editions",
        {
            "article_id": article.article_id,
            "edition": article.edition,
            "title": article.title,
            "text": article.text,
            "digest": article.digest,
            "updated_at": to_column(article.updated_at),
            "fetched_at": stamp(article.fetched_at),
        },
    )
    add_facts(store, article, facts)
    store.execute(
        "INSERT INTO article_words (rowid, words, tags) VALUES (?, ?, ?)",
        (number, words_for(article, facts), " ".join(sorted(tags_for(article, facts)))),
    )


def words_for(article: Article, facts: Sequence[Fact]) -> str:
    """What an edition is found by: title, lead, and the sentences of evidence behind it."""
    spans = sorted({f.evidence for f in facts if f.evidence.end > LEAD})
    return joined([article.title, article.text[:LEAD], *(article.text[s.start : s.end] for s in spans)])


def tags_for(article: Article, facts: Sequence[Fact]) -> set[str]:
    return {tag("outlet", article.outlet), *tags_of(facts)}


def known_by(store: Store, keys: Sequence[bytes]) -> Row | None:
    """The stored article that has one of the keys, the strongest first."""
    for key in keys:
        row = store.row(
            "SELECT article_id, edition, published_at FROM article_keys JOIN articles USING (article_id)"
            " WHERE key = ?",
            (key,),
        )
        if row is not None:
            return row
    return None


def edition_with(store: Store, article: Article) -> int | None:
    sql = "SELECT edition FROM editions WHERE article_id = ? AND digest = ?"
    edition: int | None = store.value(sql, (article.article_id, article.digest))
    return edition


def add_keys(store: Store, keys: Sequence[bytes], article_id: str) -> None:
    store.many("INSERT INTO article_keys VALUES (?, ?) ON CONFLICT DO NOTHING", [(k, article_id) for k in keys])


def key_of(key: str) -> bytes:
    """Keys are kept as 128-bit digests: millions of them are looked up, none is ever read."""
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def digest_of(article: Article) -> str:
    text = f"{article.title}\n{article.text}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, digest_size=16).hexdigest()


def free_id(store: Store, article_id: str) -> str:
    """The id itself, or with a number behind it where another article has it."""
    taken = article_id
    number = 1
    while store.value("SELECT 1 FROM articles WHERE article_id = ?", (taken,)):
        number += 1
        taken = f"{article_id}~{number}"
    return taken


def save_voice(store: Store, article_id: str, voice: str) -> None:
    """The origin an article speaks for: later copies of it speak for the same."""
    store.execute("UPDATE articles SET voice = ? WHERE article_id = ?", (voice, article_id))


# -- reading -------------------------------------------------------------------------------------------------

SELECT = """
    SELECT a.article_id, a.outlet, a.feed_id, a.url, e.title, coalesce(e.text, '') AS text, a.language, a.kind,
           a.side, a.published_at, e.updated_at, e.fetched_at, e.edition, a.credit, a.notes, e.digest, e.number,
           a.voice
    FROM editions AS e JOIN articles AS a USING (article_id)
"""


def get_article(store: Store, article_id: str, edition: int | None = None) -> Article | None:
    """The newest edition of an article, or the one asked for. A purged text reads as empty."""
    wanted = "a.edition" if edition is None else "?"
    row = store.row(
        f"{SELECT} WHERE a.article_id = ? AND e.edition = {wanted}",
        (article_id,) if edition is None else (article_id, edition),
    )
    return None if row is None else from_row(Article, row)


def find_article(store: Store, url_or_id: str) -> Article | None:
    """An article by its id or its address."""
    found = store.value("SELECT article_id FROM articles WHERE article_id = ?", (url_or_id,))
    found = found or store.value(
        "SELECT article_id FROM articles WHERE url = ? ORDER BY number DESC", (url_or_id,)
    )
    return None if found is None else get_article(store, found)


@dataclass(frozen=True, slots=True)
class Remembered:
    """A stored article with what was read from it and the origin it speaks for (see `Outcome.voice`)."""

    article: Article
    facts: tuple[Fact, ...]
    voice: str | None


def recent_articles(store: Store, since: dt.datetime, until: dt.datetime | None = None) -> Iterator[Remembered]:
    """Editions fetched from `since` to before `until`, in order of arrival. Read lazily, some hundreds at a time.

    Editions whose text was purged are left out.
    """
    for row in recent_rows(store, since, until):
        article = from_row(Article, row)
        yield Remembered(article, facts_of(store, article.article_id, article.edition), row["voice"])


def recent_texts(store: Store, since: dt.datetime) -> Iterator[Article]:
    """The same without what was read from them, for who reads them anew."""
    return (from_row(Article, row) for row in recent_rows(store, since))


def count_texts(store: Store, since: dt.datetime) -> int:
    """How many `recent_texts` gives."""
    sql = "SELECT count(*) FROM editions WHERE fetched_at >= ? AND text IS NOT NULL"
    return int(store.value(sql, (stamp(since),)))


def recent_rows(store: Store, since: dt.datetime, until: dt.datetime | None = None) -> Iterator[Row]:
    place = (stamp(since), 0)
    end = "9999" if until is None else stamp(until)
    while page := store.rows(
        f"{SELECT} WHERE (e.fetched_at, e.number) > (?, ?) AND e.fetched_at < ? AND e.text IS NOT NULL"
        " ORDER BY e.fetched_at, e.number LIMIT ?",
        (*place, end, PAGE),
    ):
        yield from page
        place = (page[-1]["fetched_at"], page[-1]["number"])
