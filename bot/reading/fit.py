"""Which role a mention can play of a predicate by order, case and preposition, and how well it fits."""

from __future__ import annotations

from bot.model import Standing
from bot.reading.analysis import Analysis
from bot.reading.figures import is_figure
from bot.reading.mentions import Mention
from bot.reading.predicates import Predicate
from bot.reading.tokens import MARK


def governor(analysis: Analysis, at: int) -> str:
    """The part of the preposition right before a phrase ("with", "of" ...), "" where none stands there."""
    i = at - 1
    while i >= 0 and analysis.split.tokens[i].kind == MARK and analysis.split.tokens[i].normal in '*_"«“(':
        i -= 1
    words = [h for h in analysis.hits_at(i, "prepositions") if h.last == i + 1]
    joined = max((h.last - h.first for h in analysis.ending_at(i + 1, "conjunctions")), default=0)
    verb = max((h.last - h.first for h in analysis.ending_at(i + 1, "actions")), default=0)
    words = [h for h in words if h.last - h.first > joined and h.last - h.first >= verb]  # "picked off 61"
    longest = max(words, key=lambda h: h.last - h.first, default=None)
    return longest.path[1] if longest else ""


def order_fit(analysis: Analysis, mention: Mention, predicate: Predicate) -> tuple[str, float] | None:
    """Languages that show the parts of a sentence by their order."""
    roles = predicate.roles
    role_before = "" if is_figure(analysis, mention) else governor(analysis, mention.first)
    if predicate.last <= mention.first:
        return fit_before(analysis, roles, predicate, mention, role_before, is_figure(analysis, mention))
    if mention.is_compound and "of" in roles and predicate.first - mention.last <= 4:
        return "of", 5.0
    if role_before in ("with", "from", "by") and not predicate.is_past:
        return None
    if predicate.is_noun:
        return ("of", 2.2) if "of" in roles and governor(analysis, predicate_start(analysis, predicate)) else None
    if predicate.is_passive and "object" in roles:
        return "object", 5.0
    if "subject" in roles and not predicate.is_passive and ("object" not in roles or not predicate.is_past):
        return "subject", 4.2
    if predicate.is_past and "object" in roles and not predicate.is_active:
        close = predicate.first - mention.last <= 1
        return "object", 4.6 if close else 3.6
    if "object" in roles and not predicate.is_passive and is_relative_part(analysis, mention):
        return "object", 3.8  # "58 of which it was able to shoot down"
    return None


def is_relative_part(analysis: Analysis, mention: Mention) -> bool:
    behind = analysis.ending_at(mention.last, "partitives")
    return any(h.path[1] == "sub_after" and analysis.starting_at(h.last - 1, "relatives") for h in behind)


def predicate_start(analysis: Analysis, predicate: Predicate) -> int:
    """Where the noun phrase of a noun of action begins, about."""
    at = predicate.first
    for _ in range(3):
        if at and analysis.starting_at(at - 1, "noun_leads"):
            at -= 1
    return at


def is_done_by(analysis: Analysis, predicate: Predicate) -> bool:
    """A participle with its agent behind it belongs to the noun before it."""
    if not predicate.is_past or predicate.is_active:
        return False
    return any(h.path[1] == "by" for h in analysis.starting_at(predicate.last, "prepositions"))


def fit_before(
    analysis: Analysis,
    roles: dict[str, tuple[str, str]],
    predicate: Predicate,
    mention: Mention,
    governed: str,
    is_put_figure: bool,
) -> tuple[str, float] | None:
    near = mention.first - predicate.last <= 2
    if predicate.is_noun:
        if "of" not in roles or (
            predicate.standing is not Standing.ASSERTED and governed in ("by", "with", "from")
        ):
            return None
        if governed in ("of", "by", "with", "from"):
            return "of", 5.0 if near else 3.6
        if governed == "place":
            return "of", 2.6
        if is_put_figure:
            return "of", 4.4
        return ("of", 2.4) if not governed else None
    if governed == "with":
        return ("with", 4.6) if "with" in roles else None
    if governed in ("by", "from"):
        if governed == "by" and "subject" in roles and predicate.is_passive:
            return "subject", 4.4
        is_struck = governed == "by" and predicate.is_passive  # "was hammered by 30 drones"
        return ("with", 4.2) if "with" in roles and (is_struck or predicate.last - predicate.first > 1) else None
    if governed in ("place", "through", "toward"):
        return None
    if "object" in roles and not is_put_figure and is_done_by(analysis, predicate):
        return None  # "four missiles, launched by Ukraine, and 27 drones"
    if "object" in roles and not (predicate.is_passive and governed == "of"):
        return "object", 2.8 if predicate.is_passive else 4.4
    if "noted" in roles and not predicate.is_passive:
        return "noted", 3.4
    if "subject" in roles and predicate.last == mention.first and is_arrival(analysis, predicate):
        return "subject", 3.4
    return None


def is_arrival(analysis: Analysis, predicate: Predicate) -> bool:
    """ "Then *came* ten drones": the subject stands behind its verb."""
    is_told = predicate.is_past and not predicate.is_passive
    return is_told and bool(analysis.starting_at(predicate.first, "arrivals"))


def case_fit(analysis: Analysis, mention: Mention, predicate: Predicate) -> tuple[str, float] | None:
    """Languages that show the parts of a sentence by cases."""
    roles = predicate.roles
    after = predicate.last <= mention.first
    distance = mention.first - predicate.last if after else predicate.first - mention.last
    governed = governor(analysis, mention.first)
    if predicate.is_noun and governed == "place" and "of" in roles and after and distance <= 1:
        return "of", 4.2  # «налет в 128 беспилотников»
    if governed in ("place", "toward", "through", "by") and not mention.is_whole:
        return None
    if after and distance and predicate.is_attribute:
        return None  # "missiles launched at Odesa and 21 drones": a participle is of the noun before it
    if predicate.is_noun:
        if not after:
            return None
        if mention.is_instrumental or governed == "with":
            return ("with", 4.6) if "with" in roles else ("of", 4.2) if "of" in roles else None
        if "of" in roles and not governed:
            return "of", 4.6 if distance <= 2 else 3.0
        return None
    if mention.is_instrumental or governed == "with":
        if "with" in roles:
            return "with", 4.8
        return ("subject", 3.4) if "subject" in roles and predicate.is_passive else None
    if "object" in roles and "subject" in roles and not predicate.is_passive:
        roles = either_side(analysis, mention, predicate)
    if "subject" in roles and disagrees(analysis, mention, predicate):
        roles = {part: deed for part, deed in roles.items() if part != "subject"}
    order = 0.0 if after or predicate.is_passive or "subject" in roles else 0.6
    if predicate.is_passive and "object" in roles:
        return "object", 4.8
    if "object" in roles:
        return "object", 4.4 - order
    if "subject" in roles:
        return "subject", 4.4
    if "noted" in roles:
        return "noted", 3.0
    if "with" in roles and not mention.is_genitive:
        return "with", 2.8  # «атаковал 142 БпЛА»: a number of digits and an acronym show no case
    return None


MOST_TO_OBJECT = 6
"""Words between a verb and the place or building that is its object."""


def either_side(analysis: Analysis, mention: Mention, predicate: Predicate) -> dict[str, tuple[str, str]]:
    """A verb for what weapons do and for what is done to them («поразить»): the part that is theirs here.

    They do it where they stand before the verb, or where a place or building is its object («склад поразили три
    дрона»); behind a verb without another object they are what was struck («над селом поразили три дрона»).
    """
    struck = mention.first < predicate.first
    for i in range(max(0, predicate.first - MOST_TO_OBJECT), mention.first):
        for hit in analysis.starting_at(i, "same_place", "places"):
            led = analysis.hits_at(i, "prepositions") or analysis.hits_at(i - 1, "prepositions")
            struck |= not led and hit.path[1] not in ("adjective", "bare")
    kept = "subject" if struck else "object"
    return {kept: predicate.roles[kept]}


def disagrees(analysis: Analysis, mention: Mention, predicate: Predicate) -> bool:
    """ "Россия *ударила* 112 дронами, 73 ...": several weapons are never the subject of a verb in the singular.

    Those that end in one are ("21 дрон ударил"), and round numbers may be nouns themselves ("сотня ударила").
    """
    if predicate.is_passive or mention.value % 10 in (0, 1) or mention.value == DOZEN:
        return False
    grams: frozenset[str] = frozenset()
    for i in range(predicate.first, predicate.last):
        here = analysis.grams.get(i, frozenset())
        grams |= here if "past" in here else frozenset()
    return "sing" in grams and bool(grams & {"masc", "femn"}) and not grams & {"plur", "neut"}


DOZEN = 12
