"""One number as it is written: digits with any grouping, or words in any case."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.model import Bound
from bot.reading.tokens import NUMBER, WORD, Token
from bot.reading.vocabulary import Language

Forms = dict[str, frozenset[str]]


CASES = frozenset({"nomn", "gent", "datv", "accs", "ablt", "loct"})


DIGITS = re.compile(r"(\d[\d.,:' \u00a0\u202f\u2009]*\d|\d)-?(\D*)$")


GROUPED = re.compile(r"\d{1,3}(?:[.,' \u00a0\u202f\u2009]\d{3})+$")


LARGEST = 100_000_000
"""Beyond this a number counts no weapons, households or people; it is a phone number or a slip."""


@dataclass(frozen=True, slots=True)
class NumberWords:
    """Number words of one language, every form with its value.

    `scales` multiply what stands before them and are added up (hundred, thousand), `groups` multiply and end
    the number (dozen); `vague` tell a least value where no number stands before them (dozens of).
    """

    words: Mapping[str, float]
    scales: Mapping[str, int]
    groups: Mapping[str, int]
    vague: Mapping[str, int]
    cases: Mapping[str, frozenset[str]]
    articles: frozenset[str]
    joiners: frozenset[str]
    half: frozenset[str]
    several: frozenset[str]
    tails: frozenset[str]
    """What may stand behind a number and a hyphen: "thirty-odd", "forty-strong"."""
    first: frozenset[str]
    """Every word that may begin a number."""


def read_number_words(language: Language, forms_of: Callable[[str], Forms]) -> NumberWords:
    """From the section `numbers`: each term is a lemma and a value, `twelve 12`."""
    tables: dict[str, dict[str, float]] = {"words": {}, "scales": {}, "groups": {}, "vague": {}}
    sets: dict[str, set[str]] = {
        "articles": set(),
        "joiners": set(),
        "half": set(),
        "several": set(),
        "tails": set(),
    }
    cases: dict[str, frozenset[str]] = {}
    for term in (t for t in language.terms if t.path[0] == "numbers" and len(t.path) > 1):
        kind = term.path[1]
        if kind in sets:
            sets[kind].update(f for w in term.words for f in forms_of(w))
        elif kind in tables and len(term.words) >= 2:
            *lemma, value = term.words
            for form, grams in forms_of(lemma[0]).items():
                if kind == "vague" and "sing" in grams and "plur" not in grams:
                    continue
                tables[kind].setdefault(form, float(value.removeprefix("=").replace(",", ".")))
                cases[form] = cases.get(form, frozenset()) | (grams & CASES)
    whole = {k: {f: int(v) for f, v in tables[k].items()} for k in ("scales", "groups", "vague")}
    articles, joiners, half, several, tails = (
        frozenset(sets[k]) for k in ("articles", "joiners", "half", "several", "tails")
    )
    first = frozenset().union(tables["words"], *whole.values(), articles, half)
    return NumberWords(
        tables["words"],
        whole["scales"],
        whole["groups"],
        whole["vague"],
        cases,
        articles,
        joiners,
        half,
        several,
        tails,
        first,
    )


@dataclass(slots=True)
class Raw:
    """A number as it stands, before hedges: tokens `first` to `last`."""

    first: int
    last: int
    value: float
    why_not: str = ""
    bound: Bound = Bound.EXACT
    cases: frozenset[str] = frozenset()
    is_digits: bool = False
    high: int | None = None
    is_bare_article: bool = False
    single: int = 0
    """What a vague plural means behind a hedge: "близько сотні" is about 100, "сотні" are hundreds."""


def read_digits(tokens: Sequence[Token], i: int, words: NumberWords) -> Raw:
    written = tokens[i].normal
    found = DIGITS.match(written)
    digits, suffix = (found.group(1), found.group(2)) if found else (written, "")
    why_not = ""
    if GROUPED.match(digits):
        value = float(re.sub(r"\D", "", digits))
    elif ":" in digits:
        return Raw(i, i + 1, 0, "time", is_digits=True)
    elif "." in digits or "," in digits:
        parts = re.split("[.,]", digits)
        value = float(f"{parts[0]}.{parts[1]}") if parts[0] and len(parts) == 2 else 0.0
        why_not = "decimal"
    else:
        value = float(digits) if digits.isdigit() and len(digits) < 10 else -1.0
    raw = Raw(i, i + 1, value, why_not, is_digits=True)
    if suffix in ("к", "k"):
        raw.why_not = "sum"
    elif suffix and not suffix.isspace():
        raw.why_not = "ordinal"
    extend_scales(raw, tokens, words)
    if raw.value < 0 or raw.value > LARGEST:
        raw.why_not = raw.why_not or "too large"
    return raw


def extend_scales(raw: Raw, tokens: Sequence[Token], words: NumberWords) -> None:
    """`5,2 тыс.`, `2 dozen`, `3 million`."""
    i = raw.last
    if i < len(tokens) and tokens[i].kind == WORD:
        word = tokens[i].normal
        by = words.scales.get(word) or words.groups.get(word)
        if by and raw.why_not in ("", "decimal"):
            raw.value, raw.why_not, raw.last = round(raw.value * by, 3), "", i + 1
            if i + 1 < len(tokens) and tokens[i + 1].normal == "." and tokens[i + 1].start == tokens[i].end:
                nxt = tokens[i + 2] if i + 2 < len(tokens) else None
                raw.last += bool(len(word) <= 4 and nxt is not None and nxt.kind == WORD)
            add_hundreds(raw, by, tokens)
    if raw.value != int(raw.value):
        raw.why_not = raw.why_not or "decimal"


def add_hundreds(raw: Raw, by: int, tokens: Sequence[Token]) -> None:
    """The 879 of "15 тис. 879", "15 thousand 879": what is left over the thousands."""
    i = raw.last + (raw.last < len(tokens) and tokens[raw.last].normal == ".")
    if by == 1000 and raw.value >= by and i < len(tokens) and tokens[i].kind == NUMBER:
        written = tokens[i].normal
        if len(written) == 3 and written.isdigit():
            raw.value, raw.last = raw.value + int(written), i + 1


def read_words(tokens: Sequence[Token], start: int, words: NumberWords) -> Raw | None:
    total, current, i = 0.0, 0.0, start
    smallest, any_word, is_article, last = float("inf"), False, False, start
    cases: frozenset[str] = frozenset()
    bound = Bound.EXACT
    ended, single, is_inside = False, 0, False
    count = len(tokens)
    while i < count and not ended:
        token = tokens[i]
        if token.kind != WORD:
            break
        word = token.normal
        value = words.words.get(word)
        if value is None and "-" in word:
            value = compound(word, words)
            is_inside |= value is not None and not is_whole(word, words)
        if value is not None:
            if any_word and not value < smallest:
                break
            if any_word and value >= 10 and smallest < 100:
                break
            current += value
            smallest = unit_of(value)
        elif word in words.vague and not any_word and not is_article:
            current, ended, bound = float(words.vague[word]), True, Bound.AT_LEAST
            single = words.scales.get(word, words.groups.get(word, 0))
        elif word in words.scales:
            scale = words.scales[word]
            if not any_word and is_several(tokens, i, words):
                current, bound = 2.0, Bound.AT_LEAST
            if scale >= 1000:
                total, current, smallest = total + (current or 1) * scale, 0.0, scale
            else:
                current, smallest = (current or 1) * scale, scale
        elif word in words.groups and (any_word or is_article or stands_alone(word, words)):
            if not any_word and is_several(tokens, i, words):
                current, bound = 2.0, Bound.AT_LEAST
            current, smallest, ended = (current or 1) * words.groups[word], 0, True
        elif word in words.half and not any_word:
            current, i = 0.5, i + 1
            if i < count and tokens[i].normal in words.articles:
                i += 1
            if not (i < count and (tokens[i].normal in words.groups or tokens[i].normal in words.scales)):
                return None
            any_word = True
            continue
        elif word in words.articles and i == start:
            is_article, i = True, i + 1
            continue
        elif word in words.joiners and any_word and smallest >= 100 and i + 1 < count:
            after = tokens[i + 1].normal
            if after in words.words or compound(after, words) is not None:
                i += 1
                continue
            break
        else:
            break
        part = words.cases.get(word, frozenset())
        cases = (cases & part if cases & part else cases or part) if any_word else part
        any_word, i = True, i + 1
        last = i
    if not any_word or last <= start:
        return None
    value = total + current
    why = "fraction" if value != int(value) else COMPOUND if is_inside else ""
    return Raw(start, last, value, why, bound, cases, single=single)


def is_several(tokens: Sequence[Token], at: int, words: NumberWords) -> bool:
    """ "Several dozen", "a few hundred": as much as the plural alone says."""
    return at > 0 and tokens[at - 1].normal in words.several


SMALL_GROUP = 10


def stands_alone(word: str, words: NumberWords) -> bool:
    """ "Dozen drones", but never "the pair flew on": small groups need "a" or a number before them."""
    return word not in words.vague and words.groups[word] >= SMALL_GROUP


COMPOUND = "compound"
"""Why a number inside a longer word counts nothing, unless the word names a weapon ("nine-storey", "nine-drone")."""


def is_whole(word: str, words: NumberWords) -> bool:
    """No part of the word is anything but a number, or one of the tails that a number may have ("thirty-odd")."""
    return all(part in words.words or part in words.tails for part in word.split("-"))


def unit_of(value: float) -> float:
    if value >= 100:
        return 100.0
    return 10.0 if value >= 20 and value % 10 == 0 else 1.0


def compound(word: str, words: NumberWords) -> float | None:
    """`thirty-six`, and the number in `twenty-drone` or `thirty-six-strong`; None where none begins it."""
    parts = word.split("-")
    value, used = 0.0, 0
    for part in parts:
        one = words.words.get(part)
        if one is None or (used and not (value >= 20 and one < 10)):
            break
        value, used = value + one, used + 1
    return value if used and (used > 1 or len(parts) > 1) else None
