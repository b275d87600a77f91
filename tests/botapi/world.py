"""Who there is: people, chats, and what each chat saw."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from tests.botapi.markup import Entity

TOKEN = "123456789:AAE-test_token_of_the_loopback_server_00"
BOT = {
    "id": 123456789,
    "is_bot": True,
    "first_name": "Tocsin",
    "username": "tocsin_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}


@dataclass
class Person:
    person_id: int
    first_name: str
    username: str = ""
    language: str = "en"
    has_blocked: bool = False

    def plain(self) -> dict[str, Any]:
        named: dict[str, Any] = {"id": self.person_id, "is_bot": False, "first_name": self.first_name}
        if self.username:
            named["username"] = self.username
        return named | {"language_code": self.language}


@dataclass
class Seen:
    """One message as the members of a chat see it now, with what it was before."""

    message_id: int
    text: str
    html: str = ""
    entities: list[Entity] = field(default_factory=list)
    buttons: list[list[dict[str, Any]]] = field(default_factory=list)
    by: int = 0
    """A person's id; 0 for the bot."""
    answers: int | None = None
    topic: int | None = None
    file: tuple[str, bytes] | None = None
    before: list[str] = field(default_factory=list)
    sent_at: float = field(default_factory=time.time)
    deleted: bool = False


@dataclass
class Place:
    """A private chat, group, supergroup or channel."""

    chat_id: int
    kind: str
    title: str = ""
    username: str = ""
    members: dict[int, str] = field(default_factory=dict)
    """Person id -> `creator`, `administrator`, `member`, `left`, `kicked`."""
    bot: str = "member"
    """What the bot is here: `member`, `administrator`, `restricted`, `left` or `kicked`."""
    topics: dict[int, bool] = field(default_factory=dict)
    """Forum topics: id -> is open."""
    moved_to: int | None = None
    messages: list[Seen] = field(default_factory=list)
    started: bool = True
    """Private chats: whether the person ever wrote to the bot."""

    def plain(self) -> dict[str, Any]:
        named: dict[str, Any] = {"id": self.chat_id, "type": self.kind}
        if self.title:
            named["title" if self.kind != "private" else "first_name"] = self.title
        if self.username:
            named["username"] = self.username
        if self.topics:
            named["is_forum"] = True
        return named

    def find(self, message_id: int) -> Seen | None:
        return next((m for m in self.messages if m.message_id == message_id and not m.deleted), None)

    @property
    def last(self) -> Seen:
        """The bot's newest message here."""
        return [m for m in self.messages if m.by == 0][-1]


@dataclass
class Line:
    """One line of the transcript: something happened in a chat, in order."""

    chat_id: int
    who: str
    did: str
    """`says`, `sends`, `edits`, `taps`, `toast`, `event`."""
    text: str
    buttons: list[list[str]] = field(default_factory=list)
    answers: str = ""


@dataclass
class World:
    people: dict[int, Person] = field(default_factory=dict)
    places: dict[int, Place] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    next_message: int = 1

    def person(self, person_id: int, first_name: str, **more: Any) -> Place:
        """A person and the private chat with her."""
        self.people[person_id] = Person(person_id, first_name, **more)
        place = Place(person_id, "private", title=first_name, members={person_id: "member"}, started=False)
        self.places[person_id] = place
        return place

    def place(self, chat_id: int, kind: str, title: str, **more: Any) -> Place:
        self.places[chat_id] = Place(chat_id, kind, title, **more)
        return self.places[chat_id]

    def find_place(self, chat_id: int | str) -> Place | None:
        if isinstance(chat_id, str):
            name = chat_id.removeprefix("@").lower()
            return next((p for p in self.places.values() if p.username.lower() == name and name), None)
        return self.places.get(chat_id)

    def new_message_id(self) -> int:
        self.next_message += 1
        return self.next_message - 1
