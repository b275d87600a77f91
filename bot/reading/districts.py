"""Districts: which words name them, and whose they are where only the text tells."""

from __future__ import annotations

from bot.reading.analysis import Analysis
from bot.reading.places import Place
from bot.reading.tokens import WORD, Sentence
from bot.reading.vocabulary import Grammar
from bot.reading.where import Where, governed

MOST_DISTRICTS = 12
"""Words between the adjective of one district and the word for district behind the last of a row."""


def find_districts(
    analysis: Analysis, grammar: Grammar, sentence: Sentence, region: Place | None, wheres: list[Where]
) -> list[Where]:
    """Districts by name are in the region that the text is about, where the sentence does not name it beside them."""
    found: list[Where] = []
    for first, last in district_rows(analysis, grammar, sentence) if region is not None else ():
        if region is None or any(first <= w.first <= last + 1 for w in wheres):
            continue
        if is_of_town(analysis, sentence, first, last, wheres):
            continue
        how, start = governed(analysis, sentence, first, [])
        if how in ("place", "toward"):
            found.append(Where(first, last, (region,), how, "district", start, "region"))
    return found


BESIDE = 3


def is_of_town(analysis: Analysis, sentence: Sentence, first: int, last: int, wheres: list[Where]) -> bool:
    """A town is named before, and no number of its own stands beside the district: it is the town's."""
    if not any(w.last <= first and w.how in ("place", "toward") and w.places[-1].kind == "city" for w in wheres):
        return False
    beside = range(max(sentence.first, first - BESIDE), min(sentence.last, last + BESIDE))
    return not any(n.core in beside for n in analysis.numbers_near(first))


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
