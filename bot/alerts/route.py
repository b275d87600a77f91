"""Which chats a revision goes to, how and when.

What is new is decided per chat: one without a message of the alert (its filter let nothing pass so far, it
subscribed later, was paused, muted or quiet) gets the whole state when a revision first passes, never an edit
or a bare "60 -> 160"; one that was never told gets no reopening.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.model import Change, Chat, Delivery, Event, Manner, Mute, Revision, Severity, State, Subscription

BUDGET = 20
"""New messages an hour to one chat; what is over it comes as a digest, critical alerts aside."""
DIGEST_AFTER = dt.timedelta(minutes=15)
"""How long what is over the budget is gathered."""

Messages = Mapping[str, int | None]
"""Chats that were told of an alert, or are about to be, with the id of their message (None: not sent yet)."""


def route(
    revision: Revision,
    chats: Iterable[tuple[Chat, Sequence[Subscription]]],
    known: Messages,
    now: dt.datetime,
    *,
    answered: Messages | None = None,
    mutes: Mapping[str, Sequence[Mute]] | None = None,
    lately: Mapping[str, int] | None = None,
    only: Collection[str] | None = None,
    on_board: Collection[str] = (),
) -> tuple[Delivery, ...]:
    """The deliveries of a revision, not yet stored (their id is 0).

    `known` are the chats with a message of this alert, `answered` those with one of the alert that it answers
    (None: not asked, every chat may hear of the end), `mutes` what chats do not want to hear for now,
    `lately` how many new messages each chat was sent within the last hour. `only` are the chats of a personal
    watch: it concerns nobody else, and they hear of it whatever they subscribed to. `on_board` are chats that
    have it on a board instead (see `bot.alerts.board`).
    """
    if revision.is_silent:
        return ()
    made: list[Delivery] = []
    for chat, subscriptions in chats:
        if (only is not None and chat.chat_id not in only) or chat.chat_id in on_board:
            continue
        is_wanted = only is not None or passes_any(revision, subscriptions)
        for manner in manners(
            revision, chat, is_wanted, known, answered, (mutes or {}).get(chat.chat_id, ()), now
        ):
            made.append(delivery(revision, chat, manner, now, (lately or {}).get(chat.chat_id, 0)))
    return tuple(made)


def manners(
    revision: Revision,
    chat: Chat,
    is_wanted: bool,
    known: Messages,
    answered: Messages | None,
    mutes: Sequence[Mute],
    now: dt.datetime,
) -> tuple[Manner, ...]:
    """How the revision reaches the chat; empty where it does not. `is_wanted`: the chat asked for such news."""
    if chat.ended is not None or chat.paused or is_muted(revision, mutes, now):
        return ()
    if chat.chat_id in known:
        return of_known(revision.change)
    if revision.change not in (Change.NEW, Change.UPDATE):
        return ()
    if revision.answers is not None:  # the end of something: for those who heard of its beginning
        is_wanted = is_wanted if answered is None else chat.chat_id in answered
    return (Manner.NEW,) if is_wanted else ()


def of_known(change: Change) -> tuple[Manner, ...]:
    """A chat that has the alert's message: it is always kept right, whatever the filters say by now."""
    return (Manner.EDIT,) if change is Change.EDIT else (Manner.EDIT, Manner.REPLY)


# -- filters ----------------------------------------------------------------------------------------------------


def passes_any(revision: Revision, subscriptions: Sequence[Subscription]) -> bool:
    return any(passes(revision, s) for s in subscriptions)


def passes(revision: Revision, wanted: Subscription) -> bool:
    """All lists that are not empty must agree. A place may be a country, region, city, airport or a name."""
    if wanted.paused or revision.severity < wanted.least:
        return False
    if wanted.topics and revision.topic not in wanted.topics:
        return False
    if wanted.rules and revision.rule_id not in wanted.rules:
        return False
    return not wanted.places or any(is_at(e, wanted.places) for e in revision.events)


PLACE_FIELDS = ("place", "region", "country", "airport", "name", "place_id")
IMPLIED = "~"
"""Before the code of an airport that a subscription holds because of its city: the chat did not name it."""
SIDES = {"RU": "UA", "UA": "RU"}


def is_at(event: Event, places: Sequence[str]) -> bool:
    """A nation-wide count is at the country that was attacked."""
    own = {event.fields[f].casefold() for f in PLACE_FIELDS if f in event.fields}
    attacked = SIDES.get(event.fields.get("attacker", ""))
    if attacked is not None:
        own.add(attacked.casefold())
    return any(p.removeprefix(IMPLIED).casefold() in own for p in places)


def is_muted(revision: Revision, mutes: Sequence[Mute], now: dt.datetime) -> bool:
    return any(mutes_it(m, revision) for m in mutes if m.until is None or m.until > now)


def mutes_it(mute: Mute, revision: Revision) -> bool:
    if mute.what == "everything":
        return True
    if mute.what == "event":
        return mute.name == str(revision.alert_id)
    if mute.what == "rule":
        return mute.name == revision.rule_id
    if mute.what == "topic":
        return mute.name == revision.topic
    return mute.what == "place" and any(is_at(e, (mute.name,)) for e in revision.events)


# -- when -------------------------------------------------------------------------------------------------------


def delivery(revision: Revision, chat: Chat, manner: Manner, now: dt.datetime, lately: int) -> Delivery:
    due_at, reason = hold(revision, chat, manner, now, lately)
    return Delivery(
        delivery_id=0,
        chat_id=chat.chat_id,
        alert_id=revision.alert_id,
        number=revision.number,
        manner=manner,
        severity=revision.severity,
        is_minor=manner is Manner.EDIT and not revision.changed,
        state=State.HELD if reason else State.PENDING,
        due_at=due_at,
        created_at=now,
        reason=reason,
    )


def hold(revision: Revision, chat: Chat, manner: Manner, now: dt.datetime, lately: int) -> tuple[dt.datetime, str]:
    """When it is due and, where it is held until then, why. Edits wake nobody; critical alerts pass."""
    if manner is Manner.EDIT or is_pressing(revision):
        return now, ""
    digest_at = next_digest(chat, now)
    quiet_end = quiet_until(chat, digest_at or now)
    if quiet_end is not None:
        return quiet_end, "quiet hours"
    if digest_at is not None:
        return digest_at, "the chat has its alerts together"
    if manner is Manner.NEW and lately >= BUDGET:
        return next_slot(now), f"over {BUDGET} messages an hour: told together with the others"
    return now, ""


def is_pressing(revision: Revision) -> bool:
    """Critical, and not one outlet's unconfirmed word."""
    return revision.severity is Severity.CRITICAL and not any(e.unconfirmed for e in revision.events)


def zone_of(chat: Chat) -> dt.tzinfo:
    try:
        return ZoneInfo(chat.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return dt.UTC


def quiet_until(chat: Chat, now: dt.datetime) -> dt.datetime | None:
    """When the chat's quiet hours that last now end, None where it is not quiet."""
    start, end = chat.quiet_from, chat.quiet_until
    if start is None or end is None or start == end:
        return None
    local = now.astimezone(zone_of(chat))
    clock = local.time().replace(tzinfo=None)
    is_quiet = start <= clock < end if start < end else clock >= start or clock < end
    return next_time(local, end) if is_quiet else None


def next_digest(chat: Chat, now: dt.datetime) -> dt.datetime | None:
    """When the chat's digest is due, None where it has each alert as it happens."""
    local = now.astimezone(zone_of(chat))
    if chat.digest is None:
        return None
    if chat.digest == "hourly":
        return now.replace(second=0, microsecond=0) + dt.timedelta(minutes=60 - local.minute)
    try:
        return next_time(local, dt.time.fromisoformat(chat.digest))
    except ValueError:
        return None


def next_time(local: dt.datetime, clock: dt.time) -> dt.datetime:
    """The next moment after `local` at which a clock there shows that time."""
    at = local.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)
    if at <= local:
        at += dt.timedelta(days=1)
    return at.astimezone(dt.UTC)


def next_slot(now: dt.datetime) -> dt.datetime:
    """The next full quarter of an hour: what a flood brings until then becomes one digest."""
    minutes = int(DIGEST_AFTER.total_seconds() // 60)
    start = now.replace(minute=now.minute - now.minute % minutes, second=0, microsecond=0)
    return start + DIGEST_AFTER
