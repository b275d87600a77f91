"""`# allow CODE: reason` on a line, or on the line above, silences what lint says of it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.model.rules import Problem
from bot.rules.values import suggest

ALLOW = re.compile(r"#\s*allow\s+([\w-]+)\s*(?::\s*(.*))?$")

CODES = {
    "number-in-same-event": "a number in `same_event`: every revision would be an event of its own",
    "never-holds": "a condition that cannot hold",
    "unused-list": "a list that no phrase uses",
    "no-test": "a rule without any test",
    "no-negative-test": "no test shows what must stay silent",
    "threshold-untested": "no test stands on one side of a threshold",
    "cooldown-too-long": "the cooldown outlasts the event",
    "short-term": "a word so short that it meets half the language",
    "unknown-place": "a place that no gazetteer knows: it can never match",
    "same-match": "two rules ask for the same",
    "overlap": "two rules ring for the same text",
    "silent": "the rule met nothing for 90 days",
    "noisy": "the rule rings more often than `expect_per_week` says",
    "unknown-topic": "a topic that no rule has",
}
"""Every code of lint, and what it finds."""


def silence(problems: Iterable[Problem], text: str, path: str) -> list[Problem]:
    """The problems without those that a comment allows, and what is wrong with such comments."""
    if "allow" not in text:
        return list(problems)
    allowed: set[tuple[int, str]] = set()
    wrong: list[Problem] = []
    for number, line in enumerate(text.splitlines(), 1):
        found = ALLOW.search(line) if "allow" in line else None
        if not found:
            continue
        code, reason = found.group(1), found.group(2)
        if code not in CODES:
            near = suggest(code, CODES) or f"; there are {', '.join(CODES)}"
            wrong.append(Problem(path, number, found.start() + 1, f"lint has no code '{code}'{near}"))
        elif not reason:
            wrong.append(Problem(path, number, found.start() + 1, f"say why: # allow {code}: because ..."))
        else:
            allowed.add((number, code))
            if line.lstrip().startswith("#"):
                allowed.add((number + 1, code))
    return [p for p in problems if (p.line, p.code) not in allowed] + wrong
