"""Good rule files with something wrong in them: whatever it is, there are problems with a place, never a traceback.

`TOCSIN_MUTATIONS=10000 pytest tests/rules/test_mutations.py` tries more of them.
"""

from __future__ import annotations

import os
import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.model import Problem
from bot.rulebook import make_rulebook
from bot.rules.disk import decode, read_folder
from bot.rules.load import load_files
from tests.rules.conftest import EXAMPLES, RULES

MANY = int(os.environ.get("TOCSIN_MUTATIONS", "150"))
GOOD = [t.encode() for p, t in read_folder(RULES)[0].items() if "/" not in p] + [t.encode() for t in EXAMPLES]
BITS = [
    *(
        b"\n",
        b" ",
        b"  ",
        b"\t",
        b"\r",
        b"\x00",
        b"\xff",
        b": ",
        b"- ",
        b" # ",
        b" is ",
        b" or ",
        b"and ",
        b"---\n",
    ),
    *b"? : - & *a [ ] { } ' \" | > % @ ` # ( ) < > $ $place * (a| |) <list> ... ...99".split(),
    *b"~ null [] {} !!python/object:os 1e9 -1 NaN inf 0x10 1_000 16:10 NO +3h -3h 50k version:2 rules: &a".split(),
    *(
        b"9" * 400,
        b"10 years",
        b"version: 1",
        b"lists: {a: [<a>]}",
        b"alert_if: [value >= ]",
        b"after: airport-closed",
    ),
    *(b" new for ", b"value changes by 5%", b"severity rises", b"quiet: [{until: now}]"),
    *(
        "ё".encode(),
        "\u202e".encode(),
        "\u2028".encode(),
        "\ud83d\ude00".encode("utf-16", "surrogatepass"),
        "İ١٢".encode(),
    ),
]


def mutate(good: bytes, chance: random.Random) -> bytes:
    """One to three accidents: with bytes, with lines, with another file."""
    text = good
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        at = chance.randrange(len(text) + 1)
        lines = text.split(b"\n")
        one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.randrange(10):
            case 0:
                text = text[:at] + text[at + chance.choice((1, 2, 5, 40)) :]
            case 1 | 2 | 3:
                text = text[:at] + chance.choice(BITS) + text[at:]
            case 4:
                bit = chance.choice(BITS)
                text = text[:at] + bit + text[at + len(bit) :]
            case 5:
                lines[one], lines[other] = lines[other], lines[one]
                text = b"\n".join(lines)
            case 6:
                text = b"\n".join([*lines[:one], lines[other], *lines[one:]])
            case 7:
                text = b"\n".join(lines[:one] + lines[one + 1 :])
            case 8:
                lines[one] = chance.choice((b" ", b"  ", b"- ", b"")) + lines[one].lstrip()
                text = b"\n".join(lines)
            case _:
                text = text[:at] + chance.choice(GOOD)[-chance.randrange(1, 400) :]
    return text


def load(raw: bytes) -> tuple[tuple[Problem, ...], str]:
    text, unread = decode(raw, "x.yaml")
    if unread:
        return unread, raw.decode("utf-8", "replace")
    loaded = load_files({"x.yaml": text})
    make_rulebook(loaded.ruleset, loaded.feeds, {})
    return loaded.problems, text


@settings(max_examples=MANY, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, len(GOOD) - 1), st.integers(0, 2**48))
def test_a_damaged_rule_file_has_problems_with_a_place_and_never_raises(which: int, seed: int) -> None:
    problems, text = load(mutate(GOOD[which], random.Random(seed)))
    lines = (
        text.count("\n") + text.count("\u2028") + text.count("\u2029") + text.count("\x85") + text.count("\r") + 2
    )
    for problem in problems:
        assert problem.text.strip()
        assert "\n" not in str(problem)
        assert "Error" not in problem.text, "the words of a program are no help to who wrote the file"
        assert 1 <= problem.line <= max(lines, 1), problem
        assert problem.column >= 1, problem
