"""The network fails: Telegram is away for an hour, names cannot be resolved, connections die without a word."""

from __future__ import annotations

import asyncio
import datetime as dt
import socket
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from bot.delivery.outbox import Clock, Outbox
from bot.delivery.pace import TELEGRAM
from bot.feeds.fetch import FetchFailed, NotModified, fetch
from bot.model import Answer, Message, RetryLater, Sent, Severity
from bot.store.outbox import add_deliveries
from bot.store.thread import StoreThread
from tests.delivery.fakes import compose
from tests.feeds.conftest import POLICY, Request, send
from tests.feeds.makers import item, rss
from tests.store.nouns import NOW, delivery, fill

HOUR = 3600.0
CHATS = [f"telegram:{n}" for n in range(1, 31)]


@dataclass
class Away:
    """Telegram, unreachable for the first hour. Notes when each request and each message came."""

    ticks: object
    asked: list[float] = field(default_factory=list)
    got: list[tuple[float, str, str]] = field(default_factory=list)

    async def send(self, chat_id: str, message: Message, answers: int | None = None) -> Answer:
        now = self.ticks()  # type: ignore[operator]
        self.asked.append(now)
        if now < HOUR:
            return RetryLater("no route to host")
        self.got.append((now, chat_id, message.plain))
        return Sent(len(self.got))

    async def edit(self, chat_id: str, message_id: int, message: Message) -> Answer:
        return await self.send(chat_id, message)


async def test_an_hour_without_telegram_under_load_loses_nothing_and_brings_what_is_severe_first(
    tmp_path: Path,
):
    """The hour lasts three seconds; limits and pauses run on the same quick clock."""
    speed, started = HOUR / 3, time.monotonic()

    class Quick(Outbox):
        async def send_due(self) -> float:
            return max(0.005, await super().send_due() / speed)

    def ticks() -> float:
        return (time.monotonic() - started) * speed

    channel = Away(ticks)
    async with await StoreThread.open(tmp_path / "tocsin.db", now=NOW) as store:
        await store.call(lambda s: fill(s, alerts=20, chats=tuple(CHATS)))
        clock = Clock(lambda: NOW + dt.timedelta(seconds=ticks()), ticks)
        outbox, stop = Quick(store, {"telegram": channel}, compose, clock, jitter=lambda: 0.5), asyncio.Event()
        running = asyncio.create_task(outbox.run(stop))
        for alert in range(1, 21):  # an alert to every chat, every few minutes; the last ones are critical
            severity = Severity.CRITICAL if alert > 17 else Severity.LOW
            now = clock.now()
            batch = [delivery(chat, alert, 1, severity=severity, due_at=now, created_at=now) for chat in CHATS]
            await store.write(add_deliveries, batch)
            outbox.wake.set()
            await asyncio.sleep(0.13)
        async with asyncio.timeout(25):
            while len(channel.got) < 20 * len(CHATS):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        stop.set()
        await running
        dead = await store.call(lambda s: s.value("SELECT count(*) FROM deliveries WHERE state <> 'sent'"))
    assert dead == 0
    texts = defaultdict(list)
    for _, chat, text in channel.got:
        texts[chat].append(int(text.partition(".")[0]))
    critical, rest = [18, 19, 20], list(range(1, 18))
    for chat in CHATS:
        assert [a for a in texts[chat] if a in rest] == rest, "oldest first"
        assert [a for a in texts[chat] if a in critical] == critical
    early = [int(text.partition(".")[0]) for _, _, text in channel.got[: len(CHATS)]]
    assert sum(a in critical for a in early) >= len(CHATS) - 2, "what is severe first"
    for window in TELEGRAM.whole:
        times = [t for t in channel.asked if t > HOUR]
        assert all(b - a >= window.span * 0.98 for a, b in zip(times, times[window.most :], strict=False))
    assert sum(t < HOUR for t in channel.asked) < 600, "who is away is not hammered"


async def test_a_name_that_cannot_be_resolved_is_a_plain_failure_and_holds_up_nobody(session, web, monkeypatch):
    def look_up(host: str, port: int, family: int) -> list[tuple[int, int, str]]:
        if host == "slow.example":
            time.sleep(0.5)
        if host.endswith(".example"):
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return [(socket.AF_INET, 6, "127.0.0.1")]

    monkeypatch.setattr("bot.feeds.resolver.look_up", look_up)
    web.page("/feed", rss(item(1)))
    now = dt.datetime.now(dt.UTC)
    slow = [
        asyncio.create_task(fetch(session, web.state(f"/{n}", "slow.example"), POLICY, now)) for n in range(20)
    ]
    begun = time.monotonic()
    good = await fetch(session, web.state("/feed", "localhost"), POLICY, now)
    took = time.monotonic() - begun
    bad = await fetch(session, web.state("/feed", "nowhere.example"), POLICY, now)
    assert not isinstance(good, FetchFailed)
    assert took < 0.4
    assert isinstance(bad, FetchFailed)
    assert "nowhere.example" in bad.reason or "resolution" in bad.reason
    for answer in await asyncio.gather(*slow):
        assert isinstance(answer, FetchFailed)


async def test_a_kept_connection_that_died_without_a_word_costs_one_poll(session, web):
    """The far side vanished behind a router: our next request on that connection is answered by nobody."""
    served = []

    async def first_only(request: Request, writer: asyncio.StreamWriter) -> None:
        if writer in served:
            await asyncio.sleep(30)  # half-open: it takes the request and is silent
        served.append(writer)
        if "if-none-match" in request.headers:
            await send(writer, b"", "304 Not Modified", {"ETag": '"1"'})
        else:
            await send(writer, rss(item(1)), "200 OK", {"ETag": '"1"'})

    web.pages["/feed"] = first_only
    now = dt.datetime.now(dt.UTC)
    answers = [await fetch(session, web.state("/feed", etag='"1"'), POLICY, now) for _ in range(3)]
    assert [type(a) for a in answers] == [NotModified, FetchFailed, NotModified]
