"""What a command is given: the ask, the chat as we know it, the store, the house with its rules, and the "
"time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.alerts.ledger import Ledger
from bot.commands.limits import Used
from bot.commands.places import Places
from bot.commands.texts import Html, escape, joined, message
from bot.commands.topics import ORDER
from bot.model import Ask, Button, Chat, Feed, Outcome, Problem, Reply, Rule, RuleSet
from bot.rules.watches import PREFIX
from bot.store import Store


@dataclass(frozen=True, slots=True)
class Tried:
    """What would have come of a text: lines that say which rule fires or why none does, as HTML."""

    lines: tuple[str, ...]
    fires: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What would come of a rule file that somebody offers."""

    path: str
    problems: tuple[Problem, ...] = ()
    """What keeps it from being in force; with any, nothing was tried."""
    advice: tuple[Problem, ...] = ()
    diff: tuple[str, ...] = ()
    """Lines with + and -, and some around them; none where nothing changes."""
    gained: int = 0
    """Alerts over the stored articles that there were not before."""
    lost: int = 0
    articles: int = 0
    days: int = 0
    samples: tuple[str, ...] = ()
    """Sentences behind a few of the alerts gained and lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What is the same for all chats. The app makes it at start, and anew when rules or feeds change."""

    ruleset: RuleSet
    feeds: tuple[Feed, ...] = ()
    problems: tuple[Problem, ...] = ()
    places: Places = field(default_factory=Places)
    language: str = "en"
    zone: str = "Europe/Kyiv"
    access: str = "open"
    """`open`, `invite` or `chats` (TOCSIN_ACCESS)."""
    access_code: str = ""
    access_chats: frozenset[str] = frozenset()
    username: str = ""
    """The bot's name, for links to it."""
    version: str = ""
    started_at: dt.datetime | None = None
    check: Callable[[str, str], Tried] | None = None
    """(text, language of the answer) -> what would fire."""
    reload: Callable[[], Sequence[Problem]] | None = None
    try_rules: Callable[[str, str | None], Offer] | None = None
    """(name, text, None to take it away) -> what would come of a rule file of chats. Takes seconds."""
    save_rules: Callable[[str, str | None], Sequence[Problem]] | None = None
    """(name, text, None to take it away) -> problems; without any, it is done and in force."""
    changed: Callable[[str], object] | None = None
    """Called with `feeds` or `watches` once a command has changed those, within its transaction."""
    by_hand: Callable[[Callable[[Ledger], Outcome]], object] | None = None
    """Has something decided with what is known, and writes the outcome within the caller's transaction."""
    draw: Mapping[str, Callable[..., Callable[[], bytes] | None]] = field(default_factory=dict)
    """`chart(store, topic, days, language, zone, now)` and `map(store, days, language, zone, now)` -> what draws a
    PNG, or None where there is nothing to draw. Empty where matplotlib is not installed."""
    public_url: str | None = None
    """Where the history pages are, for links to them (TOCSIN_PUBLIC_URL)."""
    used: Used = field(default_factory=dict)
    """How much each chat has asked of late; carried from one house to the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything about one ask."""

    store: Store
    house: House
    now: dt.datetime
    ask: Ask
    chat: Chat
    is_known: bool = True
    """False while the chat is not stored yet."""
    in_place: bool = False
    """A tap in a menu of ours: the answer takes the place of that menu."""

    @property
    def language(self) -> str:
        return self.chat.language

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that may alert, in a fixed order; watches of chats are nobody else's business."""
        live = (r for r in self.house.ruleset.rules.values() if r.status == "live" and not r.chats)
        return tuple(sorted(live, key=lambda r: (ORDER.get(r.topic, len(ORDER)), r.topic, r.rule_id)))

    @property
    def topics(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(r.topic for r in self.rules))

    def may_see(self, rule_id: str) -> bool:
        """What a chat watches for itself is seen by nobody else."""
        if not rule_id.startswith(PREFIX):
            return True
        rule = self.house.ruleset.rules.get(rule_id)
        return rule is not None and self.chat.chat_id in rule.chats

    def has_changed(self, what: str) -> None:
        if self.house.changed:
            self.house.changed(what)

    def say(self, *lines: str | None, rows: Sequence[Sequence[Button]] = (), notice: str = "") -> Reply:
        """A reply of one message."""
        one = message(joined(lines), rows)
        return Reply(messages=(one,), edits=self.in_place, notice=notice)


def menu(label: str, command: str) -> Button:
    """A button of a menu: the answer takes the menu's place. The dot tells it from the buttons of alerts."""
    return Button(label=label, command=f".{command}")


def rows_of(buttons: Sequence[Button], wide: int) -> list[Sequence[Button]]:
    return [buttons[n : n + wide] for n in range(0, len(buttons), wide)]


def code(text: str) -> Html:
    """A command as people can copy it."""
    return Html(f"<code>{escape(text)}</code>")
