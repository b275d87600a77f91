"""What is held for a digest, and what becomes of it once told."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.model import Delivery, Manner, Severity, State
from bot.store.alerts import save_revision
from bot.store.outbox import add_deliveries, get_delivery
from bot.store.thread import StoreThread
from tests.delivery.fakes import FakeChannel, run_until
from tests.store.nouns import NOW, delivery, fill, revision

HOUR = dt.timedelta(hours=1)


def at_eight(alert_id: int, **given: object) -> Delivery:
    """Held since yesterday for the digest of now."""
    held = {"state": State.HELD, "due_at": NOW, "created_at": NOW - 24 * HOUR, "reason": "together"}
    return delivery(alert_id=alert_id, **(held | given))


async def queue(store: StoreThread, *deliveries: Delivery) -> list[int]:
    await store.call(lambda s: fill(s, alerts=3, revisions=3))
    return [d.delivery_id for d in await store.write(add_deliveries, deliveries)]


async def test_the_alerts_of_a_day_are_one_message(store: StoreThread):
    await queue(store, at_eight(1), at_eight(2), at_eight(3, due_at=NOW + HOUR))
    channel = FakeChannel()
    await run_until(store, channel, lambda: bool(channel.got), clock=lambda: NOW)
    assert channel.texts("telegram:1") == ["meanwhile: 1, 2"]


async def test_the_only_alert_of_a_day_goes_as_it_is_though_it_waited_for_the_whole_day(store: StoreThread):
    await queue(store, at_eight(1))
    channel = FakeChannel()
    await run_until(store, channel, lambda: bool(channel.got), clock=lambda: NOW)
    assert channel.texts("telegram:1") == ["1.1 new"]


@pytest.mark.parametrize("manner", [Manner.EDIT, Manner.REPLY])
async def test_what_changes_meanwhile_stays_held_and_is_told_as_it_stands(store: StoreThread, manner: Manner):
    await queue(store, at_eight(1, due_at=NOW + HOUR))
    (added,) = await store.write(add_deliveries, [delivery(number=2, manner=manner)])
    assert (added.state, added.due_at, added.manner) == (State.HELD, NOW + HOUR, Manner.NEW)
    assert (added.number, added.reason) == (2, "together")


async def test_what_becomes_critical_meanwhile_is_told_at_once(store: StoreThread):
    await queue(store, at_eight(1, due_at=NOW + HOUR, created_at=NOW - HOUR))
    worse = {"number": 2, "severity": Severity.CRITICAL}
    added = await store.write(
        add_deliveries, [delivery(manner=Manner.EDIT, **worse), delivery(manner=Manner.REPLY, **worse)]
    )
    assert [d.state for d in added] == [State.HELD, State.PENDING]
    channel = FakeChannel()
    await run_until(store, channel, lambda: bool(channel.got), clock=lambda: NOW)
    assert channel.texts("telegram:1") == ["1.2 new"]


async def test_an_edit_of_what_a_digest_told_rings_nobody_and_a_change_aloud_is_told_whole(store: StoreThread):
    await queue(store, at_eight(1), at_eight(2))
    channel = FakeChannel()
    await run_until(store, channel, lambda: bool(channel.got), clock=lambda: NOW)
    edit, reply = await store.write(
        add_deliveries, [delivery(number=2, manner=Manner.EDIT), delivery(number=2, manner=Manner.REPLY)]
    )
    await run_until(store, channel, lambda: len(channel.got) == 2, clock=lambda: NOW)
    assert channel.texts("telegram:1") == ["meanwhile: 1, 2", "1.2 new"]
    found = [await store.call(get_delivery, d.delivery_id) for d in (edit, reply)]
    assert [d.state for d in found if d] == [State.DEAD, State.SENT]


async def test_once_a_change_aloud_gave_it_a_message_that_is_edited(store: StoreThread):
    await queue(store, at_eight(1), at_eight(2))
    channel = FakeChannel()
    await run_until(store, channel, lambda: bool(channel.got), clock=lambda: NOW)
    await store.write(add_deliveries, [delivery(number=2, manner=Manner.REPLY)])
    await run_until(store, channel, lambda: len(channel.got) == 2, clock=lambda: NOW)
    await store.write(save_revision, revision(1, 4))
    await store.write(add_deliveries, [delivery(number=4, manner=Manner.EDIT)])
    await run_until(store, channel, lambda: len(channel.got) == 3, clock=lambda: NOW)
    assert channel.got[-1][1:] == ("edit", "1.4 edit", 102)
