"""Numbers that are put as figures ("put it at 69"), governed by a preposition, or a share of another number."""

from __future__ import annotations

from bot.reading.analysis import Analysis
from bot.reading.mentions import Mention, starts_number
from bot.reading.tokens import NUMBER, WORD, Sentence

FIGURE_REACH = 26


def is_governed(analysis: Analysis, mention: Mention) -> bool:
    """A number without a noun after "at", "by", "in" is an hour or an age, unless a figure is put "at" it."""
    at = mention.first
    words = [h for h in analysis.hits_at(at - 1, "prepositions") if h.last == at]
    if not words or mention.number.each or mention.inner is not None:
        return False
    if any(h.last - h.first > 1 for h in analysis.ending_at(at, "actions")):
        return False  # "picked off 61"
    if any(h.path[1] == "old" for h in analysis.ending_at(at, "corrections")):
        return False
    if is_figure(analysis, mention):
        return False
    if any(h.path[1] == "of" for h in analysis.hits_at(at - 1, "partitives")):
        before = at - 2
        while before > 0 and (
            analysis.split.tokens[before].normal in "*_" or analysis.starting_at(before, "determiners")
        ):
            before -= 1
        return (
            before >= 0
            and analysis.split.tokens[before].kind == WORD
            and not starts_number(analysis, before)
            and not (
                analysis.hits_at(before, "things", "subtypes", "actions", "small", "adverbs", "totals", "figures")
            )
        )
    return all(h.path[1] in ("place", "of", "by", "from", "toward") for h in words)


def is_share(analysis: Analysis, mention: Mention) -> bool:
    """ "Half of the 80 drones": what became of them would have to be computed."""
    at = mention.first - 1
    while at > 0 and analysis.starting_at(at, "determiners"):
        at -= 1
    if at < 1 or not any(h.path[1] == "of" for h in analysis.hits_at(at, "partitives")):
        return False
    return bool(analysis.ending_at(at, "fractions"))


def is_wrecked(analysis: Analysis, mention: Mention) -> bool:
    """ "Debris of two drones fell": where the wreckage lies is told, not what became of the drones."""
    at = mention.first
    led = [h for h in analysis.ending_at(at, "prepositions") if h.path[1] in ("of", "from")]
    at = led[0].first if led else at
    return bool(analysis.ending_at(at, "wreckage"))


def is_put_hedge(analysis: Analysis, mention: Mention) -> bool:
    """ "Число выросло до семи": what looks like a bound says where the figure stands."""
    core = mention.number.core
    return core > mention.first and bool(analysis.starting_at(core - 1, "put_at"))


def is_figure(analysis: Analysis, mention: Mention) -> bool:
    """ "Put the number of drones shot down *at 69*": the number stands behind the word for it."""
    if analysis.ending_at(mention.first, "figures_before"):
        return True
    at = mention.number.core - 1 if is_put_hedge(analysis, mention) else mention.first - 1
    if at < 0 or not analysis.starting_at(at, "put_at"):
        return False
    return any(analysis.starting_at(i, "figures") for i in range(max(0, at - FIGURE_REACH), at))


def is_model_number(analysis: Analysis, mention: Mention) -> bool:
    """ "Shahed-136/131", "a Shahed 136": the number is the name of a kind, no count."""
    at, tokens = mention.number.core, analysis.split.tokens
    if at < 1 or tokens[at].kind != NUMBER:
        return False
    names = analysis.ending_at(at, "subtypes")
    if names and at == mention.first:
        return not any("plur" in h.grams for h in names)
    if at < 2 or tokens[at - 1].normal != "/":
        return False
    return bool(analysis.ending_at(at - 1, "subtypes")) or "-" in tokens[at - 2].normal


def is_degree(analysis: Analysis, mention: Mention) -> bool:
    """ "Minus seven": a bare number behind such a sign is of the weather ("minus 5 drones" is not)."""
    return any(h.path[-1] == "bare" for h in analysis.ending_at(mention.number.core, "units"))


MOST_HELPING = 3


def counts_people(analysis: Analysis, sentence: Sentence, mention: Mention) -> bool:
    """ "Injured 13 more", "two were killed": a number without a noun beside a verb of which people are the object."""
    if analysis.ending_at(mention.first, "victims"):
        return True
    for at in range(mention.last, min(mention.last + MOST_HELPING, sentence.last)):
        if analysis.starting_at(at, "victims"):
            return True
        if not analysis.starting_at(at, "passive", "active", "adverbs"):
            return False
    return False
