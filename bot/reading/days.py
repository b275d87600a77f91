"""The day an attack belongs to: the night from D-1 to D belongs to D.

Words of the text settle it where they can ("overnight into Monday", "on 5 January", "yesterday"); else the time of
publication in Kyiv does. From 18:00, when the Air Force's own night begins, an attack that is going on belongs
to the next day.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.reading.analysis import Analysis, Hit
from bot.reading.tokens import MARK, NUMBER, Sentence

KYIV = ZoneInfo("Europe/Kyiv")
NIGHT_BEGINS = 18
NIGHT_OVER = 4
"""Before this hour "the previous night" is the one before the night that is going on."""
OLD = dt.timedelta(days=3)
TELLING = frozenset({"night", "previous_night", "weekdays", "months", "shifts", "day"})
"""Words on time: a text that has them looks back."""
FLASH = 500
"""Characters: a shorter text without any word on time tells of what is going on as it is written."""


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that tell a day: tokens `first` to `last`.

    `rank`: 3 for "right now", 2 for a date or weekday, 1 for "yesterday", 0 for a night.
    """

    first: int
    last: int
    day: dt.date
    rank: int
    in_brackets: bool = False
    is_ago: bool = False
    """ "Two years ago": of the whole sentence where it opens it, else of what no comma parts from it."""


@dataclass(frozen=True, slots=True)
class Day:
    """The day, whether words settle it, and whether it lies so far back that it is history."""

    day: dt.date | None
    from_text: bool
    is_old: bool = False


UNKNOWN_DAY = Day(None, False)


def attack_day(analysis: Analysis, token: int, sentence: Sentence, before: Day | None = None) -> Day:
    """The day of what is told at the token; `before`: of what was told just before, taken over if settled."""
    local = analysis.published_at.astimezone(KYIV)
    year = old_year(analysis, sentence, local)
    if year:
        return Day(None, True, True)
    cues = find_cues(analysis, sentence, local)
    best = choose(analysis, [c for c in cues if not is_apart(analysis, sentence, c, token)], token)
    if best is not None:
        return Day(best.day, True, local.date() - best.day >= OLD)
    if before is not None and before.from_text:
        return before
    return Day(by_publication(analysis, local), False)


def by_publication(analysis: Analysis, local: dt.datetime) -> dt.date:
    today = local.date()
    if local.hour < NIGHT_BEGINS:
        return today
    words = {h.path[1] for h in analysis.hits if h.path[0] == "days"}
    going_on = "now" in words or (not words & TELLING and len(analysis.text) <= FLASH)
    return today + dt.timedelta(days=1) if going_on else today


def find_cues(analysis: Analysis, sentence: Sentence, local: dt.datetime) -> list[Cue]:
    """All words of the sentence that tell a day, in order; two that belong together are one, the later."""
    cues: list[Cue] = []
    depth = 0
    for i in range(sentence.first, sentence.last):
        mark = analysis.split.tokens[i].normal
        depth += (mark == "(") - (mark == ")" and depth > 0)
        found = [read_cue(analysis, sentence, hit, local, depth > 0) for hit in analysis.starting_at(i, "days")]
        found += [read_ago(analysis, sentence, hit, local, depth > 0) for hit in analysis.starting_at(i, "ago")]
        cues += [cue for cue in found if cue is not None]
    return merge(analysis, cues)


def read_cue(analysis: Analysis, sentence: Sentence, hit: Hit, local: dt.datetime, bracketed: bool) -> Cue | None:
    today, kind = local.date(), hit.path[1]
    if kind == "months" and len(hit.path) > 2:
        return read_date(analysis, hit, int(hit.path[2]), today, bracketed)
    if kind == "weekdays" and len(hit.path) > 2:
        day = nearest_weekday(int(hit.path[2]), today, local.hour)
        return Cue(hit.first, hit.last, day + late(analysis, sentence, hit), 2, bracketed)
    if kind == "shifts" and len(hit.path) > 2:
        day = today + dt.timedelta(days=int(hit.path[2]))
        if hit.path[2] == "0":
            day += late(analysis, sentence, hit)
        return Cue(hit.first, hit.last, day, 1, bracketed)
    if kind == "night":
        return Cue(hit.first, hit.last, today, 0, bracketed)
    if kind == "previous_night":
        day = today - dt.timedelta(days=1) if local.hour < NIGHT_OVER else today
        return Cue(hit.first, hit.last, day, 0, bracketed)
    if kind == "now":
        day = today + dt.timedelta(days=1) if local.hour >= NIGHT_BEGINS else today
        return Cue(hit.first, hit.last, day, 3, bracketed)
    return None


def read_ago(analysis: Analysis, sentence: Sentence, hit: Hit, local: dt.datetime, bracketed: bool) -> Cue | None:
    """`two years ago`, `a month ago`: a unit with a word behind it that counts back."""
    last = next((h.last for h in analysis.starting_at(hit.last, "ago") if h.path[1] == "words"), None)
    if hit.path[1] != "units" or last is None or last > sentence.last:
        return None
    counts = (n.value for n in analysis.numbers_in(sentence) if n.last == hit.first)
    many = next(counts, 1)
    day = local.date() - dt.timedelta(days=min(int(hit.path[2]) * max(many, 1), MOST_DAYS_AGO))
    return Cue(hit.first, last, day, 1, bracketed, is_ago=True)


MOST_DAYS_AGO = 365 * 100
OPENING = 4
"""Tokens of a sentence within which words on time are of all of it ("Exactly three months ago, ...")."""


def is_apart(analysis: Analysis, sentence: Sentence, cue: Cue, token: int) -> bool:
    """True where "N years ago" stands in an aside ("Russia, which invaded four years ago, launched 97 drones")."""
    if not cue.is_ago or cue.first - sentence.first <= OPENING:
        return False
    between = range(cue.last, token) if token >= cue.last else range(token, cue.first)
    return any(analysis.split.tokens[i].kind == MARK for i in between)


def read_date(analysis: Analysis, hit: Hit, month: int, today: dt.date, bracketed: bool) -> Cue | None:
    """`5 January`, `January 5`: in the year that brings it nearest to the day of publication."""
    tokens = analysis.split.tokens
    for i, behind in ((hit.first - 1, False), (hit.last, True)):
        if 0 <= i < len(tokens) and tokens[i].kind == NUMBER:
            digits = tokens[i].normal.split("-")[0].rstrip("stndrh")
            if digits.isdigit() and 1 <= int(digits) <= 31:
                day = nearest_date(int(digits), month, today)
                if day is None:
                    return None
                first = hit.first if behind else i
                starts = not behind and i > 0 and tokens[i - 1].kind == NUMBER  # "з 18:00 20 вересня"
                return Cue(first, hit.last + behind, day, 2, bracketed or starts)
    return None


def nearest_date(day: int, month: int, today: dt.date) -> dt.date | None:
    found = []
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            found.append(dt.date(year, month, day))
        except ValueError:
            continue
    past = [d for d in found if d <= today + dt.timedelta(days=1)]
    return max(past, default=None)


def nearest_weekday(weekday: int, today: dt.date, hour: int) -> dt.date:
    """The last such day, today included; tomorrow where the night to it has begun."""
    ahead = (weekday - today.weekday()) % 7
    if ahead == 1 and hour >= NIGHT_BEGINS:
        return today + dt.timedelta(days=1)
    return today + dt.timedelta(days=ahead - 7 if ahead else 0)


def late(analysis: Analysis, sentence: Sentence, hit: Hit) -> dt.timedelta:
    """ "On Monday evening", "late on Monday": the night has begun that belongs to the next day."""
    before = hit.first - 1
    if before > sentence.first and analysis.starting_at(before, "prepositions"):
        before -= 1
    behind = hit.last
    found = [(before, "before"), (hit.first - 1, "before"), (behind, "after")]
    for i, place in found:
        if sentence.first <= i < sentence.last:
            if any(h.path[1] == place for h in analysis.hits_at(i, "evenings")):
                return dt.timedelta(days=1)
    return dt.timedelta()


JOIN = 5


def merge(analysis: Analysis, cues: list[Cue]) -> list[Cue]:
    """ "Overnight Sunday into Monday", "between dusk on Monday and sunrise on Tuesday": the later day."""
    merged: list[Cue] = []
    for cue in cues:
        before = merged[-1] if merged else None
        if before is not None and cue.rank == before.rank == 2 and cue.first - before.last <= JOIN:
            between = range(before.last, cue.first)
            next_day = cue.day - before.day in (dt.timedelta(), dt.timedelta(days=1))
            if next_day and not any(analysis.split.tokens[i].kind == MARK for i in between):
                merged[-1] = Cue(before.first, cue.last, cue.day, 2, before.in_brackets)
                continue
        merged.append(cue)
    return merged


def choose(analysis: Analysis, cues: list[Cue], token: int) -> Cue | None:
    """The cue that is about the token: dates before nights, what stands outside brackets, then the nearest."""

    def cost(cue: Cue) -> float:
        tokens = analysis.split.tokens
        first, last = (token, cue.first) if cue.first >= token else (cue.last, token)
        total = float(max(0, last - first))
        for i in range(first, min(last, len(tokens))):
            total += MARK_COST.get(tokens[i].normal, 0.0)
        return total - RANK * cue.rank + BRACKETS * cue.in_brackets

    return min(cues, key=cost, default=None)


RANK, BRACKETS = 5.0, 30.0
MARK_COST = {",": 3.0, ";": 20.0, ":": 6.0}


def old_year(analysis: Analysis, sentence: Sentence, local: dt.datetime) -> bool:
    """A year long past stands in the sentence, beside a preposition."""
    for number in analysis.numbers_in(sentence):
        is_past = number.why_not == "year" and number.value < local.year - (local.month < 3)
        if is_past and analysis.hits_at(number.core - 1, "prepositions", "days"):
            return True
    return False
