"""What two words say together: a word for ending and one for the war are a topic; a verb and its place are a host."""

from __future__ import annotations

from bot.reading.analysis import Analysis
from bot.reading.talks_cues import Cue
from bot.reading.talks_parts import METONYMS, is_party
from bot.reading.talks_scene import Named, Scene
from bot.reading.tokens import MARK

RECEIVING = ("sees", "gets", "awaits", "loses")
"""Verbs that make a venue of their subject, if what they take is a meeting or those who meet."""

PARTICIPANTS = ("talks", "meeting", "team", "group", "ua", "ru", "us", "leader")

REACH_STOP = 5
"""Tokens between "how the fighting" and "might be stopped"."""

REACH_TAKEN = 7
"""Tokens between the verb and what the place will see."""

REACH_FRONTED = 14
"""A meeting put in front, with a participle behind it: "the talks, set for the 12th, Bern will not see"."""

REACH_SUBJECT = 9


def join(analysis: Analysis, scene: Scene) -> Scene:
    """The scene with the topics that two words make, and without verbs of receiving that no place goes with."""
    topics = list(ends_of_war(analysis, scene)) + nationals(scene)
    alone = {cue for cue in scene.of(*RECEIVING) if host_of(scene, cue) is None}
    if topics or alone:
        scene.set_cues([c for c in scene.cues if c not in alone] + topics)
    return scene


def nationals(scene: Scene) -> list[Cue]:
    """ "The Ukrainians", "Russians and Americans": people, as the adjective and the name of the country are not."""
    return [
        c._replace(kind="people")
        for c in scene.of("of_ua", "of_ru", "of_us", "of_eu")
        if "plur" in c.grams and c.last - c.first == 1 and not c.grams & {"ADJF", "Fixd"}
    ]


def ends_of_war(analysis: Analysis, scene: Scene) -> list[Cue]:
    """ "To bring the bloodshed to a close", "how the fighting might be ended": whatever the order of the words."""
    found = []
    for fight in scene.of("fight", "war"):
        for stop in scene.of("stop"):
            first, last = min(fight.last, stop.last), max(fight.first, stop.first)
            if first <= last <= first + REACH_STOP and not is_parted(analysis, scene, first, last):
                found.append(
                    Cue(min(fight.first, stop.first), max(fight.last, stop.last), "ours", stop.grams, stop.source)
                )
                break
    return found


def is_parted(analysis: Analysis, scene: Scene, first: int, last: int) -> bool:
    """True where a mark, a meeting or a place other than the countries at war stands between."""
    if any(analysis.split.tokens[i].kind == MARK for i in range(first, last)):
        return True
    between = [n for n in scene.names if first <= n.first < last and n.place.country not in ("UA", "RU")]
    return bool(between) or any(first <= c.first < last for c in scene.of("talks", "meeting"))


def host_of(scene: Scene, cue: Cue) -> Named | None:
    """The place that receives: the subject before the verb, or a nominative right behind it."""
    if not takes_meeting(scene, cue) or scene.at(cue.last, "as"):
        return None
    for named in scene.names:
        if named.is_adjective or is_party(named) or named.place.name in METONYMS:
            continue
        if named.grams and "nomn" not in named.grams and "base" not in named.grams:
            continue
        if scene.before(named.first, "in", "to", "from", "between", "for"):
            continue
        is_subject = named.last <= cue.first <= named.last + REACH_SUBJECT or (
            (not named.grams or "nomn" in named.grams) and 0 <= named.first - cue.last <= 1
        )
        if is_subject and scene.clause(named.first) == scene.clause(cue.first):
            return None if has_verb_between(scene, named, cue) else named
    return None


def has_verb_between(scene: Scene, named: Named, cue: Cue) -> bool:
    low, high = min(named.last, cue.last), max(named.first, cue.first)
    return any(low <= c.first < high and c.grams & {"VERB", "s3", "PRED"} for c in scene.cues)


def takes_meeting(scene: Scene, cue: Cue) -> bool:
    clause = scene.clause(cue.first)
    return any(
        -REACH_TAKEN <= c.first - cue.last <= REACH_TAKEN and scene.clause(c.first) == clause
        for c in scene.of(*PARTICIPANTS)
    ) or any(-REACH_FRONTED <= c.first - cue.first < 0 for c in scene.of("talks", "meeting"))
