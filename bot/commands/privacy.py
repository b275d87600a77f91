"""/export and /stop: a chat's own data, to take along or to be forgotten."""

from __future__ import annotations

import json
import re

from bot.commands.desk import Desk, code, menu
from bot.commands.texts import Text
from bot.model import File, Reply, codec
from bot.store.chats import mutes_of, subscriptions_of, watches_of
from bot.store.forget import forget_chat

EXPORT = Text(
    "Everything that is kept about this chat.",
    "Усе, що зберігається про цей чат.",
    "Всё, что хранится об этом чате.",
)
SURE = Text(
    "This ends all alerts here and forgets the chat (subscriptions {subscriptions}, watches {watches}): its "
    "settings and what was sent. It cannot be undone. Only silence for a while is /pause.",
    "Це припинить усі сповіщення тут і забуде чат: підписок {subscriptions}, слів {watches}, налаштування й "
    "надіслане. Скасувати не можна. Лише тиша на деякий час — /pause.",
    "Это прекратит все оповещения здесь и забудет чат: подписок {subscriptions}, слов {watches}, настройки и "
    "отправленное. Отменить нельзя. Просто тишина на время — /pause.",
)
YES = Text("Yes, forget this chat", "Так, забути цей чат", "Да, забыть этот чат")
NO = Text("No", "Ні", "Нет")
KEPT = Text("Nothing has changed.", "Нічого не змінено.", "Ничего не изменено.")
FORGOTTEN = Text(
    "This chat is forgotten. /start begins anew. Goodbye, and stay safe.",
    "Цей чат забуто. /start почне спочатку. Бережіть себе.",
    "Этот чат забыт. /start начнёт сначала. Берегите себя.",
)


WHOM = Text(
    "Which chat? For example: {example}", "Який чат? Наприклад: {example}", "Какой чат? Например: {example}"
)
GONE = Text("That chat is forgotten, for good.", "Цей чат забуто назавжди.", "Этот чат забыт навсегда.")
NOT_KNOWN = Text(
    "No such chat is known; it stays forgotten should a backup bring it back.",
    "Такого чату немає; якщо його поверне резервна копія, його буде забуто.",
    "Такого чата нет; если его вернёт резервная копия, он будет забыт.",
)


def export(desk: Desk) -> Reply:
    """Chat, subscriptions, mutes and watches as one JSON file."""
    chat_id = desk.chat.chat_id
    own = {
        "chat": codec.to_plain(desk.chat),
        "subscriptions": codec.to_plain(subscriptions_of(desk.store, chat_id)),
        "mutes": codec.to_plain(mutes_of(desk.store, chat_id)),
        "watches": codec.to_plain(watches_of(desk.store, chat_id)),
    }
    content = json.dumps(own, ensure_ascii=False, indent=2).encode()
    return Reply(files=(File("tocsin-export.json", content, EXPORT.label(desk.language)),))


def forget(desk: Desk) -> Reply:
    """`/forget CHAT` for owners: what `/stop` does, for a chat whose people ask for it some other way.

    It is written down nowhere whom it was about.
    """
    chat_id = desk.ask.arguments.strip()
    if re.fullmatch(r"-?\d{1,20}(/\d{1,10})?", chat_id):
        chat_id = f"telegram:{chat_id}"
    if not chat_id or len(chat_id) > 100:
        return desk.say(WHOM(desk.language, example=code("/forget telegram:-100123")))
    was_known = forget_chat(desk.store, chat_id, desk.now)
    desk.has_changed("watches")
    return desk.say((GONE if was_known else NOT_KNOWN)(desk.language))


def stop(desk: Desk) -> Reply:
    """`/stop` asks first; the button (or `/stop yes`) does it."""
    language, word = desk.language, desk.ask.arguments.strip().casefold()
    if word in ("yes", "так", "да"):
        forget_chat(desk.store, desk.chat.chat_id, desk.now)
        desk.has_changed("watches")
        return desk.say(FORGOTTEN(language))
    if word:
        return desk.say(KEPT(language))
    chat_id = desk.chat.chat_id
    count = len(subscriptions_of(desk.store, chat_id)), len(watches_of(desk.store, chat_id))
    rows = [[menu(YES.label(language), "stop yes")], [menu(NO.label(language), "stop no")]]
    return desk.say(SURE(language, subscriptions=count[0], watches=count[1]), rows=rows)
