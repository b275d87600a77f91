"""What chats watch for themselves -> small rules, compiled with the others.

A watch is words in the phrase language (`мобілізац*`), or a filter on what is counted: `"Pokrovsk" drones >= 20`,
`missiles >= 5`, `Kyiv drones downed >= 3`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import replace

from bot.model.chats import Watch
from bot.model.rules import Compare, CountMatch, Pattern, PhraseMatch, Rule, RuleSet, SameEvent, Severity
from bot.rules.fields import ACTIONS, thing_id
from bot.rules.names import Names
from bot.rules.phrases import BadPhrase, parse_phrase
from bot.rules.values import parse_number, suggest

TOPIC = "watch"
PREFIX = "watch-"
"""A watch's rule is `watch-17`; only the chat whose watch it is hears of it."""
WITHIN = dt.timedelta(hours=24)
FILTER = re.compile(
    r"""(?: ["«“] (?P<quoted> [^"»”]+ ) ["»”] | (?P<place> [^"<>=]*? ) ) \s*
        \b (?P<thing> drones? | missiles? ) (?: \s+ (?P<action> \w+ ) )? \s* (?: >= | ≥ ) \s* (?P<least> .+ )""",
    re.VERBOSE | re.IGNORECASE,
)


def watch_rule(words: str, rule_id: str, names: Names | None = None) -> tuple[Rule, tuple[Pattern, ...]]:
    """The rule of a watch, and the phrases it wants read. Raises ValueError with what to write instead."""
    found = FILTER.fullmatch(words.strip())
    if found:
        return filter_rule(found, words, rule_id, names or Names()), ()
    patterns = parse_phrase(words.strip().strip('"«»“”'), f"{rule_id}/1", {})
    match = PhraseMatch(tuple(p.phrase_id for p in patterns))
    return make_rule(rule_id, words, match, ()), patterns


def filter_rule(found: re.Match[str], words: str, rule_id: str, names: Names) -> Rule:
    thing = thing_id(found["thing"])
    assert thing is not None
    action = (found["action"] or "").casefold()
    if action and action not in ACTIONS:
        raise BadPhrase(f"'{action}' is no action{suggest(action, ACTIONS, ACTIONS)}")
    place = (found["quoted"] or found["place"] or "").strip()
    known = names.place(place) if place else ""
    if known is None:
        raise BadPhrase(f"'{place}' is no place that reading knows{suggest(place, names.places)}")
    least = parse_number(found["least"])
    match = CountMatch((thing,), (action,) if action else (), (), (known,) if known else ())
    return make_rule(rule_id, words, match, (Compare("value", ">=", least),), ("attacker", "place", "day"))


def make_rule(
    rule_id: str,
    words: str,
    match: CountMatch | PhraseMatch,
    alert_if: tuple[Compare, ...],
    by: tuple[str, ...] = ("story",),
) -> Rule:
    return Rule(
        rule_id=rule_id,
        title={"en": words},
        match=match,
        topic=TOPIC,
        alert_if=alert_if,
        severity=((Severity.MEDIUM, None),),
        same_event=SameEvent(by, WITHIN),
    )


def with_watches(ruleset: RuleSet, watches: Iterable[Watch], names: Names | None = None) -> RuleSet:
    """The rule set with one more rule for each different watch; chats with the same words share it.

    A watch that cannot be compiled (a word list of an older version) is left out: `/watch` refused it or will.
    """
    rules = dict(ruleset.rules)
    patterns = list(ruleset.patterns)
    chats: dict[str, list[Watch]] = {}
    for watch in watches:
        chats.setdefault(" ".join(watch.words.casefold().split()), []).append(watch)
    for same in chats.values():
        rule_id = f"{PREFIX}{min(w.watch_id for w in same)}"
        try:
            rule, wanted = watch_rule(same[0].words, rule_id, names)
        except ValueError:
            continue
        rules[rule_id] = replace(rule, chats=tuple(dict.fromkeys(w.chat_id for w in same)))
        patterns += wanted
    digest = f"{ruleset.digest}+{'|'.join(sorted(chats))}" if chats else ruleset.digest
    return replace(ruleset, rules=rules, patterns=tuple(patterns), digest=digest)
