"""The outbox: several chats at once, each in order, none waiting for another."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import structlog

from bot.channels.channel import Channel
from bot.delivery.pace import TELEGRAM, Limits
from bot.delivery.traffic import LONGEST_PAUSE, Traffic, group_of, prefix_of
from bot.delivery.verdict import holds_chat, next_state
from bot.delivery.work import Answered, Digest, Job, recover, release_held, take_up, write_down
from bot.errors import ChannelError, DiskFull, StoreLocked
from bot.model import Answer, Chat, Delivery, Manner, Message, Refused, RetryLater, Revision, Sent
from bot.store.house import silent_until
from bot.store.outbox import due_deliveries, next_due_at, retrying_chats
from bot.store.thread import StoreThread

Compose = Callable[[Revision, Chat, Delivery], Message]
"""Writes one revision for one chat in the delivery's manner."""

AT_ONCE = 64
"""Requests under way at once: at 30 a second, answers may take two seconds before it matters."""
TICK = 0.03
"""Seconds between two looks at the queue while anything is due; one look is one transaction."""
LEAST_TICK = 0.01
"""Seconds between two looks while more is due than could be started."""
IDLE = 5.0
"""Seconds between two looks while nothing is due; `wake` makes it at once."""
GRACE = 10.0
"""Seconds that requests under way get to end when we stop."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Clock:
    """What time it is (`now`, which people may set), and how much has passed (`ticks`, which never jumps)."""

    now: Callable[[], dt.datetime]
    ticks: Callable[[], float] = time.monotonic


class Outbox:
    """Sends what is due until it is told to stop. Holds the store and the channels."""

    def __init__(
        self,
        store: StoreThread,
        channels: Mapping[str, Channel],
        compose: Compose,
        clock: Clock,
        *,
        digest: Digest | None = None,
        limits: Mapping[str, Limits] | None = None,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.store = store
        self.channels = channels
        self.compose = compose
        self.clock = clock
        self.digest = digest
        self.jitter = jitter
        self.traffic = Traffic({"telegram": TELEGRAM} if limits is None else limits)
        self.wake = asyncio.Event()
        """To be set after a commit that queued deliveries."""
        self.flying: dict[str, asyncio.Task[None]] = {}
        """The request under way to each chat."""
        self.answers: asyncio.Queue[Answered] = asyncio.Queue()
        self.release_at = 0.0

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop` is set, then let what is under way end. Raises StoreError where the store is lost."""
        now = self.clock.now()
        if again := await self.store.write(recover, now):
            log.warning("some deliveries were under way at the last end and are sent once more", count=again)
        for chat_id, until in (await self.store.call(retrying_chats, now)).items():
            self.traffic.retry(chat_id, (until - now).total_seconds(), self.clock.ticks(), is_critical=False)
        writer = asyncio.create_task(self.write_answers())
        stopping = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                self.wake.clear()
                pause = await self.send_due()
                waking = asyncio.create_task(self.wake.wait())
                await asyncio.wait({waking, stopping, writer}, timeout=pause, return_when=asyncio.FIRST_COMPLETED)
                waking.cancel()
                if writer.done():
                    await writer  # raises what ended it
        finally:
            stopping.cancel()
            await self.land(writer)

    async def land(self, writer: asyncio.Task[None]) -> None:
        """Let requests under way end and write their answers down, within a grace period."""
        if self.flying:
            await asyncio.wait(set(self.flying.values()), timeout=GRACE)
        for task in self.flying.values():
            task.cancel()  # stays marked as under way, and is sent once more at the next start
        if not writer.done():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.answers.join(), GRACE)
        writer.cancel()

    async def send_due(self) -> float:
        """Start what may be sent now. Returns the seconds until it is worth looking again."""
        try:
            return await self.start_due()
        except (StoreLocked, DiskFull) as error:
            log.error("nothing can be sent while the store cannot be written", why=str(error))
            return IDLE

    async def start_due(self) -> float:
        now, ticks = self.clock.now(), self.clock.ticks()
        silent = await self.store.call(silent_until, now)
        if silent is not None:  # an owner's word: also what is critical waits
            return min(IDLE, max(TICK, (silent - now).total_seconds()))
        if ticks >= self.release_at:
            self.release_at = ticks + IDLE
            await self.store.write(release_held, now, self.digest)
        free = {prefix: self.traffic.room(prefix, ticks) for prefix in self.channels}
        places = min(AT_ONCE - len(self.flying), sum(free.values()))
        if places <= 0:
            return min((max(LEAST_TICK, self.traffic.room_in(p, ticks)) for p in self.channels), default=TICK)
        channels = [prefix for prefix, count in free.items() if count > 0]
        busy = self.traffic.busy(ticks) | self.flying.keys()
        found = await self.store.call(
            due_deliveries, now, places, busy, channels, retrying=self.traffic.retrying.keys()
        )
        chosen = []
        for delivery in found:
            if free[prefix_of(delivery.chat_id)] > 0:
                free[prefix_of(delivery.chat_id)] -= 1
                chosen.append(delivery.delivery_id)
        if chosen:
            for job in await self.store.write(take_up, chosen, now):
                self.traffic.note_request(job.chat.chat_id, self.clock.ticks())
                self.flying[group_of(job.chat.chat_id)] = asyncio.create_task(self.deliver(job))
        if len(found) == places:
            return LEAST_TICK
        if found or self.flying:
            return TICK
        due = await self.store.call(next_due_at)
        return IDLE if due is None else min(IDLE, max(TICK, (due - now).total_seconds()))

    async def deliver(self, job: Job) -> None:
        """One request and its answer. Whatever happens to it concerns no other delivery."""
        chat_id = job.chat.chat_id
        try:
            answer = await self.ask(job)
        except ChannelError as error:
            log.error("a channel refuses us; what is for it waits", why=str(error))
            self.traffic.hold(prefix_of(chat_id), LONGEST_PAUSE, self.clock.ticks())
            answer = RetryLater(str(error), after=dt.timedelta(seconds=LONGEST_PAUSE))
        except Exception:
            log.exception("a delivery failed by our own mistake", delivery=job.delivery.delivery_id)
            answer = Refused("our own mistake; the log has it")
        is_away = self.traffic.note_answer(chat_id, answer, self.clock.ticks())
        now = self.clock.now()
        after = next_state(job.delivery, answer, now, self.jitter(), is_outage=is_away)
        if holds_chat(after) and after.chat_id == chat_id:
            seconds = (after.due_at - now).total_seconds()
            self.traffic.retry(chat_id, seconds, self.clock.ticks(), is_critical=after.rank == 0)
        await self.answers.put(Answered(chat_id, after, answer))

    async def ask(self, job: Job) -> Answer:
        """Write the message and give it to its channel."""
        delivery, chat_id = job.delivery, job.chat.chat_id
        channel = self.channels[prefix_of(chat_id)]
        message = delivery.notice
        if message is None:
            if job.revision is None:
                return Refused("it has neither a revision nor a text")
            message = self.compose(job.revision, job.chat, delivery)
        if delivery.manner is Manner.EDIT and job.message_id is not None:
            answer = await channel.edit(chat_id, job.message_id, message)
            return replace(answer, message_id=job.message_id) if isinstance(answer, Sent) else answer
        return await channel.send(chat_id, message, job.message_id)

    async def write_answers(self) -> None:
        """Commit answers as they come in; those that come in during a commit share the next one."""
        while True:
            batch = [await self.answers.get()]
            while not self.answers.empty():
                batch.append(self.answers.get_nowait())
            await self.write_batch(batch)
            for answered in batch:
                self.flying.pop(group_of(answered.chat_id), None)
                if isinstance(answered.answer, Refused):
                    log.warning(
                        "a delivery was refused",
                        delivery=answered.delivery.delivery_id,
                        why=answered.answer.reason,
                    )
                self.answers.task_done()
            self.wake.set()

    async def write_batch(self, batch: list[Answered]) -> None:
        """Keep at it while the disk is full or somebody holds the store: the answers are nowhere else."""
        while True:
            try:
                await self.store.write(write_down, batch)
            except (StoreLocked, DiskFull) as error:
                log.error("answers wait until the store can be written", count=len(batch), why=str(error))
                await asyncio.sleep(IDLE)
            else:
                return


async def run_outbox(
    store: StoreThread,
    channels: Mapping[str, Channel],
    compose: Compose,
    clock: Callable[[], dt.datetime],
    stop: asyncio.Event,
    *,
    digest: Digest | None = None,
) -> None:
    """Send what is due until `stop` is set. `Outbox` is for those who wake it, or set its limits."""
    await Outbox(store, channels, compose, Clock(clock), digest=digest).run(stop)
