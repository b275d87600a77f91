"""Which facts meet which rules."""

from __future__ import annotations

import pytest

from bot.model import Bound, Count, Fact, Phrase, RuleSet, Span, Standing, Status, Talks
from bot.model.facts import Statement
from bot.rules.load import load_files
from bot.rules.match import index_rules, match_facts
from bot.rules.words import describe, why_not


def fact(what: Statement, standing: Standing = Standing.ASSERTED, side: str | None = None, at: int = 0) -> Fact:
    return Fact(
        what=what,
        span=Span(at, at + 5),
        evidence=Span(at, at + 50),
        found_by="test",
        standing=standing,
        claimed_by_side=side,
    )


RULES = {
    "attack": "{count: {of: drone, action: [launched, downed], attacker: Russia, place: none}}",
    "capital": "{count: {of: drone, action: downed, place: [Moscow, Kyiv]}}",
    "any-missile": "{count: {of: missile}}",
    "closed": "{status: {of: airport, is: closed}}",
    "sheremetyevo": "{status: {of: airport, is: [closed, reopened], place: [SVO, Vnukovo]}}",
    "in-russia": "{status: {of: airport, is: closed, country: RU}}",
    "talks": "{talks: {phase: [planned, ongoing]}}",
    "turkey": "{talks: {phase: planned, country: TR}}",
    "geneva": "{talks: {phase: held, place: Geneva}}",
    "words": "{phrases: [truce signed], not: [no truce]}",
    "power": "{count: {of: [home*], state: [without power]}}",
}


def ruleset(**rules: str) -> RuleSet:
    lines = "".join(f"- {{id: {i}, title: T, match: {m}}}\n" for i, m in rules.items())
    loaded = load_files({"x.yaml": f"version: 1\nrules:\n{lines}"})
    assert not loaded.errors
    return loaded.ruleset


INDEX = index_rules(ruleset(**RULES))
SVO = Status("airport", "SVO", "Sheremetyevo", "closed", country="RU")

SITUATIONS: dict[str, tuple[Fact, list[str]]] = {
    "launched nation-wide by Russia": (fact(Count("drone", "launched", 97, attacker="RU")), ["attack"]),
    "downed nation-wide": (fact(Count("drone", "downed", 97, attacker="RU")), ["attack"]),
    "by the other side": (fact(Count("drone", "launched", 97, attacker="UA")), []),
    "by whom is not known": (fact(Count("drone", "launched", 97)), []),
    "downed, as the attacked side counts": (fact(Count("drone", "downed", 97), side="UA"), ["attack"]),
    "hits are not asked for": (fact(Count("drone", "hit", 97, attacker="RU")), []),
    "over a region": (fact(Count("drone", "downed", 97, attacker="UA", place="Moscow Oblast")), []),
    "over a capital": (fact(Count("drone", "downed", 9, attacker="UA", place="Moscow")), ["capital"]),
    "any action of missiles": (fact(Count("missile", "hit", 3, attacker="RU", place="Kyiv")), ["any-missile"]),
    "a total of months": (fact(Count("drone", "launched", 9700, attacker="RU", scope="cumulative")), []),
    "planned": (fact(Count("drone", "launched", 97, attacker="RU"), Standing.PLANNED), []),
    "an airport by its code": (fact(SVO), ["sheremetyevo", "in-russia", "closed"]),
    "an airport by its name": (
        fact(Status("airport", "VKO", "Vnukovo", "reopened", country="RU")),
        ["sheremetyevo"],
    ),
    "an airport elsewhere": (fact(Status("airport", "RIX", "Riga", "closed", country="LV")), ["closed"]),
    "another class of place": (fact(Status("port", "SVO", "x", "closed")), []),
    "talks in a country": (fact(Talks("Istanbul", "TR", "planned")), ["turkey", "talks"]),
    "talks at a place": (fact(Talks("Geneva", "CH", "held")), ["geneva"]),
    "talks of old": (fact(Talks("Geneva", "CH", "held", background=True)), []),
    "words": (fact(Phrase("words/1", "truce signed")), ["words"]),
    "words of no rule": (fact(Phrase("words/2", "truce signed")), []),
    "a quantity of its own": (fact(Count("power", "", 5000)), ["power"]),
}


@pytest.mark.parametrize(("told", "expected"), SITUATIONS.values(), ids=SITUATIONS)
def test_a_fact_meets_the_rules_that_ask_for_it(told: Fact, expected: list[str]) -> None:
    found = match_facts(INDEX, [told])
    assert sorted(m.rule_id for m in found) == sorted(expected)
    assert all(m.because == describe(told) for m in found)


@pytest.mark.parametrize(("told", "expected"), SITUATIONS.values(), ids=SITUATIONS)
def test_what_a_fact_lacks_is_said_for_exactly_the_rules_it_does_not_meet(told: Fact, expected: list[str]) -> None:
    for rule_id, rule in ruleset(**RULES).rules.items():
        assert (why_not(rule, told) == "") == (rule_id in expected), rule_id


def test_the_first_action_is_preferred() -> None:
    facts = [
        fact(Count("drone", "downed", 80, attacker="RU")),
        fact(Count("drone", "launched", 97, attacker="RU")),
    ]
    assert [(m.fact_number, m.preference) for m in match_facts(INDEX, facts)] == [(0, 1), (1, 0)]


def test_a_word_under_not_silences_its_sentence_only() -> None:
    said, refused = fact(Phrase("words/1", "truce signed")), Phrase("words/not/1", "no truce")
    assert match_facts(INDEX, [said, fact(refused)]) == ()
    assert len(match_facts(INDEX, [said, fact(refused, at=60)])) == 1


def test_a_rule_that_is_off_meets_nothing_and_a_draft_does() -> None:
    text = (
        "version: 1\nrules:\n"
        "- {id: off, title: T, status: off, match: {count: {of: drone}}}\n"
        "- {id: draft, title: T, status: draft, match: {count: {of: drone}}}\n"
    )
    index = index_rules(load_files({"x.yaml": text}).ruleset)
    found = match_facts(index, [fact(Count("drone", "hit", 3))])
    assert [m.rule_id for m in found] == ["draft"]


def test_why_not_names_the_field_and_both_values() -> None:
    rules = ruleset(**RULES).rules
    assert why_not(rules["attack"], fact(Count("drone", "launched", 9, attacker="UA"))) == (
        "attacker is UA, the rule wants RU"
    )
    assert why_not(rules["attack"], fact(Count("drone", "launched", 9, attacker="RU", place="Kyiv"))) == (
        "place is Kyiv, the rule wants nation-wide numbers"
    )
    assert why_not(rules["closed"], fact(Talks("Geneva", "CH", "held"))) == (
        "a talks, and the rule asks for a status"
    )


def test_a_fact_is_described_in_plain_words() -> None:
    assert describe(fact(Count("drone", "launched", 1097, Bound.AT_LEAST, attacker="RU"))) == (
        "at least 1,097 drones launched, of Russia, nation-wide"
    )
    assert describe(fact(SVO)) == "airport Sheremetyevo (SVO) closed"
