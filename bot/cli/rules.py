"""`tocsin rules`: check, test, explain, backtest, new, fmt, schema, list."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import typer

from bot.cli import rules_history as history
from bot.cli import rules_show as show
from bot.cli import rules_show_trials as trials
from bot.cli.rules_files import Chosen, book_of, choose, find_rule, folder_of
from bot.cli.rules_versions import back, take, versions
from bot.cli.rules_write import fmt, new, schema
from bot.config import load_settings
from bot.model import Problem
from bot.rulebook import Rulebook
from bot.rules.silence import silence
from bot.trial.explain import explain as explain_text
from bot.trial.overlap import overlaps
from bot.trial.stories import TestResult, problems_of, run_stories

rules_app = typer.Typer(no_args_is_help=True, help="Write, check and try out rules. The format: docs/rules.md")

RULES = typer.Option(None, "--rules", help="Folder of rule files (TOCSIN_RULES).")
DB = typer.Option(None, "--db", help="The database file (TOCSIN_DB).")
JSON = typer.Option(False, "--json", help="Machine output.")
PATHS = typer.Argument(None, help="Rule files, or one folder. Default: the whole rules folder.")


def run_all(chosen: Chosen, book: Rulebook, rule_id: str | None = None) -> list[TestResult]:
    wanted = [r for r in chosen.rules if rule_id in (None, r.rule_id)]
    count = sum(len(r.tests) for r in wanted if r.status != "off")
    with show.progress() as bar:
        task = bar.add_task("tests", total=count)
        return run_stories(wanted, chosen.loaded.ruleset.rules, book.reader, lambda _: bar.advance(task))


@rules_app.command()
def check(
    paths: list[Path] = PATHS,
    days: int = typer.Option(
        0, "--days", min=0, help="Also ask the stored articles of so many days (silent, noisy rules)."
    ),
    tests: bool = typer.Option(True, help="Run the tests that stand in the rules."),
    rules: Path = RULES,
    db: Path = DB,
    as_json: bool = JSON,
) -> None:
    """Find every mistake in rule files: YAML, keys, words, lint, tests. Ends with 1 where there is one, not for advice.

    Examples:

        tocsin rules check

        tocsin rules check rules/kyiv.yaml

        tocsin rules check --days 90
    """
    chosen = choose(folder_of(rules), paths or ())
    problems = chosen.problems
    if chosen.rules and (tests or days):
        book = book_of(chosen.loaded)
        more: list[Problem] = problems_of(run_all(chosen, book)) if tests else []
        more += [p for p in overlaps(book) if chosen.is_asked(p.path)] if tests else []
        if days:
            more += history.lint(chosen, book, load_settings(rules=rules, db=db).db, days)
        problems = sorted([*problems, *allowed(more, chosen)], key=lambda p: (p.path, p.line, p.column))
    if as_json:
        print(json.dumps([show.plain_problem(p, chosen) for p in problems], ensure_ascii=False, indent=1))
    else:
        show.show_problems(problems, chosen)
        show.console().print(say_result(problems, chosen), style="red" if problems else "green")
    raise typer.Exit(int(any(not p.is_advice for p in problems)))


def allowed(problems: Sequence[Problem], chosen: Chosen) -> list[Problem]:
    """Without those that a comment in their file allows; what is wrong with such comments was told before."""
    kept: list[Problem] = []
    for path in dict.fromkeys(p.path for p in problems):
        own = [p for p in problems if p.path == path]
        kept += [p for p in silence(own, chosen.texts.get(path, ""), path) if p in own]
    return kept


def say_result(problems: Sequence[Problem], chosen: Chosen) -> str:
    rules, files = len(chosen.rules), len({r.path for r in chosen.rules})
    errors = sum(not p.is_advice for p in problems)
    broken = len({p.path for p in problems if not p.is_advice})
    if not problems:
        return f"{counted(rules, 'rule')} in {counted(files, 'file')}: no problems"
    found = [counted(errors, "error") + f" in {counted(broken, 'file')}"] if errors else []
    found += [f"{len(problems) - errors} to look at"] if len(problems) > errors else []
    return f"{', '.join(found)}; {counted(rules, 'rule')} without an error" if rules else ", ".join(found)


def counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


@rules_app.command("test")
def run_tests(
    paths: list[Path] = PATHS,
    rule: str = typer.Option(None, "--rule", metavar="ID", help="Only this rule."),
    rules: Path = RULES,
    as_json: bool = JSON,
) -> None:
    """Run the tests that stand in rules. A failure shows what was read and where the rule stopped.

    Examples:

        tocsin rules test

        tocsin rules test rules/drones.yaml

        tocsin rules test --rule airport-closed
    """
    chosen = choose(folder_of(rules), paths or ())
    if rule is not None:
        find_rule(chosen, rule)
    for problem in (p for p in chosen.problems if not p.is_advice):
        show.console(to_stderr=True).print(show.headline(problem, chosen))
    results = run_all(chosen, book_of(chosen.loaded), rule)
    failed = [r for r in results if not r.passed and not r.todo]
    if as_json:
        print(json.dumps([show.plain_result(r, chosen) for r in results], ensure_ascii=False, indent=1))
    else:
        show.show_results(results, chosen)
        missed = sum(bool(r.todo) and not r.passed for r in results)
        text = f"{len(results) - missed} tests" + (f", {len(failed)} fail" if failed else " pass")
        text += f", {missed} known misses" if missed else ""
        show.console().print(text, style="red" if failed else "green")
    raise typer.Exit(int(bool(failed) or any(not p.is_advice for p in chosen.problems)))


@rules_app.command()
def explain(
    text: str = typer.Argument(..., help="A sentence or a whole article."),
    rule: str = typer.Option(
        None, "--rule", metavar="ID", help="Only this rule, however far it is from matching."
    ),
    kind: str = typer.Option("independent", help="The outlet: official, agency, independent or state."),
    side: str = typer.Option(None, help="UA or RU, where the outlet speaks from one side."),
    language: str = typer.Option(None, help="en, uk or ru. Default: guessed."),
    rules: Path = RULES,
    as_json: bool = JSON,
) -> None:
    """Say what every rule makes of a text: what was read and matched, which condition failed, what would be sent.

    Examples:

        tocsin rules explain "Russia launched 49 drones overnight, the Air Force said."

        tocsin rules explain "Аеропорт Самари закрито" --rule airport-closed
    """
    chosen = choose(folder_of(rules))
    if rule is not None:
        find_rule(chosen, rule)
    found = explain_text(book_of(chosen.loaded), text, kind=kind, side=side, language=language, only=rule)
    if as_json:
        print(json.dumps(trials.plain_explanation(found), ensure_ascii=False, indent=1))
    else:
        trials.show_explanation(found, text)


@rules_app.command()
def backtest(
    days: int = typer.Option(14, "--days", min=1, help="Stored articles of the last so many days."),
    rule: str = typer.Option(None, "--rule", metavar="ID", help="Count this rule only."),
    against: Path = typer.Option(
        None, "--against", metavar="OLDFILE", help="A rule file (or folder) as it was before, to compare with."
    ),
    articles: Path = typer.Option(
        None, "--articles", metavar="FILE", help="Articles as JSON lines (or -) instead."
    ),
    workers: int = typer.Option(2, min=0, help="Processes that read; 0 reads in this one."),
    rules: Path = RULES,
    db: Path = DB,
    as_json: bool = JSON,
) -> None:
    """Say what the rules would have alerted over stored articles, and what a change gains and loses.

    Without --against the rules that are in force in the database are compared, where they differ from the files.

    Examples:

        tocsin rules backtest --days 14

        tocsin rules backtest --days 30 --rule drone-hits --against old/drones.yaml

        tocsin rules backtest --articles articles.jsonl --json
    """
    settings = load_settings(rules=rules, db=db)
    chosen = choose(settings.rules_folder())
    if rule is not None:
        find_rule(chosen, rule)
    before = history.rules_before(chosen, against, settings.db)
    found = history.run(book_of(chosen.loaded), before, settings.db, days, articles, workers, rule)
    if as_json:
        print(json.dumps(trials.plain_backtest(found), ensure_ascii=False, indent=1))
    else:
        trials.show_backtest(found)


@rules_app.command("list")
def list_rules(paths: list[Path] = PATHS, rules: Path = RULES, db: Path = DB, as_json: bool = JSON) -> None:
    """Show every rule, where it stands, and which files run in an older version than the one on the disk.

    Examples:

        tocsin rules list

        tocsin rules list --json
    """
    settings = load_settings(rules=rules, db=db)
    chosen = choose(settings.rules_folder(), paths or ())
    running = history.running_versions(chosen, settings)
    if as_json:
        plain = show.plain_rules(chosen.loaded.ruleset, chosen, running)
        print(json.dumps(plain, ensure_ascii=False, indent=1))
        return
    show.show_rules(chosen, running)


rules_app.command()(new)
rules_app.command()(take)
rules_app.command()(versions)
rules_app.command()(back)
rules_app.command()(fmt)
rules_app.command()(schema)
