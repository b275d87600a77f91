"""Airports as a board: one message per region and night, edited in place, without a sound.

Airports near the war close and open again dozens of times a night. A chat that asked for all of them would mute a
bot that rings each time, so what it did not name comes on a board, and only airports that it named ring.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence

from bot.alerts.compose import link_line, message_of
from bot.alerts.days import KYIV
from bot.alerts.lines import Line, Piece, bold, line
from bot.alerts.route import delivery, is_muted, passes, passes_any
from bot.alerts.speech import Names, Tongue, tongue_of
from bot.alerts.words import MARKS
from bot.model import (
    Change,
    Chat,
    Delivery,
    Event,
    Manner,
    Message,
    Mute,
    Revision,
    Rule,
    Severity,
    Subscription,
)

HALF_A_DAY = dt.timedelta(hours=12)
"""A board runs from noon to noon, so that no night is cut in two."""
EPISODES_SHOWN = 4
"""Of one airport, the newest; how many there were is said."""
AIRPORTS_SHOWN = 40


def board_of(event: Event) -> str:
    """The board that an event stands on: `Moscow Oblast|2026-01-15`."""
    where = event.fields.get("around") or event.fields.get("region") or event.fields.get("country") or ""
    return f"{where}|{night_of(event.opened_at).isoformat()}"


def boards_of(revision: Revision) -> tuple[str, ...]:
    """The boards that a revision changes; usually one."""
    changed = [e for e in revision.events if e.event_id in revision.changed]
    return tuple(dict.fromkeys(board_of(e) for e in changed))


def night_of(at: dt.datetime) -> dt.date:
    """The night that a moment belongs to, by the day on which it ends; noon in Kyiv divides two."""
    return (at.astimezone(KYIV) + HALF_A_DAY).date()


def span_of(board: str) -> tuple[str, dt.datetime, dt.datetime]:
    """A board's region, and from when to when it runs."""
    where, _, day = board.rpartition("|")
    end = dt.datetime.combine(dt.date.fromisoformat(day), dt.time(12), KYIV)
    return where, (end - 2 * HALF_A_DAY).astimezone(dt.UTC), end.astimezone(dt.UTC)


# -- whose airports stand on one --------------------------------------------------------------------------------


def is_for_board(revision: Revision, chat: Chat, subscriptions: Sequence[Subscription]) -> bool:
    """True where the chat has these airports on a board: `always`, or `auto` and it named none of them."""
    if chat.board == "never" or (chat.kind == "console" and chat.board != "always"):
        return False  # a terminal cannot edit what it printed
    if not all(e.kind == "status" and e.fields.get("airport") for e in revision.events):
        return False
    wanted = [s for s in subscriptions if passes(revision, s)]
    return chat.board == "always" or not any(names_airport(s, e) for s in wanted for e in revision.events)


def names_airport(subscription: Subscription, event: Event) -> bool:
    own = {event.fields[f].casefold() for f in ("airport", "name", "place_id") if f in event.fields}
    return any(place.casefold() in own for place in subscription.places)


def board_deliveries(
    revision: Revision,
    chats: Iterable[tuple[Chat, Sequence[Subscription]]],
    has: Mapping[str, Collection[str]],
    now: dt.datetime,
    mutes: Mapping[str, Sequence[Mute]],
) -> tuple[Delivery, ...]:
    """The boards that a revision changes, on their way to `chats`; what they say is still to be written.

    `has` are the chats that have each board: it is kept right for them, whatever their filters say by now.
    """
    if revision.answers is not None:  # a reopening stands with its closure, which has a revision of its own
        return ()
    made = []
    for chat, subscriptions in chats:
        if chat.ended is not None or chat.paused or is_muted(revision, mutes.get(chat.chat_id, ()), now):
            continue
        is_wanted = revision.change in (Change.NEW, Change.UPDATE) and passes_any(revision, subscriptions)
        for board in boards_of(revision):
            manner = Manner.EDIT if chat.chat_id in has.get(board, ()) else Manner.NEW
            if manner is Manner.EDIT or is_wanted:
                routed = delivery(revision, chat, manner, now, 0)
                made.append(
                    dataclasses.replace(
                        routed, alert_id=0, number=0, manner=Manner.NEW, is_minor=False, board=board
                    )
                )
    return tuple(made)


# -- what it says ------------------------------------------------------------------------------------------------


def write_board(
    board: str, events: Iterable[Event], rules: Mapping[str, Rule], chat: Chat, names: Names | None = None
) -> Message:
    """The board as it stands: each airport with its closures of the night. `events` may hold others, too."""
    where, start, end = span_of(board)
    tongue = tongue_of(chat, names)
    shown = [e for e in events if board_of(e) == board and is_public(e, rules)]
    airports = by_airport(shown)
    days = tongue.span(start.astimezone(KYIV).date(), end.astimezone(KYIV).date())
    title = tongue.say("board", where=tongue.name(where) if where else tongue.say("elsewhere"))
    lines = [line(f"{mark_of(shown)} ", bold(title), f", {days}")]
    lines += [airport_line(episodes, tongue) for episodes in airports[:AIRPORTS_SHOWN]]
    if len(airports) > AIRPORTS_SHOWN:
        lines.append(line(tongue.say("and_more", n=tongue.number(len(airports) - AIRPORTS_SHOWN))))
    sources = sorted((s for e in shown for s in e.sources), key=lambda s: s.written_at, reverse=True)
    lines.append(link_line(sources, chat, tongue))
    last = max((e.last_report_at for e in shown), default=start)
    lines.append(line(Piece(tongue.say("board_last", at=tongue.time(last)), "i")))
    return dataclasses.replace(message_of(lines), is_silent=True)


def is_public(event: Event, rules: Mapping[str, Rule]) -> bool:
    """Told or known, by a rule in force that is nobody's personal watch; reopenings stand with their closures."""
    rule = rules.get(event.rule_id)
    if rule is not None and (rule.chats or rule.status != "live"):
        return False
    is_closure = event.kind == "status" and "after" not in event.fields and event.answers is None
    return is_closure and (event.alert_id is not None or event.is_learned)


def by_airport(events: Iterable[Event]) -> list[list[Event]]:
    """Each airport's closures in their order; open ones first. Two rules that tell one closure tell it once."""
    found: dict[str, list[Event]] = {}
    for event in sorted(events, key=lambda e: (e.opened_at, e.event_id)):
        episodes = found.setdefault(event.fields["airport"], [])
        if episodes and (episodes[-1].ended_at is None or episodes[-1].ended_at > event.opened_at):
            continue
        episodes.append(event)
    return sorted(found.values(), key=lambda e: (e[-1].ended_at is not None, e[0].opened_at))


def airport_line(episodes: Sequence[Event], tongue: Tongue) -> Line:
    """`Vnukovo (VKO): 22:10–23:40; closed since 02:15`."""
    event = episodes[-1]
    name, code = tongue.name(event.fields.get("name") or event.fields["airport"]), event.fields["airport"]
    spans = [episode_text(e, tongue) for e in episodes[-EPISODES_SHOWN:]]
    times = f" · {tongue.say('times', n=tongue.number(len(episodes)))}" if len(episodes) > EPISODES_SHOWN else ""
    label = f"{name} ({code})" if code != name else name
    is_open = event.ended_at is None
    return line(f"{'▪' if is_open else '▫'} ", bold(label) if is_open else label, f": {'; '.join(spans)}{times}")


def episode_text(event: Event, tongue: Tongue) -> str:
    since = tongue.hour(event.happened_at or event.opened_at)
    if event.ended_at is None:
        return tongue.say("closed_since", at=since)
    return tongue.say("closed_until", start=since, end=tongue.hour(event.ended_at))


def mark_of(events: Sequence[Event]) -> str:
    """How loud the worst closure is that is not reported to be over."""
    severity = max((e.severity for e in events if e.ended_at is None), default=Severity.LOW)
    return MARKS[Severity(severity).word]
