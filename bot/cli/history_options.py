"""Options that the history commands share, and what they have in common."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli import history_words
from bot.config import Settings, load_settings
from bot.store import Store, open_for_reading
from bot.store.search import Asked

Db = Annotated[Path | None, typer.Option("--db", help="The database file (TOCSIN_DB).")]
AsJson = Annotated[bool, typer.Option("--json", help="Machine output.")]
Rule = Annotated[str | None, typer.Option(help="Alerts of this rule.")]
Topic = Annotated[str | None, typer.Option(help="Alerts of this topic.")]
Place = Annotated[str | None, typer.Option(help="A country, region, city or airport, by name or code.")]
Airport = Annotated[str | None, typer.Option(help="An airport's IATA code.")]
Actor = Annotated[str | None, typer.Option(help="Whose weapons: RU or UA.")]
Level = Annotated[str | None, typer.Option("--severity", help="At least so severe: low, medium, high, critical.")]
Least = Annotated[int | None, typer.Option("--from-value", help="Values from this one on.")]
Most = Annotated[int | None, typer.Option("--to-value", help="Values up to this one.")]
Source = Annotated[str | None, typer.Option(help="Carried by this outlet.")]
Since = Annotated[str | None, typer.Option(help="From then on: 2026-01-22, 2026-01-22T05:00, 12h, 7d, 2w.")]
Until = Annotated[str | None, typer.Option(help="Before then, written the same way.")]
WithSilent = Annotated[bool, typer.Option("--silent", help="Also what was told to nobody (backlog, drafts).")]


@contextmanager
def opened(db: Path | None) -> Iterator[tuple[Store, Settings]]:
    settings = load_settings(db=db)
    with open_for_reading(settings.db) as store:
        yield store, settings


def asked_of(
    words: Sequence[str] | None, settings: Settings, now: dt.datetime, *, severity: str | None, since: str | None,
    until: str | None, fate: str | None = None, **filters: Any,
) -> Asked:  # fmt: skip
    """The search that words and options mean. Raises TocsinError for a time, severity or fate that is none."""
    return Asked(
        text=" ".join(words or []),
        severity=history_words.severity(severity),
        since=history_words.moment(since, now, settings.zone),
        until=history_words.moment(until, now, settings.zone),
        fate=history_words.fate(fate),
        **filters,
    )


def put_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False))
