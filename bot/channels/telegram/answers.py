"""What Telegram said, as one of our answers. Pure.

The Bot API's descriptions are no contract, but they are all there is; unknown ones refuse the message alone.
"""

from __future__ import annotations

import datetime as dt

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.telegram.addresses import to_chat_id
from bot.errors import ChannelError
from bot.model import Answer, Refused, RetryLater, Sent

NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
"""With these the request cannot have reached Telegram."""
MARKUP = ("can't parse entities", "entity_", "entities_")
GONE = (
    "chat not found",
    "peer_id_invalid",
    "user not found",
    "message thread not found",
    "topic_deleted",
    "chat was deleted",
    "group chat was deactivated",
    "user is deactivated",
)


def is_bad_markup(error: TelegramError) -> bool:
    """True where Telegram could not parse the HTML: the same as plain text would arrive."""
    return isinstance(error, BadRequest) and any(words in error.message.lower() for words in MARKUP)


def to_answer(error: TelegramError, *, topic: int | None = None, message_id: int | None = None) -> Answer:
    """What the error means for this one message. Raises ChannelError where it concerns the bot as a whole.

    `topic` is the forum topic it was for; `message_id` the message that was to be edited.
    """
    if isinstance(error, RetryAfter):
        return RetryLater(error.message, after=waiting_time(error))
    if isinstance(error, ChatMigrated):
        return Refused(describe(error), moved_to=to_chat_id(error.new_chat_id, topic))
    if isinstance(error, Forbidden):
        return Refused(error.message, chat_is_gone=True)
    if isinstance(error, (InvalidToken, Conflict)):
        raise ChannelError(trouble(error)) from None
    if isinstance(error, BadRequest):
        words = error.message.lower()
        if "message is not modified" in words:
            return Sent(message_id)
        return Refused(error.message, chat_is_gone=any(gone in words for gone in GONE))
    if isinstance(error, NetworkError):
        return RetryLater(describe(error), may_have_arrived=may_have_arrived(error))
    return RetryLater(describe(error), may_have_arrived=True)


def waiting_time(error: RetryAfter) -> dt.timedelta:
    after = error.retry_after
    return after if isinstance(after, dt.timedelta) else dt.timedelta(seconds=after)


def may_have_arrived(error: NetworkError) -> bool:
    """Whether the message may be there although we got no good answer."""
    cause = error.__cause__
    if isinstance(cause, httpx.HTTPError):
        return not isinstance(cause, NEVER_LEFT)
    # an answer of Telegram itself (500) did not do it; one of a proxy before it (502, 504) knows nothing
    return isinstance(error, TimedOut) or "gateway" in error.message.lower()


def describe(error: TelegramError) -> str:
    """Short, without the address that was asked (it holds the token), and naming no chat: it goes into logs."""
    if isinstance(error, ChatMigrated):
        return "the group became a supergroup"
    cause = error.__cause__
    if isinstance(cause, httpx.HTTPError):
        return f"network: {type(cause).__name__}"
    return error.message


def trouble(error: TelegramError) -> str:
    """One line for the operator."""
    if isinstance(error, Conflict):
        return (
            "Telegram: another program takes this bot's updates (a second Tocsin, or a webhook); "
            "stop it, or give this one a token of its own in TOCSIN_TELEGRAM_TOKEN"
        )
    if isinstance(error, InvalidToken):
        return (
            "Telegram does not accept the token in TOCSIN_TELEGRAM_TOKEN (mistyped or revoked); "
            "ask @BotFather for /token"
        )
    return f"Telegram: {describe(error)}"
