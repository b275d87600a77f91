"""A sentence laid out: its speakers, places, mentions, predicates and their links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.model import Unread
from bot.reading.analysis import Analysis
from bot.reading.city_adjectives import find_named_after
from bot.reading.compile import Tongue
from bot.reading.districts import find_districts
from bot.reading.foreign import find_foreign
from bot.reading.frame import Frame, Memory
from bot.reading.front import is_front_table
from bot.reading.headed import link_headed, made_of
from bot.reading.item_rows import pair_rows
from bot.reading.link import best_link
from bot.reading.mentions import Mention
from bot.reading.noun_phrases import find_mentions
from bot.reading.nouns_before import WEAPONS
from bot.reading.place_phrases import find_capitals, find_places, point_back
from bot.reading.places import Place
from bot.reading.predicates import Predicate, find_predicates
from bot.reading.scene import CITY_REGIONS, Speaker, find_speakers, other, territory_of
from bot.reading.shared_links import share_backwards, share_links
from bot.reading.split_verbs import join_split
from bot.reading.tokens import Sentence
from bot.reading.vocabulary import Grammar
from bot.reading.where import Where


def lay_out(
    analysis: Analysis,
    tongue: Tongue,
    places: Mapping[str, Place],
    index: int,
    sentence: Sentence,
    memory: Memory,
    enemy: str | None,
    unread: list[Unread],
) -> Frame:
    """The sentence as a frame; numbers that count nothing of ours are noted as unread."""
    grammar = tongue.grammar
    speakers = find_speakers(analysis, places, sentence)
    capitals = find_capitals(analysis, places, sentence)
    wheres = apart(find_places(analysis, grammar, sentence, speakers), capitals) + capitals
    speakers = [with_place(s, wheres, memory) for s in speakers]
    if speakers:
        memory.speaker, memory.speaker_at = speakers[-1], index
    named = find_named_after(analysis, tongue.cities, sentence)
    pointing = places_told(analysis, grammar, places, sentence, speakers, memory, wheres, other(enemy))
    wheres += named + apart(pointing, named)
    wheres = find_foreign(analysis, index, sentence) + wheres
    mentions = find_mentions(analysis, grammar, index, sentence) if analysis.numbers_in(sentence) else []
    for mention in mentions:
        if mention.why_not and near_weapon(analysis, mention):
            unread.append(Unread(analysis.span(mention.number.core, mention.number.last), mention.why_not))
    live = [m for m in mentions if not m.why_not]
    predicates = find_predicates(analysis, grammar, sentence, live) if live else []
    predicates = made_of(analysis, sentence, join_split(analysis, live, predicates))
    predicates, wheres = allotted(analysis, predicates, wheres)
    links = {m: best_link(analysis, grammar, m, predicates, live) for m in live}
    link_headed(analysis, sentence, live, links)
    share_links(analysis, live, links)
    share_backwards(analysis, live, links)
    first = is_place_first(analysis, live, wheres)
    table = is_loss_table(analysis, mentions)
    placed = pair_rows(analysis, sentence, live, wheres)
    return Frame(
        analysis, grammar, index, sentence, live, predicates, links, wheres, speakers, enemy, first, placed,
        is_front_table(analysis, index, sentence), table,
    )  # fmt: skip


def allotted(
    analysis: Analysis, predicates: list[Predicate], wheres: list[Where]
) -> tuple[list[Predicate], list[Where]]:
    """«По 11 дісталося Липецькій області»: the verb deals out what was told before, to a place in the dative."""
    for predicate in predicates:
        if not analysis.starting_at(predicate.first, "allots"):
            continue
        for at, where in enumerate(wheres):
            is_given = "datv" in analysis.grams.get(where.first, frozenset()) and not where.how
            if is_given and where.first - predicate.last in (0, 1):
                given = replace(where, how="place")
                return [p for p in predicates if p is not predicate], [*wheres[:at], given, *wheres[at + 1 :]]
    return predicates, wheres


MOST_OF_NAME = 3


def is_loss_table(analysis: Analysis, mentions: list[Mention]) -> bool:
    """ "12 tanks, 40 artillery systems and 70 drones": two and more numbers count what an army loses on the ground."""
    of_losses = 0
    for mention in mentions:
        behind = range(mention.number.last, mention.number.last + MOST_OF_NAME)
        of_losses += any(analysis.starting_at(i, "losses") for i in behind)
    return of_losses > 1


def apart(wheres: list[Where], others: list[Where]) -> list[Where]:
    """Those that share no word with one of the others: "over *the capital of Ukraine*" is not over Ukraine."""
    return [w for w in wheres if all(w.first >= o.last or w.last <= o.first for o in others)]


def with_place(speaker: Speaker, wheres: list[Where], memory: Memory) -> Speaker:
    """A regional office without a place beside it speaks for the region that the sentence, or the text, is about."""
    if speaker.place is not None or not speaker.kind:
        return speaker
    named = {p for w in wheres for p in w.places if w.how in ("place", "toward") and p.kind == speaker.kind}
    known = memory.speaker.place if memory.speaker else None
    place = named.pop() if len(named) == 1 else memory.region if speaker.kind == "region" else memory.city
    place = known if known is not None and known.kind == speaker.kind else place
    if place is None and speaker.kind == "region" and memory.city and memory.city.name in CITY_REGIONS:
        place = memory.city  # the governor of Sevastopol
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
    home: str | None,
) -> list[Where]:
    """Phrases that point back to a place, with the place that is meant."""
    local = next((s.place for s in speakers if s.place is not None), None)
    local = local or (memory.speaker.place if memory.speaker else None)
    side = next((s.side for s in speakers if s.side), memory.speaker.side if memory.speaker else None)
    capital = local if local is not None and local.name in CAPITALS.values() else None
    capital = capital or (memory.city if memory.city and memory.city.name in CAPITALS.values() else None)
    capital = capital or places.get(CAPITALS.get(side or home or "", ""))
    city = next(
        (w.places[-1] for w in reversed(wheres) if w.places[-1:] and w.places[-1].kind == "city"), memory.city
    )
    region = memory.region or (places.get(city.region) if city is not None and city.region else None)
    around = local if local is not None and local.kind == "region" else region
    found = point_back(analysis, sentence, local, city, region, capital)
    return found + find_districts(analysis, grammar, sentence, around, wheres)


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
