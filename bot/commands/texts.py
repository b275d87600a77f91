"""The words of the commands, in three languages, and messages made of them."""

from __future__ import annotations

import html as markup
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.model import Button, Message

LANGUAGES = {"en": "English", "uk": "Українська", "ru": "Русский"}
MOST_CHARACTERS = 4096
"""https://core.telegram.org/bots/api#sendmessage; counted in UTF-16 units, the strictest reading."""
TAG = re.compile(r"</?(?:b|i|u|s|a|code|pre|blockquote)(?:\s[^>]*)?>")
UNSEEN = re.compile(r"[\u0000-\u0008\u000b-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, halves of surrogate pairs, and those that turn the direction of writing: in a quote they could
turn our own words."""


class Html(str):
    """Text that is markup already and is not escaped again."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in each language. `{name}` is replaced by a value, escaped."""

    en: str
    uk: str
    ru: str

    def __call__(self, language: str, **values: object) -> Html:
        """As HTML."""
        return Html(self.template(language).format(**{k: escape(v) for k, v in values.items()}))

    def label(self, language: str, **values: object) -> str:
        """As plain text, for buttons and notices."""
        return self.template(language).format(**values)

    def template(self, language: str) -> str:
        return {"uk": self.uk, "ru": self.ru}.get(language, self.en)


def escape(value: object) -> Html:
    """Any value as HTML that Telegram shows as it is."""
    if isinstance(value, Html):
        return value
    return Html(markup.escape(UNSEEN.sub("", str(value)), quote=False))


def plural(language: str, count: int, forms: Text) -> str:
    """The form that goes with a number. `forms` hold them between bars: two in English, three in uk and ru."""
    words = forms.template(language).split("|")
    if language not in ("uk", "ru"):
        return words[0] if count == 1 else words[-1]
    if count % 10 == 1 and count % 100 != 11:
        return words[0]
    return words[1] if 2 <= count % 10 <= 4 and not 12 <= count % 100 <= 14 else words[2]


def joined(parts: Iterable[str | None], by: str = "\n") -> Html:
    """Lines under each other; None is no line, an empty text an empty one."""
    return Html(by.join(part for part in parts if part is not None))


def to_plain(html: str) -> str:
    """The same without markup, for the case that Telegram refuses the HTML."""
    return markup.unescape(TAG.sub("", html))


def width(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def message(html: str, rows: Sequence[Sequence[Button]] = ()) -> Message:
    """A message of at most 4,096 characters: what is too long ends at the last line that fits."""
    if width(to_plain(html)) > MOST_CHARACTERS:
        html = cut(html)
    return Message(html=html, plain=to_plain(html), buttons=tuple(tuple(row) for row in rows if row))


def cut(html: str) -> str:
    """Whole lines only, since tags never reach over the end of a line in our messages."""
    kept: list[str] = []
    room = MOST_CHARACTERS - 2
    for line in html.split("\n"):
        room -= width(to_plain(line)) + 1
        if room < 0:
            break
        kept.append(line)
    return "\n".join([*kept, "…"])


def shortened(text: str, most: int) -> str:
    """At most so many characters, cut at a space where there is one, never inside an emoji of several parts."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    space = kept.rfind(" ")
    kept = kept[:space] if space > most // 2 else kept.rstrip("\u200d\ufe0f\ud83c")
    return kept.rstrip(" ,.;:–—-") + "…"
