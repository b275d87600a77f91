"""A folder of rule files -> rules, feeds, vocabulary and problems."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from bot.errors import RuleError
from bot.model.articles import Feed
from bot.model.rules import Problem, RuleSet
from bot.rules.compile import digest_of
from bot.rules.disk import read_folder, read_text
from bot.rules.feeds_file import FEEDS, read_feeds
from bot.rules.files import RuleFile, has_errors, read_rule_file
from bot.rules.link import link, make_ruleset
from bot.rules.names import names_from
from bot.rules.tree import read_tree

VOCABULARY = "vocabulary"
APART = (VOCABULARY, "schema")
"""Folders of the rules folder that hold no rules."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a folder of rules means. A file with errors gives nothing; its problems say why."""

    ruleset: RuleSet = field(default_factory=RuleSet)
    feeds: tuple[Feed, ...] = ()
    vocabulary: dict[str, object] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    """Errors and advice, by file and line."""
    files: Mapping[str, RuleFile] = field(default_factory=dict)
    """Each file as it was read, so that a reload reads only what changed."""

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if not p.is_advice)


def load_folder(folder: Path, known: Loaded | None = None) -> Loaded:
    """Read every file of a rules folder. Raises RuleError where there is no such folder."""
    texts, problems = read_folder(folder)
    return load_files(texts, known, problems)


def load_files(
    texts: Mapping[str, str],
    known: Loaded | None = None,
    problems: tuple[Problem, ...] = (),
    last: Collection[str] = (),
) -> Loaded:
    """`texts` are whole files by their path in the rules folder. Never raises, whatever they hold.

    Files that `known` has read from the same text are not read again. Where two files are at odds, one of
    `last` is at fault, else the one whose path comes later.
    """
    vocabulary, found = read_vocabulary(texts)
    feeds, mistakes = read_feeds(texts[FEEDS]) if FEEDS in texts else ((), ())
    names = names_from(vocabulary)
    about_names = digest_of({p: t for p, t in texts.items() if p == f"{VOCABULARY}/places.yaml"})
    files: dict[str, RuleFile] = {}
    for path in sorted(p for p in texts if is_rule_file(p)):
        digest = digest_of({path: texts[path], "": about_names})
        before = known.files.get(path) if known else None
        same = before is not None and before.digest == digest
        files[path] = before if before and same else read_rule_file(path, texts[path], names, digest)
    good, between = link_good(sorted(files.values(), key=lambda f: (f.path in last, f.path)))
    every = [*problems, *found, *mistakes, *(p for f in files.values() for p in f.problems), *between]
    ruleset = make_ruleset(good, digest_of({f.path: f.digest for f in good}))
    return Loaded(ruleset, feeds, vocabulary, tuple(sorted(every, key=place_of)), files)


def place_of(problem: Problem) -> tuple[str, int, int]:
    return problem.path, problem.line, problem.column


def link_good(files: Sequence[RuleFile]) -> tuple[list[RuleFile], list[Problem]]:
    """The files that can be in force together. One that is at odds with others is left out, and so on."""
    good = [f for f in files if not f.is_bad]
    problems: list[Problem] = []
    while True:
        found = link(good)
        bad = {p.path for p in found if not p.is_advice}
        if not bad:
            return good, [*problems, *found]
        problems += [p for p in found if not p.is_advice]
        good = [f for f in good if f.path not in bad]


def read_vocabulary(texts: Mapping[str, str]) -> tuple[dict[str, object], list[Problem]]:
    found: dict[str, object] = {}
    problems: list[Problem] = []
    for path in sorted(texts):
        if PurePosixPath(path).parent.as_posix() != VOCABULARY:
            continue
        tree, mistakes = read_tree(texts[path], path)
        problems += mistakes
        if not has_errors(mistakes) and tree is not None:
            found[PurePosixPath(path).stem] = tree
    return found, problems


def is_rule_file(path: str) -> bool:
    first, *rest = PurePosixPath(path).parts or ("",)
    return path != FEEDS and not (rest and first in APART)


def load_vocabulary(folder: Path) -> dict[str, object]:
    """The plain values of `vocabulary/*.yaml` under their file stems (`folder` is the one that holds them).

    Maps, lists and texts only: every scalar is a `Marked` text with its `.line`; an empty one is None.
    Raises RuleError with one line for each problem.
    """
    texts: dict[str, str] = {}
    unread: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        text, problems = read_text(path, f"{VOCABULARY}/{path.name}")
        texts[f"{VOCABULARY}/{path.name}"] = text
        unread += problems
    found, mistakes = read_vocabulary(texts)
    if unread or mistakes:
        raise RuleError("\n".join(str(p) for p in (*unread, *mistakes)))
    return found
