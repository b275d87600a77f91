"""What a predicate of a place's state is, and the looks around a verb that all its readers share."""

from __future__ import annotations

from dataclasses import dataclass

from bot.reading.status_scene import Mark, Scene

CLOSED, REOPENED, NORMAL, AGREED = "closed", "reopened", "normal", "by agreement"

NEAR, FAR, LIST = 3, 9, 40
"""Words within which a negation, an object or second verb, and a subject with a list belong to a verb."""
SUBJECT_OF = 12
"""Words before a verb in which its subject stands."""


@dataclass(frozen=True, slots=True)
class Predicate:
    """Words that tell a state. `needs_place`: says nothing of flights, so it must stand with a named place.

    `is_again`: "now", "again" stand with it; `remains`: the state goes on.
    """

    first: int
    last: int
    state: str
    source: str
    needs_place: bool = False
    is_again: bool = False
    remains: bool = False
    words: tuple[int, ...] = ()
    """Tokens of the words that carry it: verb, object, restriction."""
    of: str = ""
    """The class whose own words these are, empty for the general words."""
    is_of_closed: bool = False
    """It says so only of what the text has told to be closed ("resumed at noon")."""


def negation(scene: Scene, mark: Mark, reach: int = NEAR) -> Mark | None:
    """A "not" shortly before the verb in its clause, or a subject that is none ("none of the four airports")."""
    low = max(scene.sentence.first, mark.first - reach)
    nots = [n for n in scene.between(low, mark.first, "not") if n.last <= mark.first]
    nots = [
        n for n in nots
        if not scene.bounds_between(n.last, mark.first) and not scene.commas_between(n.last, mark.first)
    ]  # fmt: skip
    return nots[-1] if nots else none_before(scene, mark) if reach == NEAR else None


def none_before(scene: Scene, mark: Mark) -> Mark | None:
    """ "No plane", "not one airport", "nothing" as what the verb is about."""
    for none in scene.in_clause(mark.first, mark.first, SUBJECT_OF, 0, "none", "nothing"):
        if none.last > mark.first or scene.commas_between(none.last, mark.first):
            continue
        if none.role == "nothing" or any(scene.between(none.last, none.last + 5, "noun", "flights", "traffic")):
            return none
    return None


def is_over(scene: Scene, verb: Mark) -> bool:
    """ "No longer", "больше не": what the verb tells has ended."""
    found = scene.in_clause(verb.first, verb.last, NEAR + 1, 2, "nomore")
    return any(not scene.commas_between(m.last, verb.first) for m in found)


def about_flights(scene: Scene, mark: Mark) -> Mark | None:
    """The nearest word for flights or work in the clause; a list may stand between ("flights at A, B and C")."""
    marks = scene.in_clause(mark.first, mark.last, LIST, 6, "flights")
    marks += scene.in_clause(mark.first, mark.last, FAR, 6, "traffic")
    marks = [m for m in marks if not scene.covering(m.first, "limit")]
    return min(marks, key=lambda m: distance(m, mark), default=None)


def distance(a: Mark, b: Mark) -> int:
    return max(a.first - b.last, b.first - a.last, 0)


def made(
    scene: Scene, state: str, *marks: Mark | None, needs_place: bool = False, remains: bool = False
) -> Predicate:
    kept = [m for m in marks if m is not None]
    first, last = min(m.first for m in kept), max(m.last for m in kept)
    is_again = bool(scene.in_clause(first, last, 4, 4, "again"))
    goes_on = state == CLOSED and bool(scene.in_clause(kept[0].first, kept[0].last, NEAR, 2, "still"))
    words = tuple(i for m in kept for i in range(m.first, m.last))
    return Predicate(first, last, state, kept[0].source, needs_place, is_again, remains or goes_on, words)


def not_bound(scene: Scene, a: Mark, b: Mark) -> bool:
    return not scene.bounds_between(a.last, b.first) and not scene.commas_between(a.last, b.first)


def first_of(marks: list[Mark]) -> Mark | None:
    return marks[0] if marks else None


def overlaps(a: Mark, b: Mark) -> bool:
    return a.first < b.last and b.first < a.last
