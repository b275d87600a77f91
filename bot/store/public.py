"""Connections for strangers: SQLite itself refuses what is nobody's business, whatever is asked of it.

A list of what may be read, not of what may not: a table that a later version adds is refused until it is named here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

VIEWS = (
    "public_alerts",
    "public_events",
    "public_figures",
    "public_sources",
    "public_revisions",
    "public_reports",
    "public_articles",
    "public_facts",
    "public_feeds",
)
"""What anybody may see row by row; they leave out what chats watch for themselves."""
INDEXES = ("alert_words", "article_words", "report_words")
READ_BY_PAGES = frozenset(
    {
        "alerts", "article_keys", "articles", "editions", "events", "facts", "feed_states", "figures", "reports",
        "revisions", "sources",
        *(f"{index}{part}" for index in INDEXES for part in ("", "_data", "_idx", "_content", "_docsize", "_config")),
    }
)  # fmt: skip
"""What our own pages ask; they leave out watches themselves."""
CATALOGUE = frozenset({"sqlite_master", "sqlite_schema", "sqlite_temp_master", "sqlite_temp_schema"})
HIDDEN = frozenset({("editions", "text")})
"""Columns that read as NULL: of an article only its evidence is shown, it is another's work."""
PRAGMAS = frozenset(
    {"cache_size", "data_version", "database_list", "foreign_key_list", "index_info", "index_list", "page_count",
     "query_only", "schema_version", "table_info", "table_xinfo"}
)  # fmt: skip
DECLARING = frozenset(
    {sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_INSERT, sqlite3.SQLITE_CREATE_TABLE, sqlite3.SQLITE_CREATE_VTABLE}
)
"""What SQLite asks about while it sets up a full-text index for reading; the file is open read-only all the same."""
COUNTED = frozenset({"articles", "feed_states"})
"""Tables that their view shows every row of: SQLite counts the rows of such a view in the table itself."""
FORBIDDEN_FUNCTIONS = frozenset({"load_extension", "fts3_tokenizer", "readfile", "writefile", "edit"})

Authorizer = Callable[[int, str | None, str | None, str | None, str | None], int]


def allow_views(action: int, first: str | None, second: str | None, db: str | None, source: str | None) -> int:
    """For tables as people browse them: views, and what those read themselves."""
    if action == sqlite3.SQLITE_READ:
        name = (first or "").casefold()
        is_inside = source is not None and source.casefold() in VIEWS
        is_inside |= not second and name in COUNTED
        return sqlite3.SQLITE_OK if name in VIEWS or name in CATALOGUE or is_inside else sqlite3.SQLITE_DENY
    return allow_reading(action, first, second)


def allow_pages(action: int, first: str | None, second: str | None, db: str | None, source: str | None) -> int:
    """For our own pages: what history is made of, and no whole article."""
    if action == sqlite3.SQLITE_READ:
        name = (first or "").casefold()
        if (name, (second or "").casefold()) in HIDDEN:
            return sqlite3.SQLITE_IGNORE
        is_known = name in READ_BY_PAGES or name in CATALOGUE
        return sqlite3.SQLITE_OK if is_known else sqlite3.SQLITE_DENY
    if action in DECLARING and (first or "").casefold() in CATALOGUE | frozenset(INDEXES):
        return sqlite3.SQLITE_OK
    return allow_reading(action, first, second)


def allow_reading(action: int, first: str | None, second: str | None) -> int:
    """Nothing is written, attached or loaded."""
    if action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE, sqlite3.SQLITE_TRANSACTION):
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_FUNCTION:
        return sqlite3.SQLITE_DENY if (second or "").casefold() in FORBIDDEN_FUNCTIONS else sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA:
        return sqlite3.SQLITE_OK if (first or "").casefold() in PRAGMAS else sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_DENY


def guard(conn: sqlite3.Connection, authorizer: Authorizer) -> None:
    """Put a connection under an authorizer for good."""
    conn.execute("PRAGMA query_only = ON")
    conn.set_authorizer(authorizer)
