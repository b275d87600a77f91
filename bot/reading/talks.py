"""Talks on ending or limiting the war: where they are or may be, and how far that is."""

from __future__ import annotations

from bot.model import Fact, Talks, Unread
from bot.reading.analysis import Analysis
from bot.reading.compile import Reader
from bot.reading.places import Place
from bot.reading.talks_frames import read_scene
from bot.reading.talks_joined import join
from bot.reading.talks_parts import HOST, NAMED, OBJECT
from bot.reading.talks_phases import CANCELLED, GROUPS, PLANNED
from bot.reading.talks_scene import Scene, set_scenes
from bot.reading.talks_tense import auxiliaries
from bot.reading.talks_told import Frame, Told
from bot.reading.talks_topics import SIDES


def find_talks(reader: Reader, analysis: Analysis) -> tuple[list[Fact], list[Unread]]:
    if not any(h.path[-1] != "say" for h in (*analysis.of("talks"), *analysis.of("talks_acts"))):
        return [], []
    scenes = [join(analysis, scene) for scene in set_scenes(analysis)]
    is_free = reader.tongues[analysis.language].grammar.morphology != "endings"
    if is_other_war(scenes):
        return [], []
    told, context = Told(), context_of(scenes)
    is_local = any(named.place.country in ("UA", "RU") for scene in scenes for named in scene.names)
    for i, scene in enumerate(scenes):
        told.context = context or int(is_local and scene.has("talks"))
        told.is_beside_topic = any(
            s.has("ours", "prisoners") and not is_passed_over(s)
            for s in scenes[max(i - 1, 0) : i + 2]
            if s is not scene
        )
        told.is_beside_meeting = any(
            s.has("talks", "meeting") for s in scenes[max(i - 1, 0) : i + 2] if s is not scene
        )
        read_scene(analysis, scene, told, is_free)
    return [fact_of(analysis, frame) for frame in settle(told.frames)], []


def is_passed_over(scene: Scene) -> bool:
    """True for "the settlement of the war was not raised": it was not what they met for."""
    denied = [c for c in scene.of("act", "discuss", "agree") if auxiliaries(scene, c, "never")]
    return any(-REACH_RAISED <= c.first - t.last <= REACH_RAISED for c in denied for t in scene.of("ours"))


REACH_RAISED = 5


def is_other_war(scenes: list[Scene]) -> bool:
    """True where the parties of another war are named and Ukraine nowhere."""
    kinds = {cue.kind for scene in scenes for cue in scene.cues}
    return "foreign" in kinds and not kinds & {"ua", "of_ua", "war", "pair"}


def context_of(scenes: list[Scene]) -> int:
    """1 where the text as a whole speaks of this war's parties or topics."""
    kinds = {cue.kind for scene in scenes for cue in scene.cues}
    if not kinds & {"ours", "prisoners", "team", "group", "of_ua", "of_ru", "of_eu", "ua", "ru"}:
        return 0
    sides = {SIDES[kind] for kind in kinds if kind in SIDES} - {"EU"}
    return 2 if len(sides) > 1 and kinds & {"ours", "prisoners", "talks"} else 1


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
    told = [f for f in kept.values() if not (f.is_vague and (f.place.name, "on", False) in kept)]
    narrow = [f for f in told if not any(is_wider(f, other) for other in told)]
    return sorted(narrow, key=lambda f: f.spot.first)


def is_wider(frame: Frame, other: Frame) -> bool:
    """True where the other names a city or region of this country: the city is what the meeting is told by,
    and who names the country beside it means the same meeting."""
    is_same = frame.place.country == other.place.country and other.background <= frame.background
    if GROUPS[frame.phase] != GROUPS[other.phase] and frame.spot.role in (HOST, OBJECT, NAMED):
        return False  # "Turkey offers itself", said by its president in Ankara
    rank = {"country": 2, "region": 1, "city": 0}
    return is_same and rank.get(frame.place.kind, 0) > rank.get(other.place.kind, 0)


def fact_of(analysis: Analysis, frame: Frame) -> Fact:
    sentence = frame.scene.sentence
    first, last = min(frame.spot.first, frame.event.first), max(frame.spot.last, frame.event.last)
    what = Talks(
        frame.place.name, country_of(frame.place), frame.phase, frame.parties, frame.background, frame.place.region
    )
    return Fact(
        what=what,
        span=analysis.span(first, last),
        evidence=analysis.span(sentence.first, sentence.last),
        found_by=f"talks: {'; '.join(dict.fromkeys(s for s in (frame.event.source, frame.trace) if s))}",
    )


def country_of(place: Place) -> str | None:
    return place.country
