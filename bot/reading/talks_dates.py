"""When a meeting is or was, as far as the words beside it tell, against the day of publication."""

from __future__ import annotations

import datetime as dt

from bot.reading.analysis import Analysis
from bot.reading.talks_cues import Cue
from bot.reading.talks_scene import Scene
from bot.reading.tokens import NUMBER, Token

AHEAD, NOW, PAST, AGED = "ahead", "now", "past", "aged"
"""After the day of publication; on it; up to six days before; a week and more before."""

A_WEEK = dt.timedelta(days=7)

NEAREST_YEAR = 200
"""Days: "18 January" without a year is the one nearest to publication, at most this far ahead."""


def time_near(analysis: Analysis, scene: Scene, *anchors: int) -> tuple[str, str] | None:
    """(AHEAD, NOW, PAST or AGED; source) told by a word or date in reach of one of the tokens `anchors`.

    Old beats dated beats vague; a weekday says nothing by itself (see `weekday_near`).
    """
    best: tuple[int, str, str] | None = None
    for cue in scene.cues:
        told = time_of(analysis, scene, cue)
        if told is None or (best is not None and told[0] >= best[0]):
            continue
        if is_near(scene, cue.first, anchors) and not is_since(scene, cue.first, anchors):
            best = (told[0], told[1], cue.source)
    for number in scene.numbers:
        is_told = is_year(analysis, number.first, number.value) and is_near(scene, number.first, anchors)
        if is_told and not is_since(scene, number.first, anchors):
            this = analysis.published_at.year
            told_by_year = AGED if number.value < this else AHEAD if number.value > this else None
            if told_by_year and (best is None or best[0] > 0):
                best = (0, told_by_year, "year")
    return (best[1], best[2]) if best else None


def is_since(scene: Scene, token: int, anchors: tuple[int, ...]) -> bool:
    """True for the year of "the first talks in A since the invasion of 2022": it tells of something else."""
    return any(
        max(anchors) < c.first < token and token - c.first <= REACH_SINCE for c in scene.of("after", "before")
    )


FRONT = 7

COST_OF_HALF = 14
"""A semicolon, or as many commas, end what a date in front stands for."""

REACH_SINCE = 9

REACH_TIME = 14


def is_near(scene: Scene, token: int, anchors: tuple[int, ...]) -> bool:
    far = max(anchors)
    is_in_front = token - scene.sentence.first < FRONT and far > token
    if (
        is_in_front
        and not any(token < c.first < far for c in scene.of("say"))
        and scene.cost(token, far) - (far - token) < COST_OF_HALF
    ):
        return True  # a date in front stands for the whole sentence
    return min(scene.cost(token, anchor) for anchor in anchors) <= REACH_TIME


def is_year(analysis: Analysis, token: int, value: int) -> bool:
    return 1990 <= value <= 2100 and len(analysis.split.tokens[token].normal.split("-")[0]) == 4


def time_of(analysis: Analysis, scene: Scene, cue: Cue) -> tuple[int, str] | None:
    """(rank, time) that one cue tells; the lower the rank the surer."""
    if cue.kind == "aged":
        return 1, AGED
    if cue.kind[0] == "m" and cue.kind[1:].isdigit():
        return month_time(analysis, cue)
    if cue.kind in (AHEAD, PAST, NOW):
        return 3, cue.kind
    return None


def month_time(analysis: Analysis, cue: Cue) -> tuple[int, str] | None:
    """The time of "18 January", "January 18", "January 2025" or a month alone."""
    tokens, month, today = analysis.split.tokens, int(cue.kind[1:]), analysis.published_at.date()
    if tokens[cue.first].normal == "may" and analysis.text[tokens[cue.first].start].islower():
        return None
    day = year = last = None
    for i in (cue.first - 1, cue.last, cue.last + 1):
        if 0 <= i < len(tokens) and tokens[i].kind == NUMBER:
            digits, last = days_of(tokens[i].normal, last)
            if len(digits) == 4 and i >= cue.last:
                year = int(digits)
            elif 1 <= len(digits) <= 2 and i <= cue.last and 1 <= int(digits) <= 31:
                day = int(digits)
                if i < cue.first and (begin := range_before(tokens, i)):
                    day, last = begin, day
    if day is None and year is None:
        return whole_month(month, today)
    begins = nearest(day or 15, month, year, today)
    is_on = last and begins <= today <= nearest(last, month, year, today)
    return 1, NOW if is_on else compare(begins, today)


def days_of(word: str, last: int | None) -> tuple[str, int | None]:
    """(digits of the first day, the last day) of "17" and "17-18"."""
    parts = ["".join(c for c in part if c.isdigit()) for part in word.replace("–", "-").split("-")]
    return parts[0], int(parts[1]) if len(parts) > 1 and 1 <= len(parts[1]) <= 2 else last


def range_before(tokens: tuple[Token, ...], at: int) -> int | None:
    """The 17 of "17 - 18 February", "17 and 18 February"."""
    if at < 2 or tokens[at - 2].kind != NUMBER or len(tokens[at - 1].normal) > 3:
        return None
    digits = "".join(c for c in tokens[at - 2].normal if c.isdigit())
    return int(digits) if 1 <= len(digits) <= 2 and 1 <= int(digits) < 31 else None


def is_past_month(analysis: Analysis, scene: Scene, *anchors: int) -> bool:
    """True where a month without a day or year is near that is not this one: with a past tense it is long ago."""
    for cue in scene.cues:
        if cue.kind[0] == "m" and cue.kind[1:].isdigit() and is_near(scene, cue.first, anchors):
            is_this = int(cue.kind[1:]) == analysis.published_at.month
            if not is_this and month_time(analysis, cue) == whole_month(
                int(cue.kind[1:]), analysis.published_at.date()
            ):
                return True
    return False


def whole_month(month: int, today: dt.date) -> tuple[int, str] | None:
    """ "In January" said in January tells nothing; an earlier month is past, the next ones lie ahead."""
    ahead = (month - today.month) % 12
    if ahead == 0:
        return None
    return (2, AHEAD) if ahead <= 4 else (2, AGED)


def nearest(day: int, month: int, year: int | None, today: dt.date) -> dt.date:
    """The date that is meant: of this year, unless that lies too far ahead."""
    try:
        if year is not None:
            return dt.date(year, month, day)
        options = [dt.date(y, month, day) for y in (today.year - 1, today.year, today.year + 1)]
    except ValueError:
        return today
    return min(options, key=lambda d: abs((d - today).days) + (100 if (d - today).days > NEAREST_YEAR else 0))


def compare(date: dt.date, today: dt.date) -> str:
    if date > today:
        return AHEAD
    if date == today:
        return NOW
    return AGED if today - date >= A_WEEK else PAST


def weekday_near(analysis: Analysis, scene: Scene, *anchors: int) -> Cue | None:
    """A weekday other than today's in reach: with a present tense it lies ahead, else the tense decides."""
    today = str(analysis.published_at.isoweekday())
    for cue in scene.cues:
        if is_weekday(cue) and cue.kind[1:] != today and is_near(scene, cue.first, anchors):
            if any(0 <= cue.first - c.last <= 1 for c in scene.of("say", "press")):
                continue  # "he told reporters on Monday"
            return cue
    return None


def is_weekday(cue: Cue) -> bool:
    is_many = "plur" in cue.grams and not cue.grams & {"sing", "femn", "masc", "neut", "s3"}  # "sered": among
    return cue.kind[0] == "d" and cue.kind[1:].isdigit() and not is_many
