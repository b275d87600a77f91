"""A day along the front in numbers: air strikes, bombs, shellings; drones in such a list are no attack of their own."""

from __future__ import annotations

from bot.reading.analysis import Analysis, Hit
from bot.reading.frame import Frame
from bot.reading.mentions import Mention
from bot.reading.tokens import MARK, Sentence

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


def is_supposed_behind(frame: Frame, mention: Mention, noun_last: int, hit: Hit) -> bool:
    """ "A salvo of 500 drones *might* come": the verb of the noun stands behind the number, but "may have come" has."""
    analysis, tokens = frame.analysis, frame.analysis.split.tokens
    if hit.first < max(mention.last, noun_last) or tokens[hit.last].normal == "have":
        return False
    between = range(mention.last, hit.first)
    if any(tokens[i].kind == MARK or analysis.starting_at(i, "relatives", "clauses") for i in between):
        return False
    return not any(not p.is_noun and mention.last <= p.first < hit.first for p in frame.predicates)
