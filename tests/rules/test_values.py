"""Numbers and lengths of time as people write them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.values import (
    parse_confirm,
    parse_duration,
    parse_number,
    parse_range,
    parse_side,
    parse_yes,
    show_duration,
    show_number,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("50", 50),
        ("50,000", 50_000),
        ("50 000", 50_000),
        ("50\u00a0000", 50_000),
        ("1,234,567", 1_234_567),
        ("50k", 50_000),
        ("50 K", 50_000),
        ("1.5 million", 1_500_000),
        ("2m", 2_000_000),
        ("half a million", 500_000),
        ("Half a Million", 500_000),
        ("a dozen", 12),
        ("0.5", 0.5),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, number: float) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1_000", "write 1,000"),
        ("50.000", "write 50,000 with a comma"),
        ("16:10", "a time of day"),
        ("50,00", "is no number"),
        ("many", "is no number"),
        ("50 drones", "is no number"),
        ("-5", "is no number"),
        ("1e9", "is no number"),
        ("999999999999999999", "larger than anything"),
        ("", "is no number"),
    ],
)
def test_what_is_no_number_is_told_for_what_it_is(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told.replace(".", r"\.")):
        parse_number(text)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("30m", dt.timedelta(minutes=30)),
        ("24h", dt.timedelta(hours=24)),
        ("10 days", dt.timedelta(days=10)),
        ("1h 30m", dt.timedelta(minutes=90)),
        ("1 hour and 30 minutes", dt.timedelta(minutes=90)),
        ("90 seconds", dt.timedelta(seconds=90)),
        ("half an hour", dt.timedelta(minutes=30)),
        ("1.5h", dt.timedelta(minutes=90)),
        ("2 weeks", dt.timedelta(days=14)),
        ("0", dt.timedelta(0)),
    ],
)
def test_lengths_of_time_are_read_as_people_write_them(text: str, length: dt.timedelta) -> None:
    assert parse_duration(text) == length


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("30", "has no unit"),
        ("16:10", "16h 10m"),
        ("2 months", "write days"),
        ("10 dayz", "did you mean 'day"),
        ("soon", "is no length of time"),
        ("90000 days", "longer than ten years"),
        ("5h soon", "is no length of time"),
    ],
)
def test_what_is_no_length_of_time_is_told_for_what_it_is(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        parse_duration(text)


@given(st.integers(min_value=1, max_value=10**9))
def test_a_shown_number_reads_back(number: int) -> None:
    assert parse_number(show_number(number)) == number


@given(st.integers(min_value=1, max_value=10**7).map(lambda s: dt.timedelta(seconds=s)))
def test_a_shown_length_of_time_reads_back(length: dt.timedelta) -> None:
    assert parse_duration(show_duration(length)) == length


@pytest.mark.parametrize("text", ["Russia", "RU", "россия", "Росія", " рф "])
def test_a_side_may_be_written_in_three_languages(text: str) -> None:
    assert parse_side(text) == "RU"


def test_words_for_yes_and_no_are_not_left_to_yaml() -> None:
    assert [parse_yes(t) for t in ("NO", "off", "нет", "yes", "On", "так")] == [False] * 3 + [True] * 3


def test_small_lines_have_their_own_forms() -> None:
    assert parse_confirm("2 sources within 2h").sources == 2
    assert parse_confirm("two sources within 2h").within == dt.timedelta(hours=2)
    assert parse_range("2-5") == (2, 5)
    assert parse_range("up to 4") == (0, 4)
    assert parse_range("3") == (0, 3)
