"""`tocsin backup` and `tocsin restore`."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from bot.config import load_settings
from bot.store import open_for_reading
from bot.store.backup import make_backup, restore_backup


def backup(
    target: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="Where to. Default: DB.backup-DATE.")
    ] = None,
    db: Annotated[Path | None, typer.Option(help="The database file (TOCSIN_DB).")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Machine output.")] = False,
) -> None:
    """Copy the database, also while the bot runs, and check the copy by opening it.

    Examples:

        tocsin backup

        tocsin backup /mnt/safe/tocsin.db
    """
    path = load_settings(db=db).db
    target = target or path.with_name(f"{path.name}.backup-{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%SZ}")
    with open_for_reading(path) as store, bar() as progress:
        task = progress.add_task("backup", total=None)
        made = make_backup(store, target, lambda done, total: progress.update(task, completed=done, total=total))
    if as_json:
        print(
            json.dumps(
                {"path": str(made.path), "bytes": made.size, "alerts": made.alerts, "articles": made.articles}
            )
        )
        return
    size = f"{made.size / 1e6:,.1f} MB"
    typer.echo(f"{made.path}: {size}, {made.alerts:,} alerts, {made.articles:,} articles, opened and checked")


def restore(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="The backup.")],
    db: Annotated[Path | None, typer.Option(help="The database file (TOCSIN_DB).")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Machine output.")] = False,
) -> None:
    """Put a backup in the place of the database, which is kept beside it. The bot must not run.

    Chats that asked to be forgotten since stay forgotten. Feeds learn anew what they hold and nothing that waited
    is sent, since people were told of it after the backup was made.

    Example:

        tocsin restore tocsin.db.backup-20260122T050000Z
    """
    path = load_settings(db=db).db
    done = restore_backup(source, path, dt.datetime.now(dt.UTC))
    if as_json:
        kept = None if done.kept_as is None else str(done.kept_as)
        print(json.dumps({"path": str(path), "alerts": done.alerts, "articles": done.articles, "kept_as": kept}))
        return
    typer.echo(f"{path}: restored, {done.alerts:,} alerts, {done.articles:,} articles")
    if done.kept_as is not None:
        typer.echo(f"What stood there before is kept as {done.kept_as}")
    if done.forgotten:
        typer.echo(f"{done.forgotten} chats that had asked to be forgotten were taken out of it")
    if not done.list_was_read:
        typer.echo(
            "The database before was too damaged to say which chats asked to be forgotten since the backup was "
            "made; if you know of any, let them send /stop"
        )


def bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        console=Console(stderr=True),
        transient=True,
    )
