"""A flat noun <-> a row: one column for each field, by the field's name and annotation."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import functools
import json
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from bot.model import codec

T = TypeVar("T")


def stamp(at: dt.datetime) -> str:
    """A time as the columns hold it: ISO 8601 in UTC, which sorts as text. Naive times are a mistake of ours."""
    if at.tzinfo is None:
        raise ValueError(f"a time without a zone came to the store: {at}")
    return at.astimezone(dt.UTC).isoformat()


def as_time(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def pack(value: Any) -> str:
    """Any value of the model as JSON text."""
    return json.dumps(codec.to_plain(value), ensure_ascii=False, separators=(",", ":"))


def to_row(noun: Any, *, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Every field of a frozen dataclass as a value that SQLite takes."""
    kind: Any = type(noun)
    names = field_names(kind)
    return {name: to_column(getattr(noun, name)) for name in names if name not in without}


def to_column(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, bool):
        return int(value)
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, dt.datetime):
        return stamp(value)
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        return value.total_seconds()
    return pack(value)


def from_row(kind: type[T], row: Any, **more: Any) -> T:
    """The noun of a row; fields without a column are given in `more` or keep their default."""
    columns = set(row.keys())
    of: Any = kind
    read = readers(of)
    values = {n: None if row[n] is None else read[n](row[n]) for n in read if n in columns and n not in more}
    return kind(**values, **more)


@functools.cache
def field_names(kind: Any) -> tuple[str, ...]:
    return tuple(f.name for f in dataclasses.fields(kind))


@functools.cache
def readers(kind: Any) -> Mapping[str, Callable[[Any], Any]]:
    hints = typing.get_type_hints(kind)
    return {name: reader(hints[name]) for name in hints}


def reader(hint: Any) -> Callable[[Any], Any]:
    """What turns a column back into a value of the annotated type."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        (hint,) = (h for h in typing.get_args(hint) if h is not type(None))
    if hint in (str, int, float):
        return same
    if isinstance(hint, type) and not dataclasses.is_dataclass(hint):
        if issubclass(hint, (dt.datetime, dt.date, dt.time)):
            return hint.fromisoformat
        if issubclass(hint, dt.timedelta):
            return seconds
        if issubclass(hint, (bool, enum.Enum)):
            return hint
    return functools.partial(unpack, hint)


def same(value: Any) -> Any:
    return value


def seconds(value: float) -> dt.timedelta:
    return dt.timedelta(seconds=value)


def unpack(kind: Any, text: str) -> Any:
    return codec.read(kind, json.loads(text))
