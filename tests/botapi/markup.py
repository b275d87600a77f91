"""Message HTML as Telegram reads it: the text that people see, its entities, and Telegram's own complaints."""

from __future__ import annotations

import re
from dataclasses import dataclass

TAGS = {
    "a": "text_link", "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "s": "strikethrough",
    "strike": "strikethrough", "del": "strikethrough", "u": "underline", "ins": "underline",
    "tg-spoiler": "spoiler", "tg-emoji": "custom_emoji", "span": "spoiler", "pre": "pre", "code": "code",
    "blockquote": "blockquote",
}  # fmt: skip
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([a-zA-Z]+));?")
TAG = re.compile(r"<([^\s>]*)([^>]*)>")
ATTRIBUTE = re.compile(r"""\s*([^\s=]+)\s*(?:=\s*(?:"([^"]*)"|'([^']*)'|([a-zA-Z0-9.\-]+)))?""")


class BadMarkup(Exception):
    """What Telegram says about HTML that it cannot parse."""


@dataclass(frozen=True)
class Entity:
    kind: str
    offset: int
    """In UTF-16 units, as in the Bot API."""
    length: int
    url: str = ""

    def plain(self) -> dict[str, object]:
        named: dict[str, object] = {"type": self.kind, "offset": self.offset, "length": self.length}
        return named | ({"url": self.url} if self.url else {})


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(html: str) -> tuple[str, list[Entity]]:
    """The text and the entities of a message. Raises BadMarkup with Telegram's wording."""
    text, entities, opened, at = [], [], [], 0
    length = 0
    while at < len(html):
        here = html[at]
        if here == "&" and (found := REFERENCE.match(html, at)) and (letter := dereferred(found)):
            text.append(letter)
            length += utf16(letter)
            at = found.end()
            continue
        if here != "<":
            text.append(here)
            length += utf16(here)
            at += 1
            continue
        offset = len(html[:at].encode())
        found = TAG.match(html, at)
        if not found:
            raise BadMarkup(
                f"Unclosed {'end' if html[at + 1 : at + 2] == '/' else 'start'} tag at byte offset {offset}"
            )
        name = found[1].lower()
        if name.startswith("/"):
            entities += closed(opened, name[1:], offset, length)
        else:
            opened.append((name, attributes_of(name, found[2], offset), length))
        at = found.end()
    if opened:
        name, _, _ = opened[-1]
        raise BadMarkup(f'Can\'t find end tag corresponding to start tag "{name}"')
    return "".join(text), sorted(entities, key=lambda e: (e.offset, -e.length))


def dereferred(found: re.Match[str]) -> str:
    if found[3]:
        return NAMED.get(found[3], "")
    code = int(found[1], 16) if found[1] else int(found[2])
    return chr(code) if 0 < code < 0x10FFFF else ""


def attributes_of(name: str, words: str, offset: int) -> dict[str, str]:
    if name not in TAGS:
        raise BadMarkup(f'Unsupported start tag "{name}" at byte offset {offset}')
    named = {}
    rest = words.strip()
    while rest:
        found = ATTRIBUTE.match(rest)
        if not found or (found[2] is None and found[3] is None and found[4] is None and name != "blockquote"):
            raise BadMarkup(
                f'Expected equal sign in declaration of an attribute of the tag "{name}" at byte offset {offset}'
            )
        named[found[1].lower()] = dereferred_text(found[2] or found[3] or found[4] or "")
        rest = rest[found.end() :].strip()
    if name == "span" and named.get("class") != "tg-spoiler":
        raise BadMarkup(f'Tag "span" must have class "tg-spoiler" at byte offset {offset}')
    return named


def dereferred_text(text: str) -> str:
    return REFERENCE.sub(lambda found: dereferred(found) or found[0], text)


def closed(opened: list[tuple[str, dict[str, str], int]], name: str, offset: int, length: int) -> list[Entity]:
    if not opened:
        raise BadMarkup(f"Unexpected end tag at byte offset {offset}")
    start, attributes, begin = opened.pop()
    if name and name != start:
        raise BadMarkup(f'Unmatched end tag at byte offset {offset}, expected "</{start}>", found "</{name}>"')
    if length == begin:
        return []
    url = attributes.get("href", "")
    if start == "a" and not url:
        return []
    return [Entity(TAGS[start], begin, length - begin, url)]
