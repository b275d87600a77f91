"""Coordinated numbers: one predicate for a row of them."""

from __future__ import annotations

from collections.abc import Iterator

from bot.reading.analysis import Analysis
from bot.reading.link import Link
from bot.reading.mentions import Mention
from bot.reading.tokens import WORD


def share_links(analysis: Analysis, mentions: list[Mention], links: dict[Mention, Link | None]) -> None:
    """Coordinated numbers with nouns have one predicate ("60 drones and one missile were shot down")."""
    for mention, behind in zip(mentions, mentions[1:], strict=False):
        shared = links.get(behind)
        if (
            shared is not None
            and shared.predicate.first >= behind.last
            and are_bare_pair(analysis, mention, behind)
            and not is_done_before(mention, links.get(mention))
        ):
            links[mention] = Link(shared.predicate, shared.role, shared.action, shared.score, shared.source)
    for before, mention in in_rows(mentions):
        have = links.get(before)
        between = range(before.last, mention.first)
        joined = len(between) == 1 and bool(analysis.starting_at(between[0], "conjunctions"))
        if (
            joined
            and have is not None
            and mention.thing is not None
            and is_noted_deed(before, have, links[mention])
        ):
            links[before] = links[mention]  # "reported 57 drones and five missiles shot down"
            continue
        if (
            joined
            and have is not None
            and mention.thing not in (None, before.thing)
            and have.predicate.last <= before.first
        ):
            links[mention] = have  # "fired 405 drones and 28 missiles, 386 drones were shot down"
        mine = links.get(mention)
        if (
            have is not None
            and is_led_by_along_with(analysis, mention)
            and (mine is None or mine.predicate.is_noun)
        ):
            links[mention] = Link(have.predicate, have.role, have.action, have.score - 0.5, have.source)
        if links.get(mention) is None and have is not None and not mention.is_part:
            if is_row(analysis, before, mention):
                links[mention] = Link(have.predicate, have.role, have.action, have.score - 0.5, have.source)


def is_done_before(mention: Mention, link: Link | None) -> bool:
    """ "Downed 371 and 24 were lost": the number has a verb of its own before it."""
    return link is not None and link.predicate.last <= mention.first


def is_noted_deed(before: Mention, noted: Link, own: Link | None) -> bool:
    """A verb of counting stands before both numbers, and behind the second a participle says what became of them."""
    if own is None or noted.role != "noted" or noted.predicate.last > before.first:
        return False
    return own.role == "object" and own.predicate.is_past and own.predicate.first > before.last


def are_bare_pair(analysis: Analysis, mention: Mention, behind: Mention) -> bool:
    """ "371 and 24 were shot down": two numbers without a noun that only "and" parts."""
    if mention.thing is not None or behind.first - mention.last != 1:
        return False
    is_bare = behind.thing is None or behind.last == behind.number.last or behind.is_back
    return is_bare and bool(analysis.starting_at(mention.last, "conjunctions"))


def share_backwards(analysis: Analysis, mentions: list[Mention], links: dict[Mention, Link | None]) -> None:
    """ "First of three, then of five, then of two drones shot down": the same word leads each bare number of a row."""
    tokens = analysis.split.tokens
    for mention, after in zip(mentions[-2::-1], mentions[:0:-1], strict=False):
        have, at, behind = links.get(after), mention.first - 1, after.first - 1
        if links.get(mention) is not None or mention.thing is not None or have is None or at < 0:
            continue
        if tokens[at].normal == tokens[behind].normal and analysis.starting_at(at, "small", "prepositions"):
            if have.predicate.first >= after.last and after.first - mention.last <= MOST_IN_ROW:
                links[mention] = Link(have.predicate, have.role, have.action, have.score - 0.5, have.source)


def is_led_by_along_with(analysis: Analysis, mention: Mention) -> bool:
    """ "Along with three missiles", "as well as 12 drones": it goes on with the number before, however far that is."""
    return any(h.last - h.first > 1 for h in analysis.ending_at(mention.first, "conjunctions"))


def in_rows(mentions: list[Mention]) -> Iterator[tuple[Mention, Mention]]:
    """Each number with the one before it in its row: a number behind brackets goes on with the one before them."""
    outside: Mention | None = None
    for before, mention in zip(mentions, mentions[1:], strict=False):
        outside = outside if before.in_brackets else before
        yield (outside if outside is not None and not mention.in_brackets else before), mention


MOST_IN_ROW = 8
"""Words and marks between two numbers of a row, brackets aside: the kind of the first and what stands between items."""
MOST_OF_KIND = 3
"""Words of another kind behind the first ("115 missiles *of all types* and 88 drones")."""


def is_row(analysis: Analysis, before: Mention, mention: Mention) -> bool:
    """Only marks, "and" and the kind of the first stand between: "3 drones of the type “X”; two missiles and ..."."""
    tokens, is_quoted, is_parted, depth, others = analysis.split.tokens, False, False, 0, 0
    outside = 0
    for i in range(before.last, mention.first):
        word = tokens[i].normal
        depth += (word == "(") - (word == ")")
        if depth > 0 or word == ")":
            continue
        outside += 1
        if word in QUOTES:
            is_quoted = word in "«“„" or (word == '"' and not is_quoted)
        elif word in (",", ";", "/") or analysis.hits_at(i, "conjunctions"):
            is_parted = True
        elif is_quoted or analysis.hits_at(i, "things", "subtypes", "modifiers"):
            continue
        elif is_parted or tokens[i].kind != WORD or analysis.hits_at(i, *ENDS_KIND):
            return False
        else:
            others += 1
    return is_parted and depth == 0 and others <= MOST_OF_KIND and outside <= MOST_IN_ROW


ENDS_KIND = ("actions", "passive", "prepositions", "clauses", "relatives", "says", "places", "sides", "days",
             "partitives", "negation", "vetoes", "victims", "harm", "same_place", "adverbs")  # fmt: skip
"""Words of these are no kind of weapon: the row ends there."""

QUOTES = frozenset("\"«»“”„'")
