"""Who may change things in a group or channel: asked of Telegram, remembered for a minute."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from telegram import Bot
from telegram.error import TelegramError

from bot.channels.telegram.updates import ADMINS

KEPT = 60.0
"""Seconds; one who has just lost his rights keeps them here for so long."""
MOST_KEPT = 10_000


@dataclass
class Admins:
    bot: Bot
    known: dict[tuple[int, int], tuple[float, bool]] = field(default_factory=dict)

    async def is_admin(self, chat: int, person: int) -> bool:
        """False also where Telegram does not tell: better to refuse an admin once than to let anybody in."""
        now = time.monotonic()
        at, is_one = self.known.get((chat, person), (-KEPT, False))
        if now - at < KEPT:
            return is_one
        try:
            member = await self.bot.get_chat_member(chat, person)
        except TelegramError:
            return False
        if len(self.known) >= MOST_KEPT:
            self.known.clear()
        self.known[chat, person] = (now, member.status in ADMINS)
        return member.status in ADMINS

    async def find_chat(self, name: str) -> tuple[int, str, str] | None:
        """Number, type and title of a chat that is named by `@name` or by its number, if we are in it."""
        try:
            found = await self.bot.get_chat(int(name) if name.lstrip("-").isdigit() else name)
        except (TelegramError, ValueError):
            return None
        return found.id, found.type, found.title or ""
