"""What opening a database says when something is the matter, and that it loses nothing."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import DiskFull, StoreDamaged, StoreError, StoreLocked, StoreNewer, StoreReadOnly
from bot.store import Store, open_for_reading, open_store
from bot.store.articles import Seen, add_article
from bot.store.backup import check
from bot.store.chats import save_chat
from bot.store.lock import instance_lock
from bot.store.migrations import MIGRATIONS, STEPS
from bot.store.open import as_database
from tests.store.nouns import MINUTE, NOW, article, chat


def schema_of(store: Store) -> list[tuple[object, ...]]:
    return [tuple(row) for row in store.rows("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2")]


def test_the_pragmas_hold_what_was_promised(store: Store):
    assert store.value("PRAGMA journal_mode") == "wal"
    assert store.value("PRAGMA synchronous") == 2, "FULL"
    assert store.value("PRAGMA foreign_keys") == 1
    tables = store.rows("SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND schema = 'main'")
    ours = {row["name"]: row["strict"] for row in tables if not row["name"].startswith(("sqlite_", "_sqlite"))}
    assert {name for name, strict in ours.items() if not strict} == set()


@pytest.mark.parametrize("steps", range(len(STEPS)))
def test_a_migrated_database_equals_a_fresh_one(tmp_path: Path, store: Store, steps: int):
    """From every earlier version on (from none at all in the first case)."""
    path = tmp_path / "older.db"
    with open_store(path, now=NOW) as fresh:
        expected = schema_of(fresh)
    path.unlink()
    if steps:
        with closing(sqlite3.connect(path, isolation_level=None)) as older:
            MIGRATIONS.apply(as_database(older), stop_before=list(STEPS)[steps])
    with open_store(path, now=NOW) as migrated:
        assert schema_of(migrated) == expected == schema_of(store)


def test_a_migration_that_fails_leaves_the_file_as_it_was(path: Path, monkeypatch):
    def broken(_: object) -> None:
        raise sqlite3.OperationalError("no such table: nowhere")

    with monkeypatch.context() as patch:
        patch.setattr(MIGRATIONS._migrations[-1], "fn", broken)
        with pytest.raises(sqlite3.OperationalError):
            open_store(path, now=NOW)
    with open_store(path, now=NOW) as store:
        assert check(store) == ""


def test_two_that_open_at_once_migrate_once(path: Path):
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        assert pool.map(open_and_close, [path] * 6) == [""] * 6


def open_and_close(path: Path) -> str:
    with open_store(path, now=NOW) as store:
        return check(store)


# -- what the operator is told ---------------------------------------------------------------------------------


def told(wrong: type[StoreError], path: Path, *words: str) -> None:
    """Opening fails with one line that names the file and says what to do."""
    with pytest.raises(wrong) as caught:
        open_store(path, now=NOW).close()
    text = str(caught.value)
    assert text.startswith(str(path))
    assert "\n" not in text
    for word in words:
        assert word in text


def test_a_newer_database_is_refused(path: Path, store: Store):
    store.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('tocsin', '999_x', '')"
    )
    told(StoreNewer, path, "999_x", "install")
    with pytest.raises(StoreNewer):
        open_for_reading(path)


def test_a_database_of_another_program_is_refused_and_left_alone(path: Path):
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")
    other.close()
    before = path.read_bytes()
    told(StoreDamaged, path, "another program", "--db")
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"no database at all" * 100, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_damaged_file_is_refused_and_left_alone(path: Path, content: bytes):
    path.write_bytes(content)
    told(StoreDamaged, path, "restore")
    assert path.read_bytes() == content


def test_a_damaged_page_is_said_clearly(path: Path):
    with open_store(path, now=NOW) as store:
        add_many(store, 1000)
    with path.open("r+b") as file:
        pages = os.path.getsize(path) // 4096
        for page in range(pages * 3 // 4, pages):  # behind the schema
            file.seek(page * 4096)
            file.write(b"\xff" * 4096)
    with open_store(path, now=NOW) as store:
        with pytest.raises(StoreDamaged, match="restore"):
            read_all(store)
        assert check(store) != ""


def read_all(store: Store) -> None:
    for row in store.rows("SELECT article_id FROM articles"):
        store.row("SELECT * FROM editions WHERE article_id = ?", (row[0],))


def test_a_folder_or_a_missing_one_is_said_clearly(tmp_path: Path):
    told(StoreReadOnly, tmp_path, "folder", "tocsin.db")
    told(StoreReadOnly, tmp_path / "nowhere" / "tocsin.db", "folder exists")


def test_reading_needs_a_database(path: Path):
    with pytest.raises(StoreError, match="tocsin run"):
        open_for_reading(path)


def test_reading_an_older_database_says_how_to_bring_it_up_to_date(path: Path, store: Store):
    store.execute("DELETE FROM _sqlite_migrations")
    with pytest.raises(StoreError, match="older Tocsin"):
        open_for_reading(path)


def test_what_was_opened_for_reading_writes_nothing(path: Path, store: Store):
    with open_for_reading(path) as reader:
        assert reader.value("SELECT count(*) FROM articles") == 0
        with pytest.raises(StoreReadOnly):
            reader.execute("DELETE FROM articles")


@pytest.mark.skipif(os.geteuid() == 0 and not Path("/usr/bin/setpriv").exists(), reason="root may write anything")
def test_a_read_only_file_is_said_clearly(path: Path, store: Store):
    store.close()
    path.parent.chmod(0o555)
    path.chmod(0o444)
    code = f"""
        import datetime as dt, sys
        from bot.errors import StoreReadOnly
        from bot.store import open_store
        try:
            store = open_store({str(path)!r}, now=dt.datetime.now(dt.UTC))
            with store.transaction():
                store.execute("DELETE FROM settings")
        except StoreReadOnly as error:
            print(error)
    """
    user = ["setpriv", "--reuid=65534", "--clear-groups"] if os.geteuid() == 0 else []
    opened = [path.parent, *path.parents]
    modes = {folder: folder.stat().st_mode for folder in opened if str(folder).startswith("/tmp/")}
    try:
        for folder in modes:
            folder.chmod(0o755 if folder != path.parent else 0o555)
        done = subprocess.run(
            [*user, sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=False
        )
    finally:
        for folder, mode in modes.items():
            folder.chmod(mode)
        path.parent.chmod(0o755)
    assert done.stdout.startswith(str(path)), done.stderr
    assert "writ" in done.stdout


def test_a_locked_database_is_said_clearly_and_waited_for(path: Path, store: Store):
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store.execute("PRAGMA busy_timeout = 50")
    with pytest.raises(StoreLocked, match="locked by another program"), store.transaction():
        pass
    other.execute("ROLLBACK")
    other.close()
    with store.transaction():
        add_article(store, article())


def test_a_full_disk_is_said_clearly_and_nothing_stored_is_lost(store: Store):
    with store.transaction():
        add_article(store, article("kept"))
    store.execute(f"PRAGMA max_page_count = {store.value('PRAGMA page_count') + 2}")
    with pytest.raises(DiskFull, match="free some space"):
        add_many(store, 1000)
    assert store.value("SELECT count(*) FROM articles") == 1
    store.execute("PRAGMA max_page_count = 1000000")
    with store.transaction():
        assert add_article(store, article("after")).seen is Seen.NEW
    assert check(store) == ""


def test_a_file_that_may_grow_no_further_is_said_clearly(path: Path):
    """The limit of a real file (RLIMIT_FSIZE), in a process of its own."""
    with open_store(path, now=NOW) as store, store.transaction():
        add_article(store, article("kept"))
    process = multiprocessing.get_context("spawn").Process(target=fill_up, args=(path,))
    process.start()
    process.join()
    assert process.exitcode == 3
    with open_store(path, now=NOW) as store:
        assert check(store) == ""
        assert store.value("SELECT count(*) FROM articles") == 1


def fill_up(path: Path) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limit = path.stat().st_size + 100_000
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    store = open_store(path, now=NOW)
    try:
        add_many(store, 3000)
    except StoreError as error:
        os._exit(3 if str(error).startswith(str(path)) else 4)
    os._exit(0)


def add_many(store: Store, count: int) -> None:
    with store.transaction():
        for number in range(count):
            add_article(store, article(f"a{number}"))


# -- one at a time ----------------------------------------------------------------------------------------------


def test_a_second_instance_is_refused_with_the_name_of_the_first(path: Path):
    with instance_lock(path, "tocsin run"):
        with pytest.raises(StoreLocked) as caught, instance_lock(path, "tocsin restore"):
            pass
        assert f"`tocsin run` (process {os.getpid()})" in str(caught.value)
        assert str(path) in str(caught.value)
    with instance_lock(path, "tocsin run"):
        pass


def test_the_lock_of_a_killed_process_does_not_stay(path: Path):
    process = multiprocessing.get_context("spawn").Process(target=lock_and_die, args=(path,))
    process.start()
    process.join()
    assert process.exitcode == 7
    with instance_lock(path, "tocsin run"):
        pass


def lock_and_die(path: Path) -> None:
    lock = instance_lock(path, "tocsin run")
    lock.__enter__()
    os._exit(7)


# -- transactions ------------------------------------------------------------------------------------------------


def test_an_error_takes_the_whole_transaction_back(store: Store):
    def mistaken() -> None:
        with store.transaction():
            add_article(store, article())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        mistaken()
    assert store.value("SELECT count(*) FROM articles") == 0


def test_a_transaction_within_a_transaction_is_a_mistake(store: Store):
    with pytest.raises(RuntimeError, match="flows own transactions"), store.transaction(), store.transaction():
        pass


def test_a_reference_to_nowhere_fails_at_commit(store: Store):
    with pytest.raises(sqlite3.IntegrityError), store.transaction():
        store.execute("INSERT INTO article_keys VALUES (x'00', 'nobody')")
    assert store.value("SELECT count(*) FROM article_keys") == 0
    with store.transaction():
        save_chat(store, chat())


@pytest.mark.parametrize("when", ["in the middle", "after the commit"])
def test_a_kill_loses_what_was_not_committed_and_nothing_else(path: Path, when: str):
    process = multiprocessing.get_context("spawn").Process(target=write_and_die, args=(path, when))
    process.start()
    process.join()
    assert process.exitcode == 9
    with open_store(path, now=NOW + MINUTE) as store:
        assert check(store) == ""
        names = [row[0] for row in store.rows("SELECT article_id FROM articles ORDER BY number")]
        assert names == (["a0", "a1"] if when == "after the commit" else ["a0"])
        with store.transaction():
            assert add_article(store, article("a0")).seen is Seen.KNOWN


def write_and_die(path: Path, when: str) -> None:
    store = open_store(path, now=NOW)
    with store.transaction():
        add_article(store, article("a0"))
    with store.transaction():
        add_article(store, article("a1"))
        if when == "in the middle":
            os._exit(9)
    os._exit(9)
