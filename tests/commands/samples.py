"""Stored alerts to look at: a revised drone attack, two closed airports, talks."""

from __future__ import annotations

import dataclasses
import datetime as dt

from bot.model import (
    Article,
    Change,
    Event,
    Fate,
    Figure,
    Outcome,
    Report,
    Revision,
    Severity,
    Source,
    Told,
)
from bot.store import Store
from bot.store.articles import add_article
from bot.store.outcome import save_outcome
from tests.commands.talk import NOW


def ago(**length: int) -> dt.datetime:
    return NOW - dt.timedelta(**length)


def article(number: int, outlet: str, text: str, at: dt.datetime, **more: object) -> Article:
    return Article(
        article_id=f"a{number}",
        outlet=outlet,
        feed_id=outlet.lower(),
        url=f"https://{outlet.lower().replace(' ', '-')}.example/{number}?a=1&b=2",
        title=text[:60],
        text=text,
        published_at=at,
        fetched_at=at,
        **more,  # type: ignore[arg-type]
    )


def source(of: Article, role: str = "new", voice: str = "Ukraine's Air Force") -> Source:
    return Source(
        article_id=of.article_id,
        outlet=of.outlet,
        url=of.url,
        title=of.title,
        kind=of.kind,
        voice=voice,
        evidence=of.text,
        language="en",
        written_at=of.published_at,
        role=role,
    )


FIRST = article(1, "Morning Post", "Russia launched 97 drones overnight, the Air Force said.", ago(hours=10))
SECOND = article(2, "Wire <One> & Co", "The air force revised its tally to 112 drones launched.", ago(hours=7))
CLOSED = article(3, "Aviation Daily", "Sheremetyevo suspended flights.", ago(hours=2))
TALKS = article(4, "Foreign Desk", "Envoys will meet in Istanbul next week.", ago(hours=5))
BORING = article(5, "Morning Post", "The ministry said 30 drones were shot down over two weeks.", ago(hours=3))

DRONES = Event(
    event_id=1,
    rule_id="drone-attack-on-ukraine",
    kind="count",
    fields={"attacker": "RU", "day": "2026-01-15", "thing": "drone"},
    held=Figure(action="launched", value=97, thing="drone", article_id="a1", outlet="Morning Post",
                claimed_by="Ukraine's Air Force", written_at=FIRST.published_at),
    sources=(source(FIRST),),
    outlets=1,
    opened_at=FIRST.published_at,
    last_report_at=FIRST.published_at,
    alert_id=1,
    revision=1,
    told=Told(at=FIRST.published_at, value=97),
)  # fmt: skip
REVISED = dataclasses.replace(
    DRONES,
    revision=2,
    held=dataclasses.replace(DRONES.held, value=112, article_id="a2", written_at=SECOND.published_at),
    figures=(DRONES.held, dataclasses.replace(DRONES.held, value=112, article_id="a2")),
    sources=(source(FIRST), source(SECOND, "update")),
    outlets=2,
    last_report_at=SECOND.published_at,
)
SVO = Event(
    event_id=2,
    rule_id="airport-closed",
    kind="status",
    fields={
        "of": "airport",
        "place_id": "SVO",
        "airport": "SVO",
        "name": "Sheremetyevo",
        "region": "Moscow",
        "country": "RU",
    },
    state="closed",
    sources=(source(CLOSED, voice="Rosaviatsiya"),),
    severity=Severity.HIGH,
    outlets=1,
    opened_at=CLOSED.published_at,
    last_report_at=ago(minutes=40),
    alert_id=2,
    revision=1,
)
ISTANBUL = Event(
    event_id=3,
    rule_id="talks-location",
    kind="talks",
    fields={"place": "Istanbul", "country": "TR"},
    state="planned",
    sources=(source(TALKS, voice="Foreign Desk"),),
    outlets=1,
    opened_at=TALKS.published_at,
    last_report_at=TALKS.published_at,
    alert_id=3,
    revision=1,
)


def revision(event: Event, number: int, change: Change, article_id: str, at: dt.datetime, topic: str) -> Revision:
    return Revision(
        alert_id=event.alert_id or 0,
        number=number,
        rule_id=event.rule_id,
        change=change,
        events=(event,),
        changed=(event.event_id,),
        before=event.told if number > 1 else None,
        severity=event.severity,
        article_id=article_id,
        reason=f"{event.rule_id}: because of {article_id}",
        topic=topic,
        made_at=at,
    )


def fill(store: Store) -> None:
    """Everything above, as the pipeline would have stored it."""
    steps = (
        (FIRST, DRONES, Fate.NEW, Change.NEW, "drones"),
        (SECOND, REVISED, Fate.UPDATE, Change.UPDATE, "drones"),
        (CLOSED, SVO, Fate.NEW, Change.NEW, "aviation"),
        (TALKS, ISTANBUL, Fate.NEW, Change.NEW, "diplomacy"),
    )
    numbers: dict[int, int] = {}
    for of, event, fate, change, topic in steps:
        numbers[event.event_id] = numbers.get(event.event_id, 0) + 1
        told = revision(event, numbers[event.event_id], change, of.article_id, of.published_at, topic)
        report = Report(
            article_id=of.article_id, rule_id=event.rule_id, event_id=event.event_id, fate=fate,
            reason=f"{fate.value} by {of.outlet}", at=of.published_at,
        )  # fmt: skip
        with store.transaction():
            add_article(store, of)
            save_outcome(store, Outcome(events=(event,), reports=(report,), revisions=(told,)))
    late = Report(
        article_id="a5",
        rule_id="drone-attack-on-ukraine",
        fate=Fate.NO_MATCH,
        reason="a total of two weeks",
        at=NOW,
    )
    with store.transaction():
        add_article(store, BORING)
        save_outcome(store, Outcome(reports=(late,)))
