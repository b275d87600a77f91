"""What the owner hears of feeds, in the three languages: a changed health, and once a week which are dead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from bot.feeds.health import list_dead
from bot.model import Feed, FeedState, Note

DEAD_SHOWN = 15
HEALTH = {
    "slow": {"en": "slow", "uk": "повільне", "ru": "медленный"},
    "stale": {"en": "stale", "uk": "застаріле", "ru": "устарел"},
    "failing": {"en": "failing", "uk": "не відповідає", "ru": "не отвечает"},
    "blocked": {"en": "blocked", "uk": "заблоковане", "ru": "заблокирован"},
    "gone": {"en": "gone", "uk": "зникло", "ru": "исчез"},
}
AGAIN = {
    "en": "Feed {name} works again",
    "uk": "Джерело {name} знову працює",
    "ru": "Источник {name} снова работает",
}
ILL = {
    "en": "Feed {name}: {health} ({reason})",
    "uk": "Джерело {name}: {health} ({reason})",
    "ru": "Источник {name}: {health} ({reason})",
}


def note_of(state: FeedState, feed: Feed, now: dt.datetime) -> Note:
    """The health of a feed as it changed."""
    if state.status == "ok":
        said = {language: text.format(name=feed.name) for language, text in AGAIN.items()}
    else:
        words = HEALTH.get(state.status, {})
        said = {
            language: text.format(name=feed.name, health=words.get(language, state.status), reason=state.reason)
            for language, text in ILL.items()
        }
    return Note(key=f"feed:{feed.feed_id}", said=said, made_at=now)


DEAD = {
    "en": "{n} sources have nothing to say: {lines}",
    "uk": "Джерел, що мовчать: {n}. {lines}",
    "ru": "Источников, которые молчат: {n}. {lines}",
}


def dead_note(feeds: Iterable[tuple[Feed, FeedState]], now: dt.datetime) -> Note | None:
    """The weekly word about dead sources; None where all are alive."""
    lines = list_dead(feeds, now)
    if not lines:
        return None
    text = "; ".join(lines[:DEAD_SHOWN]) + ("; …" if len(lines) > DEAD_SHOWN else "")
    said = {language: form.format(n=len(lines), lines=text) for language, form in DEAD.items()}
    return Note(key="feeds:dead", said=said, made_at=now)
