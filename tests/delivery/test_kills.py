"""The program ends at every step between the queue and the answer; the next start loses nothing."""

from __future__ import annotations

import asyncio
import datetime as dt
import multiprocessing
import os
from pathlib import Path

import pytest

from bot.delivery import Outbox, outbox
from bot.delivery.outbox import Clock
from bot.model import Answer, Message, Sent
from bot.store import open_store
from bot.store.backup import check
from bot.store.outbox import add_deliveries
from bot.store.thread import StoreThread
from tests.delivery.fakes import FakeChannel, compose, run_until
from tests.store.nouns import NOW, delivery, fill

STEPS = [
    "before anything",
    "before taking up",
    "taken up",
    "at the request",
    "after the request",
    "at the answer",
    "written",
]


class Wire:
    """Writes what it is given into a file, as a server at the far side would keep it."""

    def __init__(self, file: Path, step: str) -> None:
        self.file = file
        self.step = step

    async def send(self, chat_id: str, message: Message, answers: int | None = None) -> Answer:
        if self.step == "at the request":
            os._exit(9)
        with self.file.open("a") as lines:
            lines.write(f"{chat_id} {message.plain}\n")
        if self.step == "after the request":
            os._exit(9)
        return Sent(5)

    async def edit(self, chat_id: str, message_id: int, message: Message) -> Answer:
        return await self.send(chat_id, message)


def run_and_die(path: Path, file: Path, step: str) -> None:
    """An outbox that ends by itself at a step."""
    if step in ("before taking up", "taken up"):
        real = outbox.take_up

        def take_up(store, ids, now):  # type: ignore[no-untyped-def]
            if step == "before taking up":
                os._exit(9)
            return real(store, ids, now)

        outbox.take_up = take_up
    if step == "taken up":
        outbox.Outbox.deliver = lambda *_: os._exit(9)  # type: ignore[method-assign,assignment]
    if step == "at the answer":
        outbox.write_down = lambda *_: os._exit(9)

    async def run() -> None:
        async with await StoreThread.open(path, now=NOW) as store:
            if step == "before anything":
                os._exit(9)
            if step == "written":
                real = outbox.Outbox.write_batch

                async def write_batch(self, batch):  # type: ignore[no-untyped-def]
                    await real(self, batch)
                    os._exit(9)

                outbox.Outbox.write_batch = write_batch  # type: ignore[method-assign]
            await Outbox(store, {"telegram": Wire(file, step)}, compose, Clock(lambda: NOW)).run(asyncio.Event())

    asyncio.run(run())


@pytest.mark.parametrize("step", STEPS)
async def test_a_kill_at_any_step_loses_nothing_and_repeats_only_what_was_under_way(tmp_path: Path, step: str):
    path, file = tmp_path / "tocsin.db", tmp_path / "received"
    file.touch()
    with open_store(path, now=NOW) as store:
        fill(store, alerts=2)
        with store.transaction():
            add_deliveries(store, [delivery(alert_id=1), delivery(alert_id=2)])
    process = multiprocessing.get_context("spawn").Process(target=run_and_die, args=(path, file, step))
    process.start()
    await asyncio.to_thread(process.join)
    assert process.exitcode == 9
    before = file.read_text().splitlines()
    channel = FakeChannel()
    expected = 1 if step == "written" else 2
    async with await StoreThread.open(path, now=NOW) as store:
        await run_until(
            store, channel, lambda: len(channel.got) == expected, clock=lambda: NOW + dt.timedelta(minutes=1)
        )
        assert await store.call(check) == ""
    texts = [line.partition(" ")[2] for line in before] + channel.texts("telegram:1")
    plain = [text.removesuffix(" (perhaps again)") for text in texts]
    assert list(dict.fromkeys(plain)) == ["1.1 new", "2.1 new"], "nothing is lost, and the order is kept"
    is_repeat = step in ("after the request", "at the answer")
    assert len(plain) == 2 + is_repeat
    assert (texts[-2] == "1.1 new (perhaps again)") == (step in ("taken up", "at the request") or is_repeat)
