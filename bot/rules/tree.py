"""YAML text -> maps, lists and texts that know where they stood. The only file that knows PyYAML.

Every scalar stays the text that was written: `NO` is no False, `16:10` no 970 and `1_000` no 1000, because a
list of country codes or a time of day must not change its meaning behind the writer's back. What surprises
people in YAML (anchors, tags, a second key of the same name, several documents) is refused by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from bot.model.rules import Problem
from bot.rules.yaml_errors import explain_error

MAX_DEPTH = 24
"""Levels of lists and maps; the deepest key of the format stands on level 8."""

MAX_CHARACTERS = 8_000_000
"""About 10,000 rules in one file. A bigger file is a mistake, and reading it would hold up everything else."""

LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""libyaml's parser where PyYAML was built with it (ten times as fast), else the one in Python."""

UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Marked(str):
    """A scalar as it was written, with its place. A `str` in every other way; pickles and compares as one."""

    __slots__ = ("column", "is_quoted", "line")
    line: int
    column: int
    is_quoted: bool

    def __new__(cls, text: str, line: int = 0, column: int = 0, is_quoted: bool = False) -> Marked:
        made = super().__new__(cls, text)
        made.line, made.column, made.is_quoted = line, column, is_quoted
        return made

    def __reduce__(self) -> tuple[type[Marked], tuple[str, int, int, bool]]:
        return Marked, (str(self), self.line, self.column, self.is_quoted)


class Items(list[Any]):
    """A list with its place."""

    __slots__ = ("column", "is_flow", "line")
    line: int
    column: int
    is_flow: bool


class Block(dict[str, Any]):
    """A map with its place; its keys are `Marked`. `is_flow` where it was written in braces."""

    __slots__ = ("column", "is_flow", "line")
    line: int
    column: int
    is_flow: bool


Node = Marked | Items | Block | None


def read_tree(text: str, path: str) -> tuple[Node, tuple[Problem, ...]]:
    """The document as a tree, and what is wrong with its YAML. None where it is empty or cannot be read.

    Never raises, whatever the text.
    """
    if len(text) > MAX_CHARACTERS:
        return None, (Problem(path, 1, 1, f"the file is larger than {MAX_CHARACTERS:,} characters: split it"),)
    text = text.removeprefix("\ufeff")
    if strange := UNPRINTABLE.search(text):
        line, column = place_in(text, strange.start())
        name = f"U+{ord(strange.group()):04X}"
        return None, (Problem(path, line, column, f"a character that cannot be printed ({name}): take it out"),)
    problems: list[Problem] = []
    try:
        root = read_document(events_of(text), Trouble(path, problems))
    except yaml.YAMLError as error:
        return None, (*problems, explain_error(error, text, path))
    return root, tuple(problems)


def place_in(text: str, offset: int) -> tuple[int, int]:
    """Line and column, from 1, of a character."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def events_of(text: str) -> Iterator[Any]:
    loader = LOADER(text)
    while True:
        event = loader.get_event()
        yield event
        if isinstance(event, yaml.StreamEndEvent):
            return


class TooDeep(yaml.YAMLError):
    """Lists in lists in lists: no rule looks like that, and a reader would run out of stack."""

    def __init__(self, mark: Any) -> None:
        super().__init__()
        self.problem = "too deep"
        self.problem_mark = mark
        self.context_mark = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """Where the problems of one file are gathered."""

    path: str
    problems: list[Problem]

    def at(self, mark: Any, text: str) -> None:
        self.problems.append(Problem(self.path, mark.line + 1, mark.column + 1, text))


def read_document(events: Iterator[Any], trouble: Trouble) -> Node:
    root: Node = None
    documents = 0
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents == 2:
                trouble.at(event.start_mark, "`---` starts a second document: a file holds one; take the line out")
        elif isinstance(event, yaml.NodeEvent):
            node = read_node(event, events, trouble, 0)
            root = node if documents == 1 else root
    return root


def read_node(event: Any, events: Iterator[Any], trouble: Trouble, depth: int, is_key: bool = False) -> Node:
    mark = event.start_mark
    if event.anchor is not None or getattr(event, "tag", None) not in (None, "!"):
        refuse_extras(event, trouble)
    if isinstance(event, yaml.ScalarEvent):
        is_quoted = event.style not in (None, "")
        if not event.value and not is_quoted and not is_key:
            return None
        return Marked(event.value, mark.line + 1, mark.column + 1, is_quoted)
    if isinstance(event, yaml.AliasEvent):
        return Marked("", mark.line + 1, mark.column + 1)
    if depth >= MAX_DEPTH:
        raise TooDeep(mark)
    node: Items | Block = Block() if isinstance(event, yaml.MappingStartEvent) else Items()
    node.line, node.column, node.is_flow = mark.line + 1, mark.column + 1, bool(event.flow_style)
    if is_key:
        trouble.at(mark, "a list or map cannot be a key: put a text that starts with [ or { in quotes")
    for inner in events:
        if isinstance(inner, yaml.CollectionEndEvent):
            return node
        if isinstance(node, Items):
            node.append(read_node(inner, events, trouble, depth + 1))
        else:
            key = read_node(inner, events, trouble, depth + 1, is_key=True)
            put(node, key, read_node(next(events), events, trouble, depth + 1), trouble)
    return node


def refuse_extras(event: Any, trouble: Trouble) -> None:
    if isinstance(event, yaml.AliasEvent):
        what = f"*{event.anchor}: YAML aliases are not used here; put a text that starts with * in quotes"
    elif event.anchor is not None:
        what = f"&{event.anchor}: YAML anchors are not used here; put a text that starts with & in quotes"
    else:
        what = f"{event.tag}: YAML tags are not used here; put a text that starts with ! in quotes"
    trouble.at(event.start_mark, what)


def put(block: Block, key: Node, value: Node, trouble: Trouble) -> None:
    if not isinstance(key, Marked):
        return
    if key in block:
        first = next(k for k in block if k == key)
        text = f"'{key}' stands here a second time (first in line {getattr(first, 'line', 0)})"
        trouble.problems.append(Problem(trouble.path, key.line, key.column, text))
    else:
        block[key] = value


def find_place(tree: Node, way: tuple[str | int, ...]) -> tuple[int, int]:
    """Line and column of what lies at `way` (keys and indexes), or of the last thing on the way that exists.

    Where the way ends at a key, that is the place of its value, or of the key when it has none.
    """
    line, column = getattr(tree, "line", 1), getattr(tree, "column", 1)
    here: Any = tree
    for step in way:
        key = None
        if isinstance(here, Block) and isinstance(step, str):
            key = next((k for k in here if k == step), None)
            if key is None:
                continue
            here = here[key]
        elif isinstance(here, Items) and isinstance(step, int) and step < len(here):
            here = here[step]
        else:
            continue
        place = here if here is not None else key
        line, column = getattr(place, "line", line), getattr(place, "column", column)
    return line, column


def find_key(tree: Node, way: tuple[str | int, ...]) -> tuple[int, int]:
    """Line and column of the key itself at the end of the way."""
    here: Any = tree
    for step in way[:-1]:
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            return find_place(tree, way)
    key = next((k for k in here if k == way[-1]), None) if isinstance(here, Block) else None
    return (key.line, key.column) if isinstance(key, Marked) else find_place(tree, way)
