"""`tocsin history import`: a public table of daily attacks, so that charts begin with the past."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.cli import history_options as options
from bot.config import load_settings
from bot.errors import TocsinError
from bot.store import open_store
from bot.store.imports import Night, save_nights

COLUMNS = ("time_start", "time_end", "model", "launched", "destroyed", "source")
KYIV = ZoneInfo("Europe/Kyiv")
"""The table's times are those of Ukraine."""
NIGHT_BEGINS = dt.time(18)
"""What ends later belongs to the next day, as everywhere here."""
DRONES = re.compile(r"shahed|geran|gerbera|garpiya|parody|unknown uav|strike uav|banderol", re.IGNORECASE)
NOT_COUNTED = re.compile(
    r"orlan|zala|supercam|lancet|forpost|mohajer|merlin|orion|eleron|reconnaissance|granat|fpv|privet|molniya|scan|"
    r"grif|картограф|phantom|mavic",
    re.IGNORECASE,
)
"""Scouts and drones of the front, which are no attack on the country."""
OLDEST, NEWEST_AGE = dt.date(2022, 2, 24), dt.timedelta(days=3)
"""Nights younger than this are left to our own reports."""


def import_table(
    table: Annotated[Path, typer.Argument(metavar="TABLE.csv", help="The table, as CSV.")],
    db: options.Db = None,
    as_json: options.AsJson = False,
) -> None:
    """Read the public table of daily missile and drone attacks on Ukraine, marked as imported.

    It needs the columns time_start, time_end, model, launched, destroyed and source. Nights that our own history
    knows are left as they are; a table that is read again overwrites what it said before. Nothing is alerted.

    Example:

        tocsin history import missile_attacks_daily.csv
    """
    settings = load_settings(db=db)
    now = dt.datetime.now(dt.UTC)
    read = read_table(table, now)
    with open_store(settings.db, now=now) as store, store.transaction():
        written, known = save_nights(store, read.nights, table.name)
    if as_json:
        counts = {"nights": written, "known_better": known, "rows": read.rows, "left_out": len(read.problems)}
        print(json.dumps(counts | {"scouts": read.scouts, "young": read.young}))
        return
    typer.echo(f"{table}: {read.rows:,} rows; {written:,} nights of drones and of missiles are in the history now")
    for count, why in (
        (known, "nights are left as our own history has them"),
        (read.young, f"nights are younger than {NEWEST_AGE.days} days and left to our own reports"),
        (read.scouts, "rows are of scouts and front drones, which are no attack on the country"),
        (len(read.problems), "rows could not be read:"),
    ):
        if count:
            typer.echo(f"{count:,} {why}")
    for problem in read.problems[:5]:
        typer.echo(f"  {problem}")


@dataclass(frozen=True, slots=True)
class Read:
    """What a table holds."""

    nights: tuple[Night, ...]
    rows: int
    scouts: int
    young: int
    problems: tuple[str, ...]


def read_table(path: Path, now: dt.datetime) -> Read:
    """Nights of a CSV file, its rows added up. Raises TocsinError for what is no such table."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            missing = [c for c in COLUMNS if c not in (rows.fieldnames or ())]
            if missing:
                raise TocsinError(
                    f"{path}: the columns {', '.join(missing)} are missing; it needs {', '.join(COLUMNS)}"
                )
            return add_up(path, rows, now)
    except OSError as wrong:
        raise TocsinError(f"{path}: cannot be read ({wrong.strerror})") from wrong
    except (UnicodeDecodeError, csv.Error) as wrong:
        raise TocsinError(f"{path}: this is no CSV table in UTF-8 ({wrong})") from wrong


def add_up(path: Path, rows: Iterable[Mapping[str, str | None]], now: dt.datetime) -> Read:
    nights: dict[tuple[dt.date, str], Night] = {}
    count = scouts = 0
    problems: list[str] = []
    for line, row in enumerate(rows, start=2):
        count += 1
        model = row["model"] or ""
        if NOT_COUNTED.search(model) and not DRONES.search(model):
            scouts += 1
            continue
        try:
            night = to_night(row, "drone" if DRONES.search(model) else "missile")
        except (ValueError, OverflowError) as wrong:  # the latter: a night that ends after the year 9999
            problems.append(f"{path}:{line}: {wrong}")
            continue
        key = (night.day, night.thing)
        nights[key] = both(nights[key], night) if key in nights else night
    latest = now.astimezone(KYIV).date() - NEWEST_AGE
    old = tuple(n for _, n in sorted(nights.items()) if n.day <= latest)
    return Read(old, count, scouts, len(nights) - len(old), tuple(problems))


def both(one: Night, other: Night) -> Night:
    """Two rows of one night as one. What only one of them tells is what is known."""

    def total(a: int | None, b: int | None) -> int | None:
        return b if a is None else a if b is None else a + b

    return replace(
        one,
        launched=total(one.launched, other.launched),
        downed=total(one.downed, other.downed),
        ended_at=max(one.ended_at, other.ended_at),
        source=one.source or other.source,
    )


def to_night(row: Mapping[str, str | None], thing: str) -> Night:
    """One row; raises ValueError that names what is wrong with it."""
    ended = moment(row["time_end"] or row["time_start"] or "")
    day = ended.date() + dt.timedelta(days=ended.time() >= NIGHT_BEGINS)
    if day < OLDEST:
        raise ValueError(f"{day} is before the war")
    launched, downed = number(row["launched"]), number(row["destroyed"])
    if launched is None and downed is None:
        raise ValueError("neither launched nor destroyed is a number")
    return Night(
        day=day, thing=thing, launched=launched, downed=downed, ended_at=ended.astimezone(dt.UTC),
        source=(row["source"] or "").strip(),
    )  # fmt: skip


def moment(text: str) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(text.strip()).replace(tzinfo=KYIV)
    except ValueError:
        raise ValueError(f"{text!r} is no time") from None


def number(text: str | None) -> int | None:
    """`31`, `31.0`; nothing and `nan` are no number."""
    text = (text or "").strip()
    if not re.fullmatch(r"\d{1,6}(\.0+)?", text):
        if text and text.lower() != "nan":
            raise ValueError(f"{text!r} is no count")
        return None
    return int(float(text))
