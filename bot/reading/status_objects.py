"""What stands behind a verb: the airport itself, or something that only an airport closes or opens."""

from __future__ import annotations

from bot.reading.status_scene import Mark, Scene
from bot.reading.tokens import WORD

DETERMINERS = frozenset({"a", "an", "the", "its", "their"})
OBJECTS = (
    "noun",
    "flights",
    "traffic",
    "runways",
    "time",
    "alarm",
    "part",
    "every",
    "both",
    "next",
    "doors",
    "first",
    "none",
)


def has_other_object(scene: Scene, mark: Mark) -> bool:
    """ "Closed the year", "opened an inquiry": an active verb with an object that is nothing of an airport."""
    after = mark.last
    if after >= scene.sentence.last or scene.tokens[after].kind != WORD:
        return False
    low, high = after, end_of_object(scene, after)
    if any(scene.between(low, high, *OBJECTS)):
        return False
    if any(
        scene.analysis.starting_at(i, "named", "near", "places", "adjectives", "days") for i in range(low, high)
    ):
        return False
    if scene.covering(mark.first - 1, "aux") or scene.covering(mark.first - 2, "aux"):
        return False
    if scene.tokens[after].normal in DETERMINERS:
        return True
    grams = scene.analysis.grams.get(mark.last - 1, frozenset())
    is_active = {"VERB", "sing"} <= grams and not scene.tokens[mark.last - 1].normal.endswith(("ся", "сь"))
    return (
        is_active
        and (after not in scene.analysis.grams or scene.covering(after, "years") is not None)
        and scene.tokens[after].normal.endswith(OF_OBJECT)
    )


def end_of_object(scene: Scene, token: int) -> int:
    """Up to the next preposition or mark, five words at most."""
    for i in range(token + 1, min(token + 5, scene.sentence.last)):
        if scene.tokens[i].kind != WORD or scene.covering(i, "at", "away", "from", "beside", "next", "clock_to"):
            return i
    return min(token + 5, scene.sentence.last)


OF_OBJECT = ("у", "ю", "ие", "ия", "ия", "ы", "и", "і", "ї", "год", "рік", "ок", "ль")
"""Endings of a Slavic object; adverbs have others."""


def is_object(scene: Scene, mark: Mark) -> bool:
    """ "Drones stopped the airport": the place itself behind the verb, with no preposition."""
    nouns = [n for n in scene.in_clause(mark.last, mark.last, 0, 4, "noun") if n.first >= mark.last]
    return bool(nouns) and not any(scene.between(mark.last, nouns[0].first, "at", "away", "beside", "part"))
