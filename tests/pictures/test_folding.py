"""What is drawn: nights, closures and places as they were reported."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.model import Bound, Fate, Outcome, Report, Severity
from bot.pictures.marks import fold_marks
from bot.pictures.nights import fold_nights, step_for, to_bars
from bot.pictures.outlines import find_position, is_on_map, load_outlines
from bot.pictures.strips import fold_strips
from bot.rules.watches import PREFIX
from bot.store import Store, open_store
from bot.store.articles import add_article
from bot.store.events import save_event
from bot.store.imports import Night, save_nights
from bot.store.outcome import save_outcome
from bot.store.series import WATCHES, load_closures, load_night_figures, load_place_events
from tests.store.nouns import NOW, article, drones, event, figure

DAY = dt.date(2026, 1, 22)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "tocsin.db", now=NOW) as store:
        yield store


def put(store: Store, *events) -> None:
    with store.transaction():
        for one in events:
            save_event(store, one)


def night(store: Store, attacker: str = "RU"):
    found = fold_nights(load_night_figures(store, DAY, DAY, "drone"))
    return next((n.measures for n in found if n.attacker == attacker), {})


def test_what_the_event_holds_is_the_nights_figure_and_the_other_sides_claim_its_range(store):
    held = figure(146, claimed_by="Ukraine's Air Force")
    figures = (
        figure(132, claimed_by="Ukraine's Air Force"),
        held,
        figure(110, claimed_by="Russia's Defence Ministry", role="claim"),
        figure(129, action="downed", role="beside", claimed_by="Ukraine's Air Force"),
    )
    put(store, event(held=held, figures=figures))
    launched = night(store)["launched"]
    assert (launched.value, launched.low, launched.high) == (146, 110, 146)
    assert night(store)["downed"].value == 129


def test_a_sum_of_what_was_added_is_held_though_nobody_said_it(store):
    figures = (figure(66, action="downed"), figure(14, action="downed", role="add"))
    put(
        store,
        event(
            held=figure(80, action="downed", role="add"),
            figures=figures,
            fields={"attacker": "UA", "day": "2026-01-22"},
        ),
    )
    assert night(store, "UA")["downed"].value == 80


@pytest.mark.parametrize(
    ("changes", "is_there"),
    [
        ({}, True),
        ({"rule_id": "watch-3"}, False),
        ({"fields": {"attacker": "RU", "day": "2026-01-22", "place": "Kyiv"}}, False),
        ({"merged_into": 7}, False),
        ({"fields": {"attacker": "RU", "day": "2026-01-20"}}, False),
    ],
    ids=["a night", "a chat's own watch", "one city's part", "merged into another", "another night"],
)
def test_which_events_are_nights(store, changes, is_there):
    put(store, event(**changes))
    assert bool(night(store)) is is_there


def test_a_night_below_every_threshold_is_drawn_too(store):
    report = Report(
        article_id="a1", rule_id="drones", fate=Fate.BELOW, reason="12 is under 50", fact_number=0, at=NOW
    )
    with store.transaction():
        add_article(store, article(), [drones(12)])
        save_outcome(store, Outcome(reports=(report,)))
    assert night(store)["launched"].value == 12
    assert night(store)["launched"].is_below


def test_imported_nights_stand_where_nothing_of_our_own_does(store):
    nights = [
        Night(day=DAY - dt.timedelta(days=n), thing="drone", launched=50, downed=40, ended_at=NOW) for n in (0, 1)
    ]
    with store.transaction():
        save_nights(store, nights, "table.csv")
    put(store, event())
    found = fold_nights(load_night_figures(store, DAY - dt.timedelta(days=1), DAY, "drone"))
    assert [(n.measures["launched"].value, n.measures["launched"].imported) for n in found] == [
        (50, "table.csv"),
        (97, None),
    ]


def test_a_rounded_number_is_no_range(store):
    figures = (figure(132, claimed_by="A"), figure(130, bound=Bound.ABOUT, claimed_by="B", role="beside"))
    put(store, event(held=figures[0], figures=figures))
    assert night(store)["launched"].low == 132


def test_long_times_are_added_up():
    first = dt.date(2024, 1, 1)
    assert step_for(first, first + dt.timedelta(days=30)) == "night"
    assert step_for(first, first + dt.timedelta(days=300)) == "week"
    assert step_for(first, first + dt.timedelta(days=3000)) == "month"


def test_weeks_hold_the_sum_of_their_nights(store):
    days = [DAY - dt.timedelta(days=n) for n in range(3)]  # Thursday, Wednesday, Tuesday
    put(store, *(event(n + 1, fields={"attacker": "RU", "day": d.isoformat()}) for n, d in enumerate(days)))
    nights = fold_nights(load_night_figures(store, days[-1], DAY, "drone"))
    (bar,) = to_bars(nights, "RU", "week")
    assert bar.measures["launched"].value == 3 * 97
    assert (bar.first, bar.last) == (dt.date(2026, 1, 19), dt.date(2026, 1, 25))


# -- airports ----------------------------------------------------------------------------------------------------


def closure(number: int = 1, **given):
    fields = {"airport": "VKO", "name": "Vnukovo", "country": "RU"}
    return event(number, **({"rule_id": "airport-closed", "kind": "status", "fields": fields, "state": "closed",
                             "held": None, "figures": ()} | given))  # fmt: skip


def strips(store: Store, now: dt.datetime):
    since = NOW - 24 * HOUR
    return fold_strips(load_closures(store, since, now), since, now, now)


def test_a_closure_lasts_until_it_was_reported_open(store):
    put(store, closure(state="reopened", ended_at=NOW + 2 * HOUR, last_report_at=NOW + 2 * HOUR))
    (strip,) = strips(store, NOW + 5 * HOUR)
    assert strip.closed_for == 2 * HOUR
    assert not strip.is_closed_now


def test_a_closure_without_an_end_is_unsure_and_not_for_ever(store):
    put(store, closure())
    (strip,) = strips(store, NOW + 5 * HOUR)
    assert strip.is_closed_now
    assert not strip.stretches[0].is_sure
    (strip,) = strips(store, NOW + 60 * HOUR)
    assert not strip.is_closed_now
    assert strip.closed_for == 18 * HOUR


def test_two_rules_that_tell_of_one_closure_make_one_stretch(store):
    ended = {"state": "reopened", "ended_at": NOW + 2 * HOUR, "last_report_at": NOW + 2 * HOUR}
    put(store, closure(1, **ended), closure(2, rule_id="mine", **ended))
    (strip,) = strips(store, NOW + 5 * HOUR)
    assert len(strip.stretches) == 1


# -- places ------------------------------------------------------------------------------------------------------


def test_marks_are_cities_and_airports_and_what_is_far_is_named(store):
    talks = {"rule_id": "talks-location", "kind": "talks", "held": None, "figures": (), "state": "planned"}
    put(
        store,
        closure(1),
        event(2, fields={"place": "Kharkiv", "attacker": "RU", "day": "2026-01-22"}, severity=Severity.HIGH),
        event(3, fields={"place": "Miami", "country": "US"}, **talks),
        event(4, fields={"place": "Nowhere"}, **talks),
        event(5, rule_id="watch-1", fields={"place": "Odesa"}),
    )
    marked = fold_marks(load_place_events(store, NOW - HOUR, NOW + HOUR), NOW + HOUR)
    assert [(m.name, m.sort) for m in marked.marks] == [("Vnukovo", "closed"), ("Kharkiv", "counted")]
    assert [m.name for m in marked.outside] == ["Miami"]
    assert marked.unplaced == ("Nowhere",)


def is_inside(point, ring):
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (y1 > point[1]) != (y2 > point[1]) and point[0] < x1 + (point[1] - y1) / (y2 - y1) * (x2 - x1):
            inside = not inside
    return inside


@pytest.mark.parametrize("city", ["Simferopol", "Kerch", "Donetsk", "Luhansk", "Kherson", "Kyiv", "Uzhhorod"])
def test_borders_are_the_internationally_recognised_ones(city):
    at = find_position(city)
    assert is_on_map(at)
    holders = [c.name for c in load_outlines() for ring in c.rings if is_inside(at, ring)]
    assert holders == ["Ukraine"]


def test_no_border_runs_between_crimea_and_the_mainland():
    rings = next(c.rings for c in load_outlines() if c.name == "Ukraine")
    assert sum(is_inside(p, ring) for ring in rings for p in [(34.1, 45.0)]) == 1
    mainland = next(ring for ring in rings if is_inside((34.1, 45.0), ring))
    assert is_inside((31.0, 49.0), mainland)


def test_watches_are_called_the_same_everywhere():
    assert WATCHES == PREFIX
