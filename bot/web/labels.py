"""What rules, feeds and places are called, read from the rules folder and again when a file there changes."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.alerts.speech import Names
from bot.commands.places import build_places
from bot.errors import TocsinError
from bot.model import Feed, Rule
from bot.rules.load import load_folder

LOOK_EVERY_S = 10.0


@dataclass(frozen=True, slots=True)
class Labels:
    """Empty where the folder cannot be read: ids are shown then."""

    rules: Mapping[str, Rule] = field(default_factory=dict)
    feeds: Mapping[str, Feed] = field(default_factory=dict)
    names: Names = field(default_factory=dict)

    def rule(self, rule_id: str | None, language: str) -> str:
        rule = self.rules.get(rule_id or "")
        return rule.title_in(language).replace("$", "") if rule else rule_id or ""

    @property
    def topics(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(r.topic for r in self.rules.values()))


def load_labels(folder: Path) -> Labels:
    try:
        loaded = load_folder(folder)
    except TocsinError:
        return Labels()
    places = loaded.vocabulary.get("places")
    names = build_places(places).names if isinstance(places, Mapping) else {}
    return Labels(loaded.ruleset.rules, {f.feed_id: f for f in loaded.feeds}, names)


class Folder:
    """The rules folder and what was read from it last."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.seen = self.changed_at()
        self.looked = time.monotonic()
        self.labels = load_labels(path)

    def look(self) -> Labels:
        if time.monotonic() - self.looked > LOOK_EVERY_S:
            self.looked = time.monotonic()
            if (changed := self.changed_at()) != self.seen:
                self.seen, self.labels = changed, load_labels(self.path)
        return self.labels

    def changed_at(self) -> float:
        try:
            return max((p.stat().st_mtime for p in self.path.rglob("*.yaml")), default=0.0)
        except OSError:
            return 0.0
