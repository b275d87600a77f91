"""APScheduler: which flow runs when. It knows no feeds, rules or chats."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.errors import TocsinError

LEAST_JUMP = dt.timedelta(seconds=30)
"""A clock that is set by less is being kept right (NTP), and nothing waits long for it."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Job:
    """A flow that runs again and again. A run that is due while the last one goes on is left out."""

    name: str
    run: Callable[[], Awaitable[object]]
    every: dt.timedelta
    at_once: bool = True
    """The first run comes at the start, not after the first interval."""


def make_schedule(jobs: Iterable[Job]) -> AsyncIOScheduler:
    """A scheduler with these jobs, not started yet. Call inside the running loop.

    Runs that were missed (a laptop slept) are made up for once, whatever their age: APScheduler's own grace of a
    second would drop them without a word.
    """
    # that a run was left out because the last one goes on is meant so, and no news for who reads the log
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    scheduler = AsyncIOScheduler(
        timezone=dt.UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    for job in jobs:
        first = {"next_run_time": dt.datetime.now(dt.UTC)} if job.at_once else {}
        scheduler.add_job(guard, IntervalTrigger(seconds=job.every.total_seconds()), [job], id=job.name, **first)
    return scheduler


async def watch_clock(
    scheduler: AsyncIOScheduler,
    set_back: Callable[[dt.timedelta], None],
    *,
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ticks: Callable[[], float] = time.monotonic,
    every: dt.timedelta = dt.timedelta(seconds=5),
) -> None:
    """Notice for ever that the clock was set back, and let every job run at once.

    APScheduler keeps the next run of a job as a time of day: set back by an hour, every job would wait for that
    hour to come a second time, polling too. `set_back` is told by how much, for others who keep such times. Set
    forward, everything is merely due.
    """
    expected, at = now(), ticks()
    while True:
        await asyncio.sleep(every.total_seconds())
        passed = dt.timedelta(seconds=ticks() - at)
        behind = expected + passed - now()
        if behind > LEAST_JUMP:
            log.warning("the clock was set back; what was due by the old time is due now", by=str(behind))
            set_back(behind)
            for job in scheduler.get_jobs():
                job.modify(next_run_time=dt.datetime.now(dt.UTC))
        if abs(behind) > LEAST_JUMP:
            expected, at = now(), ticks()


async def guard(job: Job) -> None:
    """Run the job; what goes wrong is logged under its name and the next run comes as usual."""
    try:
        await job.run()
    except TocsinError as error:
        log.error("a job could not be done and is tried again", job=job.name, because=str(error))
    except Exception:
        log.exception("a job failed and is tried again", job=job.name)
