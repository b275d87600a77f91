"""What an answer means for a delivery. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.model import Answer, Delivery, Manner, Refused, RetryLater, Sent, State

FIRST_WAIT = dt.timedelta(seconds=1)
LONGEST_WAIT = dt.timedelta(minutes=1)
OVERTAKEN_AFTER = 6
"""Attempts (two minutes or so) after which later messages to the same chat no longer wait for this one."""
MOST_ATTEMPTS = 20
"""Then it is the message, not the network: outages are not counted (see `bot.delivery.outbox`)."""
GIVE_UP_AFTER = dt.timedelta(hours=24)
"""An alert a day late is history, which `/history` tells."""
MINOR_GAP = dt.timedelta(minutes=10)
"""Edits that only add a source cost as much of the limit as a message does: at most one in this time ..."""
MINOR_UNTIL = dt.timedelta(hours=6)
"""... and none to a message older than this."""


def next_state(
    delivery: Delivery, answer: Answer, now: dt.datetime, jitter: float = 0.0, *, is_outage: bool = False
) -> Delivery:
    """The delivery after the channel answered.

    `jitter` from 0 to 1 spreads the attempts of many. `is_outage`: the channel is down for everyone, so the
    attempt is not held against this message.
    """
    match answer:
        case Sent():
            return replace(
                delivery,
                state=State.SENT,
                sent_at=now,
                message_id=answer.message_id if answer.message_id is not None else delivery.message_id,
                reason="",
            )
        case RetryLater():
            return retried(delivery, answer, now, jitter, is_outage=is_outage)
        case Refused(moved_to=str(chat_id)):
            return replace(delivery, state=State.PENDING, chat_id=chat_id, due_at=now, reason=answer.reason)
        case Refused():
            return replace(delivery, state=State.DEAD, reason=answer.reason or "refused without a reason")


def retried(
    delivery: Delivery, answer: RetryLater, now: dt.datetime, jitter: float, *, is_outage: bool
) -> Delivery:
    """When it is tried again, or that it is given up."""
    attempts = delivery.attempts + (answer.after is None and not is_outage)  # a 429 is not the message's fault
    delivery = replace(
        delivery,
        attempts=attempts,
        reason=answer.reason,
        may_repeat=delivery.may_repeat or answer.may_have_arrived,
    )
    if attempts >= MOST_ATTEMPTS:
        return replace(delivery, state=State.DEAD, reason=f"given up after {attempts} attempts: {answer.reason}")
    if now - delivery.created_at >= GIVE_UP_AFTER:
        return replace(delivery, state=State.DEAD, reason=f"given up after 24 hours: {answer.reason}")
    return replace(delivery, state=State.PENDING, due_at=now + wait(attempts, answer.after, jitter))


def wait(attempts: int, after: dt.timedelta | None, jitter: float) -> dt.timedelta:
    """Twice as long each time, half of it by chance; what the channel asked for is never cut short."""
    if after is not None:
        return after + FIRST_WAIT * jitter / 4
    longest = min(FIRST_WAIT * (1 << min(attempts, 10)), LONGEST_WAIT)
    return longest * (1 + jitter) / 2


def holds_chat(delivery: Delivery) -> bool:
    """True where later messages to the chat must wait for this one; a single bad message never blocks the rest."""
    return delivery.state is State.PENDING and delivery.attempts <= OVERTAKEN_AFTER


def before_sending(
    delivery: Delivery, message_id: int | None, first_at: dt.datetime | None, last_at: dt.datetime | None,
    now: dt.datetime,
) -> Delivery:  # fmt: skip
    """The delivery as it is to be sent now: on its way, put off, or dead.

    `message_id` is the chat's first message of the alert (None: it has none, so that whatever comes is told
    whole), `first_at` when that was sent, `last_at` when it was last sent or edited.
    """
    if now - delivery.created_at >= GIVE_UP_AFTER:
        return replace(delivery, state=State.DEAD, reason=delivery.reason or "waited for over 24 hours")
    if delivery.alert_id and delivery.manner is not Manner.NEW and message_id is None:
        delivery = replace(delivery, manner=Manner.NEW, is_minor=False)
    if delivery.is_minor and delivery.manner is Manner.EDIT:
        if first_at is not None and now - first_at > MINOR_UNTIL:
            return replace(
                delivery, state=State.DEAD, reason="only adds a source, and the message is over six hours old"
            )
        if last_at is not None and last_at <= now < last_at + MINOR_GAP:
            return replace(
                delivery, due_at=last_at + MINOR_GAP, reason="only adds a source: at most every ten minutes"
            )
    return replace(delivery, state=State.SENDING)
