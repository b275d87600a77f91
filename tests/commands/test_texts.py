"""Words in three languages: the same places for values, right plurals, nothing that breaks the markup."""

import importlib
import pkgutil
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot.commands
from bot.commands.texts import Text, escape, message, plural, shortened, to_plain
from bot.commands.times import DAYS, HOURS, read_clock, read_hours, read_length, read_zone, show_length
from tests.botapi.markup import parse_html, utf16

MODULES = [importlib.import_module(f"bot.commands.{m.name}") for m in pkgutil.iter_modules(bot.commands.__path__)]
TEXTS = {
    f"{module.__name__.rpartition('.')[2]}.{name}{key}": value
    for module in MODULES
    for name, found in vars(module).items()
    for key, value in (found.items() if isinstance(found, dict) else [("", found)])
    if isinstance(value, Text)
}


def fields(template):
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_every_text_has_the_same_places_for_values_in_each_language(name):
    text = TEXTS[name]
    assert all((text.en, text.uk, text.ru))
    assert fields(text.en) == fields(text.uk) == fields(text.ru)
    for language in ("en", "uk", "ru"):
        values = dict.fromkeys(fields(text.en), "<b>&5</b>")
        shown, _ = parse_html(text(language, **values))
        assert "<b>&5</b>" in shown or not values


def test_ukrainian_and_russian_texts_are_not_left_in_english():
    same = {n for n, t in TEXTS.items() if len(t.en) > 20 and (t.en == t.uk or t.en == t.ru)}
    assert not same


@pytest.mark.parametrize(
    ("count", "uk", "ru", "en"),
    [
        (1, "година", "час", "hour"),
        (2, "години", "часа", "hours"),
        (5, "годин", "часов", "hours"),
        (11, "годин", "часов", "hours"),
        (21, "година", "час", "hours"),
        (22, "години", "часа", "hours"),
        (112, "годин", "часов", "hours"),
    ],
)
def test_plurals_have_three_forms(count, uk, ru, en):
    forms = Text("hour|hours", "година|години|годин", "час|часа|часов")
    assert [plural(language, count, forms) for language in ("uk", "ru", "en")] == [uk, ru, en]
    assert plural("uk", 1, DAYS) == "день"
    assert plural("ru", 3, HOURS) == "часа"


@given(st.text(max_size=6000))
def test_any_text_becomes_a_message_that_telegram_takes(text):
    one = message("<b>Title</b>\n" + escape(text))
    shown, _ = parse_html(one.html)
    assert utf16(shown) <= 4096
    assert shown == one.plain
    assert not set("\u202e\u202d\u2066\x00") & set(shown)


@given(st.text(max_size=300), st.integers(8, 80))
def test_shortened_text_is_short(text, most):
    assert len(shortened(text, most)) <= most


def test_markup_goes_away_in_the_plain_form():
    assert to_plain('<a href="https://x.example/?a=1&amp;b=2">A &amp; B</a> <code>&lt;b&gt;</code>') == "A & B <b>"


@given(st.text(max_size=12))
def test_no_words_break_the_reading_of_times(text):
    read_length(text), read_clock(text), read_hours(text), read_zone(text)


def test_lengths_are_read_and_shown():
    assert read_length("2 тижні").days == 14
    assert read_length("0h") is None
    assert read_length("9999d") is None
    assert show_length(read_length("26h"), "uk") == "26 годин"
    assert show_length(read_length("2d"), "ru") == "2 дня"
