"""read, replay, demo and init as people call them."""

import json

import pytest
from typer.testing import CliRunner

from bot.__main__ import make_app

SAID = "Russia launched 97 drones against Ukraine overnight, Kyiv's Air Force said. Flights were suspended at Vnukovo."
runner = CliRunner()


def call(*words: str, given: str = "") -> str:
    done = runner.invoke(make_app(list(words)), list(words), input=given)
    assert done.exit_code == 0, (done.output, done.exception)
    return done.stdout


def test_read_prints_each_fact_with_its_evidence_and_who_read_it():
    shown = call("read", SAID, "--published", "2026-01-15T05:00:00Z")
    assert "97 drones launched" in shown
    assert "Vnukovo (VKO) closed" in shown
    assert "Ukraine's Air Force" in shown
    assert "read by" in shown


def test_read_answers_every_line_in_order_and_each_fact_once():
    lines = [{"id": "b", "text": SAID + " " + SAID}, {"id": "a", "text": ""}, {"id": "c", "text": "Weather."}]
    answers = [json.loads(line) for line in call("read", "--jsonl", given=as_lines(lines)).splitlines()]
    assert [a["id"] for a in answers] == ["b", "a", "c"]
    assert [f["type"] for f in answers[0]["facts"]] == ["count", "airport"]
    assert answers[1]["facts"] == answers[2]["facts"] == []


@pytest.mark.parametrize("bad", ["{", "[1]", '"text"'], ids=["cut", "a list", "a text"])
def test_a_line_that_is_no_article_is_named_by_its_number(bad):
    done = runner.invoke(make_app(["read"]), ["read", "--jsonl"], input='{"id": 1, "text": ""}\n' + bad + "\n")
    assert "line 2" in str(done.exception)


def test_read_explains_what_it_left_out():
    shown = call("read", "The plant will build 500 drones a month, its director said.", "--explain")
    assert "500" in shown
    assert "left out" in shown or "not news" in shown


def test_replay_writes_the_log_of_alerts_and_groups_nothing_in_it():
    stream = [
        article("a", "2026-01-15T05:00:00Z", SAID),
        article(
            "b",
            "2026-01-15T07:00:00Z",
            "Ukraine's Air Force corrected its tally: Russia launched 146 drones overnight.",
        ),
        article(
            "c",
            "2026-01-16T05:00:00Z",
            "Russia launched 97 drones against Ukraine overnight, Kyiv's Air Force said.",
        ),
    ]
    log = [json.loads(line) for line in call("replay", "--jsonl", given=as_lines(stream)).splitlines()]
    drones = [(e["kind"], e["article"], e["value"]) for e in log if e["rule"] == "drone-attack-on-ukraine"]
    assert drones == [("new", "a", 97), ("update", "b", 146), ("new", "c", 97)]
    closed = [e for e in log if e["rule"] == "airport-closed"]
    assert [e["key"] for e in closed] == [{"airport": "VKO"}]


def test_the_demo_shows_alerts_an_update_in_place_and_what_was_held_back():
    shown = call("demo", "--pause", "0")
    assert "Learned, nothing sent" in shown
    assert "[1] updated" in shown
    assert "132 → 146" in shown
    assert "Talks in Geneva" in shown
    assert "What was held back, and why" in shown
    assert "copy" in shown
    assert "late" in shown
    assert "no siren" in shown


def test_init_writes_the_starter_rules_and_leaves_what_is_there(tmp_path):
    call("init", str(tmp_path))
    rule = tmp_path / "rules" / "drones.yaml"
    assert (tmp_path / "rules" / "feeds.yaml").is_file()
    assert (tmp_path / "rules" / "vocabulary" / "uk.yaml").is_file()
    rule.write_text("version: 1\n")
    assert "1 left" not in call("init", str(tmp_path))
    assert rule.read_text() == "version: 1\n"


def article(article_id: str, at: str, text: str) -> dict[str, str]:
    return {"id": article_id, "outlet": "a.example", "text": text, "published": at, "fetched": at, "lang": "en"}


def as_lines(articles: list[dict[str, str]]) -> str:
    return "".join(json.dumps(a) + "\n" for a in articles)


def test_the_version_and_the_list_of_commands_are_told():
    assert call("--version").startswith("tocsin ")
    assert "demo" in call("--help")
