"""Adjectives made of the names of cities ("Сызранский завод"): what they begin with, and what they name in a text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.reading.analysis import Analysis
from bot.reading.places import Place, PlaceName
from bot.reading.tokens import WORD, Sentence
from bot.reading.vocabulary import Grammar
from bot.reading.where import Where, governed

VOWELS = frozenset("аеиоуыэюяіїєй")
"""And й, which never begins the ending of such an adjective: names that end in one need a rule of their own."""

MOST_TO_NOUN = 3
"""Words between the adjective and what it names ("Таганрогский авиационный завод")."""


def adjective_stems(names: Iterable[PlaceName], language: str, grammar: Grammar) -> dict[str, Place]:
    """Stem of the adjective -> its city. Stems that two cities share are left out, and those of known districts.

    Adjectives that the file of places gives go before those that the rules of the grammar make.
    """
    given: dict[str, set[Place]] = {}
    made: dict[str, set[Place]] = {}
    for name in names:
        if name.language != language or name.place.kind != "city" or len(name.words) != 1:
            continue
        word = name.words[0].removeprefix("=")
        if name.path[1] == "adjective":
            given.setdefault(word[:-LEMMA], set()).add(name.place)
        elif name.path[1] == "city" and (stem := make_stem(word, grammar)):
            made.setdefault(stem, set()).add(name.place)
    found = {stem: next(iter(places)) for stem, places in made.items() if len(places) == 1}
    return found | {stem: next(iter(places)) for stem, places in given.items() if len(places) == 1}


def make_stem(name: str, grammar: Grammar) -> str:
    """The longest ending that fits decides; a consonant without a rule of its own takes the rule `*`."""
    fitting = max((e for e in grammar.city_adjectives if e and name.endswith(e)), key=len, default="")
    if fitting:
        return name.removesuffix(fitting) + grammar.city_adjectives[fitting]
    general = grammar.city_adjectives.get("", "")
    return name + general if general and name[-1:] not in VOWELS else ""


def city_of(word: str, cities: Mapping[str, Place]) -> Place | None:
    """The city that an adjective is made of, in any case and number."""
    stems = (word[:-cut] for cut in range(1, LONGEST_ENDING + 1))
    return next((cities[stem] for stem in stems if stem in cities), None)


LEMMA = 2
"""Letters of the ending of the form that dictionaries give (сызранск-ий)."""
LONGEST_ENDING = 3


def find_named_after(analysis: Analysis, cities: Mapping[str, Place], sentence: Sentence) -> list[Where]:
    """ "At the Syzran refinery", where the city is an adjective: a building by that name stands in the city."""
    found: list[Where] = []
    for hit in analysis.hits_in(sentence, "same_place") if cities else ():
        if hit.path[1] != "facility":
            continue
        for at in range(hit.first - 1, max(sentence.first, hit.first - MOST_TO_NOUN) - 1, -1):
            token = analysis.split.tokens[at]
            if token.kind != WORD:
                break
            place = city_of(token.normal, cities)
            if place is not None:
                how, start = governed(analysis, sentence, at, [])
                found.append(Where(at, hit.last, (place,), how, "an adjective of the city", start))
                break
    return found
