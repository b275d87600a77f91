"""What a vocabulary file says, as values: terms by path, and the grammar of the language.

A file is one mapping. Its keys but `language` and `grammar` are sections of terms: a section is a list of
terms or a mapping of names to sections, so every term has a path (`actions`, `downed`, `object`). A term is
one or more words, all of them lemmas; `=word` takes a word as it is written. Reading addresses sections by
name, so a new section needs no code here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.reading.tokens import WORD, normal, split

Path = tuple[str, ...]

VALUED = frozenset({"days", "ago"})
"""Sections whose terms end in a value, which becomes the last part of their path (`monday 0`)."""
NUMERIC = re.compile(r"-?\d+")


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a section: its words, normalised, and the line it stands on."""

    words: tuple[str, ...]
    path: Path
    source: str
    """`uk.yaml:123`, or `uk.yaml` where the line is not known."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """How the words of a language change, as far as files tell it."""

    morphology: str = "endings"
    """`pymorphy` (Ukrainian, Russian) or `endings`."""
    endings: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """Ending of the lemma -> grammeme -> endings that take its place. The longest ending that fits is used."""
    irregular: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """Lemma -> grammeme -> whole forms, beside or instead of the regular ones."""
    derived: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """Ending of a verb's form -> grammeme -> endings of forms that the dictionary lacks (gerunds in Ukrainian)."""
    alternating: str = ""
    """Two letters of which a verb that begins with one may begin with the other before a consonant (влучив, улучив)."""
    like: Mapping[str, str] = field(default_factory=dict)
    """Words that no dictionary has -> the word they change like."""
    city_adjectives: Mapping[str, str] = field(default_factory=dict)
    """Ending of a city's name (`*`: any consonant) -> what its adjective has instead, before its own endings."""
    letters: str = ""
    """Letters that tell this language from the others."""
    adjectives: tuple[str, ...] = ()
    """Endings of adjectives that may stand between a number and its noun; empty: any word may."""
    instrumental: tuple[str, ...] = ()
    """Endings that only the instrumental case has ("ударними")."""
    verbs: tuple[str, ...] = ()
    """Endings of finite verbs, by which one that the vocabulary lacks is known to be a verb."""
    enemy: str | None = None
    """The side that "the enemy" is where nothing else tells."""
    has_cases: bool = False
    """Nouns show their part in the sentence by their case, not by their place."""
    uninflected: frozenset[str] = frozenset()
    """Sections whose terms are taken as they are written."""
    nouns: frozenset[str] = frozenset()
    """Sections whose terms are nouns: their last word has no form of a verb ("targets", never "targeting")."""


@dataclass(frozen=True, slots=True)
class Language:
    """One vocabulary file."""

    code: str
    terms: tuple[Term, ...]
    grammar: Grammar


def read_language(stem: str, plain: object) -> Language:
    """The values of one vocabulary file. Raises ValueError where they have not the shape of one."""
    if not isinstance(plain, Mapping):
        raise ValueError(f"{stem}.yaml: a vocabulary file is a mapping of sections")
    code = str(plain.get("language", stem))
    sections = {k: v for k, v in plain.items() if k not in ("language", "version", "grammar")}
    terms = tuple(t for name, section in sections.items() for t in read_section((str(name),), section, stem))
    return Language(code, terms, read_grammar(stem, plain.get("grammar") or {}))


def read_section(path: Path, section: object, stem: str) -> Iterator[Term]:
    if section is None:
        return
    if isinstance(section, Mapping):
        for name, below in section.items():
            yield from read_section((*path, str(name)), below, stem)
    elif isinstance(section, Sequence) and not isinstance(section, str):
        for item in section:
            yield from read_section(path, item, stem)
    else:
        words = term_words(str(section))
        if len(words) > 1 and path[0] in VALUED and NUMERIC.fullmatch(words[-1].removeprefix("=")):
            path, words = (*path, words[-1].removeprefix("=")), words[:-1]
        if words:
            line = getattr(section, "line", None)
            yield Term(words, path, f"{stem}.yaml:{line}" if line else f"{stem}.yaml")


def term_words(written: str) -> tuple[str, ...]:
    """The words of a term, normalised; a leading `=` stays with its word."""
    words = []
    for piece in written.split():
        exact, piece = piece.startswith("="), piece.removeprefix("=")
        acronym = piece.isupper() and 1 < len(piece) <= 6
        inner = [t.normal for t in split(piece).tokens if t.kind in (WORD, "number")]
        if NUMERIC.fullmatch(piece):
            inner = [piece]
        words += [("=" if exact or acronym else "") + w for w in inner or [normal(piece)]]
    return tuple(words)


def read_grammar(stem: str, plain: object) -> Grammar:
    if not isinstance(plain, Mapping):
        raise ValueError(f"{stem}.yaml: 'grammar' is a mapping")
    return Grammar(
        morphology=str(plain.get("morphology", "endings")),
        endings=read_changes(plain.get("endings")),
        irregular=read_changes(plain.get("irregular")),
        derived=read_changes(plain.get("derived")),
        like={normal(str(k)): normal(str(v)) for k, v in as_mapping(plain.get("like")).items()},
        city_adjectives={
            "" if key == "*" else normal(str(key)): normal(str(stem))
            for key, stem in as_mapping(plain.get("city_adjectives")).items()
        },
        letters=str(plain.get("letters", "")),
        alternating=str(plain.get("alternating", "")),
        adjectives=tuple(str(v) for v in as_list(plain.get("adjectives"))),
        uninflected=frozenset(str(v) for v in as_list(plain.get("uninflected"))),
        nouns=frozenset(str(v) for v in as_list(plain.get("nouns"))),
        instrumental=tuple(str(v) for v in as_list(plain.get("instrumental"))),
        verbs=tuple(str(v) for v in as_list(plain.get("verbs"))),
        enemy=str(plain["enemy"]) if plain.get("enemy") else None,
        has_cases=str(plain.get("cases", "no")) == "yes",
    )


def read_changes(plain: object) -> dict[str, dict[str, tuple[str, ...]]]:
    return {
        ("" if key in ("", "*") else normal(str(key))): {
            str(gram): tuple("" if str(f) == "0" else normal(str(f)) for f in as_list(forms))
            for gram, forms in as_mapping(changes).items()
        }
        for key, changes in as_mapping(plain).items()
    }


def as_mapping(plain: object) -> Mapping[object, object]:
    return plain if isinstance(plain, Mapping) else {}


def as_list(plain: object) -> Sequence[object]:
    if plain is None:
        return ()
    return plain if isinstance(plain, Sequence) and not isinstance(plain, str) else (plain,)
