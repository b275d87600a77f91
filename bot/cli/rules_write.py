"""`tocsin rules new`, `fmt` and `schema`: what writes rules."""

from __future__ import annotations

from pathlib import Path

import typer

from bot.cli.rules_files import book_of, choose, folder_of
from bot.errors import RuleError
from bot.reading.read import read
from bot.rules.draft import draft_rule
from bot.rules.format import format_text
from bot.rules.load import load_files
from bot.rules.schema import PATH, show_schema
from bot.trial.run import START

RULES = typer.Option(None, "--rules", help="Folder of rule files (TOCSIN_RULES).")
DRAFT = "zz-draft.yaml"
PATHS = typer.Argument(None, help="Rule files, or one folder. Default: the whole rules folder.")


def new(
    sentence: str = typer.Argument(..., help="An example of what shall alert."),
    rule_id: str = typer.Option(None, "--id", help="The rule's id. Default: made from the sentence."),
    output: Path = typer.Option(None, "--output", "-o", help="Write a new file instead of printing."),
    rules: Path = RULES,
) -> None:
    """Draft a rule with its tests from an example sentence.

    Examples:

        tocsin rules new "About 80,000 households in Sumy are without power."

        tocsin rules new "The bridge at Antonivka was closed to traffic." -o rules/bridges.yaml
    """
    chosen = choose(folder_of(rules))
    facts = read(book_of(chosen.loaded).reader, sentence, START).facts
    text = draft_rule(sentence, facts, rule_id)
    for problem in (p for p in load_files(chosen.texts | {DRAFT: text}).errors if p.path == DRAFT):
        raise RuleError(f"no draft can be made of this: {problem.text}")
    if output is None:
        print(text, end="")
        return
    if output.exists():
        raise RuleError(f"{output}: is there already; name a new file, the program does not change yours")
    output.write_text(text, encoding="utf-8")
    typer.echo(f"{output}: written as a draft. Edit it, then: tocsin rules check {output}")


def fmt(
    paths: list[Path] = PATHS,
    check: bool = typer.Option(
        False, "--check", help="Only say which files are untidy; ends with 1 where there are."
    ),
    write: bool = typer.Option(False, "--write", help="Change the files. Comments stay."),
    rules: Path = RULES,
) -> None:
    """Show rule files in their tidy form: spaces, blank lines, signs and long numbers. Meaning never changes.

    Examples:

        tocsin rules fmt rules/kyiv.yaml

        tocsin rules fmt --check

        tocsin rules fmt --write rules/kyiv.yaml
    """
    chosen = choose(folder_of(rules), paths or ())
    asked = [p for p in chosen.texts if chosen.is_asked(p) and p in chosen.loaded.files]
    untidy = {p: tidy for p in asked if (tidy := format_text(chosen.texts[p])) != chosen.texts[p]}
    if not check and not write:
        for path in asked if chosen.only is not None else untidy:
            print(untidy.get(path, chosen.texts[path]), end="")
        return
    for path, tidy in untidy.items():
        if write:
            Path(chosen.shown(path)).write_text(tidy, encoding="utf-8")
        typer.echo(f"{chosen.shown(path)}: {'tidied' if write else 'untidy'}")
    raise typer.Exit(int(bool(untidy) and not write))


def schema(
    write: bool = typer.Option(False, "--write", help="Write it into the rules folder, where editors find it."),
    rules: Path = RULES,
) -> None:
    """Print the JSON schema of rule files, by which editors complete and mark keys.

    Examples:

        tocsin rules schema > rules.v1.json

        tocsin rules schema --write
    """
    if not write:
        print(show_schema(), end="")
        return
    path = folder_of(rules) / PATH
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(show_schema(), encoding="utf-8")
    typer.echo(f"{path}: written")
