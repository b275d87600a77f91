"""One number that two verbs tell of: "34 drones launched at X were shot down", "28 drones, all downed"."""

from __future__ import annotations

from dataclasses import replace

from bot.reading.frame import Frame, Told
from bot.reading.link import second_link
from bot.reading.mentions import Mention
from bot.reading.modality import is_negated
from bot.reading.predicates import Predicate


def told_twice(frame: Frame, told: Told) -> list[Told]:
    """ "All 34 drones launched at X were shot down": the same number with a second predicate."""
    if told.mention.is_whole or (told.link is None and told.mention.inner is None):
        return []
    if told.action == "downed" and (fired := launched_behind(frame, told.mention)) is not None:
        action, source = fired.roles["object"]
        return [replace(told, action=action, source=source)]
    if told.action == "launched" and (fate := fate_of_all(frame, told.mention)) is not None:
        action, source = fate.roles["object"]
        return [replace(told, action=action, source=source)]
    if told.link is None:
        return []
    link = second_link(frame.analysis, frame.grammar, told.link, told.mention, frame.predicates, frame.mentions)
    if link is None or is_negated(frame.analysis, frame.sentence, link):
        return []
    return [replace(told, action=link.action, source=link.source, link=link)]


MOST_TO_FATE = 4


def fate_of_all(frame: Frame, mention: Mention) -> Predicate | None:
    """ "28 drones, all downed", "28 drones, all of which were shot down": a second verb for the same number."""
    analysis, at = frame.analysis, mention.last
    later = all_behind(frame, mention)
    if later is not None:
        return later
    if at + 1 >= frame.sentence.last:
        return None
    if analysis.split.tokens[at].normal not in (",", "—", "-") and not analysis.starting_at(at, "conjunctions"):
        return None
    if not any(h.path[1] == "all" for h in analysis.starting_at(at + 1, "partitives")):
        return None
    for predicate in frame.predicates:
        if at + 1 < predicate.first <= at + 1 + MOST_TO_FATE:
            return predicate if predicate.roles.get("object", ("",))[0] == "downed" else None
    return None


def all_behind(frame: Frame, mention: Mention) -> Predicate | None:
    """ "Of 38 drones aimed at the town none arrived: all were shot down": no other number stands between."""
    analysis, end = frame.analysis, frame.sentence.last
    if any(m is not mention and m.first >= mention.last for m in frame.mentions):
        return None
    for hit in analysis.hits_in(frame.sentence, "partitives"):
        if hit.path[1] != "all" or hit.first < mention.last or analysis.starting_at(hit.last, "things"):
            continue
        if not any(analysis.split.tokens[i].normal in ",:;—-" for i in (hit.first - 1, hit.first - 2)):
            continue
        ahead = (p for p in frame.predicates if 0 <= p.first - hit.last <= 1 or 0 < hit.first - p.last <= 1)
        fate = next((p for p in ahead if not p.is_noun and p.last <= end), None)
        return fate if fate is not None and fate.roles.get("object", ("",))[0] == "downed" else None
    return None


def launched_behind(frame: Frame, mention: Mention) -> Predicate | None:
    """ "Shot down all 14 drones *fired* overnight": all of them is how many were launched."""
    if not any(h.path[1] == "all" for h in frame.analysis.ending_at(mention.first, "partitives")):
        return None
    for predicate in frame.predicates:
        if 0 <= predicate.first - mention.last <= 1 and predicate.is_past and not predicate.is_passive:
            if predicate.roles.get("object", ("", ""))[0] == "launched":
                return predicate
    return None
