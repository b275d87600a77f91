"""/merge and /split: an owner's word on what belongs together. It holds against every later report."""

from __future__ import annotations

from dataclasses import replace

from bot.commands.desk import Desk, code
from bot.commands.owners import noted
from bot.commands.texts import Text
from bot.model import Event, Outcome, Reply
from bot.store.alerts import get_revision
from bot.store.articles import find_article
from bot.store.events import get_event
from bot.store.outcome import save_outcome

MERGE_HOW = Text(
    "Give two alerts of one rule; the later joins the earlier: {example}",
    "Назвіть два сповіщення одного правила; пізніше приєднається до ранішого: {example}",
    "Назовите два оповещения одного правила; позднее присоединится к раннему: {example}",
)
MERGED = Text(
    "Alert {later} is part of {earlier} from now on; its reports go there.",
    "Сповіщення {later} тепер частина {earlier}; його повідомлення йдуть туди.",
    "Оповещение {later} теперь часть {earlier}; его сообщения идут туда.",
)
NOT_ALIKE = Text(
    "These two are of different rules, or not to be found.",
    "Вони за різними правилами, або їх не знайдено.",
    "Они по разным правилам, или их нет.",
)
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
    if not earlier or not later or earlier[0].rule_id != later[0].rule_id or earlier[0] == later[0]:
        return desk.say(NOT_ALIKE(desk.language))
    kept = earlier[0]
    for event in later:
        new = [s for s in event.sources if s not in kept.sources]
        kept = replace(kept, sources=(*kept.sources, *new), outlets=len({s.outlet for s in (*kept.sources, *new)}))
    gone = tuple(replace(event, merged_into=kept.event_id) for event in later)
    keep(desk, (kept, *gone), f"{numbers[0]} {numbers[1]}")
    return desk.say(MERGED(desk.language, earlier=numbers[0], later=numbers[1]))


def split(desk: Desk) -> Reply:
    """`/split 12 URL`."""
    number, _, url = desk.ask.arguments.partition(" ")
    number = number.lstrip("#")
    if not number.isdigit() or not url.strip():
        return desk.say(SPLIT_HOW(desk.language, example=code("/split 12 https://news.example/a")))
    article = find_article(desk.store, url.strip())
    found = [
        e
        for e in events_of(desk, int(number))
        if article and any(s.article_id == article.article_id for s in e.sources)
    ]
    if article is None or not found:
        return desk.say(NOT_IN_IT(desk.language, number=number))
    keep(desk, tuple(without(event, article.article_id) for event in found), f"{number} {article.article_id}")
    return desk.say(SPLIT(desk.language, number=number))


def without(event: Event, article_id: str) -> Event:
    """The event as it is without that article; the figure held falls back to the last one that stays."""
    sources = tuple(s for s in event.sources if s.article_id != article_id)
    figures = tuple(f for f in event.figures if f.article_id != article_id)
    held = event.held
    if held is not None and held.article_id == article_id:
        held = next(
            (f for f in reversed(figures) if f.action == held.action and f.role in ("tally", "correction")), held
        )
    return replace(
        event,
        sources=sources,
        figures=figures,
        held=held,
        outlets=len({s.outlet for s in sources}),
        vetoed=(*event.vetoed, article_id),
    )


def events_of(desk: Desk, alert_id: int) -> list[Event]:
    """An alert's events as they stand now."""
    revision = get_revision(desk.store, alert_id) if alert_id < 1 << 60 else None
    found = (get_event(desk.store, e.event_id) for e in revision.events) if revision else ()
    return [event for event in found if event is not None]


def keep(desk: Desk, events: tuple[Event, ...], detail: str) -> None:
    save_outcome(desk.store, Outcome(events=events))
    noted(desk, detail)
    if desk.house.events_changed:
        desk.house.events_changed()
