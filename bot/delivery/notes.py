"""Notes for those who run the bot (TOCSIN_OWNERS): gathered into one message, and seldom."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Iterable, Sequence

from bot.alerts.route import quiet_until
from bot.model import Chat, Delivery, Manner, Message, Note
from bot.store import Store
from bot.store.chats import get_chat
from bot.store.notes import last_told_at, mark_told, waiting_notes
from bot.store.outbox import add_delivery

GAP = dt.timedelta(minutes=5)
"""Between two messages; what comes meanwhile is in the second. A bad night of a hundred feeds is a few messages."""
OLDEST = dt.timedelta(days=1)
"""A note that could be told to nobody for so long (no owner has written to the bot) is left to the log."""
LINES = 20
MORE = {
    "en": "… and {n} more; the log has them",
    "uk": "… і ще {n}; усі є в журналі",
    "ru": "… и ещё {n}; все в журнале",
}
MARK = "🛠 "


def tell_owners(store: Store, owners: Iterable[str], now: dt.datetime) -> int:
    """Queue what waits for each owner who can be written to. Inside the caller's transaction.

    Returns how many are told; none while the last message is less than five minutes old.
    """
    notes = waiting_notes(store, now - OLDEST)
    last = last_told_at(store)
    if not notes or (last is not None and last <= now < last + GAP):
        return 0
    chats = [chat for owner in owners if (chat := get_chat(store, owner)) is not None and chat.ended is None]
    for chat in chats:
        add_delivery(
            store,
            Delivery(
                delivery_id=0, chat_id=chat.chat_id, alert_id=0, number=0, manner=Manner.NEW,
                due_at=quiet_until(chat, now) or now, created_at=now, notice=message_of(notes, chat),
            ),
        )  # fmt: skip
    if chats:
        mark_told(store, now)
    return len(chats)


def message_of(notes: Sequence[Note], chat: Chat) -> Message:
    lines = [MARK + note.said.get(chat.language, note.said["en"]) for note in notes[:LINES]]
    if len(notes) > LINES:
        lines.append(MORE.get(chat.language, MORE["en"]).format(n=len(notes) - LINES))
    plain = "\n".join(line[:300] for line in lines)
    return Message(html=html.escape(plain, quote=False), plain=plain)
