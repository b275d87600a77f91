"""Open a database: create it, bring it up to date, or say clearly why not."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path

from sqlite_utils import Database

from bot.errors import StoreDamaged, StoreError, StoreNewer, StoreReadOnly
from bot.store.connection import Store, telling
from bot.store.migrations import APPLICATION_ID, MIGRATIONS, NAMES

BUSY_TIMEOUT = dt.timedelta(seconds=5)
"""How long a writer waits for another one. Our transactions take milliseconds; a backup holds none."""


def open_store(path: Path | str, *, now: dt.datetime, busy: dt.timedelta = BUSY_TIMEOUT) -> Store:
    """The database at `path` for reading and writing, created or migrated where it needs to be.

    `now` is written down as the time of the migration. Raises a StoreError that names the file and the remedy.
    """
    path = Path(path)
    refuse_folder(path)
    with telling(path):
        conn = sqlite3.connect(path, timeout=busy.total_seconds(), isolation_level=None)
    try:
        store = Store(as_database(conn), path)
        with telling(path):
            refuse_foreign(store)
            conn.execute("PRAGMA journal_mode = WAL")
            # NORMAL may take back a commit after power loss: the message was sent and we would not know it
            conn.execute("PRAGMA synchronous = FULL")
            conn.execute("PRAGMA foreign_keys = ON")
        migrate(store, now)
    except BaseException:
        conn.close()
        raise
    return store


def refuse_folder(path: Path) -> None:
    """Refuse what cannot be a database file: a folder, or a place that this user may not even look at."""
    try:
        is_folder = path.is_dir()
    except PermissionError:
        raise StoreReadOnly(
            f"{path}: this user may neither read nor write there; name another file with --db"
        ) from None
    if is_folder:
        raise StoreReadOnly(
            f"{path}: this is a folder; name a file in it with --db, for example {path / 'tocsin.db'}"
        )


def open_for_reading(path: Path | str, *, busy: dt.timedelta = BUSY_TIMEOUT) -> Store:
    """The database at `path` for reading alone (history, web); it is neither created nor migrated."""
    path = Path(path)
    if not path.is_file():
        raise StoreError(f"{path}: there is no database yet; `tocsin run` makes it, or name another one with --db")
    with telling(path):
        uri = f"{path.absolute().as_uri()}?mode=ro"
        conn = sqlite3.connect(uri, uri=True, timeout=busy.total_seconds(), isolation_level=None)
    try:
        store = Store(as_database(conn), path, is_read_only=True)
        with telling(path):
            refuse_foreign(store)
            if MIGRATIONS.pending(store.db):
                raise StoreError(
                    f"{path}: written by an older Tocsin; start `tocsin run` once to bring it up to date"
                )
            conn.execute("PRAGMA query_only = ON")
    except BaseException:
        conn.close()
        raise
    return store


def as_database(conn: sqlite3.Connection) -> Database:
    conn.row_factory = sqlite3.Row
    return Database(conn, strict=True, execute_plugins=False)


def refuse_foreign(store: Store) -> None:
    """Refuse a database of another program, or one that a newer Tocsin wrote."""
    application_id = store.value("PRAGMA application_id")
    if application_id != APPLICATION_ID:
        if application_id or store.value("SELECT count(*) FROM sqlite_master"):
            raise StoreDamaged(
                f"{store.path}: this is a database of another program, not of Tocsin; name another file with --db"
            )
        return
    unknown = {m.name for m in MIGRATIONS.applied(store.db)} - NAMES
    if unknown:
        raise StoreNewer(
            f"{store.path}: written by a newer Tocsin (it has {', '.join(sorted(unknown))}); install that "
            "version, or restore a backup made with this one"
        )


def migrate(store: Store, now: dt.datetime) -> None:
    """Apply what is missing, all of it in one transaction: a migration that fails leaves the file as it was."""
    if not MIGRATIONS.pending(store.db):
        return
    with store.transaction(), store.errors():
        # asked again inside: another process may have migrated while we waited for the lock
        names = [m.name for m in MIGRATIONS.pending(store.db)]
        MIGRATIONS.apply(store.db)
        stamp = now.astimezone(dt.UTC).isoformat()
        store.many(
            "UPDATE _sqlite_migrations SET applied_at = ? WHERE name = ?", [(stamp, name) for name in names]
        )
