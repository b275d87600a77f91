"""The rules folder as people and editors leave it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.rulebook import make_rulebook
from bot.rules.disk import read_folder
from bot.rules.load import Loaded, load_files
from bot.rulewatch import RuleWatch
from bot.trial.stories import TESTED, run_tests

RULE = """\
version: 1
rules:
- id: one
  title: One
  match: {phrases: [bells rang]}
  tests:
    - {say: Bells rang., expect: alert}
    - {say: It was quiet., expect: nothing}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "one.yaml").write_text(RULE, encoding="utf-8")
    return tmp_path / "rules"


def looks(watch: RuleWatch, count: int) -> list[bool]:
    return [watch.is_edited() for _ in range(count)]


def test_an_edit_is_taken_once_the_folder_is_quiet(folder: Path) -> None:
    watch = RuleWatch(folder, lambda loaded, paths: [])
    watch.read({})
    assert looks(watch, 2) == [False, False]
    file = folder / "one.yaml"
    for number in range(3):  # written bit by bit
        file.write_text(RULE + "#" * (number + 1), encoding="utf-8")
        assert looks(watch, 1) == [False]
    assert looks(watch, 1) == [True]
    watch.read({})
    assert looks(watch, 2) == [False, False]


@pytest.mark.parametrize("how", ["renamed into place", "deleted", "a new file", "a new folder"])
def test_whatever_editors_do_is_seen(folder: Path, how: str) -> None:
    watch = RuleWatch(folder, lambda loaded, paths: [])
    watch.read({})
    if how == "renamed into place":
        (folder / ".one.yaml.new").write_text(RULE + "# edited", encoding="utf-8")
        (folder / ".one.yaml.new").replace(folder / "one.yaml")
    elif how == "deleted":
        (folder / "one.yaml").unlink()
    elif how == "a new file":
        (folder / "two.yaml").write_text(RULE.replace("one", "two"), encoding="utf-8")
    else:
        (folder / "more").mkdir()
        (folder / "more" / "two.yml").write_text(RULE.replace("one", "two"), encoding="utf-8")
    assert looks(watch, 3) == [False, True, True]


def test_what_editors_leave_beside_files_is_no_rule(folder: Path) -> None:
    for name in (".one.yaml.swp", "one.yaml~", "#one.yaml#", ".#one.yaml", "notes.txt", "~one.yaml"):
        (folder / name).write_text("no rule", encoding="utf-8")
    assert list(read_folder(folder)[0]) == ["one.yaml"]


def test_linked_folders_are_followed_and_no_folder_twice(folder: Path, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "en.yaml").write_text("code: en\n", encoding="utf-8")
    (folder / "vocabulary").symlink_to(shared, target_is_directory=True)
    (folder / "again").symlink_to(folder, target_is_directory=True)
    (shared / "up").symlink_to(tmp_path, target_is_directory=True)
    texts, problems = read_folder(folder)
    assert "vocabulary/en.yaml" in texts
    assert sorted(p for p in texts if p.endswith("one.yaml")) == ["one.yaml"]
    assert problems == ()


def test_a_link_that_leads_nowhere_is_a_problem_and_no_traceback(folder: Path) -> None:
    (folder / "gone.yaml").symlink_to(folder / "nothing.yaml")
    texts, (problem,) = read_folder(folder)
    assert list(texts) == ["one.yaml"]
    assert problem.path == "gone.yaml"
    assert "cannot be read" in problem.text


def test_a_thousand_files_are_read(folder: Path) -> None:
    for number in range(1000):
        (folder / f"r{number}.yaml").write_text(RULE.replace("id: one", f"id: r{number}"), encoding="utf-8")
    loaded = load_files(read_folder(folder)[0])
    assert len(loaded.ruleset.rules) == 1001
    assert not loaded.errors


def test_tests_of_a_file_run_once_for_all_that_they_depend_on() -> None:
    compiled = []

    def make(*parts: object) -> object:
        compiled.append(parts)
        return make_rulebook(*parts)  # type: ignore[arg-type]

    def run(texts: dict[str, str], *paths: str) -> list[str]:
        return [p.text[:40] for p in run_tests(loaded(texts), paths, make)]  # type: ignore[arg-type]

    TESTED.clear()
    broken = RULE.replace("say: Bells rang.", "say: Drums rang.")
    good = RULE.replace("{say: Bells rang., expect: alert}", "{say: A cat., expect: nothing}")
    first = run({"a.yaml": broken}, "a.yaml")
    assert first == ["test of 'one' fails: wanted alert, got n"]
    other = good.replace("id: one", "id: two").replace("bells", "drums")
    assert run({"a.yaml": broken, "b.yaml": other}, "a.yaml") == first
    assert len(compiled) == 1
    assert run({"a.yaml": good, "b.yaml": other}, "a.yaml", "b.yaml") == []
    assert len(compiled) == 2
    words = {"vocabulary/en.yaml": "code: en\n"}
    run({"a.yaml": good} | words, "a.yaml")
    assert len(compiled) == 3, "with another vocabulary a text may be read in another way"


def loaded(texts: dict[str, str]) -> Loaded:
    return load_files(texts)
