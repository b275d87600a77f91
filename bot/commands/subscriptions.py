"""/subscribe, /subscriptions, /unsubscribe: what a chat hears of."""

from __future__ import annotations

import dataclasses

from bot.commands.desk import Desk, code, menu, rows_of
from bot.commands.filters import Filters, Unknown, read_filters, show_filters
from bot.commands.limits import SUBSCRIPTIONS
from bot.commands.now import now_lines
from bot.commands.places import EVERYWHERE
from bot.commands.texts import Html, Text, escape, joined, message
from bot.commands.topics import LEVELS, MARKS, find_topic, topic_code, topic_title
from bot.model import Button, Reply, Severity, Subscription
from bot.store.chats import (
    add_subscription,
    remove_subscription,
    save_chat,
    save_subscription,
    subscriptions_of,
)

DEFAULT_LEAST = Severity.MEDIUM
PER_PAGE = 5

ADDED = Text("✅ Subscribed: <b>{filters}</b>", "✅ Підписано: <b>{filters}</b>", "✅ Подписано: <b>{filters}</b>")
KNOWN = Text(
    "You have this already: <b>{filters}</b>",
    "Це у вас уже є: <b>{filters}</b>",
    "Это у вас уже есть: <b>{filters}</b>",
)
HOW = Text(
    "Write what, where and how loud, in any order; what you leave out means all of "
    "it.\n{example}\n{other}\nTopics: {topics}",
    "Напишіть що, де і наскільки важливе, у будь-якому порядку; пропущене означає все.\n{example}\n{other}\nТеми: "
    "{topics}",
    "Напишите что, где и насколько важное, в любом порядке; пропущенное значит всё.\n{example}\n{other}\nТемы: "
    "{topics}",
)
UNKNOWN = Text(
    "I do not know “{word}”. Did you mean <b>{nearest}</b>? For example: {example}",
    "Я не знаю «{word}». Може, <b>{nearest}</b>? Наприклад: {example}",
    "Я не знаю «{word}». Может, <b>{nearest}</b>? Например: {example}",
)
UNKNOWN_AT_ALL = Text(
    "I do not know “{word}”. For example: {example}",
    "Я не знаю «{word}». Наприклад: {example}",
    "Я не знаю «{word}». Например: {example}",
)
TOO_MANY = Text(
    "This chat has {most} subscriptions, which is the most. Remove one in /subscriptions first.",
    "У цьому чаті вже {most} підписок, більше не можна. Спершу приберіть зайву в /subscriptions.",
    "В этом чате уже {most} подписок, больше нельзя. Сначала уберите лишнюю в /subscriptions.",
)
NONE = Text(
    "No subscriptions yet. /start takes four taps, or write {example}",
    "Підписок ще немає. /start — чотири дотики, або напишіть {example}",
    "Подписок пока нет. /start — четыре касания, или напишите {example}",
)
LIST = Text("<b>Subscriptions</b> ({count})", "<b>Підписки</b> ({count})", "<b>Подписки</b> ({count})")
PAUSED = Text("paused", "призупинено", "приостановлено")
REMOVED = Text("Removed: {filters}", "Прибрано: {filters}", "Убрано: {filters}")
REMOVED_ALL = Text("All subscriptions are removed.", "Усі підписки прибрано.", "Все подписки убраны.")
WHICH = Text(
    "Which one? Tap it, or write {example} for all of them.",
    "Яку саме? Торкніться її або напишіть {example}, щоб прибрати всі.",
    "Какую именно? Коснитесь её или напишите {example}, чтобы убрать все.",
)
GONE = Text("There is no such subscription any more.", "Такої підписки вже немає.", "Такой подписки уже нет.")
EDIT = Text(
    "<b>{filters}</b>\nTap to change. Places are added by words: {example}",
    "<b>{filters}</b>\nТоркніться, щоб змінити. Місця додають словами: {example}",
    "<b>{filters}</b>\nКоснитесь, чтобы изменить. Места добавляют словами: {example}",
)
LOUDER = Text("How loud", "Важливість", "Важность")
BACK = Text("« Back", "« Назад", "« Назад")


def subscribe(desk: Desk) -> Reply:
    """`/subscribe drones Kyiv high`."""
    language = desk.language
    if not desk.ask.arguments:
        topics = ", ".join(topic_title(t, language) for t in desk.topics)
        example, other = code("/subscribe drones Kyiv high"), code("/subscribe airports Moscow")
        return desk.say(HOW(language, example=example, other=other, topics=topics))
    filters = read_filters(desk.ask.arguments, desk.rules, desk.house.places)
    if isinstance(filters, Unknown):
        return not_understood(desk, filters, "/subscribe")
    before = len(subscriptions_of(desk.store, desk.chat.chat_id))
    subscription = put_subscription(desk, filters)
    if subscription is None:
        return desk.say(TOO_MANY(language, most=SUBSCRIPTIONS))
    shown = show_filters(subscription, desk.house.places, language)
    is_new = len(subscriptions_of(desk.store, desk.chat.chat_id)) > before
    first = message((ADDED if is_new else KNOWN)(language, filters=shown))
    return Reply(messages=(first, message(joined(now_lines(desk)))))


def not_understood(desk: Desk, unknown: Unknown, command: str) -> Reply:
    language = desk.language
    if unknown.nearest is None:
        return desk.say(UNKNOWN_AT_ALL(language, word=unknown.word[:60], example=code(f"{command} drones Kyiv")))
    place = desk.house.places.by_key.get(unknown.nearest)
    topic = find_topic(unknown.nearest, desk.topics)
    title = place.title(language) if place else topic_title(topic, language) if topic else unknown.nearest
    written = place.titles.get(language, unknown.nearest) if place else title.lower()
    example = code(f"{command} {desk.ask.arguments.replace(unknown.word, written)[:80]}")
    return desk.say(UNKNOWN(language, word=unknown.word[:60], nearest=title, example=example))


def put_subscription(desk: Desk, filters: Filters) -> Subscription | None:
    """Store the subscription, or find the same one; None where the chat has as many as it may."""
    save_chat(desk.store, desk.chat)
    own = subscriptions_of(desk.store, desk.chat.chat_id)
    wanted = Subscription(
        subscription_id=0,
        chat_id=desk.chat.chat_id,
        topics=filters.topics,
        rules=filters.rules,
        places=desk.house.places.with_airports(filters.places),
        least=filters.least or DEFAULT_LEAST,
        created_at=desk.now,
    )
    for known in own:
        if (known.topics, known.rules, known.places, known.least) == (
            wanted.topics, wanted.rules, wanted.places, wanted.least
        ):  # fmt: skip
            if known.paused:
                save_subscription(desk.store, dataclasses.replace(known, paused=False))
            return known
    return add_subscription(desk.store, wanted) if len(own) < SUBSCRIPTIONS else None


# -- the list ----------------------------------------------------------------------------------------------


def list_subscriptions(desk: Desk, page: int = 1, note: Html | None = None) -> Reply:
    language = desk.language
    own = subscriptions_of(desk.store, desk.chat.chat_id)
    if not own:
        return desk.say(note, NONE(language, example=code("/subscribe drones Kyiv")))
    pages = -(-len(own) // PER_PAGE)
    page = min(max(page, 1), pages)
    first = (page - 1) * PER_PAGE
    lines, rows = [], []
    for number, one in enumerate(own[first : first + PER_PAGE], first + 1):
        paused = f" <i>({PAUSED(language)})</i>" if one.paused else ""
        lines.append(f"{number}. {MARKS[one.least]} {show_filters(one, desk.house.places, language)}{paused}")
        key = one.subscription_id
        pause = "▶" if one.paused else "⏸"
        marks = {"edit": "✎", "pause": pause, "copy": "⧉", "drop": "✕"}
        rows.append([menu(f"{mark} {number}", f"sub {action} {key}") for action, mark in marks.items()])
    turn = [menu("«", f"subscriptions {page - 1}")] if page > 1 else []
    turn += [menu("»", f"subscriptions {page + 1}")] if page < pages else []
    return desk.say(note, LIST(language, count=len(own)), *lines, rows=[*rows, turn])


def subscriptions(desk: Desk) -> Reply:
    """`/subscriptions [PAGE]`."""
    word = desk.ask.arguments.strip()
    return list_subscriptions(desk, int(word) if word.isdigit() and len(word) < 4 else 1)


def sub(desk: Desk) -> Reply:
    """The buttons of the list: `sub edit|pause|copy|drop|level|topic|place ID [VALUE]`."""
    words = desk.ask.arguments.split()
    action, key = (words[0], words[1]) if len(words) > 1 else ("", "")
    own = subscriptions_of(desk.store, desk.chat.chat_id)
    number = next((n for n, s in enumerate(own) if str(s.subscription_id) == key), None)
    if number is None:
        return list_subscriptions(desk, 1, GONE(desk.language))
    one, page = own[number], number // PER_PAGE + 1
    value = " ".join(words[2:])
    if action == "drop":
        remove_subscription(desk.store, desk.chat.chat_id, one.subscription_id)
        shown = show_filters(one, desk.house.places, desk.language)
        return list_subscriptions(desk, page, REMOVED(desk.language, filters=shown))
    if action == "pause":
        save_subscription(desk.store, dataclasses.replace(one, paused=not one.paused))
        return list_subscriptions(desk, page)
    if action == "copy":
        if len(own) >= SUBSCRIPTIONS:
            return list_subscriptions(desk, page, TOO_MANY(desk.language, most=SUBSCRIPTIONS))
        return edit_form(desk, add_subscription(desk.store, dataclasses.replace(one, created_at=desk.now)))
    changed = change(desk, one, action, value)
    if changed != one:
        save_subscription(desk.store, changed)
    return edit_form(desk, changed)


def change(desk: Desk, one: Subscription, action: str, value: str) -> Subscription:
    """The subscription after one tap in its form; unchanged where the tap means nothing."""
    if action == "level" and value in ("1", "2", "3", "4"):
        return dataclasses.replace(one, least=Severity(int(value)))
    if action == "topic" and (topic := find_topic(value, desk.topics)):
        kept = tuple(t for t in one.topics if t != topic)
        return dataclasses.replace(one, topics=kept if topic in one.topics else (*one.topics, topic))
    if action == "place":
        if value == "all":
            return dataclasses.replace(one, places=())
        if place := desk.house.places.find(value):
            gone = set(desk.house.places.with_airports([place.key]))
            return dataclasses.replace(one, places=tuple(p for p in one.places if p not in gone))
    return one


def edit_form(desk: Desk, one: Subscription) -> Reply:
    language, key, places = desk.language, one.subscription_id, desk.house.places
    topics = [
        menu(("☑ " if t in one.topics else "☐ ") + topic_title(t, language), f"sub topic {key} {topic_code(t)}")
        for t in desk.topics
    ]
    levels = [
        menu(("• " if level is one.least else "") + MARKS[level], f"sub level {key} {int(level)}")
        for level in Severity
    ]
    where = [
        menu(f"✕ {places.title(p, language)}", f"sub place {key} {place_code(desk, p)}")
        for p in places.without_airports(one.places)
    ]
    if one.places:
        where.append(menu(EVERYWHERE.label(language).capitalize(), f"sub place {key} all"))
    rows: list[list[Button]] = [*map(list, rows_of(topics, 2)), levels, *map(list, rows_of(where, 2))]
    rows.append([menu(BACK.label(language), "subscriptions")])
    shown = show_filters(one, places, language)
    example = code(f"/place {key} Kharkiv")
    levels_shown = " ".join(f"{MARKS[level]} {LEVELS[level](language)}" for level in Severity)
    return desk.say(
        EDIT(language, filters=shown, example=example), f"{LOUDER(language)}: {levels_shown}", rows=rows
    )


def place_code(desk: Desk, key: str) -> str:
    place = desk.house.places.by_key.get(key)
    return place.code if place else key


def add_place(desk: Desk) -> Reply:
    """`/place ID NAME`: one more place for a subscription."""
    key, _, name = desk.ask.arguments.partition(" ")
    own = subscriptions_of(desk.store, desk.chat.chat_id)
    one = next((s for s in own if str(s.subscription_id) == key), None)
    if one is None:
        return list_subscriptions(desk, 1, GONE(desk.language))
    place = desk.house.places.find(name)
    if place is None:
        nearest = desk.house.places.nearest(name)
        return not_understood(desk, Unknown(name, nearest.key if nearest else None), "/place")
    changed = dataclasses.replace(one, places=desk.house.places.with_airports((*one.places, place.key)))
    save_subscription(desk.store, changed)
    return edit_form(desk, changed)


# -- the end of it -----------------------------------------------------------------------------------------


def unsubscribe(desk: Desk) -> Reply:
    """`/unsubscribe [N | all | what it is about]`."""
    language, wanted = desk.language, desk.ask.arguments.strip()
    own = subscriptions_of(desk.store, desk.chat.chat_id)
    if not own:
        return desk.say(NONE(language, example=code("/subscribe drones Kyiv")))
    if not wanted:
        return list_subscriptions(desk, 1, WHICH(language, example=code("/unsubscribe all")))
    chosen = choose(desk, own, wanted)
    if isinstance(chosen, Unknown):
        return not_understood(desk, chosen, "/unsubscribe")
    for one in chosen:
        remove_subscription(desk.store, desk.chat.chat_id, one.subscription_id)
    if not chosen:
        return list_subscriptions(desk, 1, GONE(language))
    if len(chosen) == len(own):
        return desk.say(REMOVED_ALL(language))
    shown = escape("; ").join(show_filters(one, desk.house.places, language) for one in chosen)
    return desk.say(REMOVED(language, filters=Html(shown)))


def choose(desk: Desk, own: tuple[Subscription, ...], wanted: str) -> tuple[Subscription, ...] | Unknown:
    """By its number in the list, or all that are about nothing but the topics, rules and places named."""
    if wanted.isdigit():
        return own[int(wanted) - 1 : int(wanted)] if 0 < int(wanted) <= len(own) else ()
    filters = read_filters(wanted, desk.rules, desk.house.places)
    if isinstance(filters, Unknown):
        return filters
    named = (set(filters.topics), set(filters.rules), set(filters.places))
    return tuple(
        s for s in own if all(n <= set(h) for n, h in zip(named, (s.topics, s.rules, s.places), strict=True))
    )
