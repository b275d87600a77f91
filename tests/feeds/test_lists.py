"""Lists of feeds: OPML, what a page announces, the starter list, and `tocsin feeds`."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from bot.cli.feeds import feeds_app
from bot.errors import TocsinError
from bot.feeds.discover import feeds_of_page, find_feed
from bot.feeds.opml import make_feed, read_opml, write_opml
from bot.feeds.page import is_summary, read_page
from bot.model import Feed
from bot.rules.feeds_file import read_feeds
from tests.feeds.conftest import POLICY, Web
from tests.feeds.makers import FEED, item, only, parse, rss
from tests.feeds.test_telegram import message, page

NOW = dt.datetime(2026, 1, 15, 12, 0, tzinfo=dt.UTC)
FULL = Feed(
    feed_id="oblast", name='Область "&" <X>', url="https://t.me/s/oblast", language="uk", country="UA",
    kind="official", side="UA", law=("RU: listed", "BY: listed"), on=False,
)  # fmt: skip


# -- OPML ----------------------------------------------------------------------------------------------------


def test_what_is_exported_is_imported_as_it_was() -> None:
    feeds = (FULL, FEED)
    assert read_opml(write_opml(feeds).encode()) == (feeds, ())


@given(st.text(min_size=1, max_size=40), st.booleans())
def test_any_name_survives_the_way_through_opml(name: str, on: bool) -> None:
    feed = replace(make_feed("https://outlet.example/rss", name, ()), on=on)
    ((back,), problems) = read_opml(write_opml([feed]).encode("utf-8", "replace"))
    assert (back.url, back.on, problems) == (feed.url, feed.on, ())


def test_folders_twins_and_oddities_of_other_readers() -> None:
    content = b"""<?xml version="1.0"?><opml version="1.0"><body><outline text="War">
    <outline text="A" xmlUrl="https://a.example/rss" type="rss"/><outline title="B" XMLURL="https://b.example/rss"/>
    <outline text="A again" xmlUrl="https://a.example/rss"/><outline text="A" xmlUrl="https://c.example/rss"/>
    <outline text="File" xmlUrl="file:///etc/passwd"/><outline text="A page" htmlUrl="https://d.example/"/>
    </outline></body></opml>"""
    feeds, problems = read_opml(content)
    assert [(f.feed_id, f.url) for f in feeds] == [
        ("a", "https://a.example/rss"),
        ("b", "https://b.example/rss"),
        ("a-2", "https://c.example/rss"),
    ]
    assert problems == ("File: file: addresses are not fetched, only http and https",)


@pytest.mark.parametrize(
    "content", [b"", b"<rss/>", b"no XML", b"\x00\xff", b'<!DOCTYPE o [<!ENTITY a "b">]><opml/>']
)
def test_what_is_no_opml_is_named(content: bytes) -> None:
    feeds, problems = read_opml(content)
    assert feeds == ()
    assert len(problems) == 1


@pytest.mark.parametrize(
    ("name", "url", "feed_id"),
    [
        ("Kyiv Independent", "https://x.example", "kyiv-independent"),
        ("Область", "https://oblast.example/rss", "oblast-example"),
        ("Café №1", "https://x.example", "cafe-no1"),
        ("!!!", "https://1.example", "1-example"),
    ],
)
def test_the_id_of_a_new_feed(name: str, url: str, feed_id: str) -> None:
    assert make_feed(url, name, ()).feed_id == feed_id
    assert make_feed(url, name, {feed_id}).feed_id == f"{feed_id}-2"


# -- the feed of a page --------------------------------------------------------------------------------------


@pytest.fixture
async def site(web: Web) -> Web:
    web.page("/rss.xml", rss(item(1)), Content_Type="application/rss+xml")
    head = '<link rel="alternate" type="application/rss+xml" title="News" href="rss.xml">'
    web.page("/", f"<html><head>{head}</head></html>".encode(), Content_Type="text/html")
    web.page("/bare", b"<html><body>News</body></html>", Content_Type="text/html")
    web.page("/rss", b"", "404 Not Found")
    web.page("/feed/", b"", "404 Not Found")
    return web


async def test_a_feed_is_found_at_its_address_from_its_page_and_where_most_sites_have_it(
    session: aiohttp.ClientSession, site: Web
) -> None:
    for path in ("/rss.xml", "/", "/bare"):
        found = await find_feed(session, site.url(path), POLICY, NOW)
        assert (found.url, found.title, found.items, found.problem) == (site.url("/rss.xml"), "Outlet", 1, None)


async def test_a_page_without_a_feed_says_so(session: aiohttp.ClientSession, site: Web) -> None:
    site.page("/rss.xml", b"", "404 Not Found")
    found = await find_feed(session, site.url("/bare"), POLICY, NOW)
    assert found.problem == "a web page, not a feed; it names no feed that answers"
    assert (await find_feed(session, site.url("/rss"), POLICY, NOW)).problem == "HTTP 404 Not Found"


def test_what_a_page_announces() -> None:
    html = """<head><link rel="alternate" type="application/atom+xml" href="/a.xml">
    <link rel=stylesheet href="x.css"><link rel="alternate" hreflang="uk" href="/uk">
    <link rel="alternate" type="application/rss+xml" href="javascript:x">
    <link rel="Alternate" type="application/feed+json" href="https://b.example/f.json"></head>"""
    assert feeds_of_page(html.encode(), "text/html", "https://a.example/news/") == (
        "https://a.example/a.xml",
        "https://b.example/f.json",
    )
    assert feeds_of_page(b"", "", "https://a.example/") == ()


# -- the starter list ----------------------------------------------------------------------------------------


def test_the_starter_list_is_sound_and_keeps_restricted_outlets_off() -> None:
    feeds, problems = read_feeds(Path("rules/feeds.yaml").read_text(encoding="utf-8"))
    assert problems == ()
    on = [feed for feed in feeds if feed.on]
    assert len(on) >= 40
    assert {feed.language for feed in on} == {"en", "uk", "ru"}
    assert [feed.feed_id for feed in feeds if feed.law and feed.on] == []
    assert all(feed.name and feed.country and feed.language for feed in feeds)
    assert {"UA", "RU", None} == {feed.side for feed in on}


# -- pages ---------------------------------------------------------------------------------------------------

SENTENCE = "The airport in the north closed at dawn and reopened when the raid had ended, its operator said. "
PARAGRAPHS = f"<p>{SENTENCE * 3}</p>" * 4
ARTICLE = f"<html><body><nav>Home News Sport</nav><article><h1>Airport</h1>{PARAGRAPHS}</article></body></html>"


def test_the_text_of_an_articles_page_is_found_and_what_is_none_is_named() -> None:
    found = read_page(ARTICLE.encode(), "text/html; charset=utf-8", "https://outlet.example/1")
    assert SENTENCE.strip() in found.text
    assert "Sport" not in found.text
    assert read_page(b"\x89PNG", "image/png", "https://outlet.example/1").reason == "image/png is no web page"
    assert read_page(b"plain words", "text/plain", "https://outlet.example/1").text == "plain words"
    assert read_page(b"", "text/html", "https://outlet.example/1").reason
    assert read_page(b"<div>" * 100_000, "text/html", "https://outlet.example/1").reason


def test_which_articles_are_only_summaries() -> None:
    assert is_summary(only(parse(rss(item(1, text="A short one.")))))
    assert is_summary(only(parse(rss(item(1, text="Long enough, but cut off. " * 40 + "[…]")))))
    assert not is_summary(only(parse(rss(item(1, text="Long enough. " * 60)))))
    assert not is_summary(only(parse(page(message(7)))))


# -- the command ---------------------------------------------------------------------------------------------


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "feeds.yaml").write_text(
        "version: 1\nfeeds:\n- id: outlet\n  name: Outlet\n  url: https://outlet.example/rss\n  language: en\n"
    )
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()

    def call(*words: str) -> str:
        result = runner.invoke(feeds_app, list(words))
        if isinstance(result.exception, TocsinError):
            return f"error: {result.exception}"
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.stdout

    return call


def test_feeds_are_added_listed_removed_and_travel_as_opml(run: Callable[..., str], tmp_path: Path) -> None:
    assert "1 feeds, 1 of them on" in run("list")
    said = run("add", "@oblast", "--no-check", "--name", "Oblast", "--kind", "official", "--side", "UA")
    assert said == "oblast: Oblast, https://t.me/s/oblast\n"
    assert "listed already, as oblast" in run("add", "https://t.me/s/oblast", "--no-check")
    listed = {feed["feed_id"]: feed for feed in json.loads(run("list", "--json"))}
    assert (listed["oblast"]["kind"], listed["oblast"]["side"], listed["outlet"]["on"]) == ("official", "UA", True)
    assert "2 feeds" in run("export", str(tmp_path / "all.opml"))
    assert run("remove", "outlet") == "outlet: removed\n"
    assert [feed["feed_id"] for feed in json.loads(run("list", "--json"))] == ["oblast"]
    assert "1 feeds added, 1 were listed already" in run("import", str(tmp_path / "all.opml"))
    assert "no feed of this name" in run("remove", "nobody")
    assert "choose one of official" in run("add", "https://x.example", "--no-check", "--kind", "friend")
    assert "cannot be read" in run("import", str(tmp_path / "missing.opml"))


def test_a_check_names_what_does_not_answer(run: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_PRIVATE_ADDRESSES", "true")
    run("add", "http://127.0.0.1:1/rss", "--no-check", "--name", "Dead")
    (dead,) = json.loads(run("check", "dead", "--json"))
    assert (dead["ok"], dead["id"]) == (False, "dead")
    assert "0 of 1 feeds answer, 1 do not" in run("check", "dead")
    assert "no feed of this name" in run("check", "nobody")
