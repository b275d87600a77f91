"""Words that say what became of weapons: verbs with their voice, nouns of action, and words that say it is no attack."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.model import Standing
from bot.reading.analysis import Analysis, Hit
from bot.reading.mentions import Mention, starts_number
from bot.reading.tokens import Sentence
from bot.reading.vocabulary import Grammar

VETOES = {
    "produced": Standing.PRODUCED,
    "delivered": Standing.DELIVERED,
    "exercised": Standing.EXERCISED,
    "foiled": Standing.PLANNED,
    "defensive": Standing.DEFENSIVE,
}
"""Vetoes that are predicates themselves and compete with those of an attack."""


NOUN_FORMS = frozenset({"base", "plur", "s3"})
"""Forms of English words that may be nouns: weapons are never the instrument of such a word."""


@dataclass(slots=True, eq=False)
class Predicate:
    """Tokens `first` to `last` (exclusive). `roles`: the part that weapons play -> (action, line of the vocabulary)."""

    first: int
    last: int
    roles: dict[str, tuple[str, str]] = field(default_factory=dict)
    is_noun: bool = False
    is_passive: bool = False
    """It has a helping verb that makes it passive, or a passive form of its own."""
    is_past: bool = False
    is_participle: bool = False
    is_attribute: bool = False
    """A participle in a case that only goes with the noun before it ("ракет, запущених ...")."""
    is_active: bool = False
    """A helping verb makes it active ("had shot down")."""
    standing: Standing = Standing.ASSERTED


def find_predicates(
    analysis: Analysis, grammar: Grammar, sentence: Sentence, mentions: list[Mention]
) -> list[Predicate]:
    """Predicates of a sentence in order, words inside the mentions left out."""
    inside = {i for m in mentions if m.thing for i in range(m.number.last, m.last)}
    found: dict[tuple[int, int], Predicate] = {}
    for hit in analysis.hits_in(sentence, "actions", "vetoes"):
        if hit.first in inside or not is_predicate(analysis, grammar, hit):
            continue
        predicate = found.setdefault((hit.first, hit.last), Predicate(hit.first, hit.last))
        add_roles(predicate, hit)
    kept = drop_shorter(list(found.values()))
    for predicate in kept:
        set_voice(analysis, grammar, sentence, predicate)
    return kept


def is_predicate(analysis: Analysis, grammar: Grammar, hit: Hit) -> bool:
    if hit.path[0] == "vetoes":
        return hit.path[1] in VETOES
    if analysis.starting_at(hit.last, "things", "subtypes") and not grammar.has_cases:
        return not hit.grams <= {"base"}  # "attack drones"
    return True


def add_roles(predicate: Predicate, hit: Hit) -> None:
    if hit.path[0] == "vetoes":
        if not predicate.roles:
            predicate.standing = VETOES[hit.path[1]]
        if hit.grams <= NOUN_FORMS and hit.grams:  # "struck an oil storage depot with 12 drones"
            predicate.roles.setdefault("object", (hit.path[1], hit.source))
            predicate.roles.setdefault("of", (hit.path[1], hit.source))
            return
        for role in ("object", "subject", "with", "of"):
            predicate.roles.setdefault(role, (hit.path[1], hit.source))
        return
    if predicate.standing is not Standing.ASSERTED:
        predicate.roles.clear()
        predicate.standing = Standing.ASSERTED
    predicate.roles.setdefault(hit.path[2], (hit.path[1], hit.source))


def drop_shorter(predicates: list[Predicate]) -> list[Predicate]:
    predicates.sort(key=lambda p: (p.first, -p.last))
    kept: list[Predicate] = []
    for predicate in predicates:
        if kept and predicate.first < kept[-1].last:
            continue
        kept.append(predicate)
    return kept


def set_voice(analysis: Analysis, grammar: Grammar, sentence: Sentence, predicate: Predicate) -> None:
    grams: frozenset[str] = frozenset()
    for i in range(predicate.first, predicate.last):
        grams |= analysis.grams.get(i, frozenset())
    if grammar.has_cases:
        predicate.is_noun = set(predicate.roles) <= {"of"} or (
            "NOUN" in grams and not grams & VERBAL and bool(predicate.roles.keys() & {"of", "with"})
        )
        if predicate.is_noun:
            predicate.roles = {k: v for k, v in predicate.roles.items() if k in ("of", "with")}
        else:
            predicate.roles = {k: v for k, v in predicate.roles.items() if k != "of"} or predicate.roles
        predicate.is_passive = bool(grams & {"pssv", "PRTS", "Impe"})
        predicate.is_participle = bool(grams & {"PRTF", "ADJF"}) and not grams & {"PRTS", "Impe", "VERB"}
        predicate.is_attribute = predicate.is_participle and "nomn" not in grams and bool(grams & OBLIQUE)
        return
    predicate.is_past = "past" in grams
    looks = is_gerund(analysis, predicate) if "ing" in grams else looks_like_noun(analysis, predicate)
    is_verb = "past" in grams or helped(analysis, sentence, predicate, "active")
    predicate.is_noun = set(predicate.roles) <= {"of"} or (looks and not is_verb)
    if predicate.is_noun:
        predicate.roles = {k: v for k, v in predicate.roles.items() if k == "of"} or predicate.roles
    is_going_on = "ing" in grams and "past" not in grams
    predicate.is_passive = (
        not predicate.is_noun and not is_going_on and helped(analysis, sentence, predicate, "passive")
    )
    predicate.is_participle = is_going_on and not helped(analysis, sentence, predicate, "passive")
    if any(analysis.split.tokens[i].normal == "under" for i in range(predicate.first, predicate.last)):
        predicate.is_passive = True  # "came under attack"
    predicate.is_active = not predicate.is_passive and helped(analysis, sentence, predicate, "active")


OBLIQUE = frozenset({"gent", "datv", "ablt", "loct"})
VERBAL = frozenset({"VERB", "INFN", "PRTF", "PRTS", "GRND"})
VERB_SIGNS = frozenset(
    {"to", "they", "we", "which", "that", "who", "would", "could", "can", "may", "might", "will", "did"}
)


def is_gerund(analysis: Analysis, predicate: Predicate) -> bool:
    """ "The launching of", "after firing": a form in -ing that is a noun."""
    before = predicate.first - 1
    return before >= 0 and analysis.split.tokens[before].normal in ("the", "a", "this", "of", "its", "their")


def looks_like_noun(analysis: Analysis, predicate: Predicate) -> bool:
    """A base form or one in -s is a noun but behind its subject, "to" or a helping verb ("Russia attacks", "to hit")."""
    before = predicate.first - 1
    if before < 0:
        return True
    word = analysis.split.tokens[before].normal
    if word in VERB_SIGNS:
        return False
    subjects = analysis.ending_at(predicate.first, "sides", "things", "subtypes", "places")
    for hit in subjects:
        if hit.path[0] in ("things", "subtypes"):
            if "plur" in hit.grams:
                return False
        elif hit.path[-1] != "adjective" and not word.endswith(("'s", "'")):
            return False
    return not analysis.starting_at(before, "adverbs")


def helped(analysis: Analysis, sentence: Sentence, predicate: Predicate, section: str) -> bool:
    """A helping word of the section stands before the predicate with only adverbs or negations between."""
    for i in range(predicate.first - 1, max(sentence.first, predicate.first - 4) - 1, -1):
        if analysis.starting_at(i, section):
            return True
        token = analysis.split.tokens[i]
        if token.kind != "word" or analysis.starting_at(i, "prepositions", "things", "sides", "actions"):
            return False
        if starts_number(analysis, i):
            return False  # "were lost and eight hit their targets": another subject
    return False
