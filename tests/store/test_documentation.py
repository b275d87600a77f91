"""docs/data.md names every table and every column, and none that is not there."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from bot.store import Store

TEXT = (Path(__file__).parents[2] / "docs" / "data.md").read_text("utf-8")
SHADOWS = ("_data", "_idx", "_content", "_docsize", "_config")
"""Endings of the tables that SQLite keeps behind a full-text index."""


def documented() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for section in re.split(r"^### ", TEXT, flags=re.MULTILINE)[1:]:
        rows = re.findall(r"^\| (\w+) \| \S.* \|$", section, flags=re.MULTILINE)
        found[section.split("\n", 1)[0]] = [row for row in rows if row != "column"]
    return found


def test_every_table_view_and_column_is_documented(store: Store):
    indexes = [r[0] for r in store.rows("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'")]
    shadows = {f"{index}{ending}" for index in indexes for ending in SHADOWS}
    names = [r[0] for r in store.rows("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")]
    tables = [n for n in names if n not in shadows and not n.startswith("sqlite_")]
    columns = {t: [r["name"] for r in store.rows(f"SELECT name FROM pragma_table_info('{t}')")] for t in tables}
    assert documented() == columns


def test_the_queries_shown_run(store: Store):
    (block,) = re.findall(r"```sql\n(.*?)```", TEXT, flags=re.DOTALL)
    queries = [q for q in block.split(";") if q.strip()]
    assert len(queries) == 3
    for query in queries:
        assert sqlite3.complete_statement(query + ";")
        store.rows(query)
