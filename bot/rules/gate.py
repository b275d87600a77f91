"""The one load gate: parse, schema, lint, inline tests, then all at once. A bad file keeps its last good version.

Start, reload, command line, CI and rules sent by chat all go through here. Pure: who calls it keeps the good
texts (in the database, so that they outlive a restart).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from bot.model.rules import Problem, RuleSet
from bot.rules.feeds_file import FEEDS
from bot.rules.load import VOCABULARY, Loaded, is_rule_file, load_files

RunTests = Callable[[Loaded, Collection[str]], Sequence[Problem]]
"""Runs the inline tests of the rule files at these paths; gives one problem for each that fails."""


@dataclass(frozen=True, slots=True)
class Gate:
    """What came through."""

    loaded: Loaded
    """What is to be in force now."""
    good: Mapping[str, str]
    """The texts that it was made from, to be kept as the last good ones."""
    problems: tuple[Problem, ...] = ()
    """Everything found in the new files, advice too."""
    kept: Mapping[str, Problem] = field(default_factory=dict)
    """Files that run in an older version or not at all, with their first problem."""

    @property
    def ruleset(self) -> RuleSet:
        return self.loaded.ruleset


def gate(
    previous_good: Mapping[str, str],
    new: Mapping[str, str],
    run_tests: RunTests,
    known: Loaded | None = None,
    unread: Sequence[Problem] = (),
) -> Gate:
    """`new` are the files as they are now, by path; `unread` those that could not be read as text.

    Only files that differ from `previous_good` are tested; all of them where the vocabulary changed.
    """
    if previous_good and not any(is_rule_file(p) for p in new):
        return keep_everything(previous_good, run_tests, known)
    first = load_files(new, known, tuple(unread), [p for p in new if is_new(p, new, previous_good)])
    problems = {str(p): p for p in first.problems}
    bad = {p.path: p for p in reversed(first.errors) if p.path not in first.files or is_left_out(p.path, first)}
    for _ in range(len(new) + len(previous_good) + 2):  # each round turns one file at least back
        texts = mix(previous_good, new, bad)
        loaded = load_files(texts, first, last=[p for p in texts if is_new(p, texts, previous_good)])
        found = find_faults(loaded, texts, previous_good, bad)
        if not found:
            tested = run_tests(loaded, to_test(texts, previous_good))
            problems |= {str(p): p for p in tested}
            found = blame([p for p in tested if not p.is_advice], texts, previous_good)
        if not found:
            break
        problems |= {str(p): p for p in found}
        bad |= {p.path: p for p in reversed(found) if p.path not in bad}
    ordered = sorted(problems.values(), key=lambda p: (p.path, p.line, p.column))
    good = {path: text for path, text in texts.items() if not is_left_out(path, loaded)}
    return Gate(loaded, good, tuple(ordered), bad)


def keep_everything(previous: Mapping[str, str], run_tests: RunTests, known: Loaded | None) -> Gate:
    """The folder is empty or gone: more likely a mistake or a half-done copy than a wish to hear nothing."""
    problem = Problem(".", 1, 1, "the folder holds no rule files: the rules before stay in force")
    return Gate(load_files(previous, known), dict(previous), (problem,), {".": problem})


def mix(previous: Mapping[str, str], new: Mapping[str, str], bad: Mapping[str, Problem]) -> dict[str, str]:
    """Good files as they are now, bad ones as they were when they were good."""
    texts = {path: text for path, text in new.items() if path not in bad}
    if FEEDS in bad and FEEDS in new:  # of the feeds one bad entry is left out, and the others are polled
        texts[FEEDS] = new[FEEDS]
    return texts | {path: previous[path] for path in bad if path in previous}


def is_new(path: str, texts: Mapping[str, str], previous: Mapping[str, str]) -> bool:
    return path in texts and texts[path] != previous.get(path)


def find_faults(
    loaded: Loaded, texts: Mapping[str, str], previous: Mapping[str, str], known: Collection[str]
) -> list[Problem]:
    """Errors of files that changed; where only one that did not change has them, those of a file that did."""
    errors = [p for p in loaded.errors if p.path not in known]
    own = [p for p in errors if is_new(p.path, texts, previous)]
    other = [p for p in errors if p.path in loaded.files and not is_left_out(p.path, loaded)]
    if own or not other:
        return own
    changed = [p for p in (*texts, *previous) if is_rule_file(p) and texts.get(p) != previous.get(p)]
    for path in dict.fromkeys(changed):
        before = {p: t for p, t in texts.items() if p != path}
        before |= {path: previous[path]} if path in previous else {}
        if len(load_files(before, loaded).errors) < len(loaded.errors):
            return [Problem(path, 1, 1, f"this change would stop another file: {other[0]}")]
    return []


def is_left_out(path: str, loaded: Loaded) -> bool:
    return path in loaded.files and loaded.files[path].is_bad


def to_test(texts: Mapping[str, str], previous: Mapping[str, str]) -> list[str]:
    changed = [p for p in texts if is_new(p, texts, previous)]
    if any(p.startswith(f"{VOCABULARY}/") for p in changed):
        changed = list(texts)
    return [p for p in changed if is_rule_file(p)]


def blame(failed: Sequence[Problem], texts: Mapping[str, str], previous: Mapping[str, str]) -> list[Problem]:
    """A failing test is its file's fault where the file changed, else that of the vocabulary that did."""
    own = [p for p in failed if is_new(p.path, texts, previous)]
    if own or not failed:
        return own
    words = [p for p in texts if p.startswith(f"{VOCABULARY}/") and is_new(p, texts, previous) and p in previous]
    test = failed[0]
    return [
        Problem(p, 1, 1, f"with this file a test of {test.path}, line {test.line}, fails", "test") for p in words
    ]
