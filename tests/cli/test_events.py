"""`tocsin events`, as an owner types it, also beside a bot that runs."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.cli.events import book_in_force, events_app
from bot.config import load_settings
from bot.errors import TocsinError
from bot.model import Reading, Subscription
from bot.pipeline.take import Arrival, Newsdesk, open_desk, take_in
from bot.rules.load import load_files
from bot.store import Store, open_store
from bot.store.chats import add_subscription, save_chat
from bot.store.events import get_event
from bot.store.house import save_rule_files
from tests.alerts.build import launched
from tests.store.nouns import article, chat

HOUR = dt.timedelta(hours=1)
START = dt.datetime.now(dt.UTC).replace(microsecond=0) - 40 * HOUR
RULE = """version: 1
rules:
- id: attack
  title: {en: Attack}
  match:
    count: {of: drone, action: [launched, downed], attacker: Russia, place: none}
  alert_if:
    - value >= 50
  same_event: {by: [attacker, day], within: 24h}
  update_if:
    - value changes by 5%
"""

Tocsin = Callable[..., Result]


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "tocsin.db"


@pytest.fixture
def tocsin(db: Path) -> Tocsin:
    def run(*words: str) -> Result:
        return CliRunner().invoke(events_app, words, env={"TOCSIN_DB": str(db)})

    return run


def lines(result: Result) -> str:
    assert result.exception is None, result.output
    return result.output


class Bot:
    """A bot that runs: it keeps its connection and what it knows."""

    def __init__(self, store: Store, db: Path) -> None:
        self.store = store
        with store.transaction():
            save_rule_files(store, {"attack.yaml": RULE}, START)
            save_chat(store, chat())
            add_subscription(store, Subscription(subscription_id=0, chat_id="telegram:1", created_at=START))
        self.desk: Newsdesk = open_desk(store, book_in_force(store, load_settings(db=db)), START)

    def read(self, name: str, value: int, days: int, after: dt.timedelta, text: str = "") -> None:
        at = START + after
        told = launched(value, day=START.date() + dt.timedelta(days=days))
        text = text or f"It's {value} drones, {name} writes. " * 9
        came = article(
            name, outlet=f"{name}.example", text=text, digest=text, title="", published_at=at, fetched_at=at
        )
        take_in(self.store, self.desk, [Arrival((came,), (Reading((told,)),))], at)

    def queued(self) -> list[tuple[int, int, str]]:
        rows = self.store.rows("SELECT alert_id, number, manner FROM deliveries WHERE state <> 'dead'")
        return [(row["alert_id"], row["number"], row["manner"]) for row in rows]


@pytest.fixture
def bot(db: Path):
    """Two nights that are two events: 97 and 140."""
    with open_store(db, now=START) as store:
        bot = Bot(store, db)
        bot.read("a1", 97, 0, 0 * HOUR)
        bot.read("a2", 140, 1, 24 * HOUR)
        yield bot


def test_merged_beside_a_running_bot_the_next_report_of_either_goes_to_the_one_that_stays(
    bot: Bot, tocsin: Tocsin
):
    assert "140 launched" in lines(tocsin("merge", "1", "2"))
    assert bot.desk.ledger.event(2).event_id == 2, "the bot has not looked yet"
    bot.read("a3", 170, 1, 25 * HOUR)
    assert bot.desk.ledger.event(2).event_id == 1
    assert get_event(bot.store, 1).held.value == 170
    assert get_event(bot.store, 2).merged_into == 1
    assert {alert for alert, _, manner in bot.queued() if manner != "new"} <= {1}


def test_a_merge_edits_the_message_that_stays(bot: Bot, tocsin: Tocsin):
    with bot.store.transaction():
        bot.store.execute("UPDATE deliveries SET state = 'sent', message_id = 7")
    lines(tocsin("merge", "1", "2"))
    assert bot.queued()[2:] == [(1, 2, "edit")]


def test_the_bot_builds_its_memory_anew_only_where_somebody_else_wrote(bot: Bot, tocsin: Tocsin):
    before = bot.desk.ledger
    bot.read("a3", 141, 1, 25 * HOUR)
    lines(tocsin("list"))
    bot.read("a4", 142, 1, 26 * HOUR)
    assert bot.desk.ledger is before
    lines(tocsin("merge", "1", "2"))
    bot.read("a5", 142, 1, 27 * HOUR)
    assert bot.desk.ledger is not before
    assert get_event(bot.store, 1).outlets == 5


def test_split_off_by_its_address_an_article_and_its_copies_are_another_event(bot: Bot, tocsin: Tocsin):
    wire = "The wire says that many more of them came that night than anyone had thought. " * 4
    bot.read("a3", 300, 1, 25 * HOUR, wire)
    shown = json.loads(lines(tocsin("split", "2", "https://dnipro.example/a3", "--json")))
    assert [(e["event_id"], e["held"]["value"]) for e in shown] == [(2, 140), (3, 300)]
    bot.read("a4", 300, 1, 26 * HOUR, wire + "Page 2.")
    assert get_event(bot.store, 2).held.value == 140
    assert get_event(bot.store, 3).outlets == 2


def test_events_are_listed_and_shown_with_what_split_asks_for(bot: Bot, tocsin: Tocsin):
    listed = lines(tocsin("list"))
    assert "97 launched" in listed
    assert "alert 2" in listed
    shown = lines(tocsin("show", "2"))
    assert "a2" in shown
    assert json.loads(lines(tocsin("show", "2", "--json")))["event_id"] == 2
    assert "No event" in lines(tocsin("list", "--rule", "other"))


def test_a_story_can_be_put_into_a_rule_file_as_it_is_printed(bot: Bot, tocsin: Tocsin):
    bot.read("a3", 170, 1, 25.5 * HOUR)
    printed = lines(tocsin("story", "2", "--name", "it's \\ one \x1b[31m night"))
    loaded = load_files({"attack.yaml": RULE + "  tests:\n" + printed})
    assert loaded.errors == ()
    (test,) = loaded.ruleset.rules["attack"].tests
    assert test.story == "it's one [31m night"
    told = [(r.after, r.outlet, r.expect) for r in test.reports]
    assert told == [(0 * HOUR, "a2.example", "alert"), (1.5 * HOUR, "a3.example", "update")]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("merge", "1", "9"), "no event 9"),
        (("merge", "1", "1"), "the same"),
        (("split", "1", "a9"), "events show 1"),
        (("split", "1", "a1"), "one that stays"),
        (("show", "77"), "events list"),
        (("story", "77"), "events list"),
    ],
)
def test_what_cannot_be_done_says_why_and_changes_nothing(bot: Bot, tocsin: Tocsin, words, said):
    before = bot.queued()
    result = tocsin(*words)
    assert isinstance(result.exception, TocsinError)
    assert said in str(result.exception)
    assert bot.queued() == before


def test_without_a_database_there_is_nothing_to_put_right(tocsin: Tocsin, db: Path):
    assert isinstance(tocsin("merge", "1", "2").exception, TocsinError)
    assert not db.exists()
