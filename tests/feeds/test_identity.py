"""The same item is one article, whatever changes about it. A row for each change."""

from __future__ import annotations

import pytest

from bot.feeds.urls import canonical
from bot.model import Article, Feed
from tests.feeds.makers import item, only, parse, rss


def are_one(first: Article, second: Article) -> bool:
    """As the store decides it: any key in common."""
    return bool(set(first.keys) & set(second.keys))


PAGE = "https://outlet.example/news/airport-reopens"

SAME = {
    "nothing changed": ({}, {}),
    "guid changed": ({"guid": "a"}, {"guid": "b"}),
    "link changed": ({"link": PAGE}, {"link": "https://outlet.example/2026/01/airport"}),
    "guid and link changed": (
        {"guid": "a", "link": PAGE},
        {"guid": "b", "link": "https://outlet.example/2026/01/airport"},
    ),
    "guid went missing": ({"guid": "a"}, {"guid": ""}),
    "guid appeared": ({"guid": ""}, {"guid": "a"}),
    "link went missing": ({"link": PAGE}, {"link": ""}),
    "utm parameters": ({"guid": ""}, {"guid": "", "link": PAGE + "?utm_source=rss&amp;utm_medium=feed"}),
    "other tracking parameters": (
        {"guid": "", "link": PAGE + "?id=7"},
        {"guid": "", "link": PAGE + "?fbclid=x&amp;at_medium=RSS&amp;id=7&amp;yclid=3"},
    ),
    "http became https": ({"guid": "", "link": PAGE.replace("https", "http")}, {"guid": ""}),
    "the guid is an address and became https": (
        {"guid": PAGE.replace("https", "http"), "link": ""},
        {"guid": PAGE, "link": ""},
    ),
    "trailing slash": ({"guid": ""}, {"guid": "", "link": PAGE + "/"}),
    "www": ({"guid": ""}, {"guid": "", "link": PAGE.replace("//", "//www.")}),
    "mobile host": ({"guid": ""}, {"guid": "", "link": PAGE.replace("//", "//m.")}),
    "AMP host": ({"guid": ""}, {"guid": "", "link": PAGE.replace("//", "//amp.")}),
    "AMP path": ({"guid": ""}, {"guid": "", "link": PAGE + "/amp/"}),
    "AMP cache": (
        {"guid": ""},
        {"guid": "", "link": "https://outlet-example.cdn.ampproject.org/c/s/outlet.example/news/airport-reopens"},
    ),
    "title edited": ({"title": "Airport closed"}, {"title": "Airport closed again"}),
    "text edited": ({"text": "97 drones"}, {"text": "112 drones, the air force corrects itself"}),
    "date moved": ({}, {"date": "Thu, 15 Jan 2026 11:30:00 +0200"}),
    "date went missing": ({}, {"date": None}),
}


@pytest.mark.parametrize(("before", "after"), SAME.values(), ids=SAME.keys())
def test_a_changed_item_is_still_the_same_article(before: dict[str, str], after: dict[str, str]) -> None:
    first = only(parse(rss(item(1, **({"link": PAGE} | before)))))
    second = only(parse(rss(item(1, **({"link": PAGE} | after)))))
    assert are_one(first, second)


APART = {
    "two items": ({}, {"guid": "b", "link": "https://outlet.example/news/2", "text": "Flights again."}),
    "the same words on another day": (
        {"guid": "a", "link": "https://outlet.example/1"},
        {"guid": "b", "link": "https://outlet.example/2", "date": "Fri, 16 Jan 2026 10:00:00 +0200"},
    ),
    "the same words without a date": (
        {"guid": "a", "link": "https://outlet.example/1", "date": None},
        {"guid": "b", "link": "https://outlet.example/2", "date": None},
    ),
    "a query that names the page": (
        {"guid": "a", "link": PAGE + "?id=1"},
        {"guid": "b", "link": PAGE + "?id=2", "text": "Flights again."},
    ),
}


@pytest.mark.parametrize(("first", "second"), APART.values(), ids=APART.keys())
def test_two_items_stay_two_articles(first: dict[str, str], second: dict[str, str]) -> None:
    title = {"title": "Airport closed", "text": "No flights until further notice."}
    assert not are_one(only(parse(rss(item(1, **(title | first))))), only(parse(rss(item(1, **(title | second))))))


def test_two_items_of_one_body_that_say_the_same_at_the_same_minute_stay_two() -> None:
    words = {"title": "Airport closed", "text": "No flights until further notice."}
    first, second = parse(rss(item(1, **words), item(2, **words))).articles
    assert not are_one(first, second)


def test_a_reordered_feed_holds_nothing_new() -> None:
    first = parse(rss(item(1), item(2), item(3)))
    again = parse(rss(item(3), item(1), item(2)), known=first.item_digests)
    assert again.articles == ()
    assert set(again.item_digests) == set(first.item_digests)


def test_one_guid_for_every_item_identifies_none_of_them() -> None:
    both = parse(rss(item(1, guid="site"), item(2, guid="site"))).articles
    assert len(both) == 2
    assert not are_one(*both)


def test_one_guid_for_every_item_is_noticed_when_only_one_item_is_new() -> None:
    old = parse(rss(item(1, guid="site"), item(2, guid="site")))
    new = only(
        parse(rss(item(3, guid="site"), item(1, guid="site"), item(2, guid="site")), known=old.item_digests)
    )
    assert not any(are_one(new, article) for article in old.articles)


def test_items_that_all_lead_to_the_front_page_stay_apart() -> None:
    first, second = parse(
        rss(item(1, link="https://outlet.example/"), item(2, link="https://outlet.example/"))
    ).articles
    assert not are_one(first, second)


def test_an_item_that_comes_back_after_150_newer_ones_and_90_days_is_known_by_its_keys() -> None:
    first = only(parse(rss(item(1))))
    state: tuple[str, ...] = ()
    for start in range(2, 152, 30):
        state = parse(rss(*(item(n) for n in range(start, start + 30))), known=state).item_digests
    back = only(parse(rss(item(1)), known=state, at=first.fetched_at.replace(month=4)))
    assert are_one(first, back)
    assert back.digest == first.digest


def test_of_a_feed_cut_in_the_middle_the_whole_items_are_read_and_the_half_one_is_left_for_next_time() -> None:
    whole = rss(item(1), item(2), item(3))
    cut = whole[: whole.rindex(b"</description>") - 4]
    first = parse(cut)
    assert sorted(a.title for a in first.articles) == ["Air raid number 1", "Air raid number 2"]
    assert "cut off" in first.notes[0]
    after = parse(whole, known=first.item_digests)
    assert only(after).title == "Air raid number 3"


def test_an_edited_text_has_another_digest_and_a_changed_layout_has_not() -> None:
    plain = only(parse(rss(item(1, text="97 drones were launched overnight"))))
    layout = only(parse(rss(item(1, text="&lt;p&gt;97 drones  were launched&lt;br&gt;overnight&lt;/p&gt;"))))
    edited = only(parse(rss(item(1, text="112 drones were launched overnight"))))
    assert plain.digest == layout.digest
    assert plain.digest != edited.digest


def test_an_aggregators_summary_is_no_edit_of_the_page_it_links_to() -> None:
    own = only(parse(rss(item(1, link=PAGE))))
    other = only(
        parse(rss(item(1, link="https://elsewhere.example/a")), own_feed("digest", "https://digest.example/rss"))
    )
    linking = only(parse(rss(item(9, link=PAGE)), own_feed("digest", "https://digest.example/rss")))
    assert not are_one(own, other)
    assert not are_one(own, linking)


def test_one_page_in_two_feeds_of_its_own_site_is_one_article() -> None:
    world = only(parse(rss(item(1, link=PAGE, guid="w1")), own_feed("world", "https://outlet.example/world/rss")))
    europe = only(parse(rss(item(1, link=PAGE, guid="e7")), own_feed("europe", "https://feeds.outlet.example/eu")))
    assert are_one(world, europe)


def own_feed(feed_id: str, url: str) -> Feed:
    return Feed(feed_id=feed_id, name=feed_id, url=url, language="en")


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("HTTPS://WWW.Outlet.Example:443/A/b/", "outlet.example/A/b"),
        ("http://outlet.example/index.php?b=2&a=1", "outlet.example?a=1&b=2"),
        ("https://t.me/s/KPSZSU/512?single", "t.me/kpszsu/512"),
        ("https://telegram.me/kpszsu/512", "t.me/kpszsu/512"),
        ("https://outlet.example/live#block-65a1", "outlet.example/live#block-65a1"),
        ("https://outlet.example/live#comments", "outlet.example/live"),
        ("https://outlet.example/%D0%BA%D0%B8%D1%97%D0%B2", "outlet.example/київ"),
        ("javascript:alert(1)", ""),
        ("https://[broken", ""),
    ],
)
def test_the_canonical_form_of_an_address(url: str, key: str) -> None:
    assert canonical(url) == key
