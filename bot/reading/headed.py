"""Numbers whose deed stands far before them: "of those shot down they say: 61", "the raid consisted of 40 drones"."""

from __future__ import annotations

from bot.reading.analysis import Analysis, Hit
from bot.reading.link import Link
from bot.reading.mentions import Mention
from bot.reading.predicates import Predicate
from bot.reading.tokens import Sentence

MOST_TO_COLON = 12
"""Words between a participle that stands as a noun and the colon behind which its numbers stand."""

HEADED = 4.0
"""As sure as a verb beside its number."""


def link_headed(
    analysis: Analysis, sentence: Sentence, mentions: list[Mention], links: dict[Mention, Link | None]
) -> None:
    """«О *сбитых* военные говорят скупо: 61 дрон, две ракеты»: the participle says it of the row behind the colon."""
    for before, mention in zip([None, *mentions], mentions, strict=False):
        have, colon = links.get(mention), mention.first - 1
        if mention.inner is not None or colon <= sentence.first:
            continue
        if before is not None and before.thing is None and before.last == colon:
            total = links.get(before)
            if total is not None and total.predicate.is_participle and analysis.split.tokens[colon].normal == ":":
                links[mention] = total  # "of those shot down there were 83: 79 drones and four missiles"
                continue
        if have is None:
            leads = mention.thing is not None and analysis.split.tokens[colon].normal in ":—"
        else:
            leads = have.role == "noted" and have.predicate.last <= mention.first
        if not leads:
            continue
        first = max(sentence.first, colon - MOST_TO_COLON, before.last if before is not None else 0)
        head = next((h for i in range(colon - 1, first - 1, -1) if (h := noun_like(analysis, i, colon))), None)
        if head is not None:
            predicate = Predicate(
                head.first, head.last, {"object": (head.path[1], head.source)}, is_passive=True, is_participle=True
            )
            links[mention] = Link(predicate, "object", head.path[1], HEADED, head.source)


def noun_like(analysis: Analysis, at: int, colon: int) -> Hit | None:
    """A participle in the plural that no weapon follows."""
    for hit in analysis.starting_at(at, "actions"):
        if hit.path[2] != "object" or not {"PRTF", "plur"} <= hit.grams or "VERB" in hit.grams:
            continue
        if not any(analysis.starting_at(i, "things", "subtypes") for i in range(hit.last, colon)):
            return hit
    return None


def made_of(analysis: Analysis, sentence: Sentence, predicates: list[Predicate]) -> list[Predicate]:
    """ "The raid *consisted of* 40 drones": behind a noun of attack the verb tells what was launched."""
    attacks = [p.last for p in predicates if p.is_noun and p.roles.get("of", ("",))[0] == "launched"]
    if not attacks:
        return predicates
    made = [
        Predicate(h.first, h.last, {"object": ("launched", h.source)})
        for h in analysis.hits_in(sentence, "consists")
        if h.first >= attacks[0]
    ]
    taken = {i for p in made for i in range(p.first, p.last)}
    return sorted([p for p in predicates if p.first not in taken] + made, key=lambda p: p.first)
