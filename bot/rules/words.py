"""Facts and rules in plain words: what a fact is, and what it lacks of what a rule asks for."""

from __future__ import annotations

from collections.abc import Sequence

from bot.model.facts import Bound, Count, Fact, Phrase, Standing, Status, Talks
from bot.model.rules import CountMatch, Matcher, PhraseMatch, Rule, StatusMatch, TalksMatch

SIDE_NAMES = {"RU": "Russia", "UA": "Ukraine"}


def attacker_of(fact: Fact, count: Count) -> str | None:
    """Whose weapons, where the text says so or it follows: only the attacked side counts what it shot down."""
    if count.attacker is None and count.action == "downed" and fact.claimed_by_side in SIDE_NAMES:
        return "UA" if fact.claimed_by_side == "RU" else "RU"
    return count.attacker


BOUNDS = {Bound.EXACT: "", Bound.AT_LEAST: "at least ", Bound.ABOUT: "about ", Bound.AT_MOST: "at most "}


def describe(fact: Fact) -> str:
    """The fact in plain words: what `because` says."""
    what = fact.what
    if isinstance(what, Count):
        attacker = attacker_of(fact, what)
        whose = f", of {SIDE_NAMES.get(attacker, attacker)}" if attacker else ""
        where = f", {what.place}" if what.place else ", nation-wide"
        action = f" {what.action}" if what.action else ""
        return f"{BOUNDS[what.bound]}{what.value:,} {what.thing}{'s' if what.action else ''}{action}{whose}{where}"
    if isinstance(what, Status):
        return f"{what.of} {what.name} ({what.place_id}) {what.state}"
    if isinstance(what, Talks):
        return f"talks {what.phase}, {what.place}"
    slots = "".join(f", ${name} = {text}" for name, text in what.slots.items())
    return f"the words '{what.words}'{slots}"


def why_not(rule: Rule, fact: Fact) -> str:
    """What a fact lacks of what the rule matches, in plain words; empty where it lacks nothing."""
    if not fact.is_news:
        return "no news: " + why_no_news(fact)
    match, what = rule.match, fact.what
    if isinstance(match, CountMatch) and isinstance(what, Count):
        return lacks_of_count(match, fact, what)
    if isinstance(match, StatusMatch) and isinstance(what, Status):
        return first_of(
            ("class", match.of, (what.of,)),
            ("state", match.states, (what.state,)),
            ("place", match.places, (what.place_id, what.name)),
            ("country", match.countries, (what.country,)),
        )
    if isinstance(match, TalksMatch) and isinstance(what, Talks):
        return first_of(
            ("phase", match.phases, (what.phase,)),
            ("place", match.places, (what.place,)),
            ("country", match.countries, (what.country,)),
        )
    if isinstance(match, PhraseMatch) and isinstance(what, Phrase):
        if what.phrase_id in match.not_ids:
            return "stands under `not`"
        return "" if what.phrase_id in match.phrase_ids else "the words of another rule"
    return f"a {fact.kind}, and the rule asks for a {kind_of(match)}"


def lacks_of_count(match: CountMatch, fact: Fact, count: Count) -> str:
    if match.nationwide and count.place is not None:
        return f"place is {count.place}, the rule wants nation-wide numbers"
    return first_of(
        ("thing", match.things, (count.thing,)),
        ("action", match.actions, (count.action,)),
        ("attacker", match.attackers, (attacker_of(fact, count),)),
        ("place", match.places, (count.place,)),
    )


def first_of(*asked: tuple[str, str | Sequence[str], Sequence[str | None]]) -> str:
    for name, wanted, found in asked:
        wanted = (wanted,) if isinstance(wanted, str) else wanted
        known = [f for f in found if f]
        if wanted and not any(f.casefold() == w.casefold() for f in known for w in wanted):
            return f"{name} is {' or '.join(known) or 'not known'}, the rule wants {' or '.join(wanted)}"
    return ""


def kind_of(match: Matcher) -> str:
    return {CountMatch: "count", StatusMatch: "status", TalksMatch: "talks"}.get(type(match), "phrase")


def why_no_news(fact: Fact) -> str:
    if fact.standing is not Standing.ASSERTED:
        return fact.standing.value
    return "a total over a longer time" if isinstance(fact.what, Count) else "an earlier round"
