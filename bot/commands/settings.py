"""/language, /timezone, /quiet, /digest, /links, /pause, /resume: how a chat is told."""

from __future__ import annotations

import dataclasses
import difflib

from bot.commands.desk import Desk, code, menu, rows_of
from bot.commands.texts import LANGUAGES, Text
from bot.commands.times import ZONES, city_of, local, read_clock, read_hours, read_zone, zone_names
from bot.model import Chat, Reply
from bot.store.chats import save_chat

LANGUAGE_SET = Text(
    "I speak English now, in alerts too.",
    "Тепер я говорю українською, і в сповіщеннях теж.",
    "Теперь я говорю по-русски, и в оповещениях тоже.",
)
WHICH_LANGUAGE = Text("Which language?", "Якою мовою?", "На каком языке?")
LANGUAGE_WORDS = {
    "en": {"en", "eng", "english", "англійська", "английский"},
    "uk": {"uk", "ua", "ukr", "ukrainian", "українська", "украинский"},
    "ru": {"ru", "rus", "russian", "російська", "русский"},
}
ZONE_SET = Text(
    "Times are those of {zone} now; it is {time} there.",
    "Час тепер за {zone}; там зараз {time}.",
    "Время теперь по {zone}; там сейчас {time}.",
)
WHICH_ZONE = Text(
    "Times are those of <b>{zone}</b>. Choose, or write for example {example}",
    "Час за <b>{zone}</b>. Оберіть або напишіть, наприклад, {example}",
    "Время по <b>{zone}</b>. Выберите или напишите, например, {example}",
)
NO_ZONE = Text(
    "I do not know the zone “{word}”. Did you mean {example}?",
    "Я не знаю поясу «{word}». Може, {example}?",
    "Я не знаю пояса «{word}». Может, {example}?",
)
QUIET_SET = Text(
    "🌙 Quiet from {start} to {end} ({zone}). Alerts are held and come together in the morning; critical ones "
    "pass.",
    "🌙 Тиша з {start} до {end} ({zone}). Сповіщення чекають і приходять разом уранці; критичні проходять.",
    "🌙 Тишина с {start} до {end} ({zone}). Оповещения ждут и приходят вместе утром; критические проходят.",
)
QUIET_OFF = Text("Quiet hours are off.", "Тихі години вимкнено.", "Тихие часы выключены.")
QUIET_HOW = Text(
    "Quiet hours: <b>{now}</b>. Set them like this: {example}, or {off}",
    "Тихі години: <b>{now}</b>. Задайте так: {example}, або {off}",
    "Тихие часы: <b>{now}</b>. Задайте так: {example}, или {off}",
)
DIGEST_SET = Text(
    "📋 Alerts come together, {when}; critical ones at once.",
    "📋 Сповіщення приходять разом, {when}; критичні — одразу.",
    "📋 Оповещения приходят вместе, {when}; критические — сразу.",
)
HOURLY = Text("every hour", "щогодини", "каждый час")
DAILY = Text("daily at {time} ({zone})", "щодня о {time} ({zone})", "ежедневно в {time} ({zone})")
DIGEST_OFF = Text(
    "Each alert comes as it happens.", "Кожне сповіщення приходить одразу.", "Каждое оповещение приходит сразу."
)
DIGEST_HOW = Text(
    "Digest: <b>{now}</b>. Choose, or write {example}",
    "Зведення: <b>{now}</b>. Оберіть або напишіть {example}",
    "Сводка: <b>{now}</b>. Выберите или напишите {example}",
)
OFF = Text("off", "вимкнено", "выключено")
LINKS_SET = Text(
    "Alerts carry links to their sources.", "Сповіщення містять посилання на джерела.",
    "Оповещения содержат ссылки на источники.",
)  # fmt: skip
LINKS_OFF = Text(
    "Alerts carry no links any more; sources are named. Links in messages that came before stay.",
    "Сповіщення більше не містять посилань; джерела названо. Посилання в попередніх повідомленнях лишаються.",
    "Оповещения больше не содержат ссылок; источники названы. Ссылки в прежних сообщениях остаются.",
)
LINKS_HOW = Text(
    "Links in alerts: <b>{now}</b>. In some countries a link in a phone is an offence; {off} leaves them out.",
    "Посилання у сповіщеннях: <b>{now}</b>. У деяких країнах посилання в телефоні карається; {off} прибирає їх.",
    "Ссылки в оповещениях: <b>{now}</b>. В некоторых странах ссылка в телефоне наказуема; {off} убирает их.",
)
ON = Text("on", "увімкнено", "включено")
BOARD_SET = {
    "auto": Text(
        "Airports you name ring; all others come on one silent message per region and night.",
        "Названі вами аеропорти звучать; решта — одне тихе повідомлення на регіон і ніч.",
        "Названные вами аэропорты звучат; остальные — одно тихое сообщение на регион и ночь.",
    ),
    "always": Text(
        "All airports come on one silent message per region and night.",
        "Усі аеропорти — одне тихе повідомлення на регіон і ніч.",
        "Все аэропорты — одно тихое сообщение на регион и ночь.",
    ),
    "never": Text(
        "Each closure and reopening is a message of its own.",
        "Кожне закриття й відкриття — окреме повідомлення.",
        "Каждое закрытие и открытие — отдельное сообщение.",
    ),
}
BOARD_LABELS = {
    "auto": Text("Named ones ring", "Названі звучать", "Названные звучат"),
    "always": Text("All silent", "Усі тихо", "Все тихо"),
    "never": Text("Each by itself", "Кожне окремо", "Каждое отдельно"),
}
PAUSED = Text(
    "⏸ Paused. Nothing comes until /resume; the subscriptions stay.",
    "⏸ Призупинено. До /resume нічого не надходить; підписки лишаються.",
    "⏸ Приостановлено. До /resume ничего не приходит; подписки остаются.",
)
RESUMED = Text("▶ Alerts come again.", "▶ Сповіщення знову надходять.", "▶ Оповещения снова приходят.")
OFF_WORDS = {"off", "no", "none", "never", "вимк", "ні", "выкл", "нет", "вимкнути", "выключить"}
ON_WORDS = {"on", "yes", "так", "да", "увімк", "вкл", "увімкнути", "включить"}


def keep(desk: Desk, **changes: object) -> Desk:
    """The desk with the chat changed and stored."""
    chat: Chat = dataclasses.replace(desk.chat, **changes)  # type: ignore[arg-type]
    save_chat(desk.store, chat)
    return dataclasses.replace(desk, chat=chat, is_known=True)


def language(desk: Desk) -> Reply:
    """`/language uk`."""
    word = desk.ask.arguments.strip().casefold()
    chosen = next((code for code, words in LANGUAGE_WORDS.items() if word in words), None)
    if chosen is None:
        buttons = [menu(name, f"language {code}") for code, name in LANGUAGES.items()]
        return desk.say(WHICH_LANGUAGE(desk.language), rows=[buttons])
    return dataclasses.replace(keep(desk, language=chosen).say(LANGUAGE_SET(chosen)), menu=chosen)


def timezone(desk: Desk) -> Reply:
    """`/timezone Europe/Kyiv`, or by the city alone."""
    word = desk.ask.arguments.strip()
    if not word:
        buttons = [menu(city_of(z), f"timezone {city_of(z)}") for z in ZONES]
        shown = WHICH_ZONE(desk.language, zone=city_of(desk.chat.zone), example=code("/timezone Lisbon"))
        return desk.say(shown, rows=rows_of(buttons, 3))
    zone = read_zone(word)
    if zone is None:
        close = difflib.get_close_matches(word.casefold(), zone_names(), n=1, cutoff=0.5)
        example = code(f"/timezone {zone_names()[close[0]] if close else 'Europe/Kyiv'}")
        return desk.say(NO_ZONE(desk.language, word=word[:60], example=example))
    time = f"{local(desk.now, zone):%H:%M}"
    return keep(desk, zone=zone).say(ZONE_SET(desk.language, zone=zone, time=time))


def quiet(desk: Desk) -> Reply:
    """`/quiet 23:00-07:00`, `/quiet off`."""
    word = desk.ask.arguments.strip()
    if word.casefold() in OFF_WORDS:
        return keep(desk, quiet_from=None, quiet_until=None).say(QUIET_OFF(desk.language))
    hours = read_hours(word)
    if hours is None:
        example, off = code("/quiet 23:00-07:00"), code("/quiet off")
        return desk.say(QUIET_HOW(desk.language, now=show_quiet(desk), example=example, off=off))
    start, end = (f"{hour:%H:%M}" for hour in hours)
    said = QUIET_SET(desk.language, start=start, end=end, zone=city_of(desk.chat.zone))
    return keep(desk, quiet_from=hours[0], quiet_until=hours[1]).say(said)


def show_quiet(desk: Desk) -> str:
    if desk.chat.quiet_from is None or desk.chat.quiet_until is None:
        return OFF.label(desk.language)
    return f"{desk.chat.quiet_from:%H:%M}–{desk.chat.quiet_until:%H:%M}"


def digest(desk: Desk) -> Reply:
    """`/digest hourly`, `/digest daily 08:00`, `/digest off`."""
    words = desk.ask.arguments.casefold().split()
    if words and words[0] in OFF_WORDS:
        return keep(desk, digest=None).say(DIGEST_OFF(desk.language))
    chosen = read_digest(words)
    if chosen is None:
        buttons = [menu(HOURLY.label(desk.language), "digest hourly"), menu("08:00", "digest daily 08:00")]
        buttons += [menu("20:00", "digest daily 20:00"), menu(OFF.label(desk.language), "digest off")]
        shown = DIGEST_HOW(desk.language, now=show_digest(desk), example=code("/digest daily 08:00"))
        return desk.say(shown, rows=rows_of(buttons, 2))
    changed = keep(desk, digest=chosen)
    return changed.say(DIGEST_SET(desk.language, when=show_digest(changed)))


def read_digest(words: list[str]) -> str | None:
    if not words:
        return None
    if words[0] in ("hourly", "щогодини", "ежечасно"):
        return "hourly"
    clock = read_clock(words[-1]) if len(words) <= 2 else None
    if words[0] in ("daily", "щодня", "ежедневно") and len(words) == 1:
        return "08:00"
    return f"{clock:%H:%M}" if clock else None


def show_digest(desk: Desk) -> str:
    if desk.chat.digest is None:
        return OFF.label(desk.language)
    if desk.chat.digest == "hourly":
        return HOURLY.label(desk.language)
    return DAILY.label(desk.language, time=desk.chat.digest, zone=city_of(desk.chat.zone))


def links(desk: Desk) -> Reply:
    """`/links on|off`."""
    word = desk.ask.arguments.strip().casefold()
    if word in OFF_WORDS:
        return keep(desk, with_links=False).say(LINKS_OFF(desk.language))
    if word in ON_WORDS:
        return keep(desk, with_links=True).say(LINKS_SET(desk.language))
    now = (ON if desk.chat.with_links else OFF).label(desk.language)
    return desk.say(LINKS_HOW(desk.language, now=now, off=code("/links off")))


def board(desk: Desk) -> Reply:
    """`/board auto|always|never`: airports as one message per region and night."""
    word = desk.ask.arguments.strip().casefold()
    chosen = "never" if word in OFF_WORDS else "always" if word in ON_WORDS else word
    if chosen in BOARD_SET:
        return keep(desk, board=chosen).say(BOARD_SET[chosen](desk.language))
    buttons = [menu(label.label(desk.language), f"board {name}") for name, label in BOARD_LABELS.items()]
    return desk.say(BOARD_SET[desk.chat.board](desk.language), rows=rows_of(buttons, 1))


def pause(desk: Desk) -> Reply:
    return keep(desk, paused=True).say(PAUSED(desk.language))


def resume(desk: Desk) -> Reply:
    return keep(desk, paused=False).say(RESUMED(desk.language))
