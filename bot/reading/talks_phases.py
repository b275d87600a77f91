"""How far talks are: what the verbs and nouns around a venue say, with their tense, mood and negation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from bot.reading.analysis import Analysis
from bot.reading.talks_cues import Cue
from bot.reading.talks_scene import COST_OF_MARK, Scene
from bot.reading.talks_tense import (
    ATTRIBUTE,
    BARE,
    GONE,
    INFINITIVES,
    IS,
    MAY,
    PARTICIPLES,
    REACH_AUXILIARY,
    WILL,
    auxiliaries,
    tense_of,
)
from bot.reading.talks_verbs import (
    is_aim,
    is_before_meeting,
    is_noun,
    is_of_topic,
    is_proposed,
    is_set_off,
    is_wished,
)
from bot.reading.tokens import MARK

POSSIBLE, PLANNED, ONGOING, HELD, CANCELLED = "possible", "planned", "ongoing", "held", "cancelled"

GROUPS = {"held": "on", "ongoing": "on", "planned": "ahead", "possible": "ahead", "cancelled": "off"}
"""Phases that one report may tell as either."""

PHASES: dict[str, dict[str, str | None]] = {
    "meet": {GONE: HELD, IS: ONGOING, WILL: PLANNED, MAY: POSSIBLE},
    "begin": {GONE: ONGOING, IS: PLANNED, WILL: PLANNED, MAY: POSSIBLE},
    "continue": {GONE: ONGOING, IS: ONGOING, WILL: PLANNED, MAY: POSSIBLE},
    "end": {GONE: HELD, IS: HELD, WILL: ONGOING, MAY: ONGOING},
    "agree": {GONE: HELD},
    "act": {GONE: HELD, IS: ONGOING, WILL: PLANNED, MAY: POSSIBLE},
    "awaits": {GONE: HELD, IS: PLANNED, WILL: PLANNED, MAY: POSSIBLE},
    "go": {GONE: PLANNED, IS: PLANNED, WILL: PLANNED, MAY: POSSIBLE},
    "leave": {GONE: HELD, IS: HELD},
    "plan": {GONE: PLANNED, IS: PLANNED, WILL: PLANNED, MAY: POSSIBLE, BARE: PLANNED},
    "propose": {GONE: POSSIBLE, IS: POSSIBLE, WILL: POSSIBLE, MAY: POSSIBLE, BARE: POSSIBLE},
    "cancel": {GONE: CANCELLED, IS: CANCELLED, WILL: CANCELLED, MAY: POSSIBLE, BARE: None},
    "refuse": {GONE: CANCELLED, IS: CANCELLED, WILL: CANCELLED, MAY: None, BARE: None},
}
"""What a word says of the meeting it goes with, by its tense. "They begin" lies ahead, "they began" goes on."""

LIKE = {
    "be": "meet",
    "happen": "meet",
    "discuss": "meet",
    "host": "meet",
    "attend": "meet",
    "visit": "meet",
    "await": "plan",
    "fall": "refuse",
    "choice": "propose",
    "move": "go",
    "stay": "meet",
    "yield": "meet",
    "resume": "begin",
    "named": "propose",
    "offer": "propose",
    "sit": "meet",
    "sees": "meet",
    "gets": "plan",
    "loses": "cancel",
}
"""Words that tell a phase as another kind does."""

DENIED = {
    "meet": CANCELLED,
    "begin": CANCELLED,
    "continue": CANCELLED,
    "plan": CANCELLED,
    "go": CANCELLED,
    "awaits": CANCELLED,
    "leave": ONGOING,
    "propose": CANCELLED,
    "refuse": POSSIBLE,
}
"""What the same words say under a "not", in the future or present; in the past they say nothing."""

NEVER_OFF = frozenset({"attend", "await", "visit"})
"""Who stays away or does not wait calls nothing off."""


class Predicate(NamedTuple):
    """One word that tells a phase. `kind` is its row of PHASES."""

    first: int
    last: int
    kind: str
    tense: str
    phase: str
    source: str


def find_predicates(analysis: Analysis, scene: Scene) -> list[Predicate]:
    found = []
    for cue in scene.cues:
        kind = LIKE.get(cue.kind, cue.kind)
        if cue.kind == "sit" and not scene.has("table", "team", "group"):
            continue
        if kind in ("begin", "continue") and scene.at(cue.last, "plan"):
            continue  # "have begun preparing"
        if kind not in PHASES or is_noun(scene, cue) or scene.at(cue.first, "and"):
            continue
        if (
            cue.kind == "named"
            and "VERB" not in cue.grams
            and not (
                auxiliaries(scene, cue, "be")
                or any(scene.at(i, "as") for i in range(cue.last, cue.last + REACH_AUXILIARY))
            )
        ):
            continue  # "has been named" and "named A as a venue", not "named"
        if is_of_topic(scene, cue):
            continue  # "ready to end the war", "wants a truce": that is no word on the meeting
        is_attribute = is_before_meeting(scene, cue)
        if (
            cue.grams & PARTICIPLES
            and kind not in ("propose", "refuse")
            and (kind in ("begin", "end") or not (is_attribute or is_set_off(analysis, scene, cue)))
        ):
            continue  # "open questions", "the closed session", "certain territories": no verb
        if cue.kind == "be" and (
            not scene.at(cue.last, "in") or scene.at(cue.last, "propose", "plan", "cancel", "continue")
        ):
            continue  # "is in A", but not "is in the running", "is on ice"
        tense, is_denied = tense_of(analysis, scene, cue)
        phase = PHASES[kind].get(tense)
        if tense == BARE and kind in ("meet", "begin", "continue", "end", "go", "agree"):
            phase = phase_of_governor(analysis, scene, cue)
            if phase:
                tense = WILL  # as the word says that it hangs on
            elif is_aim(scene, cue):
                phase = PLANNED
        if not is_denied and (is_wished(scene, cue, tense) or is_proposed(scene, cue, tense)):
            phase = POSSIBLE
        if is_denied and ("GRND" in cue.grams or scene.at(cue.first, "agree")):
            continue  # "without having agreed": the talks have been
        if is_denied:
            kind = cue.kind if cue.kind in NEVER_OFF or (kind == "plan" and cue.grams & INFINITIVES) else kind
            kind = "" if kind == "plan" and cue.grams & INFINITIVES else kind  # "no news is to be expected"
            is_now = tense != GONE or any("past" not in c.grams for c in auxiliaries(scene, cue, "be"))
            phase = DENIED.get(kind) if is_now or kind in ("plan", "refuse") else None
        if kind == "begin" and phase == PLANNED and "pres" in cue.grams:
            phase = ONGOING  # Slavic presents tell what goes on now, unless a day to come is named
        if phase:
            tense = ATTRIBUTE if is_attribute else tense
            found.append(Predicate(cue.first, cue.last, kind, tense, phase, cue.source))
    found = [p for p in found if not any(is_inside(p, other) for other in found)]
    return found + list(lone_auxiliaries(scene, found))


def lone_auxiliaries(scene: Scene, found: list[Predicate]) -> Iterator[Predicate]:
    """ "Will" and "may" before a verb that the vocabulary does not know tell as much of the time."""
    for cue in scene.of("will", "may"):
        if "PRTF" in cue.grams or ({"past", "VERB"} <= cue.grams and cue.kind == "will"):
            continue  # "the former minister", "they were": forms of "to be" that tell nothing ahead
        if not scene.before(cue.first, "det") and not any(
            -2 <= p.first - cue.last <= REACH_AUXILIARY - 1 for p in found
        ):
            phase = PLANNED if cue.kind == "will" else POSSIBLE
            yield Predicate(cue.first, cue.last, "aux", WILL, phase, cue.source)


def is_inside(one: Predicate, other: Predicate) -> bool:
    """True for the "discussed" of "being discussed": the longer term says what is meant."""
    return other.first <= one.first and one.last <= other.last and other.last - other.first > one.last - one.first


def phase_of_governor(analysis: Analysis, scene: Scene, cue: Cue) -> str | None:
    """The phase of an infinitive is that of the word it hangs on: "offered to host", "refused to go"."""
    for i in range(cue.first, max(cue.first - REACH_AUXILIARY, scene.sentence.first), -1):
        token = analysis.split.tokens[i - 1]
        if token.kind == MARK and token.normal in COST_OF_MARK:
            return None
        for other in scene.ending.get(i, ()):
            kind = LIKE.get(other.kind, other.kind)
            if kind in ("plan", "propose", "refuse"):
                tense, is_denied = tense_of(analysis, scene, other)
                return DENIED.get(kind) if is_denied else PHASES[kind].get(tense)
    return None
