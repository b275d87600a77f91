"""Personal watches become small rules."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.model import Compare, CountMatch, PhraseMatch, RuleSet, Watch
from bot.rules.names import Names
from bot.rules.watches import watch_rule, with_watches

NAMES = Names({"pokrovsk": "Pokrovsk", "покровськ": "Pokrovsk"}, {})
AT = dt.datetime(2026, 1, 15, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("words", "match", "least"),
    [
        ('"Pokrovsk" drones >= 20', CountMatch(("drone",), (), (), ("Pokrovsk",)), 20),
        ("Покровськ drones downed >= 3", CountMatch(("drone",), ("downed",), (), ("Pokrovsk",)), 3),
        ("missiles >= 5", CountMatch(("missile",)), 5),
        ("drones ≥ 1k", CountMatch(("drone",)), 1_000),
    ],
)
def test_a_filter_watches_what_is_counted(words: str, match: CountMatch, least: float) -> None:
    rule, patterns = watch_rule(words, "watch-1", NAMES)
    assert (rule.match, rule.alert_if, patterns) == (match, (Compare("value", ">=", least),), ())


@pytest.mark.parametrize("words", ["мобілізац*", "(a|b) word", '"Pokrovsk"', "drones over my town"])
def test_words_are_a_phrase(words: str) -> None:
    rule, patterns = watch_rule(words, "watch-1", NAMES)
    assert rule.match == PhraseMatch(("watch-1/1",))
    assert [p.phrase_id for p in patterns] == ["watch-1/1"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Pokrovks drones >= 20", "did you mean 'pokrovsk'"),
        ("drones eaten >= 20", "no action"),
        ("drones >= many", "no number"),
        ("call *", "right behind a word"),
    ],
)
def test_what_cannot_be_watched_is_told(words: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        watch_rule(words, "watch-1", NAMES)


def test_chats_with_the_same_words_share_a_rule_and_nobody_else_hears_of_it() -> None:
    watches = [
        Watch(watch_id=4, chat_id="telegram:1", words="мобілізац*", created_at=AT),
        Watch(watch_id=2, chat_id="telegram:2", words="Мобілізац*", created_at=AT),
        Watch(watch_id=7, chat_id="telegram:1", words="missiles >= 5", created_at=AT),
        Watch(watch_id=8, chat_id="telegram:1", words="(broken", created_at=AT),
    ]
    made = with_watches(RuleSet(), watches)
    assert {i: r.chats for i, r in made.rules.items()} == {
        "watch-2": ("telegram:1", "telegram:2"),
        "watch-7": ("telegram:1",),
    }
    assert made.digest != RuleSet().digest
    assert with_watches(RuleSet(), []) == RuleSet()
