"""The power goes in the middle of a write: what was committed is there, the rest is not, nothing is broken."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from bot.store import Store, open_store
from bot.store.articles import add_article
from bot.store.backup import check
from bot.store.chats import save_chat
from tests.store.nouns import NOW, article, chat

FRAME = 4096 + 24
"""Bytes of a page in the write-ahead log, its header included (sqlite.org/fileformat2.html, 4.1)."""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[int]]:
    """A database with twenty committed transactions in its log, and how long the log was after each."""
    path = tmp_path_factory.mktemp("power") / "tocsin.db"
    log = Path(f"{path}-wal")
    with open_store(path, now=NOW) as store:
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        store.execute("PRAGMA wal_autocheckpoint = 0")
        ends = [write(store, n, log) for n in range(20)]
        copy = path.parent / "copy.db"
        shutil.copy(path, copy)
        shutil.copy(log, f"{copy}-wal")
    return copy, ends


def write(store: Store, number: int, log: Path) -> int:
    with store.transaction():
        add_article(store, article(f"a{number}"))
        save_chat(store, chat(f"telegram:{number}"))
    return log.stat().st_size


CUTS = [0, 1, 31, 32, 33, FRAME, FRAME + 31, *(random.Random(1).randrange(400_000) for _ in range(25))]


@pytest.mark.parametrize("cut", CUTS)
def test_a_log_that_ends_anywhere_gives_a_whole_number_of_transactions(running, tmp_path: Path, cut: int):
    copy, ends = running
    path = tmp_path / "tocsin.db"
    shutil.copy(copy, path)
    log = Path(f"{copy}-wal").read_bytes()
    Path(f"{path}-wal").write_bytes(log[:cut])
    with open_store(path, now=NOW) as store:
        assert check(store) == ""
        articles, chats = (store.value(f"SELECT count(*) FROM {t}") for t in ("articles", "chats"))
        assert articles == chats == sum(1 for end in ends if end <= cut)


@pytest.mark.parametrize("seed", range(10))
def test_a_log_with_rubbish_in_it_ends_there(running, tmp_path: Path, seed: int):
    copy, ends = running
    path = tmp_path / "tocsin.db"
    shutil.copy(copy, path)
    log = bytearray(Path(f"{copy}-wal").read_bytes())
    at = random.Random(seed).randrange(32, len(log) - 100)
    log[at : at + 100] = bytes(100 * [0xA5])
    Path(f"{path}-wal").write_bytes(log)
    with open_store(path, now=NOW) as store:
        assert check(store) == ""
        assert store.value("SELECT count(*) FROM articles") == sum(1 for end in ends if end <= at)
