"""Any noun of the model <-> plain JSON values, by walking the annotations.

Used wherever a noun is stored or handed to another process; a noun needs no code of its own for it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import functools
import types
import typing
from collections.abc import Mapping
from typing import Any, TypeVar

T = TypeVar("T")

PRIMITIVES = (str, int, float, bool, type(None))


def to_plain(value: Any) -> Any:
    """Dataclasses, enums, times, tuples and mappings as values that `json.dumps` takes.

    A dataclass becomes a dict of its fields that differ from their default, with its name under "is" so
    that unions read back as what they were.
    """
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, PRIMITIVES):
        return value
    if dataclasses.is_dataclass(value):
        named = {f.name: getattr(value, f.name) for f in dataclasses.fields(value) if not is_default(value, f)}
        return {"is": type(value).__name__} | {name: to_plain(v) for name, v in named.items()}
    if isinstance(value, dt.timedelta):
        return value.total_seconds()
    if isinstance(value, dt.date):  # datetime is a date
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(k): to_plain(v) for k, v in value.items()}
    if isinstance(value, (tuple, list, frozenset)):
        return [to_plain(v) for v in value]
    raise TypeError(f"no plain form for {type(value).__name__}")


def is_default(value: Any, field: dataclasses.Field[Any]) -> bool:
    if field.default is not dataclasses.MISSING:
        return bool(getattr(value, field.name) == field.default)
    if field.default_factory is not dataclasses.MISSING:
        return bool(getattr(value, field.name) == field.default_factory())
    return False


def from_plain(kind: type[T], plain: Any) -> T:
    """The reverse of `to_plain`. Raises TypeError or ValueError where `plain` is no such value."""
    return typing.cast(T, read(kind, plain))


def read(kind: Any, plain: Any) -> Any:
    if kind is Any:
        return plain
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        return read_union(typing.get_args(kind), plain)
    if origin in (tuple, frozenset, list):
        return read_sequence(origin, typing.get_args(kind), plain)
    if origin is not None and issubclass(origin, Mapping):
        key, value = typing.get_args(kind)
        return {read(key, k): read(value, v) for k, v in plain.items()}
    if dataclasses.is_dataclass(kind):
        return read_dataclass(kind, plain)
    if issubclass(kind, dt.timedelta):
        return dt.timedelta(seconds=plain)
    if issubclass(kind, (dt.datetime, dt.date)):
        return kind.fromisoformat(plain)
    return kind(plain)


def read_dataclass(kind: Any, plain: Any) -> Any:
    hints = types_of(kind)
    return kind(**{k: read(hints[k], v) for k, v in plain.items() if k in hints})


def read_sequence(origin: type, args: tuple[Any, ...], plain: Any) -> Any:
    if origin is tuple and not (len(args) == 2 and args[1] is Ellipsis):
        return tuple(read(a, p) for a, p in zip(args, plain, strict=True))
    return origin(read(args[0], p) for p in plain)


def read_union(kinds: tuple[Any, ...], plain: Any) -> Any:
    if plain is None:
        return None
    kinds = tuple(k for k in kinds if k is not type(None))
    if isinstance(plain, dict) and "is" in plain:
        kinds = tuple(k for k in kinds if getattr(k, "__name__", "") == plain["is"]) or kinds
    return read(kinds[0], plain) if len(kinds) == 1 else plain


@functools.cache
def types_of(kind: Any) -> dict[str, Any]:
    """A dataclass's fields with their types, names resolved."""
    return typing.get_type_hints(kind)
