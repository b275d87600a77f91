"""What those who run the bot should hear."""

STATEMENTS = (
    """
    CREATE TABLE notes (
        note_id INTEGER PRIMARY KEY AUTOINCREMENT,
        key TEXT NOT NULL,
        said TEXT NOT NULL,
        made_at TEXT NOT NULL,
        told_at TEXT
    ) STRICT
    """,
    "CREATE INDEX notes_waiting ON notes (key) WHERE told_at IS NULL",
)
