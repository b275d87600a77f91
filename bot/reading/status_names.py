"""Names of named places in a sentence: own names, codes, and cities and people beside a word of the class."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.reading.analysis import Hit
from bot.reading.compile import Reader
from bot.reading.gazetteer.names import AIRPORT, NamedIndex
from bot.reading.status_scene import QUOTES, Mark, Scene
from bot.reading.tokens import BREAK, MARK, WORD

Key = tuple[str, str]
"""(class, id) of a named place."""
MOST_GLUE = 4
"""Words that may stand between an airport word and the names it governs ("the airports of the city of ...")."""
MOST_LISTED = 40
"""Names that one airport word governs at most; a longer list is no sentence."""
OWN, NEAR, CITY, ADDRESS, UNSETTLED, WHOLE = "own", "near", "city", "address", "unsettled", "whole"


@dataclass(frozen=True, slots=True)
class Name:
    """Tokens `first` to `last` name these places. `is_meant`: nothing else is needed to say so."""

    first: int
    last: int
    keys: tuple[Key, ...]
    how: str
    source: str
    city: str | None = None
    is_meant: bool = False
    is_origin: bool = False
    """Flights come from there ("вылеты из Сочи"): another place nearby is rather what is told of."""


def find_names(reader: Reader, scene: Scene) -> list[Name]:
    found: list[Name] = []
    i = scene.sentence.first
    while i < scene.sentence.last:
        name = name_at(reader, scene, i)
        name = with_title(scene, name) if name is not None else None
        if name is not None and name.keys:
            found.append(name)
        i = name.last if name is not None else i + 1
    return found


def with_title(scene: Scene, name: Name) -> Name:
    """ "Kuwait International" is an airport; "Kuwait International Forum" is not."""
    last = name.last
    if scene.tokens[last - 1].normal != INTERNATIONAL:
        if (
            last >= scene.sentence.last
            or scene.tokens[last].normal != INTERNATIONAL
            or not is_capital(scene, last)
        ):
            return name
        last += 1
    if name.how == OWN or not is_capital(scene, last - 1):
        return name
    if last < scene.sentence.last and is_capital(scene, last) and not scene.covering(last, "noun"):
        return name
    return replace(name, last=last, is_meant=True)


INTERNATIONAL = "international"


def is_capital(scene: Scene, token: int) -> bool:
    word = scene.tokens[token]
    return word.kind == WORD and scene.analysis.text[word.start].isupper()


def name_at(reader: Reader, scene: Scene, token: int) -> Name | None:
    """The longest name that begins here; a longer region hides the city in its name (a name without places)."""
    analysis = scene.analysis
    hits = analysis.starting_at(token, "named", "near", "adjectives", "places")
    hits = [h for h in hits if h.last <= scene.sentence.last]
    if not hits:
        return code_at(reader.named, scene, token) or capital_at(reader.named, scene, token)
    longest = max(h.last for h in hits)
    hits = [h for h in hits if h.last == longest]
    is_name = is_capital(scene, token)
    cities = [h for h in hits if h.path == ("places", "city") and is_name]
    city = max(cities, key=lambda h: len(keys_of(reader.named, h)) == 1, default=None)
    for section, how in (("named", OWN), ("city", CITY), ("near", NEAR), ("adjectives", NEAR)):
        if section == "city":
            of_section = [city] if city is not None and keys_of(reader.named, city) else []
        else:
            of_section = [h for h in hits if h.path[0] == section and (is_name or section != "near")]
        if of_section:
            keys = tuple(dict.fromkeys(k for h in of_section for k in keys_of(reader.named, h)))
            name = next((h.place.name for h in of_section if h.place and h.place.kind == "city"), None)
            return Name(token, longest, keys, how, of_section[0].source, name, how == OWN)
    is_whole = any(h.path[1] in ("region", "country", "sea") for h in hits)
    return Name(token, longest, (), CITY, hits[0].source) if is_whole else None


def keys_of(index: NamedIndex, hit: Hit) -> tuple[Key, ...]:
    if hit.place is None:
        return ()
    if hit.place.kind == "city":
        return tuple((AIRPORT, code) for code in index.cities.get(hit.place.name, ()))
    return ((hit.place.kind, hit.place.name),)


def code_at(index: NamedIndex, scene: Scene, token: int) -> Name | None:
    word = scene.tokens[token]
    written = scene.analysis.text[word.start : word.end]
    if word.kind != WORD or len(written) not in (3, 4) or not (written.isascii() and written.isupper()):
        return None
    code = index.codes.get(written)
    how = CITY if len(written) == ICAO and written.startswith(ICAO_ALONE) else NEAR
    return Name(token, token + 1, ((AIRPORT, code),), how, f"code {written}") if code else None


ICAO, ICAO_ALONE = 4, "U"
"""Four-letter codes of this first letter (Russia, Ukraine) are spoken of without the word airport; others are words."""


def capital_at(index: NamedIndex, scene: Scene, token: int) -> Name | None:
    """ "All four airports of the capital": the vocabulary says which city is meant in this war's news."""
    mark = scene.at(token, "capital")
    if mark is None or len(mark.path) < 3:
        return None
    low = max(scene.sentence.first, mark.first - 6)
    if not any(scene.between(low, mark.first, "every", "none")):
        return None
    keys = tuple((AIRPORT, code) for code in index.cities.get(mark.path[2], ()))
    return Name(mark.first, mark.last, keys, NEAR, mark.source, mark.path[2])


# -- what an airport word governs ----------------------------------------------------------------------------


def govern(scene: Scene, names: list[Name]) -> tuple[list[Name], list[Mark]]:
    """Names beside airport words are meant. Also the airport words that govern none."""
    by_first = {n.first: n for n in names}
    by_last = {n.last: n for n in names}
    meant: set[int] = set()
    heads = []
    for head in scene.roles.get("noun", ()):
        is_plural = plural(scene, head)
        before = [n.first for n in walk(scene, head.first, -1, by_last, is_plural)]
        after = (
            [] if before and not is_plural else [n.first for n in walk(scene, head.last, 1, by_first, is_plural)]
        )
        if before and after and all(by_first[f].how == CITY for f in after):
            after = []  # "Chopin airport in Warsaw"
        meant.update(before, after)
        if not before and not after:
            heads.append(head)
    return [replace(n, is_meant=True) if n.first in meant else n for n in names], heads


def plural(scene: Scene, head: Mark) -> bool:
    grams = scene.analysis.grams.get(head.last - 1, frozenset())
    if "plur" in grams:
        return True
    return scene.tokens[head.last - 1].normal.endswith("ports") and not grams & {"sing", "gent"}


def walk(scene: Scene, start: int, step: int, names: dict[int, Name], is_list: bool) -> Iterator[Name]:
    """Names on one side of an airport word, nearest first, over the small words and marks of a list."""
    place, glue, seen = start, 0, 0
    in_bracket = False
    while scene.sentence.first <= (place - 1 if step < 0 else place) < scene.sentence.last:
        name = names.get(place)
        if name is not None:
            if seen and not is_list and not in_bracket:
                return
            yield name
            seen += 1
            if seen == MOST_LISTED:
                return
            place, glue = name.first if step < 0 else name.last, 0
            continue
        token = place - 1 if step < 0 else place
        word = scene.tokens[token].normal
        in_bracket = in_bracket or word == "("
        if not (may_pass_mark if scene.tokens[token].kind in (MARK, BREAK) else may_pass_word)(
            scene, token, step, seen, is_list
        ):
            return
        glue += scene.tokens[token].kind == WORD
        if glue > MOST_GLUE:
            return
        place += step


def may_pass_mark(scene: Scene, token: int, step: int, seen: int, is_list: bool) -> bool:
    """Quotes and brackets; a comma inside a list; a colon or dash next to the airport word ("airports: ...")."""
    word = scene.tokens[token].normal
    if word == ",":
        return is_list and (seen > 0 or step > 0)
    return word in QUOTES or word == "-" or (word in ":—" and not seen)


def may_pass_word(scene: Scene, token: int, step: int, seen: int, is_list: bool) -> bool:
    """Small words of a list; before the airport word only what may stand between it and a name."""
    if scene.covering(token, "and"):
        return is_list and seen > 0
    if step < 0 and not seen:
        return scene.covering(token, "the", "title") is not None or is_number(scene, token)
    return scene.covering(token, "glue", "at", "the", "title", "every") is not None


def is_number(scene: Scene, token: int) -> bool:
    return any(n.first <= token < n.last for n in scene.analysis.numbers_near(token))
