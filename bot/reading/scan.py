"""One pass over the words of a text for all terms of a language and all words that rules' phrases need."""

from __future__ import annotations

import operator
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.reading.analysis import Hit
from bot.reading.anchors import MOST_KNOWN, AnchorIndex
from bot.reading.places import Place
from bot.reading.tokens import CLEAN, INVISIBLES, MARK, MIXED, WORD, Token, one_script
from bot.reading.vocabulary import Path

Sense = tuple[Path, str, Place | None]
"""What a term stands for: its path, the line that says so, and the place if it is one."""


@dataclass(slots=True)
class Node:
    """Terms as a tree: the words that may follow, and what ends here."""

    below: dict[int, Node] = field(default_factory=dict)
    ends: list[Sense] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All terms of one language. A word form leads to the lemmas it may be, a run of lemmas to terms."""

    code: str
    forms: Mapping[str, tuple[int, ...]]
    grams: Mapping[str, frozenset[str]]
    root: Node
    starts: Mapping[tuple[int, ...], Start]
    sections: frozenset[str]


PIECE = re.compile(r"[^\W_]+")


@dataclass(slots=True)
class Triggers:
    """Words without one of which no fact can be read from a text, so that it is not looked at any closer."""

    words: frozenset[str]
    anchors: AnchorIndex
    dull: set[str] = field(default_factory=set)

    def fire(self, text: str) -> bool:
        """True where the text holds a trigger. The time is one pass over the text, whatever the rules."""
        pieces = set(PIECE.findall(cleaned(text)))
        if not self.words.isdisjoint(pieces):
            return True
        if not self.anchors.lengths:
            return False
        fresh = pieces - self.dull
        for piece in fresh:
            if self.anchors.at(piece):
                return True
        if len(self.dull) > MOST_KNOWN:
            self.dull.clear()
        self.dull |= fresh
        return False


def cleaned(text: str) -> str:
    """The whole text normalised as `normal` does it word by word, quickly."""
    text = text.casefold()
    if text.isascii():
        return text
    text = INVISIBLES.sub("", text)
    text = text.replace("ё", "е")
    if MIXED.search(text):
        text = PIECE.sub(lambda found: one_script(found.group()), text.translate(CLEAN))
    return text


GATES: Mapping[str, frozenset[str]] = {
    "airport_statuses": frozenset({"airport_words", "named"}),
    **dict.fromkeys(
        ("talks_phases", "talks_topics", "talks_people", "talks_places", "talks_dates"),
        frozenset({"talks", "talks_acts"}),
    ),
}
"""Sections of many small words -> the sections without a hit of which nobody asks for them."""


NO_KEYS = frozenset({("talks_acts", "say")})
"""Terms that open no gate: almost every article says something."""


def scan(lexicon: Lexicon, tokens: tuple[Token, ...]) -> tuple[list[Hit], dict[int, frozenset[str]]]:
    """Every term in the text, the longest of each section at each place, and the grammemes of known words."""
    lemmas: list[tuple[int, ...]] = []
    grams: dict[int, frozenset[str]] = {}
    forms, known = lexicon.forms, lexicon.grams
    nothing: tuple[int, ...] = ()
    for i, token in enumerate(tokens):
        word = token.normal
        found = forms.get(word, nothing)
        if token.kind == WORD and ("'" in word or (not found and "-" in word)):
            found, word = lemmas_of_parts(lexicon, word, found)
        lemmas.append(found)
        if found:
            grams[i] = known.get(word, NO_GRAMS)
    every = lexicon.sections
    hits = find_terms(lexicon, tokens, lemmas, grams, every - GATES.keys())
    present = {hit.path[0] for hit in hits if hit.path not in NO_KEYS}
    opened = frozenset(s for s in GATES.keys() & every if not present.isdisjoint(GATES[s]))
    if opened:
        hits += find_terms(lexicon, tokens, lemmas, grams, opened)
        hits.sort(key=FIRST)
    return hits, grams


FIRST = operator.itemgetter(0)


def find_terms(
    lexicon: Lexicon,
    tokens: tuple[Token, ...],
    lemmas: list[tuple[int, ...]],
    grams: dict[int, frozenset[str]],
    wanted: frozenset[str],
) -> list[Hit]:
    """The terms of some sections, in text order."""
    hits: list[Hit] = []
    add = hits.append
    new, kind = tuple.__new__, Hit  # a fifth of the time of all reading went into calls of Hit
    taken = dict.fromkeys(wanted, 0)
    starts, count = lexicon.starts, len(tokens)
    for i, found in enumerate(lemmas):
        if not found:
            continue
        start = starts.get(found)
        if start is None:
            start = start_of(lexicon.root, found)
        alone, belows = start
        if belows and i + 1 < count and goes_on(belows, lemmas, tokens, i + 1):
            for section, (last, meant) in longest(lexicon.root.below, found, lemmas, i, tokens).items():
                if section in wanted and (taken[section] <= i or section == "places"):
                    taken[section] = last
                    here = grams.get(last - 1, NO_GRAMS)
                    for path, source, place in meant:
                        add(new(kind, (i, last, path, here, source, place)))
            continue
        here = grams[i]
        for section, senses in alone:
            if section in wanted and (taken[section] <= i or section == "places"):
                taken[section] = i + 1
                for path, source, place in senses:
                    add(new(kind, (i, i + 1, path, here, source, place)))
    return hits


def goes_on(
    belows: tuple[dict[int, Node], ...], lemmas: list[tuple[int, ...]], tokens: tuple[Token, ...], at: int
) -> bool:
    """The next word may go on a term of several words."""
    if at + 1 < len(tokens) and is_quiet(tokens, at):
        at += 1
    after = lemmas[at]
    if after:
        for below in belows:
            if not below.keys().isdisjoint(after):
                return True
    return False


def is_quiet(tokens: tuple[Token, ...], at: int) -> bool:
    """True for a mark that may stand inside a term, as the full stop of "St. Petersburg"."""
    token = tokens[at]
    if token.kind != MARK:
        return False
    return token.normal in QUIET_MARKS or (token.normal == "." and tokens[at - 1].normal in SAINTS)


NO_GRAMS: frozenset[str] = frozenset()


def lemmas_of_parts(lexicon: Lexicon, word: str, found: tuple[int, ...]) -> tuple[tuple[int, ...], str]:
    """A compound is what its parts are ("Shahed-type", "дронов-камикадзе"); "Kyiv's" is Kyiv, too.

    Gives the lemmas, and the form whose grammemes hold for all of it.
    """
    if "'" in word:
        head = word.split("'", 1)[0]
        every = tuple(dict.fromkeys((*found, *lexicon.forms.get(head, ()))))
        return every, word if word in lexicon.grams else head
    parts = word.split("-")
    every = tuple(dict.fromkeys(lemma for part in parts for lemma in lexicon.forms.get(part, ())))
    with_grams = next((p for p in (*parts[:1], *parts[-1:]) if p in lexicon.forms), word)
    return every, with_grams


def longest(
    below: Mapping[int, Node],
    found: Iterable[int],
    lemmas: list[tuple[int, ...]],
    start: int,
    tokens: tuple[Token, ...],
) -> dict[str, tuple[int, list[Sense]]]:
    """Section -> (end, senses) of its longest term that begins here."""
    best: dict[str, tuple[int, list[Sense]]] = {}
    nodes = [below[lemma] for lemma in found if lemma in below]
    end = start + 1
    while nodes:
        for node in nodes:
            for sense in node.ends:
                section = sense[0][0]
                have = best.get(section)
                if have is None or have[0] < end:
                    best[section] = (end, [sense])
                elif sense not in have[1]:
                    have[1].append(sense)
        if end < len(tokens) and is_quiet(tokens, end):
            end += 1  # "ж/д", «"Shahed" type», "обл."
        if end >= len(tokens):
            break
        after = lemmas[end]
        nodes = [n.below[lemma] for n in nodes if n.below for lemma in after if lemma in n.below] if after else []
        end += 1
    return best


Alone = tuple[tuple[str, tuple[Sense, ...]], ...]
"""Section -> senses of a word that stands alone."""
Start = tuple[Alone, tuple[dict[int, Node], ...]]
"""What a word means alone, and how terms of several words may go on behind it."""


def start_of(root: Node, lemmas: tuple[int, ...]) -> Start:
    by_section: dict[str, list[Sense]] = {}
    belows = []
    for lemma in lemmas:
        node = root.below.get(lemma)
        if node is None:
            continue
        if node.below:
            belows.append(node.below)
        for sense in node.ends:
            senses = by_section.setdefault(sense[0][0], [])
            if sense not in senses:
                senses.append(sense)
    return tuple((section, tuple(senses)) for section, senses in by_section.items()), tuple(belows)


def find_starts(root: Node, forms: Mapping[str, tuple[int, ...]]) -> dict[tuple[int, ...], Start]:
    """For every run of lemmas that a form may be: most words need no search then."""
    return {lemmas: start_of(root, lemmas) for lemmas in set(forms.values())}


QUIET_MARKS = frozenset('"«»“”„*_/-')
"""Marks that may stand inside a term."""
SAINTS = frozenset({"st", "св"})
