"""A simulated year of news through identify and decide, on one core.

1,000,000 articles, 2 of 100 with facts: nightly attacks of both sides, airports, talks, told by forty outlets in
words of their own, as near copies, and word for word. `--baselines` prints beside it what simple ways of telling
events apart do on a labelled stream (see `tests.alerts.baselines`).
"""

from __future__ import annotations

import datetime as dt
import random
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bot.alerts.decide import decide_article, decide_due, next_due
from bot.alerts.ledger import Ledger
from bot.model import Article, Match, Reading, RuleSet
from bot.rules.match import index_rules, match_facts
from tests.alerts import build

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
DAYS = 365
ARTICLES = 1_000_000
HITS_A_DAY = 55
"""2 of 100 of a million a year."""
LENGTH = 300
"""Words of an article: two kilobytes."""
MONTH = 30

RULES = build.ruleset(
    build.on_ukraine(),
    build.on_russia(),
    build.capital(),
    build.closed(**build.GROUPED),
    build.reopened(),
    build.talks(),
)
STEMS = [a + b for a in ("bar", "cel", "dom", "fen", "gir", "hal", "jun", "kor", "lim", "mos") for b in "aeiou"]
WORDS = [one + other for one in STEMS for other in STEMS]


@dataclass
class Timer:
    """Seconds of each call, by month."""

    seconds: dict[int, list[float]] = field(default_factory=dict)

    def add(self, month: int, seconds: float, calls: int = 1) -> None:
        self.seconds.setdefault(month, []).append(seconds / calls)

    def rates(self) -> list[float]:
        """Calls a second in each whole month."""
        return [len(s) / sum(s) for s in self.seconds.values() if len(s) >= 20]

    def usual(self, months: range) -> float:
        """The median cost of a call; other work of the machine does not move it."""
        return statistics.median(s for m in months for s in self.seconds.get(m, ()))


@dataclass
class Year:
    """The room's ledger through a year, with what each kind of article cost."""

    rules: RuleSet
    ledger: Ledger = field(default_factory=Ledger)
    hits: Timer = field(default_factory=Timer)
    near: Timer = field(default_factory=Timer)
    exact: Timer = field(default_factory=Timer)
    misses: Timer = field(default_factory=Timer)
    alerts: int = 0

    def take(
        self, timer: Timer, article: Article, reading: Reading, matches: tuple[Match, ...], month: int
    ) -> None:
        start = time.perf_counter()
        while (due := next_due(self.ledger)) is not None and due <= article.fetched_at:
            self.ledger.apply(None, decide_due(self.rules, self.ledger, due))
        outcome = decide_article(article, reading, matches, self.rules, self.ledger, article.fetched_at)
        self.ledger.apply(article, outcome)
        timer.add(month, time.perf_counter() - start)
        self.alerts += sum(r.change.value == "new" for r in outcome.revisions)

    def pass_by(self, articles: list[Article], month: int) -> None:
        """Articles without a fact."""
        empty, ledger, rules = Reading(), self.ledger, self.rules
        start = time.perf_counter()
        for article in articles:
            ledger.apply(article, decide_article(article, empty, (), rules, ledger, article.fetched_at))
        self.misses.add(month, time.perf_counter() - start, len(articles))


def measure(quick: bool, options: list[str]) -> dict[str, object]:
    chance = random.Random(4)
    year, index = Year(RULES), index_rules(RULES)
    a_day = (100_000 if quick else ARTICLES) // DAYS - HITS_A_DAY
    for day in range(DAYS):
        month = day // MONTH
        year.pass_by(list(quiet_articles(day, a_day, chance)), month)
        for kind, article, reading in day_of_news(day, chance):
            timer = {"near": year.near, "exact": year.exact}.get(kind, year.hits)
            year.take(timer, article, reading, match_facts(index, reading.facts), month)
    result: dict[str, object] = {
        "reports_per_s": year.hits.rates(),
        "misses_per_s": year.misses.rates(),
        "exact_copies_per_s": year.exact.rates(),
        "near_copies_per_s": year.near.rates(),
        "growth_month_12": year.hits.usual(range(11, 13)) / year.hits.usual(range(1)),
        "alerts": year.alerts,
        "events_in_memory": len(year.ledger),
    }
    if "--baselines" in options:
        from tests.alerts.baselines import compare

        result |= compare()
    return result


def quiet_articles(day: int, count: int, chance: random.Random) -> Iterator[Article]:
    text = words(chance, LENGTH)
    for n in range(count):
        at = START + dt.timedelta(days=day, seconds=86_400 * n / count)
        yield article(f"q{day}-{n}", f"o{n % 40}", at, text)


def day_of_news(day: int, chance: random.Random) -> Iterator[tuple[str, Article, Reading]]:
    """The day's articles with facts, in order: one third told anew, one third nearly copied, one third copied."""
    night = (START + dt.timedelta(days=day)).date()
    launched, downed, over = (chance.randrange(40, 400), chance.randrange(30, 200), chance.randrange(3, 30))
    stories = [
        (5.0, [build.launched(launched, day=night), build.count(launched * 4 // 5, "downed", "RU", day=night)]),
        (5.5, [build.downed(downed, day=night)]),
        (6.0, [build.downed(over, place="Moscow", day=night)]),
        (1.0, [build.airport("closed", "VKO"), build.airport("closed", "DME")]),
        (4.0, [build.airport("reopened", "VKO"), build.airport("reopened", "DME")]),
        (12.0, [build.meeting(f"City {day // 20}", "planned")]),
    ]
    made = []
    for number in range(HITS_A_DAY // 3 + 1):
        hour, facts = stories[number % len(stories)]
        at = START + dt.timedelta(days=day, hours=hour, minutes=6 * (number // len(stories)))
        reading = Reading(tuple(build.in_order(facts)))
        text = words(chance, LENGTH)
        name = f"h{day}-{number}"
        made.append(("hit", article(name, f"o{number % 40}", at, text), reading))
        near = f"{words(chance, 8)} {text} {words(chance, 8)}"
        made.append(("near", article(f"{name}n", f"o{(number + 7) % 40}", at + MINUTE, near), reading))
        made.append(("exact", article(f"{name}e", f"o{(number + 9) % 40}", at + 2 * MINUTE, text), reading))
    yield from sorted(made, key=lambda m: m[1].fetched_at)


MINUTE = dt.timedelta(minutes=1)
TEMPLATE = Article(
    article_id="", outlet="", feed_id="", url="", title="", text="", published_at=START, fetched_at=START
)


def article(name: str, outlet: str, at: dt.datetime, text: str) -> Article:
    return replace(
        TEMPLATE,
        article_id=name,
        outlet=outlet,
        feed_id=outlet,
        text=text,
        published_at=at,
        fetched_at=at,
        digest=text[:60],
    )


def words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(WORDS, k=count))
