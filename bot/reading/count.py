"""Counts of weapons: mentions, their predicates, places and owners made into facts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from bot.model import Bound, Count, Fact, Span, Standing, Unread
from bot.reading.actors import weigh
from bot.reading.analysis import Analysis
from bot.reading.compile import Reader
from bot.reading.days import attack_day
from bot.reading.link import Link, best_link, governor
from bot.reading.locate import Located, Where, find_places, locate
from bot.reading.mentions import Mention, find_mentions
from bot.reading.modality import is_cumulative, standing_of
from bot.reading.places import Place
from bot.reading.predicates import Predicate, find_predicates
from bot.reading.scene import Speaker, find_speakers, other, territory_of
from bot.reading.tokens import MARK, Sentence
from bot.reading.vocabulary import Grammar

WEAPONS = frozenset({"drone", "missile", "mixed"})
NATIONAL = 3
"""Length of the path of a speaker whose word is for no single place."""


@dataclass(slots=True)
class Told:
    """One number with all that was found out about it."""

    mention: Mention
    sentence: Sentence
    thing: str
    action: str
    source: str
    link: Link | None
    located: Located
    speaker: Speaker | None
    attacker: str | None = None
    place: str | None = None
    standing: Standing = Standing.ASSERTED
    is_cumulative: bool = False
    is_inherited: bool = False
    many_places: bool = False
    is_corrected: bool = False
    reasons: tuple[str, ...] = ()


@dataclass(slots=True)
class Memory:
    """What the sentences before leave for the next."""

    told: Told | None = None
    thing: str | None = None
    region: Place | None = None
    city: Place | None = None
    speaker: Speaker | None = None
    speaker_at: int = -9
    cumulative_at: int = -9
    votes: Counter[str] = field(default_factory=Counter)


def find_counts(reader: Reader, analysis: Analysis) -> tuple[list[Fact], list[Unread]]:
    """All counts of weapons, and the numbers beside weapons that were left out, with the reason."""
    if not any(h.path[0] in ("things", "subtypes") and h.path[1] in WEAPONS for h in analysis.hits):
        return [], []
    grammar = reader.tongues[analysis.language].grammar
    places = dict(reader.places.places)
    memory = Memory(votes=first_votes(analysis))
    enemy = enemy_of(analysis, places)
    every: list[Told] = []
    unread: list[Unread] = []
    for index, sentence in enumerate(analysis.split.sentences):
        told, left_out = read_sentence(analysis, grammar, places, index, sentence, memory, enemy)
        every.extend(told)
        unread.extend(left_out)
    settle_attackers(analysis, every, memory.votes)
    kept = drop_parts(every, unread, analysis)
    facts = [make_fact(analysis, t, every) for t in kept]
    return facts, unread


def first_votes(analysis: Analysis) -> Counter[str]:
    """What adjectives on weapons say all over the text, for what nothing else settles."""
    votes: Counter[str] = Counter()
    for hit in analysis.hits:
        if hit.path[0] == "sides" and hit.path[1] in ("RU", "UA") and hit.path[2] == "adjective":
            if analysis.starting_at(hit.last, "things", "subtypes"):
                votes[hit.path[1]] += 1
    return votes


def enemy_of(analysis: Analysis, places: dict[str, Place]) -> str | None:
    """The side that "the enemy" is: the other one than the outlet, else than most speakers of the text."""
    if analysis.side in ("UA", "RU"):
        return other(analysis.side)
    sides: Counter[str] = Counter()
    for hit in analysis.hits:
        if hit.path[0] == "speakers":
            sides[hit.path[1]] += 2
        elif hit.path[0] == "places" and hit.place is not None:
            side = territory_of(hit.place)
            if side and hit.place.kind in ("region", "city") and hit.path[1] != "bare":
                sides[side] += 1
    best = sides.most_common(1)
    return other(best[0][0]) if best else {"uk": "RU"}.get(analysis.language)


def read_sentence(
    analysis: Analysis,
    grammar: Grammar,
    places: dict[str, Place],
    index: int,
    sentence: Sentence,
    memory: Memory,
    enemy: str | None,
) -> tuple[list[Told], list[Unread]]:
    speakers = find_speakers(analysis, places, sentence)
    numbers = analysis.numbers_in(sentence)
    if speakers:
        memory.speaker, memory.speaker_at = speakers[-1], index
    wheres = find_places(analysis, grammar, sentence, speakers)
    found: list[Told] = []
    unread: list[Unread] = []
    mentions = find_mentions(analysis, grammar, index, sentence) if numbers else []
    live = [m for m in mentions if not m.why_not]
    for mention in mentions:
        if mention.why_not and near_weapon(analysis, mention):
            unread.append(Unread(analysis.span(mention.number.core, mention.number.last), mention.why_not))
    if live:
        predicates = find_predicates(analysis, grammar, sentence, live)
        links = {m: best_link(analysis, grammar, m, predicates, live) for m in live}
        share_links(analysis, live, links)
        place_first = is_place_first(analysis, live, wheres)
        for mention in live:
            told, why = read_mention(
                analysis, grammar, index, sentence, mention, links, live, wheres, speakers, memory, enemy,
                place_first, predicates, found,
            )  # fmt: skip
            if told:
                found.extend(told)
                memory.told, memory.thing = told[-1], told[-1].thing
            elif why:
                unread.append(Unread(analysis.span(mention.number.core, mention.number.last), why))
    remember_places(wheres, memory, bool(found))
    return found, unread


def near_weapon(analysis: Analysis, mention: Mention) -> bool:
    return any(analysis.hits_at(i, "things", "subtypes") for i in range(mention.first, mention.last + 4))


def remember_places(wheres: list[Where], memory: Memory, _: bool) -> None:
    for where in wheres:
        for place in where.places:
            if place.kind == "region":
                memory.region = place
            elif place.kind == "city":
                memory.city = place


def is_place_first(analysis: Analysis, mentions: list[Mention], wheres: list[Where]) -> bool:
    """A list whose places stand before their numbers: two or more do, each right before its number."""
    before = after = 0
    tokens = analysis.split.tokens
    for mention in mentions:
        if any(w.last <= mention.first <= w.last + 1 and w.how == "place" and gap_is_quiet(tokens, w.last, mention.first)
               for w in wheres):  # fmt: skip
            before += 1
        if any(mention.last <= w.governor <= mention.last + 1 and w.how == "place" for w in wheres):
            after += 1
    return before > after


def gap_is_quiet(tokens: tuple[object, ...], first: int, last: int) -> bool:
    return all(tokens[i].normal in "—-:*_" for i in range(first, last))  # type: ignore[attr-defined]


def share_links(analysis: Analysis, mentions: list[Mention], links: dict[Mention, Link | None]) -> None:
    """An N of M without a predicate of its own takes that of its M, and the other way round for coordination."""
    for before, mention in zip(mentions, mentions[1:], strict=False):
        have = links.get(before)
        if (
            links.get(mention) is None
            and have is not None
            and not mention.is_part
            and follows(analysis, before, mention)
        ):
            links[mention] = Link(have.predicate, have.role, have.action, have.score - 0.5, have.source)


def follows(analysis: Analysis, before: Mention, mention: Mention) -> bool:
    """Only "and" or a comma between two numbers with nouns: one predicate for both."""
    between = range(before.last, mention.first)
    return len(between) <= 2 and all(
        analysis.split.tokens[i].normal in (",", "/") or analysis.starting_at(i, "conjunctions") for i in between
    )


def read_mention(
    analysis: Analysis,
    grammar: Grammar,
    index: int,
    sentence: Sentence,
    mention: Mention,
    links: dict[Mention, Link | None],
    mentions: list[Mention],
    wheres: list[Where],
    speakers: list[Speaker],
    memory: Memory,
    enemy: str | None,
    place_first: bool,
    predicates: list[Predicate],
    found: list[Told],
) -> tuple[list[Told], str]:
    """The facts of one mention (several where it is "five each over A and B"), or why there is none."""
    link = links[mention]
    thing = mention.thing or (memory.thing if may_inherit_thing(analysis, mention, memory, found, index) else None)
    if thing is None:
        return [], "no weapon that it could count"
    if thing not in WEAPONS:
        return [], f"counts {thing} things"
    before = (
        found[-1] if found else memory.told if memory.told and index - memory.told.mention.sentence <= 1 else None
    )
    located = locate(analysis, grammar, mention, link, wheres, mentions, place_first)
    action, source, inherited = "", "", False
    if link is not None and not (mention.is_part and is_weak_part(mention, link, located)):
        action, source = link.action, link.source
    if mention.is_whole:
        action, source = whole_action(analysis, mention, links, predicates)
        link = links[mention] if action and links[mention] and links[mention].action == action else link  # type: ignore[union-attr]
    if not action:
        if mention.is_part and not located.places:
            return [], "a part of a number just told"
        item = is_list_item(analysis, mention, located, before, sentence)
        if before is not None and item and before.standing is Standing.ASSERTED:
            action, source, inherited = before.action, before.source, True
        elif located.places and item and over_own(located, speakers, memory, index):
            action, source = "downed", "a list of places by who defends them"
    if action == "noted":
        action = "launched"
    if not action:
        return [], "nothing says what became of them"
    if action in ("produced", "delivered", "exercised", "foiled", "defensive"):
        thing_told = Told(mention, sentence, thing, action, source, link, located, None)
        thing_told.standing = link.predicate.standing if link else Standing.ASSERTED
        return [thing_told], ""
    speaker = nearest(speakers, mention) or (memory.speaker if index - memory.speaker_at <= 2 else None)
    told = Told(mention, sentence, thing, action, source, link, located, speaker, is_inherited=inherited)
    told.standing, reason = standing_of(analysis, grammar, sentence, mention, link)
    cumulative, why = is_cumulative(
        analysis, grammar, sentence, mention, link, index - memory.cumulative_at == 1 and mention.number.added
    )
    told.is_cumulative = cumulative
    if cumulative:
        memory.cumulative_at = index
        told.reasons += (f"cumulative {why}",)
    told.is_corrected = any(True for _ in analysis.hits_in(sentence, "corrections"))
    evidence = weigh(
        analysis, grammar, sentence, mention, link, action, located, wheres, nearest(speakers, mention), enemy
    )
    if not nearest(speakers, mention) and speaker is not None and speaker.side:
        evidence.add(other(speaker.side), 1.3, f"{speaker.name} before")
    if before is not None and before.attacker:
        evidence.add(before.attacker, 2.0 if before.mention.sentence == index else 1.0, "as before")
    if mention.whole is not None or mention.is_part or inherited:
        evidence.add(before.attacker if before else None, 3.0, "part of that")
    told.attacker = evidence.side()
    if told.attacker is None and not evidence.is_unknown:
        told.reasons += ("open",)
    told.reasons += (*evidence.reasons, *((reason,) if reason else ()))
    return spread(analysis, sentence, told, speakers, memory, index, before), ""


def is_weak_part(mention: Mention, link: Link, located: Located) -> bool:
    """A part keeps only a predicate that stands behind it ("of which 42 were shot down")."""
    return link.predicate.last <= mention.first and link.score < 3.4


def may_inherit_thing(analysis: Analysis, mention: Mention, memory: Memory, found: list[Told], index: int) -> bool:
    return bool(found) or (memory.told is not None and index - memory.told.mention.sentence <= 1)


def whole_action(
    analysis: Analysis, mention: Mention, links: dict[Mention, Link | None], predicates: list[Predicate]
) -> tuple[str, str]:
    """What the M of "N of M" did: its own participle right behind it, else it is what was launched."""
    own = links[mention]
    part = next((m for m in links if m.whole is mention), None)
    of_part = links.get(part) if part is not None else None
    if own is not None and own.predicate.first - mention.last in range(0, 3):
        if of_part is None or own.predicate is not of_part.predicate:
            return own.action, own.source
    if of_part is not None and of_part.action in ("downed", "hit"):
        return "launched", "N of M"
    if own is not None and own.predicate.first >= mention.last and own.action == "downed":
        return "launched", "N of M"
    return "", ""


def is_list_item(
    analysis: Analysis, mention: Mention, located: Located, before: Told | None, sentence: Sentence
) -> bool:
    """A number of a list: it has a place of its own, or stands in a row with the one before."""
    if located.places:
        return True
    if mention.number.added or mention.is_part:
        return True
    if before is None or before.mention.sentence != mention.sentence:
        return False
    tokens = analysis.split.tokens
    between = range(before.mention.last, mention.first)
    return len(between) <= 3 and all(
        tokens[i].kind == MARK or analysis.starting_at(i, "conjunctions") for i in between
    )


def over_own(located: Located, speakers: list[Speaker], memory: Memory, index: int) -> bool:
    """The speaker's side counts over its own land: these are what it shot down."""
    speaker = speakers[-1] if speakers else memory.speaker if index - memory.speaker_at <= 1 else None
    return speaker is not None and any(territory_of(p) == speaker.side for p in located.places)


def nearest(speakers: list[Speaker], mention: Mention) -> Speaker | None:
    """The claimant of the sentence; of several the one nearest to the number that has a side."""
    return min(
        speakers,
        key=lambda s: (s.side is None, min(abs(s.first - mention.last), abs(mention.first - s.last))),
        default=None,
    )


def spread(
    analysis: Analysis,
    sentence: Sentence,
    told: Told,
    speakers: list[Speaker],
    memory: Memory,
    index: int,
    before: Told | None,
) -> list[Told]:
    """The place of the fact: its own, one taken over, or one fact for each of several."""
    places = [p for p in told.located.places if not is_home(p)]
    if not places and not told.located.places:
        taken = taken_over(analysis, sentence, told, speakers, memory, index, before)
        places = [taken] if taken is not None else []
    if len(places) > 1 and told.mention.number.each:
        return [replace(told, place=p.name) for p in places]
    if len(places) > 1:
        told.many_places = True
    elif places:
        told.place = places[0].name
    return [told]


def is_home(place: Place) -> bool:
    return place.kind == "country" and place.country in ("UA", "RU")


def taken_over(
    analysis: Analysis,
    sentence: Sentence,
    told: Told,
    speakers: list[Speaker],
    memory: Memory,
    index: int,
    before: Told | None,
) -> Place | None:
    """A place that the sentence only points to: "over the region", an office's own place, the whole's place."""
    mention = told.mention
    if any(True for _ in analysis.hits_in(sentence, "whole_country")):
        return None
    for hit in analysis.hits_in(sentence, "same_place"):
        if hit.path[1] == "region":
            local = memory.speaker.place if memory.speaker and memory.speaker.place else None
            return memory.region or (local if local and local.kind == "region" else None)
        if hit.path[1] == "city":
            local = memory.speaker.place if memory.speaker and memory.speaker.place else None
            return local if local and local.kind == "city" else memory.city
        if before is not None:
            return before.located.places[0] if before.located.places else memory.city or memory.region
    if (
        before is not None
        and before.mention.sentence == index
        and (mention.is_part or before.mention.whole is mention)
    ):
        return before.located.places[0] if len(before.located.places) == 1 else place_named(before, memory)
    if mention.whole is not None:
        return None
    local_speaker = nearest(speakers, mention)
    if local_speaker is not None:
        return local_speaker.place
    return None


def place_named(before: Told, memory: Memory) -> Place | None:
    return next((p for p in (memory.city, memory.region) if p is not None and p.name == before.place), None)


def settle_attackers(analysis: Analysis, every: list[Told], votes: Counter[str]) -> None:
    """What no sentence settled alone follows the text where it speaks of one side's weapons only."""
    tally = votes.copy()
    for told in every:
        if told.attacker:
            tally[told.attacker] += 1
    best = tally.most_common(2)
    if not best or (len(best) > 1 and best[0][1] == best[1][1]):
        return
    for told in every:
        if told.attacker is None and "open" in told.reasons:
            told.attacker = best[0][0]


def drop_parts(every: list[Told], unread: list[Unread], analysis: Analysis) -> list[Told]:
    """Kinds inside a stated total, and numbers for several places inside one, are no facts of their own."""
    kept = []
    for told in every:
        totals = [t for t in every if t is not told and is_total_of(t, told)]
        if told.many_places and totals:
            unread.append(Unread(span_of(analysis, told), "one number for several places inside a total"))
        elif told.mention.is_named and totals and not told.place and told.mention.whole is None:
            unread.append(Unread(span_of(analysis, told), "a kind inside a total"))
        else:
            kept.append(told)
    return kept


def is_total_of(total: Told, part: Told) -> bool:
    return (
        total.action == part.action
        and total.attacker == part.attacker
        and total.thing in (part.thing, "mixed")
        and total.place is None
        and not total.mention.is_named
        and not total.many_places
        and total.mention.value >= part.mention.value
    )


def span_of(analysis: Analysis, told: Told) -> Span:
    return analysis.span(told.mention.number.core, told.mention.number.last)


def make_fact(analysis: Analysis, told: Told, every: list[Told]) -> Fact:
    mention, number = told.mention, told.mention.number
    is_part = told.place is not None and any(is_total_of(t, told) for t in every if t is not told)
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
    day, from_text, is_old = attack_day(analysis, mention.first, told.sentence)
    standing = told.standing
    if standing is Standing.ASSERTED and is_old:
        standing = Standing.HISTORIC
    sources = "; ".join(s for s in (told.source, mention.source) if s)
    return Fact(
        what=what,
        span=analysis.span(mention.first, max(mention.last, mention.number.last)),
        evidence=Span(told.sentence.start, told.sentence.end),
        found_by=f"count: {sources}",
        claimed_by=told.speaker.name if told.speaker else None,
        claimed_by_side=told.speaker.side if told.speaker else None,
        day=day,
        day_from_text=from_text,
        standing=standing,
    )
