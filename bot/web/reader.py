"""Reads for the pages: a few threads, each with a guarded connection of its own, and an end to what takes too long."""

from __future__ import annotations

import asyncio
import concurrent.futures
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from bot.errors import StoreError
from bot.store import Store, open_for_reading
from bot.store.public import allow_pages, guard

T = TypeVar("T")
THREADS = 4
LONG_ONES = 2
"""Exports at a time; they wait for a slow reader and must not hold up pages."""
LONGEST_S = 5.0
"""What is not found by then is not looked for any longer."""
STEPS = 20_000
"""SQLite's steps between two looks at the clock."""


class TooSlow(StoreError):
    """A question that takes too long; the asker should narrow it down."""


class Reader:
    """The threads and their connections."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.threads = concurrent.futures.ThreadPoolExecutor(THREADS, "web")
        self.long_ones = concurrent.futures.ThreadPoolExecutor(LONG_ONES, "web-export")
        self.own = threading.local()

    async def read(self, ask: Callable[..., T], *given: Any) -> T:
        """`ask(store, *given)` in one of the threads. Raises StoreError where the database cannot be read."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, self.ask, ask, given)

    def ask(self, ask: Callable[..., T], given: tuple[Any, ...]) -> T:
        store = self.store()
        until = time.monotonic() + LONGEST_S
        store.db.conn.set_progress_handler(lambda: time.monotonic() > until, STEPS)
        try:
            # one view of the file for the whole page, while a bot writes to it
            store.db.conn.execute("BEGIN")
            try:
                return ask(store, *given)
            finally:
                store.db.conn.execute("ROLLBACK")
        except sqlite3.OperationalError as error:
            if "interrupted" in str(error):
                raise TooSlow("took too long") from error
            raise
        finally:
            store.db.conn.set_progress_handler(None, STEPS)

    def store(self) -> Store:
        """This thread's connection; a new one where the file is another one by now (a restored backup)."""
        known: tuple[Store, tuple[int, int]] | None = getattr(self.own, "store", None)
        mark = mark_of(self.path)
        if known is not None and known[1] == mark:
            return known[0]
        store = open_for_reading(self.path)
        guard(store.db.conn, allow_pages)
        if known is not None:
            known[0].close()
        self.own.store = (store, mark)
        return store

    def close(self) -> None:
        """Call when nothing is under way any more."""
        for threads, count in ((self.threads, THREADS), (self.long_ones, LONG_ONES)):
            meet = threading.Barrier(
                count
            )  # so that each thread comes once: a connection is closed where it was opened
            for done in [threads.submit(self.leave, meet) for _ in range(count)]:
                done.result()
            threads.shutdown(wait=True)

    def leave(self, meet: threading.Barrier) -> None:
        meet.wait(timeout=60)
        known: tuple[Store, tuple[int, int]] | None = getattr(self.own, "store", None)
        if known is not None:
            known[0].close()


def mark_of(path: Path) -> tuple[int, int]:
    try:
        found = os.stat(path)
    except OSError:
        return (0, 0)
    return (found.st_dev, found.st_ino)
