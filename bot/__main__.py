"""`tocsin` and `python -m bot`: find the command, run it, end with the right status.

0: done. 1: the command found something wrong (a failing rule test, say). 2: the operator can mend it; one line
says what. 130: stopped with Ctrl-C.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

import typer

from bot import __version__
from bot.errors import TocsinError

COMMANDS = {
    "run": "bot.cli.run",
    "demo": "bot.cli.demo",
    "init": "bot.cli.init",
    "read": "bot.cli.read",
    "replay": "bot.cli.replay",
    "rules": "bot.cli.rules",
    "feeds": "bot.cli.feeds",
    "history": "bot.cli.history",
    "why": "bot.cli.history",
    "events": "bot.cli.events",
    "web": "bot.cli.web",
    "backup": "bot.cli.backup",
    "restore": "bot.cli.backup",
    "doctor": "bot.cli.doctor",
}
"""Each command's module. It offers a Typer app `<name>_app`, or a function of the command's name."""

ABOUT = """Tocsin reads the news of a war and rings the bell once per event.

It is no siren: news is minutes to hours late. For air-raid warnings use the official ones.

Begin with:  tocsin demo    (a bundled day of news, no account needed)
Then:        tocsin run     (polls the feeds; alerts go to Telegram or the console)
"""


def make_app(words: list[str]) -> typer.Typer:
    """The Typer app with the command that `words` ask for, or with all of them where none is named.

    Importing every command costs a second; a command that is known needs only its own module.
    """
    app = typer.Typer(
        name="tocsin", help=ABOUT, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False
    )
    app.callback(invoke_without_command=True)(options)
    asked = [w for w in words if not w.startswith("-")][:1]
    for name, module in COMMANDS.items():
        if not asked or asked[0] not in COMMANDS or asked[0] == name:
            add_command(app, name, importlib.import_module(module))
    return app


def add_command(app: typer.Typer, name: str, module: Any) -> None:
    """Mount what `module` offers under `name`: a Typer app of its own, or one function."""
    part = getattr(module, f"{name}_app", None)
    if part is not None:
        app.add_typer(part, name=name)
    else:
        app.command(name)(getattr(module, name))


def options(
    version: bool = typer.Option(False, "--version", is_eager=True, help="Show the version and end."),
) -> None:
    if version:
        typer.echo(f"tocsin {__version__}")
        raise typer.Exit


def main() -> None:
    """Run one command. What the operator can mend is one line on standard error and status 2, no traceback."""
    try:
        make_app(sys.argv[1:])()
    except TocsinError as wrong:
        print(f"tocsin: {wrong}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)


if __name__ == "__main__":
    main()
