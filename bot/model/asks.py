"""What a chat asks of us and what we answer: plain values, the same for every channel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.model.chats import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Somebody wrote a command, or tapped a button that stands for one."""

    chat_id: str
    """The chat whose subscriptions and settings it is about."""
    chat_kind: str = "private"
    """`private`, `group`, `topic`, `channel` or `console`."""
    answer_to: str = ""
    """Where the answer goes, if not to `chat_id`: a channel is managed from a private chat."""
    title: str = ""
    """The name of the group or channel; empty for people, of whom we keep no name."""
    command: str = ""
    """Without the slash, in lower case; empty for words that are no command."""
    arguments: str = ""
    from_admin: bool = True
    """May change things here. Always true in a private chat."""
    is_owner: bool = False
    """One of those who run this bot (TOCSIN_OWNERS)."""
    message_id: int | None = None
    """The message that asked, or the one under which the button was tapped."""
    is_tap: bool = False
    language: str | None = None
    """What the asker's program is set to (`uk`, `en-GB`), where it says so."""
    attached: str | None = None
    """The text of a file that came with it (a rule file, an OPML list)."""
    attached_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """We were let in, put out, given or denied rights, or the chat got a new address."""

    chat_id: str
    chat_kind: str
    title: str = ""
    happened: str
    """`joined`, `left` (kicked, blocked, removed), `silenced` (may not write), `moved`, `topic_closed`,
    `topic_reopened`."""
    by: str | None = None
    """The private chat of who did it, where that is a person."""
    moved_to: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class File:
    """A file or picture to hand over."""

    name: str
    content: bytes
    caption: str = ""
    is_picture: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the asker is to see. Nothing at all is an answer, too (over a limit, not meant for us)."""

    messages: tuple[Message, ...] = ()
    files: tuple[File, ...] = ()
    edits: bool = False
    """The first message takes the place of the one whose button was tapped."""
    notice: str = ""
    """A short line over the button that was tapped, up to 200 characters."""
    start: str = ""
    """Open our private chat with `/start PAYLOAD` instead (taps in channels)."""
    to: str = ""
    """The chat that the messages go to, if not the one that asked."""
    menu: str = ""
    """The language that this chat's list of commands is to be in from now on."""
    leave: bool = False
    """Leave the chat afterwards."""
    later: Callable[[], Reply] | None = None
    """What takes long (a picture): called outside of the store's thread, it gives the reply."""
