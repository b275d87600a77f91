"""Which place a number is for: places are governed by prepositions or are the target of the verb."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.reading.analysis import Analysis, Hit
from bot.reading.link import Link
from bot.reading.mentions import Mention
from bot.reading.places import Place
from bot.reading.scene import Speaker
from bot.reading.tokens import MARK, NUMBER, WORD, Sentence
from bot.reading.vocabulary import Grammar

if TYPE_CHECKING:
    from bot.reading.frame import Frame


@dataclass(frozen=True, slots=True)
class Where:
    """Coordinated places under one preposition. `how`: place, toward, from, through, target or ""."""

    first: int
    last: int
    places: tuple[Place, ...]
    how: str
    source: str
    governor: int
    """First token of what governs it: where the phrase begins."""
    kind: str = ""
    """What points back to a place told before (`facility` ...), else ""."""


FLOOR = 1.7


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
        said = analysis.starting_at(group[-1].last, "says")
        places = narrowed([h.place for h in group if h.place is not None])
        how, start = governed(analysis, sentence, group[0].first, speakers)
        how = "speaker" if said and how == "place" else how
        if (
            not how
            and len(places) == 1
            and is_heading(analysis, sentence, group[0].first, group[-1].last, places[0])
        ):
            how = "place"
        last = group[-1].last
        while last < sentence.last and analysis.starting_at(last, "region_words"):
            last += 1
        found.append(Where(group[0].first, last, tuple(places), how, group[0].source, start))
    return found


def is_heading(analysis: Analysis, sentence: Sentence, first: int, last: int, place: Place) -> bool:
    """ "Полтавщина: 12 shot down": a region that a line opens with, before a colon, is what the line is about."""
    tokens = analysis.split.tokens
    while last < sentence.last and analysis.starting_at(last, "region_words"):
        last += 1
    if place.kind != "region" or last >= sentence.last or tokens[last].normal != ":":
        return False
    return all(tokens[i].kind == MARK for i in range(sentence.first, first))


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
        if "plur" in hit.grams and not hit.grams & {"sing", "femn", "masc", "neut", "base"}:
            continue
        kind = hit.path[1]
        if kind == "region":
            place = local if local is not None and local.kind == "region" else region
        elif kind == "city":
            place = local if local is not None and local.kind == "city" else city
        elif kind == "capital":
            place = capital
        elif kind == "facility":
            place = city or region
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


def find_districts(
    analysis: Analysis, grammar: Grammar, sentence: Sentence, region: Place | None, wheres: list[Where]
) -> list[Where]:
    """Districts by name are in the region that the text is about, where the sentence does not name it beside them."""
    found: list[Where] = []
    for first, last in district_rows(analysis, grammar, sentence) if region is not None else ():
        if region is None or any(first <= w.first <= last + 1 for w in wheres):
            continue
        how, start = governed(analysis, sentence, first, [])
        if how in ("place", "toward"):
            found.append(Where(first, last, (region,), how, "district", start, "region"))
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


def choose_hits(analysis: Analysis, grammar: Grammar, sentence: Sentence, taken: set[int]) -> list[Hit]:
    """One hit for every place named: the longest, and of equal ones the one that its form and company ask for."""
    chosen: list[Hit] = []
    i = sentence.first
    while i < sentence.last:
        hits = [h for h in analysis.starting_at(i, "places") if h.path[1] != "adjective"]
        if sentence.last > i and is_owner(analysis, hits, i):
            hits = []
        if not hits or i in taken:
            i += 1
            continue
        end = max(h.last for h in hits)
        best = [h for h in hits if h.last == end]
        whole = [h for h in best if h.path[1] != "bare"]
        bare = [h for h in best if h.path[1] == "bare"]
        as_region = bool(bare) and (
            before_region_word(analysis, grammar, sentence, end) or behind_region_word(analysis, i)
        )
        if not as_region and before_district_word(analysis, grammar, sentence, end):
            if bare and is_own_district(analysis, i, end):
                chosen.append(bare[0])
            i = end
            continue
        hit = (
            bare[0]
            if as_region
            else whole[0]
            if whole
            else bare[0]
            if bare_may_stand(analysis, sentence, end)
            else None
        )
        if hit is not None:
            chosen.append(hit)
            i = hit.last
        else:
            i += 1
    return chosen


def is_owner(analysis: Analysis, hits: list[Hit], at: int) -> bool:
    """ "Russia's Bryansk region": a country that only owns the place behind it."""
    token = analysis.split.tokens[at]
    if token.normal.isascii() and len(token.normal) <= 3 and analysis.text[token.start].islower():
        return True  # "us" is no country
    if not token.normal.endswith("'s"):
        return False
    return all(h.path[1] == "country" for h in hits)


def behind_region_word(analysis: Analysis, at: int) -> bool:
    """ "The southern region of Mykolaiv"."""
    if not any(h.path[1] == "of" for h in analysis.ending_at(at, "prepositions")):
        return False
    return bool(analysis.ending_at(at - 1, "region_words"))


def before_region_word(analysis: Analysis, grammar: Grammar, sentence: Sentence, at: int) -> bool:
    """The names go on and end in "regions": "over the Kursk, Belgorod and Tambov regions"."""
    for _ in range(40):
        if at >= sentence.last:
            return False
        if analysis.starting_at(at, "region_words"):
            return True
        regions = [h for h in analysis.starting_at(at, "places") if h.path[1] == "region"]
        if regions:
            return grammar.has_cases or any("plur" in h.grams for h in regions)
        bare = next((h for h in analysis.starting_at(at, "places") if h.path[1] in ("bare", "city")), None)
        if bare is not None:
            at = bare.last
        elif analysis.split.tokens[at].normal in (",", "*", "_") or analysis.starting_at(at, "conjunctions"):
            at += 1
        else:
            return False
    return False


MOST_DISTRICTS = 12
"""Words between the adjective of one district and the word for district behind the last of a row."""


def before_district_word(analysis: Analysis, grammar: Grammar, sentence: Sentence, at: int) -> bool:
    """The names go on and end in "districts": "of the Kirov and Duminichi districts"."""
    for i in range(at, min(at + MOST_DISTRICTS, sentence.last)):
        if analysis.starting_at(i, "district_words"):
            return not analysis.starting_at(i - 1, "conjunctions")  # "over the town and its district"
        if not (is_row_word(analysis, grammar, i) or analysis.starting_at(i, "region_words")):
            return False
    return False


def is_own_district(analysis: Analysis, at: int, end: int) -> bool:
    """ "The Kharkiv district" lies in the region of that name, where such a name is not found all over the country."""
    if analysis.starting_at(at, "common_districts"):
        return False
    return bool(analysis.starting_at(end, "district_words") or analysis.starting_at(end + 1, "district_words"))


def district_rows(analysis: Analysis, grammar: Grammar, sentence: Sentence) -> list[tuple[int, int]]:
    """Where rows of districts stand, as (first, last): "in the Miller and Chertkov districts"."""
    rows = []
    for hit in analysis.hits_in(sentence, "district_words"):
        first = hit.first
        if analysis.starting_at(first - 1, "conjunctions"):
            continue  # "over the town and its district"
        while (
            first > sentence.first
            and hit.first - first < MOST_DISTRICTS
            and is_row_word(analysis, grammar, first - 1)
        ):
            first -= 1
        if first < hit.first:
            rows.append((first, hit.last))
    return rows


def is_row_word(analysis: Analysis, grammar: Grammar, at: int) -> bool:
    """A name with a capital letter, an adjective ("городском"), or what joins them."""
    token = analysis.split.tokens[at]
    if token.kind != WORD:
        return token.normal in (",", "-")
    if analysis.starting_at(at, "actions", "sides", "says", "prepositions"):
        return False
    is_name = analysis.text[token.start].isupper() or token.normal.endswith(grammar.adjectives or ("\0",))
    return (is_name and len(token.normal) > 3) or bool(
        analysis.starting_at(at, "conjunctions", "common_districts")
    )


def bare_may_stand(analysis: Analysis, sentence: Sentence, at: int) -> bool:
    """A region's adjective alone is the region only where no noun of another kind follows it."""
    tokens = analysis.split.tokens
    while at < sentence.last and tokens[at].normal in '*_"»”':
        at += 1
    if at >= sentence.last or tokens[at].kind in (MARK, NUMBER):
        return True
    return bool(
        analysis.starting_at(
            at, "region_words", "conjunctions", "prepositions", "small", "actions", "places", "passive"
        )
    )


MOST_JOINED = 8
"""Words between two places of one row (" области, а также над территорией ")."""


def coordinated(analysis: Analysis, row: list[Hit], after: Hit) -> bool:
    """Between a row and the next place: a comma or "and", words for region or waters, a preposition, nothing else."""
    between = range(row[-1].last, after.first)
    if len(between) > MOST_JOINED:
        return False
    seen = joined = False
    for i in between:
        token = analysis.split.tokens[i]
        if analysis.starting_at(i, "conjunctions"):
            seen = joined = True
        elif token.normal in (",", "/", "("):
            seen = True
        elif analysis.starting_at(i, "prepositions"):
            if not seen or not (
                same_preposition(analysis, row, i) or (joined and both_place(analysis, row, after, i))
            ):
                return False
        elif not (
            token.normal in '*_"«»”“'
            or token.normal in ("the", "also", "также", "також")
            or analysis.starting_at(i, "region_words", "area_words")
        ):
            return False
    return seen


def led_by(row: list[Hit]) -> set[int]:
    """The few words before the first place of a row, and before the last, one of which leads it."""
    return {i for hit in (row[0], row[-1]) for i in range(max(0, hit.first - 3), hit.first)}


def same_preposition(analysis: Analysis, row: list[Hit], at: int) -> bool:
    """ "Over A and over B": the preposition is said again."""
    word = analysis.split.tokens[at].normal
    return any(analysis.split.tokens[i].normal == word for i in led_by(row))


def both_place(analysis: Analysis, row: list[Hit], after: Hit, at: int) -> bool:
    """ "In A and over B": another preposition of place, and no verb of its own behind the second place."""
    led = (h for i in led_by(row) for h in analysis.hits_at(i, "prepositions"))
    if not any(h.path[1] == "place" for h in led):
        return False
    if not any(h.path[1] == "place" for h in analysis.starting_at(at, "prepositions")):
        return False
    end = after.last
    while end < len(analysis.split.tokens) and analysis.starting_at(end, "region_words"):
        end += 1
    ends = end >= len(analysis.split.tokens) or analysis.split.tokens[end].kind == MARK
    return ends or bool(analysis.starting_at(end, "conjunctions"))


def narrowed(places: list[Place]) -> list[Place]:
    """ "Taganrog, Rostov region" is one place: the city."""
    kept = [p for p in places if not any(q is not p and q.region == p.name for q in places)]
    return list(dict.fromkeys(kept))


MOST_BETWEEN = 6
"""Words between a preposition and its place ("over the territory of the Bryansk region")."""


def governed(analysis: Analysis, sentence: Sentence, first: int, speakers: list[Speaker]) -> tuple[str, int]:
    """The kind of the governing preposition and where its phrase begins; "" where none governs."""
    i = first - 1
    for _ in range(MOST_BETWEEN):
        if i < sentence.first:
            break
        token = analysis.split.tokens[i]
        preps = [h for h in analysis.hits_at(i, "prepositions") if h.last == i + 1]
        if preps:
            best = max(preps, key=lambda h: h.last - h.first)
            if best.path[1] == "of":
                i = best.first - 1
                continue
            after_speaker = any(s.last == best.first for s in speakers) or bool(
                analysis.ending_at(best.first, "says")
            )
            if after_speaker and best.path[1] == "place":
                return "speaker", best.first
            return best.path[1], best.first
        if token.kind != WORD and token.normal not in '*_"«“':
            break
        if analysis.starting_at(i, "actions", "says", "passive", "conjunctions", "things", "subtypes"):
            break
        i -= 1
    return "", first


@dataclass(frozen=True, slots=True)
class Located:
    """The places a number is for; empty: nation-wide or not told. `many`: several, the number is not for one."""

    places: tuple[Place, ...] = ()
    source: str = ""
    where: Where | None = None
    score: float = 0.0


def locate(frame: Frame, mention: Mention) -> Located:
    """The place phrase that belongs to the mention most, by what stands between them."""
    best = Located()
    for where in frame.wheres:
        if not -FAR <= where.first - mention.last <= FAR:
            continue
        base = fitness(frame, mention, frame.links.get(mention), where)
        if base <= 0:
            continue
        away = distance(frame.analysis, mention, where, frame.mentions)
        if where.last <= mention.first and begins_clause(frame, where) and opens(frame, where, mention):
            away = min(away, OPENING)
        link = frame.links.get(mention)
        if not where.how and link is not None and beside_predicate(link, where):
            away = min(away, OPENING)  # the object of the verb holds for each number of its row
        if mention.is_whole and is_beyond_part(frame, mention, where):
            away += BEYOND_PART
        score = base - away
        if score >= FLOOR and score > best.score:
            best = Located(where.places, where.source, where, score)
    return best


def fitness(frame: Frame, mention: Mention, link: Link | None, where: Where) -> float:
    how = where.how
    if how in ("from", "through", "by", "with", "speaker"):
        return 0.0
    if how in ("place", "toward"):
        before = where.last <= mention.first
        if where.kind == "facility" and (link is None or link.action == "downed"):
            return 0.0
        if not before:
            return 3.0 if frame.place_first else 4.0
        if frame.place_first or (
            frame.analysis.split.tokens[mention.first - 1].normal == ":" and is_near(mention, where)
        ):
            return 3.6
        return 2.8 if begins_clause(frame, where) or is_near(mention, where) else 1.9
    if beside_dash(frame, mention, where):
        return 3.6  # "Kursk region — 5 drones", "five — Smolensk"
    if link is not None and is_foreign_defender(link, where):
        return 3.4
    if link is None or link.action == "downed":
        return 0.0
    if where.kind == "facility" and frame.grammar.has_cases and 0 <= link.predicate.first - where.last <= 1:
        return 3.4  # «завод атаковали 10 беспилотников»
    near = range(link.predicate.last, link.predicate.last + 4)
    if where.first in near and not link.predicate.is_noun:
        return 3.6  # "struck Kyiv with 48 drones"
    if frame.grammar.has_cases and link.role == "with" and where.first == mention.last:
        return 3.4  # «обстріляли чотирма ракетами Донеччину»
    if link.predicate.is_passive and 0 <= link.predicate.first - where.last <= 3 and where.last <= mention.first:
        return 3.4  # "Kharkiv was hit by 48 drones"
    if frame.grammar.has_cases and is_object_ahead(frame, mention, link, where):
        return 3.4  # «Одесу атакували десять дронів»
    return 0.0


def beside_predicate(link: Link, where: Where) -> bool:
    predicate = link.predicate
    return 0 <= predicate.first - where.last <= 1 or 0 <= where.first - predicate.last <= 1


def is_object_ahead(frame: Frame, mention: Mention, link: Link, where: Where) -> bool:
    """The town stands before the verb as its object: the weapons are its subject, or nobody in particular is (plural)."""
    predicate = link.predicate
    if predicate.is_noun or len(where.places) != 1 or where.places[0].kind == "country":
        return False
    if where.last > mention.first or not 0 <= predicate.first - where.last <= 3:
        return False
    grams = frame.analysis.grams.get(where.last - 1, frozenset())
    if "accs" in grams and "nomn" not in grams:
        return True  # «Сумщину ворог атакував 15 дронами»
    verb = frame.analysis.split.tokens[predicate.first].normal
    return link.role == "subject" or (link.role == "with" and verb.endswith("ли"))


def begins_clause(frame: Frame, where: Where) -> bool:
    """A place that a sentence or clause opens with holds for all of it."""
    at = where.governor - 1
    while at >= frame.sentence.first and frame.analysis.split.tokens[at].normal in '*_"«“':
        at -= 1
    if at < frame.sentence.first or frame.analysis.split.tokens[at].kind == MARK:
        return True
    behind = where.last + (
        frame.analysis.split.tokens[where.last].normal == "," if where.last < frame.sentence.last else 0
    )
    if frame.analysis.starting_at(behind, "place_relatives"):
        return True
    return bool(frame.analysis.hits_at(at, "clauses", "conjunctions", "adverbs", "days", "actions"))


FAR = 60
"""Tokens beyond which a place is another number's."""
OPENING = 0.9
"""What lies between an opening place and its number costs no more ("Over the capital, the ministry said, 18 ...")."""
BEYOND_PART = 3.0
HARM = 2.5


def opens(frame: Frame, where: Where, mention: Mention) -> bool:
    """The place opens the sentence, and no other number, place or new clause stands before the mention."""
    if where.governor - frame.sentence.first > 2 or where.how not in ("place", "toward"):
        return False
    if any(where.last <= m.first < mention.first for m in frame.mentions):
        return False
    if any(where.last <= w.first < mention.first and w.how in ("place", "toward") for w in frame.wheres):
        return False
    return not any(frame.analysis.starting_at(i, "clauses") for i in range(where.last, mention.first))


def is_beyond_part(frame: Frame, whole: Mention, where: Where) -> bool:
    """The predicate of the part stands between a whole and the place: the place is the part's."""
    own = frame.links.get(whole)
    for part in frame.mentions:
        link = frame.links.get(part)
        if part.whole is whole and link is not None and (own is None or link.predicate is not own.predicate):
            if whole.last <= link.predicate.first < where.first:
                return True
    if not whole.is_definite or own is None or own.predicate.first < whole.last:
        return False
    later = (p for p in frame.predicates if p.first >= own.predicate.last and not p.is_noun)
    return any(p.first <= where.governor for p in later)


def is_near(mention: Mention, where: Where) -> bool:
    return mention.first - where.last <= 2


SUBJECT_REACH = 4
"""Words between a country and its verb ("Poland said it had shot down ...")."""


def is_foreign_defender(link: Link, where: Where) -> bool:
    """ "Poland shot down three drones": over its own land."""
    predicate = link.predicate
    if link.action != "downed" or predicate.is_passive or not 0 <= predicate.first - where.last <= SUBJECT_REACH:
        return False
    return all(p.kind == "country" and p.country not in ("UA", "RU") for p in where.places)


def beside_dash(frame: Frame, mention: Mention, where: Where) -> bool:
    """Only a dash or colon stands between the number and a place without preposition: an item of a list."""
    tokens = frame.analysis.split.tokens
    if where.last <= mention.first:
        gap = range(where.last, mention.first)
    else:
        gap = range(mention.last, where.first)
    return 0 < len(gap) <= 5 and all(tokens[i].normal in '—-:*_"»”' for i in gap)


LIST_HEAD = 1.6
"""A total before a colon has no part in the places of the list behind it."""
MARK_COST = {",": 0.7, ";": 3.0, ":": 1.2, "—": 0.3, "(": 1.0, ")": 0.6, ".": 3.0, "!": 3.0}


def distance(analysis: Analysis, mention: Mention, where: Where, mentions: list[Mention]) -> float:
    after = where.first >= mention.last
    first, last = (mention.last, where.governor) if after else (where.last, mention.first)
    total = 0.0
    for i in range(first, max(first, last)):
        token = analysis.split.tokens[i]
        total += MARK_COST.get(token.normal, 0.0) if token.kind == MARK else 0.1
        total += LIST_HEAD if after and token.normal == ":" else 0.0
        if any(h.first == i for h in analysis.hits_at(i, "clauses")):
            total += 1.0
        if any(h.first == i and h.path[1].startswith("sub_") for h in analysis.hits_at(i, "partitives")):
            total += 2.0
        if after and i > first and analysis.starting_at(i, "harm"):
            total += HARM  # "28 drones in an attack that damaged houses in Kyiv"
    for other in mentions:
        if first <= other.first < last and other is not mention and not other.why_not:
            coupled = after and mention.whole is not other
            total += 3.0 if coupled and not same_list(analysis, mention, other) else 0.5
    return total


def same_list(analysis: Analysis, first: Mention, second: Mention) -> bool:
    """ "405 drones and 28 missiles over the region": the place is for both."""
    if second.first - first.last > 2 or first.thing is None or second.thing in (None, first.thing):
        return False
    return all(
        analysis.split.tokens[i].normal == "," or analysis.starting_at(i, "conjunctions")
        for i in range(first.last, second.first)
    )
