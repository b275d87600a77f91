"""What is wrong with the database, the disk under it, and the bot that should be running."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from bot.cli.finding import Finding
from bot.config import Settings
from bot.errors import TocsinError
from bot.hearing import EARS, MUTE, deaf_key
from bot.store import Store
from bot.store.house import get_setting, silent_until
from bot.store.open import open_for_reading

LEAST_FREE = 200_000_000
"""Bytes: a busy month is a few hundred megabytes."""
SKEW = dt.timedelta(minutes=5)
NETWORKED = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "fuse.rclone", "afs", "ceph")
"""File systems on which SQLite's write-ahead log does not work, or locks do not hold (sqlite.org/wal.html)."""
MOUNTS = Path("/proc/self/mounts")


def look_at_database(settings: Settings, now: dt.datetime) -> Iterator[Finding]:
    db, folder = settings.db, settings.db.absolute().parent
    if not folder.is_dir():
        yield Finding("database", f"{folder} is not there", "make the folder or set TOCSIN_DB")
        return
    if not os.access(folder, os.W_OK | os.X_OK):
        remedy = "let this user write in it (in Docker: the volume must belong to user 10001), or set TOCSIN_DB"
        yield Finding("database", f"{folder} cannot be written by this user", remedy)
    elif db.exists() and not os.access(db, os.W_OK):
        yield Finding(
            "database", f"{db} cannot be written by this user", "give the file to the user who runs Tocsin"
        )
    if (kind := networked(folder)) is not None:
        remedy = "keep it on a disk of this machine and set TOCSIN_DB; for copies there is `tocsin backup`"
        yield Finding("database", f"{folder} is on a network file system ({kind})", remedy)
    if not db.exists():
        yield Finding("database", f"{db}: not made yet, `tocsin run` makes it")
        return
    try:
        with open_for_reading(db) as store:
            yield from look_inside(settings, store, now)
    except TocsinError as wrong:
        yield Finding("database", str(wrong), "see the message")


def look_inside(settings: Settings, store: Store, now: dt.datetime) -> Iterator[Finding]:
    articles = store.value("SELECT count(*) FROM articles")
    checked = store.value("PRAGMA quick_check(1)")
    if checked != "ok":
        yield Finding("database", f"{settings.db}: {checked}", "put a backup in its place: tocsin restore BACKUP")
        return
    yield Finding("database", f"{settings.db}: sound, {articles} articles")
    newest = store.value("SELECT max(fetched_at) FROM articles")
    if newest and dt.datetime.fromisoformat(newest) > now + SKEW:
        yield Finding(
            "clock", f"articles of the future are stored (fetched {newest[:16]})", "set this machine's clock"
        )
    if until := silent_until(store, now):
        yield Finding(
            "silence", f"nothing is sent to anyone until {until:%Y-%m-%d %H:%M} UTC", "end it: /silence off"
        )
    if settings.telegram_token is not None:
        yield from look_at_chats(settings, store)


def look_at_chats(settings: Settings, store: Store) -> Iterator[Finding]:
    if not store.value("SELECT count(*) FROM subscriptions WHERE chat_id <> 'console'"):
        yield Finding("chats", "no chat has subscribed, so nobody is told anything", "say /start to your bot")
    for owner in settings.owners:
        if not store.value("SELECT count(*) FROM chats WHERE chat_id = ?", (f"telegram:{owner}",)):
            says = f"owner {owner} never wrote to the bot, which therefore cannot write to him"
            yield Finding("owners", says, "say /start to your bot from that account")


def networked(folder: Path, mounts: str | None = None) -> str | None:
    """The kind of network file system that holds a folder; None where it is on a disk of this machine."""
    if mounts is None:
        mounts = MOUNTS.read_text(errors="replace") if MOUNTS.is_file() and sys.platform == "linux" else ""
    best = ("", "")
    for row in mounts.splitlines():
        _, place, kind, *_ = [*row.split(" "), "", ""]
        if folder.is_relative_to(place or "/nowhere") and len(place) >= len(best[0]):
            best = (place, kind)
    return best[1] if best[1] in NETWORKED else None


def look_at_disk(settings: Settings) -> Iterator[Finding]:
    folder = next(p for p in (settings.db.absolute().parent, Path.cwd()) if p.is_dir())
    free = shutil.disk_usage(folder).free
    says = f"{free // 1_000_000:,} MB free at {folder}"
    yield Finding("disk", says, "free some space: a full disk stops the bot" if free < LEAST_FREE else "")


def look_at_life(settings: Settings, now: dt.datetime) -> Iterator[Finding]:
    """What a running bot has noted about itself."""
    if not settings.db.is_file():
        return
    try:
        with open_for_reading(settings.db) as store:
            deaf = next((at for ear in EARS if (at := get_setting(store, deaf_key(ear)))), None)
            mute = get_setting(store, MUTE)
    except TocsinError:
        return  # said already
    if deaf:
        yield Finding(
            "deaf", f"no news since {deaf[:16]} UTC", "look at the network of this machine and at /feeds"
        )
    if mute:
        yield Finding(
            "mute", f"messages have waited since {mute[:16]} UTC", "look at the log: is Telegram reachable?"
        )
