"""`tocsin history`, `why`, `backup` and `restore`, as a user types them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.__main__ import make_app
from bot.errors import TocsinError
from bot.model import Fate, Outcome, Report
from bot.store import open_store
from bot.store.articles import add_article
from bot.store.chats import save_chat
from bot.store.outcome import save_outcome
from tests.store.nouns import NOW, article, chat, drones, event, revision

Tocsin = Callable[..., Result]


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """One alert, and an article that stayed below."""
    path = tmp_path / "tocsin.db"
    told = event(alert_id=1)
    with open_store(path, now=NOW) as store, store.transaction():
        add_article(store, article("a1"), [drones()])
        add_article(store, article("a2", title="A few \x1b[31mdrones"), [drones(12)])
        reports = (
            Report(article_id="a1", rule_id="drones", event_id=1, fate=Fate.NEW, reason="97 is enough", at=NOW),
            Report(article_id="a2", rule_id="drones", fate=Fate.BELOW, reason="12 is under 50", at=NOW),
        )
        save_outcome(store, Outcome(events=(told,), reports=reports, revisions=(revision(events=(told,)),)))
    return path


@pytest.fixture
def tocsin(db: Path) -> Tocsin:
    def run(*words: str, **env: str) -> Result:
        return CliRunner().invoke(make_app(list(words)), words, env={"TOCSIN_DB": str(db)} | env)

    return run


def lines(result: Result) -> str:
    assert result.exception is None, result.output
    return result.output


def test_search_lists_alerts(tocsin: Tocsin):
    shown = lines(tocsin("history", "search", "drone"))
    assert "#1" in shown
    assert "97" in shown
    assert json.loads(lines(tocsin("history", "search", "drone", "--json")))[0]["alert_id"] == 1


def test_search_finds_what_alerted_nothing_and_says_why(tocsin: Tocsin):
    shown = lines(tocsin("history", "search", "--fate", "below"))
    assert "12 is under 50" in shown
    assert "\x1b[31m" not in shown, "a title must not colour the terminal"
    found = json.loads(lines(tocsin("history", "search", "--articles", "few", "--json")))
    assert [a["article_id"] for a in found] == ["a2"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["history", "search", "submarine"], "Nothing is found"),
        (["history", "search", "--rule", "nobody"], "Nothing is found"),
        (["history", "search", "--", "-drone"], "Nothing is found"),
        (["history", "search", "--limit", "1"], "--before 1"),
    ],
)
def test_an_empty_answer_is_an_answer(tocsin: Tocsin, words: list[str], says: str):
    assert says in lines(tocsin(*words))


def test_an_empty_history_says_so(tocsin: Tocsin, tmp_path: Path):
    with open_store(tmp_path / "empty.db", now=NOW):
        pass
    assert "history is empty" in lines(tocsin("history", "search", "--db", str(tmp_path / "empty.db")))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["history", "search", "--since", "yesterday"], "is no time"),
        (["history", "search", "--severity", "loud"], "low, medium, high, critical"),
        (["history", "search", "--fate", "fine"], "below"),
        (["history", "show", "77"], "no alert '77'"),
        (["history", "show", "'; DROP"], "no alert"),
        (["why", "https://nowhere.example/"], "neither an alert nor an article"),
        (["history", "search", "--db", "/nowhere/tocsin.db"], "there is no database yet"),
        (["history", "export", "-o", "/nowhere/x.csv"], "cannot be written"),
        (["restore", "/nowhere/backup.db"], "no such backup"),
    ],
    ids=lambda v: " ".join(v) if isinstance(v, list) else "",
)
def test_what_is_wrong_is_said_in_one_line(tocsin: Tocsin, words: list[str], says: str):
    result = tocsin(*words)
    assert isinstance(result.exception, TocsinError), result.output
    assert says in str(result.exception)
    assert "\n" not in str(result.exception)


def test_show_and_why_name_sources_figures_and_reasons(tocsin: Tocsin):
    shown = lines(tocsin("history", "show", "#1"))
    for piece in ("launched 97", "tally, held", "Dnipro Daily", "https://dnipro.example/a1", "the first report"):
        assert piece in shown
    assert "97 is enough" in lines(tocsin("why", "1"))
    below = lines(tocsin("why", "https://dnipro.example/a2"))
    for piece in ("12 is under 50", "“Russia launched 97 drones overnight.”"):
        assert piece in below
    assert "part of alert #1" in lines(tocsin("history", "why", "a1"))
    assert json.loads(lines(tocsin("why", "a2", "--json")))["reports"][0]["fate"] == "below"
    assert json.loads(lines(tocsin("history", "show", "1", "--json")))[0]["number"] == 1


def test_stats_count(tocsin: Tocsin):
    assert "2 articles with 2 facts; 1 alerts" in lines(tocsin("history", "stats", "--since", "2026-01-01"))
    assert json.loads(lines(tocsin("history", "stats", "--json", "--since", "2026-01-01")))["alerts"] == 1


@pytest.mark.parametrize(
    ("form", "begins"), [("csv", "alert_id,"), ("jsonl", '{"alert_id": 1'), ("atom", "<?xml")]
)
def test_export_writes_to_the_terminal_or_a_file(tocsin: Tocsin, tmp_path: Path, form: str, begins: str):
    assert lines(tocsin("history", "export", "-f", form)).startswith(begins)
    target = tmp_path / "out"
    lines(tocsin("history", "export", "-f", form, "-o", str(target)))
    assert target.read_text("utf-8").startswith(begins)


def test_export_locates_airports(tocsin: Tocsin, db: Path):
    closed = event(2, kind="status", fields={"airport": "DME"}, held=None, figures=(), alert_id=2)
    with open_store(db, now=NOW) as store, store.transaction():
        save_outcome(store, Outcome(revisions=(revision(2, events=(closed,)),)))
    found = json.loads(lines(tocsin("history", "export", "-f", "geojson", "--airport", "DME")))
    assert found["features"][0]["geometry"]["type"] == "Point"


def test_a_backup_is_made_and_put_back(tocsin: Tocsin, db: Path, tmp_path: Path):
    target = tmp_path / "backup.db"
    assert "opened and checked" in lines(tocsin("backup", str(target)))
    with open_store(db, now=NOW) as store, store.transaction():
        add_article(store, article("later"))
    shown = lines(tocsin("restore", str(target)))
    assert "2 articles" in shown
    assert "is kept as" in shown
    named = json.loads(lines(tocsin("backup", "--json")))
    assert Path(named["path"]).parent == tmp_path
    assert json.loads(lines(tocsin("restore", named["path"], "--json")))["articles"] == 2


@pytest.mark.parametrize(
    "words", [["history"], ["history", "search"], ["history", "export"], ["why"], ["backup"], ["restore"]]
)
def test_help_has_examples(tocsin: Tocsin, words: list[str]):
    shown = lines(tocsin(*words, "--help"))
    assert words == ["history"] or "Example" in shown


def test_geojson_knows_where_cities_and_airports_are(tmp_path: Path):
    path = tmp_path / "places.db"
    places = (
        {"place": "Kharkiv"},
        {"airport": "VKO", "name": "Vnukovo"},
        {"place": "Nowhere"},
        {"region": "Kursk Oblast"},
    )
    with open_store(path, now=NOW) as store, store.transaction():
        for number, fields in enumerate(places, start=1):
            told = event(number, alert_id=number, fields=fields)
            save_outcome(store, Outcome(events=(told,), revisions=(revision(number, events=(told,)),)))
    words = ("history", "export", "--format", "geojson")
    result = CliRunner().invoke(make_app(list(words)), words, env={"TOCSIN_DB": str(path)})
    features = json.loads(lines(result))["features"]
    at = {f["id"]: f["geometry"] and f["geometry"]["coordinates"] for f in features}
    assert at == {1: [36.25, 49.98], 2: [37.2615, 55.5915], 3: None, 4: [36.18, 51.73]}


def test_a_chat_is_forgotten_by_command_also_one_that_is_not_known(tocsin: Tocsin, db: Path):
    with open_store(db, now=NOW) as store, store.transaction():
        save_chat(store, chat("telegram:-100123"))
    assert lines(tocsin("history", "forget", "telegram:-100123")).strip() == "Forgotten."
    assert "No such chat" in lines(tocsin("history", "forget", "--", "-100123"))
    with open_store(db, now=NOW) as store:
        assert not store.rows("SELECT * FROM chats")
        assert store.value("SELECT count(*) FROM forgotten") == 1


def test_texts_go_and_alerts_stay_when_it_is_compacted(tocsin: Tocsin, db: Path):
    assert "2 texts dropped" in lines(tocsin("history", "compact", "--texts-older-than", "1"))
    assert "97" in lines(tocsin("history", "search", "drone"))
    wrong = tocsin("history", "compact", "--db", str(db.with_name("none.db"))).exception
    assert "no database yet" in str(wrong)
    assert not db.with_name("none.db").exists()
