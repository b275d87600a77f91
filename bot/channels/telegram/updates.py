"""Updates of the Bot API -> plain asks and memberships. What is not meant for us gives nothing."""

from __future__ import annotations

import re

from telegram import CallbackQuery, ChatMember, ChatMemberUpdated, Update, User
from telegram import Chat as Place
from telegram import Message as Shown

from bot.channels.telegram.addresses import to_chat_id
from bot.model import Ask, Membership

COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@(\w+))?(?:\s+|$)(.*)", re.DOTALL)
KINDS = {"private": "private", "group": "group", "supergroup": "group", "channel": "channel"}
ADMINS = (ChatMember.ADMINISTRATOR, ChatMember.OWNER)
IN = (ChatMember.ADMINISTRATOR, ChatMember.OWNER, ChatMember.MEMBER, ChatMember.RESTRICTED)
STALE = "stale"
"""The command that a tap stands for when its seal is not ours."""


def chat_of(place: Place, message: Shown | None = None) -> tuple[str, str]:
    """The chat id, with the forum topic where there is one, and the kind."""
    topic = message.message_thread_id if message and message.is_topic_message else None
    return to_chat_id(place.id, topic), "topic" if topic is not None else KINDS.get(place.type, "group")


def to_ask(message: Shown, username: str) -> Ask | None:
    """The ask in a message or channel post; `from_admin` is settled for private chats, channels and anonymous
    admins only, others have to be looked up.

    In groups and channels only commands are for us, and with `@name` only ours.
    """
    text = message.text or message.caption or ""
    found = COMMAND.match(text)
    chat_id, kind = chat_of(message.chat, message)
    if found and found[2] and found[2].lower() != username.lower():
        return None
    if not found and (kind != "private" or not (text.strip() or message.document)):
        return None
    return Ask(
        chat_id=chat_id,
        chat_kind=kind,
        title=(message.chat.title or "") if kind != "private" else "",
        command=found[1].lower() if found else "",
        arguments=(found[3] if found else text).strip(),
        from_admin=kind in ("private", "channel") or is_anonymous_admin(message),
        message_id=message.message_id,
        language=message.from_user.language_code if message.from_user else None,
    )


def is_anonymous_admin(message: Shown) -> bool:
    """Who writes in the name of the group itself is an admin of it; one who writes as a channel is not."""
    return bool(message.sender_chat and message.sender_chat.id == message.chat.id)


def to_tap(query: CallbackQuery, command: str | None) -> Ask | None:
    """The ask behind a tapped button; None where the message is not known to us (inline messages)."""
    message = query.message
    if message is None:
        return None
    chat_id, kind = chat_of(message.chat, message if isinstance(message, Shown) else None)
    word, _, rest = (command if command is not None else STALE).partition(" ")
    return Ask(
        chat_id=chat_id,
        chat_kind=kind,
        title=(message.chat.title or "") if kind != "private" else "",
        command=word,
        arguments=rest.strip(),
        from_admin=kind == "private",
        message_id=message.message_id,
        is_tap=True,
        language=query.from_user.language_code,
    )


def to_membership(update: Update) -> Membership | None:
    """What changed for us in a chat, None where nothing did."""
    if update.my_chat_member:
        return membership_of(update.my_chat_member)
    message = update.message
    if message is None:
        return None
    chat_id, kind = chat_of(message.chat, message)
    happened = ""
    if message.migrate_to_chat_id:
        happened = "moved"
    elif message.forum_topic_closed:
        happened = "topic_closed"
    elif message.forum_topic_reopened:
        happened = "topic_reopened"
    if not happened:
        return None
    moved_to = to_chat_id(message.migrate_to_chat_id) if message.migrate_to_chat_id else None
    title = message.chat.title or ""
    return Membership(chat_id=chat_id, chat_kind=kind, title=title, happened=happened, moved_to=moved_to)


def membership_of(change: ChatMemberUpdated) -> Membership | None:
    before, after = standing(change.old_chat_member), standing(change.new_chat_member)
    kind = KINDS.get(change.chat.type, "group")
    if kind == "channel":
        # in a channel only an administrator who may post is of any use
        before, after = posting(change.old_chat_member, before), posting(change.new_chat_member, after)
    if before == after:
        return None
    return Membership(
        chat_id=to_chat_id(change.chat.id),
        chat_kind=kind,
        title=change.chat.title or "" if kind != "private" else "",
        happened={"in": "joined", "out": "left", "mute": "silenced"}[after],
        by=to_chat_id(change.from_user.id) if is_person(change.from_user) else None,
        language=change.from_user.language_code,
    )


def standing(member: ChatMember) -> str:
    """`in`, `out`, or `mute` for one who is there and may not write."""
    if member.status not in IN or (
        member.status == ChatMember.RESTRICTED and not getattr(member, "is_member", True)
    ):
        return "out"
    if member.status == ChatMember.RESTRICTED and not getattr(member, "can_send_messages", True):
        return "mute"
    return "in"


def posting(member: ChatMember, found: str) -> str:
    if found == "in" and not (member.status in ADMINS and getattr(member, "can_post_messages", True)):
        return "mute"
    return found


def is_person(user: User | None) -> bool:
    return bool(user and not user.is_bot)
