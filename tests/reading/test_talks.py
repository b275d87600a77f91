"""Where talks are: the corpus of phrases, and the rules behind it one by one."""

from __future__ import annotations

import datetime as dt
import functools
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Fact, Talks
from bot.reading.compile import Reader, compile_reader
from bot.reading.read import read
from bot.rules.load import load_vocabulary

ROOT = Path(__file__).parents[2]
MORNING = dt.datetime(2026, 1, 15, 5, tzinfo=dt.UTC)
"""When the corpus is published: a Thursday, 07:00 in Kyiv."""
LANGUAGES = ("en", "uk", "ru")


@functools.cache
def shipped() -> Reader:
    return compile_reader(load_vocabulary(ROOT / "rules" / "vocabulary"))


def talks_of(text: str, language: str | None = "en", at: dt.datetime = MORNING) -> list[Fact]:
    return [f for f in read(shipped(), text, at, language).facts if isinstance(f.what, Talks)]


def told(text: str, language: str | None = "en", at: dt.datetime = MORNING) -> set[str]:
    """`Place group` of all that is news; ongoing and held are one group, as are planned and possible."""
    what = [f.what for f in talks_of(text, language, at) if isinstance(f.what, Talks)]
    return {f"{w.place} {GROUPS[w.phase]}" for w in what if not w.background}


GROUPS = {"held": "on", "ongoing": "on", "planned": "ahead", "possible": "ahead", "cancelled": "off"}


def corpus(language: str) -> list[tuple[str, set[str]]]:
    rows: list[dict[str, Any]] = yaml.safe_load(
        (ROOT / "tests" / "corpus" / language / "talks.yaml").read_text("utf-8")
    )
    found = []
    for row in rows:
        news = [t.rsplit(" ", 1) for t in row["talks"] if not t.endswith("(old)")]
        found += [(say, {f"{place} {GROUPS[phase]}" for place, phase in news}) for say in row["say"]]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_of_the_corpus_means_what_it_says(language: str) -> None:
    wrong = [
        (say, expected, got) for say, expected in corpus(language) if (got := told(say, language)) != expected
    ]
    assert not wrong


def test_the_corpus_is_large_enough() -> None:
    assert sum(len(corpus(language)) for language in LANGUAGES) >= 150


def phase_and_age(text: str, language: str = "en", at: dt.datetime = MORNING) -> list[tuple[str, bool]]:
    return [(w.phase, w.background) for f in talks_of(text, language, at) if isinstance(w := f.what, Talks)]


PHASES = [
    ("it will be", "Peace talks will be held in Geneva on Friday.", "planned"),
    ("it may be", "Peace talks may be held in Geneva.", "possible"),
    ("it is", "Russia and Ukraine are holding peace talks in Geneva.", "ongoing"),
    ("it was", "Russia and Ukraine held peace talks in Geneva on Tuesday.", "held"),
    ("it is off", "The peace talks in Geneva have been called off.", "cancelled"),
    ("put off to a day is not off", "Russia and Ukraine will hold their talks in Geneva on Friday.", "planned"),
]


@pytest.mark.parametrize(("text", "phase"), [p[1:] for p in PHASES], ids=[p[0] for p in PHASES])
def test_a_phase_follows_the_tense(text: str, phase: str) -> None:
    assert phase_and_age(text) == [(phase, False)]


AGES = [
    ("a date of this week is news", "Russia and Ukraine held peace talks in Geneva on 12 January.", False),
    ("a date a week before is history", "Russia and Ukraine held peace talks in Geneva on 7 January.", True),
    ("an earlier year is history", "Russia and Ukraine held peace talks in Geneva in 2022.", True),
    ("an earlier month is history", "Russia and Ukraine held peace talks in Geneva in November.", True),
    ("the previous round is history", "The previous round of peace talks was held in Geneva.", True),
]


@pytest.mark.parametrize(("text", "is_old"), [a[1:] for a in AGES], ids=[a[0] for a in AGES])
def test_an_old_round_is_background(text: str, is_old: bool) -> None:
    assert phase_and_age(text) == [("held", is_old)]


def test_the_first_of_january_looks_back_over_the_year() -> None:
    text = "Russia and Ukraine held peace talks in Geneva on 30 December."
    assert phase_and_age(text, at=dt.datetime(2026, 1, 1, 8, tzinfo=dt.UTC)) == [("held", False)]
    assert phase_and_age(text, at=dt.datetime(2026, 1, 15, 8, tzinfo=dt.UTC)) == [("held", True)]


def test_background_is_no_news() -> None:
    (fact,) = talks_of("Russia and Ukraine held peace talks in Istanbul in 2022.")
    assert not fact.is_news


def test_a_fact_shows_its_sentence_its_words_and_who_meets() -> None:
    text = "Snow fell. Russian and Ukrainian delegations will meet in Geneva on Friday. More snow is due."
    (fact,) = talks_of(text)
    assert text[fact.evidence.start : fact.evidence.end].startswith("Russian and Ukrainian delegations")
    assert text[fact.span.start : fact.span.end] == "meet in Geneva"
    assert isinstance(fact.what, Talks)
    assert (fact.what.country, fact.what.parties) == ("CH", ("RU", "UA"))
    assert fact.found_by.startswith("talks: en.yaml")


def test_the_city_is_told_and_not_the_country_around_it() -> None:
    text = (
        "Turkey will host peace talks between Russia and Ukraine next week. They will open in Istanbul on Monday."
    )
    assert told(text) == {"Istanbul ahead"}


@given(st.text(alphabet=st.sampled_from("аеиоtkmst .,;:-—\"'()\n1290") | st.characters(), max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_without_an_error(text: str) -> None:
    for fact in talks_of(f"Peace talks in Geneva {text} delegations met. {text} переговоры в Женеве", None):
        assert 0 <= fact.evidence.start <= fact.span.start < fact.span.end


@pytest.mark.parametrize(
    "piece", ["talks in Geneva, ", "Geneva ", "will not meet ", "January 2025 ", "delegations (", "\n\n"]
)
def test_a_long_text_of_one_kind_is_read(piece: str) -> None:
    assert isinstance(talks_of("Peace talks. " + piece * 3_000), list)


TRAPS = [
    (
        "a first name is no city",
        "Russian President Vladimir Putin cancelled the peace talks in Budapest.",
        {"Budapest off"},
    ),
    ("where a speaker stands", "In Washington, the White House said the ceasefire talks were useful.", set()),
    ("where he lives", "After peace talks in Berlin, the envoy flew to Miami, where he lives.", {"Berlin on"}),
    (
        "where they came from",
        "The Russian delegation flew from Moscow to Geneva for peace talks.",
        {"Geneva ahead"},
    ),
    ("a stop on the way", "Zelensky stopped in Oslo on his way to peace talks in Paris.", {"Paris ahead"}),
    ("whom another war leaves", "Armenia and Azerbaijan held peace talks in Abu Dhabi.", set()),
    ("what a neighbour came for", "Zelensky met the Polish minister in Kyiv and discussed coal.", set()),
    ("who stays away calls nothing off", "Rubio will not attend the peace talks in London.", {"London ahead"}),
    (
        "a month is no modal",
        "Russia and Ukraine met for peace talks in Istanbul on Monday; in May 2025 it was so, too.",
        {"Istanbul on"},
    ),
    (
        "what was noted is not denied",
        "He noted that the peace talks in Geneva will begin on Friday.",
        {"Geneva ahead"},
    ),
    (
        "put off to a day is planned",
        "The Ukraine peace talks in Ankara were postponed until next week.",
        {"Ankara ahead"},
    ),
    ("put off without one is off", "The Ukraine peace talks in Ankara were postponed.", {"Ankara off"}),
    (
        "the invasion's year is not theirs",
        "Moscow and Kyiv held talks in Istanbul on Tuesday, the first since 2022.",
        {"Istanbul on"},
    ),
    ("a town that no list has", "Russia and Ukraine began peace talks in Little Hollow, Belarus.", {"Belarus on"}),
]


@pytest.mark.parametrize(("text", "expected"), [t[1:] for t in TRAPS], ids=[t[0] for t in TRAPS])
def test_a_place_is_a_venue_only_of_a_meeting_on_this_war(text: str, expected: set[str]) -> None:
    assert told(text) == expected


def test_a_session_that_was_told_to_have_begun_goes_on() -> None:
    text = (
        "American officials in Berlin for the peace talks saw Zelensky. "
        "The talks, which began on Tuesday, are about guarantees."
    )
    assert phase_and_age(text) == [("ongoing", False)]


def test_the_sentence_after_says_whether_those_on_their_way_have_met() -> None:
    text = "Putin arrived in Geneva to meet Trump. The talks began at noon."
    assert told(text) == {"Geneva on"}


def test_what_goes_on_about_an_old_round_is_old() -> None:
    text = (
        "The second round of Russia-Ukraine talks took place in Turkey last June. "
        "The meeting in Istanbul lasted an hour."
    )
    assert told(text) == set()
