"""`tocsin history ...`: search what was told and what was not, and take it along. `tocsin why`: the reasons."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Annotated

import typer

from bot.cli import history_options as options
from bot.cli.history_export import export
from bot.cli.history_import import import_table
from bot.cli.history_keep import compact, forget
from bot.cli.history_pictures import chart, draw_map
from bot.cli.history_show import Page
from bot.cli.history_words import moment
from bot.errors import TocsinError
from bot.model import codec
from bot.store import Store
from bot.store import why as reasons
from bot.store.alerts import get_revisions, headline_of
from bot.store.search import NO_END, Asked, search_alerts, search_articles
from bot.store.stats import load_stats

history_app = typer.Typer(help="Search the history and take it along.", no_args_is_help=True)
history_app.command()(export)
history_app.command("import")(import_table)
history_app.command()(chart)
history_app.command()(forget)
history_app.command()(compact)
history_app.command("map")(draw_map)


@history_app.command()
def search(
    words: Annotated[
        list[str] | None, typer.Argument(help='Words; "in quotes" together, wor* begins so, -not.')
    ] = None,
    rule: options.Rule = None,
    topic: options.Topic = None,
    place: options.Place = None,
    airport: options.Airport = None,
    actor: options.Actor = None,
    severity: options.Level = None,
    least: options.Least = None,
    most: options.Most = None,
    source: options.Source = None,
    since: options.Since = None,
    until: options.Until = None,
    silent: options.WithSilent = False,
    articles: Annotated[
        bool, typer.Option("--articles", help="Search articles, also those that alerted nothing.")
    ] = False,
    fate: Annotated[
        str | None, typer.Option(help="Articles with a report that came to this: below, held, copy ...")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many.")] = 20,
    before: Annotated[
        int,
        typer.Option(min=1, show_default=False, help="The page after: the number that the last page ended with."),
    ] = NO_END,
    db: options.Db = None,
    as_json: options.AsJson = False,
) -> None:
    """Find alerts, or articles, the newest first.

    Inflected forms find each other in English, Ukrainian and Russian; accents and ё, ї do not matter.

    Examples:

        tocsin history search drones Kharkiv --since 7d

        tocsin history search --rule airport-closed --airport DME

        tocsin history search --fate below --from-value 40
    """
    with options.opened(db) as (store, settings):
        now = dt.datetime.now(dt.UTC)
        asked = options.asked_of(
            words, settings, now, severity=severity, since=since, until=until, fate=fate, rule=rule, topic=topic,
            place=place, airport=airport, actor=actor, least=least, most=most, source=source, with_silent=silent,
        )  # fmt: skip
        page = Page(settings.zone)
        if articles or asked.fate is not None:
            found_articles = search_articles(store, asked, limit, before)
            plain, numbers = [codec.to_plain(f) for f in found_articles], [f.number for f in found_articles]
            show_found = partial(page.articles, found_articles)
        else:
            found_alerts = search_alerts(store, asked, limit, before)
            plain, numbers = [codec.to_plain(f) for f in found_alerts], [f.alert_id for f in found_alerts]
            show_found = partial(page.alerts, found_alerts)
        if as_json:
            options.put_json(plain)
        elif not numbers:
            page.line(nothing(store, asked))
        else:
            show_found()
            if len(numbers) == limit:
                page.line(f"More: the same with --before {numbers[-1]}", style="dim")


def nothing(store: Store, asked: Asked) -> str:
    """Why a search shows nothing, where that can be told."""
    if not store.value("SELECT 1 FROM articles LIMIT 1"):
        return "The history is empty: nothing has been polled yet."
    if not store.value("SELECT 1 FROM alerts WHERE NOT is_silent LIMIT 1") and not asked.with_silent:
        return (
            "Nothing was alerted yet. --articles searches everything that was read, --silent also what was "
            "learned without telling anybody."
        )
    return "Nothing is found. Fewer words or filters find more; --articles also searches what alerted nothing."


@history_app.command()
def show(
    alert: Annotated[str, typer.Argument(help="The alert's number.")],
    db: options.Db = None,
    as_json: options.AsJson = False,
) -> None:
    """Show one alert with its figures, sources and revisions.

    Example:

        tocsin history show 12
    """
    with options.opened(db) as (store, settings):
        number = alert.strip().lstrip("#")
        revisions = get_revisions(store, int(number)) if number.isdigit() and len(number) < 13 else ()
        if not revisions:
            raise TocsinError(f"there is no alert {alert!r}; `tocsin history search` lists them")
        if as_json:
            options.put_json([codec.to_plain(r) for r in revisions])
            return
        Page(settings.zone).alert(headline_of(store, int(number)), revisions, ())


@history_app.command()
def why(
    what: Annotated[
        str, typer.Argument(metavar="ALERT|ARTICLE|URL", help="An alert's number, an article's id or address.")
    ],
    db: options.Db = None,
    as_json: options.AsJson = False,
) -> None:
    """Say why there was an alert, or why there was none.

    Examples:

        tocsin why 12

        tocsin why https://example.org/article
    """
    with options.opened(db) as (store, settings):
        found = reasons.why(store, what)
        if found is None:
            raise TocsinError(
                f"{what!r} is neither an alert nor an article that was read; `tocsin history search` finds both"
            )
        if as_json:
            options.put_json(codec.to_plain(found))
            return
        headline = headline_of(store, found.revisions[-1].alert_id) if isinstance(found, reasons.WhyAlert) else ""
        Page(settings.zone).why(found, headline)


@history_app.command()
def stats(
    since: Annotated[str, typer.Option(help="From then on: 2026-01-22, 12h, 7d, 2w.")] = "30d",
    db: options.Db = None,
    as_json: options.AsJson = False,
) -> None:
    """Count what was heard, decided and sent. No chat is named.

    Example:

        tocsin history stats --since 7d
    """
    with options.opened(db) as (store, settings):
        at = moment(since, dt.datetime.now(dt.UTC), settings.zone)
        found = load_stats(store, at or dt.datetime.now(dt.UTC))
        if as_json:
            options.put_json(codec.to_plain(found))
            return
        Page(settings.zone).stats(found)
