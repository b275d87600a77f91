"""The policy of talks, and of stories told in a rule's own words, as a table."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.model import RuleSet
from tests.alerts import build
from tests.alerts.build import (
    DAY,
    HOUR,
    Row,
    check,
    meeting,
    phrase,
    row,
    ruleset,
    talks,
)

M = dt.timedelta(minutes=1)
TALKS = ruleset(talks())
SEA = "On Tuesday a ceasefire was announced along the Black Sea coast by Turkey, envoys said."
SEA_TOO = "Envoys said a ceasefire was announced along the Black Sea coast by Turkey on Tuesday."
SUDAN = "In the north a ceasefire was announced along the border of Sudan, envoys said."

SITUATIONS = [
    row(
        "talks possible, planned, under way, held",
        TALKS,
        [
            (0 * M, "a", meeting("Geneva", "possible"), "new"),
            (1 * HOUR, "b", meeting("Geneva", "possible"), "same"),
            (DAY, "a", meeting("Geneva", "planned"), "update"),
            (2 * DAY, "a", meeting("Geneva", "ongoing"), "update"),
            (3 * DAY, "a", meeting("Geneva", "held"), "update"),
            (3 * DAY + HOUR, "b", meeting("Geneva", "ongoing"), "same"),
        ],
        ["new Geneva", "update Geneva planned", "update Geneva ongoing", "update Geneva held"],
    ),
    row(
        "moved to another city: cancelled there, new here, and a late word of the old place is old",
        TALKS,
        [
            (0 * M, "a", meeting("Geneva"), "new"),
            (DAY, "a", [meeting("Geneva", "cancelled"), meeting("Vienna", country="AT")], "update new"),
            (DAY - HOUR, "b", meeting("Geneva"), "same", {"late": 3 * HOUR}),
        ],
        ["new Geneva", "end Geneva cancelled", "new Vienna"],
    ),
    row(
        "a second round in the same city weeks later is new; one within ten days is not",
        TALKS,
        [
            (0 * M, "a", meeting("Geneva", "held"), "new"),
            (9 * DAY, "a", meeting("Geneva"), "same"),
            (20 * DAY, "b", [meeting("Geneva", "held", background=True), meeting("Geneva")], "new new"),
        ],
        ["new Geneva", "new Geneva"],
    ),
    row(
        "a look back does not keep a round open",
        TALKS,
        [
            (0 * M, "a", meeting("Geneva", "held"), "new"),
            (6 * DAY, "b", meeting("Geneva", "held", background=True), "late"),
            (11 * DAY, "a", meeting("Geneva"), "new"),
        ],
        ["new Geneva", "new Geneva"],
    ),
    row(
        "a place inside another agrees, and the event keeps the narrower",
        TALKS,
        [
            (0 * M, "a", meeting("Turkey", country="TR"), "new"),
            (1 * HOUR, "b", meeting("Istanbul", country="TR"), "revised"),
            (2 * HOUR, "c", meeting("Turkey", country="TR"), "same"),
            (3 * HOUR, "c", meeting("Miami", country="US", region="Florida"), "new"),
            (4 * HOUR, "c", meeting("Florida", country="US"), "same"),
        ],
        ["new Turkey", "new Miami"],
    ),
    row(
        "a country with two rounds under way: it cannot be said which is meant",
        TALKS,
        [
            (0 * M, "a", [meeting("Istanbul", country="TR"), meeting("Ankara", country="TR")], "new new"),
            (1 * HOUR, "b", meeting("Turkey", country="TR"), "no_match"),
        ],
        ["new Istanbul", "new Ankara"],
    ),
    row(
        "cancelled talks that nobody had told of",
        TALKS,
        [(0 * M, "a", meeting("Budapest", "cancelled"), "no_match")],
        [],
    ),
    row(
        "an anniversary is history",
        TALKS,
        [(0 * M, "a", meeting("Istanbul", "held", country="TR", background=True), "no_match")],
        [],
    ),
    row(
        "places that are known from the first day are not new",
        ruleset(talks(known={"place": ("Geneva",)})),
        [(0 * M, "a", meeting("Vienna", country="AT"), "new"), (1 * HOUR, "a", meeting("Geneva"), "below")],
        ["new Vienna"],
    ),
    row(
        "the same story in other words is one event, another place or number is not",
        ruleset(build.words()),
        [
            (0 * M, "a", phrase(), "new", {"text": SEA}),
            (1 * HOUR, "b", phrase(), "same", {"text": SEA_TOO}),
            (2 * HOUR, "c", phrase(), "new", {"text": SUDAN}),
        ],
        ["new ", "new "],
    ),
]


@pytest.mark.parametrize(("rules", "reports", "loud"), SITUATIONS)
def test_what_is_told_of_talks_and_stories(rules: RuleSet, reports: list[Row], loud: list[str]) -> None:
    check(rules, reports, loud)
