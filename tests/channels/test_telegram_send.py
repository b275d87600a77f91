"""Messages and edits reach Telegram, and every way to fail has its one answer."""

import datetime as dt
import json
import logging

import pytest
from structlog.testing import capture_logs
from telegram.error import ChatMigrated

from bot.channels.telegram import TelegramChannel
from bot.channels.telegram.answers import to_answer
from bot.errors import ChannelError
from bot.model import Button, File, Message, Refused, RetryLater, Sent
from tests.botapi.play import change_bot, move, say
from tests.botapi.server import BotApi

HELLO = Message(html="<b>Drones</b> &amp; more", plain="Drones & more")


@pytest.fixture
async def api():
    async with BotApi() as server:
        server.world.person(1, "Anna").started = True
        server.world.place(-1002, "supergroup", "Desk", members={1: "creator"}, topics={45: True})
        yield server
        assert not server.problems


@pytest.fixture
async def channel(api):
    async with TelegramChannel(api.token, api.base_url, read_timeout=dt.timedelta(seconds=0.5)) as channel:
        yield channel


async def test_a_message_is_sent_edited_and_answered(api, channel):
    first = await channel.send("telegram:1", HELLO)
    chat = api.world.places[1]
    assert first == Sent(chat.last.message_id)
    assert chat.last.text == "Drones & more"
    assert await channel.edit("telegram:1", first.message_id, Message(html="<b>146</b>", plain="146")) == first
    assert (chat.last.text, chat.last.before) == ("146", ["Drones & more"])
    await channel.send("telegram:1", Message(html="130 → 146", plain="130 → 146"), first.message_id)
    assert chat.last.answers == first.message_id


async def test_an_answer_to_a_message_that_is_gone_is_sent_all_the_same(api, channel):
    assert isinstance(await channel.send("telegram:1", HELLO, 4711), Sent)
    assert api.world.places[1].last.answers is None


async def test_a_topic_gets_what_is_meant_for_it(api, channel):
    await channel.send("telegram:-1002/45", HELLO)
    assert api.world.places[-1002].last.topic == 45


async def test_buttons_carry_their_command_for_this_chat_alone(api, channel):
    rows = ((Button(label="Why", command="why 12"), Button(label="Page", url="https://x.example/a")),)
    await channel.send("telegram:1", Message(html="x", plain="x", buttons=rows))
    await channel.send("telegram:-1002", Message(html="x", plain="x", buttons=rows))
    here, there = (api.world.places[n].last.buttons[0][0]["callback_data"] for n in (1, -1002))
    assert here.endswith("why 12")
    assert here != there


async def test_a_button_that_has_no_room_is_left_out(api, channel):
    rows = ((Button(label="Long", command="mute " + "ї" * 40),),)
    assert isinstance(await channel.send("telegram:1", Message(html="x", plain="x", buttons=rows)), Sent)
    assert api.world.places[1].last.buttons == []


async def test_bad_markup_is_sent_again_as_plain_text(api, channel):
    broken = Message(html="<p>5 < 6</p>", plain="5 < 6")
    sent = await channel.send("telegram:1", broken)
    assert api.world.places[1].last.text == "5 < 6"
    await channel.send("telegram:1", HELLO)
    assert await channel.edit("telegram:1", sent.message_id, Message(html="<p>", plain="7 < 8")) == sent
    assert api.world.places[1].find(sent.message_id).text == "7 < 8"


async def test_no_log_line_names_a_chat_or_what_was_said_to_it(api, channel):
    with capture_logs() as logged:
        sent = await channel.send("telegram:-1002", Message(html="<p>secret words", plain="secret words"))
        await channel.edit("telegram:-1002", sent.message_id, Message(html="<p>secret word", plain="secret word"))
    assert [line["event"] for line in logged] == [
        "markup refused, sent as plain text",
        "markup refused, edited as plain text",
    ]
    assert "1002" not in str(logged)
    assert "secret" not in str(logged)


def test_a_group_that_moved_is_not_named_in_the_reason():
    said = to_answer(ChatMigrated(-1009), topic=None)
    assert said == Refused("the group became a supergroup", moved_to="telegram:-1009")


async def test_an_unchanged_edit_counts_as_sent(channel):
    sent = await channel.send("telegram:1", HELLO)
    assert await channel.edit("telegram:1", sent.message_id, HELLO) == sent


FAULTS = [
    ("429", RetryLater("", after=dt.timedelta(seconds=1))),
    ("500", RetryLater("Internal Server Error")),
    ("502", RetryLater("", may_have_arrived=True)),
    ("silence_before", RetryLater("network: ReadTimeout", may_have_arrived=True)),
    ("silence_after", RetryLater("network: ReadTimeout", may_have_arrived=True)),
    ("reset_after", RetryLater("", may_have_arrived=True)),
]


@pytest.mark.parametrize(("fault", "meant"), FAULTS, ids=[name for name, _ in FAULTS])
async def test_trouble_on_the_way_is_tried_again(api, channel, fault, meant):
    api.faults.planned.append(("sendMessage", fault))
    said = await channel.send("telegram:1", HELLO)
    assert isinstance(said, RetryLater)
    assert (said.after, said.may_have_arrived) == (meant.after, meant.may_have_arrived)
    assert meant.reason in said.reason
    assert api.token not in said.reason


async def test_nobody_listening_means_that_nothing_arrived():
    async with TelegramChannel("1:x", "http://127.0.0.1:9/bot") as channel:
        assert await channel.send("telegram:1", HELLO) == RetryLater("network: ConnectError")


async def test_chats_that_are_gone_closed_or_moved(api, channel):
    world = api.world
    assert await channel.send("telegram:77", HELLO) == Refused("Chat not found", chat_is_gone=True)
    world.people[1].has_blocked = True
    assert (await channel.send("telegram:1", HELLO)).chat_is_gone
    world.places[-1002].topics[45] = False
    assert await channel.send("telegram:-1002/45", HELLO) == Refused("Topic_closed")
    assert (await channel.send("telegram:-1002/46", HELLO)).chat_is_gone
    world.places[-1002].bot = "restricted"
    said = await channel.send("telegram:-1002", HELLO)
    assert isinstance(said, Refused)
    assert not said.chat_is_gone
    await change_bot(api, 1, -1002, "kicked")
    assert (await channel.send("telegram:-1002", HELLO)).chat_is_gone
    world.place(-5, "group", "Neighbours", members={1: "creator"})
    await move(api, -5, -1005)
    assert (await channel.send("telegram:-5", HELLO)).moved_to == "telegram:-1005"


async def test_a_message_that_is_gone_cannot_be_edited(channel):
    said = await channel.edit("telegram:1", 4711, HELLO)
    assert said == Refused("Message to edit not found")


@pytest.mark.parametrize("token", ["123:wrong", "nonsense"])
async def test_a_wrong_token_is_one_line_that_does_not_show_it(api, token):
    async with TelegramChannel(token, api.base_url) as channel:
        with pytest.raises(ChannelError, match="TOCSIN_TELEGRAM_TOKEN") as refused:
            await channel.check()
        with pytest.raises(ChannelError):
            await channel.send("telegram:1", HELLO)
    assert token not in str(refused.value)
    assert "\n" not in str(refused.value)


async def test_the_token_is_in_no_log(api, caplog, capsys):
    with caplog.at_level(logging.DEBUG):
        async with TelegramChannel(api.token, api.base_url) as channel:
            await channel.check()
            api.faults.planned.append(("sendMessage", "reset_before"))
            await channel.send("telegram:1", Message(html="<p>", plain="x"))
    shown = capsys.readouterr()
    assert api.token not in caplog.text + shown.out + shown.err


async def test_files_and_pictures(api, channel):
    await channel.send_file("telegram:1", File("export.json", b"{}", "Your data"))
    seen = api.world.places[1].last
    assert (json.loads(seen.file[1]), seen.text) == ({}, "Your data")


async def test_nine_hundred_years_of_text_are_refused_not_raised(channel):
    said = await channel.send("telegram:1", Message(html="x" * 5000, plain="x" * 5000))
    assert said == Refused("Message is too long")


async def test_people_write_first(api, channel):
    api.world.person(2, "Bohdan")
    assert (await channel.send("telegram:2", HELLO)).chat_is_gone
    await say(api, 2, "/start")
    assert isinstance(await channel.send("telegram:2", HELLO), Sent)
