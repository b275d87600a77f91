"""/mute, /unmute: hearing nothing of something for a time."""

from __future__ import annotations

import datetime as dt

from bot.commands.desk import Desk, code, menu, rows_of
from bot.commands.filters import ALL_WORDS, Unknown, meaning, nearest_of
from bot.commands.subscriptions import not_understood
from bot.commands.texts import Text, joined
from bot.commands.times import read_length, show_length, show_time
from bot.commands.topics import topic_title
from bot.model import Mute, Reply
from bot.store.alerts import get_revision
from bot.store.chats import add_mute, mutes_of, remove_mute, save_chat

DEFAULT = dt.timedelta(hours=8)
OFFERED = ("1h", "8h", "1d", "7d")
WHATS = {
    "event": Text("alert {name}", "сповіщення {name}", "оповещение {name}"),
    "rule": Text("rule {name}", "правило {name}", "правило {name}"),
    "topic": Text("{name}", "{name}", "{name}"),
    "place": Text("{name}", "{name}", "{name}"),
    "everything": Text("everything", "усе", "всё"),
}
MUTED = Text(
    "🔕 Nothing of <b>{what}</b> until {until}. What it hid is told then. Undo: /unmute",
    "🔕 Нічого про <b>{what}</b> до {until}. Потім розкажу, що сховано. Скасувати: /unmute",
    "🔕 Ничего про <b>{what}</b> до {until}. Потом расскажу, что было скрыто. Отменить: /unmute",
)
HOW = Text(
    "What, and for how long? An alert, a rule, a topic, a place or everything: {example} or {other}",
    "Що і на який час? Сповіщення, правило, тема, місце або все: {example} чи {other}",
    "Что и на какое время? Оповещение, правило, тема, место или всё: {example} или {other}",
)
FOR_HOW_LONG = Text(
    "Nothing of <b>{what}</b>: for how long?",
    "Нічого про <b>{what}</b>: на який час?",
    "Ничего про <b>{what}</b>: на какое время?",
)
NO_ALERT = Text("There is no alert {number}.", "Сповіщення {number} немає.", "Оповещения {number} нет.")
NONE = Text("Nothing is muted.", "Нічого не приглушено.", "Ничего не приглушено.")
LIST = Text(
    "Muted now; tap to hear it again:",
    "Приглушено; торкніться, щоб увімкнути:",
    "Приглушено; коснитесь, чтобы включить:",
)
HEARD = Text(
    "🔔 You hear of <b>{what}</b> again.",
    "🔔 Ви знову чуєте про <b>{what}</b>.",
    "🔔 Вы снова слышите про <b>{what}</b>.",
)
TOO_MANY = Text(
    "{most} mutes are the most; take one back with /unmute first.",
    "Не більше {most} приглушень; спершу скасуйте якесь: /unmute.",
    "Не больше {most} приглушений; сначала отмените какое-нибудь: /unmute.",
)  # fmt: skip
MOST = 50


def mute(desk: Desk) -> Reply:
    """`/mute drones 2h`, `/mute all 8h`, `/mute event 12 1d`; without a length the buttons ask for it."""
    words = desk.ask.arguments.split()
    if not words:
        return desk.say(
            HOW(desk.language, example=code("/mute drones 2h"), other=code("/mute Kyiv 1d")),
            *mute_lines(desk),
        )
    length = read_length(words[-1]) or (read_length(" ".join(words[-2:])) if len(words) > 2 else None)
    if length:
        words = words[:-1] if read_length(words[-1]) else words[:-2]
    found = what_of(desk, words)
    if isinstance(found, Unknown):
        return not_understood(desk, found, "/mute")
    what, name = found
    if what == "event" and get_revision(desk.store, int(name)) is None:
        return desk.say(NO_ALERT(desk.language, number=name))
    shown = show_what(desk, what, name)
    if length is None and desk.ask.is_tap:
        buttons = [
            menu(
                show_length(read_length(o) or DEFAULT, desk.language),
                f"mute {what} {key_of(desk, what, name)} {o}",
            )
            for o in OFFERED
        ]
        return desk.say(FOR_HOW_LONG(desk.language, what=shown), rows=rows_of(buttons, 2))
    return put_mute(desk, what, name, length or DEFAULT)


def put_mute(desk: Desk, what: str, name: str, length: dt.timedelta) -> Reply:
    save_chat(desk.store, desk.chat)
    own = mutes_of(desk.store, desk.chat.chat_id)
    for old in own:
        if (old.what, old.name) == (what, name):  # a new length replaces the old one
            remove_mute(desk.store, desk.chat.chat_id, old.mute_id)
    if len(own) >= MOST:
        return desk.say(TOO_MANY(desk.language, most=MOST))
    until = desk.now + length
    add_mute(desk.store, Mute(chat_id=desk.chat.chat_id, what=what, name=name, until=until, created_at=desk.now))
    shown = show_time(until, desk.chat.zone, desk.now, desk.language)
    return desk.say(MUTED(desk.language, what=show_what(desk, what, name), until=shown))


def what_of(desk: Desk, words: list[str]) -> tuple[str, str] | Unknown:
    """What is meant: kind and name. The kind may be said (`event 12`, `rule airport-closed`) or follow."""
    if words and words[0].casefold() in ("event", "alert") and len(words) > 1:
        number = words[1].lstrip("#")
        return ("event", number) if number.isdigit() and len(number) < 12 else Unknown(words[1])
    if words and words[0].casefold() in ("rule", "topic", "place", "everything") and len(words) > 1:
        words = words[1:]
    name = " ".join(words)
    if not name or name.casefold() in ALL_WORDS:
        return "everything", ""
    if name.lstrip("#").isdigit():
        return "event", name.lstrip("#")[:11]
    ids = {known: r.rule_id for r in desk.rules for known in (r.rule_id, *r.was)}
    kind, value = meaning(name, desk.topics, ids, desk.house.places)
    if kind in ("rule", "topic", "place"):
        return kind, value
    return Unknown(name, nearest_of(name, desk.topics, ids, desk.house.places))


def key_of(desk: Desk, what: str, name: str) -> str:
    """The name as a button carries it."""
    place = desk.house.places.by_key.get(name) if what == "place" else None
    return place.code if place else name or "all"


def show_what(desk: Desk, what: str, name: str) -> str:
    title = name
    if what == "topic":
        title = topic_title(name, desk.language)
    elif what == "place":
        title = desk.house.places.title(name, desk.language)
    elif what == "rule" and name in desk.house.ruleset.rules:
        title = desk.house.ruleset.rules[name].title_in(desk.language)
    return WHATS[what].label(desk.language, name=title)


def mute_lines(desk: Desk) -> list[str]:
    own = mutes_of(desk.store, desk.chat.chat_id)
    return [f"🔕 {show_mute(desk, one)}" for one in own if one.until is None or one.until > desk.now]


def show_mute(desk: Desk, one: Mute) -> str:
    until = f" → {show_time(one.until, desk.chat.zone, desk.now, desk.language)}" if one.until else ""
    return joined([show_what(desk, one.what, one.name) + until])


def unmute(desk: Desk) -> Reply:
    """`/unmute [what]`."""
    own = mutes_of(desk.store, desk.chat.chat_id)
    if not own:
        return desk.say(NONE(desk.language))
    words = desk.ask.arguments.split()
    if not words:
        buttons = [
            menu(f"✕ {show_mute(desk, one)}", f"unmute {one.what} {key_of(desk, one.what, one.name)}")
            for one in own
        ]
        return desk.say(LIST(desk.language), rows=rows_of(buttons, 1))
    found = what_of(desk, words)
    if isinstance(found, Unknown):
        return not_understood(desk, found, "/unmute")
    what, name = found
    taken = [m for m in own if (m.what, m.name) == (what, name) or what == "everything"]
    for one in taken:
        remove_mute(desk.store, desk.chat.chat_id, one.mute_id)
    if not taken:
        return desk.say(NONE(desk.language))
    return desk.say(HEARD(desk.language, what=show_what(desk, what, name)))
