"""Log lines: readable in a terminal, JSON elsewhere, and never a secret in either."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable, MutableMapping
from typing import Any

import structlog

TOKEN = re.compile(r"(?<!\d)\d{5,}:[A-Za-z0-9_-]{20,}")
"""What a Bot API token looks like: the bot's id, a colon, a secret. It stands in every Bot API address."""

Line = MutableMapping[str, Any]


def scrub(text: str) -> str:
    """The text with every Bot API token taken out."""
    return TOKEN.sub("<token>", text)


def scrub_line(_logger: object, _method: str, line: Line) -> Line:
    """Take tokens out of every value of a log line, tracebacks and nested values included."""
    return {key: scrub_value(value) for key, value in line.items()}


def scrub_value(value: object) -> object:
    if value is None or isinstance(value, (bool, int, float)):
        return value
    text = value if isinstance(value, str) else repr(value)
    return scrub(text) if TOKEN.search(text) else value


def set_up_logs(form: str, level: str) -> None:
    """Send our own lines and those of libraries to standard error, in one form.

    `form` is text, json or auto (text where standard error is a terminal). Libraries that log addresses
    at INFO (httpx does, and the Bot API's holds the token) are kept to warnings.
    """
    as_json = form == "json" or (form == "auto" and not sys.stderr.isatty())
    shared: list[Callable[..., Any]] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso" if as_json else "%H:%M:%S", utc=as_json),
    ]
    render: list[Callable[..., Any]] = (
        [structlog.processors.format_exc_info, scrub_line, structlog.processors.JSONRenderer(ensure_ascii=False)]
        if as_json
        else [
            structlog.processors.format_exc_info,
            scrub_line,
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()),
        ]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *render],
        )
    )
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for library in ("httpx", "httpcore", "telegram", "apscheduler", "aiohttp.access", "asyncio", "pymorphy3"):
        logging.getLogger(library).setLevel(max(logging.WARNING, logging.getLogger().level))
    structlog.configure(
        processors=[*shared[:2], shared[3], structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
