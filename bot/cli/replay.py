"""`tocsin replay`: articles through the real pipeline on a simulated clock, into a store that is thrown away."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import typer
from rich.console import Console

from bot.alerts.compose import compose
from bot.alerts.log import log_lines
from bot.cli.lines import json_lines, text_lines
from bot.config import load_settings
from bot.errors import TocsinError
from bot.logs import set_up_logs
from bot.model import Article, Change, Chat, Manner, Revision
from bot.pipeline.replay import articles_of
from bot.pipeline.replay import replay as replay_articles
from bot.rulebook import Rulebook, load_rulebook, print_problem
from bot.store import open_store

MANNERS = {Change.NEW: Manner.NEW, Change.EDIT: Manner.EDIT, Change.UPDATE: Manner.REPLY, Change.END: Manner.REPLY}


def replay(
    what: list[str] = typer.Argument(
        None, metavar="[FILE]", help="Articles as JSON lines; none or -: standard input."
    ),
    jsonl: bool = typer.Option(False, "--jsonl", help="Write the alert log: a line for each event and revision."),
    rules: Path = typer.Option(None, help="Folder of rule files (TOCSIN_RULES)."),
) -> None:
    """Take articles through the real pipeline as if they arrived one after the other.

    Each line is an object with id, text, and where known outlet, feed, url, lang, title, published, fetched. The
    clock is driven by `fetched`. No backlog is learned; no feed, chat or database of yours is touched.

    Examples:

        tocsin replay articles.jsonl

        tocsin replay --jsonl < articles.jsonl > alerts.jsonl
    """
    set_up_logs("text", "warning")
    book = load_rulebook(load_settings(rules=rules).rules_folder(), print_problem)
    articles = read_articles(text_lines(what or []))
    with tempfile.TemporaryDirectory(prefix="tocsin-replay-") as folder:
        store = open_store(Path(folder) / "replay.db", now=dt.datetime.now(dt.UTC))
        store.execute("PRAGMA synchronous = OFF")  # thrown away in any case
        try:
            revisions = replay_articles(store, book, articles)
            if jsonl:
                print_log(revisions, book)
            else:
                print_alerts(revisions, book)
        finally:
            store.close()


def read_articles(lines: Iterable[str]) -> Iterator[Article]:
    try:
        yield from articles_of(json_lines(lines))
    except ValueError as wrong:
        raise TocsinError(f"the articles cannot be replayed: {wrong}") from None


def print_log(revisions: Iterable[Revision], book: Rulebook) -> None:
    for revision in revisions:
        for line in log_lines(revision, book.ruleset.rules[revision.rule_id]):
            print(json.dumps(line, ensure_ascii=False))


def print_alerts(revisions: Iterable[Revision], book: Rulebook) -> None:
    console = Console(highlight=False, soft_wrap=True)
    chat = Chat(chat_id="console", kind="console", created_at=dt.datetime.now(dt.UTC))
    count = 0
    for revision in revisions:
        count += revision.change is Change.NEW
        manner = MANNERS[revision.change]
        message = compose(
            revision, book.ruleset.rules[revision.rule_id], chat, manner, revision.made_at, book.names
        )
        stamp = revision.made_at.strftime("%d.%m. %H:%M UTC")
        console.print(f"[dim]{stamp}  {revision.change} of alert {revision.alert_id}[/dim]")
        console.print(message.plain, markup=False)
        console.print()
    console.print(f"{count} alerts")
