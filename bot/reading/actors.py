"""Whose weapons they are: evidence from words, subjects, places and speakers is added up, each with its reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from bot.reading.actor_roles import (
    ADJECTIVE,
    KIND,
    NEARBY,
    ORIGIN,
    OWNER,
    PLACE,
    SPEAKER,
    SUBJECT,
    TARGET,
    is_origin,
    role_of,
)
from bot.reading.analysis import Analysis, Hit
from bot.reading.clauses import clause_of
from bot.reading.frame import Frame, Told
from bot.reading.mentions import Mention
from bot.reading.places import Place
from bot.reading.scene import other, territory_of
from bot.reading.tokens import Sentence

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
