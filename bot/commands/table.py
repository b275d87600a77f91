"""All commands: name, who may use it, what it does in three languages. /help and the menus are made from "
"this."""

# ruff: noqa: E501 - one command a line reads as the table it is
from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.commands import (
    chats,
    events,
    feeds,
    help,
    history,
    mutes,
    now,
    owners,
    pictures,
    privacy,
    rule_files,
    rules,
    settings,
    start,
    subscriptions,
    watches,
)
from bot.commands.desk import Desk
from bot.commands.texts import LANGUAGES, Text
from bot.model import Reply

ALL, ADMIN, OWNER = "all", "admin", "owner"


@dataclass(frozen=True, slots=True)
class Command:
    name: str
    run: Callable[[Desk], Reply]
    what: Text | None = None
    """One line for /help and the menu; None for what only buttons ask."""
    example: str = ""
    who: str = ALL
    """`all`; `admin`: changes what the chat hears, in groups and channels for admins alone; `owner`."""
    changes: bool = False
    """Writes to the store: runs within a transaction."""
    words: tuple[str, ...] = ()
    """Other names, for people who write in their own language."""
    group: str = "more"


def command(name: str, run: Callable[[Desk], Reply], what: tuple[str, str, str] | None, **more: object) -> Command:
    return Command(name, run, Text(*what) if what else None, **more)  # type: ignore[arg-type]


# fmt: off
COMMANDS: tuple[Command, ...] = (
    command("start", start.start, ("Begin: four taps to your alerts", "Почати: чотири дотики до сповіщень", "Начать: четыре касания до оповещений"), who=ADMIN, changes=True, group="alerts", words=("почати", "начать", "старт")),
    command("subscribe", subscriptions.subscribe, ("Hear of something", "Підписатися на щось", "Подписаться на что-то"), example="/subscribe drones Kyiv high", who=ADMIN, changes=True, group="alerts", words=("підписатися", "подписаться")),
    command("subscriptions", subscriptions.subscriptions, ("What you hear of; change it", "Ваші підписки; змінити", "Ваши подписки; изменить"), who=ALL, group="alerts", words=("підписки", "подписки")),
    command("unsubscribe", subscriptions.unsubscribe, ("Hear no more of something", "Відписатися", "Отписаться"), example="/unsubscribe 2", who=ADMIN, changes=True, group="alerts", words=("відписатися", "отписаться")),
    command("watch", watches.watch, ("Words of your own", "Стежити за своїми словами", "Следить за своими словами"), example="/watch mobilization", who=ADMIN, changes=True, group="alerts"),
    command("unwatch", watches.unwatch, ("No longer watch words", "Не стежити за словами", "Не следить за словами"), who=ADMIN, changes=True, group="alerts"),
    command("mute", mutes.mute, ("Nothing of something for a time", "Приглушити на деякий час", "Приглушить на время"), example="/mute drones 2h", who=ADMIN, changes=True, group="alerts"),
    command("unmute", mutes.unmute, ("Hear it again", "Скасувати приглушення", "Отменить приглушение"), who=ADMIN, changes=True, group="alerts"),
    command("quiet", settings.quiet, ("Quiet hours", "Тихі години", "Тихие часы"), example="/quiet 23:00-07:00", who=ADMIN, changes=True, group="how"),
    command("digest", settings.digest, ("Alerts together: hourly or daily", "Зведення: щогодини або щодня", "Сводка: каждый час или день"), example="/digest daily 08:00", who=ADMIN, changes=True, group="how"),
    command("language", settings.language, ("Language of words and alerts", "Мова слів і сповіщень", "Язык слов и оповещений"), example="/language uk", who=ADMIN, changes=True, group="how", words=("мова", "язык")),
    command("timezone", settings.timezone, ("Time zone", "Часовий пояс", "Часовой пояс"), example="/timezone Europe/Kyiv", who=ADMIN, changes=True, group="how"),
    command("board", settings.board, ("Airports on one silent message a night", "Аеропорти одним тихим повідомленням за ніч", "Аэропорты одним тихим сообщением за ночь"), example="/board never", who=ADMIN, changes=True, group="how"),
    command("links", settings.links, ("Alerts with or without links", "Сповіщення з посиланнями чи без", "Оповещения со ссылками или без"), example="/links off", who=ADMIN, changes=True, group="how"),
    command("pause", settings.pause, ("Nothing until /resume", "Нічого до /resume", "Ничего до /resume"), who=ADMIN, changes=True, group="how"),
    command("resume", settings.resume, ("Alerts again", "Знову отримувати", "Снова получать"), who=ADMIN, changes=True, group="how"),
    command("now", now.now, ("What is true now, as reported", "Що відомо зараз", "Что известно сейчас"), group="look", words=("зараз", "сейчас")),
    command("last", history.last, ("The newest alert", "Останнє сповіщення", "Последнее оповещение"), example="/last airports", group="look"),
    command("history", history.history, ("Search what was told", "Пошук у сповіщеннях", "Поиск по оповещениям"), example="/history Kyiv 7d", group="look", words=("історія", "история")),
    command("alert", history.alert, ("One alert as it stands", "Одне сповіщення", "Одно оповещение"), example="/alert 12", group="look"),
    command("why", history.why, ("Why an alert, or why none", "Чому є сповіщення або чому немає", "Почему есть оповещение или почему нет"), example="/why 12", group="look", words=("чому", "почему")),
    command("sources", history.sources, ("Who reports it", "Хто про це пише", "Кто об этом пишет"), example="/sources 12", group="look"),
    command("chart", pictures.chart, ("Figures of the last days", "Графік за останні дні", "График за последние дни"), example="/chart drones 30", group="look"),
    command("map", pictures.map, ("Map of the last days", "Карта за останні дні", "Карта за последние дни"), example="/map 7", group="look"),
    command("rules", rules.rules, ("Rules in force", "Чинні правила", "Действующие правила"), group="look", words=("правила",)),
    command("rule", rules.rule, ("One rule", "Одне правило", "Одно правило"), example="/rule airport-closed", group="look"),
    command("check", rules.check, ("What a text or page would fire", "Що викликав би текст чи сторінка", "Что вызвал бы текст или страница"), example="/check Russia launched 97 drones", group="look"),
    command("feeds", feeds.feeds, ("What I read, and how it is", "Що я читаю і в якому це стані", "Что я читаю и в каком это состоянии"), group="look"),
    command("status", feeds.status, ("Is it listening?", "Чи я слухаю?", "Слушаю ли я?"), group="look", words=("статус", "стан")),
    command("channel", chats.channel, ("Manage a channel or group from here", "Керувати каналом чи групою звідси", "Управлять каналом или группой отсюда"), example="/channel @name subscribe drones", group="more"),
    command("export", privacy.export, ("Your data as a file", "Ваші дані файлом", "Ваши данные файлом"), who=ADMIN, group="more"),
    command("stop", privacy.stop, ("Forget this chat", "Забути цей чат", "Забыть этот чат"), who=ADMIN, changes=True, group="more", words=("стоп",)),
    command("help", help.help, ("All commands", "Усі команди", "Все команды"), group="more", words=("допомога", "помощь", "довідка", "?")),
    command("reload", owners.reload, ("Load the rules anew", "Перечитати правила", "Перечитать правила"), who=OWNER, changes=True),
    command("rulefile", rule_files.rulefile, ("Rule files and their former versions", "Файли правил і їхні попередні версії", "Файлы правил и их прежние версии"), example="/rulefile back kyiv.yaml", who=OWNER, changes=True),
    command("addfeed", owners.addfeed, ("Poll one more feed", "Додати джерело", "Добавить источник"), example="/addfeed https://news.example/rss News", who=OWNER, changes=True),
    command("removefeed", owners.removefeed, ("Poll a feed no longer", "Прибрати джерело", "Убрать источник"), who=OWNER, changes=True),
    command("silence", owners.silence, ("Send nothing to anyone for a time", "Нікому нічого деякий час", "Никому ничего на время"), example="/silence 2h", who=OWNER, changes=True),
    command("merge", events.merge, ("Two alerts are one event", "Два сповіщення — одна подія", "Два оповещения — одно событие"), example="/merge 12 15", who=OWNER, changes=True),
    command("split", events.split, ("An article is not of an alert", "Стаття не належить до сповіщення", "Статья не относится к оповещению"), example="/split 12 https://news.example/a", who=OWNER, changes=True),
    command("forget", privacy.forget, ("Forget a chat for good", "Забути чат назавжди", "Забыть чат навсегда"), example="/forget telegram:-100123", who=OWNER, changes=True),
    command("stats", owners.stats, ("Chats and deliveries in numbers", "Чати й доставки в числах", "Чаты и доставки в числах"), who=OWNER),
    command("invite", owners.invite, ("Invitation link", "Посилання-запрошення", "Ссылка-приглашение"), who=OWNER),
    command("sub", subscriptions.sub, None, who=ADMIN, changes=True),
    command("place", subscriptions.add_place, None, who=ADMIN, changes=True),
    command("stale", help.stale, None),
)
# fmt: on
BY_NAME = {name: one for one in COMMANDS for name in (one.name, *one.words)}
NEAREST = 0.6


def find_command(name: str) -> Command | None:
    return BY_NAME.get(name.casefold())


def nearest_command(name: str) -> Command | None:
    shown = {n: c for n, c in BY_NAME.items() if c.what and c.who != OWNER}
    close = difflib.get_close_matches(name.casefold(), shown, n=1, cutoff=NEAREST)
    return shown[close[0]] if close else None


def shown_commands(*, is_admin: bool, is_owner: bool) -> list[Command]:
    """What /help lists for somebody."""
    who = {ALL} | ({ADMIN} if is_admin else set()) | ({OWNER} if is_owner else set())
    return [c for c in COMMANDS if c.what and c.who in who]


def menus() -> dict[tuple[str, str], list[tuple[str, str]]]:
    """(scope, language) -> what Telegram lists when somebody types a slash; "" serves all other languages."""
    found = {}
    for language in LANGUAGES:
        key = "" if language == "en" else language
        found["private", key] = lines_of(shown_commands(is_admin=True, is_owner=False), language)
        found["admins", key] = lines_of(in_groups(shown_commands(is_admin=True, is_owner=False)), language)
        found["groups", key] = lines_of(in_groups(shown_commands(is_admin=False, is_owner=False)), language)
    return found


def in_groups(commands: Iterable[Command]) -> list[Command]:
    return [c for c in commands if c.name != "channel"]


def lines_of(commands: Iterable[Command], language: str) -> list[tuple[str, str]]:
    return [(c.name, c.what.label(language)) for c in commands if c.what]
