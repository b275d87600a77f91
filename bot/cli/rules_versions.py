"""`tocsin rules take`, `versions` and `back`: what owners do by chat with whole rule files, in a terminal."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from zoneinfo import ZoneInfo

import typer

from bot.cli import rules_show as show
from bot.cli.feed_list import noted, writing
from bot.cli.rules_files import choose
from bot.commands.desk import Offer
from bot.commands.rule_files import FOLDER, NAME
from bot.config import Settings, load_settings
from bot.errors import RuleError
from bot.rules.disk import read_text
from bot.rulewatch import RuleWatch
from bot.store import open_for_reading
from bot.store.house import RuleVersion, rule_versions, versioned_paths
from bot.trial import run_tests
from bot.trial.offer import try_file

RULES = typer.Option(None, "--rules", help="Folder of rule files (TOCSIN_RULES).")
DB = typer.Option(None, "--db", help="The database file (TOCSIN_DB).")
YES = typer.Option(False, "--yes", "-y", help="Do not ask.")


def take(
    file: Path = typer.Argument(..., help="A whole rule file from anywhere."),
    yes: bool = YES,
    rules: Path = RULES,
    db: Path = DB,
) -> None:
    """Put a rule file in force as owners do by chat: what it changes is shown and tried over stored articles first.

    It is written as `chat/NAME.yaml` in the rules folder; a running bot takes it up within seconds.

    Examples:

        tocsin rules take kyiv.yaml

        tocsin rules take kyiv.yaml --yes
    """
    settings = load_settings(rules=rules, db=db)
    if not NAME.fullmatch(file.name):
        raise RuleError(f"{file.name}: give the file a plain name that ends in .yaml")
    if not file.is_file():
        raise RuleError(f"{file}: there is no such file")
    text, problems = read_text(file, str(file))
    if problems:
        raise RuleError("\n".join(str(p) for p in problems))
    offer(settings, f"{FOLDER}/{file.name}", text, yes)


def versions(
    name: str = typer.Argument(None, metavar="[NAME]", help="A rule file. Default: all of them."),
    show_text: int = typer.Option(None, "--show", metavar="N", help="Print the text of version N."),
    rules: Path = RULES,
    db: Path = DB,
    as_json: bool = typer.Option(False, "--json", help="Machine output."),
) -> None:
    """Show which versions of rule files were in force, and since when.

    Examples:

        tocsin rules versions

        tocsin rules versions drones.yaml --show 2
    """
    settings = load_settings(rules=rules, db=db)
    found = known_versions(settings, name)
    if show_text is not None:
        if name is None or not 1 <= show_text <= len(found):
            raise RuleError("name one file and the number of one of its versions")
        print(found[show_text - 1].text, end="")
        return
    if as_json:
        print(json.dumps([plain_version(v) for v in found], ensure_ascii=False, indent=1))
        return
    for number, version in enumerate(found, 1):
        until = f"until {time_of(version.ended_at, settings)}" if version.ended_at else "in force"
        which = f"{number:>3}  " if name else ""
        typer.echo(f"{which}{version.path}  since {time_of(version.saved_at, settings)}, {until}")


def back(
    name: str = typer.Argument(..., help="A file that was sent by chat or given to `rules take`."),
    yes: bool = YES,
    rules: Path = RULES,
    db: Path = DB,
) -> None:
    """Put the version before in force again. Done twice, it is as it was.

    Examples:

        tocsin rules back kyiv.yaml
    """
    settings = load_settings(rules=rules, db=db)
    found = known_versions(settings, name)
    path = found[0].path
    if not path.startswith(f"{FOLDER}/"):
        raise RuleError(
            f"{path}: is edited by hand, which the program does not do; print a version with "
            f"`tocsin rules versions {path} --show 2`"
        )
    older = [v for v in found if v.ended_at is not None and (found[0].ended_at or v.text != found[0].text)]
    if not older:
        raise RuleError(f"{path}: there is no version before this one")
    offer(settings, path, older[0].text, yes)


def offer(settings: Settings, path: str, text: str, yes: bool) -> None:
    folder, now = settings.rules_folder(), dt.datetime.now(dt.UTC)
    found = try_file(folder, settings.db, path, text, now)
    show_offer(found, folder, text)
    if found.problems:
        raise typer.Exit(1)
    if not found.diff:
        return
    if not yes:
        typer.confirm("Put it in force?", abort=True)
    RuleWatch(folder, run_tests).write_file(path, text)
    with writing(settings) as store:
        noted(store, "rulefile", f"{path}: in force")
    typer.echo(f"{folder / path}: written; a running bot takes it up within seconds")


def show_offer(found: Offer, folder: Path, text: str) -> None:
    chosen = choose(folder)
    chosen.texts[found.path] = text
    show.show_problems((*found.problems, *found.advice), chosen)
    if found.problems:
        return
    for line in found.diff or ("nothing changes",):
        typer.secho(line, fg={"+": "green", "-": "red"}.get(line[:1]))
    if found.diff:
        typer.echo(say_backtest(found))
        for sample in found.samples:
            typer.echo(f"    {sample[:200]}")


def say_backtest(found: Offer) -> str:
    if not found.articles:
        return "no stored articles to try it over"
    return (
        f"+{found.gained} alerts, -{found.lost} alerts in {found.days} days ({found.articles:,} stored articles)"
    )


def known_versions(settings: Settings, name: str | None) -> list[RuleVersion]:
    """The versions of one file, by its path or its name, or the newest of each. Raises RuleError for none."""
    if not settings.db.is_file():
        raise RuleError(f"{settings.db}: there is no database yet, so no version was in force")
    store = open_for_reading(settings.db)
    try:
        paths = versioned_paths(store)
        if name is None:
            return [rule_versions(store, path)[0] for path in paths]
        path = next((p for p in (f"{FOLDER}/{name}", name) if p in paths), None)
        if path is None:
            raise RuleError(f"{name}: no version of it was in force; there are {', '.join(paths) or 'none'}")
        return list(rule_versions(store, path))
    finally:
        store.close()


def plain_version(version: RuleVersion) -> dict[str, str | None]:
    until = version.ended_at.isoformat() if version.ended_at else None
    return {"path": version.path, "since": version.saved_at.isoformat(), "until": until}


def time_of(at: dt.datetime, settings: Settings) -> str:
    return f"{at.astimezone(ZoneInfo(settings.zone)):%Y-%m-%d %H:%M}"
