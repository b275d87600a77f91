"""Feeds as tables for people and as plain values for programs."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict

import typer
from rich.console import Console
from rich.table import Table

from bot.cli.feed_check import Checked
from bot.feeds.health import in_words
from bot.model import Feed, FeedState


def make_table(*titles: str) -> Table:
    return Table(*titles, box=None, header_style="bold", pad_edge=False)


def print_table(table: Table) -> None:
    """As wide as the terminal; into a pipe or file as wide as it needs, so that nothing is cut."""
    Console(highlight=False, width=None if sys.stdout.isatty() else 400).print(table)


def show_listed(listed: Sequence[Feed], states: Mapping[str, FeedState]) -> None:
    now = dt.datetime.now(dt.UTC)
    table = make_table("id", "name", "", "state", "last item", "every", "restricted")
    for feed in listed:
        state = states.get(feed.feed_id)
        table.add_row(
            feed.feed_id,
            feed.name,
            f"{feed.language or '?'} {feed.kind}",
            "off" if not feed.on else status_of(state),
            ago(state.last_item_at if state else None, now),
            in_words(state.interval) if state and state.last_ok_at else "",
            "; ".join(feed.law),
        )
    print_table(table)


def status_of(state: FeedState | None) -> str:
    if state is None or (state.last_ok_at is None and not state.failures):
        return "not asked yet"
    return f"{state.status}: {state.reason}" if state.reason else state.status


def ago(moment: dt.datetime | None, now: dt.datetime) -> str:
    return f"{in_words(now - moment)} ago" if moment else ""


def plain(feed: Feed, state: FeedState | None) -> dict[str, object]:
    """A feed and how it stands as plain values."""
    known: dict[str, object] = asdict(feed)
    if state is not None:
        times = {"last_ok_at": state.last_ok_at, "last_item_at": state.last_item_at, "due_at": state.due_at}
        known |= {name: at.isoformat() if at else None for name, at in times.items()}
        known |= {"status": state.status, "reason": state.reason, "interval_s": state.interval.total_seconds()}
    return known


def show_checked(results: tuple[Checked, ...]) -> None:
    now = dt.datetime.now(dt.UTC)
    table = make_table("id", "answer", "items", "format", "took", "last item", "state", "every", "problem")
    for checked in sorted(results, key=lambda c: (c.problem is None, c.feed.feed_id)):
        table.add_row(
            checked.feed.feed_id,
            "problem" if checked.problem else "ok",
            "" if checked.problem else str(checked.items),
            checked.format,
            f"{checked.took.total_seconds():.1f} s",
            ago(checked.last_item_at, now),
            checked.status,
            in_words(checked.interval) if checked.interval else "",
            checked.problem or "; ".join(checked.notes),
        )
    print_table(table)
    bad = sum(c.problem is not None for c in results)
    typer.echo(f"{len(results) - bad} of {len(results)} feeds answer" + (f", {bad} do not" if bad else ""))


def checked_plain(checked: Checked) -> dict[str, object]:
    return {
        "id": checked.feed.feed_id,
        "url": checked.feed.url,
        "ok": checked.problem is None,
        "problem": checked.problem,
        "items": checked.items,
        "format": checked.format,
        "took_s": round(checked.took.total_seconds(), 3),
        "last_item_at": checked.last_item_at.isoformat() if checked.last_item_at else None,
        "status": checked.status,
        "interval_s": checked.interval.total_seconds() if checked.interval else None,
        "moved_to": checked.moved_to,
        "notes": list(checked.notes),
    }
