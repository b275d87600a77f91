"""One line of `alert_if`, `update_if` or `severity` -> a typed condition."""

from __future__ import annotations

import re
from collections.abc import Collection

from bot.model.rules import (
    AllOf,
    AnyOf,
    ChangesBy,
    Compare,
    Condition,
    Is,
    IsNew,
    SeverityRises,
)
from bot.rules.values import parse_duration, parse_number, parse_side, show_duration, show_number, suggest

NUMERIC = ("value", "launched", "downed", "hit", "sources", "voices")
FIELD = r"[a-z_][a-z_0-9]*"
SIGNS = {"≥": ">=", "≤": "<=", "=>": ">=", "=<": "<=", "==": "="}
COMPARE = re.compile(rf"({FIELD})\s*(>=|<=|=>|=<|==|≥|≤|>|<|=)\s*(.+)")
IS_NEW = re.compile(rf"({FIELD})\s+is\s+new(?:\s+for\s+(.+))?")
IS = re.compile(rf"({FIELD})\s+is\s+(.+)")
CHANGES = re.compile(rf"({FIELD})\s+changes\s+by\s+(.+)")
STARTS = rf"(?={FIELD}\s*(?:>=|<=|=>|=<|==|≥|≤|>|<|=|\s+is\s|\s+changes\s|\s+rises\b))"
OR, AND = re.compile(rf"\s+or\s+{STARTS}"), re.compile(rf"\s+and\s+{STARTS}")
KNOWN, UNKNOWN = ("any", "known", "named"), ("none", "unknown", "not known")
FORMS = (
    "write `value >= 50`, `place is Kyiv`, `place is new for 10 days`, `value changes by 5%` or `severity rises`"
)
SAID = re.compile(r"(?:value\s+)?(at least|more than|over|less than|under|up to|at most)\s+(.+)")
SIGN_FOR = {
    "at least": ">=",
    "more than": ">",
    "over": ">",
    "less than": "<",
    "under": "<",
    "up to": "<=",
    "at most": "<=",
}


def parse_condition(text: str, fields: Collection[str]) -> Condition:
    """Raises ValueError with what is wrong and what to write instead. `fields` are those that the match has."""
    options = [parse_all(part, fields) for part in OR.split(text.strip())]
    return options[0] if len(options) == 1 else AnyOf(tuple(options))


def parse_all(text: str, fields: Collection[str]) -> Condition:
    parts = [parse_one(part.strip(), fields) for part in AND.split(text)]
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def parse_one(text: str, fields: Collection[str]) -> Condition:
    lowered = text.casefold()
    if lowered == "severity rises":
        return SeverityRises()
    if found := CHANGES.fullmatch(lowered):
        return parse_change(found.group(1), found.group(2), fields)
    if found := COMPARE.fullmatch(lowered):
        return parse_compare(found.group(1), found.group(2), found.group(3), fields)
    if found := IS_NEW.fullmatch(lowered):
        if not found.group(2):
            raise ValueError(f"'{text}': write for how long, `{found.group(1)} is new for 10 days`")
        return IsNew(known_field(found.group(1), fields), parse_duration(found.group(2)))
    if found := IS.fullmatch(lowered):
        return parse_is(found.group(1), text[found.start(2) :], fields)
    if found := SAID.fullmatch(lowered):
        raise ValueError(f"'{text}': write `value {SIGN_FOR[found.group(1)]} {found.group(2)}`")
    raise ValueError(f"'{text}' is no condition: {FORMS}")


def parse_change(field: str, amount: str, fields: Collection[str]) -> ChangesBy:
    if numeric_field(field, fields) != "value":
        raise ValueError("only the value is told, so only its changes can be: write `value changes by 5%`")
    is_percent = amount.rstrip().endswith("%")
    number = parse_number(amount.rstrip().removesuffix("%"))
    if number <= 0:
        raise ValueError(f"'{amount}': a change is more than 0")
    return ChangesBy(number, is_percent)


def parse_compare(field: str, sign: str, number: str, fields: Collection[str]) -> Compare:
    if field == "severity":
        raise ValueError("severity has no number: write `severity rises`, or compare the value")
    numeric_field(field, fields)
    return Compare(field, SIGNS.get(sign, sign), parse_number(number))


def parse_is(field: str, value: str, fields: Collection[str]) -> Is:
    value = value.strip()
    lowered = value.casefold()
    known_field(field, fields)
    if lowered.startswith("not ") and lowered not in UNKNOWN:
        raise ValueError("there is no `is not`: say in `match` what may alert")
    if lowered in KNOWN:
        return Is(field, "any")
    if lowered in UNKNOWN:
        return Is(field, "none")
    if field in NUMERIC:
        return Is(field, str(parse_number(value)))
    return Is(field, parse_side(value) if field == "attacker" else value)


def known_field(field: str, fields: Collection[str]) -> str:
    if field not in fields:
        raise ValueError(
            f"this rule has no field '{field}'{suggest(field, fields) or ': it has ' + ', '.join(sorted(fields))}"
        )
    return field


def numeric_field(field: str, fields: Collection[str]) -> str:
    known_field(field, fields)
    if field not in NUMERIC:
        raise ValueError(f"'{field}' is no number: write `{field} is ...`, or compare the value")
    return field


def show_condition(condition: Condition) -> str:
    """The line again, in its plainest form."""
    match condition:
        case Compare(field, op, number):
            return f"{field} {op} {show_number(number)}"
        case Is(field, value):
            return f"{field} is {value}"
        case IsNew(field, during):
            return f"{field} is new for {show_duration(during)}"
        case ChangesBy(amount, percent):
            return f"value changes by {show_number(amount)}{'%' if percent else ''}"
        case SeverityRises():
            return "severity rises"
        case AnyOf(conditions):
            return " or ".join(show_condition(c) for c in conditions)
        case AllOf(conditions):
            return " and ".join(show_condition(c) for c in conditions)
