"""One request as a page sees it, and what it answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from bot.alerts.speech import Tongue
from bot.errors import TocsinError
from bot.web.labels import Labels
from bot.web.reader import Reader
from bot.web.words import LANGUAGES, say

T = TypeVar("T")
Send = Callable[[str], Coroutine[Any, Any, None]]
"""Takes a piece of a long answer."""


class Unasked(TocsinError):
    """What was asked has no meaning; its text says what has."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back. `pieces` instead of a body where it is long and comes bit by bit."""

    body: str | bytes = ""
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    pieces: Callable[[Send], Awaitable[None]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    path: str
    given: Mapping[str, str]
    """The query, the first value of each name."""
    tongue: Tongue
    zone: str
    now: dt.datetime
    labels: Labels
    reader: Reader
    render: Callable[..., str]
    public_url: str | None = None
    is_understood: bool = True
    """False: the address asks for more than anybody would."""

    @property
    def language(self) -> str:
        return self.tongue.language

    async def read(self, ask: Callable[..., T], *given: Any) -> T:
        return await self.reader.read(ask, *given)

    def page(self, template: str, status: int = 200, **values: Any) -> Answer:
        return Answer(self.render(template, visit=self, **values), status)

    # -- what templates say ----------------------------------------------------------------------------------

    def say(self, key: str, **values: object) -> str:
        return say(self.language, key, **values)

    def time(self, at: dt.datetime | None) -> str:
        if at is None:
            return "–"
        local = at.astimezone(self.tongue.zone)
        year = f" {local.year}" if local.year != self.now.astimezone(self.tongue.zone).year else ""
        return f"{self.tongue.day(local.date())}{year}, {local:%H:%M}"

    def clock(self, at: dt.datetime) -> str:
        return f"{at.astimezone(self.tongue.zone):%H:%M}"

    def day(self, day: dt.date) -> str:
        return f"{self.tongue.day(day)} {day.year}"

    def number(self, value: int) -> str:
        return self.tongue.number(value)

    def length(self, length: dt.timedelta) -> str:
        hours = length / dt.timedelta(hours=1)
        if hours < 2:
            return self.say("minutes", n=self.number(max(1, round(hours * 60))))
        return self.say("hours", n=self.number(round(hours)))

    def name(self, english: str | None) -> str:
        return self.tongue.name(english or "")

    def rule(self, rule_id: str | None) -> str:
        return self.labels.rule(rule_id, self.language)

    def other(self, **changes: object) -> str:
        """This address with some of its query changed."""
        query = {**self.given, **{k: str(v) for k, v in changes.items()}}
        return f"{self.path}?{urlencode({k: v for k, v in query.items() if v != ''})}"

    @property
    def languages(self) -> Mapping[str, str]:
        return LANGUAGES

    @property
    def zone_name(self) -> str:
        return self.tongue.name(self.tongue.zone_name)


def number_of(visit: Visit, name: str, default: int | None, least: int, most: int) -> int | None:
    """A number of the query within bounds. Raises Unasked for what is none."""
    word = visit.given.get(name, "").strip()
    if not word:
        return default
    if not word.isascii() or not word.lstrip("-").isdigit() or len(word) > 15:
        raise Unasked(f"{name}: {word[:40]!r} is no number")
    return min(max(int(word), least), most)


def choice_of(visit: Visit, name: str, choices: Mapping[str, T] | tuple[str, ...], default: str) -> str:
    """One of the choices. Raises Unasked for anything else."""
    word = visit.given.get(name, "").strip() or default
    if word not in choices and word != default:
        raise Unasked(f"{name}: {word[:40]!r} is none of {', '.join(choices)}")
    return word


def day_of(visit: Visit, name: str) -> dt.datetime | None:
    """Midnight that begins a day of the query, by the page's clock."""
    word = visit.given.get(name, "").strip()
    if not word:
        return None
    try:
        day = dt.date.fromisoformat(word[:10])
        return dt.datetime.combine(day, dt.time(), ZoneInfo(visit.zone)).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise Unasked(f"{name}: {word[:40]!r} is no day; write it like 2026-01-22") from None
