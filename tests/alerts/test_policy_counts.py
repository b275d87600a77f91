"""The policy of attacks as a table: what is told in which situation, and what becomes of each report."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.model import RuleSet
from tests.alerts import build
from tests.alerts.build import (
    DAY,
    HOUR,
    NIGHT,
    Row,
    about,
    at_least,
    at_most,
    capital,
    check,
    count,
    downed,
    launched,
    on_russia,
    on_ukraine,
    row,
    ruleset,
)

M = dt.timedelta(minutes=1)
ATTACKS = ruleset(on_ukraine(), on_russia())
NEXT = NIGHT + DAY
AGAIN = "Another 12 were shot down. " * 9
WIRE = "The air force counted ninety-seven drones over the country. " * 5
NIGHTLY = "Enemy attacked with {0} drones of several types, said the air force, from four directions at once. " * 4

SITUATIONS = [
    row(
        "five outlets with the same figure in forty minutes are one message",
        ATTACKS,
        [(0 * M, "a", launched(97), "new")]
        + [(10 * n * M, o, launched(97), "same") for n, o in enumerate("bcde", 1)],
        ["new 97"],
    ),
    row(
        "97, about 100 and more than 90 are one number",
        ATTACKS,
        [
            (0 * M, "a", launched(97), "new"),
            (20 * M, "b", about(100), "same"),
            (40 * M, "c", at_least(90), "same"),
        ],
        ["new 97"],
    ),
    row(
        "an exact number replaces a rounded one without a word",
        ATTACKS,
        [
            (0 * M, "a", about(100), "new"),
            (20 * M, "b", launched(97), "revised"),
            (40 * M, "c", at_least(150), "same"),
        ],
        ["new 100"],
    ),
    row(
        "97, then 140, is an update",
        ATTACKS,
        [(0 * M, "a", launched(97), "new"), (2 * HOUR, "b", launched(140), "update")],
        ["new 97", "update 140"],
    ),
    row(
        "140 corrected to 58 is said as a correction, and 140 does not come back",
        ATTACKS,
        [
            (0 * M, "a", launched(140), "new"),
            (2 * HOUR, "b", launched(58, corrected=True), "update"),
            (3 * HOUR, "c", launched(140), "same"),
        ],
        ["new 140", "update 58"],
    ),
    row(
        "a correction names the old number, too",
        ATTACKS,
        [
            (0 * M, "a", launched(97), "new"),
            (2 * HOUR, "b", [launched(97, corrected=True), launched(99, corrected=True)], "same revised"),
        ],
        ["new 97"],
    ),
    row(
        "a lower number without the words of a correction is an old tally",
        ATTACKS,
        [(0 * M, "a", launched(140), "new"), (2 * HOUR, "b", launched(120), "same")],
        ["new 140"],
    ),
    row(
        "a correction may take the number below the line; the event stays",
        ATTACKS,
        [(0 * M, "a", downed(53), "new"), (2 * HOUR, "b", downed(48, corrected=True), "update")],
        ["new 53", "update 48"],
    ),
    row(
        "49 and then 62 in one night, with a line at 50, ring once, at 62",
        ATTACKS,
        [(0 * M, "a", launched(49), "below"), (1 * HOUR, "b", launched(62), "new")],
        ["new 62"],
    ),
    row(
        "the next night with the same number is a new alert",
        ATTACKS,
        [(0 * M, "a", launched(97), "new"), (DAY, "a", launched(97, day=NEXT), "new")],
        ["new 97", "new 97"],
    ),
    row(
        "two attackers in one night are two events, also with one number",
        ATTACKS,
        [
            (0 * M, "a", launched(88), "new"),
            (5 * M, "a", downed(88), "new"),
            (9 * M, "b", [launched(88), downed(88)], "same same"),
        ],
        ["new 88", "new 88"],
    ),
    row(
        "31 shot down of 97 launched is 97",
        ATTACKS,
        [(0 * M, "a", [count(31, "downed", "RU"), launched(97)], "new new")],
        ["new 97"],
    ),
    row(
        "launched takes the place of shot down",
        ATTACKS,
        [
            (0 * M, "a", count(78, "downed", "RU"), "new"),
            (1 * HOUR, "b", launched(97), "update"),
            (2 * HOUR, "c", count(99, "downed", "RU"), "same"),
        ],
        ["new 78", "update 97"],
    ),
    row("up to 60 is not known to be 50", ATTACKS, [(0 * M, "a", at_most(60), "below")], []),
    row(
        "another 12 adds once, however many tell it",
        ATTACKS,
        [
            (0 * M, "a", downed(83), "new"),
            (2 * HOUR, "a", downed(12, added=True), "update"),
            (3 * HOUR, "b", downed(12, added=True), "same"),
            (4 * HOUR, "c", downed(95), "same"),
            (5 * HOUR, "d", [downed(83), downed(12, added=True)], "same same"),
        ],
        ["new 83", "update 95"],
    ),
    row(
        "another 9 that a total already holds adds nothing",
        ATTACKS,
        [
            (0 * M, "a", downed(64), "new"),
            (2 * HOUR, "b", downed(73), "update"),
            (3 * HOUR, "c", downed(9, added=True), "same"),
        ],
        ["new 64", "update 73"],
    ),
    row(
        "a claimant says another 12 twice in its own feed: that is 24",
        ATTACKS,
        [
            (0 * M, "mayor", downed(60), "new", {"kind": "official"}),
            (1 * HOUR, "mayor", downed(12, added=True), "update", {"kind": "official", "text": AGAIN}),
            (3 * HOUR, "mayor", downed(12, added=True), "update", {"kind": "official", "text": AGAIN}),
        ],
        ["new 60", "update 72", "update 84"],
    ),
    row(
        "the other side's claim stands beside the tally, and opens nothing",
        ATTACKS,
        [
            (0 * M, "a", launched(230, claimed_by_side="RU", claimed_by="bloggers"), "no_match"),
            (1 * HOUR, "b", launched(165), "new"),
            (2 * HOUR, "c", launched(230, claimed_by_side="RU", claimed_by="bloggers"), "same"),
        ],
        ["new 165"],
    ),
    row(
        "drones and missiles together, hits, and a region's share never revise",
        ATTACKS,
        [
            (0 * M, "a", launched(375), "new"),
            (
                2 * HOUR,
                "b",
                [
                    launched(375),
                    launched(396, thing="mixed"),
                    count(14, "hit", "RU"),
                    launched(20, place="Sumy Oblast"),
                ],
                "same same same same",
            ),
        ],
        ["new 375"],
    ),
    row(
        "a number out of all proportion waits for a second outlet",
        ATTACKS,
        [
            (0 * M, "a", launched(128), "new"),
            (2 * HOUR, "b", launched(4636), "same"),
            (3 * HOUR, "c", launched(4636), "update"),
        ],
        ["new 128", "update 4636"],
    ),
    row(
        "a higher tally that arrives late still counts, an old one does not",
        ATTACKS,
        [
            (0 * M, "a", launched(97), "new"),
            (2 * HOUR, "b", launched(112), "update", {"late": 1 * HOUR}),
            (1 * HOUR, "c", launched(104), "same", {"late": 6 * HOUR}),
        ],
        ["new 97", "update 112"],
    ),
    row(
        "an article two days late is of its own day, one that only recalls opens nothing",
        ATTACKS,
        [
            (0 * M, "a", launched(97), "new", {"late": 2 * DAY}),
            (2 * DAY, "b", launched(81, day=NIGHT - 5 * DAY), "late"),
            (2 * DAY, "c", launched(97), "same"),
        ],
        ["new 97"],
    ),
    row(
        "a weekly look back beside last night's news",
        ATTACKS,
        [
            (0 * M, "a", launched(97), "new"),
            (DAY, "a", launched(128, day=NEXT), "new"),
            (
                2 * DAY,
                "b",
                [launched(97), launched(128, day=NEXT), launched(70, day=NIGHT - 4 * DAY)],
                "same same late",
            ),
        ],
        ["new 97", "new 128"],
    ),
    row(
        "an evening text without a day looks back; a rounded number going on is of the night that begins",
        ATTACKS,
        [
            (0 * M, "a", launched(97), "new"),
            (12 * HOUR, "b", launched(111, day=None), "update"),
            (15 * HOUR, "c", at_least(60, day=None), "new"),
        ],
        ["new 97", "update 111", "new 60"],
    ),
    row(
        "an attacker that is missing joins the only candidate if it agrees, and revises nothing",
        ATTACKS,
        [
            (0 * M, "a", launched(97), "new"),
            (1 * HOUR, "b", count(97, "launched", None), "same"),
            (2 * HOUR, "c", count(180, "launched", None), "same"),
        ],
        ["new 97"],
    ),
    row(
        "an attacker that is missing joins none of two",
        ATTACKS,
        [
            (0 * M, "a", [launched(97), downed(60)], "new new"),
            (1 * HOUR, "b", count(60, "downed", None), "no_match"),
        ],
        ["new 97", "new 60"],
    ),
    row(
        "one wire text in thirty outlets is one voice",
        ATTACKS,
        [(0 * M, "wire", launched(97), "new", {"text": WIRE})]
        + [(n * M, f"o{n}", launched(97), "copy", {"text": f"{WIRE}Page {n}."}) for n in range(1, 31)],
        ["new 97"],
    ),
    row(
        "the nightly post in the same words with another number is a new alert each night",
        ATTACKS,
        [
            (
                n * DAY,
                "force",
                launched(v, day=NIGHT + n * DAY),
                "new",
                {"kind": "official", "text": NIGHTLY.format(v)},
            )
            for n, v in enumerate((97, 128, 97))
        ],
        ["new 97", "new 128", "new 97"],
    ),
    row(
        "a wire story sent again with one number changed is an update",
        ATTACKS,
        [
            (0 * M, "wire", launched(130), "new", {"text": NIGHTLY.format(130)}),
            (2 * HOUR, "wire", launched(146), "update", {"text": NIGHTLY.format(146)}),
        ],
        ["new 130", "update 146"],
    ),
    row(
        "a page edited in place is an update though its time stays",
        ATTACKS,
        [
            (0 * M, "wire", launched(130), "new", {"article_id": "page"}),
            (0 * M, "wire", launched(146), "update", {"article_id": "page", "edition": 2, "late": 2 * HOUR}),
            (0 * M, "wire", launched(141), "revised", {"article_id": "page", "edition": 3, "late": 3 * HOUR}),
        ],
        ["new 130", "update 146"],
    ),
    row(
        "a feed that publishes again under new ids adds nothing",
        ATTACKS,
        [
            (0 * M, "a", launched(97), "new", {"text": WIRE}),
            (3 * HOUR, "a", launched(97), "copy", {"text": WIRE}),
        ],
        ["new 97"],
    ),
    row(
        "within the cooldown a change is held and told when it ends",
        ATTACKS,
        [
            (0 * M, "a", launched(97), "new"),
            (10 * M, "b", launched(110), "held"),
            (20 * M, "c", launched(120), "held"),
        ],
        ["new 97", "update 120"],
    ),
    row(
        "what was held is dropped where it is no longer true",
        ATTACKS,
        [
            (0 * M, "a", launched(97), "new"),
            (10 * M, "b", launched(110), "held"),
            (20 * M, "c", launched(98, corrected=True), "revised"),
        ],
        ["new 97"],
    ),
    row(
        "no cooldown hides a rise in severity",
        ATTACKS,
        [(0 * M, "a", launched(97), "new"), (10 * M, "b", launched(190), "update")],
        ["new 97", "update 190"],
    ),
    row(
        "the backlog is known and silent until it really changes, then told whole",
        ATTACKS,
        [
            (0 * M, "a", launched(97), "new", {"learning": True}),
            (5 * M, "b", launched(97), "same"),
            (9 * M, "c", launched(99), "revised"),
            (40 * M, "d", launched(140), "update"),
        ],
        ["update 140"],
    ),
    row(
        "a place's number that is the country's tally was misread",
        ruleset(on_russia(), capital()),
        [
            (0 * M, "a", downed(188), "new"),
            (1 * HOUR, "b", downed(188, place="Moscow"), "no_match"),
            (2 * HOUR, "b", downed(31, place="Moscow"), "new"),
        ],
        ["new 188", "new 31"],
    ),
    row(
        "a city's share of the country's total is the city's own number",
        ruleset(on_russia(), capital()),
        [(0 * M, "a", [downed(130), downed(18, place="Moscow", part=True)], "new same new")],
        ["new 130", "new 18"],
    ),
    row(
        "a city's night: three are too few, eight ring, fourteen are told",
        ruleset(capital()),
        [
            (0 * M, "a", downed(3, place="Moscow"), "below"),
            (40 * M, "b", downed(8, place="Moscow"), "new"),
            (90 * M, "c", downed(14, place="Moscow"), "update"),
            (95 * M, "c", count(8, "downed", "RU", place="Kyiv"), "new"),
        ],
        ["new 8", "update 14", "new 8"],
    ),
]


@pytest.mark.parametrize(("rules", "reports", "loud"), SITUATIONS)
def test_what_is_told_of_an_attack(rules: RuleSet, reports: list[Row], loud: list[str]) -> None:
    check(rules, reports, loud)


def test_every_report_has_a_reason() -> None:
    for param in SITUATIONS:
        rules, reports, _ = param.values
        desk = build.Desk(rules)
        for at, outlet, facts, _, *how in reports:
            desk.tell(at, outlet, facts, **(how[0] if how else {}))
        assert [r for r in desk.reports if not r.reason] == []
