"""How the noun phrase behind a number ends: its apposition, its number and case, a second noun."""

from __future__ import annotations

from bot.reading.analysis import Analysis, Hit
from bot.reading.mentions import INSIDE, Mention, longest, set_thing, starts_number
from bot.reading.noun_words import heads_compound, is_noun_end, is_singular, may_modify, stops
from bot.reading.tokens import MARK, WORD, Sentence
from bot.reading.vocabulary import Grammar

NOUN_CASES = frozenset({"nomn", "gent", "datv", "accs", "ablt", "loct"})
OF_THE_WEAPON = "counts something of the weapon, not the weapon"


def finish_noun(
    analysis: Analysis, grammar: Grammar, sentence: Sentence, mention: Mention, noun: Hit, modifiers: list[int]
) -> None:
    """The noun with its apposition ("ракет Х-101", "Shahed drones"), its number and its case."""
    tokens, at, head, last = analysis.split.tokens, noun.last, noun, noun.last
    is_missile_kind = False
    while at < sentence.last:
        if tokens[at].kind == MARK and tokens[at].normal in INSIDE and tokens[at].normal not in "()":
            at += 1
            continue
        following = longest(analysis.starting_at(at, "things", "subtypes"))
        if following is None:
            break
        if following.path[0] == "subtypes" and following.path[-1] in ("RU", "UA"):
            mention.kind_of = following.path[-1]
        if not grammar.has_cases and not following.path[1].startswith("same"):
            head = following
        is_missile_kind |= following.path[:2] == ("subtypes", "missile")
        at = last = following.last
    named = head.path[0] == "subtypes" or (noun.path[0] == "subtypes" and not grammar.has_cases) or is_missile_kind
    set_thing(mention, head, last)
    mention.is_named = named
    if noun.path[0] == "subtypes" and noun.path[-1] in ("RU", "UA"):
        mention.kind_of = noun.path[-1]
    if not grammar.has_cases and mention.value != 1 and is_singular(analysis, head):
        follower = tokens[last].normal if last < sentence.last else ""
        if mention.is_compound or (mention.number.last < last and follower == "-"):
            mention.is_compound = True
        elif (last < sentence.last and tokens[last].kind == WORD and not stops(analysis, last)) or heads_compound(
            analysis, last
        ):
            mention.why_not = OF_THE_WEAPON
    each = [h for h in analysis.starting_at(last, "each") if h.path[-1] == "after"]
    if each:
        mention.number, mention.last = mention.number._replace(each=True), each[0].last
    if grammar.has_cases:
        set_case(analysis, grammar, mention, [*modifiers, *range(noun.first, noun.last)])
    join_second_noun(analysis, grammar, sentence, mention)


def set_case(analysis: Analysis, grammar: Grammar, mention: Mention, words: list[int]) -> None:
    cases = mention.number.cases & NOUN_CASES or NOUN_CASES
    for i in words:
        word = analysis.split.tokens[i].normal
        known = analysis.grams.get(i, frozenset()) & NOUN_CASES
        if known:
            cases = cases & known or cases
        if grammar.instrumental and word.endswith(grammar.instrumental):
            cases = frozenset({"ablt"})
    mention.is_instrumental = cases == {"ablt"}
    mention.is_genitive = cases == {"gent"}


def join_second_noun(analysis: Analysis, grammar: Grammar, sentence: Sentence, mention: Mention) -> None:
    """ "503 drones and missiles": one number for both."""
    at = mention.last
    if at >= sentence.last or not analysis.starting_at(at, "conjunctions"):
        return
    at += 1
    for _ in range(3):
        if at >= sentence.last or starts_number(analysis, at):
            return
        noun = longest(analysis.starting_at(at, "things", "subtypes"))
        if noun is not None:
            if (
                noun.path[1] in ("drone", "missile")
                and noun.path[1] != mention.thing
                and is_noun_end(analysis, grammar, noun)
            ):
                mention.thing, mention.last, mention.is_named = "mixed", noun.last, False
            return
        if analysis.split.tokens[at].kind != WORD or not may_modify(analysis, grammar, at):
            return
        at += 1
