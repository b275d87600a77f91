"""The words that search goes by: folded and cut to stems, so that inflected forms find each other.

A light stemmer in the manner of Porter's: it strips the longest ending of a short list and keeps three letters.
It joins a little too much, which costs a search one line too many, where a missed form costs the alert.
Ukrainian and Russian share one list: a word does not say which it is, and once ё, ї and й have lost their marks
most endings are the same.
"""

from __future__ import annotations

import functools
import math
import re
import unicodedata
from collections.abc import Iterable

TOKEN = re.compile(r"[^\W_]+")
GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:[ ,.'’\u00a0\u202f]\d{3})+(?![\d.,]?\d)")
"""A number with grouped digits: 1,200 and 1 200 are the word 1200."""
APOSTROPHE = re.compile(r"(?<=[^\W\d_])['’ʼ`](?=[^\W\d_])")
MARKS = re.compile(r"[\u0300-\u036f\u0483-\u0489\u1dc0-\u1dff\u20d0-\u20ff]+")
CYRILLIC = re.compile(r"[\u0400-\u04ff]")

ENDINGS = frozenset(
    # as they look after folding: й is и, ї is і, ё is е
    """
    а я о е є у ю ы и і ь ом ем єм ам ям ами ями ах ях ою ею єю еи єи
    ов ев єв ів ова ева єва ові еві єві ову еву ове еве овом евом євом ових
    ия ии ию ие иеи ием иям иях иями ія іі ію іе ією ієи іям іях іями
    ого его ому ему оі ои ая яя ую юю ое ее ые ыи им ым их ых ими ыми іи іх
    ости остью остеи остям остями остях ость ості істю ість остеі
    """.split()  # noqa: SIM905
)
LONGEST = max(map(len, ENDINGS))
LARGEST = 1 << 63
KEPT = 3
"""Letters that stay whatever the ending."""
KYIV = {"киів": "киев", "києв": "киев"}
"""Too short for an ending of two letters, and too often searched for to be missed."""


def words(text: str) -> list[str]:
    """The stems of a text's words, in order."""
    return [stem(token) for token in tokens(text)]


def tokens(text: str) -> list[str]:
    """The words of a text without case, marks, apostrophes and the spaces inside numbers."""
    text = GROUPED.sub(lambda found: "".join(filter(str.isdigit, found[0])), text)
    return TOKEN.findall(fold(APOSTROPHE.sub("", text)))


def fold(text: str) -> str:
    """Lower case without diacritics: ё is е, ї is і, й is и, ґ is г, é is e."""
    text = text.casefold()
    return text if text.isascii() else MARKS.sub("", unicodedata.normalize("NFKD", text)).replace("ґ", "г")


@functools.lru_cache(maxsize=1 << 16)
def stem(token: str) -> str:
    """What the forms of one word have in common (nearly always)."""
    if len(token) <= KEPT or token.isdigit():
        return token
    return stem_cyrillic(token) if CYRILLIC.search(token) else stem_english(token)


def stem_cyrillic(token: str) -> str:
    if token.endswith(("ся", "сь")) and len(token) > KEPT + 2:
        token = token[:-2]
    if token.endswith("ть") and len(token) >= KEPT + 2 and token[-3] in "аяиіуюы":
        token = token[:-2] + "л"  # the infinitive goes with the past; Ukrainian -ти is too often a plural (візити)
    for length in range(min(LONGEST, len(token) - KEPT), 0, -1):
        if token[-length:] in ENDINGS:
            token = token[:-length]
            break
    token = KYIV.get(token, token)
    if len(token) > KEPT and token[-1] in "лв" and token[-2] in "аяиіуюы":
        token = token[:-1]  # збив, збила, збили
    if len(token) >= KEPT and token[-2] in "оеє" and token[-1] not in "аеєиіоуыюяь":
        token = f"{token[:-2]}і{token[-1]}"  # ніч, ночі; обстріл, обстрел
    return token


def stem_english(token: str) -> str:
    if token.endswith("ies") and len(token) > KEPT + 2:
        token = token[:-3] + "y"
    elif token.endswith(("ses", "xes", "zes", "ches", "shes")) and len(token) > KEPT + 2:
        token = token[:-2]
    elif token.endswith("s") and not token.endswith(("ss", "us", "is")):
        token = token[:-1]
    for ending in ("ing", "ed"):
        rest = token[: -len(ending)]
        if token.endswith(ending) and len(rest) >= KEPT and re.search("[aeiouy]", rest):
            token = rest
            break
    if len(token) > KEPT and token[-1] == token[-2] and token[-1] not in "aeiou":
        token = token[:-1]  # stopped, stop; killed, kill
    if len(token) > KEPT and token[-1] == "e":
        token = token[:-1]
    return token[:-1] + "i" if len(token) > KEPT and token[-1] == "y" else token


def tag(kind: str, value: str) -> str:
    """One word that stands for a filter (`rule_drone_attack`, `place_kyiv`) and is found as fast as a word."""
    return "_".join([kind, *TOKEN.findall(fold(value))])


def value_tag(value: int) -> str:
    """A tag that values of about one size share: a quarter of a doubling (100 to 118 or so)."""
    return f"value_{int(4 * math.log2(max(value, 0) + 1))}"


def value_tags(least: int | None, most: int | None) -> list[str]:
    """The tags that values of a range may have; none where the range has no end on either side."""
    if least is None and most is None:
        return []
    first = int(4 * math.log2(max(least or 0, 0) + 1))
    last = int(4 * math.log2(min(max(LARGEST if most is None else most, 0), LARGEST) + 1))
    return [f"value_{n}" for n in range(first, last + 1)]


def joined(texts: Iterable[str]) -> str:
    """The stems of several texts as one string to be indexed."""
    return " ".join(word for text in texts for word in words(text))
