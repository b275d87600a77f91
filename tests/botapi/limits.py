"""Telegram's limits: 30 messages a second overall, one a second to a chat, 20 a minute to a group or channel.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this. Short bursts pass, as there;
who was refused is refused until the time is over, whatever he tries.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Bucket:
    """Tokens that come back at a steady rate."""

    capacity: float
    per_second: float
    level: float
    at: float

    def wait_for_one(self, now: float) -> float:
        """Seconds until a token is there; takes it when that is at once."""
        self.level = min(self.capacity, self.level + (now - self.at) * self.per_second)
        self.at = now
        if self.level >= 1:
            self.level -= 1
            return 0.0
        return (1 - self.level) / self.per_second


@dataclass
class Limits:
    overall: float = 30.0
    """Messages a second; 0 switches all limits off."""
    burst: float = 33.0
    per_chat: float = 1.0
    chat_burst: float = 3.0
    per_group: float = 20 / 60
    group_burst: float = 20.0
    clock: Callable[[], float] = time.monotonic
    whole: Bucket | None = None
    chats: dict[int, Bucket] = field(default_factory=dict)
    held_until: dict[int, float] = field(default_factory=dict)
    """By chat; 0 is everybody."""
    refused: int = 0

    def retry_after(self, chat_id: int) -> int | None:
        """None when the message may pass, else the seconds to wait."""
        if not self.overall:
            return None
        now = self.clock()
        held = max(self.held_until.get(0, 0.0), self.held_until.get(chat_id, 0.0))
        if held > now:
            self.refused += 1
            return math.ceil(held - now)
        self.whole = self.whole or Bucket(self.burst, self.overall, self.burst, now)
        if wait := self.whole.wait_for_one(now):
            return self.hold(0, now, wait)
        is_group = chat_id < 0
        rate, burst = (self.per_group, self.group_burst) if is_group else (self.per_chat, self.chat_burst)
        bucket = self.chats.setdefault(chat_id, Bucket(burst, rate, burst, now))
        if wait := bucket.wait_for_one(now):
            return self.hold(chat_id, now, wait)
        return None

    def hold(self, chat_id: int, now: float, wait: float) -> int:
        self.refused += 1
        seconds = math.ceil(wait)
        self.held_until[chat_id] = now + seconds
        return seconds
