"""Numbers, lengths of time, names of sides and severities, as people write them.

Each function raises ValueError with what is wrong and what to write instead.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterable

from bot.model.rules import Confirm, Severity

MULTIPLES = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "mln": 1_000_000, "million": 1_000_000}
WORDS = {
    "half a million": 500_000,
    "a quarter of a million": 250_000,
    "a million": 1_000_000,
    "a thousand": 1_000,
    "a hundred": 100,
    "half a dozen": 6,
    "a dozen": 12,
    "two dozen": 24,
    "none": 0,
    "no": 0,
}
LARGEST = 10**12
NUMBER = re.compile(r"(\d+(?:\.\d{1,2})?|\d{1,3}(?:[,\u00a0\u202f ]\d{3})+)\s*([a-z]+)?")

UNITS = {
    dt.timedelta(seconds=1): ("s", "sec", "second", "seconds"),
    dt.timedelta(minutes=1): ("m", "min", "minute", "minutes"),
    dt.timedelta(hours=1): ("h", "hour", "hours"),
    dt.timedelta(days=1): ("d", "day", "days"),
    dt.timedelta(weeks=1): ("w", "week", "weeks"),
}
UNIT_OF = {name: length for length, names in UNITS.items() for name in names}
SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]+)")
LONGEST = dt.timedelta(days=3660)

SIDES = {
    "RU": ("ru", "russia", "russian", "росія", "росии", "россия", "рф", "moscow"),
    "UA": ("ua", "ukraine", "ukrainian", "україна", "украина", "kyiv"),
}
SIDE_OF = {name: side for side, names in SIDES.items() for name in names}


def suggest(word: str, known: Iterable[str], shown: Iterable[str] = (), how: str = "there are") -> str:
    """`, did you mean 'x'?` where one of `known` is near, else nothing; with `shown` it goes on with what there is."""
    near = difflib.get_close_matches(str(word).casefold(), list(known), n=1, cutoff=0.6)
    there = ", ".join(shown)
    if near:
        return f", did you mean '{near[0]}'?" + (f" {how.capitalize()} {there}" if there else "")
    return f"; {how} {there}" if there else ""


def parse_number(text: str) -> float:
    """`50`, `50,000`, `50k`, `1.5 million`, `half a million`."""
    plain = text.strip().casefold()
    if plain in WORDS:
        return WORDS[plain]
    if "_" in plain:
        raise ValueError(f"'{text}' is no number here: write {plain.replace('_', ',')}")
    if ":" in plain:
        raise ValueError(f"'{text}' is a time of day, not a number")
    if re.fullmatch(r"\d{1,3}(\.\d{3})+", plain):
        raise ValueError(f"'{text}' could mean two numbers: write {plain.replace('.', ',')} with a comma")
    found = NUMBER.fullmatch(plain)
    unit = found.group(2) if found else None
    if not found or (unit and unit not in MULTIPLES):
        raise ValueError(f"'{text}' is no number: write 50, 50,000, 50k or half a million")
    number = float(re.sub(r"[,\s\u00a0\u202f]", "", found.group(1))) * MULTIPLES.get(unit or "", 1)
    if number > LARGEST:
        raise ValueError(f"'{text}' is larger than anything that is counted")
    return int(number) if number == int(number) else number


def parse_duration(text: str) -> dt.timedelta:
    """`30m`, `24h`, `10 days`, `1h 30m`, `half an hour`."""
    plain = text.strip().casefold()
    if plain == "half an hour":
        return dt.timedelta(minutes=30)
    if plain in ("an hour", "a day", "a week"):
        return UNIT_OF[plain.split()[1]]
    if plain == "0":
        return dt.timedelta(0)
    if re.fullmatch(r"\d+", plain):
        raise ValueError(f"'{text}' has no unit: write {plain}m, {plain}h or {plain} days")
    if re.fullmatch(r"\d+:\d+(:\d+)?", plain):
        hours, minutes = plain.split(":")[:2]
        raise ValueError(f"'{text}' is a time of day: write a length of time, {int(hours)}h {int(minutes)}m")
    if re.search(r"\d\s*(month|months|mo|year|years|y)\b", plain):
        raise ValueError(f"'{text}': months and years differ in length; write days")
    parts = SPAN.findall(plain)
    if not parts or re.sub(r"[\s,]|and", "", SPAN.sub("", plain)):
        raise ValueError(f"'{text}' is no length of time: write 30m, 24h or 10 days")
    length = dt.timedelta(0)
    for number, unit in parts:
        if unit not in UNIT_OF:
            raise ValueError(f"'{unit}' is no unit of time{suggest(unit, UNIT_OF)}: write 30m, 24h or 10 days")
        if float(number) > LONGEST / UNIT_OF[unit]:
            raise ValueError(f"'{text}' is longer than ten years")
        length += float(number) * UNIT_OF[unit]
    return length


def parse_offset(text: str) -> dt.timedelta:
    """`+40m`: so long after the start of a story."""
    plain = text.strip()
    if not plain.startswith("+"):
        raise ValueError(f"'{text}': write how long after the start of the story, +0m or +3h")
    if re.fullmatch(r"\+\s*0\s*[a-z]*", plain.casefold()):
        return dt.timedelta(0)
    return parse_duration(plain[1:])


def parse_side(text: str) -> str:
    """`RU` or `UA`, from the names that people use in three languages."""
    plain = text.strip().casefold()
    if plain not in SIDE_OF:
        raise ValueError(f"'{text}' is no side of this war: write Russia or Ukraine")
    return SIDE_OF[plain]


def parse_severity(text: str) -> Severity:
    plain = text.strip().casefold()
    known = {s.word: s for s in Severity}
    if plain not in known:
        raise ValueError(f"'{text}' is no severity{suggest(plain, known, known)}")
    return known[plain]


def parse_confirm(text: str) -> Confirm:
    """`2 sources within 2h`."""
    found = re.fullmatch(r"(\w+)\s+sources?\s+within\s+(.+)", text.strip().casefold())
    if not found:
        raise ValueError(f"'{text}': write `2 sources within 2h`")
    words = {"two": 2, "three": 3, "four": 4, "five": 5}
    sources = words.get(found.group(1)) or parse_number(found.group(1))
    if sources != int(sources) or not 2 <= sources <= 20:
        raise ValueError(f"'{found.group(1)}': an alert can wait for 2 to 20 sources")
    return Confirm(int(sources), parse_duration(found.group(2)))


def parse_range(text: str) -> tuple[float, float]:
    """`2-5`, `3`, `up to 4`, `0 to 2`: least and most."""
    plain = text.strip().casefold().replace("–", "-").replace(" to ", "-")
    if plain.startswith(("up-", "up to")):
        return 0, parse_number(plain.removeprefix("up-").removeprefix("up to"))
    low, dash, high = plain.partition("-")
    least, most = parse_number(low), parse_number(high if dash else low)
    if least > most:
        raise ValueError(f"'{text}': the first number is the larger one")
    return (least, most) if dash else (0, most)


def parse_yes(text: str) -> bool:
    plain = text.strip().casefold()
    if plain in ("yes", "true", "on", "1", "так", "да"):
        return True
    if plain in ("no", "false", "off", "0", "ні", "нет"):
        return False
    raise ValueError(f"'{text}': write yes or no")


def show_duration(length: dt.timedelta) -> str:
    """The shortest way to write it: `30m`, `24h`, `10 days`."""
    seconds = int(length.total_seconds())
    for size, unit in ((86_400, " days"), (3_600, "h"), (60, "m")):
        if seconds and seconds % size == 0 and (size < 86_400 or seconds >= 2 * size):
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def show_number(number: float) -> str:
    return f"{number:,.2f}".rstrip("0").rstrip(".") if number != int(number) else f"{int(number):,}"
