"""What a word may be inside the noun phrase behind a number: a modifier, a participle, an end."""

from __future__ import annotations

from bot.reading.analysis import Analysis, Hit, Number
from bot.reading.mentions import starts_number
from bot.reading.tokens import MARK, WORD, Sentence
from bot.reading.vocabulary import Grammar

STOPS = (
    "ranges",
    "clauses",
    "relatives",
    "days",
    "same_place",
    "small",
    "prepositions",
    "passive",
    "says",
    "negation",
    "partitives",
    "conjunctions",
    "each",
)


def time_at(analysis: Analysis, at: int) -> int:
    """Where words on time or place end that begin here ("збитих *за ніч* дронів", "збиті *над містом* дрони"); else 0."""
    told_before = analysis.starting_at(at, "same_place")
    if told_before:
        return max(h.last for h in told_before)
    led = analysis.starting_at(at, "prepositions")
    if led and (named := analysis.starting_at(led[0].last, "places")):
        return max(h.last for h in named)
    if analysis.starting_at(at, "prepositions", "periods") and not analysis.starting_at(at, "days"):
        at += 1
    days = analysis.starting_at(at, "days")
    return max((h.last for h in days), default=0)


def joins_modifiers(analysis: Analysis, grammar: Grammar, at: int, first: int) -> bool:
    """ "28 ballistic and cruise missiles": the "and" between two adjectives of one noun."""
    if at <= first or not analysis.starting_at(at, "conjunctions") or starts_number(analysis, at + 1):
        return False
    if grammar.has_cases:
        return may_modify(analysis, grammar, at - 1) and may_modify(analysis, grammar, at + 1)
    return bool(analysis.starting_at(at - 1, "modifiers") and analysis.starting_at(at + 1, "modifiers"))


def participle_at(analysis: Analysis, grammar: Grammar, at: int) -> Hit | None:
    """A participle that stands before the noun: `сбитых`, `downed`."""
    wanted = {"PRTF", "ADJF"} if grammar.has_cases else {"past"}
    for hit in analysis.starting_at(at, "actions"):
        if hit.path[2] == "object" and wanted & hit.grams and not {"VERB", "PRTS"} & hit.grams:
            if grammar.has_cases or analysis.starting_at(hit.last, "things", "subtypes", "sides", "modifiers"):
                return hit
    return None


def counted_deed(analysis: Analysis, grammar: Grammar, at: int) -> Hit | None:
    """ "67 launches of missiles": a deed that every weapon does once, with the weapons right behind it."""
    for hit in analysis.starting_at(at, "counted_deeds"):
        behind = hit.last
        while behind < len(analysis.split.tokens) and (
            analysis.starting_at(behind, "modifiers")
            or any(h.path[-1] == "adjective" for h in analysis.starting_at(behind, "sides"))
        ):
            behind += 1
        if analysis.starting_at(behind, "things", "subtypes"):
            return hit
    return None


def has_inside(analysis: Analysis, number: Number) -> bool:
    """The number and the noun are one word: "twenty-drone"."""
    token = number.last - 1
    return "-" in analysis.split.tokens[token].normal and any(
        h.first == token for h in analysis.hits_at(token, "things", "subtypes")
    )


def is_singular(analysis: Analysis, noun: Hit) -> bool:
    token = noun.last - 1
    grams = analysis.grams.get(token, frozenset())
    word = analysis.split.tokens[token].normal
    return "base" in grams and "plur" not in grams and not any(c.isdigit() for c in word)


def is_noun_end(analysis: Analysis, grammar: Grammar, noun: Hit) -> bool:
    return grammar.has_cases or not is_singular(analysis, noun)


def stops(analysis: Analysis, at: int) -> bool:
    """A word that ends a noun phrase."""
    if analysis.starting_at(at, *STOPS):
        return True
    return any(
        {"past", "s3"} & h.grams or h.path[-1] in ("object", "subject", "with")
        for h in analysis.starting_at(at, "actions")
    )


def heads_compound(analysis: Analysis, at: int) -> bool:
    """ "1,500 drone strikes": a plural noun of action behind a weapon in the singular is what the number counts."""
    return any(h.path[-1] == "of" and "plur" in h.grams for h in analysis.starting_at(at, "actions"))


def may_modify(analysis: Analysis, grammar: Grammar, at: int) -> bool:
    """A word that may stand between a number and its noun."""
    token = analysis.split.tokens[at]
    if analysis.starting_at(at, "modifiers"):
        return True
    if grammar.adjectives:
        return (token.normal.endswith(grammar.adjectives) and len(token.normal) > 4) or any(
            c.isdigit() for c in token.normal
        )
    actions = analysis.starting_at(at, "actions")
    if any("past" in h.grams and h.path[1:] == ("hit", "subject") for h in actions):
        return False  # "38 struck targets"
    if actions:
        after = max(h.last for h in actions)
        return bool(analysis.starting_at(after, "things", "subtypes")) and not any(
            {"s3"} & h.grams for h in actions if len(h.path) > 2 and h.path[2] != "of"
        )
    if is_compound(analysis, at):
        return True
    named = [h for h in analysis.starting_at(at, "places") if h.path[1] != "adjective"]
    return not named and not analysis.starting_at(at, *STOPS)


def is_compound(analysis: Analysis, at: int) -> bool:
    """ "US-supplied", "U.S.-made": the name of a country inside an adjective."""
    tokens = analysis.split.tokens
    if "-" in tokens[at].normal.strip("-"):
        return True
    return (
        at + 2 < len(tokens)
        and tokens[at + 1].normal == "-"
        and tokens[at].end == tokens[at + 1].start
        and tokens[at + 1].end == tokens[at + 2].start
        and tokens[at].kind == WORD
    )


def names_deed(analysis: Analysis, at: int) -> bool:
    """A verb in its base form right before another word: the first half of a noun ("fire engines", "strike groups")."""
    deeds = analysis.starting_at(at, "actions")
    if not deeds or not all(h.grams == {"base"} and h.last == at + 1 for h in deeds):
        return False
    tokens = analysis.split.tokens
    return at + 1 < len(tokens) and tokens[at + 1].kind == WORD and not analysis.starting_at(at + 1, *STOPS)


def may_stand_alone(analysis: Analysis, sentence: Sentence, at: int) -> bool:
    """What follows the number, at `at`, cannot be its noun, so that its noun may have been told before."""
    tokens = analysis.split.tokens
    while at < sentence.last and tokens[at].normal in '*_`"»”':
        at += 1
    if at >= sentence.last or tokens[at].kind == MARK:
        return True
    people = analysis.starting_at(at, "sides")
    if any(h.path[-1] == "actor" and {"gent", "plur"} <= h.grams and "nomn" not in h.grams for h in people):
        return False  # "1100 окупантів": they are what is counted
    if any(h.path[1] == "facility" and "plur" in h.grams for h in analysis.starting_at(at, "same_place")):
        return False  # "п'ять заводів", "five refineries"
    deeds = analysis.starting_at(at, "actions")
    if deeds and (all(h.path[-1] == "of" for h in deeds) or heads_compound(analysis, at)):
        return False  # "15 flights", "seven attacks": the noun that is counted
    if names_deed(analysis, at):
        return False  # "two fire engines"
    sections = (
        *STOPS,
        "ranges",
        "clauses",
        "actions",
        "places",
        "sides",
        "totals",
        "days",
        "each",
        "same_place",
        "whole_country",
    )
    return bool(analysis.starting_at(at, *sections))
