import pytest

from bot.store import open_store
from tests.commands.talk import NOW, Talk


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "tocsin.db", now=NOW) as store:
        yield store


@pytest.fixture
def talk(store):
    return Talk(store)
