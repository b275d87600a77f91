"""A rule's own phrases: what they match, and that none can run away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import RuleError
from bot.model import Choice, Gap, Part, Pattern, Phrase, Quantity, Slot, Word
from bot.reading.compile import compile_reader
from bot.reading.phrase_match import Hit, compile_phrase, find_all, find_first
from bot.reading.read import read
from bot.rules.phrases import parse_phrase

NOON = dt.datetime(2026, 1, 15, 10, tzinfo=dt.UTC)
LISTS = {"truce": ((Word("truce"),), (Word("ceasefire"),), (Word("перемир", prefix=True),))}
VOCABULARY = {"en": {"language": "en", "things": {"drone": ["drone"]}}}


def pattern(source: str, phrase_id: str = "rule/1") -> Pattern:
    return parse_phrase(source, phrase_id, LISTS)[0]


def found_in(source: str, text: str) -> list[tuple[str, dict[str, str]]]:
    """The words that the phrase matches in the text, through the whole reader, and its slots."""
    facts = read(compile_reader(VOCABULARY, [pattern(source)]), text, NOON, "en").facts
    return [(f.what.words, dict(f.what.slots)) for f in facts if isinstance(f.what, Phrase)]


MATCHING = [
    ("one word", "truce", "A truce at last.", ["truce"]),
    ("case does not matter", "truce agreed", "TRUCE Agreed", ["TRUCE Agreed"]),
    ("quotes and dashes do not matter", "truce agreed", 'The "truce" — agreed.', ['truce" — agreed']),
    ("a star takes any ending", "call* for", "They called for it, he calls for it.", ["called for", "calls for"]),
    ("a word without a star takes none", "call for", "They called for it.", []),
    ("either", "(truce|ceasefire) signed", "The ceasefire signed in May", ["ceasefire signed"]),
    ("an empty option makes it optional", "truce (|was) signed", "A truce was signed; a truce signed", [
        "truce was signed", "truce signed",
    ]),
    ("a gap takes up to so many words", "truce ...2 signed", "truce that they signed", ["truce that they signed"]),
    ("a gap takes no more", "truce ...2 signed", "truce that they have signed", []),
    ("a gap may take none", "truce ...2 signed", "truce signed", ["truce signed"]),
    ("the longest wins", "truce ...5 signed", "truce signed and signed again", ["truce signed and signed"]),
    ("matches do not overlap", "a ...1 a", "a a a a", ["a a a", ]),
    ("a list of the rule", "<truce> signed", "Ceasefire signed", ["Ceasefire signed"]),
    ("never over the end of a sentence", "truce ...5 signed", "No truce yet. They signed nothing.", []),
    ("never over a line's end", "truce signed", "truce\n\nsigned", []),
    ("other alphabets", "<truce> (оголошено|погоджено)", "Перемир’я оголошено вночі.", ["Перемир’я оголошено"]),
    ("numbers are words", "30 day truce", "a 30 day truce", ["30 day truce"]),
]  # fmt: skip


@pytest.mark.parametrize(("source", "text", "words"), [m[1:] for m in MATCHING], ids=[m[0] for m in MATCHING])
def test_a_phrase_matches(source: str, text: str, words: list[str]) -> None:
    assert [w for w, _ in found_in(source, text)] == words


SLOTS = [
    (
        "the words as they are written",
        "talks in $place on",
        "Talks in Abu Dhabi on Friday",
        {"place": "Abu Dhabi"},
    ),
    (
        "as few as the rest allows",
        "$who met $whom in",
        "Putin met Modi in Delhi",
        {"who": "Putin", "whom": "Modi"},
    ),
    ("it ends before a comma", "talks in $place", "Talks in Bern, the minister said", {"place": "Bern"}),
    ("three words at most", "attack on $what", "attack on oil port of Tuapse", {"what": "oil port of"}),
]


@pytest.mark.parametrize(("source", "text", "slots"), [s[1:] for s in SLOTS], ids=[s[0] for s in SLOTS])
def test_a_slot_keeps(source: str, text: str, slots: dict[str, str]) -> None:
    assert [s for _, s in found_in(source, text)] == [slots]


def test_a_fact_shows_the_sentence_the_words_and_the_phrase() -> None:
    text = "Nothing new. At noon a truce takes effect in the port. More later."
    (fact,) = read(compile_reader(VOCABULARY, [pattern("truce takes effect", "ports/2")]), text, NOON).facts
    assert text[fact.evidence.start : fact.evidence.end] == "At noon a truce takes effect in the port."
    assert text[fact.span.start : fact.span.end] == "truce takes effect"
    assert fact.found_by == "phrase: ports/2"


def test_the_words_of_a_quantity_are_no_phrase_of_their_own() -> None:
    quantity = Quantity("households", (pattern("household*", "households/of"),))
    assert read(compile_reader(VOCABULARY, [], [quantity]), "Some households wait.", NOON, "en").facts == ()


def test_a_phrase_that_asks_for_no_word_is_refused() -> None:
    with pytest.raises(RuleError, match="a word of its own"):
        compile_phrase(Pattern("r/1", "...3", (Gap(3), Slot("x"))))


def test_a_phrase_of_thousands_of_ways_is_refused() -> None:
    many = tuple((Word("a"), Gap(30)) for _ in range(200))
    with pytest.raises(RuleError, match="ways"):
        compile_phrase(Pattern("r/1", "", (Word("b"), Choice(many))))


HOSTILE = [
    ("choices in choices", [Choice(((Choice(((Word("a"),), (Word("a"), Word("a")))),), (Word("a"),)))] * 40),
    ("gap after gap", [Gap(30), Word("a")] * 12),
    ("all optional", [Choice(((Word("a"),), (Gap(2),), ()))] * 60 + [Word("b")]),
    ("slot after slot", [Slot("x"), Word("a")] * 20),
]


@pytest.mark.parametrize("parts", [h[1] for h in HOSTILE], ids=[h[0] for h in HOSTILE])
def test_a_hostile_phrase_ends(parts: list[Part]) -> None:
    """Each would try more ways than there are atoms, if it tried them one by one."""
    program = compile_phrase(Pattern("r/1", "", tuple(parts)))
    for hit in find_all(program, ["a"] * 300):
        assert 0 <= hit.start < hit.end <= hit.start + program.longest


# -- the matcher against one that tries every way ------------------------------------------------------------

letters = st.sampled_from("abc")
words = letters.map(Word) | letters.map(lambda c: Word(c, prefix=True))
leaves: st.SearchStrategy[Part] = words | st.integers(1, 2).map(Gap)
parts: st.SearchStrategy[Part] = st.recursive(
    leaves,
    lambda inner: st.lists(st.lists(inner, max_size=2).map(tuple), min_size=1, max_size=3).map(
        lambda options: Choice(tuple(options))
    ),
    max_leaves=5,
)


def ends(sequence: Sequence[Part], text: Sequence[str], at: int) -> set[int]:
    """Where a match of `sequence` from `at` on may end: every way, one by one."""
    if not sequence:
        return {at}
    part, rest = sequence[0], sequence[1:]
    if isinstance(part, Choice):
        return {end for option in part.options for end in ends((*option, *rest), text, at)}
    if isinstance(part, Gap):
        return {end for n in range(part.most + 1) if at + n <= len(text) for end in ends(rest, text, at + n)}
    assert isinstance(part, Word)
    if at < len(text) and (text[at].startswith(part.text) if part.prefix else text[at] == part.text):
        return ends(rest, text, at + 1)
    return set()


@given(st.lists(parts, max_size=3), letters, st.lists(letters | st.just("ab"), max_size=8))
@settings(max_examples=300, deadline=None)
def test_the_leftmost_and_then_the_longest_match_is_found(head: list[Part], last: str, text: list[str]) -> None:
    sequence = (*head, Word(last))
    program = compile_phrase(Pattern("r/1", "", sequence))
    expected = None
    for start in range(len(text)):
        if found := {e for e in ends(sequence, text, start) if e > start}:
            expected = (start, max(found))
            break
    hit = find_first(program, text)
    assert (hit and (hit.start, hit.end)) == expected


@given(st.lists(parts, max_size=3), letters, st.lists(letters, max_size=30))
@settings(max_examples=100, deadline=None)
def test_matches_come_in_order_and_stay_within_their_reach(head: list[Part], last: str, text: list[str]) -> None:
    program = compile_phrase(Pattern("r/1", "", (*head, Word(last))))
    before = Hit(0, 0)
    for hit in find_all(program, text):
        assert before.end <= hit.start < hit.end <= hit.start + program.longest
        before = hit
