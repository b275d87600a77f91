"""The store in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
import time
from pathlib import Path

import pytest

from bot.errors import StoreDamaged
from bot.store import Store
from bot.store.articles import add_article, get_article
from bot.store.thread import StoreThread
from tests.store.nouns import NOW, article


async def test_calls_are_done_one_after_the_other_in_a_thread_that_is_not_ours(path: Path):
    seen: list[int] = []

    def note(_: Store, number: int) -> int:
        time.sleep(0.01 * (3 - number))
        seen.append(number)
        return threading.get_ident()

    async with await StoreThread.open(path, now=NOW) as store:
        threads = await asyncio.gather(*(store.call(note, n) for n in range(3)))
    assert seen == [0, 1, 2]
    assert len(set(threads)) == 1
    assert threads[0] != threading.get_ident()


async def test_a_write_is_one_transaction(path: Path):
    def broken(store: Store) -> None:
        add_article(store, article())
        raise ZeroDivisionError

    async with await StoreThread.open(path, now=NOW) as store:
        with pytest.raises(ZeroDivisionError):
            await store.write(broken)
        assert await store.call(get_article, "a1") is None
        await store.write(add_article, article())
        assert await store.call(get_article, "a1") is not None


async def test_a_write_that_nobody_waits_for_any_more_is_carried_through(path: Path):
    begun = threading.Event()

    def slow(store: Store) -> None:
        begun.set()
        time.sleep(0.1)
        add_article(store, article())

    async with await StoreThread.open(path, now=NOW) as store:
        writing = asyncio.create_task(store.write(slow))
        await asyncio.to_thread(begun.wait)
        writing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await writing
        assert await store.call(get_article, "a1") is not None


@pytest.fixture
def damaged(path: Path) -> Path:
    path.write_bytes(b"rubbish" * 1000)
    return path


async def test_what_is_wrong_with_the_file_is_told_by_opening(damaged: Path):
    before = threading.active_count()
    with pytest.raises(StoreDamaged):
        await StoreThread.open(damaged, now=NOW)
    await asyncio.sleep(0.05)
    assert threading.active_count() <= before, "no thread is left behind"


async def test_the_loop_goes_on_while_the_disk_works(path: Path):
    async with await StoreThread.open(path, now=NOW) as store:
        working = asyncio.create_task(store.call(lambda _: time.sleep(0.2)))
        ticks = 0
        while not working.done():
            await asyncio.sleep(0.01)
            ticks += 1
    assert ticks > 5
