"""Alerts, articles and reasons as people read them in a terminal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.text import Text

from bot.channels.console import printable
from bot.model import Bound, Event, Report, Revision, Severity
from bot.store.search import FoundAlert, FoundArticle
from bot.store.stats import Stats
from bot.store.why import WhyAlert, WhyArticle

STYLES = {Severity.LOW: "dim", Severity.MEDIUM: "", Severity.HIGH: "yellow", Severity.CRITICAL: "bold red"}
BOUNDS = {Bound.EXACT: "", Bound.AT_LEAST: "at least ", Bound.ABOUT: "about ", Bound.AT_MOST: "up to "}


class Page:
    """A console, and the zone that its times are shown in."""

    def __init__(self, zone: str) -> None:
        self.console = Console(highlight=False, soft_wrap=True)
        self.zone = ZoneInfo(zone)

    def line(self, *parts: object, style: str = "", indent: int = 0) -> None:
        """A line whose parts are plain text, whatever they hold: titles are other people's words."""
        text = " ".join(printable(str(p)) for p in parts if p not in (None, ""))
        self.console.print(Text(" " * indent + text, style=style))

    def time(self, at: dt.datetime) -> str:
        return f"{at.astimezone(self.zone):%Y-%m-%d %H:%M}"

    # -- lists -----------------------------------------------------------------------------------------------

    def alerts(self, found: Sequence[FoundAlert]) -> None:
        for alert in found:
            silent = " (told to nobody)" if alert.is_silent else ""
            again = f", {alert.revisions} revisions" if alert.revisions > 1 else ""
            style = STYLES[alert.severity]
            number = f"#{alert.alert_id}"
            self.line(
                f"{number:>7}", self.time(alert.first_at), f"{alert.severity.word:<8}", alert.headline, style=style
            )
            self.line(f"{alert.rule_id}{again}{silent}", style="dim", indent=8)

    def articles(self, found: Sequence[FoundArticle]) -> None:
        for article in found:
            fate = article.fate or "no fact that a rule asks for"
            self.line(
                self.time(article.fetched_at), f"{fate}:", article.title or article.evidence, f"({article.outlet})"
            )
            for line in (article.reason, article.evidence and f"“{article.evidence}”", article.url):
                if line:
                    self.line(line, style="dim", indent=4)

    # -- one -------------------------------------------------------------------------------------------------

    def alert(self, headline: str, revisions: Sequence[Revision], reports: Sequence[Report]) -> None:
        """An alert with its figures, sources and revisions."""
        last = revisions[-1]
        self.line(f"#{last.alert_id}", last.severity.word, headline, style=STYLES[last.severity] or "bold")
        self.line(f"rule {last.rule_id}, topic {last.topic}", style="dim")
        for event in last.events:
            self.event(event)
        self.line("")
        self.line("Revisions", style="bold")
        for revision in revisions:
            silent = ", told to nobody" if revision.is_silent else ""
            self.line(
                f"{revision.number:>3}.",
                self.time(revision.made_at),
                f"{revision.change}{silent}:",
                revision.reason,
            )
        if reports:
            self.line("")
            self.reports(reports)

    def event(self, event: Event) -> None:
        what = ", ".join(f"{name} {value}" for name, value in event.fields.items())
        self.line("")
        self.line(what, event.state and f"({event.state})", style="bold")
        for figure in event.figures:
            held = ", held" if figure == event.held else ""
            value = f"{figure.value}-{figure.high}" if figure.high else f"{BOUNDS[figure.bound]}{figure.value}"
            claim = figure.claimed_by or figure.outlet
            self.line(f"{figure.action} {value}", f"({figure.role}{held})", claim and f"says {claim}", indent=2)
        for source in event.sources:
            self.line(self.time(source.written_at), f"{source.outlet}:", source.evidence or source.title, indent=2)
            self.line(source.url, style="dim", indent=19)

    def reports(self, reports: Iterable[Report]) -> None:
        self.line("Reports", style="bold")
        for report in reports:
            rule = f" [{report.rule_id}]" if report.rule_id else ""
            self.line(
                self.time(report.at), f"{report.fate}:", f"{report.reason}{rule} ({report.article_id})", indent=2
            )

    def why(self, found: WhyAlert | WhyArticle, headline: str) -> None:
        if isinstance(found, WhyAlert):
            self.alert(headline, found.revisions, found.reports)
            return
        article = found.article
        self.line(article.title, f"({article.outlet})", style="bold")
        self.line(article.url, style="dim")
        self.line("written", self.time(article.written_at), "fetched", self.time(article.fetched_at), style="dim")
        if not found.facts:
            self.line("Nothing was read from it that a rule could ask for.")
        for number, (fact, evidence) in enumerate(zip(found.facts, found.evidence, strict=False)):
            news = "" if fact.is_news else f" (no news: {fact.standing})"
            self.line(f"{number}. {what_of(fact.what)}{news}, read by {fact.found_by}", indent=2)
            self.line(f"“{evidence}”", style="dim", indent=5)
        if found.reports:
            self.reports(found.reports)
        elif found.facts:
            self.line("No rule asks for any of it.")
        for alert_id in found.alert_ids:
            self.line(f"It is part of alert #{alert_id}.")

    def stats(self, stats: Stats) -> None:
        self.line(f"Since {self.time(stats.since)}", style="bold")
        self.line(
            f"{stats.articles:,} articles with {stats.facts:,} facts;",
            f"{stats.alerts:,} alerts,",
            f"{stats.revisions:,} revisions",
        )
        for title, counts in (
            ("Alerts", stats.alerts_by_rule),
            ("What became of reports", stats.reports_by_fate),
            ("Articles", stats.articles_by_outlet),
            ("Deliveries", stats.deliveries_by_state),
            ("Feeds now", stats.feeds_by_status),
        ):
            if counts:
                self.line(f"{title}:", ", ".join(f"{name} {count:,}" for name, count in list(counts.items())[:12]))
        self.line(f"{stats.chats:,} chats; the database has {stats.bytes / 1e6:,.1f} MB", style="dim")


def what_of(what: Any) -> str:
    """A statement in one line: its kind and what it holds."""
    values = ((f.name, getattr(what, f.name)) for f in fields(what))
    return f"{type(what).__name__.lower()}: " + ", ".join(
        f"{n} {v}" for n, v in values if v not in (None, False, (), {}, "")
    )
