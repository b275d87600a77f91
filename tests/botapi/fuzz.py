"""Updates made at random from the types of the Bot API, and then spoiled: what a bot must live through."""

from __future__ import annotations

import random
import string
import types
import typing
from functools import cache
from typing import Any

from aiogram.client.default import Default
from aiogram.types import Update
from pydantic import BaseModel

WORDS = (
    "/start", "/subscribe drones Kyiv high", "/history", "/why 1", "/mute", "/channel @x status", "/start why_1",
    "/subscribe " + "x" * 4000, "<b>&amp;</b>", "\u202eevil\u202c", "👨‍👩‍👧‍👦" * 50, "", " ", "/", "/@",
    "/help@tocsin_bot", "/quiet 99:99", "\x00", "/check http://[::1]/", "/history ' OR 1=1 --", '/history "',
    "/alert 99999999999999", "/subscribe {0.__class__}", "/language uk > stop yes", "/sub drop -1", "/start ?UA99",
    "/start all ?R",
)  # fmt: skip
DEEPEST = 7


def random_update(chance: random.Random, number: int) -> dict[str, Any]:
    """A well-formed update of a random kind, one in three of them spoiled somewhere."""
    kinds = [name for name in Update.model_fields if name != "update_id"]
    kind = chance.choice([*kinds, *("message", "callback_query", "my_chat_member", "channel_post") * 8])
    update = {"update_id": number, kind: random_value(chance, Update.model_fields[kind].annotation, kind, 0)}
    if chance.random() < 0.33:
        spoil(chance, update[kind])
    return update


def random_value(chance: random.Random, annotation: Any, name: str, deep: int) -> Any:
    origin = typing.get_origin(annotation)
    if origin in (typing.Union, types.UnionType):
        kinds = [k for k in typing.get_args(annotation) if k not in (type(None), Default)]
        return random_value(chance, chance.choice(kinds), name, deep)
    if origin is typing.Annotated:
        return random_value(chance, typing.get_args(annotation)[0], name, deep)
    if origin is typing.Literal:
        return chance.choice(typing.get_args(annotation))
    if origin in (list, tuple):
        return [
            random_value(chance, typing.get_args(annotation)[0], name, deep + 1)
            for _ in range(chance.randrange(3))
        ]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return random_model(chance, annotation, deep + 1)
    return random_plain(chance, annotation, name)


@cache
def fields_of(kind: type[BaseModel]) -> tuple[tuple[str, str, Any, bool], ...]:
    return tuple((n, f.alias or n, f.annotation, f.is_required()) for n, f in kind.model_fields.items())


def random_model(chance: random.Random, kind: type[BaseModel], deep: int) -> dict[str, Any]:
    made = {}
    for name, key, annotation, needed in fields_of(kind):
        wanted = name in ("text", "data", "from_user", "message") or chance.random() < 0.15
        if needed or (wanted and deep < DEEPEST):
            made[key.removesuffix("_user") if name == "from_user" else key] = random_value(
                chance, annotation, name, deep
            )
    return made


def random_plain(chance: random.Random, annotation: Any, name: str) -> Any:
    if name == "type":
        return chance.choice(["private", "group", "supergroup", "channel", "bot_command", "hidden_user"])
    if name in ("text", "caption"):
        return chance.choice(WORDS)
    if annotation is bool:
        return chance.random() < 0.5
    if annotation is int or name in ("date", "id"):
        return chance.choice([0, 1, 7, -5, -1002, 2**31, 2**52, chance.randrange(10**9)])
    if annotation is float:
        return chance.random() * 360 - 180
    return "".join(chance.choices(string.ascii_letters + "їґё🛬<&", k=chance.randrange(12)))


def spoil(chance: random.Random, value: Any) -> None:
    """Take something away, or put something of another kind in its place."""
    if isinstance(value, dict) and value:
        key = chance.choice(sorted(value))
        if isinstance(value[key], (dict, list)) and value[key] and chance.random() < 0.6:
            spoil(chance, value[key])
        elif chance.random() < 0.5:
            del value[key]
        else:
            value[key] = chance.choice([None, [], {}, "", -1, True, 1e308, "x" * 5000])
    elif isinstance(value, list) and value:
        spoil(chance, value[0])
