"""A first draft of a rule with its tests, from what was read in an example sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.model.facts import Count, Fact, Phrase, Status, Talks
from bot.rules.phrases import clean
from bot.rules.words import SIDE_NAMES, attacker_of

STEPS = (
    1_000_000,
    500_000,
    250_000,
    100_000,
    50_000,
    25_000,
    10_000,
    5_000,
    2_000,
    1_000,
    500,
    250,
    100,
    50,
    20,
    10,
    5,
)
"""Round thresholds; the largest that is not above the example's number is proposed."""
MANY = r"thousand|million|тисяч\w*|тыс\w*|мільйон\w*|миллион\w*"
QUANTITY = re.compile(
    rf"(?P<number>\d{{1,3}}(?:[ ,\u00a0]\d{{3}})+|\d+(?:\.\d+)?)(?:\s+(?P<many>{MANY}))?"
    r"\s+(?P<thing>[^\W\d_]{4,})(?P<rest>[^.!?]*)"
)
LITTLE = """
    a an the and or but of to for by with after before over under into as that this is are was were be been has
    have had will would said says it its their his her they he she not no left remain remains remained remaining
    now still
    і й та з із до від за для про це що як його її їх був була були є не залишилися залишилось лишилися досі
    и со из от за для об это что как его ее их был была были не остались осталось остаются
"""
SMALL_WORDS = frozenset(LITTLE.split())
PLACE_WORDS = frozenset(("in", "on", "at", "near", "around", "у", "в", "на", "біля", "під", "около", "под", "во"))
WITHOUT = re.compile(r"\b(without|lost|без)\s+([^\W\d_]+)")
CYRILLIC = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяыэъ"
ROMAN = "a b v h g d e ie zh z y i i i k l m n o p r s t u f kh ts ch sh shch _ iu ia y e _"
LETTERS = dict(zip(CYRILLIC, ROMAN.split(), strict=True))
TOPICS = {"drone": "drones", "missile": "missiles", "mixed": "missiles"}


@dataclass(frozen=True, slots=True)
class Draft:
    """The parts of a rule that the sentence gives."""

    rule_id: str
    title: str
    topic: str
    match: str
    tests: tuple[tuple[str, str, str], ...]
    """Text, what must come of it, and the values it must hold (as YAML), or nothing."""
    alert_if: str = ""
    notes: tuple[str, ...] = ()
    """What the writer should look at."""


def draft_rule(text: str, facts: Sequence[Fact], rule_id: str | None = None) -> str:
    """A rule file, ready to be edited. It passes the loader, and its first test is the sentence itself."""
    text = " ".join(text.split())
    draft = draft_of(text, facts)
    return show(draft, rule_id or draft.rule_id)


def draft_of(text: str, facts: Sequence[Fact]) -> Draft:
    news = [f for f in facts if f.is_news and not isinstance(f.what, Phrase)]
    for fact in sorted(news, key=lambda f: not isinstance(f.what, (Status, Talks))):
        what = fact.what
        if isinstance(what, Count) and what.action:
            return draft_count(text, fact, what)
        if isinstance(what, Status):
            return draft_status(text, what)
        if isinstance(what, Talks):
            return draft_talks(text, what)
    found = QUANTITY.search(text)
    return draft_quantity(text, found) if found and state_of(found["rest"]) else draft_phrase(text)


def draft_count(text: str, fact: Fact, count: Count) -> Draft:
    attacker = attacker_of(fact, count)
    least = threshold(count.value)
    asked = [f"of: {count.thing}", f"action: {count.action}"]
    asked += [f"attacker: {SIDE_NAMES[attacker]}"] if attacker in SIDE_NAMES else []
    asked += [f"place: {quoted(count.place)}"] if count.place else ["place: none"]
    where = count.place or "the country"
    whose = f" of {SIDE_NAMES[attacker]}" if attacker in SIDE_NAMES else ""
    below = with_smaller_number(text, count.value, least)
    tests = [(text, "alert", f"value: {count.value}")]
    tests += [(below, "nothing", "")] if below != text else []
    return Draft(
        slug(f"{count.thing}s {count.action} {count.place or ''}"),
        f"{count.thing.capitalize()}s{whose} {count.action}, {where}",
        TOPICS.get(count.thing, "other"),
        f"count: {{{', '.join(asked)}}}",
        tuple(tests),
        f"value >= {least:,}",
        () if below != text else ("Add a text with a smaller number and `expect: nothing`.",),
    )


def draft_status(text: str, status: Status) -> Draft:
    silent = f"{status.name} {status.of} was praised for its new terminal."
    return Draft(
        slug(f"{status.of} {status.state} {status.name}"),
        f"{status.name}: {status.of} {status.state}",
        "aviation" if status.of == "airport" else "other",
        f"status: {{of: {status.of}, is: {status.state}, place: {quoted(status.place_id)}}}",
        ((text, "alert", f"name: {quoted(status.name)}"), (silent, "nothing", "")),
        notes=(f"Take `place` out to hear of every {status.of}.",),
    )


def draft_talks(text: str, talks: Talks) -> Draft:
    silent = f"A football match was played in {talks.place}."
    return Draft(
        slug(f"talks {talks.place}"),
        f"Talks in {talks.place}",
        "diplomacy",
        f"talks: {{phase: [possible, planned, ongoing, held], place: {quoted(talks.place)}}}",
        ((text, "alert", f"phase: {talks.phase}"), (silent, "nothing", "")),
        notes=("Take `place` out to hear of talks anywhere.",),
    )


def draft_quantity(text: str, found: re.Match[str]) -> Draft:
    many = found["many"] or ""
    factor = 1_000 if re.match(r"thous|тис|тыс", many) else 1_000_000 if many else 1
    value = int(float(re.sub(r"[ ,\u00a0]", "", found["number"])) * factor)
    least = threshold(value)
    thing, state = stem(clean(found["thing"])), state_of(found["rest"])
    below = text.replace(found["number"], "3" if factor == 1 and least > 3 else "1", 1).replace(
        f" {many} ", " ", 1
    )
    return Draft(
        slug(f"{found['thing']} {state}"),
        f"{found['thing'].capitalize()} {state}",
        "other",
        f"count: {{of: [{quoted(thing)}], state: [{quoted(state)}]}}",
        ((text, "alert", f"value: {value}"), (below, "nothing", "")),
        f"value >= {least:,}",
        ("Add other words for the same to `of` and `state`, in each language you read.",),
    )


OF_EVERY_REPORT = """
monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
october november december today yesterday tonight overnight morning evening night according officials official
authorities administration ministry regional military governor mayor spokesman reported announced statement told
понеділок понеділка вівторок вівторка середу середи четвер четверга п'ятницю п'ятниці суботу неділю сьогодні вчора
вночі вранці повідомили повідомив повідомила адміністрація адміністрації області обласна військова військовій
понедельник понедельника вторник вторника среду среды четверг пятницу субботу воскресенье сегодня вчера ночью утром
сообщили сообщил сообщила администрация администрации области военная заявил заявили
"""
NEVER_THE_NEWS = frozenset(OF_EVERY_REPORT.split())
"""When it was and who said so: words of every report, by which no rule can know its own."""


def draft_phrase(text: str) -> Draft:
    words = [w for w in re.findall(r"[^\W\d_]{3,}", clean(text)) if w not in SMALL_WORDS | PLACE_WORDS]
    words = [w for w in words if w not in NEVER_THE_NEWS]
    longest = sorted(dict.fromkeys(words), key=len, reverse=True)[:3]
    kept = [w for w in dict.fromkeys(words) if w in longest]
    phrase = " ...8 ".join(stem(w) for w in kept) or "your words"
    return Draft(
        slug(" ".join(kept)),
        " ".join(kept).capitalize() or "My rule",
        "other",
        f"phrases: [{quoted(phrase)}]",
        ((text, "alert", ""), ("Nothing of the kind happened today.", "nothing", "")),
        notes=("Nothing typed was read here, so the draft looks for the longest words: choose better ones.",),
    )


# -- words and numbers ---------------------------------------------------------------------------------------


def threshold(value: int) -> int:
    return next((step for step in STEPS if step <= value), max(1, value))


def with_smaller_number(text: str, value: int, least: int) -> str:
    """The sentence with a number just below the threshold, where the number stands in digits."""
    smaller = f"{least - 1:,}" if least > 1 else "0"
    for written in (f"{value:,}", f"{value:,}".replace(",", " "), f"{value:,}".replace(",", "\u00a0"), str(value)):
        if re.search(rf"(?<!\d){re.escape(written)}(?!\d)", text):
            return re.sub(rf"(?<!\d){re.escape(written)}(?!\d)", smaller, text, count=1)
    return text


def state_of(rest: str) -> str:
    """The words that say what happened: `without power`, else the first that is neither small nor a place."""
    text = clean(rest)
    if found := WITHOUT.search(text):
        return f"{found[1]} {found[2]}"
    words = re.findall(r"[^\W\d_]+", text)
    while words and (words[0] in SMALL_WORDS or words[0] in PLACE_WORDS):
        words = words[2:] if words[0] in PLACE_WORDS else words[1:]
    return words[0] if words else ""


def stem(word: str) -> str:
    """The word without its usual endings, with a star: `household*`."""
    bare = re.sub(r"(ies|es|s|ами|ями|ах|ях|ів|ей|ов|ом|ам|ям|а|я|и|і|ы|у|ю|о|е)$", "", word)
    return f"{bare if len(bare) >= 4 else word}*"


def slug(words: str) -> str:
    latin = "".join(LETTERS.get(letter, letter).replace("_", "") for letter in words.casefold())
    return re.sub(r"[^a-z0-9]+", "-", latin).strip("-")[:40].strip("-") or "my-rule"


def quoted(text: str) -> str:
    """The text as YAML: in single quotes where it needs any."""
    if re.fullmatch(r"[^\W_][\w '’*-]*", text) and text.strip() == text and text.casefold() not in ("null", "~"):
        return text
    return "'" + text.replace("'", "''") + "'"


def show(draft: Draft, rule_id: str) -> str:
    lines = [
        "version: 1",
        "rules:",
        f"- id: {rule_id}",
        f"  title: {quoted(draft.title)}",
        f"  topic: {draft.topic}",
    ]
    lines += [
        "  status: draft                        # matched and kept, never sent; take this line out to go live"
    ]
    lines += ["  match:", f"    {draft.match}"]
    lines += ["  alert_if:", f"    - {draft.alert_if}"] if draft.alert_if else []
    lines += ["  severity: medium"]
    lines += ["  tests:"]
    for text, expect, values in draft.tests:
        lines += [f"    - say: {quoted_sentence(text)}", f"      expect: {expect}"]
        lines += [f"      with: {{{values}}}"] if values else []
    lines += [f"# {note}" for note in draft.notes]
    return "\n".join(lines) + "\n"


def quoted_sentence(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
