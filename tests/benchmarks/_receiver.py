"""The Bot API server as a process of its own, and what it saw as plain numbers."""

from __future__ import annotations

import asyncio
import random
import re
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from aiohttp import web

from tests.botapi.limits import Limits
from tests.botapi.server import BotApi
from tests.botapi.world import Seen

CITY = re.compile(r"Drones over (?P<city>[^\n]+)")
VALUE = re.compile(r"Shot down: (?P<value>\d+)")
CHANGE = re.compile(r"(?P<old>\d+) → (?P<new>\d+)")


@dataclass
class Told:
    """What one chat was told of one city."""

    firsts: list[tuple[int, int]] = field(default_factory=list)
    """(message id, figure) of each message with the whole state, as it was sent."""
    answers: list[tuple[int, int]] = field(default_factory=list)
    """(message id, figure) of each answer that told a change."""
    shown: int = 0
    """The figure that the first message shows in the end."""


Received = dict[int, dict[str, Told]]
"""Chat -> city -> what it was told."""


class SlowApi(BotApi):
    """Takes its time before and after it does what it is asked, so that a kill often finds a request under way."""

    def __init__(self, slowness: float, seed: int) -> None:
        super().__init__(limits=Limits())
        self.slowness, self.chance = slowness, random.Random(seed)
        self.keep_calls = False
        self.asked = 0

    async def answered(
        self, request: web.Request, name: str, given: dict[str, Any], fault: str | None
    ) -> web.StreamResponse:
        if name not in ("sendMessage", "editMessageText"):
            return await super().answered(request, name, given, fault)
        self.asked += 1
        await asyncio.sleep(self.chance.uniform(0, self.slowness))
        if request.transport is None or request.transport.is_closing():
            return web.Response(status=500)  # whoever asked was killed before it was done: it is not done
        done = await super().answered(request, name, given, fault)
        await asyncio.sleep(self.chance.uniform(0, self.slowness))
        return done


async def serve_receiver(pipe: Connection, chats: list[int], slowness: float, seed: int) -> None:
    """Serve until told to stop. Words on the pipe: `asked`, `received` (then it forgets), `stop`."""
    api = SlowApi(slowness, seed)
    admit(api, chats)
    async with api:
        pipe.send(api.port)
        while True:
            if not pipe.poll():
                await asyncio.sleep(0.005)
                continue
            word = pipe.recv()
            if word == "stop":
                return
            if word == "received":
                pipe.send((received(api), list(api.problems), api.limits.refused))
                api.world.places.clear()
                api.world.lines.clear()
                admit(api, chats)
            else:
                pipe.send(api.asked)


def admit(api: BotApi, chats: list[int]) -> None:
    for chat in chats:
        api.world.person(chat, f"Reader {chat}").started = True


def run_receiver(pipe: Connection, chats: list[int], slowness: float, seed: int) -> None:
    asyncio.run(serve_receiver(pipe, chats, slowness, seed))


def received(api: BotApi) -> Received:
    """What every chat was told, by city."""
    found: Received = {}
    for chat, place in api.world.places.items():
        cities: dict[int, str] = {}
        for seen in place.messages:
            note(found.setdefault(chat, {}), cities, seen)
    return found


def note(chat: dict[str, Told], cities: dict[int, str], seen: Seen) -> None:
    first = (seen.before or [seen.text])[0]
    if change := CHANGE.search(first):
        city = cities.get(seen.answers or 0) or city_in(first)
        chat.setdefault(city, Told()).answers.append((seen.message_id, int(change["new"])))
    else:
        city = cities[seen.message_id] = city_in(first)
        told = chat.setdefault(city, Told())
        told.firsts.append((seen.message_id, value_in(first)))
        told.shown = value_in(seen.text)


def city_in(text: str) -> str:
    found = CITY.search(text)
    return found["city"].strip() if found else f"? {text[:60]}"


def value_in(text: str) -> int:
    found = VALUE.search(text.replace("\xa0", "").replace(",", ""))
    return int(found["value"]) if found else 0
