"""What is wrong with settings: names that nobody reads, values that do not go together, secrets that lie open."""

from __future__ import annotations

import difflib
import importlib.util
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from bot.cli.finding import Finding
from bot.config import PREFIX, Settings

TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{30,}")
WEBHOOK_PORTS = (443, 80, 88, 8443)
"""https://core.telegram.org/bots/api#setwebhook."""
FOR_COPIES = 3
"""Days of text that are needed to know copies of an article."""
KNOWN = {PREFIX + name.upper() for name in Settings.model_fields}


def look_at_names(environment: Mapping[str, str], env_file: Path) -> Iterator[Finding]:
    """A misspelt variable is read by nobody, and nothing would ever say so."""
    names = {name for name in environment if name.upper().startswith(PREFIX)} | set(names_in(env_file))
    for name in sorted(n for n in names if n.upper() not in KNOWN):
        close = difflib.get_close_matches(name.upper(), KNOWN, 1)
        remedy = f"did you mean {close[0]}?" if close else "see .env.example for all of them"
        yield Finding("settings", f"{name} is no setting, nobody reads it", remedy)


def names_in(env_file: Path) -> list[str]:
    if not env_file.is_file() or not os.access(env_file, os.R_OK):
        return []
    text = env_file.read_text(encoding="utf-8", errors="replace")
    return re.findall(rf"^\s*(?:export\s+)?({PREFIX}\w+)\s*=", text, re.M | re.I)


def look_at_files(settings: Settings, env_file: Path) -> Iterator[Finding]:
    if env_file.is_file() and settings.telegram_token is not None and env_file.stat().st_mode & 0o044:
        yield Finding("settings", f"{env_file}: anybody on this machine may read your token", "chmod 600 .env")
    if settings.keep_text_days < FOR_COPIES:
        says = f"texts are kept for {settings.keep_text_days} days: copies of older articles are not known as such"
        yield Finding("settings", says, f"set TOCSIN_KEEP_TEXT_DAYS to {FOR_COPIES} or more")
    if settings.poll_ceiling < settings.poll_floor:
        yield Finding(
            "polling", "the ceiling is below the floor", "set TOCSIN_POLL_CEILING above TOCSIN_POLL_FLOOR"
        )
    if not settings.contact:
        yield Finding("contact", "feed servers cannot ask about us (TOCSIN_CONTACT is empty)")
    if settings.cluster and importlib.util.find_spec("distributed") is None:
        yield Finding("cluster", "TOCSIN_CLUSTER is set, but Dask is missing", "install tocsin[cluster]")
    if (settings.workers or 0) > (os.cpu_count() or 1):
        says = f"{settings.workers} workers on {os.cpu_count()} cores only wait for each other"
        yield Finding("workers", says, f"set TOCSIN_WORKERS to {os.cpu_count()} or less")


def look_at_telegram(settings: Settings) -> Iterator[Finding]:
    """The token's form and what goes with it. The token itself is never shown."""
    if settings.telegram_token is None:
        says = "no token: alerts go to the console (get a token from @BotFather to change that)"
        yield Finding("telegram", says)
        if settings.owners:
            yield Finding(
                "owners", "TOCSIN_OWNERS is set, but there is no bot to write to", "set TOCSIN_TELEGRAM_TOKEN"
            )
        return
    token = settings.telegram_token.get_secret_value()
    if not TOKEN.fullmatch(token):
        says = "the token does not look like one (a number, a colon, 35 letters and digits)"
        yield Finding("telegram", says, "copy it whole from @BotFather, without quotes, spaces or the word bot")
    if not settings.owners:
        yield Finding("owners", "nobody may use owner commands", "set TOCSIN_OWNERS to your Telegram user id")
    elif any(owner < 0 for owner in settings.owners):
        yield Finding(
            "owners", "a negative number is a group, not a person", "write /start to @userinfobot for your id"
        )
    elif any(str(owner) == token.partition(":")[0] for owner in settings.owners):
        yield Finding("owners", "that is the bot's own id", "write /start to @userinfobot for your id")
    if urlsplit(settings.telegram_url).path.strip("/"):
        says = f"TOCSIN_TELEGRAM_URL has a path: {settings.telegram_url}"
        yield Finding("telegram", says, "give the server alone, as in https://api.telegram.org")


def look_at_access(settings: Settings) -> Iterator[Finding]:
    if settings.access == "invite" and settings.access_code is None:
        yield Finding("access", "invite without a code lets nobody in", "set TOCSIN_ACCESS_CODE")
    if settings.access == "chats" and not settings.access_chats:
        yield Finding("access", "a list of chats that is empty lets nobody in", "set TOCSIN_ACCESS_CHATS")
    if settings.access != "chats" and settings.access_chats:
        yield Finding(
            "access", "TOCSIN_ACCESS_CHATS has no effect", "set TOCSIN_ACCESS=chats, or take the list out"
        )


def look_at_web(settings: Settings) -> Iterator[Finding]:
    if settings.telegram_webhook:
        if settings.telegram_webhook_secret is None:
            yield Finding("webhook", "anybody could call it", "set TOCSIN_TELEGRAM_WEBHOOK_SECRET")
        if urlsplit(settings.telegram_webhook).scheme != "https":
            yield Finding(
                "webhook", "Telegram calls https addresses alone", "set TOCSIN_TELEGRAM_WEBHOOK to https://..."
            )
        if (port := urlsplit(settings.telegram_webhook).port or 443) not in WEBHOOK_PORTS:
            yield Finding("webhook", f"Telegram does not call port {port}", f"use one of {WEBHOOK_PORTS}")
    if settings.metrics and settings.metrics.rpartition(":")[0] in ("0.0.0.0", "[::]", "::"):  # noqa: S104
        yield Finding("metrics", "every address may read the pages", "set TOCSIN_METRICS=127.0.0.1:PORT")
    if settings.public_url and urlsplit(settings.public_url).scheme not in ("http", "https"):
        yield Finding("web", "TOCSIN_PUBLIC_URL is no web address", "write it with https://")
