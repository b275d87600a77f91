"""One mention of a sentence -> what it tells: action, place, owner, standing, scope; or why it tells nothing."""

from __future__ import annotations

from dataclasses import replace

from bot.model import Standing
from bot.reading.actors import weigh
from bot.reading.days import attack_day
from bot.reading.figures import is_figure
from bot.reading.frame import Frame, Memory, Told
from bot.reading.heads import head_for
from bot.reading.link import Link, best_link, second_link
from bot.reading.locate import Located, locate, same_list
from bot.reading.mentions import Mention
from bot.reading.modality import is_cumulative, standing_of
from bot.reading.places import Place
from bot.reading.predicates import Predicate
from bot.reading.scene import other, territory_of
from bot.reading.tokens import MARK

SAME = frozenset({"same", "same_drone"})
"""Nouns for weapons told before: any, or drones alone."""
WEAPONS = frozenset({"drone", "missile", "mixed"})
COUNTING = frozenset({"Ukraine's Air Force", "Russia's Defence Ministry"})
"""Claimants whose trade is counting; a bare number of theirs is the night's tally."""
NO_ATTACK = frozenset({"produced", "delivered", "exercised", "foiled", "defensive"})

SPEAKER_BEFORE, SAME_SENTENCE, SENTENCE_BEFORE, PART_OF = 1.3, 2.0, 1.0, 3.0
"""What the owner of weapons told before weighs as evidence, beside `actors`."""
WEAK_PART = 3.4
"""A part needs a predicate of its own: one that stands before it has to fit at least so well."""


def tell(frame: Frame, mention: Mention, memory: Memory, found: list[Told]) -> tuple[list[Told], str]:
    """What a mention tells (several where it is "five each over A and B"), or why it tells nothing."""
    thing = None if mention.thing in SAME else mention.thing
    before = last_beside(found, mention) or memory.told_near(frame.index)
    thing = thing or paired_thing(frame, mention, memory) or thing_of_whole(frame, mention, memory)
    thing = thing or thing_before(frame, mention)
    if thing is None and before is None and frame.links[mention] is not None:
        before = memory.told_near(frame.index, 2)
    thing = thing or (memory.thing if before is not None else None)
    thing = thing or (memory.noun if frame.index - memory.noun_at == 1 else None) or thing_behind(frame, mention)
    if thing is None:
        return [], "no weapon that it could count"
    if mention.thing == "same_drone" and thing != "drone":
        return [], "aircraft that are no drones"
    if thing not in WEAPONS:
        return [], "counts other things than drones and missiles"
    located = locate(frame, mention)
    action, source, link, why = settle_action(frame, mention, memory, before, located)
    if not action:
        return [], why
    speaker = frame.speaker_of(mention) or memory.speaker_near(frame.index, 2)
    told = Told(mention, frame.sentence, thing, action, source, link, located, speaker)
    told.is_inherited = link is None and mention.inner is None
    if action in NO_ATTACK:
        told.standing = link.predicate.standing if link else Standing.ASSERTED
        return [told], ""
    told.standing, reason = standing_of(frame, mention, link)
    if frame.is_loss_table and told.action == "downed" and told.standing is Standing.ASSERTED:
        told.standing, reason = Standing.FRONTLINE, "a table of losses"
    told.reasons = (reason,) if reason else ()
    goes_on = frame.index - memory.cumulative_at == 1 and mention.number.added
    told.is_cumulative, _ = is_cumulative(frame, mention, link, goes_on)
    if told.is_cumulative:
        memory.cumulative_at = frame.index
    told.is_corrected = any(True for _ in frame.analysis.hits_in(frame.sentence, "corrections"))
    if is_given_up(frame, mention):
        return [], "an older figure that the text replaces"
    told.day = attack_day(frame.analysis, mention.core, frame.sentence, before.day if before is not None else None)
    settle_owner(frame, told, memory, before)
    if told.action == "downed" and told.attacker == "RU" and link is not None and link.role == "noted":
        told.action = "launched"  # "Ukraine recorded 62 Russian drones", whoever spoke before
    placed = spread(frame, told, memory, before)
    return [*placed, *told_twice(frame, placed[0])], ""


def last_beside(found: list[Told], mention: Mention) -> Told | None:
    """What the sentence told last; an aside in brackets is over when they close."""
    row = found if mention.in_brackets else [t for t in found if not t.mention.in_brackets] or found
    return row[-1] if row else None


def is_given_up(frame: Frame, mention: Mention) -> bool:
    """ "Up from 97", "from 138 to 142": the figure that a correction replaces."""
    if any(h.path[1] == "old" for h in frame.analysis.ending_at(mention.first, "corrections")):
        return True
    later = next((m for m in frame.mentions if m.first > mention.first), None)
    if later is None or later.first - mention.last > 2 or not is_figure(frame.analysis, later):
        return False
    word = frame.analysis.split.tokens[mention.first - 1].normal if mention.first else ""
    return word == "from" and any(True for _ in frame.analysis.hits_in(frame.sentence, "corrections"))


def thing_of_whole(frame: Frame, mention: Mention, memory: Memory) -> str | None:
    """ "537 weapons, 60 missiles among them. Of these, 249 were shot down": what the largest of that row counts."""
    opened = any(h.path[1] == "sub_before" for h in frame.analysis.starting_at(frame.sentence.first, "partitives"))
    if not opened or mention.thing is not None or not memory.mentions:
        return None
    if memory.mentions[0].sentence != frame.index - 1:
        return None
    largest = max(memory.mentions, key=lambda m: m.value)
    return largest.thing if largest.value >= mention.value else None


def thing_before(frame: Frame, mention: Mention) -> str | None:
    """The last noun of the sentence before a number without one: "Ukrainian drones shot down: 45"."""
    for i in range(mention.first - 1, frame.sentence.first - 1, -1):
        nouns = frame.analysis.starting_at(i, "things", "subtypes")
        found = next((h.path[1] for h in nouns if h.path[1] in ("drone", "missile")), None)
        if found is not None:
            return found
    return None


def thing_behind(frame: Frame, mention: Mention) -> str | None:
    """The noun of the next number in a row: "over Crimea 12 and over the Black Sea five drones"."""
    return next((m.thing for m in frame.mentions if m.first > mention.first and m.thing in WEAPONS), None)


def paired_thing(frame: Frame, mention: Mention, memory: Memory) -> str | None:
    """ "415 drones and 43 missiles ... 386 and 27 of them respectively": numbers pair up in order."""
    if not any(True for h in frame.analysis.hits_in(frame.sentence, "partitives") if h.path[1] == "respectively"):
        return None
    bare = [m for m in frame.mentions if m.thing is None or m.thing in SAME]
    named = [m for m in frame.mentions if m.thing in WEAPONS] or memory.mentions
    if mention not in bare or len(named) < len(bare):
        return None
    mention.is_part = False
    return named[-len(bare) :][bare.index(mention)].thing


def settle_action(
    frame: Frame, mention: Mention, memory: Memory, before: Told | None, located: Located
) -> tuple[str, str, Link | None, str]:
    """(action, line of the vocabulary, link, why there is none)."""
    link = frame.links[mention]
    if mention.inner is not None and not mention.is_whole:
        return mention.inner.path[1], mention.inner.source, None, ""
    if mention.is_whole:
        return whole_action(frame, mention)
    if mention.whole is not None and mention.whole.is_definite:
        link, why = link_beyond(frame, mention, mention.whole, link)
        if link is None:
            return "", "", None, why
    if link is not None and mention.is_part and link.predicate.last <= mention.first and link.score < WEAK_PART:
        link = None
    if link is not None and before is not None and mention.is_part and is_on_its_way(link):
        return before.action, before.source, link, ""
    if link is not None:
        if link.role == "noted":
            return noted_action(frame, mention, memory, before), link.source, link, ""
        return link.action, link.source, link, ""
    if (
        mention.is_part
        and before is not None
        and before.thing == "mixed"
        and mention.thing in ("drone", "missile")
    ):
        return before.action, before.source, None, ""
    if mention.is_part and not located.places:
        return "", "", None, "a part of a number just told"
    if is_list_item(frame, mention, located, before):
        if before is not None and before.standing is Standing.ASSERTED:
            return before.action, before.source, None, ""
        if over_own(frame, located, memory):
            return "downed", "a list of places by who defends them", None, ""
    head = head_for(frame, memory)
    if head is not None:
        memory.head = replace(head, index=frame.index)
        return head.action, head.source, None, ""
    if mention.thing in WEAPONS and is_count_of_claimant(frame, mention):
        return noted_action(frame, mention, memory, before), "the count of who tells it", None, ""
    return "", "", None, "nothing says what became of them"


def is_on_its_way(link: Link) -> bool:
    """ "Seven were shot down, including five flying towards Moscow": where a part flew says not what became of it."""
    return link.role == "subject" and link.action == "launched" and link.predicate.is_participle


def link_beyond(frame: Frame, mention: Mention, whole: Mention, link: Link | None) -> tuple[Link | None, str]:
    """ "Three of the seven drones shot down ...": the participle is the whole's, the part needs a verb behind it.

    Where that verb only says that they flew somewhere, they share what became of the whole.
    """
    of_whole = frame.links.get(whole)
    if link is None or of_whole is None or of_whole.predicate.is_passive or of_whole.predicate.first < whole.last:
        return link, "nothing says what became of them"
    others = [p for p in frame.predicates if p is not of_whole.predicate and p.first >= of_whole.predicate.last]
    own = best_link(frame.analysis, frame.grammar, mention, others, [mention, whole])
    if own is not None and own.role == "subject" and own.action == "launched":
        return of_whole, ""
    return own, "a part of a number just told"


def is_count_of_claimant(frame: Frame, mention: Mention) -> bool:
    """A military speaker gives a number for a night, and no verb says more ("the Air Force: 62 drones overnight")."""
    speaker = frame.speaker_of(mention)
    if speaker is None or speaker.name not in COUNTING:
        return False
    return any(True for _ in frame.analysis.hits_in(frame.sentence, "days", "corrections", "figures"))


def noted_action(frame: Frame, mention: Mention, memory: Memory, before: Told | None) -> str:
    """What a side counts: Russia's officials publish only what they shot down, Ukraine's what was launched.

    A number without a noun goes on with what the number before it did.
    """
    if mention.thing is None and before is not None and before.mention.sentence == mention.sentence:
        return before.action
    speaker = frame.speaker_of(mention) or memory.speaker_near(frame.index, 1)
    return "downed" if speaker is not None and speaker.side == "RU" else "launched"


def whole_action(frame: Frame, mention: Mention) -> tuple[str, str, Link | None, str]:
    """What the M of "N of M" did: its own participle right behind it, else it is what was launched."""
    own = frame.links[mention]
    part = next((m for m in frame.mentions if m.whole is mention), None)
    if mention.inner is not None:
        return mention.inner.path[1], mention.inner.source, own, ""
    if own is not None and is_own_clause(frame, mention, part, own):
        return own.action, own.source, own, ""
    of_part = frame.links.get(part) if part is not None else None
    ahead = own is not None and own.action in ("downed", "hit")
    if (of_part is not None and of_part.action in ("downed", "hit")) or ahead:
        return "launched", "N of M", of_part or own, ""
    return "", "", None, "nothing says what became of the whole"


def is_own_clause(frame: Frame, mention: Mention, part: Mention | None, own: Link) -> bool:
    """The predicate stands right behind the whole as a participle, or in a clause that begins with "that", "which"."""
    predicate = own.predicate
    if predicate.first < mention.last or (part is not None and mention.first < part.first <= predicate.first):
        return False
    relative = any(
        frame.analysis.starting_at(i, "relatives")
        for i in range(mention.last, min(predicate.first, mention.last + 3))
    )
    if relative:
        return True
    if frame.grammar.has_cases:
        return predicate.is_participle and predicate.first - mention.last <= 1
    if predicate.is_passive or predicate.first - mention.last > 1:
        return False
    return mention.is_definite or part is None or part.first > mention.first


def is_list_item(frame: Frame, mention: Mention, located: Located, before: Told | None) -> bool:
    """A number of a list: it has a place of its own, or stands in a row with the one before."""
    if mention.number.added or mention.is_part or is_figure(frame.analysis, mention):
        return True
    if located.places and (mention.thing is not None or is_on_line(frame, mention, before)):
        return True
    if before is None or before.mention.sentence != mention.sentence:
        return False
    tokens = frame.analysis.split.tokens
    between = range(before.mention.last, mention.first)
    return len(between) <= 3 and all(
        tokens[i].kind == MARK or frame.analysis.starting_at(i, "conjunctions") for i in between
    )


def is_on_line(frame: Frame, mention: Mention, before: Told | None) -> bool:
    """A bare number goes on with a sentence before only where nothing but places and small words lead to it."""
    if before is None or before.mention.sentence == mention.sentence:
        return True
    analysis = frame.analysis
    placed = {i for w in frame.wheres for i in range(w.governor, w.last)}
    counted = {i for m in frame.mentions for i in range(m.first, m.last)}
    small = ("prepositions", "conjunctions", "small", "adverbs", "totals", "days", "region_words")
    led = [i for i in range(frame.sentence.first, mention.first) if i not in placed and i not in counted]
    tokens = analysis.split.tokens
    return sum(tokens[i].kind != MARK and not analysis.starting_at(i, *small) for i in led) <= MOST_LEADING


MOST_LEADING = 1
"""Words of another kind that may lead to a number that goes on with the sentence before ("the most, 41, over X")."""


def over_own(frame: Frame, located: Located, memory: Memory) -> bool:
    """The speaker's side counts over its own land: these are what it shot down."""
    speaker = frame.speakers[-1] if frame.speakers else memory.speaker_near(frame.index, 1)
    return speaker is not None and any(territory_of(p) == speaker.side for p in located.places)


def settle_owner(frame: Frame, told: Told, memory: Memory, before: Told | None) -> None:
    mention = told.mention
    evidence = weigh(frame, told)
    if frame.speaker_of(mention) is None and told.speaker is not None and told.speaker.side:
        evidence.add(other(told.speaker.side), SPEAKER_BEFORE, f"{told.speaker.name} before")
    if before is not None and before.attacker:
        near = before.mention.sentence == frame.index
        own = frame.speaker_of(mention)
        if near or own is None or own.side is None:
            evidence.add(before.attacker, SAME_SENTENCE if near else SENTENCE_BEFORE, "as before")
        if mention.is_part or told.is_inherited:
            evidence.add(before.attacker, PART_OF, "a part of that")
    told.attacker = evidence.side()
    told.is_open = told.attacker is None and not evidence.is_unknown
    told.reasons += tuple(evidence.reasons)


def told_twice(frame: Frame, told: Told) -> list[Told]:
    """ "All 34 drones launched at X were shot down": the same number with a second predicate."""
    if told.link is None or told.mention.is_whole:
        return []
    if told.action == "downed" and (fired := launched_behind(frame, told.mention)) is not None:
        action, source = fired.roles["object"]
        return [replace(told, action=action, source=source)]
    link = second_link(frame.analysis, told.link, told.mention, frame.predicates, frame.mentions)
    if link is None:
        return []
    return [replace(told, action=link.action, source=link.source, link=link)]


def launched_behind(frame: Frame, mention: Mention) -> Predicate | None:
    """ "Shot down all 14 drones *fired* overnight": all of them is how many were launched."""
    if not any(h.path[1] == "all" for h in frame.analysis.ending_at(mention.first, "partitives")):
        return None
    for predicate in frame.predicates:
        if 0 <= predicate.first - mention.last <= 1 and predicate.is_past and not predicate.is_passive:
            if predicate.roles.get("object", ("", ""))[0] == "launched":
                return predicate
    return None


def spread(frame: Frame, told: Told, memory: Memory, before: Told | None) -> list[Told]:
    """The place of the fact: its own, one taken over, or one fact for each of several."""
    places = [p for p in told.located.places if not is_home(p)]
    if len(places) < len(told.located.places):
        return [told]  # "at Russia and annexed Crimea": a country and more
    if not told.located.places:
        taken = taken_over(frame, told, memory, before)
        places = [taken] if taken is not None and not is_home(taken) else []
    if len(places) > 1 and told.mention.number.each:
        return [replace(told, place=p.name) for p in places]
    told.many_places = len(places) > 1
    if len(places) == 1:
        told.place = places[0].name
    return [told]


def is_home(place: Place) -> bool:
    return place.kind == "country" and place.country in ("UA", "RU")


def taken_over(frame: Frame, told: Told, memory: Memory, before: Told | None) -> Place | None:
    """A place that the sentence only points to: "over the region", the whole's place, an office's own place."""
    mention = told.mention
    if any(True for _ in frame.analysis.hits_in(frame.sentence, "whole_country")):
        return None
    same = before is not None and before.mention.sentence == frame.index
    if same and (mention.is_part or (before is not None and before.mention.whole is mention)):
        return place_of(before, memory)
    if same and before is not None and same_list(frame.analysis, before.mention, mention):
        return place_of(before, memory)
    if mention.whole is not None and mention.whole in frame.mentions:
        whole = locate(frame, mention.whole)
        return whole.places[0] if len(whole.places) == 1 else None
    if told.is_inherited and memory.head is not None and memory.head.index == frame.index:
        return memory.head.place
    speaker = frame.speaker_of(mention)
    return speaker.place if speaker is not None else None


def place_of(told: Told | None, memory: Memory) -> Place | None:
    if told is None or told.place is None:
        return None
    if len(told.located.places) == 1:
        return told.located.places[0]
    return next((p for p in (memory.city, memory.region) if p is not None and p.name == told.place), None)
