"""Words that tell of a reopening only to those who know of the closure: "they have since resumed", "possible again"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.reading.status_looks import CLOSED, NEAR, REOPENED, Predicate, first_of, made, negation
from bot.reading.status_scene import Mark, Scene
from bot.reading.tokens import BREAK, MARK

SUBJECT_REACH = 8
"""Words before "possible" in which its subject stands."""


def resume_alone(scene: Scene, mark: Mark) -> Iterator[Predicate]:
    """ "Pulkovo restarted at five": without an object only what had been closed does."""
    if scene.at(mark.first, "alone") is None or negation(scene, mark) is not None:
        return
    if not has_object(scene, mark.last):
        yield replace(made(scene, REOPENED, mark, needs_place=True), is_of_closed=True)


def has_object(scene: Scene, token: int) -> bool:
    """The next word is neither a mark nor one on time, place or manner."""
    if token >= scene.sentence.last or scene.tokens[token].kind in (MARK, BREAK):
        return False
    is_number = any(n.first <= token < n.last for n in scene.analysis.numbers_near(token))
    small = ("time", "at", "again", "after", "and", "clause", "next", "clock_from", "before_noon", "from")
    return not is_number and scene.covering(token, *small) is None


def those_at(scene: Scene, mark: Mark) -> Mark | None:
    """ "Flights at A stopped while *those at* B restarted": the pronoun stands for the flights before."""
    found = scene.in_clause(mark.first, mark.first, SUBJECT_REACH, 0, "they")
    found = [m for m in found if m.last < mark.first and scene.covering(m.last, "at", "from")]
    before = found and any(scene.between(scene.sentence.first, found[-1].first, "flights", "traffic"))
    return found[-1] if before else None


def read_possible(scene: Scene, mark: Mark) -> Iterator[Predicate]:
    """ "Departures from Sochi are possible again", "not possible": flights are what may be made."""
    before = scene.in_clause(mark.first, mark.first, SUBJECT_REACH, 0, "flights", "traffic")
    behind = scene.in_clause(mark.last, mark.last, 0, NEAR, "handle", "fly")
    flights = first_of(before or behind)
    if flights is None:
        return
    if (no := negation(scene, mark)) is not None:
        yield made(scene, CLOSED, mark, flights, no)
    elif scene.in_clause(mark.first, mark.last, NEAR, NEAR, "again"):
        yield made(scene, REOPENED, mark, flights)
