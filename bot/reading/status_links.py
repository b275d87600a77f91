"""Which group of places a predicate is about: scores for where the group stands, the best one wins."""

from __future__ import annotations

import bisect
from collections.abc import Sequence

from bot.reading.status_classes import OwnStates, speaks_of
from bot.reading.status_elision import SHARED, Link, in_row, shared
from bot.reading.status_groups import Group
from bot.reading.status_looks import REOPENED, Predicate
from bot.reading.status_scene import Scene

INSIDE, SUBJECT, OBJECT, APART, AFTER_COMMA, ACROSS = 10.0, 6.0, 5.0, 3.0, 2.0, 1.0
OF_RELATIVE = 7.0
"""Between the words of the predicate; just before it; just after it; before it with a comma between; before an
earlier predicate of the clause; after it with a comma between; in another clause of the sentence."""
FAR_TOPIC = 7
"""Words between a city that begins its sentence in talk of airports, and what is told of it."""
LOOKED_AT = 3
"""Groups on each side that a predicate looks at."""


def link(
    scene: Scene,
    groups: Sequence[Group],
    predicates: Sequence[Predicate],
    is_airport_talk: bool,
    own: OwnStates,
) -> list[Link]:
    """One link for each predicate, then one for each list that shares the predicate before it ("as were ...")."""
    starts = [g.first for g in groups]
    before = [p.first for p in predicates]
    links = []
    for predicate in predicates:
        place = bisect.bisect_left(starts, predicate.first)
        near = groups[max(0, place - LOOKED_AT) : place + LOOKED_AT]
        scored = [
            (score(scene, g, predicate, before), -gap(g, predicate), n)
            for n, g in enumerate(near)
            if speaks_of(predicate, g, own) and may_be_about(scene, g, predicate, is_airport_talk)
        ]
        best = max(scored, default=(0.0, 0, 0))
        group = near[best[2]] if best[0] > 0 else None
        links.append(Link(predicate, group, best[0], antecedent(scene, near, group, is_airport_talk)))
    every = [*links, *shared(scene, groups, links), *in_row(scene, groups, links)]
    return sorted(every, key=told_at)


def told_at(made: Link) -> int:
    """Where the text tells it: a list without a verb of its own stands behind the verb that it shares."""
    return max(made.predicate.first, made.group.first) if made.group is not None else made.predicate.first


def antecedent(scene: Scene, groups: Sequence[Group], group: Group | None, is_airport_talk: bool) -> Group | None:
    """What "the airport", "they", "the airports" stand for in their own sentence: airports, else cities."""
    if group is None or group.kind != "anaphor":
        return None
    if group.word not in ("noun", "they", "plural", "rest") and " " not in group.word:
        return None
    earlier = [g for g in groups if g.last <= group.first]
    named = [g for g in earlier if g.kind == "named"]
    weak = [g for g in earlier if g.kind == "weak"]
    if named or not weak or group.word == "rest" or not is_airport_talk:
        return named[-1] if named else None
    together = [g for a, g in zip(weak, weak[1:], strict=False) if scene.in_clause(g.first, g.first, 4, 0, "also")]
    if group.word != "plural" and not together:
        return weak[-1]
    names = tuple(name for g in weak for name in g.names)
    return Group(weak[0].first, weak[-1].last, "weak", names)


def may_be_about(scene: Scene, group: Group, predicate: Predicate, is_airport_talk: bool) -> bool:
    """A bare city is its airport where flights are spoken of, or next to the verb in talk of airports."""
    if group.kind == "anaphor" and group.first in predicate.words:
        return False  # "they" are the restrictions here
    if group.kind != "weak" or not predicate.needs_place:
        return True
    if is_airport_talk and is_relative(scene, group, predicate):
        return True
    if is_airport_talk and group.first - scene.sentence.first <= 1 and gap(group, predicate) <= FAR_TOPIC:
        return True  # "Magnitogorsk, on the contrary, announced that it was open again"
    return (
        is_airport_talk
        and gap(group, predicate) <= 4
        and not scene.commas_between(*span_between(group, predicate))
    )


def score(scene: Scene, group: Group, predicate: Predicate, starts: Sequence[int]) -> float:
    if predicate.first < group.first and group.last < predicate.last:
        return INSIDE
    if is_relative(scene, group, predicate):
        return OF_RELATIVE
    if goes_past_relative(scene, group, predicate):
        return SUBJECT
    if group.word == "origin":
        return APART if not scene.bounds_between(*span_between(group, predicate)) else ACROSS / 2
    low, high = span_between(group, predicate)
    if scene.bounds_between(low, high):
        if group.first >= predicate.last and not predicate.needs_place and predicate.state == REOPENED:
            return 0.0  # "all restrictions are lifted, but there are delays at A"
        return ACROSS if group.first < predicate.first else ACROSS / 2
    is_before = group.first < predicate.first
    others = bisect.bisect_left(starts, high) - bisect.bisect_left(starts, low)
    if is_before:
        if others:
            return SHARED
        linked = any(scene.between(low, high, "and")) or scene.commas_between(low, high)
        return APART if linked else SUBJECT
    if others:
        return ACROSS / 2
    if scene.commas_between(low, high) or any(scene.between(low, high, "and")):
        return AFTER_COMMA
    away = scene.covering(group.first - 1, "away")
    return ACROSS / 2 if away and group.kind == "weak" else OBJECT - min(gap(group, predicate), 10) / 10


def is_relative(scene: Scene, group: Group, predicate: Predicate) -> bool:
    """ "Kaluga, which remains shut": the pronoun behind the group is what the predicate is about."""
    if group.last >= predicate.first or scene.tokens[group.last].normal != ",":
        return False
    pronoun = scene.at(group.last + 1, "relative")
    return (
        pronoun is not None
        and pronoun.last <= predicate.first
        and not scene.bounds_between(pronoun.last, predicate.first)
        and not scene.commas_between(pronoun.last, predicate.first)
    )


def goes_past_relative(scene: Scene, group: Group, predicate: Predicate) -> bool:
    """ "Strigino, which serves Nizhny Novgorod, was closed": the verb behind the relative clause."""
    if group.last >= predicate.first or scene.tokens[group.last].normal != ",":
        return False
    if scene.at(group.last + 1, "relative") is None:
        return False
    end = next((i for i in range(group.last + 2, predicate.first) if scene.tokens[i].normal == ","), None)
    return end is not None and not scene.bounds_between(end, predicate.first)


def span_between(group: Group, predicate: Predicate) -> tuple[int, int]:
    if group.first < predicate.first:
        return group.last, predicate.first
    return predicate.last, group.first


def gap(group: Group, predicate: Predicate) -> int:
    low, high = span_between(group, predicate)
    return max(0, high - low)
