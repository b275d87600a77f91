"""The parts that a place can play beside a meeting, and what their reading rests on."""

from __future__ import annotations

from bot.reading.analysis import Analysis
from bot.reading.talks_cues import Cue
from bot.reading.talks_scene import Named, Scene

IN, TO, FROM, OF, HOST, OBJECT, LEFT, AFTER, ITEM, NAMED = (
    "in", "to", "from", "of", "host", "object", "left", "after", "item", "named",
)  # fmt: skip
"""In the place; on the way to it; away from it; "the Vienna talks"; the place acts ("will host"); it is named,
proposed or refused; somebody leaves it; "after Vienna"; an item of a list ("Monday, Vienna, talks"); what the
place of the talks is said to be."""

QUIET = frozenset("\"'«»“”„*_")

REACH_HOST = 9
"""Words between a place and what it does ("Doha, the emir said again, will host")."""

CASES = frozenset({"nomn", "gent", "datv", "accs", "ablt", "loct"})

REACH_NOUN = 3

REACH_OBJECT = 4

METONYMS = frozenset({"Kyiv", "Moscow", "Washington"})
"""Capitals that stand for their governments more often than for themselves, where no preposition tells."""


def is_party(named: Named) -> bool:
    """The countries at war are no venue unless the text puts a meeting in them."""
    return named.place.kind == "country" and named.place.country in ("UA", "RU", "US")


def is_object(named: Named) -> bool:
    """False where the form is a nominative or genitive and no accusative."""
    return not named.grams & {"nomn", "gent", "datv", "loct", "ablt"} or "accs" in named.grams


def is_possessive(analysis: Analysis, named: Named) -> bool:
    return analysis.split.tokens[named.last - 1].normal.endswith(("'s", "s'"))


def near_before(scene: Scene, at: int, reach: int, *kinds: str) -> bool:
    """True where a cue of one of these kinds ends at most `reach` words before the token, in its clause."""
    return any(
        at - reach <= cue.last <= at and scene.cost(cue.last - 1, at) <= reach + (9 if is_option(cue) else 4)
        for cue in scene.cues
        if cue.kind in kinds
    )


def is_option(cue: Cue) -> bool:
    """A noun that announces places behind a dash or colon: "among the options - Vienna"."""
    return cue.kind in ("propose", "offer", "venue") and not cue.grams & {"VERB", "past", "INFN"}


def falls_away(scene: Scene, named: Named) -> bool:
    """True for a place that is said to be out of the running: the words for it stand behind it in its clause."""
    if is_party(named) or named.place.name in METONYMS:
        return False
    for cue in scene.of("fall"):
        between = [n for n in scene.names if named.last <= n.first < cue.first and not is_party(n)]
        if named.last <= cue.first <= named.last + REACH_HOST and not between:
            return scene.clause(named.first) == scene.clause(cue.first)
    return False
