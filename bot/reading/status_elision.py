"""What a clause leaves out: a list that shares the verb before it, and "B did not", which turns it round."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.reading.status_groups import Group
from bot.reading.status_looks import CLOSED, NORMAL, REOPENED, Predicate
from bot.reading.status_scene import QUOTES, Mark, Scene
from bot.reading.tokens import BREAK, MARK, WORD

SHARED = 2.5
"""The score of a group that an earlier predicate is about, too."""
BARELY = 1.0
"""The score of a group in another clause than the predicate."""
MOST_GONE_ON, MOST_LEFT_OUT = 8, 12
"""Words between two lists of one predicate, and between a predicate and the group whose verb is left out."""
OF_TIME = (
    "time", "clock_from", "clock_to", "before_noon", "after_noon", "glue", "the", "generic", "at", "also", "next",
    "again", "after", "noun", "every", "title", "msk",
)  # fmt: skip
"""Roles of the words that may stand beside a name whose verb is left out ("at B a quarter of an hour later")."""
TURNED = {NORMAL: CLOSED, REOPENED: CLOSED, CLOSED: NORMAL}
"""What "B did not" says of B after what was said of A."""


@dataclass(frozen=True, slots=True)
class Link:
    """A predicate and the group it is about; None where the sentence has none for it."""

    predicate: Predicate
    group: Group | None
    score: float = 0.0
    before: Group | None = None
    """The group before an anaphor in the same sentence: what "the airport" means there."""


def shared(scene: Scene, groups: Sequence[Group], links: Sequence[Link]) -> Iterator[Link]:
    """Links of the lists without a verb of their own to the verb before them."""
    used = {id(made.group) for made in links if made.score > BARELY}
    told = sorted((m for m in links if m.group is not None), key=lambda m: m.predicate.first)
    starts = [m.predicate.first for m in told]
    for group in groups:
        if group.kind not in ("named", "weak") or id(group) in used:
            continue
        number = bisect.bisect_left(starts, group.first)
        earlier = told[number - 1] if number else None
        if earlier is None or earlier.group is None:
            continue
        turned = turn(scene, group, earlier)
        if turned is not None:
            yield turned
        elif is_listed(scene, group, earlier) if is_open(earlier.group) else goes_on(scene, group, earlier):
            yield Link(earlier.predicate, group, SHARED)


def is_open(group: Group) -> bool:
    """Airports that are not named, so that a list may name them."""
    return group.kind == "generic" or (group.kind == "anaphor" and group.word == "plural")


def in_row(scene: Scene, groups: Sequence[Group], links: Sequence[Link]) -> Iterator[Link]:
    """ "At A, and in the capital at B, flights were halted": lists before the verb, one after the other."""
    used = {id(made.group) for made in links}
    before = {id(g): groups[n - 1] for n, g in enumerate(groups) if n}
    verbs = sorted(m.predicate.first for m in links)
    for made in links:
        if made.group is None or made.group.kind == "anaphor" or made.group.first > made.predicate.first:
            continue
        group = before.get(id(made.group))
        if group is None or id(group) in used or group.kind != "named":
            continue
        low, high = group.last, made.group.first
        if made.group.kind == "weak":
            if is_airports_comma(scene, low, high):
                yield Link(made.predicate, group, SHARED)
            continue
        is_verb = bisect.bisect_left(verbs, high) > bisect.bisect_left(verbs, low)
        is_near = 0 < high - low <= MOST_GONE_ON and not scene.bounds_between(low, high)
        if is_near and not is_verb and any(scene.between(low, high, "and")):
            yield Link(made.predicate, group, SHARED)


def is_airports_comma(scene: Scene, low: int, high: int) -> bool:
    """ "A and B airports, C and D closed": the list goes on behind the airport word."""
    return high - low == 2 and scene.covering(low, "noun") is not None and scene.tokens[low + 1].normal == ","


def is_listed(scene: Scene, group: Group, earlier: Link) -> bool:
    """ "Several airports closed, among them A and B"."""
    before = any(scene.between(group.first - 3, group.first, "including"))
    is_set_off = group.first >= earlier.predicate.last and scene.tokens[group.first - 1].normal in ("—", "-", ":")
    return (before or (is_set_off and len(group.keys) > 1)) and not scene.bounds_between(
        earlier.predicate.last, group.first
    )


def goes_on(scene: Scene, group: Group, earlier: Link) -> bool:
    if earlier.predicate.state == NORMAL:
        return False
    if scene.in_clause(group.first, group.last, 6, 4, "also"):
        return True
    return is_long_list(scene, group, earlier) or is_left_out(scene, group, earlier)


def is_long_list(scene: Scene, group: Group, earlier: Link) -> bool:
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


def is_left_out(scene: Scene, group: Group, earlier: Link) -> bool:
    """ "A closed at 3:10 and B a quarter of an hour later", "they closed A, then B"."""
    if earlier.group is None:
        return False
    low = max(earlier.group.last, earlier.predicate.last)
    if not 0 < group.first - low <= MOST_LEFT_OUT:
        return False
    between = range(low, group.first)
    if not all(is_small(scene, i, "and", "clause") for i in between):
        return False
    end = end_of_clause(scene, group.last)
    tail = [i for i in range(group.last, end) if scene.tokens[i].kind == WORD or is_number(scene, i)]
    has_next = any(scene.covering(i, "next") for i in between)
    return is_only_when(scene, tail, earlier) if tail else has_next


def is_only_when(scene: Scene, tail: Sequence[int], earlier: Link) -> bool:
    """The words only say when, or behind whom: "an hour later", "followed suit"; of a reopening also "had to wait"."""
    late = ("aux", "wait", "not", "away") if earlier.predicate.state == REOPENED else ()
    has_time = any(scene.covering(i, "time", "next", "also", "wait") or is_number(scene, i) for i in tail)
    return has_time and all(is_small(scene, i, *late) for i in tail)


def follows(scene: Scene, group: Group, last: Link) -> Link | None:
    """ "Lublin had to wait until ten", "Samara followed at four": a clause that leaves the verb of the last out."""
    is_behind = group.kind == "weak" and any(scene.between(group.last, group.last + 3, "next"))
    if not (group.kind == "named" or is_behind) or last.predicate.state not in (CLOSED, REOPENED):
        return None
    words = [
        i
        for i in range(scene.sentence.first, end_of_clause(scene, group.last))
        if not group.first <= i < group.last and (scene.tokens[i].kind == WORD or is_number(scene, i))
    ]
    if any(is_word_of_state(scene, i) for i in words) or not is_only_when(scene, words, last):
        return None
    return Link(last.predicate, group, SHARED)


def is_word_of_state(scene: Scene, token: int) -> bool:
    return scene.covering(token, "close", "open", "reopen", "stop", "resume", "normal", "still") is not None


def is_small(scene: Scene, token: int, *more: str) -> bool:
    if scene.tokens[token].kind in (MARK, BREAK):
        return scene.tokens[token].normal in QUOTES | {",", "—", "-", ":"}
    return is_number(scene, token) or scene.covering(token, *OF_TIME, *more) is not None


def is_number(scene: Scene, token: int) -> bool:
    word = scene.tokens[token].normal
    return word[:1].isdigit() or any(n.first <= token < n.last for n in scene.analysis.numbers_near(token))


def end_of_clause(scene: Scene, token: int) -> int:
    while token < scene.sentence.last:
        word = scene.tokens[token]
        if word.kind in (MARK, BREAK) and word.normal not in QUOTES | {"—", "-"}:
            break
        if scene.at(token, "clause", "and") is not None:
            break
        token += 1
    return token


# -- "B did not" ---------------------------------------------------------------------------------------------


def turn(scene: Scene, group: Group, earlier: Link) -> Link | None:
    """The group with the opposite of what was told before, where the clause only says "not" or "still does"."""
    word = not_alone(scene, group) or not_before(scene, group)
    state = TURNED.get(earlier.predicate.state)
    if word is None and earlier.predicate.state == REOPENED:
        word = still_alone(scene, group)
    if word is None or state is None:
        return None
    remains = earlier.predicate.state == REOPENED
    predicate = replace(
        earlier.predicate, first=word.first, last=word.last, state=state, source=word.source, needs_place=False,
        is_again=False, remains=remains, words=tuple(range(word.first, word.last)),
    )  # fmt: skip
    return Link(predicate, group, SHARED)


def not_alone(scene: Scene, group: Group) -> Mark | None:
    """ "B did not", "B — нет": nothing else stands in the clause."""
    token = group.last
    word: Mark | None = None
    while token < scene.sentence.last:
        here = scene.covering(token, "not")
        if here is not None:
            word = here
        elif is_end(scene, token):
            break
        elif scene.tokens[token].normal not in DASHES and not scene.covering(
            token, "aux", "still", "again", "time"
        ):
            return None
        token += 1
    return word


DASHES = QUOTES | {"—", "-"}


def is_end(scene: Scene, token: int) -> bool:
    word = scene.tokens[token]
    return word.kind in (MARK, BREAK) and word.normal not in DASHES


def not_before(scene: Scene, group: Group) -> Mark | None:
    """ "..., but not at B"."""
    for word in scene.between(max(scene.sentence.first, group.first - 3), group.first, "not"):
        is_near = all(scene.covering(i, "at", "the", "noun", "title") for i in range(word.last, group.first))
        is_after = scene.tokens[word.first - 1].normal in (",", "—") or scene.covering(word.first - 1, "clause")
        is_alone = group.last >= scene.sentence.last or is_end(scene, group.last)
        if is_near and is_after and is_alone and word.first > scene.sentence.first:
            return word
    return None


def still_alone(scene: Scene, group: Group) -> Mark | None:
    """ "At B they still do"."""
    token = group.last
    word: Mark | None = None
    has_verb = False
    while token < scene.sentence.last and not is_end(scene, token):
        here = scene.covering(token, "still")
        word = here or word
        has_verb = has_verb or scene.covering(token, "aux") is not None
        if here is None and not scene.covering(token, "aux", "they") and scene.tokens[token].normal not in DASHES:
            return None
        token += 1
    return word if has_verb else None
