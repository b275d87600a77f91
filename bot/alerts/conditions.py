"""Conditions of a rule against an event: may it alert, how loud is it, is a change worth a word aloud."""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.alerts import voices
from bot.alerts.figures import measure
from bot.model import (
    AllOf,
    AnyOf,
    Bound,
    ChangesBy,
    Compare,
    Condition,
    Event,
    Is,
    IsNew,
    Rule,
    Severity,
    SeverityRises,
)

OPERATORS: Mapping[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
}

Named = Callable[[str, str, str, int], dt.datetime | None]
"""When a rule's reports of other events than this one last named a value: (rule id, field, value, event id)."""


@dataclass(frozen=True, slots=True)
class World:
    """What conditions may ask beside the event itself."""

    named: Named
    started_at: dt.datetime
    """When anything began to be known; places listed as `known` count as named then."""


def holds(condition: Condition, event: Event, rule: Rule, world: World) -> bool:
    match condition:
        case AllOf(conditions):
            return all(holds(c, event, rule, world) for c in conditions)
        case AnyOf(conditions):
            return any(holds(c, event, rule, world) for c in conditions)
        case Compare(name, op, number):
            return compares(event, name, op, number)
        case Is(name, value):
            return is_value(event, name, value)
        case IsNew(name, during):
            return is_new(event, rule, name, during, world)
        case ChangesBy(amount, percent):
            return changes_by(event, amount, percent)
        case SeverityRises():
            return event.told is not None and event.severity > event.told.severity


def compares(event: Event, name: str, op: str, number: float) -> bool:
    """`value >= 50` and its like. "Up to 60" is not known to be 50, nor "more than 90" to be below 100."""
    value, bound = number_of(event, name)
    if value is None:
        return False
    if bound is Bound.AT_MOST and op in (">=", ">", "="):
        return False
    if bound is Bound.AT_LEAST and op in ("<=", "<"):
        return False
    return OPERATORS[op](value, number)


def number_of(event: Event, name: str) -> tuple[float | None, Bound]:
    if name == "value":
        return (event.held.value, event.held.bound) if event.held else (None, Bound.EXACT)
    if name in ("sources", "outlets"):
        return float(len(voices.outlets(event.sources))), Bound.EXACT
    if name in ("voices", "origins"):
        return float(len(voices.voices(event.sources))), Bound.EXACT
    figure = measure(event, name)
    if figure is not None:
        return figure.value, figure.bound
    try:
        return float(event.fields[name]), Bound.EXACT
    except (KeyError, ValueError):
        return None, Bound.EXACT


def is_value(event: Event, name: str, value: str) -> bool:
    is_ = text_of(event, name)
    wanted = value.casefold()
    if wanted == "any":
        return is_ is not None
    if wanted == "none":
        return is_ is None
    return is_ is not None and is_.casefold() == wanted


def text_of(event: Event, name: str) -> str | None:
    if name in ("phase", "state", "status", "is"):
        return event.state
    if name == "value":
        return str(event.held.value) if event.held else None
    if name == "severity":
        return event.severity.word
    return event.fields.get(name)


def is_new(event: Event, rule: Rule, name: str, during: dt.timedelta, world: World) -> bool:
    value = event.fields.get(name)
    if value is None:
        return False
    at = world.named(rule.rule_id, name, value.casefold(), event.event_id)
    if value.casefold() in (v.casefold() for v in rule.known.get(name, ())):
        at = max(filter(None, (at, world.started_at)), default=None)
    return at is None or event.opened_at - at >= during


def changes_by(event: Event, amount: float, percent: bool) -> bool:
    """Against the figure last told aloud."""
    if event.held is None or event.told is None or event.told.value is None:
        return False
    change = abs(event.held.value - event.told.value)
    least = amount * event.told.value / 100 if percent else amount
    return change > 0 and change >= least


def severity_of(rule: Rule, event: Event, world: World) -> Severity:
    """The highest line that holds; low where none does."""
    lines = sorted(rule.severity, key=lambda line: -line[0])
    for severity, condition in lines:
        if condition is None or holds(condition, event, rule, world):
            return severity
    return Severity.LOW


def may_open(rule: Rule, event: Event, world: World) -> Condition | None:
    """The first line of `alert_if` that does not hold, None where all do."""
    return next((c for c in rule.alert_if if not holds(c, event, rule, world)), None)


def say(condition: Condition) -> str:
    """The condition in the words of a rule file."""
    match condition:
        case AllOf(conditions):
            return " and ".join(map(say, conditions))
        case AnyOf(conditions):
            return " or ".join(map(say, conditions))
        case Compare(name, op, number):
            return f"{name} {op} {number:,g}"
        case Is(name, value):
            return f"{name} is {value}"
        case IsNew(name, during):
            return f"{name} is new for {say_time(during)}"
        case ChangesBy(amount, percent):
            return f"value changes by {amount:g}{'%' if percent else ''}"
        case SeverityRises():
            return "severity rises"


def say_time(length: dt.timedelta) -> str:
    """`10 days`, `30 minutes`, `2 hours`."""
    seconds = int(length.total_seconds())
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= size and seconds % size == 0:
            number = seconds // size
            return f"{number} {unit}{'s' if number != 1 else ''}"
    return f"{seconds} seconds"
