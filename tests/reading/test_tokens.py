"""Words and sentences: their places in the text, and their normal forms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.tokens import normal, split

NORMAL = [
    ("capitals", "ДРОНІВ", "дронів"),
    ("ё", "Орёл", "орел"),
    ("curly apostrophe", "п’ять", "п'ять"),
    ("Ukrainian apostrophe", "пʼять", "п'ять"),
    ("soft hyphen", "дро\u00adнов", "дронов"),
    ("zero width", "дро\u200bнов", "дронов"),
    ("stress mark", "ракета\u0301", "ракета"),
    ("Latin letters in a Cyrillic word", "дpoнoв", "дронов"),
    ("one Latin letter in an acronym", "БПЛA", "бпла"),
    ("Cyrillic letters in a Latin word", "drоnеs", "drones"),
    ("no-break hyphen", "Х\u2011101", "х-101"),
]


@pytest.mark.parametrize(("word", "form"), [n[1:] for n in NORMAL], ids=[n[0] for n in NORMAL])
def test_normal_forms(word: str, form: str) -> None:
    assert normal(word) == form


def sentences(text: str) -> list[str]:
    return [text[s.start : s.end] for s in split(text).sentences]


SENTENCES = [
    ("two", "One drone fell. Two flew on.", ["One drone fell.", "Two flew on."]),
    ("initials", "Gen. Smith of the U.S. Army spoke.", ["Gen. Smith of the U.S. Army spoke."]),
    ("hours", "At 9.35 p.m. it began.", ["At 9.35 p.m. it began."]),
    ("an hour ends a sentence", "It began at 9 p.m. Then came rain.", ["It began at 9 p.m.", "Then came rain."]),
    ("lines", "Kursk\nOryol", ["Kursk", "Oryol"]),
    ("a line that goes on", "the enemy attacked\nwith drones", ["the enemy attacked\nwith drones"]),
    ("bullets", "— one\n— two", ["— one", "— two"]),
    ("abbreviations", "Курская обл. и г. Орел.", ["Курская обл. и г. Орел."]),
]


@pytest.mark.parametrize(("text", "parts"), [s[1:] for s in SENTENCES], ids=[s[0] for s in SENTENCES])
def test_sentences(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


@pytest.mark.parametrize("word", ["G7", "Kh-101", "Х-101", "Су-34", "Shahed-136", "БпЛА", "п'ять"])
def test_a_name_with_digits_or_marks_is_one_word(word: str) -> None:
    assert [t.kind for t in split(word).tokens] == ["word"]


def test_links_are_no_words() -> None:
    said = [t.normal for t in split("[Subscribe](https://t.me/abc) now https://example.org/x?y=1 ok").tokens]
    assert said == ["[", "subscribe", "now", "ok"]


@given(st.text(max_size=300))
def test_tokens_are_in_order_and_reproduce_their_text(text: str) -> None:
    pieces = split(text)
    last = 0
    for token in pieces.tokens:
        assert last <= token.start < token.end <= len(text)
        last = token.end
    for sentence in pieces.sentences:
        assert 0 <= sentence.start < sentence.end <= len(text)
        assert sentence.first < sentence.last
