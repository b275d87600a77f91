"""Counts of weapons: each sentence is laid out, its numbers tell, and the whole text settles what they leave open."""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.model import Bound, Count, Fact, Span, Standing, Unread
from bot.reading.analysis import Analysis, Hit
from bot.reading.compile import Reader
from bot.reading.districts import find_districts
from bot.reading.frame import Frame, Memory, Told
from bot.reading.heads import ends_in_colon, find_head
from bot.reading.link import Link, best_link
from bot.reading.mentions import Mention
from bot.reading.noun_phrases import find_mentions
from bot.reading.place_phrases import find_capitals, find_places, point_back
from bot.reading.places import Place
from bot.reading.predicates import find_predicates
from bot.reading.scene import Speaker, find_speakers, other, territory_of
from bot.reading.tell import WEAPONS, tell
from bot.reading.tokens import Sentence
from bot.reading.vocabulary import Grammar
from bot.reading.where import Where


def find_counts(reader: Reader, analysis: Analysis) -> tuple[list[Fact], list[Unread]]:
    """All counts of weapons, and the numbers beside weapons that were left out, with the reason."""
    if not any(h.path[0] in ("things", "subtypes") and h.path[1] in WEAPONS for h in analysis.hits):
        return [], []
    grammar = reader.tongues[analysis.language].grammar
    memory = Memory(votes=first_votes(analysis))
    enemy = other(analysis.side) if analysis.side else grammar.enemy or enemy_of(analysis)
    every: list[Told] = []
    heard: list[Speaker] = []
    unread: list[Unread] = []
    busy = sorted(h.first for section in TELLING for h in analysis.index.of_section.get(section, ()))
    for index, sentence in enumerate(analysis.split.sentences):
        if is_correction(analysis, sentence):
            mark_corrected(every, index)
        at = bisect.bisect_left(busy, sentence.first)
        is_quiet = (at == len(busy) or busy[at] >= sentence.last) and not analysis.numbers_in(sentence)
        if is_quiet and not ends_in_colon(analysis.split, sentence):
            continue
        frame = lay_out(analysis, grammar, reader.places.places, index, sentence, memory, enemy, unread)
        every.extend(read_sentence(frame, memory, unread))
        heard.extend(s for s in frame.speakers if tells(analysis, sentence, s))
    settle_places(analysis, every, heard)
    settle_owners(every, memory.votes, ground_votes(analysis), idiom_of(analysis))
    every = drop_other_wars(analysis, every, unread)
    settle_scope(every)
    totals = find_totals(every)
    kept = drop_parts(analysis, every, totals, unread)
    return [make_fact(analysis, told, totals) for told in kept], unread


def is_correction(analysis: Analysis, sentence: Sentence) -> bool:
    """ "The first figure was too high and has been corrected": a sentence without a number about the ones before."""
    if next(analysis.hits_in(sentence, "corrections"), None) is None or analysis.numbers_in(sentence):
        return False
    return next(analysis.hits_in(sentence, "figures"), None) is not None


def mark_corrected(every: list[Told], index: int) -> None:
    """What the sentence before told is what the correction came to."""
    for told in reversed(every):
        if told.mention.sentence != index - 1:
            return
        told.is_corrected = True


TELLING = ("things", "subtypes", "sides", "speakers", "officials", "places", "capitals", "same_place")
"""Sections without a hit of which, and without a number, a sentence tells and leaves nothing."""


def first_votes(analysis: Analysis) -> Counter[str]:
    """What adjectives on weapons say all over the text, for what nothing else settles."""
    votes: Counter[str] = Counter()
    for hit in analysis.hits:
        if hit.path[0] == "sides" and hit.path[1] in ("RU", "UA") and hit.path[2] == "adjective":
            if analysis.starting_at(hit.last, "things", "subtypes"):
                votes[hit.path[1]] += 1
        elif hit.path[0] == "sides" and hit.path[1] in ("RU", "UA") and hit.path[2] == "actor":
            votes[hit.path[1]] += attacks(analysis, hit)
    return votes


def attacks(analysis: Analysis, hit: Hit) -> bool:
    """ "Russia attacked again": the side stands as the subject right before a verb of attack."""
    cases = hit.grams & {"nomn", "gent", "datv", "accs", "ablt", "loct"}
    if cases and "nomn" not in cases:
        return False
    return any(
        h.path[1] in ("launched", "hit") and h.path[-1] != "of" and {"past", "VERB"} & h.grams
        for h in analysis.starting_at(hit.last, "actions")
    )


def enemy_of(analysis: Analysis) -> str | None:
    """The side that "the enemy" is: the other one than most speakers and places of the text."""
    sides: Counter[str] = Counter()
    for hit in analysis.hits:
        if hit.path[0] == "speakers":
            sides[hit.path[1]] += 2
        elif hit.path[0] == "places" and hit.place is not None and hit.path[1] in ("region", "city"):
            side = territory_of(hit.place)
            if side:
                sides[side] += 1
    best = sides.most_common(1)
    return other(best[0][0]) if best else None


def lay_out(
    analysis: Analysis,
    grammar: Grammar,
    places: Mapping[str, Place],
    index: int,
    sentence: Sentence,
    memory: Memory,
    enemy: str | None,
    unread: list[Unread],
) -> Frame:
    """The sentence as a frame; numbers that count nothing of ours are noted as unread."""
    speakers = find_speakers(analysis, places, sentence)
    wheres = find_places(analysis, grammar, sentence, speakers) + find_capitals(analysis, places, sentence)
    speakers = [with_place(s, wheres, memory) for s in speakers]
    if speakers:
        memory.speaker, memory.speaker_at = speakers[-1], index
    wheres += places_told(analysis, grammar, places, sentence, speakers, memory, wheres)
    mentions = find_mentions(analysis, grammar, index, sentence) if analysis.numbers_in(sentence) else []
    for mention in mentions:
        if mention.why_not and near_weapon(analysis, mention):
            unread.append(Unread(analysis.span(mention.number.core, mention.number.last), mention.why_not))
    live = [m for m in mentions if not m.why_not]
    predicates = find_predicates(analysis, grammar, sentence, live) if live else []
    links = {m: best_link(analysis, grammar, m, predicates, live) for m in live}
    share_links(analysis, live, links)
    first = is_place_first(analysis, live, wheres)
    table = is_loss_table(analysis, mentions)
    return Frame(
        analysis, grammar, index, sentence, live, predicates, links, wheres, speakers, enemy, first, table
    )


MOST_OF_NAME = 3


def is_loss_table(analysis: Analysis, mentions: list[Mention]) -> bool:
    """ "12 tanks, 40 artillery systems and 70 drones": two and more numbers count what an army loses on the ground."""
    of_losses = 0
    for mention in mentions:
        behind = range(mention.number.last, mention.number.last + MOST_OF_NAME)
        of_losses += any(analysis.starting_at(i, "losses") for i in behind)
    return of_losses > 1


def with_place(speaker: Speaker, wheres: list[Where], memory: Memory) -> Speaker:
    """A regional office without a place beside it speaks for the region that the sentence, or the text, is about."""
    if speaker.place is not None or not speaker.kind:
        return speaker
    named = {p for w in wheres for p in w.places if w.how in ("place", "toward") and p.kind == speaker.kind}
    known = memory.speaker.place if memory.speaker else None
    place = named.pop() if len(named) == 1 else memory.region if speaker.kind == "region" else memory.city
    place = known if known is not None and known.kind == speaker.kind else place
    return replace(speaker, place=place, side=territory_of(place)) if place is not None else speaker


CAPITALS = {"UA": "Kyiv", "RU": "Moscow"}


def places_told(
    analysis: Analysis,
    grammar: Grammar,
    places: Mapping[str, Place],
    sentence: Sentence,
    speakers: list[Speaker],
    memory: Memory,
    wheres: list[Where],
) -> list[Where]:
    """Phrases that point back to a place, with the place that is meant."""
    local = next((s.place for s in speakers if s.place is not None), None)
    local = local or (memory.speaker.place if memory.speaker else None)
    side = next((s.side for s in speakers if s.side), memory.speaker.side if memory.speaker else None)
    capital = local if local is not None and local.name in CAPITALS.values() else None
    capital = capital or (memory.city if memory.city and memory.city.name in CAPITALS.values() else None)
    capital = capital or places.get(CAPITALS.get(side or "", ""))
    city = next(
        (w.places[-1] for w in reversed(wheres) if w.places[-1:] and w.places[-1].kind == "city"), memory.city
    )
    region = memory.region or (places.get(city.region) if city is not None and city.region else None)
    around = local if local is not None and local.kind == "region" else region
    found = point_back(analysis, sentence, local, city, region, capital)
    return found + find_districts(analysis, grammar, sentence, around, wheres)


def read_sentence(frame: Frame, memory: Memory, unread: list[Unread]) -> list[Told]:
    found: list[Told] = []
    for mention in frame.mentions:
        told, why = tell(frame, mention, memory, found)
        if told:
            found.extend(told)
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
    memory.head = find_head(frame, found) or memory.head
    named = [m for m in frame.mentions if m.thing in WEAPONS and m.last > m.number.last]
    memory.mentions = named or memory.mentions
    for where in frame.wheres:
        for place in where.places:
            if place.kind == "region":
                memory.region = place
            elif place.kind == "city":
                memory.city = place
    return found


def near_weapon(analysis: Analysis, mention: Mention) -> bool:
    """The sentence names weapons at all: only there a reader asks why a number was not read."""
    sentence = analysis.split.sentences[mention.sentence]
    return any(h.path[1] in WEAPONS for h in analysis.hits_in(sentence, "things", "subtypes"))


def is_place_first(analysis: Analysis, mentions: list[Mention], wheres: list[Where]) -> bool:
    """A list whose places stand before their numbers: more of them do than stand behind."""
    before = after = 0
    tokens = analysis.split.tokens
    for mention in mentions:
        for where in wheres:
            if where.how != "place":
                continue
            gap = range(where.last, mention.first)
            before += (
                len(gap) <= 1 and where.last <= mention.first and all(tokens[i].normal in "—-:*_" for i in gap)
            )
            gap = range(mention.last, where.governor)
            after += len(gap) <= 1 and mention.last <= where.governor and all(tokens[i].normal != "," for i in gap)
    return before > after


def share_links(analysis: Analysis, mentions: list[Mention], links: dict[Mention, Link | None]) -> None:
    """Coordinated numbers with nouns have one predicate ("60 drones and one missile were shot down")."""
    for before, mention in zip(mentions, mentions[1:], strict=False):
        have = links.get(before)
        between = range(before.last, mention.first)
        joined = len(between) == 1 and bool(analysis.starting_at(between[0], "conjunctions"))
        if (
            joined
            and have is not None
            and mention.thing not in (None, before.thing)
            and have.predicate.last <= before.first
        ):
            links[mention] = have  # "fired 405 drones and 28 missiles, 386 drones were shot down"
        mine = links.get(mention)
        if (
            have is not None
            and is_led_by_along_with(analysis, mention)
            and (mine is None or mine.predicate.is_noun)
        ):
            links[mention] = Link(have.predicate, have.role, have.action, have.score - 0.5, have.source)
        if links.get(mention) is None and have is not None and not mention.is_part:
            if len(between) <= MOST_IN_ROW and is_row(analysis, before, mention):
                links[mention] = Link(have.predicate, have.role, have.action, have.score - 0.5, have.source)


def is_led_by_along_with(analysis: Analysis, mention: Mention) -> bool:
    """ "Along with three missiles", "as well as 12 drones": it goes on with the number before, however far that is."""
    return any(h.last - h.first > 1 for h in analysis.ending_at(mention.first, "conjunctions"))


MOST_IN_ROW = 8
"""Words and marks between two numbers of a row: the kind of the first and what stands between items."""


def is_row(analysis: Analysis, before: Mention, mention: Mention) -> bool:
    """Only marks, "and" and the kind of the first stand between: "3 drones of the type “X”; two missiles and ..."."""
    tokens, is_quoted, is_parted = analysis.split.tokens, False, False
    for i in range(before.last, mention.first):
        word = tokens[i].normal
        if word in QUOTES:
            is_quoted = word in "«“„" or (word == '"' and not is_quoted)
        elif word in (",", ";", "/") or analysis.hits_at(i, "conjunctions"):
            is_parted = True
        elif not (is_quoted or analysis.hits_at(i, "things", "subtypes", "modifiers")):
            return False
    return is_parted


QUOTES = frozenset("\"«»“”„'")


def ground_votes(analysis: Analysis) -> Counter[str]:
    """Whose land the text speaks of most: it is attacked by the other side."""
    sides = Counter(
        other(territory_of(h.place))
        for h in analysis.hits
        if h.place is not None and h.path[1] in ("region", "city")
    )
    for hit in analysis.hits:  # "a Ukrainian power company": it is Ukraine that is attacked
        if hit.path[0] == "sides" and hit.path[1] in ("RU", "UA") and hit.path[2] == "adjective":
            if not analysis.starting_at(hit.last, "things", "subtypes"):
                sides[other(hit.path[1])] += 1
    return Counter({side: count for side, count in sides.items() if side is not None})


def tells(analysis: Analysis, sentence: Sentence, speaker: Speaker) -> bool:
    """False for a ministry that is only named as the owner of the air defence ("ПВО Минобороны")."""
    return speaker.place is not None or not analysis.ending_at(speaker.first, "sides")


def settle_places(analysis: Analysis, every: list[Told], heard: list[Speaker]) -> None:
    """A governor counts for the region: where nobody else tells, numbers without a place are for that place."""
    places = {s.place for s in heard}
    place = places.pop() if len(places) == 1 else None
    if place is None or any(t.located.places and names_other(t.located.places, place) for t in every):
        return
    for told in every:
        if told.place is not None or told.many_places or told.located.places or told.is_cumulative:
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
    sides = {h.path[1] for h in analysis.index.of_section.get("idioms", ())}
    return sides.pop() if len(sides) == 1 else None


def settle_owners(every: list[Told], votes: Counter[str], ground: Counter[str], usual: str | None) -> None:
    """What no sentence settled alone follows the text where it speaks of one side's weapons mostly."""
    tally = votes.copy() or ground
    for told in every:
        if told.attacker:
            tally[told.attacker] += 1
    if not tally and usual:
        tally[usual] += 1
    best = tally.most_common(2)
    if not best or (len(best) > 1 and best[0][1] == best[1][1]):
        return
    for told in every:
        if told.attacker is None and told.is_open:
            told.attacker = best[0][0]


def drop_other_wars(analysis: Analysis, every: list[Told], unread: list[Unread]) -> list[Told]:
    """Weapons of neither side in a text that names another war are not of this one."""
    if not analysis.index.of_section.get("other_wars"):
        return every
    for told in every:
        if told.attacker is None:
            unread.append(Unread(analysis.span(told.mention.core, told.mention.number.last), "of another war"))
    return [told for told in every if told.attacker is not None]


def settle_scope(every: list[Told]) -> None:
    """A number told twice, once of a long time, is of a long time both times."""
    long = {(t.thing, t.action, t.mention.value) for t in every if t.is_cumulative}
    for told in every:
        told.is_cumulative |= (told.thing, told.action, told.mention.value) in long


Totals = dict[tuple[str, str | None], list[Told]]
"""(action, attacker) -> nation-wide numbers, the largest first, no more than a text states."""
MOST_TOTALS = 6


def find_totals(every: list[Told]) -> Totals:
    totals: Totals = {}
    for told in sorted(every, key=lambda t: -t.mention.value):
        if told.place is None and not told.mention.is_named and not told.many_places:
            same = totals.setdefault((told.action, told.attacker), [])
            if len(same) < MOST_TOTALS:
                same.append(told)
    return totals


def totals_of(part: Told, totals: Totals) -> list[Told]:
    """The totals that a number may be a part of."""
    return [
        total
        for total in totals.get((part.action, part.attacker), ())
        if total is not part and total.thing in (part.thing, "mixed") and total.mention.value >= part.mention.value
    ]


def drop_parts(analysis: Analysis, every: list[Told], totals: Totals, unread: list[Unread]) -> list[Told]:
    """Kinds inside a stated total, and numbers for several places inside one, are no facts of their own."""
    kinds = Counter((t.mention.sentence, t.thing) for t in every if t.mention.is_named)
    placed: dict[int, list[Told]] = {}
    for told in every:
        if told.place is not None:
            placed.setdefault(told.mention.sentence, []).append(told)
    kept = []
    for told in every:
        span = analysis.span(told.mention.number.core, told.mention.number.last)
        around = totals_of(told, totals)
        if told.many_places and (around or goes_on_elsewhere(told, placed)):
            unread.append(Unread(span, "one number for several places inside a total"))
        elif around and is_kind_inside(told, around, kinds[told.mention.sentence, told.thing] > 1):
            unread.append(Unread(span, "a kind inside a total"))
        else:
            kept.append(told)
    return kept


MOST_BESIDE = 24
"""Numbers with a place that are looked at beside one for several places."""


def goes_on_elsewhere(told: Told, placed: dict[int, list[Told]]) -> bool:
    """ "70 over A and B. Another 43 over C": beside numbers for other places one for several is a part of the whole."""
    own = {p.name for p in told.located.places}
    at = told.mention.sentence
    beside = [*placed.get(at, ())[:MOST_BESIDE], *placed.get(at + 1, ())[:MOST_BESIDE]]
    return any(
        other.place not in own
        and (other.action, other.attacker) == (told.action, told.attacker)
        and is_same_report(told, other)
        for other in beside
    )


def is_same_report(told: Told, other: Told) -> bool:
    """In one row, or said to be more of the same."""
    return other.mention.sentence == told.mention.sentence or other.mention.number.added


def is_kind_inside(told: Told, totals: list[Told], is_listed: bool) -> bool:
    """A named kind is a part of the total where both share a sentence, where kinds are listed, or for missiles."""
    mention = told.mention
    if not mention.is_named or told.place or mention.whole is not None:
        return False
    return told.thing == "missile" or is_listed or any(t.mention.sentence == mention.sentence for t in totals)


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
