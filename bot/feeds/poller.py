"""Ask feeds, host by host, and hand over each answer as it comes."""

from __future__ import annotations

import asyncio
import datetime as dt
import heapq
from collections.abc import Awaitable, Callable
from dataclasses import replace

import aiohttp
import structlog

from bot.feeds.fetch import Fetched, FetchFailed, NotModified, fetch
from bot.feeds.pace import Pace, first_pace, host_of, next_pace
from bot.feeds.policy import Policy
from bot.model import FeedState

Answer = Fetched | NotModified | FetchFailed
Take = Callable[[FeedState, Answer], Awaitable[None]]

LOOK_AGAIN = 5.0
"""Seconds."""

log = structlog.get_logger()


class Poller:
    """Holds the session and one queue a host. A slow host delays its own feeds and nobody else's.

    `take` is awaited with every answer, one at a time for a host: while it waits (because the room for bodies
    is full), that host's polling waits, too. `clock` gives the present, aware UTC.
    """

    def __init__(
        self, session: aiohttp.ClientSession, policy: Policy, take: Take, clock: Callable[[], dt.datetime]
    ) -> None:
        self.session = session
        self.policy = policy
        self.take = take
        self.clock = clock
        self.paces: dict[str, Pace] = {}
        self.waiting: dict[str, list[tuple[int, dt.datetime, str, FeedState]]] = {}
        self.asked: set[str] = set()
        self.tasks: dict[str, asyncio.Task[None]] = {}
        self.led: dict[str, tuple[str, str]] = {}
        """Feed -> its address, and the host that redirects led to last time: it is that host's patience we use."""
        self.room = asyncio.Semaphore(policy.at_once)

    def ask(self, state: FeedState, rank: int = 0) -> bool:
        """Queue a feed; False where it is queued or under way already, or gone.

        `rank`: smaller goes first on its host (official channels 0, others 1, those that never had a hit 2).
        """
        if state.feed_id in self.asked or state.status == "gone":
            return False
        self.asked.add(state.feed_id)
        host = self.host_for(state)
        heapq.heappush(self.waiting.setdefault(host, []), (rank, state.due_at, state.feed_id, state))
        if host not in self.tasks:
            self.tasks[host] = asyncio.get_running_loop().create_task(self.serve(host), name=f"poll {host}")
        return True

    def host_for(self, state: FeedState) -> str:
        """The host that answers for a feed, as far as is known: redirects lead many names to one aggregator."""
        url, host = self.led.get(state.feed_id, ("", ""))
        return host if url == state.url else host_of(state.url)

    async def serve(self, host: str) -> None:
        """Ask what waits for one host, with its gaps, until nothing does."""
        queue = self.waiting[host]
        try:
            while queue:
                await self.until_free(host)
                state = heapq.heappop(queue)[-1]
                try:
                    await self.ask_one(host, state)
                finally:
                    self.asked.discard(state.feed_id)
        finally:
            # nothing is awaited between the empty queue and here, so no feed can slip in unseen
            self.tasks.pop(host, None)
            self.asked.difference_update(entry[2] for entry in self.waiting.pop(host, ()))

    async def until_free(self, host: str) -> None:
        """Look again every few seconds: the clock may be set back meanwhile."""
        while (pace := self.paces.get(host)) and (wait := (pace.free_at - self.clock()).total_seconds()) > 0:  # noqa: ASYNC110
            await asyncio.sleep(min(wait, LOOK_AGAIN))

    async def ask_one(self, host: str, state: FeedState) -> None:
        async with self.room:
            outcome = await fetch(self.session, state, self.policy, self.clock())
        now = self.clock()
        answered = host_of(outcome.led_to or state.url)
        self.led.pop(state.feed_id, None)
        if outcome.led_to and answered != host_of(state.url):
            self.led[state.feed_id] = (state.url, answered)
        for one in {host, answered}:
            pace = self.paces.get(one) or first_pace(one, self.policy, now)
            self.paces[one] = next_pace(pace, outcome if one == answered else None, now)
        try:
            await self.take(state, outcome)
        except Exception:
            log.exception("an answer could not be taken", feed=state.feed_id)

    def set_back(self, by: dt.timedelta) -> None:
        """The clock was set back: a host that was to be left alone for a second is not left alone for an hour."""
        self.paces = {host: replace(pace, free_at=pace.free_at - by) for host, pace in self.paces.items()}

    async def idle(self) -> None:
        """Return when nothing waits and nothing is under way."""
        while self.tasks:
            await asyncio.wait(list(self.tasks.values()))

    async def close(self) -> None:
        """Stop asking. What is under way is dropped: nothing of it was stored, it is asked again next time."""
        tasks = list(self.tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.session.close()
