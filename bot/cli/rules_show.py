"""How the `tocsin rules` commands look in a terminal."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

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
from bot.trial.backtest import Backtest, Ring, samples
from bot.trial.explain import Explanation, Verdict
from bot.trial.stories import TestResult

MOST_DAYS = 14
"""Days that get a column of their own in a terminal."""


def console(*, to_stderr: bool = False) -> Console:
    return Console(stderr=to_stderr, highlight=False, soft_wrap=True)


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
    line, at = lines[problem.line - 1], problem.column - 1
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


# -- explain ---------------------------------------------------------------------------------------------------


def show_explanation(found: Explanation, text: str) -> None:
    out = console()
    out.print(marked(found, text))
    out.print()
    if not found.seen:
        out.print(Text("nothing was read in it", style="yellow"))
    for seen in found.seen:
        out.print(
            Text.assemble(("read  ", "dim"), (seen.words, "bold"), f" as {seen.says}  ", (seen.found_by, "dim"))
        )
    for line in found.unread:
        out.print(Text(f"left  {line}", style="dim"))
    out.print()
    for verdict in found.verdicts:
        show_verdict(out, verdict)
    if found.others:
        out.print(Text(f"{found.others} rules ask for something else", style="dim"))


def marked(found: Explanation, text: str) -> Text:
    shown = Text(text)
    for seen in found.seen:
        shown.stylize("bold underline", seen.fact.span.start, seen.fact.span.end)
    return shown


def show_verdict(out: Console, verdict: Verdict) -> None:
    mark = ("🔔 ", "") if verdict.rings else ("·  ", "dim")
    line = Text.assemble(mark, (verdict.rule_id, "bold" if verdict.rings else ""))
    line.append(
        f"  would alert, {verdict.severity}" if verdict.rings else "  silent",
        style="green" if verdict.rings else "dim",
    )
    out.print(line)
    for because in verdict.because:
        out.print(f"     {because}", markup=False)
    for fate in verdict.fates:
        out.print(Text(f"     {fate}", style="yellow"))
    if verdict.event:
        out.print(Text(f"     event: {verdict.event}", style="dim"))


def plain_explanation(found: Explanation) -> dict[str, Any]:
    return {
        "facts": [{"words": s.words, "as": s.says, "found_by": s.found_by} for s in found.seen],
        "left_out": list(found.unread),
        "rules": [
            {
                "rule": v.rule_id,
                "alert": v.rings,
                "severity": v.severity,
                "because": list(v.because),
                "fates": list(v.fates),
                "event": v.event,
            }
            for v in found.verdicts
        ],
        "others": found.others,
    }


# -- backtest --------------------------------------------------------------------------------------------------


def show_backtest(found: Backtest) -> None:
    out = console()
    days = found.days[-MOST_DAYS:]
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("rule")
    for day in days:
        table.add_column(f"{day:%d.%m}", justify="right")
    table.add_column("all", justify="right", style="bold")
    for rule_id in sorted({*found.after, *(found.before or {})}):
        cells = [cell(found, rule_id, [day]) for day in days]
        table.add_row(rule_id, *cells, cell(found, rule_id, None))
    out.print(table)
    shown = "" if len(days) == len(found.days) else f", the last {len(days)} shown"
    updates = f", {found.updates} updates" if found.updates else ""
    out.print(f"{found.articles:,} articles on {len(found.days)} days{shown}{updates}")
    if found.before is not None:
        show_change(out, "gained", found.gained, "green")
        show_change(out, "lost", found.lost, "red")


def cell(found: Backtest, rule_id: str, days: Sequence[dt.date] | None) -> str:
    """`3`, or `2→3` where the rules before said something else."""
    after = total(found.after.get(rule_id, {}), days)
    before = total((found.before or {}).get(rule_id, {}), days)
    if found.before is not None and before != after:
        return f"{before}→{after}"
    return str(after) if after else "·"


def total(per_day: Mapping[dt.date, int], days: Sequence[dt.date] | None) -> int:
    return sum(n for day, n in per_day.items() if days is None or day in days)


def show_change(out: Console, word: str, rings: Sequence[Ring], style: str) -> None:
    sign = "+" if word == "gained" else "-"
    out.print(Text(f"{sign}{len(rings)} alerts {word}", style=style if rings else "dim"))
    for ring in samples(rings):
        value = f" {ring.value:,}" if ring.value is not None else ""
        out.print(Text(f"  {ring.at:%d.%m. %H:%M} {ring.rule_id}{value}: ", style="bold") + Text(ring.says[:160]))
        if ring.url:
            out.print(Text(f"      {ring.url}", style="dim"))


def plain_backtest(found: Backtest) -> dict[str, Any]:
    def counts(side: Mapping[str, Mapping[dt.date, int]] | None) -> dict[str, dict[str, int]] | None:
        return None if side is None else {i: {str(d): n for d, n in days.items()} for i, days in side.items()}

    def rings(found: Sequence[Ring]) -> list[dict[str, Any]]:
        return [
            {
                "rule": r.rule_id,
                "at": r.at.isoformat(),
                "article": r.article_id,
                "url": r.url,
                "says": r.says,
                "value": r.value,
            }
            for r in found
        ]

    return {
        "articles": found.articles,
        "days": [str(d) for d in found.days],
        "updates": found.updates,
        "after": counts(found.after),
        "before": counts(found.before),
        "gained": len(found.gained),
        "lost": len(found.lost),
        "gained_samples": rings(samples(found.gained)),
        "lost_samples": rings(samples(found.lost)),
    }


# -- list ------------------------------------------------------------------------------------------------------


def show_rules(chosen: Chosen, running: Mapping[str, str]) -> None:
    """`running` says of files that are not in force as they are on the disk what is."""
    out = console()
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("rule", "title", "topic", "status", "tests", "file"):
        table.add_column(name)
    for rule in chosen.rules:
        style = {"live": "", "draft": "yellow", "off": "dim"}[rule.status]
        where = f"{chosen.shown(rule.path)}:{rule.line}"
        row = (rule.rule_id, rule.title_in("en"), rule.topic, rule.status, str(len(rule.tests)), where)
        table.add_row(*row, style=style)
    out.print(table)
    for path, says in running.items():
        out.print(Text(f"{chosen.shown(path)}: {says}", style="red"))


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
