"""Participles in languages with cases: the whole's own, and those that stand as nouns ("сбитых - 40")."""

from __future__ import annotations

from bot.reading.analysis import Analysis, Hit
from bot.reading.frame import Frame
from bot.reading.link import Link, best_link
from bot.reading.mentions import Mention
from bot.reading.predicates import Predicate
from bot.reading.tokens import MARK

MOST_TO_NUMBER = 6
"""Words between a participle that stands as a noun and its number."""


def own_participle(frame: Frame, whole: Mention) -> Predicate | None:
    """ "Four of six, *launched* at Kyiv, were shot down": the participle right behind the whole is the whole's."""
    return next((p for p in frame.predicates if p.is_attribute and 0 <= p.first - whole.last <= 1), None)


def link_of_part(frame: Frame, mention: Mention, link: Link | None) -> Link | None:
    """What became of the N of "N of M": never what the participle of the M says."""
    whole = mention.whole
    taken = own_participle(frame, whole) if whole is not None else None
    if whole is None or taken is None or whole.first < mention.first:
        return link
    others = [p for p in frame.predicates if p is not taken]
    return best_link(frame.analysis, frame.grammar, mention, others, [mention, whole]) or link


def deed_before(analysis: Analysis, first: int, mention: Mention) -> Hit | None:
    """ "*Сбитых* и подавленных набралось 112": a participle that stands as the noun of the number behind it.

    Only marks, "and", further participles and words for being so many stand between.
    """
    found: Hit | None = None
    for i in range(mention.first - 1, max(first, mention.first - MOST_TO_NUMBER) - 1, -1):
        deed = next((h for h in analysis.starting_at(i, "actions") if stands_as_noun(h)), None)
        if deed is not None:
            found = deed
        elif analysis.split.tokens[i].kind == MARK:
            if analysis.split.tokens[i].normal not in "—-:":
                return found
        elif not is_between(analysis, i):
            return None if found is None or not ends_phrase(analysis, i) else found
    return found


def stands_as_noun(hit: Hit) -> bool:
    return (
        hit.path[2] in ("object", "subject") and {"PRTF", "gent", "plur"} <= hit.grams and "VERB" not in hit.grams
    )


def is_between(analysis: Analysis, at: int) -> bool:
    if analysis.starting_at(at, "conjunctions", "passive", "adverbs", "totals"):
        return True
    return any(h.path[2] == "noted" for h in analysis.starting_at(at, "actions"))


def ends_phrase(analysis: Analysis, at: int) -> bool:
    """The word before the participle is no noun that it belongs to."""
    return not analysis.starting_at(at, "things", "subtypes", "prepositions")
