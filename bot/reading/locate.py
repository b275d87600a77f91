"""Which place a number is for: places are governed by prepositions or are the target of the verb."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.reading.bare_places import (
    is_behind_aside,
    is_defended,
    is_foreign_defender,
    is_object_or_subject,
    is_struck_by_it,
)
from bot.reading.link import Link
from bot.reading.mentions import Mention
from bot.reading.place_distance import distance
from bot.reading.places import Place
from bot.reading.tokens import MARK
from bot.reading.where import Where

if TYPE_CHECKING:
    from bot.reading.frame import Frame

FLOOR = 1.7
ROW = 5.0
"""How sure the place of an item in a row is."""


@dataclass(frozen=True, slots=True)
class Located:
    """The places a number is for; empty: nation-wide or not told. `many`: several, the number is not for one."""

    places: tuple[Place, ...] = ()
    source: str = ""
    where: Where | None = None
    score: float = 0.0


def locate(frame: Frame, mention: Mention) -> Located:
    """The place phrase that belongs to the mention most, by what stands between them."""
    row = frame.placed.get(mention)
    if row is not None:
        return Located(row.places, row.source, row, ROW)
    best = Located()
    for where in frame.wheres:
        if not -FAR <= where.first - mention.last <= FAR:
            continue
        base = fitness(frame, mention, frame.links.get(mention), where)
        if base <= 0:
            continue
        away = distance(frame.analysis, mention, where, frame.mentions)
        if where.last <= mention.first and begins_clause(frame, where) and opens(frame, where, mention):
            away = min(away, OPENING)
        link = frame.links.get(mention)
        if not where.how and link is not None and is_object_or_subject(frame, where, link):
            away = min(away, OPENING)  # the object of the verb holds for each number of its row
        if mention.is_whole and is_beyond_part(frame, mention, where):
            away += BEYOND_PART
        score = base - away
        if score >= FLOOR and score > best.score:
            best = Located(where.places, where.source, where, score)
    return best


def fitness(frame: Frame, mention: Mention, link: Link | None, where: Where) -> float:
    how = where.how
    if how in ("from", "through", "by", "with", "speaker"):
        return 0.0
    if is_bracketed(frame, where):
        return IN_BRACKETS if where.last + 1 == mention.first else 0.0
    if where.last < mention.first - 1 or mention.last <= where.first:
        if how and is_dashed(frame, where):
            return 0.0  # "over Kuban 30 were downed, over the Black Sea — 12"
    if not how and where.last <= mention.first and opens_relative(frame, where):
        return 3.6  # "and Kursk region, where 26 were shot down"
    if how in ("place", "toward"):
        before = where.last <= mention.first
        if where.kind == "facility" and (link is None or link.action == "downed"):
            return 0.0
        if not before:
            return 3.0 if frame.place_first else 4.0
        if frame.place_first or (
            frame.analysis.split.tokens[mention.first - 1].normal == ":" and is_near(mention, where)
        ):
            return 3.6
        return 2.8 if begins_clause(frame, where) or is_near(mention, where) else 1.9
    if beside_dash(frame, mention, where):
        return 3.6  # "Kursk region — 5 drones", "five — Smolensk"
    if frame.grammar.has_cases and where.first == mention.last and goes_on(frame, mention):
        return 3.6  # «6 в межах Київської, 5 Житомирської»
    if is_of_defence(frame, where) or (where.last <= mention.first and is_enduring(frame, where)):
        return 3.4
    if link is not None and is_foreign_defender(link, where):
        return 3.4
    if is_defended(frame, where):
        return 3.4
    if link is None or link.action == "downed":
        return 0.0
    if where.kind == "facility" and frame.grammar.has_cases and 0 <= link.predicate.first - where.last <= 1:
        return 3.4  # «завод атаковали 10 беспилотников»
    near = range(link.predicate.last, link.predicate.last + 4)
    if where.first in near and not link.predicate.is_noun:
        return 3.6  # "struck Kyiv with 48 drones"
    if link.predicate.is_noun and not frame.grammar.has_cases and is_struck_by_it(frame, mention, where):
        return 3.4  # "a strike with two missiles targeted Odesa"
    if frame.grammar.has_cases and link.role == "with" and where.first == mention.last:
        return 3.4  # «обстріляли чотирма ракетами Донеччину»
    if link.predicate.is_passive and 0 <= link.predicate.first - where.last <= 3 and where.last <= mention.first:
        return 3.4  # "Kharkiv was hit by 48 drones"
    if link.predicate.is_passive and where.last <= mention.first and is_behind_aside(frame, where, link.predicate):
        return 3.4  # "Kharkiv, a city of a million, was hit by 48 drones"
    if frame.grammar.has_cases and is_object_ahead(frame, mention, link, where):
        return 3.4  # «Одесу атакували десять дронів»
    return 0.0


IN_BRACKETS = 4.6


def is_bracketed(frame: Frame, where: Where) -> bool:
    """ "Over Bryansk region (41)": a bare number in brackets right behind a place is of that place alone."""
    tokens, at = frame.analysis.split.tokens, where.last
    if at + 2 >= frame.sentence.last or tokens[at].normal != "(" or len(where.places) != 1:
        return False
    return any(m.first == at + 1 and m.thing is None and tokens[m.last].normal == ")" for m in frame.mentions)


def is_dashed(frame: Frame, where: Where) -> bool:
    """ "Over the Black Sea — 12": a bare number behind a dash right behind a place is of that place alone."""
    tokens, at = frame.analysis.split.tokens, where.last
    if at + 1 >= frame.sentence.last or tokens[at].normal not in "—-:":
        return False
    return any(m.first == at + 1 and m.thing is None for m in frame.mentions)


def opens_relative(frame: Frame, where: Where) -> bool:
    """A clause that begins with "where" stands right behind the place."""
    tokens, at = frame.analysis.split.tokens, where.last
    at += at < frame.sentence.last and tokens[at].normal == ","
    return at < frame.sentence.last and bool(frame.analysis.starting_at(at, "place_relatives"))


def is_of_defence(frame: Frame, where: Where) -> bool:
    """«Мобільні групи Вінниччини»: the town or region whose defenders they are."""
    if not frame.grammar.has_cases or where.kind or where.places[0].kind == "country":
        return False
    grams = frame.analysis.grams.get(where.last - 1, frozenset())
    return "gent" in grams and any(h.path[2] == "defence" for h in frame.analysis.ending_at(where.first, "sides"))


MOST_TO_ENDURE = 4


def is_enduring(frame: Frame, where: Where) -> bool:
    """ "Kharkiv endured an attack by 12 drones": a town or region as the subject of what it went through."""
    if where.kind or len(where.places) != 1 or where.places[0].kind == "country":
        return False
    grams = frame.analysis.grams.get(where.last - 1, frozenset())
    if frame.grammar.has_cases and "nomn" not in grams:
        return False
    ahead = range(where.last, min(where.last + MOST_TO_ENDURE, frame.sentence.last))
    for i in ahead:
        if frame.analysis.starting_at(i, "endures"):
            return True
        if frame.analysis.split.tokens[i].kind == MARK and frame.analysis.split.tokens[i].normal not in "()":
            return False
    return False


def goes_on(frame: Frame, mention: Mention) -> bool:
    """The number before it stands right before a place with its preposition, which is left out here."""
    at = frame.mentions.index(mention)
    before = frame.mentions[at - 1] if at else None
    if before is None or mention.last > mention.number.last:
        return False
    led = (w for w in frame.wheres if w.governor == before.last and w.last <= mention.first)
    own = next((w for w in frame.wheres if w.first == before.last), None)
    return any(w.how == "place" for w in led) or (own is not None and not own.how and goes_on(frame, before))


def is_object_ahead(frame: Frame, mention: Mention, link: Link, where: Where) -> bool:
    """The town stands before the verb as its object: the weapons are its subject, or nobody in particular is (plural)."""
    predicate = link.predicate
    if predicate.is_noun or len(where.places) != 1 or where.places[0].kind == "country":
        return False
    if where.last > mention.first or not 0 <= predicate.first - where.last <= 3:
        return False
    grams = frame.analysis.grams.get(where.last - 1, frozenset())
    if "accs" in grams and "nomn" not in grams:
        return True  # «Сумщину ворог атакував 15 дронами»
    between = range(where.last, predicate.first)
    if any(h.path[2] == "actor" for i in between for h in frame.analysis.starting_at(i, "sides")):
        return True  # «Нікополь ворог атакував шістьма дронами»
    verb = frame.analysis.split.tokens[predicate.first].normal
    return link.role == "subject" or (link.role == "with" and verb.endswith("ли"))


def begins_clause(frame: Frame, where: Where) -> bool:
    """A place that a sentence or clause opens with holds for all of it."""
    at = where.governor - 1
    while at >= frame.sentence.first and frame.analysis.split.tokens[at].normal in '*_"«“':
        at -= 1
    if at < frame.sentence.first or frame.analysis.split.tokens[at].kind == MARK:
        return True
    if opens_relative(frame, where):
        return True
    return bool(frame.analysis.hits_at(at, "clauses", "relatives", "conjunctions", "adverbs", "days", "actions"))


FAR = 60
"""Tokens beyond which a place is another number's."""

OPENING = 0.9
"""What lies between an opening place and its number costs no more ("Over the capital, the ministry said, 18 ...")."""

BEYOND_PART = 3.0


def opens(frame: Frame, where: Where, mention: Mention) -> bool:
    """The place opens the sentence, and no other number, place or new clause stands before the mention."""
    if where.governor - frame.sentence.first > 2 or where.how not in ("place", "toward"):
        return False
    if any(where.last <= m.first < mention.first for m in frame.mentions):
        return False
    if any(where.last <= w.first < mention.first and w.how in ("place", "toward") for w in frame.wheres):
        return False
    return not any(frame.analysis.starting_at(i, "clauses") for i in range(where.last, mention.first))


def is_beyond_part(frame: Frame, whole: Mention, where: Where) -> bool:
    """The predicate of the part stands between a whole and the place: the place is the part's."""
    own = frame.links.get(whole)
    for part in frame.mentions:
        link = frame.links.get(part)
        if part.whole is whole and link is not None and (own is None or link.predicate is not own.predicate):
            if whole.last <= link.predicate.first < where.first:
                return True
    if not whole.is_definite or own is None or own.predicate.first < whole.last:
        return False
    later = (p for p in frame.predicates if p.first >= own.predicate.last and not p.is_noun)
    return any(p.first <= where.governor for p in later)


def is_near(mention: Mention, where: Where) -> bool:
    return mention.first - where.last <= 2


def beside_dash(frame: Frame, mention: Mention, where: Where) -> bool:
    """Only a dash or colon stands between the number and a place without preposition: an item of a list."""
    tokens = frame.analysis.split.tokens
    if where.last <= mention.first:
        gap = range(where.last, mention.first)
    else:
        gap = range(mention.last, where.first)
    return 0 < len(gap) <= 5 and all(tokens[i].normal in '—-:*_"»”' for i in gap)
