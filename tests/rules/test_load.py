"""Files together: rules, feeds, vocabulary."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import RuleError
from bot.model import CountMatch, PhraseMatch, Severity, StatusMatch
from bot.rules.disk import decode, read_folder, stamp_folder
from bot.rules.load import load_files, load_folder, load_vocabulary

RULES = Path(__file__).parents[2] / "rules"
SHIPPED = (
    "drone-attack-on-ukraine",
    "drone-attack-on-russia",
    "drones-over-capital",
    "drone-hits",
    "airport-closed",
    "airport-reopened",
    "talks-location",
)
RULE = """\
version: 1
rules:
- id: {id}
  title: {{en: Drones, uk: Дрони}}
  match: {{count: {{of: drone, action: [launched, downed], attacker: Russia, place: none}}}}
  alert_if: [value >= {least}]
  severity: {{medium: value >= 50, high: value >= 150}}
"""


def rule(rule_id: str = "one", least: int = 50) -> str:
    return RULE.format(id=rule_id, least=least)


def test_the_shipped_rules_load_without_an_error_and_without_advice() -> None:
    loaded = load_folder(RULES)
    assert [str(p) for p in loaded.problems] == []
    assert set(SHIPPED) <= set(loaded.ruleset.rules)


def test_every_shipped_rule_has_its_title_and_tests_in_three_languages() -> None:
    cyrillic = {"uk": set("іїєґ"), "ru": set("ыэъё")}
    for shipped in load_folder(RULES).ruleset.rules.values():
        assert set(shipped.title) == {"en", "uk", "ru"}, shipped.rule_id
        said = " ".join(r.say for t in shipped.tests for r in t.reports).casefold()
        if shipped.rule_id not in ("missiles-at-russia", "airport-reopened"):
            assert all(letters & set(said) for letters in cyrillic.values()), shipped.rule_id


def test_a_rule_is_typed() -> None:
    made = load_files({"x.yaml": rule()}).ruleset.rules["one"]
    assert made.match == CountMatch(("drone",), ("launched", "downed"), ("RU",), (), True)
    assert [s for s, _ in made.severity] == [Severity.HIGH, Severity.MEDIUM, Severity.MEDIUM]
    assert made.severity[-1][1] is None
    assert made.same_event.by == ("attacker", "place", "day")
    assert made.title_in("uk") == "Дрони"
    assert (made.path, made.line) == ("x.yaml", 3)


def test_words_of_its_own_make_a_quantity_and_phrases_make_patterns() -> None:
    text = (
        "version: 1\nlists: {truce: [ceasefire, truce]}\nrules:\n"
        "- {id: power, title: Power, match: {count: {of: [home*], state: [without power]}}}\n"
        "- {id: words, title: Words, match: {phrases: [<truce> signed], not: [no <truce>]}}\n"
    )
    ruleset = load_files({"x.yaml": text}).ruleset
    assert [q.quantity_id for q in ruleset.quantities] == ["power"]
    assert ruleset.rules["power"].match == CountMatch(("power",), quantity_id="power")
    assert ruleset.rules["words"].match == PhraseMatch(("words/1",), ("words/not/1",))
    assert [p.phrase_id for p in ruleset.patterns] == ["words/1", "words/not/1"]


def test_a_class_of_places_can_be_listed_for_status() -> None:
    text = (
        "version: 1\ngazetteers:\n  border_crossing:\n    places: [Krakovets, {name: Shehyni, also: [Шегині]}]\n"
        "    states: {closed: [закрит*]}\n"
        "rules:\n- {id: border, title: Border, match: {status: {of: border_crossing, is: closed}}}\n"
    )
    ruleset = load_files({"x.yaml": text}).ruleset
    (gazetteer,) = ruleset.gazetteers
    assert [p.place_id for p in gazetteer.places] == ["krakovets", "shehyni"]
    assert gazetteer.states["closed"][0].source == "закрит*"
    assert ruleset.rules["border"].match == StatusMatch("border_crossing", ("closed",))


def test_a_rule_that_is_off_gives_the_reader_nothing_to_look_for() -> None:
    text = "version: 1\nrules:\n- {id: w, title: W, status: off, match: {phrases: [truce signed]}}\n"
    ruleset = load_files({"x.yaml": text}).ruleset
    assert ruleset.patterns == ()
    assert "w" in ruleset.rules


def test_yaml_does_not_change_what_was_written() -> None:
    text = (
        "version: 1\nrules:\n- {id: no, title: NO, topic: on, why: 16:10, was: [1_000, 010, null],"
        " match: {talks: {country: NO}}}\n"
    )
    made = load_files({"x.yaml": text}).ruleset.rules["no"]
    assert (made.title["en"], made.topic, made.why, made.was) == ("NO", "on", "16:10", ("1_000", "010", "null"))
    assert made.match.countries == ("NO",)  # type: ignore[union-attr]


def test_of_two_files_with_one_id_the_first_stays() -> None:
    loaded = load_files({"a.yaml": rule(), "b.yaml": rule(least=60)})
    assert [p.path for p in loaded.errors] == ["b.yaml"]
    assert loaded.ruleset.rules["one"].path == "a.yaml"


def test_a_file_that_waits_for_a_rule_of_a_bad_file_is_left_out_with_it() -> None:
    waits = rule("two") + "  after: one\n"
    loaded = load_files({"a.yaml": rule() + "  colour: red\n", "b.yaml": waits, "c.yaml": rule("three", 60)})
    assert list(loaded.ruleset.rules) == ["three"]
    assert [p.path for p in loaded.errors] == ["a.yaml", "b.yaml"]


def test_files_that_did_not_change_are_not_read_again() -> None:
    first = load_files({"a.yaml": rule(), "b.yaml": rule("two")})
    again = load_files({"a.yaml": rule(), "b.yaml": rule("two", 70)}, first)
    assert again.files["a.yaml"] is first.files["a.yaml"]
    assert again.files["b.yaml"] is not first.files["b.yaml"]
    assert first.ruleset.digest != again.ruleset.digest


def test_feeds_are_read_entry_by_entry() -> None:
    feeds = (
        "version: 1\nfeeds:\n"
        "- {id: good, name: Good, url: https://good.example/rss, language: UK, country: no, kind: official}\n"
        "- {id: bad, name: Bad, url: good.example/rss}\n"
        "- {id: odd, name: Odd, url: https://odd.example, colour: red}\n"
        "- {id: good, name: Again, url: https://again.example}\n"
        "- {id: twin, name: Twin, url: https://good.example/rss}\n"
        "- {id: lawful, name: Law, url: https://law.example, law: [EU]}\n"
        "- {id: asked, name: Asked, url: https://asked.example, law: EU, on: yes}\n"
    )
    loaded = load_files({"feeds.yaml": feeds})
    assert [(f.feed_id, f.on) for f in loaded.feeds] == [("good", True), ("lawful", False), ("asked", True)]
    assert (loaded.feeds[0].language, loaded.feeds[0].country) == ("uk", "NO")
    assert [p.line for p in loaded.errors] == [4, 5, 6, 7]


def test_vocabulary_keeps_the_line_of_every_word(tmp_path: Path) -> None:
    (tmp_path / "xx.yaml").write_text("things:\n  drone:\n    - БПЛА\n    - дрон\n", encoding="utf-8")
    words = load_vocabulary(tmp_path)["xx"]["things"]["drone"]  # type: ignore[index]
    assert [(w, w.line) for w in words] == [("БПЛА", 3), ("дрон", 4)]
    (tmp_path / "yy.yaml").write_text("a: [\n", encoding="utf-8")
    with pytest.raises(RuleError, match=r"vocabulary/yy\.yaml:1:1: the file ends here"):
        load_vocabulary(tmp_path)


def test_a_folder_is_read_without_what_editors_leave_in_it(tmp_path: Path) -> None:
    (tmp_path / "chat").mkdir()
    (tmp_path / "chat" / "mine.yaml").write_text(rule("mine"))
    (tmp_path / "schema").mkdir()
    (tmp_path / "schema" / "x.yaml").write_text("nothing")
    for name in (".x.yaml.swp", "x.yaml~", ".hidden.yaml", "notes.txt", "#x.yaml#"):
        (tmp_path / name).write_text("nothing")
    (tmp_path / "latin.yaml").write_bytes(b"version: 1 # caf\xe9\n")
    texts, problems = read_folder(tmp_path)
    assert list(texts) == ["chat/mine.yaml"]
    assert [str(p) for p in problems] == ["latin.yaml:1:17: not UTF-8 from here on: save the file as UTF-8"]


def test_a_folder_that_is_not_there_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="no such folder of rules"):
        load_folder(tmp_path / "nowhere")


def test_an_edit_changes_the_stamp_of_a_folder(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text(rule())
    before = stamp_folder(tmp_path)
    assert stamp_folder(tmp_path) == before
    file.write_text(rule(least=60) + "\n")
    assert stamp_folder(tmp_path) != before


# -- anything at all -----------------------------------------------------------------------------------------


@given(st.binary(max_size=300))
def test_any_bytes_give_rules_or_problems_and_never_an_exception(raw: bytes) -> None:
    text, unread = decode(raw, "x.yaml")
    loaded = load_files({"x.yaml": text, "feeds.yaml": text, "vocabulary/xx.yaml": text}, problems=unread)
    assert all(p.line >= 1 and p.column >= 1 and p.text for p in loaded.problems)


@given(st.text(alphabet="version: 1\nrules-[]{}'\"#&*!|>%@`,?ab\t", max_size=200))
def test_any_mix_of_yaml_signs_gives_rules_or_problems(text: str) -> None:
    load_files({"x.yaml": text, "feeds.yaml": text})


@settings(deadline=None, max_examples=1)
@given(st.integers(min_value=0, max_value=2**32))
def test_thousands_of_mutations_of_good_files_give_rules_or_problems(seed: int) -> None:
    """The files as they are, with bytes changed, cut, doubled and moved about."""
    chance = random.Random(seed)
    good = [p.read_bytes() for p in sorted(RULES.glob("*.yaml")) if p.name != "feeds.yaml"]
    pieces = [b[at : at + 900] for b in good for at in range(0, len(b), 900)]
    signs = [
        b"\t",
        b"'",
        b'"',
        b": ",
        b"- ",
        b"{",
        b"}",
        b"[",
        b"]",
        b"#",
        b"&a ",
        b"*a",
        b"!x ",
        b"\n",
        b"|",
        b"\xff",
        b"0",
    ]
    for _ in range(1_000):
        raw = bytearray(b"version: 1\nrules:\n" + chance.choice(pieces))
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(raw))
            match chance.randrange(4):
                case 0:
                    raw[at : at + chance.randint(0, 20)] = b""
                case 1:
                    raw[at:at] = chance.choice(signs)
                case 2:
                    raw[at] = chance.randrange(256)
                case _:
                    raw[at:at] = raw[at : at + chance.randint(1, 60)]
        text, unread = decode(bytes(raw), "x.yaml")
        loaded = load_files({"x.yaml": text}, problems=unread)
        assert loaded.ruleset is not None


def test_lengths_of_time_are_typed() -> None:
    text = (
        rule()
        + "  cooldown: 1h 30m\n  embargo: 3h\n  confirm: 2 sources within 2h\n  group: {by: [day], wait: 5m}\n"
    )
    made = load_files({"x.yaml": text}).ruleset.rules["one"]
    assert made.cooldown == dt.timedelta(minutes=90)
    assert made.embargo == dt.timedelta(hours=3)
    assert made.confirm is not None
    assert made.confirm.within == dt.timedelta(hours=2)
    assert made.group is not None
    assert made.group.wait == dt.timedelta(minutes=5)
