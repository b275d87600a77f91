"""What an event is, in the reader's language: its title, the number held, the states, what changed."""

from __future__ import annotations

import datetime as dt
import re

from bot.alerts.figures import measure, spread
from bot.alerts.speech import Tongue
from bot.alerts.voices import outlets, voices
from bot.model import Event, Figure, Revision, Rule

SLOT = re.compile(r"\$(\w+)")
MEASURES = ("launched", "downed", "hit")


def title_of(rule: Rule | None, event: Event, tongue: Tongue, is_group: bool = False) -> str:
    """The rule's title with the event's fields; of a group without the name that its lines carry."""
    if rule is None:
        return event.rule_id
    title = rule.title_in(tongue.language)
    where = event.fields.get("name")
    filled = fill(title, event, rule, tongue)
    if where and not is_group and "$" not in title:
        code = event.fields.get("airport")
        return f"{filled}: {tongue.name(where)}" + (f" ({code})" if code else "")
    return filled


def fill(text: str, event: Event, rule: Rule | None, tongue: Tongue) -> str:
    """`$place` and its like; what the event does not hold is left out."""
    return " ".join(SLOT.sub(lambda m: slot(m.group(1), event, rule, tongue), text).split())


def slot(name: str, event: Event, rule: Rule | None, tongue: Tongue) -> str:
    held = event.held
    if name == "value":
        return tongue.number(held.value) if held else ""
    if name == "action":
        return tongue.say(held.action).lower() if held and tongue.has(held.action) else ""
    if name == "severity":
        return tongue.say(event.severity.word)
    if name == "rule":
        return rule.title_in(tongue.language) if rule else event.rule_id
    if name == "sources":
        return tongue.number(max(event.outlets, 1))
    if name == "voices":
        return tongue.number(len(voices(event.sources)))
    if name == "evidence":
        return next((s.evidence for s in event.sources if s.evidence), "")
    if name in ("phase", "state"):
        return state_text(event, tongue)
    return tongue.name(
        {"RU": "Russia", "UA": "Ukraine"}.get(event.fields.get(name, ""), event.fields.get(name, ""))
    )


def what_text(event: Event, rule: Rule | None, tongue: Tongue) -> str:
    """The event in one line: the rule's own message, else what its kind says."""
    if rule is not None and rule.message:
        text = rule.message.get(tongue.language) or rule.message.get("en") or next(iter(rule.message.values()))
        return fill(text, event, rule, tongue)
    if event.held is not None:
        return count_text(event, event.held, tongue)
    if event.kind == "phrase":
        words = event.fields.get("words", "")
        return next((s.title for s in event.sources if s.title), words) or words
    return state_text(event, tongue)


def count_text(event: Event, held: Figure, tongue: Tongue) -> str:
    label = tongue.say(held.action) if tongue.has(held.action) else tongue.say("number")
    text = f"{label}: {tongue.figure(held, held.thing)}"
    low, high = spread(event.figures, held)
    if high > low:
        text += f" ({tongue.say('range', low=tongue.number(low), high=tongue.number(high))})"
    place = event.fields.get("place")
    return f"{text}, {tongue.name(place)}" if place else text


def beside_text(event: Event, tongue: Tongue) -> list[str]:
    """The night, other measures of the same event, and what the other side claims."""
    lines = []
    day = event.fields.get("day")
    if day and event.held is not None and event.held.action in MEASURES:
        lines.append(tongue.say("night", day=tongue.day(dt.date.fromisoformat(day))))
    if event.held is not None:
        others = [(m, measure(event, m)) for m in MEASURES if m != event.held.action]
        said = [f"{tongue.say(m)}: {tongue.figure(f, '')}" for m, f in others if f is not None]
        if said:
            lines.append("; ".join(said))
    lines += [claim_text(f, tongue) for f in event.figures if f.role == "claim"][:2]
    return lines


def claim_text(figure: Figure, tongue: Tongue) -> str:
    who = tongue.name(figure.claimed_by) if figure.claimed_by else tongue.say("other_side")
    return tongue.say("claims", who=who, n=tongue.figure(figure, ""))


def state_text(event: Event, tongue: Tongue) -> str:
    state = event.state or ""
    said = tongue.say(state) if tongue.has(state) else state
    if event.kind == "status" and event.ended_at is not None and event.fields.get("after") is None:
        return f"{said}, {tongue.time(event.ended_at)}"
    return said


def change_text(revision: Revision, event: Event, tongue: Tongue) -> str:
    """`130 → 146`, said as a correction where it is one; empty where nothing was told before."""
    before, held = revision.before, event.held
    if before is None:
        return ""
    if held is not None and before.value is not None and before.value != held.value:
        old, new = tongue.number(before.value), tongue.figure(held, held.thing)
        if revision.is_correction:
            return tongue.say("corrected_by", old=old, new=new)
        label = tongue.say(held.action) if tongue.has(held.action) else tongue.say("number")
        return f"{label}: {old} → {new}"
    if before.state != event.state and event.state:
        old = tongue.say(before.state) if before.state and tongue.has(before.state) else before.state or ""
        said = state_text(event, tongue)
        name = event.fields.get("name") or event.fields.get("place")
        lead = f"{tongue.name(name)}: " if name else ""
        return f"{lead}{old} → {said}" if old and event.kind == "talks" else f"{lead}{said}"
    if event.severity > before.severity:
        if len(outlets(event.sources)) > 1 and not event.unconfirmed:
            return tongue.say("confirmed")
        return tongue.say("severity_rises", severity=tongue.say(event.severity.word))
    return ""
