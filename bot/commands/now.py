"""/now: what is open, what tonight's figures are, which talks are set."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.commands.desk import Desk, menu
from bot.commands.lines import PHASES, event_line, where_of
from bot.commands.texts import Html, Text, escape
from bot.commands.times import show_age, show_time
from bot.model import Event, Reply
from bot.store.events import load_events

SHOWN = 8
LOOK_BACK = dt.timedelta(days=10)
FRESH = dt.timedelta(hours=36)
"""Figures of an attack are shown for so long after the last report."""
STALE = dt.timedelta(hours=18)
"""A closure without any report for so long is no longer held to be open."""

TITLE = Text("<b>As reported, {time}</b>", "<b>За повідомленнями, {time}</b>", "<b>По сообщениям, {time}</b>")
CLOSED = Text("✈️ Closed airports", "✈️ Закриті аеропорти", "✈️ Закрытые аэропорты")
CLOSURE = Text(
    "• {name}: since {since}, last report {age}",
    "• {name}: з {since}, останнє повідомлення {age}",
    "• {name}: с {since}, последнее сообщение {age}",
)
FIGURES = Text("🔢 Latest figures", "🔢 Останні дані", "🔢 Последние данные")
TALKS = Text("🤝 Talks", "🤝 Переговори", "🤝 Переговоры")
NOTHING = Text(
    "No open closure, no fresh figure and no talks are known. This says nothing about safety.",
    "Немає відомих закриттів, свіжих даних чи переговорів. Це нічого не каже про безпеку.",
    "Нет известных закрытий, свежих данных и переговоров. Это ничего не говорит о безопасности.",
)
MORE = Text("… and {count} more", "… і ще {count}", "… и ещё {count}")
AGAIN = Text("↻ Again", "↻ Оновити", "↻ Обновить")


def now(desk: Desk) -> Reply:
    return desk.say(*now_lines(desk), rows=[[menu(AGAIN.label(desk.language), "now")]])


def now_lines(desk: Desk) -> list[Html]:
    language = desk.language
    events = [e for e in load_events(desk.store, desk.now - LOOK_BACK) if desk.may_see(e.rule_id)]
    blocks = [
        block(CLOSED(language), [closure(desk, e) for e in closures(events, desk.now)], language),
        block(FIGURES(language), [figure(desk, e) for e in figures(events, desk.now)], language),
        block(TALKS(language), [talks(desk, e) for e in open_talks(events)], language),
    ]
    lines = [TITLE(language, time=show_time(desk.now, desk.chat.zone, desk.now, language))]
    for lines_of_block in filter(None, blocks):
        lines += [Html(""), *lines_of_block]
    return lines if any(blocks) else [*lines, NOTHING(language)]


def block(title: Html, lines: Sequence[Html], language: str) -> list[Html]:
    if not lines:
        return []
    more = [MORE(language, count=len(lines) - SHOWN)] if len(lines) > SHOWN else []
    return [title, *lines[:SHOWN], *more]


def closures(events: Sequence[Event], at: dt.datetime) -> list[Event]:
    """Closures that nobody reported to be over, newest first; one for each place, whatever rules tell of it."""
    found = {}
    for event in sorted(events, key=lambda e: e.last_report_at):
        is_open = event.kind == "status" and event.ended_at is None and event.state == "closed"
        if is_open and at - event.last_report_at < STALE:
            found[event.fields.get("airport") or event.fields.get("name") or event.event_id] = event
    return sorted(found.values(), key=lambda e: e.opened_at, reverse=True)


def figures(events: Sequence[Event], at: dt.datetime) -> list[Event]:
    """The newest nation-wide figures of each rule, for both sides."""
    newest: dict[tuple[str, str | None], Event] = {}
    for event in sorted(events, key=lambda e: (e.fields.get("day", ""), e.last_report_at)):
        told = event.alert_id is not None or event.is_learned
        if event.kind == "count" and event.held and told and at - event.last_report_at < FRESH:
            newest[event.rule_id, event.fields.get("place")] = event
    return sorted(newest.values(), key=lambda e: (-e.severity, e.rule_id))


def open_talks(events: Sequence[Event]) -> list[Event]:
    shown = [
        e
        for e in events
        if e.kind == "talks" and e.ended_at is None and e.state in ("possible", "planned", "ongoing")
    ]
    return sorted(shown, key=lambda e: e.last_report_at, reverse=True)


def closure(desk: Desk, event: Event) -> Html:
    language, zone = desk.language, desk.chat.zone
    since = show_time(event.happened_at or event.opened_at, zone, desk.now, language)
    name = where_of(event, desk.house.places, language)
    return CLOSURE(language, name=name, since=since, age=show_age(event.last_report_at, desk.now, language))


def figure(desk: Desk, event: Event) -> Html:
    rule = desk.house.ruleset.rules.get(event.rule_id)
    title = rule.title_in(desk.language) if rule else event.rule_id
    return Html(f"• {event_line(event, title, desk.house.places, desk.language)}")


def talks(desk: Desk, event: Event) -> Html:
    where = where_of(event, desk.house.places, desk.language)
    phase = PHASES[event.state or "possible"](desk.language)
    age = show_age(event.last_report_at, desk.now, desk.language)
    return Html(f"• {escape(where)}: {phase} ({escape(age)})")
