"""Which feeds are listed, in files and in the database, and how they stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from bot.config import Settings
from bot.feeds.policy import ANY, Policy
from bot.model import Feed, FeedState
from bot.rules.load import load_folder
from bot.store import Store, open_for_reading, open_store
from bot.store import feeds as stored
from bot.store.house import Audit, add_audit

T = TypeVar("T")
WHO = "console"
"""Who stands in the audit row of a change that is made in a terminal."""


def all_feeds(settings: Settings) -> Iterator[Feed]:
    """The feeds of the files and those that chats and this command added, without the removed ones."""
    listed = load_folder(settings.rules_folder()).feeds
    yield from read_store(settings, lambda store: stored.all_feeds(store, listed), list(listed))


def known_states(settings: Settings) -> dict[str, FeedState]:
    return read_store(settings, stored.load_feed_states, {})


def read_store(settings: Settings, ask: Callable[[Store], T], otherwise: T) -> T:
    """What a database says; `otherwise` where there is none yet."""
    if not settings.db.is_file():
        return otherwise
    store = open_for_reading(settings.db)
    try:
        return ask(store)
    finally:
        store.close()


@contextmanager
def writing(settings: Settings) -> Iterator[Store]:
    """A short transaction of its own, also beside a running bot."""
    store = open_store(settings.db, now=dt.datetime.now(dt.UTC))
    try:
        with store.transaction():
            yield store
    finally:
        store.close()


def policy_of(settings: Settings) -> Policy:
    return Policy(contact=settings.contact, allowed=ANY if settings.private_addresses else ())


def noted(store: Store, command: str, detail: str) -> None:
    """Write down what was changed for everyone, as the same command in a chat does."""
    add_audit(store, Audit(at=dt.datetime.now(dt.UTC), chat_id=WHO, command=command, detail=detail[:200]))
