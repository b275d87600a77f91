"""/feeds and /status: is it listening?"""

from __future__ import annotations

import datetime as dt

from bot.commands.desk import Desk, menu
from bot.commands.texts import Text, escape, shortened
from bot.commands.times import show_age, show_length
from bot.model import Feed, FeedState, Reply, State
from bot.store.chats import mutes_of, subscriptions_of, watches_of
from bot.store.feeds import all_feeds, load_feed_states
from bot.store.outbox import waiting_count
from bot.store.pulse import delays, quantile

PER_PAGE = 15
MARKS = {"ok": "🔵", "slow": "🟡", "stale": "🟡", "failing": "🟠", "blocked": "🔴", "gone": "⚫️"}
"""No green: that would look as if something were safe."""
STATUSES = {
    "ok": Text("working", "працює", "работает"),
    "slow": Text("slow", "повільно", "медленно"),
    "stale": Text("nothing new for long", "давно нічого нового", "давно ничего нового"),
    "failing": Text("failing", "збої", "сбои"),
    "blocked": Text("blocked", "заблоковано", "заблокировано"),
    "gone": Text("gone", "зникло", "исчезло"),
    "off": Text("off", "вимкнено", "выключено"),
    "new": Text("not asked yet", "ще не опитано", "ещё не опрошено"),
}
TITLE = Text(
    "<b>Feeds</b>: {ok} of {count} work",
    "<b>Джерела</b>: працює {ok} з {count}",
    "<b>Источники</b>: работает {ok} из {count}",
)
NONE = Text("No feeds are configured.", "Джерел не налаштовано.", "Источники не настроены.")
READ = Text("read {age}", "прочитано {age}", "прочитано {age}")
STATUS = Text("<b>Status</b>", "<b>Стан</b>", "<b>Состояние</b>")
RUNS = Text("Running for {length}", "Працюю {length}", "Работаю {length}")
OLDEST = Text(
    "Oldest look at a feed: {age} ({name})",
    "Найдавніше опитування: {age} ({name})",
    "Самый давний опрос: {age} ({name})",
)
NEWEST = Text(
    "Newest article read from: {name}, {age}",
    "Найновіша стаття: {name}, {age}",
    "Самая новая статья: {name}, {age}",
)
WAITING = Text("Messages waiting: {count}", "Повідомлень у черзі: {count}", "Сообщений в очереди: {count}")
DELAY = Text(
    "From publication to your chat, last day: half within {half}, 95 of 100 within {most}",
    "Від публікації до чату за добу: половина за {half}, 95 зі 100 за {most}",
    "От публикации до чата за сутки: половина за {half}, 95 из 100 за {most}",
)
RULES = Text("Rules in force: {count}", "Чинних правил: {count}", "Действующих правил: {count}")
PROBLEMS = Text(
    "Rule files with problems: {count}", "Файлів правил із помилками: {count}", "Файлов правил с ошибками: {count}"
)
HERE = Text(
    "This chat: subscriptions {subscriptions}, watches {watches}, mutes {mutes}",
    "Цей чат: підписок {subscriptions}, слів {watches}, приглушень {mutes}",
    "Этот чат: подписок {subscriptions}, слов {watches}, приглушений {mutes}",
)
PAUSED = Text(
    "⏸ This chat is paused: /resume", "⏸ Цей чат призупинено: /resume", "⏸ Этот чат приостановлен: /resume"
)
DEAF = Text(
    "⚠️ No feed could be read for {length}: silence means nothing now.",
    "⚠️ Жодного джерела не прочитано вже {length}: тиша зараз нічого не означає.",
    "⚠️ Ни один источник не прочитан уже {length}: тишина сейчас ничего не значит.",
)
SECONDS = Text("{count} s", "{count} с", "{count} с")
DEAF_AFTER = dt.timedelta(minutes=30)


def feeds(desk: Desk) -> Reply:
    """`/feeds [PAGE]`: troubled ones first."""
    word, language = desk.ask.arguments.strip(), desk.language
    states = states_of(desk)
    on = [f for f in all_feeds(desk.store, desk.house.feeds) if f.on]
    if not on:
        return desk.say(NONE(language))
    order = sorted(on, key=lambda f: (status_of(states.get(f.feed_id)) == "ok", f.name.casefold()))
    pages = -(-len(order) // PER_PAGE)
    page = min(max(int(word) if word.isdigit() and len(word) < 4 else 1, 1), pages)
    lines = [feed_line(desk, f, states.get(f.feed_id)) for f in order[(page - 1) * PER_PAGE : page * PER_PAGE]]
    ok = sum(status_of(states.get(f.feed_id)) == "ok" for f in on)
    turn = [menu("«", f"feeds {page - 1}")] if page > 1 else []
    turn += [menu("»", f"feeds {page + 1}")] if page < pages else []
    return desk.say(TITLE(language, ok=ok, count=len(on)), *lines, rows=[turn])


def states_of(desk: Desk) -> dict[str, FeedState]:
    return load_feed_states(desk.store)


def status_of(state: FeedState | None) -> str:
    return "new" if state is None or (state.last_ok_at is None and not state.failures) else state.status


def feed_line(desk: Desk, feed: Feed, state: FeedState | None) -> str:
    language, status = desk.language, status_of(state)
    parts = [STATUSES[status].label(language) if status in STATUSES else status]
    if state and state.last_ok_at:
        parts.append(READ.label(language, age=show_age(state.last_ok_at, desk.now, language)))
    if state and status not in ("ok", "new") and state.reason:
        parts.append(shortened(state.reason, 80))
    return f"{MARKS.get(status, '⚪️')} {escape(feed.name)}: {escape(', '.join(parts))}"


def delay_line(desk: Desk) -> str | None:
    """How long news takes to all chats; None while nothing was told."""
    lengths = [d.whole for d in delays(desk.store, desk.now - dt.timedelta(days=1))]
    half, most = quantile(lengths, 0.5), quantile(lengths, 0.95)
    if half is None or most is None:
        return None
    return DELAY(desk.language, half=show_short(half, desk.language), most=show_short(most, desk.language))


def show_short(length: dt.timedelta, language: str) -> str:
    """Seconds where it is less than two minutes."""
    seconds = max(1, round(length.total_seconds()))
    return SECONDS.label(language, count=seconds) if seconds < 120 else show_length(length, language)


def status(desk: Desk) -> Reply:
    language, house = desk.language, desk.house
    states = states_of(desk)
    on = [f for f in all_feeds(desk.store, house.feeds) if f.on]
    looks = sorted((s.last_ok_at, f.name) for f in on if (s := states.get(f.feed_id)) and s.last_ok_at)
    items = sorted((s.last_item_at, f.name) for f in on if (s := states.get(f.feed_id)) and s.last_item_at)
    ok = sum(status_of(states.get(f.feed_id)) == "ok" for f in on)
    chat_id = desk.chat.chat_id
    own = subscriptions_of(desk.store, chat_id), watches_of(desk.store, chat_id), mutes_of(desk.store, chat_id)
    deaf = looks and desk.now - looks[-1][0] > DEAF_AFTER
    return desk.say(
        STATUS(language) + (f" · Tocsin {escape(house.version)}" if house.version else ""),
        DEAF(language, length=show_length(desk.now - looks[-1][0], language)) if deaf else None,
        RUNS(language, length=show_length(desk.now - house.started_at, language)) if house.started_at else None,
        TITLE(language, ok=ok, count=len(on)),
        OLDEST(language, age=show_age(looks[0][0], desk.now, language), name=looks[0][1]) if looks else None,
        NEWEST(language, age=show_age(items[-1][0], desk.now, language), name=items[-1][1]) if items else None,
        delay_line(desk),
        RULES(language, count=len(desk.rules)),
        PROBLEMS(language, count=len({p.path for p in house.problems})) if house.problems else None,
        WAITING(language, count=sum(n for state, n in waiting_count(desk.store).items() if state != State.HELD)),
        HERE(language, subscriptions=len(own[0]), watches=len(own[1]), mutes=len(own[2])),
        PAUSED(language) if desk.chat.paused else None,
    )
