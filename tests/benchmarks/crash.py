"""kill -9 at random moments, over and over, under load; what the chats got is held against a run without a crash.

    python -m tests.benchmarks crash [--kills N] [--seed N] [--add FILE]

The feed server, the Bot API server and the program are processes of their own. The same timetable of news runs
twice: once with the program killed and started again N times (a third of the kills at any moment, starts included,
a third around a request to the Bot API, a third around a poll), once without. A message counts as lost where the
run without crashes delivered it and the other did not; as a lost revision where a chat does not see, or was never told
aloud, the figure that stood last; as a repeat where a chat got it twice. A repeat is excused by a kill that found
that very delivery under way, once for each such kill. After every kill the database is copied and checked.

More kills than 100 are done in pieces, each with its own database and seed, and added up; `--add FILE` adds the
figures to those of earlier runs in FILE, so that a thousand may be done in several sittings.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import multiprocessing
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from tests.benchmarks import _forked
from tests.benchmarks._news import Timetable, cities_of, make_timetable, prepare, run_outlets, write_rules
from tests.benchmarks._receiver import Received, run_receiver
from tests.botapi.world import TOKEN

ROOT = Path(__file__).parent.parent.parent
PIECE = 100
SECONDS_A_KILL = 2.0
"""What a kill takes: a start (a second), then up to two seconds of work."""
PER_CITY = 5
"""Chats that hear of each event."""
SLOWNESS = 0.25
"""Seconds that a request to either server may wait before and again after it is served."""
TOLD_A_SECOND = 15
"""How fast the run without a kill is fed: half of what Telegram lets pass."""
PATIENCE = 20.0
"""Seconds without a delivery after which a run has come to rest, whatever still waits."""
COUNTED = (
    "kills", "lost_alerts", "lost_revisions", "repeats", "repeats_not_in_flight", "order_broken",
    "integrity_errors", "lost_articles", "alerts", "revisions", "in_flight_at_kills", "unexpected_alerts",
    "malformed_requests", "seconds",
)  # fmt: skip

InFlight = Counter[tuple[int, str]]
"""(chat, city) -> at how many kills a delivery of it was under way."""


@dataclass
class Run:
    """One run of the program over the timetable."""

    received: Received = field(default_factory=dict)
    in_flight: InFlight = field(default_factory=Counter)
    twice_in_flight: int = 0
    """Chats with more than one delivery under way at one kill."""
    kills: int = 0
    integrity_errors: int = 0
    articles: frozenset[str] = frozenset()
    order: dict[int, list[int]] = field(default_factory=dict)
    """Chat -> message ids in the order of their deliveries."""
    problems: list[str] = field(default_factory=list)
    seconds: float = 0.0


def measure(quick: bool, options: list[str]) -> dict[str, object]:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks crash")
    parser.add_argument("--kills", type=int, default=15 if quick else 100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--add", type=Path, help="a file that earlier runs wrote, and this one adds to")
    asked = parser.parse_args(options)
    total: Counter[str] = Counter()
    left, seed = asked.kills, asked.seed
    while left > 0:
        piece = measure_piece(min(left, PIECE), seed)
        total.update(piece)
        print(f"  piece {seed}: {piece}", file=sys.stderr)
        if asked.add is not None:
            add_to(asked.add, piece)
        left, seed = left - piece["kills"], seed + 1
    if asked.add is not None:
        total = Counter(json.loads(asked.add.read_text()))
    return {name: total[name] for name in COUNTED}


def add_to(file: Path, piece: dict[str, int]) -> None:
    """Each piece at once, so that a sitting that is broken off keeps what it has."""
    before = Counter(json.loads(file.read_text())) if file.is_file() else Counter()
    before.update(piece)
    file.write_text(json.dumps(before, indent=1))


def measure_piece(kills: int, seed: int) -> dict[str, int]:
    with tempfile.TemporaryDirectory(prefix="tocsin-crash-") as name:
        folder = Path(name)
        seconds = max(10.0, kills * SECONDS_A_KILL)
        cities = cities_of(write_rules(folder, ROOT, 0), max(10, min(110, kills)))
        table = make_timetable(cities, seconds, seed, dt.datetime.now(dt.UTC).replace(microsecond=0), PER_CITY)
        with far_side(table, seed) as (outlets, receiver, settings):
            crashed = run_with_kills(folder / "crashed", table, outlets, receiver, settings, kills, seed)
            whole = run_whole(folder / "whole", table, outlets, receiver, settings)
        return compare(crashed, whole, table)


# -- the far side -----------------------------------------------------------------------------------------------


class far_side:  # noqa: N801 - read as a function: `with far_side(...) as ...`
    """The two servers, and the settings that lead to them."""

    def __init__(self, table: Timetable, seed: int, slowness: float = SLOWNESS) -> None:
        self.table, self.seed, self.slowness = table, seed, slowness

    def __enter__(self) -> tuple[Connection, Connection, dict[str, str]]:
        context = multiprocessing.get_context("spawn")
        self.processes: list[BaseProcess] = []
        ends = []
        for target, args in (
            (run_outlets, (self.table, self.slowness, self.seed)),
            (run_receiver, (self.table.chats, self.slowness, self.seed)),
        ):
            ours, theirs = context.Pipe()
            process = context.Process(target=target, args=(theirs, *args), daemon=True)
            process.start()
            self.processes.append(process)
            ends.append(ours)
        self.ends = ends
        self.feed_port, api_port = ends[0].recv(), ends[1].recv()
        settings = {
            "TOCSIN_TELEGRAM_TOKEN": TOKEN,
            "TOCSIN_TELEGRAM_URL": f"http://127.0.0.1:{api_port}",
            "TOCSIN_PRIVATE_ADDRESSES": "true",
            "TOCSIN_PAGES": "false",
            "TOCSIN_POLL_FLOOR": "5",
            "TOCSIN_LOG_FORMAT": "json",
            "FEED_PORT": str(self.feed_port),
        }
        return ends[0], ends[1], settings

    def __exit__(self, *_: object) -> None:
        for end in self.ends:
            end.send("stop")
        for process in self.processes:
            process.join(5)
            process.kill()


def ask(pipe: Connection, word: str) -> Any:
    pipe.send(word)
    return pipe.recv()


# -- the runs ---------------------------------------------------------------------------------------------------


def set_up(folder: Path, table: Timetable, settings: dict[str, str]) -> Path:
    folder.mkdir()
    port = int(settings["FEED_PORT"])
    write_rules(folder, ROOT, port)
    prepare(folder / "tocsin.db", table, port)
    return folder / "tocsin.db"


def run_with_kills(
    folder: Path, table: Timetable, outlets: Connection, receiver: Connection, settings: dict[str, str],
    kills: int, seed: int,
) -> Run:  # fmt: skip
    db, chance, run = set_up(folder, table, settings), random.Random(seed), Run()
    started_at = time.monotonic()
    ask(outlets, "begin 1")
    while run.kills < kills:
        process = _forked.start(folder, settings)
        await_moment(process, outlets, receiver, chance)
        if process.exitcode is not None:
            raise SystemExit(f"the program ended by itself:\n{(folder / 'log').read_text()[-3000:]}")
        _forked.kill(process)
        run.kills += 1
        look_at_dead(db, run)
        print(f"\r{run.kills} of {kills} kills", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    process = _forked.start(folder, settings)
    try:
        come_to_rest(db, outlets)
    finally:
        process.terminate()
        process.join(30)
        _forked.kill(process)
    finish(db, run, receiver)
    run.seconds = time.monotonic() - started_at
    return run


def await_moment(process: BaseProcess, outlets: Connection, receiver: Connection, chance: random.Random) -> None:
    """Return at the moment of the kill."""
    way = chance.choice(("clock", "request", "poll"))
    if way == "clock":
        time.sleep(chance.uniform(0.0, 3.0))
        return
    server = receiver if way == "request" else outlets
    wanted = ask(server, "asked") + chance.randrange(1, 12 if way == "request" else 25)
    end = time.monotonic() + 6.0
    while time.monotonic() < end and ask(server, "asked") < wanted and process.exitcode is None:
        time.sleep(0.002)
    time.sleep(chance.uniform(0.0, 0.4))


def run_whole(
    folder: Path, table: Timetable, outlets: Connection, receiver: Connection, settings: dict[str, str]
) -> Run:
    """The same without a kill, as people start it; the news comes as fast as the limits let it be told."""
    db, run = set_up(folder, table, settings), Run()
    speed = max(1.0, table.seconds * TOLD_A_SECOND / (len(table.items) * PER_CITY))
    with (folder / "log").open("wb") as log:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("TOCSIN_")} | settings
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            cwd=folder, env=environment | {"PYTHONPATH": str(ROOT)}, stdout=log, stderr=log,
        )  # fmt: skip
    ask(outlets, f"begin {speed}")
    try:
        come_to_rest(db, outlets)
    finally:
        process.terminate()
        status = process.wait(30)
    if status != 0:
        raise SystemExit(f"the program ended with {status}:\n{(folder / 'log').read_text()[-3000:]}")
    finish(db, run, receiver)
    return run


def come_to_rest(db: Path, outlets: Connection) -> None:
    """Wait until all news was read and nothing waits to be sent; what does not move any more counts as lost."""
    while not ask(outlets, "over"):
        time.sleep(0.1)
    before, end = -1, time.monotonic() + PATIENCE
    while (left := waiting(db)) and time.monotonic() < end:
        if left != before:
            before, end = left, time.monotonic() + PATIENCE
        time.sleep(0.2)


def waiting(db: Path) -> int:
    """Deliveries that are to go out; edits that only add a source may wait for ten minutes and are left aside."""
    sql = "SELECT count(*) FROM deliveries WHERE state IN ('pending', 'sending', 'held') AND is_minor = 0"
    with closing(sqlite3.connect(f"{db.as_uri()}?mode=ro", uri=True, timeout=10)) as conn:
        return int(conn.execute(sql).fetchone()[0])


# -- what is left of it -----------------------------------------------------------------------------------------

CHECKED = ("PRAGMA integrity_check", "PRAGMA foreign_key_check")
FLYING = """
SELECT d.chat_id, e.place FROM deliveries d JOIN events e ON e.alert_id = d.alert_id WHERE d.state = 'sending'
"""
TOLD = """
SELECT chat_id, message_id FROM deliveries WHERE state = 'sent' AND manner IN ('new', 'reply')
AND message_id IS NOT NULL ORDER BY delivery_id
"""


def look_at_dead(db: Path, run: Run) -> None:
    """Check a copy of what the kill left: the program itself shall find the original."""
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "copy.db"
        for ending in ("", "-wal"):
            if Path(f"{db}{ending}").exists():
                shutil.copyfile(f"{db}{ending}", f"{copy}{ending}")
        with closing(sqlite3.connect(copy)) as conn:
            run.integrity_errors += checked(conn)
            flying = [(chat_of(chat), place) for chat, place in conn.execute(FLYING)]
    run.in_flight.update(set(flying))
    run.twice_in_flight += len(flying) - len({chat for chat, _ in flying})


def checked(conn: sqlite3.Connection) -> int:
    """1 where the database is not sound."""
    sound = conn.execute(CHECKED[0]).fetchall() == [("ok",)]
    return int(not sound or bool(conn.execute(CHECKED[1]).fetchall()))


def finish(db: Path, run: Run, receiver: Connection) -> None:
    run.received, run.problems, _refused = ask(receiver, "received")
    with closing(sqlite3.connect(db)) as conn:
        run.integrity_errors += checked(conn)
        run.articles = frozenset(url for (url,) in conn.execute("SELECT url FROM articles"))
        for chat, message_id in conn.execute(TOLD):
            run.order.setdefault(chat_of(chat), []).append(message_id)


def chat_of(chat_id: str) -> int:
    return int(chat_id.partition(":")[2])


def compare(crashed: Run, whole: Run, table: Timetable) -> dict[str, int]:
    expected = {(chat, city) for chat, told in whole.received.items() for city in told}
    got = {(chat, city) for chat, told in crashed.received.items() for city in told}
    known = expected & got
    repeats = {key: repeats_of(crashed, key) for key in got}
    return {
        "kills": crashed.kills,
        "lost_alerts": len(expected - got),
        "lost_revisions": sum(not is_up_to_date(crashed, whole, key, table) for key in known),
        "repeats": sum(repeats.values()),
        "repeats_not_in_flight": sum(max(0, n - crashed.in_flight[key]) for key, n in repeats.items())
        + crashed.twice_in_flight,
        "order_broken": sum(ids != sorted(ids) for ids in crashed.order.values())
        + sum(not is_in_order(crashed, key) for key in got),
        "integrity_errors": crashed.integrity_errors + whole.integrity_errors,
        "lost_articles": len(whole.articles - crashed.articles),
        "alerts": len(expected),
        "revisions": sum(len(told.answers) for cities in whole.received.values() for told in cities.values()),
        "in_flight_at_kills": sum(crashed.in_flight.values()),
        "unexpected_alerts": len(got - expected)
        + sum(city not in table.final or chat not in table.readers[city] for chat, city in expected),
        "malformed_requests": len(crashed.problems) + len(whole.problems),
        "seconds": round(crashed.seconds),
    }


def repeats_of(run: Run, key: tuple[int, str]) -> int:
    told = run.received[key[0]][key[1]]
    answers = [value for _, value in told.answers]
    return max(0, len(told.firsts) - 1) + len(answers) - len(set(answers))


def is_up_to_date(crashed: Run, whole: Run, key: tuple[int, str], table: Timetable) -> bool:
    """The chat sees the figure that stands last, and was told it aloud, as in the run without crashes."""
    chat, city = key
    last = table.final[city]
    runs = [run.received[chat][city] for run in (crashed, whole)]
    return all(t.shown == last and last in {v for _, v in (*t.firsts, *t.answers)} for t in runs)


def is_in_order(run: Run, key: tuple[int, str]) -> bool:
    """What a chat was told of one city never goes back to an earlier figure."""
    told = run.received[key[0]][key[1]]
    values = [value for _, value in sorted((*told.firsts, *told.answers))]
    return values == sorted(values)
