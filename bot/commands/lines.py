"""One line for an event or an alert, in the reader's language. Pure."""

from __future__ import annotations

import datetime as dt

from bot.commands.places import Places
from bot.commands.texts import Html, Text, escape
from bot.commands.times import MONTHS
from bot.model import Bound, Event, Figure

PHASES = {
    "possible": Text("talks possible", "переговори можливі", "переговоры возможны"),
    "planned": Text("talks planned", "переговори заплановано", "переговоры запланированы"),
    "ongoing": Text("talks under way", "переговори тривають", "переговоры идут"),
    "held": Text("talks held", "переговори відбулися", "переговоры состоялись"),
    "cancelled": Text("talks cancelled", "переговори скасовано", "переговоры отменены"),
}
STATES = {
    "closed": Text("closed", "закрито", "закрыт"),
    "reopened": Text("reported open again", "за повідомленнями, знову відкрито", "по сообщениям, снова открыт"),
}
ACTIONS = {
    "launched": Text("launched", "запущено", "запущено"),
    "downed": Text("shot down", "збито", "сбито"),
    "hit": Text("hits", "влучань", "попаданий"),
}
BOUNDS = {Bound.AT_LEAST: "≥ ", Bound.ABOUT: "≈ ", Bound.AT_MOST: "≤ "}


def show_number(value: int, language: str) -> str:
    """1,234 in English, 1 234 (with a narrow space that does not break) in Ukrainian and Russian."""
    if abs(value) < 10_000 and language != "en":
        return str(value)
    return f"{value:,}".replace(",", "," if language == "en" else "\u202f")


def show_figure(figure: Figure, language: str) -> str:
    number = show_number(figure.value, language)
    if figure.high:
        number += f"–{show_number(figure.high, language)}"
    return BOUNDS.get(figure.bound, "") + number


def show_day(iso: str, language: str) -> str:
    day = dt.date.fromisoformat(iso)
    return f"{day.day} {MONTHS.template(language).split('|')[day.month - 1]}"


def where_of(event: Event, places: Places, language: str) -> str:
    """The narrowest place an event names, in the reader's language; empty for what is nation-wide."""
    key = event.fields.get("airport") or event.fields.get("place") or event.fields.get("region")
    if not key:
        return ""
    place = places.by_key.get(key)
    if place is None:
        return event.fields.get("name") or key
    return place.title(language)


def event_line(event: Event, title: str, places: Places, language: str) -> Html:
    """Title, place, figure or state, and day: what tells one event from another."""
    where = where_of(event, places, language)
    parts = [title if "$place" not in title else title.replace("$place", where)]
    if where and where not in parts[0]:
        parts.append(where)
    if event.held:
        action = ACTIONS.get(event.held.action)
        number = show_figure(event.held, language)
        parts.append(f"{number} {action.label(language)}" if action else number)
    if event.state:
        known = PHASES.get(event.state) or STATES.get(event.state)
        parts.append(known.label(language) if known else event.state)
    if event.kind == "count" and event.fields.get("day"):
        parts.append(show_day(event.fields["day"], language))
    return escape(" · ".join(parts))
