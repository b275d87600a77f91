"""What each method does in the little world, and how Telegram words it when it does not."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from aiogram.types import (
    ChatMemberAdministrator,
    ChatMemberBanned,
    ChatMemberLeft,
    ChatMemberMember,
    ChatMemberOwner,
    ChatMemberRestricted,
)

from tests.botapi.markup import BadMarkup, Entity, parse_html, utf16
from tests.botapi.world import BOT, Line, Place, Seen

if TYPE_CHECKING:
    from tests.botapi.server import BotApi

MOST_CHARACTERS = 4096


class Failed(Exception):
    """An answer with ok: false."""

    def __init__(self, code: int, text: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(text)
        self.code, self.text, self.parameters = code, text, parameters


Method = Callable[["BotApi", dict[str, Any]], Awaitable[Any]]


async def perform(api: BotApi, name: str, given: dict[str, Any]) -> Any:
    method = TABLE.get(name)
    if method is None:
        raise Failed(501, f"Not Implemented: the loopback server does not do {name}")
    return await method(api, given)


# -- who and how we are ------------------------------------------------------------------------------------


async def get_me(api: BotApi, given: dict[str, Any]) -> Any:
    return BOT


async def keep_setting(api: BotApi, given: dict[str, Any]) -> Any:
    scope = given.get("scope", {"type": "default"})
    key = (scope.get("type"), scope.get("chat_id"), given.get("language_code", ""))
    api.settings.setdefault("commands", {})[key] = given.get("commands", given)
    return True


async def just_true(api: BotApi, given: dict[str, Any]) -> Any:
    return True


async def set_webhook(api: BotApi, given: dict[str, Any]) -> Any:
    api.settings["webhook"] = {"url": given["url"], "secret_token": given.get("secret_token", "")}
    return True


async def delete_webhook(api: BotApi, given: dict[str, Any]) -> Any:
    api.settings.pop("webhook", None)
    if given.get("drop_pending_updates"):
        api.updates.clear()
    return True


async def get_updates(api: BotApi, given: dict[str, Any]) -> Any:
    if api.settings.get("webhook", {}).get("url"):
        raise Failed(409, "Conflict: can't use getUpdates method while webhook is active; "
                     "use deleteWebhook to delete the webhook first")  # fmt: skip
    if api.other_poller:
        raise Failed(409, "Conflict: terminated by other getUpdates request; "
                     "make sure that only one bot instance is running")  # fmt: skip
    mine = api.poll = object()
    offset = given.get("offset", 0)
    api.updates = [u for u in api.updates if u["update_id"] >= offset]
    until = time.monotonic() + min(given.get("timeout", 0), 50)
    while not api.updates and not api.stopping.is_set() and (left := until - time.monotonic()) > 0:
        api.news.clear()
        try:
            await asyncio.wait_for(api.news.wait(), left)
        except TimeoutError:
            break
        if api.poll is not mine:
            raise Failed(409, "Conflict: terminated by other getUpdates request; "
                         "make sure that only one bot instance is running")  # fmt: skip
    return api.updates[: given.get("limit", 100)]


# -- messages ----------------------------------------------------------------------------------------------


def place_for(api: BotApi, chat_id: int | str) -> Place:
    place = api.world.find_place(chat_id)
    if place is None:
        raise Failed(400, "Bad Request: chat not found")
    return place


def may_write(api: BotApi, place: Place, topic: int | None) -> None:
    if place.moved_to:
        raise Failed(400, "Bad Request: group chat was upgraded to a supergroup chat",
                     {"migrate_to_chat_id": place.moved_to})  # fmt: skip
    if place.kind == "private":
        if api.world.people[place.chat_id].has_blocked:
            raise Failed(403, "Forbidden: bot was blocked by the user")
        if not place.started:
            raise Failed(403, "Forbidden: bot can't initiate conversation with a user")
    elif place.bot == "kicked":
        raise Failed(403, f"Forbidden: bot was kicked from the {place.kind} chat")
    elif place.bot == "left":
        raise Failed(403, f"Forbidden: bot is not a member of the {place.kind} chat")
    elif place.bot == "restricted":
        raise Failed(400, "Bad Request: not enough rights to send text messages to the chat")
    elif place.kind == "channel" and place.bot != "administrator":
        raise Failed(400, "Bad Request: need administrator rights in the channel chat")
    if topic is not None:
        if topic not in place.topics:
            raise Failed(400, "Bad Request: message thread not found")
        if not place.topics[topic]:
            raise Failed(400, "Bad Request: TOPIC_CLOSED")


def read_text(given: dict[str, Any], key: str = "text", most: int = MOST_CHARACTERS) -> tuple[str, list[Entity]]:
    text, entities = given.get(key, ""), []
    mode = given.get("parse_mode", "")
    if mode.lower() == "html":
        try:
            text, entities = parse_html(text)
        except BadMarkup as wrong:
            raise Failed(400, f"Bad Request: can't parse entities: {wrong}") from None
    elif mode:
        raise Failed(400, "Bad Request: unsupported parse_mode")
    text = text.strip()
    if not text and key == "text":
        raise Failed(400, "Bad Request: message text is empty")
    if utf16(text) > most:
        raise Failed(
            400,
            "Bad Request: message is too long" if key == "text" else "Bad Request: message caption is too long",
        )
    return text, entities


def buttons_of(given: dict[str, Any]) -> list[list[dict[str, Any]]]:
    return given.get("reply_markup", {}).get("inline_keyboard", [])


def as_message(api: BotApi, place: Place, seen: Seen) -> dict[str, Any]:
    message: dict[str, Any] = {
        "message_id": seen.message_id,
        "date": int(seen.sent_at),
        "chat": place.plain(),
        "text": seen.text,
    }
    if place.kind == "channel":
        message["sender_chat"] = place.plain()
    else:
        message["from"] = bot_user(BOT) if not seen.by else api.world.people[seen.by].plain()
    if seen.entities:
        message["entities"] = [e.plain() for e in seen.entities]
    if seen.topic is not None:
        message |= {"message_thread_id": seen.topic, "is_topic_message": True}
    if seen.buttons:
        message["reply_markup"] = {"inline_keyboard": seen.buttons}
    if seen.file:
        del message["text"]
        message["document"] = {"file_id": f"file{seen.message_id}", "file_unique_id": f"u{seen.message_id}"}
        if seen.text:
            message["caption"] = seen.text
    return message


def bot_user(bot: dict[str, Any]) -> dict[str, Any]:
    return {k: bot[k] for k in ("id", "is_bot", "first_name", "username")}


async def send_message(api: BotApi, given: dict[str, Any]) -> Any:
    place = place_for(api, given["chat_id"])
    topic = given.get("message_thread_id")
    may_write(api, place, topic)
    text, entities = read_text(given)
    return sent(api, place, given, Seen(0, text, given["text"], entities, topic=topic))


def sent(api: BotApi, place: Place, given: dict[str, Any], seen: Seen) -> Any:
    reply = given.get("reply_parameters", {})
    answered = place.find(reply["message_id"]) if "message_id" in reply else None
    if reply and answered is None and not reply.get("allow_sending_without_reply"):
        raise Failed(400, "Bad Request: message to be replied not found")
    seen.message_id = api.world.new_message_id()
    seen.buttons = buttons_of(given)
    seen.answers = answered.message_id if answered else None
    place.messages.append(seen)
    labels = [[b["text"] for b in row] for row in seen.buttons]
    quoted = answered.text.split("\n")[0] if answered else ""
    api.world.lines.append(Line(place.chat_id, "bot", "sends", seen.text, labels, quoted))
    return as_message(api, place, seen)


async def send_document(api: BotApi, given: dict[str, Any]) -> Any:
    place = place_for(api, given["chat_id"])
    topic = given.get("message_thread_id")
    may_write(api, place, topic)
    text, entities = read_text(given, "caption", 1024)
    upload = given.get("document", given.get("photo"))
    if isinstance(upload, str):
        upload = given.get(upload.removeprefix("attach://"))
    if not isinstance(upload, bytes) or not upload:
        raise Failed(400, "Bad Request: file must be non-empty")
    shown = Seen(0, text, given.get("caption", ""), entities, topic=topic, file=("document", upload))
    return sent(api, place, given, shown)


async def edit_message_text(api: BotApi, given: dict[str, Any]) -> Any:
    place = place_for(api, given.get("chat_id", 0))
    may_write(api, place, None)
    seen = place.find(given.get("message_id", 0))
    if seen is None:
        raise Failed(400, "Bad Request: message to edit not found")
    if seen.by or seen.file:
        raise Failed(400, "Bad Request: message can't be edited")
    text, entities = read_text(given)
    buttons = buttons_of(given)
    if (text, entities, buttons) == (seen.text, seen.entities, seen.buttons):
        raise Failed(400, "Bad Request: message is not modified: specified new message content and reply markup "
                     "are exactly the same as a current content and reply markup of the message")  # fmt: skip
    seen.before.append(seen.text)
    seen.text, seen.html, seen.entities, seen.buttons = text, given["text"], entities, buttons
    labels = [[b["text"] for b in row] for row in buttons]
    api.world.lines.append(Line(place.chat_id, "bot", "edits", text, labels))
    return as_message(api, place, seen)


async def edit_reply_markup(api: BotApi, given: dict[str, Any]) -> Any:
    place = place_for(api, given.get("chat_id", 0))
    seen = place.find(given.get("message_id", 0))
    if seen is None:
        raise Failed(400, "Bad Request: message to edit not found")
    seen.buttons = buttons_of(given)
    return as_message(api, place, seen)


async def answer_callback_query(api: BotApi, given: dict[str, Any]) -> Any:
    query = api.queries.pop(given["callback_query_id"], None)
    if query is None:
        raise Failed(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    url = given.get("url", "")
    if url and not url.startswith("https://t.me/tocsin_bot?start="):
        raise Failed(400, "Bad Request: URL_INVALID")
    if given.get("text") or url:
        chat_id = query["message"]["chat"]["id"]
        api.world.lines.append(Line(chat_id, "bot", "toast", given.get("text") or f"opens {url}"))
    return True


# -- chats -------------------------------------------------------------------------------------------------


def member_of(api: BotApi, place: Place, person_id: int) -> dict[str, Any]:
    person = api.world.people.get(person_id)
    if person is None:
        raise Failed(400, "Bad Request: invalid user_id specified")
    status = place.members.get(person_id, "left")
    return membership(person.plain(), status)


def membership(user: dict[str, Any], status: str) -> dict[str, Any]:
    """A ChatMember of that status with every field its type needs."""
    kind = MEMBERS[status]
    needed = {
        name: False
        for name, field in kind.model_fields.items()
        if field.is_required() and field.annotation is bool
    }
    named: dict[str, Any] = needed | {"status": status, "user": user}
    if "until_date" in kind.model_fields and kind.model_fields["until_date"].is_required():
        named["until_date"] = 0
    if status == "administrator":
        named |= {"can_post_messages": True, "can_edit_messages": True}
    return named | ({"is_member": True} if status == "restricted" else {})


MEMBERS: dict[str, Any] = {
    "creator": ChatMemberOwner,
    "administrator": ChatMemberAdministrator,
    "member": ChatMemberMember,
    "restricted": ChatMemberRestricted,
    "left": ChatMemberLeft,
    "kicked": ChatMemberBanned,
}


async def get_chat_member(api: BotApi, given: dict[str, Any]) -> Any:
    place = place_for(api, given["chat_id"])
    if place.kind == "channel" and place.bot != "administrator":
        raise Failed(400, "Bad Request: member list is inaccessible")
    if place.bot in ("left", "kicked"):
        raise Failed(403, f"Forbidden: bot is not a member of the {place.kind} chat")
    return member_of(api, place, given["user_id"])


async def get_chat_administrators(api: BotApi, given: dict[str, Any]) -> Any:
    place = place_for(api, given["chat_id"])
    return [member_of(api, place, p) for p, s in place.members.items() if s in ("creator", "administrator")]


async def get_chat(api: BotApi, given: dict[str, Any]) -> Any:
    place = place_for(api, given["chat_id"])
    if place.kind != "private" and place.bot in ("left", "kicked"):
        raise Failed(403, f"Forbidden: bot is not a member of the {place.kind} chat")
    gifts = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
    )
    return place.plain() | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}


async def leave_chat(api: BotApi, given: dict[str, Any]) -> Any:
    place_for(api, given["chat_id"]).bot = "left"
    return True


TABLE: dict[str, Method] = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "setMyCommands": keep_setting,
    "deleteMyCommands": just_true,
    "setMyDescription": just_true,
    "setMyShortDescription": just_true,
    "sendMessage": send_message,
    "sendDocument": send_document,
    "sendPhoto": send_document,
    "sendChatAction": just_true,
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_reply_markup,
    "answerCallbackQuery": answer_callback_query,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChat": get_chat,
    "leaveChat": leave_chat,
}
