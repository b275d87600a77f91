"""The way out: messages and edits over the Bot API."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from types import TracebackType

import structlog
from telegram import (
    Bot,
    InputFile,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram import Message as Shown
from telegram.constants import ParseMode
from telegram.error import InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from bot.channels.telegram.addresses import from_chat_id
from bot.channels.telegram.answers import is_bad_markup, to_answer, trouble
from bot.channels.telegram.buttons import to_markup
from bot.errors import ChannelError
from bot.model import Answer, File, Message, Sent

BASE_URL = "https://api.telegram.org/bot"
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

log = structlog.get_logger()


class TelegramChannel:
    """A bot's connection. Holds the token; never shows it."""

    def __init__(
        self,
        token: str,
        base_url: str = BASE_URL,
        *,
        at_once: int = 64,
        read_timeout: dt.timedelta = dt.timedelta(seconds=10),
    ) -> None:
        # httpx writes every URL it asks to its log at INFO, and ours hold the token
        for name in ("httpx", "httpcore", "telegram"):
            logging.getLogger(name).setLevel(logging.CRITICAL if name == "telegram" else logging.WARNING)
        self.token = token
        self.base_url = base_url
        self.secret = hashlib.sha256(b"tocsin buttons\n" + token.encode()).digest()
        self.request = HTTPXRequest(
            connection_pool_size=at_once,
            read_timeout=read_timeout.total_seconds(),
            write_timeout=20,
            connect_timeout=10,
            pool_timeout=60,
        )
        try:
            self.bot = Bot(token, base_url=base_url, request=self.request)
        except InvalidToken as error:
            raise ChannelError(trouble(error)) from None
        self.username = ""
        self.bot_id = 0

    async def __aenter__(self) -> TelegramChannel:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self.request.shutdown()

    async def check(self) -> str:
        """The bot's name. Raises ChannelError with one line where the token is refused or nobody answers."""
        try:
            me = await self.bot.get_me()
        except TelegramError as error:
            raise ChannelError(trouble(error)) from None
        self.username, self.bot_id = me.username or "", me.id
        return self.username

    async def send(self, chat_id: str, message: Message, answers: int | None = None) -> Answer:
        """Send a message, as an answer to another one where that is still there.

        HTML that Telegram cannot parse is sent again at once as plain text, and reported.
        """
        number, topic = from_chat_id(chat_id)
        markup = to_markup(self.secret, number, message.buttons)
        reply = ReplyParameters(answers, allow_sending_without_reply=True) if answers else None

        async def put(text: str, mode: str | None) -> Shown:
            return await self.bot.send_message(
                number,
                text,
                parse_mode=mode,
                message_thread_id=topic,
                disable_notification=message.is_silent or None,
                reply_parameters=reply,
                reply_markup=markup,
                link_preview_options=NO_PREVIEW,
            )

        try:
            try:
                shown = await put(message.html, ParseMode.HTML)
            except TelegramError as error:
                if not is_bad_markup(error):
                    raise
                log.error("markup refused, sent as plain text", said=error.message)
                shown = await put(message.plain, None)
        except TelegramError as error:
            return to_answer(error, topic=topic)
        return Sent(shown.message_id)

    async def edit(self, chat_id: str, message_id: int, message: Message) -> Answer:
        """Put a message in the place of an earlier one. Unchanged counts as sent."""
        number, topic = from_chat_id(chat_id)
        markup = to_markup(self.secret, number, message.buttons)

        async def put(text: str, mode: str | None) -> None:
            await self.bot.edit_message_text(
                text,
                number,
                message_id,
                parse_mode=mode,
                reply_markup=markup,
                link_preview_options=NO_PREVIEW,
            )

        try:
            try:
                await put(message.html, ParseMode.HTML)
            except TelegramError as error:
                if not is_bad_markup(error):
                    raise
                log.error("markup refused, edited as plain text", said=error.message)
                await put(message.plain, None)
        except TelegramError as error:
            return to_answer(error, topic=topic, message_id=message_id)
        return Sent(message_id)

    async def send_file(self, chat_id: str, file: File) -> Answer:
        number, topic = from_chat_id(chat_id)
        upload = InputFile(file.content, filename=file.name)
        try:
            if file.is_picture:
                shown = await self.bot.send_photo(number, upload, caption=file.caption, message_thread_id=topic)
            else:
                shown = await self.bot.send_document(number, upload, caption=file.caption, message_thread_id=topic)
        except TelegramError as error:
            return to_answer(error, topic=topic)
        return Sent(shown.message_id)
