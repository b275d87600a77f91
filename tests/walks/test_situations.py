"""What a chat sees in each situation that the policy knows, walked from an outlet's feed to the Bot API.

Each row is news over HTTP on a simulated clock, read by the starter rules, and the chat's messages as they stand at
the end. `tests/alerts/test_policy_*.py` hold the same policy fact by fact, with the fates.
"""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from bot.config import starter_rules
from bot.model import Severity
from bot.rulebook import Rulebook, load_rulebook, make_rulebook
from bot.rules.load import load_files
from tests.walks.news import START, Outlets, Walk, Wish, listen, walk

M = dt.timedelta(minutes=1)
H = 60 * M
DAY = 24 * H

Say = tuple[dt.timedelta, str, str] | tuple[dt.timedelta, str, str, dict[str, object]]

AIR_FORCE = "Russia launched {} drones at Ukraine overnight, Ukraine's Air Force said."
WIRE = (
    "Air defences worked until dawn as Russia sent {} drones against Ukraine overnight, Kyiv's Air Force reported."
    " Fires broke out in two districts and rescuers cleared debris from a school yard. Trains ran late all morning."
)
NIGHTLY = (
    "The enemy attacked with {} strike drones overnight. As of 08:00, air defence has shot down {} of them. "
    "Trust the Air Force."
)
WHEN = ("overnight", "last night", "during the night", "in an overnight attack", "through the night")
CLOSED = "Vnukovo airport in Moscow has been closed because of a drone threat, the aviation agency said."
REOPENED = "Vnukovo airport in Moscow has reopened, the aviation agency said."


@pytest.fixture(scope="module")
def book() -> Rulebook:
    problems: list[object] = []
    made = load_rulebook(starter_rules(), problems.append)
    assert problems == []
    return made


def row(name: str, news: list[Say], *seen: str) -> object:
    return pytest.param(news, seen, id=name)


SITUATIONS = [
    row(
        "five outlets with the same figure in 40 minutes",
        [(10 * n * M, "abcde"[n], AIR_FORCE.format(97).replace("overnight", when)) for n, when in enumerate(WHEN)],
        "97|5 outlets ✎",
    ),
    row(
        "97, about 100, more than 90",
        [
            (0 * M, "a", AIR_FORCE.format(97)),
            (10 * M, "b", "Russia fired about 100 drones at Ukraine overnight, officials said."),
            (20 * M, "c", "More than 90 drones were launched by Russia against Ukraine overnight."),
        ],
        "97|3 outlets ✎",
    ),
    row(
        "97, then 140",
        [(0 * M, "a", AIR_FORCE.format(97)), (2 * H, "b", "Ukraine's Air Force: Russia launched 140 drones overnight.")],
        "140 drones|was 97 ✎", "↩ 97 → 140",
    ),
    row(
        "140, corrected to 58",
        [
            (0 * M, "a", AIR_FORCE.format(140)),
            (2 * H, "a", "Ukraine's Air Force corrected its tally: Russia launched 58 drones overnight, not 140."),
        ],
        "58 drones ✎", "↩ Corrected|140 → 58",
    ),
    row(
        "49, then 62, with a line at 50",
        [
            (0 * M, "a", AIR_FORCE.format(49)),
            (1 * H, "b", "Russia launched 62 drones at Ukraine overnight, the Air Force said."),
        ],
        "62 drones",
    ),
    row(
        "the next night with the same figure",
        [
            (0 * M, "a", AIR_FORCE.format(97)),
            (DAY, "b", "Russia launched 97 drones at Ukraine overnight, according to the Air Force."),
        ],
        "97|15 January", "97|16 January",
    ),
    row(
        "two attackers on one night, with the same number",
        [
            (0 * M, "a", AIR_FORCE.format(88)),
            (20 * M, "b", "Russian air defences shot down 88 Ukrainian drones overnight, the Defence Ministry said."),
        ],
        "Ukraine|88 drones", "Russia|88 drones",
    ),
    row(
        "31 of 97",
        [(0 * M, "a", "Ukraine's Air Force shot down 31 of 97 drones launched by Russia overnight.")],
        "97 drones|31",
    ),
    row("up to 60 at a line of 50", [(0 * M, "a", "Russia launched up to 60 drones at Ukraine overnight.")]),
    row(
        "closed, closed elsewhere, reopened, a late closed from a slow outlet",
        [
            (0 * M, "a", CLOSED),
            (20 * M, "b", "Moscow's Vnukovo airport suspended flights amid a drone attack."),
            (2 * H, "a", REOPENED),
            (1 * H, "slow", "Flights at Vnukovo airport in Moscow have been suspended.", {"late": 90 * M}),
        ],
        "Airport closed: Vnukovo ✎", "↩ open again: Vnukovo",
    ),
    row(
        "three airports of one region within two minutes",
        [
            (0 * M, "a", CLOSED),
            (1 * M, "b", "Domodedovo airport in Moscow has been closed because of drones."),
            (1 * M + dt.timedelta(seconds=30), "c", "Zhukovsky airport near Moscow was closed over a drone threat."),
        ],
        "Vnukovo|Domodedovo|Zhukovsky",
    ),
    row(
        "an airport that closes three times in a day",
        [
            (4 * n * H + after, "a", f"{text} It is the {n + 1}. time today.")
            for n in range(3)
            for after, text in ((0 * M, CLOSED), (2 * H, REOPENED))
        ],
        *("closed: Vnukovo ✎", "↩ open again: Vnukovo") * 3,
    ),
    row(
        "the same notice word for word five hours after the reopening",
        [(0 * M, "a", CLOSED), (1 * H, "a", REOPENED), (6 * H, "a", CLOSED)],
        "closed: Vnukovo ✎", "↩ open again: Vnukovo", "closed: Vnukovo",
    ),
    row(
        "a missing attacker with one candidate",
        [(0 * M, "a", AIR_FORCE.format(97)), (1 * H, "b", "A total of 97 drones were launched overnight.")],
        "97 drones",
    ),
    row(
        "talks possible, planned, ongoing, held",
        [
            (0 * M, "a", "Peace talks between Ukraine and Russia could take place in Geneva, a diplomat said."),
            (DAY, "b", "Ukraine and Russia will hold peace talks in Geneva on Sunday, the Swiss foreign ministry said."),
            (3 * DAY, "c", "Peace talks between Ukraine and Russia are under way in Geneva."),
            (4 * DAY, "d", "Ukraine and Russia held peace talks in Geneva on Sunday, negotiators said."),
        ],
        "Geneva|held ✎", "↩ possible → planned", "↩ planned → under way", "↩ under way → held",
    ),
    row(
        "talks moved to another city",
        [
            (0 * M, "a", "Ukraine and Russia will hold peace talks in Geneva on Sunday, officials said."),
            (DAY, "b", "The peace talks between Ukraine and Russia on Sunday will be in Istanbul, officials said."),
        ],
        "Geneva", "Istanbul",
    ),
    row(
        "talks cancelled",
        [
            (0 * M, "a", "Ukraine and Russia will hold peace talks in Geneva on Sunday, officials said."),
            (DAY, "b", "The peace talks between Ukraine and Russia in Geneva have been cancelled, officials said."),
        ],
        "Geneva|cancelled ✎", "↩ cancelled",
    ),
    row(
        "a second round in the same city weeks later",
        [
            (0 * M, "a", "Ukraine and Russia held peace talks in Geneva on Thursday, negotiators said."),
            (21 * DAY, "b", "Ukraine and Russia will hold new peace talks in Geneva on Friday, officials said."),
        ],
        "Geneva", "Geneva",
    ),
    row(
        "an article that arrives two days late",
        [
            (0 * M, "a", AIR_FORCE.format(97)),
            (1 * H, "b", "Russia launched 97 drones against Ukraine overnight, the Air Force said.", {"late": 2 * DAY}),
        ],
        "97 drones",
    ),
    row(
        "a weekly recap beside last night's news",
        [
            (0 * M, "a", AIR_FORCE.format(97)),
            (3 * H, "b", "Over the past week Russia launched 1,270 drones at Ukraine, the president said."),
        ],
        "97 drones",
    ),
    row(
        "an anniversary",
        [(0 * M, "a", "A year ago today, Russia launched 267 drones at Ukraine in what was then a record attack.")],
    ),
    row(
        "one wire text in thirty outlets",
        [(n * M, f"o{n}", WIRE.format(97)) for n in range(30)],
        "97 drones|30 outlets ✎",
    ),
    row(
        "a feed that publishes again with new ids",
        [(0 * M, "a", WIRE.format(97)), (3 * H, "a", WIRE.format(97)), (5 * H, "a", WIRE.format(97))],
        "97 drones",
    ),
    row(
        "the air force's nightly post in the same words with new numbers",
        [(n * DAY, "force", NIGHTLY.format(*both)) for n, both in enumerate(((97, 80), (128, 111), (97, 82)))],
        "97 drones", "128 drones", "97 drones",
    ),
    row(
        "a wire story sent again with 130 changed to 146",
        [(0 * M, "wire", WIRE.format(130)), (2 * H, "wire", WIRE.format(146))],
        "146 drones|was 130 ✎", "↩ 130 → 146",
    ),
    row(
        "a page edited in place with its time unchanged",
        [
            (0 * M, "wire", WIRE.format(130), {"guid": "p"}),
            (0 * M, "wire", WIRE.format(146), {"guid": "p", "late": 2 * H}),
        ],
        "146 drones|was 130 ✎", "↩ 130 → 146",
    ),
]  # fmt: skip


async def tell(run: Walk, news: list[Say]) -> None:
    for after, outlet, text, *how in news:
        await run.say(after, outlet, text, **(how[0] if how else {}))  # type: ignore[arg-type]
    await run.pass_time(run.now + 3 * H)


def is_like(message: str, wanted: str) -> bool:
    """The marks must be the same, and each part between bars stand in the message."""
    marks = [(wanted.startswith("↩"), message.startswith("↩"))]
    if not wanted.startswith("↩"):
        marks.append((wanted.endswith("✎"), message.endswith("✎"))) if "✎" in wanted else None
    parts = wanted.strip("↩✎ ").split("|")
    return all(a == b for a, b in marks) and all(p.strip() in message.replace("\u00a0", " ") for p in parts)


@pytest.mark.parametrize(("news", "seen"), SITUATIONS)
async def test_what_a_chat_sees(tmp_path: Path, book: Rulebook, news: list[Say], seen: tuple[str, ...]):
    async with walk(tmp_path, book, {n[1] for n in news}) as run:
        await tell(run, news)
        shown = run.seen()
    as_wanted = len(shown) == len(seen) and all(map(is_like, shown, seen))
    assert as_wanted, "\n\n".join(shown) or "nothing"


async def test_a_chat_for_high_only_gets_its_first_message_whole(tmp_path: Path, book: Rulebook):
    wishes = (Wish(1), Wish(2, Severity.HIGH))
    async with walk(tmp_path, book, {"a", "b"}, wishes) as run:
        await run.say(0 * M, "a", AIR_FORCE.format(60))
        assert run.seen(2) == []
        await run.say(2 * H, "b", "Ukraine's Air Force: Russia launched 160 drones overnight.")
        await run.pass_time(run.now + H)
        (whole,) = run.seen(2)
        assert len(run.seen(1)) == 2
    assert "160" in whole
    assert "→" not in whole


async def test_a_chat_that_subscribed_between_gets_the_change_whole(tmp_path: Path, book: Rulebook):
    async with walk(tmp_path, book, {"a", "b"}) as run:
        await run.say(0 * M, "a", AIR_FORCE.format(97))
        run.api.world.person(2, "P2").started = True
        await run.store.write(listen, Wish(2))
        await run.say(2 * H, "b", "Ukraine's Air Force: Russia launched 140 drones overnight.")
        await run.pass_time(run.now + H)
        (whole,) = run.seen(2)
    assert "140" in whole
    assert not whole.startswith("↩")


async def test_a_backlog_of_500_items_is_learned_and_not_sent(tmp_path: Path, book: Rulebook):
    backlog = Outlets()
    for n in range(500):
        text = AIR_FORCE.format(50 + n) if n % 5 == 0 else f"The council met for the {n}. time and spoke of roads."
        backlog.publish("a", f"old-{n}", text, START - n * H)
    async with walk(tmp_path, book, {"a"}, backlog=backlog) as run:
        await run.pass_time(START + 3 * H)
        assert run.seen() == []
        stored = await run.store.call(lambda store: store.value("SELECT count(*) FROM articles"))
    assert stored == 500


async def test_an_edited_rule_sends_nothing_again(tmp_path: Path, book: Rulebook):
    async with walk(tmp_path, book, {"a", "b"}) as run:
        await run.say(0 * M, "a", AIR_FORCE.format(97))
        rules = book.ruleset.rules
        edited = dataclasses.replace(
            rules["drone-attack-on-ukraine"], severity=(), title={"en": "Drones by night"}
        )
        ruleset = dataclasses.replace(book.ruleset, rules={**rules, edited.rule_id: edited})
        run.desk.book = dataclasses.replace(book, ruleset=ruleset)
        await run.carry(START + H)
        await run.say(2 * H, "b", "Russia launched 97 drones at Ukraine overnight, according to the Air Force.")
        assert len(run.seen()) == 1


FLOOD = """
version: 1
rules:
- id: sirens
  title: Sirens in $town
  topic: other
  match:
    phrases: [sirens in $town]
  same_event: {by: [town], within: 24h}
  tests:
    - {say: Sirens in Lutsk this morning., expect: alert}
    - {say: A quiet morning in Lutsk., expect: nothing}
"""


async def test_300_events_in_an_hour_are_a_few_messages_and_a_digest_with_their_true_count(tmp_path: Path):
    english = (starter_rules() / "vocabulary" / "en.yaml").read_text(encoding="utf-8")
    loaded = load_files({"flood.yaml": FLOOD, "vocabulary/en.yaml": english})
    assert [p for p in loaded.problems if not p.is_advice] == []
    flood = make_rulebook(loaded.ruleset, (), loaded.vocabulary)
    towns = [f"Ab{a}{b}ovka" for a in "cdfghklmnpqrstvwxz" for b in "aeiouycdfghklmnpq"][:300]
    async with walk(tmp_path, flood, {"a"}) as run:
        for n, town in enumerate(towns):
            run.outlets.publish("a", f"s{n}", f"Sirens in {town} since {n} minutes.", START + M)
        await run.carry(START + 2 * M)
        at_once = len(run.seen())
        await run.pass_time(START + H)
        shown = run.seen()
    assert at_once == 20
    assert len(shown) == 21
    assert "280 alerts" in shown[-1].replace("\u00a0", " ")


def test_the_rig_ends_by_itself(tmp_path: Path, book: Rulebook):
    """No task, server or thread is left behind."""

    async def once() -> int:
        async with walk(tmp_path, book, {"a"}):
            pass
        return len(asyncio.all_tasks())

    assert asyncio.run(once()) == 1
