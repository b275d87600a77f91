"""What a way to deliver must be able to do."""

from __future__ import annotations

from typing import Protocol

from bot.model import Answer, Message


class Channel(Protocol):
    """A way to deliver. Chat ids come whole, with the channel's prefix (`telegram:-100123/45`).

    Neither function raises for what a chat, the network or the far side does: that is an Answer. A
    `ChannelError` is raised where the channel refuses us as a whole (a revoked token).
    """

    async def send(self, chat_id: str, message: Message, answers: int | None) -> Answer:
        """Send a new message, as an answer to the message `answers` where that is given."""
        ...

    async def edit(self, chat_id: str, message_id: int, message: Message) -> Answer:
        """Put `message` in the place of one sent before. `Sent` also where it looks the same already."""
        ...
