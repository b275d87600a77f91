"""Lines of a message as pieces -> HTML of the Bot API's subset, and the same as plain text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LIMIT = 4096
"""UTF-16 units of a Telegram message; we count the HTML itself, which is never shorter than what it shows."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words: bold, quoted, a link, or just words."""

    text: str
    style: str = ""
    """`b`, `i`, `quote`, or empty."""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line, and how gladly it is left out where there is no room (0: never)."""

    pieces: tuple[Piece, ...]
    spare: int = 0


def line(*parts: Piece | str, spare: int = 0) -> Line:
    return Line(tuple(p if isinstance(p, Piece) else Piece(p) for p in parts if p), spare)


def bold(text: str) -> Piece:
    return Piece(text, "b")


def fit(lines: Iterable[Line]) -> list[Line]:
    """The lines that have room in one message: those that spare most go first, then the longest are cut."""
    kept = [one for one in lines if one.pieces]
    while size(render_html(kept)) > LIMIT:
        spares = max((one.spare for one in kept), default=0)
        if spares:
            last = max(n for n, one in enumerate(kept) if one.spare == spares)
            del kept[last]
            continue
        longest = max(range(len(kept)), key=lambda n: size(html_of(kept[n])))
        kept[longest] = shortened(kept[longest])
    return kept


def shortened(one: Line) -> Line:
    """The line with its longest piece cut to two thirds."""
    pieces = list(one.pieces)
    longest = max(range(len(pieces)), key=lambda n: len(pieces[n].text) + len(pieces[n].url))
    piece = pieces[longest]
    if len(piece.text) <= 1:
        return Line((*pieces[:longest], *pieces[longest + 1 :]), one.spare)
    text = piece.text[: len(piece.text) * 2 // 3].rstrip("… ") + "…"
    url = piece.url if len(piece.url) < LIMIT // 4 else ""
    pieces[longest] = Piece(text if len(text) < len(piece.text) else "", piece.style, url)
    return Line(tuple(p for p in pieces if p.text), one.spare)


def size(text: str) -> int:
    """Length in UTF-16 units, as Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def render_html(lines: Sequence[Line]) -> str:
    return "\n".join(html_of(one) for one in lines)


def render_plain(lines: Sequence[Line]) -> str:
    return "\n".join("".join(plain_of(p) for p in one.pieces) for one in lines)


def html_of(one: Line) -> str:
    return "".join(piece_html(p) for p in one.pieces)


def piece_html(piece: Piece) -> str:
    text = html.escape(clean(piece.text), quote=False)
    if piece.url and is_web(piece.url):
        text = f'<a href="{html.escape(piece.url)}">{text}</a>'
    if piece.style in ("b", "i"):
        return f"<{piece.style}>{text}</{piece.style}>"
    return f"<blockquote>{text}</blockquote>" if piece.style == "quote" else text


def plain_of(piece: Piece) -> str:
    text = clean(piece.text)
    if piece.style == "quote":
        return f"  “{text}”"
    return f"{text} <{piece.url}>" if piece.url and is_web(piece.url) else text


CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Nothing that moves a terminal's cursor or turns the direction of writing, and no half of a character."""


def clean(text: str) -> str:
    return CONTROL.sub("", text)


def is_web(url: str) -> bool:
    return url.startswith(("https://", "http://")) and not re.search(r"[\s\x00-\x1f<>\"]", url)
