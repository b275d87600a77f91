"""What may be asked of which channel and chat right now: the pace so far, and who told us to wait."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from bot.delivery.pace import FREE, Limits, Times, Window, free_at, noted, room
from bot.model import Answer, RetryLater

BOTH_WITHIN = 2.0
"""A 429 has no scope. Two chats told to wait within so many seconds mean that the whole bot is."""
OUTAGE_AFTER = 10
"""Failures in a row without one success: the channel is away. With a fifth of all requests failing by chance, ten
in a row come once in ten million."""
LONGEST_PAUSE = 30.0
"""Seconds between two tries whether a channel is back."""
FORGOTTEN_AFTER = 120.0


def prefix_of(chat_id: str) -> str:
    """The channel: `telegram` of `telegram:-100123/45`."""
    return chat_id.partition(":")[0]


def group_of(chat_id: str) -> str:
    """The chat whose limits count: the topics of a forum share one."""
    return chat_id.partition("/")[0]


class Traffic:
    """The memory of the outbox. Times are seconds of a clock that never jumps; nothing here outlives a restart."""

    def __init__(self, limits: Mapping[str, Limits]) -> None:
        self.limits = limits
        self.sent: dict[str, Times] = {}
        self.held: dict[str, float] = {}
        """Channels and chats that must not be asked before a time."""
        self.retrying: dict[str, float] = {}
        """Chats whose next message waits for another attempt: only what is critical may overtake it."""
        self.failures: dict[str, int] = {}
        self.told_to_wait: dict[str, tuple[float, str, float]] = {}

    def room(self, prefix: str, now: float) -> int:
        """How many requests a channel takes now. One that was away is tried with a single one."""
        if self.held.get(prefix, now) > now:
            return 0
        places = room(self.windows(prefix), self.sent.get(prefix, ()), now)
        return min(places, 1) if self.is_away(prefix) else places

    def is_away(self, prefix: str) -> bool:
        return self.failures.get(prefix, 0) >= OUTAGE_AFTER

    def is_free(self, chat_id: str, now: float) -> bool:
        """Whether the chat may be written to now."""
        group = group_of(chat_id)
        free = free_at(self.windows(group), self.sent.get(group, ()), now)
        return max(free, self.held.get(group, now)) <= now

    def busy(self, now: float) -> set[str]:
        """Chats (without their topics) that may not be written to now; what is long past is forgotten."""
        for key in [k for k, times in self.sent.items() if not times or times[-1] < now - FORGOTTEN_AFTER]:
            del self.sent[key]
        for holds in (self.held, self.retrying):
            for key in [k for k, until in holds.items() if until <= now]:
                del holds[key]
        return {key for key in (*self.sent, *self.held) if ":" in key and not self.is_free(key, now)}

    def room_in(self, prefix: str, now: float) -> float:
        """Seconds until a channel takes the next request."""
        free = free_at(self.windows(prefix), self.sent.get(prefix, ()), now)
        return max(free, self.held.get(prefix, now)) - now

    def windows(self, key: str) -> tuple[Window, ...]:
        """The limits of a channel (`telegram`), of a chat (`telegram:5`) or of a group (`telegram:-5`)."""
        prefix, is_chat, number = key.partition(":")
        limits = self.limits.get(prefix, FREE)
        if not is_chat:
            return limits.whole
        return limits.group if number.startswith("-") else limits.chat

    def note_request(self, chat_id: str, now: float) -> None:
        """A request leaves. It counts whatever becomes of it."""
        for key in (prefix_of(chat_id), group_of(chat_id)):
            self.sent[key] = noted(self.windows(key), self.sent.get(key, ()), now)

    def note_answer(self, chat_id: str, answer: Answer, now: float) -> bool:
        """Learn from an answer. True where it says that the channel is away, and nothing about the message."""
        prefix = prefix_of(chat_id)
        if not isinstance(answer, RetryLater):
            self.failures[prefix] = 0
            return False
        if answer.after is not None:
            self.note_limit(chat_id, answer.after, now)
            return False
        if self.is_away(prefix) and self.held.get(prefix, now) > now:
            return True  # it was asked before we knew
        self.failures[prefix] = failures = self.failures.get(prefix, 0) + 1
        if failures >= OUTAGE_AFTER:
            self.hold(prefix, min(2.0 ** (failures - OUTAGE_AFTER), LONGEST_PAUSE), now)
        return failures >= OUTAGE_AFTER

    def note_limit(self, chat_id: str, after: dt.timedelta, now: float) -> None:
        """We were told to wait: that chat does, and everybody where two chats were told at once."""
        group, prefix, seconds = group_of(chat_id), prefix_of(chat_id), after.total_seconds()
        self.hold(group, seconds, now)
        at, other, until = self.told_to_wait.get(prefix, (now - 2 * BOTH_WITHIN, group, now))
        if other != group and now - at <= BOTH_WITHIN:
            self.hold(prefix, max(until - now, seconds), now)
        self.told_to_wait[prefix] = (now, group, now + seconds)

    def hold(self, key: str, seconds: float, now: float) -> None:
        """Ask nothing of a chat or of a channel for so long."""
        if seconds > 0:
            self.held[key] = max(self.held.get(key, 0.0), now + seconds)

    def retry(self, chat_id: str, seconds: float, now: float, *, is_critical: bool) -> None:
        """A message to the chat waits for another attempt; nothing overtakes a critical one."""
        holds = self.held if is_critical else self.retrying
        if seconds > 0:
            holds[group_of(chat_id)] = max(holds.get(group_of(chat_id), 0.0), now + seconds)
