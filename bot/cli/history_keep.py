"""`tocsin history forget` and `tocsin history compact`: what need not be kept."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated

import typer

from bot.cli import history_options as options
from bot.config import load_settings
from bot.store import forget as store_forget
from bot.store import open_for_reading, open_store
from bot.store.lock import instance_lock


def forget(
    chat: Annotated[str, typer.Argument(metavar="CHAT", help="The chat's id: telegram:-100123, or the number.")],
    db: options.Db = None,
) -> None:
    """Forget a chat for good: its settings, subscriptions, watches and what was sent to it.

    It stays forgotten when a backup made before is restored. The history of alerts names no chat and stays whole.

    Example:

        tocsin history forget telegram:-100123
    """
    settings = load_settings(db=db)
    open_for_reading(settings.db).close()  # a mistyped --db must not make a new database
    chat_id = f"telegram:{chat}" if re.fullmatch(r"-?\d+(/\d+)?", chat.strip()) else chat.strip()
    now = dt.datetime.now(dt.UTC)
    with open_store(settings.db, now=now) as store, store.transaction():
        was_known = store_forget.forget_chat(store, chat_id, now)
    typer.echo(
        "Forgotten." if was_known else "No such chat is known; it is on the list should a backup bring it back."
    )


def compact(
    texts_older_than: Annotated[
        int | None, typer.Option(min=0, help="Days; texts of older articles go (TOCSIN_KEEP_TEXT_DAYS).")
    ] = None,
    db: options.Db = None,
) -> None:
    """Drop old article texts and give free space back to the disk. The bot must not run meanwhile.

    Alerts, evidence and the keys that tell a known article from a new one are kept for good.

    Example:

        tocsin history compact --texts-older-than 30
    """
    settings = load_settings(db=db)
    open_for_reading(settings.db).close()
    days = settings.keep_text_days if texts_older_than is None else texts_older_than
    now = dt.datetime.now(dt.UTC)
    before = now - dt.timedelta(days=min(days, 100_000))
    with instance_lock(settings.db, "tocsin history compact"), open_store(settings.db, now=now) as store:
        purged = 0
        while True:
            with store.transaction():
                gone = store_forget.purge_texts(store, before)
            purged += gone
            if gone == 0:
                break
        was, size = store_forget.compact(store)
    typer.echo(f"{purged:,} texts dropped; {was / 1e6:,.1f} MB before, {size / 1e6:,.1f} MB now")
