"""What a feed says becomes a message: it fits, its markup is balanced, and no link leads elsewhere than to the web."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.compose import compose, compose_digest
from bot.model import Chat, Manner
from tests.botapi.markup import parse_html, utf16
from tests.fuzz import examples
from tests.fuzz.test_feeds import TEXT
from tests.store.nouns import NOW, event, revision, source

LONG = (
    st.text(max_size=5000)
    | TEXT
    | st.sampled_from(["<b>", "</b>" * 400, "&" * 4096, "🟥" * 3000, "a\u0301" * 4000, "</blockquote>"])
)


@examples(150)
@given(
    said=LONG, outlet=TEXT, place=TEXT, url=TEXT, language=st.sampled_from(["en", "uk", "ru"]), with_links=st.booleans(),
    manner=st.sampled_from(Manner), many=st.integers(1, 40),
)  # fmt: skip
def test_whatever_a_feed_says_the_message_is_balanced_and_fits(
    said, outlet, place, url, language, with_links, manner, many
):
    told = [source(outlet=f"{outlet}{n}", evidence=said, title=said, url=url, voice=outlet) for n in range(many)]
    fields = {"day": "2026-01-22", "place": place, "name": place}
    made = replace(event(), fields=fields, sources=tuple(told), outlets=many)
    chat = Chat(chat_id="telegram:1", language=language, with_links=with_links, created_at=NOW)
    alert = replace(revision(1), events=(made,))
    for one in (
        compose(alert, None, chat, manner, NOW),
        compose_digest([alert] * many, {}, chat, NOW + dt.timedelta(hours=1)),
    ):
        text, entities = parse_html(one.html)
        assert 0 < utf16(text.strip()) <= 4096
        assert utf16(one.plain) <= 4096
        assert all(e.url.startswith(("http://", "https://")) for e in entities if e.kind == "text_link")
