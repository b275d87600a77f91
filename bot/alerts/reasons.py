"""Why a fact changed nothing, in plain words for `tocsin why`."""

from __future__ import annotations

from bot.alerts.figures import agrees
from bot.alerts.identify import Part
from bot.model import Event, Figure

BY_ROLE = {
    "claim": "the other side's figure, kept beside the tally",
    "beside": "another measure of the same event, kept beside",
    "part": "a share of the total",
    "old": "the number that the text itself corrects",
}


def part_reason(figure: Figure | None, before: Event, after: Event, part: Part) -> str:
    """What a number is to the event it did not change."""
    if figure is None:
        return "says nothing new"
    if figure.role == "unclear":
        why = (
            part.why or "looks like a slip (another night, the other side, out of proportion); nobody else says so"
        )
        return f"{why}; kept beside"
    if figure.role in BY_ROLE:
        return BY_ROLE[figure.role]
    held = before.held or after.held
    if held is None:
        return "says nothing new"
    if figure.role == "add":
        return f"these {figure.value:,} are part of the {held.value:,} held"
    if figure.action != held.action:
        return BY_ROLE["beside"]
    if figure.value == held.value and figure.bound is held.bound:
        return f"equal to the figure held ({held.value:,})"
    if agrees(figure, held):
        return f"says less exactly what is held ({held.value:,})"
    if figure.value < held.value:
        return f"an old tally: {held.value:,} is held, and no correction is told"
    return f"{figure.value:,} does not take the place of {held.value:,}: it was corrected or is less exact"
