"""How far the talks at one place are, from what stands around it: moved, called off, over, told by a verb or a date."""

from __future__ import annotations

from bot.reading.analysis import Analysis
from bot.reading.talks_answers import unmet
from bot.reading.talks_cues import VERBAL, Cue
from bot.reading.talks_dates import AGED, AHEAD, NOW, PAST, is_weekday, time_near, weekday_near
from bot.reading.talks_events import REACH, REACH_RIVAL
from bot.reading.talks_parts import AFTER, FROM, HOST, IN, ITEM, LEFT, NAMED, OBJECT, OF, TO
from bot.reading.talks_phases import CANCELLED, HELD, ONGOING, PLANNED, POSSIBLE, Predicate
from bot.reading.talks_scene import Scene
from bot.reading.talks_tense import ATTRIBUTE, BARE, GONE, IS, WILL
from bot.reading.talks_venues import THERE, Spot


def phase_at(
    analysis: Analysis, scene: Scene, spot: Spot, event: Cue, spots: list[Spot], predicates: list[Predicate]
) -> tuple[str, str]:
    """(phase, the line of the vocabulary that told it)."""
    return (
        undecided(scene, spot)
        or never_met(scene, spot, spots)
        or moved(scene, spot, spots)
        or off(scene, spot, event, spots, predicates)
        or by_role(scene, spot, event, spots)
        or by_predicate(analysis, scene, spot, event, spots, predicates)
        or by_date(analysis, scene, spot, event)
        or by_auxiliary(scene, spot, event)
    )


def undecided(scene: Scene, spot: Spot) -> tuple[str, str] | None:
    """ "In A or elsewhere": the place itself is still open, however firm the meeting."""
    cue = scene.at(spot.last, "undecided")
    return (POSSIBLE, cue.source) if cue else None


def never_met(scene: Scene, spot: Spot, spots: list[Spot]) -> tuple[str, str] | None:
    cue = unmet(scene, spot, spots)
    return (CANCELLED, cue.source) if cue else None


def moved(scene: Scene, spot: Spot, spots: list[Spot]) -> tuple[str, str] | None:
    """ "Moved from A to B", "in B instead of A", "B has replaced A", "not A but B"."""
    others = [s for s in spots if s.place not in (spot.place, THERE)]
    head = next((s for s in spots if s.first == spot.comes_after), None)
    if head and (cue := scene.before(head.start, "instead") or scene.before(head.first, "instead")):
        return CANCELLED, cue.source  # "except A and B"
    for kind in ("instead", "never"):
        if (cue := scene.before(spot.start, kind) or scene.before(spot.first, kind)) and (
            others or kind == "instead"
        ):
            return CANCELLED, cue.source
        for cue in scene.of(kind):
            if any(cue.last in (s.first, s.start) for s in others) and scene.cost(cue.first, spot.first) <= REACH:
                return PLANNED, cue.source
    if not scene.has("talks", "meeting", "venue", "ours", "team", "group") or not others:
        return None
    for cue in scene.of("turned"):
        ends = [s for s in spots if s.role == OF and s.place != THERE]
        if spot in ends and spot.last <= cue.first and any(s.first >= cue.last for s in ends):
            return CANCELLED, cue.source
        if spot in ends and spot.first >= cue.last and any(s.last <= cue.first for s in ends):
            return PLANNED, cue.source
    for cue in scene.of("move"):
        if scene.at(cue.first, "go"):
            continue  # "moves on to"
        if scene.cost(cue.first, spot.first) > REACH:
            continue
        if spot.role == FROM:
            return CANCELLED, cue.source
        aim = [s for s in spots if s.role in (TO, IN) and 0 <= s.start - cue.last <= REACH_RIVAL]
        if spot in aim or any(s.role == FROM for s in spots):
            return PLANNED, cue.source
        if aim and spot.last <= cue.first:
            return CANCELLED, cue.source
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
        if is_if(scene, predicate):
            continue  # "unless A is possible"
        if predicate.kind == "cancel" and is_put_off_to(scene, predicate):
            return PLANNED, predicate.source
        if is_struck_out(scene, spot, spots, predicate):
            return CANCELLED, predicate.source
        near = min(spots, key=lambda s: scene.cost(s.first, predicate.first))
        if near.first in (spot.first, spot.comes_after) and scene.cost(spot.first, predicate.first) <= REACH + 8:
            return CANCELLED, predicate.source
        if predicate.kind in ("cancel", "meet") and is_of_event(scene, spot, event, spots, predicate):
            return CANCELLED, predicate.source
    return None


def is_struck_out(scene: Scene, spot: Spot, spots: list[Spot], predicate: Predicate) -> bool:
    """ "A, which B had offered, fell away, nobody goes there": the place that opens the clause of the predicate."""
    clause = scene.clause(predicate.first)
    if spot.role != OBJECT or spot.last > predicate.first or scene.clause(spot.first) != clause:
        return False
    return not any(spot.last <= s.first < predicate.first and scene.clause(s.first) == clause for s in spots)


def is_of_event(scene: Scene, spot: Spot, event: Cue, spots: list[Spot], predicate: Predicate) -> bool:
    """True for "the summit in A, announced by B, has been buried": one place, and the meeting itself is the subject."""
    clause = scene.clause(event.first)
    meant = [
        s for s in spots if s.place != THERE and (predicate.kind != "meet" or scene.clause(s.first) == clause)
    ]
    is_one = len({s.place for s in meant}) == 1 and spot in (*meant, *(s for s in spots if s.place == THERE))
    if predicate.kind == "meet":
        return is_one and event.kind in ("talks", "meeting") and clause == scene.clause(predicate.first)
    return is_one and event.kind in ("talks", "meeting") and scene.cost(event.first, predicate.first) <= REACH


def is_if(scene: Scene, predicate: Predicate) -> bool:
    clause = scene.clause(predicate.first)
    return any(c.first < predicate.first and scene.clause(c.first) == clause for c in scene.of("if"))


def is_put_off_to(scene: Scene, predicate: Predicate) -> bool:
    """True for "postponed until next week", "put off to 5 March": there is a new day."""
    till = scene.at(predicate.last, "till")
    if till is None:
        return False
    return scene.starts_date(till.last) or bool(scene.at(till.last, "ahead", "next"))


def by_role(scene: Scene, spot: Spot, event: Cue, spots: list[Spot]) -> tuple[str, str] | None:
    """ "After the talks in A", "ahead of the talks in A", "left A"."""
    if spot.role == NAMED:
        if cleft := scene.before(skip_pads(scene, spot.first), "cleft"):
            if any(scene.at(i, "may") for i in range(cleft.first, cleft.last)):
                return POSSIBLE, cleft.source
            is_past = "past" in cleft.grams and not scene.has("will", "next")
            return (HELD if is_past else PLANNED), cleft.source
        turns = scene.of("will", "plan", "turn")
        is_set = any(-1 <= spot.start - c.last <= REACH_RIVAL for c in turns) or bool(scene.at(spot.last, "turn"))
        return (PLANNED if is_set else POSSIBLE), spot.source
    if spot.role in (LEFT, FROM, AFTER) or event.kind == "spell" or is_weekday(event):
        return HELD, spot.source
    if behind := after_talks(scene, spot, spots):
        return HELD, behind.source
    start = min(event.first, spot.start)
    between = [s for s in spots if event.first < s.first < spot.first and s.first != spot.comes_after]
    noun = event.kind in ("talks", "meeting", "spell") and event.first < spot.first and not between
    noun |= spot.role == OF
    for cue in scene.of("after", "before"):
        if cue.first <= event.first < cue.last:
            return (HELD if cue.kind == "after" else PLANNED), cue.source  # Slavic "until the summit" as one term
        if not noun and cue.last != spot.start and cue.kind == "after":
            continue
        if start - 4 <= cue.last <= start and scene.cost(cue.last - 1, start) <= 6:
            return (HELD if cue.kind == "after" else PLANNED), cue.source
    return None


def skip_pads(scene: Scene, at: int) -> int:
    while pad := scene.before(at, "pad"):
        at = pad.first
    return at


def after_talks(scene: Scene, spot: Spot, spots: list[Spot]) -> Cue | None:
    """The "after" of "after the talks of both delegations in A": nothing but nouns stands between."""
    if spot.role != IN:
        return None
    for cue in scene.of("after"):
        noun = next((c for i in range(cue.last, cue.last + 4) if (c := scene.at(i, "talks", "meeting"))), None)
        if noun is None or not noun.last <= spot.start or scene.cost(noun.last - 1, spot.start) > REACH_AFTER:
            continue
        inside = range(noun.last, spot.start)
        verbs = any(c.first in inside and c.grams & VERBAL for c in scene.cues)
        if not verbs and not any(s.first in inside for s in spots):
            return cue
    return None


REACH_AFTER = 9


def by_predicate(
    analysis: Analysis, scene: Scene, spot: Spot, event: Cue, spots: list[Spot], predicates: list[Predicate]
) -> tuple[str, str] | None:
    options = [p for p in predicates if p.phase != CANCELLED and (p.kind != "go" or goes_there(spot, event, p))]
    direct = [p for p in options if p.kind == "go" and p.tense in (IS, WILL) and 0 <= spot.start - p.last <= 1]
    if direct and spot.role == TO:
        return PLANNED, direct[0].source
    if (
        where := scene.at(spot.last, "where") or scene.at(spot.last + 1, "where")
    ) and where.first - spot.last <= 1:
        there = [p for p in options if p.first >= where.last]
        options = [p for p in options if p.kind != "go" or p in there] if there else options  # not how they came
    if not is_at(scene, event):
        options = [p for p in options if p.kind != "act"]
    told = [p for p in options if p.phase in (ONGOING, HELD) and p.kind in ("begin", "meet", "end")]
    if len(spots) == 1 and any(predicate_cost(scene, spot, event, spots, p) <= REACH for p in told):
        options = [p for p in options if p.kind != "go" or p.tense != GONE]  # they came, and then they met
    best = min(options, key=lambda p: predicate_cost(scene, spot, event, spots, p), default=None)
    if best is None or predicate_cost(scene, spot, event, spots, best) > REACH + 6:
        return None
    phase = best.phase
    if (
        best.kind == "aux"
        and (time := time_near(analysis, scene, spot.first, event.first))
        and time[0] in (PAST, AGED)
    ):
        return HELD, time[1]  # "could" and "would" of another clause
    if phase == ONGOING and best.tense == IS:
        time = time_near(analysis, scene, spot.first, event.first)
        if (time and time[0] == AHEAD) or (weekday_near(analysis, scene, spot.first, event.first) and not time):
            phase = PLANNED
    return phase, best.source


def goes_there(spot: Spot, event: Cue, predicate: Predicate) -> bool:
    """A word of going tells of the place it leads to, or of the meeting ("flew to the talks in A"), not of any other."""
    is_to_meeting = 0 <= event.first - predicate.last <= 2 and event.last <= spot.start
    return spot.role == TO or is_to_meeting or 0 <= spot.start - predicate.last <= 2


def is_at(scene: Scene, event: Cue) -> bool:
    """True for "at the talks": there what people do or will do tells the time of the talks."""
    return any(0 <= event.first - c.last <= 3 for c in scene.of("at"))


COST_OF_ATTRIBUTE = 8
"""A verb says more of the meeting than the "planned" beside its noun."""


def predicate_cost(scene: Scene, spot: Spot, event: Cue, spots: list[Spot], predicate: Predicate) -> int:
    """How far a predicate is from the place or its meeting; another place in between makes it far."""
    cost = min(scene.cost(predicate.first, spot.first), scene.cost(predicate.first, event.first) + 1)
    low, high = sorted((predicate.first, spot.first))
    if any(low < s.first < high and s.first != spot.comes_after for s in spots):
        cost += 8
    if predicate.kind == "agree" and event.kind != "agree":
        cost += 2
    if predicate.kind == "agree" and scene.has("venue") and scene.at(predicate.first, "propose"):
        cost += 4  # "to suggest": a place, where one is spoken of
    if predicate.tense in (ATTRIBUTE, BARE):
        cost += COST_OF_ATTRIBUTE
    return cost


def by_date(analysis: Analysis, scene: Scene, spot: Spot, event: Cue) -> tuple[str, str] | None:
    time = time_near(analysis, scene, spot.first, event.first)
    if time is None:
        if cue := next((c for c in scene.of("next") if abs(c.first - event.first) <= 3), None):
            return PLANNED, cue.source
        return None
    return {AHEAD: PLANNED, NOW: ONGOING, PAST: HELD, AGED: HELD}[time[0]], time[1]


def by_auxiliary(scene: Scene, spot: Spot, event: Cue) -> tuple[str, str]:
    """Where no verb is known: what stands before one tells of the future, all else is past."""
    if spot.role == ITEM:
        return PLANNED, spot.source
    for kind, phase in (("will", PLANNED), ("may", "possible"), ("propose", "possible")):
        for cue in scene.of(kind):
            if kind == "propose" and scene.at(cue.first, "say"):
                continue  # "called the talks useful"
            if min(scene.cost(cue.first, spot.first), scene.cost(cue.first, event.first)) <= REACH:
                return phase, cue.source
    if spot.role == TO and event.kind in ("talks", "meeting", "team", "group") and not scene.has("stay", "spell"):
        return PLANNED, ""
    return ("possible" if spot.role in (HOST, OBJECT) else HELD), ""


def is_old(analysis: Analysis, scene: Scene, spot: Spot, event: Cue) -> bool:
    time = time_near(analysis, scene, spot.first, event.first)
    if time and time[0] == AGED:
        return True
    return any(abs(c.first - event.first) <= 4 and not is_weekday_at(scene, c.last) for c in scene.of("old"))


def is_weekday_at(scene: Scene, token: int) -> bool:
    """ "Last Friday" is not long ago."""
    return any(is_weekday(c) for c in scene.starting.get(token, ()))
