"""What an answer means: states, intervals, waits, and what the owner is told. A table of situations."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.feeds.body import Parsed
from bot.feeds.fetch import Fetched, FetchFailed, NotModified
from bot.feeds.health import NEVER, Taken, first_state, list_dead, next_state, notice, told
from bot.feeds.pace import first_pace, host_of, next_pace
from bot.feeds.policy import Policy
from bot.feeds.wishes import Wishes
from bot.model import FeedState
from tests.feeds.makers import FEED, NOW, item, parse, rss

POLICY = Policy()
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
NEW = first_state(FEED, NOW)
OK = replace(NEW, last_ok_at=NOW, last_item_at=NOW - HOUR, usual_gap=HOUR, is_learned=True, etag='"1"')


def after(state: FeedState, *outcomes: NotModified | FetchFailed | Taken, at: dt.datetime = NOW) -> FeedState:
    for outcome in outcomes:
        state = next_state(state, outcome, at)
    return state


def taken(parsed: Parsed, **given: object) -> Taken:
    fetched = Fetched(body=b"", url=FEED.url, etag='"2"', last_modified="yesterday", digest="d")
    return Taken(fetched=replace(fetched, **given), parsed=parsed)  # type: ignore[arg-type]


FAILED = FetchFailed(reason="no complete answer within 30 s", kind="timeout")
BLOCKED = FetchFailed(reason="HTTP 403 Forbidden", kind="status", status=403)
GUARD = FetchFailed(reason="challenge page", kind="status", status=503)
BUSY = FetchFailed(reason="HTTP 429", kind="status", status=429, retry_after=10 * MINUTE)
GONE = FetchFailed(reason="HTTP 410 Gone", kind="status", status=410)
SLOW = NotModified(took=dt.timedelta(seconds=20))
WELL = NotModified(took=dt.timedelta(seconds=0.2))
PAGE = taken(Parsed(problem="a web page, not a feed"))
CAPTCHA = taken(Parsed(problem="a page that wants proof of a human being", is_blocked=True))

STATES = {
    "an answer": ([WELL], "ok"),
    "one failure is no news": ([FAILED], "ok"),
    "two neither": ([FAILED, FAILED], "ok"),
    "three are": ([FAILED, FAILED, FAILED], "failing"),
    "refused": ([BLOCKED] * 3, "blocked"),
    "a guard": ([GUARD] * 3, "blocked"),
    "a captcha instead of the feed": ([CAPTCHA] * 3, "blocked"),
    "a page instead of the feed": ([PAGE] * 3, "failing"),
    "asked to wait": ([BUSY] * 3, "ok"),
    "asked to wait for ever": ([BUSY] * 6, "failing"),
    "gone": ([GONE], "gone"),
    "slow once": ([SLOW], "ok"),
    "slow three times": ([SLOW] * 3, "slow"),
    "slow no more": ([SLOW, SLOW, SLOW, WELL], "ok"),
    "back after failures": ([FAILED, FAILED, FAILED, WELL], "ok"),
}


@pytest.mark.parametrize(("outcomes", "status"), STATES.values(), ids=STATES.keys())
def test_the_state_that_answers_lead_to(outcomes: list[NotModified | FetchFailed | Taken], status: str) -> None:
    assert after(OK, *outcomes).status == status


def test_a_feed_without_an_item_for_three_usual_gaps_is_stale_and_recovers() -> None:
    later = NOW + 2 * DAY
    stale = after(OK, WELL, at=later)
    assert stale.status == "stale"
    assert "no new item for 2 days, usually one every 60 min" in stale.reason
    fresh = parse(rss(item(9, date="Sat, 17 Jan 2026 11:00:00 GMT")), at=later)
    assert after(stale, taken(fresh), at=later).status == "ok"


def test_a_change_of_state_is_told_once_and_the_recovery_too() -> None:
    failing = after(OK, FAILED, FAILED, FAILED)
    assert notice(failing, FEED) == "Outlet: failing (no complete answer within 30 s); https://outlet.example/rss"
    failing = told(failing)
    assert notice(after(failing, FAILED), FEED) is None
    well = after(failing, WELL)
    assert notice(well, FEED) == "Outlet: works again (was failing)"
    assert notice(told(well), FEED) is None


def test_validators_and_digests_are_taken_over_with_what_was_read_only() -> None:
    assert after(OK, FAILED).etag == '"1"'
    assert after(OK, PAGE).etag == '"1"'
    parsed = parse(rss(item(1), item(2)))
    state = after(OK, taken(parsed))
    assert (state.etag, state.last_modified, state.body_digest) == ('"2"', "yesterday", "d")
    assert state.item_digests == parsed.item_digests


def test_of_a_cut_body_the_known_items_stay_known() -> None:
    before = parse(rss(item(1), item(2)))
    state = after(after(OK, taken(before)), taken(parse(rss(item(3))), is_cut=True, etag=None, digest=""))
    assert set(before.item_digests) < set(state.item_digests)
    assert (state.etag, state.body_digest) == (None, None)


def test_a_backlog_is_learned_with_the_first_good_body() -> None:
    assert not after(NEW, FAILED, PAGE).is_learned
    assert after(NEW, taken(parse(rss(item(1))))).is_learned


def test_a_permanent_move_is_kept_when_a_feed_is_there_and_not_when_a_page_is() -> None:
    assert after(OK, taken(Parsed(), moved_to="https://new.example/rss")).url == "https://new.example/rss"
    assert after(OK, replace(WELL, moved_to="https://new.example/rss")).url == "https://new.example/rss"
    page = taken(Parsed(problem="a web page, not a feed"), moved_to="https://parked.example/")
    assert after(OK, page).url == OK.url


def test_a_feed_whose_new_address_is_dead_is_asked_at_the_listed_one_again() -> None:
    moved = replace(OK, url="https://new.example/rss", listed=FEED.url)
    assert after(moved, *[FAILED] * 5).url == "https://new.example/rss"
    assert after(moved, *[FAILED] * 6).url == FEED.url
    assert after(replace(moved, listed=""), *[FAILED] * 6).url == "https://new.example/rss"


def test_a_silent_feed_is_asked_for_all_once_a_day_lest_its_validators_are_broken() -> None:
    state = replace(OK, last_modified="yesterday", usual_gap=HOUR)
    assert after(state, WELL, at=NOW + HOUR).etag == '"1"'
    assert after(state, WELL, at=NOW + 2 * DAY).etag is None


INTERVALS = {
    "an hour between items": (HOUR, NOW - HOUR, Wishes(), None, 15 * MINUTE),
    "never below the floor": (MINUTE, NOW - MINUTE, Wishes(), None, POLICY.floor),
    "never above the ceiling": (10 * DAY, NOW - DAY, Wishes(), None, POLICY.ceiling),
    "long silent": (10 * MINUTE, NOW - 8 * HOUR, Wishes(), None, 30 * MINUTE),
    "a ttl is heard": (10 * MINUTE, NOW, Wishes(every=10 * MINUTE), None, 10 * MINUTE),
    "but not for hours": (10 * MINUTE, NOW, Wishes(every=5 * HOUR), None, POLICY.patience),
    "max-age is heard": (10 * MINUTE, NOW, Wishes(), 5 * MINUTE, 5 * MINUTE),
}


@pytest.mark.parametrize(
    ("gap", "last", "wishes", "max_age", "interval"), INTERVALS.values(), ids=INTERVALS.keys()
)
def test_the_interval(
    gap: dt.timedelta, last: dt.datetime, wishes: Wishes, max_age: dt.timedelta | None, interval: dt.timedelta
) -> None:
    state = replace(OK, usual_gap=gap, last_item_at=last)
    state = after(state, taken(Parsed(wishes=wishes), max_age=max_age))
    assert state.interval == interval
    assert state.due_at == NOW + interval


def test_jitter_only_adds_up_to_a_tenth() -> None:
    early, late = (next_state(OK, WELL, NOW, jitter=j) for j in (0.0, 1.0))
    assert late.due_at - early.due_at == early.interval / 10


def test_hours_to_skip_are_skipped_but_no_longer_than_the_ceiling() -> None:
    state = after(OK, taken(Parsed(wishes=Wishes(skip_hours=frozenset({12})))))
    assert state.due_at == NOW.replace(hour=13)
    night = after(OK, taken(Parsed(wishes=Wishes(skip_hours=frozenset(range(12, 20))))))
    assert night.due_at == NOW + POLICY.ceiling


def test_failures_double_the_wait_up_to_the_ceiling_and_the_long_dead_are_asked_twice_a_day() -> None:
    waits = []
    state = OK
    for _ in range(8):
        state = after(state, FAILED)
        waits.append(state.due_at - NOW)
    assert waits == sorted(waits)
    assert waits[-1] == POLICY.ceiling
    dead = replace(state, last_ok_at=NOW - 8 * DAY)
    assert after(dead, FAILED).due_at - NOW == 12 * HOUR


def test_retry_after_is_kept_and_what_is_gone_is_never_asked_again() -> None:
    assert after(OK, replace(BUSY, retry_after=3 * HOUR)).due_at == NOW + 3 * HOUR
    assert after(OK, GONE).due_at == NEVER


def test_the_usual_gap_is_the_median_at_first_and_follows_slowly() -> None:
    dates = [f"Thu, 15 Jan 2026 {hour:02}:00:00 GMT" for hour in (2, 4, 6, 8)]
    state = after(NEW, taken(parse(rss(*(item(n, date=date) for n, date in enumerate(dates))))))
    assert state.usual_gap == 2 * HOUR
    later = after(state, taken(parse(rss(item(9, date="Thu, 15 Jan 2026 11:00:00 GMT")))))
    assert 2 * HOUR < later.usual_gap < 3 * HOUR  # type: ignore[operator]


def test_the_weekly_digest_lists_what_gives_nothing() -> None:
    dead = replace(OK, status="failing", reason="HTTP 404", last_item_at=NOW - 9 * DAY)
    lines = list_dead([(FEED, OK), (FEED, dead), (FEED, replace(NEW, status="gone", reason="HTTP 410"))], NOW)
    assert lines == (
        "Outlet: gone, last item never (HTTP 410)",
        "Outlet: failing, last item 9 days ago (HTTP 404)",
    )


# -- pace ---------------------------------------------------------------------------------------------------------


def test_every_name_of_telegram_is_one_host() -> None:
    names = ("https://t.me/s/a", "https://www.t.me/s/b", "http://telegram.me/s/c", "https://telegram.dog/s/d")
    assert {host_of(url) for url in names} == {"t.me"}
    assert host_of("http://outlet.example:8080/x") == "outlet.example:8080"
    assert host_of("https://www.outlet.example:443/x") == "outlet.example"
    assert host_of("https://[bad") == ""


def test_a_429_holds_the_host_and_widens_its_gap_which_narrows_with_success() -> None:
    pace = first_pace("t.me", POLICY, NOW)
    held = next_pace(pace, BUSY, NOW)
    assert held.free_at == NOW + BUSY.retry_after  # type: ignore[operator]
    assert held.gap == 2 * pace.gap
    for _ in range(20):
        held = next_pace(held, WELL, NOW)
    assert held.gap == pace.gap


def test_another_failure_does_not_change_the_gap() -> None:
    pace = first_pace("outlet.example", POLICY, NOW)
    assert next_pace(pace, FAILED, NOW).gap == pace.gap == POLICY.gap
