"""/merge and /split: an owner's word on what belongs together. It holds against every later report."""

from __future__ import annotations

from collections.abc import Callable

from bot.alerts import byhand
from bot.alerts.ledger import Ledger
from bot.commands.desk import Desk, code
from bot.commands.owners import NOT_HERE, noted
from bot.commands.texts import Text
from bot.errors import StoreError, TocsinError
from bot.model import Event, Outcome, Reply
from bot.store.alerts import get_revision
from bot.store.articles import find_article
from bot.store.events import get_event

MERGE_HOW = Text(
    "Give two alerts; the later joins the earlier: {example}",
    "Назвіть два сповіщення; пізніше приєднається до ранішого: {example}",
    "Назовите два оповещения; позднее присоединится к раннему: {example}",
)
MERGED = Text(
    "Alert {later} is part of {earlier} from now on; its reports go there.",
    "Сповіщення {later} тепер частина {earlier}; його повідомлення йдуть туди.",
    "Оповещение {later} теперь часть {earlier}; его сообщения идут туда.",
)
NO_ALERT = Text("There is no alert {number}.", "Сповіщення {number} немає.", "Оповещения {number} нет.")
CANNOT = Text("That is not possible: {why}.", "Це неможливо: {why}.", "Это невозможно: {why}.")
SPLIT_HOW = Text(
    "Give an alert and the address of the article that is not of it: {example}",
    "Назвіть сповіщення й адресу статті, яка до нього не належить: {example}",
    "Назовите оповещение и адрес статьи, которая к нему не относится: {example}",
)
SPLIT = Text(
    "The article does not count for alert {number} any more, nor do its copies.",
    "Стаття більше не зараховується до сповіщення {number}, і її копії теж.",
    "Статья больше не засчитывается в оповещение {number}, и её копии тоже.",
)
NOT_IN_IT = Text(
    "That article is not among the sources of alert {number}.",
    "Цієї статті немає серед джерел сповіщення {number}.",
    "Этой статьи нет среди источников оповещения {number}.",
)


def merge(desk: Desk) -> Reply:
    """`/merge 12 15`."""
    numbers = sorted({int(w.lstrip("#")) for w in desk.ask.arguments.split() if w.lstrip("#").isdigit()})
    if len(numbers) != 2:
        return desk.say(MERGE_HOW(desk.language, example=code("/merge 12 15")))
    earlier, later = (events_of(desk, number) for number in numbers)
    if not earlier or not later:
        return desk.say(NO_ALERT(desk.language, number=numbers[0] if not earlier else numbers[1]))
    into, gone, ruleset = earlier[0].event_id, later[0].event_id, desk.house.ruleset
    said = MERGED(desk.language, earlier=numbers[0], later=numbers[1])
    return decided(desk, lambda ledger: byhand.merge(ledger, ruleset, into, gone, desk.now), said)


def split(desk: Desk) -> Reply:
    """`/split 12 URL`."""
    number, _, url = desk.ask.arguments.partition(" ")
    number = number.lstrip("#")
    if not number.isdigit() or not url.strip():
        return desk.say(SPLIT_HOW(desk.language, example=code("/split 12 https://news.example/a")))
    article = find_article(desk.store, url.strip())
    key = article.article_id if article else ""
    event = next((e for e in events_of(desk, int(number)) if any(s.article_id == key for s in e.sources)), None)
    if event is None:
        return desk.say(NOT_IN_IT(desk.language, number=number))
    event_id, ruleset = event.event_id, desk.house.ruleset
    said = SPLIT(desk.language, number=number)
    return decided(desk, lambda ledger: byhand.split(ledger, ruleset, event_id, [key], desk.now), said)


def decided(desk: Desk, decide: Callable[[Ledger], Outcome], said: str) -> Reply:
    """Have it decided with what is known and written down, within the transaction of this command."""
    if desk.house.by_hand is None:
        return desk.say(NOT_HERE(desk.language))
    try:
        desk.house.by_hand(decide)
    except StoreError:
        raise
    except TocsinError as wrong:
        return desk.say(CANNOT(desk.language, why=wrong))
    noted(desk, desk.ask.arguments)
    return desk.say(said)


def events_of(desk: Desk, alert_id: int) -> list[Event]:
    """An alert's events as they stand now."""
    revision = get_revision(desk.store, alert_id) if alert_id < 1 << 60 else None
    found = (get_event(desk.store, e.event_id) for e in revision.events) if revision else ()
    return [event for event in found if event is not None]
