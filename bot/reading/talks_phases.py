"""How far talks are: what the verbs and nouns around a venue say, with their tense, mood and negation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from bot.reading.analysis import Analysis
from bot.reading.talks_cues import Cue
from bot.reading.talks_scene import COST_OF_MARK, Scene
from bot.reading.tokens import MARK

POSSIBLE, PLANNED, ONGOING, HELD, CANCELLED = "possible", "planned", "ongoing", "held", "cancelled"

GROUPS = {"held": "on", "ongoing": "on", "planned": "ahead", "possible": "ahead", "cancelled": "off"}
"""Phases that one report may tell as either."""

GONE, IS, WILL, MAY, BARE, ATTRIBUTE = "gone", "is", "will", "may", "bare", "attribute"
"""Past or perfect; present; future; may, might, could; an infinitive without any of these; "the planned talks"."""

PHASES: dict[str, dict[str, str | None]] = {
    "meet": {GONE: HELD, IS: ONGOING, WILL: PLANNED, MAY: POSSIBLE},
    "begin": {GONE: ONGOING, IS: PLANNED, WILL: PLANNED, MAY: POSSIBLE},
    "continue": {GONE: ONGOING, IS: ONGOING, WILL: PLANNED, MAY: POSSIBLE},
    "end": {GONE: HELD, IS: HELD, WILL: ONGOING, MAY: ONGOING},
    "agree": {GONE: HELD},
    "act": {GONE: HELD, IS: ONGOING, WILL: PLANNED, MAY: POSSIBLE},
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
}
"""Words that tell a phase as another kind does."""

DENIED = {
    "meet": CANCELLED,
    "begin": CANCELLED,
    "continue": CANCELLED,
    "plan": CANCELLED,
    "go": CANCELLED,
    "propose": CANCELLED,
    "refuse": POSSIBLE,
}
"""What the same words say under a "not", in the future or present; in the past they say nothing."""

NEVER_OFF = frozenset({"attend", "await", "visit"})
"""Who stays away or does not wait calls nothing off."""

PARTICIPLES = frozenset({"PRTF", "ADJF"})

REACH_AUXILIARY = 5
REACH_NOT = 3
REACH_BE = 2
BASE = frozenset({"base"})
INFINITIVES = frozenset({"infn", "INFN"})
NOUNS = ("talks", "meeting")


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
    return any(scene.at(i, "talks", "meeting") for i in range(cue.last, cue.last + REACH_NOUN))


REACH_NOUN = 4
TENSES = frozenset({"past", "pres", "futr", "infn", "impr"})


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
