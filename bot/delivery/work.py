"""The outbox's transactions: take deliveries up, write down what came of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from bot.delivery.verdict import before_sending
from bot.model import Answer, Chat, Delivery, Manner, Message, Refused, Revision, State
from bot.store import Store
from bot.store.alerts import get_revision
from bot.store.chats import end_chat, get_chat, move_chat
from bot.store.outbox import (
    IN_DIGEST,
    REPLACED,
    add_delivery,
    board_message,
    get_delivery,
    held_deliveries,
    in_flight,
    messages_of,
    save_deliveries,
)

Digest = Callable[[Chat, Sequence[Revision]], Message]
"""Several alerts that were held for a chat as one message."""


@dataclass(frozen=True, slots=True)
class Job:
    """A delivery that is on its way, with all that its message is made of."""

    delivery: Delivery
    chat: Chat
    revision: Revision | None
    """None for a notice."""
    message_id: int | None
    """The message to edit or to answer."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a channel said about a delivery, and the delivery as it stands after it."""

    chat_id: str
    """Whom it was sent to; the delivery may name another where the chat moved."""
    delivery: Delivery
    answer: Answer


def recover(store: Store, now: dt.datetime) -> int:
    """After a crash: what was on its way is sent once more, since nobody knows whether it arrived."""
    lost = in_flight(store)
    save_deliveries(store, (replace(d, state=State.PENDING, due_at=now, may_repeat=True) for d in lost))
    return len(lost)


def take_up(store: Store, ids: Iterable[int], now: dt.datetime) -> list[Job]:
    """Mark deliveries as on their way. Committed before the first request leaves."""
    jobs = []
    revisions: dict[tuple[int, int], Revision | None] = {}
    for delivery_id in ids:
        delivery = get_delivery(store, delivery_id)
        chat = get_chat(store, delivery.chat_id) if delivery else None
        if delivery is None or chat is None or delivery.state is not State.PENDING:
            continue  # replaced, ended or forgotten since it was looked up
        job = prepare(store, delivery, chat, now, revisions)
        save_deliveries(store, [job.delivery])
        if job.delivery.state is State.SENDING:
            jobs.append(job)
    return jobs


def prepare(
    store: Store,
    delivery: Delivery,
    chat: Chat,
    now: dt.datetime,
    revisions: dict[tuple[int, int], Revision | None],
) -> Job:
    """What is to be sent to the chat now; most deliveries of one moment share their revision."""
    if chat.ended is not None:
        return Job(replace(delivery, state=State.DEAD, reason=chat.ended), chat, None, None)
    if delivery.board:
        known = board_message(store, chat.chat_id, delivery.board)
        manner = Manner.NEW if known is None else Manner.EDIT
        return Job(replace(delivery, state=State.SENDING, manner=manner), chat, None, known)
    if not delivery.alert_id:
        return Job(replace(delivery, state=State.SENDING), chat, None, None)
    key = (delivery.alert_id, delivery.number)
    if key not in revisions:
        revisions[key] = get_revision(store, *key)
    revision = revisions[key]
    if revision is None:
        return Job(replace(delivery, state=State.DEAD, reason="its revision is not there"), chat, None, None)
    told = messages_of(store, chat.chat_id, delivery.alert_id)
    message_id, first_at, last_at = told.message_id, told.first_at, told.last_at
    if told.is_past(delivery):  # it was tried again, and something newer went out meanwhile
        newer = told.answered if delivery.manner is Manner.REPLY else told.shown
        reason = f"{REPLACED} revision {newer}, which was sent before it"
        return Job(replace(delivery, state=State.DEAD, reason=reason), chat, revision, None)
    if told.in_digest and delivery.manner is Manner.EDIT:
        return Job(replace(delivery, state=State.DEAD, reason=IN_DIGEST), chat, revision, None)
    delivery = before_sending(delivery, message_id, first_at, last_at, now)
    if delivery.manner is Manner.NEW and revision.answers is not None:  # a reopening answers the closure
        message_id = messages_of(store, chat.chat_id, revision.answers).message_id
    elif delivery.manner is Manner.NEW:
        message_id = None
    return Job(delivery, chat, revision, message_id)


def write_down(store: Store, batch: Iterable[Answered]) -> None:
    """Keep what came of deliveries, and what it says about their chats."""
    for answered in batch:
        delivery, answer = answered.delivery, answered.answer
        if get_delivery(store, delivery.delivery_id) is None:
            continue  # the chat was forgotten meanwhile
        if isinstance(answer, Refused) and answer.moved_to:
            move_chat(store, answered.chat_id, answer.moved_to)
        elif isinstance(answer, Refused) and answer.chat_is_gone:
            end_chat(store, answered.chat_id, answer.reason)
        save_deliveries(store, [delivery])


def release_held(store: Store, now: dt.datetime, digest: Digest | None) -> int:
    """Their time has come: one held alert goes out as it is, several as a digest. Returns how many chats.

    They are as young as their release: a day's digest waits for as long as an alert may be late.
    """
    held = held_deliveries(store, now)
    for chat_id, deliveries in held.items():
        chat = get_chat(store, chat_id)
        boards = [d for d in deliveries if d.board]  # each stays one message that is edited
        deliveries = tuple(d for d in deliveries if not d.board)
        alone = deliveries if chat is None or digest is None or len(deliveries) <= 1 else ()
        save_deliveries(store, (replace(d, state=State.PENDING, created_at=now) for d in (*boards, *alone)))
        if chat is None or digest is None or len(deliveries) <= 1:
            continue
        revisions = [get_revision(store, d.alert_id, d.number) for d in deliveries if d.alert_id]
        message = digest(chat, [r for r in revisions if r is not None])
        severity = max(d.severity for d in deliveries)
        add_delivery(
            store,
            Delivery(
                delivery_id=0, chat_id=chat_id, alert_id=0, number=0, manner=Manner.NEW, severity=severity,
                due_at=now, created_at=now, notice=message,
            ),
        )  # fmt: skip
        save_deliveries(store, (replace(d, state=State.SENT, sent_at=now, reason=IN_DIGEST) for d in deliveries))
    return len(held)
