"""Delivery under fire: a flood for 10,000 chats over real HTTP, one request in five spoiled, one critical alert.

The Bot API server runs in a process of its own, checks every request, enforces Telegram's limits and writes down
when each message arrived. What is counted: every request, spoiled ones too, against 30 a second; whether every
delivery ended, whether a chat saw its alerts in order, how soon a critical alert passed the flood.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import multiprocessing
import random
import re
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import psutil

from bot.channels.telegram import TelegramChannel
from bot.delivery.outbox import Clock, Outbox
from bot.model import (
    Change,
    Chat,
    Delivery,
    Event,
    Figure,
    Manner,
    Message,
    Outcome,
    Revision,
    Severity,
    State,
)
from bot.store import Store
from bot.store.chats import save_chat
from bot.store.outbox import add_deliveries
from bot.store.outcome import save_outcome
from bot.store.thread import StoreThread
from tests.botapi.faults import Faults
from tests.botapi.limits import Limits
from tests.botapi.server import BotApi
from tests.botapi.world import TOKEN

LIMIT = 30
"""Messages a second: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this."""
FAULTS = 0.2
KINDS = (*("slow",) * 6, "silence_before", "silence_after", "reset_before", "reset_after", "500", "502")
"""Half of the faults cost nothing but time; a 429 comes from the limits alone, where we earn it."""
CRITICAL_CHATS = 200
SHOWN = re.compile(r"alert (\d+)")


@dataclass
class Load:
    chats: int
    alerts: int
    per_alert: int
    critical_after: float
    """Seconds from the start until the critical alert is decided."""


FULL = Load(10_000, 300, 50, 60.0)
QUICK = Load(1_000, 10, 50, 5.0)


@dataclass
class Seen:
    """What the server saw, as plain numbers."""

    requests: list[float] = field(default_factory=list)
    """When each request came (Unix time)."""
    arrived: list[tuple[float, int, int]] = field(default_factory=list)
    """(when, chat, alert) of each message that a chat got."""
    refused: int = 0
    problems: list[str] = field(default_factory=list)
    struck: dict[str, int] = field(default_factory=dict)


# -- the far side --------------------------------------------------------------------------------------------


def run_server(pipe: Connection, chats: int) -> None:
    asyncio.run(serve_until_told(pipe, chats))


async def serve_until_told(pipe: Connection, chats: int) -> None:
    faults = Faults(share=FAULTS, kinds=KINDS, chance=random.Random(7), silence=60.0)
    api = BotApi(limits=Limits(), faults=faults)
    api.keep_calls = False
    seen = Seen()
    held_for = api.held_for

    def counted(name: str, given: dict[str, Any]) -> Any:
        seen.requests.append(time.time())
        return held_for(name, given)

    api.held_for = counted  # type: ignore[method-assign]
    for number in range(1, chats + 1):
        api.world.person(number, f"P{number}").started = True
    async with api:
        pipe.send(api.base_url)
        while not pipe.poll():
            await asyncio.sleep(0.05)
            take_lines(api, seen)
        take_lines(api, seen)
        seen.refused, seen.problems, seen.struck = api.limits.refused, api.problems, faults.struck
        pipe.send((seen.requests, seen.arrived, seen.refused, seen.problems, seen.struck))


def take_lines(api: BotApi, seen: Seen) -> None:
    """Keep the numbers and let the messages go, so that the server does not grow either."""
    now = time.time()
    for line in api.world.lines:
        if line.did == "sends" and (found := SHOWN.search(line.text)):
            seen.arrived.append((now, line.chat_id, int(found[1])))
    api.world.lines.clear()
    for place in api.world.places.values():
        if len(place.messages) > 8:
            del place.messages[:-8]


# -- the near side -------------------------------------------------------------------------------------------


def measure(quick: bool, options: list[str]) -> dict[str, object]:
    load = QUICK if quick else FULL
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    server = context.Process(target=run_server, args=(there, load.chats), daemon=True)
    server.start()
    try:
        base_url = here.recv()
        with tempfile.TemporaryDirectory() as folder:
            measured = asyncio.run(deliver(Path(folder) / "tocsin.db", base_url, load))
        here.send("stop")
        seen = Seen(*here.recv())
    finally:
        server.join(5)
        server.kill()
    return figures(measured, seen, load)


@dataclass
class Measured:
    started_at: float = 0.0
    ended_at: float = 0.0
    busy: list[tuple[float, float]] = field(default_factory=list)
    """Spans of time in which enough was due to use the whole limit."""
    states: Counter[str] = field(default_factory=Counter)
    unexplained: int = 0
    expected: dict[int, list[int]] = field(default_factory=dict)
    """Chat -> its alerts in the order in which they were decided."""
    sent: set[tuple[int, int]] = field(default_factory=set)
    critical_at: float = 0.0
    rss: list[int] = field(default_factory=list)


async def deliver(path: Path, base_url: str, load: Load) -> Measured:
    now = dt.datetime.now(dt.UTC)
    measured, stop = Measured(), asyncio.Event()
    async with await StoreThread.open(path, now=now) as store, TelegramChannel(TOKEN, base_url) as channel:
        await store.write(fill, load, now)
        outbox = Outbox(store, {"telegram": channel}, compose, Clock(lambda: dt.datetime.now(dt.UTC)))
        measured.started_at = time.time()
        running = asyncio.create_task(outbox.run(stop))
        critical = asyncio.create_task(ring(store, outbox, load, measured))
        await watch(store, measured, critical)
        stop.set()
        await running
        await store.call(count, measured, load)
    return measured


def fill(store: Store, load: Load, now: dt.datetime) -> None:
    """Chats, alerts, and the deliveries of all alerts: the flood."""
    for number in range(1, load.chats + 1):
        save_chat(store, Chat(chat_id=f"telegram:{number}", created_at=now))
    chance = random.Random(3)
    for alert in range(1, load.alerts + 1):
        add_alert(store, alert, Severity.LOW, now)
        chats = chance.sample(range(1, load.chats + 1), load.per_alert)
        add_deliveries(store, [delivery(chat, alert, Severity.LOW, now) for chat in chats])


def add_alert(store: Store, alert: int, severity: Severity, now: dt.datetime) -> None:
    figure = Figure(action="launched", value=alert, written_at=now)
    event = Event(event_id=alert, rule_id="flood", kind="count", fields={"day": "2026-01-15"}, held=figure,
                  opened_at=now, last_report_at=now, alert_id=alert, severity=severity)  # fmt: skip
    revision = Revision(
        alert_id=alert, number=1, rule_id="flood", change=Change.NEW, events=(event,), changed=(alert,),
        severity=severity, article_id="", reason="a flood", made_at=now,
    )  # fmt: skip
    save_outcome(store, Outcome(events=(event,), revisions=(revision,)))


def delivery(chat: int, alert: int, severity: Severity, now: dt.datetime) -> Delivery:
    return Delivery(delivery_id=0, chat_id=f"telegram:{chat}", alert_id=alert, number=1, manner=Manner.NEW,
                    severity=severity, due_at=now, created_at=now)  # fmt: skip


def compose(revision: Revision, chat: Chat, delivery: Delivery) -> Message:
    text = f"alert {revision.alert_id} " + "of the flood; " * 20
    return Message(html=f"<b>{text}</b>", plain=text)


async def ring(store: StoreThread, outbox: Outbox, load: Load, measured: Measured) -> None:
    """Decide the critical alert in the middle of the flood."""
    await asyncio.sleep(load.critical_after)
    alert = load.alerts + 1

    def decide(inner: Store) -> None:
        now = dt.datetime.now(dt.UTC)
        add_alert(inner, alert, Severity.CRITICAL, now)
        chats = range(1, CRITICAL_CHATS + 1)
        add_deliveries(inner, [delivery(chat, alert, Severity.CRITICAL, now) for chat in chats])

    await store.write(decide)
    measured.critical_at = time.time()
    outbox.wake.set()


async def watch(store: StoreThread, measured: Measured, critical: asyncio.Task[None]) -> None:
    """Look once a second, until everything has ended."""
    process = psutil.Process()
    while True:
        due, open_ = await store.call(left)
        at = time.time()
        measured.rss.append(process.memory_info().rss)
        if not open_ and critical.done():
            break
        await asyncio.sleep(1.0)
        if due >= 2 * LIMIT:  # enough for the whole of the second just gone
            measured.busy.append((at, time.time()))
    await critical
    measured.ended_at = time.time()


def left(store: Store) -> tuple[int, int]:
    """Chats with something due, and deliveries that have not ended."""
    now = dt.datetime.now(dt.UTC).isoformat()
    due = store.value(
        "SELECT count(DISTINCT chat_id) FROM deliveries WHERE state = 'pending' AND due_at <= ?", (now,)
    )
    open_ = store.value("SELECT count(*) FROM deliveries WHERE state IN ('pending', 'sending', 'held')")
    return int(due), int(open_)


def count(store: Store, measured: Measured, load: Load) -> None:
    for row in store.rows("SELECT chat_id, alert_id, state, reason FROM deliveries ORDER BY delivery_id"):
        chat = int(row["chat_id"].partition(":")[2])
        measured.states[row["state"]] += 1
        measured.unexplained += row["state"] == State.DEAD and not row["reason"]
        if row["alert_id"] <= load.alerts:
            measured.expected.setdefault(chat, []).append(row["alert_id"])
        if row["state"] == State.SENT:
            measured.sent.add((chat, row["alert_id"]))


def figures(measured: Measured, seen: Seen, load: Load) -> dict[str, object]:
    got: dict[int, list[int]] = defaultdict(list)
    for _, chat, alert in seen.arrived:
        if alert not in got[chat]:  # a message whose answer was lost comes twice
            got[chat].append(alert)
    arrived = {(chat, alert) for chat, alerts in got.items() for alert in alerts}
    broken = sum(
        [a for a in got[chat] if a <= load.alerts] != [a for a in alerts if (chat, a) in arrived]
        for chat, alerts in measured.expected.items()
    )
    rung = sorted(at - measured.critical_at for at, _, alert in seen.arrived if alert > load.alerts)
    ended = measured.states[State.SENT] + measured.states[State.DEAD]
    lost = sum(measured.states.values()) - ended + len(measured.sent - arrived)
    seconds = sum(end - start for start, end in measured.busy)
    inside = within(sorted(seen.requests), measured.busy)
    warm = measured.rss[min(len(measured.rss) // 5, 30) :] or measured.rss
    return {
        "share_of_limit": round(inside / (LIMIT * seconds), 4) if seconds else 0.0,
        "critical_first_100_s": round(rung[99], 2) if len(rung) > 99 else float("inf"),
        "lost": lost,
        "dead_without_reason": measured.unexplained,
        "order_broken": broken,
        "rss_growth_mb": round((warm[-1] - warm[0]) / 2**20, 1),
        "chats": load.chats,
        "deliveries": sum(measured.states.values()),
        "dead": measured.states[State.DEAD],
        "requests": len(seen.requests),
        "faults": sum(seen.struck.values()),
        "told_to_wait": seen.refused,
        "malformed_requests": len(seen.problems),
        "seconds": round(measured.ended_at - measured.started_at, 1),
    }


def within(requests: list[float], spans: list[tuple[float, float]]) -> int:
    """How many requests fall into the spans; both are in order."""
    found, at = 0, 0
    for start, end in spans:
        while at < len(requests) and requests[at] < start:
            at += 1
        while at < len(requests) and requests[at] < end:
            found, at = found + 1, at + 1
    return found
