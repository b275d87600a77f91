"""Which predicate tells of which mention: every pair has a score made of named parts, the best above a floor wins."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model import Standing
from bot.reading.analysis import Analysis
from bot.reading.figures import is_figure
from bot.reading.mentions import Mention
from bot.reading.predicates import Predicate
from bot.reading.tokens import MARK
from bot.reading.vocabulary import Grammar

FLOOR = 1.5
"""Below this a number and a predicate only happen to share a sentence."""
PER_WORD = 0.12
MARKS = {",": 0.5, ";": 2.5, ":": 0.8, "—": 0.6, ".": 3.0, "!": 3.0, "?": 3.0, "(": 1.0, ")": 1.0}
"""What each mark between the two costs."""
PER_PREDICATE = 0.9
PER_CLAUSE = 1.5
PER_MENTION = 0.35
HEADED = 0.5
"""What words cost at most between a noun and the number behind its colon."""
FLIGHT = 2.4
"""A participle of flying behind a number ("drones flying to Moscow") gives way to what became of them."""
BARE_BETWEEN = 3.5
"""A number without a noun between a number and a predicate behind it takes that predicate for itself."""


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
        score = base - cost(analysis, mention, predicate, predicates, mentions)
        if mention.thing is None and predicate.first == mention.last and not predicate.is_noun and role != "noted":
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


def has_own_object(mention: Mention, predicate: Predicate, mentions: list[Mention]) -> bool:
    """ "Saw 19 drones cross over and shot down four": an active verb behind a number has the next one for object."""
    if predicate.is_passive or predicate.is_noun or predicate.first < mention.last:
        return False
    return any(other.first == predicate.last for other in mentions)


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


FAR = 45
"""Tokens beyond which no predicate reaches: what stands between has cost more than any fit is worth."""
BESIDE = 0.8
"""A number without a noun likes the verb right behind it ("and 17 got through")."""
NEXT_TO = 3
MAIN = 3.5
"""A verb right before its number outdoes a participle behind it."""


def second_link(
    analysis: Analysis, have: Link, mention: Mention, predicates: list[Predicate], mentions: list[Mention]
) -> Link | None:
    """The main predicate behind a participle ("34 drones launched at X *were shot down*"), else None."""
    own = have.predicate
    if have.role != "object" or own.first < mention.last or have.action != "launched":
        return None
    if own.is_passive and not own.is_participle:
        return None
    for predicate in predicates:
        if predicate.first < have.predicate.last:
            continue
        if any(have.predicate.last <= m.first < predicate.first for m in mentions if m.thing):
            return None
        if predicate.is_passive and "object" in predicate.roles:
            action, source = predicate.roles["object"]
            if action == "downed" and no_border(analysis, have.predicate.last, predicate.first):
                return Link(predicate, "object", action, FLOOR, source)
    return None


def no_border(analysis: Analysis, first: int, last: int) -> bool:
    tokens = analysis.split.tokens
    return not any(
        tokens[i].normal in ";:" or analysis.starting_at(i, "conjunctions", "clauses") for i in range(first, last)
    )


def governor(analysis: Analysis, at: int) -> str:
    """The part of the preposition right before a phrase ("with", "of" ...), "" where none stands there."""
    i = at - 1
    while i >= 0 and analysis.split.tokens[i].kind == MARK and analysis.split.tokens[i].normal in '*_"«“(':
        i -= 1
    words = [h for h in analysis.hits_at(i, "prepositions") if h.last == i + 1]
    joined = max((h.last - h.first for h in analysis.ending_at(i + 1, "conjunctions")), default=0)
    words = [h for h in words if h.last - h.first > joined]
    longest = max(words, key=lambda h: h.last - h.first, default=None)
    return longest.path[1] if longest else ""


def order_fit(analysis: Analysis, mention: Mention, predicate: Predicate) -> tuple[str, float] | None:
    """Languages that show the parts of a sentence by their order."""
    roles = predicate.roles
    role_before = "" if is_figure(analysis, mention) else governor(analysis, mention.first)
    if predicate.last <= mention.first:
        return fit_before(analysis, roles, predicate, mention, role_before, is_figure(analysis, mention))
    if mention.is_compound and "of" in roles and predicate.first - mention.last <= 4:
        return "of", 5.0
    if role_before in ("with", "from", "by") and not predicate.is_past:
        return None
    if predicate.is_noun:
        return ("of", 2.2) if "of" in roles and governor(analysis, predicate_start(analysis, predicate)) else None
    if predicate.is_passive and "object" in roles:
        return "object", 5.0
    if "subject" in roles and not predicate.is_passive and ("object" not in roles or not predicate.is_past):
        return "subject", 4.2
    if predicate.is_past and "object" in roles and not predicate.is_active:
        close = predicate.first - mention.last <= 1
        return "object", 4.6 if close else 3.6
    if "object" in roles and not predicate.is_passive and is_relative_part(analysis, mention):
        return "object", 3.8  # "58 of which it was able to shoot down"
    return None


def is_relative_part(analysis: Analysis, mention: Mention) -> bool:
    behind = analysis.ending_at(mention.last, "partitives")
    return any(h.path[1] == "sub_after" and analysis.starting_at(h.last - 1, "relatives") for h in behind)


def predicate_start(analysis: Analysis, predicate: Predicate) -> int:
    """Where the noun phrase of a noun of action begins, about."""
    at = predicate.first
    for _ in range(3):
        if at and analysis.split.tokens[at - 1].normal in ("the", "a", "an", "this", "latest", "same", "russian"):
            at -= 1
    return at


def is_done_by(analysis: Analysis, predicate: Predicate) -> bool:
    """A participle with its agent behind it belongs to the noun before it."""
    if not predicate.is_past or predicate.is_active:
        return False
    return any(h.path[1] == "by" for h in analysis.starting_at(predicate.last, "prepositions"))


def fit_before(
    analysis: Analysis,
    roles: dict[str, tuple[str, str]],
    predicate: Predicate,
    mention: Mention,
    governed: str,
    is_put_figure: bool,
) -> tuple[str, float] | None:
    near = mention.first - predicate.last <= 2
    if predicate.is_noun:
        if "of" not in roles or (
            predicate.standing is not Standing.ASSERTED and governed in ("by", "with", "from")
        ):
            return None
        if governed in ("of", "by", "with", "from"):
            return "of", 5.0 if near else 3.6
        if governed == "place":
            return "of", 2.6
        if is_put_figure:
            return "of", 4.4
        return ("of", 2.4) if not governed else None
    if governed == "with":
        return ("with", 4.6) if "with" in roles else None
    if governed in ("by", "from"):
        if governed == "by" and "subject" in roles and predicate.is_passive:
            return "subject", 4.4
        return ("with", 4.2) if "with" in roles and predicate.last - predicate.first > 1 else None
    if governed in ("place", "through", "toward"):
        return None
    if "object" in roles and not is_put_figure and is_done_by(analysis, predicate):
        return None  # "four missiles, launched by Ukraine, and 27 drones"
    if "object" in roles and not (predicate.is_passive and governed == "of"):
        return "object", 2.8 if predicate.is_passive else 4.4
    if "noted" in roles and not predicate.is_passive:
        return "noted", 3.4
    return None


def case_fit(analysis: Analysis, mention: Mention, predicate: Predicate) -> tuple[str, float] | None:
    """Languages that show the parts of a sentence by cases."""
    roles = predicate.roles
    after = predicate.last <= mention.first
    distance = mention.first - predicate.last if after else predicate.first - mention.last
    governed = governor(analysis, mention.first)
    if predicate.is_noun and governed == "place" and "of" in roles and after and distance <= 1:
        return "of", 4.2  # «налет в 128 беспилотников»
    if governed in ("place", "toward", "through", "by") and not mention.is_whole:
        return None
    if after and distance and predicate.is_attribute:
        return None  # "missiles launched at Odesa and 21 drones": a participle is of the noun before it
    if predicate.is_noun:
        if not after:
            return None
        if mention.is_instrumental or governed == "with":
            return ("with", 4.6) if "with" in roles else ("of", 4.2) if "of" in roles else None
        if "of" in roles and not governed:
            return "of", 4.6 if distance <= 2 else 3.0
        return None
    if mention.is_instrumental or governed == "with":
        if "with" in roles:
            return "with", 4.8
        return ("subject", 3.4) if "subject" in roles and predicate.is_passive else None
    order = 0.0 if after or predicate.is_passive or "subject" in roles else 0.6
    if predicate.is_passive and "object" in roles:
        return "object", 4.8
    if "object" in roles:
        return "object", 4.4 - order
    if "subject" in roles:
        return "subject", 4.4
    if "noted" in roles:
        return "noted", 3.0
    if "with" in roles and not mention.is_genitive:
        return "with", 2.8  # «атаковал 142 БпЛА»: a number of digits and an acronym show no case
    return None


def cost(
    analysis: Analysis,
    mention: Mention,
    predicate: Predicate,
    predicates: list[Predicate],
    mentions: list[Mention],
) -> float:
    """What stands between the two makes it less likely that they belong together."""
    after = predicate.last <= mention.first
    first, last = (predicate.last, mention.first) if after else (mention.last, predicate.first)
    total, skipped = FLIGHT if is_flight(analysis, mention, predicate) else 0.0, 0
    if last <= first:
        return total
    tokens = analysis.split.tokens
    for other in mentions:
        if first <= other.first and other.last <= last and other is not mention:
            total += PER_MENTION if other.thing or after else BARE_BETWEEN
            skipped += other.last - other.first
    if after and is_aside(analysis, mention, predicate):
        total += ASIDE
    for i in range(first, last):
        if tokens[i].kind == MARK:
            total += MARKS.get(tokens[i].normal, 0.0)
        elif analysis.starting_at(i, "clauses") or (
            not after and i > mention.last + 1 and analysis.starting_at(i, "relatives")
        ):
            total += PER_CLAUSE
    words = PER_WORD * max(0, last - first - skipped)
    if after and predicate.is_noun and tokens[mention.first - 1].normal in ":—":
        words = min(words, HEADED)  # "the largest attack of this winter: 375 drones"
    total += words
    between = [p for p in predicates if first <= p.first and p.last <= last]
    total += PER_PREDICATE * sum(not are_joined(analysis, p, predicate) for p in between)
    if not after and any(
        h.path[1] == "sub_before" for i in range(first, last) for h in analysis.starting_at(i, "partitives")
    ):
        total += 3.0  # "82, of which two thirds were shot down"
    if mention.is_part and not after and any(first <= m.first < last for m in mentions if m is not mention):
        total += 2.0
    shared = any(first <= m.first < last for m in mentions if m is not mention)
    if mention.is_part and after and shared and not bracketed_together(mention, predicate):
        total += 2.5  # a part has a predicate of its own, or none
    return total


ASIDE = 4.0
"""A verb inside brackets says nothing of the numbers behind them."""


def is_aside(analysis: Analysis, mention: Mention, predicate: Predicate) -> bool:
    between = [analysis.split.tokens[i].normal for i in range(predicate.last, mention.first)]
    return not mention.in_brackets and between.count(")") > between.count("(")


def are_joined(analysis: Analysis, one: Predicate, other: Predicate) -> bool:
    """ "Found and destroyed", "shot down or jammed": two verbs of one clause do not stand in each other's way."""
    first, second = (one, other) if one.first < other.first else (other, one)
    between = range(first.last, second.first)
    return 1 <= len(between) <= 2 and any(
        analysis.starting_at(i, "conjunctions") or analysis.split.tokens[i].normal == "/" for i in between
    )


def is_flight(analysis: Analysis, mention: Mention, predicate: Predicate) -> bool:
    """Weapons that fly somewhere, said beside what became of them: a participle or a relative clause."""
    if predicate.is_noun or set(predicate.roles) != {"subject"} or predicate.first < mention.last:
        return False
    if any(action != "launched" for action, _ in predicate.roles.values()):
        return False
    return predicate.is_participle or any(
        analysis.starting_at(i, "relatives") for i in range(mention.last, min(predicate.first, mention.last + 3))
    )


def bracketed_together(mention: Mention, predicate: Predicate) -> bool:
    return mention.in_brackets and predicate.first > mention.first
