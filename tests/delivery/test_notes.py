"""Notes for owners: told once, gathered, seldom, in the owner's language."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bot.delivery.notes import LINES, tell_owners
from bot.model import Note
from bot.store import Store, open_store
from bot.store.chats import end_chat, save_chat
from bot.store.notes import add_note, add_notes
from bot.store.outbox import due_deliveries
from bot.upkeep import note_dead
from tests.store.nouns import NOW, chat

OWNERS = ["telegram:1", "telegram:2", "telegram:3"]
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def store(tmp_path: Path):
    """Owner 1 reads English, owner 2 Ukrainian, owner 3 never wrote to the bot."""
    with open_store(tmp_path / "tocsin.db", now=NOW) as store, store.transaction():
        save_chat(store, chat("telegram:1", quiet_from=None, quiet_until=None))
        save_chat(store, chat("telegram:2", language="uk", quiet_from=None, quiet_until=None))
        yield store


def note(key: str = "feed:a", text: str = "Feed A: gone", at: dt.datetime = NOW, **said: str) -> Note:
    return Note(key=key, said={"en": text} | said, made_at=at)


def got(store: Store, now: dt.datetime) -> dict[str, str]:
    return {d.chat_id: d.notice.plain for d in due_deliveries(store, now, 10) if d.notice}


def test_each_owner_is_told_in_his_language(store: Store):
    add_note(store, note(uk="Джерело А: зникло"))
    assert tell_owners(store, OWNERS, NOW) == 2
    assert got(store, NOW) == {"telegram:1": "🛠 Feed A: gone", "telegram:2": "🛠 Джерело А: зникло"}
    assert tell_owners(store, OWNERS, NOW + 10 * MINUTE) == 0


def test_a_bad_minute_is_one_message_and_what_comes_after_it_waits(store: Store):
    add_notes(store, [note("feed:a", "A"), note("feed:b", "B")])
    assert tell_owners(store, ["telegram:1"], NOW) == 1
    add_notes(store, [note("feed:c", "C"), note("feed:d", "D")])
    assert tell_owners(store, ["telegram:1"], NOW + MINUTE) == 0
    assert tell_owners(store, ["telegram:1"], NOW + 6 * MINUTE) == 1
    texts = [row["notice"] for row in store.rows("SELECT notice FROM deliveries ORDER BY delivery_id")]
    assert ["A" in texts[0], "B" in texts[0], "C" in texts[1], "D" in texts[1]] == [True] * 4


def test_what_is_out_of_date_is_not_told(store: Store):
    add_note(store, note(text="Feed A: gone"))
    add_note(store, note(text="Feed A works again"))
    tell_owners(store, ["telegram:1"], NOW)
    assert got(store, NOW)["telegram:1"] == "🛠 Feed A works again"


def test_many_are_cut_with_their_number(store: Store):
    add_notes(store, [note(f"feed:{n}", f"F{n} <b>") for n in range(LINES + 7)])
    tell_owners(store, ["telegram:1"], NOW)
    assert got(store, NOW)["telegram:1"].endswith("… and 7 more; the log has them")
    (delivery,) = due_deliveries(store, NOW, 10)
    assert delivery.notice is not None
    assert "F1 &lt;b&gt;" in delivery.notice.html


def test_while_no_owner_can_be_written_to_it_waits_for_a_day(store: Store):
    end_chat(store, "telegram:1", "blocked")
    add_note(store, note())
    assert tell_owners(store, ["telegram:1", "telegram:3"], NOW) == 0
    save_chat(store, chat("telegram:3"))
    assert tell_owners(store, ["telegram:3"], NOW + dt.timedelta(hours=25)) == 0
    assert tell_owners(store, ["telegram:3"], NOW + dt.timedelta(hours=23)) == 1


def test_quiet_hours_hold_it(store: Store):
    save_chat(store, chat("telegram:1", zone="UTC", quiet_from=dt.time(0), quiet_until=dt.time(23, 59)))
    add_note(store, note())
    assert tell_owners(store, ["telegram:1"], NOW) == 1
    assert got(store, NOW) == {}
    assert list(got(store, NOW + dt.timedelta(days=1))) == ["telegram:1"]


def test_dead_feeds_are_told_once_a_week(store: Store):
    import dataclasses

    from bot.feeds.health import first_state
    from bot.model import Feed

    feed = Feed(feed_id="a", name="A", url="https://a.example/rss")
    dead = dataclasses.replace(first_state(feed, NOW), status="gone", reason="410")
    said = []
    for day in range(16):
        note_dead(store, [(feed, dead)], NOW + dt.timedelta(days=day))
        if tell_owners(store, ["telegram:1"], NOW + dt.timedelta(days=day)):
            said.append(day)
    assert said == [7, 14]
