"""tocsin doctor: the likely mistakes, each found and each with what to do about it."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import make_app
from bot.cli import doctor_store
from bot.cli.doctor import look
from bot.cli.doctor_store import networked
from bot.config import PREFIX, Settings, load_settings
from bot.hearing import MUTE
from bot.model import Chat, Subscription
from bot.store import open_store
from bot.store.articles import add_article
from bot.store.chats import add_subscription, save_chat
from bot.store.house import SILENCE, save_setting
from tests.store.nouns import article
from tests.walks.rig import write_rules

NOW = dt.datetime(2026, 1, 22, 5, 0, tzinfo=dt.UTC)
TOKEN = "123456789:" + "A" * 35
TELEGRAM = {"TELEGRAM_TOKEN": TOKEN, "OWNERS": "77"}
Setup = Callable[[Path], None]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which everything is well: rules, a database, an owner who has subscribed."""
    for name in [n for n in os.environ if n.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(doctor_store, "LEAST_FREE", 1)
    write_rules(tmp_path, "https://feed.example/rss", kind="official")
    with open_store(tmp_path / "tocsin.db", now=NOW) as store, store.transaction():
        for number in (77, 78):
            save_chat(store, Chat(chat_id=f"telegram:{number}", created_at=NOW))
        add_subscription(store, Subscription(subscription_id=0, chat_id="telegram:77", created_at=NOW))
        add_article(store, article(fetched_at=NOW))
    return tmp_path


def found(monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]) -> dict[str, list[str]]:
    """What needs mending, by what it is about: what is said and what is to be done."""
    for name, value in settings.items():
        monkeypatch.setenv(PREFIX + name, value)
    wrong: dict[str, list[str]] = {}
    for finding in look(load_settings(), NOW):
        assert TOKEN not in f"{finding}"
        if finding.remedy:
            wrong.setdefault(finding.what, []).append(f"{finding.says} -> {finding.remedy}")
    return wrong


def test_a_good_set_up_needs_nothing(folder: Path, monkeypatch):
    assert found(monkeypatch, TELEGRAM) == {}
    assert found(monkeypatch, {"TELEGRAM_TOKEN": "", "OWNERS": ""}) == {}


def rules(text: str) -> Setup:
    return lambda folder: (folder / "rules" / "drones.yaml").write_text(text) and None


def feeds(*lines: str) -> Setup:
    rows = "\n".join(f"- {{{line}}}" for line in lines)
    return lambda folder: (folder / "rules" / "feeds.yaml").write_text(f"version: 1\nfeeds:\n{rows}\n") and None


def no_vocabulary(folder: Path) -> None:
    shutil.rmtree(folder / "rules" / "vocabulary")


def foreign(folder: Path) -> None:
    (folder / "tocsin.db").unlink()
    with sqlite3.connect(folder / "tocsin.db") as other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")
    other.close()


def damaged(folder: Path) -> None:
    with (folder / "tocsin.db").open("r+b") as file:
        file.seek(4096 * 8)
        file.write(b"\xff" * 4096 * 20)


def keep(key: str, value: str) -> Setup:
    def save(folder: Path) -> None:
        with open_store(folder / "tocsin.db", now=NOW) as store, store.transaction():
            save_setting(store, key, value, NOW)

    return save


def of_the_future(folder: Path) -> None:
    with open_store(folder / "tocsin.db", now=NOW) as store, store.transaction():
        add_article(store, article("later", fetched_at=NOW + dt.timedelta(hours=5), keys=("later",)))


def unsubscribed(folder: Path) -> None:
    with open_store(folder / "tocsin.db", now=NOW) as store, store.transaction():
        store.execute("DELETE FROM subscriptions")


def env_file(text: str, mode: int = 0o600) -> Setup:
    def write(folder: Path) -> None:
        (folder / ".env").write_text(text)
        (folder / ".env").chmod(mode)

    return write


OK = "id: ok, name: Ok, url: 'https://ok.example/rss', kind: official"
MISTAKES = [
    pytest.param(no_vocabulary, {}, "vocabulary", "no text can be read", id="no vocabulary"),
    pytest.param(lambda f: shutil.rmtree(f / "rules"), {"RULES": "rules"}, "rules", "tocsin init", id="no rules"),
    pytest.param(rules("version: 1\nrules: []\n"), {}, "rules", "no rule", id="an empty rule file"),
    pytest.param(rules("version: 1\nrules:\n- idd: x\n"), {}, "rules", "drones.yaml:3", id="a mistake in a rule"),
    pytest.param(feeds(OK + ", on: false"), {}, "feeds", "none is on", id="every feed is off"),
    pytest.param(
        feeds(OK, OK.replace("id: ok", "id: b")), {}, "rules", "same address", id="one address listed twice"
    ),
    pytest.param(
        feeds("id: p, name: P, url: 'http://192.168.1.5/rss', kind: official"), {}, "feeds",
        "TOCSIN_PRIVATE_ADDRESSES", id="a feed at home",
    ),
    pytest.param(None, {"DB": "nowhere/tocsin.db"}, "database", "make the folder", id="no folder for the database"),
    pytest.param(foreign, {}, "database", "another program", id="another program's database"),
    pytest.param(damaged, {}, "database", "restore", id="a damaged database"),
    pytest.param(of_the_future, {}, "clock", "clock", id="the clock was wrong"),
    pytest.param(
        keep(SILENCE, (NOW + dt.timedelta(hours=9)).isoformat()), {}, "silence", "/silence off", id="still silenced"
    ),
    pytest.param(keep("deaf_articles_since", NOW.isoformat()), {}, "deaf", "network", id="deaf"),
    pytest.param(keep(MUTE, NOW.isoformat()), {}, "mute", "Telegram", id="mute"),
    pytest.param(unsubscribed, TELEGRAM, "chats", "/start", id="nobody subscribed"),
    pytest.param(None, TELEGRAM | {"OWNERS": "99"}, "owners", "never wrote", id="the owner never wrote to the bot"),
    pytest.param(None, TELEGRAM | {"OWNERS": ""}, "owners", "TOCSIN_OWNERS", id="no owner"),
    pytest.param(None, TELEGRAM | {"OWNERS": "-100123"}, "owners", "group", id="the owner is a group"),
    pytest.param(None, TELEGRAM | {"OWNERS": "123456789"}, "owners", "own id", id="the owner is the bot itself"),
    pytest.param(None, {"OWNERS": "77"}, "owners", "TOCSIN_TELEGRAM_TOKEN", id="an owner without a token"),
    pytest.param(None, TELEGRAM | {"TELEGRAM_TOKEN": f"bot{TOKEN}"}, "telegram", "word bot", id="bot before the token"),
    pytest.param(None, TELEGRAM | {"TELEGRAM_TOKEN": TOKEN[:20]}, "telegram", "copy it whole", id="half a token"),
    pytest.param(
        None, TELEGRAM | {"TELEGRAM_URL": "https://api.telegram.org/bot"}, "telegram", "server alone",
        id="a path in the address of the Bot API",
    ),
    pytest.param(None, {"ACCESS": "invite"}, "access", "TOCSIN_ACCESS_CODE", id="invite without a code"),
    pytest.param(None, {"ACCESS": "chats"}, "access", "TOCSIN_ACCESS_CHATS", id="an empty list of chats"),
    pytest.param(None, {"ACCESS_CHATS": "5"}, "access", "no effect", id="a list of chats that nobody reads"),
    pytest.param(
        None, {"TELEGRAM_WEBHOOK": "https://bot.example"}, "webhook", "SECRET", id="a webhook without a secret"
    ),
    pytest.param(
        None, {"TELEGRAM_WEBHOOK": "http://bot.example", "TELEGRAM_WEBHOOK_SECRET": "s"}, "webhook", "https",
        id="a webhook without TLS",
    ),
    pytest.param(
        None, {"TELEGRAM_WEBHOOK": "https://bot.example:9000", "TELEGRAM_WEBHOOK_SECRET": "s"}, "webhook", "9000",
        id="a port that Telegram does not call",
    ),
    pytest.param(None, {"METRICS": "0.0.0.0:9464"}, "metrics", "127.0.0.1", id="metrics open to the world"),
    pytest.param(None, {"PUBLIC_URL": "history.example"}, "web", "https://", id="an address without https"),
    pytest.param(
        None, {"POLL_FLOOR": "600", "POLL_CEILING": "60"}, "polling", "CEILING", id="ceiling below the floor"
    ),
    pytest.param(None, {"KEEP_TEXT_DAYS": "1"}, "settings", "KEEP_TEXT", id="texts are let go of too soon"),
    pytest.param(None, {"WORKERS": "64"}, "workers", "cores", id="more workers than cores"),
    pytest.param(None, {"TELEGRAM_TOKN": "x"}, "settings", "mean TOCSIN_TELEGRAM_TOKEN", id="a misspelt variable"),
    pytest.param(
        env_file("TOCSIN_OWNER=77\n"), {}, "settings", "mean TOCSIN_OWNERS", id="a misspelt variable in .env"
    ),
    pytest.param(
        env_file(f"TOCSIN_TELEGRAM_TOKEN={TOKEN}\n", 0o644), {"OWNERS": "77"}, "settings", "chmod 600",
        id="a token that everybody may read",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("prepare", "settings", "what", "said"), MISTAKES)
def test_a_likely_mistake_is_found_and_explained(folder: Path, monkeypatch, prepare, settings, what, said):
    if prepare is not None:
        prepare(folder)
    wrong = found(monkeypatch, settings)
    assert said in "\n".join(wrong.get(what, [])), wrong


def test_a_full_disk_is_found(folder: Path, monkeypatch):
    monkeypatch.setattr(doctor_store, "LEAST_FREE", 1 << 60)
    assert "free some space" in found(monkeypatch, {})["disk"][0]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anything")
def test_a_folder_that_may_not_be_written_is_found(folder: Path, monkeypatch):
    folder.chmod(0o555)
    try:
        assert "10001" in found(monkeypatch, {})["database"][0]
    finally:
        folder.chmod(0o755)


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("/data/tocsin", "nfs4"),
        ("/data", "nfs4"),
        ("/database", None),
        ("/home/me", None),
        ("/data/local/x", None),
    ],
)
def test_a_network_file_system_is_told_by_the_longest_mount(folder: str, expected: str | None):
    mounts = "disk / ext4 rw 0 0\nserver:/x /data nfs4 rw 0 0\ndisk2 /data/local xfs rw 0 0\n"
    assert networked(Path(folder), mounts) == expected


def test_the_command_prints_findings_and_ends_with_1_where_something_is_wrong(folder: Path, monkeypatch):
    monkeypatch.setenv("TOCSIN_ACCESS", "invite")
    done = CliRunner().invoke(make_app(["doctor"]), ["doctor", "--offline"])
    assert done.exit_code == 1
    assert "!! access" in done.stdout
    as_json = CliRunner().invoke(make_app(["doctor"]), ["doctor", "--offline", "--json"])
    assert {"what", "says", "remedy"} == set(json.loads(as_json.stdout)[0])
    monkeypatch.delenv("TOCSIN_ACCESS")
    assert CliRunner().invoke(make_app(["doctor"]), ["doctor", "--offline"]).exit_code == 0


def test_every_likely_mistake_stands_in_the_operators_manual():
    manual = (Path(__file__).parent.parent.parent / "docs" / "operations.md").read_text()
    missing = [case.id for case in MISTAKES if case.id not in manual]
    assert not missing
    assert len(MISTAKES) >= 20
    assert Settings.model_fields
