"""The `tocsin rules` commands as a person at a terminal sees them."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.cli.rules import rules_app
from bot.rules.disk import read_folder
from bot.store import open_store
from bot.store.articles import add_article
from bot.store.house import recent_audit, save_rule_files
from bot.trial.run import article_of

RULES = Path(__file__).parents[2] / "rules"
GOOD = """\
version: 1
rules:
- id: attack
  title: Attack
  match: {count: {of: drone, action: launched, attacker: Russia, place: none}}
  alert_if:
    - value >= 50
  tests:
    - {say: "Russia launched 97 drones at Ukraine overnight, the Air Force said.", expect: alert}
    - {say: "Russia launched 41 drones at Ukraine overnight, the Air Force said.", expect: nothing}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A rules folder with one language and one rule file; the working folder is the one above it."""
    rules = tmp_path / "rules"
    (rules / "vocabulary").mkdir(parents=True)
    shutil.copy(RULES / "vocabulary" / "en.yaml", rules / "vocabulary" / "en.yaml")
    (rules / "mine.yaml").write_text(GOOD, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TOCSIN_RULES", raising=False)
    monkeypatch.delenv("TOCSIN_DB", raising=False)
    return rules


def tocsin(*words: str, input: str | None = None) -> Result:
    return CliRunner().invoke(rules_app, list(words), env={"COLUMNS": "200"}, input=input)


def test_check_finds_nothing_in_good_rules(folder: Path) -> None:
    result = tocsin("check")
    assert (result.exit_code, result.output) == (0, "1 rule in 1 file: no problems\n")


def test_check_shows_the_line_with_a_caret_and_ends_with_1(folder: Path) -> None:
    (folder / "mine.yaml").write_text(GOOD.replace("alert_if", "alert_iff"), encoding="utf-8")
    result = tocsin("check", "--no-tests")
    assert result.exit_code == 1
    assert result.output.splitlines()[:3] == [
        "rules/mine.yaml:6:3: unknown key 'alert_iff', did you mean 'alert_if'?",
        "    6 |   alert_iff:",
        "          ^",
    ]


def test_check_of_one_file_tells_nothing_of_the_others(folder: Path) -> None:
    (folder / "other.yaml").write_text("nonsense", encoding="utf-8")
    assert tocsin("check", "rules/mine.yaml").exit_code == 0
    assert tocsin("check", "rules/other.yaml").exit_code == 1


def test_check_of_a_file_from_elsewhere_takes_the_place_of_its_namesake(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(GOOD.replace("value >= 50", "value >= many"), encoding="utf-8")
    result = tocsin("check", "mine.yaml")
    assert result.output.startswith("mine.yaml:7:7: 'many' is no number")


def test_check_runs_the_tests_and_has_machine_output(folder: Path) -> None:
    (folder / "mine.yaml").write_text(GOOD.replace("value >= 50", "value >= 30"), encoding="utf-8")
    result = tocsin("check", "--json")
    problems = json.loads(result.output)
    assert (result.exit_code, [p["code"] for p in problems]) == (1, ["threshold-untested", "test"])
    assert problems[1]["line"] == 10


def test_test_shows_what_was_read_where_a_test_fails(folder: Path) -> None:
    (folder / "mine.yaml").write_text(GOOD.replace("value >= 50", "value >= 30"), encoding="utf-8")
    result = tocsin("test")
    assert result.exit_code == 1
    assert "✗ attack  1 of 2 tests pass" in result.output
    assert "wanted nothing, got alert" in result.output
    assert "as 41 drones launched, of Russia, nation-wide" in result.output
    (folder / "mine.yaml").write_text(GOOD, encoding="utf-8")
    assert tocsin("test", "--rule", "attack").output == "✓ attack  2 of 2 tests pass\n2 tests pass\n"


def test_a_rule_that_is_not_there_is_named_with_the_nearest(folder: Path) -> None:
    result = tocsin("test", "--rule", "atack")
    assert str(result.exception) == "there is no rule 'atack', did you mean 'attack'?"


def test_explain_says_which_condition_failed(folder: Path) -> None:
    result = tocsin("explain", "Russia launched 41 drones at Ukraine overnight, the Air Force said.")
    assert result.exit_code == 0
    assert "attack  silent" in result.output
    assert "value >= 50" in result.output
    plain = json.loads(tocsin("explain", "Russia launched 97 drones at Ukraine overnight.", "--json").output)
    assert [(r["rule"], r["alert"], r["event"]) for r in plain["rules"]] == [
        ("attack", True, "attacker RU, day 2026-01-15")
    ]


def lines(*numbers: int) -> str:
    return "".join(
        json.dumps(
            {
                "id": f"a{day}",
                "outlet": "a.example",
                "text": f"Russia launched {n} drones at Ukraine overnight, the Air Force said.",
                "published": f"2026-01-{day + 10}T05:00:00Z",
            }
        )
        + "\n"
        for day, n in enumerate(numbers)
    )


def test_backtest_compares_with_an_old_file(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "articles.jsonl").write_text(lines(60, 70, 120), encoding="utf-8")
    (tmp_path / "old.yaml").write_text(GOOD.replace("value >= 50", "value >= 100"), encoding="utf-8")
    found = json.loads(
        tocsin("backtest", "--articles", "articles.jsonl", "--against", "old.yaml", "--json").output
    )
    assert (found["articles"], found["gained"], found["lost"]) == (3, 2, 0)
    assert [r["value"] for r in found["gained_samples"]] == [60, 70]
    shown = tocsin("backtest", "--articles", "articles.jsonl", "--against", "old.yaml").output
    assert "1→3" in shown
    assert "+2 alerts gained" in shown


def test_backtest_without_a_database_says_so(folder: Path) -> None:
    result = tocsin("backtest", "--days", "3")
    assert "there is no database yet" in str(result.exception)


@pytest.fixture
def database(folder: Path, tmp_path: Path) -> Path:
    """A database with three articles of the last days, and the rules of the folder in force."""
    now = dt.datetime.now(dt.UTC)
    store = open_store(tmp_path / "tocsin.db", now=now)
    with store.transaction():
        for days, number in ((3, 60), (2, 70), (1, 120)):
            text = f"Russia launched {number} drones at Ukraine overnight, the Air Force said."
            article = article_of(text, number=number, at=now - dt.timedelta(days=days))
            add_article(store, article)
        save_rule_files(store, read_folder(folder)[0], now)
    store.close()
    return tmp_path / "tocsin.db"


def test_backtest_compares_stored_articles_with_the_rules_in_force(folder: Path, database: Path) -> None:
    unchanged = json.loads(tocsin("backtest", "--json").output)
    assert (unchanged["articles"], unchanged["before"]) == (3, None)
    assert sum(unchanged["after"]["attack"].values()) == 3
    (folder / "mine.yaml").write_text(GOOD.replace("value >= 50", "value >= 100"), encoding="utf-8")
    changed = json.loads(tocsin("backtest", "--json").output)
    assert (changed["gained"], changed["lost"]) == (0, 2)
    assert json.loads(tocsin("backtest", "--days", "2", "--json").output)["articles"] == 1


def test_list_says_where_an_older_version_runs(folder: Path, database: Path) -> None:
    (folder / "mine.yaml").write_text(GOOD.replace("alert_if", "alert_iff"), encoding="utf-8")
    said = tocsin("list").output
    assert re.search(
        r"rules/mine.yaml: running the version of \d\d:\d\d; the file has an error at line 6", said
    ), said


def test_list_says_which_files_wait_to_be_taken_up(folder: Path, database: Path) -> None:
    (folder / "mine.yaml").write_text(GOOD + "# edited\n", encoding="utf-8")
    assert "the file was edited since" in tocsin("list").output
    (folder / "other.yaml").write_text(GOOD.replace("id: attack", "id: other"), encoding="utf-8")
    (folder / "mine.yaml").unlink()
    assert "mine.yaml: running the version of" in (said := tocsin("list").output)
    assert "the file is gone" in said


def test_take_shows_asks_writes_and_leaves_an_audit_row(folder: Path, database: Path, tmp_path: Path) -> None:
    mine = tmp_path / "kyiv.yaml"
    mine.write_text(
        GOOD.replace("id: attack", "id: louder").replace("value >= 50", "value >= 65"), encoding="utf-8"
    )
    assert tocsin("take", str(mine), input="n\n").exit_code == 1
    assert not (folder / "chat").exists()
    said = tocsin("take", str(mine), input="y\n").output
    assert "+- id: louder" in said
    assert "+2 alerts, -0 alerts in 14 days (3 stored articles)" in said
    assert (folder / "chat" / "kyiv.yaml").read_text(encoding="utf-8") == mine.read_text(encoding="utf-8")
    with open_store(database, now=dt.datetime.now(dt.UTC)) as store:
        assert [(a.chat_id, a.command, a.detail) for a in recent_audit(store)] == [
            ("console", "rulefile", "chat/kyiv.yaml: in force")
        ]


def test_take_refuses_a_file_with_a_mistake_and_shows_the_line(
    folder: Path, database: Path, tmp_path: Path
) -> None:
    mine = tmp_path / "kyiv.yaml"
    mine.write_text(GOOD.replace("id: attack", "id: louder").replace("title:", "titel:"), encoding="utf-8")
    result = tocsin("take", str(mine), "--yes")
    assert result.exit_code == 1
    assert "chat/kyiv.yaml:4:3: unknown key 'titel'" in result.output
    assert "^" in result.output
    assert not (folder / "chat").exists()
    assert "plain name" in str(tocsin("take", "../x y.yaml").exception)


def test_the_version_before_is_listed_printed_and_brought_back(folder: Path, database: Path) -> None:
    now = dt.datetime.now(dt.UTC)
    (folder / "chat").mkdir()
    first = GOOD.replace("id: attack", "id: louder")
    for text in (first, first.replace("value >= 50", "value >= 100")):
        (folder / "chat" / "kyiv.yaml").write_text(text, encoding="utf-8")
        with open_store(database, now=now) as store, store.transaction():
            save_rule_files(store, read_folder(folder)[0], now)
    assert "chat/kyiv.yaml  since" in tocsin("versions").output
    assert len(json.loads(tocsin("versions", "kyiv.yaml", "--json").output)) == 2
    assert tocsin("versions", "kyiv.yaml", "--show", "2").output == first
    assert "+2 alerts" in tocsin("back", "kyiv.yaml", "--yes").output
    assert (folder / "chat" / "kyiv.yaml").read_text(encoding="utf-8") == first
    assert "is edited by hand" in str(tocsin("back", "mine.yaml").exception)
    assert "no version of it" in str(tocsin("back", "nothing.yaml").exception)


def test_check_asks_the_history_where_it_is_told_to(folder: Path, database: Path) -> None:
    (folder / "mine.yaml").write_text(GOOD + "  expect_per_week: up to 1\n", encoding="utf-8")
    assert tocsin("check").exit_code == 0
    problems = json.loads(tocsin("check", "--days", "7", "--json").output)
    assert [p["code"] for p in problems] == ["noisy"]


def test_new_drafts_a_rule_that_passes_its_own_check(folder: Path) -> None:
    written = tocsin("new", "Russia launched 77 missiles at Ukraine overnight.", "-o", "rules/drafted.yaml")
    assert written.exit_code == 0, written.output
    assert tocsin("check", "rules/drafted.yaml").output == "1 rule in 1 file: no problems\n"
    again = tocsin("new", "Another one.", "-o", "rules/drafted.yaml")
    assert "is there already" in str(again.exception)


def test_fmt_shows_checks_and_writes(folder: Path) -> None:
    (folder / "mine.yaml").write_text(GOOD.replace("value >= 50", "value>=5000"), encoding="utf-8")
    assert "value >= 5,000" in tocsin("fmt", "rules/mine.yaml").output
    assert tocsin("fmt", "--check").exit_code == 1
    assert tocsin("fmt", "--write").output == "rules/mine.yaml: tidied\n"
    assert "value >= 5,000" in (folder / "mine.yaml").read_text(encoding="utf-8")
    assert tocsin("fmt", "--check").exit_code == 0


def test_schema_is_printed_or_written_beside_the_rules(folder: Path) -> None:
    assert json.loads(tocsin("schema").output)["title"] == "Tocsin rules, version 1"
    tocsin("schema", "--write")
    assert (folder / "schema" / "rules.v1.json").exists()


def test_list_says_which_files_do_not_run(folder: Path) -> None:
    (folder / "broken.yaml").write_text("version: 1\nrules: [", encoding="utf-8")
    result = tocsin("list")
    assert "attack" in result.output
    assert "rules/broken.yaml: not running; the file has an error at line 2" in result.output
    assert [r["rule"] for r in json.loads(tocsin("list", "--json").output)] == ["attack"]


@pytest.mark.parametrize(
    "command", ["check", "test", "explain", "backtest", "new", "fmt", "schema", "list", "take", "versions", "back"]
)
def test_every_command_has_examples_in_its_help(command: str) -> None:
    help_text = tocsin(command, "--help").output
    assert f"tocsin rules {command}" in help_text
    assert "Examples:" in help_text
