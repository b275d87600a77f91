"""Words, numbers and sentences with their places in the text.

Offsets always count characters of the text as it was given; only the normal form of a word is cleaned.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

WORD, NUMBER, MARK, BREAK = "word", "number", "mark", "break"
"""What a token is: letters (also "G7", "Kh-101"), digits, punctuation, the end of a line."""


class Token(NamedTuple):
    start: int
    end: int
    normal: str
    kind: str


class Sentence(NamedTuple):
    """Tokens `first` to `last` (exclusive) of the split, characters `start` to `end` of the text."""

    first: int
    last: int
    start: int
    end: int
    paragraph: int


class Split(NamedTuple):
    text: str
    tokens: tuple[Token, ...]
    sentences: tuple[Sentence, ...]


APOSTROPHES = "\u2019\u2018\u02bc\u02bb\u0060\u00b4\u2032\uff07"
HYPHENS = "\u2010\u2011\u2212"
DASHES = "\u2012\u2013\u2014\u2015"
INVISIBLE = "\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\u0300\u0301\u034f\u180e"

LATIN = "abceghikmnoprtuxyAaBCEHIKMOPTXYi"
LOOKALIKES = dict(
    zip("aceopxyiAaBCEHIKMOPTXY", "асеорхуіАаВСЕНІКМОРТХУ", strict=True),
)
TO_CYRILLIC = str.maketrans({k.lower(): v.lower() for k, v in LOOKALIKES.items()} | {"k": "к", "m": "м"})
TO_LATIN = str.maketrans(
    {v.lower(): k.lower() for k, v in LOOKALIKES.items() if k.lower() in "aceopxyi"}
    | {"к": "k", "м": "m", "т": "t", "в": "b", "н": "h"}
)

CLEAN = str.maketrans(
    dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys(HYPHENS, "-") | {"ё": "е", "\u0301": None, "\u0300": None}
)
INVISIBLES = re.compile(f"[{INVISIBLE}]+")
MIXED = re.compile("[a-z][\u0430-\u045f\u0491]|[\u0430-\u045f\u0491][a-z]")

_L = r"[^\W\d_]"
_I = f"[{INVISIBLE}]*"
TOKEN = re.compile(
    rf"""
      (?P<link> https?://[^\s<>()\[\]]+ | \]\([^)\s]{{0,2000}}\) | @\w{{2,}} )
    | (?P<number> (?<![\w.,]) \d{{1,3}} (?: [ \u00a0\u202f\u2009,.'\u2019] \d{{3}} (?![\w]|[.,]\d) )+
        (?: [-\u2010\u2011] {_L}{{1,4}} (?![\w-]) )?
      | \d+ (?: [.,:]\d+ )* (?: [-\u2010\u2011]? {_L}{{1,3}} (?![\w]) (?![-\u2010\u2011]\w) )? (?![^\W_]) )
    | (?P<dotted> (?<![\w.]) {_L} (?: \. [ ]? {_L} (?!\w) )+ \.? )
    | (?P<word> (?:{_L}|\d) [\w{INVISIBLE}]*
        (?: [-\u2010\u2011\u2212'{APOSTROPHES}] (?=[^\W_]) [\w{INVISIBLE}]+ )* )
    | (?P<break> \n )
    | (?P<mark> \.\.\. | [^\s\w] | _+ )
    """,
    re.VERBOSE,
)

ENDS = ".!?…"
CLOCK = ("am", "pm")
SHORT = (
    "mr mrs ms dr gen col lt sgt sen gov rep no vs etc approx jan feb mar apr jun jul aug sep sept oct nov dec st "
    "г ст им ул тыс тис млн млрд руб грн км м рф обл р рр мм вул св стр т п д пр e i"
)
ABBREVIATIONS = frozenset(SHORT.split())
"""Words before a full stop that does not end a sentence."""


def normal(word: str) -> str:
    """The form under which a word is looked up: small letters, one apostrophe, ё as е, nothing invisible.

    A word that mixes Latin and Cyrillic letters is written in the script of most of them where look-alikes allow.
    """
    word = word.casefold()
    if word.isascii():
        return word
    word = INVISIBLES.sub("", word.translate(CLEAN))
    if any("\uff00" < c < "\uffef" for c in word):
        word = unicodedata.normalize("NFKC", word).casefold()
    if MIXED.search(word):
        word = "-".join(one_script(part) for part in word.split("-"))
    return word


def one_script(part: str) -> str:
    latin = sum("a" <= c <= "z" for c in part)
    cyrillic = sum("\u0400" <= c <= "\u04ff" for c in part)
    if not latin or not cyrillic:
        return part
    changed = part.translate(TO_CYRILLIC if cyrillic >= latin else TO_LATIN)
    still = any("a" <= c <= "z" for c in changed) and any("\u0400" <= c <= "\u04ff" for c in changed)
    return part if still else changed


def split(text: str) -> Split:
    """Tokens and sentences of a text, in order. Links and the targets of Markdown links are left out."""
    tokens: list[Token] = []
    add, new, kind_of = tokens.append, tuple.__new__, Token
    small = text.casefold() if text.isascii() else None
    for found in TOKEN.finditer(text):
        kind = found.lastgroup or MARK
        if kind == "link":
            continue
        start, end = found.span()
        word = small[start:end] if small is not None else normal(text[start:end])
        if kind == "dotted":  # U.S., a.m., т.д.
            word, kind = word.replace(".", "").replace(" ", ""), WORD
        elif kind == MARK:
            word = text[start:end]
            word = "-" if word in HYPHENS else "—" if word in DASHES else word
        add(new(kind_of, (start, end, word, kind)))
    return Split(text, tuple(tokens), tuple(find_sentences(text, tokens)))


def find_sentences(text: str, tokens: list[Token]) -> list[Sentence]:
    """Sentences end at line ends, and at a full stop before a capital, a digit or a quotation mark."""
    sentences: list[Sentence] = []
    first, paragraph, count = 0, 0, len(tokens)
    for i, token in enumerate(tokens):
        if token.kind == BREAK:
            if goes_on(text, tokens, i):
                continue
            if i > first:
                sentences.append(Sentence(first, i, tokens[first].start, tokens[i - 1].end, paragraph))
            first = i + 1
            if i + 1 < count and tokens[i + 1].kind == BREAK:
                paragraph += 1
        elif (token.kind == MARK and token.normal[0] in ENDS and ends_here(text, tokens, i)) or (
            token.normal in CLOCK and i + 1 < count and text[tokens[i + 1].start].isupper()
        ):
            last = i + 1
            while last < count and tokens[last].kind == MARK and tokens[last].normal in "\"'»”)*_":
                if tokens[last].start != tokens[last - 1].end:
                    break
                last += 1
            if last > first:
                sentences.append(Sentence(first, last, tokens[first].start, tokens[last - 1].end, paragraph))
                first = last
    if first < count:
        sentences.append(Sentence(first, count, tokens[first].start, tokens[-1].end, paragraph))
    return [part for s in sentences for part in shortened(tokens, s)]


LONGEST_SENTENCE = 240
"""Tokens. What is longer is a list without full stops, or no language; it is read in pieces."""


def shortened(tokens: list[Token], sentence: Sentence) -> list[Sentence]:
    if sentence.last - sentence.first <= LONGEST_SENTENCE:
        return [sentence]
    parts, first = [], sentence.first
    while first < sentence.last:
        last = min(first + LONGEST_SENTENCE, sentence.last)
        parts.append(Sentence(first, last, tokens[first].start, tokens[last - 1].end, sentence.paragraph))
        first = last
    return parts


LONG_LINE = 40
"""Characters of a line that may be broken for its width."""


def goes_on(text: str, tokens: list[Token], i: int) -> bool:
    """A line break inside a sentence: small letters on both sides, or a number after a long line of words."""
    if not 0 < i < len(tokens) - 1:
        return False
    before, after = tokens[i - 1], tokens[i + 1]
    if before.kind != WORD or not text[before.start].islower() or not text[before.end - 1].islower():
        return before.normal == "," and after.kind == WORD and text[after.start].islower()
    if after.kind == WORD:
        return text[after.start].islower()
    line = text.rfind("\n", 0, before.start) + 1
    return after.kind == NUMBER and before.end - line > LONG_LINE


def ends_here(text: str, tokens: list[Token], i: int) -> bool:
    """True where the mark at `i` ends a sentence, and not an abbreviation, initial or decimal."""
    if i + 1 >= len(tokens):
        return True
    before, mark, after = tokens[i - 1] if i else None, tokens[i], tokens[i + 1]
    if after.kind == BREAK:
        return True
    if mark.end == after.start and after.kind in (WORD, NUMBER):
        return False
    if mark.normal == "." and is_clock_alone(text, tokens, i - 1):
        return False  # "06:50. Four more": the hour of an entry heads what it tells
    if after.kind == WORD and not text[after.start].isupper():
        return after.normal[0].isdigit()
    if mark.normal == "." and before is not None and before.end == mark.start and before.kind == WORD:
        if before.normal in ABBREVIATIONS and not (len(before.normal) == 1 and after.kind != WORD):
            is_year = before.normal == "г" and i > 1 and tokens[i - 2].kind == NUMBER
            return (before.normal in ("рф", "m", "м") or is_year) and after.kind == WORD
        if len(before.normal) == 1:
            return before.normal == "m"
    return True


def is_clock_alone(text: str, tokens: list[Token], at: int) -> bool:
    """An hour with minutes that stands where a sentence begins."""
    if at < 0 or tokens[at].kind != NUMBER or ":" not in tokens[at].normal:
        return False
    return at == 0 or tokens[at - 1].kind == BREAK or text[tokens[at - 1].start] in ENDS
