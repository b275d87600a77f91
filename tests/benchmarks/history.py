"""A long history: `search_p95_ms` and `page_p95_ms` over 1,000,000 articles and 100,000 alerts (a tenth with --quick).

Pages are those of `tocsin web`, asked over HTTP one after the other while nothing else goes on.

The words are invented from syllables and drawn by Zipf's law, as words in news are, some in Cyrillic with
endings; so are outlets, places and values. Options: `--db FILE` keeps the database, or takes one that was kept.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from bot.model import (
    Article,
    Change,
    Count,
    Event,
    Fact,
    Fate,
    Figure,
    Outcome,
    Report,
    Revision,
    Severity,
    Source,
    Span,
)
from bot.store import Store, open_for_reading, open_store
from bot.store.articles import LEAD, add_article, key_of
from bot.store.outcome import save_outcome
from bot.store.rows import stamp
from bot.store.search import Asked, search_alerts, search_articles
from bot.store.why import why
from bot.store.words import joined, tag
from tests.web.serving import get, serving

START = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
LATIN = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u")]
CYRILLIC = [a + b for a in "бвгдзклмнпрстф" for b in "аеиоу"]
ENDINGS = ("", "а", "у", "ом", "и", "ів", "ами")
OUTLETS = [f"Outlet {n}" for n in range(200)]
PLACES = [f"Place{n}" for n in range(290)] + [
    "Kyiv",
    "Kharkiv",
    "Odesa",
    "Dnipro",
    "Moscow",
    "Kursk",
    "Belgorod",
    "Sumy",
    "Lviv",
    "Voronezh",
]
AIRPORTS = [
    "SVO",
    "DME",
    "VKO",
    "ZIA",
    "LED",
    "KZN",
    "GOJ",
    "KUF",
    "VOG",
    "ROV",
    "AER",
    "KRR",
    "OVB",
    "SVX",
    "UFA",
]
YEARS = dt.timedelta(days=730)
RULES = [
    ("drone-attack", "drones"),
    ("airport-closed", "aviation"),
    ("talks-location", "diplomacy"),
    ("hits", "drones"),
]
FATES = (Fate.SAME, Fate.COPY, Fate.LATE, Fate.BELOW, Fate.REVISED, Fate.HELD)
BLOCK = 1000
"""Articles of one transaction: those with a fact come after the others, well within what search allows for."""
POOL = 100_000
"""Different sentences."""
ROUNDS = 12
"""Times that each kind of question is asked, each time with other words."""


def measure(quick: bool, options: list[str]) -> dict[str, object]:
    articles = 100_000 if quick else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(options[options.index("--db") + 1]) if "--db" in options else Path(folder) / "history.db"
        began = time.monotonic()
        if not path.exists():
            fill(path, articles)
        filled = time.monotonic() - began
        with open_for_reading(path) as store:
            times = ask_all(store)
            rows = {t: store.value(f"SELECT count(*) FROM {t}") for t in ("articles", "alerts")}
        size = path.stat().st_size
        pages = visit_all(path)
    every = [t for kind in times.values() for t in kind]
    return {
        "search_p95_ms": p95(every),
        "search_p50_ms": statistics.median(every),
        "search_worst_ms": max(every),
        "page_p95_ms": p95([t for kind in pages.values() for t in kind]),
        "page_worst_ms": max(t for kind in pages.values() for t in kind),
        **{f"p95_ms_{kind}": p95(found) for kind, found in times.items()},
        **{f"page_p95_ms_{kind}": p95(found) for kind, found in pages.items()},
        "rows": rows["articles"],
        "alerts": rows["alerts"],
        "mb": size / 1e6,
        "fill_s": filled,
    }


def p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


# -- questions -----------------------------------------------------------------------------------------------


def ask_all(store: Store) -> dict[str, list[float]]:
    """Milliseconds for each kind of question."""
    chance = random.Random(2)
    common, usual, rare = words()[:20], words()[50:500], words()[1500:4000]
    now = START + dt.timedelta(days=700)

    def of(*sets: list[str]) -> str:
        return " ".join(chance.choice(s) for s in sets)

    kinds: dict[str, Callable[[], object]] = {
        "common": lambda: search_alerts(store, Asked(text=of(common))),
        "usual": lambda: search_alerts(store, Asked(text=of(usual))),
        "rare": lambda: search_alerts(store, Asked(text=of(rare))),
        "two": lambda: search_alerts(store, Asked(text=of(common, usual))),
        "begins": lambda: search_alerts(store, Asked(text=of(usual)[:5] + "*")),
        "place": lambda: search_alerts(store, Asked(text=of(common), place=chance.choice(PLACES))),
        "value": lambda: search_alerts(store, Asked(text=of(usual), least=900)),
        "recent": lambda: search_alerts(store, Asked(text=of(common), since=now)),
        "old": lambda: search_alerts(store, Asked(text=of(common), until=START + dt.timedelta(days=3))),
        "severe": lambda: search_alerts(store, Asked(severity=Severity.CRITICAL)),
        "newest": lambda: search_alerts(store, Asked()),
        "articles_common": lambda: search_articles(store, Asked(text=of(common))),
        "articles_two": lambda: search_articles(store, Asked(text=of(common, common))),
        "articles_rare": lambda: search_articles(store, Asked(text=of(usual, rare))),
        "articles_phrase": lambda: search_articles(store, Asked(text=f'"{of(common, common)}"')),
        "articles_source": lambda: search_articles(store, Asked(text=of(common), source=chance.choice(OUTLETS))),
        "articles_fate": lambda: search_articles(store, Asked(text=of(common), fate=Fate.HELD)),
        "articles_only_fate": lambda: search_articles(store, Asked(fate=Fate.HELD)),
        "articles_rule": lambda: search_articles(store, Asked(text=of(usual), rule="talks-location")),
        "articles_value": lambda: search_articles(store, Asked(text=of(usual), least=990)),
        "articles_recent": lambda: search_articles(store, Asked(text=of(common), since=now)),
        "articles_old": lambda: search_articles(store, Asked(text=of(common), until=START + dt.timedelta(days=3))),
        "why": lambda: why(store, str(chance.randrange(1, 10_000))),
    }
    times: dict[str, list[float]] = {}
    for kind, ask in kinds.items():
        for _ in range(ROUNDS):
            began = time.perf_counter()
            ask()
            times.setdefault(kind, []).append((time.perf_counter() - began) * 1000)
    return times


# -- pages ---------------------------------------------------------------------------------------------------


def visit_all(path: Path) -> dict[str, list[float]]:
    """Milliseconds for each kind of page, the whole answer over HTTP."""
    chance = random.Random(4)
    usual = words()[50:500]
    kinds: dict[str, Callable[[], str]] = {
        "timeline": lambda: "/",
        "timeline_high": lambda: "/?least=critical",
        "timeline_uk": lambda: "/?lang=uk",
        "alert": lambda: f"/alerts/{chance.randrange(1, 10_000)}",
        "nights_30": lambda: "/nights?days=30",
        "nights_365": lambda: "/nights?days=365",
        "airports_3": lambda: "/airports?days=3",
        "airports_30": lambda: "/airports?days=30",
        "map_7": lambda: "/map?days=7",
        "map_30": lambda: "/map?days=30",
        "search": lambda: f"/search?q={chance.choice(usual)}",
        "search_articles": lambda: f"/search?in=articles&q={chance.choice(usual)}",
        "held": lambda: f"/held?fate={chance.choice(['below', 'late', 'held', 'copy'])}",
        "article": lambda: f"/articles/article-{chance.randrange(10_000) * 5}",
        "table": lambda: "/data/public_alerts",
    }
    times: dict[str, list[float]] = {}
    with serving(path, START + YEARS) as base:
        for kind, address in kinds.items():
            for _ in range(ROUNDS):
                began = time.perf_counter()
                got = get(base + address())
                assert got.status == 200, (kind, got.status)
                times.setdefault(kind, []).append((time.perf_counter() - began) * 1000)
    return times


# -- data ----------------------------------------------------------------------------------------------------


def words() -> list[str]:
    """5,000 invented words, the most frequent first."""
    chance = random.Random(1)
    made = dict.fromkeys(
        "".join(chance.choices(chance.choice((CYRILLIC, LATIN)), k=chance.choice((2, 3, 3, 4))))
        for _ in range(9000)
    )
    return list(itertools.islice(made, 5000))


def sentences(chance: random.Random) -> Iterator[str]:
    """Sentences of ten words without end."""
    known = words()
    weights = list(itertools.accumulate(1 / (n + 2) for n in range(len(known))))
    pool = []
    for _ in range(POOL):
        drawn = chance.choices(known, cum_weights=weights, k=10)
        pool.append(" ".join(w + chance.choice(ENDINGS) if w[0] > "z" else w for w in drawn))
    while True:
        yield pool[int(chance.random() * POOL)]


def fill(path: Path, count: int) -> None:
    """So many articles, a fifth of them with a fact and a report, a tenth with an alert of their own."""
    chance = random.Random(3)
    said = sentences(chance)
    with open_store(path, now=START) as store:
        for pragma in (
            "journal_mode = OFF",
            "synchronous = OFF",
            "cache_size = -300000",
            "locking_mode = EXCLUSIVE",
        ):
            store.execute(f"PRAGMA {pragma}")  # a database of a benchmark may be lost
        for first in range(0, count, BLOCK):
            numbers = range(first, min(first + BLOCK, count))
            with store.transaction():
                add_plain(store, [make_article(n, count, chance, said) for n in numbers if n % 5], first + 1)
                for number in numbers:
                    if number % 5 == 0:
                        add_one(store, number, count, chance, said)
            if sys.stderr.isatty():
                print(f"\r{first + BLOCK:,} of {count:,} articles", end="", file=sys.stderr)
        store.execute("PRAGMA locking_mode = NORMAL")
        store.execute("PRAGMA journal_mode = WAL")


def add_plain(store: Store, articles: list[Article], first: int) -> None:
    """Articles without a fact, as `add_article` writes them, many at a time: most of a history is such.

    `first` is the number of the first edition.
    """
    times = [stamp(a.fetched_at) for a in articles]
    store.many(
        "INSERT INTO articles (article_id, outlet, feed_id, url, title, kind, published_at, fetched_at, edition, notes)"
        " VALUES (?, ?, ?, ?, ?, 'independent', ?, ?, 1, '[]')",
        [(a.article_id, a.outlet, a.feed_id, a.url, a.title, t, t) for a, t in zip(articles, times, strict=True)],
    )
    keys = ((key_of(k), a.article_id) for a in articles for k in (f"id:{a.article_id}", f"url:{a.url}"))
    store.many("INSERT INTO article_keys VALUES (?, ?)", sorted(keys))
    store.many(
        "INSERT INTO editions (number, article_id, edition, title, text, digest, fetched_at)"
        " VALUES (?, ?, 1, ?, ?, ?, ?)",
        [
            (first + n, a.article_id, a.title, a.text, a.article_id, t)
            for n, (a, t) in enumerate(zip(articles, times, strict=True))
        ],
    )
    store.many(
        "INSERT INTO article_words (rowid, words, tags) VALUES (?, ?, ?)",
        [(first + n, stems_of_article(a), tag("outlet", a.outlet)) for n, a in enumerate(articles)],
    )


def stems_of_article(article: Article) -> str:
    sentences_of = article.text[:LEAD].split(". ")
    return " ".join(stems_of(sentence) for sentence in (article.title, *sentences_of))


@functools.lru_cache(maxsize=1 << 18)
def stems_of(sentence: str) -> str:
    return joined([sentence])


def make_article(number: int, count: int, chance: random.Random, said: Iterator[str]) -> Article:
    at = START + YEARS * (number / count)
    outlet = OUTLETS[int(len(OUTLETS) * chance.random() ** 2)]
    title, lead = next(said), next(said)
    return Article(
        article_id=f"article-{number}", outlet=outlet, feed_id=outlet, url=f"https://news.example/{number}",
        title=title, text=f"{lead}. {next(said)}. {next(said)}.", published_at=at, fetched_at=at,
    )  # fmt: skip


def add_one(store: Store, number: int, count: int, chance: random.Random, said: Iterator[str]) -> None:
    article = make_article(number, count, chance, said)
    lead = article.text.split(". ")[0]
    at = article.published_at
    value = int(1000 * chance.random() ** 2)
    what = Count("drone", "launched", value, attacker=chance.choice(("RU", "UA")), place=chance.choice(PLACES))
    fact = Fact(what=what, span=Span(0, 3), evidence=Span(0, len(lead)), found_by="made")
    add_article(store, article, [fact])
    if number % 10:
        rule_id, _ = chance.choice(RULES)
        fate = chance.choices(FATES, (50, 20, 10, 10, 9, 1))[0]
        report = Report(article_id=article.article_id, rule_id=rule_id, fate=fate, reason="made", at=at)
        save_outcome(store, Outcome(reports=(report,)))
        return
    save_outcome(store, alert_of(article, what, number // 10 + 1, chance, said))


def alert_of(article: Article, what: Count, number: int, chance: random.Random, said: Iterator[str]) -> Outcome:
    rule_id, topic = chance.choice(RULES)
    at = article.fetched_at
    figure = Figure(action=what.action, value=what.value, thing=what.thing, written_at=at)
    sources = tuple(
        Source(article_id=article.article_id, outlet=chance.choice(OUTLETS), url=article.url, title=next(said),
               evidence=next(said), written_at=at)
        for _ in range(3)
    )  # fmt: skip
    severity = Severity(min(4, 1 + what.value // 250))
    event = Event(
        event_id=number, rule_id=rule_id, kind="count", fields={"place": what.place or "", "attacker": "RU"},
        held=figure, figures=(figure,), sources=sources, severity=severity, opened_at=at, last_report_at=at,
        alert_id=number,
    )  # fmt: skip
    if rule_id == "airport-closed":
        code = chance.choice(AIRPORTS)
        fields, end = (
            {"airport": code, "name": code, "country": "RU"},
            at + dt.timedelta(hours=6 * chance.random()),
        )
        event = replace(event, kind="status", fields=fields, state="reopened", ended_at=end, held=None, figures=())
    elif number % 10 == 0:
        attacker = chance.choice(("RU", "UA"))
        event = replace(event, fields={"attacker": attacker, "day": at.date().isoformat()})
    revision = Revision(
        alert_id=number, number=1, rule_id=rule_id, change=Change.NEW, events=(event,), changed=(number,),
        topic=topic, severity=severity, article_id=article.article_id, reason="made", made_at=at,
    )  # fmt: skip
    fate = Fate.NEW if number % 50 else Fate.HELD
    report = Report(
        article_id=article.article_id,
        rule_id=rule_id,
        event_id=number,
        fate=fate,
        reason="made",
        at=at,
        fact_number=0,
    )
    return Outcome(events=(event,), reports=(report,), revisions=(revision,))
