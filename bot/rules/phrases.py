"""The phrase language: `word`, `word*`, `(a|b|)`, `...`, `...3`, `<list>`, `$slot` -> a Pattern.

There are no regular expressions in rules, so nothing in a phrase can run away; sizes are bounded here, so that
no rule makes reading slow for the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from bot.model.rules import Choice, Gap, Part, Pattern, Slot, Word
from bot.rules.values import suggest

MAX_CHARACTERS = 400
MAX_NESTING = 6
MAX_STATES = 450
"""The most words, gaps and slots of one pattern. The reader's own limit is 500 states."""
MOST_TOGETHER = 20_000
"""The most of a phrase with its lists filled in, however many patterns it becomes."""
MOST_PIECES = 256
"""The most patterns that one phrase becomes: two lists of a thousand words are 80, three are 700."""
MAX_GAP = 30
USUAL_GAP = 8

APOSTROPHES = "\u2019\u2018\u02bc\u02bb\u0060\u00b4\u2032\uff07"
HYPHENS = "\u2010\u2011\u2212"
CLEAN = str.maketrans(
    dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys(HYPHENS, "-") | {"ё": "е", "\u0301": None, "\u0300": None}
)
TOKEN = re.compile(
    r"""
      (?P<gap> \.\.\.\s?(?P<most>\d+)? | … )
    | (?P<open> \( ) | (?P<bar> \| ) | (?P<close> \) )
    | < (?P<list> [^<>]* ) >
    | \$ (?P<slot> [a-z_]\w* )
    | (?P<word> [^\W_] [\w]* (?: ['\-] (?=[^\W_]) \w+ )* (?P<star> '?\*)? )
    | (?P<space> [\s,;:"«»„“”–—.!?'\-] )
    | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)
LATIN, CYRILLIC = re.compile("[a-z]"), re.compile("[\u0400-\u04ff]")

Lists = Mapping[str, tuple[tuple[Part, ...], ...]]


class BadPhrase(ValueError):
    """What is wrong with a phrase, and how many characters into it."""

    def __init__(self, text: str, at: int = 0) -> None:
        super().__init__(text)
        self.at = at


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    text: str
    at: int


def parse_phrase(source: str, phrase_id: str, lists: Lists) -> tuple[Pattern, ...]:
    """The patterns of a phrase: one, or several where its lists are too long for one. Raises BadPhrase."""
    if len(source) > MAX_CHARACTERS:
        raise BadPhrase(
            f"a phrase has at most {MAX_CHARACTERS} characters, this one {len(source):,}: make it several"
        )
    parts = parse_parts(source, lists)
    if not has_word(parts):
        raise BadPhrase(
            "a phrase needs a word that must be there, not only gaps, slots and words that may be missing"
        )
    if (states := count_states(parts)) > MOST_TOGETHER:
        raise BadPhrase(f"the phrase with its lists has {states:,} parts; {MOST_TOGETHER:,} are the most")
    pieces = list(islice(split_parts(parts), MOST_PIECES + 1))
    if len(pieces) > MOST_PIECES:
        raise BadPhrase(
            "too many long lists in one phrase, every word of each would meet every other: take one out"
        )
    names = [phrase_id, *(f"{phrase_id}+{number}" for number in range(1, len(pieces)))]
    return tuple(Pattern(name, source, piece) for name, piece in zip(names, pieces, strict=True))


def split_parts(parts: tuple[Part, ...]) -> Iterator[tuple[Part, ...]]:
    """The same phrase as several, none larger than MAX_STATES: the longest choice is halved until they fit."""
    if count_states(parts) <= MAX_STATES:
        yield parts
        return
    at = max(range(len(parts)), key=lambda i: count_states(parts[i : i + 1]))
    widest = parts[at]
    if not isinstance(widest, Choice) or len(widest.options) < 2:
        raise BadPhrase(f"the phrase has {count_states(parts)} parts; {MAX_STATES} are the most: make it several")
    half = len(widest.options) // 2
    for options in (widest.options[:half], widest.options[half:]):
        yield from split_parts((*parts[:at], Choice(options), *parts[at + 1 :]))


def parse_parts(source: str, lists: Lists) -> tuple[Part, ...]:
    tokens = list(tokens_of(source))
    parts, end = parse_sequence(tokens, 0, lists, 0)
    if end < len(tokens):
        token = tokens[end]
        text = (
            "a closing bracket without an opening one" if token.kind == "close" else "`|` stands outside brackets"
        )
        raise BadPhrase(text, token.at)
    if parts and (isinstance(parts[0], Gap) or isinstance(parts[-1], Gap)):
        raise BadPhrase("a gap at the start or the end of a phrase does nothing: take it out")
    return parts


def tokens_of(source: str) -> Iterator[Token]:
    cleaned = clean(source)
    for found in TOKEN.finditer(cleaned):
        kind = found.lastgroup or ""
        if kind in ("most", "star"):
            kind = "gap" if found.group("gap") else "word"
        if kind == "space":
            continue
        if kind == "other":
            raise BadPhrase(
                f"`{found.group()}` has no meaning in a phrase{OTHER.get(found.group(), '')}", found.start()
            )
        yield Token(kind, found.group(kind) if kind in ("list", "slot") else found.group(), found.start())


OTHER = {
    "*": ": it stands right behind a word, as in `call*`",
    "<": ": a list is written <name>",
    ">": ": a list is written <name>",
    "$": ": a slot is written $name",
    "[": ": alternatives are written (a|b)",
    "\\": ": there are no regular expressions here",
    "^": ": there are no regular expressions here",
    "+": ": there are no regular expressions here",
}


def clean(text: str) -> str:
    """Small letters, one apostrophe, one hyphen, ё as е: what the reader does with the words of an article."""
    return text.casefold().translate(CLEAN)


def parse_sequence(tokens: list[Token], at: int, lists: Lists, depth: int) -> tuple[tuple[Part, ...], int]:
    parts: list[Part] = []
    while at < len(tokens) and tokens[at].kind not in ("bar", "close"):
        token = tokens[at]
        if token.kind == "open":
            choice, at = parse_choice(tokens, at, lists, depth + 1)
            parts.append(choice)
            continue
        parts.append(parse_part(token, lists))
        at += 1
    return tuple(parts), at


def parse_choice(tokens: list[Token], at: int, lists: Lists, depth: int) -> tuple[Choice, int]:
    opened = tokens[at].at
    if depth > MAX_NESTING:
        raise BadPhrase(f"brackets in brackets, {MAX_NESTING} deep and more: make it several phrases", opened)
    options: list[tuple[Part, ...]] = []
    while True:
        option, at = parse_sequence(tokens, at + 1, lists, depth)
        options.append(option)
        if at >= len(tokens):
            raise BadPhrase("this bracket is never closed", opened)
        if tokens[at].kind == "close":
            break
    if not any(options):
        raise BadPhrase("these brackets are empty", opened)
    return Choice(tuple(dict.fromkeys(options))), at + 1


def parse_part(token: Token, lists: Lists) -> Part:
    if token.kind == "gap":
        most = int(token.text.removeprefix("...").strip() or USUAL_GAP) if token.text != "…" else USUAL_GAP
        if not 1 <= most <= MAX_GAP:
            raise BadPhrase(f"a gap is 1 to {MAX_GAP} words", token.at)
        return Gap(most)
    if token.kind == "slot":
        return Slot(token.text)
    if token.kind == "list":
        name = token.text.strip()
        if name not in lists:
            raise BadPhrase(f"there is no list '{name}' in this file{suggest(name, lists)}", token.at)
        return Choice(lists[name])
    return parse_word(token)


def parse_word(token: Token) -> Part:
    text, is_prefix = token.text.removesuffix("*"), token.text.endswith("*")
    refuse_mixed(text, token.at)
    whole = Word(text, is_prefix)
    if "-" not in text:
        return whole
    *before, last = text.split("-")
    apart = (*(Word(w) for w in before), Word(last, is_prefix))
    return Choice(((whole,), apart))  # dashes do not matter: "re-opened" is "re opened", too


def refuse_mixed(text: str, at: int = 0) -> None:
    """Raises BadPhrase for a word in two alphabets, which no article ever holds."""
    for part in re.split(r"[\s-]+", text.casefold()):
        if LATIN.search(part) and CYRILLIC.search(part):
            raise BadPhrase(f"'{part}' mixes Latin and Cyrillic letters that look alike: type it again", at)


def has_word(parts: tuple[Part, ...]) -> bool:
    """True where every match holds a word that the phrase names."""
    return any(
        isinstance(p, Word) or (isinstance(p, Choice) and all(has_word(option) for option in p.options))
        for p in parts
    )


def count_states(parts: tuple[Part, ...]) -> int:
    """As the reader lays them out: a word one, a gap of n words 2n, a slot five, a choice one more."""
    total = 0
    for part in parts:
        if isinstance(part, Word):
            total += 1
        elif isinstance(part, Gap):
            total += 2 * part.most
        elif isinstance(part, Slot):
            total += 5
        else:
            total += 1 + sum(count_states(option) for option in part.options)
    return total


def words_of(parts: tuple[Part, ...]) -> Iterator[Word]:
    """Every word that stands in a phrase."""
    for part in parts:
        if isinstance(part, Word):
            yield part
        elif isinstance(part, Choice):
            for option in part.options:
                yield from words_of(option)


def slots_of(parts: tuple[Part, ...]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, Slot):
            yield part.name
        elif isinstance(part, Choice):
            for option in part.options:
                yield from slots_of(option)
