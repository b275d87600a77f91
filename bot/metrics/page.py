"""What is counted, as a Prometheus page.

Totals come from the database, so they outlive a restart; what is under way comes from the running program.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from bot import __version__
from bot.store.pulse import Amounts, Delay, quantile

QUANTILES = (0.5, 0.95, 0.99)
DAY = dt.timedelta(days=1)
"""How far back delays are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """What only the running program knows."""

    started_at: dt.datetime
    feeds: Mapping[str, int] = field(default_factory=dict)
    """How many feeds are in each state."""
    polling: int = 0
    """Feeds whose turn has come: asked right now, or waiting for their host."""
    in_flight: int = 0
    """Messages on their way to a channel."""
    last_article_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What the database knows."""

    amounts: Amounts
    delays: Sequence[Delay]
    last_article_at: dt.datetime | None
    alive_at: dt.datetime | None
    deaf_since: dt.datetime | None
    mute_since: dt.datetime | None


class Figures:
    """One scrape."""

    def __init__(self, stored: Stored, live: Live, now: dt.datetime) -> None:
        self.stored, self.live, self.now = stored, live, now

    def collect(self) -> Iterator[Metric]:
        yield gauge("info", "The version that runs.", {(__version__,): 1}, "version")
        yield plain("started_timestamp_seconds", "When it was started.", self.live.started_at.timestamp())
        yield gauge("feeds", "Feeds that are on, by state.", singles(self.live.feeds), "state")
        yield from self.totals()
        yield from self.queues()
        yield from self.silences()
        yield from self.delay()

    def totals(self) -> Iterator[Metric]:
        amounts = self.stored.amounts
        for name, count, what in (
            ("articles", amounts.articles, "Articles read."),
            ("facts", amounts.facts, "Facts read out of articles."),
            ("events", amounts.events, "Events known."),
            ("alerts", amounts.alerts, "Alerts."),
            ("revisions", amounts.revisions, "Revisions of alerts."),
        ):
            yield CounterMetricFamily(f"tocsin_{name}", what, value=count)
        matches = CounterMetricFamily(
            "tocsin_matches",
            "Reports that met a rule, by rule and by what became of them.",
            labels=["rule", "fate"],
        )
        for (rule, fate), count in sorted(amounts.matches.items()):
            matches.add_metric([rule, fate], count)
        yield matches
        yield gauge("deliveries", "Deliveries by state.", singles(amounts.deliveries), "state")

    def queues(self) -> Iterator[Metric]:
        amounts, live = self.stored.amounts, self.live
        lengths = {
            "waiting": amounts.waiting, "held": amounts.held, "in_flight": live.in_flight, "polling": live.polling
        }  # fmt: skip
        yield gauge("queue_length", "What waits.", singles(lengths), "queue")
        oldest = amounts.oldest_waiting_at
        age = (self.now - oldest).total_seconds() if oldest else 0.0
        yield plain("oldest_waiting_seconds", "Age of the oldest message that waits to be sent.", age)

    def silences(self) -> Iterator[Metric]:
        stored = self.stored
        yield plain("deaf", "1 while no news has reached us for too long.", float(stored.deaf_since is not None))
        yield plain("mute", "1 while messages have waited for too long.", float(stored.mute_since is not None))
        newest = max(filter(None, (stored.last_article_at, self.live.last_article_at)), default=None)
        if newest is not None:
            yield plain("last_article_timestamp_seconds", "When the newest article came in.", newest.timestamp())

    def delay(self) -> Iterator[Metric]:
        for name, what, lengths in (
            ("delivery_delay_seconds", "From publication to delivery, last day.", [d.whole for d in self.stored.delays]),
            ("own_delay_seconds", "From our fetch to delivery, last day.", [d.ours for d in self.stored.delays]),
        ):  # fmt: skip
            metric = GaugeMetricFamily(f"tocsin_{name}", what, labels=["quantile"])
            for share in QUANTILES:
                if (length := quantile(lengths, share)) is not None:
                    metric.add_metric([str(share)], length.total_seconds())
            yield metric


def render(stored: Stored, live: Live, now: dt.datetime) -> bytes:
    """The page in Prometheus' text format, with memory and file handles of the process."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(Figures(stored, live, now))
    return generate_latest(registry)


def plain(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(f"tocsin_{name}", what, value=value)


def gauge(name: str, what: str, values: Mapping[tuple[str, ...], float], *labels: str) -> Metric:
    metric = GaugeMetricFamily(f"tocsin_{name}", what, labels=list(labels))
    for key, value in values.items():
        metric.add_metric(list(key), value)
    return metric


def singles(values: Mapping[str, int]) -> dict[tuple[str, ...], float]:
    return {(key,): float(value) for key, value in sorted(values.items())}
