"""Is this what the Bot API takes? Requests are checked against aiogram's typed models of all its methods.

Stricter than Telegram, which ignores what it does not know: an unknown method, parameter or key is an error
here, since for us it is always a mistake. Where the published description is at hand as data
(`TOCSIN_BOT_API`, or ../shared/telegram/bot-api.json) every request is held against it as well.
"""

from __future__ import annotations

import json
import os
import types
import typing
from functools import cache
from pathlib import Path

import aiogram.methods
from aiogram.client.default import Default
from aiogram.methods.base import TelegramMethod
from aiogram.types import InputFile, Update
from pydantic import BaseModel, TypeAdapter, ValidationError

DESCRIPTION = Path(
    os.environ.get("TOCSIN_BOT_API")
    or Path(__file__).resolve().parents[3] / "shared" / "telegram" / "bot-api.json"
)
METHODS: dict[str, type[TelegramMethod]] = {
    kind.__api_method__.lower(): kind
    for kind in vars(aiogram.methods).values()
    if isinstance(kind, type) and issubclass(kind, TelegramMethod) and kind is not TelegramMethod
}
LIMITS = {
    # (method, parameter): least and most characters, from the descriptions of the parameters
    ("answerCallbackQuery", "text"): (0, 200),
    ("sendDocument", "caption"): (0, 1024),
    ("sendPhoto", "caption"): (0, 1024),
    ("setWebhook", "secret_token"): (1, 256),
    ("setMyShortDescription", "short_description"): (0, 120),
    ("setMyDescription", "description"): (0, 512),
}


class BadCall(Exception):
    """A request that the description does not allow."""


@cache
def description() -> dict[str, typing.Any] | None:
    return json.loads(DESCRIPTION.read_text()) if DESCRIPTION.is_file() else None


def check_call(method: str, given: dict[str, typing.Any]) -> dict[str, typing.Any]:
    """The parameters of a call as plain typed values. Raises BadCall where anything is not as described.

    `given` holds texts (of a form) or JSON values; an uploaded file is bytes.
    """
    kind = METHODS.get(method.lower())
    if kind is None:
        raise BadCall(f"there is no method {method}")
    name = kind.__api_method__
    read: dict[str, typing.Any] = {}
    for key, value in given.items():
        field = kind.model_fields.get(key)
        if field is None or key == "method":
            if isinstance(value, bytes):  # a part that another parameter names as attach://KEY
                read[key] = value
                continue
            raise BadCall(f"{name} has no parameter {key}")
        read[key] = typed(name, key, field.annotation, value)
    missing = [k for k, f in kind.model_fields.items() if f.is_required() and k not in read]
    if missing:
        raise BadCall(f"{name} needs {', '.join(missing)}")
    for (whose, key), (least, most) in LIMITS.items():
        if whose == name and key in read and not least <= len(read[key]) <= most:
            raise BadCall(f"{key} of {name} must have {least}-{most} characters, has {len(read[key])}")
    check_buttons(read.get("reply_markup"))
    check_against_description(name, read)
    return read


def typed(method: str, key: str, annotation: typing.Any, value: typing.Any) -> typing.Any:
    kinds = kinds_of(annotation)
    if isinstance(value, bytes):
        if InputFile not in kinds:
            raise BadCall(f"{key} of {method} is no file")
        return value
    if isinstance(value, str):
        value = decoded(method, key, kinds, value)
    union = typing.Union[tuple(k for k in kinds if k is not InputFile)]  # noqa: UP007
    try:
        valid = TypeAdapter(
            union, config={"arbitrary_types_allowed": True} if not kinds else None
        ).validate_python(value)
    except ValidationError as wrong:
        raise BadCall(f"{key} of {method}: {wrong.errors()[0]['msg']}: {value!r}") from None
    if extra := unknown_keys(valid):
        raise BadCall(f"{key} of {method} has unknown keys {', '.join(extra)}")
    return value


def decoded(method: str, key: str, kinds: tuple[typing.Any, ...], text: str) -> typing.Any:
    """A text of a form as the value it stands for."""
    if bool in kinds and text.lower() in ("true", "false"):
        return text.lower() == "true"
    if int in kinds and text.lstrip("-").isdigit():
        return int(text)
    if str in kinds:
        return text
    try:
        return json.loads(text)
    except ValueError:
        raise BadCall(f"{key} of {method} is no JSON: {text[:60]!r}") from None


def kinds_of(annotation: typing.Any) -> tuple[typing.Any, ...]:
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        parts = [kinds_of(part) for part in typing.get_args(annotation)]
        return tuple(kind for part in parts for kind in part)
    return () if annotation in (type(None), Default) else (annotation,)


def unknown_keys(value: typing.Any) -> list[str]:
    if isinstance(value, BaseModel):
        own = list(value.model_extra or {})
        return own + [k for name in type(value).model_fields for k in unknown_keys(getattr(value, name))]
    if isinstance(value, (list, tuple)):
        return [k for item in value for k in unknown_keys(item)]
    return []


def check_buttons(markup: typing.Any) -> None:
    """Callback data has 1-64 bytes, a label some text, and each button is exactly one thing."""
    if not isinstance(markup, dict):
        return
    for button in (b for row in markup.get("inline_keyboard", []) for b in row):
        if not button.get("text", "").strip():
            raise BadCall("a button without text")
        if len([k for k in button if k not in ("text", "style", "icon_custom_emoji_id")]) != 1:
            raise BadCall(f"button {button['text']!r} must do exactly one thing")
        if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
            raise BadCall("BUTTON_DATA_INVALID")


def check_against_description(method: str, read: dict[str, typing.Any]) -> None:
    """Names and needs of the published description, where it is at hand."""
    known = description()
    if known is None:
        return
    if method not in known["methods"]:
        raise BadCall(f"the description has no method {method}")
    fields = {f["name"]: f for f in known["methods"][method].get("fields", [])}
    unknown = [k for k in read if k not in fields and not isinstance(read[k], bytes)]
    if unknown:
        raise BadCall(f"the description of {method} has no parameter {', '.join(unknown)}")
    missing = [name for name, field in fields.items() if field["required"] and name not in read]
    if missing:
        raise BadCall(f"the description of {method} asks for {', '.join(missing)}")
    for key, value in read.items():
        if key in fields and not any(fits(known, value, kind) for kind in fields[key]["types"]):
            raise BadCall(f"{key} of {method} should be {' or '.join(fields[key]['types'])}, is {value!r}")


PLAIN: dict[str, type | tuple[type, ...]] = {
    "Integer": int, "String": str, "Boolean": bool, "True": bool, "Float": (int, float),
}  # fmt: skip


def fits(known: dict[str, typing.Any], value: typing.Any, kind: str) -> bool:
    if kind.startswith("Array of "):
        return isinstance(value, list) and all(fits(known, v, kind.removeprefix("Array of ")) for v in value)
    if kind in PLAIN:
        return isinstance(value, PLAIN[kind]) and (kind in ("Boolean", "True") or not isinstance(value, bool))
    if kind == "InputFile":
        return isinstance(value, bytes) or (isinstance(value, str) and value.startswith("attach://"))
    described = known["types"].get(kind, {})
    if described.get("subtypes"):
        return any(fits(known, value, sub) for sub in described["subtypes"])
    if not isinstance(value, dict):
        return False
    fields = {f["name"]: f for f in described.get("fields", [])}
    if any(f["required"] and name not in value for name, f in fields.items()):
        return False
    return all(k in fields and any(fits(known, v, t) for t in fields[k]["types"]) for k, v in value.items())


def check_update(update: dict[str, typing.Any]) -> None:
    """What we hand to a bot must itself be as described."""
    valid = Update.model_validate(update)
    if extra := unknown_keys(valid):
        raise BadCall(f"an update with unknown keys {', '.join(extra)}")
    known = description()
    # rights of members are added to the API more often than anything else: there the models may be ahead
    if known is not None and "my_chat_member" not in update and not fits(known, update, "Update"):
        raise BadCall(f"no update by the description: {json.dumps(update, ensure_ascii=False)[:600]}")
