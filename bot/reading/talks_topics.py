"""Whether a meeting is about ending or limiting this war: its topic, who meets, and what the text is about."""

from __future__ import annotations

from collections.abc import Iterable

from bot.reading.talks_cues import Cue
from bot.reading.talks_scene import Scene

ENOUGH = 2

SIDES = {
    "ua": "UA",
    "of_ua": "UA",
    "ru": "RU",
    "of_ru": "RU",
    "us": "US",
    "of_us": "US",
    "eu": "EU",
    "of_eu": "EU",
}

MATTERS = frozenset({"ours", "war", "prisoners", "talks", "meeting", "meet", "discuss", "pair", "hint", "sides"})
"""Without one of these a delegation may be anybody's."""

PEOPLE = frozenset({"ua", "ru", "us", "eu", "leader", "official", "people"})

COST_OF_CLAUSE = 4
"""Another matter in the clause before is that clause's."""

REACH_TOPIC = 9
"""Cost within which "talks" and "gas" belong together."""


def parties_of(scene: Scene, outside: Iterable[tuple[int, int]] = ()) -> tuple[str, ...]:
    """The sides that are named, but by the venue itself."""
    taken = [range(first, last) for first, last in outside]
    taken += [
        range(c.first, c.last) for c in scene.of("ours", "war")
    ]  # "on Ukraine" names the matter, not a party
    sides = {SIDES[c.kind] for c in scene.cues if c.kind in SIDES and not any(c.first in r for r in taken)}
    return tuple(sorted(sides))


def weigh(
    scene: Scene, event: Cue, venues: list[tuple[int, int]], context: int, is_beside: bool, goes_on: bool = False
) -> int:
    """How much speaks for this war's talks. `context`: what the text
    as a whole adds; `is_beside`: the sentence before or after speaks of such a topic;
    `goes_on`: the text has told a meeting before, and this sentence goes on about it."""
    cues = [c for c in scene.cues if not any(first <= c.first < last for first, last in venues)]
    kinds = {c.kind for c in cues}
    sides = set(parties_of(scene, venues)) - {"EU"}
    points = (context if event.kind in ("talks", "meeting") else min(context, 1)) + goes_on
    points += 2 if "ours" in kinds else 0
    points += 1 if "war" in kinds else 0
    points += 1 if "prisoners" in kinds else 0
    points += 2 if "pair" in kinds or len(sides) >= 2 else 0
    points += 2 if "team" in kinds else 1 if "group" in kinds else 0
    points += 1 if kinds & {"talks", "table"} else 0
    points += 1 if "hint" in kinds and event.kind in ("talks", "meeting") else 0
    points += 1 if event.kind in ("talks", "meeting") and is_venue_told(scene, cues) else 0
    points += 1 if "sides" in kinds or ("next" in kinds and event.kind == "meeting") else 0
    others = sum(c.kind == "eu" for c in cues)
    points += 1 if "ua" in kinds and others > 1 else 0
    points -= 1 if len(sides) < 2 and not kinds & {"ours", "prisoners"} and is_of_neighbours(scene, cues) else 0
    points += 1 if "leader" in kinds and event.kind in ("meet", "meeting", "discuss") else 0
    points += 1 if is_beside and event.kind in ("talks", "meeting", "agree") else 0
    points -= 1 if event.kind in PEOPLE else 0
    points -= 1 if event.kind == "group" and not goes_on and not sides - {"US"} and not kinds & MATTERS else 0
    points -= 2 if is_other_matter(scene, event, kinds) and len(sides) < 2 else 0
    points -= foreign(scene.cues, sides, is_this_war(scene, kinds)) + off_topic(
        scene, cues, event, "ours" in kinds
    )
    return points


def is_venue_told(scene: Scene, cues: list[Cue]) -> bool:
    """True for "the venue of the round"; the place of "take place" is none."""
    verbs = [c for c in cues if c.kind == "happen" and c.last - c.first > 1]
    return any(c.kind == "venue" and not any(v.first < c.first < v.last for v in verbs) for c in cues)


def is_of_neighbours(scene: Scene, cues: list[Cue]) -> bool:
    """True for a meeting "with the neighbour's minister", "with Orban": of one party with one neighbour."""
    partners = [c for c in cues if c.kind in ("eu", "of_eu")]
    partners += [
        Cue(n.first, n.last, "of_eu", n.grams, n.source)
        for n in scene.names
        if n.place.kind == "country"
        and n.place.country not in ("UA", "RU", "US")
        and not scene.before(n.first, "in", "to")
    ]
    partners = list({c.first: c for c in partners}.values())
    for cue in (*scene.of("with"), *(c for c in scene.of("meet") if c.last == c.first + 1)):
        near = [c for c in partners if 0 <= c.first - cue.last <= 8]
        if len(near) == 1 and near[0].first - cue.last <= 3:
            return True
    return False


def is_other_matter(scene: Scene, event: Cue, kinds: set[str]) -> bool:
    """True for "talks about" followed by nothing of this war."""
    said = [c for c in scene.of("about") if event.last <= c.first <= event.last + 1]
    is_topic = any(not scene.starts_date(c.last) for c in said)  # "talks on Friday" tells a day
    return event.kind in ("talks", "meeting") and is_topic and not kinds & {"ours", "war", "prisoners"}


def is_this_war(scene: Scene, kinds: set[str]) -> bool:
    """True where peace is spoken of and Ukraine is named, if only as the place: envoys of far countries come, too."""
    return bool(kinds & {"ours", "war"}) and scene.has("ua", "of_ua")


def foreign(cues: list[Cue], sides: set[str], is_this_war: bool) -> int:
    """Another war's parties rule it out unless a party of this war is named, too."""
    theirs = [c for c in cues if c.kind == "foreign"]
    if not theirs:
        return 0
    if any(0 <= c.first - i.last <= 2 for c in theirs for i in cues if i.kind == "between"):
        return 9 if "UA" not in sides else 2  # "talks between Baku and Yerevan", whoever welcomes them
    return 2 if sides & {"UA", "RU"} or is_this_war or any(c.kind == "pair" for c in cues) else 9


def is_apart(scene: Scene, event: Cue) -> bool:
    """True where another matter is what the event is about, and this war stands in another clause."""
    clause = scene.clause(event.first)
    beside = {c.kind for c in scene.cues if c.first >= event.last and scene.clause(c.first) == clause}
    here = {c.kind for c in scene.cues if scene.clause(c.first) == clause}
    is_told = any(c.last == event.last + 1 or c.first == event.last for c in scene.of("about", "between"))
    return is_told and "other" in beside and not here & {"ours", "war", "prisoners"}


def off_topic(scene: Scene, cues: list[Cue], event: Cue, is_ours: bool) -> int:
    """Trade, sport, arms and the like: near the meeting they are its topic."""
    here = scene.clause(event.first)
    far = [
        scene.cost(c.first, event.first)
        + (COST_OF_CLAUSE if c.first < event.first and scene.clause(c.first) != here else 0)
        for c in cues
        if c.kind == "other"
    ]
    if not far:
        return 0
    if is_ours and not is_apart(scene, event):
        return 3 if min(far) <= 3 else 1
    return 4 if min(far) <= REACH_TOPIC else 1
