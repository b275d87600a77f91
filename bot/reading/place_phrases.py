"""The place phrases of a sentence: named, headed, or pointing back to a place told before."""

from __future__ import annotations

from collections.abc import Mapping

from bot.reading.analysis import Analysis, Hit
from bot.reading.place_names import choose_hits
from bot.reading.place_rows import coordinated, narrowed
from bot.reading.places import Place
from bot.reading.scene import Speaker
from bot.reading.tokens import MARK, Sentence
from bot.reading.vocabulary import Grammar
from bot.reading.where import Where, governed


def find_places(analysis: Analysis, grammar: Grammar, sentence: Sentence, speakers: list[Speaker]) -> list[Where]:
    """The place phrases of a sentence, in order. Offices, adjectives and metonyms are none."""
    if next(analysis.hits_in(sentence, "places"), None) is None:
        return []
    taken = {i for s in speakers for i in range(s.first, s.last)}
    chosen = choose_hits(analysis, grammar, sentence, taken)
    found: list[Where] = []
    i = 0
    while i < len(chosen):
        group = [chosen[i]]
        while i + 1 < len(chosen) and coordinated(analysis, group, chosen[i + 1]):
            i += 1
            group.append(chosen[i])
        i += 1
        said = said_behind(analysis, sentence, group[-1].last)
        places = narrowed([h.place for h in group if h.place is not None])
        how, start = governed(analysis, sentence, group[0].first, speakers)
        weapons = analysis.ending_at(start, "things", "subtypes")
        how = "speaker" if said and how == "place" and not weapons else how
        if how in ("place", "from") and is_seat(analysis, sentence, start, group[-1].last, places, speakers):
            how = "speaker"
        if (
            not how
            and len(places) == 1
            and places[0].kind in ("region", "city")
            and is_heading(analysis, sentence, group[0].first, group[-1].last, places[0])
        ):
            how = "place"
        if not how and is_aimed_at(analysis, sentence, group[0].first):
            how = "toward"
        last = group[-1].last
        while last < sentence.last and analysis.starting_at(last, "region_words"):
            last += 1
        found.append(Where(group[0].first, last, tuple(places), how, group[0].source, start))
    return found


MOST_TO_SAYS = 2


def said_behind(analysis: Analysis, sentence: Sentence, at: int) -> bool:
    """ "In Moscow they reported", "in Moscow, meanwhile, they put it at": adverbs may stand between."""
    for _ in range(MOST_TO_SAYS):
        between = analysis.starting_at(at, "adverbs", "clauses")
        if not between:
            break
        at = max(h.last for h in between)
    return at < sentence.last and bool(analysis.starting_at(at, "says"))


MOST_TO_AIM = 3


def is_aimed_at(analysis: Analysis, sentence: Sentence, first: int) -> bool:
    """ "Target: Odesa", "course — the town of Ochakiv": the place stands behind a word for where they fly."""
    for i in range(first - 1, max(sentence.first, first - MOST_TO_AIM) - 1, -1):
        if analysis.split.tokens[i].normal in "—-:":
            return bool(analysis.ending_at(i, "aims"))
    return False


SEATS = {"Moscow": "RU", "Kyiv": "UA"}


def is_seat(
    analysis: Analysis, sentence: Sentence, first: int, last: int, places: list[Place], speakers: list[Speaker]
) -> bool:
    """ "In Moscow the Defence Ministry says ...": where a ministry tells it, not where it was.

    Between commas ("in Moscow, the ministry said, 18 were shot down") who tells it stands aside, and the place
    is that of the drones.
    """
    if len(places) != 1 or places[0].name not in SEATS or not analysis.starting_at(first, "seated"):
        return False
    tokens = analysis.split.tokens
    comma = last < sentence.last and tokens[last].normal == ","
    for speaker in speakers:
        if speaker.place is not None or speaker.side != SEATS[places[0].name]:
            continue
        if 0 <= first - speaker.last <= 1:
            return True
        if 0 <= speaker.first - last - comma <= 1:
            says = next((h for h in analysis.starting_at(speaker.last, "says")), None)
            return says is not None and not (comma and tokens[says.last].normal == ",")
    return False


def is_heading(analysis: Analysis, sentence: Sentence, first: int, last: int, place: Place) -> bool:
    """ "Полтавщина: 12 shot down": a place that a line opens with, before a colon, is what the line is about."""
    tokens = analysis.split.tokens
    while last < sentence.last and analysis.starting_at(last, "region_words"):
        last += 1
    if last >= sentence.last or tokens[last].normal != ":" or place.name in METONYMS:
        return False
    return all(
        tokens[i].kind == MARK or analysis.starting_at(i, "same_place", "airport_words")
        for i in range(sentence.first, first)
    )


METONYMS = frozenset({"Kyiv", "Moscow"})
"""Capitals that stand for their governments ("Moscow: 64 drones shot down")."""


def point_back(
    analysis: Analysis,
    sentence: Sentence,
    local: Place | None,
    city: Place | None,
    region: Place | None,
    capital: Place | None,
) -> list[Where]:
    """Words that name a place told before: "over the region", "the city", "at the plant"; each as a place phrase."""
    found: list[Where] = []
    for hit in analysis.hits_in(sentence, "same_place"):
        if "plur" in hit.grams and not hit.grams & {"sing", "femn", "masc", "neut", "base", "VERB"}:
            continue
        kind = hit.path[1]
        if kind.endswith("_hit"):
            if not is_beside_attack(analysis, hit):
                continue
            kind = kind.removesuffix("_hit")
        if kind == "region":
            place = local if local is not None and local.kind == "region" else region
        elif kind == "city":
            place = local if local is not None and local.kind == "city" else city
        elif kind == "capital":
            place = capital
        elif kind == "facility":
            place = city or region
        elif analysis.starting_at(hit.last, "says"):
            place = None  # "there they tell of 64": in the report
        else:
            place = local or city or region
        if place is not None:
            how, start = governed(analysis, sentence, hit.first, [])
            if kind == "facility" and how not in ("place", "toward"):
                how = ""
            elif kind != "facility":
                how = how or "place"
            found.append(Where(hit.first, hit.last, (place,), how, hit.source, start, kind))
    return found


def find_capitals(analysis: Analysis, places: Mapping[str, Place], sentence: Sentence) -> list[Where]:
    """ "In the Russian capital": a city by its country."""
    found: list[Where] = []
    for hit in analysis.hits_in(sentence, "capitals"):
        place = places.get(hit.path[1])
        if place is not None:
            how, start = governed(analysis, sentence, hit.first, [])
            found.append(Where(hit.first, hit.last, (place,), how, hit.source, start))
    return found


def is_beside_attack(analysis: Analysis, hit: Hit) -> bool:
    """«Місто вразили сім дронів»: the bare word right beside a verb of attack is its object."""
    beside = [*analysis.ending_at(hit.first, "actions"), *analysis.starting_at(hit.last, "actions")]
    return any(h.path[1] in ("launched", "hit") and h.path[-1] != "of" for h in beside)
