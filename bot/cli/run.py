"""`tocsin run`: everything, until it is stopped."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import typer

from bot import app
from bot.config import Settings, load_settings
from bot.logs import set_up_logs


def run(
    rules: Path = typer.Option(None, help="Folder of rule files (TOCSIN_RULES)."),
    db: Path = typer.Option(None, help="The database file (TOCSIN_DB)."),
) -> None:
    """Poll the feeds, decide, send alerts and answer chats, until Ctrl-C or SIGTERM.

    Alerts go to Telegram where TOCSIN_TELEGRAM_TOKEN is set, else they are printed here. The first start learns
    what the feeds hold already and sends nothing of it. Edits of rule files are taken within seconds.

    Examples:

        tocsin run

        tocsin run --rules ~/tocsin/rules --db ~/tocsin/tocsin.db
    """
    settings = load_settings(rules=rules, db=db)
    set_up_logs(settings.log_format, settings.log_level)
    asyncio.run(until_stopped(settings))


async def until_stopped(settings: Settings) -> None:
    """Run until the first SIGTERM or Ctrl-C; a second one ends at once."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def on_signal() -> None:
        stop.set()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, on_signal)
    await app.run(settings, stop)
