"""Loading ten thousand rules, matching with them, one edited file among them, and a backtest over a hundred thousand
stored articles.

Options: `--articles N` for another number of articles in the backtest.
"""

from __future__ import annotations

import datetime as dt
import random
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bot.cli.rules_history import pool
from bot.model import Article
from bot.reading.read import read
from bot.rulebook import Rulebook, make_rulebook
from bot.rules.disk import read_folder
from bot.rules.load import load_files, load_folder
from bot.rules.match import match_facts
from bot.rulewatch import RuleWatch
from bot.store import open_store
from bot.store.articles import add_article, recent_texts
from bot.trial import run_tests
from bot.trial.backtest import backtest

RULES = Path(__file__).parents[2] / "rules"
ARTICLES = 100_000
START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
CITIES = ("Kyiv", "Odesa", "Kharkiv", "Lviv", "Dnipro", "Sumy", "Poltava", "Mykolaiv")


def measure(quick: bool, options: list[str]) -> dict[str, object]:
    """With `--quick` the backtest runs over a tenth of the articles, and its time is given for all of them."""
    articles = ARTICLES // 10 if quick else ARTICLES
    if "--articles" in options:
        articles = int(options[options.index("--articles") + 1])
    few, lot = files_of(10), files_of(10_000)
    loads = [timed(lambda: load_files(lot)) for _ in range(2 if quick else 5)]
    small, large = book_of(few), book_of(lot)
    times, alerts = time_backtest(articles, 1 if quick else 2)
    return {
        "load_s_10000": loads,
        "reload_one_file_s": reload_times(lot),
        "growth_10_to_10000": growth(small, large),
        "backtest_s_100000": times,
        "backtest_articles": articles,
        "backtest_alerts": alerts,
    }


def cpu(work: Callable[[], object]) -> float:
    """Seconds of this process alone: of two things that are compared, others on the machine shall slow neither."""
    began = time.process_time()
    work()
    return time.process_time() - began


def book_of(files: dict[str, str]) -> Rulebook:
    """The rules with the words of the shipped vocabulary."""
    ruleset = load_files(files).ruleset
    return make_rulebook(ruleset, (), load_folder(RULES).vocabulary)


def growth(small: Rulebook, large: Rulebook) -> list[float]:
    """Cost of an article, read and matched, with the many rules over that with the few; runs take turns."""
    articles = [article_of(n, 400) for n in range(400)]

    def run(book: Rulebook) -> None:
        for article in articles:
            match_facts(book.index, read(book.reader, article.text, article.published_at).facts)

    run(small)
    run(large)
    return [cpu(lambda: run(large)) / cpu(lambda: run(small)) for _ in range(7)]


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def files_of(count: int) -> dict[str, str]:
    """Half counts at places, a quarter phrases, an eighth each talks and quantities; a hundred rules a file."""
    texts: dict[str, list[str]] = {}
    for number in range(count):
        texts.setdefault(f"pack{number // 100}.yaml", []).append(rule_of(number))
    return {path: "version: 1\nrules:\n" + "".join(rules) for path, rules in texts.items()}


def rule_of(number: int) -> str:
    kind = number % 8
    if kind < 4:
        match = f"count: {{of: drone, action: [launched, downed], attacker: Russia, place: Town {number}}}"
    elif kind < 6:
        match = f"phrases: [town{number} (closed|opened|shelled) ...3 bridge*]"
    elif kind == 6:
        match = f"talks: {{phase: [planned, ongoing], place: Town {number}}}"
    else:
        match = f"count: {{of: [widget{number}*], state: [without power]}}"
    condition = "    - value >= 5\n" if kind < 4 or kind == 7 else ""
    return (
        f"- id: rule-{number}\n  title: {{en: Rule {number}, uk: Правило {number}, ru: Правило {number}}}\n"
        f"  topic: other\n  why: A rule of the benchmark that somebody in town {number} wrote.\n"
        f"  match:\n    {match}\n"
        + (f"  alert_if:\n{condition}" if condition else "")
        + "  cooldown: 30m\n  tests:\n"
        f"    - {{say: 'Sixty drones came to town {number}, 60 in all.', expect: alert}}\n"
        f"    - {{say: 'In town {number} it was quiet, only 2 came.', expect: nothing}}\n"
    )


def reload_times(texts: dict[str, str]) -> list[float]:
    """From an edit that is seen to rules in force: read the folder, gate with inline tests, compile. In a bot two to
    four seconds come before it, until the folder is quiet."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(RULES, folder, dirs_exist_ok=True)
        for path, text in texts.items():  # of tests that cannot hold a file would stay out of force
            (folder / path).write_text(
                text.replace("expect: alert", "expect: alert, todo: made up"), encoding="utf-8"
            )
        watch = RuleWatch(folder, run_tests)
        passed, _ = watch.read(read_folder(folder)[0])
        watch.loaded, good = passed.loaded, passed.good
        times = []
        for number in range(3):
            edited = folder / "pack0.yaml"
            edited.write_text(edited.read_text(encoding="utf-8") + f"# edit {number}\n", encoding="utf-8")
            began = time.perf_counter()
            passed, _ = watch.read(good)
            times.append(time.perf_counter() - began)
            watch.loaded, good = passed.loaded, passed.good
        return times


def time_backtest(count: int, runs: int) -> tuple[list[float], int]:
    """Seconds for all articles as `tocsin rules backtest` takes them from a database, and alerts. With fewer
    articles, what comes after the first batch counts that much more."""
    loaded = load_folder(RULES)
    book = make_rulebook(loaded.ruleset, loaded.feeds, loaded.vocabulary)
    times: list[float] = []
    alerts = 0
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "tocsin.db", now=START) as store:
        with store.transaction():
            for number in range(count):
                add_article(store, article_of(number, count))
        for _ in range(runs):
            began = time.perf_counter()
            marks: list[float] = []
            with pool((book.reader,), 2) as executor:
                found = backtest(
                    book,
                    recent_texts(store, START - dt.timedelta(days=1)),
                    executor=executor,
                    on_articles=lambda _, marks=marks, began=began: marks.append(time.perf_counter() - began),  # type: ignore[misc]
                )
            first, last = marks[0], time.perf_counter() - began
            times.append(first + (last - first) * ARTICLES / count)
            alerts = sum(n for days in found.after.values() for n in days.values())
    return times, alerts


def article_of(number: int, count: int) -> Article:
    """Two weeks of news: one in five articles holds something that is read."""
    chance = random.Random(number)
    at = START + dt.timedelta(days=14) * number / count
    city, value = chance.choice(CITIES), chance.randint(2, 160)
    hits = (
        f"Russia launched {value} drones at Ukraine overnight, the Air Force said.",
        f"Air defence shot down {value // 10} drones over {city} during the night.",
        f"Минувшей ночью силы ПВО уничтожили {value} украинских беспилотников, сообщило Минобороны.",
        f"Аеропорт Самари призупинив польоти, рейси затримано на {value} хвилин.",
        f"Delegations of Russia and Ukraine will meet in Geneva on day {value} for peace talks.",
    )
    misses = (
        f"The city council of {city} approved a budget of {value} million for schools and roads.",
        f"У {city} відкрили нову бібліотеку, де {value} тисяч книжок і кав'ярня.",
        f"Сборная выиграла матч в {city}, на трибунах было {value} тысяч зрителей.",
    )
    said = chance.choice(hits) if number % 5 == 0 else chance.choice(misses)
    filler = " ".join(chance.choice(misses) for _ in range(6))
    return Article(
        article_id=str(number),
        outlet=f"outlet{number % 40}.example",
        feed_id=f"outlet{number % 40}",
        url=f"https://outlet{number % 40}.example/{number}",
        title=said.split(",", maxsplit=1)[0],
        text=f"{said} {filler}",
        published_at=at,
        fetched_at=at,
        digest=str(number),
    )
