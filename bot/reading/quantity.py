"""Counts that a rule defines by its own words: things `of` right behind a number, in a `state` of the same sentence."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from bot.model import Bound, Count, Fact, Quantity, Span, Standing, Unread
from bot.reading.analysis import Analysis, Number
from bot.reading.compile import Reader
from bot.reading.days import attack_day
from bot.reading.phrase import Found, anchors_by_pattern, matches, starts_of
from bot.reading.place_phrases import find_places
from bot.reading.scene import find_speakers
from bot.reading.tell import is_home
from bot.reading.tokens import WORD, Sentence

MODIFIERS = 2
"""Words between the number and what it counts ("12 local residents")."""


def find_quantities(reader: Reader, analysis: Analysis) -> tuple[list[Fact], list[Unread]]:
    """One fact for each number that stands before a rule's things, where the rule's state is told beside it."""
    starts = starts_of(reader.quantities)
    first = len(reader.patterns) - starts[-1]
    if first == len(reader.patterns) or not analysis.numbers:
        return [], []
    anchors = anchors_by_pattern(analysis, len(reader.patterns))
    facts: list[Fact] = []
    # only those whose words stand in the text: ten thousand rules cost no more than ten
    for at in sorted({bisect_right(starts, n - first) - 1 for n in anchors if n >= first}):
        quantity, start = reader.quantities[at], first + starts[at]
        numbered = range(start, start + len(quantity.of))
        states = range(numbered.stop, numbered.stop + len(quantity.state))
        if any(n in anchors for n in numbered):
            facts.extend(read_quantity(reader, analysis, quantity, anchors, numbered, states))
    return facts, []


def read_quantity(
    reader: Reader,
    analysis: Analysis,
    quantity: Quantity,
    anchors: dict[int, list[int]],
    numbered: range,
    states: range,
) -> Iterator[Fact]:
    in_state = {
        sentence.first
        for n in states
        for sentence, _ in matches(analysis, reader.patterns[n], anchors.get(n, ()))
    }  # fmt: skip
    seen: set[int] = set()
    for n in numbered:
        for sentence, found in matches(analysis, reader.patterns[n], anchors.get(n, ())):
            number = number_before(analysis, sentence, found)
            if number is None or number.core in seen or (quantity.state and sentence.first not in in_state):
                continue
            seen.add(number.core)
            yield make_fact(reader, analysis, quantity, sentence, found, number)


def number_before(analysis: Analysis, sentence: Sentence, found: Found) -> Number | None:
    """The number that counts the things: right before them, a few adjectives between."""
    for number in analysis.numbers_near(found.first):
        between = range(number.last, found.first)
        if number.why_not or number.core < sentence.first or not 0 <= len(between) <= MODIFIERS:
            continue
        if all(analysis.split.tokens[i].kind == WORD for i in between) and number.last <= found.first:
            return number
    return None


def make_fact(
    reader: Reader, analysis: Analysis, quantity: Quantity, sentence: Sentence, found: Found, number: Number
) -> Fact:
    speakers = find_speakers(analysis, reader.places.places, sentence)
    speaker = next(iter(speakers), None)
    day = attack_day(analysis, number.core, sentence)
    return Fact(
        what=Count(
            thing=quantity.quantity_id,
            action="",
            value=number.value,
            bound=number.bound if number.high is None else Bound.AT_LEAST,
            high=number.high,
            place=place_of(reader, analysis, sentence, number),
            added=number.added,
        ),
        span=analysis.span(number.first, found.last),
        evidence=Span(sentence.start, sentence.end),
        found_by=f"quantity: {quantity.quantity_id}",
        claimed_by=speaker.name if speaker else None,
        claimed_by_side=speaker.side if speaker else None,
        day=day.day,
        day_from_text=day.from_text,
        standing=Standing.HISTORIC if day.is_old else Standing.ASSERTED,
    )


def place_of(reader: Reader, analysis: Analysis, sentence: Sentence, number: Number) -> str | None:
    """The one place that the sentence puts it at, the nearest of several phrases; None where it names many or none."""
    grammar = reader.tongues[analysis.language].grammar
    speakers = find_speakers(analysis, reader.places.places, sentence)
    wheres = [w for w in find_places(analysis, grammar, sentence, speakers) if w.how in ("place", "toward")]
    named = [w for w in wheres if w.places and not any(is_home(p) for p in w.places)]
    best = min(named, key=lambda w: min(abs(w.first - number.last), abs(number.first - w.last)), default=None)
    if best is not None:
        return best.places[0].name if len(best.places) == 1 else None
    return next((s.place.name for s in speakers if s.place is not None), None)
