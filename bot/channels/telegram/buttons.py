"""What a button carries: its command, sealed for one chat.

Callback data comes back from people's programs, who may send anything. The seal is a keyed digest of chat and
command, so that data of another chat, or made up, is told from our own. A revoked token makes all of them old.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

import structlog
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.model import Button

MOST_BYTES = 64
"""https://core.telegram.org/bots/api#inlinekeyboardbutton: callback_data, 1-64 bytes."""
SEAL_LENGTH = 8

log = structlog.get_logger()


def seal(secret: bytes, chat: int, command: str) -> str:
    digest = hmac.digest(secret, f"{chat}\n{command}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest)[:SEAL_LENGTH].decode()


def to_callback_data(secret: bytes, chat: int, command: str) -> str | None:
    """None where the command has no room in a button."""
    callback = seal(secret, chat, command) + command
    return callback if len(callback.encode()) <= MOST_BYTES else None


def from_callback_data(secret: bytes, chat: int, callback: str) -> str | None:
    """The command, or None where we never put it under a message of this chat."""
    given, command = callback[:SEAL_LENGTH], callback[SEAL_LENGTH:]
    if not command or not hmac.compare_digest(given.encode(), seal(secret, chat, command).encode()):
        return None
    return command


def to_markup(secret: bytes, chat: int, rows: tuple[tuple[Button, ...], ...]) -> InlineKeyboardMarkup | None:
    """Rows of buttons for the Bot API. One whose command is too long is left out and logged: it is our mistake."""
    shown = []
    for row in rows:
        made = [one for button in row if (one := to_button(secret, chat, button))]
        if made:
            shown.append(made)
    return InlineKeyboardMarkup(shown) if shown else None


def to_button(secret: bytes, chat: int, button: Button) -> InlineKeyboardButton | None:
    if button.url:
        return InlineKeyboardButton(button.label, url=button.url)
    callback = to_callback_data(secret, chat, button.command)
    if callback is None:
        log.error("button left out, its command is too long", label=button.label, command=button.command)
        return None
    return InlineKeyboardButton(button.label, callback_data=callback)
