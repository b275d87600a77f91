"""What an article is known by: the same item is one article, whatever changes about it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Container
from hashlib import blake2b

from bot.feeds.urls import canonical, is_home, site
from bot.model import Entry, Feed

WORDS = re.compile(r"\w+")
LONGEST = 120
"""Characters of a key; of a longer one the rest is a digest, since keys are kept for ever."""


def digest_of(*texts: str) -> str:
    """Of the words alone: case, spaces, punctuation and invisible characters make no other edition."""
    words = " ".join(word for text in texts for word in WORDS.findall(text.lower()))
    return hashed(words)


def keys_of(
    entry: Entry, feed: Feed, url: str, digest: str, published_at: dt.datetime | None, shared: Container[str]
) -> tuple[str, ...]:
    """The entry's keys, strongest first.

    - `u:` the page's canonical address. It holds for all feeds where the page is on the feed's own site: one
      article in two feeds of an outlet is one article. An aggregator's link to another's page holds within
      the aggregator alone, else its summary would pass for an edit of the original.
    - `g:` the guid, within the feed.
    - `c:` the words and the moment of publication, within the feed: what is left when guid and address both
      change. Not for undated entries that have another key: "Airport closed" of May is not that of June.

    `shared` names the guids and links that several items of the body bear ("one guid for every item"): they
    identify nothing.
    """
    keys = []
    page = canonical(url)
    if page and not is_home(page) and entry.url not in shared and page != canonical(feed.url):
        is_own = site(page) == site(canonical(feed.url))
        keys.append(f"u:{page}" if is_own else f"u:{feed.feed_id}:{page}")
    if entry.guid and entry.guid not in shared:
        # a guid that is an address changes its scheme and its tracking like any other
        guid = canonical(entry.guid) or entry.guid.strip()
        keys.append(f"g:{feed.feed_id}:{guid}")
    if published_at or not keys:
        moment = f"{published_at:%Y%m%d%H%M}" if published_at else ""
        keys.append(f"c:{feed.feed_id}:{digest}:{moment}")
    return tuple(key if len(key) <= LONGEST else f"{key[:80]}~{hashed(key)}" for key in keys)


def hashed(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()
