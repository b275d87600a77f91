"""Vocabulary, places and the rules' own words -> a Reader. Takes seconds; done once for each load of the rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.errors import RuleError
from bot.model import Gazetteer, Pattern, Quantity
from bot.reading.anchors import AnchorIndex, index_anchors
from bot.reading.city_adjectives import adjective_stems
from bot.reading.gazetteer.names import ANY, NamedIndex, load_named
from bot.reading.inflect import inflector
from bot.reading.number_words import NumberWords, read_number_words
from bot.reading.places import Place, PlaceIndex, PlaceName, load_places
from bot.reading.scan import PIECE, Lexicon, Node, Triggers, find_starts
from bot.reading.vocabulary import Grammar, Language, Path, Term, read_language

TRIGGER_SECTIONS = frozenset({"things", "subtypes", "triggers", "airport_words", "named", "talks"})
"""Sections any term of which makes a text worth reading. `triggers` holds words that other readers need."""
VERBAL = frozenset({"past", "ing", "pres"})
"""What forms of a verb tell that a noun has not."""
NO_TRIGGERS = frozenset({("things", "other"), ("things", "mixed")})


@dataclass(frozen=True, slots=True)
class Tongue:
    """All that reading needs of one language."""

    lexicon: Lexicon
    numbers: NumberWords
    grammar: Grammar
    cities: Mapping[str, Place] = field(default_factory=dict)
    """Stem of an adjective of a city -> the city."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Everything reading needs, ready; picklable."""

    tongues: Mapping[str, Tongue]
    places: PlaceIndex
    triggers: Triggers
    patterns: tuple[Pattern, ...]
    """Those of the rules, then those of their quantities (see `quantities`)."""
    anchors: AnchorIndex
    quantities: tuple[Quantity, ...]
    named: NamedIndex = field(default_factory=NamedIndex)
    """Airports, and the places of the rules' own classes."""
    gazetteers: tuple[Gazetteer, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """What the vocabulary and the named places alone make: nearly all of the work, and the same for any rules."""

    tongues: Mapping[str, Tongue]
    places: PlaceIndex
    named: NamedIndex


def compile_words(vocabulary: Mapping[str, object], gazetteers: Sequence[Gazetteer] = ()) -> Words:
    """Expand every form of every word. Takes seconds. Raises RuleError on a bad file."""
    try:
        languages = [read_language(stem, plain) for stem, plain in vocabulary.items() if stem != "places"]
    except ValueError as error:
        raise RuleError(str(error)) from error
    places = load_places(vocabulary.get("places"))
    named = load_named(vocabulary.get("places"), places, gazetteers)
    own = (name for language in languages for name in names_in(language, places))
    names = (*places.names, *named.names, *own)
    return Words({language.code: compile_language(language, names) for language in languages}, places, named)


def names_in(language: Language, places: PlaceIndex) -> Iterator[PlaceName]:
    """The names of places that a language's own file gives (`places: {Kyiv: [Kijów]}`), so that one file is enough."""
    for term in language.terms:
        place = places.places.get(term.path[1]) if term.path[0] == "places" and len(term.path) > 1 else None
        if place is not None:
            yield PlaceName(place, language.code, term.words, ("places", place.kind), term.source)


def compile_reader(
    vocabulary: Mapping[str, object],
    patterns: Sequence[Pattern] = (),
    quantities: Sequence[Quantity] = (),
    gazetteers: Sequence[Gazetteer] = (),
    words: Words | None = None,
) -> Reader:
    """Compile plain values of `rules/vocabulary/*.yaml` and what rules ask for. Raises RuleError on a bad file.

    `words` are what `compile_words` made of the same vocabulary and gazetteers before.
    """
    words = words or compile_words(vocabulary, gazetteers)
    quantity_words = [p for q in quantities for p in (*q.of, *q.state)]
    every = (*patterns, *quantity_words)
    anchors = index_anchors(every)
    starting = frozenset(anchors.words) | trigger_words(words.tongues)
    wanted = frozenset(piece for word in starting if (piece := longest_piece(word)))
    return Reader(
        words.tongues,
        words.places,
        Triggers(wanted, anchors),
        tuple(every),
        anchors,
        tuple(quantities),
        words.named,
        tuple(gazetteers),
    )


def longest_piece(word: str) -> str:
    return max(PIECE.findall(word), key=len, default="")


def compile_language(language: Language, names: Sequence[PlaceName]) -> Tongue:
    forms_of = inflector(language.code, language.grammar)
    lemmas: dict[tuple[str, bool], int] = {}
    forms: dict[str, dict[int, None]] = {}
    grams: dict[str, frozenset[str]] = {}
    root = Node()
    sections: set[str] = set()

    def lemma_number(word: str, as_written: bool, is_noun: bool) -> int:
        key = "=" + word if as_written and not word.startswith("=") else word
        if (key, is_noun) not in lemmas:
            number = lemmas[key, is_noun] = len(lemmas)
            for form, what in forms_of(key).items():
                if is_noun and what and what <= VERBAL:
                    continue
                forms.setdefault(form, {})[number] = None
                grams[form] = grams.get(form, frozenset()) | what
        return lemmas[key, is_noun]

    mine = [n for n in names if n.language in (language.code, ANY)]
    named = [Term(n.words, n.path, n.source) for n in mine]
    meant = [n.place for n in mine]
    words = [t for t in language.terms if t.path[0] != "places"]
    for term, place in [*((t, None) for t in words), *zip(named, meant, strict=True)]:
        if term.path[0] == "numbers":
            continue
        fixed = term.path[0] in language.grammar.uninflected
        node = root
        nouns = term.path[0] in language.grammar.nouns
        for at, word in enumerate(term.words, 1):
            is_noun = nouns and at == len(term.words)
            node = node.below.setdefault(lemma_number(word, fixed, is_noun), Node())
        sections.add(term.path[0])
        sense = (term.path, term.source, place)
        if sense not in node.ends:
            node.ends.append(sense)
    fixed_forms = {form: tuple(numbers) for form, numbers in forms.items()}
    lexicon = Lexicon(language.code, fixed_forms, grams, root, find_starts(root, fixed_forms), frozenset(sections))
    cities = adjective_stems(mine, language.code, language.grammar) if language.grammar.city_adjectives else {}
    return Tongue(lexicon, read_number_words(language, forms_of), language.grammar, cities)


def trigger_words(tongues: Mapping[str, Tongue]) -> frozenset[str]:
    """Every form of a word of the trigger sections; of several words the first that has enough letters."""
    found: set[str] = set()
    for tongue in tongues.values():
        by_lemma: dict[int, list[str]] = {}
        for form, numbers in tongue.lexicon.forms.items():
            for number in numbers:
                by_lemma.setdefault(number, []).append(form)
        for run in trigger_runs(tongue.lexicon.root):
            best = max(run, key=lambda n: min(map(len, by_lemma[n])))
            found.update(by_lemma[best])
    return frozenset(found)


def trigger_runs(node: Node, before: tuple[int, ...] = ()) -> list[tuple[int, ...]]:
    runs = [before] if any(is_trigger(s[0]) for s in node.ends) else []
    for lemma, below in node.below.items():
        runs += trigger_runs(below, (*before, lemma))
    return runs


def is_trigger(path: Path) -> bool:
    return path[0] in TRIGGER_SECTIONS and path[:2] not in NO_TRIGGERS
