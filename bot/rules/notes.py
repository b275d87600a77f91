"""Where the problems of one rule file are gathered while it is compiled."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.model.rules import Problem
from bot.rules.names import Names
from bot.rules.phrases import BadPhrase, Lists
from bot.rules.tree import Marked, Node, find_key, find_place

Way = tuple[str | int, ...]
LONGEST = 400
"""Characters of what is said of one mistake."""


@dataclass(frozen=True, slots=True)
class Notes:
    """The tree of a file, to find places in, what the file's phrases may use, and the problems so far."""

    path: str
    tree: Node
    names: Names = field(default_factory=Names)
    lists: Lists = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def error(self, way: Way, text: object) -> None:
        line, column = find_place(self.tree, way)
        shift = text.at if isinstance(text, BadPhrase) else 0
        if shift:
            column += shift + self.is_quoted(way)
        said = str(text)
        if len(said) > LONGEST:  # a value that is quoted may be as long as the file
            said = f"{said[: LONGEST - 80]} … {said[-75:]}"
        self.problems.append(Problem(self.path, line, column, said))

    def advise(self, way: Way, code: str, text: str, *, is_advice: bool = True, at_key: bool = False) -> None:
        line, column = find_key(self.tree, way) if at_key else find_place(self.tree, way)
        self.problems.append(Problem(self.path, line, column, text, code, is_advice))

    def line(self, way: Way) -> int:
        return find_place(self.tree, way)[0]

    def is_quoted(self, way: Way) -> bool:
        here: object = self.tree
        for step in way:
            try:
                here = here[step]  # type: ignore[index]
            except (KeyError, IndexError, TypeError):
                break
        return isinstance(here, Marked) and here.is_quoted
