"""Pictures are PNG files that hold what they should, also of an empty time; /chart and /map send them."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import struct
from dataclasses import replace

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.__main__ import make_app
from bot.channels.telegram import TelegramChannel, serve
from bot.commands import House, answer, changed
from bot.errors import TocsinError
from bot.model import RuleSet
from bot.pictures.scenes import clock_text, last_days, period_text, source_text
from bot.pictures.sketch import can_draw, drawers, sketch_chart, sketch_map, speak
from bot.store import open_for_reading, open_store
from bot.store.events import save_event
from bot.store.thread import StoreThread
from tests.botapi.play import say
from tests.botapi.server import BotApi
from tests.store.nouns import NOW, event, figure, source

pytestmark = pytest.mark.skipif(not can_draw(), reason="matplotlib is not installed: pip install 'tocsin[charts]'")
LATER = NOW + dt.timedelta(hours=3)


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    path = tmp_path_factory.mktemp("drawing") / "tocsin.db"
    closed = {"airport": "VKO", "name": "Vnukovo", "country": "RU"}
    named = figure(claimed_by="Ukraine's Air Force", outlet="Dnipro Daily")
    odd = source(outlet="$\\frac{1}{0}$ <b>")
    with open_store(path, now=NOW) as store, store.transaction():
        save_event(store, event(1, held=named, figures=(named,)))
        save_event(
            store, event(2, kind="status", fields=closed, state="closed", held=None, figures=(), sources=(odd,))
        )
        save_event(store, event(3, fields={"place": "Kharkiv", "attacker": "RU", "day": "2026-01-22"}))
    return path


def size_of(png: bytes) -> tuple[int, int]:
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", png[16:24])


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
@pytest.mark.parametrize("what", ["drones", "missiles", "aviation", "diplomacy", "map"])
def test_every_picture_is_as_wide_as_a_phone_likes_it(db, what, language):
    with open_for_reading(db) as store:
        period = last_days(14, LATER)
        _, drawing = (
            sketch_map(store, period, language) if what == "map" else sketch_chart(store, what, period, language)
        )
    wide, high = size_of(drawing())
    assert wide == 1080
    assert 700 < high < 1600


@pytest.mark.parametrize("days", [1, 2, 3, 40, 100, 800, 3000])
def test_every_length_of_time_can_be_drawn(db, days):
    with open_for_reading(db) as store:
        for topic in ("drones", "aviation", "talks"):
            _, drawing = sketch_chart(store, topic, last_days(days, LATER), "uk", "Europe/Lisbon")
            size_of(drawing())


def test_sources_and_time_zone_are_named(db):
    with open_for_reading(db) as store:
        scene, _ = sketch_chart(store, "drones", last_days(3, LATER))
    tongue = speak("en", "Europe/Moscow", None)
    assert "Ukraine's Air Force" in source_text(scene, tongue)
    assert "Moscow" in clock_text(scene, tongue)
    assert "11:00" in clock_text(scene, tongue)
    assert period_text(scene.period, tongue) == "20–22\u00a0January 2026"


# -- files ---------------------------------------------------------------------------------------------------------


def tocsin(db, *words: str) -> Result:
    return CliRunner().invoke(make_app(list(words)), words, env={"TOCSIN_DB": str(db)})


def test_a_chart_as_a_file(db, tmp_path):
    out = tmp_path / "chart.png"
    shown = tocsin(
        db, "history", "chart", "drones", "--since", "2026-01-20", "--until", "2026-01-23", "--out", str(out)
    )
    assert shown.output.strip() == str(out)
    assert size_of(out.read_bytes())[0] == 1080


def test_a_map_of_an_empty_time_says_so(db, tmp_path):
    out = tmp_path / "map.png"
    shown = tocsin(db, "history", "map", "--since", "2020-01-01", "--until", "2020-02-01", "--out", str(out))
    assert "nothing was reported" in shown.output
    assert size_of(out.read_bytes())[0] == 1080


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("chart", "--since", "2026-02-01", "--until", "2026-01-01"), "before it begins"),
        (("chart", "--since", "yesterday"), "is no time"),
        (("map", "--out", "/nowhere/at/all.png"), "cannot be written"),
        (("chart", "--language", "de"), "TOCSIN_LANGUAGE"),
    ],
    ids=["ends before it begins", "no time", "no such folder", "no such language"],
)
def test_what_cannot_be_drawn_is_told_in_one_line(db, words, said):
    wrong = tocsin(db, "history", *words).exception
    assert isinstance(wrong, TocsinError)
    assert said in str(wrong)


# -- chats ---------------------------------------------------------------------------------------------------------


async def test_chart_and_map_reach_a_chat_as_photos(db):
    async with (
        BotApi() as api,
        await StoreThread.open(db, now=NOW) as store,
        TelegramChannel(api.token, api.base_url) as channel,
    ):
        api.world.person(1, "Anna", language="uk")
        house = House(ruleset=RuleSet(), username="tocsin_bot", draw=drawers())

        async def answer_in_store(ask):
            reply = await store.call(answer, ask, house, LATER)
            return replace(reply, files=(await asyncio.to_thread(reply.later)).files) if reply.later else reply

        async def changed_in_store(membership):
            return await store.call(changed, membership, house, LATER)

        serving = asyncio.create_task(serve(channel, answer_in_store, changed_in_store, seconds=1))
        for number, words in enumerate(("/chart drones 7", "/map 7d"), start=1):
            await say(api, 1, words)
            async with asyncio.timeout(10):
                while len(photos(api)) < number:  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
        serving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await serving
        assert not api.problems
        assert [size_of(photo)[0] for photo in photos(api)] == [1080, 1080]


def photos(api: BotApi) -> list[bytes]:
    return [m.file[1] for m in api.world.places[1].messages if m.file]
