"""What the program sees to for itself: a sign of life, its own console, old texts, feeds that died."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.channels.console import CHAT_ID as CONSOLE
from bot.config import Settings
from bot.feeds.notes import dead_note
from bot.model import Chat, Feed, FeedState, Subscription
from bot.store import Store
from bot.store.chats import add_subscription, get_chat, save_chat, subscriptions_of
from bot.store.forget import purge_texts
from bot.store.house import get_setting, save_setting
from bot.store.notes import add_note
from bot.store.thread import StoreThread

ALIVE = "alive_at"
"""The setting that holds when the bot last noted that it is alive."""
ALIVE_WITHIN = dt.timedelta(minutes=3)
"""The sign is given every twenty seconds; longer than this without one, and the schedule or the disk stands still."""
PURGE_AT_ONCE = 1000
DEAD_TOLD = "dead_feeds_told_at"
"""The setting that holds when the owner was last told which feeds are dead."""
WEEK = dt.timedelta(days=7)


def note_alive(store: Store, at: dt.datetime) -> None:
    save_setting(store, ALIVE, at.isoformat(), at)


async def purge(store: StoreThread, before: dt.datetime) -> None:
    """Let go of old texts, a thousand at a time so that deliveries pass between."""
    while await store.write(purge_texts, before, PURGE_AT_ONCE) == PURGE_AT_ONCE:
        pass


def note_dead(store: Store, feeds: Sequence[tuple[Feed, FeedState]], at: dt.datetime) -> None:
    """The weekly note of dead feeds, where its week has passed. The first one comes a week after the first start."""
    last = get_setting(store, DEAD_TOLD)
    if last is not None and at < dt.datetime.fromisoformat(last) + WEEK:
        return
    save_setting(store, DEAD_TOLD, at.isoformat(), at)
    if last is not None and (note := dead_note(feeds, at)) is not None:
        add_note(store, note)


def set_up_console(store: Store, settings: Settings, at: dt.datetime) -> None:
    """The console hears everything while there is no token, and nothing once there is one."""
    has_token = settings.telegram_token is not None
    known = get_chat(store, CONSOLE)
    if has_token and known is None:
        return
    chat = Chat(
        chat_id=CONSOLE,
        kind="console",
        language=settings.language,
        zone=settings.zone,
        paused=has_token,
        created_at=known.created_at if known else at,
    )
    save_chat(store, chat)
    if not subscriptions_of(store, CONSOLE):
        add_subscription(store, Subscription(subscription_id=0, chat_id=CONSOLE, created_at=at))
