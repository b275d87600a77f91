"""The program ends without a word at every step between the poll and the acknowledgement; nothing is lost."""

import datetime as dt
from dataclasses import replace

import pytest

from bot.model import Chat, Subscription
from bot.store import open_store
from bot.store.chats import add_subscription, save_chat
from bot.store.feeds import load_feed_states, save_feed_states
from tests.botapi.server import BotApi
from tests.walks.child import REVISION_STEPS, STEPS
from tests.walks.rig import bot, ended, outlet, stopped, until, write_rules

READER = 1001
NEWS = "Russia launched 97 drones against Ukraine overnight, Kyiv's Air Force said."
UNSURE = {"the message was sent", "the answer was written, not committed"}
"""Steps after which nobody can know whether the message arrived: it is sent once more."""


@pytest.fixture
async def ready(tmp_path):
    """An outlet, Telegram, and a database that has learned the outlet's backlog and has a subscriber."""
    async with outlet() as made, BotApi() as api:
        api.world.person(READER, "Anna").started = True
        made.publish("Old", "Russia launched 80 drones at Ukraine in an attack last week, officials said.")
        write_rules(tmp_path, made.url)
        settings = {"telegram_token": api.token, "telegram_url": api.base_url.removesuffix("/bot")}
        async with bot(tmp_path, **settings) as process:
            await until(lambda: learned(tmp_path / "tocsin.db"), what="the backlog is learned")
            assert await stopped(process) == 0
        assert not api.world.places[READER].messages
        subscribe(tmp_path / "tocsin.db")
        made.publish("Drones", NEWS)
        yield tmp_path, api, settings, made
        assert not api.problems


def learned(db) -> bool:
    if not db.is_file():
        return False
    with open_store(db, now=dt.datetime.now(dt.UTC)) as store:
        return any(state.is_learned for state in load_feed_states(store).values())


def be_due(db) -> None:
    now = dt.datetime.now(dt.UTC)
    with open_store(db, now=now) as store, store.transaction():
        save_feed_states(store, [replace(s, due_at=now) for s in load_feed_states(store).values()])


def subscribe(db) -> None:
    """Somebody subscribes to everything, and the feed is due again."""
    now = dt.datetime.now(dt.UTC)
    with open_store(db, now=now) as store, store.transaction():
        save_chat(store, Chat(chat_id=f"telegram:{READER}", created_at=now))
        add_subscription(store, Subscription(subscription_id=0, chat_id=f"telegram:{READER}", created_at=now))
        save_feed_states(store, [replace(s, due_at=now) for s in load_feed_states(store).values()])


@pytest.mark.parametrize("step", STEPS)
async def test_an_end_at_any_step_loses_no_alert_and_repeats_only_what_was_in_flight(ready, step):
    folder, api, settings, _made = ready
    async with bot(folder, step=step, **settings) as process:
        assert await ended(process) == 99, (folder / "log").read_text()
    async with bot(folder, **settings) as process:
        await until(lambda: api.world.places[READER].messages and nothing_waits(folder / "tocsin.db"))
        assert await stopped(process) == 0
    told = [m.text for m in api.world.places[READER].messages]
    assert len(told) == (2 if step in UNSURE else 1), told
    assert all("97" in text for text in told)
    with open_store(folder / "tocsin.db", now=dt.datetime.now(dt.UTC)) as store:
        assert store.value("PRAGMA integrity_check") == "ok"
        assert store.value("SELECT count(*) FROM articles") == 2
        assert store.value("SELECT count(*) FROM deliveries WHERE state = 'sent'") == 1


@pytest.mark.parametrize("step", REVISION_STEPS)
async def test_an_end_at_any_step_of_a_revision_leaves_the_message_right_and_tells_the_change(ready, step):
    folder, api, settings, made = ready
    messages = api.world.places[READER].messages
    async with bot(folder, **settings) as process:
        await until(lambda: messages and nothing_waits(folder / "tocsin.db"))
        assert await stopped(process) == 0
    made.publish("Revised", "The Air Force revised its tally: Russia launched 146 drones at Ukraine overnight.")
    be_due(folder / "tocsin.db")
    async with bot(folder, step=step, **settings) as process:
        assert await ended(process) == 99, (folder / "log").read_text()
    async with bot(folder, **settings) as process:
        await until(lambda: len(messages) > 1 and nothing_waits(folder / "tocsin.db"))
        assert await stopped(process) == 0
    first, *answers = messages
    assert "146" in first.text
    assert len(answers) == (2 if step == "its answer was sent" else 1), [m.text for m in messages]
    assert all(m.answers == first.message_id and "97 → 146" in m.text for m in answers)


def nothing_waits(db) -> bool:
    with open_store(db, now=dt.datetime.now(dt.UTC)) as store:
        return not store.value("SELECT count(*) FROM deliveries WHERE state IN ('pending', 'sending')")
