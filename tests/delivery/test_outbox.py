"""The way from the outbox to a channel, over a real database, with a channel that does as it is told."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import sqlite3
import time
from dataclasses import replace

import pytest

from bot.delivery.pace import Limits, Window
from bot.errors import ChannelError, StoreDamaged
from bot.model import Chat, Delivery, Manner, Message, Refused, RetryLater, Revision, Sent, Severity, State
from bot.store import Store
from bot.store.alerts import save_revision
from bot.store.chats import get_chat, subscriptions_of
from bot.store.house import SILENCE, remove_setting, save_setting
from bot.store.outbox import add_deliveries, get_delivery, in_flight, known_messages, save_deliveries
from bot.store.thread import StoreThread
from tests.delivery.fakes import FakeChannel, compose, run_until
from tests.store.nouns import MINUTE, NOW, delivery, event, fill, notice, revision

SECOND = dt.timedelta(seconds=1)
HOUR = dt.timedelta(hours=1)


def clock() -> dt.datetime:
    """Time passes as it does, from NOW on."""
    return NOW + dt.timedelta(seconds=time.monotonic() - START)


START = time.monotonic()


@pytest.fixture(autouse=True)
def _from_now_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.delivery.test_outbox.START", time.monotonic())
    monkeypatch.setattr("bot.delivery.verdict.FIRST_WAIT", SECOND / 10)


async def queue(store: StoreThread, *deliveries: Delivery, alerts: int = 3, revisions: int = 3) -> list[int]:
    """Alerts, chats and deliveries; returns the ids of the latter."""
    chats = tuple({d.chat_id for d in deliveries})
    await store.call(lambda s: fill(s, alerts=alerts, revisions=revisions, chats=chats))
    added = await store.write(add_deliveries, deliveries)
    return [d.delivery_id for d in added]


async def states(store: StoreThread, ids: list[int]) -> list[tuple[str, str]]:
    found = [await store.call(get_delivery, number) for number in ids]
    return [(d.state.value, d.reason) for d in found if d is not None]


async def test_an_alert_arrives_and_its_message_is_known(store: StoreThread):
    ids = await queue(store, delivery())
    channel = FakeChannel()
    await run_until(store, channel, lambda: bool(channel.got), clock=clock)
    assert channel.got == [("telegram:1", "send", "1.1 new", None)]
    assert await states(store, ids) == [("sent", "")]
    assert await store.call(known_messages, 1) == {"telegram:1": 101}


async def test_an_update_edits_the_message_and_answers_it(store: StoreThread):
    await queue(store, delivery())
    channel = FakeChannel()
    await run_until(store, channel, lambda: len(channel.got) == 1, clock=clock)
    await store.write(
        add_deliveries, [delivery(number=2, manner=Manner.EDIT), delivery(number=2, manner=Manner.REPLY)]
    )
    await run_until(store, channel, lambda: len(channel.got) == 3, clock=clock)
    assert channel.got[1:] == [("telegram:1", "edit", "1.2 edit", 101), ("telegram:1", "send", "1.2 reply", 101)]
    assert await store.call(known_messages, 1) == {"telegram:1": 101}


async def test_a_chat_that_was_never_told_gets_the_whole_state(store: StoreThread):
    await queue(store, delivery(number=2, manner=Manner.EDIT))
    channel = FakeChannel()
    await run_until(store, channel, lambda: bool(channel.got), clock=clock)
    assert channel.got == [("telegram:1", "send", "1.2 new", None)]


async def test_a_reopening_answers_the_closure(store: StoreThread):
    await queue(store, delivery())
    channel = FakeChannel()
    await run_until(store, channel, lambda: len(channel.got) == 1, clock=clock)
    reopened = revision(9, answers=1, events=(event(9, alert_id=9),))
    await store.write(save_revision, reopened)
    await store.write(add_deliveries, [delivery(alert_id=9)])
    await run_until(store, channel, lambda: len(channel.got) == 2, clock=clock)
    assert channel.got[1] == ("telegram:1", "send", "9.1 new", 101)


async def test_the_newest_revision_says_it_all(store: StoreThread):
    ids = await queue(
        store,
        delivery(),
        delivery(number=2, manner=Manner.EDIT),
        delivery(number=3, manner=Manner.REPLY),
    )
    channel = FakeChannel()
    await run_until(store, channel, lambda: bool(channel.got), clock=clock)
    assert channel.got == [("telegram:1", "send", "1.3 new", None)]
    assert await states(store, ids) == [
        ("dead", "replaced by revision 2"),
        ("dead", "replaced by revision 3"),
        ("sent", ""),
    ]


async def test_a_chat_gets_its_messages_in_order_and_what_is_critical_first(store: StoreThread):
    await queue(
        store,
        delivery(alert_id=1, severity=Severity.LOW),
        delivery(alert_id=2, severity=Severity.HIGH),
        delivery(alert_id=3, severity=Severity.CRITICAL),
        notice(text="a notice"),
    )
    channel = FakeChannel()
    await run_until(store, channel, lambda: len(channel.got) == 4, clock=clock)
    assert channel.texts("telegram:1") == ["3.1 new", "1.1 new", "2.1 new", "a notice"]


async def test_a_slow_chat_holds_up_nobody(store: StoreThread):
    chats = [f"telegram:{n}" for n in range(1, 11)]
    await queue(store, *(delivery(chat, alert_id=a) for chat in chats for a in (1, 2)))
    channel = FakeChannel(slow={"telegram:1": 0.7})
    await run_until(store, channel, lambda: len(channel.got) >= 18, clock=clock)
    assert "telegram:1" not in [chat for chat, *_ in channel.got[:18]]
    assert channel.most_at_once > 1
    assert channel.texts("telegram:2") == ["1.1 new", "2.1 new"]


async def test_what_failed_is_tried_again_before_anything_else_goes_to_the_chat(store: StoreThread):
    ids = await queue(store, delivery(alert_id=1), delivery(alert_id=2))
    channel = FakeChannel()
    channel.script["telegram:1"] = [RetryLater("502", after=SECOND / 5, may_have_arrived=True)]
    await run_until(store, channel, lambda: len(channel.got) == 3, clock=clock)
    assert channel.texts("telegram:1") == ["1.1 new", "1.1 new (perhaps again)", "2.1 new"]
    assert await states(store, ids) == [("sent", ""), ("sent", "")]


PAST = "replaced by revision 3, which was sent before it"


async def test_an_edit_that_failed_never_puts_an_older_figure_back(store: StoreThread):
    """It waits for its next attempt with the least rank while the newer edit is queued and goes first."""
    await queue(store, delivery())
    channel = FakeChannel()
    await run_until(store, channel, lambda: len(channel.got) == 1, clock=clock)
    minor = delivery(number=2, manner=Manner.EDIT, is_minor=True, state=State.SENDING)
    older, newer = await store.write(add_deliveries, [minor, delivery(number=3, manner=Manner.EDIT)])
    await store.write(save_deliveries, [replace(older, state=State.PENDING, due_at=NOW + SECOND / 2, attempts=1)])
    ids = [older.delivery_id, newer.delivery_id]
    await run_until(store, channel, lambda: len(channel.got) == 2, clock=clock)
    await asyncio.sleep(0.5)
    await store.write(add_deliveries, [delivery(alert_id=2)])
    await run_until(store, channel, lambda: len(channel.got) == 3, clock=clock)
    assert channel.texts("telegram:1") == ["1.1 new", "1.3 edit", "2.1 new"]
    assert await states(store, ids) == [("dead", PAST), ("sent", "")]


@pytest.mark.parametrize(
    ("sent", "late", "is_sent"),
    [
        pytest.param(Manner.EDIT, Manner.EDIT, False, id="an edit after a newer edit"),
        pytest.param(Manner.REPLY, Manner.REPLY, False, id="an answer after a newer answer"),
        pytest.param(Manner.NEW, Manner.NEW, False, id="a first message after a newer one took its place"),
        pytest.param(Manner.NEW, Manner.REPLY, False, id="an answer after the whole newer state"),
        pytest.param(Manner.EDIT, Manner.REPLY, True, id="an answer is heard though the message shows more"),
        pytest.param(Manner.REPLY, Manner.EDIT, True, id="an edit after a newer answer keeps the message right"),
    ],
)
async def test_what_is_late_is_sent_only_where_nothing_newer_told_it(
    store: StoreThread, sent: Manner, late: Manner, is_sent: bool
):
    first = [] if sent is Manner.NEW else [replace(delivery(), state=State.SENT, sent_at=NOW, message_id=7)]
    newer = replace(delivery(number=3, manner=sent), state=State.SENT, sent_at=NOW, message_id=8)
    others = delivery(number=2, manner=late), delivery(alert_id=2, severity=Severity.LOW)
    *_, tried, _ = await queue(store, *first, newer, *others)
    channel = FakeChannel()
    await run_until(store, channel, lambda: "2.1 new" in channel.texts("telegram:1"), clock=clock)
    assert await states(store, [tried]) == [("sent", "") if is_sent else ("dead", PAST)]


async def test_a_message_that_is_refused_does_not_stop_the_next(store: StoreThread):
    ids = await queue(store, delivery(alert_id=1), delivery(alert_id=2))
    channel = FakeChannel()
    channel.script["telegram:1"] = [Refused("message is too long")]
    await run_until(store, channel, lambda: len(channel.got) == 2, clock=clock)
    assert await states(store, ids) == [("dead", "message is too long"), ("sent", "")]


async def test_our_own_mistake_costs_one_delivery(store: StoreThread, caplog):
    def broken(rev: Revision, chat: Chat, what: Delivery) -> Message:
        if rev.alert_id == 1:
            raise ZeroDivisionError
        return compose(rev, chat, what)

    ids = await queue(store, delivery(alert_id=1), delivery(alert_id=2))
    channel = FakeChannel()
    await run_until(store, channel, lambda: bool(channel.got), clock=clock, compose=broken)
    assert channel.texts("telegram:1") == ["2.1 new"]
    assert await states(store, ids) == [("dead", "our own mistake; the log has it"), ("sent", "")]


async def test_a_chat_that_is_gone_ends_with_its_reason(store: StoreThread):
    ids = await queue(store, delivery(alert_id=1), delivery(alert_id=2), delivery("telegram:2"))
    channel = FakeChannel()
    channel.script["telegram:1"] = [Refused("bot was blocked by the user", chat_is_gone=True)]
    await run_until(store, channel, lambda: len(channel.got) == 2, clock=clock)
    why = "bot was blocked by the user"
    assert await states(store, ids) == [("dead", why), ("dead", why), ("sent", "")]
    chat = await store.call(get_chat, "telegram:1")
    assert chat is not None
    assert chat.ended == why


async def test_a_group_that_became_a_supergroup_gets_everything_at_its_new_id(store: StoreThread):
    await queue(store, delivery("telegram:-5", alert_id=1), delivery("telegram:-5", alert_id=2))
    channel = FakeChannel()
    channel.script["telegram:-5"] = [Refused("migrated", moved_to="telegram:-1005")]
    await run_until(store, channel, lambda: len(channel.got) == 3, clock=clock)
    assert channel.texts("telegram:-1005") == ["1.1 new", "2.1 new"]
    assert await store.call(get_chat, "telegram:-5") is None
    assert await store.call(subscriptions_of, "telegram:-1005") == ()


async def test_a_channel_that_refuses_us_keeps_what_is_for_it_and_stops_no_other(store: StoreThread):
    ids = await queue(store, delivery("telegram:1"), delivery("console"))
    telegram, console = FakeChannel(), FakeChannel()
    telegram.script["telegram:1"] = [ChannelError("the token was revoked")]
    await run_until(store, telegram, lambda: bool(telegram.got and console.got), clock=clock, console=console)
    assert await states(store, ids) == [("pending", "the token was revoked"), ("sent", "")]


async def test_a_channel_that_is_not_there_keeps_nobody_waiting(store: StoreThread):
    ids = await queue(store, *(delivery("smoke:1", alert_id=n) for n in (1, 2, 3)), delivery("telegram:1"))
    channel = FakeChannel()
    await run_until(store, channel, lambda: bool(channel.got), clock=clock)
    assert [state for state, _ in await states(store, ids)] == ["pending"] * 3 + ["sent"]


async def test_an_outage_costs_no_message_and_no_order(store: StoreThread):
    chats = [f"telegram:{n}" for n in range(30)]
    ids = await queue(store, *(delivery(chat, alert_id=a) for chat in chats for a in (1, 2)))
    channel = FakeChannel()
    for chat in chats[:25]:
        channel.script[chat] = [RetryLater("no route", after=None)]
    await run_until(store, channel, lambda: len(set(channel.got)) == 60, clock=clock, seconds=12)
    for chat in chats:
        assert list(dict.fromkeys(channel.texts(chat))) == ["1.1 new", "2.1 new"]
    assert {state for state, _ in await states(store, ids)} == {"sent"}


async def test_quiet_hours_end_in_one_message(store: StoreThread):
    held = [delivery(alert_id=n, state=State.HELD, due_at=NOW, reason="quiet hours") for n in (1, 2, 3)]
    ids = await queue(store, *held, delivery("telegram:2", state=State.HELD, due_at=NOW, reason="quiet hours"))
    channel = FakeChannel()
    await run_until(store, channel, lambda: len(channel.got) == 2, clock=clock)
    assert channel.texts("telegram:1") == ["meanwhile: 1, 2, 3"]
    assert channel.texts("telegram:2") == ["1.1 new"]
    assert await states(store, ids) == [("sent", "told in a digest")] * 3 + [("sent", "")]


async def test_while_an_owner_asks_for_silence_nothing_is_sent_and_nothing_lost(store: StoreThread):
    ids = await queue(
        store,
        delivery(severity=Severity.CRITICAL),
        delivery("telegram:2", alert_id=2),
        delivery("telegram:3", alert_id=1, state=State.HELD, reason="quiet hours"),
        delivery("telegram:3", alert_id=2, state=State.HELD, reason="quiet hours"),
    )
    await store.write(save_setting, SILENCE, (NOW + SECOND / 2).isoformat(), NOW)
    channel, start, first = FakeChannel(), time.monotonic(), []

    def is_done() -> bool:
        if channel.got and not first:
            first.append(time.monotonic() - start)
        return len(channel.got) == 3

    await run_until(store, channel, is_done, clock=clock)
    assert first[0] >= 0.4
    assert [state for state, _ in await states(store, ids)] == ["sent"] * 4
    assert channel.texts("telegram:3") == ["meanwhile: 1, 2"]


async def test_a_silence_that_is_taken_back_ends_at_once(store: StoreThread):
    await queue(store, delivery())
    await store.write(save_setting, SILENCE, (NOW + HOUR).isoformat(), NOW)
    asyncio.get_running_loop().call_later(
        0.2, lambda: lifting.append(asyncio.create_task(store.write(remove_setting, SILENCE)))
    )
    lifting: list[asyncio.Task[None]] = []
    channel = FakeChannel()
    await run_until(store, channel, lambda: bool(channel.got), clock=clock)
    assert lifting, "it was sent before"


@pytest.mark.parametrize("text", ["", "soon", "2026-01-22T04:59:59+00:00", "2026-01-22T04:00:00"])
async def test_a_silence_that_is_over_or_unreadable_holds_nothing(store: StoreThread, text: str):
    await queue(store, delivery())
    await store.write(save_setting, SILENCE, text, NOW)
    channel = FakeChannel()
    await run_until(store, channel, lambda: bool(channel.got), clock=clock)


async def test_limits_are_kept(store: StoreThread):
    chats = [f"telegram:{n}" for n in range(12)]
    await queue(store, *(delivery(chat) for chat in chats))
    channel = FakeChannel()
    began = time.monotonic()
    limits = {"telegram": Limits(whole=(Window(4, 0.3),))}
    await run_until(store, channel, lambda: len(channel.got) == 12, clock=clock, limits=limits)
    assert time.monotonic() - began >= 0.6


async def test_what_was_under_way_at_a_crash_is_sent_once_more_and_nothing_else(store: StoreThread):
    ids = await queue(store, delivery(alert_id=1), delivery(alert_id=2))
    await store.write(
        lambda s: s.execute("UPDATE deliveries SET state = 'sending' WHERE delivery_id = ?", ids[:1])
    )
    channel = FakeChannel()
    await run_until(store, channel, lambda: len(channel.got) == 2, clock=clock)
    assert channel.texts("telegram:1") == ["1.1 new (perhaps again)", "2.1 new"]


async def test_what_waits_for_another_attempt_is_not_overtaken_after_a_restart(store: StoreThread):
    waits = replace(delivery(alert_id=1), due_at=NOW + SECOND / 2, attempts=1, reason="502")
    await queue(store, waits, delivery(alert_id=2))
    channel = FakeChannel()
    await run_until(store, channel, lambda: len(channel.got) == 2, clock=clock)
    assert channel.texts("telegram:1") == ["1.1 new", "2.1 new"]


async def test_a_clock_set_back_an_hour_holds_nothing_up(store: StoreThread):
    await queue(store, delivery(due_at=NOW + 60 * MINUTE, created_at=NOW + 60 * MINUTE))
    channel = FakeChannel()
    await run_until(store, channel, lambda: bool(channel.got), clock=clock)
    assert channel.texts("telegram:1") == ["1.1 new"]


async def test_a_stop_lets_requests_end(store: StoreThread):
    ids = await queue(store, delivery())
    channel = FakeChannel(slow={"telegram:1": 0.3})
    await run_until(store, channel, lambda: channel.at_once == 1, clock=clock)
    assert await states(store, ids) == [("sent", "")]


async def test_a_request_that_never_ends_stays_under_way(store: StoreThread, monkeypatch):
    monkeypatch.setattr("bot.delivery.outbox.GRACE", 0.1)
    await queue(store, delivery())
    channel = FakeChannel(slow={"telegram:1": 60})
    await run_until(store, channel, lambda: channel.at_once == 1, clock=clock)
    assert len(await store.call(in_flight)) == 1


async def test_a_store_that_somebody_holds_makes_answers_wait(store: StoreThread, tmp_path):
    ids = await queue(store, delivery())
    await store.call(lambda s: s.execute("PRAGMA busy_timeout = 20"))
    other = sqlite3.connect(tmp_path / "tocsin.db", isolation_level=None)
    channel = FakeChannel(slow={"telegram:1": 0.1})

    def held_while_the_answer_comes() -> bool:
        if channel.at_once and not other.in_transaction:
            other.execute("BEGIN IMMEDIATE")
        if channel.got and not held:
            held.append(time.monotonic())
        if held and time.monotonic() - held[0] > 0.3 and other.in_transaction:
            other.execute("ROLLBACK")
            return True
        return False

    held: list[float] = []
    await run_until(store, channel, held_while_the_answer_comes, clock=clock)
    other.close()
    assert await states(store, ids) == [("sent", "")]
    assert len(channel.got) == 1


async def test_a_store_that_is_lost_ends_the_outbox(store: StoreThread, monkeypatch):
    await queue(store, delivery())

    def lost(_: Store, *__: object) -> None:
        raise StoreDamaged("tocsin.db: damaged")

    channel = FakeChannel()
    monkeypatch.setattr("bot.delivery.outbox.write_down", lost)
    with pytest.raises(StoreDamaged):
        await run_until(store, channel, lambda: False, clock=clock)
    assert channel.texts("telegram:1") == ["1.1 new"]


async def test_queued_while_it_runs_is_sent_at_once_when_woken(store: StoreThread):
    await queue(store)
    channel = FakeChannel()
    channel.script["telegram:1"] = [Sent(7)]

    async def later() -> None:
        await asyncio.sleep(0.1)
        await store.call(lambda s: fill(s, alerts=0, chats=("telegram:1",)))
        await store.write(add_deliveries, [delivery()])

    adding = asyncio.create_task(later())
    await run_until(store, channel, lambda: bool(channel.got), clock=clock)
    await adding


async def test_what_is_critical_overtakes_what_is_tried_again(store: StoreThread):
    await queue(store, delivery(alert_id=1))
    channel = FakeChannel()
    channel.script["telegram:1"] = [RetryLater("500")]

    async def later() -> None:
        await asyncio.sleep(0.1)
        await store.write(add_deliveries, [delivery(alert_id=n, severity=Severity.CRITICAL) for n in (2, 3)])

    adding = asyncio.create_task(later())
    await run_until(store, channel, lambda: len(channel.got) == 4, clock=clock)
    await adding
    assert channel.texts("telegram:1") == ["1.1 new", "2.1 new", "3.1 new", "1.1 new"]


async def test_nothing_overtakes_what_is_critical(store: StoreThread):
    await queue(store, *(delivery(alert_id=n, severity=Severity.CRITICAL) for n in (1, 2)))
    channel = FakeChannel()
    channel.script["telegram:1"] = [RetryLater("500")]
    await run_until(store, channel, lambda: len(channel.got) == 3, clock=clock)
    assert channel.texts("telegram:1") == ["1.1 new", "1.1 new", "2.1 new"]


async def test_half_the_requests_failing_loses_nothing_and_turns_no_order(store: StoreThread):
    chance = random.Random(5)
    chats = [f"telegram:{n}" for n in range(20)]
    ids = await queue(store, *(delivery(chat, alert_id=a) for a in (1, 2, 3) for chat in chats))
    channel = FakeChannel()
    for chat in chats:
        channel.script[chat] = [
            RetryLater("500") if chance.random() < 0.5 else Sent(n + 1) for n in range(chance.randrange(5))
        ]
    await run_until(
        store, channel, lambda: all(len(set(channel.texts(c))) == 3 for c in chats), clock=clock, seconds=20
    )
    assert {state for state, _ in await states(store, ids)} == {"sent"}
    for chat in chats:
        assert list(dict.fromkeys(channel.texts(chat))) == ["1.1 new", "2.1 new", "3.1 new"]
