"""Nights from a public table, so that charts begin with the past. They open no alert and join no report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from bot.model import Event, Figure, Severity, Source
from bot.store.connection import Store
from bot.store.events import save_event

RULES = {"drone": "drone-attack-on-ukraine", "missile": "missile-attack-on-ukraine"}
"""Under which rule a night of each kind stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """What a table says about one attack day."""

    day: dt.date
    thing: str
    """`drone` or `missile`."""
    launched: int | None
    downed: int | None
    ended_at: dt.datetime
    source: str = ""
    """Whom the table names: an address or a name."""


def save_nights(store: Store, nights: Iterable[Night], table: str) -> tuple[int, int]:
    """Write nights of a table; returns how many were written, and how many our own history knows better.

    Their ids are negative and follow from day and thing: a table that is read again overwrites what it said
    before, and a running bot, which counts its own ids upwards, never meets them.
    """
    written = known = 0
    for night in nights:
        rule_id = RULES[night.thing]
        own = "SELECT 1 FROM events WHERE rule_id = ? AND day = ? AND event_id > 0 AND attacker = 'RU'"
        if store.value(own, (rule_id, night.day.isoformat())):
            known += 1
            continue
        event = to_event(night, rule_id, table)
        store.execute("DELETE FROM figures WHERE event_id = ?", (event.event_id,))
        store.execute("DELETE FROM sources WHERE event_id = ?", (event.event_id,))
        save_event(store, event)
        written += 1
    return written, known


def to_event(night: Night, rule_id: str, table: str) -> Event:
    """A night as an event: the number launched is its figure, the number downed stands beside it."""
    named = night.source or table
    figures = figures_of(night, table)
    source = Source(
        article_id="", outlet=table, url=night.source if "://" in night.source else "", title=named, voice=named,
        written_at=night.ended_at, role="imported",
    )  # fmt: skip
    return Event(
        event_id=-(night.day.toordinal() * 10 + list(RULES).index(night.thing)),
        rule_id=rule_id,
        kind="count",
        fields={"thing": night.thing, "attacker": "RU", "day": night.day.isoformat(), "imported": table},
        held=figures[0] if figures else None,
        figures=figures,
        sources=(source,),
        severity=Severity.LOW,
        opened_at=night.ended_at,
        last_report_at=night.ended_at,
        ended_at=night.ended_at,
        is_learned=True,
    )


def figures_of(night: Night, table: str) -> tuple[Figure, ...]:
    """What is known of the night, the number that is held first: launched, else downed."""
    told = [(a, v) for a, v in (("launched", night.launched), ("downed", night.downed)) if v is not None]
    return tuple(
        Figure(
            action=action,
            value=value,
            thing=night.thing,
            role="tally" if number == 0 else "beside",
            claimed_by="Ukraine's Air Force",
            outlet=table,
            written_at=night.ended_at,
        )
        for number, (action, value) in enumerate(told)
    )
