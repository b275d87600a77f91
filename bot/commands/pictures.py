"""/chart and /map: the last days as pictures."""

from __future__ import annotations

from bot.commands.desk import Desk, code
from bot.commands.limits import Verdict, spend
from bot.commands.texts import Text
from bot.commands.times import read_length
from bot.commands.topics import TOPICS, find_topic, topic_title
from bot.model import File, Reply

DAYS = 14
DRONES = "drones"
MOST_DAYS = 366

NOT_HERE = Text(
    "Pictures need the extra “charts” (matplotlib), which is not installed here.",
    "Для зображень потрібне доповнення «charts» (matplotlib), тут його не встановлено.",
    "Для изображений нужно дополнение «charts» (matplotlib), здесь оно не установлено.",
)
NOTHING = Text(
    "Nothing to draw in that time. For example: {example}",
    "За цей час нічого малювати. Наприклад: {example}",
    "За это время рисовать нечего. Например: {example}",
)
TOO_MANY = Text(
    "Two pictures a minute are the most.",
    "Не більше двох зображень на хвилину.",
    "Не больше двух изображений в минуту.",
)
CHART = Text(
    "{what}, {days} days, as reported",
    "{what}, днів: {days}, за повідомленнями",
    "{what}, дней: {days}, по сообщениям",
)
MAP = Text("Reported, {days} days", "За повідомленнями, днів: {days}", "По сообщениям, дней: {days}")


def chart(desk: Desk) -> Reply:
    """`/chart [topic] [days]`."""
    words = desk.ask.arguments.split()
    days = days_of(words)
    known = tuple(dict.fromkeys((*desk.topics, *TOPICS)))
    topic = next((t for w in words if (t := find_topic(w, known))), DRONES)
    caption = CHART.label(desk.language, what=topic_title(topic, desk.language), days=days)
    return picture(desk, "chart", caption, topic=topic, days=days)


def map(desk: Desk) -> Reply:
    """`/map [days]`."""
    days = days_of(desk.ask.arguments.split())
    return picture(desk, "map", MAP.label(desk.language, days=days), days=days)


def days_of(words: list[str]) -> int:
    """A number of days, written "30" or "30d"."""
    for word in words:
        if word.isdigit() and len(word) < 5:
            return min(max(1, int(word)), MOST_DAYS)
        if length := read_length(word):
            return max(1, length.days)
    return DAYS


def picture(desk: Desk, name: str, caption: str, **asked: object) -> Reply:
    draw = desk.house.draw.get(name)
    if draw is None:
        return desk.say(NOT_HERE(desk.language))
    verdict = spend(desk.house.used, desk.ask.answer_to or desk.ask.chat_id, "picture", desk.now)
    if verdict is Verdict.SILENT:
        return Reply()
    if verdict is Verdict.TELL:
        return desk.say(TOO_MANY(desk.language))
    drawing = draw(desk.store, language=desk.language, zone=desk.chat.zone, now=desk.now, **asked)
    if drawing is None:
        return desk.say(NOTHING(desk.language, example=code(f"/{name} 90")))
    return Reply(later=lambda: Reply(files=(File(f"tocsin-{name}.png", drawing(), caption, is_picture=True),)))
