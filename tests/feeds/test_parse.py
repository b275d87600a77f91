"""Bodies of every format, encoding and degree of brokenness -> articles."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from bot.feeds.dates import read_date
from bot.feeds.language import guess_language
from bot.feeds.wishes import read_wishes
from tests.feeds.makers import FEED, NOW, item, only, parse, rss

ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Outlet</title>
<entry><id>tag:outlet.example,2026:1</id><title type="html">Talks &lt;b&gt;in Vienna&lt;/b&gt;</title>
<link href="/news/1"/><published>2026-01-15T08:00:00Z</published><updated>2026-01-15T09:30:00Z</updated>
<content type="html">&lt;p&gt;Envoys met.&lt;/p&gt;&lt;p&gt;Nothing was signed.&lt;/p&gt;</content>
</entry></feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>Outlet</title></channel>
<item rdf:about="https://outlet.example/news/1"><title>Talks in Vienna</title>
<link>https://outlet.example/news/1</link><description>Envoys met.</description>
<dc:date>2026-01-15T10:00:00+02:00</dc:date></item></rdf:RDF>"""

JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Outlet",
        "items": [
            {
                "id": 1,
                "url": "https://outlet.example/news/1",
                "title": "Talks in Vienna",
                "content_html": "<p>Envoys met.</p>",
                "date_published": "2026-01-15T10:00:00+02:00",
            }
        ],
    }
)

FORMATS = {
    "Atom": (ATOM, "atom10"),
    "RDF": (RDF, "rss10"),
    "JSON Feed": (JSON_FEED, "json"),
    "RSS": (rss(item(1, title="Talks in Vienna", text="Envoys met.")).decode(), "rss20"),
}


@pytest.mark.parametrize(("content", "name"), FORMATS.values(), ids=FORMATS.keys())
def test_every_format_is_read(content: str, name: str) -> None:
    parsed = parse(content.encode())
    article = only(parsed)
    assert (parsed.format, article.title, article.url) == (
        name,
        "Talks in Vienna",
        "https://outlet.example/news/1",
    )
    assert "Envoys met." in article.text
    assert article.published_at == dt.datetime(2026, 1, 15, 8, 0, tzinfo=dt.UTC)
    assert parse(content.encode(), known=parsed.item_digests).articles == ()


def test_paragraphs_stay_apart_and_the_edit_time_is_kept() -> None:
    article = only(parse(ATOM.encode()))
    assert article.text == "Talks in Vienna\n\nEnvoys met.\n\nNothing was signed."
    assert article.updated_at == dt.datetime(2026, 1, 15, 9, 30, tzinfo=dt.UTC)


CYRILLIC = rss(item(1, title="Збито 97 дронів", text="Повітряні сили збили 97 дронів вночі, є влучання")).decode()

ENCODINGS = {
    "as declared": (CYRILLIC.replace("UTF-8", "windows-1251").encode("cp1251"), "application/xml"),
    "declared wrong, is UTF-8": (CYRILLIC.replace("UTF-8", "windows-1251").encode(), "application/xml"),
    "declared nowhere": (CYRILLIC.replace(' encoding="UTF-8"', "").encode("cp1251"), "application/xml"),
    "declared by the server alone": (
        CYRILLIC.replace(' encoding="UTF-8"', "").encode("cp1251"),
        "text/xml; charset=windows-1251",
    ),
    "the server is wrong": (CYRILLIC.encode(), "text/xml; charset=iso-8859-1"),
    "koi8-u": (CYRILLIC.replace("UTF-8", "koi8-u").encode("koi8-u"), ""),
    "UTF-16 with mark": (CYRILLIC.encode("utf-16"), ""),
    "UTF-16 without": (CYRILLIC.encode("utf-16-le"), ""),
    "UTF-8 with mark": (CYRILLIC.encode("utf-8-sig"), "text/html"),
    "NUL bytes between": (CYRILLIC.encode().replace(b"</item>", b"\0</item>\0"), ""),
    "an unknown name": (CYRILLIC.replace("UTF-8", "no-such-code").encode(), ""),
    "a codec that is none of text": (CYRILLIC.replace("UTF-8", "zlib").encode(), ""),
}


@pytest.mark.parametrize(("content", "content_type"), ENCODINGS.values(), ids=ENCODINGS.keys())
def test_wrong_and_missing_encodings(content: bytes, content_type: str) -> None:
    article = only(parse(content, content_type=content_type))
    assert (article.title, article.language) == ("Збито 97 дронів", "uk")


NO_FEEDS = {
    "nothing": (b"", "empty", False),
    "spaces": (b" \n ", "empty", False),
    "a page": (b"<!DOCTYPE html><html><body>Hello</body></html>", "web page", False),
    "a challenge": (b"<html><title>Just a moment...</title><p id=cf-chl-w></p></html>", "human", True),
    "DDoS-Guard": (b"<!doctype html><html><head><title>DDOS-GUARD</title></head></html>", "human", True),
    "plain words": (b"Service unavailable", "neither RSS nor Atom", False),
    "other XML": (b"<?xml version='1.0'?><catalog><book/></catalog>", "neither RSS nor Atom", False),
    "JSON": (b'{"error": "no"}', "no JSON Feed", False),
    "deep JSON": (b'{"items": ' + b"[" * 200_000, "no JSON Feed", False),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "neither RSS nor Atom", False),
    "entities": (b'<!DOCTYPE rss [<!ENTITY a "b">]><rss><channel/></rss>', "entities", False),
    "a file": (b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss>&x;</rss>', "entities", False),
}  # fmt: skip


@pytest.mark.parametrize(("content", "problem", "is_blocked"), NO_FEEDS.values(), ids=NO_FEEDS.keys())
def test_what_is_no_feed_is_named(content: bytes, problem: str, is_blocked: bool) -> None:
    parsed = parse(content)
    assert problem in (parsed.problem or "")
    assert (parsed.is_blocked, parsed.articles) == (is_blocked, ())


def test_billion_laughs_are_refused_before_they_are_read() -> None:
    names = [f"l{n}" for n in range(12)]
    inner = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in itertools.pairwise(names))
    content = (
        f'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY l0 "lol">{inner}]><rss><channel>&l11;</channel></rss>'
    )
    started = time.perf_counter()
    assert "entities" in (parse(content.encode()).problem or "")
    assert time.perf_counter() - started < 2


def test_an_old_document_type_without_entities_is_no_offence() -> None:
    kind = (
        b'<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://netscape.example/rss.dtd">'
    )
    assert parse(kind + b"<rss version='0.91'><channel><item><title>One</title></item></channel></rss>").items == 1


def test_ten_thousand_nested_tags_are_read_in_time() -> None:
    deep = "&lt;div&gt;" * 10_000 + "97 drones" + "&lt;/div&gt;" * 10_000
    article = only(parse(rss(item(1, text=deep))))
    assert "97 drones" in article.text
    assert parse(b"<rss><channel>" + b"<a>" * 10_000).articles == ()


def test_a_hundred_thousand_items_are_read_up_to_the_limit_and_that_is_said() -> None:
    one = "<item><guid>{0}</guid><title>{0}</title></item>"
    parsed = parse(rss(*(one.format(n) for n in range(100_000))), most_items=50)
    assert (parsed.items, len(parsed.articles), len(parsed.item_digests)) == (100_000, 50, 100_000)
    assert parsed.notes == ("100000 new items at once; the first 50 were read",)


# -- dates ------------------------------------------------------------------------------------------------------

DATES = {
    "Thu, 15 Jan 2026 10:00:00 GMT": "10:00",
    "Thu, 15 Jan 2026 10:00:00 +0200": "08:00",
    "Thu, 15 Jan 2026 10:00:00 EET": "08:00",
    "Thu, 15 Jan 2026 10:00:00 EEST": "07:00",
    "Thu, 15 Jan 2026 10:00:00 MSK": "07:00",
    "Thu, 15 Jan 2026 10:00:00 CET": "09:00",
    "Thu, 15 Jan 2026 10:00:00 GMT+2": "08:00",
    "Thu, 15 Jan 2026 10:00:00 UTC+03:00": "07:00",
    "Thu, 15 Jan 2026 10:00 EST": "15:00",
    "Чт, 15 янв 2026 10:00:00 +0300": "07:00",
    "15 января 2026, 10:00": "08:00",
    "15 січня 2026 р. о 10:00": "08:00",
    "2026-01-15T10:00:00+02:00": "08:00",
    "2026-01-15T10:00:00.123Z": "10:00",
    "2026-01-15 10:00:00": "08:00",
    "20260115T100000Z": "10:00",
    "15.01.2026 10:00": "08:00",
    "Thursday, 15-Jan-26 10:00:00 UTC": "10:00",
    "31 Feb 2026 10:00:00 GMT": None,
    "yesterday": None,
    "": None,
}


@pytest.mark.parametrize(("text", "clock"), DATES.items())
def test_dates_as_feeds_write_them(text: str, clock: str | None) -> None:
    found = read_date(text, "UA")
    assert (found and f"{found[0]:%H:%M}") == clock


def test_a_date_without_a_zone_is_the_outlets_own_clock_and_that_is_noted() -> None:
    one = rss(item(1, date="2026-01-15 10:00:00"))
    kyiv, moscow = replace(FEED, country="UA"), replace(FEED, country="RU")
    assert only(parse(one, kyiv)).published_at.hour == 8
    assert only(parse(one, moscow)).published_at.hour == 7
    assert any("without a zone" in note for note in only(parse(one, kyiv)).notes)


@pytest.mark.parametrize(
    ("date", "published", "note"),
    [
        ("Fri, 15 Jan 2027 10:00:00 GMT", NOW, "in the future"),
        ("Thu, 15 Jan 2026 12:01:00 GMT", NOW, None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", NOW, "cannot be"),
        ("Mon, 15 Jan 0026 10:00:00 GMT", NOW, "cannot be"),
        (None, NOW, "no date"),
        ("no date at all", NOW, "unreadable"),
        ("Wed, 14 Jan 2026 10:00:00 GMT", dt.datetime(2026, 1, 14, 10, tzinfo=dt.UTC), None),
    ],
)
def test_absurd_and_future_dates_are_corrected_with_a_note(
    date: str | None, published: dt.datetime, note: str | None
) -> None:
    article = only(parse(rss(item(1, date=date))))
    assert article.published_at == published
    assert article.fetched_at == NOW
    assert any(note in n for n in article.notes) if note else article.notes == ()


# -- what an article says -----------------------------------------------------------------------------------------


def test_an_item_of_a_title_alone_has_it_as_its_text() -> None:
    article = only(
        parse(b"<rss version='2.0'><channel><item><title>Airport closed</title></item></channel></rss>")
    )
    assert (article.title, article.text) == ("Airport closed", "Airport closed")


def test_an_item_without_title_is_called_by_its_first_line() -> None:
    content = "<rss version='2.0'><channel><item><description>{}</description></item></channel></rss>"
    article = only(parse(content.format("One " * 100).encode()))
    assert article.title.endswith("…")
    assert len(article.title) <= 160


def test_a_figure_that_stands_in_the_title_alone_is_part_of_the_text() -> None:
    long = "What is known of the night. " * 30
    assert only(parse(rss(item(1, title="97 drones", text=long)))).text.startswith("97 drones\n\n")
    assert only(parse(rss(item(1, title="The night", text=long)))).text.startswith("What is known")


def test_an_empty_item_is_no_article() -> None:
    assert parse(b"<rss version='2.0'><channel><item><guid>1</guid></item></channel></rss>").articles == ()


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "mailto:a@b.example"]
)
def test_a_link_that_is_no_web_address_is_not_passed_on(link: str) -> None:
    assert only(parse(rss(item(1, link=link)))).url == FEED.url


def test_relative_links_are_resolved() -> None:
    assert only(parse(rss(item(1, link="/news/7")))).url == "https://outlet.example/news/7"


def test_the_wire_that_an_item_credits_is_kept() -> None:
    assert only(parse(rss(item(1, text="KYIV (Reuters) - Nothing new.")))).credit == "Reuters"
    assert only(parse(rss(item(1, text="Nothing new.")))).credit is None


LANGUAGES = {
    "Повітряні сили знешкодили 97 ударних безпілотників, є влучання": ("ru", "uk"),
    "Дежурными средствами ПВО сбиты 97 беспилотников, объявлен план": ("uk", "ru"),
    "The air force said 97 drones were shot down": (None, "en"),
    "Збито 97 дронів": (None, "uk"),
    "Сбито 97 дронов над областью": (None, "ru"),
    "Пожежа на складі гасять до ранку та загрози немає": ("uk", "uk"),
    "97": (None, None),
    "Die Drohnen wurden abgeschossen": ("de", "de"),
}


@pytest.mark.parametrize(("text", "expected"), LANGUAGES.items())
def test_the_language_is_told_by_the_letters_before_the_feed(
    text: str, expected: tuple[str | None, str | None]
) -> None:
    stated, language = expected
    assert guess_language(text, stated) == language


def test_what_a_feed_wishes_is_read_from_its_head() -> None:
    wishes = read_wishes(
        rss(head="<ttl>60</ttl><skipHours><hour>1</hour><hour>2</hour><hour>24</hour></skipHours>")
    )
    assert wishes.every == dt.timedelta(hours=1)
    assert wishes.skip_hours == {0, 1, 2}
    often = "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>"
    assert read_wishes(rss(head=often)).every == dt.timedelta(minutes=15)
    assert read_wishes(rss()).every is None


def test_a_body_that_names_a_file_is_not_the_file(tmp_path: Path) -> None:
    """feedparser would open it: a server could have a file of ours read, or a device without end."""
    secret = tmp_path / "secret.xml"
    secret.write_bytes(rss(item(1)))
    for named in (bytes(secret), b"file://" + bytes(secret), b"/dev/zero", b"https://outlet.example/rss"):
        read = parse(named)
        assert read.articles == ()
        assert read.problem
