"""Talks on ending or limiting the war: where they are or may be, and how far that is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from bot.model import Fact, Talks, Unread
from bot.reading.analysis import Analysis
from bot.reading.compile import Reader
from bot.reading.places import Place
from bot.reading.talks_dates import AGED, AHEAD, NOW, PAST, is_weekday, time_near, weekday_near
from bot.reading.talks_phases import (
    CANCELLED,
    GONE,
    HELD,
    IS,
    ONGOING,
    PLANNED,
    Predicate,
    find_predicates,
)
from bot.reading.talks_scene import Cue, Scene, set_scene
from bot.reading.talks_topics import ENOUGH, parties_of, weigh
from bot.reading.talks_venues import FROM, IN, LEFT, OF, THERE, TO, Spot, find_spots

GROUPS = {"held": "on", "ongoing": "on", "planned": "ahead", "possible": "ahead", "cancelled": "off"}

CORE = ("talks", "meeting", "meet", "discuss", "team", "stay")
"""Without one of these a sentence is about no meeting."""
EVENTS = (*CORE, "host", "agree", "begin", "resume", "continue", "end", "happen", "plan", "propose", "cancel",
          "refuse", "move", "go")  # fmt: skip
"""What a place may go with."""
ELLIPTIC = ("next", "there", "elsewhere", "continue", "resume")
"""Words that go on about a meeting told before without naming it."""
RIVALS = ("say", "seat", "life", "attack")
REACH = 18
REACH_RIVAL = 5


class Frame(NamedTuple):
    """One meeting at one place, as one sentence tells it. `phase` None: the sentence does not say."""

    spot: Spot
    place: Place
    event: Cue
    phase: str | None
    background: bool
    parties: tuple[str, ...]
    scene: Scene
    trace: str
    weight: int


@dataclass(slots=True)
class Told:
    """What the text has told so far."""

    context: int = 0
    is_beside_topic: bool = False
    """True where the sentence before or after speaks of a truce, peace, prisoners."""
    last: Place | None = None
    """The place that "there" means."""
    frames: list[Frame] = field(default_factory=list)


def find_talks(reader: Reader, analysis: Analysis) -> tuple[list[Fact], list[Unread]]:
    if not any(h.path[0] in ("talks", "talks_acts") for h in analysis.hits):
        return [], []
    scenes = [set_scene(analysis, s) for s in analysis.split.sentences]
    is_free = reader.tongues[analysis.language].grammar.morphology != "endings"
    told, context = Told(), context_of(scenes)
    for i, scene in enumerate(scenes):
        told.context = context
        told.is_beside_topic = any(s.has("ours") for s in scenes[max(i - 1, 0) : i + 2] if s is not scene)
        read_scene(analysis, scene, told, is_free)
    return [fact_of(analysis, frame) for frame in settle(told.frames)], []


def context_of(scenes: list[Scene]) -> int:
    """1 where the text as a whole speaks of this war's parties or topics."""
    kinds = {cue.kind for scene in scenes for cue in scene.cues}
    return 1 if kinds & {"ours", "of_ua", "of_ru", "of_eu", "ua", "ru"} else 0


def read_scene(analysis: Analysis, scene: Scene, told: Told, is_free: bool) -> None:
    spots = find_spots(analysis, scene)
    if spots and (scene.has(*CORE) or (told.frames and scene.has(*ELLIPTIC)) or is_spell(scene, spots)):
        predicates = find_predicates(analysis, scene)
        for spot in spots:
            if is_too_wide(scene, spot):
                continue
            place = place_of(spot, spots, told)
            frame = place and frame_of(analysis, scene, spot, place, spots, predicates, told, is_free)
            if frame:
                told.frames.append(frame)
    elif not spots and told.frames:
        refused = refusal_of(analysis, scene, told.frames[-1])
        if refused:
            told.frames.append(refused)
    named = [s for s in spots if s.place != THERE]
    if named:
        told.last = named[-1].place


def refusal_of(analysis: Analysis, scene: Scene, before: Frame) -> Frame | None:
    """ "Kyiv turned that venue down", "the meeting has been called off": the place is the one told before."""
    if before.phase not in ("possible", PLANNED) or not scene.has("venue", "talks", "meeting", "sides", "propose"):
        return None
    for predicate in find_predicates(analysis, scene):
        is_party = predicate.kind == "cancel" or set(parties_of(scene)) & {"UA", "RU", "US"}
        if predicate.phase == CANCELLED and predicate.kind in ("cancel", "refuse") and is_party:
            spot = before.spot._replace(first=predicate.first, last=predicate.last)
            event = before.event._replace(first=predicate.first, last=predicate.last)
            return before._replace(spot=spot, event=event, phase=CANCELLED, scene=scene, trace=predicate.source)
    return None


def is_too_wide(scene: Scene, spot: Spot) -> bool:
    """A country of the parties ("the war in Ukraine") is a venue only right after the word of meeting."""
    if spot.place.kind != "country" or spot.place.country not in ("UA", "RU", "US"):
        return False
    near = scene.of("talks", "meeting", "meet", "happen", "plan")
    return not any(c.last <= spot.start and scene.cost(c.last - 1, spot.start) <= 4 for c in near)


def place_of(spot: Spot, spots: list[Spot], told: Told) -> Place | None:
    if spot.place != THERE:
        return spot.place
    before = [s for s in spots if s.place != THERE and s.last <= spot.first]
    return before[-1].place if before else told.last


def frame_of(
    analysis: Analysis,
    scene: Scene,
    spot: Spot,
    place: Place,
    spots: list[Spot],
    predicates: list[Predicate],
    told: Told,
    is_free: bool,
) -> Frame | None:
    event = governor(scene, spot, is_free, bool(told.frames))
    if event is None:
        return None
    venues = [(s.first, s.last) for s in spots]
    weight = weigh(scene, event, venues, told.context, told.is_beside_topic)
    if weight < ENOUGH or is_remote(scene, event):
        return None
    phase, trace = phase_at(analysis, scene, spot, event, spots, predicates)
    background = False
    is_history = is_old(analysis, scene, spot, event) or is_earlier(scene, event, place, told)
    if phase in (HELD, ONGOING, PLANNED, None) and is_history:
        phase, background = HELD, True
    return Frame(spot, place, event, phase, background, parties_of(scene, venues), scene, trace, weight)


def governor(scene: Scene, spot: Spot, is_free: bool, goes_on: bool = False) -> Cue | None:
    """The word of meeting that the place goes with; None where a reporting verb or a ministry is nearer."""
    if cue := spell_before(scene, spot):
        return cue
    if spot.role == OF:
        return next((c for i in range(spot.last, spot.last + 4) if (c := scene.at(i, "talks", "meeting"))), None)
    best: tuple[int, Cue] | None = None
    for cue in scene.cues:
        cost = cost_to(scene, spot, cue, is_free)
        if cost is not None and (best is None or cost < best[0]):
            best = (cost, cue)
    if best is None or best[1].kind in RIVALS:
        return None
    return nearest_core(scene, spot, best[1]) or (best[1] if goes_on and scene.has(*ELLIPTIC) else None)


def cost_to(scene: Scene, spot: Spot, cue: Cue, is_free: bool) -> int | None:
    """How far a cue is from the place, None where they cannot belong together."""
    is_left = cue.last <= spot.first
    if not is_left and cue.first < spot.last:
        return None
    cost = scene.cost(cue.last - 1, spot.first) if is_left else scene.cost(spot.last - 1, cue.first)
    if cue.kind in RIVALS:
        reach = REACH_RIVAL if is_left or not is_fronted(scene, spot) else REACH_RIVAL + 3
        if cue.kind == "seat" and not is_left:
            return None
        return cost if cost <= reach and (is_left or is_free or is_fronted(scene, spot)) else None
    if cue.kind not in EVENTS or cost > REACH + (6 if is_fronted(scene, spot) else 0):
        return None
    if not is_left and not is_free and not is_fronted(scene, spot) and spot.role in (IN, TO):
        cost += 6
    return cost


def is_fronted(scene: Scene, spot: Spot) -> bool:
    """True where nothing that could take the place stands before it in its clause."""
    clause = scene.clause(spot.first)
    return not any(
        c.last <= spot.first and scene.clause(c.first) == clause and c.kind in (*EVENTS, *RIVALS, "official")
        for c in scene.cues
    )


def is_spell(scene: Scene, spots: list[Spot]) -> bool:
    """True for "after long hours in A", "after a long Sunday in A"."""
    return any(spell_before(scene, spot) for spot in spots)


def spell_before(scene: Scene, spot: Spot) -> Cue | None:
    """The stretch of time that somebody spent in the place, told as over."""
    for cue in scene.ending.get(spot.start, ()):
        is_time = cue.kind == "spell" or is_weekday(cue)
        if is_time and any(cue.first - 5 <= c.last <= cue.first for c in scene.of("after", "stay")):
            return cue
    return None


def nearest_core(scene: Scene, spot: Spot, cue: Cue) -> Cue | None:
    """The meeting itself: a verb such as "begin" or "plan" needs a noun or verb of meeting in its sentence."""
    if cue.kind in CORE:
        return cue
    core = [c for c in scene.of(*CORE) if scene.cost(c.first, cue.first) <= REACH + 6]
    return min(
        core, key=lambda c: (scene.cost(c.first, cue.first), c.kind not in ("talks", "meeting")), default=None
    )


def is_remote(scene: Scene, event: Cue) -> bool:
    """True for a call: "by telephone" goes with this event and no other."""
    for cue in scene.of("remote"):
        near = min(scene.of(*CORE), key=lambda c: scene.cost(c.first, cue.first), default=None)
        if near is not None and scene.cost(near.first, event.first) <= 3:
            return True
    return False


# -- phase ---------------------------------------------------------------------------------------------------


def phase_at(
    analysis: Analysis, scene: Scene, spot: Spot, event: Cue, spots: list[Spot], predicates: list[Predicate]
) -> tuple[str | None, str]:
    """(phase, the line of the vocabulary that told it)."""
    return (
        moved(scene, spot, spots)
        or off(scene, spot, event, spots, predicates)
        or by_role(analysis, scene, spot, event)
        or by_predicate(analysis, scene, spot, event, spots, predicates)
        or by_date(analysis, scene, spot, event)
        or (None, "")
    )


def moved(scene: Scene, spot: Spot, spots: list[Spot]) -> tuple[str, str] | None:
    """ "Moved from A to B", "in B instead of A", "B has replaced A"."""
    if cue := scene.before(spot.start, "instead") or scene.before(spot.first, "instead"):
        return CANCELLED, cue.source
    for cue in scene.of("instead"):
        if any(cue.last in (s.first, s.start) for s in spots) and scene.cost(cue.first, spot.first) <= REACH:
            return PLANNED, cue.source
    for cue in scene.of("move"):
        if scene.cost(cue.first, spot.first) <= REACH and scene.has("talks", "meeting", "venue"):
            if spot.role == FROM:
                return CANCELLED, cue.source
            if len(spots) > 1 and any(s.role == FROM for s in spots):
                return PLANNED, cue.source
    return None


def off(
    scene: Scene, spot: Spot, event: Cue, spots: list[Spot], predicates: list[Predicate]
) -> tuple[str, str] | None:
    """A cancellation whose nearest place this is."""
    for cue in scene.of("absent"):
        if 0 < event.first - cue.first <= 4 and event.kind in ("talks", "meeting"):
            return CANCELLED, cue.source
    for predicate in predicates:
        if predicate.phase != CANCELLED:
            continue
        near = min(spots, key=lambda s: scene.cost(s.first, predicate.first))
        if near.first in (spot.first, spot.comes_after) and scene.cost(spot.first, predicate.first) <= REACH + 8:
            return CANCELLED, predicate.source
    return None


def by_role(analysis: Analysis, scene: Scene, spot: Spot, event: Cue) -> tuple[str, str] | None:
    """ "After the talks in A", "ahead of the talks in A", "left A"."""
    if spot.role in (LEFT, FROM) or event.kind == "spell" or is_weekday(event):
        return HELD, spot.source
    start = min(event.first, spot.first)
    for cue in scene.of("after", "before"):
        if start - 4 <= cue.last <= start and scene.cost(cue.last - 1, start) <= 6:
            return (HELD if cue.kind == "after" else PLANNED), cue.source
    return None


def by_predicate(
    analysis: Analysis, scene: Scene, spot: Spot, event: Cue, spots: list[Spot], predicates: list[Predicate]
) -> tuple[str, str] | None:
    options = [p for p in predicates if p.phase != CANCELLED]
    if any(p.phase in (ONGOING, HELD) and p.kind in ("begin", "meet", "end") for p in options) and len(spots) == 1:
        options = [p for p in options if p.kind != "go" or p.tense != GONE]  # they came, and then they met
    best = min(options, key=lambda p: predicate_cost(scene, spot, event, spots, p), default=None)
    if best is None or predicate_cost(scene, spot, event, spots, best) > REACH + 6:
        return None
    phase = best.phase
    if phase == ONGOING and best.tense == IS:
        time = time_near(analysis, scene, spot.first, event.first)
        if (time and time[0] == AHEAD) or (weekday_near(analysis, scene, spot.first, event.first) and not time):
            phase = PLANNED
    return phase, best.source


def predicate_cost(scene: Scene, spot: Spot, event: Cue, spots: list[Spot], predicate: Predicate) -> int:
    """How far a predicate is from the place or its meeting; another place in between makes it far."""
    cost = min(scene.cost(predicate.first, spot.first), scene.cost(predicate.first, event.first) + 1)
    low, high = sorted((predicate.first, spot.first))
    if any(low < s.first < high and s.first != spot.comes_after for s in spots):
        cost += 8
    if predicate.kind == "agree" and event.kind != "agree":
        cost += 2
    return cost


def by_date(analysis: Analysis, scene: Scene, spot: Spot, event: Cue) -> tuple[str, str] | None:
    time = time_near(analysis, scene, spot.first, event.first)
    if time is None:
        if cue := next((c for c in scene.of("next") if abs(c.first - event.first) <= 3), None):
            return PLANNED, cue.source
        return None
    return {AHEAD: PLANNED, NOW: ONGOING, PAST: HELD, AGED: HELD}[time[0]], time[1]


def is_old(analysis: Analysis, scene: Scene, spot: Spot, event: Cue) -> bool:
    time = time_near(analysis, scene, spot.first, event.first)
    if time and time[0] == AGED:
        return True
    return any(abs(c.first - event.first) <= 4 for c in scene.of("old"))


def is_earlier(scene: Scene, event: Cue, place: Place, told: Told) -> bool:
    """True for "the first round" after the text has told another meeting at the place."""
    has_first = any(abs(c.first - event.first) <= 4 for c in scene.of("first"))
    return has_first and any(f.place == place and not f.background for f in told.frames)


# -- the text as a whole -------------------------------------------------------------------------------------


def settle(frames: list[Frame]) -> list[Frame]:
    """One frame for a place and group of phases; a country gives way to its city."""
    kept: dict[tuple[str, str, bool], Frame] = {}
    for frame in frames:
        if frame.phase is None:
            continue
        key = (frame.place.name, GROUPS[frame.phase], frame.background)
        if frame.phase == CANCELLED:
            kept.pop((frame.place.name, "ahead", False), None)
        if key not in kept or (kept[key].phase == "possible" and frame.phase == PLANNED):
            kept[key] = frame
    return sorted(kept.values(), key=lambda f: f.spot.first)


def fact_of(analysis: Analysis, frame: Frame) -> Fact:
    sentence = frame.scene.sentence
    first, last = min(frame.spot.first, frame.event.first), max(frame.spot.last, frame.event.last)
    what = Talks(frame.place.name, country_of(frame.place), frame.phase or HELD, frame.parties, frame.background)
    return Fact(
        what=what,
        span=analysis.span(first, last),
        evidence=analysis.span(sentence.first, sentence.last),
        found_by=f"talks: {'; '.join(dict.fromkeys(s for s in (frame.event.source, frame.trace) if s))}",
    )


def country_of(place: Place) -> str | None:
    return place.country
