"""The policy of confirmation, filters and embargoes as a table."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.model import Quiet, RuleSet
from tests.alerts.build import (
    HOUR,
    MORNING,
    TWO_SOURCES,
    Row,
    check,
    launched,
    on_ukraine,
    row,
    ruleset,
)

M = dt.timedelta(minutes=1)

SITUATIONS = [
    row(
        "five rewordings of one ministry's post are one voice, and confirm nothing",
        ruleset(on_ukraine(**TWO_SOURCES)),
        [(n * M, f"o{n}", launched(97, claimed_by="Ministry"), "waiting") for n in range(5)],
        [],
    ),
    row(
        "two origins within two hours confirm",
        ruleset(on_ukraine(**TWO_SOURCES)),
        [
            (0 * M, "a", launched(97, claimed_by="Ministry"), "waiting"),
            (1 * HOUR, "b", launched(97, claimed_by="Mayor"), "new"),
        ],
        ["new 97"],
    ),
    row(
        "two origins a day apart do not",
        ruleset(on_ukraine(**TWO_SOURCES)),
        [
            (0 * M, "a", launched(97, claimed_by="Ministry"), "waiting"),
            (9 * HOUR, "b", launched(97, claimed_by="Mayor"), "waiting"),
        ],
        [],
    ),
    row(
        "one official claimant in its own feed confirms",
        ruleset(on_ukraine(**TWO_SOURCES)),
        [(0 * M, "force", launched(97), "new", {"kind": "official"})],
        ["new 97"],
    ),
    row(
        "a quiet filter holds what happens until it ends",
        ruleset(on_ukraine(), quiet=(Quiet(rules=("on-ukraine",), until=MORNING + 3 * HOUR, why="exercise"),)),
        [(0 * M, "a", launched(97), "held"), (1 * HOUR, "b", launched(99), "held")],
        ["new 99"],
    ),
    row(
        "an embargo holds it for the time the law asks",
        ruleset(on_ukraine(embargo=3 * HOUR)),
        [(0 * M, "a", launched(97), "held"), (1 * HOUR, "b", launched(97), "same")],
        ["new 97"],
    ),
    row("a draft rings for no one", ruleset(on_ukraine(status="draft")), [(0 * M, "a", launched(97), "new")], []),
]


@pytest.mark.parametrize(("rules", "reports", "loud"), SITUATIONS)
def test_what_waits_and_for_what(rules: RuleSet, reports: list[Row], loud: list[str]) -> None:
    check(rules, reports, loud)
