"""What an answer means for a feed: its state, when to ask again, and what the owner must hear. Pure."""

from __future__ import annotations

import datetime as dt
import itertools
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.feeds.body import Parsed
from bot.feeds.fetch import Fetched, FetchFailed, NotModified
from bot.feeds.policy import Policy
from bot.feeds.wishes import Wishes
from bot.model import Feed, FeedState

NEVER = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
"""When a feed is due that is gone."""
PATIENCE = 3
"""Failures (or slow answers) in a row before a state is called by that name: one bad minute is no news."""
STALE_TIMES = 3
"""A feed without an item for so many of its usual gaps is stale."""
STALE_LEAST = dt.timedelta(days=1)
"""... but not before a day has passed: nights and week-ends are quiet."""
FIRST_GAP = dt.timedelta(minutes=30)
"""The usual gap of a feed that has not told us its own yet."""
LONG_DEAD = dt.timedelta(days=7)
"""A feed that has failed for so long is asked twice a day."""
MOVED_BACK = 6
"""Failures in a row after which a feed that had moved is asked at its listed address again."""
BLOCKING = {401, 403, 451}
DEFAULT = Policy()
NONE = Wishes()
ZERO = dt.timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A body was fetched and read. What is learned from it holds once its articles are stored."""

    fetched: Fetched
    parsed: Parsed


Outcome = NotModified | FetchFailed | Taken


def first_state(feed: Feed, now: dt.datetime) -> FeedState:
    """A feed that was never asked: due at once."""
    return FeedState(feed_id=feed.feed_id, url=feed.url, due_at=now)


def next_state(
    state: FeedState, outcome: Outcome, now: dt.datetime, *, policy: Policy | None = None, jitter: float = 0.0
) -> FeedState:
    """The state after an answer. `jitter` in 0..1 spreads the next poll over a tenth of the interval."""
    policy = policy or DEFAULT
    if isinstance(outcome, FetchFailed):
        return after_failure(state, outcome, now, policy, jitter)
    if isinstance(outcome, Taken):
        if outcome.parsed.problem:
            return after_problem(state, outcome, now, policy, jitter)
        return after_items(state, outcome, now, policy, jitter)
    if is_stale(state, now) and (state.last_ok_at is None or state.last_ok_at.date() != now.date()):
        # a server whose validators are broken answers 304 for ever: once a day a silent feed is asked for all
        return after_answer(
            replace(state, etag=None, last_modified=None), outcome.took, outcome.max_age, NONE, now, policy, jitter
        )
    etag, modified = outcome.etag or state.etag, outcome.last_modified or state.last_modified
    if outcome.moved_to or (etag, modified) != (state.etag, state.last_modified):
        url = outcome.moved_to or state.url
        state = replace(state, etag=etag, last_modified=modified, url=url)
    return after_answer(state, outcome.took, outcome.max_age, NONE, now, policy, jitter)


# -- it answered ------------------------------------------------------------------------------------------------


def after_items(state: FeedState, outcome: Taken, now: dt.datetime, policy: Policy, jitter: float) -> FeedState:
    fetched, parsed = outcome.fetched, outcome.parsed
    dates = sorted(a.published_at for a in parsed.articles if a.published_at < a.fetched_at)
    newest = max((a.published_at for a in parsed.articles), default=None)
    state = replace(
        state,
        url=fetched.moved_to or state.url,
        etag=fetched.etag,
        last_modified=fetched.last_modified,
        body_digest=fetched.digest or None,
        # of a cut body the items that are missing at its end are still known
        item_digests=tuple(dict.fromkeys((*parsed.item_digests, *state.item_digests)))[:2000]
        if fetched.is_cut
        else parsed.item_digests,
        usual_gap=usual_gap(state, dates),
        last_item_at=max(filter(None, (state.last_item_at, newest)), default=None),
        is_learned=True,
    )
    return after_answer(state, fetched.took, fetched.max_age, parsed.wishes, now, policy, jitter)


def after_answer(
    state: FeedState,
    took: dt.timedelta,
    max_age: dt.timedelta | None,
    wishes: Wishes,
    now: dt.datetime,
    policy: Policy,
    jitter: float,
) -> FeedState:
    slow_polls = state.slow_polls + 1 if took > policy.slow else 0
    status, reason = "ok", ""
    if slow_polls >= PATIENCE:
        status, reason = "slow", f"needed {took.total_seconds():.0f} s to answer"
    elif is_stale(state, now):
        age = now - (state.last_item_at or now)
        status, reason = "stale", f"no new item for {in_words(age)}, usually one every {in_words(state.usual_gap)}"
    wish = max(max_age or ZERO, wishes.every or ZERO)
    interval = next_interval(state, wish, now, policy)
    return replace(
        state,
        status=status,
        reason=reason,
        failures=0,
        slow_polls=slow_polls,
        interval=interval,
        due_at=after_quiet_hours(now + interval * (1 + jitter / 10), wishes.skip_hours, now + policy.ceiling),
        last_ok_at=now,
    )


def usual_gap(state: FeedState, dates: Sequence[dt.datetime]) -> dt.timedelta | None:
    """The usual time between two items: the median of the first body, then slowly following the new ones."""
    if state.usual_gap is None:
        gaps = [later - earlier for earlier, later in itertools.pairwise(dates)]
        return dt.timedelta(seconds=statistics.median(g.total_seconds() for g in gaps)) if gaps else None
    gap, last = state.usual_gap, state.last_item_at
    for moment in dates:
        if last is not None and moment > last:
            gap += (moment - last - gap) / 8
        last = moment if last is None else max(last, moment)
    return gap


def next_interval(state: FeedState, wish: dt.timedelta, now: dt.datetime, policy: Policy) -> dt.timedelta:
    """A quarter of the usual gap, longer when nothing has come for long; the feed's own wish within patience."""
    gap = state.usual_gap or FIRST_GAP
    if state.last_item_at is not None:
        gap = max(gap, (now - state.last_item_at) / 4)
    wanted = max(gap / 4, min(wish, policy.patience))
    return max(policy.floor, min(wanted, policy.ceiling))


def after_quiet_hours(due_at: dt.datetime, skip_hours: frozenset[int], latest: dt.datetime) -> dt.datetime:
    """The first moment from `due_at` on that is in no hour to be skipped, `latest` at the latest."""
    while due_at.hour in skip_hours and due_at < latest:
        due_at = due_at.replace(minute=0, second=0, microsecond=0) + dt.timedelta(hours=1)
    return max(min(due_at, latest), dt.datetime.min.replace(tzinfo=dt.UTC)) if skip_hours else due_at


def is_stale(state: FeedState, now: dt.datetime) -> bool:
    if state.last_item_at is None or state.usual_gap is None:
        return False
    return now - state.last_item_at > max(state.usual_gap * STALE_TIMES, STALE_LEAST)


# -- it did not -------------------------------------------------------------------------------------------------


def after_failure(
    state: FeedState, outcome: FetchFailed, now: dt.datetime, policy: Policy, jitter: float
) -> FeedState:
    failures = state.failures + 1
    if outcome.status == 410:
        return replace(state, status="gone", reason="HTTP 410: gone for good", failures=failures, due_at=NEVER)
    is_blocked = outcome.status in BLOCKING or outcome.reason == "challenge page"
    # "wait a moment" is an answer of a healthy server
    is_busy = outcome.status in (429, 503) and not is_blocked
    counts = failures if not is_busy or failures >= 2 * PATIENCE else 0
    return waiting(state, outcome.reason, is_blocked, failures, counts, outcome.retry_after, now, policy, jitter)


def after_problem(state: FeedState, outcome: Taken, now: dt.datetime, policy: Policy, jitter: float) -> FeedState:
    """It answered with something that is no feed: validators and moves of such an answer are not kept."""
    parsed, failures = outcome.parsed, state.failures + 1
    reason = parsed.problem or ""
    return waiting(state, reason, parsed.is_blocked, failures, failures, None, now, policy, jitter)


def waiting(
    state: FeedState,
    reason: str,
    is_blocked: bool,
    failures: int,
    counts: int,
    retry_after: dt.timedelta | None,
    now: dt.datetime,
    policy: Policy,
    jitter: float,
) -> FeedState:
    status = state.status if state.status != "gone" else "ok"
    if counts >= PATIENCE:
        status = "blocked" if is_blocked else "failing"
    ceiling = policy.ceiling
    if state.last_ok_at is not None and now - state.last_ok_at > LONG_DEAD:
        ceiling = max(ceiling, dt.timedelta(hours=12))
    if state.listed and state.url != state.listed and failures % MOVED_BACK == 0:
        # where it moved to is dead: perhaps it moved on, and its old address knows where
        state = replace(state, url=state.listed, etag=None, last_modified=None)
    interval = min(ceiling, max(policy.floor, state.interval) * 2 ** min(failures, 10))
    wait = max(interval * (1 + jitter / 10), retry_after or dt.timedelta())
    return replace(state, status=status, reason=reason, failures=failures, due_at=now + wait)


# -- what the owner hears -----------------------------------------------------------------------------------------

BAD = ("slow", "stale", "failing", "blocked", "gone")


def notice(state: FeedState, feed: Feed) -> str | None:
    """One line for the owner where the state has changed since he was last told; None where it has not."""
    if state.status == state.told_status:
        return None
    if state.status == "ok":
        return f"{feed.name}: works again (was {state.told_status})"
    return f"{feed.name}: {state.status} ({state.reason}); {feed.url}"


def told(state: FeedState) -> FeedState:
    """The state once its notice is in the outbox."""
    return replace(state, told_status=state.status)


def list_dead(feeds: Iterable[tuple[Feed, FeedState]], now: dt.datetime) -> tuple[str, ...]:
    """The weekly digest: a line for each feed that gives nothing, the longest silent first."""
    dead = [(feed, state) for feed, state in feeds if state.status in ("stale", "failing", "blocked", "gone")]
    dead.sort(key=lambda pair: pair[1].last_item_at or dt.datetime.min.replace(tzinfo=dt.UTC))
    return tuple(
        f"{feed.name}: {state.status}, last item "
        f"{in_words(now - state.last_item_at) + ' ago' if state.last_item_at else 'never'} ({state.reason})"
        for feed, state in dead
    )


def in_words(length: dt.timedelta | None) -> str:
    """About how long: `3 min`, `5 h`, `2 days`."""
    count = (length or dt.timedelta()).total_seconds()
    if count < 90 * 60:
        return f"{max(1, round(count / 60))} min"
    return f"{round(count / 3600)} h" if count < 48 * 3600 else f"{round(count / 86400)} days"
