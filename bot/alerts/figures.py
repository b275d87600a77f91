"""The figure held: many numbers for one event, by whom and when -> the one that is told.

By time of publication: launched replaces downed; an exact number replaces a rounded one, never the reverse;
a higher tally replaces a lower one; a lower one replaces it only with the words of a correction, and what was
corrected does not come back; "another 12" adds, once. The other side's claim, totals with missiles, hits and
parts per region stand beside it and never revise it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.model import Bound, Event, Figure

COUNTING = ("tally", "correction", "add")
ROUNDING = 0.1
"""How far from a rounded number ("about 100") the exact one may lie to agree with it."""
MOST_FIGURES = 80
MOST_PARTS = 12


@dataclass(frozen=True, slots=True)
class Fold:
    """How far the folding has come."""

    held: Figure | None = None
    exact_before: tuple[int, ...] = ()
    """Exact tallies that were held, oldest first."""
    withdrawn: tuple[int, ...] = ()
    """Numbers that a correction took back."""


def hold(figures: Iterable[Figure], actions: Sequence[str]) -> Figure | None:
    """The figure held, of those actions (in order of preference); None where no figure counts."""
    return fold(figures, actions).held


def measure(event: Event, action: str) -> Figure | None:
    """What is held of another measure of the event (shot down beside launched, hits), None where none is told."""
    if event.held is not None and event.held.action == action:
        return event.held
    thing = event.fields.get("thing", "")
    own = [f for f in event.figures if f.action == action and f.thing == thing]
    own = [f for f in own if f.place is None or f.place == event.fields.get("place")]
    return hold((replace(f, role="tally") if f.role == "beside" else f for f in own), (action,))


def fold(figures: Iterable[Figure], actions: Sequence[str]) -> Fold:
    counting = [f for f in figures if f.role in COUNTING and f.action in actions]
    state = Fold()
    for figure in sorted(counting, key=lambda f: (f.written_at, f.article_id, f.place_in_text)):
        state = step(state, figure, actions)
    return state


def step(state: Fold, figure: Figure, actions: Sequence[str]) -> Fold:
    held = state.held
    if held is None:
        return keep(state, figure)
    if figure.role == "add":
        return state if is_included(state, figure) else keep(state, added(held, figure))
    if figure.action != held.action:
        is_preferred = actions.index(figure.action) < actions.index(held.action)
        return keep(state, figure) if is_preferred and figure.value >= least_of(held) else state
    if figure.role == "correction":
        return corrected(state, figure)
    return keep(state, figure) if replaces(state, figure) else state


def keep(state: Fold, figure: Figure) -> Fold:
    before = state.exact_before
    if state.held is not None and state.held.bound is Bound.EXACT:
        before = (*before, state.held.value)
    return Fold(figure, before, state.withdrawn)


def least_of(figure: Figure) -> float:
    """The least that a preferred measure must be: there cannot be fewer launched than were shot down."""
    return figure.value if figure.bound is Bound.EXACT else figure.value * (1 - ROUNDING)


def corrected(state: Fold, figure: Figure) -> Fold:
    held = state.held
    assert held is not None
    if figure.value == held.value and figure.bound is held.bound:
        return state
    if figure.bound is not Bound.EXACT and held.bound is Bound.EXACT:
        return state
    if figure.value in state.withdrawn:
        return state
    kept = keep(state, figure)
    return Fold(figure, kept.exact_before, (*state.withdrawn, held.value))


def replaces(state: Fold, figure: Figure) -> bool:
    held = state.held
    assert held is not None
    if figure.value in state.withdrawn:
        return False
    if held.bound is not Bound.EXACT:
        if figure.bound is Bound.EXACT:
            return True
        return figure.bound is not Bound.AT_MOST and figure.value > held.value
    return figure.bound is Bound.EXACT and figure.value > held.value


def is_included(state: Fold, figure: Figure) -> bool:
    """True where the tally held already contains this "another 12": it is an earlier tally plus just that."""
    held = state.held
    assert held is not None
    return held.role != "add" and any(before + figure.value == held.value for before in state.exact_before)


def added(held: Figure, figure: Figure) -> Figure:
    """The sum of a tally and a further number, told by who told the latter."""
    exact = held.bound is Bound.EXACT and figure.bound is Bound.EXACT
    return replace(
        figure,
        action=held.action,
        value=held.value + figure.value,
        high=None,
        bound=Bound.EXACT if exact else Bound.AT_LEAST,
        role="add",
    )


def agrees(figure: Figure, held: Figure) -> bool:
    """True where the figure says the same, less exactly: equal, a rounding, a looser bound that holds."""
    value, known = figure.value, held.value
    if figure.bound is Bound.AT_LEAST:
        return value <= known
    if figure.bound is Bound.AT_MOST:
        return value >= known
    if figure.bound is Bound.ABOUT or held.bound is not Bound.EXACT:
        return abs(value - known) <= ROUNDING * max(value, known)
    return value == known


def spread(figures: Iterable[Figure], held: Figure) -> tuple[int, int]:
    """The lowest and the highest number that anyone gave for what is held (withdrawn ones aside)."""
    rivals = [f for f in figures if f.action == held.action and f.place == held.place and f.role == "claim"]
    values = [held.value, *(f.value for f in rivals), *(f.high for f in rivals if f.high)]
    return min(values), max([*values, held.high or held.value])


def with_figures(known: Sequence[Figure], new: Iterable[Figure]) -> tuple[Figure, ...]:
    """`known` and what of `new` is not among them. A figure told earlier by a later arrival takes its place."""
    figures = list(known)
    for figure in new:
        at = next((n for n, f in enumerate(figures) if is_same_figure(f, figure)), None)
        if at is None:
            figures.append(figure)
        elif figure.written_at < figures[at].written_at:
            figures[at] = figure
    return bounded(figures)


def is_same_figure(one: Figure, other: Figure) -> bool:
    if (one.value, one.action, one.role, one.thing, one.place) != (
        other.value,
        other.action,
        other.role,
        other.thing,
        other.place,
    ):
        return False
    if one.role in ("add", "correction"):  # retold in other words, under other names: still the same twelve
        return not is_second_add(one, other)
    return one.bound is other.bound and one.claimed_by == other.claimed_by


def is_second_add(one: Figure, other: Figure) -> bool:
    """A claimant's own feed says "another 12" a second time: twelve more, where a retelling is the same twelve."""
    own = one.outlet == other.outlet and one.article_id != other.article_id and one.voice_is_own
    return one.role == "add" and own and other.voice_is_own and one.written_at != other.written_at


def bounded(figures: list[Figure]) -> tuple[Figure, ...]:
    """At most so many figures: the first parts and others beside, and all that count as long as they fit."""
    parts = [f for f in figures if f.role == "part"]
    for figure in parts[MOST_PARTS:]:
        figures.remove(figure)
    others = [f for f in figures if f.role not in COUNTING]
    for figure in others[: max(0, len(figures) - MOST_FIGURES)]:
        figures.remove(figure)
    return tuple(figures[-MOST_FIGURES:])


def earliest(figures: Iterable[Figure]) -> dt.datetime | None:
    return min((f.written_at for f in figures), default=None)
