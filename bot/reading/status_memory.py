"""What a text has told of named places so far, and what "the airport", "both" and "they" stand for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.reading.compile import Reader
from bot.reading.gazetteer.names import AIRPORT
from bot.reading.status_links import Link
from bot.reading.status_looks import REOPENED
from bot.reading.status_names import Key
from bot.reading.status_scene import Scene

REMEMBERED = 3
"""Sentences for which "the airport" and "they" keep their meaning."""
MOST_RECENT = 20
LONG_AGO = -10


@dataclass(slots=True)
class Memory:
    """Changes while a text is read, sentence by sentence."""

    topic: tuple[Key, ...] = ()
    told_at: int = LONG_AGO
    """Number of the sentence that set the topic."""
    recent: list[Key] = field(default_factory=list)
    """Places in order of their last mention."""
    closed: set[Key] = field(default_factory=set)
    vetoed: set[Key] = field(default_factory=set)
    """Places that closed for a cause that is none of ours."""
    city: str | None = None
    """The last city named, and the number of its sentence."""
    city_at: int = LONG_AGO
    pending: Link | None = None
    """A predicate whose list follows on the next lines."""
    heading: Link | None = None
    """A predicate about airports that the sentence does not name: the next may list them."""

    def remember(self, keys: Sequence[Key], number: int) -> None:
        self.topic = tuple(dict.fromkeys((*self.topic, *keys))) if self.told_at == number else tuple(keys)
        self.told_at = number
        for key in keys:
            if key in self.recent:
                self.recent.remove(key)
            self.recent.append(key)
        del self.recent[:-MOST_RECENT]

    def note_city(self, reader: Reader, scene: Scene, number: int) -> None:
        for hit in scene.analysis.hits_in(scene.sentence, "places"):
            if hit.place is None or hit.path[1] not in ("city", "region"):
                continue
            city = hit.place.name if hit.path[1] == "city" else reader.named.capitals.get(hit.place.name)
            if city is not None:
                self.city, self.city_at = city, number


def resolve(reader: Reader, made: Link, memory: Memory, number: int) -> tuple[Key, ...]:
    """The places of a link: its names, or what its words stand for; none where that is not settled."""
    group = made.group
    if group is not None and group.kind in ("named", "weak"):
        return group.keys
    if group is not None and group.kind == "generic":
        return ()
    if (
        made.before is not None
        and (group is None or group.word != "rest")
        and (group is None or group.word != "noun" or len(made.before.keys) == 1)
    ):
        return made.before.keys
    word = group.word if group is not None else ""
    topic = memory.topic if number - memory.told_at <= REMEMBERED else ()
    if word == "local" or (word == "noun" and not topic):
        return airport_of_city(reader, memory, number, is_far=word == "local")
    if word == "rest":
        named = made.before.keys if made.before is not None else ()
        return tuple(k for k in memory.recent if k in memory.closed and k not in named)
    if word == "noun":
        return topic if len(topic) == 1 else ()
    if word == "both" or word.isdigit():
        wanted = 2 if word == "both" else int(word)
        return tuple(memory.recent[-wanted:]) if topic and len(memory.recent) >= wanted else ()
    if word in ("former", "latter"):
        return topic[:1] if word == "former" else topic[-1:]
    if group is None and made.predicate.needs_place:
        return ()
    if made.predicate.state == REOPENED:
        return tuple(k for k in topic if k in memory.closed) or topic
    return topic


def airport_of_city(reader: Reader, memory: Memory, number: int, is_far: bool) -> tuple[Key, ...]:
    """ "Rebels reached Aleppo. The airport was closed": the one airport of the city named last."""
    if memory.city is None or (not is_far and number - memory.city_at > 1):
        return ()
    codes = reader.named.cities.get(memory.city, ())
    return ((AIRPORT, codes[0]),) if len(codes) == 1 else ()
