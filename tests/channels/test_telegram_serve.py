"""What people write and tap arrives as plain asks, and answers go back to where they belong."""

import asyncio
import contextlib
import dataclasses
import datetime as dt

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.telegram import TelegramChannel, Webhook, poll, serve
from bot.channels.telegram.buttons import from_callback_data, to_callback_data
from bot.errors import ChannelError
from bot.model import Button, File, Message, Reply
from tests.botapi.play import change_bot, close_topic, move, post, say, tap
from tests.botapi.server import BotApi


class Bot:
    """A bot that keeps what it was asked and says it back, with a button."""

    def __init__(self):
        self.asks, self.memberships = [], []
        self.reply = None

    async def answer(self, ask):
        self.asks.append(ask)
        if self.reply is not None:
            return self.reply
        text = f"{ask.command}|{ask.arguments}"
        button = Button(label="Again", command=f"again {ask.command}"[:40])
        return Reply(messages=(Message(html=text, plain=text, buttons=((button,),)),), edits=ask.is_tap)

    async def changed(self, membership):
        self.memberships.append(membership)
        return Reply()

    @property
    def last(self):
        return self.asks[-1]


@contextlib.asynccontextmanager
async def serving(api, bot, **more):
    async with TelegramChannel(api.token, api.base_url, read_timeout=dt.timedelta(seconds=2)) as channel:
        task = asyncio.create_task(serve(channel, bot.answer, bot.changed, seconds=1, **more))
        yield task
        task.cancel()
        await asyncio.wait([task])


@pytest.fixture
async def api():
    async with BotApi() as server:
        server.world.person(1, "Anna", language="uk")
        server.world.person(2, "Bohdan")
        server.world.place(
            -1002, "supergroup", "Desk", members={1: "administrator", 2: "member"}, topics={45: True}
        )
        server.world.place(-1003, "channel", "News", username="news", members={1: "creator"}, bot="administrator")
        yield server
        assert not server.problems


@pytest.fixture
async def bot(api):
    bot = Bot()
    async with serving(api, bot, owners={"telegram:1"}):
        yield bot


async def until(condition, seconds=3.0):
    """Waits for it, and fails when it never comes."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - many things are waited for, none of them tells
            await asyncio.sleep(0.005)


async def test_a_command_in_a_private_chat(api, bot):
    await say(api, 1, "/subscribe  drones Kyiv ")
    await until(lambda: api.world.places[1].messages[-1].by == 0)
    ask = bot.last
    assert (ask.chat_id, ask.chat_kind, ask.command, ask.arguments) == (
        "telegram:1",
        "private",
        "subscribe",
        "drones Kyiv",
    )
    assert (ask.from_admin, ask.is_owner, ask.language, ask.is_tap) == (True, True, "uk", False)
    assert api.world.places[1].last.text == "subscribe|drones Kyiv"
    await say(api, 2, "what is this?")
    await until(lambda: len(bot.asks) == 2)
    assert (bot.last.command, bot.last.arguments, bot.last.is_owner) == ("", "what is this?", False)


async def test_in_groups_only_commands_to_us_count_and_admins_are_told_apart(api, bot):
    await say(api, 2, "hello all", chat=-1002)
    await say(api, 2, "/start@other_bot", chat=-1002)
    await say(api, 2, "/mute@tocsin_bot all", chat=-1002)
    await say(api, 1, "/mute all", chat=-1002, topic=45)
    await say(api, 2, "/mute", chat=-1002, anonymous=True)
    await until(lambda: len(bot.asks) == 3)
    assert [(a.chat_id, a.chat_kind, a.from_admin) for a in bot.asks] == [
        ("telegram:-1002", "group", False),
        ("telegram:-1002/45", "topic", True),
        ("telegram:-1002", "group", True),
    ]
    assert not any(a.is_owner for a in bot.asks)
    await until(lambda: len([m for m in api.world.places[-1002].messages if m.by == 0]) == 3)
    assert all(m.answers for m in api.world.places[-1002].messages if m.by == 0)


async def test_a_channel_is_managed_from_a_private_chat_by_its_admins_alone(api, bot):
    await say(api, 1, "/channel @news subscribe drones")
    await until(lambda: len(bot.asks) == 1)
    ask = bot.last
    assert (ask.chat_id, ask.chat_kind, ask.answer_to) == ("telegram:-1003", "channel", "telegram:1")
    assert (ask.command, ask.arguments, ask.title, ask.is_owner) == ("subscribe", "drones", "News", False)
    await until(lambda: api.world.places[1].messages[-1].by == 0)
    await say(api, 2, "/channel @news subscribe drones")
    await say(api, 2, "/channel @nowhere status")
    await until(lambda: len(bot.asks) == 3)
    assert [(a.chat_id, a.command, a.from_admin) for a in bot.asks[1:]] == [("telegram:2", "channel", False)] * 2


async def test_a_post_in_a_channel_is_an_ask_of_its_admins(api, bot):
    await post(api, -1003, "Good morning")
    await post(api, -1003, "/status")
    await until(lambda: bot.asks)
    assert (bot.last.command, bot.last.chat_kind, bot.last.from_admin) == ("status", "channel", True)


async def test_a_tap_edits_the_message_it_belongs_to(api, bot):
    await say(api, 1, "/first")
    await until(lambda: bot.asks)
    await until(lambda: api.world.places[1].messages[-1].by == 0)
    await tap(api, 1, "Again")
    await until(lambda: api.world.places[1].last.text == "again|first")
    assert bot.last.is_tap
    assert not api.queries


async def test_forged_and_foreign_buttons_are_told_from_ours(api, bot):
    await say(api, 1, "/first")
    await say(api, 2, "/first")
    await until(lambda: all(api.world.places[n].messages[-1].by == 0 for n in (1, 2)))
    mine = api.world.places[1].last.buttons[0][0]["callback_data"]
    for callback in (mine, "again first", "\x00", "x" * 64, mine[:-1]):
        await tap(api, 2, "Again", forged=callback)
    await until(lambda: len(bot.asks) == 7)
    assert [a.command for a in bot.asks[2:]] == ["stale"] * 5


async def test_a_tap_in_a_channel_may_open_the_private_chat(api, bot):
    button = Button(label="Why", command="why 12")
    async with TelegramChannel(api.token, api.base_url) as channel:
        await channel.send("telegram:-1003", Message(html="x", plain="x", buttons=((button,),)))
    bot.reply = Reply(start="why_12", notice="Opens in private")
    await tap(api, 2, "Why", chat=-1003)
    await until(lambda: not api.queries)
    called = [given for name, given in api.calls if name == "answerCallbackQuery"]
    assert called[0]["url"] == "https://t.me/tocsin_bot?start=why_12"


async def test_joining_leaving_blocking_moving_and_topics(api, bot):
    api.world.place(-5, "group", "Neighbours", members={1: "creator"}, bot="left")
    await change_bot(api, 1, -5, "member")
    await change_bot(api, 1, -5, "administrator")
    await change_bot(api, 1, -5, "restricted")
    await change_bot(api, 1, -5, "kicked")
    await change_bot(api, 2, 2, "kicked")
    await change_bot(api, 2, 2, "member")
    await change_bot(api, 1, -1003, "member")
    await change_bot(api, 1, -1003, "administrator")
    await move(api, -5, -1005)
    await close_topic(api, -1002, 45)
    await until(lambda: len(bot.memberships) == 9)
    await asyncio.sleep(0.05)
    assert sorted((m.chat_id, m.happened) for m in bot.memberships) == sorted([
        ("telegram:-5", "joined"), ("telegram:-5", "silenced"), ("telegram:-5", "left"),
        ("telegram:2", "left"), ("telegram:2", "joined"),
        ("telegram:-1003", "silenced"), ("telegram:-1003", "joined"),
        ("telegram:-5", "moved"), ("telegram:-1002/45", "topic_closed"),
    ])  # fmt: skip
    moved = next(m for m in bot.memberships if m.happened == "moved")
    assert moved.moved_to == "telegram:-1005"
    assert next(m for m in bot.memberships if m.happened == "joined").by == "telegram:1"


async def test_one_chat_keeps_its_order_and_does_not_hold_up_another(api):
    class Slow(Bot):
        async def answer(self, ask):
            if ask.arguments == "slow":
                await asyncio.sleep(0.3)
            return await super().answer(ask)

    bot = Slow()
    async with serving(api, bot):
        await say(api, 1, "/a slow")
        await say(api, 1, "/b")
        await say(api, 2, "/c")
        await until(lambda: len(bot.asks) == 3)
    assert [a.command for a in bot.asks] == ["c", "a", "b"]


async def test_an_answer_waits_out_a_429_and_survives_a_reset(api, bot):
    api.faults.planned += [("sendMessage", "429"), ("sendMessage", "500")]
    await say(api, 1, "/help")
    await until(lambda: api.world.places[1].messages[-1].by == 0, 6)
    assert api.world.places[1].last.text == "help|"


async def test_polling_outlives_a_server_that_fails(api, bot):
    api.faults.planned += [("getUpdates", kind) for kind in ("502", "reset_before", "500")]
    await say(api, 1, "/help")
    await until(lambda: bot.asks, 8)


async def test_a_bot_that_raises_answers_the_next_update(api):
    class Broken(Bot):
        async def answer(self, ask):
            if ask.command == "break":
                raise ZeroDivisionError
            return await super().answer(ask)

    bot = Broken()
    async with serving(api, bot):
        await say(api, 1, "/break")
        await say(api, 1, "/help")
        await until(lambda: bot.asks)
    assert bot.last.command == "help"


async def test_a_revoked_token_and_a_second_poller_end_it_with_one_line(api, monkeypatch):
    monkeypatch.setattr(poll, "CONFLICTS", 1)
    bot = Bot()
    for fault, words in (("other_poller", "another program"), ("revoked", "TOCSIN_TELEGRAM_TOKEN")):
        async with serving(api, bot) as task:
            await say(api, 1, "/help")
            await until(lambda: bot.asks)
            setattr(api, fault, True)
            with pytest.raises(ChannelError, match=words) as ended:
                await task
            assert api.token not in str(ended.value)
        bot.asks.clear()
        setattr(api, fault, False)


async def test_a_webhook_needs_its_secret(api):
    bot, port = Bot(), free_port()
    address = f"http://127.0.0.1:{port}/hook"
    async with serving(api, bot, webhook=Webhook(url=address, secret="s3cret", port=port)):
        await until(lambda: "webhook" in api.settings)
        await say(api, 1, "/help")
        await until(lambda: bot.asks)
        async with aiohttp.ClientSession() as session:
            update = {"update_id": 7, "message": {"text": "/help"}}
            async with session.post(address, json=update) as answer:
                assert answer.status == 403
            headers = {"X-Telegram-Bot-Api-Secret-Token": "s3cret"}
            for body in (b"{", b"[" * 100_000, b"\xff"):
                async with session.post(address, data=body, headers=headers) as answer:
                    assert answer.status == 400
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            b"POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nX-Telegram-Bot-Api-Secret-Token: \xff\r\n\r\n{}"
        )
        assert b" 403 " in await reader.readline()
        writer.close()
    assert len(bot.asks) == 1


def free_port():
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


async def test_menus_are_set_for_scopes_and_languages(api):
    menus = {("private", ""): [("help", "What I can do")], ("admins", "uk"): [("help", "Що я вмію")]}
    async with serving(api, Bot(), menus=menus):
        await until(lambda: len(api.settings.get("commands", {})) == 2)
    assert ("all_chat_administrators", None, "uk") in api.settings["commands"]


async def test_a_chat_that_chose_a_language_has_its_menu_in_it(api):
    bot = Bot()
    bot.reply = Reply(menu="uk")
    menus = {("private", ""): [("help", "What I can do")], ("private", "uk"): [("help", "Що я вмію")]}
    async with serving(api, bot, menus=menus):
        await say(api, 1, "/language uk")
        await until(lambda: ("chat", 1, "") in api.settings.get("commands", {}))
    assert api.settings["commands"]["chat", 1, ""] == [{"command": "help", "description": "Що я вмію"}]


async def test_files_come_with_the_answer(api, bot):
    bot.reply = Reply(files=(File("export.json", b"{}", "Everything"),))
    await say(api, 1, "/export")
    await until(lambda: api.world.places[1].messages[-1].file)


@given(chat=st.integers(-(2**40), 2**40), command=st.text(min_size=1, max_size=60))
def test_buttons_come_back_in_their_own_chat_only(chat, command):
    try:
        callback = to_callback_data(b"secret", chat, command)
    except UnicodeEncodeError:
        return
    if callback is None:
        assert len(command.encode()) > 56
        return
    assert 1 <= len(callback.encode()) <= 64
    assert from_callback_data(b"secret", chat, callback) == command
    assert from_callback_data(b"secret", chat + 1, callback) is None


KEYS = ["id", "text", "chat", "from", "type", "message", "date", "title", "data", "first_name", "is_bot"]
MESSAGE_KEYS = ["message_id", "chat", "text", "from", "date", "document"]
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=12,
)
UPDATES = st.fixed_dictionaries(
    {"update_id": st.integers(1, 10**6)},
    optional={
        "message": st.fixed_dictionaries({}, optional=dict.fromkeys(MESSAGE_KEYS, PLAIN)),
        "callback_query": PLAIN,
        "my_chat_member": PLAIN,
        "channel_post": PLAIN,
        "nonsense": PLAIN,
    },
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batch=st.lists(UPDATES, min_size=1, max_size=20))
def test_whatever_comes_as_an_update_the_next_one_is_answered(batch):
    async def walk():
        async with BotApi() as api:
            api.world.person(1, "Anna")
            bot = Bot()
            async with serving(api, bot):
                for number, update in enumerate(batch):
                    api.push_raw(update | {"update_id": number + 1})
                api.next_update = len(batch) + 1
                await say(api, 1, "/help")
                await until(lambda: any(a.chat_id == "telegram:1" and a.command == "help" for a in bot.asks))

    asyncio.run(walk())


def test_an_ask_is_plain():
    from bot.model import Ask, codec

    ask = Ask(chat_id="telegram:1", command="help")
    assert codec.from_plain(Ask, codec.to_plain(dataclasses.replace(ask, is_tap=True))).is_tap
