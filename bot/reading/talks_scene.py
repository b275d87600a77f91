"""The words of one sentence that matter to talks, and how far they stand apart.

Distance is counted in words, and a comma, a conjunction or a relative word counts as several: what stands in
one clause is near, what stands in another is far, without a parser that would break on loose grammar.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.reading.analysis import Analysis, Hit, Number
from bot.reading.places import Place
from bot.reading.tokens import MARK, NUMBER, WORD, Sentence

SECTIONS = frozenset(
    {"talks", "talks_acts", "talks_phases", "talks_topics", "talks_people", "talks_places", "talks_dates"}
)

COST_OF_MARK = {",": 4, ";": 14, ":": 10, "—": 8, "(": 8, ")": 8, '"': 3, "«": 3, "»": 3, "“": 3, "”": 3}
COST_OF_WORD = {"and": 3, "where": 4, "who": 4}
"""A conjunction, "where" and "which" begin a new clause."""


class Cue(NamedTuple):
    """Tokens `first` to `last` (exclusive) are a word of talks; `kind` is the name its vocabulary gives it."""

    first: int
    last: int
    kind: str
    grams: frozenset[str]
    source: str


class Named(NamedTuple):
    """A place by name. `is_adjective` for "berlinskij", "Swiss"."""

    first: int
    last: int
    place: Place
    grams: frozenset[str]
    is_adjective: bool
    source: str


@dataclass(slots=True)
class Scene:
    """One sentence as the reader of talks sees it."""

    sentence: Sentence
    cues: list[Cue] = field(default_factory=list)
    names: list[Named] = field(default_factory=list)
    numbers: list[Number] = field(default_factory=list)
    costs: list[int] = field(default_factory=list)
    """Cost of the way from the sentence's first token to each of its tokens."""
    clauses: list[int] = field(default_factory=list)
    starting: dict[int, list[Cue]] = field(default_factory=dict)
    ending: dict[int, list[Cue]] = field(default_factory=dict)

    def has(self, *kinds: str) -> bool:
        return any(cue.kind in kinds for cue in self.cues)

    def of(self, *kinds: str) -> list[Cue]:
        return [cue for cue in self.cues if cue.kind in kinds]

    def at(self, token: int, *kinds: str) -> Cue | None:
        """The cue of one of these kinds that begins at the token."""
        return next((c for c in self.starting.get(token, ()) if c.kind in kinds), None)

    def before(self, token: int, *kinds: str) -> Cue | None:
        """The cue of one of these kinds that ends right before the token."""
        return next((c for c in self.ending.get(token, ()) if c.kind in kinds), None)

    def starts_date(self, token: int) -> bool:
        """True where a weekday, a month or a number begins at the token."""
        days = any(c.kind[0] in "dm" and c.kind[1:].isdigit() for c in self.starting.get(token, ()))
        return days or any(n.first == token for n in self.numbers)

    def cost(self, one: int, other: int) -> int:
        """How far two tokens of the sentence are from each other."""
        last = len(self.costs) - 1
        a = min(max(one - self.sentence.first, 0), last)
        b = min(max(other - self.sentence.first, 0), last)
        return abs(self.costs[a] - self.costs[b])

    def clause(self, token: int) -> int:
        return self.clauses[min(max(token - self.sentence.first, 0), len(self.clauses) - 1)]


MOST_TOKENS = 120
"""A longer sentence is looked at in pieces, so that the time stays linear whatever the text."""


def set_scenes(analysis: Analysis) -> Iterator[Scene]:
    """The sentences of the text, each with its numbers."""
    at, numbers = 0, analysis.numbers
    for whole in analysis.split.sentences:
        for first in range(whole.first, whole.last, MOST_TOKENS):
            last = min(first + MOST_TOKENS, whole.last)
            start, end = analysis.split.tokens[first].start, analysis.split.tokens[last - 1].end
            scene = set_scene(analysis, Sentence(first, last, start, end, whole.paragraph))
            while at < len(numbers) and numbers[at].first < first:
                at += 1
            while at < len(numbers) and numbers[at].first < last:
                scene.numbers.append(numbers[at])
                at += 1
            yield scene


def set_scene(analysis: Analysis, sentence: Sentence) -> Scene:
    scene = Scene(sentence)
    scene.cues = [
        Cue(h.first, h.last, h.path[1], verb_grams(analysis, h), h.source)
        for h in analysis.hits_in(sentence)
        if h.path[0] in SECTIONS and len(h.path) > 1 and h.last <= sentence.last
    ]
    scene.cues = [c for c in scene.cues if c.kind != "discuss" or not is_attribution(c, scene.cues)]
    old = {c.first for c in scene.cues if c.kind == "old"}
    scene.cues = [
        c for c in scene.cues if not ("PRTF" in c.grams and c.first in old and c.kind in ("will", "happen"))
    ]
    determined = {c.last for c in scene.cues if c.kind == "det"}
    scene.cues = [c for c in scene.cues if not is_participle(c, determined)]
    scene.cues = [c for c in scene.cues if c.kind != "may" or not is_month(analysis, c)]
    scene.names = list(name_places(analysis, sentence))
    for cue in scene.cues:
        scene.starting.setdefault(cue.first, []).append(cue)
        scene.ending.setdefault(cue.last, []).append(cue)
    measure(analysis, scene)
    return scene


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


VERBAL = frozenset({"VERB", "INFN", "infn", "PRTS", "PRTF", "GRND", "past", "ing", "s3"})


def verb_grams(analysis: Analysis, hit: Hit) -> frozenset[str]:
    """What the form of the verb tells: of several words that is the first verb ("took place", "called off")."""
    if hit.last - hit.first == 1 or hit.path[0] not in ("talks_acts", "talks_phases"):
        return hit.grams
    words = [analysis.grams.get(i, frozenset()) for i in range(hit.first, hit.last)]
    return next((grams for grams in words if grams & VERBAL), hit.grams)


def is_attribution(cue: Cue, cues: list[Cue]) -> bool:
    """True for the "they say" that tells a source: a verb of saying and of talking, and nothing to talk about."""
    says = any(c.kind == "say" and c.first == cue.first for c in cues)
    return says and not any(c.first == cue.last and c.kind in ("between", "from", "in") for c in cues)


def measure(analysis: Analysis, scene: Scene) -> None:
    """Fill `costs` and `clauses`."""
    cost = clause = 0
    for i in range(scene.sentence.first, scene.sentence.last):
        token = analysis.split.tokens[i]
        extra = COST_OF_MARK.get(token.normal, 0) if token.kind == MARK else 0
        extra += max((COST_OF_WORD.get(c.kind, 0) for c in scene.starting.get(i, ())), default=0)
        if 0 < extra <= 4 and joins_names(analysis, scene.sentence, i):
            extra = 0
        if token.normal in ("(", ")") and any(i in (n.first - 1, n.last) for n in scene.names):
            extra = 0  # "in Anchorage (Alaska)"
        cost += 1 + extra
        clause += extra >= 4
        scene.costs.append(cost)
        scene.clauses.append(clause)


def joins_names(analysis: Analysis, sentence: Sentence, i: int) -> bool:
    """True for the commas and the "and" of "Starmer, Macron and Merz"."""
    if not sentence.first < i < sentence.last - 1:
        return False
    before, after = analysis.split.tokens[i - 1], analysis.split.tokens[i + 1]
    return analysis.text[before.start].isupper() and analysis.text[after.start].isupper()


def name_places(analysis: Analysis, sentence: Sentence) -> Iterator[Named]:
    """Places by name, each token in one of them at most: the longest, a city before a region before a country."""
    taken = sentence.first
    for i in range(sentence.first, sentence.last):
        if i < taken:
            continue
        hits = [h for h in analysis.starting_at(i, "places") if h.place and h.last <= sentence.last]
        hits = [
            h
            for h in hits
            if h.path[1] != "bare" and is_written_as_name(analysis, h) and h.place and h.place.kind in RANK
        ]
        if not hits:
            continue
        best = min(hits, key=lambda h: (-h.last, is_adjective(h), RANK.get(h.place.kind if h.place else "", 9)))
        taken = best.last
        if best.place and not is_given_name(analysis, best, sentence):
            yield Named(best.first, best.last, best.place, best.grams, is_adjective(best), best.source)


def is_given_name(analysis: Analysis, hit: Hit, sentence: Sentence) -> bool:
    """True for the first name of a person ("Vladimir Putin", "Georgia Meloni"): a word with a capital follows."""
    if hit.last >= sentence.last or not any(
        h.path[1] == "given" for h in analysis.starting_at(hit.first, "talks_people")
    ):
        return False
    after = analysis.split.tokens[hit.last]
    return after.kind == WORD and analysis.text[after.start].isupper()


def is_written_as_name(analysis: Analysis, hit: Hit) -> bool:
    """False for a common word that looks like a place ("bude" and Bodo): names begin with a capital."""
    return is_adjective(hit) or not analysis.text[analysis.split.tokens[hit.first].start].islower()


RANK = {"city": 0, "region": 1, "country": 2}


def is_adjective(hit: Hit) -> bool:
    return hit.path[1] == "adjective"
