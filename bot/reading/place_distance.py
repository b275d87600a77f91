"""What stands between a number and a place, and how much less likely that makes it that they belong together."""

from __future__ import annotations

from bot.reading.analysis import Analysis
from bot.reading.distance import speech_between
from bot.reading.mentions import Mention
from bot.reading.tokens import MARK
from bot.reading.where import Where

HARM = 2.5

LIST_HEAD = 1.6
"""A total before a colon has no part in the places of the list behind it."""

MARK_COST = {",": 0.7, ";": 3.0, ":": 1.2, "—": 0.3, "(": 1.0, ")": 0.6, ".": 3.0, "!": 3.0}


def distance(analysis: Analysis, mention: Mention, where: Where, mentions: list[Mention]) -> float:
    after = where.first >= mention.last
    first, last = (mention.last, where.governor) if after else (where.last, mention.first)
    total = 0.0
    spoken = speech_between(analysis, first, last)
    for i in range(first, max(first, last)):
        if i in spoken:
            continue
        token = analysis.split.tokens[i]
        total += MARK_COST.get(token.normal, 0.0) if token.kind == MARK else 0.1
        total += LIST_HEAD if after and token.normal == ":" else 0.0
        if analysis.starting_at(i, "clauses"):
            total += 1.0
        if any(h.path[1].startswith("sub_") for h in analysis.starting_at(i, "partitives")):
            total += 2.0
        if after and analysis.starting_at(i, "fractions"):
            total += ANOTHER  # "24 drones, most of them over Bryansk region"
        if after and i > first and analysis.starting_at(i, "harm"):
            total += HARM  # "28 drones in an attack that damaged houses in Kyiv"
        if after and token.normal == "," and begins_another(analysis, i + 1, mentions):
            total += ANOTHER
    for other in mentions:
        if first <= other.first < last and other is not mention and not other.why_not:
            coupled = after and mention.whole is not other
            total += 3.0 if coupled and not same_list(analysis, mention, other) else 0.5
    return total


ANOTHER = 3.0


def begins_another(analysis: Analysis, at: int, mentions: list[Mention]) -> bool:
    """ "37 were lost, *two* flew off to Belarus": a number that is not read has a clause of its own, too."""
    if any(m.first == at for m in mentions):
        return False
    return any(n.first == at and not n.why_not for n in analysis.numbers_near(at))


def same_list(analysis: Analysis, first: Mention, second: Mention) -> bool:
    """ "405 drones and 28 missiles over the region": the place is for both."""
    if second.first - first.last > 2 or first.thing is None or second.thing is None:
        return False
    if second.thing == first.thing and not (first.is_named and second.is_named):
        return False  # "three Iskanders and eleven Kalibrs" are two kinds of one thing
    return all(
        analysis.split.tokens[i].normal == "," or analysis.starting_at(i, "conjunctions")
        for i in range(first.last, second.first)
    )
