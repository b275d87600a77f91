"""The exception tree.

    TocsinError                 something the operator can mend: one line on stderr, exit status 2
    ├── ConfigError             a setting is missing or wrong
    ├── RuleError               rule files cannot be loaded at all (their problems are listed)
    ├── StoreError              the database cannot be opened, read or written
    │   ├── StoreLocked         another process holds it
    │   ├── StoreReadOnly       the file or its folder cannot be written
    │   ├── StoreNewer          it was written by a newer Tocsin
    │   ├── StoreDamaged        its pages do not agree with each other
    │   └── DiskFull            there is no room left
    └── ChannelError            a channel refuses us as a whole (a revoked token, for instance)

An expected outcome (a feed that is down, a chat that left) is a value, not an exception.
"""


class TocsinError(Exception):
    """Something the operator can mend. Its text names the thing and says what to do."""


class ConfigError(TocsinError):
    """A setting is missing or wrong."""


class RuleError(TocsinError):
    """Rule files cannot be loaded; the text holds one line for each problem."""


class StoreError(TocsinError):
    """The database cannot be opened, read or written."""


class StoreLocked(StoreError):
    """Another process holds the database or its write lock."""


class StoreReadOnly(StoreError):
    """The database file or its folder cannot be written."""


class StoreNewer(StoreError):
    """The database has a schema version that this Tocsin does not know yet."""


class StoreDamaged(StoreError):
    """SQLite says that the file is damaged or is no database."""


class DiskFull(StoreError):
    """The disk that holds the database is full."""


class ChannelError(TocsinError):
    """A channel refuses us as a whole, not one message."""
