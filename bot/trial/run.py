"""One text after the other through everything that decides, on a clock that the texts drive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from bot.alerts.decide import decide_article
from bot.alerts.due import decide_due, next_due
from bot.alerts.ledger import Ledger
from bot.feeds.keys import digest_of
from bot.model import Article, Match, Outcome, Reading, Revision, Rule, RuleSet
from bot.reading.compile import Reader
from bot.reading.read import read
from bot.rulebook import Rulebook
from bot.rules.match import RuleIndex, index_rules, match_facts

START = dt.datetime(2026, 1, 15, 5, 0, tzinfo=dt.UTC)
"""When texts of inline tests were published: Thursday 15 January 2026, 07:00 in Kyiv. `+0m` of every story."""
KNOWN_FOR = dt.timedelta(days=60)
"""How long the program seems to have run before a story begins."""
LONGEST_WAIT = dt.timedelta(days=3)
"""Nothing that waits (confirmation, group, cooldown, embargo) is due later than this after the last text."""


@dataclass(frozen=True, slots=True)
class Book:
    """Some of the rules, with the reader of all."""

    ruleset: RuleSet
    index: RuleIndex
    reader: Reader


@dataclass(frozen=True, slots=True)
class Step:
    """What one article came to."""

    article: Article
    reading: Reading
    matches: tuple[Match, ...]
    outcome: Outcome


def whole_book(rulebook: Rulebook, *, drafts_ring: bool = True) -> Book:
    """Every rule; drafts ring like live ones, since a trial asks what they would do."""
    ruleset = rulebook.ruleset
    if not drafts_ring or all(r.status != "draft" for r in ruleset.rules.values()):
        return Book(ruleset, rulebook.index, rulebook.reader)
    rules = {i: as_live(r) for i, r in ruleset.rules.items()}
    changed = replace(ruleset, rules=rules)
    return Book(changed, index_rules(changed), rulebook.reader)


def book_of(rule: Rule, rules: Mapping[str, Rule], reader: Reader) -> Book:
    """One rule, with those that it waits for."""
    kept = {rule.rule_id: as_live(rule)}
    above = rule.after
    while above is not None and above in rules and above not in kept:
        kept[above] = as_live(rules[above])
        above = rules[above].after
    ruleset = RuleSet(rules=kept)
    return Book(ruleset, index_rules(ruleset), reader)


def as_live(rule: Rule) -> Rule:
    return replace(rule, status="live") if rule.status == "draft" else rule


def new_ledger(started_at: dt.datetime = START) -> Ledger:
    return Ledger(started_at=started_at - KNOWN_FOR)


def take(book: Book, ledger: Ledger, article: Article, reading: Reading | None = None) -> Step:
    """Read, match and decide one article; the ledger is kept in step."""
    if reading is None:
        reading = read(book.reader, article.text, article.written_at, article.language, article.side)
    matches = match_facts(book.index, reading.facts)
    outcome = decide_article(article, reading, matches, book.ruleset, ledger, article.fetched_at)
    ledger.apply(article, outcome)
    return Step(article, reading, matches, outcome)


def take_due(book: Book, ledger: Ledger, until: dt.datetime) -> Iterator[Revision]:
    """What waited and is due up to `until`, each at its own time."""
    last = None
    while (due := next_due(ledger)) is not None and due <= until and due != last:
        outcome = decide_due(book.ruleset, ledger, due)
        ledger.apply(None, outcome)
        yield from outcome.revisions
        last = due


def take_all(book: Book, articles: Iterable[Article], ledger: Ledger) -> tuple[list[Step], list[Revision]]:
    """Every article in order, then the clock until nothing waits: the steps, and all revisions in order."""
    steps: list[Step] = []
    revisions: list[Revision] = []
    now = None
    for article in articles:
        now = article.fetched_at
        revisions += take_due(book, ledger, now)
        steps.append(take(book, ledger, article))
        revisions += steps[-1].outcome.revisions
    if now is not None:
        revisions += take_due(book, ledger, now + LONGEST_WAIT)
    return steps, revisions


def article_of(
    text: str,
    *,
    number: int = 1,
    at: dt.datetime = START,
    outlet: str = "test.example",
    kind: str = "independent",
    side: str | None = None,
    language: str | None = None,
) -> Article:
    """A text as if it had just been published."""
    return Article(
        article_id=f"text-{number}",
        outlet=outlet,
        feed_id=outlet,
        url=f"https://{outlet}/{number}",
        title="",
        text=text,
        language=language,
        kind=kind,
        side=side,
        published_at=at,
        fetched_at=at,
        digest=digest_of("", text),
    )
