"""Files that people bring: a table of nights, a backup. They are taken, or refused in one line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.cli.history_import import read_table
from bot.errors import StoreError, TocsinError
from bot.store import open_store
from bot.store.backup import check, make_backup, restore_backup
from tests.cli.test_history_import import HEADER, ROWS
from tests.fuzz import examples
from tests.store.nouns import MINUTE, NOW, fill

CELL = st.text(max_size=20) | st.sampled_from(
    ["", "31.0", "nan", "inf", "1e400", "-5", "2023-09-05 20:00", "9999-12-31 23:59", '"', "\x00", "=1+1"]
)
TABLES = st.lists(st.lists(CELL, min_size=1, max_size=12), max_size=6).map(
    lambda rows: HEADER.encode() + "\n".join(",".join(r) for r in rows).encode("utf-8", "surrogatepass")
)


@examples(100)
@given(
    TABLES
    | st.binary(max_size=500)
    | st.binary(max_size=60).map(lambda noise: (HEADER + ROWS).encode()[:200] + noise)
)
def test_any_table_is_read_or_refused_in_one_line(tmp_path: Path, content: bytes):
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    try:
        read_table(path, dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    except TocsinError as wrong:
        refused = str(wrong)
    else:
        refused = ""
    assert "\n" not in refused


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("backup") / "good.db"
    with open_store(path.with_name("source.db"), now=NOW) as store:
        fill(store, alerts=5)
        make_backup(store, path)
    return path


@examples(25)
@given(st.integers(0, 1 << 30), st.binary(min_size=1, max_size=4000), st.booleans())
@example(1 << 30, b"\x00", False)
@example(43, b"\x00\x00\x00\x00\x05", False)  # a file format that does not exist
def test_a_backup_with_noise_in_it_is_refused_or_sound(
    tmp_path_factory, good: Path, place: int, noise: bytes, is_cut: bool
):
    folder = tmp_path_factory.mktemp("restore")
    whole = good.read_bytes()
    place %= len(whole)
    backup, path = folder / "backup.db", folder / "tocsin.db"
    backup.write_bytes(whole[:place] + noise + (b"" if is_cut else whole[place + len(noise) :]))
    with open_store(path, now=NOW) as store:
        fill(store, alerts=2)
    try:
        restore_backup(backup, path, NOW + MINUTE)
    except StoreError as wrong:
        said, expected = str(wrong), 2
    else:
        said, expected = "", 5
    assert "\n" not in said
    with open_store(path, now=NOW) as store:
        assert check(store) == ""
        assert not said or store.value("SELECT count(*) FROM alerts") == expected, "what stood there stays"
