"""`tocsin doctor`: what is wrong with a set-up, and what to do about it."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
from collections.abc import Iterator
from pathlib import Path

import typer

from bot.cli.doctor_rules import look_at_rules
from bot.cli.doctor_settings import look_at_access, look_at_files, look_at_names, look_at_telegram, look_at_web
from bot.cli.doctor_store import look_at_database, look_at_disk, look_at_life
from bot.cli.finding import Finding
from bot.config import Settings, load_settings
from bot.errors import TocsinError
from bot.store.house import get_setting
from bot.store.open import open_for_reading
from bot.upkeep import ALIVE, ALIVE_WITHIN

ENV_FILE = Path(".env")


def doctor(
    alive: bool = typer.Option(False, "--alive", help="Only whether a running bot is alive (for health checks)."),
    as_json: bool = typer.Option(False, "--json", help="The findings as JSON."),
    offline: bool = typer.Option(False, "--offline", help="Do not ask Telegram whether the token is right."),
    rules: Path = typer.Option(None, help="Folder of rule files (TOCSIN_RULES)."),
    db: Path = typer.Option(None, help="The database file (TOCSIN_DB)."),
) -> None:
    """Look at settings, rules, database, token and disk, and say what is wrong and what to do.

    Ends with status 1 where something needs mending.

    Examples:

        tocsin doctor

        tocsin doctor --alive      (the container's health check)
    """
    settings = load_settings(rules=rules, db=db)
    if alive:
        finding = look_alive(settings, dt.datetime.now(dt.UTC))
        typer.echo(f"{finding.what}: {finding.says}")
        raise typer.Exit(1 if finding.remedy else 0)
    findings = [*look(settings), *([] if offline else look_at_token(settings))]
    if as_json:
        typer.echo(json.dumps([{"what": f.what, "says": f.says, "remedy": f.remedy} for f in findings]))
    else:
        for finding in findings:
            mark = typer.style("!!", fg="red", bold=True) if finding.remedy else typer.style("ok", fg="green")
            typer.echo(f"{mark} {finding.what}: {finding.says}")
            if finding.remedy:
                typer.echo(f"   -> {finding.remedy}")
    raise typer.Exit(1 if any(f.remedy for f in findings) else 0)


def look(settings: Settings, now: dt.datetime | None = None) -> Iterator[Finding]:
    """Everything that can be told without a network."""
    now = now or dt.datetime.now(dt.UTC)
    yield from look_at_names(os.environ, ENV_FILE)
    yield from look_at_files(settings, ENV_FILE)
    yield from look_at_rules(settings)
    yield from look_at_database(settings, now)
    yield from look_at_disk(settings)
    yield from look_at_life(settings, now)
    yield from look_at_telegram(settings)
    yield from look_at_access(settings)
    yield from look_at_web(settings)


def look_at_token(settings: Settings) -> Iterator[Finding]:
    """Whether Telegram knows the token. The token itself is never shown."""
    if settings.telegram_token is None:
        return
    from bot.channels.telegram.channel import TelegramChannel  # takes half a second to import

    async def ask(token: str) -> str:
        async with TelegramChannel(token, f"{settings.telegram_url}/bot") as channel:
            return await channel.check()

    try:
        name = asyncio.run(ask(settings.telegram_token.get_secret_value()))
    except TocsinError as wrong:
        yield Finding("telegram", str(wrong), "get the token from @BotFather and set TOCSIN_TELEGRAM_TOKEN")
    else:
        yield Finding("telegram", f"the token is right, the bot is {name}")


def look_alive(settings: Settings, now: dt.datetime) -> Finding:
    """Whether a running bot noted the time lately."""
    try:
        with open_for_reading(settings.db) as store:
            noted = get_setting(store, ALIVE)
    except TocsinError as wrong:
        return Finding("alive", str(wrong), "start it")
    if noted is None:
        return Finding("alive", "it has not started yet", "start it")
    age = now - dt.datetime.fromisoformat(noted)
    if age > ALIVE_WITHIN:
        return Finding("alive", f"no sign of life for {int(age.total_seconds())} s", "start it again")
    return Finding("alive", f"{int(age.total_seconds())} s ago")
