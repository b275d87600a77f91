"""The loopback server is itself checked: by aiogram's client, by Telegram's rules, by the description."""

import asyncio
import json
import re

import aiohttp
import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramRetryAfter,
)
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from tests.botapi.described import LIMITS, METHODS, BadCall, check_call, description
from tests.botapi.limits import Limits
from tests.botapi.markup import BadMarkup, parse_html
from tests.botapi.methods import TABLE
from tests.botapi.play import change_bot, move, say, tap
from tests.botapi.server import BotApi
from tests.botapi.transcript import transcript


@pytest.fixture
async def api():
    async with BotApi() as server:
        server.world.person(1, "Anna")
        yield server
        assert not server.problems


@pytest.fixture
async def aiogram_bot(api):
    address = TelegramAPIServer(base=api.base_url + "{token}/{method}", file="")
    session = AiohttpSession(api=address)
    bot = Bot(api.token, session=session)
    yield bot
    await session.close()


async def test_a_second_client_talks_to_it(api, aiogram_bot):
    assert (await aiogram_bot.get_me()).username == "tocsin_bot"
    await say(api, 1, "/start now")
    update = (await aiogram_bot.get_updates(timeout=1))[0]
    assert update.message.text == "/start now"
    buttons = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Yes", callback_data="yes")]])
    sent = await aiogram_bot.send_message(1, "<b>Hello</b> &amp; welcome", parse_mode="HTML", reply_markup=buttons)
    assert sent.text == "Hello & welcome"
    assert [(e.type, e.offset, e.length) for e in sent.entities] == [("bold", 0, 5)]
    await tap(api, 1, "Yes")
    query = (await aiogram_bot.get_updates(offset=update.update_id + 1, timeout=1))[0].callback_query
    assert query.data == "yes"
    assert await aiogram_bot.answer_callback_query(query.id, text="Done")
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await aiogram_bot.answer_callback_query(query.id)
    edited = await aiogram_bot.edit_message_text("Bye", chat_id=1, message_id=sent.message_id)
    assert edited.text == "Bye"
    assert "Anna taps [ Yes ]" in transcript(api.world)


async def test_it_refuses_as_telegram_does(api, aiogram_bot):
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await aiogram_bot.send_message(99, "x")
    with pytest.raises(TelegramForbiddenError, match="can't initiate conversation"):
        await aiogram_bot.send_message(1, "x")
    await say(api, 1, "hello")
    sent = await aiogram_bot.send_message(1, "x")
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await aiogram_bot.edit_message_text("x", chat_id=1, message_id=sent.message_id)
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await aiogram_bot.edit_message_text("y", chat_id=1, message_id=4711)
    with pytest.raises(TelegramBadRequest, match="message is too long"):
        await aiogram_bot.send_message(1, "x" * 4097)
    with pytest.raises(TelegramBadRequest, match='Unsupported start tag "kyiv"'):
        await aiogram_bot.send_message(1, "<kyiv>", parse_mode="HTML")
    await change_bot(api, 1, 1, "kicked")
    with pytest.raises(TelegramForbiddenError, match="blocked by the user"):
        await aiogram_bot.send_message(1, "x")
    api.world.place(-5, "group", "Neighbours", members={1: "creator"})
    await move(api, -5, -1005)
    with pytest.raises(TelegramMigrateToChat):
        await aiogram_bot.send_message(-5, "x")


async def test_limits_hold_a_chat_and_then_everybody():
    now = [0.0]
    limits = Limits(clock=lambda: now[0])
    assert [limits.retry_after(7) for _ in range(5)] == [None, None, None, 1, 1]
    now[0] = 1.0
    assert limits.retry_after(7) is None
    now[0] = 100.0
    passed = [limits.retry_after(chat) for chat in range(1, 51)]
    assert passed.count(None) == 33
    assert limits.retry_after(999) == 1
    now[0] = 200.0
    group = [limits.retry_after(-100) for _ in range(21)]
    assert group[:20] == [None] * 20
    assert group[20] == 3


async def test_a_429_carries_the_seconds(api, aiogram_bot):
    await say(api, 1, "hello")
    api.faults.planned.append(("sendMessage", "429"))
    with pytest.raises(TelegramRetryAfter) as held:
        await aiogram_bot.send_message(1, "x")
    assert held.value.retry_after == 1


LONG_BUTTON = json.dumps({"inline_keyboard": [[{"text": "x", "callback_data": "ї" * 33}]]})


@pytest.mark.parametrize(
    ("method", "given", "wrong"),
    [
        ("sendMessages", {}, "there is no method"),
        ("sendMessage", {"chat_id": "1"}, "needs text"),
        ("sendMessage", {"chat_id": "1", "text": "x", "txt": "y"}, "has no parameter txt"),
        ("sendMessage", {"chat_id": "1", "text": "x", "disable_notification": "maybe"}, "no JSON"),
        ("sendMessage", {"chat_id": "1", "text": "x", "message_thread_id": "soon"}, "no JSON"),
        ("sendMessage", {"chat_id": "1", "text": "x", "reply_parameters": '{"message": 1}'}, "reply_parameters"),
        ("sendMessage", {"chat_id": "1", "text": "x", "link_preview_options": '{"off": true}'}, "keys off"),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "0-200 characters"),
        (
            "sendMessage",
            {"chat_id": "1", "text": "x", "reply_markup": LONG_BUTTON},
            "BUTTON_DATA_INVALID",
        ),
    ],
    ids=["method", "missing", "unknown", "boolean", "integer", "nested", "nested-unknown", "length", "button"],
)  # fmt: skip
def test_a_call_that_is_not_as_described_is_refused(method, given, wrong):
    with pytest.raises(BadCall, match=wrong):
        check_call(method, given)


@pytest.mark.parametrize(
    ("html", "text", "entities"),
    [
        ("a &lt; b &amp; c &#1111; &nbsp;", "a < b & c ї &nbsp;", []),
        ("<b>жирний</b> 🛬 <i>x</i>", "жирний 🛬 x", [("bold", 0, 6), ("italic", 10, 1)]),
        ('<a href="https://x.example/?a=1&amp;b=2">link</a>', "link", [("text_link", 0, 4)]),
        ("<blockquote expandable>q</blockquote>", "q", [("blockquote", 0, 1)]),
        ("<b></b>x", "x", []),
    ],
    ids=["references", "utf-16", "link", "quote", "empty"],
)
def test_html_is_read_as_telegram_reads_it(html, text, entities):
    found, marks = parse_html(html)
    assert (found, [(m.kind, m.offset, m.length) for m in marks]) == (text, entities)


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("ї<p>x</p>", 'Unsupported start tag "p" at byte offset 2'),
        ("5 < 6", 'Unclosed start tag at byte offset 2'),
    ],
)  # fmt: skip
def test_bad_html_is_told_in_telegrams_words(html, said):
    with pytest.raises(BadMarkup, match=re.escape(said)):
        parse_html(html)


async def test_faults_before_and_after_the_effect(api):
    await say(api, 1, "hello")
    api.faults.planned += [("sendMessage", kind) for kind in ("reset_before", "reset_after", "500", "502")]
    url = f"{api.base_url}{api.token}/sendMessage"
    async with aiohttp.ClientSession() as session:
        for arrived in (0, 1, 1, 1):
            try:
                async with session.post(url, json={"chat_id": 1, "text": "x"}) as answer:
                    assert answer.status >= 500
            except aiohttp.ClientError:
                pass
            assert len([m for m in api.world.places[1].messages if m.by == 0]) == arrived


async def test_only_one_may_poll(api):
    async with aiohttp.ClientSession() as session:
        url = f"{api.base_url}{api.token}/getUpdates"
        first = asyncio.create_task(session.post(url, json={"timeout": 5}))
        await asyncio.sleep(0.05)
        second = asyncio.create_task(session.post(url, json={"timeout": 5}))
        await asyncio.sleep(0.05)
        await say(api, 1, "hello")
        assert sorted([(await first).status, (await second).status]) == [200, 409]


def test_our_limits_are_those_of_the_description():
    known = description()
    if known is None:
        pytest.skip("the published description is not at hand")
    assert not [name for name in TABLE if name not in known["methods"] or name.lower() not in METHODS]
    for (method, key), (least, most) in LIMITS.items():
        field = next(f for f in known["methods"][method]["fields"] if f["name"] == key)
        assert f"{least}-{most} characters" in field["description"], (method, key)
