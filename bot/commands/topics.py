"""Topics and severities in words."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from bot.commands.texts import Text
from bot.model import Severity

TOPICS = {
    "drones": Text("Drones", "Дрони", "Дроны"),
    "missiles": Text("Missiles", "Ракети", "Ракеты"),
    "aviation": Text("Airports", "Аеропорти", "Аэропорты"),
    "diplomacy": Text("Peace talks", "Переговори", "Переговоры"),
    "casualties": Text("Casualties", "Жертви", "Жертвы"),
    "energy": Text("Power cuts", "Знеструмлення", "Отключения света"),
    "ceasefire": Text("Ceasefire", "Перемир'я", "Перемирие"),
    "other": Text("Other", "Інше", "Прочее"),
}
"""Known topics; a rule file may name others, which are shown as they are written."""
ORDER = {topic: number for number, topic in enumerate(TOPICS)}
EVERYTHING = Text("everything", "усе", "всё")
MARKS = {Severity.LOW: "⚪️", Severity.MEDIUM: "🟡", Severity.HIGH: "🟠", Severity.CRITICAL: "🔴"}
LEVELS = {
    Severity.LOW: Text("everything", "усе", "всё"),
    Severity.MEDIUM: Text("medium and up", "середні й вище", "средние и выше"),
    Severity.HIGH: Text("high and up", "високі й вище", "высокие и выше"),
    Severity.CRITICAL: Text("critical only", "лише критичні", "только критические"),
}
LEVEL_WORDS = {
    Severity.LOW: "1 low низькі низкие",
    Severity.MEDIUM: "2 medium середні средние",
    Severity.HIGH: "3 high високі высокие",
    Severity.CRITICAL: "4 critical критичні критические",
}
LONGEST_CODE = 10
"""Bytes that a topic may take in a button."""


def topic_title(topic: str, language: str) -> str:
    return TOPICS[topic].label(language) if topic in TOPICS else topic.capitalize()


def topic_code(topic: str) -> str:
    """Short, for buttons: the topic itself, or what stands for a long one."""
    if len(topic.encode()) <= LONGEST_CODE and " " not in topic:
        return topic
    return "~" + hashlib.sha256(topic.encode()).hexdigest()[:6]


def find_topic(word: str, topics: Sequence[str]) -> str | None:
    """A topic by its name in any language, or by its code."""
    folded = word.casefold()
    for topic in topics:
        titles = (topic_title(topic, language).casefold() for language in ("en", "uk", "ru"))
        if folded in (topic.casefold(), topic_code(topic), *titles):
            return topic
    return None


def topic_names(topics: Sequence[str]) -> dict[str, str]:
    """Every name of every topic, folded -> the topic."""
    names = {topic_title(t, language).casefold(): t for t in topics for language in ("en", "uk", "ru")}
    return names | {topic.casefold(): topic for topic in topics}


def find_level(word: str) -> Severity | None:
    folded = word.casefold().rstrip("+")
    return next((level for level, words in LEVEL_WORDS.items() if folded in words.split()), None)
