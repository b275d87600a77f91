"""Back a database up while it is used, and put a backup back."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from bot.errors import StoreDamaged, StoreError
from bot.store.connection import Store, telling
from bot.store.forget import Forgotten, forget_again, load_forgotten
from bot.store.lock import instance_lock
from bot.store.migrations import APPLICATION_ID
from bot.store.open import open_for_reading, open_store

PAGES = 2000
"""Pages copied at a time: other writers get their turn between two steps."""
BESIDE = ("-wal", "-shm", "-journal")
"""Files that SQLite keeps beside a database."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy that was opened and checked."""

    path: Path
    size: int
    alerts: int
    articles: int


def make_backup(store: Store, target: Path, seen: Callable[[int, int], None] | None = None) -> Backup:
    """Copy the database to `target` while it is in use, then open the copy and check it.

    `seen(done, all)` is called with pages on the way. The copy is made under another name, so that `target` is
    a whole backup or not there. Raises StoreError where the copy cannot be made or does not check out.
    """
    if target.exists():
        raise StoreError(f"{target}: there is a file of this name already; choose another name for the backup")
    part = target.with_name(f"{target.name}.part")
    try:
        with telling(target), closing(sqlite3.connect(part)) as copy:
            store.db.conn.backup(
                copy, pages=PAGES, progress=lambda _, left, all_: seen(all_ - left, all_) if seen else None
            )
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, to be carried about
        made = check_backup(part)
        part.replace(target)
    except OSError as error:
        raise StoreError(
            f"{target}: the backup cannot be written ({error.strerror}); choose another place"
        ) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return Backup(target, made.size, made.alerts, made.articles)


def check_backup(path: Path) -> Backup:
    """Open a copy and check every page, every index and every reference."""
    with open_for_reading(path) as copy:
        wrong = check(copy)
        if wrong:
            raise StoreDamaged(f"{path}: the copy is damaged ({wrong}); make another one, and check the disk")
        alerts, articles = (copy.value(f"SELECT count(*) FROM {t}") for t in ("alerts", "articles"))  # noqa: S608
        return Backup(path, path.stat().st_size, alerts, articles)


def check(store: Store) -> str:
    """What is wrong with a database: empty, or SQLite's first word on it."""
    found = store.value("PRAGMA integrity_check(1)")
    if found != "ok":
        return " ".join(str(found).split())  # SQLite's own line has two
    row = store.row("PRAGMA foreign_key_check")
    return "" if row is None else f"a row of {row[0]} points to a row of {row[2]} that is not there"


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of a restore."""

    alerts: int
    articles: int
    forgotten: int
    """Chats of the backup that had asked to be forgotten since."""
    kept_as: Path | None
    """Where the database went that stood there before."""
    list_was_read: bool
    """False where that database was too damaged to say which chats had asked to be forgotten."""


def restore_backup(backup: Path, path: Path, now: dt.datetime) -> Restored:
    """Put a backup in the place of the database at `path`, which is kept beside it.

    Takes the instance lock: nothing may run meanwhile. Chats that asked to be forgotten since the backup was
    made stay forgotten. What waited to be delivered then is not sent now, and feeds learn anew what they tell
    (both would repeat what people were told since).
    """
    if not backup.is_file():
        raise StoreError(f"{backup}: there is no such backup")
    with instance_lock(path, "tocsin restore"):
        forgotten, was_read = forgotten_in(path)
        part = path.with_name(f"{path.name}.part")
        try:
            copy_database(backup, part)
            restored = settle(part, backup, forgotten, now)
            kept_as = set_aside(path, now)
            os.replace(part, path)
        finally:
            for ending in ("", *BESIDE):
                with suppress(OSError):
                    Path(f"{part}{ending}").unlink(missing_ok=True)
    return replace(restored, kept_as=kept_as, list_was_read=was_read)


def copy_database(source: Path, target: Path) -> None:
    """Copy page by page through SQLite, which also brings along what stands in a write-ahead log."""
    target.unlink(missing_ok=True)
    with telling(source), closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as conn:
        if conn.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise StoreDamaged(f"{source}: this is no backup of Tocsin (another program's database, or empty)")
        with telling(target), closing(sqlite3.connect(target)) as copy:
            conn.backup(copy)


def settle(part: Path, backup: Path, forgotten: tuple[Forgotten, ...], now: dt.datetime) -> Restored:
    """Bring a restored copy up to date: its schema, forgotten chats, and what is no longer to be sent."""
    try:
        with open_store(part, now=now) as store:
            if wrong := check(store):
                raise StoreDamaged(wrong)
            with store.transaction():
                gone = forget_again(store, forgotten, now)
                store.execute(
                    "UPDATE deliveries SET state = 'dead', reason = 'waited when the backup was made'"
                    " WHERE state IN ('pending', 'sending', 'held')"
                )
                store.execute(
                    "UPDATE feed_states SET is_learned = 0, etag = NULL, last_modified = NULL, body_digest = NULL"
                )
            alerts, articles = (store.value(f"SELECT count(*) FROM {t}") for t in ("alerts", "articles"))  # noqa: S608
            store.execute("PRAGMA journal_mode = DELETE")
    except (StoreDamaged, sqlite3.OperationalError) as error:  # a schema that was written over has no such tables
        raise StoreDamaged(f"{backup}: this is no good backup; nothing was changed. {error}") from error
    return Restored(alerts, articles, gone, None, True)


def forgotten_in(path: Path) -> tuple[tuple[Forgotten, ...], bool]:
    """The list of the database that is about to be replaced, and whether it could be read."""
    if not path.exists():
        return (), True
    try:
        with open_for_reading(path) as store:
            return load_forgotten(store), True
    except (StoreError, sqlite3.Error):
        return (), False


def set_aside(path: Path, now: dt.datetime) -> Path | None:
    """Move a database out of the way, its write-ahead log with it. Returns its new name."""
    if not path.exists():
        return None
    aside = path.with_name(f"{path.name}.before-restore-{now.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}")
    for ending in ("", *BESIDE):
        if Path(f"{path}{ending}").exists():
            os.replace(f"{path}{ending}", f"{aside}{ending}")
    return aside
