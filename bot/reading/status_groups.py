"""Which places a sentence speaks of: lists of names, and words that stand for places named before."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.reading.compile import Reader
from bot.reading.status_cities import numbers_before, settle_cities, with_second
from bot.reading.status_hours import CLOCK
from bot.reading.status_names import (
    ADDRESS,
    CITY,
    UNSETTLED,
    WHOLE,
    Key,
    Name,
    find_names,
    govern,
    plural,
)
from bot.reading.status_scene import QUOTES, Mark, Scene
from bot.reading.tokens import BREAK, MARK, WORD


@dataclass(frozen=True, slots=True)
class Group:
    """Names in one list, or words that stand for places named before.

    `kind`: `named`; `weak`: cities that mean their airports only where flights are spoken of; `anaphor`:
    `the airport`, `both`, `they`; `generic`: airports that are not named ("several airports"); `unsettled`:
    a city with several airports beside an airport word.
    """

    first: int
    last: int
    kind: str
    names: tuple[Name, ...] = ()
    word: str = ""
    """What kind of anaphor: `noun`, `plural`, `both`, `they`, `former`, `latter`, `local`, or a number.
    Of names: `whole` where a city's airports are spoken of and none is named, `origin` where flights leave it."""

    @property
    def keys(self) -> tuple[Key, ...]:
        return tuple(dict.fromkeys(key for name in self.names for key in name.keys))


MOST_APART = 8
"""Words and marks between airports that are counted and their names."""
APPOSING = frozenset(":—-(")


def find_groups(reader: Reader, scene: Scene, told: Collection[Key] = ()) -> list[Group]:
    """The groups of a sentence in order; they do not overlap. `told`: places that the text has named before."""
    names = [replace(n, is_meant=is_told(n, told)) if not n.is_meant else n for n in find_names(reader, scene)]
    governed, heads = govern(scene, names)
    governed = [with_second(reader.named, scene, n) for n in governed]
    settled = list(told_here(list(settle_cities(scene, governed))))
    groups = list(join_names(scene, [n for n in settled if n.keys or n.how == ADDRESS]))
    groups += [Group(n.first, n.last, "unsettled") for n in settled if n.how == UNSETTLED]
    groups += [g for head in heads if (g := head_group(scene, head)) is not None]
    groups += pronoun_groups(scene, groups)
    return without_apposition(scene, sorted(without_overlap(groups), key=lambda g: g.first))


def without_apposition(scene: Scene, groups: list[Group]) -> list[Group]:
    """ "Three airports: A, B and C", "two airports, including A": the names stand for the airports before them."""
    kept: list[Group] = []
    groups = list(groups)
    for number, group in enumerate(groups):
        following = groups[number + 1] if number + 1 < len(groups) else None
        is_list = following is not None and following.kind in ("named", "weak")
        if is_open(group) and is_list and following and names_follow(scene, group.last, following.first):
            groups[number + 1] = replace(following, first=group.first, kind="named")
            continue
        kept.append(group)
    return kept


def is_open(group: Group) -> bool:
    """Airports that are counted or gathered, so that their names may follow."""
    return group.kind == "generic" or (group.kind == "anaphor" and group.word not in ("noun", "local", "they"))


def names_follow(scene: Scene, low: int, high: int) -> bool:
    """Nothing between but a mark or "including"; before a colon or dash also two words of any kind."""
    between = [t.normal for t in scene.tokens[low:high]]
    if not 0 < len(between) <= MOST_APART:
        return False
    is_marked = any(word in APPOSING for word in between[-2:])
    words = [w for w in between if w.isalnum()]
    named = sum(m.last - m.first for m in scene.between(low, high, "including"))
    if is_marked and (len(words) <= 2 or all(is_link(scene, i) for i in range(low, high - 1))):
        return True
    is_told = any(scene.between(low, high, "close", "stop", "open", "resume", "limit", "lift", "impose", "handle"))
    return bool(named) and between[-named - 1 :][:1] == [","] and len(words) <= named + 3 and not is_told


def is_link(scene: Scene, token: int) -> bool:
    """ "Airports in two cities": the small words before their names."""
    is_number = any(n.first <= token < n.last for n in scene.analysis.numbers_near(token))
    return is_number or scene.covering(token, "at", "glue", "noun", "title") is not None


def is_told(name: Name, told: Collection[Key]) -> bool:
    """A city or adjective whose airport was spoken of before means it again ("only Volgograd's takes flights")."""
    return len(name.keys) == 1 and name.keys[0] in told


def told_here(names: Sequence[Name]) -> Iterator[Name]:
    """ "The airports of Kaluga and Ivanovo closed; Ivanovo's opened at eight"."""
    told: set[Key] = set()
    for name in names:
        yield replace(name, is_meant=True) if is_told(name, told) else name
        if name.is_meant:
            told.update(name.keys)


def without_overlap(groups: Sequence[Group]) -> Iterator[Group]:
    taken: set[int] = set()
    for group in groups:
        if not any(i in taken for i in range(group.first, group.last)):
            taken.update(range(group.first, group.last))
            yield group


# -- lists ---------------------------------------------------------------------------------------------------


def join_names(scene: Scene, names: Sequence[Name]) -> Iterator[Group]:
    """Neighbours with nothing but the marks and small words of a list between them are one group."""
    run: list[Name] = []
    for name in names:
        if run and not (
            is_list_gap(scene, run[-1].last, name.first, name.is_meant and run[-1].is_meant)
            or is_together(scene, run[-1], name)
        ):
            yield from group_of(scene, run)
            run = []
        run.append(name)
    if run:
        yield from group_of(scene, run)


def group_of(scene: Scene, run: Sequence[Name]) -> Iterator[Group]:
    is_meant = any(n.is_meant and n.keys for n in run)
    is_row = len(run) > 1 and is_meant
    kept = [n for n in run if n.keys and (n.is_meant or n.how == CITY or is_row or is_quoted(scene, n))]
    if kept:
        word = "whole" if any(n.how == WHOLE for n in kept) else "origin" if kept[0].is_origin else ""
        yield Group(run[0].first, run[-1].last, "named" if is_meant else "weak", tuple(kept), word)


def is_together(scene: Scene, name: Name, other: Name) -> bool:
    """ "Калуга с Тамбовом": the instrumental tells "with" from "from"."""
    if other.first - name.last != 1 or scene.covering(name.last, "from") is None:
        return False
    return "ablt" in scene.analysis.grams.get(other.last - 1, ())


def is_quoted(scene: Scene, name: Name) -> bool:
    """A person's name in quotes is what something is called ("«Гагарин» закрыт")."""
    if not scene.sentence.first < name.first or name.last >= scene.sentence.last:
        return False
    return scene.tokens[name.first - 1].normal in NAMING and scene.tokens[name.last].normal in NAMING


NAMING = frozenset('"«»“”„')


def is_list_gap(scene: Scene, low: int, high: int, is_free: bool) -> bool:
    """True where tokens `low` to `high` only hold a list together; `is_free`: airport words too, and one other."""
    if high - low > 8:
        return False
    has_link = high == low
    unknown = 0
    for i in range(low, high):
        word = scene.tokens[i]
        if is_clock(scene, i):
            continue  # "in A since 02:10 and in B since 02:40"
        if word.kind in (MARK, BREAK):
            if word.normal not in QUOTES | {",", "-", "\n", "/"}:
                return False
            has_link = has_link or word.normal in ",/(\n"
            continue
        mark = scene.covering(i, "and", "at", "noun", "glue", "also", "the", "title")
        if mark is None:
            unknown += 1  # "Sheremetyevo and the smaller Zhukovsky airport"
            if unknown > 1 or not is_free or not has_link or any(scene.between(i, i + 1, *scene.roles)):
                return False
            continue
        has_link = has_link or mark.role == "and" or (is_free and mark.role == "noun")
        if mark.role != "and" and not is_free and mark.role not in ("at",):
            return False
    return has_link


def is_clock(scene: Scene, token: int) -> bool:
    """An hour, and the small word before it."""
    is_from = scene.covering(token, "clock_from", "clock_to") is not None
    return CLOCK.fullmatch(scene.tokens[token + is_from].normal) is not None


# -- words that stand for places named before ----------------------------------------------------------------


def head_group(scene: Scene, head: Mark) -> Group | None:
    """An airport word without a name: one told of before ("the airport"), or nobody's ("several airports")."""
    is_plural = plural(scene, head)
    low = max(scene.sentence.first, head.first - 4)
    marks = list(scene.between(low, head.first, "both", "every", "the", "generic", "local"))
    marks = [m for m in marks if not scene.commas_between(m.last, head.first)]
    roles = {m.role for m in marks}
    first = min([m.first for m in marks], default=head.first)
    if "local" in roles and not is_plural:
        return Group(first, head.last, "anaphor", word="local")
    if "both" in roles:
        return Group(first, head.last, "anaphor", word="both")
    number = next((n for n in numbers_before(scene, low, head.first) if not is_clock(scene, n.core)), None)
    is_counted = number is not None and number.value > 1 and not number.why_not
    is_plural = is_plural or (is_counted and number is not None and number.last >= head.first - 1)
    number = number if is_plural else None  # «три аэропорта» is singular by its form
    if "every" in roles or "the" in roles:
        if number is not None and number.value > 1:
            return Group(first, head.last, "anaphor", word=str(number.value))
        if "every" in roles and "generic" in roles:
            return Group(first, head.last, "generic")
        return Group(first, head.last, "anaphor", word="plural" if is_plural else "noun")
    if "generic" in roles or number is not None or (is_plural and not scene.analysis.grams.get(head.last - 1)):
        return Group(first, head.last, "generic")
    return Group(first, head.last, "anaphor", word="plural" if is_plural else "noun")


def pronoun_groups(scene: Scene, groups: Sequence[Group]) -> Iterator[Group]:
    for mark in scene.roles.get("rest", ()):
        if not any(m.first >= mark.last for m in scene.in_clause(mark.first, mark.last, 0, 3, "noun")):
            yield Group(mark.first, mark.last, "anaphor", word="rest")
    for role in ("former", "latter"):
        for mark in scene.roles.get(role, ()):
            if is_one_of_two(scene, mark):
                of_them = (
                    scene.covering(mark.last, "at") is not None and scene.at(mark.last + 1, "they") is not None
                )
                yield Group(mark.first, mark.last + 2 * of_them, "anaphor", word=role)
    yield from first_so_many(scene)
    named = [g for g in groups if g.kind == "named"]
    for mark in scene.roles.get("both", ()):
        if any(not scene.bounds_between(*sorted((g.last, mark.first))) for g in named):
            continue  # "both A and B"
        yield Group(mark.first, mark.last, "anaphor", word="both")
    for mark in scene.roles.get("every", ()):
        number = next(iter(numbers_before(scene, mark.last, mark.last + 1)), None)
        is_free = not any(not scene.bounds_between(*sorted((g.last, mark.first))) for g in named)
        if number is not None and is_free:
            yield Group(mark.first, number.last, "anaphor", word=str(number.value))
    if named:
        return
    for mark in scene.roles.get("they", ()):
        yield Group(mark.first, mark.last, "anaphor", word="they")


def first_so_many(scene: Scene) -> Iterator[Group]:
    """ "The first two", "останні троє": so many of the airports told before, in their order."""
    for role in ("former", "latter"):
        for mark in scene.roles.get(role, ()):
            number = next(iter(scene.numbers(mark.last, mark.last + 1)), None)
            if number is None or number.why_not or number.value < 2 or mark.last >= scene.sentence.last:
                continue
            after = scene.tokens[number.last].kind if number.last < scene.sentence.last else ""
            if after != WORD or not scene.covering(number.last, "flights", "traffic", "time", "part"):
                yield Group(mark.first, number.last, "anaphor", word=f"{role} {number.value}")


def is_one_of_two(scene: Scene, mark: Mark) -> bool:
    """ "The first" of two airports, not the first flight or the first time."""
    after = mark.last
    if "ablt" in scene.analysis.grams.get(mark.last - 1, ()):
        return False  # "первым открыли Домодедово"
    return (
        mark.last - mark.first > 2
        or after >= scene.sentence.last
        or scene.tokens[after].kind != WORD
        or scene.covering(after, "aux", "again", "close", "open", "reopen", "resume", "revive", "at") is not None
    )
