"""What rules would have said over articles that are there: alerts a day, and what a change gains and loses."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from itertools import islice

from bot.alerts.ledger import Ledger
from bot.model import Article, Change, Event, Reading, Revision
from bot.reading.compile import Reader
from bot.reading.read import read
from bot.rulebook import Rulebook
from bot.trial.run import KNOWN_FOR, LONGEST_WAIT, Book, take, take_due, whole_book

SAMPLES = 3
BATCH = 500
"""Articles that are read together: large enough for the way to another process, small enough for a bar."""

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ring:
    """One alert that would have gone out."""

    rule_id: str
    at: dt.datetime
    article_id: str
    url: str
    says: str
    """The article's words that it was read from."""
    value: int | None = None


@dataclass(slots=True)
class Trial:
    """One set of rules on its way through the articles."""

    book: Book
    ledger: Ledger
    rings: dict[Key, Ring] = field(default_factory=dict)
    updates: int = 0


@dataclass(frozen=True, slots=True)
class Backtest:
    """`before` is None where there was nothing to compare with."""

    articles: int
    days: tuple[dt.date, ...]
    after: Mapping[str, Mapping[dt.date, int]]
    """Rule -> day -> alerts."""
    before: Mapping[str, Mapping[dt.date, int]] | None
    gained: tuple[Ring, ...] = ()
    lost: tuple[Ring, ...] = ()
    updates: int = 0
    articles_of: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Rule -> the articles that opened its alerts."""


def backtest(
    after: Rulebook,
    articles: Iterable[Article],
    before: Rulebook | None = None,
    *,
    only: str | None = None,
    executor: Executor | None = None,
    on_articles: Callable[[int], None] = lambda _: None,
) -> Backtest:
    """Articles come in order of arrival. `only` names the one rule that is counted.

    With an `executor` reading goes to other processes; deciding stays here, in order. The rules before are
    read with their own words, where those differ.
    """
    trials = [start(after)] + ([start(before)] if before is not None else [])
    same_reader = before is None or before.digest == after.digest or same_words(after, before)
    readers = [after.reader] if same_reader or before is None else [after.reader, before.reader]
    count = 0
    days: Counter[dt.date] = Counter()
    for batch, readings in read_batches(articles, readers, executor):
        for number, article in enumerate(batch):
            days[article.fetched_at.date()] += 1
            for which, trial in enumerate(trials):
                advance(trial, article, readings[min(which, len(readings) - 1)][number])
        count += len(batch)
        on_articles(len(batch))
    if count:
        for trial in trials:
            tell(trial, take_due(trial.book, trial.ledger, article.fetched_at + LONGEST_WAIT))
    return summary(count, tuple(sorted(days)), trials, only)


def start(rulebook: Rulebook) -> Trial:
    return Trial(whole_book(rulebook), Ledger())


def same_words(one: Rulebook, other: Rulebook) -> bool:
    """True where both look for the same words, so that one reading serves both."""
    return (
        one.ruleset.patterns == other.ruleset.patterns
        and one.ruleset.quantities == other.ruleset.quantities
        and one.ruleset.gazetteers == other.ruleset.gazetteers
    )


def advance(trial: Trial, article: Article, reading: Reading) -> None:
    if trial.ledger.started_at is None:
        trial.ledger.started_at = article.fetched_at - KNOWN_FOR
    tell(trial, take_due(trial.book, trial.ledger, article.fetched_at))
    if reading.facts:
        step = take(trial.book, trial.ledger, article, reading)
        tell(trial, step.outcome.revisions, article)


def tell(trial: Trial, revisions: Iterable[Revision], article: Article | None = None) -> None:
    for revision in revisions:
        if revision.is_silent:
            continue
        if revision.change in (Change.UPDATE, Change.END):
            trial.updates += 1
        if revision.change is Change.NEW:
            for event in revision.events:
                if event.event_id in revision.changed:
                    trial.rings.setdefault(key_of(revision, event), ring_of(revision, event, article))


def key_of(revision: Revision, event: Event) -> Key:
    """What an alert is about, so that both sets of rules are compared by events and not by articles."""
    names = ("attacker", "place", "day", "place_id", "episode", "round")
    fields = tuple(event.fields.get(name, "") for name in names)
    return (revision.rule_id, *fields) if any(fields) else (revision.rule_id, revision.article_id)


def ring_of(revision: Revision, event: Event, article: Article | None) -> Ring:
    source = next((s for s in event.sources if s.article_id == revision.article_id), None)
    source = source or (event.sources[0] if event.sources else None)
    says = (source.evidence or source.title) if source else (article.text[:200] if article else "")
    url = source.url if source else (article.url if article else "")
    value = event.held.value if event.held else None
    return Ring(revision.rule_id, revision.made_at, revision.article_id, url, says, value)


def summary(count: int, days: tuple[dt.date, ...], trials: Sequence[Trial], only: str | None) -> Backtest:
    after = keep(trials[0].rings, only)
    before = keep(trials[1].rings, only) if len(trials) > 1 else None
    gained = tuple(r for key, r in after.items() if before is not None and key not in before)
    lost = tuple(r for key, r in (before or {}).items() if key not in after)
    per_day_before = None if before is None else per_day(before)
    articles_of = {i: frozenset(r.article_id for r in after.values() if r.rule_id == i) for i in per_day(after)}
    return Backtest(count, days, per_day(after), per_day_before, gained, lost, trials[0].updates, articles_of)


def keep(rings: Mapping[Key, Ring], only: str | None) -> dict[Key, Ring]:
    return {key: ring for key, ring in rings.items() if only in (None, ring.rule_id)}


def per_day(rings: Mapping[Key, Ring]) -> dict[str, dict[dt.date, int]]:
    found: dict[str, Counter[dt.date]] = {}
    for ring in rings.values():
        found.setdefault(ring.rule_id, Counter())[ring.at.date()] += 1
    return {rule_id: dict(days) for rule_id, days in sorted(found.items())}


# -- reading, here or in other processes -----------------------------------------------------------------------

IN_PROCESS: dict[str, tuple[Reader, ...]] = {}
"""The readers that this worker process was given when it started."""


def give_readers(readers: tuple[Reader, ...]) -> None:
    """Initializer of worker processes: readers travel once, not with every batch."""
    IN_PROCESS["readers"] = readers


def read_in_process(articles: Sequence[Article]) -> list[list[Reading]]:
    return read_batch(IN_PROCESS["readers"], articles)


def read_batch(readers: Sequence[Reader], articles: Sequence[Article]) -> list[list[Reading]]:
    return [[read(r, a.text, a.written_at, a.language, a.side) for a in articles] for r in readers]


def read_batches(
    articles: Iterable[Article], readers: Sequence[Reader], executor: Executor | None
) -> Iterator[tuple[list[Article], list[list[Reading]]]]:
    """Batches in order, each with its readings; with an executor some are read ahead."""
    batches = batches_of(articles)
    if executor is None:
        for batch in batches:
            yield batch, read_batch(readers, batch)
        return
    ahead = [(batch, executor.submit(read_in_process, batch)) for batch in islice(batches, 4)]
    while ahead:
        batch, future = ahead.pop(0)
        ahead += [(more, executor.submit(read_in_process, more)) for more in islice(batches, 1)]
        yield batch, future.result()


def batches_of(articles: Iterable[Article]) -> Iterator[list[Article]]:
    source = iter(articles)
    while batch := list(islice(source, BATCH)):
        yield batch


def samples(rings: Sequence[Ring]) -> tuple[Ring, ...]:
    """A few, spread over the time."""
    if len(rings) <= SAMPLES:
        return tuple(rings)
    ordered = sorted(rings, key=lambda r: r.at)
    return tuple(ordered[round(n * (len(ordered) - 1) / (SAMPLES - 1))] for n in range(SAMPLES))
