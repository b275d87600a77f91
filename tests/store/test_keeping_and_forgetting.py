"""Purging, forgetting a chat for good, backups that are checked, and restoring them."""

from __future__ import annotations

import datetime as dt
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import StoreDamaged, StoreError, StoreLocked
from bot.model import FeedState, Subscription
from bot.store import Store, open_for_reading, open_store
from bot.store.articles import Seen, add_article, get_article
from bot.store.backup import check, check_backup, make_backup, restore_backup
from bot.store.chats import add_subscription, get_chat, save_chat, subscriptions_of
from bot.store.facts import facts_of
from bot.store.feeds import get_feed_state, save_feed_states
from bot.store.forget import compact, forget_chat, load_forgotten, purge_texts
from bot.store.house import Audit, add_audit, recent_audit
from bot.store.lock import instance_lock
from bot.store.outbox import add_deliveries, get_delivery
from bot.store.search import Asked, search_articles
from tests.store.nouns import MINUTE, NOW, article, chat, delivery, drones, fill

DAY = dt.timedelta(days=1)
PERSON = "telegram:4711000815"


def test_purging_drops_texts_and_keeps_whom_an_article_is_and_what_it_said(store: Store):
    old, new = article("old", keys=("guid:old",)), article("new", fetched_at=NOW + 100 * DAY)
    with store.transaction():
        for given in (old, new):
            add_article(store, given, [drones()])
        keys = store.value("SELECT count(*) FROM article_keys")
        assert purge_texts(store, NOW + DAY) == 1
        assert purge_texts(store, NOW + DAY) == 0
    assert store.value("SELECT count(*) FROM article_keys") == keys
    kept = get_article(store, "old")
    assert kept is not None
    assert kept.text == ""
    assert facts_of(store, "old") == (drones(),)
    assert (
        store.value("SELECT evidence FROM facts WHERE article_id = 'old'")
        == "Russia launched 97 drones overnight."
    )
    assert get_article(store, "new") is not None
    assert {a.article_id for a in search_articles(store, Asked(text="launched"))} == {"old", "new"}
    with store.transaction():
        assert add_article(store, old).seen is Seen.KNOWN


def test_purging_goes_in_small_steps(store: Store):
    with store.transaction():
        for number in range(5):
            add_article(store, article(f"a{number}"))
        assert [purge_texts(store, NOW + DAY, limit=2) for _ in range(4)] == [2, 2, 1, 0]


def test_compacting_gives_room_back(store: Store):
    with store.transaction():
        for number in range(300):
            add_article(store, article(f"a{number}", text="word " * 500))
        purge_texts(store, NOW + DAY)
    before, after = compact(store)
    assert after < before
    assert check(store) == ""


# -- forgetting ------------------------------------------------------------------------------------------------


def known(store: Store, chat_id: str = PERSON, at: dt.datetime = NOW) -> None:
    """A chat with everything that a chat can have."""
    fill(store, chats=())
    with store.transaction():
        save_chat(store, chat(chat_id, created_at=at))
        add_subscription(store, Subscription(subscription_id=0, chat_id=chat_id, created_at=at))
        add_deliveries(store, [delivery(chat_id)])
        add_audit(store, Audit(at=at, chat_id=chat_id, command="subscribe"))


def test_a_forgotten_chat_leaves_nothing_behind(store: Store, path: Path):
    known(store)
    with store.transaction():
        assert forget_chat(store, PERSON, NOW)
    with store.transaction():
        assert not forget_chat(store, PERSON, NOW)
    assert get_chat(store, PERSON) is None
    assert subscriptions_of(store, PERSON) == ()
    assert recent_audit(store) == ()
    compact(store)
    store.close()
    content = b"".join(file.read_bytes() for file in path.parent.glob("tocsin.db*"))
    assert PERSON.encode() not in content
    assert PERSON.partition(":")[2].encode() not in content


def test_a_restored_backup_does_not_bring_a_forgotten_chat_back(store: Store, path: Path, tmp_path: Path):
    known(store)
    known_too = "telegram:2"
    with store.transaction():
        save_chat(store, chat(known_too))
    make_backup(store, tmp_path / "backup.db")
    with store.transaction():
        forget_chat(store, PERSON, NOW + DAY)
    store.close()
    done = restore_backup(tmp_path / "backup.db", path, NOW + 2 * DAY)
    assert (done.forgotten, done.alerts, done.list_was_read) == (1, 1, True)
    with open_store(path, now=NOW) as restored:
        assert get_chat(restored, PERSON) is None
        assert recent_audit(restored) == ()
        assert get_chat(restored, known_too) is not None
        assert len(load_forgotten(restored)) == 1, "the list goes on, for the next restore"


def test_a_chat_that_came_back_stays(store: Store, path: Path, tmp_path: Path):
    known(store)
    with store.transaction():
        forget_chat(store, PERSON, NOW + DAY)
        save_chat(store, chat(PERSON, created_at=NOW + 2 * DAY))
    make_backup(store, tmp_path / "backup.db")
    store.close()
    assert restore_backup(tmp_path / "backup.db", path, NOW + 3 * DAY).forgotten == 0
    with open_store(path, now=NOW) as restored:
        assert get_chat(restored, PERSON) is not None


def test_what_waited_is_not_sent_after_a_restore_and_feeds_learn_anew(store: Store, path: Path, tmp_path: Path):
    known(store)
    with store.transaction():
        save_feed_states(store, [FeedState(feed_id="f", url="u", etag="e", due_at=NOW, is_learned=True)])
    make_backup(store, tmp_path / "backup.db")
    store.close()
    restore_backup(tmp_path / "backup.db", path, NOW)
    with open_store(path, now=NOW) as restored:
        waiting = get_delivery(restored, 1)
        assert waiting is not None
        assert (waiting.state, waiting.reason) == ("dead", "waited when the backup was made")
        feed = get_feed_state(restored, "f")
        assert feed is not None
        assert (feed.is_learned, feed.etag, feed.url) == (False, None, "u")


# -- backups ---------------------------------------------------------------------------------------------------


def test_a_backup_of_a_database_that_is_written_is_whole(store: Store, path: Path, tmp_path: Path):
    with store.transaction():
        for number in range(300):
            add_article(store, article(f"a{number}"))
    stop = threading.Event()

    def write() -> None:
        with open_store(path, now=NOW) as other:
            number = 0
            while not stop.is_set():
                with other.transaction():
                    add_article(other, article(f"b{number}"))
                number += 1

    writer = threading.Thread(target=write)
    writer.start()
    steps: list[tuple[int, int]] = []
    try:
        made = make_backup(store, tmp_path / "backup.db", lambda done, total: steps.append((done, total)))
    finally:
        stop.set()
        writer.join()
    assert made.articles >= 300
    assert steps
    assert steps[-1][0] == steps[-1][1]
    assert [p.name for p in tmp_path.iterdir() if "backup" in p.name] == ["backup.db"], "one file, no part left"
    with open_for_reading(tmp_path / "backup.db") as copy:
        assert check(copy) == ""


def test_a_backup_never_overwrites(store: Store, tmp_path: Path):
    (tmp_path / "precious").write_text("mine")
    with pytest.raises(StoreError, match="choose another name"):
        make_backup(store, tmp_path / "precious")
    assert (tmp_path / "precious").read_text() == "mine"


def test_a_backup_into_nowhere_is_said_clearly(store: Store, tmp_path: Path):
    with pytest.raises(StoreError, match="nowhere"):
        make_backup(store, tmp_path / "nowhere" / "backup.db")


def test_restoring_keeps_what_stood_there(store: Store, path: Path, tmp_path: Path):
    make_backup(store, tmp_path / "backup.db")
    with store.transaction():
        add_article(store, article("later"))
    store.close()
    done = restore_backup(tmp_path / "backup.db", path, NOW)
    assert done.articles == 0
    assert done.kept_as is not None
    with open_store(done.kept_as, now=NOW) as before:
        assert get_article(before, "later") is not None


def test_restoring_works_where_the_database_is_damaged_or_gone(store: Store, path: Path, tmp_path: Path):
    with store.transaction():
        add_article(store, article())
    make_backup(store, tmp_path / "backup.db")
    store.close()
    path.write_bytes(b"rubbish" * 1000)
    assert not restore_backup(tmp_path / "backup.db", path, NOW).list_was_read
    path.unlink()
    done = restore_backup(tmp_path / "backup.db", path, NOW + MINUTE)
    assert (done.articles, done.kept_as, done.list_was_read) == (1, None, True)


@pytest.mark.parametrize("content", [b"", b"rubbish" * 1000, None], ids=["empty", "rubbish", "missing"])
def test_restoring_what_is_no_backup_changes_nothing(store: Store, path: Path, tmp_path: Path, content):
    with store.transaction():
        add_article(store, article())
    store.close()
    backup = tmp_path / "backup.db"
    if content is not None:
        backup.write_bytes(content)
    with pytest.raises(StoreError) as caught:
        restore_backup(backup, path, NOW)
    assert str(backup) in str(caught.value)
    with open_store(path, now=NOW) as same:
        assert get_article(same, "a1") is not None
    assert {p.name for p in tmp_path.iterdir() if p.name.startswith("tocsin.db")} <= {
        "tocsin.db",
        "tocsin.db.lock",
    }


def test_restoring_a_database_of_another_program_changes_nothing(store: Store, path: Path, tmp_path: Path):
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")
    store.close()
    with pytest.raises(StoreDamaged, match="another program"):
        restore_backup(tmp_path / "other.db", path, NOW)


def test_restoring_beside_a_running_bot_is_refused(store: Store, path: Path, tmp_path: Path):
    make_backup(store, tmp_path / "backup.db")
    with instance_lock(path, "tocsin run"), pytest.raises(StoreLocked, match="tocsin run"):
        restore_backup(tmp_path / "backup.db", path, NOW)


def test_a_damaged_copy_does_not_pass_for_a_backup(store: Store, tmp_path: Path):
    with store.transaction():
        for number in range(1000):
            add_article(store, article(f"a{number}"))
    backup = tmp_path / "backup.db"
    make_backup(store, backup)
    with backup.open("r+b") as file:
        file.seek(backup.stat().st_size * 3 // 4 // 4096 * 4096)
        file.write(b"\xff" * 4096)
    with pytest.raises(StoreDamaged):
        check_backup(backup)
