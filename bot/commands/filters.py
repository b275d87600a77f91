"""What a subscription lets pass: read from words, shown in words. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from bot.commands.places import EVERYWHERE, EVERYWHERE_WORDS, Places, fold
from bot.commands.texts import Html, escape
from bot.commands.topics import EVERYTHING, LEVELS, find_level, find_topic, topic_names, topic_title
from bot.model import Rule, Severity, Subscription

LIKE = 0.62
"""How like a known word an unknown one must be to be offered (difflib's ratio)."""
OWN_FIRST = 0.1
"""Topics and rules are few and asked for often: they win over a place that is as like."""
FEWEST_LETTERS = 4
JOINERS = {"in", "at", "for", "from", "and", "about", "у", "в", "на", "і", "и", "та", "для", "про", "о"}
ALL_WORDS = {"everything", "усе", "всё"} | EVERYWHERE_WORDS


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of a subscription, as asked for."""

    topics: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    least: Severity | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word that means nothing here, and the nearest that does."""

    word: str
    nearest: str | None = None


def read_filters(text: str, rules: Sequence[Rule], places: Places) -> Filters | Unknown:
    """Topics, rule ids, places and a least severity in any order: "drones Kyiv high", "аеропорти Москва".

    Names of several words are found too; everything that is not known ends it with the nearest known word.
    """
    words = [w for w in text.replace(",", " ").split() if w.casefold() not in JOINERS]
    topics = tuple(dict.fromkeys(r.topic for r in rules))
    ids = {name: r.rule_id for r in rules for name in (r.rule_id, *r.was)}
    found: dict[str, list[str]] = {"topic": [], "rule": [], "place": []}
    least: Severity | None = None
    at = 0
    while at < len(words):
        for length in range(min(4, len(words) - at), 0, -1):
            chunk = " ".join(words[at : at + length])
            kind, value = meaning(chunk, topics, ids, places)
            if kind:
                break
        else:
            return Unknown(words[at], nearest_of(words[at], topics, ids, places))
        if kind == "level":
            least = Severity(int(value))
        elif kind != "all":
            found[kind].append(value)
        at += length
    kept = {kind: tuple(dict.fromkeys(values)) for kind, values in found.items()}
    return Filters(kept["topic"], kept["rule"], kept["place"], least)


def meaning(chunk: str, topics: Sequence[str], ids: dict[str, str], places: Places) -> tuple[str, str]:
    """The kind of a chunk of words and what it stands for; an empty kind where it is nothing we know."""
    if chunk.casefold() in ids:
        return "rule", ids[chunk.casefold()]
    if topic := find_topic(chunk, topics):
        return "topic", topic
    if level := find_level(chunk):
        return "level", str(int(level))
    if chunk.casefold() in ALL_WORDS:
        return "all", ""
    if place := places.find(chunk):
        return "place", place.key
    return "", ""


def nearest_of(word: str, topics: Sequence[str], ids: dict[str, str], places: Places) -> str | None:
    """The topic, rule id or key of a place whose name is most like the word; codes are like everything."""
    folded = fold(word)
    own = topic_names(topics) | ids
    named = {name: key for name, key in places.by_name.items() if len(name) >= FEWEST_LETTERS}
    close = [
        (difflib.SequenceMatcher(None, spelled, best[0]).ratio() + extra, names[best[0]])
        for names, spelled, extra in ((own, word.casefold(), OWN_FIRST), (named, folded, 0.0))
        if (best := difflib.get_close_matches(spelled, names, n=1, cutoff=LIKE))
    ]
    return max(close)[1] if close else None


def show_filters(subscription: Subscription, places: Places, language: str) -> Html:
    """One line: "Drones · Kyiv · high and up"."""
    what = [topic_title(t, language) for t in subscription.topics] + list(subscription.rules)
    where = [places.title(p, language) for p in places.without_airports(subscription.places)]
    parts = (
        ", ".join(what) or EVERYTHING.label(language).capitalize(),
        ", ".join(where) or EVERYWHERE.label(language),
        LEVELS[subscription.least].label(language),
    )
    return escape(" · ".join(parts))
