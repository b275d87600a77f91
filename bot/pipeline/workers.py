"""Where bodies are parsed and read: here, in processes of this machine, or on a Dask cluster.

`Workers.read` gives one body to a standard `concurrent.futures.Executor` and gives back what it held, whatever
happens to the worker. A body that ends its worker, or holds it for ten seconds, is tried once more alone, in a
process of its own, so that a neighbour is never blamed for it; if that fails too it is refused as `poison`.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import hashlib
import multiprocessing
import os
import pickle
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor
from typing import Any

import structlog

from bot.errors import TocsinError
from bot.feeds.body import Body, Parsed
from bot.rulebook import Rulebook
from bot.work import Worked, work

MOST_SECONDS = 10.0
"""A body that takes longer is hostile or a mistake of ours: an ordinary one takes some milliseconds."""
START_SECONDS = 60.0
"""What a new process may take to import the program and to unpack the rules."""
LOOK_AGAIN = 1.0
"""Seconds between two looks whether the cluster's scheduler is still there."""
MOST_BODIES = 128
"""Fetched bodies that are read or wait for it; when so many do, polling waits."""
FEW_FEEDS = 200
"""Below so many feeds one thread of this process keeps up, and needs no second copy of the rules in memory."""
MOST_POISON = 1000
"""Digests of refused bodies that are remembered, so that the next poll does not cost two workers again."""

log = structlog.get_logger()


class WorkerLost(Exception):
    """The worker that had a body ended, or did not come back in time."""


class Workers:
    """An executor that survives its workers. Use as `async with Workers(...) as workers:`, inside the loop."""

    def __init__(self, count: int = 0, cluster: str | None = None, *, most_seconds: float = MOST_SECONDS) -> None:
        """`count` processes, or a thread of this one where it is 0; `cluster` is a Dask scheduler's address
        (`tcp://...`), beside which the processes stand by."""
        self.count, self.cluster, self.most_seconds = count, cluster, most_seconds
        self.room = asyncio.Semaphore(MOST_BODIES)
        self.slots = asyncio.Semaphore(max(1, count))
        self.poison: OrderedDict[str, None] = OrderedDict()
        self._pickled: tuple[str, bytes] = ("", b"")
        self._local: concurrent.futures.Executor | None = None
        self._client: Any = None

    async def __aenter__(self) -> Workers:
        if self.cluster:
            self._client = await asyncio.to_thread(connect, self.cluster)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(Exception):  # the border of other people's code, at the end of ours
                await asyncio.to_thread(client.close, 2)
        if self._local is not None:
            end(self._local)
            self._local = None

    async def read(self, body: Body, book: Rulebook) -> Worked:
        """What a body holds. Never raises for what a body does to its worker."""
        key = hashlib.sha256(body.content).hexdigest()
        if key in self.poison:
            return refused()
        async with self.room:
            try:
                return await self.once(body, book)
            except WorkerLost as lost:
                log.warning(
                    "a worker was lost; its body is tried alone", feed=body.feed.feed_id, because=str(lost)
                )
            try:
                return await self.alone(body, book)
            except WorkerLost as lost:
                log.error(
                    "a body is refused as poison", feed=body.feed.feed_id, because=str(lost), digest=key[:12]
                )
                self.poison[key] = None
                while len(self.poison) > MOST_POISON:
                    self.poison.popitem(last=False)
                return refused()

    # -- one try ---------------------------------------------------------------------------------------------

    async def once(self, body: Body, book: Rulebook) -> Worked:
        if self._client is not None:
            with contextlib.suppress(ClusterGone):
                return await self.on_cluster(body, book)
        if self.count == 0:
            return await self.here(body, book)
        async with self.slots:  # one body a worker, so that time spent waiting is not held against a body
            return await self.in_pool(body, book)

    async def here(self, body: Body, book: Rulebook) -> Worked:
        """In a thread of this process: nothing can be lost but the whole program."""
        pool = self.local(lambda: concurrent.futures.ThreadPoolExecutor(1, "work"))
        return await ask(asyncio.wrap_future, pool, body, book, self.pickled)

    async def in_pool(self, body: Body, book: Rulebook) -> Worked:
        pool = self.local(lambda: make_pool(self.count))
        try:
            return await asyncio.wait_for(
                ask(asyncio.wrap_future, pool, body, book, self.pickled), self.patience(book)
            )
        except TimeoutError:
            self.drop(pool)
            raise WorkerLost(f"it took more than {self.most_seconds:g} s") from None
        except (BrokenProcessPool, concurrent.futures.CancelledError, RuntimeError) as error:
            self.drop(pool)
            raise WorkerLost(f"its process ended ({type(error).__name__})") from None

    async def alone(self, body: Body, book: Rulebook) -> Worked:
        """In a process that nothing else uses, which is warm before the time of the body begins."""
        pool = make_pool(1)
        try:
            warm = asyncio.wrap_future(pool.submit(work, (), book.digest, self.pickled(book)))
            await asyncio.wait_for(warm, START_SECONDS)
            reading = asyncio.wrap_future(pool.submit(work, (body,), book.digest))
            found = await asyncio.wait_for(reading, self.most_seconds)
        except TimeoutError:
            raise WorkerLost(f"alone, too, it took more than {self.most_seconds:g} s") from None
        except BrokenProcessPool:
            raise WorkerLost("alone, too, it ended its process") from None
        finally:
            end(pool)
        assert found is not None
        return found[0]

    async def on_cluster(self, body: Body, book: Rulebook) -> Worked:
        """Raises ClusterGone where nobody answers there any more: then we read on by ourselves, and say so once."""
        client = self._client
        try:
            executor = client.get_executor(pure=False, retries=0)
            asking = ask(wrapped, executor, body, book, self.pickled)
            return await asyncio.wait_for(while_connected(client, asking), self.patience(book))
        except TimeoutError:
            if is_connected(client):
                raise WorkerLost(f"on the cluster it took more than {self.most_seconds:g} s") from None
        except Exception as error:  # the border of other people's code: a lost worker has many names there
            if is_connected(client) and type(error).__name__ == "KilledWorker":
                raise WorkerLost("it ended its workers on the cluster") from None
            if is_connected(client) and not isinstance(error, concurrent.futures.CancelledError):
                raise WorkerLost(f"the cluster says {type(error).__name__}") from None
        self.leave(client)
        raise ClusterGone

    # -- what stands behind it -------------------------------------------------------------------------------

    def patience(self, book: Rulebook) -> float:
        """A pool's first bodies wait for its processes to start and for the rules to be unpacked there."""
        return (
            self.most_seconds
            if self._pickled[0] == book.digest and self._warm_until < time.monotonic()
            else (START_SECONDS + self.most_seconds)
        )

    _warm_until = 0.0

    def local(self, make: Callable[[], concurrent.futures.Executor]) -> concurrent.futures.Executor:
        if self._local is None:
            self._local = make()
            self._warm_until = time.monotonic() + START_SECONDS
        return self._local

    def drop(self, pool: concurrent.futures.Executor) -> None:
        """A broken pool, or one whose process is held, gives way to a new one; those who were in it try alone."""
        if self._local is pool:
            self._local = None
        end(pool)

    def leave(self, client: Any) -> None:
        if self._client is client:
            self._client = None
            log.error("the cluster is gone; this process reads on by itself", cluster=self.cluster)

    def pickled(self, book: Rulebook) -> bytes:
        if self._pickled[0] != book.digest:
            self._pickled = (book.digest, pickle.dumps(book.reader))
            self._warm_until = time.monotonic() + START_SECONDS
        return self._pickled[1]


async def while_connected(client: Any, asking: Coroutine[Any, Any, Worked]) -> Worked:
    """The answer; CancelledError of futures where the connection is lost, for which nobody else would wake us."""
    task = asyncio.ensure_future(asking)
    try:
        while not task.done():
            await asyncio.wait({task}, timeout=LOOK_AGAIN)
            if not task.done() and not is_connected(client):
                raise concurrent.futures.CancelledError
        return task.result()
    finally:
        task.cancel()


class ClusterGone(Exception):
    """Nobody answers at the cluster's address any more."""


async def ask(
    wrap: Callable[[Any], Any],
    executor: Any,
    body: Body,
    book: Rulebook,
    pickled: Callable[[Rulebook], bytes],
) -> Worked:
    """One body to an executor; its process is sent the reader where it does not have it yet."""
    found = await wrap(executor.submit(work, (body,), book.digest))
    if found is None:
        found = await wrap(executor.submit(work, (body,), book.digest, pickled(book)))
    assert found is not None
    worked: Worked = found[0]
    return worked


async def wrapped(future: concurrent.futures.Future[Any]) -> Any:
    """A future's result, where its being cancelled by a lost scheduler must not look like our own cancellation."""
    done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    loop = asyncio.get_running_loop()

    def settle() -> None:
        if not done.done():
            done.set_result(None)

    def wake(_: object) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits
            loop.call_soon_threadsafe(settle)

    future.add_done_callback(wake)
    try:
        await done
    except asyncio.CancelledError:
        future.cancel()
        raise
    if future.cancelled():
        raise concurrent.futures.CancelledError
    return future.result()


def workers_for(wanted: int | None, feeds: int) -> int:
    """How many processes: as configured, else none for a few feeds, else one for each core but the core's own."""
    if wanted is not None:
        return wanted
    return 0 if feeds < FEW_FEEDS else max(1, (os.cpu_count() or 1) - 1)


def make_pool(count: int) -> ProcessPoolExecutor:
    """Spawned, not forked: a fork beside running threads may copy a lock that is held and never released."""
    return ProcessPoolExecutor(count, multiprocessing.get_context("spawn"))


def end(pool: concurrent.futures.Executor) -> None:
    """End an executor now, also where a process of it is held by a body."""
    for process in list((getattr(pool, "_processes", None) or {}).values()):
        process.kill()
    pool.shutdown(wait=False, cancel_futures=True)


def connect(address: str) -> Any:
    """A client of the cluster. Raises TocsinError where it cannot be reached, or where Dask is missing."""
    try:
        from distributed import Client
    except ImportError:
        raise TocsinError("TOCSIN_CLUSTER is set, but Dask is missing: install tocsin[cluster]") from None
    try:
        return Client(address, timeout=10, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError) as error:
        raise TocsinError(f"TOCSIN_CLUSTER: no scheduler answers at {address} ({error})") from None


def is_connected(client: Any) -> bool:
    comm = client.scheduler_comm
    return bool(client.status == "running" and comm is not None and not comm.closed())


def refused() -> Worked:
    return Worked(Parsed(problem="poison: it ended or held two workers"), ())
