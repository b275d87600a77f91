"""One phrase of a rule against the words of one sentence.

A phrase is compiled into a small automaton and run over the words with a set of states, as Thompson and Pike
do for regular expressions: each state is visited at most once per word, so the time is (words x states) for
any phrase, however its choices and gaps are nested. Nothing backtracks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.errors import RuleError
from bot.model import Choice, Gap, Part, Pattern, Slot, Word

MOST_GAP = 30
"""A gap is never longer, whatever a pattern says: beyond it two words have nothing to do with each other."""
MOST_SLOT = 3
MOST_STATES = 2_000
"""A pattern that needs more is too big to be a phrase; `compile_phrase` refuses it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One state: the word it takes (`text`, or any word where it is empty) or the states it leads to unasked.

    `slot` names the slot that a taken word belongs to; `opens` is True for the slot's first word.
    """

    text: str = ""
    prefix: bool = False
    slot: str = ""
    opens: bool = False
    free: tuple[int, ...] = ()
    then: int = -1
    """The state after the taken word; -1 for a state that takes none."""


@dataclass(frozen=True, slots=True)
class Program:
    """A compiled phrase. Every match holds one of the words that it `needs`."""

    phrase_id: str
    steps: tuple[Step, ...]
    start: int
    needs: tuple[Word, ...]
    longest: int
    """The most words that a match may have."""


Thread = tuple[int, tuple[tuple[str, int, int], ...]]
"""A match in the making: where it began, and its slots so far."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Words `start` to `end` (exclusive) match; each slot with its own words."""

    start: int
    end: int
    slots: tuple[tuple[str, int, int], ...] = ()


# -- compiling ---------------------------------------------------------------------------------------------


def compile_phrase(pattern: Pattern) -> Program:
    """Raises RuleError where the pattern is too big, or would match words of any kind."""
    steps: list[Step] = [Step()]  # state 0 is the end
    start = lay_sequence(pattern.parts, 0, steps)
    needs = needed(pattern.parts)
    if not needs:
        raise RuleError(f"{pattern.phrase_id}: the phrase must hold a word of its own")
    return Program(pattern.phrase_id, tuple(steps), start, needs, longest_of(pattern.parts))


def lay_sequence(parts: Sequence[Part], after: int, steps: list[Step]) -> int:
    """Lay states for `parts` that end in `after`, last part first; the first state of them."""
    for part in reversed(parts):
        after = lay(part, after, steps)
    return after


def lay(part: Part, after: int, steps: list[Step]) -> int:
    if isinstance(part, Word):
        return add(steps, Step(text=part.text, prefix=part.prefix, then=after))
    if isinstance(part, Gap):
        return lay_gap(min(part.most, MOST_GAP), after, steps)
    if isinstance(part, Slot):
        return lay_slot(part.name, after, steps)
    return add(steps, Step(free=tuple(lay_sequence(option, after, steps) for option in part.options)))


def lay_gap(most: int, after: int, steps: list[Step]) -> int:
    """Up to `most` words of any kind; the way out comes first, so the nearest continuation wins."""
    state = after
    for _ in range(most):
        taken = add(steps, Step(then=state))
        state = add(steps, Step(free=(after, taken)))
    return state


def lay_slot(name: str, after: int, steps: list[Step]) -> int:
    """One to three words; as few as the rest of the phrase allows."""
    state = after
    for number in range(MOST_SLOT, 0, -1):
        taken = add(steps, Step(slot=name, opens=number == 1, then=state))
        state = taken if number == 1 else add(steps, Step(free=(after, taken)))
    return state


def add(steps: list[Step], step: Step) -> int:
    if len(steps) >= MOST_STATES:
        raise RuleError(f"the phrase has more than {MOST_STATES} ways through it")
    steps.append(step)
    return len(steps) - 1


def longest_of(parts: Sequence[Part]) -> int:
    """How many words the parts may take at most."""
    return sum(longest_part(part) for part in parts)


def longest_part(part: Part) -> int:
    if isinstance(part, Gap):
        return min(part.most, MOST_GAP)
    if isinstance(part, Choice):
        return max((longest_of(option) for option in part.options), default=0)
    return MOST_SLOT if isinstance(part, Slot) else 1


def needed(parts: Sequence[Part]) -> tuple[Word, ...] | None:
    """The best set of words of which every match holds one: few and long. None where there is no such set."""
    sets = [words for part in parts if (words := needed_of(part))]
    return max(sets, key=lambda words: (min(len(w.text) for w in words), -len(words)), default=None)


def needed_of(part: Part) -> tuple[Word, ...] | None:
    if isinstance(part, Word):
        return (part,)
    if not isinstance(part, Choice):
        return None
    found: list[Word] = []
    for option in part.options:
        words = needed(option)
        if words is None:
            return None
        found += words
    return tuple(dict.fromkeys(found))


def spread(steps: Sequence[Step], state: int, thread: Thread, threads: dict[int, Thread], seen: set[int]) -> None:
    """Put `thread` into every state that `state` leads to without a word, in order of preference.

    `seen` is shared by all threads of one word: who came first keeps a state, and no state is visited twice.
    """
    waiting = [state]
    while waiting:
        at = waiting.pop()
        if at in seen:
            continue
        seen.add(at)
        if free := steps[at].free:
            waiting += reversed(free)
        else:
            threads[at] = thread


# -- matching ----------------------------------------------------------------------------------------------


def find_all(program: Program, words: Sequence[str], broken: Sequence[bool] | None = None) -> Iterator[Hit]:
    """Every match in the words of one sentence, left to right, the longest at each place, none overlapping.

    `words` are normalised and hold no punctuation. `broken[i]` says that a comma, dash, bracket or quote
    stands before word i: a slot does not go on over it.
    """
    at = 0
    while at < len(words) and (hit := find_first(program, words, at, broken)):
        yield hit
        at = hit.end


def find_first(
    program: Program, words: Sequence[str], at: int = 0, broken: Sequence[bool] | None = None
) -> Hit | None:
    """The leftmost match that begins at word `at` or later, as long as it can be."""
    best: Hit | None = None
    threads: dict[int, Thread] = {}
    seen: set[int] = set()
    for i in range(at, len(words)):
        if best is None:
            spread(program.steps, program.start, (i, ()), threads, seen)
        threads, seen = advance(program.steps, threads, words[i], i, broken is not None and broken[i])
        ended = threads.pop(0, None)
        if ended and (best is None or ended[0] <= best.start):
            best = Hit(ended[0], i + 1, ended[1])
        if best is not None:
            threads = {state: thread for state, thread in threads.items() if thread[0] <= best.start}
            if not threads:
                break
    return best


def advance(
    steps: Sequence[Step], threads: dict[int, Thread], word: str, at: int, is_broken: bool
) -> tuple[dict[int, Thread], set[int]]:
    """The threads after one more word, and the states they went through. The earliest start comes first."""
    after: dict[int, Thread] = {}
    seen: set[int] = set()
    for state, (start, slots) in threads.items():
        step = steps[state]
        if not takes(step, word, is_broken):
            continue
        if step.slot:
            begun, kept = (at, slots) if step.opens else (slots[-1][1], slots[:-1])
            slots = (*kept, (step.slot, begun, at + 1))
        spread(steps, step.then, (start, slots), after, seen)
    return after, seen


def takes(step: Step, word: str, is_broken: bool) -> bool:
    if step.then < 0:
        return False
    if step.slot:
        return step.opens or not is_broken
    if step.prefix:
        return word.startswith(step.text)
    return not step.text or word == step.text
