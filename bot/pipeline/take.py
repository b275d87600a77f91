"""The flow of an article: read, decide, write. One transaction holds all that follows from one body.

Everything here runs in the store's thread. The ledger changes only with what is committed: where a transaction
fails, it is built anew from the database, so that memory never holds what the disk does not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import structlog

from bot.alerts.board import board_deliveries, boards_of, is_for_board, span_of, write_board
from bot.alerts.compose import headlines
from bot.alerts.decide import decide_article
from bot.alerts.due import decide_due, next_due
from bot.alerts.ledger import KEYS_KEPT, Ledger
from bot.alerts.route import route
from bot.commands.buttons import board_buttons
from bot.errors import StoreError
from bot.model import (
    Article,
    Chat,
    Delivery,
    Event,
    FeedState,
    Message,
    Mute,
    Outcome,
    Reading,
    Revision,
    Subscription,
)
from bot.rulebook import Rulebook
from bot.rules.match import match_facts
from bot.store import Store
from bot.store.articles import Seen, add_article, recent_articles
from bot.store.chats import all_mutes, get_chat, subscribers
from bot.store.events import airport_events, load_events
from bot.store.feeds import save_feed_states
from bot.store.house import get_setting, save_setting
from bot.store.outbox import add_deliveries, known_boards, known_messages, told_since
from bot.store.outcome import next_ids, save_outcome

BY_HAND = "events_by_hand"
"""Setting: how often another process has changed events."""
COPIES_KEPT = dt.timedelta(hours=72)
"""How far back the words of articles are remembered, to know copies."""

BUDGET_WINDOW = dt.timedelta(hours=1)
"""How far back a chat's messages count against its budget."""

log = structlog.get_logger()


@dataclass(slots=True)
class Newsdesk:
    """What a decision is made with: the rules in force and what is known."""

    book: Rulebook
    ledger: Ledger
    is_stale: bool = False
    """A transaction failed: the ledger must be built anew before the next decision."""
    version: int = -1
    """The database as the ledger knows it; it changes only where somebody else wrote (see `refresh`)."""
    hand: str | None = None
    """The mark of the last decision that another process wrote, as the ledger knows it."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One feed's answer, read: its new articles, and where the feed stands once they are stored."""

    articles: tuple[Article, ...] = ()
    readings: tuple[Reading, ...] = ()
    state: FeedState | None = None
    is_backlog: bool = False
    """The feed's first body: it is learned, nothing of it is sent."""


def open_desk(store: Store, book: Rulebook, now: dt.datetime) -> Newsdesk:
    version = version_of(store)
    return Newsdesk(book, build_ledger(store, now), version=version, hand=get_setting(store, BY_HAND))


def build_ledger(store: Store, now: dt.datetime) -> Ledger:
    """What is known, from the database."""
    ids = next_ids(store)
    articles = (remembered.article for remembered in recent_articles(store, now - COPIES_KEPT))
    return Ledger(
        load_events(store, now - KEYS_KEPT),
        articles,
        started_at=now,
        next_event_id=ids.event,
        next_alert_id=ids.alert,
    )


def take_in(store: Store, desk: Newsdesk, arrivals: Sequence[Arrival], now: dt.datetime) -> tuple[Revision, ...]:
    """Store what arrived, decide on it, queue its deliveries: one transaction. Returns what there is to tell.

    An article that breaks the program is named in the log and left out, and the rest goes on: then each
    article has a transaction of its own, and the feeds' states come last. A StoreError rises: nothing was
    stored, and the same bodies come again.
    """
    try:
        with store.transaction():
            refresh(store, desk, now)
            told = [r for arrival in arrivals for r in take_arrival(store, desk, arrival, now)]
            save_feed_states(store, [a.state for a in arrivals if a.state is not None])
        return tuple(told)
    except StoreError:
        desk.is_stale = True
        raise
    except Exception:
        desk.is_stale = True
        log.exception("a body could not be taken as a whole; its articles are taken one by one")
    return take_one_by_one(store, desk, arrivals, now)


def take_arrival(store: Store, desk: Newsdesk, arrival: Arrival, now: dt.datetime) -> list[Revision]:
    told: list[Revision] = []
    for article, reading in zip(arrival.articles, arrival.readings, strict=True):
        told += take_article(store, desk, article, reading, now, arrival.is_backlog)
    return told


def take_one_by_one(
    store: Store, desk: Newsdesk, arrivals: Sequence[Arrival], now: dt.datetime
) -> tuple[Revision, ...]:
    told: list[Revision] = []
    for arrival in arrivals:
        for article, reading in zip(arrival.articles, arrival.readings, strict=True):
            try:
                with store.transaction():
                    refresh(store, desk, now)
                    told += take_article(store, desk, article, reading, now, arrival.is_backlog)
            except StoreError:
                desk.is_stale = True
                raise
            except Exception:
                desk.is_stale = True
                log.exception(
                    "an article could not be taken and is left out", article=article.article_id, url=article.url
                )
    with store.transaction():
        save_feed_states(store, [a.state for a in arrivals if a.state is not None])
    return tuple(told)


def take_article(
    store: Store, desk: Newsdesk, article: Article, reading: Reading, now: dt.datetime, is_backlog: bool
) -> tuple[Revision, ...]:
    """One article, inside the caller's transaction: stored once, decided, its revisions queued."""
    added = add_article(store, article, reading.facts)
    if added.seen is Seen.KNOWN:
        return ()
    article = added.article
    matches = match_facts(desk.book.index, reading.facts)
    outcome = decide_article(article, reading, matches, desk.book.ruleset, desk.ledger, now, is_backlog)
    write(store, desk, outcome, now, article)
    return outcome.revisions


def take_due(store: Store, desk: Newsdesk, now: dt.datetime) -> tuple[Revision, ...]:
    """What waited (to be confirmed, for its group, for a cooldown) and is due now."""
    due = next_due(desk.ledger)
    if not desk.is_stale and (due is None or due > now):
        return ()
    try:
        with store.transaction():
            refresh(store, desk, now)
            outcome = decide_due(desk.book.ruleset, desk.ledger, now)
            write(store, desk, outcome, now)
        return outcome.revisions
    except BaseException:
        desk.is_stale = True
        raise


def write(
    store: Store, desk: Newsdesk, outcome: Outcome, now: dt.datetime, article: Article | None = None
) -> None:
    """Write what follows, queue its deliveries, and keep the ledger in step."""
    save_outcome(
        store, outcome, article, lambda revision: headlines(revision, desk.book.ruleset.rules, desk.book.names)
    )
    loud = [revision for revision in outcome.revisions if not revision.is_silent]
    if loud:
        chats, mutes = subscribers(store), all_mutes(store)
        for revision in loud:
            rule = desk.book.ruleset.rules.get(revision.rule_id)
            only = rule.chats if rule is not None else ()
            those = watchers(store, only) if only else chats
            told = known_messages(store, revision.alert_id)
            boarded = () if only else [c for c in those if c[0].chat_id not in told and is_for_board(revision, *c)]
            queue_boards(store, desk, revision, boarded, mutes, now)
            on_board = {chat.chat_id for chat, _ in boarded}
            add_deliveries(store, deliveries_of(store, revision, those, mutes, now, only or None, on_board))
    desk.ledger.apply(article, outcome)


def deliveries_of(
    store: Store,
    revision: Revision,
    chats: Sequence[tuple[Chat, Sequence[Subscription]]],
    mutes: Mapping[str, Sequence[Mute]],
    now: dt.datetime,
    only: Collection[str] | None = None,
    on_board: Collection[str] = (),
) -> tuple[Delivery, ...]:
    """The revision on its way to each chat that is to have it, by what these chats were told before."""
    return route(
        revision,
        chats,
        known_messages(store, revision.alert_id),
        now,
        answered=None if revision.answers is None else known_messages(store, revision.answers),
        mutes=mutes,
        lately=told_since(store, now - BUDGET_WINDOW),
        only=only,
        on_board=on_board,
    )


def queue_boards(
    store: Store,
    desk: Newsdesk,
    revision: Revision,
    chats: Sequence[tuple[Chat, Sequence[Subscription]]],
    mutes: Mapping[str, Sequence[Mute]],
    now: dt.datetime,
) -> None:
    """Write the boards that a revision changes anew for the chats that have airports on boards."""
    if not chats:
        return
    by_id = {chat.chat_id: chat for chat, _ in chats}
    has = known_boards(store, boards_of(revision))
    events: dict[str, Sequence[Event]] = {}
    written: dict[tuple[object, ...], Message] = {}
    for made in board_deliveries(revision, chats, has, now, mutes):
        if made.board not in events:
            events[made.board] = airport_events(store, *span_of(made.board)[1:])
        chat = by_id[made.chat_id]
        key = (made.board, chat.language, chat.zone, chat.kind, chat.with_links)
        if key not in written:
            rules, names = desk.book.ruleset.rules, desk.book.names
            message = write_board(made.board, events[made.board], rules, chat, names)
            written[key] = replace(message, buttons=board_buttons(chat))
        add_deliveries(store, [replace(made, notice=written[key])])


def watchers(store: Store, chat_ids: Collection[str]) -> list[tuple[Chat, Sequence[Subscription]]]:
    """The chats of a personal watch; they need not have subscribed to anything."""
    return [(chat, ()) for chat_id in chat_ids if (chat := get_chat(store, chat_id)) is not None]


def refresh(store: Store, desk: Newsdesk, now: dt.datetime) -> None:
    """Inside the caller's transaction: build the ledger anew where a transaction of ours failed, or where another
    process (`tocsin events merge` beside `tocsin run`) decided something since the last look. A year of events takes
    seconds to load, so what others write of feeds and chats must not cause it."""
    version = version_of(store)
    if not desk.is_stale and version == desk.version:
        return
    hand = get_setting(store, BY_HAND)
    if desk.is_stale or hand != desk.hand:
        desk.ledger = build_ledger(store, now)
    desk.is_stale, desk.version, desk.hand = False, version, hand


def mark_by_hand(store: Store, now: dt.datetime) -> None:
    """Tell a bot that runs beside that events were changed; inside the transaction that changed them."""
    save_setting(store, BY_HAND, str(int(get_setting(store, BY_HAND) or 0) + 1), now)


def version_of(store: Store) -> int:
    """A number that every commit of another connection changes, and none of ours."""
    return int(store.value("PRAGMA data_version"))
