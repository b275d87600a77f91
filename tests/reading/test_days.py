"""The attack day: the night from D-1 to D belongs to D."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.model import Count, Standing
from tests.reading.vocabulary import counts_of

THURSDAY = "2026-01-15T05:00"
"""UTC; 07:00 in Kyiv."""
MONDAY = "2026-01-12T06:00"

DAYS = [
    ("overnight in the morning", "Russia launched 97 drones overnight.", THURSDAY, "2026-01-15", True),
    ("last night at noon", "Russia launched 97 drones last night.", "2026-01-15T10:00", "2026-01-15", True),
    (
        "overnight told in the evening",
        "Russia launched 97 drones overnight.",
        "2026-01-15T18:00",
        "2026-01-15",
        True,
    ),
    (
        "the weekday that the night ended",
        "Russia launched 97 drones overnight into Monday.",
        MONDAY,
        "2026-01-12",
        True,
    ),
    ("a weekday of a morning tally", "On Monday Russia launched 97 drones overnight.", MONDAY, "2026-01-12", True),
    ("a weekday past", "Russia launched 97 drones on Tuesday.", THURSDAY, "2026-01-13", True),
    (
        "from one day into the next",
        "Russia fired 153 drones overnight Sunday into Monday.",
        "2026-01-12T08:00",
        "2026-01-12",
        True,
    ),
    (
        "from dusk till dawn",
        "Russia fired 97 drones between dusk on Wednesday and sunrise on Thursday.",
        THURSDAY,
        "2026-01-15",
        True,
    ),
    (
        "an evening belongs to the next day",
        "Russia launched 97 drones on Wednesday evening.",
        THURSDAY,
        "2026-01-15",
        True,
    ),
    ("late on a day", "Late on Wednesday Russia launched 97 drones.", THURSDAY, "2026-01-15", True),
    ("a date", "In the night to 14 January Russia launched 97 drones.", THURSDAY, "2026-01-14", True),
    ("a date with the month first", "On January 14 Russia launched 97 drones.", THURSDAY, "2026-01-14", True),
    ("over the year's end", "On 31 December Russia launched 97 drones.", "2026-01-01T06:00", "2025-12-31", True),
    ("the first of a month", "Russia launched 97 drones overnight.", "2026-02-01T06:00", "2026-02-01", True),
    (
        "before midnight in UTC, after it in Kyiv",
        "Russia launched 97 drones overnight.",
        "2026-01-14T23:00",
        "2026-01-15",
        True,
    ),
    ("yesterday", "Russia launched 97 drones yesterday.", THURSDAY, "2026-01-14", True),
    (
        "no word: the day of publication",
        "Russia launched 97 drones at Ukraine.",
        "2026-01-15T10:00",
        "2026-01-15",
        False,
    ),
    (
        "no word in the evening: it is going on",
        "Russia launched 97 drones at Ukraine.",
        "2026-01-15T20:00",
        "2026-01-16",
        False,
    ),
    ("no word just before six", "Russia launched 97 drones at Ukraine.", "2026-01-15T15:59", "2026-01-15", False),
    (
        "right now before midnight",
        "Right now Russia is attacking with 60 drones.",
        "2026-01-15T21:00",
        "2026-01-16",
        True,
    ),
    ("summer time", "Russia launched 97 drones overnight.", "2026-07-14T21:30", "2026-07-15", True),
    ("uk: у ніч на", "У ніч на 14 січня ворог атакував 97 дронами.", THURSDAY, "2026-01-14", True),
    (
        "uk: the hour it began is no other day",
        "У ніч на 15 січня (з 18:00 14 січня) противник атакував 97 БпЛА.",
        THURSDAY,
        "2026-01-15",
        True,
    ),
    ("uk: вночі проти", "Вночі проти понеділка Росія запустила 97 дронів.", MONDAY, "2026-01-12", True),
    ("uk: вчора", "Вчора Росія запустила 97 дронів.", THURSDAY, "2026-01-14", True),
    ("ru: в ночь на", "В ночь на среду сбиты 64 украинских беспилотника.", "2026-01-14T06:00", "2026-01-14", True),
    ("ru: накануне", "Накануне сбили 64 украинских беспилотника.", THURSDAY, "2026-01-14", True),
    ("ru: с полуночи", "С полуночи сбито 58 украинских дронов.", "2026-01-15T17:00", "2026-01-15", True),
]


@pytest.mark.parametrize(("say", "at", "day", "from_text"), [d[1:] for d in DAYS], ids=[d[0] for d in DAYS])
def test_the_day_of_an_attack(say: str, at: str, day: str, from_text: bool) -> None:
    facts = counts_of(say, None, dt.datetime.fromisoformat(at).replace(tzinfo=dt.UTC))
    assert [(str(f.day), f.day_from_text) for f in facts] == [(day, from_text)]


def test_two_attacks_of_one_text_have_a_day_each() -> None:
    said = "Russia launched 111 drones overnight. A night earlier, on 14 January, Russia had launched 97 drones."
    days = {w.value: str(f.day) for f in counts_of(said, "en") if isinstance(w := f.what, Count)}
    assert days == {111: "2026-01-15", 97: "2026-01-14"}


def test_an_attack_three_days_back_is_history() -> None:
    (fact,) = counts_of("On 9 January Russia launched 97 drones.", "en")
    assert (fact.standing, str(fact.day)) == (Standing.HISTORIC, "2026-01-09")


@pytest.mark.parametrize(
    ("text", "is_news"),
    [
        ("A year ago today, Russia sent 267 drones against Ukraine in one night.", False),
        ("Exactly three months ago the enemy launched 400 drones at Ukraine.", False),
        ("Two years ago Ukrainian air defence shot down 33 Russian drones over Kyiv.", False),
        ("Russia launched 400 drones at Ukraine five weeks ago.", False),
        ("Рік тому за одну ніч росіяни запустили по Україні 188 дронів.", False),
        ("Рівно три місяці тому ворог запустив 400 дронів по Україні.", False),
        ("Год назад за одну ночь Россия запустила по Украине 188 беспилотников.", False),
        ("Пять лет назад над областью сбили 40 украинских беспилотников.", False),
        ("Russia launched 97 drones at Ukraine, many more than the few it sent two months ago.", True),
        ("Four years ago nobody here slept in cellars. Russia launched 97 drones at Ukraine overnight.", True),
        ("Росія запустила по Україні 120 дронів, і це більше, ніж тиждень тому.", True),
        ("Два дня назад над областью сбили 40 украинских беспилотников.", True),
    ],
)
def test_how_long_ago_it_was_is_of_the_attack_where_it_opens_the_sentence_or_stands_beside_it(
    text: str, is_news: bool
) -> None:
    (fact,) = (f for f in counts_of(text) if f.standing in (Standing.ASSERTED, Standing.HISTORIC))
    assert fact.is_news == is_news
