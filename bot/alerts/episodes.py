"""Status: a named place and its episode, from closed to reopened. The episode belongs to the place, not to a rule.

Outlets tell closures more often than reopenings, late, and in every order; what counts is when a text was
written, or the hours it names, not when it arrived.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.alerts.identify import Matched, Step
from bot.model import Article, Event, Status

ENDS = frozenset({"reopened", "open", "restored", "resumed", "lifted"})
"""States that end an episode; every other one begins or continues it."""
DENIED = "denied"
LOOKED_AT = 40
"""The place's latest events that matter: more than three days of the busiest airport."""
LAPSE = dt.timedelta(hours=18)
"""After so long without a report a further closure is a new episode."""
FRESH_START = dt.timedelta(hours=1)
"""So is one that names a start this much after the last report."""
SLOW_OUTLET = dt.timedelta(minutes=15)
"""A closure told this soon after a reopening, by neither the place's own feed nor the outlet that told the
reopening, is still the old one."""
JUST_CLOSED = dt.timedelta(minutes=60)
"""A text that tells closed and reopened this soon after the place closed again looks back at the reopening."""
ROUND_UP = 2
"""Facts of other kinds from which a text sums up."""
TOGETHER = "tells the closure and its reopening together"
RECALLED = dt.timedelta(hours=36)
SAME_DAY = dt.timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Episode:
    """One time that a place was closed: from `start` to `end` (None while it lasts)."""

    start: dt.datetime
    end: dt.datetime | None
    last_report_at: dt.datetime
    events: tuple[Event, ...]
    ended_by: str = ""
    """The outlet that told the end."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the article's statements on one place come to."""

    step: Step
    episode: Episode | None
    why: str
    at: dt.datetime


def episodes_of(events: Sequence[Event]) -> list[Episode]:
    """The place's latest episodes, oldest first. Events of several rules that overlap are one episode."""
    groups: list[list[Event]] = []
    for event in events[-LOOKED_AT:]:
        is_end = event.state in ENDS and "after" in event.fields
        if groups and (is_end or overlaps(groups[-1], event)):
            groups[-1].append(event)
        else:
            groups.append([event])
    return [episode_of(group) for group in groups]


def episode_of(events: Sequence[Event]) -> Episode:
    first = events[0]
    return Episode(
        start=began_at(first),
        end=next((e.ended_at for e in reversed(events) if e.ended_at is not None), None),
        last_report_at=max(e.last_report_at for e in events),
        events=tuple(events),
        ended_by=next((e.fields["ended_by"] for e in reversed(events) if "ended_by" in e.fields), ""),
    )


def began_at(event: Event) -> dt.datetime:
    return event.happened_at or event.opened_at


def overlaps(known: Sequence[Event], event: Event) -> bool:
    number = event.fields.get("episode")
    if number is not None:
        return number == known[0].fields.get("episode")
    end = next((e.ended_at for e in reversed(known) if e.ended_at is not None), None)
    return end is None or began_at(event) <= end


# -- what the statements on one place come to -------------------------------------------------------------------


def number_of(episodes: Sequence[Episode]) -> int:
    """The number of the last episode, 0 where none is known."""
    return int(episodes[-1].events[0].fields.get("episode", len(episodes))) if episodes else 0


def is_begin(matched: Matched) -> bool:
    return status_of(matched).state not in ENDS


def is_end(matched: Matched) -> bool:
    return status_of(matched).state in ENDS


def status_of(matched: Matched) -> Status:
    status = matched.fact.what
    assert isinstance(status, Status)
    return status


def since_of(facts: Iterable[Matched]) -> dt.datetime | None:
    return next((s.since for s in map(status_of, facts) if s.since is not None), None)


def judge_closed(article: Article, closed: Sequence[Matched], episodes: Sequence[Episode]) -> Verdict:
    """A closure alone: of the episode that lasts, of one that has ended, or the first word of a new one."""
    since, written = since_of(closed), article.written_at
    at = min(since, written) if since else written
    remains = all(status_of(m).remains for m in closed)
    if is_recalled(closed, at, written):
        return Verdict(Step.LATE, episode_before(episodes, at), "tells of a closure on a day before", at)
    if not episodes:
        return Verdict(Step.OPEN, None, "", at)
    last = episodes[-1]
    before = episode_before(episodes, at)
    if last.end is None:
        if at < last.start and before is not None:
            return Verdict(Step.LATE, before, ended_text(before), at)
        if is_new_start(last, since, written, remains):
            return Verdict(Step.OPEN, None, "", at)
        return Verdict(Step.JOIN, last, "the closure is known", at)
    if before is not None:
        return Verdict(Step.LATE, before, ended_text(before), at)
    if remains and written - last.end <= LAPSE:
        return Verdict(Step.LATE, last, "speaks of a closure that was reported over", at)
    if since is None and is_slow_outlet(article, last):
        return Verdict(Step.LATE, last, "told minutes after the reopening by an outlet that is behind", at)
    if since is None and sums_up(article, closed) and written - last.end <= LAPSE:
        return Verdict(
            Step.LATE, last, "sums up the day and names no hour: the closure that was reported over", at
        )
    return Verdict(Step.OPEN, None, "", at)


def sums_up(article: Article, closed: Sequence[Matched]) -> bool:
    """True for a text that tells of other matters, too: news of a closure comes by itself."""
    return article.kind != "official" and max(m.others for m in closed) >= ROUND_UP


def is_recalled(closed: Sequence[Matched], at: dt.datetime, written: dt.datetime) -> bool:
    """True where the text names a day or an hour that lies more than a day back: a place that has been closed
    since then would be said to remain so."""
    if any(status_of(m).remains for m in closed):
        return False
    days = [m.fact.day for m in closed if m.fact.day is not None and m.fact.day_from_text]
    is_old_day = bool(days) and max(days) < written.date() - dt.timedelta(days=1)
    return is_old_day or written - at > RECALLED


def is_new_start(last: Episode, since: dt.datetime | None, written: dt.datetime, remains: bool) -> bool:
    if remains:
        return False
    if since is not None and since > last.last_report_at + FRESH_START:
        return True
    return written - last.last_report_at > LAPSE


def is_slow_outlet(article: Article, last: Episode) -> bool:
    assert last.end is not None
    is_first_hand = article.kind == "official" or article.outlet == last.ended_by
    return not is_first_hand and article.written_at - last.end <= SLOW_OUTLET


def episode_before(episodes: Sequence[Episode], at: dt.datetime) -> Episode | None:
    """The ended episode that `at` belongs to: the last one that began by then, else the first, if it had ended
    after `at`."""
    ended = [e for e in episodes if e.end is not None and at <= e.end]
    began = [e for e in ended if e.start <= at]
    return began[-1] if began else (ended[0] if ended else None)


def ended_text(episode: Episode) -> str:
    assert episode.end is not None
    return f"the closure it tells of ended at {episode.end:%d %b %H:%M} UTC, after this was written or began"


def judge_ended(article: Article, ended: Sequence[Matched], episodes: Sequence[Episode]) -> Verdict:
    """A reopening alone: the end of what lasts, or of something that is over or was never told."""
    at = min(since_of(ended) or article.written_at, article.written_at)
    last = episodes[-1] if episodes else None
    if last is None:
        return Verdict(Step.MARK, None, "reopened, but nobody had reported it closed", at)
    if last.end is not None:
        known = episode_before(episodes, at) or last
        if at - last.end > LAPSE:
            return Verdict(Step.MARK, None, "reopened, but nobody had reported it closed", at)
        return Verdict(Step.JOIN, known, "the reopening is known", at)
    if at < last.start:
        earlier = [e for e in episodes[:-1] if e.end is not None]
        return Verdict(Step.LATE, earlier[-1] if earlier else None, "tells of a reopening before this closure", at)
    return Verdict(Step.END, last, "", at)


def judge_both(
    article: Article, closed: Sequence[Matched], ended: Sequence[Matched], episodes: Sequence[Episode]
) -> tuple[Verdict, Verdict]:
    """Closed and reopened in one text: a closure that is over, or a place that closed again."""
    since, reopened = since_of(closed), since_of(ended)
    at = article.written_at
    last = episodes[-1] if episodes else None
    if is_closed_again(article, since, reopened, episodes):
        first = judge_closed(article, closed, episodes)
        history = next((e for e in reversed(episodes) if e.end is not None), None)
        return first, Verdict(Step.LATE, history, "the reopening it mentions came before the closure", at)
    if last is not None and last.end is None and at >= last.start:
        end = judge_ended(article, ended, episodes)
        return Verdict(Step.JOIN, last, "the closure is known", at), end
    why = TOGETHER
    if last is None or (last.end is not None and at - last.end > LAPSE):
        return Verdict(Step.LATE, None, why, at), Verdict(Step.MARK, None, why, at)
    return Verdict(Step.LATE, episode_before(episodes, since or at) or last, why, at), Verdict(
        Step.LATE, last, why, at
    )


def is_closed_again(
    article: Article, since: dt.datetime | None, reopened: dt.datetime | None, episodes: Sequence[Episode]
) -> bool:
    """ "Shut again, hours after it had reopened": the closure is the news."""
    if since is not None and reopened is not None:
        return since > reopened
    last = episodes[-1] if episodes else None
    if last is None:
        return False
    if last.end is not None:
        return since is not None and since > last.end
    had_ended = any(e.end is not None and last.start - e.end <= SAME_DAY for e in episodes[:-1])
    return had_ended and article.written_at - last.start <= JUST_CLOSED
