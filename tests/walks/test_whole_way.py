"""The whole way as people live it: subscribe in Telegram, news comes, it is revised, rules are edited, it ends."""

import asyncio
import datetime as dt
import os
import signal
import sys
from dataclasses import replace

import pytest

from bot.store import open_store
from bot.store.feeds import chat_feeds, load_feed_states, save_feed_states
from tests.botapi.play import say
from tests.botapi.server import BotApi
from tests.walks.rig import ROOT, RULE, bot, ended, outlet, stopped, until, write_rules

READER = 1001
FIRST = "Russia launched 97 drones against Ukraine overnight, Kyiv's Air Force said."
LATER = "The Ukrainian Air Force revised its tally: Russia launched 146 drones at Ukraine overnight."


@pytest.fixture
async def house(tmp_path):
    async with outlet() as made, BotApi() as api:
        api.world.person(READER, "Anna")
        made.publish("Old", "Russia launched 80 drones against Ukraine overnight, Kyiv's Air Force said.")
        rules = write_rules(tmp_path, made.url)
        yield tmp_path, made, api, rules
        assert not api.problems


def settings_of(api: BotApi) -> dict[str, str]:
    return {"telegram_token": api.token, "telegram_url": api.base_url.removesuffix("/bot"), "owners": str(READER)}


def make_due(folder) -> None:
    """The feed is asked at the next start, whatever its interval."""
    now = dt.datetime.now(dt.UTC)
    with open_store(folder / "tocsin.db", now=now) as store, store.transaction():
        save_feed_states(store, [replace(s, due_at=now) for s in load_feed_states(store).values()])


async def test_a_reader_subscribes_is_told_once_and_sees_the_revision(house):
    folder, made, api, _rules = house
    chat = api.world.places[READER]

    def said() -> list[str]:
        return [m.text for m in chat.messages if m.by == 0]

    async with bot(folder, **settings_of(api)) as process:
        await say(api, READER, "/start")
        await until(said, what="an answer to /start")
        assert "siren" in said()[-1]
        await say(api, READER, "/subscribe drones")
        await until(lambda: len(said()) == 3, what="subscribed, and what is true now")
        assert await stopped(process) == 0
    assert not any("Launched: 80" in text for text in said()), "the backlog is learned, not sent"

    made.publish("Drones", FIRST)
    make_due(folder)
    async with bot(folder, **settings_of(api)) as process:
        await until(lambda: any("97" in t for t in said()), what="the alert")
        assert await stopped(process) == 0
    alert = next(m for m in chat.messages if m.by == 0 and "97" in m.text)
    assert alert.buttons

    made.publish("Revised", LATER)
    make_due(folder)
    async with bot(folder, **settings_of(api)) as process:
        await until(lambda: "146" in alert.text, what="the message is edited")
        await until(lambda: any(m.answers == alert.message_id for m in chat.messages), what="it is answered")
        before = len(said())
        await say(api, READER, "/why 1")
        await until(lambda: len(said()) > before)
        await say(api, READER, "/history drones")
        await until(lambda: len(said()) > before + 1)
        await say(api, READER, "/status")
        await until(lambda: len(said()) > before + 2)
        assert await stopped(process) == 0
    assert sum("Launched: 97" in m.text or "Launched: 146" in m.text for m in chat.messages) == 1, said()


async def test_an_edit_of_a_rule_file_is_taken_while_running_and_a_broken_one_is_not(house):
    folder, _made, api, rules = house
    log = folder / "log"
    async with bot(folder, **settings_of(api)) as process:
        await until(lambda: "Tocsin runs" in log.read_text())
        (rules / "drones.yaml").write_text(RULE.replace("value >= 50", "value >= fifty-ish"))
        await until(lambda: "drones.yaml:10:7" in log.read_text(), what="the mistake is told with its line")
        (rules / "more.yaml").write_text(RULE.replace("id: drone-attack-on-ukraine", "id: another-rule"))
        await until(lambda: '"rules": 2' in log.read_text(), what="the new rule beside the last good one")
        assert await stopped(process) == 0


async def test_a_token_that_telegram_refuses_is_one_line_and_the_rest_goes_on(house):
    folder, _made, api, _rules = house
    wrong = "123456:" + "A" * 35
    async with bot(folder, **(settings_of(api) | {"telegram_token": wrong})) as process:
        log = folder / "log"
        await until(lambda: "TOCSIN_TELEGRAM_TOKEN" in log.read_text(), what="a line that names the token")
        await until(lambda: '"event": "articles"' in log.read_text(), what="feeds are polled all the same")
        assert await stopped(process) == 0
    assert wrong not in log.read_text()


async def test_a_second_bot_on_the_same_database_is_refused_with_one_line(house):
    folder, _made, api, _rules = house
    async with bot(folder, **settings_of(api)) as process:
        await until(lambda: "Tocsin runs" in (folder / "log").read_text())
        second = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)},
            stderr=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        _out, error = await second.communicate()
        assert second.returncode == 2
        assert error.decode().count("\n") == 1
        assert "tocsin.db" in error.decode()
        assert await stopped(process) == 0


async def test_ctrl_c_ends_it_as_cleanly_as_sigterm(house):
    folder, _made, api, _rules = house
    async with bot(folder, **settings_of(api)) as process:
        await until(lambda: "Tocsin runs" in (folder / "log").read_text())
        process.send_signal(signal.SIGINT)
        assert await ended(process) == 0
    assert "Traceback" not in (folder / "log").read_text()


async def test_an_owner_adds_a_feed_by_the_address_of_its_page(house):
    folder, made, api, _rules = house
    front = made.url.removesuffix("rss")

    def said() -> list[str]:
        return [m.text for m in api.world.places[READER].messages if m.by == 0]

    async with bot(folder, **settings_of(api)) as process:
        await say(api, READER, f"/addfeed {front} Front page")
        await until(lambda: any("Front page" in t and "polled" in t for t in said()), what="the feed is added")
        await say(api, READER, f"/addfeed {front}nothing")
        await until(lambda: any("No feed was found" in t for t in said()), what="an address without a feed")
        assert await stopped(process) == 0
    with open_store(folder / "tocsin.db", now=dt.datetime.now(dt.UTC)) as store:
        (added,) = chat_feeds(store).added
    assert (added.name, added.url) == ("Front page", made.url)
