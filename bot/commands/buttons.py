"""The buttons under an alert. The app puts them there; the commands they stand for are in the table."""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.commands.texts import Text
from bot.model import Button, Chat, Manner, Revision
from bot.rules.watches import PREFIX

LABELS = {
    "why": Text("Why", "Чому", "Почему"),
    "sources": Text("Sources", "Джерела", "Источники"),
    "mute": Text("Mute", "Приглушити", "Приглушить"),
    "history": Text("History", "Історія", "История"),
    "page": Text("Page", "Сторінка", "Страница"),
}
BOARD_LABELS = {
    "now": Text("What is closed now", "Що зараз закрито", "Что закрыто сейчас"),
    "board": Text("Louder or quieter", "Гучніше чи тихіше", "Громче или тише"),
}
LONGEST_RULE = 48
"""Bytes of a rule's id that have room in a button beside its command and seal."""


def board_buttons(chat: Chat) -> tuple[tuple[Button, ...], ...]:
    """Under a board of airports: what is closed now, and how boards are turned off."""
    if chat.kind in ("console", "channel"):
        return ()
    return (tuple(Button(label=label.label(chat.language), command=c) for c, label in BOARD_LABELS.items()),)


def alert_buttons(
    revision: Revision, chat: Chat, manner: Manner, public_url: str | None = None
) -> tuple[tuple[Button, ...], ...]:
    """Why, Sources, Mute and History, and where the history has a public address its page of the alert; none under
    a short answer, which stands below the alert itself."""
    if manner is Manner.REPLY or chat.kind == "console":
        return ()
    number, rule_id = revision.alert_id, revision.rule_id
    commands = {"why": f"why {number}", "sources": f"sources {number}", "mute": f"mute event {number}"}
    if len(rule_id.encode()) <= LONGEST_RULE:
        commands["history"] = f"history {rule_id}"
    if chat.kind == "channel":  # readers of a channel change nothing there
        del commands["mute"]
    row = tuple(Button(label=LABELS[name].label(chat.language), command=c) for name, c in commands.items())
    link = page_of(revision, public_url) if chat.with_links else None
    return (row, (Button(label=LABELS["page"].label(chat.language), url=link),)) if link else (row,)


def page_of(revision: Revision, public_url: str | None) -> str | None:
    """The alert's permanent page; none for what a chat watches for itself, and none that Telegram would refuse."""
    parts = urlsplit(public_url or "")
    if parts.scheme not in ("http", "https") or "." not in parts.netloc or revision.rule_id.startswith(PREFIX):
        return None
    return f"{(public_url or '').rstrip('/')}/alerts/{revision.alert_id}"
