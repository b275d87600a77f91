"""What the database adds to the `tocsin rules` commands: stored articles, and the rules that are in force."""

from __future__ import annotations

import datetime as dt
import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from bot.cli import rules_show as show
from bot.cli.lines import json_lines, text_lines
from bot.cli.rules_files import Chosen, book_of, choose
from bot.config import Settings
from bot.errors import RuleError
from bot.model import Article, Problem
from bot.reading.compile import Reader
from bot.rulebook import Rulebook
from bot.rules.disk import read_text
from bot.rules.files import read_rule_file
from bot.rules.load import Loaded, load_files
from bot.rules.names import Names
from bot.store import Store, open_for_reading
from bot.store.articles import count_texts, recent_texts
from bot.store.house import load_rule_files, rule_file_times
from bot.trial.backtest import Backtest, backtest, give_readers
from bot.trial.overlap import history_lint

T = TypeVar("T")

LEAST_FOR_WORKERS = 5_000
"""Articles; below it starting processes takes longer than they save."""


def run(
    after: Rulebook,
    before: Rulebook | None,
    db: Path,
    days: int,
    file: Path | None,
    workers: int,
    only: str | None,
) -> Backtest:
    """Backtest over a file or the database, with a bar. Raises StoreError where there is no database."""
    if file is not None:
        from bot.pipeline.replay import articles_of  # the whole pipeline, which no other command here needs

        lines = list(json_lines(text_lines([str(file)])))
        articles = sorted(articles_of(lines), key=lambda a: a.fetched_at)
        return over(after, before, iter(articles), len(articles), workers, only)
    since = dt.datetime.now(dt.UTC) - dt.timedelta(days=days)
    store = open_for_reading(db)
    try:
        return over(after, before, recent_texts(store, since), count_texts(store, since), workers, only)
    finally:
        store.close()


def over(
    after: Rulebook,
    before: Rulebook | None,
    articles: Iterator[Article],
    count: int,
    workers: int,
    only: str | None,
) -> Backtest:
    readers = (after.reader, before.reader) if before is not None else (after.reader,)
    with show.progress() as bar, pool(readers, workers if count >= LEAST_FOR_WORKERS else 0) as executor:
        task = bar.add_task("articles", total=count)

        def advance(number: int) -> None:
            bar.advance(task, number)

        return backtest(after, articles, before, only=only, executor=executor, on_articles=advance)


@contextmanager
def pool(readers: tuple[Reader, ...], workers: int) -> Iterator[Executor | None]:
    """Processes that read, None for none. `spawn`: a fork beside threads can hang."""
    if not workers:
        yield None
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, initializer=give_readers, initargs=(readers,)) as executor:
        yield executor


def lint(chosen: Chosen, book: Rulebook, db: Path, days: int) -> list[Problem]:
    found = run(book, None, db, days, None, 2, None)
    rules = {r.rule_id: r for r in chosen.rules}
    return history_lint(found, rules, days)


def rules_before(chosen: Chosen, against: Path | None, db: Path) -> Rulebook | None:
    """The rules to compare with: an old file in place of its successor, an old folder, or those in force."""
    if against is None:
        good = in_force(db)
        rules = {p: t for p, t in good.items() if p in chosen.loaded.files or p not in chosen.texts}
        if not rules or all(chosen.texts.get(p) == t for p, t in good.items()):
            return None
        return book_of(load_files(good))
    if against.is_dir():
        return book_of(choose(against).loaded)
    return book_of(with_old(chosen, against))


def with_old(chosen: Chosen, path: Path) -> Loaded:
    """The folder with an old file in place of its namesake and of the files that hold its rules now.

    Raises RuleError where the old file itself has mistakes.
    """
    if not path.is_file():
        raise RuleError(f"{path}: there is no such file")
    text, unread = read_text(path, str(path))
    file = read_rule_file(str(path), text, Names())
    if errors := [p for p in (*unread, *file.problems) if not p.is_advice]:
        raise RuleError("\n".join(str(p) for p in errors))
    ids = {r.rule_id for r in file.compiled.rules}
    holders = {r.path for r in chosen.loaded.ruleset.rules.values() if r.rule_id in ids} | {path.name}
    return load_files({p: t for p, t in chosen.texts.items() if p not in holders} | {path.name: text})


def in_force(db: Path) -> dict[str, str]:
    """The last good texts that a bot wrote down; none where there is no database."""
    return read_db(db, load_rule_files) if db.is_file() else {}


def read_db(db: Path, ask: Callable[[Store], T]) -> T:
    store = open_for_reading(db)
    try:
        return ask(store)
    finally:
        store.close()


def running_versions(chosen: Chosen, settings: Settings) -> dict[str, str]:
    """Of each file that is not in force as it is on the disk what holds instead."""
    good = in_force(settings.db)
    since = read_db(settings.db, rule_file_times) if good else {}
    first = {p.path: p for p in reversed([p for p in chosen.problems if not p.is_advice])}
    found = {}
    for path in sorted({*first, *(p for p in good if chosen.texts.get(p) != good[p])}):
        if not chosen.is_asked(path):
            continue
        held = (
            f"running the version of {show.time_of(since[path], settings.zone)}"
            if path in since
            else "not running"
        )
        found[path] = f"{held}; {why_held(path, chosen, first.get(path))}"
    return found


def why_held(path: str, chosen: Chosen, problem: Problem | None) -> str:
    if problem is not None:
        return f"the file has an error at line {problem.line}: {problem.text}"
    return "the file was edited since" if path in chosen.texts else "the file is gone"
