"""What is asked at every tick or article costs the same after years: it looks into an index, never through a table."""

from collections.abc import Callable

import pytest

from bot.model import Manner, State
from bot.store import Store
from bot.store.outbox import (
    add_deliveries,
    board_message,
    due_deliveries,
    held_deliveries,
    in_flight,
    known_boards,
    known_messages,
    messages_of,
    next_due_at,
    retrying_chats,
    told_since,
    waiting_count,
)
from bot.store.pulse import last_fetched_at, waiting_since
from tests.store.nouns import MINUTE, NOW, delivery, fill

WAITING = ("deliveries_waiting", "deliveries_in_flight", "deliveries_held")
"""Indexes of what waits: as short as the queue, so that a walk through them is cheap."""
ASKED: dict[str, Callable[[Store], object]] = {
    "what is due": lambda s: due_deliveries(s, NOW, 10, ["telegram:5"], ["telegram"], retrying=["telegram:6"]),
    "what was held and is due": lambda s: held_deliveries(s, NOW),
    "when the next is due": next_due_at,
    "what is under way": in_flight,
    "which chats wait for another attempt": lambda s: retrying_chats(s, NOW),
    "which chats were told of an alert": lambda s: known_messages(s, 1),
    "which chats have a board": lambda s: known_boards(s, ["2026-01-22 moscow"]),
    "the message of a board": lambda s: board_message(s, "telegram:1", "2026-01-22 moscow"),
    "what a chat has of an alert": lambda s: messages_of(s, "telegram:1", 1),
    "what each chat was told within an hour": lambda s: told_since(s, NOW - 60 * MINUTE),
    "how much waits": waiting_count,
    "since when it waits": lambda s: waiting_since(s, NOW),
    "the newest article": last_fetched_at,
    "the newest article of some feeds": lambda s: last_fetched_at(s, ["dnipro-daily"]),
    "an edit is queued": lambda s: add_deliveries(s, [delivery(number=2, manner=Manner.EDIT)]),
}


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
def test_no_question_of_every_tick_walks_through_a_table_that_grows(store: Store, ask: Callable[[Store], object]):
    fill(store, alerts=3, revisions=2, chats=("telegram:1", "telegram:2"))
    add_deliveries(store, [delivery("telegram:2"), delivery(alert_id=2, state=State.HELD, due_at=NOW)])
    asked: list[str] = []
    store.db.conn.set_trace_callback(asked.append)
    ask(store)
    store.db.conn.set_trace_callback(None)
    assert asked
    for sql in asked:
        plan = [row["detail"] for row in store.rows(f"EXPLAIN QUERY PLAN {sql}")]
        walks = [
            step for step in plan if (step.startswith("SCAN") and " deliveries" in step) or "SCAN articles" in step
        ]
        assert all(any(step.endswith(name) for name in WAITING) for step in walks), (sql, plan)
