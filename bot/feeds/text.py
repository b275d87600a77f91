"""HTML of entries and posts -> plain text with paragraphs."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Any

from lxml import etree

TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--")
"""Whether a text is HTML; no part of it may look far ahead, or a text of a thousand `<!--` takes seconds."""
ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]{1,30});")
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe00-\ufe0f\x00-\x08\x0b\x0e-\x1f\x7f]"
)
"""Soft hyphens, zero-width characters, direction marks, emoji selectors, control characters."""
STRESS = re.compile("(?<=[аеёиоуыэюяєіїАЕЁИОУЫЭЮЯЄІЇ])[\u0300\u0301]")
SPACES = re.compile(r"[^\S\n]+")
AROUND_BREAK = re.compile(r" ?\n ?")
BREAKS = re.compile(r"\n{3,}")

BLOCKS = frozenset({
    "p", "div", "section", "article", "aside", "header", "footer", "main", "nav", "h1", "h2", "h3",
    "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre", "figure", "figcaption",
    "address", "hr", "body",
})  # fmt: skip
LINES = frozenset({
    "br", "li", "tr", "dt", "dd", "option",
})  # fmt: skip
UNREAD = frozenset({
    "script", "style", "noscript", "iframe", "svg", "template", "head", "object", "embed", "canvas",
    "form", "button", "select",
})  # fmt: skip
MOST = 400_000
"""Characters of one entry that are looked at; the longest real article stays under 100,000."""


def plain_text(source: str) -> str:
    """The text a reader sees: paragraphs apart by an empty line, lines by a break, no invisible characters."""
    source = source[:MOST].replace("\0", "")
    is_html = bool(TAG.search(source))
    if not is_html and ENTITY.search(source):
        source = html.unescape(source)  # HTML that was escaped once more than it should be, or a plain title
        is_html = bool(TAG.search(source))
    if is_html:
        source = from_html(source)
    if ENTITY.search(source):
        source = html.unescape(source)
    return tidy(source)


def from_html(source: str) -> str:
    """The text of HTML. Linear, and no recursion: ten thousand nested tags are only text with a long way."""
    parser = etree.HTMLParser(
        recover=True, no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8", huge_tree=False
    )
    try:
        root = etree.fromstring(source.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    text = text_of(root) if root is not None else ""
    # libxml2 gives up below 256 levels: then the bare text is better than none
    return text if text.strip() else TAG.sub(" ", source)


def text_of(root: Any) -> str:
    """The text below an element of lxml, as `plain_text` gives it but for the tidying."""
    pieces: list[str] = []
    skipped = None
    for event, node in etree.iterwalk(root, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            if skipped is None and tag in UNREAD:
                skipped = node
            if skipped is None:
                pieces.append("\n\n" if tag in BLOCKS else "\n" if tag in LINES else "")
                pieces.append(squeezed(node.text, tag == "pre"))
            continue
        if skipped is node:
            skipped = None
        elif skipped is None and tag in BLOCKS:
            pieces.append("\n\n")
        if skipped is None and node is not root:
            pieces.append(squeezed(node.tail, False))
    return "".join(pieces)


def squeezed(text: str | None, is_pre: bool) -> str:
    """Line breaks of the source are spaces to a reader."""
    return "" if not text else text if is_pre else re.sub(r"\s+", " ", text)


def tidy(text: str) -> str:
    """Without invisible characters and stress marks, composed letters, single spaces, two breaks at most."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    text = UNSEEN.sub("", text)
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    text = STRESS.sub("", text)
    text = SPACES.sub(" ", text)
    text = AROUND_BREAK.sub("\n", text)
    return BREAKS.sub("\n\n", text).strip()


FOOTER = re.compile(
    r"(?:подписа|підпис|підпиш|подпиш|приєдн|присоедин|subscribe|join us|follow us|прислать новост|"
    r"надіслати новин|прислати новин|наш канал|наш бот|зворотн\w+ зв|обратная связь|read more|"
    r"continue reading|читать далее|читати далі|t\.me/|telegram\.me/|https?://|@\w{4,32}$|"
    r"донат|поддержать канал|підтримати канал)",
    re.IGNORECASE,
)
FOOTER_LENGTH = 140
HANDLES = re.compile(r"^\W*(?:@\w{4,32}\W+)*@\w{4,32}\W*$")
APPEARED = re.compile(r"^the post .{1,200} appeared first on ", re.IGNORECASE)
"""WordPress writes this under every item of its feeds, with the title in it."""


def without_footer(text: str) -> str:
    """Without the last lines in which a channel speaks of itself ("Subscribe", its own address).

    A line goes only where it is short, names no number and stands at the end: a figure is never a footer.
    """
    lines = text.split("\n")
    while len(lines) > 1 and is_footer(lines[-1].strip()):
        lines.pop()
    return "\n".join(lines).rstrip()


def is_footer(line: str) -> bool:
    if not line or APPEARED.match(line):
        return True
    if len(line) > FOOTER_LENGTH or not (FOOTER.search(line) or HANDLES.match(line)):
        return False
    return not any(c.isdigit() for c in re.sub(r"https?://\S+|t\.me/\S+|@\w+", "", line))
