"""APScheduler: which flow runs when. It knows no feeds, rules or chats."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.errors import TocsinError

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
    scheduler = AsyncIOScheduler(
        timezone=dt.UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    for job in jobs:
        first = {"next_run_time": dt.datetime.now(dt.UTC)} if job.at_once else {}
        scheduler.add_job(guard, IntervalTrigger(seconds=job.every.total_seconds()), [job], id=job.name, **first)
    return scheduler


async def guard(job: Job) -> None:
    """Run the job; what goes wrong is logged under its name and the next run comes as usual."""
    try:
        await job.run()
    except TocsinError as error:
        log.error("a job could not be done and is tried again", job=job.name, because=str(error))
    except Exception:
        log.exception("a job failed and is tried again", job=job.name)
