"""Updates, by long polling or by webhook, as raw JSON objects: one that cannot be read spoils no other."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import structlog
from aiohttp import web
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.channels.telegram.answers import describe, trouble, waiting_time
from bot.channels.telegram.channel import TelegramChannel
from bot.errors import ChannelError

WANTED = ("message", "channel_post", "callback_query", "my_chat_member")
LONGEST = 50
"""Seconds that Telegram keeps a poll open."""
CONFLICTS = 8
"""So many in a row, three seconds apart: after a restart our own last poll may still be open for a moment."""
MOST_BODY = 2**20

log = structlog.get_logger()

RawUpdate = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Take updates from Telegram instead of asking for them: where people reach us, and where we listen."""

    url: str
    secret: str
    """Telegram sends it with every update; a request without it is none of Telegram's."""
    host: str = "127.0.0.1"
    port: int = 8443


async def poll(channel: TelegramChannel, *, seconds: int = LONGEST) -> AsyncIterator[list[RawUpdate]]:
    """Batches of updates, for ever. A batch is confirmed to Telegram when the next one is asked for.

    Network trouble is waited out, logged once when it begins and once when it ends. Raises ChannelError for a
    refused token, and for a second program that polls for the same bot.
    """
    request = HTTPXRequest(connection_pool_size=2, read_timeout=seconds + 10, connect_timeout=10, pool_timeout=10)
    offset, failures, conflicts = 0, 0, 0
    try:
        while True:
            asked = {"offset": offset, "timeout": seconds, "allowed_updates": json.dumps(WANTED)}
            try:
                url = f"{channel.base_url}{channel.token}/getUpdates?{urlencode(asked)}"
                updates = readable(request.parse_json_payload(await request.retrieve(url)))
            except Conflict as error:
                conflicts += 1
                if conflicts >= CONFLICTS:
                    raise ChannelError(trouble(error)) from None
                await asyncio.sleep(3)
                continue
            except InvalidToken as error:
                raise ChannelError(trouble(error)) from None
            except TelegramError as error:
                failures += 1
                if failures == 1:
                    log.warning("no updates from Telegram", because=describe(error))
                held = waiting_time(error).total_seconds() if isinstance(error, RetryAfter) else 0
                await asyncio.sleep(max(held, min(60.0, 0.2 * 2 ** min(failures, 9))))
                continue
            if failures:
                log.info("updates from Telegram again", failures=failures)
            failures = conflicts = 0
            if updates:
                offset = max(u["update_id"] for u in updates) + 1
                yield updates
    finally:
        await request.shutdown()


def readable(payload: RawUpdate) -> list[RawUpdate]:
    """The updates of an answer; what has no number of its own cannot be confirmed and is left out."""
    updates = payload.get("result")
    if not isinstance(updates, list):
        raise TelegramError("an answer without updates")
    return [u for u in updates if isinstance(u, dict) and isinstance(u.get("update_id"), int)]


async def listen(webhook: Webhook, take: Callable[[RawUpdate], Awaitable[None]]) -> web.AppRunner:
    """Start the HTTP server that Telegram posts to; the caller ends it with `cleanup()`."""

    async def post(request: web.Request) -> web.Response:
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        # a header of bytes that are no text comes with surrogates
        if not hmac.compare_digest(given.encode(errors="surrogateescape"), webhook.secret.encode()):
            log.warning("a call of the webhook without its secret was refused", by=request.remote)
            return web.Response(status=403)
        try:
            update = json.loads(await request.read())
        except (ValueError, RecursionError):
            return web.Response(status=400)
        if isinstance(update, dict):
            await take(update)
        return web.Response()

    app = web.Application(client_max_size=MOST_BODY)
    app.router.add_post("/{tail:.*}", post)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, webhook.host, webhook.port).start()
    return runner
