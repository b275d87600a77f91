"""What the words around a place make of it: in it, on the way to it, away from it, host, proposed, or no venue at all."""

from __future__ import annotations

from bot.reading.analysis import Analysis
from bot.reading.talks_cues import Cue
from bot.reading.talks_scene import Named, Scene
from bot.reading.tokens import MARK

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


def role_of(analysis: Analysis, scene: Scene, named: Named, at: int) -> str | None:
    if named.is_adjective:
        is_city = named.place.kind == "city"
        return OF if is_city and is_before_noun(analysis, scene, named) else None
    if scene.before(at, "instead"):
        return IN
    if is_before_noun(analysis, scene, named) and not scene.before(at, "in"):
        return None if is_party(named) or is_pair(analysis, scene, named, at) else OF
    if is_possessive(analysis, named) and not scene.before(at, "in"):
        return HOST if is_offering(scene, named) else None
    if scene.before(at, "in"):
        return None if is_government(scene, named) else in_or_to(scene, named, at)
    if scene.before(at, "after") and not scene.before(at, "in"):
        return AFTER if is_alone(analysis, scene, named) else None
    if scene.before(at, "leave"):
        is_left = not scene.at(named.last, "in")  # "a truce that leaves Moscow in control"
        return LEFT if is_left and (is_object(named) or scene.before(at, "from")) else None
    if scene.before(at, "move") and is_object(named):
        return FROM  # "has replaced Vienna"
    if scene.before(at, "go", "visit"):
        return TO  # "bound for Geneva" is one term
    if (due := scene.before(at, "will")) and due.last - due.first > 1 and not scene.at(due.first, "go"):
        return None  # "due to the Iran war"
    if such := scene.before(at, "such"):
        return OBJECT if near_before(scene, such.first, REACH_OBJECT, "propose", "offer", "venue") else None
    if scene.at(named.last, "fall"):
        return OBJECT  # "with Budapest off the table"
    if scene.before(at, "between", "as"):
        of = scene.before(at, "between")
        if of and is_passive(scene, of) and not is_party(named):
            return HOST
        is_chosen = of and any(c.last <= of.first for c in scene.of("choice"))  # "the choice is between A and B"
        is_venue = (
            of and (is_chosen or is_offer(scene, of)) and not is_party(named) and named.place.name not in METONYMS
        )
        return OBJECT if is_venue else None
    if scene.before(at, "to"):
        return TO
    if scene.before(at, "from"):
        return from_or_with(scene, named, at)
    if cue := scene.before(at, "for"):
        is_set = near_before(scene, cue.first, 3, "plan", "go", "leave", "happen")
        is_set &= not is_party(named) and named.place.name not in METONYMS
        return TO if is_set else None
    return bare_role(analysis, scene, named, at)


def is_government(scene: Scene, named: Named) -> bool:
    """True for the Moscow of Slavic "in Moscow refused", where nobody is named who did."""
    act = scene.at(named.last, "refuse", "say", "propose", "plan", "await")
    if named.place.name not in METONYMS:
        return False
    clause = scene.clause(named.first)
    named_it = [c for c in scene.of("say") if c.first > named.last and scene.clause(c.first) == clause]
    return bool(act and {"VERB", "plur"} <= act.grams) or any({"VERB", "plur"} <= c.grams for c in named_it)


def is_offering(scene: Scene, named: Named) -> bool:
    """True for "the Vatican's willingness to host the talks"."""
    offer = next(
        (c for i in range(named.last, named.last + REACH_NOUN) if (c := scene.at(i, "propose", "offer"))), None
    )
    return bool(offer and any(scene.at(i, "host") for i in range(offer.last, offer.last + REACH_OBJECT)))


def is_pair(analysis: Analysis, scene: Scene, named: Named, at: int) -> bool:
    """True for "the Moscow-Washington talks", "between Kyiv and Moscow talks"."""
    tokens = analysis.split.tokens
    if at > scene.sentence.first and tokens[at - 1].normal in ("-", "—", "/"):
        return True
    cue = scene.before(at, "or")
    return bool(cue and any(n.last == cue.first for n in scene.names))


def from_or_with(scene: Scene, named: Named, at: int) -> str | None:
    """ "Delegations from Kyiv" and "s Kievom" (with Kyiv) name a party, "returned from Kyiv" a place."""
    if named.grams & {"ablt", "gent"} and "gent" not in named.grams:
        return None
    if scene.at(named.last, "as") and any(
        scene.at(i, "venue") for i in range(named.last, named.last + REACH_OBJECT)
    ):
        return OBJECT  # "gave up on Vienna as a venue"
    cue = scene.before(at, "from")
    if cue and cue.first == scene.sentence.first and scene.has("go"):
        return FROM  # "From Geneva he goes on to Oslo"
    return FROM if cue and near_before(scene, cue.first, 5, "leave", "move") else None


def is_passive(scene: Scene, by: Cue) -> bool:
    """True for the "by" of "will be hosted by Vienna"."""
    return any(c.kind == "host" and "past" in c.grams for c in scene.ending.get(by.first, ()))


def is_offer(scene: Scene, of: Cue) -> bool:
    """True for the "offer of" in "a similar offer of Vienna"."""
    return any(
        is_option(c) and c.last - c.first == 1 and "base" in c.grams for c in scene.ending.get(of.first, ())
    )


def is_alone(analysis: Analysis, scene: Scene, named: Named) -> bool:
    """True where a mark follows: "after Vienna, ..."; in "after Moscow refused" the place acts."""
    is_last = named.last >= scene.sentence.last
    is_metonym = named.place.name in METONYMS
    is_followed = is_last or analysis.split.tokens[named.last].kind == MARK
    return not is_metonym and (
        is_followed or scene.at(named.last, "ua", "ru", "us", "eu", "group", "team") is not None
    )


METONYMS = frozenset({"Kyiv", "Moscow", "Washington"})
"""Capitals that stand for their governments more often than for themselves, where no preposition tells."""


def is_party(named: Named) -> bool:
    """The countries at war are no venue unless the text puts a meeting in them."""
    return named.place.kind == "country" and named.place.country in ("UA", "RU", "US")


def in_or_to(scene: Scene, named: Named, at: int) -> str:
    """ "v Zhenevu" is on the way, "v Zheneve" is there; where the form tells nothing, a word of going does."""
    grams = named.grams
    if "loct" in grams or (not grams & {"accs", "nomn", "gent"} and grams):
        return IN
    if "accs" in grams:
        return TO
    if any(at - 5 <= c.first < at for c in scene.of("talks", "meeting")):
        return IN  # "came out of the talks in A"
    return TO if near_before(scene, at - 1, 4, "go", "move") else IN


def bare_role(analysis: Analysis, scene: Scene, named: Named, at: int) -> str | None:
    """A place without a preposition."""
    if scene.at(named.last, "fall"):
        return OBJECT
    if "nomn" in named.grams and scene.before(at, "host") and not is_party(named):
        return HOST  # "... mozhet prinyat Vena": the subject behind its verb
    if scene.at(named.last, "seat") or is_party(named):
        return None
    if town := town_before(analysis, scene, at):
        return IN if town.kind == "in" else TO
    if is_announced(analysis, scene, at, named):
        return NAMED
    if is_item(analysis, scene, named):
        return ITEM
    is_metonym = named.place.name in METONYMS
    is_told = near_before(scene, at, REACH_OBJECT, "propose", "refuse", "plan", "venue")
    if is_told and is_object(named) and not is_metonym:
        return OBJECT
    if not is_metonym and near_before(scene, at, 2, "named"):
        return OBJECT
    if near_before(scene, at, 2, "say") and any(
        scene.at(i, "venue") for i in range(named.last, named.last + REACH_OBJECT)
    ):
        return OBJECT  # "called the Vatican an unsuitable place"
    if analysis.split.tokens[min(named.last, scene.sentence.last - 1)].normal == "," and scene.at(
        named.last + 1, "where"
    ):
        return IN if scene.has("meet", "discuss", "talks", "meeting") and not is_metonym else None
    if not is_metonym and is_fronted_object(scene, named):
        return OBJECT
    if act := next_act(scene, named):
        is_far = scene.cost(named.last, act.first) > (4 if is_metonym else REACH_HOST + 4)
        return HOST if not is_far and not (is_metonym and act.kind != "host") else None
    return None


def town_before(analysis: Analysis, scene: Scene, at: int) -> Cue | None:
    """The preposition of "in Little Hollow, Belarus": a town that no list of places has, and its country."""
    tokens = analysis.split.tokens
    if at - 1 <= scene.sentence.first or tokens[at - 1].normal not in (",", "("):
        return None
    for i in range(at - 2, max(at - 2 - MOST_WORDS_OF_TOWN, scene.sentence.first), -1):
        token = tokens[i]
        if (
            token.kind == MARK
            or not analysis.text[token.start].isupper()
            or any(n.first <= i < n.last for n in scene.names)
        ):
            return None
        if cue := scene.before(i, "in", "to"):
            return cue
    return None


MOST_WORDS_OF_TOWN = 3


def is_announced(analysis: Analysis, scene: Scene, at: int, named: Named) -> bool:
    """True for "the place of the talks will be A", "possible places - A, B" with the name behind, in whatever case."""
    first = next((c.first for c in scene.of("be", "will") if at - REACH_NOUN <= c.last <= at), None)
    if (
        first is None
        and named.place.name not in METONYMS
        and analysis.split.tokens[at - 1].normal in ("—", "-", ":")
    ):
        first = at - 1
    if first is None:
        return False
    lands = [c for c in scene.of("lands") if any(0 < c.first - i.last <= REACH_NOUN for i in scene.of("in"))]
    return any(0 <= first - c.last <= REACH_VENUE for c in (*scene.of("venue"), *lands))


REACH_VENUE = 10


def is_fronted_object(scene: Scene, named: Named) -> bool:
    """True for "Budapest nobody considers any more", "Budapest they name": an object before its verb."""
    return any(
        (named.last <= cue.first <= named.last + 3 and scene.before(cue.first, "never"))
        or (
            named.last <= cue.first <= named.last + 1
            and {"VERB", "plur"} <= cue.grams
            and is_object(named)
            and not scene.before(named.first, "or")
        )
        for cue in scene.of("propose", "named", "plan")
    )


def is_item(analysis: Analysis, scene: Scene, named: Named) -> bool:
    """True for the Vienna of "Monday, Vienna, second round": alone between marks, a day before it."""
    tokens, first, last = analysis.split.tokens, named.first, named.last
    if not (scene.sentence.first < first and last < scene.sentence.last):
        return False
    if tokens[first - 1].kind != MARK or tokens[last].normal not in (",", ":", "—", "-", "("):
        return False
    day = any(
        c.kind[0] in "dm" and c.kind[1:].isdigit() and first - c.last <= 3 for c in scene.cues if c.last < first
    )
    return day and any(last <= c.first <= last + 5 for c in scene.of("talks", "meeting"))


def next_act(scene: Scene, named: Named) -> Cue | None:
    """What the place does or is: it hosts, it is named as a venue, it replaces another, it is where they meet."""
    end = min(
        [n.first for n in scene.names if n.first >= named.last and not n.is_adjective] + [scene.sentence.last]
    )
    if any(scene.at(i, "or") for i in range(end - 2, end)):
        end = scene.sentence.last
    for cue in scene.cues:
        if not named.last <= cue.first < min(end, named.last + REACH_HOST):
            continue
        if cue.kind == "host" or (cue.kind == "move" and cue.first <= named.last + 2):
            return cue
        if cue.kind == "venue" and any(named.last <= c.first < cue.first for c in scene.of("as")):
            return cue
        if cue.kind in ("venue", "where") and any(
            named.last <= c.first < cue.first and c.kind in ("be", "have", "propose", "plan", "will", "may")
            for c in scene.cues
        ):
            return cue
        is_said_of = any(named.last <= c.first < cue.first for c in scene.of("be", "have"))
        if cue.kind in ("propose", "named", "plan", "await") and is_said_of:
            return cue
        if cue.kind == "propose" and cue.first == named.last and not cue.grams & {"past", "VERB", "pres", "s3"}:
            return cue
    return None


def is_object(named: Named) -> bool:
    """False where the form is a nominative or genitive and no accusative."""
    return not named.grams & {"nomn", "gent", "datv", "loct", "ablt"} or "accs" in named.grams


def is_before_noun(analysis: Analysis, scene: Scene, named: Named) -> bool:
    """True for "the Geneva talks", "Geneva peace round": a meeting noun follows at once, or after an adjective."""
    if named.grams & CASES and not named.is_adjective:
        return False  # where nouns have cases, a name in front of a noun is no attribute of it
    for i in range(named.last, min(named.last + REACH_NOUN, scene.sentence.last)):
        if scene.at(i, "talks", "meeting"):
            return True
        if analysis.split.tokens[i].kind == MARK and analysis.split.tokens[i].normal not in QUIET:
            return False
        if not scene.at(i, "ours", "next", "old", "latest", "pair"):
            return False
    return False


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
