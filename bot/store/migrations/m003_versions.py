"""Rule files as they were before they were changed or taken away, so that they can be brought back."""

STATEMENTS = (
    """
    CREATE TABLE rule_versions (
        version_id INTEGER PRIMARY KEY AUTOINCREMENT,
        path TEXT NOT NULL,
        text TEXT NOT NULL,
        digest TEXT NOT NULL,
        saved_at TEXT NOT NULL,
        ended_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX rule_versions_by_path ON rule_versions (path, version_id)",
)
