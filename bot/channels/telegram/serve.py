"""The way in: every update becomes an ask or a membership, and what is answered goes back.

Updates of one chat are taken one after the other, those of different chats side by side.
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any

import structlog
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatAdministrators,
    Document,
    Update,
)
from telegram.error import TelegramError

from bot.channels.telegram.addresses import from_chat_id, to_chat_id
from bot.channels.telegram.admins import Admins
from bot.channels.telegram.answers import describe, trouble
from bot.channels.telegram.buttons import from_callback_data
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.poll import WANTED, RawUpdate, Webhook, listen, poll
from bot.channels.telegram.updates import KINDS, to_ask, to_membership, to_tap
from bot.errors import ChannelError
from bot.model import Ask, Membership, Message, Reply, RetryLater

Answering = Callable[[Ask], Awaitable[Reply]]
Changing = Callable[[Membership], Awaitable[Reply]]
Menus = Mapping[tuple[str, str], Sequence[tuple[str, str]]]
"""(scope, language) -> commands with their help lines. Scopes: `private`, `groups`, `admins`; "" is for all."""

AT_ONCE = 100
"""Updates being answered at the same time; beyond that polling waits."""
TRIES = 4
LONGEST_WAIT = 60.0
MOST_ATTACHED = 256 * 1024
OF_CHAT = "channel"
"""`/channel @name COMMAND`: the command is meant for that channel or group."""

log = structlog.get_logger()


async def serve(
    channel: TelegramChannel,
    answer: Answering,
    changed: Changing,
    *,
    owners: Collection[str] = (),
    menus: Menus | None = None,
    webhook: Webhook | None = None,
    pace: Callable[[str], Awaitable[None]] | None = None,
    seconds: int = 50,
) -> None:
    """Take updates until cancelled; what is under way is finished then.

    `owners` are chat ids of people (`telegram:123`); `pace` is awaited before each message goes out, so that
    answers and alerts share one limit. Raises ChannelError where the token is refused or another program polls.
    """
    await channel.check()
    desk = Desk(channel, answer, changed, frozenset(owners), menus or {}, pace)
    try:
        await set_menus(channel.bot, menus or {})
        if webhook:
            await take_webhook(channel, desk, webhook)
        else:
            await channel.bot.delete_webhook()
            async for updates in poll(channel, seconds=seconds):
                for update in updates:
                    await desk.take(update)
                await desk.settle(2.0)
    except TelegramError as error:
        raise ChannelError(trouble(error)) from None
    finally:
        await desk.settle(10.0)


async def take_webhook(channel: TelegramChannel, desk: Desk, webhook: Webhook) -> None:
    runner = await listen(webhook, desk.take)
    try:
        await channel.bot.set_webhook(webhook.url, secret_token=webhook.secret, allowed_updates=WANTED)
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()


async def set_menus(bot: Bot, menus: Menus) -> None:
    """The list that Telegram shows when somebody types a slash. A failure costs the list, nothing else."""
    scopes = {
        "private": BotCommandScopeAllPrivateChats(),
        "groups": BotCommandScopeAllGroupChats(),
        "admins": BotCommandScopeAllChatAdministrators(),
    }
    for (scope, language), lines in menus.items():
        try:
            shown = [BotCommand(name, text) for name, text in lines]
            await bot.set_my_commands(shown, scope=scopes[scope], language_code=language or None)
        except TelegramError as error:
            log.warning("menu of commands not set", scope=scope, language=language, because=describe(error))


def said_of(error: Exception) -> str:
    return describe(error) if isinstance(error, TelegramError) else repr(error)


class Desk:
    """Where updates are taken and answered; holds the connection and what is under way."""

    def __init__(
        self,
        channel: TelegramChannel,
        answer: Answering,
        changed: Changing,
        owners: frozenset[str],
        menus: Menus,
        pace: Callable[[str], Awaitable[None]] | None,
    ) -> None:
        self.channel, self.answer, self.changed = channel, answer, changed
        self.owners, self.menus, self.pace = owners, menus, pace
        self.admins = Admins(channel.bot)
        self.room = asyncio.Semaphore(AT_ONCE)
        self.last: dict[int, asyncio.Task[None]] = {}
        """The newest task of each chat: the next one of that chat waits for it."""

    async def take(self, raw: RawUpdate) -> None:
        """Begin to answer an update; returns at once unless too many are under way."""
        await self.room.acquire()
        chat = chat_number(raw)
        task = asyncio.create_task(self.work(raw, self.last.get(chat)))
        self.last[chat] = task
        task.add_done_callback(lambda done: self.done(chat, done))

    def done(self, chat: int, task: asyncio.Task[None]) -> None:
        self.room.release()
        if self.last.get(chat) is task:
            del self.last[chat]

    async def settle(self, seconds: float) -> None:
        """Wait until all is answered, but no longer than that."""
        if self.last:
            await asyncio.wait(list(self.last.values()), timeout=seconds)

    async def work(self, raw: RawUpdate, before: asyncio.Task[None] | None) -> None:
        if before:
            await asyncio.wait([before])
        try:
            update = Update.de_json(raw, self.channel.bot)
            await self.handle(update)
        except Exception as error:  # the border of one update: the next one goes on
            log.error("update not answered", update_id=raw.get("update_id"), because=self.redact(said_of(error)))

    def redact(self, text: str) -> str:
        return text.replace(self.channel.token, "TOKEN")

    async def handle(self, update: Update) -> None:
        if membership := to_membership(update):
            reply = await self.changed(membership)
            await self.reply(membership.moved_to or membership.chat_id, reply)
            return
        if update.callback_query:
            await self.handle_tap(update)
            return
        message = update.message or update.channel_post
        ask = to_ask(message, self.channel.username) if message else None
        if message is None or ask is None:
            return
        person = message.from_user.id if message.from_user else 0
        if message.document:
            ask = await self.with_document(ask, message.document)
        ask = await self.settled(ask, message.chat.id, person)
        await self.reply(ask.answer_to or ask.chat_id, await self.answer(ask), answers=ask.message_id)

    async def handle_tap(self, update: Update) -> None:
        query = update.callback_query
        if query is None or query.message is None:
            return
        command = from_callback_data(self.channel.secret, query.message.chat.id, query.data or "")
        if command is None:
            log.warning("a button that is not ours, or of another chat, was tapped; it does nothing")
        ask = to_tap(query, command)
        if ask is None:
            return
        ask = await self.settled(ask, query.message.chat.id, query.from_user.id)
        reply = await self.answer(ask)
        url = f"https://t.me/{self.channel.username}?start={reply.start}" if reply.start else None
        try:
            await query.answer(text=reply.notice or None, url=url, show_alert=len(reply.notice) > 80)
        except TelegramError as error:  # answered too late: the spinner is gone anyway
            log.info("tap not acknowledged", because=describe(error))
        await self.reply(ask.answer_to or ask.chat_id, reply, tapped=ask.message_id)

    async def settled(self, ask: Ask, chat: int, person: int) -> Ask:
        """The ask with what only Telegram knows: whether an admin or owner asks, and which channel is meant."""
        is_owner = to_chat_id(person) in self.owners and ask.chat_kind == "private"
        is_admin = ask.from_admin or (person != 0 and await self.admins.is_admin(chat, person))
        ask = dataclasses.replace(ask, from_admin=is_admin, is_owner=is_owner)
        if ask.command == OF_CHAT and ask.chat_kind == "private" and ask.arguments:
            return await self.for_chat(ask, person)
        return ask

    async def for_chat(self, ask: Ask, person: int) -> Ask:
        """`/channel @name COMMAND ...` as COMMAND for that chat, where the asker is an admin of it."""
        name, _, rest = ask.arguments.partition(" ")
        topic = int(t) if (t := name.partition("/")[2]).isdigit() else None
        found = await self.admins.find_chat(name.partition("/")[0])
        if not found or not await self.admins.is_admin(found[0], person):
            return dataclasses.replace(ask, from_admin=False)
        number, kind, title = found
        command, _, arguments = rest.strip().lstrip("/").partition(" ")
        return dataclasses.replace(
            ask,
            chat_id=to_chat_id(number, topic),
            chat_kind="topic" if topic is not None else KINDS.get(kind, "group"),
            title=title,
            answer_to=ask.chat_id,
            command=command.lower(),
            arguments=arguments.strip(),
            is_owner=False,
        )

    async def with_document(self, ask: Ask, document: Document) -> Ask:
        if (document.file_size or 0) > MOST_ATTACHED:
            return dataclasses.replace(ask, attached_name=document.file_name or "file", attached=None)
        file = await document.get_file()
        content = bytes(await file.download_as_bytearray())
        text = content.decode("utf-8", errors="replace")
        return dataclasses.replace(ask, attached=text, attached_name=document.file_name or "file")

    # -- what goes back ------------------------------------------------------------------------------------

    async def reply(
        self, chat_id: str, reply: Reply, *, answers: int | None = None, tapped: int | None = None
    ) -> None:
        asked, chat_id = chat_id, reply.to or chat_id
        is_private = from_chat_id(chat_id)[0] > 0
        for number, message in enumerate(reply.messages):
            edited = tapped if reply.edits and number == 0 else None
            await self.send(chat_id, message, edited, None if is_private or number else answers)
        for file in reply.files:
            await self.wait_turn(chat_id)
            await self.channel.send_file(chat_id, file)
        if reply.menu:
            await self.set_menu(from_chat_id(asked)[0], reply.menu)
        if reply.leave:
            await self.channel.bot.leave_chat(from_chat_id(asked)[0])

    async def set_menu(self, number: int, language: str) -> None:
        """A chat that chose a language has its list of commands in it, whatever the program is set to."""
        scope = "private" if number > 0 else "admins"
        lines = self.menus.get((scope, language), self.menus.get((scope, ""), ()))
        if not lines:
            return
        shown = [BotCommand(name, text) for name, text in lines]
        of_chat = BotCommandScopeChat(number) if number > 0 else BotCommandScopeChatAdministrators(number)
        try:
            await self.channel.bot.set_my_commands(shown, scope=of_chat)
        except TelegramError as error:
            log.info("menu of a chat not set", because=describe(error))

    async def send(self, chat_id: str, message: Message, edited: int | None, answers: int | None) -> None:
        """An answer is tried a few times and then given up: who waits for it asks again."""
        for _ in range(TRIES):
            await self.wait_turn(chat_id)
            if edited is not None:
                said = await self.channel.edit(chat_id, edited, message)
            else:
                said = await self.channel.send(chat_id, message, answers)
            if not isinstance(said, RetryLater):
                break
            if said.may_have_arrived and edited is None:
                return
            wait = said.after.total_seconds() if said.after else 1.0
            await asyncio.sleep(min(wait, LONGEST_WAIT))
        reason = getattr(said, "reason", "")
        if reason and edited is not None:
            await self.send(chat_id, message, None, None)  # too old to be edited
        elif reason:
            log.info("answer not sent", because=reason)

    async def wait_turn(self, chat_id: str) -> None:
        if self.pace:
            await self.pace(chat_id)


def chat_number(raw: Any) -> int:
    """The chat that an update is from, so that its updates keep their order; 0 where that cannot be told."""
    try:
        for value in raw.values():
            if isinstance(value, dict):
                place = value.get("chat") or (value.get("message") or {}).get("chat") or {}
                return int(place.get("id", 0))
    except (AttributeError, TypeError, ValueError):
        return 0
    return 0
