"""The meetings that a text tells, sentence by sentence: who meets where, and what goes on about a meeting told before."""

from __future__ import annotations

from bot.reading.analysis import Analysis
from bot.reading.places import Place
from bot.reading.talks_answers import struck_out, turned_down
from bot.reading.talks_arrivals import adopt, arrival_of, venues_of, way_of
from bot.reading.talks_dates import is_past_month, is_weekday
from bot.reading.talks_events import CORE, governor, is_company, is_fronted, is_remote, spell_before
from bot.reading.talks_history import is_earlier, is_of_former_year, is_still_history, is_told_as_past
from bot.reading.talks_parts import FROM, IN, METONYMS, NAMED, OBJECT, TO
from bot.reading.talks_phases import CANCELLED, GROUPS, HELD, ONGOING, PLANNED, Predicate, find_predicates
from bot.reading.talks_scene import Named, Scene
from bot.reading.talks_stage import is_old, phase_at
from bot.reading.talks_told import SHORT, Frame, Told
from bot.reading.talks_topics import ENOUGH, PEOPLE, parties_of, weigh
from bot.reading.talks_venues import THERE, Spot, find_spots

WHO = ("pronoun", "person", "ua", "ru", "us")
"""Who may come to a place that is only named."""

ELLIPTIC = ("next", "there", "elsewhere", "continue", "resume", "pronoun")
"""Words that go on about a meeting told before without naming it."""

MOST_SPOTS = 12
"""A sentence that names more places is a list of something else."""


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
    elif told.frames and not venues_of(spots):
        go_on(scene, told, predicates)
    if len(told.frames) == before:
        told.frames += struck_out(scene, spots, told)
    turned_down(analysis, scene, told, before)
    told.is_search |= any(GROUPS[f.phase] != "on" for f in told.frames[before:])
    told.is_search |= scene.has("venue") and scene.has("talks", "meeting")
    told.is_search |= scene.has("where") and scene.has("meet") and scene.has("leader", *WHO) and not spots
    if len(told.frames) == before and told.arrival and not venues_of(spots):
        told.frames += adopt(analysis, scene, told.arrival, predicates, told)
    told.arrival = arrival_of(scene, spots) if len(told.frames) == before else way_of(told.frames[-1])
    named = [s for s in spots if s.place != THERE and not s.is_capital]
    if named:
        told.last = named[-1].place
    elif told.last is None and (cities := [n for n in scene.names if is_city(n)]):
        told.last = cities[-1].place


def read_spots(
    analysis: Analysis, scene: Scene, spots: list[Spot], predicates: list[Predicate], told: Told, is_free: bool
) -> None:
    is_journey = any(s.role == TO for s in spots) and not scene.has("move")
    for spot in spots:
        if spot.role == FROM and is_journey and spot.start > scene.sentence.first:
            continue  # "flew from A to B": where they came from
        place = None if is_too_wide(scene, spot) else place_of(scene, spot, spots, told)
        frame = place and frame_of(analysis, scene, spot, place, spots, predicates, told, is_free)
        if frame and spot.place == THERE and not frame.trace and told.frames and told.frames[-1].scene is scene:
            continue  # "in another room of the same hotel": told already
        if frame:
            told.frames.append(frame)
            if not frame.background:
                told.news.add(frame.place)


def go_on(scene: Scene, told: Told, predicates: list[Predicate]) -> None:
    """ "The talks, which began on Sunday, have brought ...": what was told as held goes on, unless it ended."""
    last = told.frames[-1]
    if last.phase != HELD or last.background or any(p.kind == "end" for p in predicates):
        return
    nouns = scene.of("talks", "meeting")
    if any(
        p.phase == ONGOING and p.kind in ("begin", "continue") and any(0 <= p.first - n.last <= 3 for n in nouns)
        for p in predicates
    ):
        told.frames[-1] = last._replace(phase=ONGOING)


def is_about_meeting(scene: Scene, spots: list[Spot], told: Told) -> bool:
    """Where this is False no place of the sentence can be a venue."""
    goes_on = continues(scene, told)
    agreed = scene.has("agree", "host") and (scene.has("ours", "prisoners") or told.is_beside_topic)
    labelled = told.context > 0 and any(s.role == NAMED for s in spots)
    return (
        scene.has(*CORE)
        or goes_on
        or agreed
        or labelled
        or is_company(scene)
        or any(spell_before(scene, s) for s in spots)
    )


def continues(scene: Scene, told: Told) -> bool:
    """True where a sentence may go on about a meeting told before: "the next", "there", another place proposed."""
    if told.is_search and (scene.has("propose", "named") or (scene.has("may") and scene.has(*WHO))):
        return True
    is_awaited = scene.has("ahead") and scene.has("await", "plan") and scene.has("us", "ru", "ua", "team", "group")
    return bool(told.frames) and (is_awaited or scene.has(*ELLIPTIC))  # "Witkoff is expected in A next week"


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
    if scene.before(spot.start, "ours", "war"):
        return True  # "a ceasefire in Ukraine"
    near = scene.of("talks", "meeting", "meet", "happen", "plan")
    if spot.role == IN and is_fronted(scene, spot):
        near = scene.of("talks", "meeting")
        return not any(spot.last <= c.first and scene.cost(spot.last, c.first) <= REACH_FRONTED for c in near)
    return not any(c.last <= spot.start and scene.cost(c.last - 1, spot.start) <= 4 for c in near)


REACH_FRONTED = 4


def place_of(scene: Scene, spot: Spot, spots: list[Spot], told: Told) -> Place | None:
    if spot.is_capital:
        return told.cities.get(spot.place.country or "", spot.place)
    if spot.place != THERE:
        return spot.place
    before = [s.place for s in spots if s.place != THERE and s.last <= spot.first]
    before = before or [n.place for n in scene.names if n.last <= spot.first and is_city(n)]
    return before[-1] if before else told.last or next(reversed(told.cities.values()), None)


def is_city(named: Named) -> bool:
    return named.place.kind == "city" and not named.is_adjective and named.place.name not in METONYMS


def is_day_out(scene: Scene, venues: list[tuple[int, int]]) -> bool:
    """True for "he spent the day in A": nobody he met and no matter of talks is named."""
    has_matter = scene.has("team", "group", "ours", "talks", "meeting", "pair", "sides", "after")
    return not has_matter and len(parties_of(scene, venues)) < 2


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
    if event.kind == "venue":
        weight += told.is_beside_topic  # "Place: A.", between lines that tell whose
    if weight < ENOUGH or is_remote(scene, event):
        return None
    phase, trace = phase_at(analysis, scene, spot, event, spots, predicates)
    if phase == CANCELLED and is_of_former_year(analysis, scene, spot, event):
        return None
    is_named = (
        event.kind in CORE
        or event.kind in PEOPLE
        or event.kind in ("spell", "agree", "host", "venue")
        or is_weekday(event)
    )
    if event.kind in ("spell", "stay") and is_day_out(scene, venues):
        return None
    if not is_named and (
        (event.kind == "go" and not told.is_search)
        or scene.has("attack")
        or (GROUPS[phase] != "ahead" and not (phase == CANCELLED and goes_on and spot.role == OBJECT))
    ):
        return None
    background = False
    is_history = (
        scene.has("anniversary") or is_old(analysis, scene, spot, event) or is_earlier(scene, event, place, told)
    )
    is_then = scene.has("then") and bool(told.frames) and told.frames[-1].background
    is_history |= phase == HELD and is_past_month(analysis, scene, spot.first, event.first)
    is_history |= GROUPS[phase] == "on" and is_still_history(analysis, scene, spot, event, told)
    if is_then or (phase in (HELD, ONGOING, PLANNED) and is_history):
        phase, background = HELD, True
    is_way = any(p.kind == "go" and p.source == trace for p in predicates)
    is_vague = is_told_as_past(analysis, scene, spot, event, trace, predicates)
    parties = parties_of(scene, venues)
    return Frame(spot, place, event, phase, background, parties, scene, trace, weight, is_way, is_vague)
