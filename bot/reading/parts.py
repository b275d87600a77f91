"""Numbers that are part of another: "97 of 112", "of which 42", "four of them"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.reading.analysis import Analysis
from bot.reading.mentions import Mention, is_of, longest, set_thing
from bot.reading.tokens import Sentence


def link_wholes(analysis: Analysis, mentions: list[Mention]) -> None:
    """ "97 of 112 drones": the first number is a part of the second, and counts the same things."""
    for part, whole in zip(mentions, mentions[1:], strict=False):
        between = unquoted(analysis, max(part.last, part.number.last), whole.number.first)
        if 1 <= len(between) <= 3 and is_whole_behind(analysis, part, whole, between) and may_be_whole(whole):
            part.whole, whole.is_whole, part.why_not = whole, True, ""
            if part.thing is None or (part.thing == "mixed" and whole.thing in ("drone", "missile")):
                part.thing = whole.thing  # "52 targets of the 64 drones"
            elif whole.thing is None:
                whole.thing, whole.why_not = part.thing, ""
            is_aside = analysis.split.tokens[between[0]].normal == ","
            whole.is_definite = is_aside or any(analysis.starting_at(i, "determiners") for i in between)
    for whole, part in zip(mentions, mentions[1:], strict=False):
        if whole.is_whole or whole.why_not or part.whole is not None or part.value > whole.value:
            continue
        if is_fronted(analysis, whole):
            if part.thing in (None, whole.thing) and not part.is_compound:
                part.whole, whole.is_whole = whole, True
                part.why_not = "" if part.last == part.number.last else part.why_not


def unquoted(analysis: Analysis, first: int, last: int) -> range:
    """The tokens between, without the quotation mark that ends a name ("four “Iskanders” of six")."""
    while first < last and analysis.split.tokens[first].normal in '"»”':
        first += 1
    return range(first, last)


def is_whole_behind(analysis: Analysis, part: Mention, whole: Mention, between: Sequence[int]) -> bool:
    """ "97 of 112", "97/112"."""
    if is_of(analysis, between[0]):
        return not any("VERB" in h.grams for i in between[1:] for h in analysis.starting_at(i, "actions"))
    if len(between) > 1 and analysis.split.tokens[between[0]].normal == "," and is_of(analysis, between[1]):
        return part.value <= whole.value  # "seventy drones, out of 92 launched, were destroyed"
    return len(between) == 1 and analysis.split.tokens[between[0]].normal == "/" and part.value <= whole.value


def may_be_whole(whole: Mention) -> bool:
    return not whole.why_not or whole.inner is not None


def is_fronted(analysis: Analysis, whole: Mention) -> bool:
    """ "Of the 112 drones launched, 97 ...": the whole comes first."""
    if whole.is_whole or whole.is_instrumental:
        return False  # "11 of 24 drones launched from two directions"
    at = whole.first - 1
    if at >= 0 and analysis.starting_at(at, "determiners"):
        at -= 1
    if at < 0 or not any(h.path[1] == "of" for h in analysis.hits_at(at, "partitives")) or whole.thing is None:
        return False
    before = analysis.split.tokens[at - 1] if at else None
    if before is None or before.kind != "word":
        return True
    return bool(analysis.starting_at(at - 1, "small") or analysis.starting_at(at, "fronting"))


def mark_parts(analysis: Analysis, sentence: Sentence, mentions: list[Mention]) -> None:
    """Numbers that tell a part of one just told: "of which 42", "four of them", "(64 of these jet-powered)"."""
    tokens, depth, start = analysis.split.tokens, 0, sentence.first
    before: Mention | None = None
    for mention in mentions:
        for i in range(start, mention.first):
            depth += (tokens[i].normal == "(") - (tokens[i].normal == ")" and depth > 0)
        start = max(start, mention.first)
        mention.in_brackets = depth > 0
        if partitive_before(analysis, sentence, mention):
            mention.is_part = True
        elif partitive_after(analysis, mention):
            if analysis.starting_at(mention.last, "people"):
                mention.why_not = "counts people"
            if not take_noun_behind(analysis, sentence, mention):
                take_noun_before(analysis, sentence, mention)
            mention.is_part = before is not None
            mention.is_back = True
        elif mention.in_brackets and before is not None and before.thing in (mention.thing, None):
            mention.is_part = before.thing is not None
        elif before is not None and before.is_part and mention.is_named and mention.first - before.last <= 2:
            mention.is_part = not mention.number.added
        before = mention if not mention.why_not else before


def take_noun_behind(analysis: Analysis, sentence: Sentence, mention: Mention) -> bool:
    """ "420 drones and missiles, 35 of them missiles": the noun behind says which of both kinds."""
    at = mention.last
    while (
        at < sentence.last
        and at - mention.last < MOST_TO_KIND
        and analysis.starting_at(at, "passive", "modifiers")
    ):
        at += 1
    noun = longest(analysis.starting_at(at, "things", "subtypes")) if at < sentence.last else None
    if noun is None or noun.path[1] not in ("drone", "missile"):
        return False
    set_thing(mention, noun, noun.last)
    return True


MOST_TO_KIND = 3
"""Words between "of them" and the kind ("were cruise missiles")."""


def take_noun_before(analysis: Analysis, sentence: Sentence, mention: Mention) -> bool:
    """ "Ukrainian drones, 46 of them, were downed": the noun stands before, and the number is of all of them."""
    for i in range(mention.first - 1, max(sentence.first, mention.first - 4) - 1, -1):
        noun = longest(analysis.starting_at(i, "things", "subtypes"))
        if noun is not None:
            set_thing(mention, noun, mention.last)
            mention.sides.extend(h for h in analysis.ending_at(i, "sides") if h.path[-1] == "adjective")
            return True
        if analysis.split.tokens[i].normal not in (",", "—", "(", "-"):
            return False
    return False


def partitive_before(analysis: Analysis, sentence: Sentence, mention: Mention) -> bool:
    """ "Of which", "including" right before the number; a participle or adverb may come between."""
    for i in range(mention.first - 1, max(sentence.first, mention.first - 4) - 1, -1):
        if any(h.path[1] == "sub_before" and h.last == i + 1 for h in analysis.hits_at(i, "partitives")):
            return True
        token = analysis.split.tokens[i]
        if token.kind != "word" and token.normal not in '*_"«“':
            return False
    return False


def partitive_after(analysis: Analysis, mention: Mention) -> bool:
    at = mention.last
    for _ in range(2):
        for hit in analysis.starting_at(at, "partitives"):
            if hit.path[1] == "sub_after":
                mention.last = max(mention.last, hit.last)
                return True
        at = mention.number.last
    return False
