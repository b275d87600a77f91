"""Phrases: two articles tell the same story where their titles and leads are nearly alike, and no named place,
actor or number contradicts that."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from bot.alerts.identify import Finding, Matched, Part, Step, is_stale, is_vetoed
from bot.alerts.ledger import Ledger
from bot.model import Article, Event, Phrase, Rule, RuleSet

LEAD = 300
"""Characters of text that count as the lead."""
ALIKE = 0.3
"""Share of the shorter one's word pairs that must recur. Rewordings of one wire story lie above it."""
LOOKED_AT = 300
"""The rule's latest events that are compared."""

WORD = re.compile(r"\w+")
NAME = re.compile(r"(?<=[\w,;] )[A-ZА-ЯЁІЇЄҐ][\w’'-]{2,}")
NUMBER = re.compile(r"\b\d{1,3}(?:[ ,.\u00a0]\d{3})+\b|\b\d+\b")
STEM = 5
"""Letters of a name that are compared: case endings differ."""


def find_phrases(
    article: Article, facts: Sequence[Matched], ruleset: RuleSet, ledger: Ledger, kin: Sequence[str]
) -> list[Finding]:
    asked: dict[str, list[Matched]] = {}
    for matched in facts:
        for rule_id in matched.rules:
            asked.setdefault(rule_id, []).append(matched)
    findings = []
    for rule_id, told in asked.items():
        rule = ruleset.rules[rule_id]
        parts = tuple(Part(m.number, m.fact, m.rules[rule_id]) for m in told)
        fields = fields_of(article, told)
        event = known_story(article, rule, fields, ledger, kin)
        if event is not None:
            findings.append(Finding(rule, Step.JOIN, parts, event, why="the story is known"))
        elif is_stale(article):
            findings.append(
                Finding(rule, Step.LATE, parts, None, fields, why="reached us days after it was written")
            )
        else:
            findings.append(Finding(rule, Step.OPEN, parts, None, fields))
    return findings


def fields_of(article: Article, told: Sequence[Matched]) -> dict[str, str]:
    """The words, slots and story of the article; `story` is what later ones are compared with."""
    phrase = told[0].fact.what
    assert isinstance(phrase, Phrase)
    slots = {k: v for m in told if isinstance(m.fact.what, Phrase) for k, v in m.fact.what.slots.items()}
    return {**slots, "words": phrase.words, "story": story_of(article)}


def story_of(article: Article) -> str:
    lead = article.text if article.text.startswith(article.title) else f"{article.title}. {article.text}"
    return " ".join(lead.split())[: LEAD + len(article.title)]


def known_story(
    article: Article, rule: Rule, fields: dict[str, str], ledger: Ledger, kin: Sequence[str]
) -> Event | None:
    by = [f for f in rule.same_event.by if f not in ("story", "day")]
    looked_at = 0
    for rule_id in (rule.rule_id, *rule.was):
        for event in ledger.of_rule(rule_id):
            looked_at += 1
            if looked_at > LOOKED_AT:
                return None
            if abs(article.written_at - event.last_report_at) > rule.same_event.within or is_vetoed(event, kin):
                continue
            agrees = all(event.fields.get(f) == fields.get(f) for f in by) if by else is_same_story(event, fields)
            if agrees:
                return ledger.event(event.event_id)
    return None


def is_same_story(event: Event, fields: dict[str, str]) -> bool:
    known, told = event.fields.get("story", ""), fields["story"]
    if conflict(known, told) or slots_conflict(event, fields):
        return False
    return alike(known, told) >= ALIKE


def slots_conflict(event: Event, fields: dict[str, str]) -> bool:
    return any(
        event.fields[k].casefold()[:STEM] != v.casefold()[:STEM]
        for k, v in fields.items()
        if k not in ("words", "story") and k in event.fields
    )


def alike(one: str, other: str) -> float:
    """Share of the word pairs of the shorter text that the other has, too."""
    a, b = pairs(one), pairs(other)
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def pairs(text: str) -> set[tuple[str, str]]:
    words = [w[:STEM] for w in WORD.findall(text.casefold())]
    return set(itertools.pairwise(words)) or {(w, "") for w in words}


def conflict(one: str, other: str) -> bool:
    """True where both name places or people, or both give numbers, and have none in common."""
    return disjoint(names(one), names(other)) or disjoint(set(NUMBER.findall(one)), set(NUMBER.findall(other)))


def names(text: str) -> set[str]:
    return {n.casefold()[:STEM] for n in NAME.findall(text)}


def disjoint(one: set[str], other: set[str]) -> bool:
    return bool(one) and bool(other) and not one & other
