"""The disk fills up, fails, is locked, loses its power: what was committed holds, and what was not comes again."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import struct
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from bot.errors import DiskFull, StoreDamaged, StoreError, StoreLocked, StoreNewer, StoreReadOnly
from bot.model import Feed, Reading, Subscription
from bot.pipeline import take
from bot.pipeline.polling import Polling
from bot.pipeline.take import Arrival, open_desk, take_in
from bot.pipeline.workers import Workers
from bot.rulebook import Rulebook, make_rulebook
from bot.rules.load import load_files
from bot.store import Store, open_store
from bot.store.articles import add_article
from bot.store.backup import check, make_backup, restore_backup
from bot.store.chats import add_subscription, save_chat
from bot.store.connection import meaning
from bot.store.migrations import MIGRATIONS, STEPS
from bot.store.open import as_database
from bot.store.thread import StoreThread
from bot.work import keep_reader
from tests.benchmarks._news import RULE
from tests.feeds.conftest import POLICY
from tests.store.nouns import MINUTE, NOW, article, chat, drones
from tests.walks.rig import outlet


def rulebook() -> Rulebook:
    return make_rulebook(load_files({"drones.yaml": RULE}).ruleset, (), {})


def news(number: int) -> Arrival:
    """An article that rings: drones over a city of its own."""
    fact = drones(20, place=f"City {number}")
    fact = replace(fact, what=replace(fact.what, action="downed"))
    made = article(f"n{number}", keys=(f"k{number}",), url=f"https://a.example/{number}")
    return Arrival((made,), (Reading((fact,)),))


def subscribe(store: Store) -> None:
    with store.transaction():
        save_chat(store, chat("telegram:1", quiet_from=None, quiet_until=None, digest=None))
        add_subscription(store, Subscription(subscription_id=0, chat_id="telegram:1", created_at=NOW))


@pytest.mark.parametrize(
    ("code", "expected", "remedy"),
    [
        (sqlite3.SQLITE_FULL, DiskFull, "free some space"),
        (sqlite3.SQLITE_IOERR, StoreError, "check the disk"),
        (sqlite3.SQLITE_IOERR_WRITE, StoreError, "check the disk"),
        (sqlite3.SQLITE_IOERR_FSYNC, StoreError, "check the disk"),
        (sqlite3.SQLITE_BUSY, StoreLocked, "close what is writing"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, StoreLocked, "close what is writing"),
        (sqlite3.SQLITE_READONLY_DBMOVED, StoreReadOnly, "writable"),
        (sqlite3.SQLITE_CANTOPEN, StoreReadOnly, "folder exists"),
        (sqlite3.SQLITE_CORRUPT_INDEX, StoreDamaged, "tocsin restore"),
        (sqlite3.SQLITE_NOTADB, StoreDamaged, "tocsin restore"),
    ],
)
def test_every_failure_of_the_disk_has_its_remedy(code: int, expected: type[StoreError], remedy: str):
    error = sqlite3.DatabaseError("x")
    error.sqlite_errorcode = code  # type: ignore[misc]
    told = meaning(error, Path("tocsin.db"))
    assert type(told) is expected
    assert remedy in str(told)


# -- the flow of news -----------------------------------------------------------------------------------------------


def fill_disk(store: Store) -> Callable[[], object]:
    store.execute(f"PRAGMA max_page_count = {store.value('PRAGMA page_count')}")
    return lambda: store.execute("PRAGMA max_page_count = 1000000")


def lock(store: Store) -> Callable[[], object]:
    store.execute("PRAGMA busy_timeout = 30")
    other = sqlite3.connect(store.path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    return other.close


def make_read_only(store: Store) -> Callable[[], object]:
    store.execute("PRAGMA query_only = ON")
    return lambda: store.execute("PRAGMA query_only = OFF")


FAULTS = [
    pytest.param(fill_disk, id="full"),
    pytest.param(lock, id="locked"),
    pytest.param(make_read_only, id="read-only"),
]


@pytest.mark.parametrize("fault", FAULTS)
def test_what_could_not_be_stored_was_not_decided_and_is_decided_when_it_comes_again(tmp_path: Path, fault):
    with open_store(tmp_path / "tocsin.db", now=NOW) as store:
        subscribe(store)
        desk = open_desk(store, rulebook(), NOW)
        many = [news(number) for number in range(200)]
        mend = fault(store)
        with pytest.raises(StoreError):
            take_in(store, desk, many, NOW)
        assert store.value("SELECT count(*) FROM articles") == 0
        assert desk.is_stale, "memory must not hold what the disk does not"
        mend()
        assert len(take_in(store, desk, many, NOW)) == 200
        assert store.value("SELECT count(*) FROM alerts") == 200
        assert check(store) == ""


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_feed_is_asked_again_once_the_disk_works(tmp_path: Path, fault):
    """Its validators are kept with its articles, so that nothing hides behind a 304."""
    now = [NOW]
    async with outlet() as made, await StoreThread.open(tmp_path / "tocsin.db", now=NOW) as store:
        for number in range(100):
            made.publish(
                f"Night {number}", f"Air defence shot down {number} attack drones over Kharkiv overnight. " * 20
            )
        book = rulebook()
        keep_reader(book.digest, book.reader)
        desk = await store.call(open_desk, book, NOW)
        async with Workers() as workers:
            polling = Polling(store, desk, POLICY, workers, lambda: now[0])
            polling.set_feeds([Feed(feed_id="outlet", name="Outlet", url=made.url)], {})
            mend = await store.call(fault)
            polling.tick()
            await polling.idle()
            assert await store.call(lambda s: s.value("SELECT count(*) FROM articles")) == 0
            await store.call(lambda _: mend())
            now[0] += MINUTE
            assert polling.tick() == 1
            await polling.idle()
            assert await store.call(lambda s: s.value("SELECT count(*) FROM articles")) == 100
            await polling.close()
    assert made.asked == 2


def test_a_lock_of_half_a_minute_is_outwaited_by_asking_again(tmp_path: Path):
    """Thirty seconds on a clock that runs thirty times as fast."""
    path = tmp_path / "tocsin.db"
    with open_store(path, now=NOW, busy=dt.timedelta(seconds=5 / 30)) as store:
        subscribe(store)
        desk = open_desk(store, rulebook(), NOW)
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        begun, refused = time.monotonic(), 0
        while True:
            try:
                take_in(store, desk, [news(1)], NOW)
                break
            except StoreLocked:
                refused += 1
                if time.monotonic() - begun > 1 and other.in_transaction:
                    other.execute("ROLLBACK")
        other.close()
        assert refused >= 3
        assert store.value("SELECT count(*) FROM deliveries") == 1


# -- power ----------------------------------------------------------------------------------------------------------

WAL_HEADER, FRAME_HEADER, PAGE = 32, 24, 4096


def write_for_ever(path: Path, pipe: Connection) -> None:
    """Transactions of an article and a chat; the number of each is told once it is committed."""
    store = open_store(path, now=NOW)
    store.execute("PRAGMA wal_autocheckpoint = 60")
    number = 0
    while True:
        with store.transaction():
            add_article(store, article(f"a{number}", keys=(f"k{number}",)))
            save_chat(store, chat(f"telegram:{number}"))
        number += 1
        pipe.send(number)


def end_of_last_commit(log: bytes) -> int:
    """Where the last committed transaction of a write-ahead log ends (sqlite.org/fileformat2.html, 4.1 to 4.4)."""
    if len(log) < WAL_HEADER:
        return 0
    salts, end, at = log[16:24], WAL_HEADER, WAL_HEADER
    while at + FRAME_HEADER + PAGE <= len(log) and log[at + 8 : at + 16] == salts:
        at += FRAME_HEADER + PAGE
        if struct.unpack(">I", log[at - PAGE - FRAME_HEADER + 4 : at - PAGE - FRAME_HEADER + 8])[0]:
            end = at
    return end


def test_power_that_fails_in_the_middle_of_a_write_takes_no_commit_back(tmp_path: Path):
    """A writer is stopped (SIGSTOP) at random moments, checkpoints included; database and log are copied and the log is
    cut at a random byte of what was not committed. A copy of a running database would prove nothing."""
    path, context, chance = tmp_path / "tocsin.db", multiprocessing.get_context("spawn"), random.Random(5)
    ours, theirs = context.Pipe()
    writer = context.Process(target=write_for_ever, args=(path, theirs), daemon=True)
    writer.start()
    acknowledged, in_the_middle = ours.recv(), 0
    try:
        for number in range(25):
            time.sleep(chance.uniform(0.0, 0.06))
            assert writer.pid is not None
            os.kill(writer.pid, signal.SIGSTOP)
            while ours.poll():
                acknowledged = ours.recv()
            copy = tmp_path / f"copy{number}.db"
            shutil.copyfile(path, copy)
            log = Path(f"{path}-wal").read_bytes()
            os.kill(writer.pid, signal.SIGCONT)
            end = end_of_last_commit(log)
            in_the_middle += end < len(log)
            Path(f"{copy}-wal").write_bytes(log[: chance.randint(end, len(log))])
            with open_store(copy, now=NOW) as store:
                assert check(store) == ""
                articles, chats = (store.value(f"SELECT count(*) FROM {t}") for t in ("articles", "chats"))
            assert articles == chats, "a transaction is whole or not there"
            assert articles >= acknowledged, "what was acknowledged is there"
            copy.unlink()
    finally:
        writer.kill()
        writer.join()
    assert in_the_middle > 5


# -- older and newer ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("steps", range(1, len(STEPS)))
def test_a_database_of_each_earlier_version_is_migrated_while_others_read_and_write(tmp_path: Path, steps: int):
    path = tmp_path / "tocsin.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as older:
        older.execute("PRAGMA journal_mode = WAL")
        MIGRATIONS.apply(as_database(older), stop_before=list(STEPS)[steps])
        for number in range(200):
            older.execute("INSERT INTO settings VALUES (?, 'old', ?)", (f"k{number}", NOW.isoformat()))
        busy, reading = (sqlite3.connect(path, isolation_level=None, check_same_thread=False) for _ in range(2))
        reading.execute("BEGIN")
        assert reading.execute("SELECT count(*) FROM settings").fetchone()[0] == 200
        busy.execute("BEGIN IMMEDIATE")
        busy.execute("INSERT INTO settings VALUES ('late', 'old', ?)", (NOW.isoformat(),))
        with ThreadPoolExecutor(3) as pool:
            opened = [pool.submit(lambda: open_store(path, now=NOW).close()) for _ in range(3)]
            time.sleep(0.1)
            busy.execute("COMMIT")
            for one in opened:
                one.result(10)
        assert reading.execute("SELECT count(*) FROM settings").fetchone()[0] == 200, "a reader sees what it saw"
        reading.close()
        busy.close()
    with open_store(path, now=NOW) as store:
        assert store.value("SELECT count(*) FROM settings") == 201
        assert not MIGRATIONS.pending(store.db)
        assert check(store) == ""


def test_a_damaged_database_is_said_and_a_backup_takes_its_place(tmp_path: Path):
    path, backup = tmp_path / "tocsin.db", tmp_path / "backup.db"
    with open_store(path, now=NOW) as store:
        subscribe(store)
        take_in(store, open_desk(store, rulebook(), NOW), [news(n) for n in range(300)], NOW)
        make_backup(store, backup)
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(os.urandom(PAGE * 40))
    with open_store(path, now=NOW) as store:
        assert check(store) != ""
    restored = restore_backup(backup, path, NOW + MINUTE)
    assert restored.alerts == 300
    assert restored.kept_as is not None
    with open_store(path, now=NOW) as store:
        assert check(store) == ""
        assert take_in(store, open_desk(store, rulebook(), NOW), [news(5)], NOW) == (), (
            "it is known, not told again"
        )


def test_an_article_that_breaks_the_program_costs_itself_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    real = take.match_facts

    def match_facts(index: object, facts: object) -> object:
        if "City 2" in str(facts):
            raise ZeroDivisionError
        return real(index, facts)  # type: ignore[arg-type]

    monkeypatch.setattr(take, "match_facts", match_facts)
    with open_store(tmp_path / "tocsin.db", now=NOW) as store:
        subscribe(store)
        desk = open_desk(store, rulebook(), NOW)
        told = take_in(store, desk, [news(1), news(2), news(3)], NOW)
        assert len(told) == 2
        assert store.value("SELECT count(*) FROM deliveries") == 2
        assert check(store) == ""


# -- upgrade and rollback -------------------------------------------------------------------------------------------


def test_an_upgrade_keeps_everything_and_a_rollback_needs_the_backup_made_before(tmp_path: Path, monkeypatch):
    """As docs/operations.md tells it: backup, newer version, back to the older one with the backup."""
    path, backup = tmp_path / "tocsin.db", tmp_path / "before-upgrade.db"
    with open_store(path, now=NOW) as store:
        subscribe(store)
        desk = open_desk(store, rulebook(), NOW)
        take_in(store, desk, [news(1)], NOW)
        make_backup(store, backup)
    newer = MIGRATIONS._migrations[:]
    with monkeypatch.context() as patch:  # the newer version has one more migration
        patch.setattr(MIGRATIONS, "_migrations", newer)
        patch.setattr("bot.store.open.NAMES", frozenset({*STEPS, "999_newer"}))
        MIGRATIONS(name="999_newer")(lambda db: db.execute("ALTER TABLE chats ADD COLUMN colour TEXT") and None)
        with open_store(path, now=NOW) as store:
            assert store.value("SELECT count(*) FROM deliveries WHERE state = 'pending'") == 1
            assert store.value("SELECT count(*) FROM subscriptions") == 1
            desk = open_desk(store, rulebook(), NOW)
            assert take_in(store, desk, [news(1)], NOW) == (), "what was told is known"
    before = path.read_bytes()
    with pytest.raises(StoreNewer, match="999_newer"):
        open_store(path, now=NOW)
    assert path.read_bytes() == before, "an older program leaves a newer database alone"
    restored = restore_backup(backup, path, NOW + MINUTE)
    assert restored.kept_as is not None
    assert restored.kept_as.read_bytes() == before, "what was told meanwhile is not thrown away"
    with open_store(path, now=NOW) as store:
        assert check(store) == ""
        assert store.value("SELECT count(*) FROM subscriptions") == 1
        assert store.value("SELECT count(*) FROM deliveries WHERE state = 'pending'") == 0, "nothing is told twice"
