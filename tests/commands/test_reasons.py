"""Stored reasons in the reader's language: every form that the decisions write has its words."""

from __future__ import annotations

import re

import pytest

from bot.commands.reasons import FORMS, say_reason

LATIN = re.compile(r"[A-Za-z]{3,}")

STORED = [
    "97 -> 146 launched",
    "140 -> 58 downed, a correction, severity medium -> low",
    "97 -> 160 launched, severity medium -> high",
    "97 -> 146 launched; answered aloud when the cooldown of the last message ends, if it is still true",
    "97 -> 146 launched; known from the backlog, nothing was sent",
    "146 does not take the place of 160: it was corrected or is less exact",
    "2 of 2 origins within 2 hours",
    "3 reports were split off by hand",
    "a new event",
    "a new event (held: 1,146)",
    "closed -> reopened",
    "planned -> cancelled",
    "an old tally: 146 is held, and no correction is told",
    "equal to the figure held (97)",
    "recalls an attack of 2026-01-11 days before",
    "the talks are known as planned",
    "the closure it tells of ended at 3 01:20, after this was written or began",
    "the wait is over (embargo)".replace("embargo", "2"),
    "told together with others within 2 minutes",
    "under embargo for 3 hours",
    "value >= 50 does not hold (held: 31)".replace("value", "1"),
]


@pytest.mark.parametrize("reason", STORED)
@pytest.mark.parametrize("language", ["uk", "ru"])
def test_a_reason_has_no_english_left(reason: str, language: str):
    assert not LATIN.search(say_reason(reason, language))


@pytest.mark.parametrize("form", FORMS, ids=lambda f: f.en)
@pytest.mark.parametrize("language", ["uk", "ru"])
def test_every_form_finds_itself_with_its_gaps_filled_in_order(form, language: str):
    numbers = iter(("12", "1,345"))
    stored = re.sub(r"\{n\}", lambda _: next(numbers), form.en)
    stored = stored.replace("{x}", "Σ")
    said = say_reason(stored, language)
    assert "{" not in said
    assert said != stored
    assert re.findall(r"[\d,]+\d|Σ", said) == re.findall(r"[\d,]+\d|Σ", stored)


def test_english_and_unknown_reasons_stay_as_they_are_stored():
    assert say_reason("the closure is known", "en") == "the closure is known"
    assert say_reason("something that nobody wrote", "uk") == "something that nobody wrote"


def test_names_in_a_reason_stay():
    assert say_reason("the text of kyiv-post.example again, with nothing that it did not say", "uk") == (
        "знову текст kyiv-post.example, без нічого нового"
    )
