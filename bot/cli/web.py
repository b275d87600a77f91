"""`tocsin web`: the history as pages, read-only."""

from __future__ import annotations

import datetime as dt
import importlib.util
import ipaddress
import socket
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import history_options as options
from bot.config import load_settings
from bot.errors import TocsinError
from bot.logs import set_up_logs


def web(
    host: Annotated[
        str, typer.Option(help="Address to listen on. Others than this machine's own: set a token.")
    ] = ("127.0.0.1"),
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0: any that is free.")] = 8001,
    rules: Annotated[Path | None, typer.Option("--rules", help="Folder of rules, for titles and names.")] = None,
    db: options.Db = None,
) -> None:
    """Serve the history as web pages: timeline, events, nights, airports, map, search. Read-only.

    Nothing of who listens can be read through it. With TOCSIN_WEB_TOKEN it asks for that token; with
    TOCSIN_PUBLIC_URL alerts carry links to it.

    Examples:

        tocsin web

        TOCSIN_WEB_TOKEN=long-and-random tocsin web --host 0.0.0.0 --port 8080
    """
    if importlib.util.find_spec("datasette") is None:
        raise TocsinError("the pages need Datasette; install it with: pip install 'tocsin[web]'")
    settings = load_settings(db=db, rules=rules)
    set_up_logs(settings.log_format, "warning")
    import uvicorn

    from bot.web.site import Site

    listening = listen(host, port)
    try:
        site = Site(settings, lambda: dt.datetime.now(dt.UTC))
    except BaseException:
        listening.close()
        raise
    shown = f"[{host}]" if ":" in host else host
    typer.echo(f"Tocsin's history: http://{shown}:{listening.getsockname()[1]}/ (Ctrl-C ends it)")
    if not is_own(host) and not settings.web_token:
        typer.echo("Anyone who reaches this address can read it; TOCSIN_WEB_TOKEN asks for a token.", err=True)
    config = uvicorn.Config(
        site, log_level="warning", access_log=False, server_header=False, timeout_keep_alive=10
    )
    try:
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        site.close()


def listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        made = socket.socket(family, kind)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            made.bind(address)
        except OSError:
            made.close()
            raise
    except (OSError, UnicodeError) as wrong:
        why = getattr(wrong, "strerror", None) or wrong
        raise TocsinError(
            f"{host}:{port}: cannot listen there ({why}); choose another --host or --port"
        ) from wrong
    return made


def is_own(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
