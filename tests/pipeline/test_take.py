"""Articles taken in over a real database: who is to hear of what follows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.model import Reading, Rule, Subscription
from bot.pipeline.take import Arrival, Newsdesk, mark_by_hand, open_desk, take_in
from bot.rulebook import make_rulebook
from bot.store import Store, open_store
from bot.store.chats import add_subscription, save_chat
from tests.alerts.build import on_ukraine, ruleset
from tests.store.nouns import NOW, article, chat, drones


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Chat 1 wants everything, chats 2 and 3 have no subscription."""
    with open_store(tmp_path / "tocsin.db", now=NOW) as store:
        with store.transaction():
            for number in (1, 2, 3):
                save_chat(store, chat(f"telegram:{number}"))
            wish = Subscription(subscription_id=0, chat_id="telegram:1", created_at=NOW)
            add_subscription(store, wish)
        yield store


def desk_of(store: Store, *rules: Rule) -> Newsdesk:
    return open_desk(store, make_rulebook(ruleset(*rules), (), {}), NOW)


def told(store: Store) -> list[str]:
    return [row["chat_id"] for row in store.rows("SELECT chat_id FROM deliveries ORDER BY chat_id")]


def test_a_rule_of_a_file_reaches_who_subscribed(store: Store) -> None:
    take_in(store, desk_of(store, on_ukraine()), [Arrival((article(),), (Reading((drones(),)),))], NOW)
    assert told(store) == ["telegram:1"]


def test_what_others_write_of_chats_leaves_the_ledger_what_others_decide_builds_it_anew(store: Store) -> None:
    desk = desk_of(store, on_ukraine())
    before = desk.ledger
    with open_store(Path(store.path), now=NOW) as other:
        with other.transaction():
            save_chat(other, chat("telegram:4"))
        take_in(store, desk, [Arrival((article("b1"),), (Reading(()),))], NOW)
        assert desk.ledger is before
        with other.transaction():
            mark_by_hand(other, NOW)
    take_in(store, desk, [Arrival((article("b2", url="https://x.example/2"),), (Reading(()),))], NOW)
    assert desk.ledger is not before


def test_a_personal_watch_reaches_its_chats_alone_even_without_a_subscription(store: Store) -> None:
    rule = on_ukraine(chats=("telegram:2", "telegram:9"))
    take_in(store, desk_of(store, rule), [Arrival((article(),), (Reading((drones(),)),))], NOW)
    assert told(store) == ["telegram:2"]
