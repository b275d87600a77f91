"""Numbers, nouns, names and times as the reader's language says them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.alerts.words import GENITIVE_AFTER, LANGUAGES, MONTHS, NAMES, NOUNS, WORDS
from bot.model import Bound, Chat, Figure

Names = Mapping[str, Mapping[str, str]]
"""Places by their English name -> the name in other languages."""

NO_BREAK = "\u00a0"


@dataclass(frozen=True, slots=True)
class Tongue:
    """The language of a chat, its clock, and what places are called in it."""

    language: str
    zone: dt.tzinfo
    zone_name: str
    names: Names

    def say(self, key: str, **values: object) -> str:
        return WORDS[key][self.language].format(**values)

    def has(self, key: str) -> bool:
        return key in WORDS

    def name(self, english: str) -> str:
        """A place's or claimant's name, in English where no other is known."""
        if self.language == "en":
            return english
        for table in (self.names, NAMES):
            found = table.get(english, {}).get(self.language)
            if found:
                return found
        return english

    def number(self, value: int) -> str:
        grouped = f"{value:,}"
        return grouped if self.language == "en" else grouped.replace(",", NO_BREAK)

    def counted(self, value: int, noun: str, bound: str = "exact") -> str:
        """`146 drones`, with the noun in the form that the number asks for."""
        number = self.number(value)
        forms = NOUNS.get(noun, {}).get(self.language)
        return f"{number}{NO_BREAK}{form_of(self.language, forms, value, bound)}" if forms else number

    def figure(self, figure: Figure, noun: str) -> str:
        """`about 100 drones`, `20–25 missiles`."""
        if figure.high is not None and figure.high > figure.value:
            low = self.number(figure.value)
            return f"{low}–{self.counted(figure.high, noun)}"
        counted = self.counted(figure.value, noun, figure.bound.value)
        return counted if figure.bound is Bound.EXACT else self.say(figure.bound.value, n=counted)

    def day(self, day: dt.date) -> str:
        return f"{day.day}{NO_BREAK}{MONTHS[self.language][day.month - 1]}"

    def span(self, first: dt.date, last: dt.date) -> str:
        """`14–15 January`, `31 January – 1 February`."""
        if first.month == last.month:
            return f"{first.day}–{self.day(last)}"
        return f"{self.day(first)} – {self.day(last)}"

    def time(self, at: dt.datetime) -> str:
        """`22 January 08:04 (Kyiv)`."""
        local = at.astimezone(self.zone)
        clock = f"{self.day(local.date())} {local:%H:%M}"
        return self.say("zone", at=clock, zone=self.name(self.zone_name))

    def hour(self, at: dt.datetime) -> str:
        return f"{at.astimezone(self.zone):%H:%M}"


def tongue_of(chat: Chat, names: Names | None = None) -> Tongue:
    language = chat.language if chat.language in LANGUAGES else "en"
    try:
        zone: dt.tzinfo = ZoneInfo(chat.zone)
        zone_name = chat.zone.rsplit("/", 1)[-1].replace("_", " ")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zone, zone_name = dt.UTC, "UTC"
    return Tongue(language, zone, zone_name, names or {})


def form_of(language: str, forms: tuple[str, ...], value: int, bound: str = "exact") -> str:
    """The noun's form beside a number. Ukrainian and Russian have three, by the last two digits, and after
    some prepositions only the genitive."""
    if language == "en":
        return forms[0] if value == 1 else forms[1]
    last, teens = value % 10, value % 100
    is_one = last == 1 and teens != 11
    if bound in GENITIVE_AFTER.get(language, ()):
        return forms[3] if is_one else forms[2]
    if is_one:
        return forms[0]
    return forms[1] if 2 <= last <= 4 and not 12 <= teens <= 14 else forms[2]
