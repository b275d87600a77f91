"""What the split leaves in gives the same entries as the whole body: over other people's feeds and made ones."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.feeds.body import Body
from bot.feeds.encoding import to_utf8
from bot.feeds.rss import run_feedparser, without_doctype
from bot.feeds.split import split
from tests.feeds.makers import CORPORA, FEED, NOW, item, parse, rss


def assert_same(content: bytes, known_numbers: frozenset[int]) -> None:
    """feedparser's own entries of the items that are not known: those of the whole body, field by field."""
    plain = without_doctype(to_utf8(content)[0])
    cut = split(plain or b"")
    if not cut.digests:
        return  # refused, or the split was in doubt and left the body whole
    body = Body(content=content, feed=FEED, fetched_at=NOW, url=FEED.url)
    known = frozenset(cut.digests[number] for number in known_numbers if number < len(cut.digests))
    whole = run_feedparser(cut.body, body).entries
    expected = [entry for entry, digest in zip(whole, cut.digests, strict=True) if digest not in known]
    assert run_feedparser(cut.without(known, most=10**6)[0], body).entries == expected


@cache
def corpus() -> tuple[tuple[str, bytes], ...]:
    return tuple(read_corpus())


def read_corpus() -> Iterator[tuple[str, bytes]]:
    if not CORPORA.is_dir():
        return
    for path in sorted(CORPORA.rglob("*.xml")):
        yield path.name, path.read_bytes()
    for archive in sorted(CORPORA.glob("*.tar.gz")):
        with tarfile.open(archive) as tar:
            for member in tar:
                if member.isfile() and member.name.endswith(".xml") and (file := tar.extractfile(member)):
                    yield member.name, file.read()


def test_other_peoples_feeds_give_the_same_entries_split_and_whole() -> None:
    if not corpus():
        pytest.skip(f"the feed corpora are not there ({CORPORA})")
    for _, content in corpus():
        count = len(split(to_utf8(content)[0]).items)
        for known in (frozenset(range(0, count, 2)), frozenset(range(1, count)), frozenset(range(count - 1))):
            assert_same(content, known)


def test_most_feeds_of_several_items_can_be_split() -> None:
    if not corpus():
        pytest.skip(f"the feed corpora are not there ({CORPORA})")
    large = [name for name, content in corpus() if len(content) > 10_000 and not split(to_utf8(content)[0]).items]
    assert large == []


words = st.text(st.sampled_from("аїґ drone 97 <>&\"'[]!-/\u00a0\u200bя"), max_size=60)
escaped = words.map(lambda t: t.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
sections = words.map(lambda t: "<![CDATA[" + t.replace("]]>", "") + "<item>not one</item>]]>")
bodies = st.one_of(escaped, sections)
items = st.builds(
    lambda n, title, text, more: (
        f"<item><title>{title}</title><link>https://outlet.example/{n}</link><guid>{n}</guid>"
        f"<description>{text}</description>{more}</item>"
    ),
    st.integers(0, 10**6),
    bodies,
    bodies,
    st.sampled_from(["", "<!-- <item> -->", "<category>war</category>", "<pubDate>15 Jan 2026</pubDate>", "\n  "]),
)
gaps = st.sampled_from(["", "\n", "<!-- </item> -->", "<ttl>5</ttl>"])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(items, gaps), max_size=6), st.frozensets(st.integers(0, 5)), st.binary(max_size=12))
def test_made_feeds_give_the_same_entries_split_and_whole(
    made: list[tuple[str, str]], known: frozenset[int], tail: bytes
) -> None:
    content = rss(*(text + gap for text, gap in made))
    assert_same(content, known)
    assert_same(content + tail, known)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 10_000))
def test_no_bytes_and_no_cut_make_the_parser_raise(noise: bytes, place: int) -> None:
    content = rss(*(item(n) for n in range(3)))
    place %= len(content)
    parse(noise)
    parse(content[:place])
    parse(content[:place] + noise + content[place:])
    parse(b"<!doctype html><html><div class='tgme_widget_message' data-post='a/1'>" + noise)
    parse(b'{"items": [' + noise)


DOUBTS = {
    "an item inside an item": rss("<item><title>a</title><item><title>b</title></item></item>"),
    "a prefix": rss(item(1)).replace(b"<item>", b"<r:item>").replace(b"</item>", b"</r:item>"),
    "capitals": rss(item(1)).replace(b"<item>", b"<ITEM>").replace(b"</item>", b"</ITEM>"),
    "not well-formed": rss(item(1, text="fish & chips")),
    "an empty item": rss("<item/>"),
    "items and entries": rss(item(1), "<entry><title>x</title></entry>"),
    "a section without end": rss(item(1, text="<![CDATA[ x")),
}


@pytest.mark.parametrize("content", DOUBTS.values(), ids=DOUBTS.keys())
def test_on_any_doubt_the_body_stays_whole(content: bytes) -> None:
    assert split(content).items == ()


def test_known_items_cost_nothing_and_are_not_read_again() -> None:
    first = parse(rss(item(1), item(2)))
    assert parse(rss(item(1), item(2)), known=first.item_digests).articles == ()
    after = parse(rss(item(3), item(1), item(2)), known=first.item_digests)
    assert [a.title for a in after.articles] == ["Air raid number 3"]
    assert after.items == 3
