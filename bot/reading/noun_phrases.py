"""Reads the noun phrase behind each number of a sentence: a number with what it counts is a mention."""

from __future__ import annotations

from bot.model import Bound
from bot.reading.analysis import Analysis, Hit, Number
from bot.reading.equated import equate
from bot.reading.figures import (
    counts_people,
    is_degree,
    is_figure,
    is_governed,
    is_model_number,
    is_put_hedge,
    is_share,
    is_wrecked,
)
from bot.reading.mentions import INSIDE, Mention, is_of, longest, set_thing, starts_number
from bot.reading.noun_ends import OF_THE_WEAPON, finish_noun
from bot.reading.noun_words import (
    counted_deed,
    has_inside,
    joins_modifiers,
    may_modify,
    may_stand_alone,
    participle_at,
    time_at,
)
from bot.reading.number_words import COMPOUND
from bot.reading.participles import deed_before
from bot.reading.parts import link_wholes, mark_parts
from bot.reading.tokens import MARK, WORD, Sentence
from bot.reading.turn_words import turn_behind
from bot.reading.vocabulary import Grammar

MOST_NUMBERS = 24
"""Numbers of one sentence that are read: the longest lists of regions have about twenty."""

MOST_MODIFIERS = 7
"""Words between a number and its noun."""


def find_mentions(analysis: Analysis, grammar: Grammar, index: int, sentence: Sentence) -> list[Mention]:
    """All mentions of a sentence in order; those with `why_not` count nothing of ours."""
    usable = [n for n in analysis.numbers_in(sentence) if n.why_not in ("", "ordinal", "year", COMPOUND)]
    found = [read_mention(analysis, grammar, index, sentence, n) for n in usable[:MOST_NUMBERS]]
    for mention in found:
        if (mention.inner is None or is_of(analysis, mention.number.last)) and is_wrecked(analysis, mention):
            mention.why_not = "only their wreckage is told of"
    go_on_with_others(found)
    go_on_with_people(analysis, found)
    link_wholes(analysis, found)
    mark_parts(analysis, sentence, found)
    equate(analysis, sentence, found)
    return found


OTHERS = "counts something else"


def go_on_with_others(mentions: list[Mention]) -> None:
    """ "Two drone attacks in the Moscow region, seven in the Tula region": bare numbers count attacks, too."""
    others = elsewhere = False
    for mention in mentions:
        if mention.thing is None and mention.why_not == OTHERS:
            elsewhere = True
        elif mention.thing is not None:
            elsewhere = False
        elif elsewhere and mention.number.added and not mention.why_not:
            mention.why_not = OTHERS  # "17 flights were cancelled and 15 more turned away"
        if mention.thing is not None:
            others = mention.why_not == OF_THE_WEAPON
        elif others and not mention.why_not:
            mention.why_not = OF_THE_WEAPON


def go_on_with_people(analysis: Analysis, mentions: list[Mention]) -> None:
    """ "31 people were hurt, seven badly": bare numbers behind one of people count people, until weapons are named."""
    people = False
    for mention in mentions:
        behind = range(mention.number.last, mention.number.last + 2)
        if mention.thing is not None:
            people = False
        elif any(analysis.starting_at(i, "people") for i in behind):
            people = True
        elif people and not mention.why_not and not counts_weapons(analysis, mention):
            mention.why_not = "counts people"


def counts_weapons(analysis: Analysis, mention: Mention) -> bool:
    """A verb of an attack stands right beside the bare number."""
    beside = [*analysis.starting_at(mention.last, "actions"), *analysis.ending_at(mention.first, "actions")]
    return bool(beside) or mention.inner is not None


def read_mention(analysis: Analysis, grammar: Grammar, index: int, sentence: Sentence, number: Number) -> Mention:
    """The mention of one number: its noun is looked for behind it, word by word."""
    mention = Mention(number, number.first, number.last, None, index)
    mention.why_not = is_no_count(analysis, mention)
    if mention.why_not:
        return mention
    if number.last > number.core and has_inside(analysis, number):
        mention.is_compound = True
        noun = next(h for h in analysis.hits_at(number.last - 1, "things", "subtypes"))
        set_thing(mention, noun, max(noun.last, number.last))
        return mention
    turn = turn_behind(analysis, number.last)
    if turn is not None:
        mention.last, mention.is_back = turn.last, True
        return mention
    at = noun_start(analysis, sentence, number)
    mention.is_back = points_back(analysis, mention, at)
    if starts_number(analysis, at) and at > number.last:
        return mention  # "34 of 35": the second number has the noun
    modifiers: list[int] = []
    counted = walk_to_noun(analysis, grammar, sentence, mention, at, modifiers)
    if counted is not None:
        finish_noun(analysis, grammar, sentence, mention, counted, modifiers)
    else:
        settle_bare(analysis, sentence, mention, at, is_adjacent=not modifiers and mention.inner is None)
    return mention


def is_no_count(analysis: Analysis, mention: Mention) -> str:
    """Why the words before a number say that it counts nothing of its own."""
    if is_share(analysis, mention):
        return "only a share of it is told"
    if any(h.path[1] == "except" for h in analysis.ending_at(mention.first, "partitives")):
        return "an exception, not a count"
    if mention.number.added and analysis.starting_at(mention.number.last, "than"):
        return "a difference"  # "189 more than in the last attack"
    if any(h.path[1] == "all" for h in analysis.hits_at(mention.number.core, "partitives")):
        return "means all of them"  # "every one of the 18"
    if mention.value == 1 and is_of(analysis, mention.number.last) and behind_deed(analysis, mention.first):
        return "one of them, of which something else is told"
    if is_inside_word(analysis, mention):
        return "a part of a word"
    if is_model_number(analysis, mention):
        return "the name of a kind"
    return ""


def is_inside_word(analysis: Analysis, mention: Mention) -> bool:
    """ "A nine-storey block", "a two-hour raid": the number measures what the word says; "twenty-drone" counts."""
    return mention.number.why_not == COMPOUND and not has_inside(analysis, mention.number)


def points_back(analysis: Analysis, mention: Mention, noun: int) -> bool:
    """ "Five *of the* missiles", "*all* 18", "every one of the 18": weapons that were told of before."""
    if noun > mention.number.last and bool(analysis.ending_at(noun, "determiners")):
        return True
    return noun == mention.number.last and is_all(analysis, mention.first)


def is_all(analysis: Analysis, at: int) -> bool:
    """ "All" or "every one of the" stands before."""
    while at > 0 and analysis.ending_at(at, "determiners"):
        at -= 1
    return any(h.path[1] == "all" for h in analysis.ending_at(at, "partitives"))


def behind_deed(analysis: Analysis, at: int) -> bool:
    """ "During *the downing of* one of the drones"."""
    led = [h for h in analysis.ending_at(at, "prepositions") if h.path[1] == "of"]
    at = led[0].first if led else at
    return any(h.path[-1] == "of" for h in analysis.ending_at(at, "actions"))


def noun_start(analysis: Analysis, sentence: Sentence, number: Number) -> int:
    """Where the noun of a number may begin: right behind it, or behind "of the"."""
    at = number.last
    if at < sentence.last and is_of(analysis, at):
        at += 1
        while at < sentence.last and analysis.starting_at(at, "determiners"):
            at += 1
    return behind_so_many(analysis, sentence, at) or at


def behind_so_many(analysis: Analysis, sentence: Sentence, at: int) -> int:
    """«44 — *столько* дронов»: where the noun begins behind a dash and a word that stands for the number; else 0."""
    if at >= sentence.last or analysis.split.tokens[at].normal not in "—-:,":
        return 0
    reach = range(at + 1, min(at + 1 + MOST_TO_SO_MANY, sentence.last))
    return next((h.last for i in reach for h in analysis.starting_at(i, "so_many")), 0)


MOST_TO_SO_MANY = 2


def walk_to_noun(
    analysis: Analysis, grammar: Grammar, sentence: Sentence, mention: Mention, at: int, modifiers: list[int]
) -> Hit | None:
    """The noun behind a number, modifiers gathered on the way; None where a word stands between that ends the phrase."""
    steps, number = 0, mention.number
    while at < sentence.last and steps < MOST_MODIFIERS:
        token = analysis.split.tokens[at]
        if token.kind == MARK and token.normal in INSIDE:
            if token.normal in "()":
                return None
            mention.is_compound |= token.normal == "-" and at == number.last and is_joined(analysis, at)
            at += 1
            continue
        counted = longest(analysis.starting_at(at, "things", "subtypes"))
        if counted is not None:
            return counted
        inner = participle_at(analysis, grammar, at) or counted_deed(analysis, grammar, at)
        side = longest([h for h in analysis.starting_at(at, "sides") if h.path[-1] == "adjective"])
        if inner is not None:
            mention.inner = inner
            at, steps = inner.last, steps + 1
        elif mention.inner is not None and grammar.has_cases and (when := time_at(analysis, at)):
            at = when
        elif side is not None:
            mention.sides.append(side)
            modifiers.extend(range(side.first, side.last))
            at, steps = side.last, steps + 1
        elif joins_modifiers(analysis, grammar, at, number.last):
            at += 1
        elif token.kind == WORD and may_modify(analysis, grammar, at):
            modifiers.append(at)
            at, steps = at + 1, steps + 1
        else:
            return None
    return None


def is_joined(analysis: Analysis, at: int) -> bool:
    """No space before the mark."""
    return at > 0 and analysis.split.tokens[at].start == analysis.split.tokens[at - 1].end


MOST_TO_OTHER = 14


def is_one_of_two(analysis: Analysis, sentence: Sentence, mention: Mention) -> bool:
    """ "*One* hit a kindergarten, *the second* a field": a pronoun for one of those just told."""
    if mention.number.added or mention.number.each or mention.first != mention.core:
        return False
    behind = range(mention.last, min(mention.last + MOST_TO_OTHER, sentence.last))
    return any(analysis.starting_at(i, "others") for i in behind)


def settle_bare(analysis: Analysis, sentence: Sentence, mention: Mention, at: int, is_adjacent: bool) -> None:
    """A number without a noun of its own: it may go on with one told before, or counts something else."""
    if is_figure(analysis, mention) and is_put_hedge(analysis, mention):
        mention.number = mention.number._replace(bound=Bound.EXACT)
    if mention.number.why_not:
        mention.why_not = mention.number.why_not
    elif is_adjacent and is_governed(analysis, mention):
        mention.why_not = "stands after a preposition"
    elif mention.value == 1 and is_one_of_two(analysis, sentence, mention):
        mention.why_not = "one of those just told"
    elif is_degree(analysis, mention):
        mention.why_not = "a temperature"
    elif mention.inner is not None:
        mention.last = mention.inner.last
    elif is_adjacent and (before := deed_before(analysis, sentence.first, mention)) is not None:
        mention.inner = before
    elif not is_adjacent or not may_stand_alone(analysis, sentence, at):
        mention.why_not = OTHERS
    elif counts_people(analysis, sentence, mention):
        mention.why_not = "counts people"
