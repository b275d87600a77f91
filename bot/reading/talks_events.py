"""Which word of meeting a place goes with, if any: the nearest one that no reporting verb or office stands before."""

from __future__ import annotations

import math

from bot.reading.talks_cues import Cue
from bot.reading.talks_dates import is_weekday
from bot.reading.talks_joined import RECEIVING
from bot.reading.talks_parts import FROM, IN, METONYMS, NAMED, OF, TO
from bot.reading.talks_scene import Scene
from bot.reading.talks_topics import PEOPLE, parties_of
from bot.reading.talks_venues import Spot

CORE = ("talks", "meeting", "meet", "discuss", "team", "group", "stay", "table")
"""Without one of these a sentence is about no meeting."""

EVENTS = (*CORE, "host", "agree", "begin", "resume", "continue", "end", "happen", "plan", "propose", "named",
          "cancel", "refuse", "move", "go", "attend", "await", "offer", "visit", *RECEIVING)  # fmt: skip
"""What a place may go with."""

COST_OF_PEOPLE = 5
"""People are a last resort: where they are is a venue only if no word of meeting is nearer."""

RIVALS = ("say", "press", "seat", "life", "attack")

REACH = 18

REACH_RIVAL = 5

REACH_CALL = 10


def governor(scene: Scene, spot: Spot, is_free: bool, goes_on: bool = False) -> Cue | None:
    """The word of meeting that the place goes with; None where a reporting verb or a ministry is nearer."""
    if cue := spell_before(scene, spot):
        return cue
    if spot.role == OF:
        return next(
            (c for i in range(spot.last, spot.last + 4) if (c := scene.at(i, "talks", "meeting", "one"))), None
        )
    if is_speakers_place(scene, spot):
        return None
    if spot.role == NAMED:
        return announced(scene, spot)
    best: tuple[int, Cue] | None = None
    nouns = {c.first for c in scene.of("talks", "meeting")}
    is_contrast = scene.before(spot.start, "instead", "never")  # "not in A, B's minister said"
    for cue in scene.cues:
        if is_contrast and cue.kind in RIVALS:
            continue
        if cue.kind == "discuss" and cue.first in nouns:
            continue  # "talks" is a verb's form, too
        cost = cost_to(scene, spot, cue, is_free)
        if cost is not None and (best is None or cost < best[0]):
            best = (cost, cue)
    if best is None and goes_on:
        return scene.at(spot.first, "there")
    if best is None or best[1].kind in RIVALS:
        return None
    return nearest_core(scene, spot, best[1]) or (best[1] if goes_on else None)


def announced(scene: Scene, spot: Spot) -> Cue | None:
    """The meeting whose place is told by a label ("place: A"): the nearest in reach, else the label itself."""
    reach = math.inf if scene.has("turn") else REACH  # "next week it is A's turn" goes with whatever was told
    for kinds in (CORE, ("venue",), ("lands", "propose", "named", "choice")):
        near = [c for c in scene.of(*kinds) if scene.cost(c.first, spot.first) <= reach]
        if near:
            return min(near, key=lambda c: scene.cost(c.first, spot.first))
        if scene.of(*kinds) and not scene.has("ours"):
            return None  # a meeting out of reach, and nothing here that says it is about the war
    return None


def is_speakers_place(scene: Scene, spot: Spot) -> bool:
    """True for "In Washington, the White House said that": what was said there was not held there."""
    if spot.role != IN or spot.place.name not in METONYMS or not is_fronted(scene, spot):
        return False
    first = next((c for c in scene.cues if c.first >= spot.last and c.kind in (*EVENTS, "say")), None)
    return first is not None and first.kind == "say" and first.first - spot.last <= REACH_CALL


def is_behind(scene: Scene, spot: Spot, cue: Cue) -> bool:
    """True for the talks of "after the talks in A, he flew to B": they are not in B."""
    if spot.role != TO or scene.clause(cue.first) == scene.clause(spot.first) or cue.first > spot.first:
        return False
    return any(0 <= cue.first - c.last <= 3 for c in scene.of("after"))


def is_matter(scene: Scene, spot: Spot, cue: Cue) -> bool:
    """True for the talks of "he was told of the talks on his visit to A": they are what is spoken of."""
    is_noun = cue.kind == "talks" or (cue.kind == "discuss" and scene.at(cue.first, "talks") is not None)
    is_told_of = any(scene.before(i, "about") for i in (cue.first, cue.first - 1))
    if not is_noun or spot.role != TO or not is_told_of:
        return False
    return scene.cost(cue.last - 1, spot.start) > REACH_RIVAL - 2


def cost_to(scene: Scene, spot: Spot, cue: Cue, is_free: bool) -> int | None:
    """How far a cue is from the place, None where they cannot belong together."""
    is_left = cue.last <= spot.first
    if not is_left and cue.first < spot.last:
        return None
    cost = scene.cost(cue.last - 1, spot.first) if is_left else scene.cost(spot.last - 1, cue.first)
    if cue.kind in RIVALS and spot.role not in (IN, TO):
        return None
    if cue.kind == "say" and spot.last <= cue.first <= spot.last + 1 and is_reported(scene, spot, cue):
        return 0
    if cue.kind in RIVALS:
        reach = REACH_RIVAL if is_left or not is_fronted(scene, spot) else REACH_RIVAL + 3
        if cue.kind == "seat" and not is_left:
            return None
        if cost > reach or not (is_left or is_free or is_fronted(scene, spot)):
            return None
        return cost if is_left or is_fronted(scene, spot) else cost + REACH_RIVAL
    if cue.kind in PEOPLE and is_company(scene):
        cost += COST_OF_PEOPLE
    elif cue.kind not in EVENTS:
        return None
    if cost > REACH + (
        6 if is_fronted(scene, spot) else REACH_NOUNS if is_left and is_in_clause(scene, cue, spot) else 0
    ):
        return None
    if not is_left and not is_free and not is_fronted(scene, spot) and spot.role in (IN, TO):
        cost += 6
    return cost


REACH_NOUNS = 10
"""A long chain of nouns may part a meeting from its place, where no comma does."""


def is_in_clause(scene: Scene, cue: Cue, spot: Spot) -> bool:
    return cue.kind in ("talks", "meeting") and scene.clause(cue.first) == scene.clause(spot.first)


def is_reported(scene: Scene, spot: Spot, cue: Cue) -> bool:
    """True where a place opens its clause and what is said there follows: "in Kyiv they say that"."""
    return is_fronted(scene, spot) and bool(scene.at(cue.last, "who") or scene.at(cue.last + 1, "who"))


def is_fronted(scene: Scene, spot: Spot) -> bool:
    """True where nothing that could take the place stands before it in its clause."""
    clause = scene.clause(spot.first)
    return not any(
        c.last <= spot.first and scene.clause(c.first) == clause and c.kind in (*EVENTS, *RIVALS, "official")
        for c in scene.cues
    )


def spell_before(scene: Scene, spot: Spot) -> Cue | None:
    """The stretch of time that somebody spent in the place, told as over."""
    if not scene.has("team", "after", "stay", "ours", "talks", "ua", "ru", "of_ru"):
        return None
    for cue in scene.cues:
        if cue.last not in (spot.start, spot.start - 1) or scene.cost(cue.first, spot.start) > 3:
            continue
        if scene.at(cue.last, "begin", "resume", "continue", "happen", "plan", "will", "may"):
            continue  # "the round opens in": a verb tells the phase
        is_over = any(cue.first - 5 <= c.last <= cue.first for c in scene.of("after", "stay"))
        if scene.at(cue.last, "before", "after"):
            continue  # "three days before the summit in A"
        if any(scene.at(i, "talks", "meeting") for i in range(cue.first, spot.start)) and not is_over:
            continue  # "open a two-day round in A": the round is the meeting, its verb tells the phase
        is_hour_of_day = cue.kind == "spell" and any(is_weekday(c) for c in scene.ending.get(cue.first, ()))
        if (cue.kind == "spell" and not is_hour_of_day) or (is_weekday(cue) and is_over):
            return cue
    return None


def nearest_core(scene: Scene, spot: Spot, cue: Cue) -> Cue | None:
    """The meeting itself: a verb such as "begin" or "plan" needs a noun or verb of meeting in its sentence."""
    if cue.kind in CORE or cue.kind in PEOPLE:
        return None if is_behind(scene, spot, cue) or is_matter(scene, spot, cue) else cue
    reach = 2 * REACH if spot.role in (IN, TO, FROM) else 3 * REACH
    reach = min(reach, REACH) if cue.kind in ("agree", "host") else reach
    core = [c for c in scene.of(*CORE) if scene.cost(c.first, cue.first) <= reach]
    core = [c for c in core if not is_behind(scene, spot, c) and not is_matter(scene, spot, c)]
    calls = [c for c in core if any(abs(r.first - c.first) <= 2 for r in scene.of("remote"))]
    core = [c for c in core if c not in calls] or core  # "to hold the summit, agreed on by telephone"
    if not core and cue.kind in ("agree", "host"):
        return cue
    if not core and is_company(scene):
        core = scene.of("ua", "ru", "us", "eu", "official", "leader", "people")
    return min(
        core, key=lambda c: (scene.cost(c.first, cue.first), c.kind not in ("talks", "meeting")), default=None
    )


def is_company(scene: Scene) -> bool:
    """True where people of two sides are named, or one of them and the topic: they meet without a word for it."""
    sides = {c.kind for c in scene.of("ua", "ru", "us")}
    parties = parties_of(scene)
    is_official = scene.has("official", "leader") and (len(parties) > 1 or (bool(parties) and scene.has("go")))
    firsts = {c.first for c in scene.of("people")}
    sides |= {kind[3:] for kind in ("of_ua", "of_ru", "of_us") for c in scene.of(kind) if c.first in firsts}
    is_group = len(scene.of("eu")) > 1 or any("plur" in c.grams for c in scene.of("leader"))
    is_group |= bool(firsts) and len(scene.of("people")) > 1
    return (
        (is_group and scene.has("ours"))
        or len(sides) > 1
        or (bool(sides or is_official) and scene.has("ours", "prisoners"))
    )


def is_remote(scene: Scene, event: Cue) -> bool:
    """True for a call: "by telephone" goes with all but a meeting that stands apart from it."""
    far = event.kind in ("talks", "meeting", "meet")
    calls = [c for c in scene.of("remote") if not is_occasion(scene, c)]
    return any(not far or scene.cost(cue.first, event.first) <= REACH_CALL for cue in calls)


def is_occasion(scene: Scene, call: Cue) -> bool:
    """True for "after a telephone call", "during the call": there something was said, not held."""
    return any(0 <= call.first - c.last <= 2 for c in scene.of("after", "at"))
