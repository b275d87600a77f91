"""A tree against the models of bot.rules.forms: the form, or problems with their places and what to write."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from bot.model.rules import Problem
from bot.rules.tree import Block, Marked, Node, find_key, find_place
from bot.rules.values import suggest

Way = tuple[str | int, ...]
FormT = TypeVar("FormT", bound=BaseModel)

ELSEWHERE = {
    "condition": "alert_if",
    "conditions": "alert_if",
    "threshold": "alert_if",
    "alert": "alert_if",
    "if": "alert_if",
    "name": "title",
    "keywords": "phrases",
    "words": "phrases",
    "level": "severity",
    "priority": "severity",
    "enabled": "status",
    "test": "tests",
    "text": "say",
    "category": "topic",
    "description": "why",
    "comment": "why",
    "wait": "cooldown",
}
"""What people call a key elsewhere."""


def read_form(form: type[FormT], tree: Node, path: str, above: Way = ()) -> tuple[FormT | None, list[Problem]]:
    """`above` is the way from the top of the tree to the part that is read, for places; see `find_place`."""
    part: Any = tree
    for step in above:
        part = part[step]
    try:
        return form.model_validate(part), []
    except ValidationError as error:
        return None, [
            tell(e, form, tree, path, above) for e in error.errors(include_url=False, include_input=True)
        ]


def tell(error: Any, form: type[BaseModel], tree: Node, path: str, above: Way) -> Problem:
    loc: Way = tuple(error["loc"])
    kind, context = error["type"], error.get("ctx") or {}
    if kind == "extra_forbidden":
        line, column = find_key(tree, (*above, *loc))
        return Problem(path, line, column, unknown_key(str(loc[-1]), keys_at(form, loc[:-1])))
    if kind == "part":
        line, column = find_place(tree, (*above, *loc, context["step"]))
        return Problem(path, line, column, context["text"])
    line, column = find_place(tree, (*above, *loc))
    return Problem(path, line, column, say(error, loc, context, form))


def unknown_key(key: str, known: list[str]) -> str:
    near = suggest(key, known)
    if not near and ELSEWHERE.get(key) in known:
        near = f", did you mean '{ELSEWHERE[key]}'?"
    return f"unknown key '{key}'{near or '; here stand ' + ', '.join(known)}"


def say(error: Any, loc: Way, context: dict[str, Any], form: type[BaseModel]) -> str:
    key = next((str(step) for step in reversed(loc) if isinstance(step, str)), "this file")
    kind = error["type"]
    if kind == "missing":
        what = "a rule file starts with" if len(loc) == 1 and loc[0] == "version" else "here is missing:"
        return f"{what} `{loc[-1]}: {EXAMPLES.get(str(loc[-1]), '...')}`"
    if kind == "value_error":
        return str(context.get("error", error["msg"]))
    if kind == "literal_error":
        options = [o.strip().strip("'") for o in str(context["expected"]).replace(" or ", ", ").split(",")]
        return f"'{error['input']}' is no {key}{suggest(str(error['input']), options, options, 'write')}"
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        keys = keys_at(form, loc)
        return (
            f"`{key}` holds keys of its own{': ' + ', '.join(keys[:6]) if keys else ''}, {found(error['input'])}"
        )
    if kind == "list_type":
        return f"`{key}` is a list: start each line with `- `, {found(error['input'])}"
    return str(error["msg"])


EXAMPLES = {
    "version": "1",
    "id": "my-rule",
    "title": "what the alert says",
    "match": "what the rule looks for",
    "of": "drone",
    "is": "closed",
    "by": "[place, day]",
    "say": "a sentence",
    "expect": "alert",
    "at": "+0m",
}


def found(value: object) -> str:
    if value is None:
        return "and nothing stands here"
    if isinstance(value, dict):
        return "and here stands a map"
    if isinstance(value, list):
        return "and here stands a list"
    return f"and here stands the text '{str(value)[:40]}'"


def keys_at(form: type[BaseModel], loc: Way) -> list[str]:
    """The keys that may stand at a place of the form; none where it is no form."""
    here: Any = form
    for step in loc:
        here = step_into(here, step)
    model = next((m for m in models_in(here)), None)
    return [field.alias or name for name, field in model.model_fields.items()] if model else []


def step_into(kind: Any, step: str | int) -> Any:
    for model in models_in(kind):
        for name, field in model.model_fields.items():
            if step in (field.alias, name):
                return field.annotation
    for inner in typing.get_args(kind):
        if typing.get_origin(inner) is list or typing.get_origin(inner) is dict or list(models_in(inner)):
            return inner
    return kind


def models_in(kind: Any) -> list[type[BaseModel]]:
    """The form that a type is, or that stands beside None in it."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [kind]
    if typing.get_origin(kind) in (list, dict):
        return []
    return [m for inner in typing.get_args(kind) for m in models_in(inner)]


def find_braces(tree: Node, path: str) -> list[Problem]:
    """`{x}` is a map of x to nothing."""
    problems: list[Problem] = []
    waiting: list[Node] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Block):
            if node.is_flow and len(node) == 1 and next(iter(node.values())) is None:
                (name,) = node
                text = f"{{{name}}} is a map in YAML: put the text in quotes, or write ${name} for a field"
                problems.append(Problem(path, node.line, node.column, text))
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
    return problems


def find_traps(tree: Node, path: str, text: str) -> list[Problem]:
    """What YAML took for something else than the writer meant, and did not complain about."""
    return [*find_braces(tree, path), *find_hashes(tree, path, text)]


HASH = re.compile(r"\s#\S")


def find_hashes(tree: Node, path: str, text: str) -> list[Problem]:
    """`Attack #5`: behind a space # starts a comment. A comment that is meant has a space behind its #."""
    if not HASH.search(text):
        return []
    lines = text.splitlines()
    problems: list[Problem] = []
    for scalar in scalars(tree):
        line = lines[scalar.line - 1] if 0 < scalar.line <= len(lines) else ""
        rest = line[scalar.column - 1 + len(scalar) :]
        if not scalar.is_quoted and HASH.match(rest):
            cut = rest.strip()[:30]
            words = f"'{cut}' is a comment in YAML and cut off here: put the whole text in quotes"
            problems.append(Problem(path, scalar.line, scalar.column + len(scalar) + 1, words))
    return problems


def scalars(tree: Node) -> Iterator[Marked]:
    waiting: list[Node] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Marked):
            yield node
        elif isinstance(node, Block):
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
