"""Cut a feed's body at the borders of its items and leave out those that are known, byte for byte.

feedparser costs 10 to 60 ms for a whole feed, and nearly all of it was there at the last poll. On any doubt
(not well-formed, an item inside an item, a border inside CDATA) the body stays whole: slower, never wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import blake2b
from xml.parsers import expat

Range = tuple[int, int]

BORDER = re.compile(rb"<!\[CDATA\[|<!--|<(/?)(item|entry)(?=[\s/>])")
FOREIGN = re.compile(rb"<[\w.-]+:(?:item|entry)[\s/>]|<(?:ITEM|ENTRY|Item|Entry)[\s/>]")


@dataclass(frozen=True, slots=True)
class Split:
    """A body in UTF-8 with the ranges of its items.

    `items` is empty where the borders are in doubt. `is_cut`: the last item has a beginning and no end.
    """

    body: bytes
    items: tuple[Range, ...] = ()
    digests: tuple[str, ...] = ()
    is_cut: bool = False

    def without(self, known: frozenset[str], most: int) -> tuple[bytes, int]:
        """The body without the known items and with `most` new ones at most; and how many items it keeps."""
        pieces, last, kept = [], 0, 0
        for (start, end), digest in zip(self.items, self.digests, strict=True):
            if digest not in known and kept < most:
                kept += 1
                continue
            pieces.append(self.body[last:start])
            last = end
        pieces.append(self.body[last:])
        return b"".join(pieces), kept

    def chunks(self) -> list[bytes]:
        """Each item's bytes."""
        return [self.body[start:end] for start, end in self.items]


def split(body: bytes) -> Split:
    """Find the items of an RSS, RDF or Atom body in UTF-8. Linear in its length."""
    items, is_cut = borders(body)
    if is_cut:
        body, items = mended(body[: items[-1][0]]), items[:-1]
    if not items or FOREIGN.search(body) or not is_well_formed(body):
        return Split(body, is_cut=is_cut)
    digests = tuple(blake2b(body[start:end], digest_size=8).hexdigest() for start, end in items)
    return Split(body, tuple(items), digests, is_cut)


ENDS = (b"</channel></rss>", b"</feed>", b"</rdf:RDF>")


def mended(body: bytes) -> bytes:
    """A body that was cut before an item, with its end put back, so that it is read the strict and fast way."""
    return next((whole for end in ENDS if is_well_formed(whole := body + end)), body)


def borders(body: bytes) -> tuple[list[Range], bool]:
    """The ranges of the items, empty on doubt; and whether the last has no end (then it is `(start, start)`)."""
    items: list[Range] = []
    position, start, depth, name = 0, -1, 0, b""
    while found := BORDER.search(body, position):
        position = found.end()
        if found[2] is None:
            end = body.find(b"]]>" if found[0] == b"<![CDATA[" else b"-->", position)
            if end < 0:
                break  # the rest is inside a section that never ends
            position = end + 3
        elif name and found[2] != name:
            return [], False  # `item` and `entry` in one feed
        elif not found[1]:
            name = found[2]
            depth += 1
            if depth > 1:
                return [], False
            start = found.start()
        else:
            depth -= 1
            end = body.find(b">", position) + 1
            if depth < 0 or not end:
                return [], False
            items.append((start, end))
            position, start = end, -1
    if start >= 0:
        items.append((start, start))
        return items, True
    return items, False


TAGS = re.compile(rb"<!\[CDATA\[|<(/?)[A-Za-z][^<>]*?(/?)>")
MANY_TAGS = 20_000
DEEPEST = 500
"""Levels of elements in each other; real feeds have ten. feedparser takes a second for each 100,000, and more."""


def is_too_deep(body: bytes) -> bool:
    """Whether elements lie in each other deeper than any feed's. Looked at only where there are very many."""
    if body.count(b"<") < MANY_TAGS:
        return False
    position = depth = 0
    while found := TAGS.search(body, position):
        position = found.end()
        if found[1] is None:
            position = body.find(b"]]>", position) + 3
            if position < 3:
                break
        elif found[1]:
            depth -= 1
        elif not found[2]:
            depth += 1
            if depth > DEEPEST:
                return True
    return False


def is_well_formed(body: bytes) -> bool:
    """Whether feedparser will take its strict way; expat alone, without handlers, needs some 50 us for 20 kB."""
    parser = expat.ParserCreate("utf-8", " ")
    try:
        parser.Parse(body, True)
    except expat.ExpatError:
        return False
    return True
