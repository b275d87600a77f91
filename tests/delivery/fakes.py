"""A channel at the edge: keeps what it was given, answers as it is told."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.delivery import Outbox
from bot.delivery.outbox import Clock
from bot.delivery.pace import Limits
from bot.model import Answer, Chat, Delivery, Message, Revision, Sent
from bot.store.thread import StoreThread


@dataclass
class FakeChannel:
    """`script` holds the next answers of a chat (an exception is raised); then everything is sent."""

    script: dict[str, list[Answer | BaseException]] = field(default_factory=lambda: defaultdict(list))
    slow: dict[str, float] = field(default_factory=dict)
    got: list[tuple[str, str, str, int | None]] = field(default_factory=list)
    """Chat, `send` or `edit`, text, and the message that is edited or answered."""
    at_once: int = 0
    most_at_once: int = 0
    last_id: int = 100

    async def send(self, chat_id: str, message: Message, answers: int | None = None) -> Answer:
        return await self.take(chat_id, "send", message, answers)

    async def edit(self, chat_id: str, message_id: int, message: Message) -> Answer:
        return await self.take(chat_id, "edit", message, message_id)

    async def take(self, chat_id: str, how: str, message: Message, about: int | None) -> Answer:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(self.slow.get(chat_id, 0))
        self.at_once -= 1
        self.got.append((chat_id, how, message.plain, about))
        script = self.script[chat_id]
        answer: Answer | BaseException = Sent(self.next_id()) if not script else script.pop(0)
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def next_id(self) -> int:
        self.last_id += 1
        return self.last_id

    def texts(self, chat_id: str) -> list[str]:
        return [text for chat, _, text, _ in self.got if chat == chat_id]


def compose(revision: Revision, chat: Chat, delivery: Delivery) -> Message:
    again = " (perhaps again)" if delivery.may_repeat else ""
    text = f"{revision.alert_id}.{revision.number} {delivery.manner}{again}"
    return Message(html=text, plain=text)


def digest(chat: Chat, revisions: Sequence[Revision]) -> Message:
    text = "meanwhile: " + ", ".join(str(r.alert_id) for r in revisions)
    return Message(html=text, plain=text)


async def run_until(
    store: StoreThread,
    channel: FakeChannel,
    done: Callable[[], bool],
    *,
    clock: Callable[[], dt.datetime],
    seconds: float = 5.0,
    compose: Callable[[Revision, Chat, Delivery], Message] = compose,
    limits: dict[str, Limits] | None = None,
    **others: FakeChannel,
) -> Outbox:
    """Run an outbox until `done`, or fail after some seconds."""
    outbox = Outbox(
        store,
        {"telegram": channel, **others},
        compose,
        Clock(clock),
        digest=digest,
        limits=limits or {},
        jitter=lambda: 0.0,
    )
    stop = asyncio.Event()
    running = asyncio.create_task(outbox.run(stop))
    try:
        async with asyncio.timeout(seconds):
            while not done() and not running.done():  # noqa: ASYNC110
                await asyncio.sleep(0.01)
    finally:
        stop.set()
        await running
    return outbox
