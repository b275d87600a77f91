"""What the keys of a rule file may hold: each a text that is turned into what it means, or told what to write."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from bot.model.rules import Confirm
from bot.rules.values import (
    parse_confirm,
    parse_duration,
    parse_number,
    parse_offset,
    parse_range,
    parse_severity,
)

KYIV = ZoneInfo("Europe/Kyiv")
LANGUAGES = ("en", "uk", "ru")
TOPICS = ("drones", "missiles", "aviation", "diplomacy", "casualties", "energy", "other")
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")

T = TypeVar("T")


def text_of(value: object) -> str:
    """A text that is there. Anything else is named for what it is."""
    if isinstance(value, dict):
        raise ValueError("a text is wanted, and { or `key:` makes a map: put the text in quotes")
    if isinstance(value, list):
        raise ValueError("one text is wanted, not a list")
    if value is None or not str(value).strip():
        raise ValueError("a text is wanted, and nothing stands here")
    return str(value).strip()


def at_step(step: object, read: Callable[[object], T], value: object) -> T:
    """Read a part of a value; a mistake in it says which part it was."""
    try:
        return read(value)
    except ValueError as error:
        raise PydanticCustomError("part", "{text}", {"text": str(error), "step": step}) from None


def texts_of(value: object) -> list[str]:
    if isinstance(value, list):
        return [at_step(number, text_of, v) for number, v in enumerate(value)]
    return [text_of(value)]


def reads(parse: Callable[[str], T]) -> Callable[[object], T]:
    """A validator from a function of a text; a value that was given in code passes as it is."""

    def validate(value: object) -> Any:
        return parse(text_of(value)) if value is None or isinstance(value, (str, dict, list)) else value

    return validate


def name_of(text: str) -> str:
    if not NAME.fullmatch(text):
        better = re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")
        raise ValueError(
            f"'{text}' is no name: small letters, digits and hyphens{f', like {better}' if better else ''}"
        )
    return text


def languages_of(value: object) -> dict[str, str]:
    """One text, or one for each language."""
    if not isinstance(value, dict):
        return {"en": text_of(value)}
    return {at_step(key, language_of, key): at_step(key, text_of, text) for key, text in value.items()}


def language_of(value: object) -> str:
    if value not in LANGUAGES:
        raise ValueError(f"'{value}' is no language here: write {', '.join(LANGUAGES)}")
    return str(value)


def sorted_severity(value: object) -> dict[str, str]:
    if isinstance(value, dict):
        return {at_step(k, severity_of, k): at_step(k, text_of, v) for k, v in value.items()}
    return {severity_of(value): ""}


def severity_of(value: object) -> str:
    if re.fullmatch(r"\d{3}", str(value)):
        raise ValueError("a comma ends an entry inside braces, so the number was cut: write 50k, or one line each")
    return parse_severity(text_of(value)).word


def day_and_hour(text: str) -> dt.datetime:
    """A day or a day and an hour in Kyiv."""
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"'{text}' is no time: write 2026-02-01 or 2026-02-01 06:00 (Kyiv time)") from None
    return (at if at.tzinfo else at.replace(tzinfo=KYIV)).astimezone(dt.UTC)


def values_of(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise ValueError("write fields with their values: {value: 97, attacker: Russia}")
    return {str(k): "none" if v is None else at_step(k, text_of, v) for k, v in value.items()}


Text = Annotated[str, BeforeValidator(text_of)]
Texts = Annotated[list[str], BeforeValidator(texts_of, json_schema_input_type=str | list[str])]
Name = Annotated[str, BeforeValidator(reads(name_of))]
Languages = Annotated[dict[str, str], BeforeValidator(languages_of, json_schema_input_type=str | dict[str, str])]
Length = Annotated[dt.timedelta, BeforeValidator(reads(parse_duration), json_schema_input_type=str)]
Offset = Annotated[dt.timedelta, BeforeValidator(reads(parse_offset), json_schema_input_type=str)]
Moment = Annotated[dt.datetime, BeforeValidator(reads(day_and_hour), json_schema_input_type=str)]
ConfirmLine = Annotated[Confirm, BeforeValidator(reads(parse_confirm), json_schema_input_type=str)]
Range = Annotated[tuple[float, float], BeforeValidator(reads(parse_range), json_schema_input_type=str | float)]
Number = Annotated[float, BeforeValidator(reads(parse_number), json_schema_input_type=str | float)]
SeverityWord = Literal["low", "medium", "high", "critical"]
Severities = Annotated[
    dict[str, str],
    BeforeValidator(sorted_severity, json_schema_input_type=SeverityWord | dict[SeverityWord, str]),
]
Values = Annotated[
    dict[str, str], BeforeValidator(values_of, json_schema_input_type=dict[str, str | float | None])
]
