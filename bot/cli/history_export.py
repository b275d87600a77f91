"""`tocsin history export`: alerts as files that other programs read."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import history_options as options
from bot.errors import TocsinError
from bot.pictures.outlines import locate
from bot.store.export import Record, export_records
from bot.store.formats import to_atom, to_csv, to_geojson, to_json_lines


class Format(StrEnum):
    """What an export is written as."""

    CSV = "csv"
    JSONL = "jsonl"
    GEOJSON = "geojson"
    ATOM = "atom"


def export(
    words: Annotated[list[str] | None, typer.Argument(help="Words, as in `search`; nothing: everything.")] = None,
    form: Annotated[Format, typer.Option("--format", "-f", help="csv, jsonl, geojson or atom.")] = Format.CSV,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A file. Default: standard output.")
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
    db: options.Db = None,
) -> None:
    """Write alerts as CSV, JSON Lines, GeoJSON or an Atom feed: one record for each event.

    Examples:

        tocsin history export --since 2026-01-01 -o alerts.csv

        tocsin history export --rule airport-closed --format geojson -o airports.geojson
    """
    with options.opened(db) as (store, settings):
        now = dt.datetime.now(dt.UTC)
        asked = options.asked_of(
            words, settings, now, severity=severity, since=since, until=until, rule=rule, topic=topic,
            place=place, airport=airport, actor=actor, least=least, most=most, source=source, with_silent=silent,
        )  # fmt: skip
        pieces = written(export_records(store, asked), form, now, settings.public_url)
        if output is None:
            sys.stdout.writelines(pieces)
            return
        try:
            with output.open("w", encoding="utf-8", newline="") as file:
                file.writelines(pieces)
        except OSError as wrong:
            raise TocsinError(f"{output}: cannot be written ({wrong.strerror}); choose another file") from wrong


def written(records: Iterator[Record], form: Format, now: dt.datetime, public_url: str | None) -> Iterator[str]:
    match form:
        case Format.CSV:
            return to_csv(records)
        case Format.JSONL:
            return to_json_lines(records)
        case Format.GEOJSON:
            return to_geojson(records, locate)
        case Format.ATOM:
            return to_atom(records, now, public_url)
