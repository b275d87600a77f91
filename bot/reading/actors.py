"""Whose weapons they are: evidence from words, subjects, places and speakers is added up, each with its reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from bot.model import Standing
from bot.reading.analysis import Analysis, Hit
from bot.reading.frame import Frame, Told
from bot.reading.link import Link
from bot.reading.mentions import Mention
from bot.reading.places import Place
from bot.reading.predicates import Predicate
from bot.reading.scene import other, territory_of
from bot.reading.tokens import MARK, WORD, Sentence

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
ATTACKERS = frozenset({"Ukraine's security service"})
"""Claimants that tell of their own side's strikes."""
MARGIN = 0.4


@dataclass(slots=True)
class Evidence:
    """Scores of the sides, and what gave them."""

    scores: Counter[str] = field(default_factory=Counter)
    reasons: list[str] = field(default_factory=list)
    is_unknown: bool = False

    def add(self, side: str | None, weight: float, reason: str) -> None:
        if side in ("RU", "UA"):
            self.scores[side] += weight  # type: ignore[assignment]
            self.reasons.append(f"{side} {reason}")

    def side(self) -> str | None:
        if self.is_unknown or not self.scores:
            return None
        (first, most), (_, second) = [*self.scores.most_common(2), ("", 0)][:2]
        return first if most - second >= MARGIN else None


def weigh(frame: Frame, told: Told) -> Evidence:
    """The evidence that the sentence itself gives."""
    evidence = Evidence()
    mention, enemy = told.mention, frame.enemy
    for hit in mention.sides:
        if hit.path[1] == "unknown":
            evidence.is_unknown = True
        evidence.add(enemy if hit.path[1] == "enemy" else hit.path[1], ADJECTIVE, "adjective")
    for hit in frame.analysis.starting_at(mention.last, "sides"):
        if frame.grammar.has_cases and hit.path[2] in ("actor", "owner") and may_own(hit):
            evidence.add(enemy if hit.path[1] == "enemy" else hit.path[1], OWNER, "owner")
        elif hit.path[1] == "unknown" and hit.last - hit.first > 1:
            evidence.is_unknown = True  # "of unknown origin", but not "of a type still unknown"
    evidence.add(mention.kind_of, KIND, "a kind of theirs")
    weigh_actors(frame, told, evidence)
    for place in told.located.places:
        evidence.add(other(territory_of(place)), PLACE, f"over {place.name}")
    weigh_countries(frame, told, evidence)
    speaker = frame.speaker_of(mention)
    if speaker is not None and speaker.side:
        attacks = speaker.name in ATTACKERS and told.action != "downed"
        evidence.add(speaker.side if attacks else other(speaker.side), SPEAKER, speaker.name)
    return evidence


def may_own(hit: Hit) -> bool:
    return not hit.grams or "gent" in hit.grams or "indeclinable" in hit.grams


def clause_of(analysis: Analysis, sentence: Sentence, mention: Mention, link: Link | None) -> tuple[int, int]:
    """The stretch between semicolons (and full clause conjunctions) that holds the mention and its predicate."""
    first = min(mention.first, link.predicate.first) if link else mention.first
    last = max(mention.last, link.predicate.last) if link else mention.last
    tokens = analysis.split.tokens
    while first > sentence.first and not is_border(analysis, first - 1):
        first -= 1
    while last < sentence.last and not is_border(analysis, last):
        last += 1
    return first, min(last, len(tokens))


def is_border(analysis: Analysis, at: int) -> bool:
    token = analysis.split.tokens[at]
    if token.kind == MARK and token.normal in (";", ".", "!", "?"):
        return True
    return any(h.first == at for h in analysis.hits_at(at, "clauses"))


def weigh_actors(frame: Frame, told: Told, evidence: Evidence) -> None:
    """Subjects, agents, defenders and targets of the clause."""
    analysis, mention, enemy = frame.analysis, told.mention, frame.enemy
    first, last = clause_of(analysis, frame.sentence, mention, told.link)
    best: dict[str, tuple[float, str | None, str]] = {}
    speaker = frame.speaker_of(mention)
    own = speaker.side if speaker is not None and speaker.side else other(enemy)
    for i in range(first, last):
        for hit in analysis.starting_at(i, "sides"):
            if mention.first <= hit.first < mention.last or hit.path[2] == "owner" or in_speech(frame, hit):
                continue
            if in_relative_clause(analysis, frame.sentence, hit, mention):
                continue
            found = role_of(frame, hit, told.link, told.action)
            if hit.path[2] == "actor" and (accused := accusation(frame, hit, first, last)):
                found = accused, SUBJECT
            if found is None:
                continue
            role, weight = found
            named = enemy if hit.path[1] == "enemy" else own if hit.path[1] in ("own", "local") else hit.path[1]
            side = named if role == "attacker" else other(named)
            if (
                role not in best
                or weight > best[role][0]
                or (weight == best[role][0] and not frame.grammar.has_cases)
            ):
                best[role] = (weight, side, f"{role} {hit.path[1]}")
    for weight, side, reason in best.values():
        evidence.add(side, weight, reason)


def accusation(frame: Frame, hit: Hit, first: int, last: int) -> str:
    """ "Moscow accused Kyiv of an attack": who accuses was attacked, who is accused attacked; "" where nobody is."""
    verb = next((i for i in range(first, last) if frame.analysis.starting_at(i, "accuses")), None)
    if verb is None:
        return ""
    return "attacker" if hit.first > verb else "target"


def in_relative_clause(analysis: Analysis, sentence: Sentence, hit: Hit, mention: Mention) -> bool:
    """ "Russia, which invaded Ukraine, launched 97 drones": a clause that ended before has actors of its own."""
    tokens = analysis.split.tokens
    opening = next((i for i in range(hit.first - 1, sentence.first, -1) if tokens[i].normal == ","), None)
    if opening is None or not analysis.starting_at(opening + 1, "relatives"):
        return False
    closing = next((i for i in range(hit.last, mention.first) if tokens[i].normal == ","), None)
    return closing is not None


def in_speech(frame: Frame, hit: Hit) -> bool:
    """The words belong to the name of who speaks, or say that someone speaks ("Moscow said")."""
    return any(speaker.first <= hit.first < speaker.last for speaker in frame.speakers)


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
    if hit.path[2] == "adjective":
        return (doer, ORIGIN) if "nomn" in cases else None
    if not cases or "nomn" in cases or cases == {"ablt"}:
        return doer, SUBJECT
    return ("target", TARGET) if "accs" in cases and doer == "attacker" else None


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


def weigh_countries(frame: Frame, told: Told, evidence: Evidence) -> None:
    """Countries that are attacked ("at Ukraine", "over Russian regions") or launched from."""
    first, last = clause_of(frame.analysis, frame.sentence, told.mention, told.link)
    for where in frame.wheres:
        if where is told.located.where or not first <= where.first < last:
            continue
        side = next((territory_of(p) for p in where.places), None)
        if where.how == "from" and is_origin(frame.analysis, frame.sentence, where.governor):
            evidence.add(side, ORIGIN, "launched from there")
        elif where.how in ("place", "toward") and not where.kind:
            whole = any(is_country(p) for p in where.places)
            evidence.add(other(side), TARGET if whole else NEARBY, "over that country")
    for i in range(first, last):
        for hit in frame.analysis.starting_at(i, "whole_country"):
            if len(hit.path) > 1 and hit.path[1] in ("RU", "UA"):
                evidence.add(other(hit.path[1]), TARGET, "over that country")
            elif hit.path[-1] == "own":
                speaker = frame.speaker_of(told.mention)
                own = speaker.side if speaker is not None and speaker.side else other(frame.enemy)
                evidence.add(other(own), TARGET, "against us")


def is_country(place: Place) -> bool:
    return place.kind == "country"
