"""Chat ids as we write them (`telegram:-100123/45`) and as the Bot API does (-100123, thread 45)."""

from __future__ import annotations

PREFIX = "telegram:"


def to_chat_id(number: int, topic: int | None = None) -> str:
    return f"{PREFIX}{number}" + (f"/{topic}" if topic is not None else "")


def from_chat_id(chat_id: str) -> tuple[int, int | None]:
    """The chat's number and its forum topic, if any. Raises ValueError where it is no chat of Telegram."""
    number, _, topic = chat_id.removeprefix(PREFIX).partition("/")
    return int(number), int(topic) if topic else None
