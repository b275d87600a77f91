"""The connection: transactions, and SQLite's errors told as what the operator can do about them."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from bot.errors import DiskFull, StoreDamaged, StoreError, StoreLocked, StoreReadOnly

Parameters = Sequence[Any] | dict[str, Any]
Row = sqlite3.Row


class Store:
    """An open database. It belongs to the thread that opened it."""

    def __init__(self, db: Database, path: Path, *, is_read_only: bool = False) -> None:
        self.db = db
        self.path = path
        self.is_read_only = is_read_only

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """BEGIN IMMEDIATE ... COMMIT; anything raised inside takes all of it back.

        Immediate, since a deferred transaction that reads first and writes later fails at once beside
        another writer, without waiting for the busy timeout. A transaction inside a transaction is a mistake
        of ours: flows own them, store functions never open one.
        """
        if self.db.conn.in_transaction:
            raise RuntimeError("a transaction is already open: flows own transactions, store functions do not")
        with self.errors():
            self.db.conn.execute("BEGIN IMMEDIATE")
        try:
            yield
            with self.errors():
                self.db.conn.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):  # a full disk may have rolled back by itself
                self.db.rollback()
            raise

    def execute(self, sql: str, parameters: Parameters = ()) -> sqlite3.Cursor:
        """One statement; give its rows to nobody (see `rows`)."""
        with self.errors():
            return self.db.execute(sql, parameters)

    def many(self, sql: str, rows: Iterable[Parameters]) -> None:
        """One statement for every row."""
        with self.errors():
            self.db.conn.executemany(sql, rows)

    def rows(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        with self.errors():
            found: list[Row] = self.db.execute(sql, parameters).fetchall()
            return found

    def row(self, sql: str, parameters: Parameters = ()) -> Row | None:
        """The first row, None where there is none."""
        with self.errors():
            found: Row | None = self.db.execute(sql, parameters).fetchone()
            return found

    def value(self, sql: str, parameters: Parameters = ()) -> Any:
        """The first column of the first row, None where there is none."""
        row = self.row(sql, parameters)
        return None if row is None else row[0]

    def insert(self, table: str, row: Mapping[str, Any], *, replacing: Sequence[str] = ()) -> int:
        """Insert a row; where `replacing` names the key, a row that has it is overwritten. Returns the rowid."""
        return int(
            self.execute(insert_sql(table, tuple(row), tuple(replacing)), tuple(row.values())).lastrowid or 0
        )

    def errors(self) -> contextlib.AbstractContextManager[None]:
        return telling(self.path)

    def close(self) -> None:
        self.db.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def insert_sql(table: str, columns: tuple[str, ...], key: tuple[str, ...] = ()) -> str:
    """An insert, or with `key` an upsert; names come from our own code alone."""
    sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608
    if not key:
        return sql
    others = [c for c in columns if c not in key]
    changes = ", ".join(f"{c} = excluded.{c}" for c in others)
    return f"{sql} ON CONFLICT ({', '.join(key)}) DO " + (f"UPDATE SET {changes}" if changes else "NOTHING")


@contextlib.contextmanager
def telling(path: Path) -> Iterator[None]:
    """SQLite's errors as ours. What is our own mistake (SQL, a broken constraint) rises as it is."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.DatabaseError as error:
        mended = meaning(error, path)
        if mended is None:
            raise
        raise mended from error


UNSUPPORTED = "unsupported file format"
"""What SQLite says, without a code of its own, where the header names a format that does not exist."""


def damaged(error: sqlite3.DatabaseError, path: Path) -> StoreDamaged:
    return StoreDamaged(
        f"{path}: the file is damaged or is no database ({error}); put a backup in its place with "
        "`tocsin restore BACKUP`"
    )


def meaning(error: sqlite3.DatabaseError, path: Path) -> StoreError | None:
    """What an error of SQLite means for the operator; None where it is none of theirs."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # extended codes hold the plain one in the low byte
    match code:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StoreLocked(
                f"{path}: the database is locked by another program; close what is writing to it (a backup, "
                "a database browser, another tocsin command) and try again"
            )
        case sqlite3.SQLITE_FULL:
            return DiskFull(f"{path}: the disk is full; free some space and start again, nothing stored is lost")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
            return StoreReadOnly(
                f"{path}: the database cannot be written; make the file and its folder writable for this user"
            )
        case sqlite3.SQLITE_CANTOPEN:
            return StoreReadOnly(
                f"{path}: the database cannot be opened; check that the folder exists and that this user may "
                "write in it, or name another file with --db"
            )
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return damaged(error, path)
        case sqlite3.SQLITE_ERROR if str(error) == UNSUPPORTED:
            return damaged(error, path)
        case sqlite3.SQLITE_IOERR | sqlite3.SQLITE_NOLFS:
            return StoreError(
                f"{path}: the disk failed while the database was read or written ({error}); check the disk and "
                "its limits, then start again"
            )
    return None
