"""Numbers: digits in any grouping, words in three languages and their cases, and numbers that count nothing."""

from __future__ import annotations

import pytest

from bot.reading.read import analyse
from tests.reading.vocabulary import MORNING, shipped


def numbers_of(text: str, language: str) -> list[tuple[int, str]]:
    analysis = analyse(shipped(), text, MORNING, language, None)
    assert analysis is not None
    return [(n.value, n.why_not) for n in analysis.numbers]


VALUES = [
    ("en", "1,153 drones", 1153),
    ("en", "1 153 drones", 1153),
    ("en", "1\u00a0153 drones", 1153),
    ("en", "thirty-six drones", 36),
    ("en", "one hundred and four drones", 104),
    ("en", "two hundred drones", 200),
    ("en", "a dozen drones", 12),
    ("en", "half a dozen drones", 6),
    ("en", "two dozen drones", 24),
    ("en", "dozens of drones", 24),
    ("en", "three thousand drones", 3000),
    ("en", "1.5 thousand drones", 1500),
    ("uk", "дев'ятьма дронами", 9),
    ("uk", "п’ятсот дронів", 500),
    ("uk", "сто двадцять вісім дронів", 128),
    ("uk", "двадцятьма п'ятьма дронами", 25),
    ("uk", "пів сотні дронів", 50),
    ("uk", "десяток дронів", 10),
    ("uk", "два десятки дронів", 20),
    ("uk", "десятки дронів", 24),
    ("uk", "сотні дронів", 200),
    ("uk", "близько сотні дронів", 100),
    ("uk", "2,2 тис. дронів", 2200),
    ("uk", "15 тис. 879 дронів", 15879),
    ("ru", "шестью дронами", 6),
    ("ru", "сорока семи дронов", 47),
    ("ru", "полтора десятка дронов", 15),
    ("ru", "пятьсот три дрона", 503),
    ("ru", "двумястами дронами", 200),
    ("ru", "1 100 дронов", 1100),
    ("ru", "тысячу дронов", 1000),
]


@pytest.mark.parametrize(("language", "text", "value"), VALUES, ids=[v[1] for v in VALUES])
def test_a_number_has_its_value(language: str, text: str, value: int) -> None:
    assert [v for v, _ in numbers_of(text, language)] == [value]


NO_COUNTS = [
    ("en", "at 9.35 p.m. drones came", "decimal"),
    ("en", "at 14:30 drones came", "time"),
    ("en", "80 percent of the drones", "percent"),
    ("en", "80% of the drones", "percent"),
    ("en", "drones on 12 January", "date"),
    ("en", "drones on January 12", "date"),
    ("en", "drones worth 15 billion dollars", "sum"),
    ("en", "drones flew 120 kilometres", "distance"),
    ("en", "drones since 2022", "year"),
    ("en", "drones for 40 minutes", "time"),
    ("uk", "дрони 12 січня", "date"),
    ("uk", "дрони о 14:30", "time"),
    ("uk", "82% дронів", "percent"),
    ("ru", "дроны за 3 часа", "time"),
    ("ru", "дроны на 900 километров", "distance"),
]


@pytest.mark.parametrize(("language", "text", "why"), NO_COUNTS, ids=[n[1] for n in NO_COUNTS])
def test_a_number_that_counts_nothing_says_what_it_is(language: str, text: str, why: str) -> None:
    assert [w for _, w in numbers_of(text, language)] == [why]


MODELS = ["Shahed-136", "Kh-101", "Х-101", "С-300", "Су-34", "G7", "МиГ-31", "Ту-95МС", "3М22", "FP-1"]


@pytest.mark.parametrize("name", MODELS)
def test_the_name_of_a_model_is_no_number(name: str) -> None:
    assert numbers_of(f"{name} drones", "en") == []


def test_a_range_keeps_both_ends() -> None:
    analysis = analyse(shipped(), "between 30 and 35 drones", MORNING, "en", None)
    assert analysis is not None
    assert [(n.value, n.high) for n in analysis.numbers] == [(30, 35)]
