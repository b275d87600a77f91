"""Counts of weapons: the corpus of phrases, and the rules behind it one by one."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from bot.model import Bound, Count, Fact, Standing
from tests.reading.vocabulary import ROOT, counts_of, told

LANGUAGES = ("en", "uk", "ru")


def corpus(language: str) -> list[tuple[str, set[str]]]:
    path = ROOT / "tests" / "corpus" / language / "counts.yaml"
    rows: list[dict[str, Any]] = yaml.safe_load(path.read_text("utf-8"))
    return [(say, set(row["counts"])) for row in rows for say in row["say"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_of_the_corpus_means_what_it_says(language: str) -> None:
    wrong = [(say, want, got) for say, want in corpus(language) if (got := told(say, language)) != want]
    assert not wrong


def test_the_corpus_is_large_enough() -> None:
    assert sum(len(corpus(language)) for language in LANGUAGES) >= 350


def only(text: str, language: str = "en") -> Fact:
    (fact,) = counts_of(text, language)
    return fact


def count_in(text: str, language: str = "en") -> Count:
    what = only(text, language).what
    assert isinstance(what, Count)
    return what


BOUNDS = [
    ("exact", "Russia launched 97 drones overnight.", Bound.EXACT, 97, None),
    ("more than", "Russia launched more than 100 drones overnight.", Bound.AT_LEAST, 100, None),
    ("or more", "Russia launched 100 or more drones overnight.", Bound.AT_LEAST, 100, None),
    ("nearly", "Russia launched nearly 500 drones overnight.", Bound.ABOUT, 500, None),
    ("up to", "Russia launched up to 150 drones overnight.", Bound.AT_MOST, 150, None),
    ("fewer than", "Russia launched fewer than 30 drones overnight.", Bound.AT_MOST, 30, None),
    ("a range with a dash", "Russia launched 20-25 drones overnight.", Bound.AT_LEAST, 20, 25),
    ("dozens", "Russia launched dozens of drones overnight.", Bound.AT_LEAST, 24, None),
]


@pytest.mark.parametrize(("say", "bound", "value", "high"), [b[1:] for b in BOUNDS], ids=[b[0] for b in BOUNDS])
def test_bounds(say: str, bound: Bound, value: int, high: int | None) -> None:
    what = count_in(say)
    assert (what.bound, what.value, what.high) == (bound, value, high)


STANDINGS = [
    ("may", "Russia could launch 500 drones in one night.", Standing.HYPOTHETICAL),
    ("made", "The plant produces 170 drones.", Standing.PRODUCED),
    ("given", "Berlin delivered 40 missiles to Kyiv.", Standing.DELIVERED),
    ("old", "On 2 March last year Russia had launched 97 drones overnight on 2 January.", Standing.HISTORIC),
]


@pytest.mark.parametrize(("say", "standing"), [s[1:] for s in STANDINGS], ids=[s[0] for s in STANDINGS])
def test_what_is_no_attack_is_read_as_what_it_is(say: str, standing: Standing) -> None:
    assert standing in {f.standing for f in counts_of(say, "en")}


def test_another_number_is_marked_as_added() -> None:
    assert count_in(
        "Another 16 Ukrainian drones were shot down in the morning, Russia's Defence Ministry said."
    ).added


def test_a_correction_is_marked_and_the_old_figure_left_out() -> None:
    said = "The Air Force revised the number of drones launched by Russia overnight from 138 to 142."
    assert [(w.value, w.corrected) for f in counts_of(said, "en") if isinstance(w := f.what, Count)] == [
        (142, True)
    ]


def test_a_region_is_a_part_of_the_total() -> None:
    said = "Russia's Defence Ministry said 107 Ukrainian drones were destroyed, 34 of them over the Kursk region."
    parts = {w.value: w.part for f in counts_of(said, "en") if isinstance(w := f.what, Count)}
    assert parts == {107: False, 34: True}


CLAIMANTS = [
    ("en", "Russia launched 97 drones overnight, Ukraine's Air Force said.", "Ukraine's Air Force", "UA"),
    (
        "en",
        "Russia's Defence Ministry said 64 Ukrainian drones were shot down.",
        "Russia's Defence Ministry",
        "RU",
    ),
    ("uk", "Повітряні сили повідомили про 97 збитих російських дронів.", "Ukraine's Air Force", "UA"),
    ("ru", "Собянин сообщил о девяти сбитых беспилотниках.", "Moscow mayor", "RU"),
    ("en", "The governor of the Tula region said 12 drones were shot down.", "Governor of Tula Oblast", "RU"),
]


@pytest.mark.parametrize(("language", "say", "name", "side"), CLAIMANTS, ids=[c[2] for c in CLAIMANTS])
def test_the_claimant_has_one_name_in_every_language(language: str, say: str, name: str, side: str) -> None:
    fact = only(say, language)
    assert (fact.claimed_by, fact.claimed_by_side) == (name, side)


def test_the_enemy_is_the_other_side_than_the_outlet_or_the_speaker() -> None:
    from bot.reading.read import read
    from tests.reading.vocabulary import MORNING, shipped

    said = "The enemy attacked with 40 drones overnight."
    sides = {s: read(shipped(), said, MORNING, "en", s).facts[0].what.attacker for s in ("UA", "RU")}  # type: ignore[union-attr]
    assert sides == {"UA": "RU", "RU": "UA"}


def test_every_fact_reproduces_its_words_and_names_its_vocabulary_line() -> None:
    said = "Russia launched 405 drones and 28 missiles overnight."
    facts = counts_of(said, "en")
    assert [said[f.span.start : f.span.end] for f in facts] == ["405 drones", "28 missiles"]
    assert all("en.yaml:" in f.found_by for f in facts)
    assert all(said[f.evidence.start : f.evidence.end] == said for f in facts)


def test_a_number_that_is_left_out_says_why() -> None:
    from bot.reading.read import read
    from tests.reading.vocabulary import MORNING, shipped

    said = "Russia launched 97 drones, 12 buildings were hit by drones."
    reading = read(shipped(), said, MORNING, "en")
    assert [(said[u.span.start : u.span.end], u.why) for u in reading.unread] == [("12", "counts something else")]
