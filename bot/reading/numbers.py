"""Numbers of a text with what stands beside them: ranges, hedges; and which of them cannot count things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.model import Bound
from bot.reading.analysis import Hit, Number
from bot.reading.number_words import NumberWords, Raw, read_digits, read_words
from bot.reading.tokens import BREAK, MARK, NUMBER, WORD, Token

BESIDE_NUMBERS = frozenset({"hedges", "more", "each", "ranges", "units", "corrections", "set_phrases"})
"""Sections of the words that stand beside numbers."""


UNITS = frozenset({"time", "age", "sum", "distance", "percent"})


CORRECTION_REACH = 16
MOST_OF_RANGE = 3


BOUNDS = {"at_least": Bound.AT_LEAST, "about": Bound.ABOUT, "at_most": Bound.AT_MOST}


PASSED_OVER = frozenset('*_"«“(')


LONGEST_MONTH = 31


def find_numbers(tokens: Sequence[Token], by_token: Mapping[int, list[Hit]], words: NumberWords) -> list[Number]:
    """Numbers in text order, hedges and bounds counted in."""
    raws: list[Raw] = []
    i, count = 0, len(tokens)
    while i < count:
        token = tokens[i]
        raw = None
        if token.kind == NUMBER:
            raw = read_digits(tokens, i, words)
        elif token.kind == WORD and (token.normal in words.first or "-" in token.normal):
            raw = read_words(tokens, i, words)
        if raw is None:
            i += 1
            continue
        raws.append(raw)
        i = max(raw.last, i + 1)
    dressed = [dress(raw, tokens, by_token) for raw in join_ranges(raws, tokens, by_token)]
    return share_units(dressed, by_token)


def share_units(numbers: list[Number], by_token: Mapping[int, list[Hit]]) -> list[Number]:
    """ "2 and 4 hours": the unit behind the second number is the first one's, too."""
    for at in range(len(numbers) - 1):
        number, after = numbers[at], numbers[at + 1]
        if number.why_not == "time" and not after.why_not and is_hour_behind(number, after, by_token):
            numbers[at + 1] = after._replace(why_not="time")
    for at in range(len(numbers) - 2, -1, -1):
        number, after = numbers[at], numbers[at + 1]
        if not number.why_not and after.why_not in UNITS and after.first == number.last < after.core:
            numbers[at] = number._replace(why_not=after.why_not)  # «з 93 до 86 відсотків»
        if not number.why_not and after.why_not in UNITS and after.first - number.last == 1:
            if has(by_token, number.last, "ranges", "to") or has(by_token, number.last, "ranges", "or"):
                numbers[at] = number._replace(why_not=after.why_not)
    return numbers


def join_ranges(raws: list[Raw], tokens: Sequence[Token], by_token: Mapping[int, list[Hit]]) -> list[Raw]:
    """`20-25`, `between 30 and 35`, `three or four`: one number, its lower end, with the higher kept."""
    joined: list[Raw] = []
    for raw in raws:
        before = joined[-1] if joined else None
        if before is not None and before.high is None and is_range(before, raw, tokens, by_token):
            before.last, before.high, before.cases = raw.last, int(raw.value), raw.cases
            before.bound = Bound.AT_LEAST
            before.why_not = raw.why_not
            if has(by_token, before.first - 1, "ranges", "open"):
                before.first -= 1
        else:
            joined.append(raw)
    return joined


HOURS = 24


def is_hour_behind(number: Number, after: Number, by_token: Mapping[int, list[Hit]]) -> bool:
    """ "Between half past six *and nine*", "from 23:00 *to six*": the second end of a time."""
    if after.first - number.last != 1 or after.value > HOURS or after.bound is not Bound.EXACT:
        return False
    opened = any(has(by_token, i, "ranges", "open") for i in range(max(0, number.first - 4), number.first))
    return opened and has(by_token, number.last, "ranges", "to")


def is_range(low: Raw, high: Raw, tokens: Sequence[Token], by_token: Mapping[int, list[Hit]]) -> bool:
    if (
        low.why_not
        or not low.value < high.value
        or high.first - low.last != 1
        or high.why_not not in ("", "ordinal")
    ):
        return False
    if any(
        has(by_token, i, "corrections", "word") for i in range(max(0, low.first - CORRECTION_REACH), low.first)
    ):
        return False  # "raised the number from 138 to 142"
    between = tokens[low.last]
    if between.kind == MARK:
        return between.normal in "-—" and low.is_digits == high.is_digits
    if has(by_token, low.last, "ranges", "or"):
        return high.value - low.value <= max(5, low.value / 2)
    if has(by_token, low.last, "ranges", "straight") and high.value <= MOST_OF_RANGE * low.value:
        return True  # "25 to 30 drones"
    return has(by_token, low.first - 1, "ranges", "open") and has(by_token, low.last, "ranges", "to")


def has(by_token: Mapping[int, list[Hit]], token: int, *path: str) -> bool:
    return any(h.path[: len(path)] == path for h in by_token.get(token, ()))


def dress(raw: Raw, tokens: Sequence[Token], by_token: Mapping[int, list[Hit]]) -> Number:
    """The number with the words beside it: hedges before and after, "another", "more", "each"."""
    first, last, bound = raw.first, raw.last, raw.bound
    added = each = False
    for _ in range(3):
        i = first - 1
        while i >= 0 and tokens[i].normal in PASSED_OVER and tokens[i].kind == MARK:
            i -= 1
        hit = next(
            (h for h in by_token.get(i, ()) if h.last == i + 1 and h.path[0] in ("hedges", "more", "each")), None
        )
        if hit is None or hit.path[-1] == "after":
            break
        if hit.path[0] == "hedges" and raw.single:
            raw.value, bound = raw.single, Bound.EXACT
        if hit.path[0] == "hedges" and bound is Bound.EXACT and raw.high is None:
            bound = BOUNDS.get(hit.path[1], bound)
        added |= hit.path[0] == "more"
        each |= hit.path[0] == "each"
        first = hit.first
    for _ in range(2):
        hit = next(
            (h for h in by_token.get(last, ()) if h.first == last and h.path[-1] == "after"
             and h.path[0] in ("hedges", "more", "each")), None,
        )  # fmt: skip
        if hit is None:
            break
        if hit.path[0] == "hedges" and bound is Bound.EXACT:
            bound = BOUNDS.get(hit.path[1], bound)
        added |= hit.path[0] == "more"
        each |= hit.path[0] == "each"
        last = hit.last
    if bound is Bound.AT_MOST and raw.high is not None:
        bound = Bound.AT_LEAST
    why = raw.why_not or not_a_count(raw, first, last, tokens, by_token)
    return Number(
        first, last, int(raw.value), bound, raw.high, why, added, each, raw.is_bare_article, raw.cases, raw.first
    )


MARKER = frozenset("/).")
"""What stands behind the number of an item ("3/ ...", "2) ...")."""

LONGEST_LIST = 99


def is_list_marker(raw: Raw, tokens: Sequence[Token]) -> bool:
    """ "3/ The rest fell": a line that begins with a number and a mark is an item of a numbered list or thread."""
    at = raw.first
    if not raw.is_digits or raw.value > LONGEST_LIST or (at and tokens[at - 1].kind != BREAK):
        return False
    if raw.last >= len(tokens) or tokens[raw.last].normal not in MARKER:
        return False
    behind = raw.last + 1
    return behind >= len(tokens) or tokens[raw.last].end < tokens[behind].start or tokens[behind].kind == WORD


def is_unit(hit: Hit, place: str) -> bool:
    return hit.path[0] == "units" and hit.path[-1] == place


def not_a_count(
    raw: Raw, first: int, last: int, tokens: Sequence[Token], by_token: Mapping[int, list[Hit]]
) -> str:
    """Why the number counts nothing: a unit after it, a sign or a word before it; else ""."""
    if has(by_token, raw.first, "set_phrases"):
        return "a set phrase"  # "to a man", "one after another"
    if is_list_marker(raw, tokens):
        return "label"
    around = next((h for h in by_token.get(raw.first, ()) if h.first == raw.first and is_unit(h, "before")), None)
    if around is not None and around.last > raw.last:
        return around.path[1]  # "ten past"
    after = next((h for h in by_token.get(last, ()) if h.first == last and is_unit(h, "after")), None)
    if after is not None:
        return after.path[1]
    i = first - 1
    if (
        i > 0
        and tokens[i].normal == "."
        and tokens[i].start == tokens[i - 1].end
        and len(tokens[i - 1].normal) < 5
    ):
        i, first = i - 1, i  # "a Jan. 1 attack"
    before = next((h for h in by_token.get(i, ()) if h.last == first and is_unit(h, "before")), None)
    if before is not None and not (before.path[1] == "date" and raw.value > LONGEST_MONTH):
        return before.path[1]
    if last < len(tokens) and tokens[last].normal in ("%", "$", "€", "°", "№"):
        return "percent" if tokens[last].normal == "%" else "sum"
    if i >= 0 and tokens[i].normal in ("$", "€", "£", "№", "#", "+"):
        return "sum"
    if raw.is_digits and 1900 <= raw.value < 2100 and len(tokens[raw.first].normal) == 4:
        return "year"
    return ""
