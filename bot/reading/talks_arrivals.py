"""People on their way: the meeting that the next sentence tells where they came to."""

from __future__ import annotations

from bot.reading.analysis import Analysis
from bot.reading.talks_events import REACH, REACH_RIVAL, RIVALS, is_company, is_remote
from bot.reading.talks_parts import HOST, IN, OF, TO
from bot.reading.talks_phases import HELD, Predicate
from bot.reading.talks_scene import Scene
from bot.reading.talks_stage import phase_at
from bot.reading.talks_told import SHORT, Frame, Told
from bot.reading.talks_topics import ENOUGH, parties_of, weigh
from bot.reading.talks_venues import THERE, Spot


def way_of(frame: Frame) -> Frame | None:
    """A meeting that was told by nothing but people on their way: the next sentence may say that it began."""
    return frame if frame.is_way and not frame.background else None


def arrival_of(scene: Scene, spots: list[Spot]) -> Frame | None:
    """The place where people of the talks are or go, as a frame that waits for its meeting."""
    people = scene.of("team", "group", "ua", "ru", "us", "official", "leader", "of_ua", "of_ru", "of_us")
    moves = [*scene.of("go", "stay", "plan", "spell"), *(c for s in spots if (c := scene.before(s.start, "be")))]
    if spots and len(scene.costs) <= SHORT and spots[0].first == scene.sentence.first and spots[0].role == IN:
        head = spots[0]
        cue = next(iter(scene.cues), None)
        if cue is not None:
            return Frame(head, head.place, cue, HELD, False, (), scene, head.source, 0)  # "Geneva, day two."
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
            spot=spot,
            event=event,
            phase=phase,
            parties=parties,
            scene=scene,
            trace=trace,
            weight=weight,
            is_way=False,
            is_vague=False,
        )
    ]


def venues_of(spots: list[Spot]) -> list[Spot]:
    return [s for s in spots if s.role in (IN, TO, OF, HOST) and s.place != THERE]
