"""What the core can take when workers are added: their results in, states and articles on the disk.

A result comes as bytes from another process, moves its feed's state on, and is stored in the transaction of its
batch, in a real database on disk with `synchronous = FULL`.
"""

from __future__ import annotations

import datetime as dt
import functools
import pickle
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from bot.feeds.body import Body, Parsed
from bot.feeds.fetch import Fetched
from bot.feeds.health import Taken, next_state
from bot.feeds.parse import parse_body
from bot.model import Feed, FeedState, Reading, RuleSet
from bot.pipeline.take import Arrival, open_desk, take_in
from bot.rulebook import make_rulebook
from bot.store import open_store
from bot.work import Worked
from tests.benchmarks import _feed_server as server

BATCH = 100
NOW = dt.datetime(2026, 1, 15, 12, 0, tzinfo=dt.UTC)


def measure(results: int, rounds: int, every: int) -> list[float]:
    """Results a second; every so many of them hold a new article, the others none."""
    rates = []
    with tempfile.TemporaryDirectory(prefix="tocsin-core-") as folder:
        store = open_store(Path(folder) / "core.db", now=NOW)
        desk = open_desk(store, make_rulebook(RuleSet(), (), {}), NOW)
        for number in range(rounds):
            batches = [make_batch(number, start, every) for start in range(0, results, BATCH)]
            started = time.perf_counter()
            for batch in batches:
                take_in(store, desk, [arrival(*pickle.loads(result)) for result in batch], NOW)
            rates.append(results / (time.perf_counter() - started))
        store.close()
    return rates


def make_batch(number: int, start: int, every: int) -> list[bytes]:
    return [pickle.dumps(make_result(f"{number}-{n}", n % every == 0)) for n in range(start, start + BATCH)]


def make_result(name: str, is_new: bool) -> tuple[Worked, FeedState]:
    """What a worker sends back for one body, and where its feed stood."""
    parsed = template()
    article = replace(
        parsed.articles[-1], article_id=name, feed_id=f"f{name}", keys=(f"u:outlet.example/{name}", f"g:{name}")
    )
    articles = (article,) if is_new else ()
    state = FeedState(feed_id=f"f{name}", url=f"https://outlet-{name}.example/rss", due_at=NOW)
    return Worked(replace(parsed, articles=articles), tuple(Reading() for _ in articles)), state


@functools.cache
def template() -> Parsed:
    feed = Feed(feed_id="f", name="F", url="https://outlet.example/rss", language="uk")
    return parse_body(Body(content=server.body("1", 31), feed=feed, fetched_at=NOW))


def arrival(worked: Worked, state: FeedState) -> Arrival:
    fetched = Fetched(body=b"", url=state.url, etag='"1"', digest=state.feed_id)
    after = next_state(state, Taken(fetched=fetched, parsed=worked.parsed), NOW)
    return Arrival(worked.parsed.articles, worked.readings, after)
