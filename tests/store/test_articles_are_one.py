"""Which articles are one, and what an edit makes of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.store import Store
from bot.store.articles import Seen, add_article, find_article, get_article
from tests.store.nouns import NOW, article, drones

FIRST = article("a1", keys=("guid:1", "url:x"), digest="words")


@pytest.mark.parametrize(
    ("second", "seen", "count"),
    [
        pytest.param(FIRST, Seen.KNOWN, 1, id="the same again"),
        pytest.param(replace(FIRST, article_id="b", keys=("guid:2", "url:x")), Seen.KNOWN, 1, id="another guid"),
        pytest.param(
            replace(FIRST, article_id="b", keys=("guid:1", "url:y")), Seen.KNOWN, 1, id="another address"
        ),
        pytest.param(replace(FIRST, digest="other words", text="?"), Seen.EDITED, 1, id="edited"),
        pytest.param(replace(FIRST, article_id="b", keys=("guid:2",)), Seen.NEW, 2, id="the same words elsewhere"),
        pytest.param(
            replace(FIRST, keys=("guid:2",)), Seen.NEW, 2, id="another article under an id that is taken"
        ),
    ],
)
def test_an_article_that_shares_a_key_is_that_one(store: Store, second, seen, count):
    with store.transaction():
        add_article(store, FIRST)
        added = add_article(store, second)
    assert added.seen is seen
    assert store.value("SELECT count(*) FROM articles") == count
    assert (added.article.article_id == "a1") == (count == 1)
    assert added.article.edition == (2 if seen is Seen.EDITED else 1)


def test_keys_add_up_over_the_sightings(store: Store):
    with store.transaction():
        add_article(store, FIRST)
        add_article(store, replace(FIRST, keys=("guid:2", "url:x")))
        assert add_article(store, replace(FIRST, keys=("guid:2",))).seen is Seen.KNOWN


def test_without_keys_the_id_and_the_address_count(store: Store):
    with store.transaction():
        add_article(store, article())
        assert add_article(store, article()).seen is Seen.KNOWN
        assert add_article(store, article("b", url=article().url)).seen is Seen.KNOWN
        assert add_article(store, article("c")).seen is Seen.NEW


def test_a_summary_and_its_page_taking_turns_are_two_editions_not_ten(store: Store):
    page = replace(FIRST, text="the whole page", digest="the page's words")
    with store.transaction():
        seen = [add_article(store, a).seen for a in (FIRST, page, FIRST, page, FIRST)]
    assert seen == [Seen.NEW, Seen.EDITED, Seen.KNOWN, Seen.KNOWN, Seen.KNOWN]


def test_an_edited_article_counts_from_its_edit(store: Store):
    later = NOW + dt.timedelta(hours=5)
    edit = replace(FIRST, text="Russia launched 112 drones.", digest="d2", published_at=later, fetched_at=later)
    with store.transaction():
        add_article(store, FIRST, [drones(97)])
        add_article(store, edit, [drones(112)])
    kept = get_article(store, "a1")
    assert kept is not None
    assert (kept.edition, kept.text, kept.published_at) == (2, edit.text, FIRST.published_at)
    assert kept.written_at == later
    first = get_article(store, "a1", edition=1)
    assert first is not None
    assert (first.text, first.written_at) == (FIRST.text, FIRST.published_at)


def test_an_article_is_found_by_id_and_by_address(store: Store):
    with store.transaction():
        add_article(store, article())
    assert find_article(store, "a1") == find_article(store, article().url) != None  # noqa: E711
    assert find_article(store, "https://nowhere.example/") is None
    assert get_article(store, "a1", edition=9) is None
