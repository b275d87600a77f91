"""`tocsin feeds`: list, add, remove, check, import and export."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import typer

from bot.cli.feed_check import check_feeds
from bot.cli.feed_list import all_feeds, known_states, noted, policy_of, writing
from bot.cli.feed_tables import checked_plain, plain, show_checked, show_listed
from bot.config import Settings, load_settings
from bot.errors import TocsinError
from bot.feeds.discover import Discovered, find_feed
from bot.feeds.opml import make_feed, read_opml, write_opml
from bot.feeds.session import make_session
from bot.store.feeds import add_feed, forget_feed_state, remove_feed

RULES = typer.Option(None, "--rules", help="Folder of rule files (TOCSIN_RULES).")
DB = typer.Option(None, "--db", help="The database file (TOCSIN_DB).")
JSON = typer.Option(False, "--json", help="As JSON, for programs.")

feeds_app = typer.Typer(
    help="The feeds that are polled: list, add, remove, check, import and export.", no_args_is_help=True
)
KINDS = ("official", "agency", "independent", "state")
SIDES = ("UA", "RU")


@feeds_app.command("list")
def list_feeds(rules: Path = RULES, db: Path = DB, as_json: bool = JSON) -> None:
    """Show every feed, how it stands and when its last item came.

    Examples:

        tocsin feeds list

        tocsin feeds list --json | jq '.[] | select(.status != "ok")'
    """
    settings = load_settings(rules=rules, db=db)
    listed, states = list(all_feeds(settings)), known_states(settings)
    if as_json:
        print(json.dumps([plain(f, states.get(f.feed_id)) for f in listed], ensure_ascii=False, indent=1))
        return
    show_listed(listed, states)
    typer.echo(f"{len(listed)} feeds, {sum(feed.on for feed in listed)} of them on")


@feeds_app.command("add")
def add(
    what: str = typer.Argument(..., metavar="URL", help="A feed, a page that has one, or a Telegram @channel."),
    name: str = typer.Option(None, help="What to call it. Default: what it calls itself."),
    language: str = typer.Option(None, help="en, uk or ru. Default: told by each article."),
    country: str = typer.Option(None, help="Two letters; its clock holds for dates without a zone."),
    kind: str = typer.Option("independent", help="official, agency, independent or state."),
    side: str = typer.Option(None, help="UA or RU where it speaks from one side."),
    check: bool = typer.Option(True, help="Ask it first, and find the feed of a page."),
    rules: Path = RULES,
    db: Path = DB,
) -> None:
    """Poll one more feed. It is kept in the database; the files you edit stay as they are.

    A running bot takes it up within a minute. Its backlog is learned silently.

    Examples:

        tocsin feeds add https://example.org/news --language en

        tocsin feeds add @kpszsu --kind official --side UA
    """
    settings = load_settings(rules=rules, db=db)
    one_of("--kind", kind, KINDS)
    if side:
        one_of("--side", side, SIDES)
    found = asyncio.run(discover(what, settings)) if check else Discovered(url=what)
    if found.problem:
        raise TocsinError(f"{what}: {found.problem}; with --no-check it is added unseen")
    listed = {feed.feed_id: feed for feed in all_feeds(settings)}
    feed = make_feed(found.url, name or found.title or found.url, listed)
    if same := next((f for f in listed.values() if f.url == feed.url), None):
        raise TocsinError(f"{feed.url}: it is listed already, as {same.feed_id}{'' if same.on else ' (off)'}")
    feed = replace(feed, language=language, country=country and country.upper(), kind=kind, side=side)
    with writing(settings) as store:
        add_feed(store, feed, dt.datetime.now(dt.UTC))
        noted(store, "addfeed", feed.url)
    typer.echo(f"{feed.feed_id}: {feed.name}, {feed.url}{f', {found.items} items' if found.items else ''}")


@feeds_app.command("remove")
def remove(
    feed_id: str = typer.Argument(..., metavar="ID", help="As `tocsin feeds list` shows it."),
    rules: Path = RULES,
    db: Path = DB,
) -> None:
    """Poll a feed no more. What it said stays in the history; a file that lists it is not touched.

    Example:

        tocsin feeds remove kyiv-post
    """
    settings = load_settings(rules=rules, db=db)
    if feed_id not in {feed.feed_id for feed in all_feeds(settings)}:
        raise TocsinError(f"{feed_id}: no feed of this name; `tocsin feeds list` shows them")
    with writing(settings) as store:
        remove_feed(store, feed_id, dt.datetime.now(dt.UTC))
        forget_feed_state(store, feed_id)
        noted(store, "removefeed", feed_id)
    typer.echo(f"{feed_id}: removed")


@feeds_app.command("check")
def check(
    ids: list[str] = typer.Argument(None, metavar="[ID]...", help="Only these. Default: all that are on."),
    rules: Path = RULES,
    db: Path = DB,
    as_json: bool = JSON,
) -> None:
    """Ask the feeds now and say which of them answer, with what. Nothing is stored or sent.

    Ends with status 1 where one of them does not work.

    Examples:

        tocsin feeds check

        tocsin feeds check kpszsu favt --json
    """
    settings = load_settings(rules=rules, db=db)
    listed = {feed.feed_id: feed for feed in all_feeds(settings)}
    if unknown := [word for word in ids or [] if word not in listed]:
        raise TocsinError(f"{', '.join(unknown)}: no feed of this name; `tocsin feeds list` shows them")
    chosen = [listed[word] for word in ids] if ids else [feed for feed in listed.values() if feed.on]
    results = asyncio.run(check_feeds(chosen, known_states(settings), policy_of(settings)))
    if as_json:
        print(json.dumps([checked_plain(c) for c in results], ensure_ascii=False, indent=1))
    else:
        show_checked(results)
    if any(c.problem for c in results):
        raise typer.Exit(1)


@feeds_app.command("import")
def import_opml(
    path: Path = typer.Argument(..., metavar="FILE", help="An OPML file, as every feed reader exports it."),
    rules: Path = RULES,
    db: Path = DB,
) -> None:
    """Add the feeds of an OPML file. Those that are listed already are left as they are.

    Example:

        tocsin feeds import subscriptions.opml
    """
    settings = load_settings(rules=rules, db=db)
    try:
        content = path.read_bytes()
    except OSError as wrong:
        raise TocsinError(f"{path}: cannot be read ({wrong.strerror})") from wrong
    found, problems = read_opml(content)
    for problem in problems:
        typer.echo(f"{path}: {problem}", err=True)
    if not found:
        raise TocsinError(f"{path}: no feeds in it")
    listed = {feed.feed_id: feed for feed in all_feeds(settings)}
    urls = {feed.url for feed in listed.values()}
    fresh = [feed for feed in found if feed.url not in urls]
    now = dt.datetime.now(dt.UTC)
    with writing(settings) as store:
        for feed in fresh:
            own = make_feed(feed.url, feed.name, listed, feed.feed_id)
            listed[own.feed_id] = feed = replace(feed, feed_id=own.feed_id, url=own.url)
            add_feed(store, feed, now)
        noted(store, "addfeed", f"{len(fresh)} of {path.name}")
    off = sum(not feed.on for feed in fresh)
    typer.echo(
        f"{len(fresh)} feeds added{f' ({off} off: passing them on is restricted)' if off else ''}, "
        f"{len(found) - len(fresh)} were listed already"
    )


@feeds_app.command("export")
def export_opml(
    path: Path = typer.Argument(None, metavar="[FILE]", help="Where to write. Default: standard output."),
    rules: Path = RULES,
    db: Path = DB,
) -> None:
    """Write all feeds as OPML, for any feed reader and for `tocsin feeds import`.

    Example:

        tocsin feeds export tocsin.opml
    """
    written = write_opml(all_feeds(load_settings(rules=rules, db=db)))
    if path is None:
        typer.echo(written, nl=False)
        return
    try:
        path.write_text(written, encoding="utf-8")
    except OSError as wrong:
        raise TocsinError(f"{path}: cannot be written ({wrong.strerror})") from wrong
    typer.echo(f"{path}: {written.count('<outline ')} feeds")


def one_of(option: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise TocsinError(f"{option} {value}: choose one of {', '.join(allowed)}")


async def discover(what: str, settings: Settings) -> Discovered:
    policy = policy_of(settings)
    async with make_session(policy) as session:
        return await find_feed(session, what, policy, dt.datetime.now(dt.UTC))
