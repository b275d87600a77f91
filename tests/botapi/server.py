"""The server: HTTP on loopback, one bot, long polling or webhook, limits, faults, Telegram's own error texts."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import ClientSession, web

from tests.botapi import methods
from tests.botapi.described import METHODS, BadCall, check_call, check_update
from tests.botapi.faults import Faults
from tests.botapi.limits import Limits
from tests.botapi.methods import Failed
from tests.botapi.world import TOKEN, World

COUNTED = {
    "sendMessage",
    "editMessageText",
    "editMessageReplyMarkup",
    "sendDocument",
    "sendPhoto",
    "editMessageMedia",
}


class BotApi:
    """Use as `async with BotApi() as api:`; `api.base_url` is what a bot is given."""

    def __init__(self, token: str = TOKEN, *, limits: Limits | None = None, faults: Faults | None = None) -> None:
        self.token = token
        self.world = World()
        self.limits = limits or Limits(overall=0)
        self.faults = faults or Faults()
        self.calls: list[tuple[str, dict[str, Any]]] = []
        """Every call that was well-formed, in order, refused ones too."""
        self.problems: list[str] = []
        """What was wrong with calls that were not well-formed: must stay empty."""
        self.settings: dict[str, Any] = {}
        self.updates: list[dict[str, Any]] = []
        self.next_update = 1
        self.queries: dict[str, dict[str, Any]] = {}
        self.keep_calls = True
        self.revoked = False
        self.other_poller = False
        self.news = asyncio.Event()
        self.stopping = asyncio.Event()
        self.poll: object | None = None
        self.port = 0
        self.runner: web.AppRunner | None = None

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/bot"

    async def __aenter__(self) -> BotApi:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self, port: int = 0) -> None:
        app = web.Application(client_max_size=50 * 2**20)
        app.router.add_route("*", "/bot{token}/{method}", self.take)
        self.runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", port)
        await site.start()
        self.port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]

    async def stop(self) -> None:
        self.stopping.set()
        self.news.set()
        if self.runner:
            await self.runner.cleanup()

    # -- one call ------------------------------------------------------------------------------------------

    async def take(self, request: web.Request) -> web.StreamResponse:
        token, method = request.match_info["token"], request.match_info["method"]
        if token != self.token or self.revoked:
            known = ":" in token and token.split(":")[0].isdigit()
            return refused(401, "Unauthorized") if known else refused(404, "Not Found")
        kind = METHODS.get(method.lower())
        if kind is None:
            self.problems.append(f"no method {method}")
            return refused(404, "Not Found: method not found")
        name = kind.__api_method__
        try:
            given = check_call(name, await parameters_of(request))
        except BadCall as wrong:
            self.problems.append(f"{name}: {wrong}")
            return refused(400, f"Bad Request: {wrong}")
        if self.keep_calls:
            self.calls.append((name, given))
        fault = self.faults.next_for(name)
        if held := self.held_for(name, given):
            return held
        return await self.answered(request, name, given, fault)

    def held_for(self, name: str, given: dict[str, Any]) -> web.Response | None:
        """A 429 where a limit is reached; a call that a fault strikes counts as well."""
        if name not in COUNTED or not isinstance(given.get("chat_id"), int):
            return None
        seconds = self.limits.retry_after(given["chat_id"])
        return too_many(seconds) if seconds else None

    async def answered(
        self, request: web.Request, name: str, given: dict[str, Any], fault: str | None
    ) -> web.StreamResponse:
        if fault == "429":
            return too_many(1)
        if fault == "500":
            return refused(500, "Internal Server Error")
        if fault == "502":
            return web.Response(status=502, text="<html>502 Bad Gateway</html>", content_type="text/html")
        if fault == "silence_before":
            await self.wait(self.faults.silence)
            return refused(500, "Internal Server Error")
        if fault == "reset_before":
            return broken_off(request)
        if fault == "slow":
            await self.wait(0.3)
        try:
            result = await methods.perform(self, name, given)
        except Failed as failed:
            return refused(failed.code, failed.text, failed.parameters)
        if fault == "silence_after":
            await self.wait(self.faults.silence)
        if fault == "reset_after":
            return broken_off(request)
        return web.json_response({"ok": True, "result": result})

    async def wait(self, seconds: float) -> None:
        """Sleeps, but not beyond the end of the server."""
        try:
            await asyncio.wait_for(self.stopping.wait(), seconds)
        except TimeoutError:
            return

    # -- updates -------------------------------------------------------------------------------------------

    async def push(self, kind: str, value: dict[str, Any]) -> int:
        """Give the bot an update: kept for its next poll, or posted to its webhook."""
        number = self.next_update
        self.next_update += 1
        update = {"update_id": number, kind: value}
        check_update(update)
        url = self.settings.get("webhook", {}).get("url")
        if url:
            headers = {}
            if secret := self.settings["webhook"].get("secret_token"):
                headers["X-Telegram-Bot-Api-Secret-Token"] = secret
            async with ClientSession() as session, session.post(url, json=update, headers=headers) as answer:
                self.settings["webhook_status"] = answer.status
        else:
            self.push_raw(update)
        return number

    def push_raw(self, update: dict[str, Any]) -> None:
        """An update that need not be well-formed."""
        self.updates.append(update)
        self.news.set()


async def parameters_of(request: web.Request) -> dict[str, Any]:
    """Parameters from the query, a form, a multipart form or JSON: the four ways of the Bot API."""
    given: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        body = await request.text()
        try:
            plain = json.loads(body) if body else {}
        except ValueError:
            raise BadCall("the body is no JSON") from None
        return given | plain
    form = await request.post()
    for key, value in form.items():
        if isinstance(value, web.FileField):
            given[key] = value.file.read()
            given.setdefault("_names", {})
        else:
            given[key] = value
    given.pop("_names", None)
    return given


def refused(code: int, text: str, parameters: dict[str, Any] | None = None) -> web.Response:
    answer: dict[str, Any] = {"ok": False, "error_code": code, "description": text}
    if parameters:
        answer["parameters"] = parameters
    return web.json_response(answer, status=code)


def too_many(seconds: int) -> web.Response:
    return refused(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


def broken_off(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response(status=500)
