"""Airports: the corpus of every language, the policy beyond single words, and what holds for any text."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Fact, Standing, Status
from bot.reading.read import read
from tests.reading.vocabulary import MORNING, shipped

CORPUS = Path(__file__).parents[1] / "corpus"
LANGUAGES = ("en", "ru", "uk")


def groups(language: str) -> list[dict[str, list[str]]]:
    found: list[dict[str, list[str]]] = yaml.safe_load((CORPUS / language / "airports.yaml").read_text("utf-8"))
    return found


def changes(text: str, language: str | None = None, at: dt.datetime = MORNING) -> list[Fact]:
    return [f for f in read(shipped(), text, at, language).facts if isinstance(f.what, Status)]


def status(fact: Fact) -> Status:
    assert isinstance(fact.what, Status)
    return fact.what


def told(text: str, language: str | None = None) -> set[str]:
    asserted = [f for f in changes(text, language) if f.standing is Standing.ASSERTED]
    return {f"{status(f).place_id} {status(f).state}" for f in asserted}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_corpus_is_read_as_a_careful_editor_would(language: str) -> None:
    wrong = {}
    for group in groups(language):
        for text in group["say"]:
            if (found := told(text, language)) != set(group["airports"]):
                wrong[text] = found
    assert wrong == {}


STANDINGS = [
    ("Kazan airport denied reports that it had been closed.", Standing.DENIED),
    ("Kazan airport could be closed if drones come closer.", Standing.HYPOTHETICAL),
    ("Poland plans to close Lublin airport next week.", Standing.PLANNED),
    ("Аэропорт Краснодара откроют 1 июня.", Standing.PLANNED),
    ("Boryspil airport has been closed since February 2022.", Standing.HISTORIC),
    ("Аеропорт Одеси закритий.", Standing.HISTORIC),
    ("Kharkiv airport was closed last summer.", Standing.HISTORIC),
]


@pytest.mark.parametrize(("text", "standing"), STANDINGS, ids=[s[0][:40] for s in STANDINGS])
def test_what_is_not_asserted_is_read_and_said_to_be_so(text: str, standing: Standing) -> None:
    assert {f.standing for f in changes(text)} == {standing}


LEFT_OUT = [
    ("Heavy snow closed Kazan airport.", "another cause"),
    ("One runway at Munich airport was closed.", "a part of it"),
    ("Kaluga airport accepts flights by prior agreement only.", "by agreement"),
    ("Two Moscow airports were closed for an hour.", "none of them named"),
    ("Lufthansa has suspended flights to Tel Aviv airport.", "airline"),
]


@pytest.mark.parametrize(("text", "why"), LEFT_OUT, ids=[s[0][:40] for s in LEFT_OUT])
def test_what_is_left_out_has_its_reason_and_the_vocabulary_line(text: str, why: str) -> None:
    unread = read(shipped(), text, MORNING, "en").unread
    assert any(why in u.why for u in unread), unread


def test_a_fact_says_where_and_who_and_which_lines_read_it() -> None:
    (fact,) = changes("Saratov airport was closed at 02:20 Moscow time, Rosaviatsia said.")
    what = status(fact)
    assert (what.of, what.place_id, what.name, what.region, what.country) == (
        "airport", "GSV", "Saratov", "Saratov Oblast", "RU",
    )  # fmt: skip
    assert (fact.claimed_by, fact.claimed_by_side) == ("Rosaviatsia", "RU")
    assert fact.found_by.startswith("status: en.yaml:")
    assert "places.yaml:" in fact.found_by


HOURS = [
    ("Vnukovo airport closed at 02:20 Moscow time.", "2026-01-14T23:20", None),
    ("С 02:20 мск закрыт аэропорт Внуково.", "2026-01-14T23:20", None),
    ("Уфимский аэропорт не работал с 02:15 до 05:40 мск.", "2026-01-14T23:15", "2026-01-15T02:40"),
    ("Vnukovo has been shut to flights since five in the morning.", "2026-01-15T02:00", None),
    ("Vnukovo airport was closed at 7:25 p.m. local time.", "2026-01-14T16:25", None),
    ("Vnukovo airport will remain closed until 14:00.", None, "2026-01-15T11:00"),
    ("В понедельник в 7:25 мск закрыли аэропорт Внуково.", "2026-01-12T04:25", None),
    ("Vnukovo airport was closed for two hours.", None, None),
]


@pytest.mark.parametrize(("text", "since", "until"), HOURS, ids=[h[0] for h in HOURS])
def test_hours_that_the_text_names_are_in_utc(text: str, since: str | None, until: str | None) -> None:
    (fact,) = changes(text)
    what = status(fact)
    assert [t and f"{t:%Y-%m-%dT%H:%M}" for t in (what.since, what.until)] == [since, until]


def test_a_day_that_the_text_names_is_the_day_of_the_closure() -> None:
    days = {
        status(f).place_id: f.day for f in changes("On 4 January Vnukovo closed; on 11 January Pulkovo was shut.")
    }
    assert days == {"VKO": dt.date(2026, 1, 4), "LED": dt.date(2026, 1, 11)}


def test_a_closure_that_goes_on_is_marked_as_no_change() -> None:
    assert [status(f).remains for f in changes("Saratov airport remains closed.")] == [True]
    assert [status(f).remains for f in changes("Saratov airport was closed.")] == [False]


def test_one_airport_closing_twice_in_a_text_is_one_fact_for_each_state() -> None:
    text = "Vnukovo closed at 1 a.m., reopened at 2 a.m. and closed again at 7 a.m."
    assert sorted(status(f).state for f in changes(text)) == ["closed", "reopened"]


WORDS = """Vnukovo Kazan Moscow Saratov airport airports closed reopened flights suspended resumed restrictions
lifted not no all both they the it and but while , . : ; ( ) « » – VKO Внуково аэропорт закрыт снова
Казани летовище"""
PIECES = st.sampled_from([*WORDS.split(), "\n"])


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=40), st.sampled_from([None, *LANGUAGES]))
def test_spans_are_of_the_text_and_within_their_evidence(pieces: list[str], language: str | None) -> None:
    text = " ".join(pieces)
    for fact in changes(text, language):
        assert 0 <= fact.evidence.start <= fact.span.start < fact.span.end <= fact.evidence.end <= len(text)
        assert (status(fact).of, status(fact).place_id) in shipped().named.places
