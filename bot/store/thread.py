"""The store in a thread of its own, so that the event loop never waits on the disk."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from bot.store.connection import Store
from bot.store.open import open_store

P = ParamSpec("P")
T = TypeVar("T")


class StoreThread:
    """One connection in one thread; calls are done in the order in which they were made.

        async with await StoreThread.open(path, now=now) as store:
            await store.write(add_article, article)

    A call that has begun is carried through even where its caller is cancelled: the thread cannot be stopped in
    the middle of a transaction, and the caller's `await` merely ends early.
    """

    def __init__(self, executor: ThreadPoolExecutor, store: Store) -> None:
        self._executor = executor
        self._store = store

    @classmethod
    async def open(cls, path: Path | str, *, now: dt.datetime) -> StoreThread:
        """Open (create, migrate) the database in a new thread. Raises what `open_store` raises."""
        executor = ThreadPoolExecutor(1, thread_name_prefix="store")
        loop = asyncio.get_running_loop()
        try:
            store = await loop.run_in_executor(executor, lambda: open_store(path, now=now))
        except BaseException:
            executor.shutdown(wait=False)
            raise
        return cls(executor, store)

    async def call(self, work: Callable[Concatenate[Store, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`work(store, ...)` in the thread: for reading, or for work that opens a transaction itself."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor, lambda: work(self._store, *args, **kwargs))

    async def write(self, work: Callable[Concatenate[Store, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`work(store, ...)` in the thread, within a transaction."""

        def within(store: Store) -> T:
            with store.transaction():
                return work(store, *args, **kwargs)

        return await self.call(within)

    async def close(self) -> None:
        """Close the connection once everything asked for is done."""
        await self.call(Store.close)
        self._executor.shutdown(wait=False)

    async def __aenter__(self) -> StoreThread:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
