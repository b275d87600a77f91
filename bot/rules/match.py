"""Which rules each fact meets, and because of what: a few look-ups a fact, however many rules there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.model.facts import Count, Fact, Phrase, Span, Status, Talks
from bot.model.rules import CountMatch, Match, PhraseMatch, Rule, RuleSet, StatusMatch, TalksMatch
from bot.rules.words import attacker_of, describe

ANY = "*"
NOWHERE = "-"
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One way into a rule."""

    rule_id: str
    preference: int = 0


@dataclass(frozen=True, slots=True)
class RuleIndex:
    """Rules by what a fact must hold to meet them."""

    entries: Mapping[Key, tuple[Entry, ...]]
    nots: Mapping[str, tuple[str, ...]]
    """Rule -> phrases that must not stand in the same sentence."""


def index_rules(ruleset: RuleSet) -> RuleIndex:
    """Rules that are off are left out; drafts are matched like others, and kept silent later."""
    entries: dict[Key, list[Entry]] = {}
    nots: dict[str, tuple[str, ...]] = {}
    for rule in ruleset.rules.values():
        if rule.status == "off":
            continue
        for key, preference in keys_of(rule):
            entries.setdefault(key, []).append(Entry(rule.rule_id, preference))
        if isinstance(rule.match, PhraseMatch) and rule.match.not_ids:
            nots[rule.rule_id] = rule.match.not_ids
    return RuleIndex({key: tuple(found) for key, found in entries.items()}, nots)


def keys_of(rule: Rule) -> Iterator[tuple[Key, int]]:
    match = rule.match
    if isinstance(match, CountMatch):
        places = [NOWHERE] if match.nationwide else [p.casefold() for p in match.places] or [ANY]
        for thing in match.things:
            for preference, action in enumerate(match.actions or (ANY,)):
                for attacker in match.attackers or (ANY,):
                    yield from ((("count", thing, action, attacker, place), preference) for place in places)
    elif isinstance(match, StatusMatch):
        for state in match.states:
            for place in [p.casefold() for p in match.places] or [ANY]:
                yield from (
                    (("status", match.of, state, place, country), 0) for country in match.countries or (ANY,)
                )
    elif isinstance(match, TalksMatch):
        for phase in match.phases:
            for place in [p.casefold() for p in match.places] or [ANY]:
                yield from ((("talks", phase, place, country), 0) for country in match.countries or (ANY,))
    else:
        yield from ((("phrase", phrase_id), 0) for phrase_id in match.phrase_ids)


def match_facts(index: RuleIndex, facts: Sequence[Fact]) -> tuple[Match, ...]:
    """Every rule that a fact may open an event of, in the order of the facts.

    Only news matches: what is denied, planned, historic or a total of months does not. Whether a further fact
    belongs to an event that is open is not asked here.
    """
    found: list[Match] = []
    refused = refused_sentences(facts) if index.nots else {}
    for number, fact in enumerate(facts):
        if not fact.is_news:
            continue
        seen: set[str] = set()
        for key in keys_for(fact):
            for entry in index.entries.get(key, ()):
                if entry.rule_id in seen or is_refused(index, entry.rule_id, fact, refused):
                    continue
                seen.add(entry.rule_id)
                found.append(Match(entry.rule_id, number, describe(fact), entry.preference))
    return tuple(found)


def keys_for(fact: Fact) -> Iterator[Key]:
    """Every key that leads to rules which this fact meets, the narrowest first."""
    what = fact.what
    if isinstance(what, Count):
        place = what.place.casefold() if what.place else NOWHERE
        for action in dict.fromkeys((what.action, ANY)):
            whose = attacker_of(fact, what)
            for attacker in (whose, ANY) if whose else (ANY,):
                yield from (("count", what.thing, action, attacker, p) for p in (place, ANY))
    elif isinstance(what, Status):
        for place in dict.fromkeys((what.place_id.casefold(), what.name.casefold(), ANY)):
            for country in (what.country, ANY) if what.country else (ANY,):
                yield "status", what.of, what.state, place, country
    elif isinstance(what, Talks):
        for place in (what.place.casefold(), ANY):
            for country in (what.country, ANY) if what.country else (ANY,):
                yield "talks", what.phase, place, country
    else:
        yield "phrase", what.phrase_id


def refused_sentences(facts: Sequence[Fact]) -> dict[str, set[Span]]:
    """Phrase -> the sentences that it stands in."""
    found: dict[str, set[Span]] = {}
    for fact in facts:
        if isinstance(fact.what, Phrase):
            found.setdefault(fact.what.phrase_id, set()).add(fact.evidence)
    return found


def is_refused(index: RuleIndex, rule_id: str, fact: Fact, refused: Mapping[str, set[Span]]) -> bool:
    """True where a phrase of the rule's `not` stands in the fact's sentence."""
    return any(
        fact.evidence.start < span.end and span.start < fact.evidence.end
        for phrase_id in index.nots.get(rule_id, ())
        for span in refused.get(phrase_id, ())
    )
