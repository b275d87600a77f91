"""Is this report a new event, a change of a known one, or the same told again? Each answer with its reason.

`decide_article` reads the ledger and never changes it; what follows from an article comes back as an outcome,
which is written in one transaction and then applied to the ledger.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence

from bot.alerts import copies
from bot.alerts.again import decide_again
from bot.alerts.case import Case, Judged
from bot.alerts.closures import find_statuses
from bot.alerts.copies import Original
from bot.alerts.counts import find_counts
from bot.alerts.due import decide_due, next_due
from bot.alerts.identify import Finding, Matched
from bot.alerts.judge import judge
from bot.alerts.ledger import Ledger
from bot.alerts.rounds import find_talks
from bot.alerts.stories import find_phrases
from bot.alerts.tell import Item, revise
from bot.model import (
    Article,
    Count,
    Event,
    Fact,
    Fate,
    Match,
    Outcome,
    Reading,
    Report,
    RuleSet,
    Standing,
    Status,
    Talks,
)

NOTHING = Outcome()

Finder = Callable[[Article, Sequence[Matched], RuleSet, Ledger, Sequence[str]], list[Finding]]
FINDERS: dict[str, Finder] = {
    "count": find_counts,
    "status": find_statuses,
    "talks": find_talks,
    "phrase": find_phrases,
}


def decide_article(
    article: Article,
    reading: Reading,
    matches: Sequence[Match],
    ruleset: RuleSet,
    ledger: Ledger,
    now: dt.datetime,
    is_learning: bool = False,
) -> Outcome:
    """What follows from one article: events new or changed, a report for each fact, revisions to tell.

    Pure. `is_learning` takes it in silently (the backlog of a feed's first poll).
    """
    if not reading.facts:
        return NOTHING
    original = ledger.copies.same_text(article.digest)
    if original is not None and states_the_same(original, reading):
        outcome = decide_again(article, original, ruleset, ledger, now, is_learning)
        if outcome is not None:
            return outcome
    facts = relevant(reading, matches, ruleset)
    if not facts:
        return unmatched(article, reading, now)
    if original is None:
        original = near_original(article, ledger)
        if original is not None and states_the_same(original, reading):
            outcome = decide_again(article, original, ruleset, ledger, now, is_learning)
            if outcome is not None:
                return outcome
    if original is not None and original.article_id == article.article_id:
        original = None  # an edit copies nothing
    kin = (article.article_id, original.article_id) if original else (article.article_id,)
    findings = [
        finding
        for kind, find in FINDERS.items()
        if (told := [m for m in facts if m.fact.kind == kind])
        for finding in find(article, told, ruleset, ledger, kin)
    ]
    if not findings:
        return unmatched(article, reading, now)
    case = Case(article, original, ledger, ruleset, now, is_learning, reading.facts)
    return outcome_of(case, judge_all(case, findings))


def judge_all(case: Case, findings: Sequence[Finding]) -> list[Judged]:
    """One finding after the other, each on its event as the ones before left it."""
    judged: list[Judged] = []
    current: dict[int, Event] = {}
    new_id = case.ledger.next_event_id
    for finding in findings:
        known = finding.event
        event = current.get(known.event_id, known) if known is not None else None
        one = judge(case, finding, event, new_id)
        if one.event is not None:
            current[one.event.event_id] = one.event
            new_id = max(new_id, one.event.event_id + 1)
        judged.append(one)
    return judged


def relevant(reading: Reading, matches: Sequence[Match], ruleset: RuleSet) -> list[Matched]:
    """The facts that may open, revise or end an event, with the rules that asked for them."""
    asked: dict[int, dict[str, int]] = {}
    for match in matches:
        rule = ruleset.rules.get(match.rule_id)
        if rule is not None and rule.status != "off":
            asked.setdefault(match.fact_number, {})[match.rule_id] = match.preference
    kinds = Counter(fact.kind for fact in reading.facts)
    return [
        Matched(number, fact, asked.get(number, {}), len(reading.facts) - kinds[fact.kind])
        for number, fact in enumerate(reading.facts)
        if number in asked or may_revise(fact)
    ]


def may_revise(fact: Fact) -> bool:
    """True where the fact may concern an event though no rule asked for it."""
    if isinstance(fact.what, Status):
        return fact.standing in (Standing.ASSERTED, Standing.DENIED)
    if isinstance(fact.what, Talks):
        return fact.standing is Standing.ASSERTED
    return isinstance(fact.what, Count) and fact.is_news


def near_original(article: Article, ledger: Ledger) -> Original | None:
    """What the article nearly copies, by its shingles."""
    if not len(ledger.copies):
        return None
    return ledger.copies.nearest(copies.shingles_of(f"{article.title} {article.text}"))


def states_the_same(original: Original, reading: Reading) -> bool:
    """True where the article states just what its original did, wherever in the text."""
    if len(original.facts) != len(reading.facts):
        return False
    return all(
        (a.what, a.day, a.claimed_by, a.standing) == (b.what, b.day, b.claimed_by, b.standing)
        for a, b in zip(original.facts, reading.facts, strict=True)
    )


def unmatched(article: Article, reading: Reading, now: dt.datetime) -> Outcome:
    """Facts, but none for a rule: one report that says why, so that a silence has a reason, too."""
    number, fact = next(((n, f) for n, f in enumerate(reading.facts) if not f.is_news), (0, reading.facts[0]))
    report = Report(
        article_id=article.article_id,
        edition=article.edition,
        fact_number=number,
        fate=Fate.NO_MATCH,
        reason=why_no_match(fact),
        at=now,
    )
    return Outcome(reports=(report,))


def why_no_match(fact: Fact) -> str:
    if fact.standing is not Standing.ASSERTED:
        return f"the text does not assert it: {fact.standing.value}"
    if not fact.is_news:
        is_total = isinstance(fact.what, Count)
        return "a total over a longer time, not one attack" if is_total else "an earlier round, told as history"
    return "no rule asks for it, and no event that is known has its place and time"


def outcome_of(case: Case, judged: Sequence[Judged]) -> Outcome:
    article = case.article
    items = {j.event.event_id: j for j in judged if j.event is not None}  # the last word on each event
    tellings = {j.event.event_id: j.telling for j in judged if j.event is not None and j.telling is not None}
    told = [Item(j.rule, j.event, tellings.get(i)) for i, j in items.items() if j.event is not None]
    events, revisions = revise(case.ledger, told, article.article_id, case.now)
    reports = tuple(
        Report(
            article_id=article.article_id,
            edition=article.edition,
            rule_id=j.rule.rule_id,
            event_id=j.event.event_id if j.event else None,
            fact_number=verdict.fact_number,
            fate=verdict.fate,
            reason=verdict.reason,
            at=case.now,
        )
        for j in judged
        for verdict in j.verdicts
    )
    is_original = case.original is None and bool(items)
    voice = next((j.voice for j in judged if j.voice), article.outlet) if is_original else None
    facts = case.facts if voice is not None else ()
    return Outcome(events=events, reports=reports, revisions=revisions, voice=voice, facts=facts)


__all__ = ["decide_article", "decide_due", "next_due"]
