"""One sentence laid out for the reading of counts, and what the sentences before it left."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from bot.model import Standing
from bot.reading.analysis import Analysis
from bot.reading.days import UNKNOWN_DAY, Day
from bot.reading.link import Link
from bot.reading.locate import Located
from bot.reading.mentions import Mention
from bot.reading.places import Place
from bot.reading.predicates import Predicate
from bot.reading.scene import Speaker
from bot.reading.tokens import Sentence
from bot.reading.vocabulary import Grammar
from bot.reading.where import Where


@dataclass(slots=True)
class Frame:
    """A sentence with its mentions, predicates, places and speakers."""

    analysis: Analysis
    grammar: Grammar
    index: int
    sentence: Sentence
    mentions: list[Mention]
    predicates: list[Predicate]
    links: dict[Mention, Link | None]
    wheres: list[Where]
    speakers: list[Speaker]
    enemy: str | None
    """The side that "the enemy" is here."""
    place_first: bool = False
    """A list whose places stand before their numbers."""
    placed: dict[Mention, Where] = field(default_factory=dict)
    """Numbers of a row with the place of their item."""
    is_front_table: bool = False
    """It lists what struck along the front in a day."""
    is_loss_table: bool = False
    """It lists what an army lost, weapons on the ground among it."""

    def speaker_of(self, mention: Mention) -> Speaker | None:
        """The claimant of the sentence; of several the nearest to the number that has a side."""
        return min(
            self.speakers,
            key=lambda s: (s.side is None, min(abs(s.first - mention.last), abs(mention.first - s.last))),
            default=None,
        )


@dataclass(slots=True)
class Told:
    """One number with all that was found out about it."""

    mention: Mention
    sentence: Sentence
    thing: str
    action: str
    source: str
    link: Link | None
    located: Located
    speaker: Speaker | None
    attacker: str | None = None
    place: str | None = None
    at: Place | None = None
    """The place as such, where it is one."""
    standing: Standing = Standing.ASSERTED
    is_cumulative: bool = False
    is_inherited: bool = False
    many_places: bool = False
    is_corrected: bool = False
    is_open: bool = False
    """Nothing in its sentence says whose weapons they are."""
    day: Day = UNKNOWN_DAY
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """What a line that ends in a colon says of the numbers in the lines below: their deed, and the one place of all."""

    action: str
    source: str
    place: Place | None
    index: int
    """The last sentence that belongs to the list."""
    thing: str | None = None
    """The weapon that was named last where the list begins."""


@dataclass(slots=True)
class Memory:
    """What the sentences before leave for the next."""

    told: Told | None = None
    mentions: list[Mention] = field(default_factory=list)
    """Those of the last sentence that counted weapons."""
    row: list[Told] = field(default_factory=list)
    """What the last sentence that told anything told."""
    thing: str | None = None
    noun: str | None = None
    """The last weapon that was named, with or without a number, and the sentence it stands in."""
    noun_at: int = -9
    region: Place | None = None
    city: Place | None = None
    speaker: Speaker | None = None
    speaker_at: int = -9
    cumulative_at: int = -9
    total: Told | None = None
    """What was told of a long time last, the first number of its sentence."""
    topic: Place | None = None
    """The one town or region that a sentence begins with, and that sentence."""
    topic_at: int = -9
    topic_is_heading: bool = False
    """That sentence is the place alone."""
    head: Head | None = None
    votes: Counter[str] = field(default_factory=Counter)

    def speaker_near(self, index: int, reach: int) -> Speaker | None:
        return self.speaker if index - self.speaker_at <= reach else None

    def told_near(self, index: int, reach: int = 1) -> Told | None:
        """What was told last, if it stands no more sentences back."""
        return self.told if self.told and index - self.told.mention.sentence <= reach else None
