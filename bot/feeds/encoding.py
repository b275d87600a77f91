"""Bytes of a feed -> UTF-8, whatever they were and whatever was said of them."""

from __future__ import annotations

import codecs
import re

import chardet

DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""")
DECLARATION = re.compile(rb"^\s*<\?xml[^>]*\?>")
CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._:-]+)""", re.IGNORECASE)
META = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?([A-Za-z0-9._:-]+)""", re.IGNORECASE)
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
BARE = (
    (b"<\0?\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"\x4c\x6f\xa7\x94", "cp037"),
)
STAND_INS = {"gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "windows-1252", "latin-1": "windows-1252"}
"""What is declared -> the larger set that is meant."""


def to_utf8(body: bytes, content_type: str = "") -> tuple[bytes, str]:
    """The body in UTF-8 without byte order mark and XML declaration of its own, and the encoding it had.

    What is valid UTF-8 is UTF-8, whatever server and prolog say: Cyrillic in a one-byte code is never valid
    UTF-8 by chance. Then the prolog, then the server, then a guess; what remains unreadable is replaced.
    """
    for mark, name in MARKS:
        if body.startswith(mark):
            return plain(body[len(mark) :].decode(name, "replace").encode("utf-8", "replace")), name
    for start, name in BARE:
        if body.startswith(start):
            return plain(body.decode(name, "replace").encode("utf-8", "replace")), name
    try:
        body.decode("utf-8")
        return plain(body), "utf-8"
    except UnicodeDecodeError:
        pass
    for name in proposals(body, content_type):
        try:
            return plain(body.decode(name).encode("utf-8")), name
        except (UnicodeDecodeError, LookupError):
            continue
    return plain(body.decode("utf-8", "replace").encode("utf-8")), "utf-8"


def proposals(body: bytes, content_type: str) -> list[str]:
    names = [
        found[1].decode("ascii").lower() for found in (DECLARED.match(body), META.search(body[:4096])) if found
    ]
    if said := CHARSET.search(content_type):
        names.append(said[1].lower())
    names = [STAND_INS.get(name, name) for name in names if codec_of_text(name)]
    if any(not name.startswith("utf") for name in names):
        return names
    guess = chardet.detect(body[:200_000]).get("encoding")
    return [*names, *([guess] if guess and codec_of_text(guess) else [])]


def codec_of_text(name: str) -> bool:
    """Whether it names an encoding of text (`zlib` and `rot13` are codecs, too)."""
    try:
        return codecs.lookup(name)._is_text_encoding
    except (LookupError, ValueError):
        return False


def plain(body: bytes) -> bytes:
    """Without a prolog that would now lie, and without NUL bytes, which no XML may hold."""
    body = DECLARATION.sub(b"", body, count=1).lstrip()
    return body.replace(b"\0", b"") if b"\0" in body else body
