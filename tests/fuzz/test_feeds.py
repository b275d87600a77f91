"""Bodies of feeds: noise, and good feeds with noise in them."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.body import Body
from bot.feeds.opml import read_opml, write_opml
from bot.feeds.parse import parse_body
from bot.model import Feed
from tests.feeds.makers import item, rss
from tests.fuzz import examples

NOW = dt.datetime(2026, 1, 22, 5, 0, tzinfo=dt.UTC)
FEED = Feed(feed_id="a", name="A", url="https://a.example/rss")
NASTY = st.sampled_from(
    [
        "\x00", "\u202e", "\ufeff", "<![CDATA[", "]]>", "<!ENTITY a 'b'>", "&a;&a;", "&#0;", "&#xFFFFFFFF;", "&#55555;",
        "<script>", "<a href='javascript:x'>", "\ud800", "1969-12-31", "9999-99-99T99:99:99", "0000-01-01", "-1",
        "data:text/html,x", "http://[::1", "tg://x", "\n" * 50, "'\"", "{}", "%00",
    ]
)  # fmt: skip
TEXT = st.text(max_size=80) | NASTY
TYPES = st.sampled_from(
    ["application/rss+xml", "text/html", "application/json", "text/plain; charset=utf-7", "", "x/y; charset=\x00"]
)


def body(content: bytes, content_type: str = "application/rss+xml", *, is_cut: bool = False) -> Body:
    return Body(content=content, feed=FEED, fetched_at=NOW, url=FEED.url, content_type=content_type, is_cut=is_cut)


def check(content: Body) -> None:
    parsed = parse_body(content)
    for article in parsed.articles:
        assert article.text.strip()
        assert article.keys
        assert article.published_at.tzinfo is not None
        assert not article.url or article.url.startswith(("http://", "https://"))
        assert "\x00" not in article.title + article.text


@examples(80)
@given(st.binary(max_size=2000), TYPES, st.booleans())
def test_any_bytes_as_a_feed_are_entries_or_a_problem(content: bytes, content_type: str, is_cut: bool):
    check(body(content, content_type, is_cut=is_cut))


@examples(80)
@given(st.lists(st.tuples(TEXT, TEXT, TEXT, TEXT), max_size=5))
def test_hostile_values_in_a_good_feed(rows: list[tuple[str, str, str, str]]):
    items = "".join(
        f"<item><title>{title}</title><link>{link}</link><guid>{guid}</guid><pubDate>{date}</pubDate>"
        f"<description>{title}{link}</description></item>"
        for title, link, guid, date in rows
    )
    text = f'<rss version="2.0"><channel><title>x</title>{items}</channel></rss>'
    check(body(text.encode("utf-8", "surrogatepass")))


@examples(80)
@given(st.integers(0, 5000), st.binary(max_size=20), st.sampled_from(["insert", "cut", "replace"]))
def test_a_good_feed_with_noise_in_it(place: int, noise: bytes, how: str):
    content = rss(*(item(n) for n in range(4)))
    place %= len(content)
    rest = {"insert": content[place:], "cut": b"", "replace": content[place + len(noise) :]}[how]
    check(body(content[:place] + noise + rest))


@examples(60)
@given(
    st.binary(max_size=600)
    | TEXT.map(
        lambda t: f'<opml><body><outline xmlUrl="{t}" text="{t}"/></body></opml>'.encode("utf-8", "surrogatepass")
    )
)
def test_any_list_of_feeds_is_read_or_its_problems_told(content: bytes):
    feeds, problems = read_opml(content)
    assert all(f.url.startswith(("http://", "https://")) for f in feeds)
    assert all(isinstance(p, str) and p for p in problems)
    if feeds:
        again, _ = read_opml(write_opml(feeds).encode())
        assert [f.url for f in again] == [f.url for f in feeds]
