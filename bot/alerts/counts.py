"""Counts: which attack a number belongs to, and what it is there (a tally, a claim, something beside)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from bot.alerts.days import KYIV, NIGHT_BEGINS, attack_day, day_of, is_recalled
from bot.alerts.figures import COUNTING
from bot.alerts.identify import Finding, Matched, Part, Step, is_stale, is_vetoed, only_candidate, rule_of
from bot.alerts.ledger import Ledger, key_of
from bot.alerts.roles import WEAPONS, attacker_of, figures_of
from bot.model import Article, Bound, Count, CountMatch, Event, Fact, Figure, Rule, RuleSet

WHOLE_FROM = 10
"""Smaller numbers may be the same for a city and the country by chance."""
TALLIES_BEGIN = dt.time(5)
"""Before this hour (Kyiv) no tally of the night that is going on has come out."""

Where = tuple[str, int | tuple[str, ...]]
"""A rule with an event's id, or with the identity of an event to be."""
Placed = tuple[Rule, Event | None, dict[str, str]]


def find_counts(
    article: Article, facts: Sequence[Matched], ruleset: RuleSet, ledger: Ledger, kin: Sequence[str]
) -> list[Finding]:
    """`kin` are the ids of the article and of what it copies, for an owner's vetoes."""
    groups: dict[Where, list[Part]] = {}
    placed: dict[Where, Placed] = {}
    for matched in facts:
        for rule_id, preference in matched.rules.items():
            rule = ruleset.rules[rule_id]
            day = likely_day(article, matched.fact, rule, ledger)
            fields = fields_of(matched.fact, rule, day)
            event = known_event(rule, fields, day, ledger, article, kin)
            where = (rule_id, event.event_id) if event else new_place(rule, fields, placed)
            if where in placed and event is None:
                placed[where] = (rule, None, {**fields, **placed[where][2]})
            placed.setdefault(where, (rule, event, fields))
            groups.setdefault(where, []).append(Part(matched.number, matched.fact, preference))
    join_others(article, facts, ruleset, ledger, groups, placed)
    return [finding(article, kin, *placed[where], tuple(parts), ledger) for where, parts in groups.items()]


def new_place(rule: Rule, fields: Mapping[str, str], placed: Mapping[Where, Placed]) -> Where:
    """Where a number of no known event belongs: to the article's other numbers that agree with it."""
    by = by_of(rule)
    for where, (other, event, known) in placed.items():
        if (
            other is rule
            and event is None
            and all(known.get(f) in (None, fields.get(f, known.get(f))) for f in by)
        ):
            return where
    return (rule.rule_id, tuple(fields.get(f, "") for f in by))


def by_of(rule: Rule) -> tuple[str, ...]:
    """The identifying fields of a count rule."""
    if rule.same_event.by:
        return rule.same_event.by
    match = rule.match
    assert isinstance(match, CountMatch)
    if match.quantity_id is not None or not set(match.things) <= set(WEAPONS):
        return ("place", "day")
    return ("attacker", "day") if match.nationwide else ("attacker", "place", "day")


def fields_of(fact: Fact, rule: Rule, day: dt.date) -> dict[str, str]:
    count = fact.what
    assert isinstance(count, Count)
    fields = {"thing": count.thing, "day": day.isoformat()}
    attacker = attacker_of(fact)
    if attacker:
        fields["attacker"] = attacker
    if count.place:
        fields["place"] = count.place
    return fields


def likely_day(article: Article, fact: Fact, rule: Rule, ledger: Ledger) -> dt.date:
    """The fact's day. Where only the hour of an evening or a small hour settled it, the night before may be
    meant: an exact nation-wide tally looks back at it, since none of the coming night is out yet, and so does
    any number that was told of it."""
    day = day_of(fact, article.written_at)
    hour = article.written_at.astimezone(KYIV).time()
    is_by_the_hour = not fact.day_from_text and (hour >= NIGHT_BEGINS or hour < TALLIES_BEGIN)
    if not is_by_the_hour or day != attack_day(article.written_at):
        return day
    before = day - dt.timedelta(days=1)
    count = fact.what
    assert isinstance(count, Count)
    is_tally = count.bound is Bound.EXACT and count.place is None and not count.added
    fields = fields_of(fact, rule, before)
    for event in ledger.of_day(before):
        if event.rule_id == rule.rule_id and all(event.fields.get(k) == v for k, v in fields.items()):
            figures = event.figures if event.held is None else (*event.figures, event.held)
            if is_tally or any(f.value == count.value and f.action == count.action for f in figures):
                return before
    return day


def known_event(
    rule: Rule,
    fields: Mapping[str, str],
    day: dt.date,
    ledger: Ledger,
    article: Article,
    kin: Sequence[str],
) -> Event | None:
    by = by_of(rule)
    ids = {rule.rule_id, *rule.was}
    if "day" in by:
        events: Iterable[Event] = (e for e in ledger.of_day(day) if e.rule_id in ids)
    else:
        events = (e for i in ids for e in ledger.of_rule(i))
        events = (e for e in events if abs(article.written_at - e.last_report_at) <= rule.same_event.within)
    events = (e for e in events if not is_vetoed(e, kin))
    if "place" in by and fields["thing"] in WEAPONS:  # no place is the whole country there, not a gap
        events = (e for e in events if e.fields.get("place") == fields.get("place"))
    found, _ = only_candidate(events, fields, by)
    return ledger.event(found.event_id) if found else None


def finding(
    article: Article,
    kin: Sequence[str],
    rule: Rule,
    event: Event | None,
    fields: Mapping[str, str],
    parts: tuple[Part, ...],
    ledger: Ledger,
) -> Finding:
    figures = figures_of(article, kin, rule, event, fields, parts, ledger)
    if event is not None:
        learned = {k: v for k, v in fields.items() if k not in event.fields}
        return Finding(rule, Step.JOIN, parts, event, learned, figures)
    day = dt.date.fromisoformat(fields["day"])
    if is_recalled(day, article.written_at):
        return Finding(
            rule, Step.LATE, parts, None, fields, figures, why=f"recalls an attack of {day}, days before"
        )
    if is_stale(article) or ledger.known_key(key_of(rule.rule_id, fields)) is not None:
        return Finding(rule, Step.LATE, parts, None, fields, figures, why="reached us days after it was written")
    if not any(f.role in COUNTING for f in figures):
        return Finding(rule, Step.NONE, parts, None, fields, figures, why=why_not(figures))
    if is_whole_tally(figures, day, fields, ledger):
        return Finding(rule, Step.NONE, parts, None, fields, figures, why="the nation-wide tally, not one place's")
    return Finding(rule, Step.OPEN, parts, None, fields, figures)


def is_whole_tally(figures: Sequence[Figure], day: dt.date, fields: Mapping[str, str], ledger: Ledger) -> bool:
    """True where a place is given just the number that was told for the whole country: a text that names the
    place for another reason ("Moscow said") was misread."""
    place, attacker = fields.get("place"), fields.get("attacker")
    if place is None or max(f.value for f in figures) < WHOLE_FROM:
        return False
    whole = [e for e in ledger.of_day(day) if "place" not in e.fields and e.fields.get("attacker") == attacker]
    known = {(f.action, f.value) for e in whole for f in e.figures if f.place is None}
    return any((f.action, f.value) in known for f in figures if f.role in COUNTING)


def why_not(figures: Sequence[Figure]) -> str:
    if any(f.role == "claim" for f in figures):
        return "only the attacking side claims it; the tally is the attacked side's"
    return "a share of a total, which is not told"


# -- numbers that no rule asked for, of events that are known ----------------------------------------------------


def join_others(
    article: Article,
    facts: Sequence[Matched],
    ruleset: RuleSet,
    ledger: Ledger,
    groups: dict[Where, list[Part]],
    placed: dict[Where, Placed],
) -> None:
    """Hits, totals with missiles, parts and numbers without an attacker join the event they belong to."""
    for matched in facts:
        day = day_of(matched.fact, article.written_at)
        for where, (rule, event, fields) in list(placed.items()):
            if rule.rule_id not in matched.rules and belongs(
                matched.fact, rule, event.fields if event else fields, day
            ):
                groups[where].append(
                    Part(matched.number, matched.fact, None, gap(matched.fact, event.fields if event else fields))
                )
        if matched.rules:
            continue
        homes = []
        for event in ledger.of_day(day):
            rule_or_none = rule_of(ruleset, event.rule_id)
            if rule_or_none is None or event.merged_into is not None:
                continue
            where = (rule_or_none.rule_id, event.event_id)
            if where in placed:
                continue
            if belongs(matched.fact, rule_or_none, event.fields, day) and stands_on_its_own(matched.fact, event):
                homes.append((where, rule_or_none, event))
        if (
            any(gap(matched.fact, e.fields) for _, _, e in homes)
            and len({e.fields.get("attacker") for _, _, e in homes}) > 1
        ):
            continue  # whose it is cannot be said
        for where, rule, event in homes:
            placed[where] = (rule, event, dict(event.fields))
            groups.setdefault(where, []).append(
                Part(matched.number, matched.fact, None, gap(matched.fact, event.fields if event else fields))
            )


def belongs(fact: Fact, rule: Rule, fields: Mapping[str, str], day: dt.date) -> bool:
    count, match = fact.what, rule.match
    if not isinstance(count, Count) or not isinstance(match, CountMatch):
        return False
    things = set(match.things) | ({"mixed"} if set(match.things) & set(WEAPONS) else set())
    if count.thing not in things or fields.get("day") != day.isoformat():
        return False
    attacker = attacker_of(fact)
    if attacker and fields.get("attacker") and attacker != fields["attacker"]:
        return False
    place = fields.get("place")
    return count.place == place or (place is None and count.place is not None and match.nationwide)


def gap(fact: Fact, fields: Mapping[str, str]) -> str:
    """Why the fact is not surely of the event with these fields."""
    return "does not say whose they were" if "attacker" in fields and attacker_of(fact) is None else ""


def stands_on_its_own(fact: Fact, event: Event) -> bool:
    """A share of one region is worth keeping only beside the total that its own article states."""
    count = fact.what
    assert isinstance(count, Count)
    return count.place == event.fields.get("place") and not count.part
