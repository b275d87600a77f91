"""Words for weapons by the order in which they were told: "the former", "of the latter"."""

from __future__ import annotations

from bot.reading.analysis import Analysis, Hit
from bot.reading.mentions import Mention, is_of, starts_number
from bot.reading.tokens import MARK

MOST_BACK = 5
"""Words between "of the former" and the number it leads to ("of the former, the ministry downed 66")."""


def turn_behind(analysis: Analysis, at: int) -> Hit | None:
    """ "Of the former" right behind a number that ends at `at`; none where a noun of its own follows."""
    at += is_of(analysis, at)
    for hit in analysis.starting_at(at, "turns"):
        if not starts_number(analysis, hit.last) and not analysis.starting_at(hit.last, "things", "subtypes"):
            return hit
    return None


def turn_ahead(analysis: Analysis, first: int, mention: Mention) -> Hit | None:
    """The same before the number, with a verb between at most ("of the former 66 were shot down")."""
    for at in range(mention.first - 1, max(first, mention.first - MOST_BACK) - 1, -1):
        if (analysis.split.tokens[at].kind == MARK and analysis.split.tokens[at].normal not in "—-") or (
            starts_number(analysis, at) and not analysis.starting_at(at, "turns")
        ):
            return None
        hit = next(iter(analysis.starting_at(at, "turns")), None)
        if hit is not None:
            return hit if turn_behind(analysis, at) is not None or hit.last == mention.first else None
    return None
