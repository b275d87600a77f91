"""A rule file that somebody offers: what is wrong with it, what it changes, and what it would have alerted of late.

Takes seconds and a core, so a running bot does it in a process of its own (`try_apart`).
"""

from __future__ import annotations

import datetime as dt
import difflib
import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from bot.commands.desk import Offer
from bot.model import Article
from bot.rulebook import Rulebook, make_rulebook
from bot.rules.disk import read_folder
from bot.rules.gate import Gate, gate
from bot.rules.load import load_files
from bot.store import open_for_reading
from bot.store.articles import count_texts, recent_texts
from bot.store.house import load_rule_files
from bot.trial.backtest import Backtest, backtest
from bot.trial.stories import run_tests

DAYS = 14
MOST_ARTICLES = 45_000
"""A fortnight of the starter feeds, and about twenty seconds of one core; of a busier one the newer part is taken."""
LONGEST = dt.timedelta(minutes=3)
"""Whoever waits for an answer in a chat has given up by then."""


def try_apart(folder: Path, db: Path, path: str, text: str | None, now: dt.datetime) -> Offer:
    """`try_file` in another process, so that alerts are not late for it."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, context) as executor:
        return executor.submit(try_file, folder, db, path, text, now).result(LONGEST.total_seconds())


def try_file(folder: Path, db: Path, path: str, text: str | None, now: dt.datetime) -> Offer:
    """What would come of a file with this text at `path` in the rules folder, or of its going; nothing is changed.

    Raises RuleError where there is no rules folder.
    """
    texts, unread = read_folder(folder)
    good = good_texts(db) or texts
    new = {p: t for p, t in texts.items() if p != path} | ({path: text} if text is not None else {})
    passed = gate(good, new, run_tests, None, unread)
    own = tuple(p for p in passed.problems if p.path == path)
    diff = tuple(diff_of(good.get(path), text))
    errors = tuple(p for p in own if not p.is_advice) or tuple(p for key, p in passed.kept.items() if key == path)
    if errors:
        return Offer(path=path, problems=errors, diff=diff)
    found, days = compare(good, passed, db, now)
    return Offer(
        path=path,
        advice=tuple(p for p in own if p.is_advice),
        diff=diff,
        gained=len(found.gained),
        lost=len(found.lost),
        articles=found.articles,
        days=days,
        samples=tuple(r.says for r in (*found.gained, *found.lost)[:3]),
    )


def diff_of(before: str | None, after: str | None) -> Iterator[str]:
    """Changed lines with two around them; none where nothing changes."""
    lines = difflib.unified_diff((before or "").splitlines(), (after or "").splitlines(), n=2, lineterm="")
    for number, line in enumerate(lines):
        if number >= 2:  # the two names that head every diff
            yield "…" if line.startswith("@@") else line


def good_texts(db: Path) -> dict[str, str]:
    if not db.is_file():
        return {}
    store = open_for_reading(db)
    try:
        return load_rule_files(store)
    finally:
        store.close()


def compare(good: dict[str, str], passed: Gate, db: Path, now: dt.datetime) -> tuple[Backtest, int]:
    """Alerts of the last days by the rules as they would be, against those that are in force; and how many days."""
    loaded = load_files(good, passed.loaded)
    before = make_rulebook(loaded.ruleset, (), loaded.vocabulary)
    after = make_rulebook(passed.loaded.ruleset, (), passed.loaded.vocabulary)
    if not db.is_file():
        return backtest(after, (), before), DAYS
    store = open_for_reading(db)
    try:
        days = next(
            (d for d in (DAYS, 7, 3, 1) if count_texts(store, now - dt.timedelta(days=d)) <= MOST_ARTICLES), 1
        )
        return over(before, after, recent_texts(store, now - dt.timedelta(days=days))), days
    finally:
        store.close()


def over(before: Rulebook, after: Rulebook, articles: Iterator[Article]) -> Backtest:
    return backtest(after, articles, before)
