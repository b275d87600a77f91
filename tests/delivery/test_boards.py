"""Airports on a board: from what outlets report to the one message of a night that is edited, over a real store."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.alerts.board import board_of, night_of
from bot.model import Fact, Message, Reading, Refused, Subscription
from bot.pipeline.take import Arrival, Newsdesk, open_desk, take_in
from bot.rulebook import make_rulebook
from bot.store.chats import add_subscription, save_chat
from bot.store.connection import Store
from bot.store.thread import StoreThread
from tests.alerts.build import airport, closed, launched, on_ukraine, reopened, ruleset
from tests.delivery.fakes import FakeChannel, run_until
from tests.store.nouns import article, chat, event

NOW = dt.datetime(2026, 1, 14, 20, 0, tzinfo=dt.UTC)
M = dt.timedelta(minutes=1)
HOUR = 60 * M


class Quiet(FakeChannel):
    """Keeps whether a message came without a sound."""

    sounds: list[bool]

    def __init__(self) -> None:
        super().__init__()
        self.sounds = []

    async def send(self, chat_id: str, message: Message, answers: int | None = None):
        self.sounds.append(not message.is_silent)
        return await super().send(chat_id, message, answers)


class Night:
    """A chat, what it wants, and the reports of a night."""

    def __init__(self, path: Path, store: StoreThread, desk: Newsdesk) -> None:
        self.path, self.store, self.desk, self.channel, self.count = path, store, desk, Quiet(), 0
        self.now = NOW

    async def report(self, after: dt.timedelta, *facts: Fact) -> None:
        self.now, self.count = NOW + after, self.count + 1
        told = article(f"a{self.count}", published_at=self.now, fetched_at=self.now, text=f"words {self.count}")
        await self.store.call(take_in, self.desk, [Arrival((told,), (Reading(facts),))], self.now)
        await self.send()

    async def send(self) -> None:
        await run_until(self.store, self.channel, self.is_sent, clock=lambda: self.now)

    def is_sent(self) -> bool:
        with closing(sqlite3.connect(self.path)) as reader:
            sql = "SELECT count(*) FROM deliveries WHERE state IN ('pending', 'sending')"
            return reader.execute(sql).fetchone()[0] == 0

    @property
    def got(self) -> list[tuple[str, str]]:
        return [(how, text) for _, how, text, _ in self.channel.got]


def open_chat(store: Store, places: tuple[str, ...], given: dict[str, Any]) -> Newsdesk:
    save_chat(store, chat("telegram:1", **given))
    wish = Subscription(subscription_id=0, chat_id="telegram:1", places=places, created_at=NOW)
    add_subscription(store, wish)
    rules = make_rulebook(ruleset(closed(), reopened(), on_ukraine()), (), {})
    return open_desk(store, rules, NOW)


Begin = Callable[..., Awaitable[Night]]


@pytest.fixture
def begin(store: StoreThread, tmp_path: Path) -> Begin:
    """Open a chat that wants `places`, with the settings given."""

    async def night(*places: str, **given: object) -> Night:
        return Night(tmp_path / "tocsin.db", store, await store.write(open_chat, places, given))

    return night


async def test_a_night_of_closures_is_one_silent_message_that_is_edited(begin: Begin):
    night = await begin()
    await night.report(0 * M, airport("closed", "VKO"))
    await night.report(20 * M, airport("closed", "DME"))
    await night.report(2 * HOUR, airport("reopened", "VKO"))
    await night.report(3 * HOUR, airport("closed", "VKO"))
    assert [how for how, _ in night.got] == ["send", "edit", "edit", "edit"]
    assert night.channel.sounds == [False]
    assert {about for _, how, _, about in night.channel.got if how == "edit"} == {101}
    last = night.got[-1][1]
    assert "14–15" in last.splitlines()[0]
    assert next(line for line in last.splitlines() if "VKO" in line).endswith("22:00–00:00; closed since 01:00")
    assert next(line for line in last.splitlines() if "DME" in line).endswith("closed since 22:20")


@pytest.mark.parametrize(
    ("places", "given"),
    [(("VKO",), {}), (("vnukovo",), {}), ((), {"board": "never"}), (("VKO", "RU"), {})],
    ids=["by its code", "by its name", "boards are off", "beside a country"],
)
async def test_an_airport_that_the_chat_named_rings(begin: Begin, places: tuple[str, ...], given: dict):
    night = await begin(*places, **given)
    await night.report(0 * M, airport("closed", "VKO"))
    await night.report(2 * HOUR, airport("reopened", "VKO"))
    assert night.channel.sounds[0] is True
    assert len([how for how, _ in night.got if how == "send"]) == 2


async def test_all_may_be_silent(begin: Begin):
    night = await begin("VKO", board="always")
    await night.report(0 * M, airport("closed", "VKO"))
    await night.report(2 * HOUR, airport("reopened", "VKO"))
    assert [how for how, _ in night.got] == ["send", "edit"]
    assert night.channel.sounds == [False]


async def test_other_alerts_are_told_as_ever(begin: Begin):
    night = await begin()
    await night.report(0 * M, launched(97), airport("closed", "VKO"))
    assert sorted(night.channel.sounds) == [False, True]


async def test_a_filter_that_no_airport_passes_has_no_board(begin: Begin):
    night = await begin("PL")
    await night.report(0 * M, airport("closed", "VKO"))
    assert night.got == []


async def test_the_next_night_has_a_board_of_its_own(begin: Begin):
    night = await begin()
    await night.report(0 * M, airport("closed", "VKO"))
    await night.report(3 * HOUR, airport("reopened", "VKO"))
    await night.report(24 * HOUR, airport("closed", "VKO"))
    assert [how for how, _ in night.got] == ["send", "edit", "send"]
    assert night.got[-1][1].count("VKO") == 1


async def test_a_board_that_was_deleted_is_written_anew_with_the_next_change(begin: Begin):
    night = await begin()
    await night.report(0 * M, airport("closed", "VKO"))
    night.channel.script["telegram:1"] = [Refused("Bad Request: message to edit not found")]
    await night.report(10 * M, airport("closed", "DME"))
    await night.report(20 * M, airport("closed", "ZIA"))
    await night.report(30 * M, airport("reopened", "ZIA"))
    assert [how for how, _ in night.got] == ["send", "edit", "send", "edit"]


async def test_quiet_hours_hold_the_first_board_and_the_morning_shows_how_it_stands(begin: Begin):
    hours = {"quiet_from": dt.time(21, 0), "quiet_until": dt.time(7, 0)}
    night = await begin(**hours)
    await night.report(0 * M, airport("closed", "VKO"))
    await night.report(2 * HOUR, airport("reopened", "VKO"))
    assert night.got == []
    night.now = NOW + 10 * HOUR
    await run_until(night.store, night.channel, lambda: bool(night.got), clock=lambda: night.now)
    assert [how for how, _ in night.got] == ["send"]
    assert "22:00–00:00" in night.got[0][1]


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (dt.datetime(2026, 1, 15, 9, 59, tzinfo=dt.UTC), dt.date(2026, 1, 15)),
        (dt.datetime(2026, 1, 15, 10, 0, tzinfo=dt.UTC), dt.date(2026, 1, 16)),
        (dt.datetime(2026, 12, 31, 22, 0, tzinfo=dt.UTC), dt.date(2027, 1, 1)),
    ],
    ids=["before noon in Kyiv", "at noon", "over the year's end"],
)
def test_a_board_runs_from_noon_to_noon(at: dt.datetime, day: dt.date):
    assert night_of(at) == day
    closure = event(kind="status", fields={"airport": "VKO", "region": "Moscow Oblast"}, opened_at=at)
    assert board_of(closure) == f"Moscow Oblast|{day}"
