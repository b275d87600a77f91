"""What a mute hid is told when it ends."""

from __future__ import annotations

import datetime as dt

from bot.alerts.route import mutes_it, passes_any
from bot.commands.desk import Desk, House
from bot.commands.history import revision_lines
from bot.commands.mutes import show_what
from bot.commands.texts import Html, Text, joined, message
from bot.model import Ask, Delivery, Manner, Message, Mute, Revision
from bot.store import Store
from bot.store.alerts import get_revision
from bot.store.chats import ended_mutes, get_chat, remove_mute, subscriptions_of
from bot.store.outbox import add_deliveries
from bot.store.search import Asked, search_alerts

SHOWN = 10
ENDED = Text(
    "🔔 The mute of <b>{what}</b> is over. Meanwhile:",
    "🔔 Приглушення <b>{what}</b> закінчилося. Тим часом:",
    "🔔 Приглушение <b>{what}</b> закончилось. За это время:",
)
NOTHING = Text(
    "🔔 The mute of <b>{what}</b> is over. It hid nothing.",
    "🔔 Приглушення <b>{what}</b> закінчилося. Воно нічого не сховало.",
    "🔔 Приглушение <b>{what}</b> закончилось. Оно ничего не скрыло.",
)
MORE = Text("… and {count} more: /history", "… і ще {count}: /history", "… и ещё {count}: /history")


def end_mutes(store: Store, house: House, now: dt.datetime) -> int:
    """Take back the mutes whose time is over and queue a notice of what each hid. Within the caller's
    transaction. Returns how many ended."""
    over = ended_mutes(store, now)
    for mute in over:
        remove_mute(store, mute.chat_id, mute.mute_id)
        chat = get_chat(store, mute.chat_id)
        if chat is None or chat.ended or chat.paused:
            continue
        desk = Desk(store=store, house=house, now=now, ask=Ask(chat_id=mute.chat_id), chat=chat)
        notice = Delivery(
            delivery_id=0, chat_id=chat.chat_id, alert_id=0, number=0, manner=Manner.NEW,
            due_at=now, created_at=now, notice=to_notice(desk, mute),
        )  # fmt: skip
        add_deliveries(store, [notice])
    return len(over)


def to_notice(desk: Desk, mute: Mute) -> Message:
    language, what = desk.language, show_what(desk, mute.what, mute.name)
    hidden = hidden_by(desk, mute)
    if not hidden:
        return message(NOTHING(language, what=what))
    lines: list[Html] = [line for revision in hidden[:SHOWN] for line in revision_lines(desk, revision)]
    more = [MORE(language, count=len(hidden) - SHOWN)] if len(hidden) > SHOWN else []
    return message(joined([ENDED(language, what=what), *lines, *more]))


def hidden_by(desk: Desk, mute: Mute) -> list[Revision]:
    """The alerts that the chat would have had, as they stand now, newest first."""
    wanted = subscriptions_of(desk.store, mute.chat_id)
    found = search_alerts(desk.store, Asked(since=mute.created_at), limit=100)
    revisions = (get_revision(desk.store, hit.alert_id) for hit in found)
    return [r for r in revisions if r and mutes_it(mute, r) and desk.may_see(r.rule_id) and passes_any(r, wanted)]
