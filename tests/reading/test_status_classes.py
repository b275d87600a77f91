"""Places of a class that a rule file lists are read like airports, by general words or by the class's own."""

from __future__ import annotations

import functools
import pickle

import pytest

from bot.model import Gazetteer, NamedPlace, Status
from bot.reading.compile import Reader, compile_reader
from bot.reading.read import read
from bot.rules.load import load_vocabulary
from bot.rules.phrases import parse_phrase
from tests.reading.vocabulary import MORNING, VOCABULARY

CROSSINGS = Gazetteer(
    "border_crossing",
    (
        NamedPlace("krakovets", "Krakovets", ("Краковець", "Краковец"), "Lviv Oblast", "UA"),
        NamedPlace("shehyni", "Shehyni", ("Шегині", "Шегини"), None, "UA"),
    ),
)
WORDS = tuple(p for w in ("(lost|loses) ... power", "знеструмлен*") for p in parse_phrase(w, "reactor/dark/1", {}))
REACTORS = Gazetteer("reactor", (NamedPlace("znpp", "ZNPP", ("ЗАЕС", "ЗАЭС"), None, "UA"),), {"dark": WORDS})


@functools.cache
def reader() -> Reader:
    compiled = compile_reader(load_vocabulary(VOCABULARY), gazetteers=(CROSSINGS, REACTORS))
    thawed: Reader = pickle.loads(pickle.dumps(compiled))
    return thawed


SITUATIONS = [
    ("The Krakovets crossing was closed; Shehyni is open again.", {"krakovets closed", "shehyni reopened"}),
    ("Пункт пропуску «Краковець» тимчасово припинив роботу.", {"krakovets closed"}),
    ("Рух через «Шегині» відновлено.", {"shehyni reopened"}),
    ("The Krakovets and Shehyni crossings have reopened.", {"krakovets reopened", "shehyni reopened"}),
    ("Fog closed the Krakovets crossing.", {"krakovets closed"}),
    ("The Krakovets border crossing has been closed.", {"krakovets closed"}),
    ("Poland closed the border crossing at Krakovets.", {"krakovets closed"}),
    ("ZNPP has lost all external power, the agency said.", {"znpp dark"}),
    ("ЗАЕС знеструмлено через обстріл.", {"znpp dark"}),
    ("Krakovets has lost all power.", set()),
    ("Kazan airport was closed.", {"KZN closed"}),
]


@pytest.mark.parametrize(("text", "expected"), SITUATIONS, ids=[s[0] for s in SITUATIONS])
def test_a_class_is_read_by_general_words_or_by_its_own(text: str, expected: set[str]) -> None:
    facts = [f.what for f in read(reader(), text, MORNING).facts if isinstance(f.what, Status)]
    assert {f"{w.place_id} {w.state}" for w in facts} == expected
