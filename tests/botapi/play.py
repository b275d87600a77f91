"""Playing the people: they write, tap buttons, join, leave, block, move."""

from __future__ import annotations

import time
from typing import Any

from tests.botapi.methods import as_message, bot_user, membership
from tests.botapi.server import BotApi
from tests.botapi.world import BOT, Line, Place, Seen

ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}


async def say(
    api: BotApi,
    person: int,
    text: str,
    *,
    chat: int | None = None,
    topic: int | None = None,
    anonymous: bool = False,
) -> int:
    """A person writes (in her private chat unless told otherwise). The number of the update."""
    place = api.world.places[chat if chat is not None else person]
    if place.kind == "private":
        place.started = True
    seen = Seen(api.world.new_message_id(), text, by=person, topic=topic)
    place.messages.append(seen)
    name = "anonymous admin" if anonymous else api.world.people[person].first_name
    api.world.lines.append(Line(place.chat_id, name, "says", text))
    message = as_message(api, place, seen)
    if text.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
    if anonymous:
        message |= {"from": ANONYMOUS, "sender_chat": place.plain()}
    return await api.push("message", message)


async def post(api: BotApi, channel: int, text: str) -> int:
    """A channel posts."""
    place = api.world.places[channel]
    seen = Seen(api.world.new_message_id(), text, by=-1)
    place.messages.append(seen)
    api.world.lines.append(Line(channel, place.title, "says", text))
    return await api.push("channel_post", as_message(api, place, seen))


async def tap(
    api: BotApi,
    person: int,
    label: str,
    *,
    chat: int | None = None,
    message: Seen | None = None,
    forged: str | None = None,
) -> int:
    """A person taps the button with that label (its start is enough) under the newest message that has it."""
    place = api.world.places[chat if chat is not None else person]
    shown = message or newest_with(place, label)
    data = forged
    if data is None:
        data = next(b["callback_data"] for row in shown.buttons for b in row if b["text"].startswith(label))
    api.world.lines.append(Line(place.chat_id, api.world.people[person].first_name, "taps", label))
    query = {
        "id": f"q{time.monotonic_ns()}",
        "from": api.world.people[person].plain(),
        "message": as_message(api, place, shown),
        "chat_instance": str(place.chat_id),
        "data": data,
    }
    api.queries[str(query["id"])] = query
    return await api.push("callback_query", query)


def newest_with(place: Place, label: str) -> Seen:
    for seen in reversed(place.messages):
        if any(b["text"].startswith(label) for row in seen.buttons for b in row):
            return seen
    shown = [b["text"] for m in place.messages for row in m.buttons for b in row]
    raise LookupError(f"no button {label!r}; there are {shown}")


async def change_bot(api: BotApi, person: int, chat: int, status: str) -> int:
    """A person makes the bot a member, an administrator, or kicks it (in private: blocks with `kicked`)."""
    place = api.world.places[chat]
    before = place.bot
    if place.kind == "private":
        api.world.people[person].has_blocked = status == "kicked"
    place.bot = status
    name = api.world.people[person].first_name
    api.world.lines.append(Line(chat, name, "event", f"makes the bot {status}"))
    user = bot_user(BOT)
    change = {
        "chat": place.plain(),
        "from": api.world.people[person].plain(),
        "date": int(time.time()),
        "old_chat_member": membership(user, before),
        "new_chat_member": membership(user, status),
    }
    return await api.push("my_chat_member", change)


async def move(api: BotApi, chat: int, new: int) -> int:
    """A group becomes a supergroup: both service messages, as Telegram sends them."""
    old = api.world.places[chat]
    place = api.world.place(new, "supergroup", old.title, members=dict(old.members), bot=old.bot)
    old.moved_to = new
    old.messages, place.messages = old.messages, []
    api.world.lines.append(Line(chat, old.title, "event", "becomes a supergroup"))
    sender = next(iter(old.members))
    stamp: dict[str, Any] = {"date": int(time.time()), "from": api.world.people[sender].plain()}
    first = {"message_id": api.world.new_message_id(), "chat": old.plain(), "migrate_to_chat_id": new}
    second = {"message_id": 1, "chat": place.plain(), "migrate_from_chat_id": chat}
    await api.push("message", stamp | first)
    return await api.push("message", stamp | second)


async def close_topic(api: BotApi, chat: int, topic: int, *, is_open: bool = False) -> int:
    place = api.world.places[chat]
    place.topics[topic] = is_open
    sender = next(iter(place.members))
    change = {
        "message_id": api.world.new_message_id(),
        "date": int(time.time()),
        "chat": place.plain(),
        "from": api.world.people[sender].plain(),
        "message_thread_id": topic,
        "is_topic_message": True,
        "forum_topic_reopened" if is_open else "forum_topic_closed": {},
    }
    return await api.push("message", change)
