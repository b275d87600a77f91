"""What is known: events, what was named when, and the texts of the last days.

Built from stored events at start and kept in step by `apply` after every commit. What decides only reads it.
Bounded: full events are kept while they are open or young, their identity keys far longer, so that purged
news never rings again.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Iterable, Iterator, Mapping

from bot.alerts import copies
from bot.alerts.copies import Copies, Original
from bot.model import Article, Event, Fact, Outcome, event_with

KEPT = dt.timedelta(days=14)
"""How long an event without a report stays in memory whole; no identity looks further back."""
KEYS_KEPT = dt.timedelta(days=400)
"""How long an identity outlives its event: longer than any window of a rule may be."""
HIGHEST = dt.timedelta(days=90)
PRUNE_EVERY = dt.timedelta(hours=6)

Key = tuple[str, ...]


def key_of(rule_id: str, fields: Mapping[str, str]) -> Key:
    """What identifies a count whatever a rule's `same_event` says, so that editing a rule rings nothing again."""
    return (rule_id, *(fields.get(f, "") for f in ("thing", "attacker", "place", "day")))


class Ledger:
    """Events in memory, with the indexes that identification asks. One writer, no clock of its own."""

    def __init__(
        self,
        events: Iterable[Event] = (),
        articles: Iterable[Article] = (),
        *,
        started_at: dt.datetime | None = None,
        next_event_id: int = 1,
        next_alert_id: int = 1,
    ) -> None:
        """`events` of the last `KEYS_KEPT` (older ones do no harm), `articles` that had reports in the last 72
        hours. The next ids are what the store says, and at least one more than any event here carries."""
        self.started_at = started_at
        self.next_event_id = next_event_id
        self.next_alert_id = next_alert_id
        self.copies = Copies()
        self._events: dict[int, Event] = {}
        self._keys: dict[Key, int] = {}
        self._key_times: deque[tuple[dt.datetime, Key]] = deque()
        self._by_place: dict[Key, list[int]] = {}
        self._by_rule: dict[str, dict[int, None]] = {}
        self._by_kind: dict[str, dict[int, None]] = {}
        self._by_day: dict[str, dict[int, None]] = {}
        self._by_alert: dict[int, list[int]] = {}
        self._waiting: dict[int, None] = {}
        self._named: dict[Key, dict[int, dt.datetime]] = {}
        self._told_values: dict[str, deque[tuple[dt.datetime, int]]] = {}
        self._pruned_at: dt.datetime | None = None
        for event in sorted(events, key=lambda e: e.event_id):
            self._put(event)
        known = {s.article_id: s.voice for e in self._events.values() for s in e.sources}
        for article in sorted(articles, key=lambda a: a.fetched_at):
            self._remember(article, known.get(article.article_id) or article.outlet)

    # -- asking ------------------------------------------------------------------------------------------

    def event(self, event_id: int) -> Event | None:
        """The event, or the one it was merged into."""
        event = self._events.get(event_id)
        while event is not None and event.merged_into is not None:
            event = self._events.get(event.merged_into)
        return event

    def known_key(self, key: Key) -> int | None:
        """The id of the event with this identity, also where the event itself is no longer in memory."""
        return self._keys.get(key)

    def of_place(self, of: str, place_id: str) -> list[Event]:
        """All events of a named place that are in memory, oldest first."""
        found = (self._events.get(i) for i in self._by_place.get((of, place_id), ()))
        return sorted((e for e in found if e and e.merged_into is None), key=lambda e: (e.opened_at, e.event_id))

    def latest_of_place(self, of: str, place_id: str) -> int | None:
        """The id of the place's event that was opened last."""
        known = self._by_place.get((of, place_id))
        return known[-1] if known else None

    def of_rule(self, rule_id: str) -> Iterator[Event]:
        """The rule's events in memory, newest first, merged ones too."""
        for event_id in reversed(self._by_rule.get(rule_id, {})):
            yield self._events[event_id]

    def of_day(self, day: dt.date) -> Iterator[Event]:
        """The counts of one attack day, merged ones too."""
        for event_id in self._by_day.get(day.isoformat(), ()):
            yield self._events[event_id]

    def of_kind(self, kind: str) -> Iterator[Event]:
        for event_id in self._by_kind.get(kind, ()):
            yield self._events[event_id]

    def of_alert(self, alert_id: int) -> tuple[Event, ...]:
        """The events that one alert tells, oldest first."""
        return tuple(self._events[i] for i in self._by_alert.get(alert_id, ()) if i in self._events)

    def waiting(self) -> Iterator[Event]:
        """Events with something due: to be told, answered aloud, or edited."""
        for event_id in self._waiting:
            yield self._events[event_id]

    def set_back(self, by: dt.timedelta) -> None:
        """The clock was set back by so much: what waits for a length of time does not wait for that hour as well.

        What waits for a time of day (an embargo's end, the end of a quiet filter) waits for it as the clock shows it.
        """
        for event in list(self.waiting()):
            if event.due_at is not None and event.waits_for in FOR_A_WHILE:
                event = event_with(event, due_at=event.due_at - by)
            if event.edit_due_at is not None:
                event = event_with(event, edit_due_at=event.edit_due_at - by)
            self._events[event.event_id] = event

    def named(self, rule_id: str, name: str, value: str, but_of: int) -> dt.datetime | None:
        """When reports of another event than `but_of` last named the value for the rule, recaps aside."""
        times = self._named.get((rule_id, name, value), {})
        return max((at for event_id, at in times.items() if event_id != but_of), default=None)

    def told_values(self, rule_id: str, now: dt.datetime) -> list[int]:
        """The figures of the rule's alerts in the last 90 days."""
        return [value for at, value in self._told_values.get(rule_id, ()) if now - at <= HIGHEST]

    def __len__(self) -> int:
        return len(self._events)

    # -- keeping in step ---------------------------------------------------------------------------------

    def apply(self, article: Article | None, outcome: Outcome) -> None:
        """Take in what was committed. `article` is None for what came from the clock."""
        for event in outcome.events:
            self._put(event)
        if article is None:
            return
        if self.started_at is None:
            self.started_at = article.fetched_at
        if outcome.voice is not None:
            parts = [(r.fact_number, r.rule_id, r.event_id) for r in outcome.reports if r.rule_id is not None]
            whole = tuple((n, r, e) for n, r, e in parts if n is not None and r is not None and e is not None)
            if len(whole) < len(parts):
                whole = ()  # what came too late for one event may open another when it is copied
            self._remember(article, outcome.voice, outcome.facts, whole)
        if self._pruned_at is None or article.fetched_at - self._pruned_at >= PRUNE_EVERY:
            self.prune(article.fetched_at)

    def prune(self, now: dt.datetime) -> None:
        """Let go of what no identity asks for any more."""
        self._pruned_at = now
        self.copies.forget_before(now - copies.WINDOW)
        for event_id in [i for i, e in self._events.items() if now - e.last_report_at > KEPT and not is_due(e)]:
            self._drop(event_id)
        while self._key_times and now - self._key_times[0][0] > KEYS_KEPT:
            self._keys.pop(self._key_times.popleft()[1], None)
        for named in [k for k, times in self._named.items() if now - max(times.values()) > KEYS_KEPT]:
            del self._named[named]

    def _put(self, event: Event) -> None:
        before = self._events.get(event.event_id)
        self._events[event.event_id] = event
        self.next_event_id = max(self.next_event_id, event.event_id + 1)
        if event.alert_id is not None:
            self.next_alert_id = max(self.next_alert_id, event.alert_id + 1)
            on_alert = self._by_alert.setdefault(event.alert_id, [])
            if event.event_id not in on_alert:
                on_alert.append(event.event_id)
        if before is None:
            self._index(event)
        if is_due(event):
            self._waiting[event.event_id] = None
        else:
            self._waiting.pop(event.event_id, None)
        self._name(event)
        if (
            event.told is not None
            and event.told.value is not None
            and (before is None or before.told != event.told)
        ):
            self._told_values.setdefault(event.rule_id, deque(maxlen=400)).append(
                (event.told.at, event.told.value)
            )

    def _index(self, event: Event) -> None:
        self._by_rule.setdefault(event.rule_id, {})[event.event_id] = None
        self._by_kind.setdefault(event.kind, {})[event.event_id] = None
        if event.kind == "count":
            key = key_of(event.rule_id, event.fields)
            self._keys[key] = event.event_id
            self._key_times.append((event.opened_at, key))
            if "day" in event.fields:
                self._by_day.setdefault(event.fields["day"], {})[event.event_id] = None
        if event.kind == "status":
            place = (event.fields["of"], event.fields["place_id"])
            self._by_place.setdefault(place, []).append(event.event_id)

    def _drop(self, event_id: int) -> None:
        event = self._events.pop(event_id)
        for index, name in (
            (self._by_rule, event.rule_id),
            (self._by_kind, event.kind),
            (self._by_day, event.fields.get("day", "")),
        ):
            if name in index:
                index[name].pop(event_id, None)
                if not index[name]:
                    del index[name]
        if event.kind == "status":
            place = (event.fields["of"], event.fields["place_id"])
            self._by_place[place].remove(event_id)
            if not self._by_place[place]:
                del self._by_place[place]
        if event.alert_id is not None and event_id in self._by_alert.get(event.alert_id, ()):
            self._by_alert[event.alert_id].remove(event_id)
            if not self._by_alert[event.alert_id]:
                del self._by_alert[event.alert_id]

    def _name(self, event: Event) -> None:
        for name, value in event.fields.items():
            if name in UNNAMED:
                continue
            times = self._named.setdefault((event.rule_id, name, value.casefold()), {})
            times[event.event_id] = event.last_report_at
            while len(times) > 2:  # the event itself and the last one before it are all that is ever asked for
                del times[min(times, key=lambda i: times[i])]

    def _remember(
        self,
        article: Article,
        voice: str,
        facts: tuple[Fact, ...] = (),
        parts: tuple[tuple[int, str, int], ...] = (),
    ) -> None:
        original = Original(article.article_id, article.outlet, voice, article.written_at, facts, parts)
        self.copies.add(original, copies.shingles_of(f"{article.title} {article.text}"), article.digest)


UNNAMED = frozenset({"day", "thing", "episode", "of", "story", "words", "after", "ended_by", "turned_at"})
"""Fields that `is new for` never asks about, which is for places and names: days and numbers."""


FOR_A_WHILE = frozenset({"cooldown", "group"})
"""What an event waits for that is a length of time, not an hour of some day."""


def is_due(event: Event) -> bool:
    return event.due_at is not None or event.edit_due_at is not None
