"""Places of one row: what may stand between two of them."""

from __future__ import annotations

from bot.reading.analysis import Analysis, Hit
from bot.reading.places import Place
from bot.reading.tokens import MARK

MOST_JOINED = 8
"""Words between two places of one row (" области, а также над территорией ")."""


def coordinated(analysis: Analysis, row: list[Hit], after: Hit) -> bool:
    """Between a row and the next place: a comma or "and", words for region or waters, a preposition, nothing else."""
    between = range(row[-1].last, after.first)
    if len(between) > MOST_JOINED:
        return False
    seen = joined = False
    for i in between:
        token = analysis.split.tokens[i]
        if analysis.starting_at(i, "conjunctions"):
            seen = joined = True
        elif token.normal in (",", "/", "("):
            seen = True
        elif analysis.starting_at(i, "prepositions"):
            if not seen or not (
                same_preposition(analysis, row, i) or (joined and both_place(analysis, row, after, i))
            ):
                return False
        elif not (
            token.normal in '*_"«»”“'
            or token.normal in ("the", "also", "также", "також")
            or analysis.starting_at(i, "region_words", "area_words")
        ):
            return False
    return seen


def led_by(row: list[Hit]) -> set[int]:
    """The few words before the first place of a row, and before the last, one of which leads it."""
    return {i for hit in (row[0], row[-1]) for i in range(max(0, hit.first - 3), hit.first)}


def same_preposition(analysis: Analysis, row: list[Hit], at: int) -> bool:
    """ "Over A and over B": the preposition is said again."""
    word = analysis.split.tokens[at].normal
    return any(analysis.split.tokens[i].normal == word for i in led_by(row))


def both_place(analysis: Analysis, row: list[Hit], after: Hit, at: int) -> bool:
    """ "In A and over B": another preposition of place, and no verb of its own behind the second place."""
    led = (h for i in led_by(row) for h in analysis.hits_at(i, "prepositions"))
    if not any(h.path[1] == "place" for h in led):
        return False
    if not any(h.path[1] == "place" for h in analysis.starting_at(at, "prepositions")):
        return False
    end = after.last
    while end < len(analysis.split.tokens) and analysis.starting_at(end, "region_words"):
        end += 1
    ends = end >= len(analysis.split.tokens) or analysis.split.tokens[end].kind == MARK
    return ends or bool(analysis.starting_at(end, "conjunctions"))


def narrowed(places: list[Place]) -> list[Place]:
    """ "Taganrog, Rostov region" is one place: the city."""
    kept = [p for p in places if not any(q is not p and q.region == p.name for q in places)]
    return list(dict.fromkeys(kept))
