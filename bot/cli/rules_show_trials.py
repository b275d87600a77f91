"""How explanations and backtests look in a terminal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.cli.rules_show import console
from bot.trial.backtest import Backtest, Ring, samples
from bot.trial.explain import Explanation, Verdict

MOST_DAYS = 14
"""Days that get a column of their own in a terminal."""

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
