"""Lists: a line that ends in a colon says what became of the numbers in the lines below it."""

from __future__ import annotations

from bot.model import Standing
from bot.reading.frame import Frame, Head, Memory, Told
from bot.reading.places import Place
from bot.reading.predicates import Predicate, find_predicates
from bot.reading.tokens import MARK, WORD, Sentence, Split

DEEDS = frozenset({"launched", "downed", "hit"})
GAP = 3
"""Lines without a number of ours that a list may hold before its next item."""


def ends_in_colon(split: Split, sentence: Sentence) -> bool:
    return sentence.last > sentence.first and split.tokens[sentence.last - 1].normal == ":"


def find_head(frame: Frame, found: list[Told]) -> Head | None:
    """What the sentence heads: the deed of its last number, or of its last predicate where it has no number."""
    if not ends_in_colon(frame.analysis.split, frame.sentence):
        return None
    if found:
        told = found[-1]
        is_news = told.action in DEEDS and told.standing is Standing.ASSERTED
        return Head(told.action, told.source, only_place(frame), frame.index) if is_news else None
    predicates = frame.predicates or find_predicates(frame.analysis, frame.grammar, frame.sentence, [])
    for predicate in reversed(predicates):
        deed = deed_of(predicate)
        if deed is not None:
            return Head(*deed, only_place(frame), frame.index)
    return None


def deed_of(predicate: Predicate) -> tuple[str, str] | None:
    """The action of a predicate that may head a list, with its line of the vocabulary."""
    if predicate.standing is not Standing.ASSERTED:
        return None
    named = [deed for role, deed in predicate.roles.items() if deed[0] in DEEDS and role != "noted"]
    return named[0] if named else None


def only_place(frame: Frame) -> Place | None:
    """The one place that the head is about; a whole country is none."""
    places = {p for w in frame.wheres if w.how in ("place", "toward") for p in w.places if p.kind != "country"}
    return places.pop() if len(places) == 1 else None


def head_for(frame: Frame, memory: Memory) -> Head | None:
    """The head of the list that the sentence is an item of, else None."""
    head = memory.head
    if head is None or not 0 < frame.index - head.index <= GAP or not is_item(frame):
        return None
    return head


def is_item(frame: Frame) -> bool:
    """The line begins with its number, or with a place and its number; marks before it do not count."""
    tokens = frame.analysis.split.tokens
    if not frame.mentions:
        return False
    first = frame.mentions[0]
    opening = {i for w in frame.wheres for i in range(w.governor, w.last)}
    return all(
        tokens[i].kind == MARK or i in opening or tokens[i].kind != WORD
        for i in range(frame.sentence.first, first.first)
    )
