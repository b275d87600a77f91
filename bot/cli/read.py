"""`tocsin read`: the facts of a text, file or page, with the evidence marked."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.text import Text

from bot.cli.lines import json_lines, text_lines
from bot.config import load_settings
from bot.errors import TocsinError
from bot.model import Fact, Reading
from bot.reading.compile import Reader
from bot.reading.read import read as read_text
from bot.reading.wire import to_wire, to_wire_with_all
from bot.rulebook import load_rulebook, print_problem
from bot.rules.words import describe


def read(
    what: list[str] = typer.Argument(None, help="A text, a file, a URL, or nothing for standard input."),
    jsonl: bool = typer.Option(False, "--jsonl", help="Read {id, text ...} lines and write {id, facts} lines."),
    as_json: bool = typer.Option(False, "--json", help="The facts of one text as JSON."),
    every: bool = typer.Option(
        False, "--all", help="Also what is no news (denied, planned, totals), as what it is."
    ),
    explain: bool = typer.Option(False, "--explain", help="Also what was left out, and because of what."),
    published: str = typer.Option(None, help="When it was published (ISO 8601). Default: now."),
    rules: Path = typer.Option(None, help="Folder of rule files (TOCSIN_RULES)."),
) -> None:
    """Print the facts of a text, file or URL with the evidence marked.

    Examples:

        tocsin read "Russia launched 97 drones at Ukraine overnight, the Air Force said."

        tocsin read https://example.org/article --explain

        tocsin read article.txt --all --json

        tocsin read --jsonl < articles.jsonl > facts.jsonl
    """
    # broken rule files do not stop reading: they are named and left out
    reader = load_rulebook(load_settings(rules=rules).rules_folder(), print_problem).reader
    words = what or []
    if jsonl:
        for line in answer_lines(reader, json_lines(text_lines(words)), every):
            print(line)
        return
    text = text_of(words)
    reading = read_text(reader, text, moment(published) if published else dt.datetime.now(dt.UTC))
    if as_json:
        print(json.dumps(wires_of(reading, every), ensure_ascii=False))
        return
    show(Console(highlight=False, soft_wrap=True), text, reading, every, explain)


# -- what to read ----------------------------------------------------------------------------------------


def text_of(words: list[str]) -> str:
    """The text that the arguments mean: standard input, a file, a page, or the words themselves."""
    if not words or words == ["-"]:
        return sys.stdin.buffer.read().decode("utf-8", errors="replace")
    if len(words) == 1 and words[0].startswith(("http://", "https://")):
        return asyncio.run(page_text(words[0]))
    if len(words) == 1 and names_file(words[0]):
        return Path(words[0]).read_bytes().decode("utf-8", errors="replace")
    return " ".join(words)


def names_file(word: str) -> bool:
    """A whole article as one argument is longer than the system lets a name be: that is no file."""
    try:
        return Path(word).is_file()
    except (OSError, ValueError):
        return False


async def page_text(url: str) -> str:
    """The article of a web page as plain text. Raises TocsinError where it cannot be fetched or holds none."""
    from bot.feeds.page import fetch_page  # trafilatura takes a second to import

    page = await fetch_page(url, private_addresses=load_settings().private_addresses)
    if not page.text:
        raise TocsinError(f"{url}: {page.reason or 'no article text was found on this page'}")
    return page.text


def moment(text: str) -> dt.datetime:
    """An ISO 8601 time; one without a zone is UTC."""
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        raise TocsinError(f"{text!r} is no time; write it like 2026-01-15T05:00:00Z") from None
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)


# -- what comes out --------------------------------------------------------------------------------------


def answer_lines(reader: Reader, articles: Iterable[dict[str, Any]], every: bool) -> Iterator[str]:
    """One `{"id", "facts"}` line for each article, in order."""
    for article in articles:
        at = moment(article["published"]) if article.get("published") else dt.datetime.now(dt.UTC)
        reading = read_text(reader, str(article.get("text") or ""), at, article.get("lang"))
        yield json.dumps({"id": article.get("id"), "facts": wires_of(reading, every)}, ensure_ascii=False)


def wires_of(reading: Reading, every: bool) -> list[dict[str, Any]]:
    """The facts as other programs take them, each once though a text may state it several times."""
    wires = map(to_wire_with_all if every else to_wire, reading.facts)
    return list({json.dumps(wire, sort_keys=True): wire for wire in wires if wire is not None}.values())


def show(console: Console, text: str, reading: Reading, every: bool, explain: bool) -> None:
    """The text with its evidence marked, then a line for each fact."""
    facts = [f for f in reading.facts if every or f.is_news]
    marked = Text(text.strip("\n"))
    offset = len(text) - len(text.lstrip("\n"))
    for fact in facts:
        marked.stylize("bold" if fact.is_news else "dim", fact.evidence.start - offset, fact.evidence.end - offset)
        marked.stylize("reverse", fact.span.start - offset, fact.span.end - offset)
    console.print(marked)
    console.print()
    if not facts:
        console.print(
            "No facts." if not reading.facts else "No news here; --all shows what was read and set aside."
        )
    for fact in facts:
        show_fact(console, text, fact)
    if explain:
        for left in reading.unread:
            console.print(Text.assemble((text[left.span.start : left.span.end], "bold"), "  left out: ", left.why))


def show_fact(console: Console, text: str, fact: Fact) -> None:
    line = Text.assemble(("• ", "green" if fact.is_news else "dim"), (describe(fact), "bold"))
    details = [
        "" if fact.is_news else f"not news: {fact.standing}",
        f"says {fact.claimed_by}" if fact.claimed_by else "",
        f"day {fact.day}" if fact.day else "",
        f"read by {fact.found_by}",
    ]
    console.print(line)
    console.print(Text("  " + "; ".join(d for d in details if d), style="dim"))
    evidence = " ".join(text[fact.evidence.start : fact.evidence.end].split())
    console.print(Text(f"  “{evidence}”", style="italic"))
