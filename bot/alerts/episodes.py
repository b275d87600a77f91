"""Status: a named place and its episode, from closed to reopened. The episode belongs to the place, not to a rule.

Outlets tell closures more often than reopenings, late, and in every order; what counts is when a text was
written, or the hours it names, not when it arrived.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.alerts.identify import Finding, Matched, Part, Step, is_stale, is_vetoed
from bot.alerts.ledger import Ledger
from bot.model import Article, Event, Rule, RuleSet, Standing, Status, StatusMatch

ENDS = frozenset({"reopened", "open", "restored", "resumed", "lifted"})
"""States that end an episode; every other one begins or continues it."""
DENIED = "denied"
LAPSE = dt.timedelta(hours=18)
"""After so long without a report a further closure is a new episode."""
FRESH_START = dt.timedelta(hours=1)
"""So is one that names a start this much after the last report."""
SLOW_OUTLET = dt.timedelta(minutes=15)
"""A closure told this soon after a reopening, by neither the place's own feed nor the outlet that told the
reopening, is still the old one."""
JUST_CLOSED = dt.timedelta(minutes=60)
"""A text that tells closed and reopened this soon after the place closed again looks back at the reopening."""
TOGETHER = "tells the closure and its reopening together"
SAME_DAY = dt.timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Episode:
    """One time that a place was closed: from `start` to `end` (None while it lasts)."""

    start: dt.datetime
    end: dt.datetime | None
    last_report_at: dt.datetime
    events: tuple[Event, ...]
    ended_by: str = ""
    """The outlet that told the end."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the article's statements on one place come to."""

    step: Step
    episode: Episode | None
    why: str
    at: dt.datetime


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


def episodes_of(events: Sequence[Event]) -> list[Episode]:
    """The place's episodes, oldest first. Events of several rules that overlap are one episode."""
    found: list[Episode] = []
    for event in events:
        is_end = event.state in ENDS and "after" in event.fields
        if found and (is_end or overlaps(found[-1], event)):
            found[-1] = widened(found[-1], event)
        else:
            found.append(
                Episode(
                    began_at(event),
                    event.ended_at,
                    event.last_report_at,
                    (event,),
                    event.fields.get("ended_by", ""),
                )
            )
    return found


def began_at(event: Event) -> dt.datetime:
    return event.happened_at or event.opened_at


def overlaps(episode: Episode, event: Event) -> bool:
    if event.fields.get("episode") is not None:
        return event.fields["episode"] == episode.events[0].fields.get("episode")
    return episode.end is None or began_at(event) <= episode.end


def widened(episode: Episode, event: Event) -> Episode:
    return replace(
        episode,
        end=event.ended_at or episode.end,
        last_report_at=max(episode.last_report_at, event.last_report_at),
        events=(*episode.events, event),
        ended_by=event.fields.get("ended_by") or episode.ended_by,
    )


# -- what the statements on one place come to -------------------------------------------------------------------


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


def number_of(episodes: Sequence[Episode]) -> int:
    """The number of the last episode, 0 where none is known."""
    return int(episodes[-1].events[0].fields.get("episode", len(episodes))) if episodes else 0


def is_begin(matched: Matched) -> bool:
    return status_of(matched).state not in ENDS


def is_end(matched: Matched) -> bool:
    return status_of(matched).state in ENDS


def status_of(matched: Matched) -> Status:
    status = matched.fact.what
    assert isinstance(status, Status)
    return status


def since_of(facts: Iterable[Matched]) -> dt.datetime | None:
    return next((s.since for s in map(status_of, facts) if s.since is not None), None)


def judge_closed(article: Article, closed: Sequence[Matched], episodes: Sequence[Episode]) -> Verdict:
    """A closure alone: of the episode that lasts, of one that has ended, or the first word of a new one."""
    since, written = since_of(closed), article.written_at
    at = min(since, written) if since else written
    remains = all(status_of(m).remains for m in closed)
    if not episodes:
        return Verdict(Step.OPEN, None, "", at)
    last = episodes[-1]
    before = episode_before(episodes, at)
    if last.end is None:
        if at < last.start and before is not None:
            return Verdict(Step.LATE, before, ended_text(before), at)
        if is_new_start(last, since, written, remains):
            return Verdict(Step.OPEN, None, "", at)
        return Verdict(Step.JOIN, last, "the closure is known", at)
    if before is not None:
        return Verdict(Step.LATE, before, ended_text(before), at)
    if remains and written - last.end <= LAPSE:
        return Verdict(Step.LATE, last, "speaks of a closure that was reported over", at)
    if since is None and is_slow_outlet(article, last):
        return Verdict(Step.LATE, last, "told minutes after the reopening by an outlet that is behind", at)
    return Verdict(Step.OPEN, None, "", at)


def is_new_start(last: Episode, since: dt.datetime | None, written: dt.datetime, remains: bool) -> bool:
    if remains:
        return False
    if since is not None and since > last.last_report_at + FRESH_START:
        return True
    return written - last.last_report_at > LAPSE


def is_slow_outlet(article: Article, last: Episode) -> bool:
    assert last.end is not None
    is_first_hand = article.kind == "official" or article.outlet == last.ended_by
    return not is_first_hand and article.written_at - last.end <= SLOW_OUTLET


def episode_before(episodes: Sequence[Episode], at: dt.datetime) -> Episode | None:
    """The ended episode that `at` belongs to: the last one that began by then, else the first, if it had ended
    after `at`."""
    ended = [e for e in episodes if e.end is not None and at <= e.end]
    began = [e for e in ended if e.start <= at]
    return began[-1] if began else (ended[0] if ended else None)


def ended_text(episode: Episode) -> str:
    assert episode.end is not None
    return f"the closure it tells of ended at {episode.end:%d %b %H:%M} UTC, after this was written or began"


def judge_ended(article: Article, ended: Sequence[Matched], episodes: Sequence[Episode]) -> Verdict:
    """A reopening alone: the end of what lasts, or of something that is over or was never told."""
    at = min(since_of(ended) or article.written_at, article.written_at)
    last = episodes[-1] if episodes else None
    if last is None:
        return Verdict(Step.MARK, None, "reopened, but nobody had reported it closed", at)
    if last.end is not None:
        known = episode_before(episodes, at) or last
        if at - last.end > LAPSE:
            return Verdict(Step.MARK, None, "reopened, but nobody had reported it closed", at)
        return Verdict(Step.JOIN, known, "the reopening is known", at)
    if at < last.start:
        earlier = [e for e in episodes[:-1] if e.end is not None]
        return Verdict(Step.LATE, earlier[-1] if earlier else None, "tells of a reopening before this closure", at)
    return Verdict(Step.END, last, "", at)


def judge_both(
    article: Article, closed: Sequence[Matched], ended: Sequence[Matched], episodes: Sequence[Episode]
) -> tuple[Verdict, Verdict]:
    """Closed and reopened in one text: a closure that is over, or a place that closed again."""
    since, reopened = since_of(closed), since_of(ended)
    at = article.written_at
    last = episodes[-1] if episodes else None
    if is_closed_again(article, since, reopened, episodes):
        first = judge_closed(article, closed, episodes)
        history = next((e for e in reversed(episodes) if e.end is not None), None)
        return first, Verdict(Step.LATE, history, "the reopening it mentions came before the closure", at)
    if last is not None and last.end is None and at >= last.start:
        end = judge_ended(article, ended, episodes)
        return Verdict(Step.JOIN, last, "the closure is known", at), end
    why = TOGETHER
    if last is None or (last.end is not None and at - last.end > LAPSE):
        return Verdict(Step.LATE, None, why, at), Verdict(Step.MARK, None, why, at)
    return Verdict(Step.LATE, episode_before(episodes, since or at) or last, why, at), Verdict(
        Step.LATE, last, why, at
    )


def is_closed_again(
    article: Article, since: dt.datetime | None, reopened: dt.datetime | None, episodes: Sequence[Episode]
) -> bool:
    """ "Shut again, hours after it had reopened": the closure is the news."""
    if since is not None and reopened is not None:
        return since > reopened
    last = episodes[-1] if episodes else None
    if last is None:
        return False
    if last.end is not None:
        return since is not None and since > last.end
    had_ended = any(e.end is not None and last.start - e.end <= SAME_DAY for e in episodes[:-1])
    return had_ended and article.written_at - last.start <= JUST_CLOSED


# -- verdicts as findings, rule by rule --------------------------------------------------------------------------


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
    known = ((ruleset.rules.get(e.rule_id), e) for e in episode.events)
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
            rule = ruleset.rules.get(event.rule_id)
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
        rule = ruleset.rules.get(event.rule_id)
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
    return fields
