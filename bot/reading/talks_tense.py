"""The tense of a verb of talks, from its form and the small words before it, and whether it is denied."""

from __future__ import annotations

from bot.reading.analysis import Analysis
from bot.reading.talks_cues import Cue
from bot.reading.talks_scene import Scene

GONE, IS, WILL, MAY, BARE, ATTRIBUTE = "gone", "is", "will", "may", "bare", "attribute"
"""Past or perfect; present; future; may, might, could; an infinitive without any of these; "the planned talks"."""

REACH_AUXILIARY = 5

REACH_NOT = 3

BASE = frozenset({"base"})

INFINITIVES = frozenset({"infn", "INFN"})

PARTICIPLES = frozenset({"PRTF", "ADJF"})

TENSES = frozenset({"past", "pres", "futr", "infn", "impr"})


def auxiliaries(scene: Scene, cue: Cue, *kinds: str) -> list[Cue]:
    """Auxiliaries, modals and negations before a verb, in its clause and near it."""
    after = cue.last + 1 if cue.grams & INFINITIVES else cue.first  # "prodolzhit mogut": free word order
    return [
        c
        for c in scene.cues
        if c.kind in kinds
        and cue.first - REACH_AUXILIARY <= c.first < after
        and c.first != cue.first
        and scene.cost(c.first, cue.first) <= REACH_AUXILIARY + 1
    ]


def tense_of(analysis: Analysis, scene: Scene, cue: Cue) -> tuple[str, bool]:
    """(tense, whether it is denied)."""
    near = auxiliaries(scene, cue, "will", "may", "never", "have")
    is_denied = any(c.kind == "never" and cue.first - c.last < REACH_NOT for c in near)
    is_denied |= bool(scene.before(cue.first, "absent"))
    last = near[-1].kind if near else ""
    modal = next((c.kind for c in reversed(near) if c.kind in ("will", "may")), "")
    grams = cue.grams
    if modal == "may" or scene.at(cue.last, "cond"):
        return MAY, is_denied
    if cue.last - cue.first > 1 and scene.at(cue.first, "will"):
        return WILL, is_denied
    if modal == "will" and not ({"past", "VERB"} <= grams or last == "have"):
        return WILL, is_denied
    if "futr" in grams and "pres" not in grams:  # "prokhodyt" is either: a date tells
        return WILL, is_denied
    if "past" in grams and (be := scene.before(cue.first, "be")) and be.grams == BASE and last != "have":
        return BARE, is_denied  # "that talks be restarted"
    if "past" in grams or "PRTS" in grams or "PRTF" in grams or ("VERB" in grams and not grams & TENSES):
        return GONE, is_denied
    if grams & INFINITIVES and "pres" not in grams:
        return BARE, is_denied
    if "base" in grams and (scene.before(cue.first, "to") or scene.at(cue.first, "to")):
        return BARE, is_denied
    return (GONE if "ing" in grams and last == "have" else IS), is_denied
