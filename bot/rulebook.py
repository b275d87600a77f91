"""The rules in force, ready for work: rule set, index and reader, made together and swapped together."""

from __future__ import annotations

import hashlib
import json
import sys
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.alerts.names import names_of
from bot.alerts.speech import Names
from bot.model import Feed, Gazetteer, Problem, RuleSet
from bot.model.codec import to_plain
from bot.reading.compile import Reader, Words, compile_reader, compile_words
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
    names: Names
    """Places in the languages of the alerts."""
    digest: str
    """Names the reader's content: workers that know the digest need not be sent the reader again."""


def make_rulebook(ruleset: RuleSet, feeds: tuple[Feed, ...], vocabulary: Mapping[str, object]) -> Rulebook:
    """Compile what was loaded. Takes seconds, since inflected forms are expanded here and not while reading;
    with a vocabulary that was compiled before, it takes none."""
    words = words_of(vocabulary, ruleset.gazetteers)
    reader = compile_reader(vocabulary, ruleset.patterns, ruleset.quantities, ruleset.gazetteers, words)
    plain = vocabulary.get("places")
    places = plain if isinstance(plain, Mapping) else {}
    return Rulebook(
        ruleset=ruleset,
        index=index_rules(ruleset),
        reader=reader,
        feeds=feeds,
        places=places,
        names=names_of(places),
        digest=digest_of(ruleset, vocabulary),
    )


COMPILED: OrderedDict[str, Words] = OrderedDict()
"""Vocabularies that this process has compiled, by digest: an edit of a rule leaves the vocabulary as it was."""
MOST_COMPILED = 2


def words_of(vocabulary: Mapping[str, object], gazetteers: Sequence[Gazetteer]) -> Words:
    text = json.dumps([vocabulary, to_plain(tuple(gazetteers))], sort_keys=True, default=str, ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).hexdigest()
    if digest not in COMPILED:
        COMPILED[digest] = compile_words(vocabulary, gazetteers)
        while len(COMPILED) > MOST_COMPILED:
            COMPILED.popitem(last=False)
    return COMPILED[digest]


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
