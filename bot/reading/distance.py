"""What stands between a number and a predicate, and how much less likely that makes it that they belong together."""

from __future__ import annotations

from bot.reading.analysis import Analysis
from bot.reading.mentions import Mention
from bot.reading.predicates import Predicate
from bot.reading.tokens import MARK

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


ASIDE = 4.0
"""A verb inside brackets says nothing of the numbers behind them."""


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
            total += PER_MENTION if other.thing or after or mention.whole is other else BARE_BETWEEN
            skipped += other.last - other.first
    if after and is_aside(analysis, mention, predicate):
        total += ASIDE
    aside = speech_between(analysis, first, last) or phrase_between(analysis, first, last, predicates)
    skipped += len(aside)
    for i in range(first, last):
        if i in aside:
            continue
        if not after and not aside and i > first and is_told_anew(analysis, i):
            total += PER_CLAUSE  # "counted 210 drones, and says 180 were shot down"
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
    between = [p for p in predicates if first <= p.first and p.last <= last and p.first not in aside]
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


def is_told_anew(analysis: Analysis, at: int) -> bool:
    """ "And says", "but added": whoever told the number goes on with something else."""
    if not analysis.starting_at(at, "says"):
        return False
    return bool(analysis.starting_at(at - 1, "conjunctions", "clauses"))


def speech_between(analysis: Analysis, first: int, last: int) -> range:
    """ "21 drones, 17 of which, *according to the mayor,* were shot down": who tells it, between two commas."""
    tokens = analysis.split.tokens
    for i in range(first, last - 1):
        if tokens[i].normal not in COMMAS or not analysis.starting_at(i + 1, "according", "says"):
            continue
        end = next((k for k in range(i + 2, min(last, i + MOST_OF_SPEECH)) if tokens[k].normal in COMMAS), None)
        if end is not None:
            return range(i, end + 1)
    return range(0)


def phrase_between(analysis: Analysis, first: int, last: int, predicates: list[Predicate]) -> range:
    """ "Eight missiles, *launched from the sea,* and 92 drones": a participle with its phrase, between two commas."""
    tokens = analysis.split.tokens
    for predicate in predicates:
        at = predicate.first
        if predicate.is_attribute and first < at < last and tokens[at - 1].normal in COMMAS:
            end = next((k for k in range(at, min(last, at + MOST_OF_SPEECH)) if tokens[k].normal in COMMAS), None)
            if end is not None:
                return range(at - 1, end + 1)
    return range(0)


COMMAS = frozenset(",—")
MOST_OF_SPEECH = 12
"""Tokens of an aside that names who tells it, its commas counted in."""


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
