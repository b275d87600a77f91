"""Deliveries: what waits, what is on its way, what arrived."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.model import Delivery, Manner, State
from bot.store.connection import Row, Store, insert_sql
from bot.store.rows import from_row, stamp, to_row

WAITING = ("pending", "held")


def add_deliveries(store: Store, deliveries: Sequence[Delivery]) -> tuple[Delivery, ...]:
    """Queue deliveries; what an older one of the same alert and chat still waited to say is said by the newer.

    Returns them as stored: with their ids, and as a first message where the chat's first message still waits.
    """
    return tuple(add_delivery(store, delivery) for delivery in deliveries)


def add_delivery(store: Store, delivery: Delivery) -> Delivery:
    """Queue one delivery (see `add_deliveries`)."""
    waiting = waiting_of(store, delivery.chat_id, delivery.alert_id) if delivery.alert_id else ()
    delivery, replaced = replace_waiting(waiting, delivery)
    store.many(
        "UPDATE deliveries SET state = 'dead', reason = ? WHERE delivery_id = ?",
        [(f"replaced by revision {delivery.number}", old.delivery_id) for old in replaced],
    )
    return replace(delivery, delivery_id=store.insert("deliveries", delivery_row(delivery)))


def replace_waiting(waiting: Iterable[Delivery], new: Delivery) -> tuple[Delivery, tuple[Delivery, ...]]:
    """What is really to be queued, and which waiting deliveries of the same alert and chat it replaces.

    A first message that still waits takes in whatever comes (the whole state is one message, and a chat that
    was never told needs no "130 -> 146"); an edit replaces an edit, an answer an answer. The new one is as loud
    as the loudest it replaces and keeps an earlier due time.
    """
    waiting = tuple(waiting)
    firsts = tuple(d for d in waiting if d.manner is Manner.NEW)
    if firsts:
        older, manner = waiting, Manner.NEW
    else:
        older, manner = tuple(d for d in waiting if d.manner is new.manner), new.manner
    if not older:
        return new, ()
    return (
        replace(
            new,
            manner=manner,
            severity=max(d.severity for d in (*older, new)),
            is_minor=all(d.is_minor for d in (*older, new)),
            number=max(d.number for d in (*older, new)),
            due_at=min(d.due_at for d in (*older, new)),
            created_at=min(d.created_at for d in (*older, new)),
            may_repeat=any(d.may_repeat for d in older),
            attempts=max(d.attempts for d in older),
        ),
        older,
    )


def waiting_of(store: Store, chat_id: str, alert_id: int) -> tuple[Delivery, ...]:
    """Deliveries of an alert that a chat has not got yet and that are not on their way."""
    rows = store.rows(
        "SELECT * FROM deliveries WHERE alert_id = ? AND chat_id = ? AND state IN ('pending', 'held')"
        " ORDER BY delivery_id",
        (alert_id, chat_id),
    )
    return tuple(to_delivery(row) for row in rows)


def due_deliveries(
    store: Store, now: dt.datetime, limit: int, busy_chats: Iterable[str] = ()
) -> tuple[Delivery, ...]:
    """The next delivery of each chat that is not busy, at most `limit`, the most pressing first.

    Quiet hours that are over release what they held.
    """
    busy = list(busy_chats)
    rows = store.rows(
        f"""
        SELECT d.*, min(d.rank * 1000000000000 + d.delivery_id) AS place FROM deliveries AS d
        JOIN (
            SELECT delivery_id FROM deliveries WHERE state = 'pending' AND due_at <= ?
            AND chat_id NOT IN ({", ".join("?" * len(busy))}) ORDER BY rank, delivery_id LIMIT ?
        ) USING (delivery_id)
        GROUP BY d.chat_id ORDER BY place LIMIT ?
        """,  # noqa: S608
        (stamp(now), *busy, limit * 20, limit),
    )
    return tuple(to_delivery(row) for row in rows)


def held_deliveries(store: Store, now: dt.datetime) -> dict[str, tuple[Delivery, ...]]:
    """Held deliveries whose time has come, by chat: one goes out as it is, several as a digest."""
    found: dict[str, tuple[Delivery, ...]] = {}
    sql = "SELECT * FROM deliveries WHERE state = 'held' AND due_at <= ? ORDER BY chat_id, delivery_id"
    for row in store.rows(sql, (stamp(now),)):
        found[row["chat_id"]] = (*found.get(row["chat_id"], ()), to_delivery(row))
    return found


def next_due_at(store: Store) -> dt.datetime | None:
    """When the next waiting delivery is due, None where none waits."""
    earliest = store.value("SELECT min(due_at) FROM deliveries WHERE state = 'pending'")
    held = store.value("SELECT min(due_at) FROM deliveries WHERE state = 'held'")
    return min((dt.datetime.fromisoformat(t) for t in (earliest, held) if t), default=None)


def save_deliveries(store: Store, deliveries: Iterable[Delivery]) -> None:
    """Write deliveries as they stand now."""
    rows = [{"delivery_id": d.delivery_id} | delivery_row(d) for d in deliveries]
    if rows:
        store.many(insert_sql("deliveries", tuple(rows[0]), ("delivery_id",)), [tuple(r.values()) for r in rows])


def in_flight(store: Store) -> tuple[Delivery, ...]:
    """What was on its way: after a crash nobody knows whether these arrived."""
    rows = store.rows("SELECT * FROM deliveries WHERE state = 'sending' ORDER BY delivery_id")
    return tuple(to_delivery(row) for row in rows)


def retrying_chats(store: Store, now: dt.datetime) -> dict[str, dt.datetime]:
    """Chats whose next message waits for another attempt, and until when; nothing may overtake it."""
    rows = store.rows(
        "SELECT chat_id, max(due_at) AS until FROM deliveries"
        " WHERE state = 'pending' AND attempts > 0 AND due_at > ? GROUP BY chat_id",
        (stamp(now),),
    )
    return {row["chat_id"]: dt.datetime.fromisoformat(row["until"]) for row in rows}


def known_messages(store: Store, alert_id: int) -> dict[str, int | None]:
    """Chats that were told of an alert, or are about to be, with their first message's id (None: not sent yet).

    To such a chat a revision is an edit or an answer; to any other the whole state as a new message. A chat
    whose message still waits is among them: `add_deliveries` puts the revision into that message.
    """
    rows = store.rows(
        "SELECT chat_id, max(message_id) AS message_id FROM deliveries WHERE alert_id = ? AND manner = 'new'"
        " AND state <> 'dead' GROUP BY chat_id",
        (alert_id,),
    )
    return {row["chat_id"]: row["message_id"] for row in rows}


def message_of(store: Store, chat_id: str, alert_id: int) -> int | None:
    """The chat's first message of an alert: the one that is edited and answered."""
    found: int | None = store.value(
        "SELECT message_id FROM deliveries WHERE alert_id = ? AND chat_id = ? AND manner = 'new'"
        " AND state = 'sent' ORDER BY delivery_id DESC",
        (alert_id, chat_id),
    )
    return found


def last_edit_at(store: Store, chat_id: str, alert_id: int) -> dt.datetime | None:
    """When the chat's message of an alert was last sent or edited."""
    at = store.value(
        "SELECT max(sent_at) FROM deliveries WHERE alert_id = ? AND chat_id = ? AND state = 'sent'",
        (alert_id, chat_id),
    )
    return None if at is None else dt.datetime.fromisoformat(at)


def waiting_count(store: Store) -> dict[str, int]:
    """How many deliveries stand in each state that is not final."""
    counts = {}
    for state in (State.PENDING, State.SENDING, State.HELD):
        counts[state.value] = store.value(f"SELECT count(*) FROM deliveries WHERE state = '{state.value}'")  # noqa: S608
    return counts


def delivery_row(delivery: Delivery) -> dict[str, object]:
    row = to_row(delivery, without=frozenset({"delivery_id"})) | {"rank": delivery.rank}
    if not delivery.alert_id:
        row |= {"alert_id": None, "number": None}
    return row


def to_delivery(row: Row) -> Delivery:
    return from_row(Delivery, row, alert_id=row["alert_id"] or 0, number=row["number"] or 0)
