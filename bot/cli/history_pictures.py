"""`tocsin history chart` and `tocsin history map`: pictures as files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.cli import history_options as options
from bot.cli.history_words import moment
from bot.commands.places import build_places
from bot.commands.topics import TOPICS, find_topic, topic_title
from bot.config import Settings, load_settings
from bot.errors import TocsinError
from bot.pictures.scenes import Period, Scene, is_empty, last_days
from bot.pictures.sketch import Drawing, can_draw, sketch_chart, sketch_map
from bot.rules.load import load_vocabulary

Out = Annotated[Path, typer.Option("--out", "-o", help="The PNG file to write.")]
Days = Annotated[int, typer.Option(min=1, max=36600, help="The last so many days.")]
Language = Annotated[str | None, typer.Option(help="en, uk or ru (TOCSIN_LANGUAGE).")]
Rules = Annotated[
    Path | None, typer.Option("--rules", help="Folder of rules, for names of places (TOCSIN_RULES).")
]


def chart(
    topic: Annotated[str, typer.Argument(help="drones, missiles, aviation, or any topic of a rule.")] = "drones",
    days: Days = 30,
    since: options.Since = None,
    until: options.Until = None,
    out: Out = Path("tocsin-chart.png"),
    language: Language = None,
    rules: Rules = None,
    db: options.Db = None,
) -> None:
    """Draw a chart: attack nights of both sides, airports as strips, or a topic's alerts by day.

    Examples:

        tocsin history chart drones --days 60 --out drones.png

        tocsin history chart aviation --since 2d --language uk
    """
    settings = settings_for(language, rules, db)
    with options.opened(db) as (store, _):
        found = find_topic(topic, tuple(TOPICS)) or topic.strip().lower()
        scene, drawing = sketch_chart(
            store,
            found,
            period_of(days, since, until, settings),
            settings.language,
            settings.zone,
            names_for(settings),
            topic_title(found, settings.language),
        )
    write(scene, drawing, out)


def draw_map(
    days: Days = 7,
    since: options.Since = None,
    until: options.Until = None,
    out: Out = Path("tocsin-map.png"),
    language: Language = None,
    rules: Rules = None,
    db: options.Db = None,
) -> None:
    """Draw a map of the airports and places that were reported. Borders are the internationally recognised ones.

    Example:

        tocsin history map --days 3 --out map.png
    """
    settings = settings_for(language, rules, db)
    with options.opened(db) as (store, _):
        period = period_of(days, since, until, settings)
        scene, drawing = sketch_map(store, period, settings.language, settings.zone, names_for(settings))
    write(scene, drawing, out)


def settings_for(language: str | None, rules: Path | None, db: Path | None) -> Settings:
    if not can_draw():
        raise TocsinError("pictures need matplotlib; install it with: pip install 'tocsin[charts]'")
    return load_settings(language=language, rules=rules, db=db)


def period_of(days: int, since: str | None, until: str | None, settings: Settings) -> Period:
    """The last days, or what --since and --until say. Raises TocsinError where it ends before it begins."""
    now = dt.datetime.now(dt.UTC)
    end = moment(until, now, settings.zone) or now
    try:
        begin = moment(since, now, settings.zone) or last_days(days, end, ZoneInfo(settings.zone)).since
    except OverflowError:
        raise TocsinError(f"{days} days are more than there were") from None
    if begin >= end:
        raise TocsinError(f"the period would end ({end:%Y-%m-%d %H:%M}) before it begins ({begin:%Y-%m-%d %H:%M})")
    return Period(since=begin, until=end, now=now)


def names_for(settings: Settings) -> Mapping[str, Mapping[str, str]]:
    """Places in other languages. Without a vocabulary they stay in English."""
    try:
        places = load_vocabulary(settings.rules_folder() / "vocabulary").get("places")
    except TocsinError:
        return {}
    return build_places(places).names if isinstance(places, Mapping) else {}


def write(scene: Scene, drawing: Drawing, out: Path) -> None:
    try:
        out.write_bytes(drawing())
    except OSError as wrong:
        raise TocsinError(f"{out}: cannot be written ({wrong.strerror}); name another file with --out") from wrong
    typer.echo(
        f"{out}: nothing was reported in that time, and the picture says so" if is_empty(scene) else str(out)
    )
