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
from bot.reading.talks_scene import Cue, Scene, set_scenes
from bot.reading.talks_topics import ENOUGH, PEOPLE, parties_of, weigh
from bot.reading.talks_venues import (
    AFTER,
    FROM,
    HOST,
    IN,
    ITEM,
    LEFT,
    METONYMS,
    OBJECT,
    OF,
    THERE,
    TO,
    Spot,
    find_spots,
)

GROUPS = {"held": "on", "ongoing": "on", "planned": "ahead", "possible": "ahead", "cancelled": "off"}

CORE = ("talks", "meeting", "meet", "discuss", "team", "group", "stay")
"""Without one of these a sentence is about no meeting."""
EVENTS = (*CORE, "host", "agree", "begin", "resume", "continue", "end", "happen", "plan", "propose", "named",
          "cancel", "refuse", "move", "go")  # fmt: skip
"""What a place may go with."""
COST_OF_PEOPLE = 5
"""People are a last resort: where they are is a venue only if no word of meeting is nearer."""
WHO = ("pronoun", "person", "ua", "ru", "us")
"""Who may come to a place that is only named."""
ELLIPTIC = ("next", "there", "elsewhere", "continue", "resume", "pronoun")
"""Words that go on about a meeting told before without naming it."""
RIVALS = ("say", "press", "seat", "life", "attack")
REACH = 18
REACH_RIVAL = 5
REACH_CALL = 10
SHORT = 8
"""Tokens of a sentence that can only answer the one before ("Kyiv said no.")."""
MOST_SPOTS = 12
"""A sentence that names more places is a list of something else."""


class Frame(NamedTuple):
    """One meeting at one place, as one sentence tells it."""

    spot: Spot
    place: Place
    event: Cue
    phase: str
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
    is_search: bool = False
    """True once the text has named or sought a place for a meeting to come: others may follow, just named."""
    arrival: Frame | None = None
    """Where people of the talks are or go, told by the sentence before without a word of meeting."""
    frames: list[Frame] = field(default_factory=list)
    cities: dict[str, Place] = field(default_factory=dict)
    """Country -> the city in it that was named last."""
    news: set[Place] = field(default_factory=set)
    """Places of the frames that are no history."""


def find_talks(reader: Reader, analysis: Analysis) -> tuple[list[Fact], list[Unread]]:
    if not any(h.path[0] in ("talks", "talks_acts") for h in analysis.hits):
        return [], []
    scenes = list(set_scenes(analysis))
    is_free = reader.tongues[analysis.language].grammar.morphology != "endings"
    told, context = Told(), context_of(scenes)
    is_local = any(named.place.country in ("UA", "RU") for scene in scenes for named in scene.names)
    for i, scene in enumerate(scenes):
        told.context = context or int(is_local and scene.has("talks"))
        told.is_beside_topic = any(
            s.has("ours", "prisoners") for s in scenes[max(i - 1, 0) : i + 2] if s is not scene
        )
        read_scene(analysis, scene, told, is_free)
    return [fact_of(analysis, frame) for frame in settle(told.frames)], []


def context_of(scenes: list[Scene]) -> int:
    """1 where the text as a whole speaks of this war's parties or topics."""
    kinds = {cue.kind for scene in scenes for cue in scene.cues}
    return 1 if kinds & {"ours", "prisoners", "team", "group", "of_ua", "of_ru", "of_eu", "ua", "ru"} else 0


def read_scene(analysis: Analysis, scene: Scene, told: Told, is_free: bool) -> None:
    spots = find_spots(analysis, scene)[:MOST_SPOTS]
    told.cities.update(
        {n.place.country: n.place for n in scene.names if n.place.kind == "city" and n.place.country}
    )
    predicates = find_predicates(analysis, scene) if spots or told.frames or told.arrival else []
    before = len(told.frames)
    if spots and is_about_meeting(scene, spots, told):
        read_spots(analysis, scene, spots, predicates, told, is_free)
    elif (
        told.frames
        and all(s.place.name in METONYMS for s in spots)
        and (refused := refusal_of(scene, told.frames[-1], predicates))
    ):
        told.frames.append(refused)
    told.is_search |= any(GROUPS[f.phase] != "on" for f in told.frames[before:])
    told.is_search |= scene.has("venue") and scene.has("talks", "meeting")
    told.is_search |= scene.has("where") and scene.has("meet") and scene.has("leader", *WHO) and not spots
    if len(told.frames) == before and told.arrival and not venues_of(spots):
        told.frames += adopt(analysis, scene, told.arrival, predicates, told)
    told.arrival = arrival_of(scene, spots) if len(told.frames) == before else None
    named = [s for s in spots if s.place != THERE and not s.is_capital]
    if named:
        told.last = named[-1].place


def read_spots(
    analysis: Analysis, scene: Scene, spots: list[Spot], predicates: list[Predicate], told: Told, is_free: bool
) -> None:
    for spot in spots:
        place = None if is_too_wide(scene, spot) else place_of(spot, spots, told)
        frame = place and frame_of(analysis, scene, spot, place, spots, predicates, told, is_free)
        if frame:
            told.frames.append(frame)
            if not frame.background:
                told.news.add(frame.place)


def venues_of(spots: list[Spot]) -> list[Spot]:
    return [s for s in spots if s.role in (IN, TO, OF, HOST) and s.place != THERE]


def arrival_of(scene: Scene, spots: list[Spot]) -> Frame | None:
    """The place where people of the talks are or go, as a frame that waits for its meeting."""
    people = scene.of("team", "group", "ua", "ru", "us", "official", "leader", "of_ua", "of_ru", "of_us")
    moves = [*scene.of("go", "stay", "plan", "spell"), *(c for s in spots if (c := scene.before(s.start, "be")))]
    for spot in spots:
        near = [c for c in (*moves, *people) if scene.cost(c.first, spot.first) <= REACH]
        if spot.role in (IN, TO) and spot.place.kind == "city" and people and any(c in near for c in moves):
            rival = min(scene.of(*RIVALS), key=lambda c: scene.cost(c.first, spot.first), default=None)
            if rival is None or scene.cost(rival.first, spot.first) > REACH_RIVAL:
                return Frame(spot, spot.place, near[0], HELD, False, parties_of(scene), scene, spot.source, 0)
    return None


def adopt(
    analysis: Analysis, scene: Scene, arrival: Frame, predicates: list[Predicate], told: Told
) -> list[Frame]:
    """The meeting of this sentence at the place where the sentence before brought its people."""
    nouns = scene.of("talks", "meeting", "meet", "discuss") or (
        scene.of("ua", "ru", "us") if is_company(scene) else []
    )
    if not nouns or is_remote(scene, nouns[0]):
        return []
    event = nouns[0]
    weight = weigh(scene, event, [], told.context, told.is_beside_topic, goes_on=True)
    if weight <= ENOUGH:
        return []
    spot = arrival.spot._replace(first=event.first, last=event.last, start=event.first, role=IN)
    phase, trace = phase_at(analysis, scene, spot, event, [spot], predicates)
    parties = tuple(sorted({*arrival.parties, *parties_of(scene)}))
    return [
        arrival._replace(
            spot=spot, event=event, phase=phase, parties=parties, scene=scene, trace=trace, weight=weight
        )
    ]


def is_about_meeting(scene: Scene, spots: list[Spot], told: Told) -> bool:
    """Where this is False no place of the sentence can be a venue."""
    goes_on = continues(scene, told)
    agreed = scene.has("agree") and (scene.has("ours", "prisoners") or told.is_beside_topic)
    return scene.has(*CORE) or goes_on or agreed or is_company(scene) or any(spell_before(scene, s) for s in spots)


def continues(scene: Scene, told: Told) -> bool:
    """True where a sentence may go on about a meeting told before: "the next", "there", another place proposed."""
    if told.is_search and (scene.has("propose", "named") or (scene.has("may") and scene.has(*WHO))):
        return True
    return bool(told.frames) and scene.has(*ELLIPTIC)


def is_company(scene: Scene) -> bool:
    """True where people of two sides are named, or one of them and the topic: they meet without a word for it."""
    sides = {c.kind for c in scene.of("ua", "ru", "us")}
    is_official = scene.has("official", "leader") and len(parties_of(scene)) > 1
    return len(sides) > 1 or (bool(sides or is_official) and scene.has("ours", "prisoners"))


def refusal_of(scene: Scene, before: Frame, predicates: list[Predicate]) -> Frame | None:
    """ "Kyiv turned that venue down", "the meeting has been called off": the place is the one told before."""
    if before.phase not in ("possible", PLANNED):
        return None
    if len(scene.costs) > SHORT and not scene.has("venue", "talks", "meeting", "sides", "propose"):
        return None
    for predicate in predicates:
        is_party = predicate.kind == "cancel" or set(parties_of(scene)) & {"UA", "RU", "US"}
        if predicate.phase == CANCELLED and predicate.kind in ("cancel", "refuse") and is_party:
            spot = before.spot._replace(first=predicate.first, last=predicate.last)
            event = before.event._replace(first=predicate.first, last=predicate.last)
            return before._replace(spot=spot, event=event, phase=CANCELLED, scene=scene, trace=predicate.source)
    return None


def is_too_wide(scene: Scene, spot: Spot) -> bool:
    """A country of the parties ("the war in Ukraine") is a venue only right after the word of meeting."""
    if spot.place.kind != "country" or spot.is_capital or spot.place.country not in ("UA", "RU", "US"):
        return False
    near = scene.of("talks", "meeting", "meet", "happen", "plan")
    return not any(c.last <= spot.start and scene.cost(c.last - 1, spot.start) <= 4 for c in near)


def place_of(spot: Spot, spots: list[Spot], told: Told) -> Place | None:
    if spot.is_capital:
        return told.cities.get(spot.place.country or "", spot.place)
    if spot.place != THERE:
        return spot.place
    before = [s for s in spots if s.place != THERE and s.last <= spot.first]
    return before[-1].place if before else told.last or next(reversed(told.cities.values()), None)


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
    goes_on = continues(scene, told)
    event = governor(scene, spot, is_free, goes_on)
    if event is None or (event.kind == "agree" and not any(p.first == event.first for p in predicates)):
        return None
    goes_on |= bool(told.frames) and event.kind in ("talks", "meeting")
    venues = [(s.first, s.last) for s in spots]
    weight = weigh(scene, event, venues, told.context, told.is_beside_topic, goes_on)
    if weight < ENOUGH or is_remote(scene, event):
        return None
    phase, trace = phase_at(analysis, scene, spot, event, spots, predicates)
    is_named = event.kind in CORE or event.kind in PEOPLE or event.kind in ("spell", "agree") or is_weekday(event)
    if not is_named and (
        (event.kind == "go" and not told.is_search) or scene.has("attack") or GROUPS[phase] != "ahead"
    ):
        return None
    background = False
    is_history = is_old(analysis, scene, spot, event) or is_earlier(scene, event, place, told)
    if phase in (HELD, ONGOING, PLANNED) and is_history:
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
    if best is None and goes_on:
        return scene.at(spot.first, "there")
    if best is None or best[1].kind in RIVALS:
        return None
    return nearest_core(scene, spot, best[1]) or (best[1] if goes_on else None)


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
    if cost > REACH + (6 if is_fronted(scene, spot) else 0):
        return None
    if not is_left and not is_free and not is_fronted(scene, spot) and spot.role in (IN, TO):
        cost += 6
    return cost


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
        is_over = any(cue.first - 5 <= c.last <= cue.first for c in scene.of("after", "stay"))
        if cue.kind == "spell" or (is_weekday(cue) and is_over):
            return cue
    return None


def nearest_core(scene: Scene, spot: Spot, cue: Cue) -> Cue | None:
    """The meeting itself: a verb such as "begin" or "plan" needs a noun or verb of meeting in its sentence."""
    if cue.kind in CORE or cue.kind in PEOPLE:
        return cue
    reach = 2 * REACH if spot.role in (IN, TO, FROM) else 3 * REACH
    core = [c for c in scene.of(*CORE) if scene.cost(c.first, cue.first) <= reach]
    if not core and cue.kind == "agree":
        return cue
    if not core and is_company(scene):
        core = scene.of("ua", "ru", "us", "official", "leader")
    return min(
        core, key=lambda c: (scene.cost(c.first, cue.first), c.kind not in ("talks", "meeting")), default=None
    )


def is_remote(scene: Scene, event: Cue) -> bool:
    """True for a call: "by telephone" goes with all but a meeting that stands apart from it."""
    far = event.kind in ("talks", "meeting", "meet")
    return any(not far or scene.cost(cue.first, event.first) <= REACH_CALL for cue in scene.of("remote"))


# -- phase ---------------------------------------------------------------------------------------------------


def phase_at(
    analysis: Analysis, scene: Scene, spot: Spot, event: Cue, spots: list[Spot], predicates: list[Predicate]
) -> tuple[str, str]:
    """(phase, the line of the vocabulary that told it)."""
    return (
        moved(scene, spot, spots)
        or off(scene, spot, event, spots, predicates)
        or by_role(scene, spot, event, spots)
        or by_predicate(analysis, scene, spot, event, spots, predicates)
        or by_date(analysis, scene, spot, event)
        or by_auxiliary(scene, spot, event)
    )


def moved(scene: Scene, spot: Spot, spots: list[Spot]) -> tuple[str, str] | None:
    """ "Moved from A to B", "in B instead of A", "B has replaced A", "not A but B"."""
    others = [s for s in spots if s.place not in (spot.place, THERE)]
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
        near = min(spots, key=lambda s: scene.cost(s.first, predicate.first))
        if near.first in (spot.first, spot.comes_after) and scene.cost(spot.first, predicate.first) <= REACH + 8:
            return CANCELLED, predicate.source
    return None


def by_role(scene: Scene, spot: Spot, event: Cue, spots: list[Spot]) -> tuple[str, str] | None:
    """ "After the talks in A", "ahead of the talks in A", "left A"."""
    if spot.role in (LEFT, FROM, AFTER) or event.kind == "spell" or is_weekday(event):
        return HELD, spot.source
    start = min(event.first, spot.start)
    between = [s for s in spots if event.first < s.first < spot.first and s.first != spot.comes_after]
    noun = event.kind in ("talks", "meeting", "spell") and event.first < spot.first and not between
    noun |= spot.role == OF
    for cue in scene.of("after", "before"):
        if not noun and cue.last != spot.start and cue.kind == "after":
            continue
        if start - 4 <= cue.last <= start and scene.cost(cue.last - 1, start) <= 6:
            return (HELD if cue.kind == "after" else PLANNED), cue.source
    return None


def by_predicate(
    analysis: Analysis, scene: Scene, spot: Spot, event: Cue, spots: list[Spot], predicates: list[Predicate]
) -> tuple[str, str] | None:
    options = [p for p in predicates if p.phase != CANCELLED and (p.kind != "go" or goes_there(spot, p))]
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


def goes_there(spot: Spot, predicate: Predicate) -> bool:
    """A word of going tells of the place it leads to, not of any other."""
    return spot.role == TO or 0 <= spot.start - predicate.last <= 2


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


def by_auxiliary(scene: Scene, spot: Spot, event: Cue) -> tuple[str, str]:
    """Where no verb is known: what stands before one tells of the future, all else is past."""
    if spot.role == ITEM:
        return PLANNED, spot.source
    for kind, phase in (("will", PLANNED), ("may", "possible"), ("propose", "possible")):
        for cue in scene.of(kind):
            if min(scene.cost(cue.first, spot.first), scene.cost(cue.first, event.first)) <= REACH:
                return phase, cue.source
    return ("possible" if spot.role in (HOST, OBJECT) else HELD), ""


def is_old(analysis: Analysis, scene: Scene, spot: Spot, event: Cue) -> bool:
    time = time_near(analysis, scene, spot.first, event.first)
    if time and time[0] == AGED:
        return True
    return any(abs(c.first - event.first) <= 4 and not is_weekday_at(scene, c.last) for c in scene.of("old"))


def is_weekday_at(scene: Scene, token: int) -> bool:
    """ "Last Friday" is not long ago."""
    return any(is_weekday(c) for c in scene.starting.get(token, ()))


def is_earlier(scene: Scene, event: Cue, place: Place, told: Told) -> bool:
    """True for "the first round" after the text has told another meeting at the place."""
    has_first = any(abs(c.first - event.first) <= 4 for c in scene.of("first"))
    return has_first and place in told.news


# -- the text as a whole -------------------------------------------------------------------------------------


def settle(frames: list[Frame]) -> list[Frame]:
    """One frame for a place and group of phases; a country gives way to its city."""
    kept: dict[tuple[str, str, bool], Frame] = {}
    for frame in frames:
        if (frame.place.name, "off", False) in kept and not frame.trace:
            continue
        key = (frame.place.name, GROUPS[frame.phase], frame.background)
        if frame.phase == CANCELLED:
            kept.pop((frame.place.name, "ahead", False), None)
        if key not in kept or (kept[key].phase == "possible" and frame.phase == PLANNED):
            kept[key] = frame
    narrow = [f for f in kept.values() if not any(is_wider(f, other) for other in kept.values())]
    return sorted(narrow, key=lambda f: f.spot.first)


def is_wider(frame: Frame, other: Frame) -> bool:
    """True where the other names a city or region of this country, for the same meeting."""
    is_same = GROUPS[frame.phase] == GROUPS[other.phase] and frame.place.country == other.place.country
    rank = {"country": 2, "region": 1, "city": 0}
    return is_same and rank.get(frame.place.kind, 0) > rank.get(other.place.kind, 0)


def fact_of(analysis: Analysis, frame: Frame) -> Fact:
    sentence = frame.scene.sentence
    first, last = min(frame.spot.first, frame.event.first), max(frame.spot.last, frame.event.last)
    what = Talks(frame.place.name, country_of(frame.place), frame.phase, frame.parties, frame.background)
    return Fact(
        what=what,
        span=analysis.span(first, last),
        evidence=analysis.span(sentence.first, sentence.last),
        found_by=f"talks: {'; '.join(dict.fromkeys(s for s in (frame.event.source, frame.trace) if s))}",
    )


def country_of(place: Place) -> str | None:
    return place.country
