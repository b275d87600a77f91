"""Which rule files a command is about, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.config import load_settings
from bot.errors import RuleError
from bot.model import Problem, Rule
from bot.rulebook import Rulebook, make_rulebook
from bot.rules.disk import read_folder, read_text
from bot.rules.load import Loaded, load_files
from bot.rules.values import suggest


@dataclass(frozen=True, slots=True)
class Chosen:
    """The rules folder as loaded, with the files that were named in it or beside it."""

    folder: Path
    loaded: Loaded
    texts: dict[str, str]
    only: frozenset[str] | None = None
    """The named files; None: all."""
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    """Files from outside of the folder: the name that they go by here -> where they are."""

    def is_asked(self, path: str) -> bool:
        return self.only is None or path in self.only

    @property
    def problems(self) -> list[Problem]:
        return [p for p in self.loaded.problems if self.is_asked(p.path)]

    @property
    def rules(self) -> list[Rule]:
        return [r for r in self.loaded.ruleset.rules.values() if self.is_asked(r.path)]

    def shown(self, path: str) -> str:
        """The path as the person at the terminal can open it."""
        inside = self.folder / path
        return self.elsewhere.get(path) or (str(inside) if inside.exists() else path)


def folder_of(rules: Path | None) -> Path:
    return load_settings(rules=rules).rules_folder()


def book_of(loaded: Loaded) -> Rulebook:
    return make_rulebook(loaded.ruleset, loaded.feeds, loaded.vocabulary)


def choose(folder: Path, paths: Sequence[Path] = ()) -> Chosen:
    """The folder, with `paths` in it. A file from elsewhere stands in for the one of its name in the folder.

    Raises RuleError for what is not there.
    """
    whole = [p for p in paths if p.is_dir()]
    if whole:
        if len(paths) > 1:
            raise RuleError("name one folder, or files")
        folder, paths = whole[0], ()
    texts, unread = read_folder(folder)
    only: set[str] = set()
    elsewhere: dict[str, str] = {}
    problems = list(unread)
    for path in paths:
        if not path.is_file():
            raise RuleError(f"{path}: there is no such file")
        name = name_in(folder, path)
        text, bad = read_text(path, name)
        problems = [p for p in problems if p.path != name] + list(bad)
        if not bad:
            texts[name] = text
        if not is_inside(folder, path):
            elsewhere[name] = str(path)
        only.add(name)
    loaded = load_files(texts, problems=tuple(problems), last=only)
    return Chosen(folder, loaded, texts, frozenset(only) if paths else None, elsewhere)


def is_inside(folder: Path, path: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def name_in(folder: Path, path: Path) -> str:
    return path.resolve().relative_to(folder.resolve()).as_posix() if is_inside(folder, path) else path.name


def find_rule(chosen: Chosen, rule_id: str) -> Rule:
    """Raises RuleError that names the nearest rule."""
    rule = chosen.loaded.ruleset.rules.get(rule_id)
    if rule is None:
        near = suggest(rule_id, chosen.loaded.ruleset.rules) or "; `tocsin rules list` shows all"
        raise RuleError(f"there is no rule '{rule_id}'{near}")
    return rule
