"""Deaf or mute: whether news reaches us and alerts leave us, and who is told that they did not.

Silence says nothing, so a chat must know when it said less than nothing. The owner hears of it while it lasts, in a
note; the subscribed chats get one line once it is over, with from when to when.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import structlog

from bot.commands.texts import Text, message
from bot.commands.times import show_length, show_time
from bot.model import Chat, Delivery, Feed, FeedState, Manner, Message, Note, Severity
from bot.store import Store
from bot.store.chats import subscribers
from bot.store.house import get_setting, remove_setting, save_setting, silent_until
from bot.store.notes import add_note
from bot.store.outbox import add_delivery
from bot.store.pulse import last_fetched_at, last_sent_at, waiting_since

HOUR = dt.timedelta(hours=1)
USUAL_ARTICLES = 5
"""Silence means something once so many articles should have come: with five on the average, none at all comes by
chance less than once in a hundred times. Only feeds that are known to be slow stretch the hour."""
LONGEST = dt.timedelta(hours=24)
MUTE_AFTER = dt.timedelta(minutes=5)
ASLEEP = dt.timedelta(minutes=5)
"""Longer than this between two looks, and nobody was here to listen."""
FEW_CHATS = 3
"""One chat that cannot be reached is its own trouble; so many at once are ours."""
TOLD_UNTIL = "deaf_told_until"
"""The setting that holds the end of the last span that chats were told of."""
MUTE = "mute_since"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Ear:
    """One way of hearing: what counts as a sign, and how long a silence of it is too long."""

    name: str
    least: dt.timedelta
    stretches: bool
    """Feeds that seldom say anything make the time longer."""
    told: Text
    """The line to chats once it is over."""


ARTICLES = Ear(
    "articles",
    HOUR,
    True,
    Text(
        "⚠️ No news reached us from {start} to {end}. What happened then may be missing here.",
        "⚠️ З {start} до {end} до нас не доходили новини. Того, що сталося тоді, тут може бракувати.",
        "⚠️ С {start} до {end} до нас не доходили новости. Того, что случилось тогда, здесь может не быть.",
    ),
)
LOOKS = Ear("looks", HOUR, False, ARTICLES.told)
OFFICIAL = Ear(
    "official",
    3 * HOUR,
    True,
    Text(
        "⚠️ Nothing from official channels reached us from {start} to {end}. What they said then may be missing here.",
        "⚠️ З {start} до {end} до нас не доходило нічого від офіційних каналів. Сказаного тоді тут може бракувати.",
        "⚠️ С {start} до {end} до нас не доходило ничего от официальных каналов. Сказанного тогда здесь может не быть.",
    ),
)
EARS = (ARTICLES, LOOKS, OFFICIAL)

DEAF = Text(
    "Deaf: {what} for {length}. Look at the network of this machine and at /feeds.",
    "Глухота: {what} уже {length}. Перевірте мережу цієї машини та /feeds.",
    "Глухота: {what} уже {length}. Проверьте сеть этой машины и /feeds.",
)
WHAT: Mapping[str, Text] = {
    "articles": Text("no article from any feed", "жодної статті з жодного джерела", "ни одной статьи из источников"),
    "looks": Text("no feed could be read", "не прочитано жодного джерела", "не прочитан ни один источник"),
    "official": Text(
        "no article from official feeds", "жодної статті з офіційних джерел", "ни одной статьи из официальных источников"
    ),
}  # fmt: skip
HEARS = Text("News reaches us again.", "Новини знову доходять.", "Новости снова доходят.")
MUTED = Text(
    "Mute: {count} messages have waited for {length}. Telegram may be unreachable; they will be sent, in order.",
    "Німота: повідомлень у черзі {count}, найстаріше чекає {length}. Можливо, Telegram недоступний; їх буде надіслано.",
    "Немота: сообщений в очереди {count}, старейшее ждёт {length}. Возможно, Telegram недоступен; они будут отправлены.",
)
SPEAKS = Text("Messages leave us again.", "Повідомлення знову надсилаються.", "Сообщения снова отправляются.")


def awake_or_asleep() -> float:
    """Seconds that have passed, a machine's sleep included; no hand can set this clock."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class Hearing:
    """Looks once a minute. Holds since when this process listens: nobody is called deaf who has just woken up."""

    def __init__(self, started_at: dt.datetime, ticks: Callable[[], float] | None = None) -> None:
        """`ticks` are seconds that pass whatever the clock shows (None: the clock is never set)."""
        self.ticks, self.ticked = ticks, ticks() if ticks else 0.0
        self.started_at = self.looked_at = started_at
        self.may_wait_since = started_at
        """Until here it was somebody's word, or our being off, that kept messages waiting."""

    def look(self, store: Store, feeds: Iterable[Feed], states: Mapping[str, FeedState], now: dt.datetime) -> int:
        """Tell owners and chats what there is to tell, inside the caller's transaction. Returns the messages queued."""
        if now - self.looked_at > ASLEEP:  # the machine slept, which is as good as a start
            self.started_at = self.may_wait_since = now
            self.forgive(store, now)
        self.looked_at, self.ticked = now, self.ticks() if self.ticks else 0.0
        feeds = [f for f in feeds if f.on]
        queued = sum(self.listen(store, ear, feeds, states, now) for ear in EARS)
        self.watch_outbox(store, now)
        return queued

    def forgive(self, store: Store, now: dt.datetime) -> None:
        """Hours that never were, since somebody put the clock forward, are no hours of silence."""
        if self.ticks is None:
            return
        skipped = now - self.looked_at - dt.timedelta(seconds=self.ticks() - self.ticked)
        if skipped <= ASLEEP:
            return
        for ear in EARS:
            if (known := get_setting(store, f"heard_{ear.name}")) is not None:
                moved = min(now, dt.datetime.fromisoformat(known) + skipped)
                save_setting(store, f"heard_{ear.name}", moved.isoformat(), now)

    def listen(
        self, store: Store, ear: Ear, feeds: list[Feed], states: Mapping[str, FeedState], now: dt.datetime
    ) -> int:
        """One ear: note the last sign, call it deaf, or tell that it hears again."""
        heard, those = last_sign(store, ear, feeds, states)
        if heard is None:
            return 0
        known = get_setting(store, f"heard_{ear.name}")
        before = dt.datetime.fromisoformat(known) if known else heard
        longest = patience(ear, those, states)
        if heard > before or known is None:
            save_setting(store, f"heard_{ear.name}", heard.isoformat(), now)
            if heard - before <= longest:
                return 0
            return hear_again(store, ear, before, heard, now)
        if now - max(before, self.started_at) > longest and get_setting(store, deaf_key(ear)) is None:
            save_setting(store, deaf_key(ear), before.isoformat(), now)
            log.error("deaf", what=WHAT[ear.name].en, since=before.isoformat())
            tell_owners(store, f"deaf:{ear.name}", DEAF, now, what=WHAT[ear.name], length=now - before)
        return 0

    def watch_outbox(self, store: Store, now: dt.datetime) -> None:
        """Mute: messages have waited for five minutes though nobody asked them to."""
        if silent_until(store, now) is not None:
            self.may_wait_since = now
        is_known = get_setting(store, MUTE) is not None
        waiting = waiting_since(store, now - MUTE_AFTER)
        if waiting.count == 0:
            if is_known:
                remove_setting(store, MUTE)
                log.warning("messages leave us again")
                tell_owners(store, "mute", SPEAKS, now)
        elif not is_known and now - self.may_wait_since >= MUTE_AFTER and is_ours(store, waiting.chats, now):
            save_setting(store, MUTE, waiting.oldest.isoformat(), now)
            log.error("mute", waiting=waiting.count, since=waiting.oldest.isoformat())
            tell_owners(store, "mute", MUTED, now, count=waiting.count, length=now - waiting.oldest)


def is_ours(store: Store, chats: int, now: dt.datetime) -> bool:
    """Whether it is our way out that is blocked, and not a few chats that cannot be reached."""
    sent = last_sent_at(store)
    return chats >= FEW_CHATS or sent is None or now - sent > MUTE_AFTER


def deaf_key(ear: Ear) -> str:
    return f"deaf_{ear.name}_since"


def last_sign(
    store: Store, ear: Ear, feeds: list[Feed], states: Mapping[str, FeedState]
) -> tuple[dt.datetime | None, list[Feed]]:
    """When this ear last heard something, and the feeds it listens to."""
    if ear is LOOKS:
        looks = [s.last_ok_at for f in feeds if (s := states.get(f.feed_id)) and s.last_ok_at]
        return max(looks, default=None), feeds
    if ear is OFFICIAL:
        feeds = [f for f in feeds if f.kind == "official"]
        return last_fetched_at(store, [f.feed_id for f in feeds]) if feeds else None, feeds
    return last_fetched_at(store), feeds


def patience(ear: Ear, feeds: Iterable[Feed], states: Mapping[str, FeedState]) -> dt.timedelta:
    """How long this ear may hear nothing. A few feeds that speak twice a day are not deaf after an hour."""
    gaps = [s.usual_gap for f in feeds if (s := states.get(f.feed_id))]
    known = [max(1.0, gap.total_seconds()) for gap in gaps if gap is not None]
    if not ear.stretches or not known or len(known) < len(gaps):
        return ear.least
    usual = dt.timedelta(seconds=min(USUAL_ARTICLES / sum(1 / gap for gap in known), LONGEST.total_seconds()))
    return max(ear.least, usual)


def hear_again(store: Store, ear: Ear, start: dt.datetime, end: dt.datetime, now: dt.datetime) -> int:
    """It was deaf from `start` to `end`. Chats get one line, owners a note where they had one."""
    if get_setting(store, deaf_key(ear)) is not None:
        remove_setting(store, deaf_key(ear))
        tell_owners(store, f"deaf:{ear.name}", HEARS, now)
    log.warning("hears again", what=WHAT[ear.name].en, start=start.isoformat(), end=end.isoformat())
    told = get_setting(store, TOLD_UNTIL)
    if told is not None and dt.datetime.fromisoformat(told) > start:
        return 0  # another ear was deaf at the same time, and chats know
    save_setting(store, TOLD_UNTIL, end.isoformat(), now)
    chats = [chat for chat, own in subscribers(store) if not chat.paused and any(not s.paused for s in own)]
    for chat in chats:
        add_delivery(store, notice(chat, line(ear, chat, start, end, now), now))
    return len(chats)


def line(ear: Ear, chat: Chat, start: dt.datetime, end: dt.datetime, now: dt.datetime) -> Message:
    """One line in the chat's language, by its clock. It makes no sound: nothing happened."""
    said = ear.told(
        chat.language,
        start=show_time(start, chat.zone, now, chat.language),
        end=show_time(end, chat.zone, now, chat.language),
    )
    made = message(said)
    return Message(html=made.html, plain=made.plain, is_silent=True)


def notice(chat: Chat, said: Message, now: dt.datetime) -> Delivery:
    return Delivery(
        delivery_id=0, chat_id=chat.chat_id, alert_id=0, number=0, manner=Manner.NEW, severity=Severity.LOW,
        due_at=now, created_at=now, notice=said,
    )  # fmt: skip


def tell_owners(store: Store, key: str, text: Text, now: dt.datetime, **values: object) -> None:
    """Leave a note for the owners, in every language."""
    said = {}
    for language in ("en", "uk", "ru"):
        shown = {k: in_language(v, language) for k, v in values.items()}
        said[language] = text.label(language, **shown)
    add_note(store, Note(key=key, said=said, made_at=now))


def in_language(value: object, language: str) -> object:
    if isinstance(value, Text):
        return value.label(language)
    return show_length(value, language) if isinstance(value, dt.timedelta) else value
