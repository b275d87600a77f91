"""All SQL: one file per noun over one SQLite file. Functions take the `Store` and never commit.

Writing goes `with store.transaction(): ...`; every SQLite error leaves this room as a `StoreError`.
"""

from bot.store.connection import Store
from bot.store.open import open_for_reading, open_store

__all__ = ["Store", "open_for_reading", "open_store"]
