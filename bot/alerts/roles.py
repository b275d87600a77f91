"""What a number is to its event: a tally, a correction, an addition, the other side's claim, something beside.

And whether it may be believed: what reads like a slip (a number of another night or of the other side, one out
of all proportion) is kept beside until a second outlet says the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.alerts import voices
from bot.alerts.figures import COUNTING, agrees
from bot.alerts.identify import Part
from bot.alerts.ledger import Ledger
from bot.model import Article, Bound, Count, CountMatch, Event, Fact, Figure, Rule

WEAPONS = ("drone", "missile", "mixed")
"""Counts of these without a place are nation-wide; of anything else (casualties) the place is then unknown."""
OTHER_SIDE = {"RU": "UA", "UA": "RU"}
OUT_OF_PROPORTION = 3
FAR_OUT = 10
"""The same where only a rounded number is held ("dozens", "hundreds"): that may be far below the tally."""
SMALL = 30
"""Below this a tally may well grow threefold within an hour."""
NIGHTS = 7
"""Nights before and after whose tallies texts like to recall beside the last one."""


def attacker_of(fact: Fact) -> str | None:
    """Whose weapons, where the text says so or it follows: only the attacked side counts what it shot down."""
    count = fact.what
    assert isinstance(count, Count)
    if count.attacker or count.thing not in WEAPONS:
        return count.attacker
    if count.action == "downed" and fact.claimed_by_side in OTHER_SIDE:
        return OTHER_SIDE[fact.claimed_by_side]
    return None


def figures_of(
    article: Article,
    kin: Sequence[str],
    rule: Rule,
    event: Event | None,
    fields: Mapping[str, str],
    parts: Sequence[Part],
    ledger: Ledger,
) -> tuple[Figure, ...]:
    """The parts' numbers in the same order. `kin` are the ids of the article and of what it copies, `fields`
    those of an event to be."""
    place = (event.fields if event else fields).get("place")
    made = [figure_of(article, rule, event, place, part) for part in parts]
    made = settle_corrections(made, event)
    if event is None:
        return tuple(made)
    return tuple(with_role(f, "unclear") if is_slip(f, kin, event, ledger) else f for f in made)


def figure_of(article: Article, rule: Rule, event: Event | None, place: str | None, part: Part) -> Figure:
    count = part.fact.what
    assert isinstance(count, Count)
    figure = Figure(
        action=count.action,
        value=count.value,
        bound=count.bound,
        high=count.high,
        thing=count.thing,
        place=count.place,
        claimed_by=part.fact.claimed_by,
        article_id=article.article_id,
        outlet=article.outlet,
        written_at=article.written_at,
        place_in_text=part.fact.span.start,
        voice_is_own=voices.is_own(article),
        role=role_of(part, rule, place),
    )
    if figure.role not in COUNTING:
        return figure
    if part.why and not (event and event.held and agrees(figure, event.held)):
        return with_role(figure, "unclear")
    if event is not None and is_lowered_in_place(article, figure, event):
        return with_role(figure, "correction")
    return figure


def is_slip(figure: Figure, kin: Sequence[str], event: Event, ledger: Ledger) -> bool:
    """True where a number that would change an exact tally looks misread or misprinted, until a second outlet
    in words of its own says the same. A claimant's own word is never doubted."""
    held = event.held
    if figure.role not in ("tally", "correction") or figure.voice_is_own or held is None:
        return False
    if figure.value == held.value:
        return False
    if any(
        f.value == figure.value and f.outlet != figure.outlet and f.article_id not in kin for f in event.figures
    ):
        return False
    if held.bound is not Bound.EXACT:
        return figure.value > FAR_OUT * held.value and figure.value >= SMALL
    if figure.role == "correction":
        return figure.value * OUT_OF_PROPORTION < held.value and held.value >= SMALL
    if figure.value <= held.value:
        return False
    if figure.value > OUT_OF_PROPORTION * held.value and figure.value >= SMALL:
        return True
    return is_told_elsewhere(figure, event, ledger)


def is_told_elsewhere(figure: Figure, event: Event, ledger: Ledger) -> bool:
    """True where it is the number of another night of those days, or of the other side."""
    day = event.fields.get("day")
    if day is None or figure.value < SMALL:
        return False
    night = dt.date.fromisoformat(day)
    for days in range(-NIGHTS, NIGHTS + 1):
        for other in ledger.of_day(night + dt.timedelta(days=days)):
            if other.event_id == event.event_id or other.fields.get("place") != event.fields.get("place"):
                continue
            is_elsewhere = days != 0 or other.fields.get("attacker") != event.fields.get("attacker")
            numbers = (*other.figures, other.held) if other.held else other.figures
            if is_elsewhere and any(f.value == figure.value and f.role in (*COUNTING, "beside") for f in numbers):
                return True
    return False


def is_lowered_in_place(article: Article, figure: Figure, event: Event) -> bool:
    """An outlet that edits its own number downwards corrects it, with or without the words."""
    held = event.held
    own = held is not None and held.article_id == article.article_id and held.action == figure.action
    return own and held is not None and article.edition > 1 and figure.value < held.value


def with_role(figure: Figure, role: str) -> Figure:
    return replace(figure, role=role)


def role_of(part: Part, rule: Rule, place: str | None) -> str:
    """`place` is the event's."""
    count = part.fact.what
    match = rule.match
    assert isinstance(count, Count)
    assert isinstance(match, CountMatch)
    if (count.part and count.place is None) or (count.place != place and count.place is not None):
        return "part"  # a city's share of the country's total is the city's own whole number
    if count.thing not in match.things and count.thing != match.quantity_id:
        return "beside"
    if match.actions and count.action not in match.actions:
        return "beside"
    attacker = attacker_of(part.fact)
    if attacker and part.fact.claimed_by_side == attacker:
        return "claim"
    if count.added:
        return "add"
    return "correction" if count.corrected else "tally"


def settle_corrections(figures: list[Figure], event: Event | None) -> list[Figure]:
    """A text that corrects a number often names the old one, too ("not 97 but 99"): that one counts no more."""
    corrections = [f for f in figures if f.role == "correction"]
    if not corrections:
        return figures
    known = {(f.action, f.value) for f in event.figures} if event else set()
    new = [f for f in corrections if (f.action, f.value) not in known]
    actions = {f.action for f in corrections}
    settled = []
    for figure in figures:
        is_old_correction = figure.role == "correction" and new and figure not in new
        if (figure.role == "tally" and figure.action in actions) or is_old_correction:
            settled.append(with_role(figure, "old"))
        else:
            settled.append(figure)
    return settled
