"""A group and its forum topics: each is a chat of its own, and they share what happens to the group."""

from __future__ import annotations

from bot.model import Chat
from bot.store.connection import Store
from bot.store.rows import from_row


def chats_of_group(store: Store, chat_id: str) -> tuple[Chat, ...]:
    """The group and every topic of it that we know, ended ones too."""
    # topics are `GROUP/NUMBER`; 0 is the character after /
    rows = store.rows(
        "SELECT * FROM chats WHERE chat_id = ? OR (chat_id > ? AND chat_id < ?) ORDER BY chat_id",
        (chat_id, f"{chat_id}/", f"{chat_id}0"),
    )
    return tuple(from_row(Chat, row) for row in rows)
