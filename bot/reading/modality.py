"""What a text does with a number: asserts it, denies it, plans it ..."""

from __future__ import annotations

from bot.model import Standing
from bot.reading.analysis import Analysis, Hit
from bot.reading.clauses import clause_of
from bot.reading.frame import Frame
from bot.reading.link import Link
from bot.reading.mentions import Mention
from bot.reading.periods import is_date
from bot.reading.tokens import MARK, Sentence

BEFORE_PREDICATE = 4
"""Words before a predicate within which a modal verb or a negation is about it."""

OF_CLAUSE = {"exercised": Standing.EXERCISED, "foiled": Standing.PLANNED, "standby": Standing.HYPOTHETICAL}
"""Words that decide for the whole clause, wherever they stand in it."""
OF_PREDICATE = {"hypothetical": Standing.HYPOTHETICAL, "planned": Standing.PLANNED, "denied": Standing.DENIED}


def standing_of(frame: Frame, mention: Mention, link: Link | None) -> tuple[Standing, str]:
    """How the text means the number, with the word that says so."""
    analysis, sentence = frame.analysis, frame.sentence
    if link is not None and link.predicate.standing is not Standing.ASSERTED:
        return link.predicate.standing, link.source
    first, last = clause_of(analysis, sentence, mention, link)
    anchor = link.predicate.first if link is not None else mention.first
    for i in range(first, last):
        for hit in analysis.starting_at(i, "vetoes"):
            kind = hit.path[1]
            if is_date(analysis, hit):
                continue  # "since 3 May"
            if kind == "frontline" and near_front(hit, mention, link):
                return Standing.FRONTLINE, hit.source
            if kind in OF_CLAUSE and not (
                hit.first > mention.first and link is not None and link.action == "downed"
            ):
                return OF_CLAUSE[kind], hit.source
            if kind == "stored" and is_kept_there(analysis, hit, link):
                return Standing.DELIVERED, hit.source
            if kind == "denied" and hit.first >= mention.last and is_rumour(analysis, first, mention):
                return Standing.DENIED, hit.source
            if kind in OF_PREDICATE and concerns(analysis, hit, anchor, mention):
                return OF_PREDICATE[kind], hit.source
            if kind == "hypothetical" and link is not None and link.predicate.is_noun:
                if is_supposed_behind(frame, mention, link.predicate.last, hit):
                    return OF_PREDICATE[kind], hit.source
            if kind == "average" and is_average(analysis, hit, mention):
                return Standing.HYPOTHETICAL, hit.source
    if link is not None and is_negated(analysis, sentence, link):
        return Standing.DENIED, "negation"
    if link is not None and is_fired_in_defence(frame, link):
        return Standing.DEFENSIVE, "fired by air defence"
    return Standing.ASSERTED, ""


def is_kept_there(analysis: Analysis, hit: Hit, link: Link | None) -> bool:
    """ "Destroyed 14 drones in a warehouse": weapons that were not in the air."""
    if link is None or link.action != "downed":
        return False
    grams = analysis.grams.get(hit.last - 1, frozenset())
    if grams & {"nomn", "accs", "gent"} and "loct" not in grams:
        return False  # «поцілили в склади»: where something flew to
    before = range(max(0, hit.first - 3), hit.first)
    return any(analysis.split.tokens[i].normal in INSIDE for i in before)


INSIDE = frozenset({"in", "inside", "at", "у", "в", "на"})


def is_supposed_behind(frame: Frame, mention: Mention, noun_last: int, hit: Hit) -> bool:
    """ "A salvo of 500 drones *might* come": the verb of the noun stands behind the number, but "may have come" has."""
    analysis, tokens = frame.analysis, frame.analysis.split.tokens
    if hit.first < max(mention.last, noun_last) or analysis.starting_at(hit.last, "perfect"):
        return False
    between = range(mention.last, hit.first)
    if any(tokens[i].kind == MARK or analysis.starting_at(i, "relatives", "clauses") for i in between):
        return False
    return not any(not p.is_noun and mention.last <= p.first < hit.first for p in frame.predicates)


def is_rumour(analysis: Analysis, first: int, mention: Mention) -> bool:
    """The clause is about reports of the number: what is denied behind it is the number."""
    return any(
        h.path[1] == "rumours" for i in range(first, mention.first) for h in analysis.starting_at(i, "vetoes")
    )


def near_front(hit: Hit, mention: Mention, link: Link | None) -> bool:
    """A day's total along the front: the word stands beside the number, or before its verb."""
    return abs(hit.first - mention.last) <= 6 or hit.first < mention.first


def concerns(analysis: Analysis, hit: Hit, anchor: int, mention: Mention) -> bool:
    """A modal stands shortly before the predicate, with no mark between; a denial before or after the number."""
    if hit.path[1] == "denied":
        return hit.first < mention.first and mention.first - hit.last <= 8
    if not 0 <= anchor - hit.last <= BEFORE_PREDICATE:
        return False
    return all(analysis.split.tokens[i].kind != MARK for i in range(hit.last, anchor))


def is_average(analysis: Analysis, hit: Hit, mention: Mention) -> bool:
    """ "170 drones a night", "on average 170": a rate, no count."""
    if mention.last <= hit.first <= mention.last + 1:
        return True
    return hit.last <= mention.first and mention.first - hit.last <= 3 and "average" in hit.path


MOST_TO_SUM = 7


def sums_up(analysis: Analysis, sentence: Sentence, at: int) -> bool:
    """ "700 drones – *so many* they have never fired": no denial, but that it was not so before."""
    opening = range(max(sentence.first, at - MOST_TO_SUM), at)
    return any(analysis.starting_at(i, "unheard_of") for i in opening)


def is_negated(analysis: Analysis, sentence: Sentence, link: Link) -> bool:
    """ "Did not shoot down": a negation right before the predicate, unless it belongs to the term itself."""
    first = link.predicate.first
    for i in range(first - 1, max(sentence.first, first - 3) - 1, -1):
        if analysis.starting_at(i, "negation"):
            return not sums_up(analysis, sentence, i)
        if not analysis.starting_at(i, "passive", "adverbs"):
            return False
    return False


SUBJECT_REACH = 4


def is_fired_in_defence(frame: Frame, link: Link) -> bool:
    """ "A Patriot battery fired four missiles": air defence as the subject of a verb of launching."""
    if link.action != "launched" or link.role != "object" or link.predicate.is_noun or link.predicate.is_passive:
        return False
    first = link.predicate.first
    for i in range(first - 1, max(frame.sentence.first, first - SUBJECT_REACH) - 1, -1):
        if frame.analysis.starting_at(i, "batteries"):
            return "nomn" in (frame.analysis.grams.get(i) or {"nomn"})
        if frame.analysis.split.tokens[i].kind == MARK:
            return False
    return False
