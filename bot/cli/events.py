"""`tocsin events ...`: an owner's word on what belongs together, also while the bot runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from bot.alerts import byhand
from bot.alerts.ledger import Ledger
from bot.alerts.names import names_of
from bot.cli import history_options as options
from bot.cli.history_show import Page
from bot.config import Settings, load_settings
from bot.errors import TocsinError
from bot.model import Event, Outcome, RuleSet, codec
from bot.pipeline.take import mark_by_hand, open_desk, write
from bot.rulebook import Rulebook, make_rulebook
from bot.rules.disk import read_folder
from bot.rules.load import load_files
from bot.rules.names import names_from
from bot.rules.story_text import story_text
from bot.rules.watches import with_watches
from bot.rulewatch import watches_in
from bot.store import Store, open_for_reading, open_store
from bot.store.events import get_event, load_events
from bot.store.house import load_rule_files

events_app = typer.Typer(help="Put right by hand which reports are one event.", no_args_is_help=True)

Decide = Callable[[Ledger, RuleSet, dt.datetime], Outcome]
RulesFolder = Annotated[Path | None, typer.Option("--rules", help="Folder of rule files (TOCSIN_RULES).")]


@events_app.command("list")
def list_events(
    days: Annotated[int, typer.Option(min=1, max=400, help="Reported within so many days.")] = 3,
    rule: options.Rule = None,
    db: options.Db = None,
    as_json: options.AsJson = False,
) -> None:
    """List events with their numbers, the newest last.

    Example:

        tocsin events list --days 7 --rule airport-closed
    """
    with options.opened(db) as (store, settings):
        since = dt.datetime.now(dt.UTC) - dt.timedelta(days=days)
        found = [
            e
            for e in load_events(store, since)
            if e.merged_into is None and e.last_report_at >= since and rule in (None, e.rule_id)
        ]
        if as_json:
            options.put_json([codec.to_plain(e) for e in found])
            return
        page = Page(settings.zone)
        for event in found:
            put_event(page, event)
        if not found:
            page.line(f"No event was reported within {days} days.")


@events_app.command()
def show(
    number: Annotated[int, typer.Argument(metavar="EVENT", help="The event's number.")],
    db: options.Db = None,
    as_json: options.AsJson = False,
) -> None:
    """Show an event with the articles that carry it, by the names that `split` takes.

    Example:

        tocsin events show 12
    """
    with options.opened(db) as (store, settings):
        event = known_event(store, number)
        if as_json:
            options.put_json(codec.to_plain(event))
            return
        page = Page(settings.zone)
        put_event(page, event)
        for source in event.sources:
            page.line(source.article_id, page.time(source.written_at), f"{source.outlet}:", source.title, indent=2)
            page.line(source.evidence, style="dim", indent=4)


@events_app.command()
def merge(
    into: Annotated[int, typer.Argument(help="The event that stays.")],
    other: Annotated[int, typer.Argument(metavar="FROM", help="The event that is the same.")],
    rules: RulesFolder = None,
    db: options.Db = None,
    as_json: options.AsJson = False,
) -> None:
    """Say that two events are one: FROM's figures and sources, and what is reported of it later, go to INTO.

    INTO's message is edited in silence. The bot may be running.

    Example:

        tocsin events merge 12 14
    """
    decide_by_hand(
        load_settings(db=db, rules=rules),
        lambda ledger, ruleset, now: byhand.merge(ledger, ruleset, into, other, now),
        as_json,
    )


@events_app.command()
def split(
    number: Annotated[int, typer.Argument(metavar="EVENT", help="The event.")],
    articles: Annotated[list[str], typer.Argument(metavar="ARTICLE...", help="Ids or addresses of its articles.")],
    rules: RulesFolder = None,
    db: options.Db = None,
    as_json: options.AsJson = False,
) -> None:
    """Say that articles do not belong to an event: they become one of their own, and copies of them follow.

    The event's message is edited in silence, the new event is told to nobody. The bot may be running.

    Example:

        tocsin events split 12 https://example.org/article
    """

    def decide(ledger: Ledger, ruleset: RuleSet, now: dt.datetime) -> Outcome:
        ids = article_ids(byhand.known(ledger, number), articles)
        return byhand.split(ledger, ruleset, number, ids, now)

    decide_by_hand(load_settings(db=db, rules=rules), decide, as_json)


@events_app.command()
def story(
    numbers: Annotated[list[int], typer.Argument(metavar="EVENT...", help="Events that the story is to tell.")],
    name: Annotated[str, typer.Option(help="What the story shows.")] = "",
    db: options.Db = None,
) -> None:
    """Print events as a test story for a rule file, with what came of each report as corrected by hand.

    Example:

        tocsin events story 12 14 --name "two nights, told as one"
    """
    with options.opened(db) as (store, _):
        events = list({e.event_id: e for e in (known_event(store, n) for n in numbers)}.values())
    told = byhand.story(events, name or f"events {', '.join(str(e.event_id) for e in events)}")
    if not told.reports:
        raise TocsinError("no sentence of these events is kept any more, so there is no story to tell")
    print(story_text(told), end="")


# -- how it is done ---------------------------------------------------------------------------------------------


def decide_by_hand(settings: Settings, decide: Decide, as_json: bool) -> None:
    """Decide and write in one transaction: a bot that runs beside waits for it, and then takes notice."""
    open_for_reading(settings.db).close()  # says what is wrong where there is no database, or an old one
    now = dt.datetime.now(dt.UTC)
    with open_store(settings.db, now=now) as store:
        book = book_in_force(store, settings)
        with store.transaction():
            desk = open_desk(store, book, now)
            outcome = decide(desk.ledger, book.ruleset, now)
            write(store, desk, outcome, now)
            mark_by_hand(store, now)
    events = [e for e in outcome.events if e.merged_into is None]
    if as_json:
        options.put_json([codec.to_plain(e) for e in events])
        return
    page = Page(settings.zone)
    for event in events:
        put_event(page, event)
    edited = sum(not r.is_silent for r in outcome.revisions)
    page.line("Its message is edited where it was sent." if edited else "No message is edited.", style="dim")


def book_in_force(store: Store, settings: Settings) -> Rulebook:
    """The rules that the bot runs (before its first start those of the folder), without the means of reading."""
    texts = load_rule_files(store) or read_folder(settings.rules_folder())[0]
    loaded = load_files(texts)
    ruleset = with_watches(loaded.ruleset, watches_in(store), names_from(loaded.vocabulary))
    places = loaded.vocabulary.get("places")
    names = names_of(places if isinstance(places, dict) else {})
    return replace(make_rulebook(replace(ruleset, gazetteers=()), (), {}), names=names)


def known_event(store: Store, number: int) -> Event:
    """The event, or the one that it was merged into. Raises TocsinError where there is none."""
    event = get_event(store, number)
    while event is not None and event.merged_into is not None:
        event = get_event(store, event.merged_into)
    if event is None:
        raise TocsinError(f"there is no event {number}; `tocsin events list` shows them")
    return event


def article_ids(event: Event, words: Sequence[str]) -> list[str]:
    """The articles that are meant by their ids or addresses. Raises TocsinError for one that is not the event's."""
    found = []
    for word in words:
        article_id = next((s.article_id for s in event.sources if word in (s.article_id, s.url)), None)
        if article_id is None:
            raise TocsinError(
                f"event {event.event_id} has no article {word}; `tocsin events show {event.event_id}` lists them"
            )
        found.append(article_id)
    return found


SHOWN = ("attacker", "airport", "name", "place", "region", "day")


def put_event(page: Page, event: Event) -> None:
    value = f"{event.held.value:,} {event.held.action}".rstrip() if event.held else ""
    said = [event.fields[f] for f in SHOWN if f in event.fields]
    alert = f"alert {event.alert_id}" if event.alert_id is not None and event.told and not event.is_learned else ""
    where = [f"{event.outlets} outlets", *([alert] if alert else ["told to nobody"])]
    page.line(f"{event.event_id:>6}", page.time(event.opened_at), event.rule_id, value, event.state or "", *said)
    page.line(", ".join(where), style="dim", indent=7)
