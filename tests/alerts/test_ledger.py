"""What is known stays bounded, outlives a restart, and never rings for old news again."""

from __future__ import annotations

import json
from dataclasses import replace

from bot.alerts.decide import decide_due, next_due
from bot.alerts.ledger import Ledger
from bot.model import Event, Outcome, Severity, codec
from tests.alerts.build import (
    DAY,
    HOUR,
    MORNING,
    NIGHT,
    Desk,
    airport,
    closed,
    launched,
    meeting,
    on_ukraine,
    reopened,
    ruleset,
    talks,
)

ALL = ruleset(on_ukraine(), closed(), reopened(), talks())


def restart(desk: Desk, saved: dict[int, Event]) -> None:
    """A ledger from what a store holds: events as JSON."""
    stored = [json.loads(json.dumps(codec.to_plain(e))) for e in saved.values()]
    desk.ledger = Ledger([codec.from_plain(Event, s) for s in stored], started_at=desk.now)


def test_a_restart_changes_nothing() -> None:
    reports = [
        (0 * HOUR, "a", launched(97)),
        (1 * HOUR, "a", airport("closed")),
        (1 * HOUR, "b", launched(97)),
        (2 * HOUR, "c", [launched(140), meeting("Geneva")]),
        (3 * HOUR, "a", airport("reopened")),
        (4 * HOUR, "slow", airport("closed", since=MORNING + 1 * HOUR)),
        (5 * HOUR, "d", launched(99, corrected=True)),
        (26 * HOUR, "d", [meeting("Geneva", "ongoing"), launched(97, day=NIGHT + DAY)]),
    ]
    steady, fickle = Desk(ALL), Desk(ALL)
    saved: dict[int, Event] = {}
    for at, outlet, facts in reports:
        first = steady.tell(at, outlet, facts)
        second = fickle.tell(at, outlet, facts)
        assert first == second
        saved.update({i: fickle.ledger.event(i) for i in range(1, fickle.ledger.next_event_id)})
        restart(fickle, saved)
    assert steady.loud() == fickle.loud()


def test_a_clock_set_back_makes_no_wait_longer_but_that_for_a_time_of_day() -> None:
    rules = ruleset(on_ukraine(cooldown=HOUR / 2), closed(embargo=3 * HOUR))
    desk = Desk(rules)
    desk.tell(0 * HOUR, "a", launched(97))
    desk.tell(HOUR / 6, "b", launched(110))
    desk.tell(HOUR / 6, "b", airport("closed"))
    waiting = {e.waits_for: e.due_at for e in desk.ledger.waiting()}
    assert waiting == {"cooldown": MORNING + HOUR / 2, "embargo": MORNING + HOUR / 6 + 3 * HOUR}
    desk.ledger.set_back(5 * HOUR)
    assert next_due(desk.ledger) == MORNING + HOUR / 2 - 5 * HOUR
    assert {e.due_at for e in desk.ledger.waiting() if e.waits_for == "embargo"} == {waiting["embargo"]}
    assert desk.loud()[:2] == ["new 97", "update 110"]


def test_what_waits_is_told_after_a_restart() -> None:
    desk = Desk(ruleset(on_ukraine()))
    desk.tell(0 * HOUR, "a", launched(97))
    desk.tell(HOUR / 6, "b", launched(120))
    restart(desk, {1: desk.ledger.event(1)})
    assert next_due(desk.ledger) == MORNING + HOUR / 2
    outcome = decide_due(desk.rules, desk.ledger, MORNING + HOUR / 2)
    assert [r.change.value for r in outcome.revisions] == ["update"]


def test_a_year_of_news_stays_bounded_and_old_news_rings_nothing_again() -> None:
    desk = Desk(ALL)
    sizes = []
    for n in range(365):
        day, at = NIGHT + n * DAY, n * DAY
        desk.tell(at, "a", launched(60 + n % 90, day=day))
        desk.tell(at + HOUR, "b", launched(60 + n % 90, day=day))
        desk.tell(at + 2 * HOUR, "a", airport("closed"))
        desk.tell(at + 5 * HOUR, "a", airport("reopened"))
        if n % 12 == 0:
            desk.tell(at + 6 * HOUR, "a", meeting("Geneva"))
        sizes.append(len(desk.ledger))
    rung = len([r for r in desk.revisions if r.change.value == "new"])
    assert rung == 365 * 3 + 31
    assert max(sizes) < 80
    again = {
        "an old article comes in anew": desk.tell(
            100 * DAY, "a", launched(70, day=NIGHT + 100 * DAY), late=264 * DAY
        ),
        "an old closure": desk.tell(100 * DAY + 2 * HOUR, "a", airport("closed"), late=264 * DAY),
        "old talks": desk.tell(96 * DAY, "a", meeting("Vienna", country="AT"), late=268 * DAY),
        "a night of last spring, recalled": desk.tell(364 * DAY + 8 * HOUR, "a", launched(300, day=NIGHT)),
    }
    assert {k: v for k, v in again.items() if v != ["late"]} == {}
    assert len([r for r in desk.revisions if r.change.value == "new"]) == rung


def test_identity_outlives_the_event_in_memory() -> None:
    desk = Desk(ruleset(on_ukraine()))
    desk.tell(0 * HOUR, "a", launched(97))
    desk.ledger.prune(MORNING + 20 * DAY)
    assert len(desk.ledger) == 0
    assert desk.tell(HOUR, "b", launched(97), late=2 * DAY) == ["late"]


def test_an_edited_rule_rings_for_nothing_again() -> None:
    desk = Desk(ruleset(on_ukraine()))
    desk.tell(0 * HOUR, "a", launched(97))
    desk.rules = ruleset(
        on_ukraine(by=("attacker", "place", "day"), cooldown=HOUR, severity=((Severity.HIGH, None),))
    )
    assert desk.tell(1 * HOUR, "b", launched(97)) == ["same"]
    desk.rules = ruleset(replace(on_ukraine(), rule_id="new-name", was=("on-ukraine",)))
    assert desk.tell(2 * HOUR, "c", launched(97)) == ["same"]


def test_a_backlog_of_five_hundred_items_sends_nothing() -> None:
    desk = Desk(ALL)
    for n in range(500):
        facts = [launched(60 + n % 40), airport("closed" if n % 2 else "reopened"), meeting(f"City {n % 9}")]
        desk.tell(n * HOUR / 60, f"o{n % 20}", facts, learning=True)
    desk.finish()
    assert [r for r in desk.revisions if not r.is_silent] == []


def test_an_article_without_facts_costs_nothing() -> None:
    assert Desk(ALL).tell(0 * HOUR, "a", ()) == []
    assert Outcome().reports == ()
