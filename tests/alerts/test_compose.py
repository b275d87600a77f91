"""Messages: one glance in three languages, escaped, balanced, never too long."""

from __future__ import annotations

import datetime as dt
import html.parser
import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.alerts.compose import compose, compose_digest, headlines
from bot.alerts.lines import LIMIT, size
from bot.alerts.names import names_of
from bot.alerts.speech import form_of, tongue_of
from bot.alerts.words import NOUNS, WORDS
from bot.model import Chat, Figure, Manner, Revision, Rule, Source
from tests.alerts.build import (
    GROUPED,
    HOUR,
    MORNING,
    Desk,
    airport,
    at_least,
    closed,
    downed,
    launched,
    meeting,
    on_russia,
    on_ukraine,
    reopened,
    ruleset,
    talks,
)

NAMES = {"Geneva": {"uk": "Женева", "ru": "Женева"}, "Vnukovo": {"uk": "Внуково", "ru": "Внуково"}}


def chat(language: str = "en", **more: object) -> Chat:
    return Chat(chat_id="telegram:1", language=language, created_at=MORNING, **more)


def plain(
    revision: Revision, rule: Rule, language: str = "en", manner: Manner = Manner.NEW, **more: object
) -> str:
    return compose(revision, rule, chat(language, **more), manner, revision.made_at, NAMES).plain


def night() -> Desk:
    """97 drones, more outlets, then 140, then a correction to 58."""
    desk = Desk(ruleset(on_ukraine(title={"en": "Attack", "uk": "Атака", "ru": "Атака"}), on_russia()))
    for number, outlet in enumerate(("a.example", "b.example", "c.example")):
        facts = launched(97, claimed_by="Ukraine's Air Force")
        desk.tell(number * HOUR / 6, outlet, facts, text=f"{outlet} says: 97 drones <came> & went.")
    desk.tell(
        2 * HOUR, "d.example", launched(140, claimed_by="Ukraine's Air Force"), text="Now 140 drones, they say."
    )
    desk.tell(3 * HOUR, "e.example", launched(58, corrected=True), text="It was 58, not 140, they say now.")
    desk.finish()
    return desk


def of(desk: Desk, change: str) -> Revision:
    return next(r for r in desk.revisions if r.change.value == change)


def last(desk: Desk, change: str) -> Revision:
    return [r for r in desk.revisions if r.change.value == change][-1]


def test_a_first_message_says_what_who_where_from_and_when() -> None:
    desk = night()
    said = plain(of(desk, "new"), desk.rules.rules["on-ukraine"])
    assert said.splitlines() == [
        "🟡 Attack",
        "Launched: 97\u00a0drones",
        "Night to 10\u00a0March",
        "According to Ukraine's Air Force; 1\u00a0outlet",
        "  “a.example says: 97 drones <came> & went.”",
        "Sources: a.example <https://a.example/a1>",
        "Written 10\u00a0March 07:00 (Kyiv)",
    ]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Launched: 97\u00a0drones", "Ukraine's Air Force", "3\u00a0outlets", "10\u00a0March"]),
        ("uk", ["Запущено: 97\u00a0дронів", "Повітряні сили України", "3\u00a0видання", "10\u00a0березня"]),
        ("ru", ["Запущено: 97\u00a0дронов", "Воздушные силы Украины", "3\u00a0издания", "10\u00a0марта"]),
    ],
)
def test_the_same_in_the_readers_language(language: str, words: list[str]) -> None:
    desk = night()
    edits = [r for r in desk.revisions if r.change.value == "edit"]
    said = plain(edits[1], desk.rules.rules["on-ukraine"], language)
    assert [w for w in words if w not in said] == []


def test_an_update_answers_with_the_change_alone() -> None:
    desk = night()
    said = plain(of(desk, "update"), desk.rules.rules["on-ukraine"], manner=Manner.REPLY)
    assert said.splitlines()[0] == "🟡 Launched: 97 → 140\u00a0drones"
    assert len(said.splitlines()) == 3


def test_a_correction_is_said_as_one() -> None:
    desk = night()
    said = plain(last(desk, "update"), desk.rules.rules["on-ukraine"], manner=Manner.REPLY)
    assert said.splitlines()[0] == "🟡 Corrected by the source: 140 → 58\u00a0drones"
    whole = plain(last(desk, "update"), desk.rules.rules["on-ukraine"])
    assert "Launched: 58" in whole
    assert "Corrected by the source" in whole


def test_a_chat_without_links_gets_none_that_a_program_would_make() -> None:
    desk = night()
    made = compose(of(desk, "new"), desk.rules.rules["on-ukraine"], chat(with_links=False), Manner.NEW, MORNING)
    assert "http" not in made.html
    assert re.search(r"Sources: .*\.example", made.html) is None


def test_times_are_of_the_chats_zone() -> None:
    desk = night()
    said = plain(of(desk, "new"), desk.rules.rules["on-ukraine"], zone="America/New_York")
    assert "01:00 (New York)" in said
    assert "05:00 (UTC)" in plain(of(desk, "new"), desk.rules.rules["on-ukraine"], zone="Nowhere/Here")


def test_grouped_airports_are_one_message_and_open_again_is_only_reported() -> None:
    desk = Desk(ruleset(closed(**GROUPED), reopened(title={"en": "Airport reported open again"})))
    desk.tell(0 * HOUR, "a.example", [airport("closed", c) for c in ("VKO", "DME", "ZIA")])
    desk.tell(2 * HOUR, "a.example", airport("reopened", "VKO"))
    desk.finish()
    rules = desk.rules.rules
    first = plain(of(desk, "new"), rules["closed"], "en")
    assert "• Vnukovo (VKO): closed" in first
    assert "• Zhukovsky (ZIA): closed" in first
    again = plain(last(desk, "new"), rules["reopened"])
    assert again.splitlines()[0] == "🟡 Airport reported open again: Vnukovo (VKO)"
    edited = plain(next(r for r in desk.revisions if r.change.value == "edit"), rules["closed"])
    assert "• Vnukovo (VKO): reported open again, 10\u00a0March 09:00 (Kyiv)" in edited


def test_talks_name_the_place_in_the_readers_language() -> None:
    rule = talks(title={"en": "Talks in $place", "uk": "Переговори: $place", "ru": "Переговоры: $place"})
    desk = Desk(ruleset(rule))
    desk.tell(0 * HOUR, "a.example", meeting("Geneva"))
    desk.tell(2 * HOUR, "b.example", meeting("Geneva", "cancelled"))
    assert plain(of(desk, "new"), rule, "uk").splitlines()[:2] == ["🟠 Переговори: Женева", "заплановано"]
    assert plain(of(desk, "end"), rule, manner=Manner.REPLY).splitlines()[0] == "🟠 Geneva: planned → cancelled"


def test_one_unconfirmed_source_is_marked_and_a_second_takes_the_mark_away() -> None:
    desk = Desk(ruleset(on_ukraine()))
    desk.tell(0 * HOUR, "a.example", launched(900))
    desk.tell(1 * HOUR, "b.example", launched(900))
    first, second = desk.revisions
    assert "one source, unconfirmed" in plain(first, desk.rules.rules["on-ukraine"])
    assert plain(first, desk.rules.rules["on-ukraine"]).startswith("🟠")
    assert "unconfirmed" not in plain(second, desk.rules.rules["on-ukraine"])
    assert plain(second, desk.rules.rules["on-ukraine"]).startswith("🔴")
    assert "second outlet" in plain(second, desk.rules.rules["on-ukraine"], manner=Manner.REPLY)


def test_the_range_of_claims_and_bounds_are_said() -> None:
    desk = Desk(ruleset(on_ukraine()))
    desk.tell(0 * HOUR, "a.example", at_least(90))
    desk.tell(1 * HOUR, "b.example", launched(230, claimed_by="bloggers", claimed_by_side="RU"))
    desk.finish()
    said = plain(desk.revisions[-1], desk.rules.rules["on-ukraine"])
    assert "Launched: at least 90\u00a0drones (claims from 90 to 230)" in said
    assert "bloggers says 230" in said


def test_a_rules_own_message_is_filled_in() -> None:
    rule = on_ukraine(message={"en": "$value drones, $attacker, $severity, $nothing"})
    desk = Desk(ruleset(rule))
    desk.tell(0 * HOUR, "a.example", launched(1234), kind="official")
    assert "1,234 drones, Russia, critical," in plain(desk.revisions[0], rule)


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", {1: "drone", 2: "drones", 21: "drones"}),
        ("uk", {1: "дрон", 2: "дрони", 5: "дронів", 11: "дронів", 21: "дрон", 22: "дрони", 112: "дронів"}),
        ("ru", {1: "дрон", 3: "дрона", 5: "дронов", 14: "дронов", 101: "дрон", 1004: "дрона", 1011: "дронов"}),
    ],
)
def test_nouns_agree_with_their_number(language: str, forms: dict[int, str]) -> None:
    assert {n: form_of(language, NOUNS["drone"][language], n) for n in forms} == forms


def test_some_prepositions_ask_for_the_genitive() -> None:
    ru = tongue_of(chat("ru"))
    figure = Figure(action="launched", value=21, written_at=MORNING)
    assert ru.figure(replace(figure, bound=at_least(1).what.bound), "drone") == "не менее 21\u00a0дрона"
    assert ru.number(12345) == "12\u00a0345"


def test_every_word_is_there_in_every_language() -> None:
    assert [k for k, said in WORDS.items() if set(said) != {"en", "uk", "ru"}] == []
    slots = {k: {lang: set(re.findall(r"{(\w+)}", s)) for lang, s in said.items()} for k, said in WORDS.items()}
    assert [k for k, by in slots.items() if len({frozenset(v) for v in by.values()}) != 1] == []


def test_no_message_says_that_it_is_safe() -> None:
    said = " ".join(text.casefold() for word in WORDS.values() for text in word.values())
    assert not re.search(r"all clear|\bsafe|безпеч|безопасн|відбій|отбой|🟢|✅", said)


def test_names_come_from_a_gazetteer() -> None:
    rows = {"version": "1", "cities": {"Sochi": {"uk": "=Сочі", "ru": ["Сочи/Сочи", "Сочи-2"]}, "X": {"in": "Y"}}}
    assert names_of(rows) == {"Sochi": {"uk": "Сочі", "ru": "Сочи"}}


def test_a_digest_counts_every_alert_once_and_shows_the_loudest() -> None:
    desk = Desk(ruleset(on_ukraine(), on_russia()))
    for n in range(120):
        day = MORNING.date() + dt.timedelta(days=n)
        at = n * dt.timedelta(days=1)
        desk.tell(at, "a.example", [launched(60 + n, day=day), downed(60, day=day)])
    news = [r for r in desk.revisions if r.change.value == "new"]
    made = compose_digest([*news, *news], desk.rules.rules, chat(), MORNING)
    assert "240\u00a0alerts between" in made.html
    assert size(made.html) <= LIMIT
    shown = made.plain.count("Launched") + made.plain.count("Shot down")
    assert f"{len(news) - shown}\u00a0alerts more" in made.plain
    assert made.plain.count("🟠") == sum(r.severity >= 3 for r in news)


def test_headlines_are_one_line_in_each_language_english_first() -> None:
    desk = night()
    en, uk, ru = headlines(of(desk, "new"), desk.rules.rules)
    assert en == "Attack: Launched: 97 drones"
    assert uk == "Атака: Запущено: 97 дронів"
    assert ru == "Атака: Запущено: 97 дронов"


# -- whatever an outlet writes ------------------------------------------------------------------------------


class Balance(html.parser.HTMLParser):
    """Which tags are open, and whether any was closed out of order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.is_bad = False

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.is_bad |= tag not in ("b", "i", "a", "blockquote")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.is_bad |= not self.open or self.open.pop() != tag


def is_balanced(text: str) -> bool:
    balance = Balance()
    balance.feed(text)
    balance.close()
    return not balance.open and not balance.is_bad


WILD = st.text(max_size=400) | st.sampled_from(["<b>", "&amp;", "</a>", "😀" * 300, "\u202e", "x" * 6000])


@settings(max_examples=120, deadline=None)
@given(
    titles=st.lists(WILD, min_size=1, max_size=3),
    evidence=WILD,
    outlets=st.lists(WILD, min_size=1, max_size=9),
    url=st.sampled_from(['https://x.example/?q=<"&', "javascript:alert(1)", "https://x.example/" + "y" * 5000]),
    language=st.sampled_from(["en", "uk", "ru", "xx"]),
    manner=st.sampled_from(list(Manner)),
)
def test_any_article_makes_a_message_that_a_chat_can_take(
    titles: list[str], evidence: str, outlets: list[str], url: str, language: str, manner: Manner
) -> None:
    desk = night()
    revision = last(desk, "update")
    event = revision.events[0]
    sources = tuple(
        Source(
            article_id=str(n), outlet=o, url=url, title=titles[0], evidence=evidence, voice=o, written_at=MORNING
        )
        for n, o in enumerate(outlets)
    )
    fields = {**event.fields, "place": titles[-1]}
    revision = replace(revision, events=(replace(event, sources=sources, fields=fields),))
    rule = on_ukraine(title={"en": titles[0] or "t"}, message={"en": evidence} if len(titles) == 2 else {})
    made = compose(revision, rule, chat(language), manner, MORNING)
    assert size(made.html) <= LIMIT
    assert is_balanced(made.html)
    assert "javascript:" not in re.sub(r">[^<]*<", "><", made.html)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\u202a-\u202e]", made.plain)
