"""What a place without a preposition is: host, proposed, refused, announced, an item of a list."""

from __future__ import annotations

from bot.reading.analysis import Analysis
from bot.reading.talks_cues import Cue
from bot.reading.talks_joined import RECEIVING, host_of
from bot.reading.talks_parts import (
    HOST,
    IN,
    ITEM,
    METONYMS,
    NAMED,
    OBJECT,
    REACH_HOST,
    REACH_NOUN,
    REACH_OBJECT,
    TO,
    falls_away,
    is_object,
    is_party,
    near_before,
)
from bot.reading.talks_scene import Named, Scene
from bot.reading.tokens import MARK


def bare_role(analysis: Analysis, scene: Scene, named: Named, at: int) -> str | None:
    """A place without a preposition."""
    if falls_away(scene, named):
        return OBJECT
    if "nomn" in named.grams and not is_party(named) and is_host_behind(analysis, scene, named, at):
        return HOST  # "... mozhet prinyat Vena": the subject behind its verb
    if any(host_of(scene, cue) == named for cue in scene.of(*RECEIVING)):
        return HOST  # "A will see the next round"
    if scene.at(named.last, "seat") or is_party(named):
        return None
    if town := town_before(analysis, scene, at):
        return IN if town.kind == "in" else TO
    if is_announced(analysis, scene, at, named):
        return NAMED
    if is_item(analysis, scene, named):
        return ITEM
    is_metonym = named.place.name in METONYMS
    is_told = near_before(scene, at, REACH_OBJECT, "propose", "refuse", "plan", "venue")
    is_told = is_told and not near_before(scene, at, REACH_OBJECT, "if")
    if is_told and is_object(named) and not is_metonym:
        return OBJECT
    if not is_metonym and near_before(scene, at, 2, "named"):
        return OBJECT
    if near_before(scene, at, 2, "say") and any(
        scene.at(i, "venue") for i in range(named.last, named.last + REACH_OBJECT)
    ):
        return OBJECT  # "called the Vatican an unsuitable place"
    if analysis.split.tokens[min(named.last, scene.sentence.last - 1)].normal == "," and scene.at(
        named.last + 1, "where"
    ):
        if is_object(named) and not is_metonym and is_struck(scene, named):
            return OBJECT
        return IN if scene.has("meet", "discuss", "talks", "meeting") and not is_metonym else None
    if not is_metonym and is_fronted_object(scene, named):
        return OBJECT
    if act := next_act(scene, named):
        is_far = scene.cost(named.last, act.first) > (4 if is_metonym else REACH_HOST + 4)
        return HOST if not is_far and not (is_metonym and act.kind != "host") else None
    return None


def is_host_behind(analysis: Analysis, scene: Scene, named: Named, at: int) -> bool:
    """ "Delegations *receives* for talks *Istanbul*": the subject right behind the verb, or at the end of its clause."""
    if scene.before(at, "host"):
        return True
    end = analysis.split.tokens[min(named.last, scene.sentence.last - 1)]
    if "accs" not in named.grams or end.kind != MARK or named.place.name in METONYMS:
        return False
    clause = scene.clause(at)
    hosts = [c for c in scene.of("host") if c.last <= at and "VERB" in c.grams and scene.clause(c.first) == clause]
    if not hosts or at - hosts[-1].last > REACH_HOST:
        return False
    if any(analysis.split.tokens[i].kind == MARK for i in range(hosts[-1].last, at)):
        return False
    others = [n for n in scene.names if n.last <= at and scene.clause(n.first) == clause and not is_party(n)]
    taken = [c for c in scene.of("talks", "meeting", "team", "group") if scene.clause(c.first) == clause]
    return bool(taken) and all(n.is_adjective or n.place.name in METONYMS for n in others)


def town_before(analysis: Analysis, scene: Scene, at: int) -> Cue | None:
    """The preposition of "in Little Hollow, Belarus": a town that no list of places has, and its country."""
    tokens = analysis.split.tokens
    if at - 1 <= scene.sentence.first or tokens[at - 1].normal not in (",", "("):
        return None
    for i in range(at - 2, max(at - 2 - MOST_WORDS_OF_TOWN, scene.sentence.first), -1):
        token = tokens[i]
        if (
            token.kind == MARK
            or not analysis.text[token.start].isupper()
            or any(n.first <= i < n.last for n in scene.names)
        ):
            return None
        if cue := scene.before(i, "in", "to"):
            return cue
    return None


MOST_WORDS_OF_TOWN = 3


def is_announced(analysis: Analysis, scene: Scene, at: int, named: Named) -> bool:
    """True for "the place of the talks will be A", "possible places - A, B" with the name behind, in whatever case."""
    if scene.before(at, "cleft") and scene.has("talks", "meeting", "meet", "venue"):
        return named.place.name not in METONYMS
    first = next((c.first for c in scene.of("be", "will", "turned") if at - REACH_NOUN <= c.last <= at), None)
    if (
        first is None
        and named.place.name not in METONYMS
        and analysis.split.tokens[at - 1].normal in ("—", "-", ":")
    ):
        first = at - 1
    if first is None:
        return False
    lands = [c for c in scene.of("lands") if any(0 < c.first - i.last <= REACH_NOUN for i in scene.of("in"))]
    if analysis.split.tokens[first].kind == MARK and scene.has(*SOUGHT):
        return any(0 <= first - c.last <= REACH_LIST for c in scene.of("lands", "venue"))
    return any(0 <= first - c.last <= REACH_VENUE for c in (*scene.of("venue"), *lands))


REACH_VENUE = 10

REACH_LIST = 18
"""Tokens between "among the cities" and the dash behind which they are named."""

SOUGHT = ("propose", "named", "may", "choice", "discuss", "venue", "where", "plan")
"""Beside one of these "cities: A and B" are places for the talks."""


def is_fronted_object(scene: Scene, named: Named) -> bool:
    """True for "Budapest nobody considers any more", "Budapest they name": an object before its verb."""
    if is_object(named) and is_struck(scene, named):
        return True
    return any(
        (named.last <= cue.first <= named.last + 3 and scene.before(cue.first, "never"))
        or (
            named.last <= cue.first <= named.last + 1
            and {"VERB", "plur"} <= cue.grams
            and is_object(named)
            and not scene.before(named.first, "or")
        )
        for cue in scene.of("propose", "named", "plan")
    )


def is_struck(scene: Scene, named: Named) -> bool:
    """True for "Venu iz spiska vycherknuli": first in its clause, and refused or called off by a verb to come."""
    if not named.grams & {"accs"} and named.grams:
        return False
    clause = scene.clause(named.first)
    if named.first > scene.sentence.first and scene.clause(named.first - 1) == clause:
        return False
    acts = [c for c in scene.of("cancel", "refuse") if c.first >= named.last and scene.clause(c.first) == clause]
    between = any(
        named.last <= n.first < acts[0].first and n.place.name not in METONYMS and scene.clause(n.first) == clause
        for n in scene.names
        if acts
    )
    return bool(acts) and not between and acts[0].first - named.last <= REACH_HOST and "VERB" in acts[0].grams


def is_item(analysis: Analysis, scene: Scene, named: Named) -> bool:
    """True for the Vienna of "Monday, Vienna, second round": alone between marks, a day before it."""
    tokens, first, last = analysis.split.tokens, named.first, named.last
    if not (scene.sentence.first < first and last < scene.sentence.last):
        return False
    if tokens[first - 1].kind != MARK or tokens[last].normal not in (",", ":", "—", "-", "("):
        return False
    day = any(
        c.kind[0] in "dm" and c.kind[1:].isdigit() and first - c.last <= 3 for c in scene.cues if c.last < first
    )
    if day and tokens[last].normal in ("—", ":") and scene.has("team", "talks", "meeting", "meet"):
        return True  # "3 February, Ankara: that is what the envoys were told"
    return day and any(last <= c.first <= last + 5 for c in scene.of("talks", "meeting"))


def next_act(scene: Scene, named: Named) -> Cue | None:
    """What the place does or is: it hosts, it is named as a venue, it replaces another, it is where they meet."""
    end = min(
        [n.first for n in scene.names if n.first >= named.last and not n.is_adjective] + [scene.sentence.last]
    )
    if any(scene.at(i, "or") for i in range(end - 2, end)):
        end = scene.sentence.last
    for cue in scene.cues:
        if not named.last <= cue.first < min(end, named.last + REACH_HOST):
            continue
        if cue.kind == "host" or (cue.kind == "move" and cue.first <= named.last + 2):
            return cue
        if cue.kind == "venue" and any(named.last <= c.first < cue.first for c in scene.of("as")):
            return cue
        if cue.kind in ("venue", "where") and any(
            named.last <= c.first < cue.first and c.kind in ("be", "have", "propose", "plan", "will", "may")
            for c in scene.cues
        ):
            return cue
        is_said_of = any(named.last <= c.first < cue.first for c in scene.of("be", "have"))
        if cue.kind in ("propose", "named", "plan", "await") and is_said_of and "ing" not in cue.grams:
            return cue
        if cue.kind == "propose" and cue.first == named.last and not cue.grams & {"past", "VERB", "pres", "s3"}:
            return cue
    return None
