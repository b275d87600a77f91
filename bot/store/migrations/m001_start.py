"""The first schema. What each table and column means: docs/data.md.

Times are ISO 8601 in UTC (`2026-01-22T05:03:00+00:00`), which sorts as text; lists and typed values are JSON;
lengths of time are seconds; yes and no are 1 and 0. Foreign keys are checked at COMMIT, so that a flow may
write in whatever order its values come.
"""

APPLICATION_ID = 0x746F6373  # "tocs"

ARTICLES = (
    f"PRAGMA application_id = {APPLICATION_ID}",
    """
    CREATE TABLE articles (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        article_id TEXT NOT NULL UNIQUE,
        outlet TEXT NOT NULL,
        feed_id TEXT NOT NULL,
        url TEXT NOT NULL,
        title TEXT NOT NULL,
        language TEXT,
        kind TEXT NOT NULL,
        side TEXT,
        published_at TEXT NOT NULL,
        fetched_at TEXT NOT NULL,
        edition INTEGER NOT NULL,
        credit TEXT,
        voice TEXT,
        notes TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX articles_by_time ON articles (fetched_at)",
    "CREATE INDEX articles_by_url ON articles (url)",
    "CREATE INDEX articles_by_feed ON articles (feed_id, fetched_at)",
    """
    CREATE TABLE editions (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        article_id TEXT NOT NULL REFERENCES articles (article_id) DEFERRABLE INITIALLY DEFERRED,
        edition INTEGER NOT NULL,
        title TEXT NOT NULL,
        text TEXT,
        digest TEXT NOT NULL,
        updated_at TEXT,
        fetched_at TEXT NOT NULL,
        UNIQUE (article_id, edition)
    ) STRICT
    """,
    "CREATE INDEX editions_by_time ON editions (fetched_at, number)",
    "CREATE INDEX editions_with_text ON editions (fetched_at, number) WHERE text IS NOT NULL",
    """
    CREATE TABLE article_keys (
        key BLOB PRIMARY KEY,
        article_id TEXT NOT NULL REFERENCES articles (article_id) DEFERRABLE INITIALLY DEFERRED
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE facts (
        fact_id INTEGER PRIMARY KEY AUTOINCREMENT,
        article_id TEXT NOT NULL REFERENCES articles (article_id) DEFERRABLE INITIALLY DEFERRED,
        edition INTEGER NOT NULL,
        fact_number INTEGER NOT NULL,
        kind TEXT NOT NULL,
        thing TEXT,
        action TEXT,
        value INTEGER,
        high INTEGER,
        bound TEXT,
        attacker TEXT,
        place TEXT,
        airport TEXT,
        status TEXT,
        claimed_by TEXT,
        day TEXT,
        standing TEXT NOT NULL,
        is_news INTEGER NOT NULL CHECK (is_news IN (0, 1)),
        evidence TEXT NOT NULL,
        found_by TEXT NOT NULL,
        plain TEXT NOT NULL,
        UNIQUE (article_id, edition, fact_number)
    ) STRICT
    """,
)

EVENTS = (
    """
    CREATE TABLE alerts (
        alert_id INTEGER PRIMARY KEY AUTOINCREMENT,
        rule_id TEXT NOT NULL,
        topic TEXT NOT NULL,
        severity INTEGER NOT NULL,
        worst INTEGER NOT NULL,
        value INTEGER,
        headline TEXT NOT NULL,
        revisions INTEGER NOT NULL,
        answers INTEGER REFERENCES alerts (alert_id) DEFERRABLE INITIALLY DEFERRED,
        is_silent INTEGER NOT NULL CHECK (is_silent IN (0, 1)),
        first_at TEXT NOT NULL,
        last_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX alerts_by_rule ON alerts (rule_id, alert_id)",
    "CREATE INDEX alerts_by_topic ON alerts (topic, alert_id)",
    "CREATE INDEX alerts_by_time ON alerts (first_at)",
    "CREATE INDEX alerts_by_last_time ON alerts (last_at)",
    """
    CREATE TABLE events (
        event_id INTEGER PRIMARY KEY AUTOINCREMENT,
        rule_id TEXT NOT NULL,
        kind TEXT NOT NULL,
        state TEXT,
        severity INTEGER NOT NULL,
        value INTEGER,
        attacker TEXT,
        place TEXT,
        airport TEXT,
        region TEXT,
        country TEXT,
        day TEXT,
        imported TEXT,
        opened_at TEXT NOT NULL,
        last_report_at TEXT NOT NULL,
        ended_at TEXT,
        alert_id INTEGER,  -- set while the event only waits to be told, when there is no such row in alerts yet
        is_learned INTEGER NOT NULL CHECK (is_learned IN (0, 1)),
        waits_for TEXT,
        due_at TEXT,
        plain TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX events_by_time ON events (last_report_at)",
    "CREATE INDEX events_by_rule ON events (rule_id, opened_at)",
    "CREATE INDEX events_of_alert ON events (alert_id) WHERE alert_id IS NOT NULL",
    "CREATE INDEX events_waiting ON events (due_at) WHERE waits_for IS NOT NULL",
    "CREATE INDEX events_by_place ON events (place, event_id) WHERE place IS NOT NULL",
    "CREATE INDEX events_by_airport ON events (airport, event_id) WHERE airport IS NOT NULL",
    """
    CREATE TABLE figures (
        figure_id INTEGER PRIMARY KEY AUTOINCREMENT,
        event_id INTEGER NOT NULL REFERENCES events (event_id) DEFERRABLE INITIALLY DEFERRED,
        thing TEXT NOT NULL,
        action TEXT NOT NULL,
        value INTEGER NOT NULL,
        high INTEGER,
        bound TEXT NOT NULL,
        role TEXT NOT NULL,
        place TEXT,
        claimed_by TEXT,
        article_id TEXT NOT NULL,
        outlet TEXT NOT NULL,
        written_at TEXT NOT NULL,
        plain TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX figures_of_event ON figures (event_id)",
    """
    CREATE TABLE sources (
        source_id INTEGER PRIMARY KEY AUTOINCREMENT,
        event_id INTEGER NOT NULL REFERENCES events (event_id) DEFERRABLE INITIALLY DEFERRED,
        article_id TEXT NOT NULL,
        outlet TEXT NOT NULL,
        url TEXT NOT NULL,
        title TEXT NOT NULL,
        kind TEXT NOT NULL,
        voice TEXT NOT NULL,
        evidence TEXT NOT NULL,
        language TEXT,
        written_at TEXT NOT NULL,
        role TEXT NOT NULL,
        plain TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX sources_of_event ON sources (event_id)",
    "CREATE INDEX sources_by_outlet ON sources (outlet, event_id)",
    """
    CREATE TABLE reports (
        report_id INTEGER PRIMARY KEY AUTOINCREMENT,
        article_id TEXT NOT NULL REFERENCES articles (article_id) DEFERRABLE INITIALLY DEFERRED,
        edition INTEGER NOT NULL,
        rule_id TEXT,
        event_id INTEGER REFERENCES events (event_id) DEFERRABLE INITIALLY DEFERRED,
        fact_number INTEGER,
        fate TEXT NOT NULL,
        reason TEXT NOT NULL,
        at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX reports_of_article ON reports (article_id)",
    "CREATE INDEX reports_of_event ON reports (event_id) WHERE event_id IS NOT NULL",
    "CREATE INDEX reports_by_fate ON reports (fate, at)",
    "CREATE INDEX reports_by_rule ON reports (rule_id, at) WHERE rule_id IS NOT NULL",
    """
    CREATE TABLE revisions (
        alert_id INTEGER NOT NULL REFERENCES alerts (alert_id) DEFERRABLE INITIALLY DEFERRED,
        number INTEGER NOT NULL,
        change TEXT NOT NULL,
        severity INTEGER NOT NULL,
        headline TEXT NOT NULL,
        article_id TEXT NOT NULL,
        reason TEXT NOT NULL,
        made_at TEXT NOT NULL,
        is_silent INTEGER NOT NULL CHECK (is_silent IN (0, 1)),
        plain TEXT NOT NULL,
        PRIMARY KEY (alert_id, number)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX revisions_by_time ON revisions (made_at)",
    "CREATE INDEX revisions_by_article ON revisions (article_id)",
)

SEARCH = (
    # words are normalised and stemmed before they come here (bot.store.words); `_` holds a filter's tag together
    """
    CREATE VIRTUAL TABLE article_words USING fts5 (
        words, tags, content = '', tokenize = "unicode61 remove_diacritics 0 tokenchars '_'"
    )
    """,
    """
    CREATE VIRTUAL TABLE report_words USING fts5 (
        words, tags, content = '', tokenize = "unicode61 remove_diacritics 0 tokenchars '_'"
    )
    """,
    """
    CREATE VIRTUAL TABLE alert_words USING fts5 (
        words, tags, tokenize = "unicode61 remove_diacritics 0 tokenchars '_'"
    )
    """,
)

CHATS = (
    """
    CREATE TABLE chats (
        chat_id TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        language TEXT NOT NULL,
        zone TEXT NOT NULL,
        quiet_from TEXT,
        quiet_until TEXT,
        with_links INTEGER NOT NULL CHECK (with_links IN (0, 1)),
        digest TEXT,
        paused INTEGER NOT NULL CHECK (paused IN (0, 1)),
        ended TEXT,
        created_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE subscriptions (
        subscription_id INTEGER PRIMARY KEY AUTOINCREMENT,
        chat_id TEXT NOT NULL REFERENCES chats (chat_id) ON UPDATE CASCADE ON DELETE CASCADE,
        topics TEXT NOT NULL,
        rules TEXT NOT NULL,
        places TEXT NOT NULL,
        least INTEGER NOT NULL,
        paused INTEGER NOT NULL CHECK (paused IN (0, 1)),
        created_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX subscriptions_of_chat ON subscriptions (chat_id)",
    """
    CREATE TABLE mutes (
        mute_id INTEGER PRIMARY KEY AUTOINCREMENT,
        chat_id TEXT NOT NULL REFERENCES chats (chat_id) ON UPDATE CASCADE ON DELETE CASCADE,
        what TEXT NOT NULL,
        name TEXT NOT NULL,
        until TEXT,
        created_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX mutes_of_chat ON mutes (chat_id)",
    """
    CREATE TABLE watches (
        watch_id INTEGER PRIMARY KEY AUTOINCREMENT,
        chat_id TEXT NOT NULL REFERENCES chats (chat_id) ON UPDATE CASCADE ON DELETE CASCADE,
        words TEXT NOT NULL,
        created_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX watches_of_chat ON watches (chat_id)",
    """
    CREATE TABLE deliveries (
        delivery_id INTEGER PRIMARY KEY AUTOINCREMENT,
        chat_id TEXT NOT NULL REFERENCES chats (chat_id) ON UPDATE CASCADE ON DELETE CASCADE,
        alert_id INTEGER,
        number INTEGER,
        manner TEXT NOT NULL,
        severity INTEGER NOT NULL,
        is_minor INTEGER NOT NULL CHECK (is_minor IN (0, 1)),
        rank INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'sent', 'held', 'dead')),
        attempts INTEGER NOT NULL,
        due_at TEXT NOT NULL,
        created_at TEXT NOT NULL,
        sent_at TEXT,
        message_id INTEGER,
        reason TEXT NOT NULL,
        may_repeat INTEGER NOT NULL CHECK (may_repeat IN (0, 1)),
        notice TEXT,
        FOREIGN KEY (alert_id, number) REFERENCES revisions (alert_id, number) DEFERRABLE INITIALLY DEFERRED,
        CHECK ((alert_id IS NULL) = (number IS NULL)),
        CHECK ((alert_id IS NULL) = (notice IS NOT NULL)),
        CHECK (state <> 'dead' OR reason <> '')
    ) STRICT
    """,
    "CREATE INDEX deliveries_waiting ON deliveries (rank, delivery_id) WHERE state = 'pending'",
    "CREATE INDEX deliveries_in_flight ON deliveries (delivery_id) WHERE state = 'sending'",
    "CREATE INDEX deliveries_held ON deliveries (due_at) WHERE state = 'held'",
    "CREATE INDEX deliveries_of_alert ON deliveries (alert_id, chat_id) WHERE alert_id IS NOT NULL",
    "CREATE INDEX deliveries_of_chat ON deliveries (chat_id, delivery_id)",
    """
    CREATE TABLE forgotten (
        digest BLOB PRIMARY KEY,
        salt TEXT NOT NULL,
        forgotten_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
)

HOUSE = (
    """
    CREATE TABLE feed_states (
        feed_id TEXT PRIMARY KEY,
        url TEXT NOT NULL,
        listed TEXT NOT NULL,
        etag TEXT,
        last_modified TEXT,
        body_digest TEXT,
        item_digests TEXT NOT NULL,
        status TEXT NOT NULL,
        reason TEXT NOT NULL,
        told_status TEXT NOT NULL,
        failures INTEGER NOT NULL,
        interval REAL NOT NULL,
        due_at TEXT NOT NULL,
        last_ok_at TEXT,
        last_item_at TEXT,
        usual_gap REAL,
        slow_polls INTEGER NOT NULL,
        is_learned INTEGER NOT NULL CHECK (is_learned IN (0, 1))
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE feeds (
        feed_id TEXT PRIMARY KEY,
        is_removed INTEGER NOT NULL CHECK (is_removed IN (0, 1)),
        plain TEXT,
        changed_at TEXT NOT NULL,
        CHECK ((plain IS NULL) = (is_removed = 1))
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE rule_files (
        path TEXT PRIMARY KEY,
        text TEXT NOT NULL,
        digest TEXT NOT NULL,
        saved_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE settings (
        key TEXT PRIMARY KEY,
        value TEXT NOT NULL,
        changed_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE audit (
        audit_id INTEGER PRIMARY KEY AUTOINCREMENT,
        at TEXT NOT NULL,
        chat_id TEXT NOT NULL,
        command TEXT NOT NULL,
        detail TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX audit_of_chat ON audit (chat_id)",
)

STATEMENTS = (*ARTICLES, *EVENTS, *SEARCH, *CHATS, *HOUSE)
