"""One rule file: text -> what it gives, and its problems. Knows nothing of other files, so it can be kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.model.rules import Problem
from bot.rules.compile import Compiled, compile_file
from bot.rules.forms import FileForm
from bot.rules.lint import lint_file
from bot.rules.names import Names
from bot.rules.notes import Notes
from bot.rules.shape import find_traps, read_form
from bot.rules.silence import silence
from bot.rules.tree import find_place, read_tree


@dataclass(frozen=True, slots=True)
class RuleFile:
    """What one file gives. Where it has errors it gives nothing."""

    path: str
    digest: str
    compiled: Compiled = field(default_factory=Compiled)
    problems: tuple[Problem, ...] = ()
    places: Mapping[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    """Line and column of what points to other rules or files: (rule id, key)."""

    @property
    def is_bad(self) -> bool:
        return has_errors(self.problems)


def has_errors(problems: Iterable[Problem]) -> bool:
    return any(not p.is_advice for p in problems)


def read_rule_file(path: str, text: str, names: Names, digest: str = "") -> RuleFile:
    """Never raises, whatever the text."""
    tree, problems = read_tree(text, path)
    found = list(problems)
    if not has_errors(found):
        found += find_traps(tree, path, text)
        form, mistakes = read_form(FileForm, tree, path)
        found += mistakes
        if form is not None:
            notes = Notes(path, tree, names)
            compiled = compile_file(form, notes)
            lint_file(form, compiled, notes)
            found = silence([*found, *notes.problems], text, path)
            if not has_errors(found):
                return RuleFile(path, digest, compiled, in_order(found), pointers(form, notes))
    return RuleFile(path, digest, problems=in_order(silence(found, text, path)))


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """By line; of several at one place the first that was found, since the others follow from it."""
    by_place: dict[tuple[int, int], Problem] = {}
    for problem in problems:
        by_place.setdefault((problem.line, problem.column), problem)
    return tuple(by_place[place] for place in sorted(by_place))


def pointers(form: FileForm, notes: Notes) -> dict[tuple[str, str], tuple[int, int]]:
    """Where the file points to what may stand in other files."""
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for number, rule in enumerate(form.rules):
        way = ("rules", number)
        found[rule.id, "id"] = find_place(notes.tree, (*way, "id"))
        if rule.after:
            found[rule.id, "after"] = find_place(notes.tree, (*way, "after"))
        if rule.was:
            found[rule.id, "was"] = find_place(notes.tree, (*way, "was"))
        if rule.match.status is not None:
            found[rule.id, "of"] = find_place(notes.tree, (*way, "match", "status", "of"))
    for number, quiet in enumerate(form.quiet):
        for at, rule_id in enumerate(quiet.rules):
            found[rule_id, "quiet"] = find_place(notes.tree, ("quiet", number, "rules", at))
    for of in form.gazetteers:
        found[of, "gazetteer"] = find_place(notes.tree, ("gazetteers", of))
    return found
