"""Closures, reopenings and denials of a named place: what they are to each rule that asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.alerts.episodes import (
    DENIED,
    ENDS,
    TOGETHER,
    Episode,
    Verdict,
    episodes_of,
    is_begin,
    is_end,
    judge_both,
    judge_closed,
    judge_ended,
    number_of,
    since_of,
    status_of,
)
from bot.alerts.identify import Finding, Matched, Part, Step, is_stale, is_vetoed, rule_of
from bot.alerts.ledger import Ledger
from bot.model import Article, Event, Rule, RuleSet, Standing, Status, StatusMatch


def find_statuses(
    article: Article, facts: Sequence[Matched], ruleset: RuleSet, ledger: Ledger, kin: Sequence[str]
) -> list[Finding]:
    places: dict[tuple[str, str], list[Matched]] = {}
    for matched in facts:
        status = matched.fact.what
        assert isinstance(status, Status)
        places.setdefault((status.of, status.place_id), []).append(matched)
    findings: list[Finding] = []
    for (of, place_id), told in places.items():
        events = [e for e in ledger.of_place(of, place_id) if not is_vetoed(e, kin)]
        findings += of_one_place(article, told, ruleset, episodes_of(events))
    return findings


def of_one_place(
    article: Article, told: Sequence[Matched], ruleset: RuleSet, episodes: Sequence[Episode]
) -> list[Finding]:
    closed = [m for m in told if is_begin(m) and m.fact.standing is Standing.ASSERTED]
    ended = [m for m in told if is_end(m) and m.fact.standing is Standing.ASSERTED]
    denied = [m for m in told if is_begin(m) and m.fact.standing is Standing.DENIED]
    verdict_closed: Verdict | None
    verdict_ended: Verdict | None
    if closed and ended:
        verdict_closed, verdict_ended = judge_both(article, closed, ended, episodes)
    else:
        verdict_closed = judge_closed(article, closed, episodes) if closed else None
        verdict_ended = judge_ended(article, ended, episodes) if ended else None
    findings: list[Finding] = []
    if verdict_closed is not None:
        findings += closures(article, closed, verdict_closed, ruleset, episodes)
    if verdict_ended is not None:
        findings += ends(article, ended, verdict_ended, ruleset, number_of(episodes))
    if denied and not closed:
        findings += denials(article, denied, episodes, ruleset)
    return findings


def closures(
    article: Article,
    closed: Sequence[Matched],
    verdict: Verdict,
    ruleset: RuleSet,
    episodes: Sequence[Episode],
) -> list[Finding]:
    findings = []
    if verdict.step is Step.OPEN and episodes and episodes[-1].end is None:
        findings += lapsed(episodes[-1], ruleset)
    number = number_of([verdict.episode]) if verdict.episode is not None else number_of(episodes) + 1
    for rule, parts in by_rule(closed, ruleset):
        event = event_of(verdict.episode, rule)
        step = verdict.step
        if step is Step.OPEN and is_stale(article):
            step, why = Step.LATE, "reached us days after it was written"
        elif step is Step.JOIN and event is None:
            step, why = Step.OPEN, ""
        else:
            why = verdict.why
        fields = fields_of(closed[0], number)
        happened_at = since_of(closed)
        findings.append(
            Finding(
                rule,
                step,
                parts,
                event,
                fields,
                state=status_of(closed[0]).state,
                happened_at=happened_at,
                why=why,
            )
        )
    return findings


def lapsed(episode: Episode, ruleset: RuleSet) -> list[Finding]:
    """Its end was never reported; a new closure says that there must have been one."""
    known = ((rule_of(ruleset, e.rule_id), e) for e in episode.events)
    return [Finding(rule, Step.LAPSE, (), event) for rule, event in known if rule is not None]


def ends(
    article: Article, ended: Sequence[Matched], verdict: Verdict, ruleset: RuleSet, known: int
) -> list[Finding]:
    """The closures' own events end; a rule with `after` opens an event that answers the one it names."""
    findings: list[Finding] = []
    episode, state = verdict.episode, status_of(ended[0]).state
    everything = tuple(Part(m.number, m.fact, None) for m in ended)
    asking = list(by_rule(ended, ruleset))
    answered = {rule.after for rule, _ in asking}
    if verdict.step is Step.END and episode is not None:
        for event in episode.events:
            rule = rule_of(ruleset, event.rule_id)
            if rule is not None and rule.after is None:
                why = "answered" if event.rule_id in answered else ""
                fields = {"ended_by": article.outlet}
                findings.append(
                    Finding(
                        rule, Step.END, everything, event, fields, state=state, happened_at=verdict.at, why=why
                    )
                )
    for rule, parts in asking:
        findings.append(end_for(article, rule, parts, verdict, ended, known))
    if verdict.step is Step.MARK and not asking:
        keeper = next((r for r in ruleset.rules.values() if asks_for(r, status_of(ended[0]))), None)
        if keeper is not None:
            fields = {**fields_of(ended[0], known + 1), "ended_by": article.outlet}
            findings.append(
                Finding(
                    keeper,
                    Step.MARK,
                    everything,
                    None,
                    fields,
                    state=state,
                    happened_at=verdict.at,
                    why=verdict.why,
                )
            )
    return findings


def end_for(
    article: Article, rule: Rule, parts: tuple[Part, ...], verdict: Verdict, ended: Sequence[Matched], known: int
) -> Finding:
    """What a reopening is to a rule that asks for it."""
    state = status_of(ended[0]).state
    number = known + 1 if verdict.step is Step.MARK else known
    fields = {**fields_of(ended[0], number), "ended_by": article.outlet}
    own = event_of(verdict.episode, rule)
    if verdict.step is Step.MARK:
        return Finding(
            rule,
            Step.MARK,
            parts,
            None,
            fields,
            state=state,
            happened_at=verdict.at,
            why=verdict.why,
            is_late=verdict.why == TOGETHER,
        )
    if own is not None or verdict.step is not Step.END:
        step: Step = Step.JOIN if own is not None else Step.NONE
        if verdict.step is Step.LATE:
            step = Step.LATE
        return Finding(rule, step, parts, own, {}, state=state, why=verdict.why)
    if rule.after is None:
        return Finding(rule, Step.OPEN, parts, None, fields, state=state, happened_at=verdict.at)
    closure = (
        next((e for e in verdict.episode.events if e.rule_id == rule.after), None) if verdict.episode else None
    )
    if closure is None or closure.told is None or closure.alert_id is None or closure.is_learned:
        why = f"no alert of {rule.after} had told it"
        return Finding(rule, Step.NONE, parts, None, fields, state=state, why=why)
    fields["after"] = str(closure.event_id)
    fields["episode"] = closure.fields.get("episode", fields["episode"])
    return Finding(
        rule, Step.OPEN, parts, None, fields, state=state, answers=closure.alert_id, happened_at=verdict.at
    )


def denials(
    article: Article, denied: Sequence[Matched], episodes: Sequence[Episode], ruleset: RuleSet
) -> list[Finding]:
    """The place itself says that it never closed: no reopening, but what was told must be put right."""
    parts = tuple(Part(m.number, m.fact, None) for m in denied)
    last = episodes[-1] if episodes else None
    if last is None:
        return []
    findings = []
    for event in last.events:
        rule = rule_of(ruleset, event.rule_id)
        if rule is None or event.state in ENDS:
            continue
        is_over = event.state == DENIED or last.end is not None or article.written_at < last.start
        step, why = (Step.JOIN, "the denial is known") if is_over else (Step.END, "")
        fields = {"ended_by": article.outlet}
        findings.append(
            Finding(rule, step, parts, event, fields, state=DENIED, happened_at=article.written_at, why=why)
        )
    return findings


def by_rule(facts: Sequence[Matched], ruleset: RuleSet) -> Iterable[tuple[Rule, tuple[Part, ...]]]:
    asked: dict[str, list[Part]] = {}
    for matched in facts:
        for rule_id, preference in matched.rules.items():
            asked.setdefault(rule_id, []).append(Part(matched.number, matched.fact, preference))
    return [(ruleset.rules[rule_id], tuple(parts)) for rule_id, parts in asked.items()]


def event_of(episode: Episode | None, rule: Rule) -> Event | None:
    if episode is None:
        return None
    ids = {rule.rule_id, *rule.was}
    return next((e for e in episode.events if e.rule_id in ids), None)


def asks_for(rule: Rule, status: Status) -> bool:
    match = rule.match
    return isinstance(match, StatusMatch) and match.of == status.of and rule.after is None


def fields_of(matched: Matched, number: int) -> Mapping[str, str]:
    status = status_of(matched)
    fields = {"of": status.of, "place_id": status.place_id, "name": status.name, "episode": str(number)}
    if status.of == "airport":
        fields["airport"] = status.place_id
    if status.region:
        fields["region"] = status.region
    if status.country:
        fields["country"] = status.country
    if status.around:
        fields["around"] = status.around
    return fields
