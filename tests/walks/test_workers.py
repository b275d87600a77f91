"""The same news through a thread, a process pool and a real Dask cluster on loopback; workers may die, news may not."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psutil
import pytest

from bot.config import starter_rules
from bot.feeds.body import Body
from bot.model import Feed
from bot.pipeline import workers as module
from bot.pipeline.workers import Workers, workers_for
from bot.rulebook import Rulebook, make_rulebook
from bot.rules.load import load_files
from tests.walks.news import START, walk

NEWS = [
    ("a", "Russia launched 97 drones at Ukraine overnight, Ukraine's Air Force said."),
    ("b", "Ukraine's Air Force: Russia launched 140 drones overnight."),
    ("c", "Russian air defences shot down 61 Ukrainian drones overnight, the Defence Ministry said."),
]
POISON = b"<rss><!-- POISON -->"
HOLDS = b"<rss><!-- HOLDS -->"


@pytest.fixture(scope="module")
def book() -> Rulebook:
    """The rule of drones, in English alone: a small reader, since many processes are sent it here."""
    files = ("drones.yaml", "vocabulary/en.yaml", "vocabulary/places.yaml")
    texts = {name: (starter_rules() / name).read_text(encoding="utf-8") for name in files}
    loaded = load_files(texts)
    return make_rulebook(loaded.ruleset, (), loaded.vocabulary)


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """A scheduler and two workers under their nannies, as processes of their own."""
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    environment = os.environ | {
        "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environment}
    scheduler = [
        *DASK,
        "scheduler",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--no-dashboard",
        "--dashboard-address",
        "127.0.0.1:0",
    ]
    worker = [
        *DASK,
        "worker",
        address,
        "--nworkers",
        "2",
        "--nthreads",
        "1",
        "--no-dashboard",
        "--host",
        "127.0.0.1",
    ]
    running = [subprocess.Popen(scheduler, **quiet), subprocess.Popen(worker, **quiet)]  # type: ignore[call-overload]
    try:
        yield address
    finally:
        for process in running:
            with contextlib.suppress(psutil.NoSuchProcess):
                for child in psutil.Process(process.pid).children(recursive=True):
                    child.kill()
            process.kill()
            process.wait()


DASK = [sys.executable, "-c", "import sys; from dask.__main__ import main; sys.exit(main())"]


def free_port() -> int:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def body(content: bytes) -> Body:
    feed = Feed(feed_id="f", name="F", url="http://127.0.0.1/f")
    return Body(content=content, feed=feed, fetched_at=START, url=feed.url, content_type="application/rss+xml")


def rss(number: int) -> bytes:
    return (
        f"<rss version='2.0'><channel><title>t</title><item><title>News {number}</title><guid>g{number}</guid>"
        f"<description>Russia launched {number} drones at Ukraine overnight.</description></item></channel></rss>"
    ).encode()


@contextlib.asynccontextmanager
async def open_workers(kind: str, cluster: str | None = None, **given: float) -> AsyncIterator[Workers]:
    made = {
        "thread": Workers(0, **given),
        "processes": Workers(2, **given),
        "cluster": Workers(0, cluster, **given),
    }
    async with made[kind] as workers:
        yield workers


@pytest.mark.parametrize("kind", ["thread", "processes", "cluster"])
async def test_the_same_walk_on_every_executor(tmp_path: Path, book: Rulebook, kind: str, request):
    address = request.getfixturevalue("cluster") if kind == "cluster" else None
    async with (
        open_workers(kind, address) as workers,
        walk(tmp_path, book, {"a", "b", "c"}, workers=workers) as run,
    ):
        for number, (outlet, text) in enumerate(NEWS):
            await run.say(dt.timedelta(hours=number), outlet, text)
        await run.pass_time(run.now + dt.timedelta(hours=2))
        shown = run.seen()
    assert len(shown) == 3
    assert "140" in shown[0]
    assert shown[1].startswith("↩")
    assert "61" in shown[2]


async def read_all(workers: Workers, book: Rulebook, bodies: list[Body]) -> list[int | None]:
    """What each body said: the number of drones, None where it was refused."""
    worked = await asyncio.gather(*(workers.read(b, book) for b in bodies))
    return [next((f.what.value for r in w.readings for f in r.facts), None) for w in worked]  # type: ignore[union-attr]


async def test_a_worker_of_the_pool_that_is_killed_in_mid_batch_loses_nothing(book: Rulebook):
    async with open_workers("processes") as workers:
        await read_all(workers, book, [body(rss(50))])
        reading = asyncio.create_task(read_all(workers, book, [body(rss(n)) for n in range(60, 100)]))
        await asyncio.sleep(0.05)
        victim = next(iter(workers._local._processes.values()))  # type: ignore[union-attr]
        os.kill(victim.pid, signal.SIGKILL)
        assert await reading == list(range(60, 100))


@pytest.fixture
def hostile(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bodies that end their worker, or hold it. Parsing has no such fault that we know of, so it is put in: processes
    of the pool begin with this module's `work`, which looks for marks in the bodies."""
    monkeypatch.setattr(module, "work", work_or_die)


def work_or_die(bodies: tuple[Body, ...], digest: str, pickled: bytes | None = None) -> object:
    from bot.work import work

    for one in bodies:
        if POISON in one.content:
            os._exit(1)
        if HOLDS in one.content:
            time.sleep(60)
    return work(bodies, digest, pickled)


@pytest.mark.usefixtures("hostile")
async def test_a_body_that_kills_its_worker_is_refused_and_its_neighbours_are_read(book: Rulebook):
    async with open_workers("processes") as workers:
        bodies = [body(rss(60)), body(POISON), body(rss(61)), body(rss(62))]
        assert await read_all(workers, book, bodies) == [60, None, 61, 62]
        assert len(workers.poison) == 1
        refused = await workers.read(body(POISON), book)
        assert refused.parsed.problem is not None
        assert refused.parsed.problem.startswith("poison")


@pytest.mark.usefixtures("hostile")
async def test_a_body_that_holds_its_worker_is_refused_and_its_process_is_killed(book: Rulebook):
    async with open_workers("processes", most_seconds=1.5) as workers:
        assert await read_all(workers, book, [body(rss(60))]) == [60]
        workers._warm_until = 0.0
        pool = workers._local
        held = {p.pid for p in pool._processes.values()}  # type: ignore[union-attr]
        assert await read_all(workers, book, [body(HOLDS), body(rss(61))]) == [None, 61]
        assert not any(psutil.pid_exists(pid) and psutil.Process(pid).status() != "zombie" for pid in held)


@pytest.mark.usefixtures("hostile")
async def test_a_body_that_kills_workers_of_the_cluster_is_refused(book: Rulebook, cluster: str):
    async with open_workers("cluster", cluster) as workers:
        assert await read_all(workers, book, [body(rss(60)), body(POISON), body(rss(61))]) == [60, None, 61]
        assert workers._client is not None


async def test_a_worker_of_the_cluster_that_is_killed_in_mid_batch_loses_nothing(book: Rulebook, cluster: str):
    async with open_workers("cluster", cluster) as workers:
        await read_all(workers, book, [body(rss(50))])
        reading = asyncio.create_task(read_all(workers, book, [body(rss(n)) for n in range(60, 100)]))
        await asyncio.sleep(0.05)
        victim = next(iter(workers._client.scheduler_info()["workers"].values()))
        os.kill(int(victim["id"]) if str(victim["id"]).isdigit() else pid_of(workers), signal.SIGKILL)
        assert await reading == list(range(60, 100))


def pid_of(workers: Workers) -> int:
    return int(next(iter(workers._client.run(os.getpid).values())))


async def test_when_the_scheduler_ends_in_mid_run_this_process_reads_on_and_says_so_once(
    book: Rulebook, cluster: str, capsys: pytest.CaptureFixture[str]
):
    """Last in this file: the cluster is gone after it."""
    async with open_workers("cluster", cluster) as workers:
        await read_all(workers, book, [body(rss(50))])
        reading = asyncio.create_task(read_all(workers, book, [body(rss(n)) for n in range(60, 90)]))
        await asyncio.sleep(0.02)
        pid = workers._client.run_on_scheduler(os.getpid)
        os.kill(pid, signal.SIGKILL)
        assert await reading == list(range(60, 90))
        assert await read_all(workers, book, [body(rss(99))]) == [99]
        assert workers._client is None
    assert capsys.readouterr().out.count("the cluster is gone") == 1


@pytest.mark.parametrize(
    ("wanted", "feeds", "count"), [(0, 5000, 0), (3, 1, 3), (None, 5, 0)], ids=["none", "as said", "few feeds"]
)
def test_how_many_processes(wanted: int | None, feeds: int, count: int):
    assert workers_for(wanted, feeds) == count


def test_many_feeds_have_at_least_one_process():
    assert workers_for(None, 5000) >= 1
