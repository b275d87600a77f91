"""Whether a meeting is history beside the news of the text."""

from __future__ import annotations

from bot.reading.analysis import Analysis
from bot.reading.places import Place
from bot.reading.talks_cues import Cue
from bot.reading.talks_dates import AGED, AHEAD, time_near
from bot.reading.talks_phases import Predicate
from bot.reading.talks_scene import Scene
from bot.reading.talks_tense import ATTRIBUTE, GONE
from bot.reading.talks_told import Told
from bot.reading.talks_venues import Spot


def is_told_as_past(
    analysis: Analysis, scene: Scene, spot: Spot, event: Cue, trace: str, predicates: list[Predicate]
) -> bool:
    """True for "before the talks", "was invited", "had been set": if the meeting has been, they told of that."""
    time = time_near(analysis, scene, spot.first, event.first)
    if scene.has("next") or (time and time[0] == AHEAD):
        return False
    told = [p for p in predicates if p.source == trace]
    is_set = bool(told) and all(
        p.kind == "go" or (p.kind == "plan" and p.tense in (GONE, ATTRIBUTE)) for p in told
    )
    return is_set or any(c.source == trace for c in scene.of("before"))


def is_of_former_year(analysis: Analysis, scene: Scene, spot: Spot, event: Cue) -> bool:
    """True for "since the talks in A collapsed in 2022"."""
    return time_near(analysis, scene, spot.first, event.first) == (AGED, "year")


def is_still_history(analysis: Analysis, scene: Scene, spot: Spot, event: Cue, told: Told) -> bool:
    """True where the sentence goes on about a meeting that was just told as history."""
    last = told.frames[-1] if told.frames else None
    if last is None or not last.background or scene.has("next", "now") or last.scene is scene:
        return False
    same = last.place.country == spot.place.country
    return (
        same
        and scene.sentence.first - last.scene.sentence.last <= 1
        and not time_near(analysis, scene, spot.first, event.first)
    )


def is_earlier(scene: Scene, event: Cue, place: Place, told: Told) -> bool:
    """True for "the first round" after the text has told another meeting at the place."""
    has_first = any(abs(c.first - event.first) <= 4 for c in scene.of("first"))
    return has_first and place in told.news
