"""The policy of closures and reopenings as a table."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.model import Quiet, RuleSet, Standing, StatusMatch
from tests.alerts import build
from tests.alerts.build import (
    GROUPED,
    HOUR,
    MORNING,
    TWO_SOURCES,
    Row,
    airport,
    check,
    closed,
    downed,
    launched,
    on_russia,
    on_ukraine,
    reopened,
    row,
    ruleset,
)

M = dt.timedelta(minutes=1)
AIRPORTS = ruleset(closed(), reopened())
GROUPS = ruleset(closed(**GROUPED), reopened(**GROUPED))
NOTICE = "The airport takes and sends no flights for now. " * 4

SITUATIONS = [
    row(
        "closed, closed elsewhere, reopened, and a late word of the closure: two messages",
        AIRPORTS,
        [
            (0 * M, "a", airport("closed"), "new"),
            (20 * M, "b", airport("closed"), "same"),
            (2 * HOUR, "a", airport("reopened"), "update new"),
            (1 * HOUR, "slow", airport("closed"), "late", {"late": 3 * HOUR}),
            (2 * HOUR + 5 * M, "slower", airport("closed"), "late"),
        ],
        ["new VKO", "new VKO"],
    ),
    row(
        "three airports of one region within two minutes are one message, and so is their reopening",
        GROUPS,
        [
            (0 * M, "a", airport("closed", "VKO"), "new"),
            (1 * M, "b", airport("closed", "DME"), "new"),
            (
                2 * M - dt.timedelta(seconds=5),
                "c",
                [airport("closed", "ZIA"), airport("closed", "VKO")],
                "new same",
            ),
            (3 * HOUR, "a", [airport("reopened", "VKO"), airport("reopened", "DME")], "update new update new"),
        ],
        ["new VKO+DME+ZIA", "new VKO+DME"],
    ),
    row(
        "an airport without a region joins the only group that waits",
        GROUPS,
        [
            (0 * M, "a", airport("closed", "VKO"), "new"),
            (1 * M, "b", airport("closed", "XXX"), "new"),
        ],
        ["new VKO+XXX"],
    ),
    row(
        "an airport without a region joins none of two groups",
        GROUPS,
        [
            (0 * M, "a", [airport("closed", "VKO"), airport("closed", "GSV")], "new new"),
            (1 * M, "b", airport("closed", "XXX"), "new"),
        ],
        ["new VKO", "new GSV", "new XXX"],
    ),
    row(
        "airports of two regions are two messages",
        GROUPS,
        [(0 * M, "a", [airport("closed", "VKO"), airport("closed", "GSV")], "new new")],
        ["new VKO", "new GSV"],
    ),
    row(
        "three closures in a day are three episodes",
        AIRPORTS,
        [
            (n * 4 * HOUR + offset, "a", airport(state), fates)
            for n in range(3)
            for offset, state, fates in ((0 * M, "closed", "new"), (2 * HOUR, "reopened", "update new"))
        ],
        ["new VKO"] * 6,
    ),
    row(
        "the same notice word for word five hours after the reopening is a second episode",
        AIRPORTS,
        [
            (0 * M, "a", airport("closed"), "new", {"text": NOTICE}),
            (2 * HOUR, "a", airport("reopened"), "update new"),
            (7 * HOUR, "a", airport("closed"), "new", {"text": NOTICE}),
        ],
        ["new VKO", "new VKO", "new VKO"],
    ),
    row(
        "a reopening alone, then the closure that came before it: nothing",
        AIRPORTS,
        [
            (2 * HOUR, "a", airport("reopened"), "no_match"),
            (0 * M, "b", airport("closed"), "late", {"late": 4 * HOUR}),
        ],
        [],
    ),
    row(
        "closure and reopening told together, of which nobody had heard: nothing",
        AIRPORTS,
        [
            (0 * M, "a", [airport("closed"), airport("reopened")], "late late"),
            (9 * HOUR, "a", airport("closed"), "new"),
        ],
        ["new VKO"],
    ),
    row(
        "closed again, hours after it had reopened: the closure is the news",
        AIRPORTS,
        [
            (0 * M, "a", airport("closed"), "new"),
            (2 * HOUR, "a", airport("reopened"), "update new"),
            (5 * HOUR, "a", airport("closed"), "new"),
            (5 * HOUR + 20 * M, "b", [airport("closed"), airport("reopened")], "same late"),
        ],
        ["new VKO", "new VKO", "new VKO"],
    ),
    row(
        "a sum of the day that tells of the closure without an hour is no new closure",
        ruleset(closed(), reopened(), on_russia(), on_ukraine()),
        [
            (0 * M, "a", airport("closed"), "new"),
            (2 * HOUR, "a", airport("reopened"), "update new"),
            (5 * HOUR, "b", [downed(60), launched(97), airport("closed")], "new new late"),
        ],
        ["new VKO", "new VKO", "new 60", "new 97"],
    ),
    row(
        "after eighteen hours without a word a closure is a new one; so is one that names a later start",
        AIRPORTS,
        [
            (0 * M, "a", airport("closed"), "new"),
            (19 * HOUR, "b", airport("closed"), "new"),
            (23 * HOUR, "b", airport("closed", since=MORNING + 22 * HOUR), "new"),
            (24 * HOUR, "b", airport("closed", remains=True), "same"),
        ],
        ["new VKO", "new VKO", "new VKO"],
    ),
    row(
        "a closure that the airport denies is put right",
        AIRPORTS,
        [
            (0 * M, "a", airport("closed"), "new"),
            (1 * HOUR, "b", airport("closed", standing=Standing.DENIED), "update"),
            (2 * HOUR, "c", airport("closed", standing=Standing.DENIED), "same"),
        ],
        ["new VKO", "end VKO denied"],
    ),
    row(
        "without a rule for reopenings the closure's own message says the end",
        ruleset(closed()),
        [(0 * M, "a", airport("closed"), "new"), (2 * HOUR, "a", airport("reopened"), "update")],
        ["new VKO", "end VKO reopened"],
    ),
    row(
        "the episode belongs to the place: a second rule on it does not ring for the old closure",
        ruleset(closed(), build.rule("mine", StatusMatch("airport", ("closed",), ("VKO",)), by=("airport",))),
        [
            (0 * M, "a", airport("closed"), "new new"),
            (2 * HOUR, "a", airport("reopened"), "update update"),
            (1 * HOUR, "b", airport("closed"), "late late", {"late": 3 * HOUR}),
        ],
        ["new VKO", "new VKO", "end VKO reopened", "end VKO reopened"],
    ),
]


@pytest.mark.parametrize(("rules", "reports", "loud"), SITUATIONS)
def test_what_is_told_of_an_airport(rules: RuleSet, reports: list[Row], loud: list[str]) -> None:
    check(rules, reports, loud)


def answered(rules: RuleSet, *reports: tuple[dt.timedelta, str, object]) -> list[tuple[str, int | None]]:
    """What was said aloud, each with the alert that it answers."""
    desk = build.Desk(rules)
    for at, outlet, facts in reports:
        desk.tell(at, outlet, facts)
    desk.finish()
    return [(build.said(r), r.answers) for r in desk.revisions if r.change.value == "new"]


UNTIL_FOUR = Quiet(rules=("reopened",), until=MORNING + 4 * HOUR)


@pytest.mark.parametrize(
    "rules",
    [
        ruleset(closed(), reopened(**GROUPED)),
        ruleset(closed(), reopened(embargo=HOUR)),
        ruleset(closed(), reopened(**TWO_SOURCES)),
        ruleset(closed(), reopened(), quiet=(UNTIL_FOUR,)),
        ruleset(closed(), reopened(**TWO_SOURCES, **GROUPED)),
    ],
    ids=["group", "embargo", "confirm", "quiet", "confirm, then group"],
)
def test_a_reopening_that_had_to_wait_answers_the_closure_all_the_same(rules: RuleSet) -> None:
    told = answered(
        rules,
        (0 * M, "a", airport("closed")),
        (2 * HOUR, "a", airport("reopened")),
        (2 * HOUR + M, "b", airport("reopened")),
    )
    assert told == [("new VKO", None), ("new VKO", 1)]


def test_reopenings_are_one_message_only_where_their_closures_were() -> None:
    told = answered(
        GROUPS,
        (0 * M, "a", [airport("closed", "VKO"), airport("closed", "DME")]),
        (1 * HOUR, "a", airport("closed", "ZIA")),
        (3 * HOUR, "a", [airport("reopened", "VKO"), airport("reopened", "ZIA")]),
        (3 * HOUR + M, "b", airport("reopened", "DME")),
    )
    assert told == [("new VKO+DME", None), ("new ZIA", None), ("new VKO+DME", 1), ("new ZIA", 2)]
