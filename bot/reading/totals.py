"""What the whole text makes of its numbers: totals, their parts, kinds inside them, a number told twice."""

from __future__ import annotations

from collections import Counter

from bot.model import Unread
from bot.reading.analysis import Analysis
from bot.reading.frame import Told
from bot.reading.mentions import Mention


def settle_scope(every: list[Told]) -> None:
    """A number told twice, once of a long time, is of a long time both times."""
    long = {(t.thing, t.action, t.mention.value) for t in every if t.is_cumulative}
    for told in every:
        told.is_cumulative |= (told.thing, told.action, told.mention.value) in long


Totals = dict[tuple[str, str | None], list[Told]]
"""(action, attacker) -> nation-wide numbers, the largest first, no more than a text states."""
MOST_TOTALS = 6


def find_totals(every: list[Told]) -> Totals:
    totals: Totals = {}
    for told in sorted(every, key=lambda t: -t.mention.value):
        if told.place is None and not told.mention.is_named and not told.many_places:
            same = totals.setdefault((told.action, told.attacker), [])
            if len(same) < MOST_TOTALS:
                same.append(told)
    return totals


def totals_of(part: Told, totals: Totals) -> list[Told]:
    """The totals that a number may be a part of."""
    return [
        total
        for total in totals.get((part.action, part.attacker), ())
        if total is not part
        and total.thing in (part.thing, "mixed")
        and total.mention.value >= part.mention.value
        and total.is_cumulative <= part.is_cumulative
    ]


def drop_parts(analysis: Analysis, every: list[Told], totals: Totals, unread: list[Unread]) -> list[Told]:
    """Kinds inside a stated total, and numbers for several places inside one, are no facts of their own."""
    kinds = Counter((t.mention.sentence, t.thing) for t in every if t.mention.is_named)
    placed: dict[int, list[Told]] = {}
    for told in every:
        if told.place is not None:
            placed.setdefault(told.mention.sentence, []).append(told)
    summands = find_summands(every)
    kept = []
    for told in every:
        span = analysis.span(told.mention.number.core, told.mention.number.last)
        around = totals_of(told, totals)
        if told.many_places and (around or goes_on_elsewhere(told, placed)):
            unread.append(Unread(span, "one number for several places inside a total"))
        elif told.many_places and told.mention.number.high is not None and told.mention.value < FEW:
            unread.append(Unread(span, "how many over each of several places"))
        elif id(told) in summands:
            kept.append(told)
        elif around and is_kind_inside(analysis, told, around, kinds[told.mention.sentence, told.thing] > 1):
            unread.append(Unread(span, "a kind inside a total"))
        else:
            kept.append(told)
    return kept


def find_summands(every: list[Told]) -> set[int]:
    """ "61 targets: four cruise missiles and 57 Shaheds": one number for each thing, together the mixed total.

    These are how many missiles and how many drones there were, not kinds inside a number of missiles.
    """
    found: set[int] = set()
    for total, first, second in zip(every, every[1:], every[2:], strict=False):
        if total.thing != "mixed" or {first.thing, second.thing} != {"drone", "missile"}:
            continue
        are_one = (
            len({(t.mention.sentence, t.action, t.attacker, t.is_cumulative) for t in (total, first, second)}) == 1
        )
        if are_one and first.mention.value + second.mention.value == total.mention.value:
            found |= {id(first), id(second)}
    return found


FEW = 10
"""A range below this over several places ("one to four over A, B and C") is of each of them, not of all."""

MOST_BESIDE = 24
"""Numbers with a place that are looked at beside one for several places."""


def goes_on_elsewhere(told: Told, placed: dict[int, list[Told]]) -> bool:
    """ "70 over A and B. Another 43 over C": beside numbers for other places one for several is a part of the whole."""
    own = {p.name for p in told.located.places}
    at = told.mention.sentence
    beside = [*placed.get(at, ())[:MOST_BESIDE], *placed.get(at + 1, ())[:MOST_BESIDE]]
    return any(
        other.place not in own
        and (other.action, other.attacker) == (told.action, told.attacker)
        and is_same_report(told, other)
        for other in beside
    )


def is_same_report(told: Told, other: Told) -> bool:
    """In one row, or said to be more of the same."""
    return other.mention.sentence == told.mention.sentence or other.mention.number.added


def is_kind_inside(analysis: Analysis, told: Told, totals: list[Told], is_listed: bool) -> bool:
    """A named kind is a part of the total where both share a sentence, where kinds are listed, or for missiles."""
    mention = told.mention
    if not mention.is_named or told.place or mention.whole is not None:
        return False
    if mention.number.added and told.thing == "drone":
        return False
    totals = [t for t in totals if not is_joined_to(analysis, t.mention, mention)]
    if not totals:
        return False
    return told.thing == "missile" or is_listed or any(t.mention.sentence == mention.sentence for t in totals)


def is_joined_to(analysis: Analysis, before: Mention, mention: Mention) -> bool:
    """ "75 attack drones and 30 decoys": right behind an "and" stands no part of what is before it."""
    return mention.first - before.last == 1 and bool(analysis.starting_at(before.last, "conjunctions"))
