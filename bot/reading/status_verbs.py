"""Verbs of a place and of its flights: closing, stopping, resuming, working, accepting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.reading.status_again import has_object, resume_alone, those_at
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
    is_over,
    made,
    negation,
    not_bound,
    overlaps,
)
from bot.reading.status_objects import has_other_object, is_object
from bot.reading.status_scene import Mark, Scene
from bot.reading.tokens import BREAK, MARK


def read_close(scene: Scene, mark: Mark) -> Iterator[Predicate]:
    if has_other_object(scene, mark):
        return
    yield made(scene, unless_negated(scene, mark, CLOSED), mark, needs_place=True)
    ends = scene.in_clause(mark.last, mark.last, 0, 8, "lift")
    if ends and scene.analysis.starting_at(mark.first, "closures") and negation(scene, ends[0]) is None:
        yield made(scene, REOPENED, ends[0], needs_place=True)


def unless_negated(scene: Scene, mark: Mark, state: str) -> str:
    """Closed, but "not closed" is as usual, "no longer closed" is open again, "did not have to close" is none."""
    if is_over(scene, mark):
        return REOPENED
    if negation(scene, mark) is not None:
        return NORMAL
    is_infinitive = "infn" in {g.lower() for g in scene.analysis.grams.get(mark.first, ())}
    after = scene.in_clause(mark.first, mark.last, 0, 5, "not") if is_infinitive else []
    is_none = any(n.first >= mark.last and not scene.commas_between(mark.last, n.first) for n in after)
    return NORMAL if is_none else state


def read_reopen(scene: Scene, mark: Mark) -> Iterator[Predicate]:
    is_negated = negation(scene, mark) is not None
    yield made(scene, CLOSED if is_negated else REOPENED, mark, needs_place=True, remains=is_negated)


def read_idle(scene: Scene, mark: Mark) -> Iterator[Predicate]:
    """The place itself stands still: "out of action", "замер", "без рейсов"."""
    yield made(scene, unless_negated(scene, mark, CLOSED), mark, needs_place=True)


def read_stand(scene: Scene, mark: Mark) -> Iterator[Predicate]:
    """ "Стоять" of an airport that is the subject of the verb; anything else may stand, too."""
    nouns = [n for n in scene.in_clause(mark.first, mark.last, FAR, 3, "noun") if is_subject(scene, n)]
    is_told = scene.has("security") or "past" in scene.analysis.grams.get(mark.first, ())
    if nouns and is_told and negation(scene, mark) is None:
        yield made(scene, CLOSED, mark, needs_place=True)


def is_subject(scene: Scene, noun: Mark) -> bool:
    is_at = scene.covering(noun.first - 1, "at", "away", "beside") is not None
    return (not is_at and "nomn" in scene.analysis.grams.get(noun.last - 1, ())) or is_counted(scene, noun)


def is_counted(scene: Scene, noun: Mark) -> bool:
    """ "Все четыре аэропорта": a number puts the subject into the genitive."""
    return any(scene.in_clause(noun.first, noun.first, 4, 0, "every")) and any(
        scene.numbers(noun.first - 3, noun.first)
    )


def read_revive(scene: Scene, mark: Mark) -> Iterator[Predicate]:
    """The place itself is at work again: "back in business", "ожил", "вернулся в строй"."""
    is_negated = negation(scene, mark) is not None
    yield made(scene, CLOSED if is_negated else REOPENED, mark, needs_place=True, remains=is_negated)


def read_nothing(scene: Scene, mark: Mark) -> Iterator[Predicate]:
    """ "Ни взлётов, ни посадок": two kinds of flights, and none of either."""
    if scene.covering(mark.first - 1, "not") is None:
        return
    others = [
        m for m in scene.in_clause(mark.first, mark.last, 0, 4, "traffic", "flights") if m.first > mark.first
    ]
    paired = [m for m in others if scene.covering(m.first - 1, "not") or is_or(scene, mark, m)]
    if paired and scene.covering(paired[-1].last, "aux") is None:  # "no arrivals or departures were delayed"
        yield made(scene, CLOSED, mark, *paired)


def is_or(scene: Scene, a: Mark, b: Mark) -> bool:
    """ "No arrivals or departures", "no arr/dep"."""
    return b.first - a.last == 1 and (
        scene.covering(a.last, "and") is not None or scene.tokens[a.last].normal == "/"
    )


def read_permit(scene: Scene, mark: Mark) -> Iterator[Predicate]:
    """ "Given permission for flights"."""
    is_again = bool(scene.in_clause(mark.first, mark.last, NEAR, NEAR, "again"))
    before = scene.in_clause(mark.first, mark.first, 8, 0, "flights") if is_again else []
    if before and not scene.in_clause(mark.last, mark.last, 0, 3, "handle", "work"):
        yield made(scene, REOPENED, before[-1], mark)  # "flights are allowed again"
        return
    after = scene.in_clause(mark.last, mark.last, 0, 4, "flights", "traffic")
    after = [m for m in after if not scene.commas_between(mark.last, m.first)]
    if after and not scene.in_clause(mark.last, after[0].last, 0, 3, "handle", "work"):
        is_negated = negation(scene, mark) is not None
        yield made(scene, CLOSED if is_negated else REOPENED, mark, after[0], needs_place=True, remains=is_negated)


def read_stop(scene: Scene, mark: Mark) -> Iterator[Predicate]:
    flights = about_flights(scene, mark)
    verbs = [v for v in scene.between(mark.last, mark.last + 7, "handle", "work") if not_bound(scene, mark, v)]
    if flights is None and not verbs:
        if is_object(scene, mark):
            yield made(scene, unless_negated(scene, mark, CLOSED), mark, needs_place=True)
        return
    yield made(scene, unless_negated(scene, mark, CLOSED), mark, flights, *verbs)


def read_standstill(scene: Scene, mark: Mark) -> Iterator[Predicate]:
    yield made(scene, CLOSED, mark, about_flights(scene, mark))


def read_resume(scene: Scene, mark: Mark) -> Iterator[Predicate]:
    """Flights or work resume; "but have now resumed" speaks of the flights that were stopped just before."""
    flights = about_flights(scene, mark)
    told = first_of([m for m in scene.between(mark.last, mark.last + 2, "they") if not has_object(scene, m.last)])
    told = told or first_of(
        list(scene.between(max(scene.sentence.first, mark.first - FAR), mark.first, "stop", "close"))
    )
    told = told or those_at(scene, mark)
    if flights is None and told is None:
        yield from resume_alone(scene, mark)
        return
    is_negated = negation(scene, mark) is not None
    yield made(scene, CLOSED if is_negated else REOPENED, mark, flights, remains=is_negated)


def read_work(scene: Scene, mark: Mark) -> Iterator[Predicate]:
    if scene.in_clause(mark.first, mark.last, 8, 8, "agreement"):
        yield made(scene, AGREED, mark)
    elif negation(scene, mark) is not None:
        yield made(scene, CLOSED, mark)
    else:
        is_again = bool(scene.in_clause(mark.first, mark.last, NEAR, NEAR, "again")) or permitted(scene, mark)
        yield made(scene, REOPENED if is_again else NORMAL, mark, needs_place=True)


def permitted(scene: Scene, mark: Mark) -> bool:
    """ "Allowed to accept", "разрешили принимать", "злітати й сідати дозволили"."""
    found = scene.in_clause(mark.first, mark.last, 5, 4, "permit")
    return any(not scene.commas_between(*sorted((m.last, mark.first))) for m in found)


def read_handle(scene: Scene, mark: Mark) -> Iterator[Predicate]:
    """Accepting, sending off, landing: of flights only. The "no" may stand before the flights."""
    found = scene.in_clause(mark.first, mark.last, 6, 5, "flights", "traffic")
    found = [m for m in found if not overlaps(m, mark) and not scene.at(m.first, "handle")]
    found = [m for m in found if not is_of_other(scene, m, mark)]
    flights = min(found, key=lambda m: distance(m, mark), default=None)
    nothing = negation(scene, mark) or barred(scene, mark)
    for before in found if nothing is None else ():
        is_before = before.first < mark.first
        nothing = nothing or (negation(scene, before, 2) if is_before else scene.covering(before.first - 1, "not"))
    is_again = bool(scene.in_clause(mark.first, mark.last, NEAR, 4, "again")) or permitted(scene, mark)
    if flights is None and not speaks_alone(scene, mark, nothing, is_again):
        return
    if scene.in_clause(mark.first, mark.last, 8, 8, "agreement"):
        yield made(scene, AGREED, mark, flights)
    elif nothing is not None and not (flights is not None and is_one_flight(scene, flights, nothing)):
        yield made(scene, CLOSED, mark, flights)
    elif nothing is None:
        is_bare = flights is None and not (permitted(scene, mark) and paired(scene, mark))
        done = made(scene, REOPENED if is_again else NORMAL, mark, flights, needs_place=is_bare)
        yield replace(done, is_again=True) if is_first(scene, flights) else done


def is_first(scene: Scene, flights: Mark | None) -> bool:
    """ "The first plane landed at 5:10": after a closure, flights go again."""
    return flights is not None and bool(scene.in_clause(flights.first, flights.last, 2, 0, "first", "former"))


def is_of_other(scene: Scene, flights: Mark, verb: Mark) -> bool:
    """ "A takes no planes, B does take": the planes belong to the verb on their side of the comma."""
    if flights.last > verb.first or not scene.commas_between(flights.last, verb.first):
        return False
    return bool(scene.in_clause(flights.first, flights.first, 4, 0, "handle"))


def barred(scene: Scene, mark: Mark) -> Mark | None:
    """ "Взлетать и садиться там нельзя": the ban stands behind the verb."""
    found = scene.in_clause(mark.first, mark.last, 0, 7, "barred")
    return first_of([m for m in found if m.first >= mark.last and not scene.commas_between(mark.last, m.first)])


def is_one_flight(scene: Scene, flights: Mark, nothing: Mark) -> bool:
    """One plane that could not land says nothing of the airport, but "not one plane" does."""
    if nothing.role in ("none", "nothing") or scene.in_clause(flights.first, flights.first, 3, 0, "none"):
        return False
    if flights.last > nothing.first:
        return False
    grams = scene.analysis.grams.get(flights.last - 1, frozenset())
    if "base" in grams:
        return scene.tokens[flights.first - 1].normal in ("a", "the", "one", "this")
    return {"nomn", "sing"} <= grams and "plur" not in grams


def speaks_alone(scene: Scene, mark: Mark, nothing: Mark | None, is_again: bool) -> bool:
    """What says without flights that flights are meant: two such verbs, "nothing", a verb that ends its clause."""
    if nothing is not None and (paired(scene, mark) or scene.at(nothing.first, "nothing")):
        return True
    if nothing is None and paired(scene, mark) and permitted(scene, mark):
        return True
    if is_again and scene.at(mark.first, "fly") and scene.in_clause(mark.first, mark.last, 6, 4, "away"):
        return True
    return scene.at(mark.first, "accept") is not None and ends_clause(scene, mark.last)


def ends_clause(scene: Scene, token: int) -> bool:
    """Only words of time and manner between the token and the next mark or the end."""
    while token < scene.sentence.last and scene.covering(token, "again", "still", "time"):
        token += 1
    return token >= scene.sentence.last or scene.tokens[token].kind in (MARK, BREAK)


def paired(scene: Scene, mark: Mark) -> bool:
    """Another such verb beside it ("neither takes nor sends off") says what it is about."""
    return len(scene.in_clause(mark.first, mark.last, 4, 4, "handle")) > 1


def read_open(scene: Scene, mark: Mark) -> Iterator[Predicate]:
    if has_other_object(scene, mark):
        return
    is_negated = negation(scene, mark) is not None
    yield made(scene, CLOSED if is_negated else REOPENED, mark, needs_place=True, remains=is_negated)


def read_normal(scene: Scene, mark: Mark) -> Iterator[Predicate]:
    yield made(scene, NORMAL, mark, about_flights(scene, mark))


def read_back(scene: Scene, mark: Mark) -> Iterator[Predicate]:
    is_negated = negation(scene, mark) is not None
    yield made(scene, CLOSED if is_negated else REOPENED, mark, about_flights(scene, mark), remains=is_negated)
