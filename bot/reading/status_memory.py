"""What a text has told of named places so far, and what "the airport", "both" and "they" stand for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.reading.compile import Reader
from bot.reading.gazetteer.names import AIRPORT
from bot.reading.status_elision import Link
from bot.reading.status_groups import Group
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
    before: tuple[Key, ...] = ()
    """Airports of the cities that the sentence before names, told of or not."""
    pending: Link | None = None
    """A predicate whose list follows on the next lines."""
    last: Link | None = None
    """The last predicate of the sentence before, for what leaves its verb out ("B did not")."""
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
        """To be called when the sentence has been read: within it, what stands before the airport word counts."""
        city = city_in(reader, scene, scene.sentence.first, scene.sentence.last)
        if city is not None:
            self.city, self.city_at = city, number

    def note_names(self, groups: Sequence[Group]) -> None:
        self.before = tuple(dict.fromkeys(key for g in groups if g.kind in ("named", "weak") for key in g.keys))


def city_in(reader: Reader, scene: Scene, low: int, high: int) -> str | None:
    """The last city with an airport in these tokens; a region stands for its capital of the same name."""
    found = None
    for hit in scene.analysis.hits_in(scene.sentence, "places"):
        if hit.place is None or hit.path[1] not in ("city", "region") or not low <= hit.first < high:
            continue
        city = hit.place.name if hit.path[1] == "city" else reader.named.capitals.get(hit.place.name)
        found = city if city in reader.named.cities else found
    return found


def resolve(reader: Reader, scene: Scene, made: Link, memory: Memory, number: int) -> tuple[Key, ...]:
    """The places of a link: its names, or what its words stand for; none where that is not settled."""
    group = made.group
    if group is not None and group.kind in ("named", "weak"):
        return group.keys
    if group is not None and group.kind == "generic":
        return ()
    if made.before is not None and is_meant(made.before, group):
        return made.before.keys
    word = group.word if group is not None else ""
    topic = memory.topic if number - memory.told_at <= REMEMBERED else ()
    if group is not None and (word == "local" or (word == "noun" and not topic)):
        return tuple(airports_of_city(reader, scene, group, memory, number, 1))
    if word == "rest":
        named = made.before.keys if made.before is not None else ()
        return tuple(k for k in memory.recent if k in memory.closed and k not in named)
    if word == "noun":
        return topic if len(topic) == 1 else ()
    if group is not None and (word == "both" or word.isdigit()):
        wanted = 2 if word == "both" else int(word)
        if topic and len(memory.recent) >= wanted:
            return tuple(memory.recent[-wanted:])
        if len(memory.before) == wanted:
            return memory.before
        return tuple(airports_of_city(reader, scene, group, memory, number, wanted)) if word.isdigit() else ()
    if word.startswith(("former ", "latter ")):
        so_many = int(word.split()[1])
        row = made.before.keys if made.before is not None else topic
        if so_many >= len(row):
            return ()
        return row[:so_many] if word.startswith("former") else row[-so_many:]
    if word in ("former", "latter"):
        return topic[:1] if word == "former" else topic[-1:]
    if group is None and made.predicate.needs_place:
        return ()
    if made.predicate.state == REOPENED:
        return tuple(k for k in topic if k in memory.closed) or topic
    return topic


def is_meant(before: Group, group: Group | None) -> bool:
    """One airport for "the airport"; cities that are told of together for any."""
    if group is None:
        return True
    return (
        group.word != "rest"
        and " " not in group.word
        and (group.word != "noun" or len(before.keys) == 1 or before.kind == "weak")
    )


def airports_of_city(
    reader: Reader, scene: Scene, group: Group, memory: Memory, number: int, wanted: int
) -> Iterator[Key]:
    """ "Rebels reached Aleppo. The airport was closed": so many airports as the city named last has."""
    city = city_in(reader, scene, scene.sentence.first, group.first)
    if city is None and (group.word == "local" or wanted > 1 or number - memory.city_at <= 1):
        city = memory.city
    city = city or city_in(reader, scene, group.last, scene.sentence.last)
    codes = reader.named.cities.get(city or "", ())
    if len(codes) == wanted:
        yield from ((AIRPORT, code) for code in codes)
