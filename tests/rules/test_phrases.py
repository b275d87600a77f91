"""The phrase language."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Choice, Gap, Slot, Word
from bot.reading.phrase_match import MOST_STATES, compile_phrase
from bot.reading.tokens import WORD, normal, split
from bot.rules.lists import compile_lists
from bot.rules.notes import Notes
from bot.rules.phrases import MAX_STATES, BadPhrase, clean, parse_phrase

LISTS = {"truce": ((Word("ceasefire"),), (Word("truce"),))}


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        ("Ceasefire", (Word("ceasefire"),)),
        ("call* for", (Word("call", True), Word("for"))),
        ("(a|b|) word", (Choice(((Word("a"),), (Word("b"),), ())), Word("word"))),
        ("talks ... in", (Word("talks"), Gap(8), Word("in"))),
        ("talks ...3 in", (Word("talks"), Gap(3), Word("in"))),
        ("talks … in", (Word("talks"), Gap(8), Word("in"))),
        ("talks in $place", (Word("talks"), Word("in"), Slot("place"))),
        ("<truce> signed", (Choice(LISTS["truce"]), Word("signed"))),
        ("«Truce», signed!", (Word("truce"), Word("signed"))),
        ("перемир'я", (Word("перемир'я"),)),
        ("перемир’я", (Word("перемир'я"),)),
        ("перемир'*", (Word("перемир'", True),)),
        ("самолёт", (Word("самолет"),)),
        ("re-opened", (Choice(((Word("re-opened"),), (Word("re"), Word("opened")))),)),
    ],
)
def test_a_phrase_means_its_parts(source: str, parts: tuple[object, ...]) -> None:
    (pattern,) = parse_phrase(source, "r/1", LISTS)
    assert pattern.parts == parts


@pytest.mark.parametrize(
    ("source", "told", "at"),
    [
        ("sign (a|b", "never closed", 5),
        ("a) b", "closing bracket", 1),
        ("a | b", "outside brackets", 2),
        ("call *", "right behind a word", 5),
        ("<trce> signed", "did you mean 'truce'", 0),
        ("...x", "gap at the start", 0),
        ("a ...99 b", "1 to 30 words", 2),
        ("$who", "needs a word", 0),
        ("(a|)", "needs a word", 0),
        ("()", "empty", 0),
        ("aйрпорт", "mixes Latin and Cyrillic", 0),
        (r"a\s+b", "no regular expressions", 1),
        ("a" * 401, "at most 400 characters", 0),
        ("(" * 20 + "a" + ")" * 20, "brackets in brackets", 6),
    ],
)
def test_a_mistake_is_told_with_its_place_in_the_phrase(source: str, told: str, at: int) -> None:
    with pytest.raises(BadPhrase, match=told) as caught:
        parse_phrase(source, "r/1", LISTS)
    assert caught.value.at == at


@given(st.text(max_size=80))
def test_any_text_is_a_phrase_or_one_clear_mistake(source: str) -> None:
    with contextlib.suppress(BadPhrase):
        assert parse_phrase(source, "r/1", LISTS)


@given(st.text(alphabet="ab(|)*.<>$ 3truce-'", max_size=60))
def test_what_is_accepted_here_the_reader_can_compile(source: str) -> None:
    try:
        patterns = parse_phrase(source, "r/1", LISTS)
    except BadPhrase:
        return
    for pattern in patterns:
        compile_phrase(pattern)


def test_a_long_list_becomes_several_patterns_that_the_reader_can_hold() -> None:
    words = {"towns": [f"town{n}" for n in range(1_000)]}
    notes = compile_lists(words, Notes("x.yaml", None))
    patterns = parse_phrase("fighting near <towns>", "r/1", notes.lists)
    assert len(patterns) > 1
    assert len({p.phrase_id for p in patterns}) == len(patterns)
    assert MAX_STATES < MOST_STATES
    assert all(len(compile_phrase(p).steps) <= MOST_STATES for p in patterns)


def test_nested_and_huge_phrases_are_refused_at_once() -> None:
    began = time.perf_counter()
    for source in ("(" * 10_000 + "a" + ")" * 10_000, "a" * 1_000_000, "(a|" * 100_000):
        with pytest.raises(BadPhrase):
            parse_phrase(source, "r/1", {})
    assert time.perf_counter() - began < 5  # seconds, where a runaway would take hours


@pytest.mark.parametrize("word", ["Air-Defence", "Перемир’я", "ЛЁД", "«Ковёр»", "об'єкт", "СБУ"])
def test_words_are_cleaned_as_the_reader_cleans_them(word: str) -> None:
    bare = word.strip("«»")
    assert clean(bare) == normal(bare)
    assert [t.normal for t in split(bare).tokens if t.kind == WORD] == [clean(bare)]
