"""What the words around a place make of it: in it, on the way to it, away from it, host, proposed, or no venue at all."""

from __future__ import annotations

from bot.reading.analysis import Analysis
from bot.reading.talks_bare import bare_role
from bot.reading.talks_cues import Cue
from bot.reading.talks_parts import (
    AFTER,
    CASES,
    FROM,
    HOST,
    IN,
    LEFT,
    METONYMS,
    NAMED,
    OBJECT,
    OF,
    QUIET,
    REACH_NOUN,
    REACH_OBJECT,
    TO,
    falls_away,
    is_object,
    is_option,
    is_party,
    is_possessive,
    near_before,
)
from bot.reading.talks_scene import Named, Scene
from bot.reading.tokens import MARK


def role_of(analysis: Analysis, scene: Scene, named: Named, at: int) -> str | None:
    if named.is_adjective:
        is_city = named.place.kind == "city"
        if is_city and is_of_hall(scene, named):
            return hall_role(scene, at)
        return OF if is_city and is_before_noun(analysis, scene, named) else None
    if scene.before(at, "instead"):
        return IN
    if (
        scene.before(at, "absent", "without")
        and not is_before_noun(analysis, scene, named)
        and not is_party(named)
    ):
        return OBJECT if named.place.name not in METONYMS else None
    if is_before_noun(analysis, scene, named) and not scene.before(at, "in"):
        return None if is_party(named) or is_pair(analysis, scene, named, at) else OF
    if scene.before(at, "turn") or (is_possessive(analysis, named) and scene.at(named.last, "turn")):
        return NAMED if named.place.kind == "city" and named.place.name not in METONYMS else None
    if is_possessive(analysis, named) and any(n.first == named.last for n in scene.names):
        return None  # "in Florida's Miami"
    if is_possessive(analysis, named) and is_of_hall(scene, named) and named.place.kind == "city":
        is_set = near_before(scene, at, REACH_OBJECT, "propose", "plan", "offer", "agree")
        return hall_role(scene, at) or (OBJECT if is_set else None)
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
    if (due := scene.before(at, "will")) and due.last - due.first > 1 and not near_before(scene, at, 9, "go"):
        return None  # "due to the Iran war"
    if such := scene.before(at, "such"):
        return OBJECT if near_before(scene, such.first, REACH_OBJECT, "propose", "offer", "venue") else None
    if falls_away(scene, named):
        return OBJECT  # "with Budapest off the table"
    if scene.before(at, "between", "as"):
        of = scene.before(at, "between")
        if of and is_passive(scene, of) and not is_party(named):
            return HOST
        is_chosen = of and any(c.last <= of.first for c in scene.of("choice"))  # "the choice is between A and B"
        if of is not None and not is_chosen:  # Slavic "they look closely at A"
            is_chosen = any(c.kind == "propose" and "VERB" in c.grams for c in scene.ending.get(of.first, ()))
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


def is_of_hall(scene: Scene, named: Named) -> bool:
    """True for the city of "in a Viennese hotel", "from the Istanbul palace"."""
    return any(scene.at(i, "building") for i in range(named.last, named.last + REACH_NOUN))


def hall_role(scene: Scene, at: int) -> str | None:
    if scene.before(at, "in"):
        return IN
    if scene.before(at, "to"):
        return TO
    return FROM if scene.before(at, "from") else None


def is_government(scene: Scene, named: Named) -> bool:
    """True for the Moscow of Slavic "in Moscow refused", where nobody is named who did."""
    act = scene.at(named.last, "refuse", "say", "propose", "plan", "await")
    if named.place.name not in METONYMS:
        return False
    is_other = any(n.place.name not in METONYMS and not is_party(n) for n in scene.names if n.last <= named.first)
    if is_other and near_before(scene, named.first - 1, 1, "refuse"):
        return True  # "the offer of A found no takers in Kyiv"
    clause = scene.clause(named.first)
    named_it = [c for c in scene.of("say") if c.first > named.last and scene.clause(c.first) == clause]
    return bool(act and {"VERB", "plur"} <= act.grams) or any({"VERB", "plur"} <= c.grams for c in named_it)


def is_offering(scene: Scene, named: Named) -> bool:
    """True for "the Vatican's willingness to host the talks"."""
    offer = next(
        (c for i in range(named.last, named.last + REACH_NOUN) if (c := scene.at(i, "propose", "offer"))), None
    )
    is_city = named.place.kind == "city" and named.place.name not in METONYMS
    if (
        offer
        and offer.first - named.last <= 1
        and is_city
        and scene.has("venue", "talks", "meeting", "open", "there")
    ):
        return True  # "Vienna's offer stays on the table"
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
    is_moved = any(0 <= c.first - named.last <= 5 for c in scene.of("move"))
    return FROM if cue and (is_moved or near_before(scene, cue.first, 5, "leave", "move")) else None


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


def is_before_noun(analysis: Analysis, scene: Scene, named: Named) -> bool:
    """True for "the Geneva talks", "Geneva peace round": a meeting noun follows at once, or after an adjective."""
    if named.grams & CASES and not named.is_adjective:
        return False  # where nouns have cases, a name in front of a noun is no attribute of it
    for i in range(named.last, min(named.last + REACH_NOUN, scene.sentence.last)):
        if scene.at(i, "talks", "meeting"):
            return True
        if scene.at(i, "one") and any(c.first < named.first for c in scene.of("talks", "meeting")):
            return True  # "the Rome meeting has become a Vienna one"
        if analysis.split.tokens[i].kind == MARK and analysis.split.tokens[i].normal not in QUIET:
            return False
        if not scene.at(i, "ours", "next", "old", "latest", "pair"):
            return False
    return False
