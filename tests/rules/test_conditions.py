"""Conditions, one a line."""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import AllOf, AnyOf, ChangesBy, Compare, Condition, Is, IsNew, SeverityRises
from bot.rules.conditions import parse_condition, show_condition

FIELDS = ("value", "place", "attacker", "phase", "sources")


@pytest.mark.parametrize(
    ("line", "condition"),
    [
        ("value >= 50", Compare("value", ">=", 50)),
        ("value>=50k", Compare("value", ">=", 50_000)),
        ("value ≥ 50,000", Compare("value", ">=", 50_000)),
        ("value == 5", Compare("value", "=", 5)),
        ("Value < half a million", Compare("value", "<", 500_000)),
        ("sources > 2", Compare("sources", ">", 2)),
        ("place is Kyiv", Is("place", "Kyiv")),
        ("attacker is Росія", Is("attacker", "RU")),
        ("place is named", Is("place", "any")),
        ("place is none", Is("place", "none")),
        ("place is Bosnia and Herzegovina", Is("place", "Bosnia and Herzegovina")),
        ("place is new for 10 days", IsNew("place", dt.timedelta(days=10))),
        ("value changes by 5", ChangesBy(5, False)),
        ("value changes by 5%", ChangesBy(5, True)),
        ("severity rises", SeverityRises()),
        ("value >= 5 and place is Kyiv", AllOf((Compare("value", ">=", 5), Is("place", "Kyiv")))),
        (
            "value >= 10 and place is none or value >= 3 and place is named",
            AnyOf(
                (
                    AllOf((Compare("value", ">=", 10), Is("place", "none"))),
                    AllOf((Compare("value", ">=", 3), Is("place", "any"))),
                )
            ),
        ),
    ],
)
def test_a_line_means_a_condition_and_shows_as_one_that_means_the_same(line: str, condition: Condition) -> None:
    assert parse_condition(line, FIELDS) == condition
    assert parse_condition(show_condition(condition), FIELDS) == condition


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("vlaue >= 5", "did you mean 'value'"),
        ("day is today", "it has attacker"),
        ("place >= 5", "is no number"),
        ("place is not Kyiv", "no `is not`"),
        ("place is new", "for how long"),
        ("value at least 5", "write `value >= 5`"),
        ("more than 5", "write `value > 5`"),
        ("value changes by 0", "more than 0"),
        ("place changes by 5", "is no number"),
        ("severity >= 3", "severity rises"),
        ("", "no condition"),
    ],
)
def test_what_is_no_condition_is_told_with_what_to_write(line: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        parse_condition(line, FIELDS)


@given(st.text(max_size=60))
def test_any_line_is_a_condition_or_one_clear_mistake(line: str) -> None:
    with contextlib.suppress(ValueError):
        assert show_condition(parse_condition(line, FIELDS))
