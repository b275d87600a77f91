"""Inflected forms find each other, hostile questions find nothing, and neither ever fails."""

from __future__ import annotations

import functools
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.store import Store
from bot.store.articles import add_article
from bot.store.migrations import MIGRATIONS
from bot.store.open import as_database
from bot.store.query import to_match
from bot.store.search import Asked, search_alerts, search_articles
from bot.store.words import fold, tag, tokens, value_tag, value_tags, words
from tests.store.nouns import NOW, article, fill

ONE_WORD = """
Київ Києва Києві Києвом Киев Киева Киеве Киевом
Харків Харкова Харкові Харковом Харків'
Львів Львова Львову Львовом
Одеса Одеси Одесу Одесою Одесі
Москва Москвы Москве Москву Москвой
Белгород Белгорода Белгороде Белгородом
Запоріжжя Запоріжжі Запоріжжю
область області областей областями областям
область области областей областями
дрон дрона дрони дронів дронами дронах дронов дроны дронам
безпілотник безпілотника безпілотники безпілотників безпілотниками
беспилотник беспилотники беспилотников беспилотниками беспилотнику
ракета ракети ракет ракетами ракетою ракету
аеропорт аеропорту аеропорти аеропортів аеропорті
аэропорт аэропорта аэропорты аэропортов аэропортах
переговори переговорів переговорами переговорах
переговоры переговоров переговорам
збив збила збили збило
візит візити візитів
солдат солдати солдатів
сбил сбила сбили сбить
закрылся закрылась закрылось
закрився закрилася закрилися
загиблий загиблого загиблих загиблими
погибший погибшего погибших погибшими
обстріл обстрілу обстріли обстрілів
ніч ночі ночами
зеленый зелёный зелёного зеленые
мирний мирні мирних мирного
Росія Росії Росію Росією
Россия России Россию Россией
об'єкт обʼєкта об’єкти обєктів
drone drones drone's drones'
attack attacks attacked attacking
city cities city's
close closes closed closing
kill kills killed killing
strike strikes
airport airports
café cafe cafes
Zürich Zurich
"""


@pytest.mark.parametrize("line", ONE_WORD.strip().splitlines())
def test_the_forms_of_a_word_are_one(line: str):
    assert len({tuple(words(form)) for form in line.split()}) == 1


@pytest.mark.parametrize(
    "line",
    [
        "drone dron-e",
        "Kyiv Київ",
        "Москва Мінськ",
        "Полтава полк",
        "ракета рак",
        "missile miss",
        "дрон дрова",
        "9 97",
    ],
)
def test_other_words_stay_apart(line: str):
    assert len({tuple(words(form)) for form in line.split()}) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,200 and 1 200 and 1\u00a0200", ["1200", "and", "1200", "and", "1200"]),
        ("in 2025 200 drones", ["in", "2025", "200", "drones"]),
        ("Ту-95, Kh-101!", ["ту", "95", "kh", "101"]),
        ("в'їзд", ["вїзд"]),
        ("", []),
        ("?!…—", []),
    ],
)
def test_what_a_word_is(text: str, expected: list[str]):
    assert tokens(text) == [fold(word) for word in expected]


@pytest.mark.parametrize("value", [0, 1, 49, 50, 97, 150, 999, 10_000, 2**62])
def test_the_tags_of_a_range_hold_its_values(value: int):
    assert value_tag(value) in value_tags(value, None)
    assert value_tag(value) in value_tags(None, value)
    assert value_tag(value) in value_tags(value, value)
    assert value_tags(None, None) == []
    assert len(value_tags(None, None) or value_tags(0, None)) < 300


def test_a_tag_is_one_word():
    assert tag("place", "Rostov-on-Don (Россия)") == "place_rostov_on_don_россия"


# -- questions ---------------------------------------------------------------------------------------------------

HOSTILE = [
    'AND "', '"', '""', '" OR "', "NEAR(", "NEAR(a b, 5)", "words : x", "tags : rule_x", "* *", "-", "--", "- -a",
    "a AND", "OR", "NOT NOT", "(", ")", "{words}", "^a", "a^b", "a + b", "'; DROP TABLE articles; --", "%", "_",
    "\x00", "\u202e", "a\x00b", "☢️", "𝕏", "\ud800", "a" * 10_000, "a " * 5_000, '"' * 5_000, "(" * 5_000,
    'x" OR tags : "rule_x', "alert_words MATCH 'x'", "1e999", "ﬁ ﷺ",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=[ascii(h[:20]) for h in HOSTILE])
def test_no_text_is_a_wrong_question(store: Store, text: str):
    fill(store)
    assert search_alerts(store, Asked(text=text)) == ()
    search_articles(store, Asked(text=text, place=text, rule=text, source=text))


@given(some.text())
def test_no_text_at_all_is(text: str):
    search_alerts(memory(), Asked(text=text))
    search_articles(memory(), Asked(text=text, airport=text, topic=text))


@functools.cache
def memory() -> Store:
    store = Store(as_database(sqlite3.connect(":memory:", isolation_level=None)), Path("memory"))
    MIGRATIONS.apply(store.db)
    return store


def test_an_empty_question_asks_for_nothing():
    assert to_match("") == to_match("  ?! ") == to_match("-only -unwanted") == ""


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("drones", True),
        ("DRONE night", True),
        ("overnight launching", True),
        ('"night of drones"', True),
        ('"drones of night"', False),
        ("dron*", True),
        ("laun*", True),
        ("nigh", False),
        ("drones -night", False),
        ("drones -morning", True),
        ('drones -"of night"', True),
        ("drones missiles", False),
        ("97", True),
        ("clear", True),
    ],
)
def test_what_a_question_means(store: Store, text: str, is_found: bool):
    with store.transaction():
        add_article(store, article())
    assert bool(search_articles(store, Asked(text=text))) == is_found


def test_times_bound_a_search(store: Store):
    with store.transaction():
        add_article(store, article())
    asked = [Asked(since=NOW), Asked(text="drones", since=NOW), Asked(text="drones", until=NOW), Asked(until=NOW)]
    assert [len(search_articles(store, a)) for a in asked] == [1, 1, 0, 0]
