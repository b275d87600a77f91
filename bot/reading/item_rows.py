"""Rows of places and numbers that only marks part: "Crimea 20, Black Sea 11", "31 - Voronezh, 24 - Rostov"."""

from __future__ import annotations

from bot.reading.analysis import Analysis
from bot.reading.mentions import Mention
from bot.reading.tokens import MARK, WORD, Sentence
from bot.reading.where import Where

MOST_BETWEEN = 3
"""Marks and small words between two of a row (", and the")."""
SHORTEST = 4
"""Two places with two numbers: fewer are a row only where the sentence holds nothing else."""
Item = Mention | Where


def pair_rows(
    analysis: Analysis, sentence: Sentence, mentions: list[Mention], wheres: list[Where]
) -> dict[Mention, Where]:
    """Each number of a row with the place of its item; the order of number and place is one for the whole row."""
    items: list[Item] = [*mentions, *(w for w in wheres if not w.kind and w.how in ("", "place"))]
    if len(items) < 2 or len(items) == len(mentions):
        return {}
    items.sort(key=starts)
    paired: dict[Mention, Where] = {}
    row: list[Item] = []
    for item in [*items, None]:
        if row and (item is None or not goes_on(analysis, row[-1], item)):
            paired |= pair(row, is_all=fills(analysis, sentence, row))
            row = []
        if item is not None:
            row.append(item)
    return paired


def starts(item: Item) -> int:
    return item.governor if isinstance(item, Where) else item.first


def goes_on(analysis: Analysis, before: Item, after: Item) -> bool:
    between = range(before.last, starts(after))
    if len(between) > MOST_BETWEEN or before.last > starts(after):
        return False
    tokens = analysis.split.tokens
    if not all(tokens[i].kind == MARK or analysis.starting_at(i, "conjunctions", "determiners") for i in between):
        return False
    is_total = isinstance(before, Mention) and before.thing is not None and isinstance(after, Where)
    return not (is_total and any(tokens[i].normal in ":—-(" for i in between))


def fills(analysis: Analysis, sentence: Sentence, row: list[Item]) -> bool:
    """The row is the whole sentence but for marks: the line of a list."""
    outside = [*range(sentence.first, starts(row[0])), *range(row[-1].last, sentence.last)]
    return all(analysis.split.tokens[i].kind != WORD for i in outside)


def pair(row: list[Item], is_all: bool) -> dict[Mention, Where]:
    if len(row) % 2 or (len(row) < SHORTEST and not is_all):
        return {}
    paired: dict[Mention, Where] = {}
    is_place_first = isinstance(row[0], Where)
    for first, second in zip(row[::2], row[1::2], strict=True):
        place, number = (first, second) if is_place_first else (second, first)
        if not isinstance(place, Where) or not isinstance(number, Mention):
            return {}
        paired[number] = place
    return paired
