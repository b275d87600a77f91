"""Which part a side plays in a sentence: attacker, defender or target, and how much that weighs."""

from __future__ import annotations

from bot.model import Standing
from bot.reading.analysis import Analysis, Hit
from bot.reading.clauses import is_border
from bot.reading.frame import Frame
from bot.reading.link import Link
from bot.reading.predicates import Predicate
from bot.reading.tokens import WORD, Sentence

ADJECTIVE, OWNER, SUBJECT, TARGET, PLACE, ORIGIN, SPEAKER, BEFORE, VOTE = (
    6.0,
    5.0,
    4.0,
    3.0,
    3.2,
    2.6,
    2.4,
    1.2,
    0.6,
)
"""What each kind of evidence weighs: words on the weapons themselves most, the rest of the text least."""
LOCAL, KIND, NEARBY = 0.8, 3.0, 1.1
ADJECTIVE_REACH = 2
"""Words between the adjective of a side and its attack ("Russia's massive overnight attack")."""


def role_of(frame: Frame, hit: Hit, link: Link | None, action: str) -> tuple[str, float] | None:
    """attacker, defender or target, and how much that weighs."""
    analysis = frame.analysis
    behind = behind_quotes(analysis, hit.last)
    if hit.path[2] == "defence":
        return "defender", SUBJECT if hit.path[1] != "local" else LOCAL
    if hit.path[2] == "adjective" and analysis.starting_at(
        behind, "whole_country", "places", "region_words", "things", "subtypes", "speakers"
    ):
        return ("attacker", VOTE) if analysis.starting_at(behind, "things", "subtypes") else None
    how, start = preceding(analysis, frame.sentence, hit.first)
    if hit.path[2] == "adjective" and any(
        0 <= p.first - hit.last <= (ADJECTIVE_REACH if p.is_noun and how not in ("place", "toward") else 0)
        and doer_of(p) == "attacker"
        for p in frame.predicates
    ):
        return "attacker", SUBJECT  # "a Russian attack"
    if how in ("place", "toward"):
        return "target", TARGET
    if how == "from" and hit.path[2] == "adjective":
        return None  # "vanished from Ukrainian radar"
    if how == "from":
        return ("attacker", ORIGIN) if is_origin(analysis, frame.sentence, start) else None
    if how in ("of", "through"):
        return None
    if frame.grammar.has_cases:
        return role_by_case(frame, hit, link, action) if not how else None
    return role_by_order(frame, hit, link, how)


def behind_quotes(analysis: Analysis, at: int) -> int:
    tokens = analysis.split.tokens
    while at < len(tokens) and tokens[at].normal in '«“„"':
        at += 1
    return at


def role_by_case(frame: Frame, hit: Hit, link: Link | None, action: str) -> tuple[str, float] | None:
    owner = nearest_verb(frame, hit) or (link.predicate if link else None)
    doer = doer_of(owner) if owner else "defender" if action == "downed" else "attacker"
    cases = hit.grams & {"nomn", "gent", "accs", "ablt", "datv", "loct"}
    if "gent" in cases and hit.path[2] == "actor" and is_behind_attack(frame, hit):
        return "attacker", SUBJECT
    if owner is not None and {"nomn", "accs"} <= cases and is_of_many(frame, owner, hit):
        cases -= {"nomn"}  # «Киев атаковали»: one town is no subject of a verb in the plural
    if hit.path[2] == "adjective":
        return (doer, ORIGIN) if "nomn" in cases else None
    if not cases or "nomn" in cases or cases == {"ablt"}:
        return doer, SUBJECT
    return ("target", TARGET) if "accs" in cases and doer == "attacker" else None


def is_of_many(frame: Frame, verb: Predicate, hit: Hit) -> bool:
    """A verb in the plural stands right behind a noun in the singular, which no "and" joins to another."""
    analysis = frame.analysis
    grams = analysis.grams.get(verb.first, frozenset())
    if verb.is_noun or verb.is_passive or "plur" not in grams or "sing" in grams:
        return False
    if "sing" not in hit.grams or "plur" in hit.grams or not 0 <= verb.first - hit.last <= 1:
        return False
    return hit.first == frame.sentence.first or not analysis.starting_at(hit.first - 1, "conjunctions")


def is_behind_attack(frame: Frame, hit: Hit) -> bool:
    """«Удар росіян»: in the genitive behind a noun of attack stands who attacks."""
    return any(p.is_noun and p.last == hit.first and doer_of(p) == "attacker" for p in frame.predicates)


def role_by_order(frame: Frame, hit: Hit, link: Link | None, how: str) -> tuple[str, float] | None:
    if how == "by":
        owner = agent_of(hit, frame.predicates)
        return (doer_of(owner), SUBJECT) if owner else ("attacker", VOTE)
    analysis = frame.analysis
    verbs = [p for p in frame.predicates if not p.is_noun and p.standing is Standing.ASSERTED]
    owner = min(
        (p for p in verbs if p.first >= hit.last and not is_participle_of_noun(analysis, p)),
        key=lambda p: p.first,
        default=None,
    )
    if owner is not None and not borders_between(frame, hit.last, owner.first):
        if not owner.is_passive:
            return doer_of(owner), SUBJECT
        return ("target", TARGET) if hit.path[2] == "actor" and "with" in owner.roles else None
    if link is None:
        return "attacker", VOTE
    before = max((p for p in verbs if p.last <= hit.first), key=lambda p: p.last, default=None)
    if before is not None and not how and hit.path[2] == "actor" and doer_of(before) == "attacker":
        return "target", TARGET
    return None


def is_participle_of_noun(analysis: Analysis, predicate: Predicate) -> bool:
    """ "The number of drones *launched*": what stands before it is its object, not its subject."""
    if not predicate.is_past or predicate.is_passive or "object" not in predicate.roles:
        return False
    return bool(analysis.ending_at(predicate.first, "things", "subtypes"))


def borders_between(frame: Frame, first: int, last: int) -> bool:
    return any(is_border(frame.analysis, i) for i in range(first, last))


def nearest_verb(frame: Frame, hit: Hit) -> Predicate | None:
    """The verb that stands next to an actor, on either side, in its clause."""
    best: tuple[int, Predicate] | None = None
    for predicate in frame.predicates:
        if predicate.is_noun or predicate.standing is not Standing.ASSERTED:
            continue
        gap = predicate.first - hit.last if predicate.first >= hit.last else hit.first - predicate.last
        if best is None or gap < best[0]:
            best = (gap, predicate)
    return best[1] if best else None


def is_origin(analysis: Analysis, sentence: Sentence, at: int) -> bool:
    """ "From" tells where weapons came from only behind them, their verb or a mark ("a bulletin from Kyiv" does not)."""
    if at <= sentence.first:
        return True
    before = at - 1
    if analysis.split.tokens[before].kind != WORD:
        return True
    return bool(analysis.hits_at(before, "things", "subtypes", "actions", "days", "adverbs", "periods", "places"))


def agent_of(hit: Hit, predicates: list[Predicate]) -> Predicate | None:
    """The predicate that "by X" belongs to: the nearest before it."""
    return max((p for p in predicates if p.last <= hit.first), key=lambda p: p.last, default=None)


def doer_of(predicate: Predicate) -> str:
    """Who does it: those who shoot down or count are attacked, those who launch or hit attack."""
    actions = {action for action, _ in predicate.roles.values()}
    if "downed" in actions or set(predicate.roles) == {"noted"}:
        return "defender"
    return "attacker"


def preceding(analysis: Analysis, sentence: Sentence, first: int) -> tuple[str, int]:
    i = first - 1
    for _ in range(3):
        if i < sentence.first:
            break
        preps = [h for h in analysis.hits_at(i, "prepositions") if h.last == i + 1]
        if preps:
            best = max(preps, key=lambda h: h.last - h.first)
            return best.path[1], best.first
        token = analysis.split.tokens[i]
        if token.normal not in ("the", "*", "_", '"', "«", "all", "southern", "eastern", "western"):
            break
        i -= 1
    return "", first
