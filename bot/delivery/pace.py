"""How fast a channel may be asked: sliding windows over the times of what was sent. Pure.

Windows rather than buckets: a bucket of 30 that is refilled with 30 a second lets 60 pass in its first second,
and Telegram counts. Times are seconds of a clock that never jumps (`time.monotonic`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Times = tuple[float, ...]
"""When things were sent, oldest first."""


@dataclass(frozen=True, slots=True)
class Window:
    """At most `most` in any `span` seconds."""

    most: int
    span: float


@dataclass(frozen=True, slots=True)
class Limits:
    """What one channel bears: from us as a whole, to one chat, to one group or channel."""

    whole: tuple[Window, ...] = ()
    chat: tuple[Window, ...] = ()
    group: tuple[Window, ...] = ()


TELEGRAM = Limits(
    # 30 a second, one a second to a chat, 20 a minute to a group (core.telegram.org/bots/faq, "My bot is hitting
    # limits"); spans are 1 % longer, since the network may bring two requests closer together than they left.
    # Four in a tenth of a second spread the load, so that what is critical never waits for a burst to end.
    whole=(Window(30, 1.01), Window(4, 0.1)),
    chat=(Window(1, 1.01),),
    group=(Window(1, 1.01), Window(20, 60.6)),
)
FREE = Limits()
"""A channel without limits (the terminal)."""


def room(windows: Sequence[Window], times: Times, now: float) -> int:
    """How many may be sent at `now`."""
    return min((w.most - sum(1 for t in times if t + w.span > now) for w in windows), default=1 << 30)


def free_at(windows: Sequence[Window], times: Times, now: float) -> float:
    """When the next one may be sent: `now`, or later."""
    full = (times[-w.most] + w.span for w in windows if len(times) >= w.most)
    return max(full, default=now) if room(windows, times, now) < 1 else now


def noted(windows: Sequence[Window], times: Times, now: float) -> Times:
    """The times with one more; those that no window looks at any more are dropped."""
    longest = max((w.span for w in windows), default=0.0)
    return (*(t for t in times if t + longest > now), now)
