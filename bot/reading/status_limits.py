"""Restrictions and alarm plans: in force, lifted, none; and verbs that tell of those named before."""

from __future__ import annotations

from collections.abc import Iterator

from bot.reading.status_looks import (
    CLOSED,
    FAR,
    NORMAL,
    REOPENED,
    Predicate,
    distance,
    first_of,
    is_over,
    made,
    negation,
    overlaps,
)
from bot.reading.status_scene import Mark, Scene
from bot.reading.tokens import WORD


def is_of_other(scene: Scene, mark: Mark) -> bool:
    """ "A ban on liquids": a restriction of something else than flights."""
    if mark.last >= scene.sentence.last or not scene.analysis.starting_at(mark.last, "limits_of"):
        return False
    low, high = mark.last + 1, mark.last + 6
    if any(scene.between(low, high, "flights", "traffic", "handle", "noun", "alarm", "work")):
        return False
    return not any(scene.analysis.starting_at(low, "days", "places", "named")) and scene.tokens[low].kind == WORD


FAR_BACK = 20
"""Words behind "restrictions" in which they may be said to apply no longer: a clause may stand between."""


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
    if is_of_other(scene, mark):
        return
    lift = first_of(scene.in_clause(mark.first, mark.last, 8, 12, "lift"))
    imposes = [
        m
        for m in scene.in_clause(mark.first, mark.last, 8, FAR, "impose")
        if lift is None or not overlaps(m, lift)
    ]
    none_of = negation(scene, mark, 2)
    after = first_of([n for n in scene.in_clause(mark.first, mark.last, 0, 4, "not") if n.first >= mark.last])
    if ended := [m for m in scene.in_clause(mark.first, mark.last, 8, FAR_BACK, "impose") if is_over(scene, m)]:
        told = [m for m in imposes if m.first < ended[-1].first]  # "limits, brought in at three, no longer apply"
        yield made(scene, REOPENED, mark, *told, *ended)
    elif lift is not None:
        is_alone = bool(imposes) and distance(imposes[0], mark) < distance(lift, mark)
        since = scene.in_clause(mark.last, mark.last, 0, 2, "clock_from")
        if since and lift.first > since[0].last and scene.commas_between(since[0].last, lift.first):
            yield made(scene, CLOSED, mark)  # "restrictions from 02:10, lifted at 04:30"
            is_alone = True
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
    if scene.in_clause(mark.first, mark.first, 4, 0, "while"):
        return  # "while they were in force" tells of nothing new
    before = scene.between(scene.sentence.first, mark.first, "limit", "carpet")
    pronoun = first_of(scene.in_clause(mark.first, mark.last, 4, 2, "they"))
    if any(before) or (pronoun is not None and scene.tells_of_limits):
        meant = pronoun if scene.tells_of_limits else None
        yield made_by(scene, mark, meant)


def made_by(scene: Scene, verb: Mark, meant: Mark | None) -> Predicate:
    """The verb with the pronoun that stands for the restrictions, so that it stands for no airports."""
    return (lifted if verb.role == "lift" else imposed)(scene, verb, meant)
