"""Facts as lines for other programs (`tocsin read --jsonl`)."""

from __future__ import annotations

from bot.model import Count, Fact, Phrase, Standing, Status, Talks

THINGS = frozenset({"drone", "missile", "mixed"})
ACTIONS = frozenset({"launched", "downed", "hit"})


def to_wire(fact: Fact) -> dict[str, object] | None:
    """The three exchanged kinds (count, airport, talks) where asserted, past attacks included; else None."""
    what = fact.what
    told = (Standing.ASSERTED, Standing.HISTORIC) if isinstance(what, Count) else (Standing.ASSERTED,)
    if fact.standing not in told:
        return None
    if isinstance(what, Count):
        if what.thing not in THINGS or what.action not in ACTIONS:
            return None
        return count_fields(what)
    if isinstance(what, Status):
        return status_fields(what) if what.of == "airport" else None
    return talks_fields(what) if isinstance(what, Talks) else None


def to_wire_with_all(fact: Fact) -> dict[str, object]:
    """Any fact, with what it is and how it stands (`--all`)."""
    what = fact.what
    fields: dict[str, object]
    if isinstance(what, Count):
        fields = count_fields(what)
    elif isinstance(what, Status):
        fields = status_fields(what) | {"of": what.of}
    elif isinstance(what, Talks):
        fields = talks_fields(what)
    else:
        fields = phrase_fields(what)
    return fields | {
        "standing": fact.standing.value,
        "day": fact.day.isoformat() if fact.day else None,
        "claimed_by": fact.claimed_by,
        "found_by": fact.found_by,
        "span": [fact.span.start, fact.span.end],
    }


def count_fields(what: Count) -> dict[str, object]:
    return {
        "type": "count",
        "thing": what.thing,
        "action": what.action,
        "value": what.value,
        "qualifier": what.bound.value,
        "attacker": what.attacker,
        "place": what.place,
        "scope": what.scope,
    }


def status_fields(what: Status) -> dict[str, object]:
    return {"type": what.of, "airport": what.place_id, "name": what.name, "status": what.state}


def talks_fields(what: Talks) -> dict[str, object]:
    return {
        "type": "talks",
        "place": what.place,
        "country": what.country,
        "phase": what.phase,
        "background": what.background,
    }


def phrase_fields(what: Phrase) -> dict[str, object]:
    return {"type": "phrase", "phrase": what.phrase_id, "words": what.words, "slots": dict(what.slots)}
