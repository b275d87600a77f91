"""`python -m tests.walks.child STEP`: `tocsin run`, but the process ends without a word at STEP (`os._exit`).

With no STEP it runs as it is. Each step is a place between the poll and the acknowledgement of a message.
"""

from __future__ import annotations

import importlib
import inspect
import os
import sys
from collections.abc import Callable
from typing import Any

STEPS: dict[str, tuple[str, str, str]] = {
    "the body was fetched": ("bot.pipeline.polling", "body_of", "before"),
    "the body was read": ("bot.pipeline.polling", "take_in", "before"),
    "an article was stored": ("bot.pipeline.take", "add_article", "after"),
    "its event was written": ("bot.pipeline.take", "save_outcome", "after"),
    "its deliveries were queued": ("bot.pipeline.take", "add_deliveries", "after"),
    "the feed's state was written": ("bot.pipeline.take", "save_feed_states", "after"),
    "all of it was committed": ("bot.pipeline.polling", "take_in", "after"),
    "the delivery was taken up": ("bot.delivery.outbox", "take_up", "after"),
    "the delivery was marked as under way": ("bot.channels.telegram.channel", "TelegramChannel.send", "before"),
    "the message was sent": ("bot.channels.telegram.channel", "TelegramChannel.send", "after"),
    "the answer was written, not committed": ("bot.delivery.outbox", "write_down", "after"),
}
"""Name of the step -> module, attribute, and whether the end comes before or after it is called."""

REVISION_STEPS: dict[str, tuple[str, str, str]] = {
    "its edit was asked for": ("bot.channels.telegram.channel", "TelegramChannel.edit", "before"),
    "its message was edited": ("bot.channels.telegram.channel", "TelegramChannel.edit", "after"),
    "its answer was asked for": ("bot.channels.telegram.channel", "TelegramChannel.send", "before"),
    "its answer was sent": ("bot.channels.telegram.channel", "TelegramChannel.send", "after"),
    "its deliveries replaced what waited": ("bot.pipeline.take", "add_deliveries", "after"),
    "its transaction was committed": ("bot.pipeline.polling", "take_in", "after"),
}
"""The same for a revision of something that a chat was told before."""


def end_at(step: str) -> None:
    """Arrange the end. A call of the first body (the backlog) does not count: an alert must be on its way."""
    module_name, path, when = (STEPS | REVISION_STEPS)[step]
    holder: Any = importlib.import_module(module_name)
    *outer, name = path.split(".")
    for part in outer:
        holder = getattr(holder, part)
    real: Callable[..., Any] = getattr(holder, name)

    def ending(*args: Any, **named: Any) -> Any:
        if when == "before":
            os._exit(99)
        result = real(*args, **named)
        if not matters(name, result, args):
            return result
        os._exit(99)

    async def ending_later(*args: Any, **named: Any) -> Any:
        if when == "before":
            os._exit(99)
        await real(*args, **named)
        os._exit(99)

    setattr(holder, name, ending_later if inspect.iscoroutinefunction(real) else ending)


def matters(name: str, result: Any, args: tuple[Any, ...]) -> bool:
    """Whether this call has to do with an alert; the outbox also looks when there is nothing to do."""
    if name in ("take_up", "add_deliveries"):
        return bool(result)
    if name == "write_down":
        return bool(args[1])
    return True


if __name__ == "__main__":
    from bot.cli.run import run

    if sys.argv[1:]:
        end_at(" ".join(sys.argv[1:]))
    run(rules=None, db=None)
