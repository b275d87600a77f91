"""Counts of weapons: each sentence is laid out, its numbers tell, and the whole text settles what they leave open."""

from __future__ import annotations

import bisect
from collections.abc import Iterable
from dataclasses import replace

from bot.model import Bound, Count, Fact, Span, Standing, Unread
from bot.reading.actors import ATTACKERS
from bot.reading.analysis import Analysis
from bot.reading.compile import Reader
from bot.reading.frame import Frame, Memory, Told
from bot.reading.heads import ends_in_colon, find_head
from bot.reading.layout import lay_out
from bot.reading.local_texts import ground_of_text
from bot.reading.nouns_before import WEAPONS
from bot.reading.owners import drop_other_wars, enemy_of, first_votes, ground_votes, settle_owners
from bot.reading.places import Place
from bot.reading.scene import Speaker, other, territory_of
from bot.reading.scene_places import is_heading, topic_of
from bot.reading.tell import tell
from bot.reading.tokens import Sentence
from bot.reading.totals import Totals, drop_parts, find_totals, settle_scope, totals_of


def find_counts(reader: Reader, analysis: Analysis) -> tuple[list[Fact], list[Unread]]:
    """All counts of weapons, and the numbers beside weapons that were left out, with the reason."""
    if not any(h.path[1] in WEAPONS for h in (*analysis.of("things"), *analysis.of("subtypes"))):
        return [], []
    tongue = reader.tongues[analysis.language]
    grammar = tongue.grammar
    memory = Memory(votes=first_votes(analysis))
    enemy = other(analysis.side) if analysis.side else grammar.enemy or enemy_of(analysis)
    every: list[Told] = []
    heard: list[Speaker] = []
    unread: list[Unread] = []
    busy = sorted(h.first for section in TELLING for h in analysis.of(section))
    for index, sentence in enumerate(analysis.split.sentences):
        if is_correction(analysis, sentence):
            mark_corrected(every, index)
        if index and takes_back(analysis, analysis.split.sentences[index - 1], sentence):
            mark_denied(every, index)
        at = bisect.bisect_left(busy, sentence.first)
        is_quiet = (at == len(busy) or busy[at] >= sentence.last) and not analysis.numbers_in(sentence)
        if is_quiet and not ends_in_colon(analysis.split, sentence):
            continue
        frame = lay_out(analysis, tongue, reader.places.places, index, sentence, memory, enemy, unread)
        every.extend(read_sentence(frame, memory, unread))
        heard.extend(s for s in frame.speakers if tells(analysis, sentence, s))
    settle_places(analysis, every, heard)
    settle_owners(every, memory.votes, ground_votes(analysis), idiom_of(analysis) or enemy_heard(heard))
    every = drop_other_wars(analysis, every, unread)
    settle_scope(every)
    totals = find_totals(every)
    kept = drop_parts(analysis, every, totals, unread)
    return [make_fact(analysis, told, totals) for told in kept], unread


def is_correction(analysis: Analysis, sentence: Sentence) -> bool:
    """A sentence without a number that takes back the ones before it ("that tally turned out wrong")."""
    if next(analysis.hits_in(sentence, "corrections"), None) is None or analysis.numbers_in(sentence):
        return False
    return next(analysis.hits_in(sentence, "figures"), None) is not None


OPENING = 5
"""Words of a sentence within which it says that the one before is not true."""


def takes_back(analysis: Analysis, before: Sentence, sentence: Sentence) -> bool:
    """ "Rumours say ... Neither is true": the sentence before only passed on what is said."""
    denials = (h for h in analysis.hits_in(sentence, "vetoes") if h.path[1] == "denied")
    denial = next(denials, None)
    if denial is None or denial.first - sentence.first > OPENING:
        return False
    return any(h.path[1] == "rumours" for h in analysis.hits_in(before, "vetoes"))


def mark_denied(every: list[Told], index: int) -> None:
    """What the sentence before told is not so."""
    for told in reversed(every):
        if told.mention.sentence != index - 1:
            return
        if told.standing is Standing.ASSERTED:
            told.standing = Standing.DENIED


def mark_corrected(every: list[Told], index: int) -> None:
    """What the sentence before told is what the correction came to."""
    for told in reversed(every):
        if told.mention.sentence != index - 1:
            return
        told.is_corrected = True


TELLING = ("things", "subtypes", "sides", "speakers", "officials", "places", "capitals", "same_place")
"""Sections without a hit of which, and without a number, a sentence tells and leaves nothing."""


def read_sentence(frame: Frame, memory: Memory, unread: list[Unread]) -> list[Told]:
    found: list[Told] = []
    for mention in frame.mentions:
        told, why = tell(frame, mention, memory, found)
        if told:
            found.extend(told)
            if not mention.is_equated:  # what comes next goes on with the total
                memory.told, memory.thing = told[0], told[0].thing
        elif why:
            span = frame.analysis.span(mention.number.core, mention.number.last)
            unread.append(Unread(span, why))
    named_things = [h.path[1] for h in frame.analysis.hits_in(frame.sentence, "things", "subtypes")]
    for thing in named_things:
        if thing in ("drone", "missile"):
            memory.noun, memory.noun_at = thing, frame.index
    if named_things and set(named_things) == {"other"}:
        memory.thing, memory.noun = None, None  # "these bombers": what is counted next is theirs
    memory.row = found or memory.row
    head = find_head(frame, found)
    if head is not None and frame.index - memory.noun_at <= 1:
        head = replace(head, thing=memory.noun)
    memory.head = head or memory.head
    named = [m for m in frame.mentions if m.thing in WEAPONS and m.last > m.number.last]
    memory.mentions = named or memory.mentions
    topic = topic_of(frame)
    if topic is not None:
        memory.topic, memory.topic_at, memory.topic_is_heading = topic, frame.index, is_heading(frame)
    for where in frame.wheres:
        for place in where.places:
            if place.kind == "region":
                memory.region = place
            elif place.kind == "city":
                memory.city = place
    return found


def tells(analysis: Analysis, sentence: Sentence, speaker: Speaker) -> bool:
    """False for a ministry that is only named as the owner of the air defence ("ПВО Минобороны")."""
    return speaker.place is not None or not analysis.ending_at(speaker.first, "sides")


def settle_places(analysis: Analysis, every: list[Told], heard: list[Speaker]) -> None:
    """A governor counts for the region: where nobody else tells, numbers without a place are for that place."""
    places = {s.place for s in heard}
    place, since = (places.pop(), 0) if len(places) == 1 else (None, 0)
    if not heard and (ground := ground_of_text(analysis)) is not None:
        place, since = ground
    if place is None or any(t.located.places and names_other(t.located.places, place) for t in every):
        return
    for told in every:
        if (
            told.place is not None
            or told.many_places
            or told.located.places
            or told.is_cumulative
            or told.day.is_old
            or told.sentence.first < since
        ):
            continue
        if told.attacker not in (None, other(territory_of(place))) or names_more(analysis, told.sentence, place):
            continue
        told.place = place.name


def names_more(analysis: Analysis, sentence: Sentence, place: Place) -> bool:
    """The sentence speaks of the whole country, or of other places."""
    if any(True for _ in analysis.hits_in(sentence, "whole_country")):
        return True
    hits = analysis.hits_in(sentence, "places")
    return names_other((h.place for h in hits if h.place is not None and h.path[1] in ("region", "city")), place)


def names_other(named: Iterable[Place], own: Place) -> bool:
    return any(own.name not in (p.name, p.region) for p in named)


def idiom_of(analysis: Analysis) -> str | None:
    """Whose weapons the standing phrases of a military press office are about, where the text uses one side's."""
    sides = {h.path[1] for h in analysis.of("idioms")}
    return sides.pop() if len(sides) == 1 else None


def enemy_heard(heard: list[Speaker]) -> str | None:
    """The other side than the one whose officials tell, where no more than one side's do, anywhere in the text."""
    sides = {s.side for s in heard if s.name not in ATTACKERS}
    return other(sides.pop()) if len(sides) == 1 else None


def make_fact(analysis: Analysis, told: Told, totals: Totals) -> Fact:
    mention, number = told.mention, told.mention.number
    is_part = told.place is not None and bool(totals_of(told, totals))
    what = Count(
        thing=told.thing,
        action=told.action,
        value=number.value,
        bound=number.bound if number.high is None else Bound.AT_LEAST,
        high=number.high,
        attacker=told.attacker,
        place=told.place,
        scope="cumulative" if told.is_cumulative else "attack",
        added=number.added,
        corrected=told.is_corrected,
        part=is_part,
    )
    standing = told.standing
    if standing is Standing.ASSERTED and told.day.is_old:
        standing = Standing.HISTORIC
    sources = "; ".join(s for s in (told.source, mention.source) if s)
    return Fact(
        what=what,
        span=analysis.span(mention.first, max(mention.last, number.last)),
        evidence=Span(told.sentence.start, told.sentence.end),
        found_by=f"count: {sources}",
        claimed_by=told.speaker.name if told.speaker else None,
        claimed_by_side=told.speaker.side if told.speaker else None,
        day=told.day.day,
        day_from_text=told.day.from_text,
        standing=standing,
    )
