"""Cities with more airports than one, and cities that mean none: addresses, origins, destinations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.reading.analysis import Number
from bot.reading.gazetteer.names import NamedIndex
from bot.reading.status_names import ADDRESS, CITY, UNSETTLED, WHOLE, Name, plural
from bot.reading.status_scene import Scene


def settle_cities(scene: Scene, names: Sequence[Name]) -> Iterator[Name]:
    """A city with several airports means all of them with "all" or their number, else none.

    A city beside an airport of its own is only its address ("Schiphol in Amsterdam").
    """
    named = {key for n in names if n.is_meant and n.how != CITY and len(n.keys) == 1 for key in n.keys}
    for name in names:
        if len(name.keys) > 1:
            is_all = is_every(scene, name) and not named & set(name.keys)
            is_open = name.is_meant and not named & set(name.keys)
            if is_open and not is_all and is_whole(scene, name):
                yield replace(name, how=WHOLE)
                continue
            how = UNSETTLED if is_open and not is_all else name.how
            yield name if is_all and name.is_meant else replace(name, keys=(), how=how)
        elif name.how == CITY and not named & set(name.keys) and is_origin(scene, name):
            yield replace(name, is_origin=True)
        elif name.how == CITY and (named & set(name.keys) or is_away(scene, name)):
            is_address = bool(named & set(name.keys))
            yield name if name.is_meant and not is_address else replace(name, keys=(), how=ADDRESS, is_meant=False)
        else:
            yield name


def is_whole(scene: Scene, name: Name) -> bool:
    """ "Moscow's airports are shut": a plural without "several" or a number may mean all of them."""
    low = max(scene.sentence.first, name.first - 5)
    heads = [h for h in scene.between(low, name.last + 3, "noun") if plural(scene, h)]
    if not heads:
        return False
    first = min(heads[0].first, name.first)
    low = max(scene.sentence.first, first - 4)
    counted = [n for n in numbers_before(scene, low, name.last + 2) if not scene.covering(n.first, "none")]
    return not counted and not any(scene.between(low, name.last + 2, "generic", "including", "also"))


PAIR = 2


def is_pair(scene: Scene, name: Name) -> bool:
    """ "Both Warsaw airports"."""
    low = max(scene.sentence.first, name.first - 4)
    return any(scene.between(low, name.first, "both"))


def with_second(index: NamedIndex, scene: Scene, name: Name) -> Name:
    """A city whose name alone means one of its two airports means them both here."""
    if not name.is_meant or name.city is None or len(name.keys) != 1 or not is_pair(scene, name):
        return name
    every = tuple(key for key, named in index.places.items() if named.city == name.city and named.is_listed)
    return replace(name, keys=every) if len(every) == PAIR else name


def is_every(scene: Scene, name: Name) -> bool:
    low = max(scene.sentence.first, name.first - 4)
    if any(scene.between(low, name.first, "every")) or (len(name.keys) == PAIR and is_pair(scene, name)):
        return True
    return any(n.value == len(name.keys) for n in numbers_before(scene, low, name.last + 2))


def numbers_before(scene: Scene, low: int, high: int) -> list[Number]:
    return [n for n in scene.numbers(low, high) if low <= n.first < high]


def is_origin(scene: Scene, name: Name) -> bool:
    """ "Вылеты из Сочи возобновлены", "из Пензы снова летают": flights from a city, and not to another."""
    origin = scene.covering(name.first - 1, "from")
    if origin is None or scene.covering(name.last, "away") or is_destination(scene, name.last):
        return False
    beside = scene.covering(origin.first - 1, "flights", "traffic")
    near = scene.in_clause(origin.first, name.last, 5, 8, "fly", "lift", "limit", "carpet", "handle")
    return beside is not None or bool(near)


def is_destination(scene: Scene, token: int) -> bool:
    """ "... в Стамбул": another place right behind."""
    return scene.covering(token, "at") is not None and any(scene.analysis.starting_at(token + 1, "places"))


def is_away(scene: Scene, name: Name) -> bool:
    """Flights to or from the city, or places near it."""
    before = scene.covering(name.first - 1, "away", "beside", "at")
    if before is None or is_place_of_clause(scene, name):
        return False
    if before.role == "at":
        grams = scene.analysis.grams.get(name.last - 1, frozenset())
        return bool(grams & {"accs"}) and not grams & {"loct"}
    return not (before.role == "away" and scene.covering(name.first - 1, "at"))


def is_place_of_clause(scene: Scene, name: Name) -> bool:
    """ "A passenger from Ufa, where the airport is closed"."""
    after = name.last
    return (
        after + 1 < scene.sentence.last
        and scene.tokens[after].normal == ","
        and (scene.at(after + 1, "where") is not None)
    )
