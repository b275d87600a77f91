"""Whether a form is a verb here at all, and what a wish or an aim makes of it."""

from __future__ import annotations

from bot.reading.analysis import Analysis
from bot.reading.talks_cues import Cue
from bot.reading.talks_scene import Scene
from bot.reading.talks_tense import GONE, IS, PARTICIPLES, REACH_AUXILIARY, REACH_NOT, auxiliaries

NOUNS = ("talks", "meeting")

REACH_BE = 2


def is_before_meeting(scene: Scene, cue: Cue) -> bool:
    """True for the participle of "the planned talks", "his scheduled summit"."""
    is_first = cue.first == scene.sentence.first
    if not cue.grams & PARTICIPLES and not ("past" in cue.grams and (is_first or scene.before(cue.first, "det"))):
        return False
    return any(scene.at(i, *NOUNS, "team", "group", "venue") for i in range(cue.last, cue.last + REACH_NOT))


def is_set_off(analysis: Analysis, scene: Scene, cue: Cue) -> bool:
    """True for a participle behind its noun: "the meeting, planned in A for Friday"."""
    mark = analysis.split.tokens[cue.first - 1].normal if cue.first > scene.sentence.first else ""
    return mark in (",", "(", "—") or bool(scene.at(cue.last, "in", "to"))


def names_place(scene: Scene, cue: Cue) -> bool:
    """True for "called Vienna a possible venue": a name or a word for a place follows the verb."""
    soon = range(cue.last, cue.last + 4)
    bare = any(n.first in soon and not scene.before(n.first, "in") for n in scene.names)
    return bare or any(c.first in soon for c in scene.of("venue", "propose"))


def is_offered(scene: Scene, cue: Cue) -> bool:
    """True for the proposal to meet somewhere; "the proposals at the talks in A" are about other things."""
    if scene.at(cue.last, "in", "at"):
        return False
    soon = range(cue.last, cue.last + REACH_AUXILIARY)
    is_place = any(n.first in soon for n in scene.names) and scene.at(cue.last, "to", "between", "for")
    return bool(is_place) or any(
        scene.at(i, "host", "meet", "go", "talks", "meeting", "happen", "resume") for i in soon
    )


def is_noun(scene: Scene, cue: Cue) -> bool:
    """True for a form that is a noun here: "talks", "a meeting", "the end", "peace plan"."""
    if any(c.first <= cue.first < c.last for c in scene.of("ours", "war")):
        return True
    if cue.kind in ("begin", "continue", "resume") and scene.before(cue.first, "after", "before", "from", "for"):
        return True  # "after the beginning of": in Slavic languages a form of the verb, too
    is_noun_alone = "NOUN" in cue.grams and "VERB" not in cue.grams
    if cue.kind == "happen" and is_noun_alone:
        return True  # "the holding of talks" tells no time
    if cue.kind == "go" and is_noun_alone and not scene.has("plan", "will", "ahead", "before", "await"):
        return True  # "told of his journey to A"
    if cue.kind == "offer" and not is_offered(scene, cue):
        return True
    is_verdict = scene.at(cue.last, *NOUNS) or not names_place(scene, cue)
    if cue.kind == "propose" and scene.at(cue.first, "say") and is_verdict:
        return True  # "called the talks useful"
    if "ing" in cue.grams and cue.last - cue.first == 1:
        return not any(cue.first - c.last <= REACH_BE for c in auxiliaries(scene, cue, "be"))
    if any(c.kind in NOUNS for c in scene.starting.get(cue.first, ())):
        return not auxiliaries(scene, cue, "will", "may")
    if cue.kind == "host" and "base" in cue.grams and not auxiliaries(scene, cue, "will", "may", "to"):
        if any(scene.before(i, "det") for i in (cue.first, cue.first - 1)):
            return True  # "a potential host"
    if "base" not in cue.grams or cue.kind in ("plan", "propose", "cancel", "refuse") or cue.last - cue.first > 1:
        return False
    return bool(scene.before(cue.first, "det", "between", "in", "for", "absent"))


def is_of_topic(scene: Scene, cue: Cue) -> bool:
    """True for the "ready" of "ready to end the war": what follows is the matter of the talks, not the talks."""
    if LIKE_WISHES.get(cue.kind, cue.kind) not in ("propose", "plan", "refuse"):
        return False
    for at in range(cue.last, cue.last + REACH_MATTER):
        if topic := scene.at(at, "ours", "war"):
            return not any(scene.at(i, *NOUNS, "venue", "team") for i in range(topic.last, topic.last + 2))
        if not scene.at(at, "det", "to", "stop", "between", "for"):
            return False
    return False


LIKE_WISHES = {"await": "plan", "offer": "propose"}

REACH_MATTER = 3


def is_proposed(scene: Scene, cue: Cue, tense: str) -> bool:
    """True for the "meet" of "he proposes that the sides meet in A"."""
    if tense != IS or "base" not in cue.grams or cue.kind not in ("meet", "happen", "begin", "resume"):
        return False
    return any(
        wish.last <= that.first < cue.first <= wish.last + REACH_THAT
        for wish in scene.of("propose", "offer")
        for that in scene.of("who")
    )


REACH_THAT = 9


def is_wished(scene: Scene, cue: Cue, tense: str) -> bool:
    """True for the "held" of "Kyiv wants the talks held in A"."""
    if (
        tense != GONE
        or cue.kind != "happen"
        or "past" not in cue.grams
        or auxiliaries(scene, cue, "be", "have", "will")
    ):
        return False
    return any(
        wish.last <= noun.first < cue.first and scene.clause(wish.first) == scene.clause(cue.first)
        for wish in scene.of("propose", "offer")
        if wish.grams & WISHES
        for noun in scene.of(*NOUNS)
    )


WISHES = frozenset({"s3", "base", "ing"})


def is_aim(scene: Scene, cue: Cue) -> bool:
    """True for the infinitive of "an effort to resume the talks", "Kyiv and Moscow to hold talks"."""
    if "base" not in cue.grams or cue.kind == "end":
        return False
    if cue.kind in ("go", "meet"):
        return True
    return any(scene.at(i, "talks", "meeting") for i in range(cue.last, cue.last + REACH_AIM))


REACH_AIM = 4
