"""Commands of those who run this bot (TOCSIN_OWNERS), in their private chat alone."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from bot.commands.desk import Desk, code
from bot.commands.texts import Html, Text, escape
from bot.commands.times import read_length, show_time
from bot.feeds.fetch import refuse_url
from bot.model import Feed, Problem, Reply
from bot.store.chats import live_chats, subscribers
from bot.store.feeds import add_feed, all_feeds, remove_feed
from bot.store.house import SILENCE, Audit, add_audit, remove_setting, save_setting
from bot.store.stats import load_stats

MOST_PROBLEMS = 15

RELOADED = Text(
    "Rules are loaded anew: {count} in force.",
    "Правила перечитано: чинних {count}.",
    "Правила перечитаны: действующих {count}.",
)
PROBLEMS = Text(
    "Problems; the last good version of a broken file stays in force:",
    "Помилки; замість зламаного файла діє його останній справний варіант:",
    "Ошибки; вместо сломанного файла действует его последний исправный вариант:",
)
NOT_HERE = Text("This is not possible here.", "Тут це неможливо.", "Здесь это невозможно.")
FEED_ADDED = Text(
    "Feed <b>{name}</b> is polled from now on (id {key}).",
    "Джерело <b>{name}</b> тепер опитується (id {key}).",
    "Источник <b>{name}</b> теперь опрашивается (id {key}).",
)
FEED_HOW = Text(
    "Write the address and a name: {example}",
    "Напишіть адресу й назву: {example}",
    "Напишите адрес и название: {example}",
)
FEED_NOT_FOUND = Text(
    "No feed was found at {url}: {why}",
    "За адресою {url} стрічки немає: {why}",
    "По адресу {url} ленты нет: {why}",
)
FEED_REMOVED = Text(
    "Feed {key} is polled no longer.",
    "Джерело {key} більше не опитується.",
    "Источник {key} больше не опрашивается.",
)
NO_FEED = Text(
    "There is no feed “{key}”. Their ids: {ids}",
    "Джерела «{key}» немає. Їхні id: {ids}",
    "Источника «{key}» нет. Их id: {ids}",
)
SILENCED = Text(
    "🔇 Nothing is sent to anyone until {until}; it waits. End it with {off}",
    "🔇 До {until} нікому нічого не надсилається; усе чекає. Припинити: {off}",
    "🔇 До {until} никому ничего не отправляется; всё ждёт. Прекратить: {off}",
)
UNSILENCED = Text(
    "🔔 Alerts are sent again.", "🔔 Сповіщення знову надсилаються.", "🔔 Оповещения снова отправляются."
)
SILENCE_HOW = Text("For how long? {example}", "На який час? {example}", "На какое время? {example}")
STATS = Text(
    "<b>Chats</b>: {chats}; subscriptions {subscriptions}",
    "<b>Чати</b>: {chats}; підписок {subscriptions}",
    "<b>Чаты</b>: {chats}; подписок {subscriptions}",
)
READ = Text(
    "Seven days: {articles} articles, {facts} facts, {alerts} alerts, {revisions} revisions",
    "Сім днів: статей {articles}, фактів {facts}, сповіщень {alerts}, змін {revisions}",
    "Семь дней: статей {articles}, фактов {facts}, оповещений {alerts}, изменений {revisions}",
)
DELIVERIES = Text("Deliveries: {states}", "Доставки: {states}", "Доставки: {states}")
FATES = Text("Reports: {fates}", "Повідомлення: {fates}", "Сообщения: {fates}")
RULES = Text("Alerts by rule: {rules}", "Сповіщення за правилами: {rules}", "Оповещения по правилам: {rules}")
WEEK = dt.timedelta(days=7)
INVITE = Text(
    "Whoever opens this link may use the bot: {link}",
    "Хто відкриє це посилання, може користуватися ботом: {link}",
    "Кто откроет эту ссылку, может пользоваться ботом: {link}",
)
OPEN = Text(
    "Anyone may use this bot (TOCSIN_ACCESS=open).",
    "Ботом може користуватися будь-хто (TOCSIN_ACCESS=open).",
    "Ботом может пользоваться любой (TOCSIN_ACCESS=open).",
)


def noted(desk: Desk, detail: str) -> None:
    """Write down who used what: these commands change things for everyone."""
    audit = Audit(at=desk.now, chat_id=desk.ask.chat_id, command=desk.ask.command, detail=detail[:200])
    add_audit(desk.store, audit)


def reload(desk: Desk) -> Reply:
    if desk.house.reload is None:
        return desk.say(NOT_HERE(desk.language))
    problems = desk.house.reload()
    noted(desk, f"{len(problems)} problems")
    return desk.say(RELOADED(desk.language, count=len(desk.rules)), *problem_lines(desk, problems))


def problem_lines(desk: Desk, problems: Sequence[Problem]) -> list[Html]:
    if not problems:
        return []
    return [PROBLEMS(desk.language), *(code(str(p)) for p in problems[:MOST_PROBLEMS])]


def addfeed(desk: Desk) -> Reply:
    """`/addfeed URL [NAME]`: of a feed, of a page that names its feed, or a public Telegram channel.

    What answers there was looked up before (`attached`), since that takes seconds.
    """
    written, _, name = desk.ask.arguments.strip().partition(" ")
    if not written or (desk.ask.attached is None and not desk.ask.attached_name and refuse_url(written)):
        return desk.say(FEED_HOW(desk.language, example=code("/addfeed https://news.example/rss News Example")))
    if desk.ask.attached is None and desk.ask.attached_name:
        return desk.say(FEED_NOT_FOUND(desk.language, url=written[:200], why=desk.ask.attached_name[:200]))
    url = desk.ask.attached or written
    name = name or (desk.ask.attached_name if desk.ask.attached else "")
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    key = re.sub(r"[^a-z0-9]+", "-", f"{host}{parts.path}".lower()).strip("-")[:40]
    feed = Feed(feed_id=key, name=name.strip() or host, url=url)
    add_feed(desk.store, feed, desk.now)
    noted(desk, url)
    desk.has_changed("feeds")
    return desk.say(FEED_ADDED(desk.language, name=feed.name, key=code(key)))


def removefeed(desk: Desk) -> Reply:
    """`/removefeed ID`."""
    key, known = desk.ask.arguments.strip(), [f.feed_id for f in all_feeds(desk.store, desk.house.feeds)]
    if key not in known:
        return desk.say(NO_FEED(desk.language, key=key[:60], ids=", ".join(sorted(known))[:3000]))
    remove_feed(desk.store, key, desk.now)
    noted(desk, key)
    desk.has_changed("feeds")
    return desk.say(FEED_REMOVED(desk.language, key=key))


def silence(desk: Desk) -> Reply:
    """`/silence 2h`, `/silence off`."""
    word = desk.ask.arguments.strip().casefold()
    if word == "off":
        remove_setting(desk.store, SILENCE)
        noted(desk, "off")
        return desk.say(UNSILENCED(desk.language))
    length = read_length(word)
    if length is None:
        return desk.say(SILENCE_HOW(desk.language, example=code("/silence 2h")))
    until = desk.now + length
    save_setting(desk.store, SILENCE, until.isoformat(), desk.now)
    noted(desk, word)
    shown = show_time(until, desk.chat.zone, desk.now, desk.language)
    return desk.say(SILENCED(desk.language, until=shown, off=code("/silence off")))


def stats(desk: Desk) -> Reply:
    """The last seven days in numbers: how many, never who."""
    language, found = desk.language, load_stats(desk.store, desk.now - WEEK)
    kinds = Counter(chat.kind for chat in live_chats(desk.store))
    subscribed = sum(len(own) for _, own in subscribers(desk.store))
    return desk.say(
        STATS(language, chats=counted(kinds), subscriptions=subscribed),
        READ(language, articles=found.articles, facts=found.facts, alerts=found.alerts, revisions=found.revisions),
        DELIVERIES(language, states=counted(found.deliveries_by_state)),
        FATES(language, fates=counted(found.reports_by_fate)),
        RULES(language, rules=counted(found.alerts_by_rule)),
        *problem_lines(desk, desk.house.problems),
    )


def counted(numbers: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in list(numbers.items())[:12]) or "0"


def invite(desk: Desk) -> Reply:
    if desk.house.access == "open" or not desk.house.access_code:
        return desk.say(OPEN(desk.language))
    link = f"https://t.me/{desk.house.username}?start={desk.house.access_code}"
    return desk.say(INVITE(desk.language, link=escape(link)))
