"""A day along the front in numbers: air strikes, bombs, shellings; drones in such a list are no attack of their own."""

from __future__ import annotations

from bot.reading.analysis import Analysis
from bot.reading.tokens import Sentence

REACH = 2
"""Sentences before in which the front may be named."""
MOST_KINDS = 2
"""So many other kinds of strikes beside the drones make a list of the front."""


def is_front_table(analysis: Analysis, index: int, sentence: Sentence) -> bool:
    """ "58 air strikes with 94 bombs, 1,210 kamikaze drones, 3,900 shellings", where the text speaks of the front."""
    if len({hit.first for hit in analysis.hits_in(sentence, "front_counts")}) < MOST_KINDS:
        return False
    before = analysis.split.sentences[max(0, index - REACH) : index + 1]
    return any(hit.path[1] == "frontline" for near in before for hit in analysis.hits_in(near, "vetoes"))
