"""Verbs of a place and of its flights: closing, stopping, resuming, working, accepting."""

from __future__ import annotations

from collections.abc import Iterator

from bot.reading.status_looks import (
    AGREED,
    CLOSED,
    FAR,
    NEAR,
    NORMAL,
    REOPENED,
    Predicate,
    about_flights,
    distance,
    first_of,
    made,
    negation,
    not_bound,
    overlaps,
)
from bot.reading.status_scene import Mark, Scene


def read_close(scene: Scene, mark: Mark) -> Iterator[Predicate]:
    is_negated = negation(scene, mark) is not None
    yield made(scene, NORMAL if is_negated else CLOSED, mark, needs_place=True)


def read_reopen(scene: Scene, mark: Mark) -> Iterator[Predicate]:
    is_negated = negation(scene, mark) is not None
    yield made(scene, CLOSED if is_negated else REOPENED, mark, needs_place=True, remains=is_negated)


def read_stop(scene: Scene, mark: Mark) -> Iterator[Predicate]:
    flights = about_flights(scene, mark)
    verbs = [v for v in scene.between(mark.last, mark.last + 7, "handle", "work") if not_bound(scene, mark, v)]
    if flights is None and not verbs:
        return
    is_negated = negation(scene, mark) is not None
    yield made(scene, NORMAL if is_negated else CLOSED, mark, flights, *verbs)


def read_standstill(scene: Scene, mark: Mark) -> Iterator[Predicate]:
    yield made(scene, CLOSED, mark, about_flights(scene, mark))


def read_resume(scene: Scene, mark: Mark) -> Iterator[Predicate]:
    """Flights or work resume; "but have now resumed" speaks of the flights that were stopped just before."""
    flights = about_flights(scene, mark)
    told = first_of(list(scene.between(mark.last, mark.last + 2, "they")))
    told = told or first_of(
        list(scene.between(max(scene.sentence.first, mark.first - FAR), mark.first, "stop", "close"))
    )
    if flights is None and told is None:
        return
    is_negated = negation(scene, mark) is not None
    yield made(scene, CLOSED if is_negated else REOPENED, mark, flights, remains=is_negated)


def read_work(scene: Scene, mark: Mark) -> Iterator[Predicate]:
    if scene.in_clause(mark.first, mark.last, 8, 8, "agreement"):
        yield made(scene, AGREED, mark)
    elif negation(scene, mark) is not None:
        yield made(scene, CLOSED, mark)
    else:
        is_again = bool(scene.in_clause(mark.first, mark.last, NEAR, NEAR, "again"))
        yield made(scene, REOPENED if is_again else NORMAL, mark, needs_place=True)


def read_handle(scene: Scene, mark: Mark) -> Iterator[Predicate]:
    """Accepting, sending off, landing: of flights only. The "no" may stand before the flights."""
    found = scene.in_clause(mark.first, mark.last, 6, 5, "flights", "traffic")
    found = [m for m in found if not overlaps(m, mark) and not scene.at(m.first, "handle")]
    flights = min(found, key=lambda m: distance(m, mark), default=None)
    nothing = negation(scene, mark)
    for before in found if nothing is None else ():
        nothing = nothing or (negation(scene, before, 2) if before.first < mark.first else None)
    if flights is None and (nothing is None or not paired(scene, mark)):
        return
    if scene.in_clause(mark.first, mark.last, 8, 8, "agreement"):
        yield made(scene, AGREED, mark, flights)
    elif nothing is not None:
        yield made(scene, CLOSED, mark, flights)
    else:
        is_again = bool(scene.in_clause(mark.first, mark.last, NEAR, 4, "again"))
        yield made(scene, REOPENED if is_again else NORMAL, mark, flights)


def paired(scene: Scene, mark: Mark) -> bool:
    """Another such verb beside it ("neither takes nor sends off") says what it is about."""
    return len(scene.in_clause(mark.first, mark.last, 4, 4, "handle")) > 1


def read_open(scene: Scene, mark: Mark) -> Iterator[Predicate]:
    is_negated = negation(scene, mark) is not None
    yield made(scene, CLOSED if is_negated else REOPENED, mark, needs_place=True, remains=is_negated)


def read_normal(scene: Scene, mark: Mark) -> Iterator[Predicate]:
    yield made(scene, NORMAL, mark, about_flights(scene, mark))


def read_back(scene: Scene, mark: Mark) -> Iterator[Predicate]:
    is_negated = negation(scene, mark) is not None
    yield made(scene, CLOSED if is_negated else REOPENED, mark, about_flights(scene, mark), remains=is_negated)
