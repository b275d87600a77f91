"""Numbered migrations. None is edited after a release that holds it; a migrated database equals a fresh one."""

from sqlite_utils import Database, Migrations

from bot.store.migrations import (
    m001_start,
    m002_boards,
    m003_versions,
    m004_notes,
    m005_public,
    m006_nights,
    m007_told,
)

APPLICATION_ID = m001_start.APPLICATION_ID

MIGRATIONS = Migrations("tocsin")

STEPS = {
    "001_start": m001_start.STATEMENTS,
    "002_boards": m002_boards.STATEMENTS,
    "003_versions": m003_versions.STATEMENTS,
    "004_notes": m004_notes.STATEMENTS,
    "005_public": m005_public.STATEMENTS,
    "006_nights": m006_nights.STATEMENTS,
    "007_told": m007_told.STATEMENTS,
}
"""Name -> SQL statements, in order."""

NAMES = frozenset(STEPS)


def register(name: str, statements: tuple[str, ...]) -> None:
    def step(db: Database, /) -> None:
        for statement in statements:
            db.execute(statement)

    MIGRATIONS(name=name)(step)


for _name, _statements in STEPS.items():
    register(_name, _statements)
