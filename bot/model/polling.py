"""What is known about a feed between two polls."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """Where a feed's polling stands. Written in the transaction that stores what was read from the body."""

    feed_id: str
    url: str
    """Where it is fetched from now (permanent redirects are followed for good)."""
    listed: str = ""
    """Its address in the list when `url` was learned: where the list says another one, polling begins there."""
    etag: str | None = None
    last_modified: str | None = None
    body_digest: str | None = None
    item_digests: tuple[str, ...] = ()
    """Digests of the items of the last body, so that only new ones are parsed."""
    status: str = "ok"
    """`ok`, `slow`, `stale`, `failing`, `blocked` or `gone`."""
    reason: str = ""
    """What the last failure was, in plain words."""
    told_status: str = "ok"
    """The status that the owner was last told."""
    failures: int = 0
    """Failures in a row."""
    interval: dt.timedelta = dt.timedelta(minutes=5)
    due_at: dt.datetime
    last_ok_at: dt.datetime | None = None
    last_item_at: dt.datetime | None = None
    """Publication of the newest item."""
    usual_gap: dt.timedelta | None = None
    """The usual time between two items."""
    slow_polls: int = 0
    """Slow answers in a row."""
    is_learned: bool = False
    """True once its backlog has been taken in silently."""
