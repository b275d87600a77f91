"""What is wrong with rule files and the list of feeds."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from bot.cli.finding import Finding
from bot.config import Settings
from bot.errors import TocsinError
from bot.model import Feed
from bot.rules.load import Loaded, load_folder

VOCABULARY = "vocabulary"


def look_at_rules(settings: Settings) -> Iterator[Finding]:
    folder = settings.rules_folder()
    try:
        loaded = load_folder(folder)
    except TocsinError as wrong:
        remedy = "write the starter rules with `tocsin init .` or name a folder with --rules (TOCSIN_RULES)"
        yield Finding("rules", str(wrong), remedy)
        return
    yield from look_at_vocabulary(folder, loaded)
    if loaded.errors:
        listed = "; ".join(str(p) for p in loaded.errors[:3])
        remedy = f"mend {listed}; all: tocsin rules check"
        yield Finding("rules", f"{folder}: {len(loaded.errors)} mistakes", remedy)
    elif not loaded.ruleset.rules:
        yield Finding(
            "rules", f"{folder}: no rule", "write rules there, or the starter rules with `tocsin init .`"
        )
    else:
        yield Finding("rules", f"{folder}: {len(loaded.ruleset.rules)} rules in force")
    yield from look_at_feeds(settings, loaded.feeds)


def look_at_vocabulary(folder: Path, loaded: Loaded) -> Iterator[Finding]:
    """Without vocabulary nothing is read, and nothing would ever say so."""
    if not loaded.vocabulary:
        remedy = "copy the starter vocabulary there with `tocsin init`"
        yield Finding("vocabulary", f"{folder / VOCABULARY}: nothing there: no text can be read", remedy)


def look_at_feeds(settings: Settings, feeds: tuple[Feed, ...]) -> Iterator[Finding]:
    on = [f for f in feeds if f.on]
    if not on:
        remedy = "list feeds in rules/feeds.yaml (`tocsin init .` writes a starter list)"
        yield Finding("feeds", "none is on", remedy)
        return
    off = len(feeds) - len(on)
    yield Finding("feeds", f"{len(on)} on, {off} off (those whose content is restricted somewhere are off)")
    private = [f.feed_id for f in on if is_private(f.url)]
    if private and not settings.private_addresses:
        says = f"on private addresses, which are refused: {', '.join(private[:3])}"
        yield Finding("feeds", says, "set TOCSIN_PRIVATE_ADDRESSES=true if these are yours")
    if not any(f.kind == "official" for f in on):
        yield Finding("feeds", "none is official: what needs a second source waits for one")


def is_private(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost"
