"""/start: from nothing to a first useful subscription in four taps."""

from __future__ import annotations

import dataclasses

from bot.commands.desk import Desk, menu, rows_of
from bot.commands.filters import Filters, show_filters
from bot.commands.limits import SUBSCRIPTIONS
from bot.commands.now import now_lines
from bot.commands.places import EVERYWHERE, EVERYWHERE_WORDS
from bot.commands.subscriptions import TOO_MANY, put_subscription
from bot.commands.texts import LANGUAGES, Html, Text, joined, message
from bot.commands.times import ZONES, city_of, read_zone
from bot.commands.topics import EVERYTHING, LEVELS, MARKS, find_level, find_topic, topic_code, topic_title
from bot.model import Button, Reply, Severity
from bot.store.chats import save_chat, subscriptions_of

HELLO = Text(
    "<b>Tocsin</b> reads the news of the war and tells each event once: drones and missiles, closed airports, "
    "peace talks.",
    "<b>Tocsin</b> читає новини війни й повідомляє про кожну подію один раз: дрони й ракети, закриті аеропорти, "
    "переговори.",
    "<b>Tocsin</b> читает новости войны и сообщает о каждом событии один раз: дроны и ракеты, закрытые аэропорты, "
    "переговоры.",
)
NO_SIREN = Text(
    "⚠️ <b>This is no siren.</b> News is minutes to hours late. For air-raid warnings use the official ones; "
    "silence here never means that it is safe.",
    "⚠️ <b>Це не сирена.</b> Новини запізнюються на хвилини й години. Про повітряну тривогу дізнавайтеся з "
    "офіційних джерел; тиша тут ніколи не означає, що безпечно.",
    "⚠️ <b>Это не сирена.</b> Новости опаздывают на минуты и часы. О воздушной тревоге узнавайте из официальных "
    "источников; тишина здесь никогда не значит, что безопасно.",
)
WHAT = Text("1 of 4. What do you want to hear of?", "1 з 4. Про що повідомляти?", "1 из 4. О чём сообщать?")
WHERE = Text(
    "2 of 4. {what}. Where? For any other place write for example {example}",
    "2 з 4. {what}. Де? Будь-яке інше місце напишіть так: {example}",
    "2 из 4. {what}. Где? Любое другое место напишите так: {example}",
)
LOUD = Text(
    "3 of 4. {what}, {where}. How loud must it be?",
    "3 з 4. {what}, {where}. Наскільки важливі події?",
    "3 из 4. {what}, {where}. Насколько важные события?",
)
ZONE = Text(
    "4 of 4. Your time zone? Any other: /timezone Asia/Tbilisi",
    "4 з 4. Ваш часовий пояс? Будь-який інший: /timezone Asia/Tbilisi",
    "4 из 4. Ваш часовой пояс? Любой другой: /timezone Asia/Tbilisi",
)
DONE = Text(
    "✅ Done. You will hear of:\n<b>{filters}</b>\nTimes are those of {zone}.",
    "✅ Готово. Ви чутимете про:\n<b>{filters}</b>\nЧас: {zone}.",
    "✅ Готово. Вы будете получать:\n<b>{filters}</b>\nВремя: {zone}.",
)
NEXT = Text(
    "More: /subscriptions to change it, /quiet 23:00-07:00 for the night, /help for the rest.",
    "Далі: /subscriptions — змінити, /quiet 23:00-07:00 — тиша вночі, /help — решта.",
    "Дальше: /subscriptions — изменить, /quiet 23:00-07:00 — тишина ночью, /help — остальное.",
)
REGIONS = Text("A region…", "Область…", "Область…")
MORE = Text("More zones…", "Інші пояси…", "Другие пояса…")
BACK = Text("« Back", "« Назад", "« Назад")
ADMINS_ONLY = Text(
    "Admins of this chat choose here what it hears of; the buttons work for them.",
    "Адміністратори цього чату обирають тут, про що повідомляти; кнопки діють для них.",
    "Администраторы этого чата выбирают здесь, о чём сообщать; кнопки действуют для них.",
)
SHOWN_CITIES = ("Kyiv", "Moscow")
PER_PAGE = 12


def start(desk: Desk) -> Reply:
    """`/start`, and each later tap: `/start TOPIC PLACE LEVEL ZONE`, as far as chosen."""
    words = desk.ask.arguments.split()
    if not words:
        return desk.say(*welcome(desk), rows=what_rows(desk, ""))
    topic = find_topic(words[0], desk.topics)
    if topic is None and words[0].casefold() not in EVERYWHERE_WORDS:
        return desk.say(*welcome(desk), rows=what_rows(desk, ""))
    if len(words) == 1:
        return ask_where(desk, words)
    if words[1].startswith("?"):
        return ask_region(desk, words)
    place = desk.house.places.find(words[1])
    if place is None and words[1].casefold() not in EVERYWHERE_WORDS:
        return ask_where(desk, words)
    level = find_level(words[2]) if len(words) > 2 else None
    if level is None:
        return ask_loud(desk, words)
    zone = read_zone(words[3]) if len(words) > 3 else None
    if zone is None:
        return ask_zone(desk, words, wide=len(words) > 3)
    filters = Filters((topic,) if topic else (), (), (place.key,) if place else (), level)
    return finish(desk, filters, zone)


def welcome(desk: Desk) -> list[str]:
    language = desk.language
    own = subscriptions_of(desk.store, desk.chat.chat_id) if desk.is_known else ()
    known = [show_filters(s, desk.house.places, language) for s in own[:5]]
    lines = [HELLO(language), "", NO_SIREN(language), ""]
    if desk.ask.chat_kind != "private" and not desk.ask.answer_to:
        lines += [ADMINS_ONLY(language), ""]
    if known:
        lines += [*(f"• {line}" for line in known), ""]
    return [*lines, WHAT(language)]


def language_row(desk: Desk, so_far: str) -> list[Button]:
    return [
        menu(("• " if code == desk.language else "") + name, f"language {code} > start {so_far}".rstrip())
        for code, name in LANGUAGES.items()
    ]


def what_rows(desk: Desk, so_far: str) -> list[list[Button]]:
    language = desk.language
    buttons = [menu(topic_title(t, language), f"start {topic_code(t)}") for t in desk.topics]
    buttons.append(menu(EVERYTHING.label(language).capitalize(), "start all"))
    return [*map(list, rows_of(buttons, 2)), language_row(desk, so_far)]


def chosen(desk: Desk, word: str) -> str:
    topic = find_topic(word, desk.topics)
    return topic_title(topic, desk.language) if topic else EVERYTHING.label(desk.language).capitalize()


def ask_where(desk: Desk, words: list[str]) -> Reply:
    language, topic = desk.language, words[0]
    places = desk.house.places
    countries = [p for key in ("UA", "RU") if (p := places.by_key.get(key))]
    cities = [p for key in SHOWN_CITIES if (p := places.by_key.get(key))]
    buttons = [menu(EVERYWHERE.label(language).capitalize(), f"start {topic} all")]
    buttons += [menu(p.title(language), f"start {topic} {p.code}") for p in (*countries, *cities)]
    regions = [menu(f"{REGIONS.label(language)} {p.key}", f"start {topic} ?{p.key}") for p in countries]
    rows = [*rows_of(buttons, 3), regions, [menu(BACK.label(language), "start")]]
    example = Html("<code>/subscribe drones Kharkiv</code>")
    return desk.say(WHERE(language, what=chosen(desk, topic), example=example), rows=rows)


def ask_region(desk: Desk, words: list[str]) -> Reply:
    """Regions of a country, a page at a time: `?UA`, `?UA2`."""
    language, topic = desk.language, words[0]
    country, page = (
        words[1][1:3].upper(),
        int(words[1][3:] or 1) if words[1][3:].isdigit() or not words[1][3:] else 1,
    )
    regions = sorted(desk.house.places.regions_of(country), key=lambda p: p.title(language))
    pages = max(1, -(-len(regions) // PER_PAGE))
    page = min(max(page, 1), pages)
    shown = regions[(page - 1) * PER_PAGE : page * PER_PAGE]
    buttons = [menu(p.title(language), f"start {topic} {p.code}") for p in shown]
    turn = [menu("«", f"start {topic} ?{country}{page - 1}")] if page > 1 else []
    turn += [menu("»", f"start {topic} ?{country}{page + 1}")] if page < pages else []
    rows = [*rows_of(buttons, 2), turn, [menu(BACK.label(language), f"start {topic}")]]
    example = Html("<code>/subscribe drones Kharkiv</code>")
    return desk.say(WHERE(language, what=chosen(desk, topic), example=example), rows=rows)


def ask_loud(desk: Desk, words: list[str]) -> Reply:
    language = desk.language
    place = desk.house.places.find(words[1])
    where = place.title(language) if place else EVERYWHERE.label(language)
    so_far = f"{words[0]} {place.code if place else 'all'}"
    levels = [
        [menu(f"{MARKS[level]} {LEVELS[level].label(language)}", f"start {so_far} {int(level)}")]
        for level in Severity
    ]
    rows = [*levels, [menu(BACK.label(language), f"start {words[0]}")]]
    return desk.say(LOUD(language, what=chosen(desk, words[0]), where=where), rows=rows)


def ask_zone(desk: Desk, words: list[str], *, wide: bool = False) -> Reply:
    language = desk.language
    zones = list(dict.fromkeys([desk.chat.zone, *ZONES]))
    so_far = " ".join(words[:3])
    buttons = [
        menu(city_of(z), f"start {so_far} {city_of(z).replace(' ', '_')}") for z in zones[: None if wide else 6]
    ]
    more = [] if wide else [menu(MORE.label(language), f"start {so_far} more")]
    rows = [*rows_of(buttons, 3), more, [menu(BACK.label(language), f"start {' '.join(words[:2])}")]]
    return desk.say(ZONE(language), rows=rows)


def finish(desk: Desk, filters: Filters, zone: str) -> Reply:
    chat = dataclasses.replace(desk.chat, zone=zone, paused=False)
    save_chat(desk.store, chat)
    desk = dataclasses.replace(desk, chat=chat, is_known=True)
    subscription = put_subscription(desk, filters)
    if subscription is None:
        return desk.say(TOO_MANY(desk.language, most=SUBSCRIPTIONS))
    shown = show_filters(subscription, desk.house.places, desk.language)
    done = message(joined([DONE(desk.language, filters=shown, zone=city_of(zone)), "", NEXT(desk.language)]))
    return Reply(messages=(done, message(joined(now_lines(desk)))), edits=desk.in_place)
