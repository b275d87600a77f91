"""Whatever comes in, reading gives facts or none, never an exception."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reading.read import read
from tests.reading.vocabulary import MORNING, shipped, told

TEXTS = [
    ("empty", ""),
    ("spaces", " " * 10_000),
    ("binary", "".join(map(chr, range(256))) * 20 + " 97 drones"),
    ("surrogates", "\ud800 97 drones \udfff"),
    ("right to left", "أطلقت روسيا 97 drones طائرة مسيرة"),
    ("marks only", "!?.,;:—«»()[]" * 500),
    ("numbers only", "97 " * 5_000),
    ("HTML left over", "<p>Russia launched <b>97</b> drones&nbsp;overnight</p>"),
    ("cut in mid-word", "Russia launched 97 dro"),
    ("one long word", "drone" * 20_000),
    ("open brackets", "(" * 5_000 + "97 drones"),
    ("a huge number", "Russia launched " + "9" * 5_000 + " drones"),
    ("of of of", "97 of " * 3_000 + "drones"),
    ("three languages", "Russia launched 97 drones. Росія запустила 97 дронів. Россия запустила 97 дронов."),
]


@pytest.mark.parametrize("text", [t[1] for t in TEXTS], ids=[t[0] for t in TEXTS])
def test_no_text_raises(text: str) -> None:
    for language in (None, "en", "uk", "ru", "xx"):
        read(shipped(), text, MORNING, language)


def test_five_megabytes_are_read_without_trouble() -> None:
    read(shipped(), "Russia launched 97 drones overnight. " * 140_000, MORNING, "en")


def test_invisible_characters_and_look_alikes_hide_nothing() -> None:
    assert told("Ru\u200bssia launched 97 dr\u00adones overnight.", "en") == {"drone launched 97 RU"}
    assert told("Минобороны РФ сообщило об уничтожении 64 украинских беcпилoтников.", "ru") == {
        "drone downed 64 UA"
    }


def test_a_wrongly_named_language_is_seen_through() -> None:
    assert told("Россия атаковала Украину 97 дронами, сообщили Воздушные силы ВСУ.", "uk") == {
        "drone launched 97 RU"
    }


VOCABULARY = (
    "Russia Ukraine launched shot down 97 of 12 drones missiles overnight over Kursk region , . ( ) : — and which were "
    "the Росія запустила 40 дронів збито з них над Києвом і Россия сбиты БПЛА по три из область «»"
)
WORDS = VOCABULARY.split()


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=40), st.sampled_from(["en", "uk", "ru", None]))
def test_words_in_any_order_raise_nothing_and_spans_reproduce_their_text(
    words: list[str], language: str | None
) -> None:
    text = " ".join(words)
    for fact in read(shipped(), text, MORNING, language).facts:
        assert 0 <= fact.evidence.start <= fact.span.start < fact.span.end <= len(text)


def test_random_text_raises_nothing() -> None:
    chance = random.Random(7)
    for _ in range(50):
        text = "".join(chance.choice("drones 97 дронів ракет.,;\n\t«»—-'’%$№") for _ in range(400))
        read(shipped(), text, MORNING, None)
