"""Nobody reads who listens: a marker in every private column, every address of the web asked, and no answer has it.

Datasette as it comes gives all of it away: tables, facets, SQL, `_through`, the file itself.
"""

from __future__ import annotations

import html
import itertools
import json
import re
import sqlite3
import urllib.parse
from pathlib import Path

import pytest

from bot.model import Count, Fact, Fate, Outcome, Phrase, Report, Span
from bot.store import open_for_reading, open_store
from bot.store.articles import add_article
from bot.store.outcome import save_outcome
from bot.store.public import VIEWS, allow_pages, allow_views, guard
from tests.store.nouns import NOW, TEXT, article, drones, event, figure, revision, source
from tests.web.serving import get, serving

MARK = "mrkrwhqz"
"""No word of ours holds it. A part of every text; numbers are 7741177411 where a column takes them."""
NUMBER = 7741177411
PUBLIC_TABLES = {
    "articles", "editions", "article_keys", "facts", "alerts", "events", "figures", "sources", "reports", "revisions",
    "feed_states", "_sqlite_migrations",
}  # fmt: skip
SHADOWS = ("_data", "_idx", "_content", "_docsize", "_config", "_words")
WHOLE = f"The rest of the article says {MARK} at length and is another's work."


def private_tables(db: sqlite3.Connection) -> list[str]:
    """Every table but those that are public: whatever a later version adds is private until it is named here."""
    names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return [n for n in names if n not in PUBLIC_TABLES and not n.endswith(SHADOWS) and not n.startswith("sqlite_")]


def mark_every_column(path: Path) -> dict[str, list[str]]:
    """One row with the marker in every column of every private table, whatever its constraints say."""
    marked: dict[str, list[str]] = {}
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        db.execute("PRAGMA foreign_keys = OFF")
        for table in private_tables(db):
            columns = [(row[1], row[2]) for row in db.execute(f"PRAGMA table_info({table})")]
            values = [
                {
                    "TEXT": f"{MARK} {table} {name}",
                    "BLOB": f"{MARK}{table}{name}".encode(),
                    "REAL": float(NUMBER),
                }.get(kind, NUMBER)
                for name, kind in columns
            ]
            marks = ", ".join("?" * len(values))
            db.execute(f"INSERT INTO {table} VALUES ({marks})", values)
            marked[table] = [name for name, _ in columns]
    db.close()
    return marked


@pytest.fixture(scope="module")
def path(tmp_path_factory) -> Path:
    """A history with a public alert and a chat's own watch of marked words, whose whole text is marked, too."""
    path = tmp_path_factory.mktemp("private") / "tocsin.db"
    phrase = Fact(
        what=Phrase("watch-5/1", f"{MARK} words", {}),
        span=Span(0, 6),
        evidence=Span(0, 36),
        found_by="phrase: watch-5/1",
    )
    count = Fact(
        what=Count("drone", "launched", 97, attacker="RU"),
        span=Span(16, 18),
        evidence=Span(0, 36),
        found_by="count",
    )
    with open_store(path, now=NOW) as store, store.transaction():
        add_article(store, article("a1", text=f"{TEXT} {WHOLE}"), [drones(), phrase])
        add_article(store, article("a2", text=f"{TEXT} {WHOLE}"), [count])
        told = event(1, alert_id=1, figures=(figure(),), sources=(source(),))
        its_own = event(
            2, alert_id=2, rule_id="watch-5", kind="phrase", fields={"phrase": f"{MARK} words"},
            held=figure(outlet=f"{MARK} outlet"), figures=(figure(outlet=f"{MARK} outlet"),),
            sources=(source(title=f"{MARK} title", evidence=f"{MARK} evidence"),),
        )  # fmt: skip
        reports = (
            report("a1", "drone-attack-on-ukraine", Fate.NEW, "first", event_id=1, fact_number=0),
            report("a1", "watch-5", Fate.NEW, f"{MARK} reason", event_id=2, fact_number=1),
            *(report("a2", "watch-5", fate, f"{MARK} {fate}", fact_number=0) for fate in Fate),
        )  # fmt: skip
        revisions = (
            revision(1, events=(told,)),
            revision(2, rule_id="watch-5", topic="watch", events=(its_own,), reason=f"{MARK} reason"),
        )
        save_outcome(store, Outcome(events=(told, its_own), reports=reports, revisions=revisions))
    assert set(mark_every_column(path)) >= {
        "chats", "subscriptions", "mutes", "watches", "deliveries", "forgotten", "audit", "settings", "rule_files",
    }  # fmt: skip
    return path


@pytest.fixture(scope="module")
def base(path):
    with serving(path, now=NOW, public_url="https://history.example") as address:
        yield address


def report(article_id: str, rule_id: str, fate: Fate, reason: str, **more: int) -> Report:
    return Report(article_id=article_id, rule_id=rule_id, fate=fate, reason=reason, at=NOW, **more)


def is_clean(body: bytes, asked: str = "") -> bool:
    """The marker is not there; what was asked is said back, and that does not count."""
    shown = body.decode("utf-8", "replace")
    for _, value in urllib.parse.parse_qsl(urllib.parse.urlsplit(asked).query):
        if MARK in value:
            for spelled in (
                urllib.parse.quote(value),
                urllib.parse.quote_plus(value),
                html.escape(value),
                html.escape(value).replace("&quot;", "&#34;"),
                value,
            ):
                shown = shown.replace(spelled, "").replace(html.escape(spelled), "")
    shown = shown.lower()
    digits = re.sub(r"[\s,\u00a0]", "", shown)
    return MARK not in shown and MARK.encode().hex() not in shown and str(NUMBER) not in digits


def tables_of(path: Path) -> list[str]:
    with sqlite3.connect(path) as db:
        names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")]
    db.close()
    return names


def pages() -> list[str]:
    plain = ["/", "/nights", "/airports", "/map", "/search", "/held", "/feeds", "/about", "/data", "/style.css"]
    plain += [f"/alerts/{n}" for n in range(4)] + [f"/articles/{a}" for a in ("a1", "a2", "a3")]
    words = [MARK, f"{MARK}*", f'"{MARK} words"', "rule_watch_5", "watch", "drones", "launched", "-drones"]
    searches = [f"/search?q={w}&in={where}" for w in words for where in ("alerts", "articles")]
    searches += [f"/search?fate={f}" for f in Fate] + [
        f"/held?fate={f}" for f in ("below", "late", "held", "copy", "same")
    ]
    filters = [
        "rule=watch-5",
        "rule=WATCH-5",
        "topic=watch",
        f"source={MARK} outlet",
        f"place={MARK}",
        "rule=watch_5",
    ]
    searches += [f"{p}?{f}&in={w}" for p in ("/search", "/") for f in filters for w in ("alerts", "articles")]
    exports = [
        f"/alerts.{f}{q}" for f in ("csv", "jsonl", "geojson", "atom") for q in ("", "?rule=watch-5", f"?q={MARK}")
    ]
    return plain + searches + exports + [f"{p}{'&' if '?' in p else '?'}lang=uk" for p in plain]


def test_no_page_of_ours_tells(base):
    for page in pages():
        got = get(base + page)
        assert is_clean(got.body, page), page
        assert got.status in (200, 400, 404), page


def test_no_table_facet_search_or_query_of_datasette_tells(path, base):
    through = json.dumps({"table": "deliveries", "column": "chat_id", "value": f"{MARK} deliveries chat_id"})
    reports = json.dumps({"table": "reports", "column": "rule_id", "value": "watch-5"})
    asked = (
        "", "?_shape=array", "?_facet=chat_id", "?_facet=rule_id", "?_facet=words", "?_facet_array=topics",
        f"?_search={MARK}",
        "?_labels=on", "?_size=max", "?sql=select * from chats", "?_where=1=1",
        "?_where=chat_id in (select chat_id from chats)",
        f"?_through={through}", f"?_through={reports}",
        "?_fts_table=alert_words&_fts_pk=alert_id&_search=rule_watch_5&_searchmode=raw",
        "?_trace=1", "?_col=chat_id", "?_sort=chat_id", "?_extra=count", "?rule_id=watch-5", "?rule_id__startswith=watch",
        "?rule_id__glob=w*", f"?reason__contains={MARK}", "?_nofacet=1&_stream=on",
    )  # fmt: skip
    names = [*tables_of(path), *VIEWS, "sqlite_master", "sqlite_sequence", "temp.chats", "main.chats"]
    for name, form, query in itertools.product(dict.fromkeys(names), ("", ".json", ".csv"), asked):
        if name not in VIEWS and (form, query) not in {
            ("", ""),
            (".json", ""),
            (".csv", ""),
            ("", "?_facet=chat_id"),
        }:
            continue
        got = get(f"{base}/data/{name}{form}{query}")
        assert is_clean(got.body, query), (name, form, query)
        assert got.status < 300 or got.status in (400, 403, 404), (name, form, query)
        assert name in VIEWS or got.status in (403, 404), name
    for name in tables_of(path):
        for key in ("1", "telegram:1", str(len(name))):
            got = get(f"{base}/data/{name}/{key}.json")
            assert got.status in (403, 404)
            assert is_clean(got.body)


@pytest.mark.parametrize(
    "address",
    [
        "/data?sql=select * from chats", "/data.json?sql=select chat_id from chats", "/data.csv?sql=select * from chats",
        "/data.db", "/tocsin.db", "/history.db", "/data/tocsin.db", "/_memory?sql=select 1", "/_memory", "/_internal",
        "/_internal.db", "/_internal/tables.json", "/:memory:", "/-/metadata", "/-/metadata.json", "/-/databases.json",
        "/-/settings.json", "/-/config.json", "/-/plugins.json", "/-/versions.json", "/-/threads.json", "/-/actor.json",
        "/-/permissions", "/-/allow-debug", "/-/messages", "/-/auth-token", "/-/logout", "/-/patterns", "/-/inspect.json",
        "/-/static/../../../../tocsin.db", "/-/static/%2e%2e/%2e%2e/app.py", "/-/static-plugins/x/y", "/fixtures",
        "/data/public_alerts/1", "/data/public_alerts/1.json", "/data/public_alerts.blob?_blob_column=headline",
        "/.json", "/.jsono", "/data/chats.json", "/data/CHATS", "/data/alerts", "/data/public_alerts;chats",
        "//data/chats",
    ],
)  # fmt: skip
def test_no_other_door_is_open(base, address):
    got = get(base + address)
    assert got.status in (400, 403, 404), address
    assert is_clean(got.body)
    assert b"Traceback" not in got.body
    assert str(Path.home()).encode() not in got.body


def test_what_is_public_is_there(base):
    """Else the rest would prove nothing."""
    assert "97" in get(f"{base}/alerts/1").text
    assert get(f"{base}/alerts/2").status == 404
    for view, rows in {
        "public_alerts": 1,
        "public_events": 1,
        "public_articles": 2,
        "public_reports": 1,
        "public_facts": 2,
    }.items():
        found = json.loads(get(f"{base}/data/{view}.json?_shape=array").body)
        assert len(found) == rows, view


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
@pytest.mark.parametrize("address", ["/", "/data", "/data/public_alerts", "/alerts/1", "/-/permissions"])
def test_nothing_is_ever_written(base, path, method, address):
    before = path.read_bytes()
    assert get(base + address, method=method, data=b"sql=delete from chats").status == 405
    assert path.read_bytes() == before


WRITES = (
    "DELETE FROM alerts", "UPDATE chats SET ended = 'x'", "INSERT INTO settings VALUES ('a', 'b', 'c')",
    "DROP TABLE chats",
    "CREATE TABLE x (y)", "CREATE TEMP TABLE x (y)", "ATTACH ':memory:' AS x", "PRAGMA writable_schema = ON",
    "PRAGMA query_only = OFF", "VACUUM INTO '/tmp/copy.db'", "SELECT load_extension('x')", "REINDEX",
    "ALTER TABLE chats ADD x",
)  # fmt: skip


@pytest.mark.parametrize("authorizer", [allow_views, allow_pages], ids=["tables", "pages"])
def test_sqlite_itself_refuses_on_every_connection(path, authorizer):
    with sqlite3.connect(path) as db:
        private = private_tables(db)
    db.close()
    with open_for_reading(path) as store:
        conn = store.db.conn
        guard(conn, authorizer)
        for table in private:
            for sql in (f"SELECT * FROM {table}", f"SELECT count(*) FROM {table}", f"SELECT 1 FROM main.{table}",
                        f"SELECT alert_id FROM public_alerts WHERE EXISTS (SELECT 1 FROM {table})"):  # fmt: skip
                with pytest.raises(sqlite3.DatabaseError, match=r"prohibited|not authorized"):
                    conn.execute(sql).fetchall()
        for sql in WRITES:
            try:
                conn.execute(sql)
            except sqlite3.Error:
                continue
            assert "query_only" in sql, sql
            with pytest.raises(sqlite3.Error):
                conn.execute("DELETE FROM alerts")
        text = (
            "SELECT text FROM editions"
            if authorizer is allow_pages
            else "SELECT alert_id FROM public_alerts WHERE 0"
        )
        assert all(row[0] is None for row in conn.execute(text))


def test_tables_cannot_be_read_beside_the_views(path):
    with open_for_reading(path) as store:
        guard(store.db.conn, allow_views)
        for table in ("alerts", "events", "reports", "facts", "editions", "alert_words"):
            with pytest.raises(sqlite3.DatabaseError):
                store.db.conn.execute(f"SELECT * FROM {table}").fetchall()
        assert store.db.conn.execute("SELECT count(*) FROM public_alerts").fetchone()[0] == 1
