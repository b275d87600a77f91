"""Places without a preposition: the subject or object of the verb, or whose defenders they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reading.link import Link
from bot.reading.mentions import Mention
from bot.reading.predicates import Predicate
from bot.reading.where import Where

if TYPE_CHECKING:
    from bot.reading.frame import Frame

SUBJECT_REACH = 4
"""Words between a country and its verb ("Poland said it had shot down ...")."""

MOST_ASIDE = 14


def is_object_or_subject(frame: Frame, where: Where, link: Link) -> bool:
    return beside_predicate(link, where) or is_behind_aside(frame, where, link.predicate)


def beside_predicate(link: Link, where: Where) -> bool:
    predicate = link.predicate
    return 0 <= predicate.first - where.last <= 1 or 0 <= where.first - predicate.last <= 1


def is_behind_aside(frame: Frame, where: Where, predicate: Predicate) -> bool:
    """Only an apposition between two commas parts the place from the verb that it is the subject of."""
    tokens, at = frame.analysis.split.tokens, where.last
    if tokens[at].normal != "," or not 0 < predicate.first - at <= MOST_ASIDE:
        return False
    closing = next((i for i in range(predicate.first - 1, at, -1) if tokens[i].normal == ","), at)
    return closing > at and predicate.first - closing <= SUBJECT_REACH


def is_struck_by_it(frame: Frame, mention: Mention, where: Where) -> bool:
    """The place is the object of a verb of attack whose subject is the attack with these weapons."""
    return any(
        not p.is_noun
        and not p.is_passive
        and p.first >= mention.last
        and p.last == where.governor
        and "with" in p.roles
        for p in frame.predicates
    )


def is_defended(frame: Frame, where: Where) -> bool:
    """ "The air defence of Moscow shot down 31": the town or region that they defend."""
    if where.how not in ("", "of") or any(p.kind == "country" for p in where.places):
        return False
    of = next((h for h in frame.analysis.ending_at(where.first, "prepositions") if h.path[1] == "of"), None)
    return of is not None and bool(frame.analysis.ending_at(of.first, "defences"))


def is_foreign_defender(link: Link, where: Where) -> bool:
    """ "Poland shot down three drones": over its own land."""
    predicate = link.predicate
    if link.action != "downed" or predicate.is_passive or not 0 <= predicate.first - where.last <= SUBJECT_REACH:
        return False
    return all(p.kind == "country" and p.country not in ("UA", "RU") for p in where.places)
