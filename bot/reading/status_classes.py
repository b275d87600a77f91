"""Classes of named places that rules define (border crossings, ports): their own words for their states."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.reading.compile import Reader
from bot.reading.phrase import matches_in, program_of
from bot.reading.status_groups import Group
from bot.reading.status_looks import Predicate
from bot.reading.status_scene import Scene

OwnStates = Mapping[str, frozenset[str]]
"""Class -> the states for which its file gives words; the others are told by the general words."""


def own_states(reader: Reader) -> OwnStates:
    return {g.of: frozenset(state for state, words in g.states.items() if words) for g in reader.gazetteers}


def find_class_predicates(reader: Reader, scene: Scene, groups: Sequence[Group]) -> Iterator[Predicate]:
    """States told in the words of a class, in sentences that name a place of it."""
    named = {of for group in groups for of, _ in group.keys}
    for gazetteer in reader.gazetteers:
        if gazetteer.of not in named:
            continue
        for state, patterns in gazetteer.states.items():
            for pattern in patterns:
                for found in matches_in(
                    scene.analysis, program_of(pattern), scene.sentence.first, scene.sentence.last
                ):
                    words = tuple(range(found.first, found.last))
                    yield Predicate(
                        found.first, found.last, state, pattern.phrase_id, words=words, of=gazetteer.of
                    )


def speaks_of(predicate: Predicate, group: Group, own: OwnStates) -> bool:
    """True where the words of the predicate may be said of places of the group's class."""
    classes = {of for of, _ in group.keys}
    if not classes:
        return True
    if predicate.of:
        return predicate.of in classes
    return not any(predicate.state in own.get(of, ()) for of in classes)
