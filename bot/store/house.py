"""What the program itself remembers: good rule files, settings, and who asked for what."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from bot.store.connection import Store
from bot.store.rows import as_time, stamp

MOST_VERSIONS = 20
"""Of one rule file that are kept beside the one in force."""


def save_rule_files(store: Store, texts: Mapping[str, str], now: dt.datetime) -> None:
    """Keep the rule files that just passed the gate; those that are gone can still be brought back."""
    known = {row["path"]: row["digest"] for row in store.rows("SELECT path, digest FROM rule_files")}
    for path in known.keys() - texts.keys():
        keep_version(store, path, now)
        store.execute("DELETE FROM rule_files WHERE path = ?", (path,))
    for path, text in texts.items():
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        if known.get(path) != digest:
            save_rule_file(store, path, text, digest, now)


def save_rule_file(store: Store, path: str, text: str, digest: str, now: dt.datetime) -> None:
    """The last good text of one rule file: it holds while the file on disk is broken, also over a restart."""
    keep_version(store, path, now)
    row = {"path": path, "text": text, "digest": digest, "saved_at": stamp(now)}
    store.insert("rule_files", row, replacing=("path",))


def keep_version(store: Store, path: str, now: dt.datetime) -> None:
    """The text in force becomes a former one."""
    store.execute(
        "INSERT INTO rule_versions (path, text, digest, saved_at, ended_at)"
        " SELECT path, text, digest, saved_at, ? FROM rule_files WHERE path = ?",
        (stamp(now), path),
    )
    store.execute(
        "DELETE FROM rule_versions WHERE path = ? AND version_id NOT IN"
        " (SELECT version_id FROM rule_versions WHERE path = ? ORDER BY version_id DESC LIMIT ?)",
        (path, path, MOST_VERSIONS),
    )


def load_rule_files(store: Store) -> dict[str, str]:
    """The last good text of each rule file, by its path."""
    return {row["path"]: row["text"] for row in store.rows("SELECT path, text FROM rule_files ORDER BY path")}


def rule_file_times(store: Store) -> dict[str, dt.datetime]:
    """Since when each rule file is in force as it is."""
    return {row["path"]: as_time(row["saved_at"]) for row in store.rows("SELECT path, saved_at FROM rule_files")}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleVersion:
    """A rule file as it was in force for a time."""

    path: str
    text: str
    saved_at: dt.datetime
    """Since when."""
    ended_at: dt.datetime | None = None
    """Until when; None for the one that is in force."""


def rule_versions(store: Store, path: str) -> tuple[RuleVersion, ...]:
    """The file's versions, the newest first; that in force leads where there is one."""
    rows = [
        *store.rows("SELECT path, text, saved_at, NULL AS ended_at FROM rule_files WHERE path = ?", (path,)),
        *store.rows("SELECT * FROM rule_versions WHERE path = ? ORDER BY version_id DESC", (path,)),
    ]
    return tuple(
        RuleVersion(
            path=r["path"],
            text=r["text"],
            saved_at=as_time(r["saved_at"]),
            ended_at=as_time(r["ended_at"]) if r["ended_at"] else None,
        )
        for r in rows
    )


def versioned_paths(store: Store) -> tuple[str, ...]:
    """The rule files of which there is a version, in force or former."""
    rows = store.rows("SELECT path FROM rule_files UNION SELECT path FROM rule_versions ORDER BY path")
    return tuple(row["path"] for row in rows)


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
