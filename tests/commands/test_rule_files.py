"""Rule files by chat: a real rules folder, a real store with stored articles, and the answers as an owner sees them."""

import dataclasses
import datetime as dt
import shutil
from pathlib import Path

import pytest

from bot.model import Problem
from bot.rulewatch import RuleWatch
from bot.store.articles import add_article
from bot.store.house import recent_audit, rule_versions, save_rule_files
from bot.trial import run_tests
from bot.trial.offer import try_file
from bot.trial.run import article_of
from tests.commands.talk import NOW, Talk, house

RULES = Path(__file__).parents[2] / "rules"

RULE = """version: 1
rules:
- id: bells
  title: Church bells
  match:
    phrases: [bells (rang|ring) ...4 harbour]
  tests:
    - {say: Bells rang over the old harbour at dawn., expect: alert}
    - {say: The harbour was quiet., expect: nothing}
"""


@pytest.fixture
def folder(tmp_path):
    found = tmp_path / "rules"
    shutil.copytree(RULES / "vocabulary", found / "vocabulary")
    (found / "power.yaml").write_text((RULES / "power.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    return found


@pytest.fixture
def owner(store, folder, tmp_path):
    watch = RuleWatch(folder, run_tests)
    with store.transaction():
        watch.renew(store, NOW)
        for number, text in enumerate(
            ("Bells rang at the harbour.", "A budget passed.", "Bells ring near the harbour.")
        ):
            at = NOW - dt.timedelta(days=number + 1)
            add_article(store, article_of(text, number=number, at=at, outlet=f"paper{number}.example"))

    def save(name, text):
        path = f"chat/{name}"
        problems = watch.try_file(store, path, text)
        if not problems:
            watch.write_file(path, text)
            watch.renew(store, NOW)
        return problems

    its = house(
        try_rules=lambda name, text: try_file(folder, tmp_path / "tocsin.db", f"chat/{name}", text, NOW),
        save_rules=save,
    )
    return Talk(store, its, is_owner=True)


def send(owner, text, name="bells.yaml"):
    return owner.put(dataclasses.replace(owner.ask, attached=text, attached_name=name))


def test_a_file_is_tried_shown_and_in_force_with_a_tap(owner, store, folder):
    said = send(owner, RULE)
    assert "+- id: bells" in said
    assert "+2 alerts in 14 days (3 stored articles)" in said
    assert owner.labels == ["Yes", "No"]
    assert not (folder / "chat").exists(), "nothing is written before somebody says yes"
    assert "bells.yaml is in force" in owner.tap("Yes")
    assert (folder / "chat" / "bells.yaml").read_text(encoding="utf-8") == RULE
    assert [a.detail for a in recent_audit(store)] == ["bells.yaml: in force", "bells.yaml: offered"]


def test_a_no_changes_nothing(owner, folder):
    send(owner, RULE)
    assert "stays as it was" in owner.tap("No")
    assert not (folder / "chat").exists()


def test_a_mistake_is_told_with_its_line_and_there_is_nothing_to_tap(owner):
    said = send(owner, RULE.replace("title:", "titel:"))
    assert "chat/bells.yaml:4:3: unknown key 'titel'" in said
    assert owner.labels == []
    assert "fails: wanted alert" in send(
        owner, RULE.replace("at dawn", "at dawn").replace("Bells rang", "Drums rang")
    )


def test_a_change_shows_its_lines_and_the_alerts_it_loses(owner):
    send(owner, RULE)
    owner.tap("Yes")
    said = send(owner, RULE.replace("(rang|ring)", "rang"))
    assert "-    phrases: [bells (rang|ring) ...4 harbour]\n+    phrases: [bells rang ...4 harbour]" in said
    assert "−1 alert in 14 days" in said
    assert "word for word" in send(owner, RULE)


def test_the_version_before_comes_back_and_goes_again(owner, store, folder):
    send(owner, RULE)
    owner.tap("Yes")
    send(owner, RULE.replace("(rang|ring)", "rang"))
    owner.tap("Yes")
    assert "+1 alert in" in owner.say("/rulefile back bells.yaml")
    owner.tap("Yes")
    assert (folder / "chat" / "bells.yaml").read_text(encoding="utf-8") == RULE
    assert "−1 alert in" in owner.say("/rulefile back bells.yaml")
    assert len(rule_versions(store, "chat/bells.yaml")) == 3


def test_a_file_can_be_taken_away_and_comes_back(owner, folder):
    send(owner, RULE)
    owner.tap("Yes")
    assert "−2 alerts" in owner.say("/rulefile remove bells.yaml")
    assert "no longer in force" in owner.tap("Yes")
    assert not (folder / "chat" / "bells.yaml").exists()
    assert "+2 alerts" in owner.say("/rulefile back bells.yaml")
    owner.tap("Yes")
    assert (folder / "chat" / "bells.yaml").exists()


def test_a_button_of_an_older_offer_does_nothing(owner, folder):
    send(owner, RULE)
    old = owner.reply
    send(owner, RULE.replace("Church bells", "Other bells"))
    owner.reply = old
    assert "Send it again" in owner.tap("Yes")
    assert not (folder / "chat").exists()


def test_files_that_people_edit_are_handed_back_and_not_written(owner, store, folder):
    text = (folder / "power.yaml").read_text(encoding="utf-8")
    (folder / "power.yaml").write_text(text.replace("10,000", "20,000") + "# edited\n", encoding="utf-8")
    with store.transaction():
        RuleWatch(folder, run_tests).renew(store, NOW + dt.timedelta(hours=1))
    assert "edited on the server" in owner.say("/rulefile back power.yaml")
    assert [f.content.decode() for f in owner.reply.files] == [text]
    assert "power.yaml, since" in owner.say("/rulefile")
    assert "power.yaml, since" in owner.say("/rulefile power.yaml")
    assert "Known: " in owner.say("/rulefile back other.yaml")


def test_what_is_no_rule_file_is_refused(owner):
    assert "plain name" in send(owner, RULE, "../../etc/x.yaml")
    assert "plain name" in send(owner, RULE, "photo.jpg")
    assert "too large" in send(owner, None)


def test_rules_tells_owners_which_version_runs(store):
    problem = Problem("a.yaml", 12, 1, "unknown key 'titel'")
    with store.transaction():
        save_rule_files(store, {"a.yaml": "version: 1"}, NOW - dt.timedelta(hours=3))
    its = house(problems=(problem, Problem("b.yaml", 2, 1, "no rules")))
    said = Talk(store, its, is_owner=True).say("/rules")
    assert "a.yaml: running the version of 17:00; the file has an error at line 12: unknown key 'titel'" in said
    assert "b.yaml: not running; the file has an error at line 2" in said
    assert "a.yaml" not in Talk(store, its, chat_id="telegram:2").say("/rules")
