"""Which fields the event of a rule has: conditions, `same_event`, tests and messages may name these."""

from __future__ import annotations

from bot.rules.forms import CountForm, MatchForm

NUMERIC_ALWAYS = ("sources", "voices")
"""How many outlets carry an event, and how many origins they have."""

ALWAYS = ("rule", "severity", "sources", "voices", "evidence")
"""What a message may name beside the fields of the event."""


def kind_of(match: MatchForm) -> str:
    if match.count is not None:
        return "count"
    if match.status is not None:
        return "status"
    return "talks" if match.talks is not None else "phrase"


def fields_of(match: MatchForm, slots: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The fields that a condition may ask about."""
    own: tuple[str, ...]
    if match.count is not None:
        own = ("value", "action", *(ACTIONS if is_weapons(match.count) else ()))
    elif match.status is not None:
        own = ("state", "name")
    elif match.talks is not None:
        own = ("phase", "region", "parties")
    else:
        own = ("words",)
    return (*identity_of(match, slots), *own, *NUMERIC_ALWAYS)


def identity_of(match: MatchForm, slots: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The fields that `same_event` may name: who, where and when, never the number."""
    if match.count is not None:
        return ("attacker", "place", "day", "thing")
    if match.status is not None:
        return (match.status.of, "region", "country")
    if match.talks is not None:
        return ("place", "country")
    return (*slots, "story")


def default_identity(match: MatchForm) -> tuple[str, ...]:
    if match.count is not None:
        return ("attacker", "place", "day") if is_weapons(match.count) else ("place", "day")
    if match.status is not None:
        return (match.status.of,)
    return ("place",) if match.talks is not None else ()


def is_weapons(count: CountForm) -> bool:
    """True for drones and missiles, which the vocabulary reads; False for a quantity of the rule's own words."""
    return bool(count.action) or (not count.state and all(thing_id(t) for t in count.of))


THINGS = ("drone", "missile", "mixed")
ACTIONS = ("launched", "downed", "hit")
PHASES = ("possible", "planned", "ongoing", "held", "cancelled")
AIRPORT_STATES = ("closed", "reopened", "security")


def thing_id(text: str) -> str | None:
    """`drone` for `drone` and `Drones`."""
    plain = text.casefold()
    return next((t for t in THINGS if plain in (t, t + "s")), None)
