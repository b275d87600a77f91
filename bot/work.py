"""The heavy, stateless part: fetched bodies -> new articles with what was read from them.

`work` is a plain picklable function. It runs inline, in a process pool or on a cluster; it needs no network, file
or secret, and holds nothing but the reader, which a process is sent once and keeps by its digest.
"""

from __future__ import annotations

import pickle
from collections import OrderedDict
from dataclasses import dataclass

from bot.feeds.body import Body, Parsed
from bot.feeds.page import parse_page
from bot.feeds.parse import parse_body
from bot.model import Reading
from bot.reading.compile import Reader
from bot.reading.read import read

READERS: OrderedDict[str, Reader] = OrderedDict()
"""The readers this process was sent, by digest. Two are kept: around a reload, bodies of both come in."""
MOST_READERS = 2


@dataclass(frozen=True, slots=True)
class Worked:
    """What one body held: articles that are new in their feed, and a reading for each."""

    parsed: Parsed
    readings: tuple[Reading, ...]


def keep_reader(digest: str, reader: Reader) -> None:
    """Let this process read with `reader` for the rules named by `digest`."""
    READERS[digest] = reader
    while len(READERS) > MOST_READERS:
        READERS.popitem(last=False)


def work(bodies: tuple[Body, ...], digest: str, pickled: bytes | None = None) -> tuple[Worked, ...] | None:
    """Parse and read the bodies; None where this process has no reader for `digest` and was sent none.

    Who calls then asks again with the pickled reader: so it travels once to each process, not with every call.
    """
    if digest not in READERS:
        if pickled is None:
            return None
        keep_reader(digest, pickle.loads(pickled))  # noqa: S301 - it comes from our own main process
    reader = READERS[digest]
    return tuple(work_one(reader, body) for body in bodies)


def work_one(reader: Reader, body: Body) -> Worked:
    parsed = parse_body(body) if body.page_of is None else parse_page(body)
    readings = tuple(
        read(reader, article.text, article.written_at, article.language, article.side)
        for article in parsed.articles
    )
    return Worked(parsed, readings)
