"""People live with the bot for a day: a scripted conversation over real HTTP, printed as it looked.

    python -m tests.channels.conversation            prints the transcript
    python -m tests.channels.conversation --write    puts it into docs/telegram.md

News is read, decided and told by the real rules, on a clock that the script sets.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import datetime as dt
import sys
import tempfile
from pathlib import Path

from bot.alerts.compose import compose
from bot.channels.telegram import TelegramChannel, serve
from bot.commands import House, alert_buttons, answer, build_places, changed, menus
from bot.delivery.outbox import Clock, Outbox
from bot.model import Article, Ask, Chat, Delivery, Membership, Message, Reply, Revision
from bot.pipeline.take import Arrival, Newsdesk, open_desk, take_due, take_in
from bot.reading.read import read
from bot.rulebook import Rulebook, load_rulebook, print_problem
from bot.store.thread import StoreThread
from bot.trial.check import check_text
from tests.botapi.play import change_bot, say, tap
from tests.botapi.server import BotApi
from tests.botapi.transcript import transcript

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "telegram.md"
BEGIN, END = "<!-- transcript: begin -->", "<!-- transcript: end -->"
MORNING = dt.datetime(2026, 1, 15, 5, 30, tzinfo=dt.UTC)
ANNA, BOHDAN, DARIA = 1001, 1002, 1003
GROUP, CHANNEL = -1002001, -1003001


class Day:
    """The bot's parts on a clock that only the script moves; people wait until all is answered."""

    def __init__(self, api: BotApi, store: StoreThread, channel: TelegramChannel, book: Rulebook, desk: Newsdesk):
        self.api, self.store, self.channel, self.book, self.desk = api, store, channel, book, desk
        self.now = MORNING
        self.house = House(
            ruleset=book.ruleset,
            places=build_places(book.places),
            username="tocsin_bot",
            started_at=MORNING,
            check=lambda text, language: check_text(book, text, language),
        )
        self.outbox = Outbox(store, {"telegram": channel}, self.compose, Clock(lambda: self.now), limits={})
        self.articles = 0
        self.replied = 0

    def compose(self, revision: Revision, chat: Chat, delivery: Delivery) -> Message:
        rule = self.book.ruleset.rules.get(revision.rule_id)
        one = compose(revision, rule, chat, delivery.manner, self.now, self.house.places.names)
        return dataclasses.replace(one, buttons=alert_buttons(revision, chat, delivery.manner))

    async def answer(self, ask: Ask) -> Reply:
        reply = await self.store.call(answer, ask, self.house, self.now)
        self.replied += 1
        return reply

    async def changed(self, membership: Membership) -> Reply:
        reply = await self.store.call(changed, membership, self.house, self.now)
        self.replied += 1
        return reply

    # -- what happens ----------------------------------------------------------------------------------------

    async def says(self, person: int, text: str, **where: object) -> None:
        await self.done(say(self.api, person, text, **where))  # type: ignore[arg-type]

    async def taps(self, person: int, label: str, **where: object) -> None:
        await self.done(tap(self.api, person, label, **where))  # type: ignore[arg-type]

    async def lets_in(self, person: int, chat: int, status: str) -> None:
        await self.done(change_bot(self.api, person, chat, status))

    async def done(self, act: object) -> None:
        """Carry something out and wait until it is answered and nothing more is under way."""
        self.now += dt.timedelta(seconds=20)
        replied = self.replied
        await act  # type: ignore[misc]
        async with asyncio.timeout(5):
            while self.replied == replied:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
        await self.quiet()

    async def quiet(self) -> None:
        lines = -1
        while lines != len(self.api.world.lines):
            lines = len(self.api.world.lines)
            await asyncio.sleep(0.06)

    async def news(self, outlet: str, text: str, *, after: dt.timedelta, **more: object) -> None:
        """An article comes in, is decided on, and whatever follows reaches the chats."""
        self.now += after
        self.articles += 1
        article = Article(
            article_id=f"a{self.articles}",
            outlet=outlet,
            feed_id=outlet,
            url=f"https://{outlet.lower().replace(' ', '-')}.example/{self.articles}",
            title=text,
            text=text,
            published_at=self.now,
            fetched_at=self.now,
            **more,  # type: ignore[arg-type]
        )
        reading = read(self.book.reader, text, self.now, article.language, article.side)
        arrival = Arrival(articles=(article,), readings=(reading,))
        await self.store.call(take_in, self.desk, [arrival], self.now)
        self.now += dt.timedelta(minutes=3)  # groups wait for two
        await self.store.call(take_due, self.desk, self.now)
        self.outbox.wake.set()
        await asyncio.sleep(0.3)
        await self.quiet()


async def converse() -> str:
    """Play the day and return the transcript."""
    with tempfile.TemporaryDirectory() as folder:
        book = load_rulebook(ROOT / "rules", print_problem)
        async with (
            BotApi() as api,
            await StoreThread.open(Path(folder) / "tocsin.db", now=MORNING) as store,
            TelegramChannel(api.token, api.base_url) as channel,
        ):
            day = Day(api, store, channel, book, await store.call(open_desk, book, MORNING))
            stop = asyncio.Event()
            delivering = asyncio.create_task(day.outbox.run(stop))
            serving = asyncio.create_task(serve(channel, day.answer, day.changed, menus=menus(), seconds=1))
            try:
                await play(day)
            finally:
                stop.set()
                await delivering
                serving.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await serving
            if api.problems:
                raise AssertionError(api.problems)
            return transcript(api.world)


async def play(day: Day) -> None:
    world = day.api.world
    world.person(ANNA, "Anna")
    world.person(BOHDAN, "Богдан", language="uk")
    world.person(DARIA, "Daria")
    world.place(GROUP, "supergroup", "Travel desk", members={ANNA: "administrator", DARIA: "member"}, bot="left")
    world.place(CHANNEL, "channel", "Night watch", username="nightwatch", members={ANNA: "creator"}, bot="left")

    await day.says(ANNA, "/start")
    for label in ("Drones", "Ukraine", "🟡 medium", "Kyiv"):
        await day.taps(ANNA, label)

    await day.says(BOHDAN, "/start")
    await day.says(BOHDAN, "/subscribe аеропорти Москв")
    await day.says(BOHDAN, "/subscribe аеропорти Москва")

    await day.news(
        "Morning Post",
        "Russia launched 97 Shahed-type drones at Ukraine overnight, Ukraine's Air Force said.",
        after=dt.timedelta(minutes=20),
        language="en",
    )
    await day.taps(ANNA, "Why")
    await day.news(
        "Wire One",
        "Ukraine's Air Force revised its tally: Russia launched 146 drones overnight.",
        after=dt.timedelta(hours=1),
        language="en",
    )
    await day.news(
        "Aviation Daily",
        "Sheremetyevo airport in Moscow suspended flights because of a drone threat.",
        after=dt.timedelta(hours=2),
        language="en",
    )
    await day.news(
        "Aviation Daily",
        "Sheremetyevo airport in Moscow has resumed flights.",
        after=dt.timedelta(hours=1),
        language="en",
    )
    await day.says(BOHDAN, "зараз")

    await day.lets_in(ANNA, GROUP, "member")
    await day.says(DARIA, "/subscribe drones", chat=GROUP)
    await day.says(ANNA, "/subscribe airports critical", chat=GROUP)
    await day.lets_in(ANNA, CHANNEL, "administrator")
    await day.says(ANNA, "/channel @nightwatch subscribe drones Kyiv")

    await day.says(ANNA, "/mute drones 2h")
    await day.says(ANNA, "/quiet at night")
    await day.says(ANNA, "/quiet 23:00-07:00")
    await day.says(ANNA, "/history drones")
    await day.says(ANNA, "/subscriptions")
    await day.says(ANNA, "/check Russia has launched 5,200 drones since the start of the month.")
    await day.says(ANNA, "/stop")
    await day.taps(ANNA, "No")


def written(text: str) -> str:
    """docs/telegram.md with this transcript in its place."""
    document = DOCUMENT.read_text(encoding="utf-8")
    head, _, rest = document.partition(BEGIN)
    return f"{head}{BEGIN}\n```text\n{text.strip()}\n```\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    shown = asyncio.run(converse())
    if "--write" in sys.argv:
        DOCUMENT.write_text(written(shown), encoding="utf-8")
    else:
        print(shown)
