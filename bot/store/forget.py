"""Forget a chat for good, and purge what need not be kept."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from bot.store.connection import Store
from bot.store.rows import as_time, stamp

ROUNDS = 2000
"""Of PBKDF2, about two milliseconds: chat ids are short numbers, and a plain hash of them is soon guessed."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A chat that asked to be forgotten: all that is kept of it."""

    digest: bytes
    salt: str
    at: dt.datetime


def forget_chat(store: Store, chat_id: str, now: dt.datetime) -> bool:
    """Delete everything about a chat and keep a hash, so that a restored backup does not bring it back.

    True where we knew it. Alerts do not name chats, so the history stays whole.
    """
    known = store.execute("DELETE FROM chats WHERE chat_id = ?", (chat_id,)).rowcount > 0  # the rest goes with it
    store.execute("DELETE FROM audit WHERE chat_id = ?", (chat_id,))
    salt = store.value("SELECT salt FROM forgotten LIMIT 1") or secrets.token_hex(16)
    add_forgotten(store, [Forgotten(digest_of(chat_id, salt), salt, now)])
    return known


def load_forgotten(store: Store) -> tuple[Forgotten, ...]:
    rows = store.rows("SELECT digest, salt, forgotten_at FROM forgotten")
    return tuple(Forgotten(bytes(r["digest"]), r["salt"], as_time(r["forgotten_at"])) for r in rows)


def add_forgotten(store: Store, forgotten: Iterable[Forgotten]) -> None:
    """Add to the list; the later time counts where a chat was forgotten twice."""
    store.many(
        "INSERT INTO forgotten VALUES (?, ?, ?) ON CONFLICT DO UPDATE"
        " SET forgotten_at = max(forgotten_at, excluded.forgotten_at)",
        [(f.digest, f.salt, stamp(f.at)) for f in forgotten],
    )


def forget_again(store: Store, forgotten: Iterable[Forgotten], now: dt.datetime) -> int:
    """Apply the list of another database to this one (a restored backup). Returns how many chats went.

    A chat that came back after it was forgotten stays.
    """
    forgotten = tuple(forgotten)
    add_forgotten(store, forgotten)
    by_digest = {f.digest: f.at for f in forgotten}
    salts = {f.salt for f in forgotten}
    gone = 0
    rows = store.rows(
        "SELECT chat_id, created_at AS since FROM chats UNION"
        " SELECT chat_id, max(at) FROM audit WHERE chat_id NOT IN (SELECT chat_id FROM chats) GROUP BY chat_id"
    )
    for row in rows if forgotten else ():
        times = [by_digest[d] for salt in salts if (d := digest_of(row["chat_id"], salt)) in by_digest]
        if times and as_time(row["since"]) <= max(times):
            forget_chat(store, row["chat_id"], now)
            gone += 1
    return gone


def digest_of(chat_id: str, salt: str) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", chat_id.encode(), salt.encode(), ROUNDS, dklen=16)


# -- retention ---------------------------------------------------------------------------------------------------


def purge_texts(store: Store, before: dt.datetime, limit: int = 1000) -> int:
    """Drop the texts of editions fetched before a time, at most `limit` at once; returns how many went.

    Titles, facts with their evidence, alerts and identity keys are kept for good, and search goes on finding
    the articles. Call it again while it returns `limit`: short transactions let deliveries pass between.
    """
    return store.execute(
        "UPDATE editions SET text = NULL WHERE number IN (SELECT number FROM editions"
        " WHERE text IS NOT NULL AND fetched_at < ? ORDER BY fetched_at, number LIMIT ?)",
        (stamp(before), limit),
    ).rowcount


def compact(store: Store) -> tuple[int, int]:
    """Give free pages back to the disk. Returns the file's size before and after, in bytes.

    Not within a transaction; it takes as long as copying the file does, and needs as much room again.
    """
    before = size_of(store)
    store.execute("INSERT INTO article_words (article_words) VALUES ('optimize')")
    store.execute("INSERT INTO alert_words (alert_words) VALUES ('optimize')")
    store.execute("VACUUM")
    store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return before, size_of(store)


def size_of(store: Store) -> int:
    """The database's size in bytes, the write-ahead log left out."""
    return int(store.value("PRAGMA page_count")) * int(store.value("PRAGMA page_size"))
