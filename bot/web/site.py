"""Addresses and what answers them: pages of our own, Datasette's tables, and a clear no to everything else.

An ASGI application. Only GET and HEAD are answered (and the form for the token); nothing is ever written.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hmac
import re
import sqlite3
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import replace
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import jinja2
import structlog

from bot.alerts.speech import tongue_of
from bot.config import Settings
from bot.errors import StoreError
from bot.model import Chat
from bot.store import open_for_reading
from bot.store.public import VIEWS
from bot.web import charts, exports, lists, timeline
from bot.web.browse import NAME, make_datasette
from bot.web.labels import Folder
from bot.web.reader import Reader, TooSlow
from bot.web.visit import Answer, Unasked, Visit
from bot.web.words import LANGUAGES, say

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

HERE = Path(__file__).parent
PAGES: tuple[tuple[re.Pattern[str], Callable[..., Awaitable[Answer]]], ...] = tuple(
    (re.compile(path), page)
    for path, page in (
        (r"/", timeline.timeline),
        (r"/alerts/(?P<number>\d+)", timeline.alert),
        (r"/nights", charts.nights),
        (r"/airports", charts.airports),
        (r"/map", charts.place_map),
        (r"/search", lists.search),
        (r"/held", lists.held),
        (r"/feeds", lists.feeds),
        (r"/articles/(?P<article_id>[\w.:-]{1,200})", lists.article),
        (r"/about", lists.about),
        (r"/alerts\.(?P<form>csv|jsonl|geojson|atom)", exports.export),
    )
)
TABLES = re.compile(rf"/{NAME}(/({'|'.join(VIEWS)})(\.(json|csv))?)?|/-/static/[\w./-]+")
"""What Datasette may be asked. Its other pages tell of settings, files and more than is anybody's business."""
FORBIDDEN_QUERY = ("sql", "_through", "_where", "_fts_table", "_fts_pk", "_trace", "_allow_debug")
NAMES_A_COLUMN = ("_facet", "_sort", "_col", "_nocol", "_filter_column")
REFUSED = re.compile(rf"/-/.*|.*\.db|/{NAME}/.*|/_\w+.*")
COOKIE, LANGUAGE_COOKIE = "tocsin_token", "tocsin_lang"
LONGEST_QUERY = 16_000
OURS = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
DATASETTES = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SAFE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "private, no-cache",
}

log = structlog.get_logger()


class Site:
    """The application; holds the connections."""

    def __init__(self, settings: Settings, now: Callable[[], dt.datetime]) -> None:
        """Raises StoreError where the database is not there, foreign, damaged or of another version."""
        open_for_reading(settings.db).close()
        self.settings, self.now = settings, now
        self.token = settings.web_token.get_secret_value() if settings.web_token else ""
        self.reader = Reader(settings.db)
        self.folder = Folder(settings.rules_folder())
        self.columns = load_columns(settings.db)
        self.tables = make_datasette(settings.db, HERE / "tables")
        self.datasette = self.tables.app()
        loader = jinja2.FileSystemLoader(HERE / "templates")
        self.templates = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
        self.style = (HERE / "static" / "style.css").read_text("utf-8")

    def close(self) -> None:
        self.reader.close()
        for database in self.tables.databases.values():
            database.close()
        if self.tables.executor:
            self.tables.executor.shutdown(wait=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await live(receive, send)
        elif scope["type"] == "http":
            await self.answer(scope, receive, send)

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        cookies = cookies_of(headers.get("cookie", ""))
        query = scope.get("query_string", b"").decode("utf-8", "replace")
        pairs = parts_of(query)
        given = dict(reversed(pairs or []))
        visit = replace(self.visit(scope["path"], given, cookies, headers), is_understood=pairs is not None)
        if scope["path"] == "/style.css":
            await put(send, Answer(self.style, kind="text/css; charset=utf-8"), headers_for(scope), is_head(scope))
            return
        if scope["path"] == "/favicon.ico":
            await put(send, Answer(status=204), headers_for(scope), True)
            return
        if self.token and not self.is_let_in(headers, cookies):
            await put(send, await self.enter(visit, scope, receive), headers_for(scope), is_head(scope))
            return
        if scope["method"] not in ("GET", "HEAD"):
            await read_body(receive)
            await put(send, refused(visit, 405), headers_for(scope), is_head(scope))
            return
        if TABLES.fullmatch(scope["path"]) and not any(name in given for name in FORBIDDEN_QUERY):
            strange = self.strange_columns(scope["path"], pairs or [])
            said = visit.page("problem.html", 400, title=visit.say("wrong"), text=", ".join(strange))
            if strange:
                await put(send, said, headers_for(scope), is_head(scope))
            else:
                await self.datasette(scope, receive, Tables(send, said).send)
            return
        answer = await self.page(visit)
        more = headers_for(scope) | remember_language(given)
        await put(send, answer, more, is_head(scope))

    async def page(self, visit: Visit) -> Answer:
        """What answers an address. The border of this program: our own mistakes are logged, and other pages go on."""
        if visit.path == f"/{NAME}" or REFUSED.fullmatch(visit.path) or TABLES.fullmatch(visit.path):
            return refused(visit, 403)
        if not visit.is_understood:
            return visit.page("problem.html", 400, title=visit.say("wrong"), text="")
        for pattern, page in PAGES:
            if (found := pattern.fullmatch(visit.path)) is None:
                continue
            try:
                return await page(visit, **found.groupdict())
            except Unasked as wrong:
                return visit.page("problem.html", 400, title=visit.say("wrong"), text=str(wrong))
            except TooSlow:
                return visit.page("problem.html", 503, title=visit.say("busy"), text=visit.say("slow"))
            except (StoreError, sqlite3.Error) as error:
                log.warning("a page could not be read", path=visit.path, because=str(error))
                return visit.page(
                    "problem.html", 503, title=visit.say("busy"), text=shown(error, self.settings.db)
                )
            except Exception:
                log.exception("a page failed", path=visit.path)
                return visit.page("problem.html", 500, title=visit.say("broken"), text=visit.say("broken_text"))
        return visit.page("problem.html", 404, title=visit.say("not_found"), text=visit.say("not_found_text"))

    def visit(self, path: str, given: dict[str, str], cookies: dict[str, str], headers: dict[str, str]) -> Visit:
        language = language_of(given, cookies, headers.get("accept-language", ""), self.settings.language)
        labels, now = self.folder.look(), self.now()
        chat = Chat(chat_id="web", language=language, zone=self.settings.zone, created_at=now)
        return Visit(
            path=path, given=given, tongue=tongue_of(chat, labels.names), zone=self.settings.zone, now=now,
            labels=labels, reader=self.reader, render=self.render, public_url=self.settings.public_url,
        )  # fmt: skip

    def render(self, template: str, **values: Any) -> str:
        return self.templates.get_template(template).render(**values)

    def strange_columns(self, path: str, pairs: list[tuple[str, str]]) -> list[str]:
        """Columns that are asked for and not there: Datasette would stumble over them."""
        found = TABLES.fullmatch(path)
        known = self.columns.get(found[2] or "", frozenset()) if found else frozenset()
        asked = [value if name.startswith("_") else name.split("__")[0] for name, value in pairs
                 if name.startswith(NAMES_A_COLUMN) or not name.startswith("_")]  # fmt: skip
        return [column[:60] for column in asked if column and column not in known] if known else []

    # -- the token -------------------------------------------------------------------------------------------

    def is_let_in(self, headers: dict[str, str], cookies: dict[str, str]) -> bool:
        given = headers.get("authorization", "").removeprefix("Bearer ").strip()
        return any(hmac.compare_digest(t.encode(), self.token.encode()) for t in (given, cookies.get(COOKIE, "")))

    async def enter(self, visit: Visit, scope: Scope, receive: Receive) -> Answer:
        """The form that asks for the token, and what it sends."""
        if scope["method"] != "POST":
            return visit.page("enter.html", 401, is_wrong=False)
        body = await read_body(receive)
        token = dict(parse_qsl(body)).get("token", "")
        if not hmac.compare_digest(token.encode(), self.token.encode()):
            return visit.page("enter.html", 403, is_wrong=True)
        cookie = f"{COOKIE}={self.token}; HttpOnly; SameSite=Strict; Path=/; Max-Age=31536000"
        return Answer("", 303, headers={"location": "/", "set-cookie": cookie})


def load_columns(path: Path) -> dict[str, frozenset[str]]:
    with open_for_reading(path) as store:
        return {v: frozenset(r["name"] for r in store.rows(f"PRAGMA table_info({v})")) for v in VIEWS}


def shown(error: Exception, path: Path) -> str:
    """The error without where the file is."""
    return str(error).replace(str(path), path.name).split("\n", 1)[0]


def refused(visit: Visit, status: int) -> Answer:
    return visit.page("problem.html", status, title=visit.say("refused"), text=visit.say("refused_text"))


def cookies_of(header: str) -> dict[str, str]:
    jar: SimpleCookie = SimpleCookie()
    with contextlib.suppress(CookieError):
        jar.load(header)
    return {name: morsel.value for name, morsel in jar.items()}


def language_of(given: dict[str, str], cookies: dict[str, str], accepted: str, default: str) -> str:
    """As asked for, as chosen before, as the browser likes it, or as configured."""
    for wish in (given.get("lang", ""), cookies.get(LANGUAGE_COOKIE, "")):
        if wish in LANGUAGES:
            return wish
    liked = [part.split(";")[0].strip()[:2].lower() for part in accepted.split(",")]
    return next((language for language in liked if language in LANGUAGES), default)


def remember_language(given: dict[str, str]) -> dict[str, str]:
    if given.get("lang") not in LANGUAGES:
        return {}
    return {"set-cookie": f"{LANGUAGE_COOKIE}={given['lang']}; SameSite=Lax; Path=/; Max-Age=31536000"}


def headers_for(_scope: Scope) -> dict[str, str]:
    return {**SAFE, "content-security-policy": OURS}


def is_head(scope: Scope) -> bool:
    return bool(scope["method"] == "HEAD")


async def put(send: Send, answer: Answer, headers: dict[str, str], is_head: bool) -> None:
    lines = {**headers, "content-type": answer.kind, **answer.headers}
    raw = [(k.encode("latin-1"), v.encode("latin-1")) for k, v in lines.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": raw})
    if answer.pieces is not None and not is_head:

        async def piece(text: str) -> None:
            await send({"type": "http.response.body", "body": text.encode("utf-8"), "more_body": True})

        await answer.pieces(piece)
    body = answer.body if isinstance(answer.body, bytes) else answer.body.encode("utf-8", "replace")
    await send({"type": "http.response.body", "body": b"" if is_head else body})


class Tables:
    """Datasette's answers with our headers and without its cookies; where it stumbled, our own page instead."""

    def __init__(self, send: Send, instead: Answer) -> None:
        self.out, self.instead = send, instead
        self.is_replaced = False

    async def send(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            ours = {**SAFE, "content-security-policy": DATASETTES}
            kept = [(k, v) for k, v in message["headers"] if k.lower().decode() not in {*ours, "set-cookie"}]
            message["headers"] = kept + [(k.encode(), v.encode()) for k, v in ours.items()]
            self.is_replaced = message["status"] >= 500
            if self.is_replaced:
                await put(self.out, self.instead, {**SAFE, "content-security-policy": OURS}, False)
        if not self.is_replaced:
            await self.out(message)


def parts_of(query: str) -> list[tuple[str, str]] | None:
    """Names and values of an address; None where there are too many of them."""
    try:
        return parse_qsl(query[:LONGEST_QUERY], keep_blank_values=True, max_num_fields=200)
    except ValueError:
        return None


async def read_body(receive: Receive, most: int = 4096) -> str:
    body = b""
    while len(body) < most:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    return body[:most].decode("utf-8", "replace")


async def live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


__all__ = ["Site", "say"]
