"""Which of the places that a word may name is meant: by its form, and by the words behind it."""

from __future__ import annotations

from bot.reading.analysis import Analysis, Hit
from bot.reading.districts import before_district_word, is_own_district
from bot.reading.tokens import MARK, NUMBER, Sentence
from bot.reading.vocabulary import Grammar


def choose_hits(analysis: Analysis, grammar: Grammar, sentence: Sentence, taken: set[int]) -> list[Hit]:
    """One hit for every place named: the longest, and of equal ones the one that its form and company ask for."""
    chosen: list[Hit] = []
    i = sentence.first
    while i < sentence.last:
        hits = [h for h in analysis.starting_at(i, "places") if h.path[1] != "adjective"]
        if hits and is_no_place(analysis, grammar, sentence, hits, i):
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


def is_no_place(analysis: Analysis, grammar: Grammar, sentence: Sentence, hits: list[Hit], at: int) -> bool:
    if is_owner(analysis, hits, at) or is_common_word(analysis, sentence, hits, at):
        return True
    return grammar.has_cases and is_person(analysis, hits, at)


MOST_TO_OFFICE = 4


def is_person(analysis: Analysis, hits: list[Hit], at: int) -> bool:
    """«Глава Чувашии Николаев»: a name right behind an office, or behind the office's place, is of who holds it."""
    if all(h.path[1] not in ("city", "bare") for h in hits):
        return False
    if analysis.ending_at(at, "officials"):  # its place would stand in the genitive
        return any("nomn" in h.grams and "gent" not in h.grams for h in hits)
    beside = [h for h in analysis.ending_at(at, "places", "region_words") if h.path[-1] != "adjective"]
    return any(
        analysis.ending_at(i, "officials")
        for h in beside
        for i in range(max(0, h.first - MOST_TO_OFFICE), h.first + 1)
    )


def is_owner(analysis: Analysis, hits: list[Hit], at: int) -> bool:
    """ "Russia's Bryansk region": a country that only owns the place behind it."""
    token = analysis.split.tokens[at]
    if token.normal.isascii() and len(token.normal) <= 3 and analysis.text[token.start].islower():
        return True  # "us" is no country
    if not token.normal.endswith("'s"):
        return False
    return all(h.path[1] == "country" for h in hits)


def is_common_word(analysis: Analysis, sentence: Sentence, hits: list[Hit], at: int) -> bool:
    """ "до того", "суми": a town or country in small letters is none, but where a text writes all names so."""
    if not hits or not analysis.text[analysis.split.tokens[at].start].islower():
        return False
    if any(h.path[1] not in ("city", "country") for h in hits):
        return False
    return any(is_capitalised(analysis, i) for i in range(sentence.first + 1, sentence.last))


def is_capitalised(analysis: Analysis, at: int) -> bool:
    token = analysis.split.tokens[at]
    word = analysis.text[token.start : token.end]
    return len(word) > 2 and word[0].isupper() and word[1:].islower()


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
        elif analysis.split.tokens[at].kind == NUMBER and grammar.has_cases:
            at += 1  # «6 в межах Київської, 5 Житомирської областей»
        else:
            return False
    return False


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
