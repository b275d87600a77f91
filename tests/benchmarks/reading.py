"""How fast texts are read: with and without a hit, with few and many rules, and in the worst cases.

Sizes are those of a news item: 2,000 characters. Rules are made up: phrases of four words, none of which the
articles hold, as most of an operator's rules find nothing in most articles.
"""

from __future__ import annotations

import datetime as dt
import gc
import random
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from bot.model import Pattern, Word
from bot.reading.compile import Reader, compile_reader
from bot.reading.read import read
from bot.rules.load import load_vocabulary

ROOT = Path(__file__).parents[2]
AT = dt.datetime(2026, 1, 15, 5, tzinfo=dt.UTC)
SIZE = 2_000
SYLLABLES = (
    "ba be bi bo bu da de di do du ka ke ki ko ku la le li lo lu ma me mi mo mu na ne ni no nu ra re ri ro ru"
)
LEAD = "Russia launched 97 drones overnight and 80 of them were shot down, the Ukrainian Air Force said. "
PLAIN = (
    "The council voted on a new budget for schools and roads in the district. Residents asked for more buses and a "
    "library near the old market. A committee will decide in spring who pays for the bridge over the river. "
)


def measure(quick: bool, options: list[str]) -> dict[str, object]:
    vocabulary = load_vocabulary(ROOT / "rules" / "vocabulary")
    rounds = 3 if quick else 7
    miss, hit = article(PLAIN), article(LEAD + PLAIN)
    few, some, many = (compile_reader(vocabulary, made_rules(n)) for n in (10, 1_000, 10_000))
    seconds, megabytes = compile_cost(vocabulary)
    gc.collect()
    gc.freeze()  # as a worker does once its rules are there: the collector need not walk the vocabulary
    cost = {
        n: per_article(reader, [miss, hit], rounds) for n, reader in ((10, few), (1_000, some), (10_000, many))
    }
    return {
        "articles_per_s_miss": [1 / per_article(many, [miss], 1) for _ in range(rounds)],
        "articles_per_s_hit": [1 / per_article(many, [hit], 1) for _ in range(rounds)],
        "growth_10_to_1000_rules": cost[1_000] / cost[10],
        "growth_10_to_10000_rules": cost[10_000] / cost[10],
        "compile_s_10000": seconds,
        "compile_mb_10000": megabytes,
        **worst_cases(few, quick),
    }


def article(text: str) -> str:
    """News differ: a serial number keeps one article from being like the next."""
    body = text + PLAIN * (SIZE // len(PLAIN) + 1)
    return body[:SIZE]


def made_rules(count: int) -> list[Pattern]:
    chance = random.Random(count)
    syllables = SYLLABLES.split()

    def word() -> Word:
        return Word("".join(chance.choice(syllables) for _ in range(4)), prefix=chance.random() < 0.3)

    return [Pattern(f"made/{n}", "", tuple(word() for _ in range(4))) for n in range(count)]


def per_article(reader: Reader, texts: list[str], rounds: int) -> float:
    """Seconds of processor time for one article, the best of the rounds."""
    best = float("inf")
    for _ in range(rounds):
        count = 300
        begun = time.process_time()
        for n in range(count):
            read(reader, texts[n % len(texts)], AT, "en")
        best = min(best, (time.process_time() - begun) / count)
    return best


def compile_cost(vocabulary: dict[str, object]) -> tuple[float, float]:
    """Seconds and megabytes of one compilation with 10,000 rules; memory in a second run, which tracing slows."""
    rules = made_rules(10_000)
    begun = time.process_time()
    compile_reader(vocabulary, rules)
    seconds = time.process_time() - begun
    tracemalloc.start()
    compile_reader(vocabulary, rules)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return seconds, peak / 1e6


WORST: dict[str, Callable[[int], str]] = {
    "one_paragraph": lambda n: "a drone and a missile over the region, " * (n // 38),
    "numbers": lambda n: "Russia launched " + "97 drones, " * (n // 11),
    "numbers_of_numbers": lambda n: "drones " + "97 of " * (n // 6),
    "spaces": lambda n: "drone" + " " * n,
    "one_word": lambda n: "drone" * (n // 5),
    "brackets": lambda n: "drones (" * (n // 8),
    "places": lambda n: "12 drones over " + "the Kursk, Bryansk and Tula regions, " * (n // 37),
}


def worst_cases(reader: Reader, quick: bool) -> dict[str, object]:
    """Time at 1x, 2x and 4x the size, in milliseconds; `linear_worst`: the largest ratio of 4x to four times 1x."""
    size = 20_000 if quick else 90_000
    found: dict[str, object] = {}
    worst = 0.0
    for name, make in WORST.items():
        times = [seconds_of(reader, make(size * factor)) for factor in (1, 2, 4)]
        found[f"ms_{name}"] = " / ".join(f"{t * 1000:.0f}" for t in times)
        worst = max(worst, times[2] / (4 * max(times[0], 0.002)))
    return {"linear_worst": worst, **found}


def seconds_of(reader: Reader, text: str) -> float:
    best = float("inf")
    for _ in range(2):
        begun = time.process_time()
        read(reader, text, AT, "en")
        best = min(best, time.process_time() - begun)
    return best
