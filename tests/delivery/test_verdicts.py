"""What an answer means, and when a delivery is put off or given up."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.delivery.pace import TELEGRAM, Window, free_at, noted, room
from bot.delivery.traffic import Traffic
from bot.delivery.verdict import MOST_ATTEMPTS, before_sending, holds_chat, next_state
from bot.model import Manner, Refused, RetryLater, Sent, Severity, State
from bot.store.outbox import replace_waiting
from tests.store.nouns import NOW, delivery

SENDING = delivery(state=State.SENDING)
SECOND = dt.timedelta(seconds=1)


def test_sent_keeps_the_message_id():
    after = next_state(replace(SENDING, reason="timed out"), Sent(5), NOW)
    assert (after.state, after.message_id, after.sent_at, after.reason) == (State.SENT, 5, NOW, "")


@pytest.mark.parametrize(
    ("attempts", "jitter", "seconds"),
    [(0, 1.0, 2), (0, 0.0, 1), (1, 1.0, 4), (3, 1.0, 16), (10, 1.0, 60), (10, 0.0, 30)],
)
def test_each_attempt_waits_twice_as_long_up_to_a_minute(attempts, jitter, seconds):
    after = next_state(replace(SENDING, attempts=attempts), RetryLater("502"), NOW, jitter)
    assert (after.state, after.attempts, after.due_at) == (State.PENDING, attempts + 1, NOW + seconds * SECOND)


def test_a_429_is_waited_out_and_not_held_against_the_message():
    after = next_state(SENDING, RetryLater("Too Many Requests", after=30 * SECOND), NOW, 1.0)
    assert after.attempts == 0
    assert 30 * SECOND <= after.due_at - NOW <= 31 * SECOND


def test_an_outage_is_not_held_against_the_message():
    after = next_state(replace(SENDING, attempts=MOST_ATTEMPTS - 1), RetryLater("away"), NOW, is_outage=True)
    assert (after.state, after.attempts) == (State.PENDING, MOST_ATTEMPTS - 1)


def test_a_lost_answer_marks_a_possible_repeat():
    assert next_state(SENDING, RetryLater("timed out", may_have_arrived=True), NOW).may_repeat
    assert not next_state(SENDING, RetryLater("no route"), NOW).may_repeat


@pytest.mark.parametrize(
    ("waiting", "answer"),
    [
        (replace(SENDING, attempts=MOST_ATTEMPTS - 1), RetryLater("500")),
        (replace(SENDING, created_at=NOW - dt.timedelta(hours=25)), RetryLater("500")),
        (SENDING, Refused("message is too long")),
        (SENDING, Refused("")),
        (SENDING, Refused("bot was blocked by the user", chat_is_gone=True)),
    ],
    ids=["too many attempts", "a day old", "refused", "refused without a word", "gone"],
)
def test_what_is_dead_says_why(waiting, answer):
    after = next_state(waiting, answer, NOW)
    assert after.state is State.DEAD
    assert after.reason


def test_a_group_that_moved_gets_its_message_at_the_new_place():
    after = next_state(SENDING, Refused("migrated", moved_to="telegram:-1007"), NOW)
    assert (after.state, after.chat_id, after.due_at) == (State.PENDING, "telegram:-1007", NOW)


def test_one_bad_message_stops_holding_its_chat():
    bad = SENDING
    held = []
    for _ in range(MOST_ATTEMPTS):
        bad = next_state(bad, RetryLater("500"), NOW)
        held.append(holds_chat(bad))
    assert held[0]
    assert not held[-1]
    assert held == sorted(held, reverse=True)


# -- before sending -----------------------------------------------------------------------------------------

EDIT = delivery(manner=Manner.EDIT, number=2)
HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize("manner", [Manner.EDIT, Manner.REPLY])
def test_a_chat_without_a_message_is_told_the_whole(manner):
    assert before_sending(replace(EDIT, manner=manner), None, None, None, NOW).manner is Manner.NEW


@pytest.mark.parametrize(
    ("first", "last", "state", "due"),
    [
        (1 * HOUR, HOUR / 4, State.SENDING, None),
        (1 * HOUR, HOUR / 10, State.PENDING, NOW - HOUR / 10 + HOUR / 6),
        (7 * HOUR, 7 * HOUR, State.DEAD, None),
        (1 * HOUR, -HOUR, State.SENDING, None),
    ],
    ids=["long enough ago", "a moment ago", "too old a message", "the clock was set back"],
)
def test_an_edit_that_only_adds_a_source_is_seldom(first, last, state, due):
    minor = replace(EDIT, is_minor=True)
    after = before_sending(minor, 5, NOW - first, NOW - last, NOW)
    assert after.state is state
    assert due is None or after.due_at == due
    assert before_sending(EDIT, 5, NOW - first, NOW - last, NOW).state is State.SENDING, "a change never waits"


# -- what replaces what -------------------------------------------------------------------------------------


def waiting(*manners: Manner, **given):
    return tuple(delivery(delivery_id=n, number=n, manner=m, **given) for n, m in enumerate(manners, start=1))


@pytest.mark.parametrize(
    ("older", "new", "manner", "replaced"),
    [
        ((), Manner.NEW, Manner.NEW, []),
        ((Manner.NEW,), Manner.EDIT, Manner.NEW, [1]),
        ((Manner.NEW,), Manner.REPLY, Manner.NEW, [1]),
        ((Manner.EDIT,), Manner.EDIT, Manner.EDIT, [1]),
        ((Manner.EDIT, Manner.REPLY), Manner.EDIT, Manner.EDIT, [1]),
        ((Manner.EDIT, Manner.REPLY), Manner.REPLY, Manner.REPLY, [2]),
        ((Manner.REPLY,), Manner.EDIT, Manner.EDIT, []),
    ],
)
def test_the_newest_replaces_what_still_waits(older, new, manner, replaced):
    kept, gone = replace_waiting(waiting(*older), delivery(number=9, manner=new))
    assert (kept.manner, kept.number) == (manner, 9)
    assert [d.delivery_id for d in gone] == replaced


def test_what_replaces_is_as_loud_and_as_early_as_what_it_replaces():
    loud = waiting(Manner.EDIT, severity=Severity.CRITICAL)
    quiet = delivery(number=9, manner=Manner.EDIT, is_minor=True, severity=Severity.LOW, due_at=NOW + HOUR)
    kept, _ = replace_waiting(loud, quiet)
    assert (kept.severity, kept.is_minor, kept.due_at) == (Severity.CRITICAL, False, NOW)


# -- pace ------------------------------------------------------------------------------------------------------


@given(some.lists(some.floats(0, 5), min_size=1, max_size=300))
def test_no_window_ever_sees_more_than_it_may(wishes):
    windows = TELEGRAM.whole
    times: tuple[float, ...] = ()
    sent = []
    for wish in sorted(wishes):
        if room(windows, times, wish) > 0:
            assert free_at(windows, times, wish) == wish
            times = noted(windows, times, wish)
            sent.append(wish)
        else:
            assert free_at(windows, times, wish) > wish
    for window in windows:
        assert all(sum(1 for t in sent if at <= t < at + window.span) <= window.most for at in sent)


def test_when_it_is_free_there_is_room():
    windows = (Window(2, 1.0),)
    times = noted(windows, noted(windows, (), 0.0), 0.5)
    assert free_at(windows, times, 0.6) == 1.0
    assert room(windows, times, 1.0) == 1


def test_a_429_holds_its_chat_and_two_hold_everybody():
    traffic = Traffic({"telegram": TELEGRAM})
    slow = RetryLater("Too Many Requests", after=30 * SECOND)
    traffic.note_answer("telegram:1", slow, 0.0)
    assert traffic.busy(1.0) == {"telegram:1"}
    assert traffic.room("telegram", 1.0) > 0
    traffic.note_answer("telegram:1", slow, 1.0)
    assert traffic.room("telegram", 1.0) > 0, "the same chat again says nothing about the others"
    traffic.note_answer("telegram:2", RetryLater("Too Many Requests", after=5 * SECOND), 2.5)
    assert traffic.room("telegram", 30.9) == 0
    assert traffic.room("telegram", 31.1) > 0


def test_a_channel_that_is_away_is_asked_with_single_requests():
    traffic = Traffic({})
    aways = [traffic.note_answer(f"telegram:{n}", RetryLater("no route"), 0.0) for n in range(12)]
    assert aways == [False] * 9 + [True] * 3
    assert traffic.room("telegram", 0.1) == 0
    assert traffic.room("telegram", 100.0) == 1
    traffic.note_answer("telegram:1", Sent(1), 100.0)
    assert traffic.room("telegram", 101.0) > 1


def test_topics_share_the_pace_of_their_group():
    traffic = Traffic({"telegram": TELEGRAM})
    for n in range(20):
        assert traffic.is_free(f"telegram:-5/{n}", n * 2.0)
        traffic.note_request(f"telegram:-5/{n}", n * 2.0)
    assert traffic.busy(40.0) == {"telegram:-5"}
    assert not traffic.is_free("telegram:-5/99", 40.0)
    assert traffic.is_free("telegram:-5/99", 61.0)
