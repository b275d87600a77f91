"""What the program itself remembers: good rule files, settings, and who asked for what."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from bot.store.connection import Store
from bot.store.rows import as_time, stamp


def save_rule_files(store: Store, texts: Mapping[str, str], now: dt.datetime) -> None:
    """Keep the rule files that just passed the gate; files that are gone are dropped."""
    gone = known_paths(store) - texts.keys()
    store.many("DELETE FROM rule_files WHERE path = ?", [(path,) for path in gone])
    for path, text in texts.items():
        save_rule_file(store, path, text, now)


def save_rule_file(store: Store, path: str, text: str, now: dt.datetime) -> None:
    """The last good text of one rule file: it holds while the file on disk is broken, also over a restart."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    if store.value("SELECT digest FROM rule_files WHERE path = ?", (path,)) != digest:
        row = {"path": path, "text": text, "digest": digest, "saved_at": stamp(now)}
        store.insert("rule_files", row, replacing=("path",))


def load_rule_files(store: Store) -> dict[str, str]:
    """The last good text of each rule file, by its path."""
    return {row["path"]: row["text"] for row in store.rows("SELECT path, text FROM rule_files ORDER BY path")}


def known_paths(store: Store) -> set[str]:
    return {row["path"] for row in store.rows("SELECT path FROM rule_files")}


def get_setting(store: Store, key: str) -> str | None:
    value: str | None = store.value("SELECT value FROM settings WHERE key = ?", (key,))
    return value


def save_setting(store: Store, key: str, value: str, now: dt.datetime) -> None:
    store.insert("settings", {"key": key, "value": value, "changed_at": stamp(now)}, replacing=("key",))


def remove_setting(store: Store, key: str) -> None:
    store.execute("DELETE FROM settings WHERE key = ?", (key,))


SILENCE = "silence_until"
"""Setting: nothing is sent to anyone before that time (ISO 8601); it waits."""


def silent_until(store: Store, now: dt.datetime) -> dt.datetime | None:
    """Until when an owner wants nothing to be sent; None where that is over or was never asked."""
    text = get_setting(store, SILENCE)
    if text is None:
        return None
    try:
        until = as_time(text)
    except ValueError:
        return None
    until = until if until.tzinfo is not None else until.replace(tzinfo=dt.UTC)
    return until if until > now else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """Somebody used, or was refused, a command that changes things for everyone."""

    at: dt.datetime
    chat_id: str
    command: str
    detail: str = ""


def add_audit(store: Store, audit: Audit) -> None:
    row = {"at": stamp(audit.at), "chat_id": audit.chat_id, "command": audit.command, "detail": audit.detail}
    store.insert("audit", row)


def recent_audit(store: Store, limit: int = 50) -> tuple[Audit, ...]:
    """The newest first."""
    rows = store.rows("SELECT * FROM audit ORDER BY audit_id DESC LIMIT ?", (limit,))
    return tuple(
        Audit(at=as_time(r["at"]), chat_id=r["chat_id"], command=r["command"], detail=r["detail"]) for r in rows
    )
