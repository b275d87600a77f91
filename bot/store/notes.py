"""What those who run the bot should hear, until it is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from bot.model import Note
from bot.store.connection import Store
from bot.store.rows import as_time, from_row, stamp, to_row

KEPT = dt.timedelta(days=30)


def add_note(store: Store, note: Note) -> None:
    """Keep a note until it is told. One of the same key that still waits is taken back: it is out of date."""
    store.execute("DELETE FROM notes WHERE key = ? AND told_at IS NULL", (note.key,))
    store.insert("notes", to_row(note))


def add_notes(store: Store, notes: Iterable[Note]) -> None:
    for note in notes:
        add_note(store, note)


def waiting_notes(store: Store, since: dt.datetime) -> tuple[Note, ...]:
    """Notes made since then that nobody was told of, oldest first."""
    rows = store.rows(
        "SELECT * FROM notes WHERE told_at IS NULL AND made_at >= ? ORDER BY note_id", (stamp(since),)
    )
    return tuple(from_row(Note, row) for row in rows)


def last_told_at(store: Store) -> dt.datetime | None:
    told = store.value("SELECT max(told_at) FROM notes")
    return as_time(told) if told else None


def mark_told(store: Store, now: dt.datetime) -> None:
    """All that waited is told; what was told long ago is let go of."""
    store.execute("UPDATE notes SET told_at = ? WHERE told_at IS NULL", (stamp(now),))
    store.execute("DELETE FROM notes WHERE told_at < ?", (stamp(now - KEPT),))
