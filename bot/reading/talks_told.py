"""What a text has told of meetings so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from bot.reading.places import Place
from bot.reading.talks_cues import Cue
from bot.reading.talks_scene import Scene
from bot.reading.talks_venues import Spot


class Frame(NamedTuple):
    """One meeting at one place, as one sentence tells it."""

    spot: Spot
    place: Place
    event: Cue
    phase: str
    background: bool
    parties: tuple[str, ...]
    scene: Scene
    trace: str
    weight: int
    is_way: bool = False
    """Told by nothing but people on their way to the place."""
    is_vague: bool = False
    """Ahead as it was told, but the text may mean a meeting that has been since."""


@dataclass(slots=True)
class Told:
    """What the text has told so far."""

    context: int = 0
    is_beside_topic: bool = False
    """True where the sentence before or after speaks of a truce, peace, prisoners."""
    is_beside_meeting: bool = False
    """True where the sentence before or after speaks of talks."""
    last: Place | None = None
    """The place that "there" means."""
    is_search: bool = False
    """True once the text has named or sought a place for a meeting to come: others may follow, just named."""
    arrival: Frame | None = None
    """Where people of the talks are or go, told by the sentence before without a word of meeting."""
    frames: list[Frame] = field(default_factory=list)
    cities: dict[str, Place] = field(default_factory=dict)
    """Country -> the city in it that was named last."""
    news: set[Place] = field(default_factory=set)
    """Places of the frames that are no history."""


SHORT = 8
"""Tokens of a sentence that can only answer the one before ("Kyiv said no.")."""
