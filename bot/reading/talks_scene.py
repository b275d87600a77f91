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
from bot.reading.talks_cues import Cue, find_cues
from bot.reading.tokens import MARK, WORD, Sentence

COST_OF_MARK = {",": 4, ";": 14, ":": 10, "—": 8, "(": 8, ")": 8, '"': 3, "«": 3, "»": 3, "“": 3, "”": 3}

COST_OF_WORD = {"and": 3, "where": 4, "who": 4}
"""A conjunction, "where" and "which" begin a new clause."""


class Named(NamedTuple):
    """A place by name. `is_adjective` for "berlinskij", "Swiss"."""

    first: int
    last: int
    place: Place
    grams: frozenset[str]
    is_adjective: bool
    source: str


NO_CUES: list[Cue] = []


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
    kinds: dict[str, list[Cue]] = field(default_factory=dict)
    starting: dict[int, list[Cue]] = field(default_factory=dict)
    ending: dict[int, list[Cue]] = field(default_factory=dict)

    def set_cues(self, cues: list[Cue]) -> None:
        """Take these as the words of the sentence that matter."""
        self.cues = sorted(cues, key=lambda c: c.first)
        self.kinds, self.starting, self.ending = {}, {}, {}
        for cue in self.cues:
            self.kinds.setdefault(cue.kind, []).append(cue)
            self.starting.setdefault(cue.first, []).append(cue)
            self.ending.setdefault(cue.last, []).append(cue)

    def has(self, *kinds: str) -> bool:
        return any(kind in self.kinds for kind in kinds)

    def of(self, *kinds: str) -> list[Cue]:
        """The cues of these kinds, in text order. Not to be changed."""
        if len(kinds) == 1:
            return self.kinds.get(kinds[0], NO_CUES)
        here = [kind for kind in kinds if kind in self.kinds]
        if len(here) < 2:
            return self.kinds[here[0]] if here else NO_CUES
        return [cue for cue in self.cues if cue.kind in here]

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
    scene.names = list(name_places(analysis, sentence))
    scene.set_cues(find_cues(analysis, sentence))
    measure(analysis, scene)
    return scene


def measure(analysis: Analysis, scene: Scene) -> None:
    """Fill `costs` and `clauses`."""
    cost = clause = 0
    main: int | None = None
    opened: int | None = None
    tokens = analysis.split.tokens
    words: dict[int, int] = {}
    for cue in scene.cues:
        if cue.kind in COST_OF_WORD:
            words[cue.first] = max(words.get(cue.first, 0), COST_OF_WORD[cue.kind])
    for i in range(scene.sentence.first, scene.sentence.last):
        token = tokens[i]
        extra = words.get(i, 0)
        if token.kind == MARK:
            extra += COST_OF_MARK.get(token.normal, 0)
            if token.normal in ("(", ")") and any(i in (n.first - 1, n.last) for n in scene.names):
                extra = 0  # "in Anchorage (Alaska)"
        if 0 < extra <= 4 and joins_names(analysis, scene.sentence, i):
            extra = 0
        cost += 1 + extra
        clause += extra >= 4
        if token.normal == ",":
            if opened is not None:
                main, opened = opened, None  # "A, which B had offered, *fell away*": the main clause goes on
            elif opens_relative(analysis, scene, i):
                opened = main if main is not None else clause - (extra >= 4)
                main = None
        elif extra >= 4:
            main = None
            opened = None if token.kind == MARK else opened
        scene.costs.append(cost)
        scene.clauses.append(clause if main is None else main)


def opens_relative(analysis: Analysis, scene: Scene, comma: int) -> bool:
    """A clause of "which", "where", "on which" begins right behind the comma and a name or noun of meeting before it."""
    if not (any(n.last == comma for n in scene.names) or scene.before(comma, "talks", "meeting", "venue")):
        return False
    if scene.at(comma + 1, "where"):
        return True
    return any(analysis.starting_at(i, "relatives") for i in (comma + 1, comma + 2))


def joins_names(analysis: Analysis, sentence: Sentence, i: int) -> bool:
    """True for the commas and the "and" of "Starmer, Macron and Merz"."""
    if not sentence.first < i < sentence.last - 1:
        return False
    before, after = analysis.split.tokens[i - 1], analysis.split.tokens[i + 1]
    return analysis.text[before.start].isupper() and analysis.text[after.start].isupper()


def name_places(analysis: Analysis, sentence: Sentence) -> Iterator[Named]:
    """Places by name, each token in one of them at most: the longest, a city before a region before a country."""
    taken = sentence.first
    found: dict[int, list[Hit]] = {}
    for hit in analysis.hits_in(sentence, "places"):
        if hit.place and hit.last <= sentence.last and hit.path[1] != "bare" and hit.place.kind in RANK:
            found.setdefault(hit.first, []).append(hit)
    for first, here in found.items():
        hits = [h for h in here if first >= taken and is_written_as_name(analysis, h)]
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
