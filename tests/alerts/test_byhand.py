"""An owner's word on what belongs together, and that later reports respect it."""

from __future__ import annotations

import pytest

from bot.alerts.byhand import merge, split, story
from bot.errors import TocsinError
from tests.alerts.build import DAY, HOUR, NIGHT, Desk, launched, meeting, on_ukraine, ruleset, talks

WIRE = "Delegations will sit down by the lake on Thursday, three people who know the plans said. " * 3


def test_merged_talks_are_one_and_reports_of_either_go_there() -> None:
    desk = Desk(ruleset(talks()))
    desk.tell(0 * HOUR, "a", meeting("Abu Dhabi", country="AE"))
    desk.tell(1 * HOUR, "b", meeting("Dubai", country="AE"))
    desk.keep(None, merge(desk.ledger, desk.rules, 1, 2, desk.now))
    assert desk.tell(2 * HOUR, "c", meeting("Dubai", "ongoing", country="AE")) == ["update"]
    assert desk.ledger.event(2) == desk.ledger.event(1)
    assert desk.ledger.event(1).fields["place"] == "Abu Dhabi"
    assert desk.loud() == ["new Abu Dhabi", "new Dubai", "update Abu Dhabi ongoing"]


def test_merged_nights_hold_the_figure_that_follows_from_both() -> None:
    desk = Desk(ruleset(on_ukraine()))
    desk.tell(0 * HOUR, "a", launched(97))
    desk.tell(DAY, "b", launched(140, day=NIGHT + DAY))
    desk.keep(None, merge(desk.ledger, desk.rules, 1, 2, desk.now))
    event = desk.ledger.event(1)
    assert event.held.value == 140
    assert event.outlets == 2
    assert desk.tell(DAY + HOUR, "c", launched(140, day=NIGHT + DAY)) == ["same"]


def test_a_report_that_was_split_off_takes_its_copies_along() -> None:
    desk = Desk(ruleset(on_ukraine()))
    desk.tell(0 * HOUR, "a", launched(97))
    desk.tell(1 * HOUR, "wire", launched(140), text=WIRE)
    desk.keep(None, split(desk.ledger, desk.rules, 1, ["a2"], desk.now))
    assert desk.ledger.event(1).held.value == 97
    assert desk.tell(2 * HOUR, "b", launched(140), text=WIRE + "Page 2.") == ["copy"]
    assert desk.ledger.event(1).held.value == 97
    assert desk.tell(3 * HOUR, "c", launched(97)) == ["same"]
    assert desk.ledger.event(2).outlets == 2
    assert [r.change.value for r in desk.revisions] == ["new", "update", "edit"]


def test_what_cannot_be_merged_or_split_says_why() -> None:
    desk = Desk(ruleset(on_ukraine(), talks()))
    desk.tell(0 * HOUR, "a", [launched(97), meeting("Geneva")])
    with pytest.raises(TocsinError, match="cannot be one"):
        merge(desk.ledger, desk.rules, 1, 2, desk.now)
    with pytest.raises(TocsinError, match="no event 9"):
        merge(desk.ledger, desk.rules, 1, 9, desk.now)
    with pytest.raises(TocsinError, match="one that stays"):
        split(desk.ledger, desk.rules, 1, ["a1"], desk.now)


def test_events_can_be_told_as_an_inline_test() -> None:
    desk = Desk(ruleset(on_ukraine()))
    desk.tell(0 * HOUR, "a.example", launched(97), text="Ninety-seven came.")
    desk.tell(1 * HOUR, "b.example", launched(97), text="It was ninety-seven.")
    desk.tell(2 * HOUR, "c.example", launched(140), text="It is 140 by now.")
    made = story([desk.ledger.event(1)], "a night")
    told = [(r.after, r.outlet, r.say, r.expect) for r in made.reports]
    assert told == [
        (0 * HOUR, "a.example", "Ninety-seven came.", "alert"),
        (1 * HOUR, "b.example", "It was ninety-seven.", "same"),
        (2 * HOUR, "c.example", "It is 140 by now.", "update"),
    ]
