"""How problems, tests and rules look in a terminal."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from bot.cli.rules_files import Chosen
from bot.model import Problem, RuleSet
from bot.trial.stories import TestResult


def console(*, to_stderr: bool = False) -> Console:
    made = Console(stderr=to_stderr, highlight=False, soft_wrap=True)
    if not made.is_terminal:
        made.width = 500  # into a file or a pipe nothing is cut
    return made


def progress() -> Progress:
    """A bar on standard error, in a terminal only."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
        transient=True,
    )


# -- problems --------------------------------------------------------------------------------------------------


def show_problems(problems: Iterable[Problem], chosen: Chosen) -> None:
    """Each problem with its line and a caret under its place."""
    out = console()
    for problem in problems:
        out.print(headline(problem, chosen))
        if snippet := line_with_caret(problem, chosen.texts.get(problem.path, "")):
            out.print(snippet)


def headline(problem: Problem, chosen: Chosen) -> Text:
    line = Text(f"{chosen.shown(problem.path)}:{problem.line}:{problem.column}: ", style="bold")
    line.append(problem.text, style="yellow" if problem.is_advice else "red")
    if problem.code != "error":
        line.append(f"  [{problem.code}]", style="dim")
    return line


def line_with_caret(problem: Problem, text: str) -> Text | None:
    lines = text.splitlines()
    if not 0 < problem.line <= len(lines) or not lines[problem.line - 1].strip():
        return None
    line = lines[problem.line - 1]
    at = max(problem.column - 1, len(line) - len(line.lstrip(" ")))
    first = max(0, at - 60)
    cut = line[first : first + 110].replace("\t", " ")
    number = f"{problem.line:>5} | "
    shown = Text(f"{number}{'…' if first else ''}{cut}\n", style="dim")
    shown.append(" " * (len(number) + bool(first) + min(at - first, len(cut))) + "^", style="bold green")
    return shown


def plain_problem(problem: Problem, chosen: Chosen) -> dict[str, Any]:
    return {
        "path": chosen.shown(problem.path),
        "line": problem.line,
        "column": problem.column,
        "text": problem.text,
        "code": problem.code,
        "advice": problem.is_advice,
    }


# -- tests -----------------------------------------------------------------------------------------------------


def show_results(results: Sequence[TestResult], chosen: Chosen) -> None:
    out = console()
    for rule_id in dict.fromkeys(r.rule_id for r in results):
        own = [r for r in results if r.rule_id == rule_id]
        failed = [r for r in own if not r.passed and not r.todo]
        known = [r for r in own if r.todo]
        mark = Text("✗ ", style="red") if failed else Text("✓ ", style="green")
        mark.append(rule_id, style="bold")
        mark.append(f"  {len(own) - len(failed) - len(known)} of {len(own)} tests pass", style="dim")
        if known:
            mark.append(f", {len(known)} known misses", style="yellow")
        out.print(mark)
        for result in own:
            if result.todo and result.passed:
                out.print(Text(f"    line {result.line}: passes now, take out `todo`", style="yellow"))
            if result in failed:
                show_failure(out, result, chosen)


def show_failure(out: Console, result: TestResult, chosen: Chosen) -> None:
    for failure in result.failures:
        out.print(Text(f"    {chosen.shown(result.path)}:{failure.line}: {failure.say}", style="bold"))
        line = Text("        wanted ")
        line.append(failure.expected, style="green")
        line.append(", got ")
        line.append(failure.got, style="red")
        out.print(line)
        for why in failure.why:
            out.print(Text(f"        {why}", style="dim"))


def plain_result(result: TestResult, chosen: Chosen) -> dict[str, Any]:
    return {
        "rule": result.rule_id,
        "path": chosen.shown(result.path),
        "line": result.line,
        "story": result.story,
        "passed": result.passed,
        "todo": result.todo,
        "failures": [
            {"line": f.line, "say": f.say, "wanted": f.expected, "got": f.got, "why": list(f.why)}
            for f in result.failures
        ],
    }


# -- list ------------------------------------------------------------------------------------------------------


def show_rules(chosen: Chosen, running: Mapping[str, str]) -> None:
    """`running` says of files that are not in force as they are on the disk what is."""
    out = console()
    table = Table(box=None, pad_edge=False, header_style="dim")
    rows = [
        (r, (r.rule_id, r.status, str(len(r.tests)), f"{chosen.shown(r.path)}:{r.line}")) for r in chosen.rules
    ]
    for number, name in enumerate(("rule", "status", "tests", "file")):
        table.add_column(name, no_wrap=True, min_width=max([len(name), *(len(row[number]) for _, row in rows)]))
    table.add_column("title", no_wrap=True, overflow="ellipsis")
    for rule, row in rows:
        style = {"live": "", "draft": "yellow", "off": "dim"}[rule.status]
        table.add_row(*row, rule.title_in("en"), style=style)
    out.print(table)
    for path, says in running.items():
        out.print(Text(f"{chosen.shown(path)}: {says}", style="red"))


def time_of(at: dt.datetime, zone: str) -> str:
    """`14:02` today, with the date before."""
    here = at.astimezone(ZoneInfo(zone))
    today = dt.datetime.now(here.tzinfo).date()
    return f"{here:%H:%M}" if here.date() == today else f"{here:%Y-%m-%d %H:%M}"


def plain_rules(ruleset: RuleSet, chosen: Chosen, running: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "rule": r.rule_id,
            "title": dict(r.title),
            "topic": r.topic,
            "status": r.status,
            "tests": len(r.tests),
            "path": chosen.shown(r.path),
            "line": r.line,
            "running": running.get(r.path, ""),
        }
        for r in ruleset.rules.values()
        if chosen.is_asked(r.path)
    ]
