"""`tocsin history import`: nights of a public table."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.__main__ import make_app
from bot.errors import TocsinError
from bot.model import Event
from bot.store import open_store
from bot.store.events import load_events, save_event
from bot.store.outcome import next_ids
from tests.store.nouns import NOW, event

HEADER = "time_start,time_end,model,launch_place,target,launched,destroyed,not_reach_goal,source\n"
ROWS = """\
2023-09-05 20:00,2023-09-06 06:00,Shahed-136/131,Primorsko-Akhtarsk,Ukraine,31.0,24.0,,https://a.example/1
2023-09-05 22:00,2023-09-06 04:00,Unknown UAV,,Ukraine,2,2,,
2023-09-06 05:00,2023-09-06 06:00,Iskander-M,Crimea,Odesa,2,0,,https://a.example/2
2023-09-06 05:00,2023-09-06 06:00,X-101/X-555,,Ukraine,,8,,
2023-09-06 13:00,2023-09-06 23:00,Shahed-136/131,,Ukraine,,10,,
2023-09-06 10:00,2023-09-06 12:00,Orlan-10,,south,1,1,,
2099-01-01 10:00,2099-01-01 12:00,Shahed-136/131,,Ukraine,9,9,,
yesterday,,Shahed-136/131,,Ukraine,9,9,,
2023-09-06 10:00,2023-09-06 12:00,Shahed-136/131,,Ukraine,many,9,,
2023-09-06 10:00,2023-09-06 12:00,Shahed-136/131,,Ukraine,nan,,,
"""

Tocsin = Callable[..., Result]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "daily.csv"
    path.write_text("\ufeff" + HEADER + ROWS, "utf-8")
    return path


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "tocsin.db"


@pytest.fixture
def tocsin(db: Path) -> Tocsin:
    def run(*words: str) -> Result:
        return CliRunner().invoke(make_app(list(words)), words, env={"TOCSIN_DB": str(db)})

    return run


def nights(db: Path) -> list[tuple[str, str, int, str, str]]:
    with open_store(db, now=NOW) as store:
        rows = store.rows("SELECT rule_id, day, value, imported, event_id FROM events ORDER BY day, rule_id")
        assert all(row["event_id"] < 0 for row in rows)
        return [(row["rule_id"].partition("-")[0], row["day"], row["value"], row["imported"]) for row in rows]


def test_rows_of_a_night_are_added_up_and_marked(tocsin: Tocsin, table: Path, db: Path):
    shown = tocsin("history", "import", str(table))
    assert shown.exception is None, shown.output
    assert nights(db) == [
        ("drone", "2023-09-06", 33, "daily.csv"),
        ("missile", "2023-09-06", 2, "daily.csv"),
        ("drone", "2023-09-07", 10, "daily.csv"),
    ]
    for piece in (
        "10 rows; 3 nights",
        "1 rows are of scouts",
        "3 rows could not be read",
        ":9: 'yesterday' is no time",
    ):
        assert piece in shown.output
    with open_store(db, now=NOW) as store:
        told = store.rows("SELECT action, value, role FROM figures ORDER BY event_id DESC, figure_id")
        assert [tuple(row) for row in told][:2] == [("launched", 33, "tally"), ("downed", 26, "beside")]


def test_a_table_that_is_read_again_overwrites_itself(tocsin: Tocsin, table: Path, db: Path):
    tocsin("history", "import", str(table))
    before = nights(db)
    table.write_text(HEADER + ROWS.replace("31.0", "35"), "utf-8")
    assert json.loads(tocsin("history", "import", str(table), "--json").output)["nights"] == 3
    after = nights(db)
    assert after == [(before[0][0], before[0][1], 37, before[0][3]), *before[1:]]
    with open_store(db, now=NOW) as store:
        assert store.value("SELECT count(*) FROM figures") == 5
        assert store.value("SELECT count(*) FROM sources") == 3


def test_our_own_history_knows_better_and_the_ledger_never_meets_what_was_imported(
    tocsin: Tocsin, table: Path, db: Path
):
    own: Event = event(1, fields={"attacker": "RU", "day": "2023-09-06"})
    with open_store(db, now=NOW) as store, store.transaction():
        save_event(store, own)
    assert "1 nights are left as our own" in tocsin("history", "import", str(table)).output
    with open_store(db, now=NOW) as store:
        assert load_events(store, NOW.replace(year=2020)) == (own,)
        assert next_ids(store).event == 2


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"a,b\n1,2\n", "columns time_start"),
        (b"", "columns time_start"),
        (b"\xff\xfe\x00", "no CSV table in UTF-8"),
        (HEADER.encode() + b'"' + b"x" * 200_000, "no CSV table"),
        (None, "cannot be read"),
    ],
    ids=["other columns", "empty", "no text", "an endless cell", "missing"],
)
def test_what_is_no_such_table_is_said_in_one_line(
    tocsin: Tocsin, tmp_path: Path, content: bytes | None, says: str
):
    path = tmp_path / "other.csv"
    if content is not None:
        path.write_bytes(content)
    result = tocsin("history", "import", str(path))
    assert isinstance(result.exception, TocsinError)
    assert says in str(result.exception)


def test_a_table_without_rows_is_fine(tocsin: Tocsin, tmp_path: Path):
    (tmp_path / "empty.csv").write_text(HEADER)
    assert "0 rows; 0 nights" in tocsin("history", "import", str(tmp_path / "empty.csv")).output
