"""Numbers whose noun stands behind a dash or "were": "611 targets, 573 of them – drones, 38 – missiles"."""

from __future__ import annotations

from collections import Counter

from bot.reading.analysis import Analysis, Hit
from bot.reading.mentions import Mention, longest, set_thing, starts_number
from bot.reading.tokens import MARK, Sentence

DASHES = frozenset("—–-")
MOST_MODIFIERS = 3
"""Words between the dash and the noun ("– крилаті й балістичні ракети")."""


def equate(analysis: Analysis, sentence: Sentence, mentions: list[Mention]) -> None:
    """Gives such numbers their noun, as parts of a number for both kinds that was told before them."""
    goes_on = False
    for at, mention in enumerate(mentions):
        if mention.is_back and mention.is_part and mention.thing in ("drone", "missile"):
            goes_on = mention.is_equated = True  # "14 of them were missiles"
            continue
        if mention.why_not or mention.is_whole or (mention.last > mention.number.last and not mention.is_back):
            goes_on = False
            continue
        is_of_total = any(m.thing == "mixed" and m.value >= mention.value for m in mentions[:at])
        noun = noun_behind(analysis, sentence, mention.last)
        if noun is None and is_of_total:
            noun = noun_ahead(analysis, mentions[at - 1], mention)
        if noun is None:
            continue
        set_thing(mention, noun, max(noun.last, mention.last))
        mention.is_equated = True
        mention.is_part = mention.is_part or is_of_total or goes_on
        goes_on = mention.is_part
    kinds = Counter(m.thing for m in mentions if m.is_equated)
    for mention in mentions:
        if mention.is_equated and kinds[mention.thing] == 1 and mention.kind_of is None:
            mention.is_named = False  # "16 – cruise missiles" are all the missiles there were


def noun_behind(analysis: Analysis, sentence: Sentence, at: int) -> Hit | None:
    """The noun of a weapon with which the phrase ends, behind a dash or a form of "to be"."""
    tokens = analysis.split.tokens
    if at + 1 >= sentence.last:
        return None
    is_dash = tokens[at].normal in DASHES
    if not is_dash and not (analysis.starting_at(at, "passive") and not analysis.starting_at(at, "actions")):
        return None
    at += 1
    for _ in range(MOST_MODIFIERS):
        if at < sentence.last and not starts_number(analysis, at) and may_stand(analysis, at):
            at += 1
    if at >= sentence.last:
        return None
    noun = longest(analysis.starting_at(at, "things", "subtypes"))
    if noun is None or noun.path[1] not in ("drone", "missile"):
        return None
    end = noun.last
    while end < sentence.last and (more := longest(analysis.starting_at(end, "things", "subtypes"))) is not None:
        end = more.last  # «– безпілотники «Шахед»»
    ends = end >= sentence.last or tokens[end].kind == MARK or bool(analysis.starting_at(end, "conjunctions"))
    return noun if ends and not (is_dash and tokens[at - 1].end == tokens[at].start) else None


def noun_ahead(analysis: Analysis, before: Mention, mention: Mention) -> Hit | None:
    """ "88 targets: drones – 80, missiles – eight": the noun stands before, and nothing else since the last number."""
    tokens, at = analysis.split.tokens, mention.first
    at -= at > 0 and tokens[at - 1].normal in DASHES
    noun = longest(analysis.ending_at(at, "things", "subtypes"))
    if noun is None or noun.path[1] not in ("drone", "missile"):
        return None
    between = range(before.last, noun.first)
    is_row = all(tokens[i].kind == MARK or analysis.hits_at(i, *BESIDE) for i in between)
    return noun if is_row and len(between) <= MOST_BETWEEN else None


BESIDE = ("conjunctions", "partitives", "modifiers")
MOST_BETWEEN = 5


def may_stand(analysis: Analysis, at: int) -> bool:
    """A word or mark that only tells which drones or missiles: "cruise", "ударні", a quotation mark."""
    if analysis.starting_at(at, "things", "subtypes"):
        return False
    return bool(analysis.starting_at(at, "modifiers", "conjunctions")) or analysis.split.tokens[at].normal in '«"“'
