"""Ask feeds once, as the bot would, and say what each answered."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot.feeds.body import Body
from bot.feeds.fetch import Fetched, FetchFailed, NotModified
from bot.feeds.health import Taken, first_state, next_state
from bot.feeds.parse import parse_body
from bot.feeds.policy import Policy
from bot.feeds.poller import Poller
from bot.feeds.session import make_session
from bot.model import Feed, FeedState


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a feed answered. `status` and `interval` are those of the running bot where it knows the feed."""

    feed: Feed
    took: dt.timedelta
    problem: str | None = None
    items: int = 0
    format: str = ""
    last_item_at: dt.datetime | None = None
    moved_to: str | None = None
    status: str = ""
    interval: dt.timedelta | None = None
    notes: tuple[str, ...] = ()


async def check_feeds(
    feeds: Sequence[Feed], states: Mapping[str, FeedState], policy: Policy
) -> tuple[Checked, ...]:
    """Each feed asked once, without validators, politely; a bar on a terminal shows how far it is."""
    by_id = {feed.feed_id: feed for feed in feeds}
    results: dict[str, Checked] = {}
    columns = (TextColumn("asking"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[last]}"))
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as bar:
        task = bar.add_task("", total=len(feeds), last="")

        async def take(state: FeedState, answer: Fetched | NotModified | FetchFailed) -> None:
            feed = by_id[state.feed_id]
            results[feed.feed_id] = read_answer(feed, state, answer, states.get(feed.feed_id), policy)
            bar.update(task, advance=1, last=feed.feed_id)

        poller = Poller(make_session(policy), policy, take, now)
        for feed in feeds:
            poller.ask(first_state(feed, now()))
        await poller.idle()
        await poller.close()
    return tuple(results[feed.feed_id] for feed in feeds)


def read_answer(
    feed: Feed,
    state: FeedState,
    answer: Fetched | NotModified | FetchFailed,
    known: FeedState | None,
    policy: Policy,
) -> Checked:
    if not isinstance(answer, Fetched):
        reason = answer.reason if isinstance(answer, FetchFailed) else "unchanged, though it was asked for all"
        status, interval = (known.status, known.interval) if known else ("", None)
        return Checked(feed=feed, took=answer.took, problem=reason, status=status, interval=interval)
    body = Body(content=answer.body, feed=feed, fetched_at=now(), url=answer.url, content_type=answer.content_type)
    parsed = parse_body(body)
    after = known or next_state(state, Taken(fetched=answer, parsed=parsed), now(), policy=policy)
    dates = [article.published_at for article in parsed.articles if article.published_at < article.fetched_at]
    return Checked(
        feed=feed,
        took=answer.took,
        problem=parsed.problem,
        items=parsed.items,
        format=parsed.format,
        last_item_at=max(dates, default=None),
        moved_to=answer.moved_to,
        status=after.status,
        interval=after.interval,
        notes=(*parsed.notes, *((f"moved to {answer.moved_to}",) if answer.moved_to else ())),
    )


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
