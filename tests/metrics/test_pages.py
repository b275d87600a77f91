"""The pages for machines, over real HTTP: every figure is there, and none of them names a chat."""

from __future__ import annotations

import datetime as dt
import socket
from pathlib import Path

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.errors import ConfigError
from bot.hearing import MUTE
from bot.metrics.page import Live
from bot.metrics.serve import Pages, serve_pages
from bot.model import Manner, State
from bot.store import Store, open_store
from bot.store.articles import add_article
from bot.store.house import save_setting
from bot.store.outbox import add_delivery
from bot.store.pulse import delays, quantile
from bot.upkeep import ALIVE
from tests.store.nouns import MINUTE, NOW, article, delivery, drones, fill, revision

SECOND = dt.timedelta(seconds=1)
LATER = NOW + 10 * MINUTE
CHAT = "telegram:77123456"


def tell(store: Store, number: int, took: dt.timedelta, **given: object) -> None:
    """A first message that arrived so long after its article was published."""
    store.execute(
        "UPDATE revisions SET article_id = 'a1', made_at = ? WHERE alert_id = ?", (NOW.isoformat(), number)
    )
    told = {"state": State.SENT, "sent_at": NOW + took, "message_id": number, "created_at": NOW} | given
    add_delivery(store, delivery(CHAT, number, **told))


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "tocsin.db"
    with open_store(path, now=NOW) as store:
        fill(store, alerts=4, chats=(CHAT,))
        with store.transaction():
            store.execute("DELETE FROM articles")
            add_article(store, article("a1", fetched_at=NOW), (drones(),))
            for number, seconds in ((1, 10), (2, 20), (3, 300)):
                tell(store, number, seconds * SECOND)
            add_delivery(store, delivery(CHAT, 4, created_at=NOW, due_at=NOW))
            save_setting(store, ALIVE, LATER.isoformat(), LATER)
    return path


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


async def get(db: Path, page: str, now: dt.datetime = LATER) -> tuple[int, str]:
    live = Live(started_at=NOW, feeds={"ok": 5, "blocked": 1}, polling=2, in_flight=1, last_article_at=NOW)
    address = f"127.0.0.1:{free_port()}"
    async with (
        serve_pages(address, Pages(db, lambda: live, lambda: now)),
        aiohttp.ClientSession() as session,
        session.get(f"http://{address}{page}") as answer,
    ):
        return answer.status, await answer.text()


def samples(page: str) -> dict[tuple[str, ...], float]:
    return {
        (s.name, *(s.labels[k] for k in sorted(s.labels))): s.value
        for family in text_string_to_metric_families(page)
        for s in family.samples
    }


async def test_every_figure_is_on_the_page(db: Path):
    status, page = await get(db, "/metrics")
    assert status == 200
    found = samples(page)
    expected = {
        ("tocsin_feeds", "ok"): 5,
        ("tocsin_feeds", "blocked"): 1,
        ("tocsin_articles_total",): 1,
        ("tocsin_facts_total",): 1,
        ("tocsin_events_total",): found["tocsin_events_total",],
        ("tocsin_alerts_total",): 4,
        ("tocsin_deliveries", "sent"): 3,
        ("tocsin_deliveries", "pending"): 1,
        ("tocsin_queue_length", "waiting"): 1,
        ("tocsin_queue_length", "in_flight"): 1,
        ("tocsin_queue_length", "polling"): 2,
        ("tocsin_oldest_waiting_seconds",): 600,
        ("tocsin_delivery_delay_seconds", "0.5"): 20,
        ("tocsin_delivery_delay_seconds", "0.99"): 300,
        ("tocsin_own_delay_seconds", "0.5"): 20,
        ("tocsin_deaf",): 0,
        ("tocsin_last_article_timestamp_seconds",): NOW.timestamp(),
    }
    assert {key: found.get(key) for key in expected} == expected
    assert "process_resident_memory_bytes" in page


async def test_matches_are_counted_by_rule_and_fate(db: Path):
    with open_store(db, now=NOW) as store, store.transaction():
        for _ in range(3):
            store.execute(
                "INSERT INTO reports (article_id, edition, rule_id, fate, reason, at)"
                " VALUES ('a1', 1, 'drones', 'same', '', ?)",
                (NOW.isoformat(),),
            )
    assert samples((await get(db, "/metrics"))[1])["tocsin_matches_total", "same", "drones"] == 3


async def test_the_pages_name_no_chat(db: Path):
    for page in ("/metrics", "/healthz"):
        assert "77123456" not in (await get(db, page))[1]


async def test_what_was_held_on_purpose_is_no_delay(db: Path):
    with open_store(db, now=NOW) as store, store.transaction():
        store.execute("DELETE FROM deliveries WHERE alert_id = 4")
        tell(store, 4, 9 * 60 * MINUTE, created_at=NOW + 9 * 60 * MINUTE)
        assert [d.whole for d in delays(store, NOW)] == [300 * SECOND, 20 * SECOND, 10 * SECOND]
        assert delays(store, NOW + 10 * 60 * MINUTE) == ()


def test_a_quantile_of_nothing_is_none_and_of_one_is_that():
    assert quantile([], 0.5) is None
    assert quantile([SECOND], 0.99) == SECOND


@pytest.mark.parametrize(
    ("change", "now", "expected"),
    [
        pytest.param({}, LATER, (200, '"ok"'), id="it works"),
        pytest.param({MUTE: NOW.isoformat()}, LATER, (200, '"mute"'), id="mute: a restart would mend nothing"),
        pytest.param({"deaf_articles_since": NOW.isoformat()}, LATER, (200, '"deaf"'), id="deaf"),
        pytest.param({}, LATER + 4 * MINUTE, (503, '"hangs"'), id="no sign of life for four minutes"),
    ],
)
async def test_health(db: Path, change: dict[str, str], now: dt.datetime, expected: tuple[int, str]):
    with open_store(db, now=NOW) as store, store.transaction():
        for key, value in change.items():
            save_setting(store, key, value, NOW)
    status, page = await get(db, "/healthz", now)
    assert (status, expected[1] in page) == (expected[0], True), page


@pytest.mark.parametrize("page", ["/healthz", "/metrics"])
async def test_a_database_that_cannot_be_read_is_said_and_is_no_traceback(tmp_path: Path, page: str):
    status, text = await get(tmp_path / "nowhere.db", page)
    assert status == 503
    assert "nowhere.db" in text
    assert "Traceback" not in text


async def test_an_address_that_is_taken_is_one_line_that_names_the_setting(db: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(ConfigError, match="TOCSIN_METRICS"):
            async with serve_pages(address, Pages(db, lambda: Live(started_at=NOW), lambda: NOW)):
                pass


async def test_no_address_means_no_page(db: Path):
    async with serve_pages(None, Pages(db, lambda: Live(started_at=NOW), lambda: NOW)):
        pass


def test_an_answer_to_a_message_is_no_first_message(db: Path):
    with open_store(db, now=NOW) as store, store.transaction():
        before = len(delays(store, NOW))
        assert revision(1).alert_id == 1
        tell(store, 1, 5 * SECOND, manner=Manner.REPLY)
        assert len(delays(store, NOW)) == before
