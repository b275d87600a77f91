"""Which predicate tells of which mention: every pair has a score made of named parts, the best above a floor wins."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model import Standing
from bot.reading.analysis import Analysis
from bot.reading.distance import cost
from bot.reading.fit import case_fit, order_fit
from bot.reading.mentions import Mention
from bot.reading.predicates import Predicate
from bot.reading.tokens import MARK
from bot.reading.vocabulary import Grammar

FLOOR = 1.5
"""Below this a number and a predicate only happen to share a sentence."""


FAR = 45
"""Tokens beyond which no predicate reaches: what stands between has cost more than any fit is worth."""


BESIDE = 0.8
"""A number without a noun likes the verb right behind it ("and 17 got through")."""


NEXT_TO = 3


MAIN = 3.5
"""A verb right before its number outdoes a participle behind it."""


@dataclass(frozen=True, slots=True)
class Link:
    """A mention plays a role of a predicate: that is its action."""

    predicate: Predicate
    role: str
    action: str
    score: float
    source: str


def best_link(
    analysis: Analysis,
    grammar: Grammar,
    mention: Mention,
    predicates: list[Predicate],
    mentions: list[Mention],
) -> Link | None:
    """The predicate that fits the mention best, None where none reaches the floor."""
    best: Link | None = None
    main: Link | None = None
    for predicate in predicates:
        if not -FAR <= predicate.first - mention.last <= FAR:
            continue
        fit = (
            case_fit(analysis, mention, predicate)
            if grammar.has_cases
            else order_fit(analysis, mention, predicate)
        )
        if fit is None:
            continue
        role, base = fit
        if role == "object" and not grammar.has_cases and has_own_object(mention, predicate, mentions):
            continue
        if role == "object" and grammar.has_cases and leaves_to_next(analysis, mention, predicate, mentions):
            continue
        score = base - cost(analysis, mention, predicate, predicates, mentions)
        if mention.thing is None and is_verb_beside(analysis, mention, predicate) and role != "noted":
            score += BESIDE
        if score >= FLOOR and (best is None or score > best.score):
            action, source = predicate.roles[role]
            best = Link(predicate, role, action, score, source)
        if role == "object" and score >= MAIN and is_right_before(analysis, predicate, mention):
            main = Link(predicate, role, *predicate.roles[role][:1], score, predicate.roles[role][1])
    if (
        best is not None
        and main is not None
        and best.predicate.first >= mention.last
        and not best.predicate.is_passive
    ):
        best = main  # "destroyed 64 drones launched by Ukraine"
    return repelled(best, predicates) if best is not None else None


def is_verb_beside(analysis: Analysis, mention: Mention, predicate: Predicate) -> bool:
    """ "And 24 *had struck* nine sites": only what helps the verb stands between it and the number."""
    if predicate.is_noun or not 0 <= predicate.first - mention.last <= NEXT_TO:
        return False
    return all(
        analysis.starting_at(i, "active", "passive", "adverbs") for i in range(mention.last, predicate.first)
    )


def has_own_object(mention: Mention, predicate: Predicate, mentions: list[Mention]) -> bool:
    """ "Saw 19 drones cross over and shot down four": an active verb behind a number has the next one for object."""
    if predicate.is_passive or predicate.is_noun or predicate.first < mention.last:
        return False
    return any(other.first == predicate.last for other in mentions)


def leaves_to_next(analysis: Analysis, mention: Mention, predicate: Predicate, mentions: list[Mention]) -> bool:
    """«Их было 460, *сбили* 430»: a comma parts the verb from the number before, and its own number is right behind."""
    if predicate.is_noun or predicate.first - mention.last != 1 or mention.is_whole:
        return False
    if analysis.split.tokens[mention.last].normal != ",":
        return False
    return any(other.first == predicate.last and not other.number.added for other in mentions)


def is_right_before(analysis: Analysis, predicate: Predicate, mention: Mention) -> bool:
    if mention.thing is None or not 0 <= mention.first - predicate.last <= NEXT_TO:
        return False
    between = range(predicate.last, mention.first)
    return not any(
        analysis.split.tokens[i].kind == MARK or analysis.starting_at(i, "conjunctions") for i in between
    )


def repelled(link: Link, predicates: list[Predicate]) -> Link:
    """ "Repelled an attack by nine drones": what is done to the attack is done to the drones."""
    if not link.predicate.is_noun or link.action != "launched":
        return link
    for other in predicates:
        action, source = other.roles.get("of" if other.is_noun else "object", ("", ""))
        if action != "downed":
            continue
        before = 0 <= link.predicate.first - other.last <= NEXT_TO
        if before or (other.is_passive and 0 <= other.first - link.predicate.last <= 1):
            return Link(link.predicate, link.role, action, link.score, source)
    return link


def second_link(
    analysis: Analysis,
    grammar: Grammar,
    have: Link,
    mention: Mention,
    predicates: list[Predicate],
    mentions: list[Mention],
) -> Link | None:
    """What became of weapons whose launch was told ("34 drones launched at X *were shot down*"), else None."""
    own = have.predicate
    if have.role not in ("object", "subject") or own.first < mention.last or have.action != "launched":
        return None
    is_main = have.role == "subject" or (own.is_passive and not own.is_participle)
    if is_main and grammar.has_cases:
        return None
    for predicate in predicates:
        if predicate.first < own.last:
            continue
        if any(own.last <= m.first < predicate.first for m in mentions):
            return None
        role = fate_role(predicate, elided=is_main and own.is_passive)
        if role is None:
            continue
        if is_main:
            follows = goes_on_behind(analysis, own.last, predicate.first)
        else:
            follows = no_border(analysis, own.last, predicate.first)
        if follows:
            action, source = predicate.roles[role]
            return Link(predicate, role, action, FLOOR, source)
    return None


def fate_role(predicate: Predicate, elided: bool) -> str | None:
    """The role of weapons whose fate the predicate tells; `elided`: "were fired and shot down"."""
    if predicate.is_noun or predicate.is_active or predicate.standing is not Standing.ASSERTED:
        return None
    is_done_to = predicate.is_passive or (elided and predicate.is_past)
    if is_done_to and predicate.roles.get("object", ("",))[0] == "downed":
        return "object"
    is_own_deed = predicate.is_past and not predicate.is_passive and "object" not in predicate.roles
    return "subject" if is_own_deed and predicate.roles.get("subject", ("",))[0] in ("downed", "hit") else None


def goes_on_behind(analysis: Analysis, first: int, at: int) -> bool:
    """ "Flew at Kyiv *and were* destroyed", "*but all were* jammed": nothing of its own stands before the second verb."""
    at -= 1
    while at > first and analysis.starting_at(at, "passive", "adverbs"):
        at -= 1
    return at >= first and bool(analysis.starting_at(at, "conjunctions", "adversatives"))


def no_border(analysis: Analysis, first: int, last: int) -> bool:
    tokens = analysis.split.tokens
    return not any(
        tokens[i].normal in ";:" or analysis.starting_at(i, "conjunctions", "clauses") for i in range(first, last)
    )
