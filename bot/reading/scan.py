"""One pass over the words of a text for all terms of a language and all words that rules' phrases need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.reading.analysis import Hit
from bot.reading.anchors import AnchorIndex
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


MOST_KNOWN = 100_000
"""Words whose anchors are remembered; more than that is rubbish and is forgotten at once."""

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


def scan(lexicon: Lexicon, tokens: tuple[Token, ...]) -> tuple[list[Hit], dict[int, frozenset[str]]]:
    """Every term in the text, the longest of each section at each place, and the grammemes of known words."""
    lemmas: list[tuple[int, ...]] = []
    grams: dict[int, frozenset[str]] = {}
    forms, known = lexicon.forms, lexicon.grams
    for i, token in enumerate(tokens):
        word = token.normal
        found = forms.get(word, ()) if token.kind == WORD or word in forms else ()
        if not found and token.kind == WORD and "-" in word:
            found, word = lemmas_of_parts(lexicon, word)
        elif token.kind == WORD and word.endswith(("'s", "s'")):
            head = word.split("'", 1)[0]  # "Moscow's" may be a word of its own in one term and a place in another
            found = (*found, *forms.get(head, ()))
            word = word if word in known else head
        elif "'" in word and token.kind == WORD:
            head = word.split("'", 1)[0]  # "Kyiv's" is Kyiv, too
            found = tuple(dict.fromkeys((*found, *forms.get(head, ()))))
            word = word if word in known else head
        lemmas.append(found)
        if found:
            grams[i] = known.get(word, frozenset())
    hits: list[Hit] = []
    taken: dict[str, int] = {}
    below = lexicon.root.below
    for i, found in enumerate(lemmas):
        if found:
            best = longest(below, found, lemmas, i, tokens)
            for section, (last, senses) in best.items():
                if taken.get(section, 0) > i and section != "places":
                    continue
                taken[section] = last
                hits.extend(Hit(i, last, s[0], grams.get(last - 1, frozenset()), s[1], s[2]) for s in senses)
    return hits, grams


def lemmas_of_parts(lexicon: Lexicon, word: str) -> tuple[tuple[int, ...], str]:
    """A compound that no term has is what its parts are ("Shahed-type", "дронов-камикадзе")."""
    parts = word.split("-")
    found = tuple(dict.fromkeys(lemma for part in parts for lemma in lexicon.forms.get(part, ())))
    with_grams = next((p for p in (*parts[:1], *parts[-1:]) if p in lexicon.forms), word)
    return found, with_grams


def longest(
    below: dict[int, Node],
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
        if end < len(tokens) and tokens[end].kind == MARK and tokens[end].normal in QUIET_MARKS:
            end += 1  # "ж/д", «"Shahed" type», "обл."
        if end >= len(tokens):
            break
        nodes = [n.below[lemma] for n in nodes if n.below for lemma in lemmas[end] if lemma in n.below]
        end += 1
    return best


QUIET_MARKS = frozenset('"«»“”„*_/-')
"""Marks that may stand inside a term."""
