from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.delivery import outbox as outbox_module
from bot.store.thread import StoreThread
from tests.store.nouns import NOW


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[StoreThread]:
    async with await StoreThread.open(tmp_path / "tocsin.db", now=NOW) as store:
        yield store


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The outbox looks more often than it would for people."""
    monkeypatch.setattr(outbox_module, "TICK", 0.01)
    monkeypatch.setattr(outbox_module, "IDLE", 0.05)
    monkeypatch.setattr(outbox_module, "GRACE", 2.0)
