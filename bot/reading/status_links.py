"""Which group of places a predicate is about: scores for where the group stands, the best one wins."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.reading.status_classes import OwnStates, speaks_of
from bot.reading.status_groups import Group
from bot.reading.status_looks import NORMAL, REOPENED, Predicate
from bot.reading.status_scene import Scene

INSIDE, SUBJECT, OBJECT, APART, SHARED, AFTER_COMMA, ACROSS = 10.0, 6.0, 5.0, 3.0, 2.5, 2.0, 1.0
"""Between the words of the predicate; just before it; just after it; before it with a comma between; before an
earlier predicate of the clause; after it with a comma between; in another clause of the sentence."""
LOOKED_AT = 3
"""Groups on each side that a predicate looks at."""


@dataclass(frozen=True, slots=True)
class Link:
    """A predicate and the group it is about; None where the sentence has none for it."""

    predicate: Predicate
    group: Group | None
    score: float = 0.0
    before: Group | None = None
    """The named group before an anaphor in the same sentence: what "the airport" means there."""


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
        links.append(Link(predicate, group, best[0], antecedent(near, group)))
    return [*links, *shared(scene, groups, links)]


def antecedent(groups: Sequence[Group], group: Group | None) -> Group | None:
    if group is None or group.kind != "anaphor" or group.word not in ("noun", "they", "plural", "rest"):
        return None
    earlier = [g for g in groups if g.kind == "named" and g.last <= group.first]
    return earlier[-1] if earlier else None


def may_be_about(scene: Scene, group: Group, predicate: Predicate, is_airport_talk: bool) -> bool:
    """A bare city is its airport where flights are spoken of, or next to the verb in talk of airports."""
    if group.kind == "anaphor" and group.first in predicate.words:
        return False  # "they" are the restrictions here
    if group.kind != "weak" or not predicate.needs_place:
        return True
    return (
        is_airport_talk
        and gap(group, predicate) <= 4
        and not scene.commas_between(*span_between(group, predicate))
    )


def score(scene: Scene, group: Group, predicate: Predicate, starts: Sequence[int]) -> float:
    if predicate.first < group.first and group.last < predicate.last:
        return INSIDE
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


def span_between(group: Group, predicate: Predicate) -> tuple[int, int]:
    if group.first < predicate.first:
        return group.last, predicate.first
    return predicate.last, group.first


def gap(group: Group, predicate: Predicate) -> int:
    low, high = span_between(group, predicate)
    return max(0, high - low)


def shared(scene: Scene, groups: Sequence[Group], links: Sequence[Link]) -> Iterator[Link]:
    """A further list without a verb of its own shares the one before it where the text says "also"."""
    used = {id(made.group) for made in links}
    told = [m for m in links if m.group is not None and m.group.kind != "generic" and m.predicate.state != NORMAL]
    starts = [m.predicate.first for m in told]
    for group in groups:
        if group.kind not in ("named", "weak") or id(group) in used:
            continue
        earlier = bisect.bisect_left(starts, group.first)
        if earlier and (
            scene.in_clause(group.first, group.last, 6, 4, "also") or goes_on(scene, group, told[earlier - 1])
        ):
            yield Link(told[earlier - 1].predicate, group, SHARED)


MOST_GONE_ON = 8
"""Words between two lists of one predicate."""


def goes_on(scene: Scene, group: Group, earlier: Link) -> bool:
    """A list that goes on: "at A from 5:00, at B — from 6:00", "at A and at several regional airports: B, C"."""
    if earlier.group is None:
        return False
    low = max(earlier.group.last, earlier.predicate.last)
    if low >= group.first or scene.bounds_between(low, group.first):
        return False
    if group.last < scene.sentence.last and scene.tokens[group.last].normal == "—":
        return True
    between = range(low, group.first)
    return (
        len(between) <= MOST_GONE_ON
        and scene.covering(low, "and") is not None
        and any(scene.covering(i, "noun") for i in between)
    )
