"""Whether a number is of one attack or of weeks: long periods, what leads to them, and what only compares with them."""

from __future__ import annotations

from bot.reading.analysis import Analysis, Hit
from bot.reading.clauses import clause_of
from bot.reading.frame import Frame
from bot.reading.link import Link
from bot.reading.mentions import Mention
from bot.reading.tokens import MARK, NUMBER, Sentence


def is_cumulative(frame: Frame, mention: Mention, link: Link | None, before: bool) -> tuple[bool, str]:
    """Whether the number is of more than a day, with the word that says so.

    A long period counts where words lead to it ("over the past week", "since May") and nothing says that it is a
    comparison ("the most in three weeks"). `before`: the sentence before spoke of such a period and this one adds to it.
    """
    analysis, sentence = frame.analysis, frame.sentence
    first, last = clause_of(analysis, sentence, mention, link)
    for i in range(first, last):
        for hit in analysis.starting_at(i, "periods"):
            if analysis.starting_at(hit.last, "evenings"):
                continue  # "since Saturday night"
            if is_told_anew(analysis, max(mention.last, link.predicate.last if link else 0), hit.first):
                continue  # "..., and it was out of action for 16 days"
            if is_open_ended(analysis, sentence, hit):
                return True, hit.source
            if is_span(analysis, sentence, hit) and not compared(
                analysis, sentence, hit.first, first, hit.last, last
            ):
                return True, hit.source
    if any(is_since_year(analysis, i) for i in range(first, last)):
        return True, "since a year"
    if link is not None and link.predicate.is_active and opens_with_since(analysis, sentence):
        return True, "since"
    return before, "the sentence before"


def is_open_ended(analysis: Analysis, sentence: Sentence, hit: Hit) -> bool:
    """ "Since May", "in September alone": of more than a day, whatever it is compared with."""
    if hit.path[1] != "long" or is_age(analysis, hit):
        return False
    return is_since(analysis, sentence, hit) or is_alone(analysis, hit)


def is_span(analysis: Analysis, sentence: Sentence, hit: Hit) -> bool:
    """A stretch of more than a day, and words that lead to it where its name alone does not say so."""
    match hit.path[1]:
        case "whole":
            return True
        case "short":
            return is_long_run(analysis, sentence, hit)
        case "long":
            return not is_age(analysis, hit) and is_led(analysis, sentence, hit)
    return False


MOST_TO_VERB = 4


def is_told_anew(analysis: Analysis, low: int, high: int) -> bool:
    """Between the tokens a comma with "and", "but" or "which", and a verb soon behind it: another clause tells more."""
    for i in range(low, high - 2):
        if analysis.split.tokens[i].normal != "," or not analysis.starting_at(i + 1, "conjunctions", "relatives"):
            continue
        ahead = range(i + 2, min(i + 2 + MOST_TO_VERB, high))
        if any(analysis.starting_at(at, "passive", "active") for at in ahead):
            return not any(n.core in ahead for n in analysis.numbers_near(i + 2))
    return False


def is_since_year(analysis: Analysis, at: int) -> bool:
    """ "Since 2024"."""
    if not any(h.path[1] == "since" for h in analysis.starting_at(at, "periods")):
        return False
    return any(n.core == at + 1 and n.why_not == "year" for n in analysis.numbers_near(at + 1))


def is_age(analysis: Analysis, hit: Hit) -> bool:
    """ "The three-year war": how old it is, not since when something is counted."""
    compounds = (
        i for i in (hit.first - 1, hit.first) if i >= 0 and "-" in analysis.split.tokens[i].normal.strip("-")
    )
    return any(n.core == i for i in compounds for n in analysis.numbers_near(i))


def is_alone(analysis: Analysis, hit: Hit) -> bool:
    """ "In September alone": a whole month, where no day stands beside it."""
    return any(h.path[1] == "alone" for h in analysis.starting_at(hit.last, "periods")) and not is_date(
        analysis, hit
    )


def opens_with_since(analysis: Analysis, sentence: Sentence) -> bool:
    """ "Since the first one fell, they *have destroyed* 223": longer than a day unless an hour or a night is named."""
    at = sentence.first
    while at < sentence.last and analysis.split.tokens[at].kind == MARK:
        at += 1
    if not any(h.path[1] == "since" for h in analysis.starting_at(at, "periods")):
        return False
    for i in range(at + 1, min(at + 1 + NEAR, sentence.last)):
        if any(n.why_not == "time" for n in analysis.numbers_near(i)) or analysis.starting_at(i, "hours"):
            return False
        if any(h.path[1] in ("night", "previous_night", "now") for h in analysis.starting_at(i, "days")):
            return False
    return True


HOURS_OF_A_DAY = 24


def is_long_run(analysis: Analysis, sentence: Sentence, hit: Hit) -> bool:
    """ "In the past three days", "over 72 hours": a number of days that is led in."""
    number = next((n for n in analysis.numbers_near(hit.first - 1) if n.core < hit.first <= n.last + 1), None)
    if number is None or number.core < sentence.first or {"ablt", "sing"} <= hit.grams:
        return False  # «5 ночью»: when, not how many nights
    hours = any(h.path[-1] == "hours" for h in analysis.starting_at(hit.first, "periods"))
    if number.value < 2 or (hours and number.value <= HOURS_OF_A_DAY):
        return False
    leads = range(max(sentence.first, number.core - LED), number.core)
    return any(h.path[1] == "lead" for i in leads for h in analysis.hits_at(i, "periods"))


LED = 4


def is_led(analysis: Analysis, sentence: Sentence, hit: Hit) -> bool:
    """A word that opens a period stands shortly before it, numbers and small words between."""
    for i in range(hit.first - 1, max(sentence.first, hit.first - LED) - 1, -1):
        token = analysis.split.tokens[i]
        leads = [h for h in analysis.hits_at(i, "periods") if h.path[1] == "lead"]
        if leads:
            return not is_date(analysis, hit)
        if token.kind == MARK and token.normal not in "*_-":
            return False
        if analysis.starting_at(i, "things", "actions", "says"):
            return False
    return False


def is_date(analysis: Analysis, hit: Hit) -> bool:
    """A month beside a number is a date ("in the night to 5 March"), no period; so is the year of such a date."""
    tokens = analysis.split.tokens
    if (
        hit.first >= 2
        and tokens[hit.first - 1].kind == NUMBER
        and len(tokens[hit.first - 1].normal) == len("2026")
    ):
        months = [h for h in analysis.ending_at(hit.first - 1, "days") if "months" in h.path]
        return any(is_date(analysis, month) for month in months)
    if not analysis.starting_at(hit.first, "days"):
        return False
    beside = [i for i in (hit.first - 1, hit.last) if 0 <= i < len(tokens)]
    return any(tokens[i].kind == NUMBER and len(tokens[i].normal.split("-")[0]) <= 2 for i in beside)


def is_since(analysis: Analysis, sentence: Sentence, hit: Hit) -> bool:
    """ "Since the first of January", "з 1 січня": a date that opens a period whose end is not told."""
    tokens = analysis.split.tokens
    if not analysis.starting_at(hit.first, "days"):
        return False
    behind = tokens[hit.last : hit.last + 2]
    if len(behind) == 2 and behind[0].normal in DATE_ENDS and behind[1].kind == NUMBER:
        return False
    for i in range(hit.first - 1, max(sentence.first, hit.first - LED - 1) - 1, -1):
        opened = [h for h in analysis.hits_at(i, "periods") if h.path[1] in ("since", "compared")]
        if any(h.path[1] == "since" for h in opened):
            return i < hit.first - 1
        is_day = tokens[i].kind == NUMBER and len(tokens[i].normal) <= 2
        if not (is_day or opened or tokens[i].normal in ("the", "of")):
            return False
    return False


DATE_ENDS = frozenset({"на", "до", "по", "to", "till", "until"})
"""Behind a date: the night or the hours up to another one, no open period."""

NEAR = 9


def compared(analysis: Analysis, sentence: Sentence, at: int, first: int, after: int, last: int) -> bool:
    """ "The most since May", "the third time in a week": a comparison, not the time of the number."""
    for i in range(at - 1, max(first, at - NEAR) - 1, -1):
        if analysis.split.tokens[i].kind == MARK and analysis.split.tokens[i].normal in ",;:":
            if analysis.split.tokens[i].normal == "," and any(
                h.path[1] == "lead" for h in analysis.starting_at(i + 1, "periods")
            ):
                continue  # "the busiest night, in May, had brought"
            return False
        if any(h.path[1] == "compared" for h in analysis.hits_at(i, "periods")):
            if any(n.last == i for n in analysis.numbers_near(i)):
                continue  # "1,000 such drones"
            return not any(n.core == i + 1 for n in analysis.numbers_near(i + 1))
    return False
