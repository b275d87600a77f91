"""Talks: a place and a round. A round ends with ten days without a report, recaps aside.

A place inside another agrees with it (Florida and Miami, Turkey and Istanbul), and the event keeps the
narrower one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.alerts.countries import is_country
from bot.alerts.identify import Finding, Matched, Part, Step, is_stale, is_vetoed, rule_of
from bot.alerts.ledger import Ledger
from bot.model import Article, Event, Rule, RuleSet, Talks

ROUND = dt.timedelta(days=10)
AHEAD = ("possible", "planned", "ongoing", "held")
"""The phases in their order."""
CANCELLED = "cancelled"
BEHIND = dt.timedelta(hours=12)
"""For so long after "cancelled" or "held" other outlets may still tell what they knew before."""


def find_talks(
    article: Article, facts: Sequence[Matched], ruleset: RuleSet, ledger: Ledger, kin: Sequence[str]
) -> list[Finding]:
    findings: list[Finding] = []
    for rule in rules_of(facts, ruleset, ledger):
        by_event: dict[int | str, list[Matched]] = {}
        events: dict[int | str, Event | None] = {}
        doubtful: list[Matched] = []
        for matched in facts:
            event, count = candidate(rule, talks_of(matched), article, ledger, kin)
            if event is None and count > 1 and is_wide(talks_of(matched)):
                doubtful.append(matched)
                continue
            where = event.event_id if event else new_place(matched, facts)
            events[where] = event
            by_event.setdefault(where, []).append(matched)
        for where, told in by_event.items():
            findings += of_one_round(article, rule, told, events[where])
        for matched in doubtful:
            why = f"talks in {talks_of(matched).place} may be any of several that are known there"
            findings.append(Finding(rule, Step.NONE, (part_of(matched, rule),), why=why))
    return findings


def rules_of(facts: Sequence[Matched], ruleset: RuleSet, ledger: Ledger) -> list[Rule]:
    """The rules that asked for one of the facts, and those with talks under way."""
    ids = dict.fromkeys(rule_id for m in facts for rule_id in m.rules)
    rules = {i: ruleset.rules[i] for i in ids}
    for event in ledger.of_kind("talks"):
        rule = rule_of(ruleset, event.rule_id)
        if rule is not None:
            rules.setdefault(rule.rule_id, rule)
    return list(rules.values())


def talks_of(matched: Matched) -> Talks:
    talks = matched.fact.what
    assert isinstance(talks, Talks)
    return talks


def candidate(
    rule: Rule, talks: Talks, article: Article, ledger: Ledger, kin: Sequence[str]
) -> tuple[Event | None, int]:
    """The open round at the place, or the only one that agrees with it; and how many do."""
    open_ones = []
    for rule_id in (rule.rule_id, *rule.was):
        for event in ledger.of_rule(rule_id):
            if is_vetoed(event, kin) or not is_open(event, article):
                continue
            if event.fields.get("place") == talks.place:
                return ledger.event(event.event_id), 1
            if agree(event, talks):
                open_ones.append(event)
    return (ledger.event(open_ones[0].event_id) if len(open_ones) == 1 else None), len(open_ones)


def is_open(event: Event, article: Article) -> bool:
    return abs(article.written_at - event.last_report_at) < ROUND or article.written_at < event.last_report_at


def agree(event: Event, talks: Talks) -> bool:
    """True where one place lies inside the other."""
    place, country = event.fields.get("place", ""), event.fields.get("country")
    if talks.region == place or event.fields.get("region") == talks.place:
        return True
    same_country = country is not None and country == talks.country
    return same_country and (is_country(place, country) or is_country(talks.place, talks.country))


def is_wide(talks: Talks) -> bool:
    return is_country(talks.place, talks.country)


def new_place(matched: Matched, facts: Sequence[Matched]) -> str:
    """Talks of one article at places inside each other are one round, under the narrower name."""
    talks = talks_of(matched)
    if is_wide(talks):
        inside = {talks_of(m).place for m in facts if talks_of(m).country == talks.country} - {talks.place}
        if len(inside) == 1:
            return inside.pop()
    inside = {talks_of(m).place for m in facts if talks_of(m).region == talks.place}
    return inside.pop() if len(inside) == 1 else talks.place


def of_one_round(article: Article, rule: Rule, told: Sequence[Matched], event: Event | None) -> list[Finding]:
    news = [m for m in told if not talks_of(m).background]
    parts = tuple(part_of(m, rule) for m in told)
    if event is None and not any(rule.rule_id in m.rules for m in told):
        return []
    if not news:
        why = "an earlier round, told as history"
        return [Finding(rule, Step.LATE, parts, event, why=why)]
    phase, leading = phase_of(news)
    fields = fields_of(talks_of(leading))
    if event is None:
        if phase == CANCELLED:
            return [Finding(rule, Step.NONE, parts, why="cancelled, but nobody had told of them")]
        if is_stale(article):
            return [Finding(rule, Step.LATE, parts, fields=fields, why="reached us days after it was written")]
        return [Finding(rule, Step.OPEN, parts, None, fields, state=phase)]
    narrower = fields if is_narrower(talks_of(leading), event) else {}
    step = Step.END if phase == CANCELLED and event.state != CANCELLED else Step.JOIN
    state, why = next_phase(event, phase, article)
    return [Finding(rule, step if state == CANCELLED else Step.JOIN, parts, event, narrower, state=state, why=why)]


def part_of(matched: Matched, rule: Rule) -> Part:
    return Part(matched.number, matched.fact, matched.rules.get(rule.rule_id))


def phase_of(news: Sequence[Matched]) -> tuple[str, Matched]:
    """The farthest phase that the article tells of the round; a cancellation only where nothing is ahead."""
    going = [m for m in news if talks_of(m).phase in AHEAD]
    if going:
        leading = max(going, key=lambda m: AHEAD.index(talks_of(m).phase))
        return talks_of(leading).phase, leading
    return talks_of(news[0]).phase, news[0]


def next_phase(event: Event, phase: str, article: Article) -> tuple[str | None, str]:
    """The phase after this report, and why it is no other. By the time of writing, since outlets lag."""
    now = event.state
    if phase == now:
        return now, f"the talks are known as {phase}"
    if article.written_at < turned_at(event):
        return now, f"written before they were reported {now}"
    if phase == CANCELLED:
        if now == "held":
            return now, "they were reported held"
        return phase, ""
    if now == CANCELLED or AHEAD.index(phase) < AHEAD.index(now or "possible"):
        is_back = now == CANCELLED or (now == "held" and phase == "ongoing")
        if is_back and article.written_at - turned_at(event) > BEHIND:
            return phase, ""
        return now, f"an earlier stage than {now}"
    return phase, ""


def turned_at(event: Event) -> dt.datetime:
    """When the text was written that told the phase held now."""
    turned = event.fields.get("turned_at")
    return dt.datetime.fromisoformat(turned) if turned else event.opened_at


def is_narrower(talks: Talks, event: Event) -> bool:
    place, country = event.fields.get("place", ""), event.fields.get("country")
    if talks.place == place:
        return False
    return talks.region == place or (is_country(place, country) and not is_wide(talks))


def fields_of(talks: Talks) -> dict[str, str]:
    fields = {"place": talks.place}
    if talks.country:
        fields["country"] = talks.country
    if talks.region:
        fields["region"] = talks.region
    if talks.parties:
        fields["parties"] = ", ".join(talks.parties)
    return fields
