"""Deliveries: what waits, what is on its way, what arrived."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.model import Delivery, Manner, Severity, State
from bot.store.connection import Row, Store, insert_sql
from bot.store.rows import as_time, from_row, stamp, to_row

REPLACED = "replaced by"
"""How the reason of a delivery begins whose news a newer one tells."""
IN_DIGEST = "told in a digest"
"""The reason of a delivery that has no message of its own, since a digest told its alert."""


def add_deliveries(store: Store, deliveries: Sequence[Delivery]) -> tuple[Delivery, ...]:
    """Queue deliveries; what an older one of the same alert and chat still waited to say is said by the newer.

    Returns them as stored: with their ids, and as a first message where the chat's first message still waits.
    """
    return tuple(add_delivery(store, delivery) for delivery in deliveries)


def add_delivery(store: Store, delivery: Delivery) -> Delivery:
    """Queue one delivery (see `add_deliveries`)."""
    waiting = waiting_like(store, delivery)
    delivery, replaced = replace_waiting(waiting, delivery)
    by = "a newer board" if delivery.board else f"revision {delivery.number}"
    store.many(
        "UPDATE deliveries SET state = 'dead', reason = ? WHERE delivery_id = ?",
        [(f"{REPLACED} {by}", old.delivery_id) for old in replaced],
    )
    return replace(delivery, delivery_id=store.insert("deliveries", delivery_row(delivery)))


def replace_waiting(waiting: Iterable[Delivery], new: Delivery) -> tuple[Delivery, tuple[Delivery, ...]]:
    """What is really to be queued, and which waiting deliveries of the same alert and chat it replaces.

    A first message that still waits takes in whatever comes (the whole state is one message, and a chat that
    was never told needs no "130 -> 146"); an edit replaces an edit, an answer an answer. The new one is as loud
    as the loudest it replaces and keeps an earlier due time. A first message that is held (for a digest, over
    quiet hours) stays held, unless what comes is critical and said aloud.
    """
    waiting = tuple(waiting)
    firsts = tuple(d for d in waiting if d.manner is Manner.NEW)
    if firsts or new.board:  # a board is its whole state, whether it will be a message or an edit
        older, manner = waiting, Manner.NEW
    else:
        older, manner = tuple(d for d in waiting if d.manner is new.manner), new.manner
    if not older:
        return new, ()
    held = next((d for d in firsts if d.state is State.HELD), None)
    if held is not None and (new.manner is Manner.EDIT or new.severity < Severity.CRITICAL):
        new = replace(new, state=State.HELD, due_at=held.due_at, reason=held.reason)
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


def waiting_like(store: Store, new: Delivery) -> tuple[Delivery, ...]:
    """Deliveries of the same alert or board that the chat has not got yet and that are not on their way."""
    if not new.alert_id and not new.board:
        return ()
    same = "board = ? AND board <> ''" if new.board else "alert_id = ?"
    rows = store.rows(
        f"SELECT * FROM deliveries WHERE {same} AND chat_id = ? AND state IN ('pending', 'held')"  # noqa: S608
        " ORDER BY delivery_id",
        (new.board or new.alert_id, new.chat_id),
    )
    return tuple(to_delivery(row) for row in rows)


GROUP = "substr(chat_id, 1, instr(chat_id || '/', '/') - 1)"
"""The chat without its forum topic: topics share their group's limits, so they share its turn."""
CHANNEL = "substr(chat_id, 1, instr(chat_id || ':', ':') - 1)"


def due_deliveries(
    store: Store,
    now: dt.datetime,
    limit: int,
    busy: Iterable[str] = (),
    channels: Iterable[str] | None = None,
    *,
    retrying: Iterable[str] = (),
) -> tuple[Delivery, ...]:
    """The next delivery of each chat that is not busy, at most `limit`, the most pressing first.

    `busy` are chats without their topics, `retrying` those to which only what is critical may go, `channels`
    those that can be asked now (None: all). What was queued
    before the clock was set back is due, too: nothing waits for an hour to come a second time.
    """
    busy, retrying = list(busy), list(retrying)
    open_channels = None if channels is None else list(channels)
    of_channels = "" if open_channels is None else f"AND {CHANNEL} IN ({marks(open_channels)})"
    rows = store.rows(
        f"""
        SELECT d.*, min(d.rank * 1000000000000 + d.delivery_id) AS place FROM deliveries AS d
        JOIN (
            SELECT delivery_id, {GROUP} AS chat FROM deliveries
            WHERE state = 'pending' AND (due_at <= ? OR created_at > ?)
            AND {GROUP} NOT IN ({marks(busy)}) AND (rank = 0 OR {GROUP} NOT IN ({marks(retrying)})) {of_channels}
            ORDER BY rank, delivery_id LIMIT ?
        ) USING (delivery_id)
        GROUP BY chat ORDER BY place LIMIT ?
        """,  # noqa: S608
        (stamp(now), stamp(now), *busy, *retrying, *(open_channels or ()), limit * 20, limit),
    )
    return tuple(to_delivery(row) for row in rows)


def marks(values: list[str]) -> str:
    return ", ".join("?" * len(values))


def get_delivery(store: Store, delivery_id: int) -> Delivery | None:
    row = store.row("SELECT * FROM deliveries WHERE delivery_id = ?", (delivery_id,))
    return None if row is None else to_delivery(row)


def held_deliveries(store: Store, now: dt.datetime) -> dict[str, tuple[Delivery, ...]]:
    """Held deliveries whose time has come, by chat: one goes out as it is, several as a digest."""
    found: dict[str, tuple[Delivery, ...]] = {}
    # the plus keeps SQLite from walking through all deliveries for the sake of the order
    sql = "SELECT * FROM deliveries WHERE state = 'held' AND due_at <= ? ORDER BY +chat_id, delivery_id"
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
        " WHERE state = 'pending' AND reason <> '' AND is_minor = 0 AND attempts <= 6 AND due_at > ?"
        " GROUP BY +chat_id",
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


def known_boards(store: Store, boards: Iterable[str]) -> dict[str, set[str]]:
    """Board -> the chats that have it, or are about to."""
    found: dict[str, set[str]] = {}
    for board in boards:
        rows = store.rows(
            "SELECT DISTINCT chat_id FROM deliveries WHERE board = ? AND board <> '' AND state <> 'dead'", (board,)
        )
        found[board] = {row["chat_id"] for row in rows}
    return found


def board_message(store: Store, chat_id: str, board: str) -> int | None:
    """The chat's message of a board; None where it has none, or where its last edit was refused (it was deleted)."""
    row = store.row(
        "SELECT state, message_id FROM deliveries WHERE board = ? AND board <> '' AND chat_id = ?"
        " AND (state = 'sent' OR (state = 'dead' AND manner = 'edit' AND reason NOT LIKE ? || '%'))"
        " ORDER BY delivery_id DESC LIMIT 1",
        (board, chat_id, REPLACED),
    )
    return None if row is None or row["state"] == "dead" else row["message_id"]


@dataclass(frozen=True, slots=True)
class Told:
    """What a chat has of an alert: the message that is edited and answered, and when it was written."""

    message_id: int | None
    first_at: dt.datetime | None
    last_at: dt.datetime | None
    """The last message or edit."""
    in_digest: bool = False
    """A digest told it: there is no message to edit."""
    shown: int = 0
    """The newest revision that its message shows, 0 for none."""
    answered: int = 0
    """The newest revision that a message of its own told: the first one or an answer, 0 for none."""

    def is_past(self, delivery: Delivery) -> bool:
        """True where a newer revision was told before: an edit in its place would put the old figure back."""
        if delivery.manner is Manner.REPLY:
            return self.answered > delivery.number
        return self.shown > delivery.number


def messages_of(store: Store, chat_id: str, alert_id: int) -> Told:
    """What a chat has of an alert; all None where it has nothing."""
    found = store.rows(
        "SELECT manner, number, message_id, sent_at, reason FROM deliveries"
        " WHERE alert_id = ? AND chat_id = ? AND state = 'sent' ORDER BY sent_at, delivery_id",
        (alert_id, chat_id),
    )
    rows = [row for row in found if row["message_id"] is not None]
    first = next((row for row in reversed(rows) if row["manner"] == "new"), None)
    if first is None:
        return Told(None, None, None, any(row["reason"] == IN_DIGEST for row in found))
    return Told(
        first["message_id"],
        as_time(first["sent_at"]),
        as_time(rows[-1]["sent_at"]),
        shown=max(row["number"] for row in rows if row["manner"] != "reply"),
        answered=max((row["number"] for row in rows if row["manner"] != "edit"), default=0),
    )


def told_since(store: Store, at: dt.datetime) -> dict[str, int]:
    """How many first messages each chat was given since then; what a budget per hour goes by."""
    rows = store.rows(
        "SELECT chat_id, count(*) AS many FROM deliveries WHERE created_at >= ? AND manner = 'new'"
        " AND state <> 'dead' AND alert_id IS NOT NULL GROUP BY +chat_id",
        (stamp(at),),
    )
    return {row["chat_id"]: row["many"] for row in rows}


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
