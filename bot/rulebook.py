"""The rules in force, ready for work: rule set, index and reader, made together and swapped together."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.model import Feed, Problem, RuleSet
from bot.reading.compile import Reader, compile_reader
from bot.rules.load import load_folder
from bot.rules.match import RuleIndex, index_rules


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Everything that a folder of rules means. A reload makes a new one; nothing in it ever changes."""

    ruleset: RuleSet
    index: RuleIndex
    reader: Reader
    feeds: tuple[Feed, ...]
    places: Mapping[str, object]
    """The plain rows of `vocabulary/places.yaml`, for commands that show or take places."""
    digest: str
    """Names the reader's content: workers that know the digest need not be sent the reader again."""


def make_rulebook(ruleset: RuleSet, feeds: tuple[Feed, ...], vocabulary: Mapping[str, object]) -> Rulebook:
    """Compile what was loaded. Takes seconds, since inflected forms are expanded here and not while reading."""
    reader = compile_reader(vocabulary, ruleset.patterns, ruleset.quantities, ruleset.gazetteers)
    places = vocabulary.get("places")
    return Rulebook(
        ruleset=ruleset,
        index=index_rules(ruleset),
        reader=reader,
        feeds=feeds,
        places=places if isinstance(places, Mapping) else {},
        digest=digest_of(ruleset, vocabulary),
    )


def load_rulebook(folder: Path, tell: Callable[[Problem], None]) -> Rulebook:
    """The rules of a folder, with every error told. For commands that read or try things out.

    Files with errors are left out; `run` goes through the gate instead, which keeps their last good version.
    """
    loaded = load_folder(folder)
    for problem in loaded.errors:
        tell(problem)
    return make_rulebook(loaded.ruleset, loaded.feeds, loaded.vocabulary)


def print_problem(problem: Problem) -> None:
    print(problem, file=sys.stderr)


def digest_of(ruleset: RuleSet, vocabulary: Mapping[str, object]) -> str:
    text = json.dumps(vocabulary, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256((ruleset.digest + text).encode()).hexdigest()
