"""What may go wrong between a bot and Telegram, on purpose."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

KINDS = (
    "silence_before",  # no answer, and nothing was done
    "silence_after",  # it was done, and the answer never came
    "reset_before",  # the connection breaks off
    "reset_after",
    "500",
    "502",  # an answer that is no JSON, as from a proxy
    "slow",
    "429",
)


@dataclass
class Faults:
    """Planned faults go first, in order, to the calls they name; beside them a random share, if any."""

    planned: list[tuple[str, str]] = field(default_factory=list)
    """(method, kind) pairs; each strikes once."""
    share: float = 0.0
    kinds: tuple[str, ...] = KINDS
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    methods: tuple[str, ...] = ("sendMessage", "editMessageText")
    silence: float = 30.0
    """Seconds that an answer is withheld (the client gives up before)."""
    struck: dict[str, int] = field(default_factory=dict)

    def next_for(self, method: str) -> str | None:
        for number, (name, kind) in enumerate(self.planned):
            if name == method:
                del self.planned[number]
                return self.count(kind)
        if self.share and method in self.methods and self.chance.random() < self.share:
            return self.count(self.chance.choice(self.kinds))
        return None

    def count(self, kind: str) -> str:
        self.struck[kind] = self.struck.get(kind, 0) + 1
        return kind
