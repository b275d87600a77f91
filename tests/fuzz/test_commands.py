"""Any words after any command: an answer that Telegram takes, never a failure."""

from __future__ import annotations

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from bot.commands.table import COMMANDS
from tests.commands.conftest import store
from tests.commands.talk import Talk, house
from tests.fuzz import examples
from tests.fuzz.test_feeds import TEXT

NAMES = st.sampled_from([c.name for c in COMMANDS])
WORDS = TEXT | st.sampled_from(
    ["1", "0", "-1", "99999999999999999999", "all", "off", "23:00-07:00", "a" * 4000, '"', "'; DROP TABLE chats; --",
     "NEAR(a b)", "a AND OR", "*",
     "^a", "title:x", "(((((", "2h", "http://127.0.0.1/x", "http://[::1", "..", "📰", "уч*", "$place", "<list>", "...99"]
)  # fmt: skip
__all__ = ["store"]


@examples(200)
@given(
    name=NAMES, words=st.lists(WORDS, max_size=3), is_owner=st.booleans(), is_admin=st.booleans(), is_tap=st.booleans(),
    kind=st.sampled_from(["private", "group", "topic", "channel"]), attached=st.none() | TEXT,
)  # fmt: skip
def test_no_words_make_a_command_fail(store, name, words, is_owner, is_admin, is_tap, kind, attached):
    talk = Talk(store, house(), chat_kind=kind, from_admin=is_admin, is_owner=is_owner)
    ask = dataclasses.replace(
        talk.ask, command=name, arguments=" ".join(words), is_tap=is_tap, attached=attached,
        attached_name=attached[:60] if attached else "",
    )  # fmt: skip
    assert "went wrong" not in talk.put(ask)
