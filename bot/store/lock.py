"""The instance lock: one `run` (or `restore`) for each database."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from bot.errors import StoreLocked, StoreReadOnly


@contextlib.contextmanager
def instance_lock(path: Path, what: str) -> Iterator[None]:
    """Hold `PATH.lock` while the block runs; `what` names us to whoever comes second ("tocsin run").

    The operating system lets the lock go when the process ends, however it ends, so no stale lock can stay.
    The file itself stays: to unlink it would let two processes hold two files of one name.
    """
    name = Path(f"{path}.lock")
    try:
        file = name.open("a+", encoding="utf-8")
    except OSError as error:
        raise StoreReadOnly(
            f"{name}: the lock file cannot be written ({error.strerror}); make the folder writable for this user, "
            "or name another database with --db"
        ) from error
    with file:
        if not is_taken(file):
            file.seek(0)
            holder = file.read(200).strip() or "another process"
            raise StoreLocked(
                f"{path}: the database is in use by {holder}; stop that first, or name another database with --db"
            )
        file.seek(0)
        file.truncate()
        file.write(f"`{what}` (process {os.getpid()})")
        file.flush()
        yield


if sys.platform == "win32":
    import msvcrt

    def is_taken(file: IO[str]) -> bool:
        """Whether the lock is ours now. The locked byte lies far behind the text, which others may read."""
        file.seek(1 << 30)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def is_taken(file: IO[str]) -> bool:
        """Whether the lock is ours now."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
