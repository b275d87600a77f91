"""Chats as such: who may use the bot, what happens when it is let in or put out, channels from a private "
"chat."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hmac

from bot.commands.desk import Desk, House, code
from bot.commands.texts import LANGUAGES, Text, joined, message
from bot.model import Ask, Button, Chat, Membership, Reply
from bot.store import Store
from bot.store.chats import end_chat, get_chat, move_chat, save_chat
from bot.store.groups import chats_of_group

CLOSED = Text(
    "This bot is not open to everyone. Ask whoever runs it for an invitation link.",
    "Цей бот відкритий не для всіх. Попросіть запрошення в того, хто його веде.",
    "Этот бот открыт не для всех. Попросите приглашение у того, кто его ведёт.",
)
JOINED = Text(
    "Hello. Admins choose with /start what this chat hears of.\n⚠️ This is no siren: for air-raid warnings use "
    "the official ones.",
    "Вітаю. Адміністратори обирають через /start, про що тут повідомляти.\n⚠️ Це не сирена: про повітряну тривогу "
    "дізнавайтеся з офіційних джерел.",
    "Здравствуйте. Администраторы выбирают через /start, о чём здесь сообщать.\n⚠️ Это не сирена: о воздушной "
    "тревоге узнавайте из официальных источников.",
)
CHANNEL_JOINED = Text(
    "I may post in the channel <b>{title}</b> now. Say here what it shall hear of: {example}",
    "Тепер я можу писати в канал <b>{title}</b>. Скажіть тут, про що туди повідомляти: {example}",
    "Теперь я могу писать в канал <b>{title}</b>. Скажите здесь, о чём туда сообщать: {example}",
)
IN_PRIVATE = Text(
    "A channel is managed from a private chat with me, so that its readers see alerts only: {example}",
    "Каналом керують з особистого чату зі мною, щоб читачі бачили лише сповіщення: {example}",
    "Каналом управляют из личного чата со мной, чтобы читатели видели только оповещения: {example}",
)
CHANNEL_HOW = Text(
    "Make me an administrator of the channel (with the right to post), then write here: {example}. Every command "
    "works after the name, and with groups too.",
    "Зробіть мене адміністратором каналу (з правом писати), а тоді напишіть тут: {example}. Після назви діє "
    "будь-яка команда, і для груп теж.",
    "Сделайте меня администратором канала (с правом писать), а потом напишите здесь: {example}. После названия "
    "действует любая команда, и для групп тоже.",
)
CHANNEL_NO = Text(
    "You are not an administrator of “{name}”, or I am not in it. {how}",
    "Ви не адміністратор «{name}», або мене там немає. {how}",
    "Вы не администратор «{name}», или меня там нет. {how}",
)
MAY_NOT_WRITE = "may not write there"
TOPIC_CLOSED = "the topic is closed"


def new_chat(ask: Ask, house: House, now: dt.datetime) -> Chat:
    """A chat as it is before it has chosen anything: its language is that of whoever asks first."""
    language = language_of(ask.language, house)
    return Chat(chat_id=ask.chat_id, kind=ask.chat_kind, language=language, zone=house.zone, created_at=now)


def may_use(house: House, ask: Ask, chat: Chat | None) -> bool:
    """Whether this chat is let in: by TOCSIN_ACCESS, an invitation, or because it was let in before."""
    if house.access == "open" or ask.is_owner:
        return True
    if {ask.chat_id, ask.chat_id.split("/")[0]} & house.access_chats:
        return True
    if house.access == "chats":
        return False
    return has_code(house, ask) or (chat is not None and chat.ended is None)


def has_code(house: House, ask: Ask) -> bool:
    """Whether the invitation link was opened: its code comes with /start."""
    if house.access != "invite" or not house.access_code or ask.command != "start":
        return False
    return hmac.compare_digest(ask.arguments.strip().encode(), house.access_code.encode())


def channel(desk: Desk) -> Reply:
    """`/channel @name COMMAND`: only reached where it could not be carried out."""
    how = CHANNEL_HOW(desk.language, example=code("/channel @name subscribe drones Kyiv"))
    name = desk.ask.arguments.split(" ")[0]
    if not name or desk.ask.from_admin:
        return desk.say(how)
    return desk.say(CHANNEL_NO(desk.language, name=name[:60], how=how))


def manage_in_private(desk: Desk) -> Reply:
    """What a command posted in a channel is answered with."""
    number = desk.chat.chat_id.partition(":")[2]
    link = f"https://t.me/{desk.house.username}?start=channel_{number}"
    label = f"@{desk.house.username}"
    example = code(f"/channel {number} subscribe drones Kyiv")
    return desk.say(IN_PRIVATE(desk.language, example=example), rows=[[Button(label=label, url=link)]])


# -- being let in and put out --------------------------------------------------------------------------------


def changed(store: Store, membership: Membership, house: House, now: dt.datetime) -> Reply:
    """What a change of our standing in a chat means for it. Opens its own transaction."""
    with store.transaction():
        return CHANGES[membership.happened](store, membership, house, now)


def joined_chat(store: Store, membership: Membership, house: House, now: dt.datetime) -> Reply:
    known = get_chat(store, membership.chat_id)
    for chat in chats_of_group(store, membership.chat_id):
        if chat.ended:
            save_chat(store, dataclasses.replace(chat, ended=None))
    if membership.chat_kind == "private" or (known and not known.ended):
        return Reply()
    if house.access != "open" and known is None and not was_let_in(store, membership, house):
        return Reply(messages=(message(CLOSED(language_of(membership.language, house))),), leave=True)
    language = known.language if known else language_of(membership.language, house)
    if membership.chat_kind == "channel":
        number = membership.chat_id.partition(":")[2]
        said = CHANNEL_JOINED(
            language, title=membership.title, example=code(f"/channel {number} subscribe drones")
        )
        return Reply(messages=(message(said),), to=membership.by or "") if membership.by else Reply()
    return Reply(messages=(message(joined([JOINED(language)])),))


def was_let_in(store: Store, membership: Membership, house: House) -> bool:
    """A group is let in by name, or by whoever added it."""
    if membership.chat_id in house.access_chats or membership.by in house.access_chats:
        return True
    by = get_chat(store, membership.by) if membership.by else None
    return house.access == "invite" and by is not None and by.ended is None


def language_of(given: str | None, house: House) -> str:
    """The language that somebody's program is set to, where it is one of ours."""
    language = (given or "").split("-")[0]
    return language if language in LANGUAGES else house.language


def left_chat(store: Store, membership: Membership, house: House, now: dt.datetime) -> Reply:
    reason = "blocked by the user" if membership.chat_kind == "private" else "removed from the chat"
    for chat in chats_of_group(store, membership.chat_id):
        end_chat(store, chat.chat_id, reason)
    return Reply()


def silenced_chat(store: Store, membership: Membership, house: House, now: dt.datetime) -> Reply:
    for chat in chats_of_group(store, membership.chat_id):
        end_chat(store, chat.chat_id, MAY_NOT_WRITE)
    return Reply()


def moved_chat(store: Store, membership: Membership, house: House, now: dt.datetime) -> Reply:
    if membership.moved_to:
        for chat in chats_of_group(store, membership.chat_id):
            move_chat(store, chat.chat_id, chat.chat_id.replace(membership.chat_id, membership.moved_to, 1))
    return Reply()


def closed_topic(store: Store, membership: Membership, house: House, now: dt.datetime) -> Reply:
    if get_chat(store, membership.chat_id):
        end_chat(store, membership.chat_id, TOPIC_CLOSED)
    return Reply()


def reopened_topic(store: Store, membership: Membership, house: House, now: dt.datetime) -> Reply:
    chat = get_chat(store, membership.chat_id)
    if chat and chat.ended == TOPIC_CLOSED:
        save_chat(store, dataclasses.replace(chat, ended=None))
    return Reply()


CHANGES = {
    "joined": joined_chat,
    "left": left_chat,
    "silenced": silenced_chat,
    "moved": moved_chat,
    "topic_closed": closed_topic,
    "topic_reopened": reopened_topic,
}
