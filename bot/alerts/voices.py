"""Who says it: origins and outlets, counted apart.

An origin (a voice) is who first said a thing. Copies of one wire text are one voice, and so are ten outlets in
ten wordings that all cite the same claimant. An outlet is who carries it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from bot.alerts.copies import Original
from bot.model import Article, Confirm, Event, Fact, Source

OFFICIAL = "official"
MOST_SOURCES = 60
EVIDENCE = 400
"""Characters of evidence kept: the longest sentence that a message quotes."""


def voice_of(article: Article, fact: Fact, original: Original | None) -> str:
    """The origin an article speaks for: its claimant, else the wire it credits or copies, else itself."""
    if fact.claimed_by:
        return fact.claimed_by
    if article.kind == OFFICIAL:
        return article.outlet
    if article.credit:
        return article.credit
    if original is not None and original.outlet != article.outlet:
        return original.voice
    return article.outlet


def is_own(article: Article) -> bool:
    """True where the article is a claimant's own post, not somebody's report of it."""
    return article.kind == OFFICIAL


def evidence_of(article: Article, fact: Fact) -> str:
    sentence = " ".join(article.text[fact.evidence.start : fact.evidence.end].split())
    return sentence if len(sentence) <= EVIDENCE else sentence[: EVIDENCE - 1].rstrip() + "…"


def with_source(sources: Sequence[Source], source: Source) -> tuple[Source, ...]:
    """The sources and one more; an article that is edited keeps its place. Past the limit copies go first."""
    if any(s.article_id == source.article_id for s in sources):
        kept = tuple(source if s.article_id == source.article_id else s for s in sources)
    else:
        kept = (*sources, source)
    if len(kept) <= MOST_SOURCES:
        return kept
    first = next((n for n, s in enumerate(kept) if n and s.is_copy), 1)
    return kept[:first] + kept[first + 1 :]


def voices(sources: Iterable[Source]) -> tuple[str, ...]:
    """The distinct origins, in order of arrival."""
    return tuple(dict.fromkeys(s.voice or s.outlet for s in sources if not s.is_copy))


def outlets(sources: Iterable[Source]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(s.outlet for s in sources))


def is_from_official(sources: Iterable[Source]) -> bool:
    return any(s.kind == OFFICIAL for s in sources)


def is_confirmed(confirm: Confirm, sources: Sequence[Source]) -> bool:
    """True where so many origins told it within the time, or an official claimant in its own feed."""
    if is_from_official(sources):
        return True
    firsts = first_by_voice(sources)
    times = sorted(firsts.values())
    return any(
        times[n + confirm.sources - 1] - times[n] <= confirm.within
        for n in range(len(times) - confirm.sources + 1)
    )


def first_by_voice(sources: Iterable[Source]) -> dict[str, dt.datetime]:
    firsts: dict[str, dt.datetime] = {}
    for source in sources:
        if not source.is_copy:
            name = source.voice or source.outlet
            firsts[name] = min(source.written_at, firsts.get(name, source.written_at))
    return firsts


def stands_alone(event: Event) -> bool:
    """True while a single outlet, and no official one, tells it: one hacked feed must not wake a city."""
    told_by = {s.outlet for s in event.sources if not s.is_copy}
    return len(told_by) <= 1 and not is_from_official(event.sources)
