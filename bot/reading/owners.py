"""Whose weapons they are, where their sentence does not say: what the whole text speaks of."""

from __future__ import annotations

from collections import Counter

from bot.model import Unread
from bot.reading.analysis import Analysis, Hit
from bot.reading.frame import Told
from bot.reading.scene import other, territory_of


def first_votes(analysis: Analysis) -> Counter[str]:
    """What adjectives on weapons say all over the text, for what nothing else settles."""
    votes: Counter[str] = Counter()
    for hit in analysis.of("sides"):
        if hit.path[1] in ("RU", "UA") and hit.path[2] == "adjective":
            if analysis.starting_at(hit.last, "things", "subtypes"):
                votes[hit.path[1]] += 1
        elif hit.path[1] in ("RU", "UA") and hit.path[2] == "actor":
            votes[hit.path[1]] += attacks(analysis, hit)
    return votes


def attacks(analysis: Analysis, hit: Hit) -> bool:
    """ "Russia attacked again": the side stands as the subject right before a verb of attack."""
    cases = hit.grams & {"nomn", "gent", "datv", "accs", "ablt", "loct"}
    if cases and "nomn" not in cases:
        return False
    return any(
        h.path[1] in ("launched", "hit") and h.path[-1] != "of" and {"past", "VERB"} & h.grams
        for h in analysis.starting_at(hit.last, "actions")
    )


def enemy_of(analysis: Analysis) -> str | None:
    """The side that "the enemy" is: the other one than most speakers and places of the text."""
    sides: Counter[str] = Counter()
    for hit in analysis.of("speakers"):
        sides[hit.path[1]] += 2
    for hit in analysis.of("places"):
        if hit.place is not None and hit.path[1] in ("region", "city"):
            side = territory_of(hit.place)
            if side:
                sides[side] += 1
    best = sides.most_common(1)
    return other(best[0][0]) if best else None


def ground_votes(analysis: Analysis) -> Counter[str]:
    """Whose land the text speaks of most: it is attacked by the other side."""
    sides = Counter(
        other(territory_of(h.place))
        for h in analysis.hits
        if h.place is not None and h.path[1] in ("region", "city")
    )
    for hit in analysis.hits:  # "a Ukrainian power company": it is Ukraine that is attacked
        if hit.path[0] == "sides" and hit.path[1] in ("RU", "UA") and hit.path[2] == "adjective":
            if not analysis.starting_at(hit.last, "things", "subtypes"):
                sides[other(hit.path[1])] += 1
    return Counter({side: count for side, count in sides.items() if side is not None})


def settle_owners(every: list[Told], votes: Counter[str], ground: Counter[str], usual: str | None) -> None:
    """What no sentence settled alone follows the text where it speaks of one side's weapons mostly."""
    tally = votes.copy() or ground
    for told in every:
        if told.attacker:
            tally[told.attacker] += 1
    if not tally and usual:
        tally[usual] += 1
    best = tally.most_common(2)
    if not best or (len(best) > 1 and best[0][1] == best[1][1]):
        return
    for told in every:
        if told.attacker is None and told.is_open:
            told.attacker = best[0][0]


def drop_other_wars(analysis: Analysis, every: list[Told], unread: list[Unread]) -> list[Told]:
    """Weapons of neither side in a text that names another war are not of this one."""
    if not analysis.of("other_wars"):
        return every
    for told in every:
        if told.attacker is not None and is_of_others(analysis, told):
            told.attacker = None
        if told.attacker is None:
            unread.append(Unread(analysis.span(told.mention.core, told.mention.number.last), "of another war"))
    return [told for told in every if told.attacker is not None]


def is_of_others(analysis: Analysis, told: Told) -> bool:
    """The sentence names those who fight another war, and neither side, speaker or place of this one."""
    sentence = told.sentence
    if next(analysis.hits_in(sentence, "other_wars"), None) is None:
        return False
    ours = (h for h in analysis.hits_in(sentence, "sides", "speakers") if h.path[1] in OURS)
    if told.mention.kind_of or any(not analysis.ending_at(h.first, "other_wars") for h in ours):
        return False
    return not any(h.place and territory_of(h.place) for h in analysis.hits_in(sentence, "places"))


OURS = frozenset({"RU", "UA", "enemy", "own"})
