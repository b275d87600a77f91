"""Talking to the commands without Telegram: the same asks, a real store, and a check of every answer."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import yaml

from bot.commands import House, answer, build_places, changed
from bot.model import (
    Ask,
    Compare,
    CountMatch,
    IsNew,
    Membership,
    Reply,
    Rule,
    RuleSet,
    SameEvent,
    Severity,
    StatusMatch,
    TalksMatch,
)
from bot.store import Store
from tests.botapi.markup import parse_html, utf16

NOW = dt.datetime(2026, 1, 15, 18, 0, tzinfo=dt.UTC)
VOCABULARY = Path(__file__).resolve().parents[2] / "rules" / "vocabulary" / "places.yaml"
PLACES = build_places(yaml.load(VOCABULARY.read_text(encoding="utf-8"), Loader=yaml.BaseLoader))
MOST_BUTTON = 56
"""Bytes of a command that have room in a button beside its seal."""


def rule(rule_id: str, topic: str, title: str, match: object, **more: object) -> Rule:
    same = SameEvent(by=("day",), within=dt.timedelta(hours=24))
    titles = {"en": title, "uk": f"{title} (укр)", "ru": f"{title} (рус)"}
    return Rule(rule_id=rule_id, topic=topic, title=titles, match=match, same_event=same, **more)  # type: ignore[arg-type]


LEVELS = (
    (Severity.HIGH, Compare("value", ">=", 150)),
    (Severity.MEDIUM, Compare("value", ">=", 50)),
)
DRONES = CountMatch(things=("drone",), actions=("launched", "downed"))
TEN_DAYS = IsNew("place", dt.timedelta(days=10))
RULES = (
    rule(
        "drone-attack-on-ukraine",
        "drones",
        "Drone attack on Ukraine",
        DRONES,
        severity=LEVELS,
        alert_if=(Compare("value", ">=", 50),),
        why="Mass attacks.",
        path="rules/drones.yaml",
        line=3,
    ),
    rule("drones-over-capital", "drones", "Drones over a capital", DRONES),
    rule("airport-closed", "aviation", "Airport closed", StatusMatch("airport", ("closed",))),
    rule("talks-location", "diplomacy", "Talks in $place", TalksMatch(("planned",)), alert_if=(TEN_DAYS,)),
)


def house(**more: object) -> House:
    rules = RuleSet(rules={r.rule_id: r for r in RULES})
    started_at = NOW - dt.timedelta(hours=30)
    return House(
        **({"ruleset": rules, "places": PLACES, "username": "tocsin_bot", "started_at": started_at} | more)
    )  # type: ignore[arg-type]


class Talk:
    """One chat that talks to us; keeps what it saw last."""

    def __init__(self, store: Store, its: House | None = None, **ask: object) -> None:
        self.store, self.house, self.now = store, its or house(), NOW
        self.ask = Ask(**({"chat_id": "telegram:1"} | ask))  # type: ignore[arg-type]
        self.reply = Reply()
        self.step = dt.timedelta(seconds=3.1)
        """People need a moment between two taps."""

    def say(self, text: str, **more: object) -> str:
        command, _, arguments = text.removeprefix("/").partition(" ") if text.startswith("/") else ("", "", text)
        return self.put(dataclasses.replace(self.ask, command=command, arguments=arguments, **more))

    def tap(self, label: str, **more: object) -> str:
        """Tap a button of the last reply."""
        button = next(b for b in self.buttons if b.label.startswith(label))
        command, _, arguments = button.command.partition(" ")
        return self.put(dataclasses.replace(self.ask, command=command, arguments=arguments, is_tap=True, **more))

    def put(self, ask: Ask) -> str:
        self.now += self.step
        self.reply = answer(self.store, ask, self.house, self.now)
        if self.reply.later is not None:
            self.reply = self.reply.later()
        if self.reply.later:
            self.reply = self.reply.later()
        return check(self.reply)

    def happens(self, happened: str, **more: object) -> str:
        kind = self.ask.chat_kind
        membership = Membership(chat_id=self.ask.chat_id, chat_kind=kind, happened=happened, **more)  # type: ignore[arg-type]
        self.reply = changed(self.store, membership, self.house, self.now)
        return check(self.reply)

    @property
    def buttons(self):
        return [b for m in self.reply.messages for row in m.buttons for b in row]

    @property
    def labels(self) -> list[str]:
        return [b.label for b in self.buttons]


def check(reply: Reply) -> str:
    """Every reply must be one that Telegram takes. Its texts as people see them."""
    shown = []
    for one in reply.messages:
        text, _ = parse_html(one.html)
        assert 0 < utf16(text.strip()) <= 4096, one.html
        assert 0 < utf16(one.plain.strip()) <= 4096
        shown.append(text)
        for button in (b for row in one.buttons for b in row):
            assert button.label.strip()
            assert bool(button.command) != bool(button.url), button
            assert len(button.command.encode()) <= MOST_BUTTON, button
    assert len(reply.notice) <= 200
    assert len(reply.start) <= 64
    return "\n".join([*shown, reply.notice]).strip()
