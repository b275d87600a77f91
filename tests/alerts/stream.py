"""The alert log of a stream: articles in order of arrival through the alerts room, as `tocsin replay` does it.

`python -m tests.alerts.stream gold|holes|read` takes articles as JSON lines on standard input, writes the log:
`gold` on the labelled facts, `holes` on these with parts missing as a reader may miss them, `read` on what the
reader finds; made for `score.py stream ... -- COMMAND`.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from bot.alerts.decide import decide_article
from bot.alerts.due import decide_due, next_due
from bot.alerts.ledger import Ledger
from bot.alerts.log import log_lines
from bot.model import Article, Count, Fact, Outcome, Reading, RuleSet
from bot.rules.match import index_rules, match_facts
from tests.alerts import gold

RULES = Path(__file__).parents[2] / "rules"

Read = Callable[[Article], Reading]


def outcomes(articles: Iterable[Article], read: Read, ruleset: RuleSet) -> Iterator[Outcome]:
    """Every outcome, the clock running on between the articles and after the last until nothing waits."""
    ledger, index = Ledger(), index_rules(ruleset)
    now = None
    for article in articles:
        now = article.fetched_at
        yield from run_clock(ledger, ruleset, now)
        reading = read(article)
        outcome = decide_article(article, reading, match_facts(index, reading.facts), ruleset, ledger, now)
        ledger.apply(article, outcome)
        yield outcome
    if now is not None:
        yield from run_clock(ledger, ruleset, now + dt.timedelta(days=30))


def run_clock(ledger: Ledger, ruleset: RuleSet, until: dt.datetime) -> Iterator[Outcome]:
    while (due := next_due(ledger)) is not None and due <= until:
        outcome = decide_due(ruleset, ledger, due)
        ledger.apply(None, outcome)
        yield outcome


def main(how: str) -> None:
    from bot.rules.load import load_folder

    loaded = load_folder(RULES)
    articles = [gold.article_of(json.loads(line)) for line in sys.stdin if line.strip()]
    read = {"read": lambda: reader_of(loaded), "gold": gold_reader, "holes": holey_reader}[how]()
    for outcome in outcomes(articles, read, loaded.ruleset):
        for revision in outcome.revisions:
            for line in log_lines(revision):
                print(json.dumps(line, ensure_ascii=False))


def gold_reader() -> Read:
    known = gold.readings()
    return lambda article: known.get(article.article_id, Reading())


def holey_reader(seed: int = 1) -> Read:
    """The labelled facts as a poor reader finds them: one in ten is missed; attackers, days, claimants and the
    words of corrections are not always understood."""
    known, chance = gold.readings(), random.Random(seed)

    def holey(fact: Fact) -> Iterator[Fact]:
        if chance.random() < 0.1:
            return
        if isinstance(fact.what, Count):
            what = fact.what
            what = replace(what, attacker=None) if chance.random() < 0.1 else what
            what = replace(what, corrected=False, added=False) if chance.random() < 0.3 else what
            fact = replace(fact, what=what)
            fact = replace(fact, claimed_by=None, claimed_by_side=None) if chance.random() < 0.3 else fact
            fact = replace(fact, day=None, day_from_text=False) if chance.random() < 0.3 else fact
        yield fact

    return lambda a: Reading(tuple(h for f in known.get(a.article_id, Reading()).facts for h in holey(f)))


def reader_of(loaded: object) -> Read:
    from bot.reading.read import read
    from bot.rulebook import make_rulebook

    book = make_rulebook(loaded.ruleset, loaded.feeds, loaded.vocabulary)
    return lambda a: read(book.reader, a.text, a.published_at, a.language, a.side)


if __name__ == "__main__":
    main(sys.argv[1])
