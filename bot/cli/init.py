"""`tocsin init DIR`: write the starter rules out for editing."""

from __future__ import annotations

import shutil
from pathlib import Path

import typer

from bot.config import starter_rules
from bot.errors import ConfigError


def init(
    folder: Path = typer.Argument(..., metavar="DIR", help="The folder to make; rules go to DIR/rules."),
) -> None:
    """Write the starter rules, the feed list and an example of the settings into DIR.

    Files that are there already are left as they are.

    Example:

        tocsin init ~/tocsin && cd ~/tocsin && tocsin run
    """
    source = starter_rules()
    if not source.is_dir():
        raise ConfigError(f"{source}: the starter rules are missing from this installation; install it again")
    written = kept = 0
    for path in sorted(p for p in source.rglob("*") if p.is_file()):
        target = folder / "rules" / path.relative_to(source)
        if target.exists():
            kept += 1
            continue
        write(path, target)
        written += 1
    typer.echo(f"{folder / 'rules'}: {written} files written, {kept} left as they were")
    typer.echo(f"Next: cd {folder} && tocsin run")


def write(path: Path, target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    except OSError as wrong:
        raise ConfigError(f"{target}: cannot be written ({wrong.strerror}); choose another folder") from wrong
