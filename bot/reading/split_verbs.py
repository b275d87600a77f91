"""Verbs whose second part stands behind their object: "shot 30 of them *down*", "brought 12 *to the ground*"."""

from __future__ import annotations

from bot.reading.analysis import Analysis
from bot.reading.mentions import Mention
from bot.reading.predicates import Predicate


def join_split(analysis: Analysis, mentions: list[Mention], predicates: list[Predicate]) -> list[Predicate]:
    """The predicates, with those whose two parts stand around a number in place of their first parts alone."""
    found: dict[int, Predicate] = {}
    for mention in mentions:
        for verb in analysis.ending_at(mention.first, "split_verbs"):
            rest = next(
                (h for h in analysis.starting_at(mention.last, "split_rests") if h.path[1] == verb.path[1]), None
            )
            if rest is not None:
                roles = {"object": (verb.path[1], verb.source)}
                found[verb.first] = Predicate(verb.first, verb.last, roles, is_past="past" in verb.grams)
    if not found:
        return predicates
    kept = [p for p in predicates if not any(p.first < f.last and f.first < p.last for f in found.values())]
    return sorted([*kept, *found.values()], key=lambda p: p.first)
