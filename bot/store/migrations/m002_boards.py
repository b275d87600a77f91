"""Airports as boards: one message per region and night in a chat, edited in place."""

STATEMENTS = (
    "ALTER TABLE chats ADD COLUMN board TEXT NOT NULL DEFAULT 'auto'",
    "ALTER TABLE deliveries ADD COLUMN board TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX deliveries_of_board ON deliveries (board, chat_id) WHERE board <> ''",
)
