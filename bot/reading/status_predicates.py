"""What a sentence says happens: closed, reopened, as usual; each with the words that say it.

Verbs of the place ("close", "reopen") speak for themselves; verbs of stopping and resuming need flights or work
near them, restrictions need nothing but may be lifted, and "work" and "accept" mean closed only when negated.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.reading.status_scene import Mark, Scene

CLOSED, REOPENED, NORMAL, AGREED = "closed", "reopened", "normal", "by agreement"

NEAR, FAR, LIST = 3, 9, 40
"""Words within which a negation, an object or second verb, and a subject with a list belong to a verb."""


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


def find_predicates(scene: Scene) -> list[Predicate]:
    """In order; a word belongs to one predicate, the richer ones first."""
    taken: set[int] = set()
    found: list[Predicate] = []
    for role, read in READERS:
        for mark in scene.roles.get(role, ()):
            if not taken.isdisjoint(range(mark.first, mark.last)):
                continue
            for predicate in read(scene, mark):
                taken.update(predicate.words)
                found.append(predicate)
    return merge_normal(scene, sorted(found, key=lambda p: (p.first, p.last)))


# -- shared looks --------------------------------------------------------------------------------------------


def negation(scene: Scene, mark: Mark, reach: int = NEAR) -> Mark | None:
    """A "not" shortly before the verb, in its clause, with no comma between."""
    low = max(scene.sentence.first, mark.first - reach)
    nots = [n for n in scene.between(low, mark.first, "not") if n.last <= mark.first]
    nots = [
        n for n in nots
        if not scene.bounds_between(n.last, mark.first) and not scene.commas_between(n.last, mark.first)
    ]  # fmt: skip
    return nots[-1] if nots else None


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


# -- one reader for each role --------------------------------------------------------------------------------


def read_carpet(scene: Scene, mark: Mark) -> Iterator[Predicate]:
    lift = first_of(scene.in_clause(mark.first, mark.last, 4, 6, "lift"))
    if lift is not None and negation(scene, lift) is None:
        yield made(scene, REOPENED, mark, lift)
    else:
        yield made(scene, CLOSED, mark, first_of(scene.in_clause(mark.first, mark.last, 6, 6, "impose")))


def read_limit(scene: Scene, mark: Mark) -> Iterator[Predicate]:
    """Restrictions are in force unless they are lifted or there are none.

    Of two verbs the nearer one speaks of the noun, the other for itself ("lifted at A and introduced at B").
    """
    lift = first_of(scene.in_clause(mark.first, mark.last, 8, 12, "lift"))
    imposes = [
        m
        for m in scene.in_clause(mark.first, mark.last, 8, FAR, "impose")
        if lift is None or not overlaps(m, lift)
    ]
    none_of = negation(scene, mark, 2)
    after = first_of([n for n in scene.in_clause(mark.first, mark.last, 0, 4, "not") if n.first >= mark.last])
    if lift is not None:
        is_alone = bool(imposes) and distance(imposes[0], mark) < distance(lift, mark)
        yield lifted(scene, lift, None if is_alone else mark)
        for impose in imposes[:1]:
            yield imposed(scene, impose, mark if is_alone else None)
    elif none_of is not None or (after is not None and not imposes):
        yield made(scene, NORMAL, mark, none_of or after)
    elif imposes:
        is_negated = negation(scene, imposes[0]) is not None
        yield made(scene, NORMAL if is_negated else CLOSED, mark, *imposes)
    else:
        yield made(scene, CLOSED, mark)


def lifted(scene: Scene, verb: Mark, noun: Mark | None) -> Predicate:
    is_negated = negation(scene, verb) is not None
    return made(scene, CLOSED if is_negated else REOPENED, verb, noun, remains=is_negated)


def imposed(scene: Scene, verb: Mark, noun: Mark | None) -> Predicate:
    return made(scene, NORMAL if negation(scene, verb) is not None else CLOSED, verb, noun)


def read_lone_verb(scene: Scene, mark: Mark) -> Iterator[Predicate]:
    """Restrictions told of before: "but introduced at B", "there they are lifted already"."""
    before = scene.between(scene.sentence.first, mark.first, "limit", "carpet")
    pronoun = first_of(scene.in_clause(mark.first, mark.last, 4, 2, "they"))
    if any(before) or (pronoun is not None and scene.tells_of_limits):
        meant = pronoun if scene.tells_of_limits else None
        yield made_by(scene, mark, meant)


def made_by(scene: Scene, verb: Mark, meant: Mark | None) -> Predicate:
    """The verb with the pronoun that stands for the restrictions, so that it stands for no airports."""
    return (lifted if verb.role == "lift" else imposed)(scene, verb, meant)


def overlaps(a: Mark, b: Mark) -> bool:
    return a.first < b.last and b.first < a.last


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


READERS = (
    ("carpet", read_carpet),
    ("limit", read_limit),
    ("back", read_back),
    ("standstill", read_standstill),
    ("stop", read_stop),
    ("reopen", read_reopen),
    ("close", read_close),
    ("resume", read_resume),
    ("handle", read_handle),
    ("work", read_work),
    ("normal", read_normal),
    ("open", read_open),
    ("lift", read_lone_verb),
    ("impose", read_lone_verb),
)


def merge_normal(scene: Scene, found: list[Predicate]) -> list[Predicate]:
    """ "Works as usual" is one predicate; beside "now" it may mean open again, which the text before tells."""
    merged: list[Predicate] = []
    for predicate in found:
        last = merged[-1] if merged else None
        if last is not None and is_as_usual(scene, last, predicate):
            merged[-1] = replace(
                last, last=max(last.last, predicate.last), state=NORMAL, needs_place=False,
                is_again=last.is_again or predicate.is_again, words=(*last.words, *predicate.words),
            )  # fmt: skip
        else:
            merged.append(predicate)
    return merged


def is_as_usual(scene: Scene, last: Predicate, predicate: Predicate) -> bool:
    """Only working and accepting are told to be as usual, not a closure or reopening."""
    if NORMAL not in (last.state, predicate.state) or predicate.first - last.last > 6:
        return False
    if scene.bounds_between(last.last, predicate.first):
        return False
    both = (last, predicate)
    return all(p.state == NORMAL or (p.state == REOPENED and is_work(scene, p)) for p in both) and any(
        is_work(scene, p) for p in both
    )


def is_work(scene: Scene, predicate: Predicate) -> bool:
    return any(scene.at(i, "work", "handle") for i in predicate.words)


def not_bound(scene: Scene, a: Mark, b: Mark) -> bool:
    return not scene.bounds_between(a.last, b.first) and not scene.commas_between(a.last, b.first)


def first_of(marks: list[Mark]) -> Mark | None:
    return marks[0] if marks else None
