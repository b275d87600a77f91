"""The words of a sentence that matter to talks, but for those that only look like them: a month, an attribute."""

from __future__ import annotations

from typing import NamedTuple

from bot.reading.analysis import Analysis, Hit
from bot.reading.tokens import NUMBER, Sentence

SECTIONS = frozenset(
    {"talks", "talks_acts", "talks_phases", "talks_topics", "talks_people", "talks_places", "talks_dates"}
)


class Cue(NamedTuple):
    """Tokens `first` to `last` (exclusive) are a word of talks; `kind` is the name its vocabulary gives it."""

    first: int
    last: int
    kind: str
    grams: frozenset[str]
    source: str


def find_cues(analysis: Analysis, sentence: Sentence) -> list[Cue]:
    """The cues of the sentence in text order."""
    cues = [
        Cue(h.first, h.last, h.path[1], verb_grams(analysis, h), h.source)
        for h in analysis.hits_in(sentence)
        if h.path[0] in SECTIONS and len(h.path) > 1 and h.last <= sentence.last
    ]
    former = {c.first for c in cues if c.kind == "old"}
    determined = {c.last for c in cues if c.kind == "det"}
    return [c for c in cues if not is_lookalike(analysis, c, cues, former, determined)]


def is_lookalike(analysis: Analysis, cue: Cue, cues: list[Cue], former: set[int], determined: set[int]) -> bool:
    """True for a form of a cue's word that means something else here."""
    if cue.kind == "discuss" and is_attribution(cue, cues):
        return True
    if cue.kind == "say" and is_talk(cue, cues):
        return True
    if cue.kind == "may":
        return is_month(analysis, cue)
    if cue.kind in ("will", "happen") and "PRTF" in cue.grams and cue.first in former:
        return True  # "the former minister" is a form of "to be" in Slavic languages
    return is_participle(cue, determined)


VERBAL = frozenset({"VERB", "INFN", "infn", "PRTS", "PRTF", "GRND", "past", "ing", "s3"})


def is_participle(cue: Cue, determined: set[int]) -> bool:
    """True for "a negotiated solution": a past form right after "the" or "a" is an attribute."""
    is_past = "past" in cue.grams and "base" not in cue.grams
    return (
        is_past and cue.first in determined and cue.kind in ("meet", "agree", "discuss", "begin", "end", "happen")
    )


def is_month(analysis: Analysis, cue: Cue) -> bool:
    """True for the May of "on May 16": with a capital, and not as the first word of a question."""
    text, tokens = analysis.text, analysis.split.tokens
    if not text[tokens[cue.first].start].isupper() or cue.last >= len(tokens):
        return False
    return tokens[cue.last].kind == NUMBER or any(
        h.path[1] == "m5" for h in analysis.starting_at(cue.first, "talks_dates")
    )


def verb_grams(analysis: Analysis, hit: Hit) -> frozenset[str]:
    """What the form of the verb tells: of several words that is the first verb ("took place", "called off")."""
    if hit.last - hit.first == 1 or hit.path[0] not in ("talks_acts", "talks_phases"):
        return hit.grams
    words = [analysis.grams.get(i, frozenset()) for i in range(hit.first, hit.last)]
    return next((grams for grams in words if grams & VERBAL), hit.grams)


def is_talk(cue: Cue, cues: list[Cue]) -> bool:
    """True for the "they spoke" of people who spoke with each other about something: nobody's word is told."""
    if "plur" not in cue.grams or not any(c.kind == "discuss" and c.first == cue.first for c in cues):
        return False
    return any(c.kind == "about" and 0 <= c.first - cue.last <= 1 for c in cues)


def is_attribution(cue: Cue, cues: list[Cue]) -> bool:
    """True for the "they say" that tells a source: a verb of saying and of talking, and nothing to talk about."""
    says = any(c.kind == "say" and c.first == cue.first for c in cues)
    return says and not any(c.first == cue.last and c.kind in ("between", "from", "in") for c in cues)
