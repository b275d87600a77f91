"""A place turned down without a verb for it: by a "no" that answers an offer, by "no Vienna", "without Vienna"."""

from __future__ import annotations

from bot.reading.analysis import Analysis
from bot.reading.talks_cues import Cue
from bot.reading.talks_parts import IN, OBJECT, OF, TO
from bot.reading.talks_phases import CANCELLED, GROUPS
from bot.reading.talks_scene import Scene
from bot.reading.talks_told import SHORT, Frame, Told
from bot.reading.talks_topics import parties_of
from bot.reading.talks_venues import Spot
from bot.reading.tokens import MARK

OFFERS = ("propose", "offer", "host", "agree", "may", "talks", "meeting", "meet", "go")
"""What is answered: an offer, a question whether."""

SPEAKERS = ("ua", "ru", "us", "of_ua", "of_ru", "leader", "person", "official", "say")


def lone_no(analysis: Analysis, scene: Scene) -> Cue | None:
    """The "no" that is an answer of its own: marks or quotes stand on both sides of it."""
    tokens = analysis.split.tokens
    for cue in scene.of("nay"):
        opens = cue.first == scene.sentence.first or tokens[cue.first - 1].kind == MARK
        if opens and (cue.last >= scene.sentence.last or tokens[cue.last].kind == MARK):
            return cue
    return None


def turned_down(analysis: Analysis, scene: Scene, told: Told, before: int) -> None:
    """Call off what was ahead, if an answer of "no" to it follows in this sentence or begins the next."""
    cue = lone_no(analysis, scene)
    if cue is None or not told.frames:
        return
    fresh = told.frames[before:]
    if fresh:
        if not (scene.has("say") or cue.first > fresh[-1].spot.first):
            return
        told.frames[before:] = [called_off(f, cue) if is_offered(f) else f for f in fresh]
        return
    last = told.frames[-1]
    is_next = 0 <= scene.sentence.first - last.scene.sentence.last <= SHORT * 3
    is_first = cue.first - scene.sentence.first <= 2
    if is_next and is_first and is_offered(last) and last.scene.has("propose", "offer", "nay"):
        told.frames[-1] = called_off(last, cue)


def is_offered(frame: Frame) -> bool:
    return GROUPS[frame.phase] == "ahead" and frame.scene.has(*OFFERS) and frame.scene.has(*SPEAKERS)


def called_off(frame: Frame, cue: Cue) -> Frame:
    return frame._replace(phase=CANCELLED, trace=cue.source)


def struck_out(scene: Scene, spots: list[Spot], told: Told) -> list[Frame]:
    """ "No Vienna, then", "without Budapest": in a few words, beside a sentence that speaks of the meeting."""
    is_told = told.is_beside_meeting or scene.has("talks", "meeting")
    if not is_told or told.context < 1:
        return []
    found = []
    for spot in spots:
        cue = scene.before(spot.start, "absent", "without") or scene.before(spot.first, "absent", "without")
        clause = scene.clause(spot.first)
        words = sum(1 for i in scene.clauses if i == clause)
        if cue and spot.role == OBJECT and words <= SHORT:
            found.append(
                Frame(spot, spot.place, cue, CANCELLED, False, parties_of(scene), scene, cue.source, told.context)
            )
    return found


def unmet(scene: Scene, spot: Spot, spots: list[Spot]) -> Cue | None:
    """The "was to" of "was to open in A, will be held in B instead": a plan that came to nothing, for it was moved."""
    if spot.role not in (IN, TO, OF):
        return None
    for cue in scene.of("meant"):
        if not cue.last <= spot.start or scene.cost(cue.last - 1, spot.start) > REACH_MEANT:
            continue
        if any(cue.last <= s.first < spot.first for s in spots):
            continue
        others = [s for s in spots if s.first >= spot.last and s.place != spot.place and s.role in (IN, TO, OF)]
        others = [s for s in others if not any(spot.last <= c.first < s.first for c in scene.of("meant"))]
        if not others:
            continue
        turns = [c for c in scene.of("rather") if spot.last <= c.first <= others[0].last + 1]
        is_relative = any(0 <= cue.first - c.last <= 1 for c in scene.of("who"))
        if turns or is_relative:
            return cue
    return None


REACH_MEANT = 14
