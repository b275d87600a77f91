"""Named places that change what they are: airports that close and reopen, and the rules' own classes.

Sentence by sentence: groups of places, predicates, links between them; then what only the text as a whole can
settle: what "the airport" and "both" stand for, whose weather it was, what had been closed before.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.model import Fact, Span, Standing, Status, Unread
from bot.reading.analysis import Analysis
from bot.reading.compile import Reader
from bot.reading.gazetteer.names import AIRPORT, Named
from bot.reading.status_classes import OwnStates, find_class_predicates, own_states
from bot.reading.status_elision import Link, follows, turn
from bot.reading.status_groups import Group, find_groups
from bot.reading.status_hours import find_day, find_hours
from bot.reading.status_links import link
from bot.reading.status_looks import AGREED, CLOSED, NORMAL, REOPENED, Predicate
from bot.reading.status_memory import Memory, resolve
from bot.reading.status_moods import Cause, airline_of, find_cause, part_of_airport, spread_cause, standing_of
from bot.reading.status_names import OWN, Key, find_names
from bot.reading.status_predicates import find_predicates
from bot.reading.status_scene import Scene, read_scene
from bot.reading.tokens import WORD

TOLD_BEFORE = 3
"""Sentences back in which restrictions were told of that "they" may mean."""
TOMORROW = dt.timedelta(days=1)
"""A date after this is a plan; the next day's may be a matter of time zones."""


@dataclass(slots=True)
class Text:
    """A text under reading: its sentences, what was told so far, what was found."""

    reader: Reader
    scenes: list[Scene]
    causes: list[Cause]
    own: OwnStates
    memory: Memory = field(default_factory=Memory)
    facts: dict[tuple[Key, str], Fact] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)


def find_status(reader: Reader, analysis: Analysis) -> tuple[list[Fact], list[Unread]]:
    """Facts of kind status, one for each place and state, and what was seen but left out, with the reason."""
    if not analysis.of("airport_words") and not analysis.of("named"):
        return [], []
    scenes = [read_scene(analysis, sentence) for sentence in analysis.split.sentences]
    text = Text(reader, scenes, [find_cause(scene) for scene in scenes], own_states(reader))
    for number, scene in enumerate(scenes):
        scene.tells_of_limits = any(s.has("limit") for s in scenes[max(0, number - TOLD_BEFORE) : number])
        groups = find_groups(reader, scene, text.memory.recent)
        predicates = find_predicates(scene)
        if reader.gazetteers:
            own = find_class_predicates(reader, scene, groups)
            predicates = sorted((*predicates, *own), key=lambda p: (p.first, p.last))
        for made in link_sentence(text, number, groups, predicates):
            for fact in read_link(text, number, made):
                keep(text, fact)
        text.memory.note_city(reader, scene, number)
        text.memory.note_names(groups)
        for group in groups:
            note_unnamed(text, scene, group)
    return list(text.facts.values()), text.unread


def keep(text: Text, fact: Fact) -> None:
    """One fact for each place and state: the first, but an asserted one before any other."""
    what = fact.what
    if not isinstance(what, Status):
        return
    key = ((what.of, what.place_id), what.state)
    known = text.facts.get(key)
    is_better = (
        known is not None and known.standing is not Standing.ASSERTED and fact.standing is Standing.ASSERTED
    )
    if known is None or is_better:
        text.facts[key] = fact


def note_unnamed(text: Text, scene: Scene, group: Group) -> None:
    if group.kind == "unsettled":
        span = scene.analysis.span(group.first, group.last)
        text.unread.append(Unread(span, "a city with several airports, and none of them named"))


def link_sentence(text: Text, number: int, groups: list[Group], predicates: list[Predicate]) -> list[Link]:
    """Links of a sentence; lines that only list names belong to the predicate of a line above that ends in ":"."""
    scene, memory = text.scenes[number], text.memory
    groups = [g for g in groups if g.kind != "unsettled"]
    named = [g for g in groups if g.kind in ("named", "weak")]
    if memory.pending is not None:
        if named and not predicates:
            return [Link(memory.pending.predicate, g) for g in named]
        if predicates or groups:
            memory.pending = None
    heading, memory.heading = memory.heading, None
    if heading is not None and named and not predicates and lists_more(text, scene, named):
        memory.heading = heading
        return [Link(heading.predicate, g) for g in named]
    near = text.scenes[max(0, number - 1) : number + 2]
    is_airport_talk = bool(named) and any(s.has("noun", "flights", "alarm", "regulator") for s in near)
    is_airport_talk = is_airport_talk or any(g.kind == "named" for g in groups)
    is_airport_talk = is_airport_talk or (bool(named) and number - memory.told_at <= 1)
    links = link(scene, groups, predicates, is_airport_talk, text.own)
    last, memory.last = memory.last, next((m for m in reversed(links) if m.group is not None), None)
    if last is not None:
        links += [t for g in named[:1] if (t := turn(scene, g, last)) is not None]
        links += [t for g in named[:1] if (t := follows(scene, g, last)) and all(m.group is not g for m in links)]
    memory.heading = next((made for made in links if is_heading(made)), None)
    if links and scene.tokens[scene.sentence.last - 1].normal == ":":
        is_open = links[-1].group is None or links[-1].group.kind not in ("named", "weak")
        memory.pending = links[-1] if is_open and links[-1].predicate.state in (CLOSED, REOPENED) else None
    return links


def is_heading(made: Link) -> bool:
    """Closed or reopened, but of airports without a name ("several airports"), or of none."""
    is_open = made.group is None or made.group.kind == "generic" or made.group.word == "plural"
    return is_open and made.predicate.state in (CLOSED, REOPENED) and made.before is None


def lists_more(text: Text, scene: Scene, named: Sequence[Group]) -> bool:
    """ "Among them are A and B", or a line that holds nothing but names."""
    first = scene.sentence.first
    while first < scene.sentence.last and scene.tokens[first].kind != WORD:
        first += 1
    if scene.at(first, "including"):
        return True
    held = {i for g in named for i in range(g.first, g.last)}
    held |= {i for n in find_names(text.reader, scene) for i in range(n.first, n.last)}
    return all(
        i in held or scene.tokens[i].kind != WORD or scene.covering(i, "and", "noun", "glue", "also", "including")
        for i in range(scene.sentence.first, scene.sentence.last)
    )


def read_link(text: Text, number: int, made: Link) -> Iterator[Fact]:
    """The facts of one predicate about its places, or the reason why there are none."""
    scene, memory, predicate = text.scenes[number], text.memory, made.predicate
    if made.group is not None and made.group.word == "whole" and named_alone(text) & set(made.group.keys):
        return
    keys = resolve(text.reader, scene, made, memory, number)
    state = state_of(predicate, keys, memory)
    if not keys or state == NORMAL:
        if keys and made.group is not None and made.group.kind == "named":
            memory.remember(keys, number)
        return
    span = span_of(scene, made)
    why = reason_against(text, number, made, state, keys)
    memory.remember(keys, number)
    if why:
        text.unread.append(Unread(span, why))
        return
    after = text.scenes[number + 1] if number + 1 < len(text.scenes) else None
    standing, mood = standing_of(scene, predicate, made.group, after)
    if is_before_news(scene, predicate, keys, memory):
        standing, mood = Standing.HISTORIC, "before the closure it is told with"
    if standing is Standing.ASSERTED and state == CLOSED:
        memory.closed.update(keys)
    for key in keys:
        if named := text.reader.named.places.get(key):
            yield build_fact(scene, made, named, state, standing, mood, span)


def named_alone(text: Text) -> set[Key]:
    """Airports that the text calls by their own names: then "Moscow's airports" are those."""
    names = (name for scene in text.scenes for name in find_names(text.reader, scene))
    return {name.keys[0] for name in names if name.how == OWN and len(name.keys) == 1}


def state_of(predicate: Predicate, keys: Sequence[Key], memory: Memory) -> str:
    """ "Now working as usual" is a reopening where the text has told of the closure."""
    if predicate.is_of_closed:
        return REOPENED if keys and all(k in memory.closed for k in keys) else NORMAL
    if predicate.state != NORMAL or not predicate.is_again:
        return predicate.state
    return REOPENED if keys and all(k in memory.closed for k in keys) else NORMAL


def reason_against(text: Text, number: int, made: Link, state: str, keys: Sequence[Key]) -> str:
    """Why a told change is none of ours, empty where it is."""
    scene, memory = text.scenes[number], text.memory
    if all(of != AIRPORT for of, _ in keys):
        return ""
    if state == AGREED:
        return "open by agreement only, no plain closure"
    if scene.sentence.first <= made.predicate.first < scene.sentence.last:
        part = part_of_airport(scene, made.predicate, made.group)
        if part is not None:
            return f"a part of it or a thing near it ({part.source})"
        airline = airline_of(scene, made.predicate)
        if airline is not None and not made.predicate.needs_place:
            return f"an airline's flights, not the airport ({airline.source})"
    cause = spread_cause(text.scenes, text.causes, number, keys, text.reader.named.cities)
    if cause.veto is not None and not cause.is_threat:
        memory.vetoed.update(keys)
        return f"for another cause than security ({cause.veto.source})"
    if state == REOPENED and not cause.is_threat and all(k in memory.vetoed for k in keys):
        return "had closed for another cause than security"
    return ""


def is_before_news(scene: Scene, predicate: Predicate, keys: Sequence[Key], memory: Memory) -> bool:
    """ "Closed again, hours after it had reopened": the reopening is older than the news."""
    if predicate.state != REOPENED or not all(k in memory.closed for k in keys):
        return False
    afters = list(scene.between(max(scene.sentence.first, predicate.first - 6), predicate.first, "after"))
    afters = [m for m in afters if not any(scene.between(m.last, predicate.first, "close", "stop", "limit"))]
    return any(not scene.commas_between(mark.last, predicate.first) for mark in afters)


def build_fact(
    scene: Scene, made: Link, named: Named, state: str, standing: Standing, mood: str, span: Span
) -> Fact:
    if standing is Standing.ASSERTED and state == CLOSED and named.shut_since is not None:
        standing, mood = Standing.HISTORIC, f"shut since {named.shut_since}"
    day = find_day(scene, made.predicate)
    since, until = find_hours(scene, made.predicate, named.zone, state, day)
    if standing is Standing.ASSERTED and day is not None and day > scene.analysis.published_at.date() + TOMORROW:
        standing, mood = Standing.PLANNED, f"on {day}"
    key = (named.of, named.place_id)
    name = next((n for n in made.group.names if key in n.keys), None) if made.group else None
    claimant, side = claimant_of(scene)
    sources = [made.predicate.source, *([name.source] if name else []), *([mood] if mood else [])]
    what = Status(
        of=named.of,
        place_id=named.place_id,
        name=named.name,
        state=state,
        since=since,
        until=until,
        region=named.region,
        country=named.country,
        remains=made.predicate.remains,
        around=named.around,
    )
    return Fact(
        what=what,
        span=scene.analysis.span(name.first, name.last) if name else span,
        evidence=Span(scene.sentence.start, scene.sentence.end),
        found_by="status: " + "; ".join(dict.fromkeys(sources)),
        claimed_by=claimant,
        claimed_by_side=side,
        day=day,
        day_from_text=day is not None,
        standing=standing,
    )


def claimant_of(scene: Scene) -> tuple[str | None, str | None]:
    """Who says so, as far as the vocabulary lists it: (name, side)."""
    for mark in scene.roles.get("claimants", ()):
        if len(mark.path) > 3:
            return mark.path[3], mark.path[2] if mark.path[2] in ("RU", "UA") else None
    return None, None


def span_of(scene: Scene, made: Link) -> Span:
    """The words of the group and the predicate, as far as they stand in this sentence."""
    first, last = made.predicate.first, made.predicate.last
    group = made.group
    if group is not None and not scene.sentence.first <= first < scene.sentence.last:
        first, last = group.first, group.last
    elif group is not None and group.kind == "named":
        first, last = min(first, group.first), max(last, group.last)
    return scene.analysis.span(first, last)
