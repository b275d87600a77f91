"""`tocsin doctor`: what is wrong with a set-up, and what to do about it."""

from __future__ import annotations

import asyncio
import datetime as dt
import importlib.util
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import typer

from bot.config import Settings, load_settings
from bot.errors import TocsinError
from bot.rules.load import Loaded, load_folder
from bot.store.house import get_setting
from bot.store.open import open_for_reading

ALIVE_KEY = "alive_at"
ALIVE_WITHIN = dt.timedelta(minutes=3)
"""The running bot notes the time every 20 seconds; longer than this without a note, and it hangs or is gone."""
LEAST_FREE = 200_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `remedy` is empty where it is well."""

    what: str
    says: str
    remedy: str = ""


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


def look(settings: Settings) -> Iterator[Finding]:
    """Everything that can be told without a network."""
    yield from look_at_rules(settings)
    yield look_at_database(settings)
    yield look_at_disk(settings)
    yield from look_at_access(settings)
    yield from look_at_extras(settings)


def look_at_rules(settings: Settings) -> Iterator[Finding]:
    folder = settings.rules_folder()
    try:
        loaded = load_folder(folder)
    except TocsinError as wrong:
        yield Finding(
            "rules", str(wrong), "write the starter rules with `tocsin init .` or name a folder with --rules"
        )
        return
    if loaded.errors:
        listed = "; ".join(str(p) for p in loaded.errors[:3])
        yield Finding(
            "rules", f"{folder}: {len(loaded.errors)} mistakes", f"mend {listed}; all: tocsin rules check"
        )
    else:
        yield Finding("rules", f"{folder}: {len(loaded.ruleset.rules)} rules in force")
    yield look_at_feeds(loaded)


def look_at_feeds(loaded: Loaded) -> Finding:
    on = [f for f in loaded.feeds if f.on]
    if not on:
        return Finding(
            "feeds", "none is on", "list feeds in rules/feeds.yaml (`tocsin init .` writes a starter list)"
        )
    off = len(loaded.feeds) - len(on)
    return Finding("feeds", f"{len(on)} on, {off} off (those whose content is restricted somewhere are off)")


def look_at_database(settings: Settings) -> Finding:
    if not settings.db.exists():
        folder = settings.db.absolute().parent
        if not folder.is_dir():
            return Finding("database", f"{folder} is not there", "make the folder or set TOCSIN_DB")
        return Finding("database", f"{settings.db}: not made yet, `tocsin run` makes it")
    try:
        with open_for_reading(settings.db) as store:
            articles = store.value("SELECT count(*) FROM articles")
            checked = store.value("PRAGMA quick_check(1)")
    except TocsinError as wrong:
        return Finding("database", str(wrong), "see the message")
    if checked != "ok":
        return Finding("database", f"{settings.db}: {checked}", "put a backup in its place: tocsin restore BACKUP")
    return Finding("database", f"{settings.db}: sound, {articles} articles")


def look_at_disk(settings: Settings) -> Finding:
    folder = next(p for p in (settings.db.absolute().parent, Path.cwd()) if p.is_dir())
    free = shutil.disk_usage(folder).free
    says = f"{free // 1_000_000:,} MB free at {folder}"
    return Finding("disk", says, "free some space: a full disk stops the bot" if free < LEAST_FREE else "")


def look_at_access(settings: Settings) -> Iterator[Finding]:
    if settings.telegram_token is None:
        yield Finding(
            "telegram", "no token: alerts go to the console (get a token from @BotFather to change that)"
        )
    elif not settings.owners:
        yield Finding("owners", "nobody may use owner commands", "set TOCSIN_OWNERS to your Telegram user id")
    if settings.access == "invite" and settings.access_code is None:
        yield Finding("access", "invite without a code lets nobody in", "set TOCSIN_ACCESS_CODE")
    if settings.access == "chats" and not settings.access_chats:
        yield Finding("access", "a list of chats that is empty lets nobody in", "set TOCSIN_ACCESS_CHATS")
    if settings.telegram_webhook and settings.telegram_webhook_secret is None:
        yield Finding("webhook", "anybody could call it", "set TOCSIN_TELEGRAM_WEBHOOK_SECRET")
    if settings.poll_ceiling < settings.poll_floor:
        yield Finding(
            "polling", "the ceiling is below the floor", "set TOCSIN_POLL_CEILING above TOCSIN_POLL_FLOOR"
        )
    if not settings.contact:
        yield Finding("contact", "feed servers cannot ask about us (TOCSIN_CONTACT is empty)")


def look_at_extras(settings: Settings) -> Iterator[Finding]:
    if settings.cluster and importlib.util.find_spec("distributed") is None:
        yield Finding("cluster", "TOCSIN_CLUSTER is set, but Dask is missing", "install tocsin[cluster]")


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
            noted = get_setting(store, ALIVE_KEY)
    except TocsinError as wrong:
        return Finding("alive", str(wrong), "start it")
    if noted is None:
        return Finding("alive", "it has not started yet", "start it")
    age = now - dt.datetime.fromisoformat(noted)
    if age > ALIVE_WITHIN:
        return Finding("alive", f"no sign of life for {int(age.total_seconds())} s", "start it again")
    return Finding("alive", f"{int(age.total_seconds())} s ago")
