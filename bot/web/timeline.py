"""The timeline: alerts by day, and one alert with everything that is known of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from bot.alerts.compose import compose, headlines
from bot.alerts.words import LANGUAGES
from bot.commands.history import FATES
from bot.commands.reasons import say_reason
from bot.commands.topics import topic_title
from bot.model import Chat, Fate, Manner, Report, Revision, Severity
from bot.store import Store
from bot.store.alerts import get_revision
from bot.store.articles import get_article
from bot.store.pages import Evidence, RevisionLine, latest_revisions, load_evidence, load_revision_lines
from bot.store.reports import reports_of_event
from bot.store.search import NO_END, Asked, FoundAlert, search_alerts
from bot.store.series import WATCHES
from bot.web.visit import Answer, Visit, choice_of, number_of

PER_PAGE = 40
LEVELS = {s.word: s for s in Severity}


@dataclass(frozen=True, slots=True)
class Line:
    """An alert in a list."""

    alert: FoundAlert
    headline: str
    title: str


@dataclass(frozen=True, slots=True)
class Day:
    day: dt.date
    lines: tuple[Line, ...]


async def timeline(visit: Visit) -> Answer:
    level = choice_of(visit, "least", LEVELS, "")
    topic = visit.given.get("topic", "").strip()[:60]
    before = number_of(visit, "before", None, 1, NO_END)
    asked = Asked(severity=LEVELS.get(level), topic=topic or None, is_public=True)
    found = await visit.read(search_alerts, asked, PER_PAGE + 1, before or NO_END)
    lines = await to_lines(visit, found[:PER_PAGE])
    more = found[PER_PAGE - 1].alert_id if len(found) > PER_PAGE else None
    topics = [(t, topic_title(t, visit.language)) for t in visit.labels.topics]
    return visit.page(
        "timeline.html", days=by_day(visit, lines), more=more, is_first=before is None, level=level, topic=topic,
        topics=topics, levels=list(LEVELS), is_filtered=bool(level or topic or before),
    )  # fmt: skip


async def to_lines(visit: Visit, found: Sequence[FoundAlert]) -> list[Line]:
    """With headlines in the reader's language; the stored ones are English."""
    revisions = {}
    if visit.language != "en" and found:
        revisions = await visit.read(latest_revisions, [a.alert_id for a in found])
    return [
        Line(a, headline_in(visit, revisions.get(a.alert_id)) or a.headline, visit.rule(a.rule_id)) for a in found
    ]


def headline_in(visit: Visit, revision: Revision | None) -> str:
    if revision is None or revision.rule_id not in visit.labels.rules:
        return ""
    return headlines(revision, visit.labels.rules, visit.labels.names)[LANGUAGES.index(visit.language)]


def by_day(visit: Visit, lines: Sequence[Line]) -> list[Day]:
    days: dict[dt.date, list[Line]] = {}
    for line in lines:
        days.setdefault(line.alert.first_at.astimezone(visit.tongue.zone).date(), []).append(line)
    return [Day(day, tuple(found)) for day, found in days.items()]


# -- one alert -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReportLine:
    report: Report
    outlet: str
    title: str


@dataclass(frozen=True, slots=True)
class Known:
    """All that the store knows of an alert."""

    revision: Revision
    lines: tuple[RevisionLine, ...]
    evidence: dict[str, tuple[Evidence, ...]]
    reports: tuple[ReportLine, ...]
    more_reports: int


MOST_REPORTS = 200


def load_known(store: Store, alert_id: int) -> Known | None:
    revision = get_revision(store, alert_id)
    if revision is None or revision.rule_id.startswith(WATCHES):
        return None
    evidence: dict[str, tuple[Evidence, ...]] = {}
    reports: list[Report] = []
    for event in revision.events:
        evidence |= load_evidence(store, event.event_id)
        reports += [
            r for r in reports_of_event(store, event.event_id) if not (r.rule_id or "").startswith(WATCHES)
        ]
    shown = []
    for report in reports[:MOST_REPORTS]:
        article = get_article(store, report.article_id)
        shown.append(ReportLine(report, article.outlet if article else "", article.title if article else ""))
    left = max(0, len(reports) - MOST_REPORTS)
    return Known(revision, load_revision_lines(store, alert_id), evidence, tuple(shown), left)


async def alert(visit: Visit, number: str) -> Answer:
    found = await visit.read(load_known, int(number)) if len(number) < 16 else None
    if found is None:
        return visit.page("problem.html", 404, title=visit.say("not_found"), text=visit.say("not_found_text"))
    revision = found.revision
    chat = Chat(chat_id="web", language=visit.language, zone=visit.zone, created_at=visit.now)
    rule = visit.labels.rules.get(revision.rule_id)
    told = compose(revision, rule, chat, Manner.NEW, visit.now, visit.labels.names)
    headline = headline_in(visit, revision) or found.lines[-1].headline
    link = f"{visit.public_url.rstrip('/')}/alerts/{number}" if visit.public_url else None
    return visit.page(
        "alert.html", alert=revision, known=found, told=Markup(told.html.replace("\n", "<br>")),  # noqa: S704
        headline=headline, topic=topic_title(revision.topic, visit.language), link=link, marked=marked,
        fate=lambda fate: fate_in(visit, fate), reason=lambda text: say_reason(text, visit.language),
        voices=len({s.voice or s.outlet for e in revision.events for s in e.sources}),
        outlets=len({s.outlet for e in revision.events for s in e.sources}),
    )  # fmt: skip


def marked(evidence: Evidence) -> Markup:
    """The sentence with what carries the value marked in it."""
    text, start, end = evidence.text, evidence.start, evidence.end
    if end <= start:
        return Markup("{}").format(text)
    return Markup("{}<mark>{}</mark>{}").format(text[:start], text[start:end], text[end:])


def fate_in(visit: Visit, fate: Fate | str) -> str:
    return FATES[Fate(fate)].label(visit.language)


def with_level(asked: Asked, level: str) -> Asked:
    return replace(asked, severity=LEVELS.get(level))
