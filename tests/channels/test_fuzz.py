"""Whatever Telegram may send, and worse: nobody sees an exception, and the next update is answered."""

import asyncio
import contextlib
import datetime as dt
import os
import random

from bot.channels.telegram import TelegramChannel, serve
from bot.commands import answer, changed
from bot.store import open_store
from tests.botapi.fuzz import random_update
from tests.botapi.play import say
from tests.botapi.server import BotApi
from tests.commands.talk import NOW, house

MANY = int(os.environ.get("TOCSIN_FUZZ", "600"))
"""How many updates; issue it with 10000 before a release."""


async def test_random_updates_are_answered_or_logged_never_raised(tmp_path, capsys):
    chance = random.Random(20260115)
    its = house()
    failures = []
    with open_store(tmp_path / "tocsin.db", now=NOW) as store:

        async def answering(ask):
            its.used.clear()
            reply = answer(store, ask, its, NOW)
            failures.extend(m.plain for m in reply.messages if "went wrong on our side" in m.plain)
            return reply

        async def changing(membership):
            return changed(store, membership, its, NOW)

        async with BotApi() as api:
            api.keep_calls = False
            api.world.person(1, "Anna")
            async with TelegramChannel(api.token, api.base_url, read_timeout=dt.timedelta(seconds=2)) as channel:
                task = asyncio.create_task(serve(channel, answering, changing, seconds=1))
                for number in range(1, MANY + 1):
                    api.push_raw(random_update(chance, number))
                api.next_update = MANY + 1
                await say(api, 1, "/help")
                async with asyncio.timeout(30 + MANY / 50):
                    while not any(m.by == 0 for m in api.world.places[1].messages):  # noqa: ASYNC110
                        await asyncio.sleep(0.02)
                assert not task.done()
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
            assert not failures
            assert not api.problems
    assert "command failed" not in capsys.readouterr().out
