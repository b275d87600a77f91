"""One mention of a sentence -> what it tells: action, place, owner, standing, scope; or why it tells nothing."""

from __future__ import annotations

from dataclasses import replace

from bot.model import Standing
from bot.reading.actors import weigh
from bot.reading.days import attack_day
from bot.reading.deeds import settle_action
from bot.reading.figures import is_figure
from bot.reading.frame import Frame, Memory, Told
from bot.reading.going_on import is_sum
from bot.reading.link import Link
from bot.reading.locate import Located, is_beyond_part, locate
from bot.reading.mentions import Mention
from bot.reading.modality import standing_of
from bot.reading.nouns_before import (
    SAME,
    WEAPONS,
    noun_told,
    paired_thing,
    thing_before,
    thing_behind,
    thing_later,
    thing_of_whole,
)
from bot.reading.periods import is_cumulative
from bot.reading.place_distance import same_list
from bot.reading.places import Place
from bot.reading.retold import is_retold
from bot.reading.scene import other
from bot.reading.scene_places import place_of_scene
from bot.reading.turns import turned_thing
from bot.reading.twice import told_twice

NO_ATTACK = frozenset({"produced", "delivered", "exercised", "foiled", "defensive"})
SPEAKER_BEFORE, SAME_SENTENCE, SENTENCE_BEFORE, PART_OF = 1.3, 2.0, 1.0, 3.0
"""What the owner of weapons told before weighs as evidence, beside `actors`."""


def tell(frame: Frame, mention: Mention, memory: Memory, found: list[Told]) -> tuple[list[Told], str]:
    """What a mention tells (several where it is "five each over A and B"), or why it tells nothing."""
    thing = None if mention.thing in SAME else mention.thing
    thing = thing or turned_thing(frame, mention, memory) or ("mixed" if is_sum(frame, mention) else None)
    before = last_beside(found, mention) or memory.told_near(frame.index)
    thing = thing or paired_thing(frame, mention, memory) or thing_of_whole(frame, mention, memory)
    thing = thing or thing_before(frame, mention)
    if thing is None and before is None and frame.links[mention] is not None:
        before = memory.told_near(frame.index, 2)
    thing = thing or (memory.thing if before is not None else None)
    thing = thing or noun_told(frame, mention, memory) or thing_behind(frame, mention)
    if thing is None and frame.links[mention] is not None:
        thing = thing_later(frame, mention)
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
    if action == "defensive" and link is not None and is_spent_on(frame, link, located):
        told.action = action = "launched"
        told.link = link = replace(
            link, action=action, predicate=replace(link.predicate, standing=Standing.ASSERTED)
        )
    if action in NO_ATTACK:
        told.standing = link.predicate.standing if link else Standing.ASSERTED
        return [told], ""
    told.standing, reason = standing_of(frame, mention, link)
    if frame.is_front_table and told.standing is Standing.ASSERTED:
        told.standing, reason = Standing.FRONTLINE, "a list of strikes along the front"
    if frame.is_loss_table and told.action == "downed" and told.standing is Standing.ASSERTED:
        told.standing, reason = Standing.FRONTLINE, "a table of losses"
    told.reasons = (reason,) if reason else ()
    goes_on = frame.index - memory.cumulative_at == 1 and (
        (mention.number.added and not found and not names_day(frame)) or is_of_total(frame, told, memory)
    )
    told.is_cumulative, _ = is_cumulative(frame, mention, link, goes_on)
    if told.is_cumulative:
        memory.cumulative_at = frame.index
        memory.total = told if memory.total is None or not found else memory.total
    told.is_corrected = any(True for _ in frame.analysis.hits_in(frame.sentence, "corrections"))
    if is_given_up(frame, mention):
        return [], "an older figure that the text replaces"
    told.day = attack_day(frame.analysis, mention.core, frame.sentence, before.day if before is not None else None)
    settle_owner(frame, told, memory, before)
    if told.action == "downed" and told.attacker == "RU" and link is not None and link.role == "noted":
        told.action = "launched"  # "Ukraine recorded 62 Russian drones", whoever spoke before
    placed = spread(frame, told, memory, before)
    return [*placed, *told_twice(frame, placed[0])], ""


def is_spent_on(frame: Frame, link: Link, located: Located) -> bool:
    """«Витратили 35 ракет на Київ»: weapons spent on a place attacked it; those of defence are spent without one."""
    where = located.where
    if link.predicate.is_noun or where is None or where.how not in ("place", "toward"):
        return False
    return frame.analysis.grams.get(where.last - 1, frozenset()).isdisjoint(IN_PLACE) and (
        where.first - where.governor == 1
    )


IN_PLACE = frozenset({"loct"})


def names_day(frame: Frame) -> bool:
    """ "The first night of December added 89": one night, whatever the sentence before was about."""
    hits = frame.analysis.hits_in(frame.sentence, "days")
    return any(h.path[1] in ("night", "previous_night", "now", "shifts") for h in hits)


def is_of_total(frame: Frame, told: Told, memory: Memory) -> bool:
    """ "In a month 4,132 were launched. 3,466 were shot down": the next sentence names no day and tells of the same."""
    total = memory.total
    if total is None or total.action == told.action or total.mention.value < told.mention.value:
        return False
    if told.action != "downed" or total.attacker is None or total.place is not None:
        return False
    dated = (
        h
        for h in frame.analysis.hits_in(frame.sentence, "days", "periods")
        if h.path[0] == "days" or h.path[1] == "short"
    )
    return next(dated, None) is None


def last_beside(found: list[Told], mention: Mention) -> Told | None:
    """What the sentence told last; an aside in brackets is over when they close."""
    row = found if mention.in_brackets else [t for t in found if not t.mention.in_brackets] or found
    return row[-1] if row else None


def is_given_up(frame: Frame, mention: Mention) -> bool:
    """ "Up from 97", "from 138 to 142", "not 92 but 96": the figure that a correction replaces."""
    if frame.analysis.ending_at(mention.first, "negation"):
        return True
    if any(h.path[1] == "old" for h in frame.analysis.ending_at(mention.first, "corrections")):
        return True
    later = next((m for m in frame.mentions if m.first > mention.first), None)
    if later is None or later.first - mention.last > 2 or not is_figure(frame.analysis, later):
        return False
    word = frame.analysis.split.tokens[mention.first - 1].normal if mention.first else ""
    return word == "from" and any(True for _ in frame.analysis.hits_in(frame.sentence, "corrections"))


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
        told.place, told.at = places[0].name, places[0]
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
        where = before.located.where if before is not None else None
        if mention.is_part or where is None or not is_beyond_part(frame, mention, where):
            return place_of(before, memory)
    if same and before is not None and same_list(frame.analysis, before.mention, mention):
        return place_of(before, memory)
    if is_retold(frame, mention, before):
        return place_of(before, memory)
    if same and before is not None and is_rest_of(told, before):
        return place_of(before, memory)
    if not same and (back := told_back(frame, told, memory)) is not None:
        return place_of(back, memory)
    if mention.whole is not None and mention.whole in frame.mentions:
        whole = locate(frame, mention.whole)
        return whole.places[0] if len(whole.places) == 1 else None
    if told.is_inherited and memory.head is not None and memory.head.index == frame.index:
        return memory.head.place
    scene = place_of_scene(frame, told, memory)
    if scene is not None:
        return scene
    if before is not None and is_running_tally(frame, told, memory):
        return place_of(before, memory)
    speaker = frame.speaker_of(mention)
    return speaker.place if speaker is not None else None


def is_running_tally(frame: Frame, told: Told, memory: Memory) -> bool:
    """ "By eight he had made it nine": a new figure for the one place of the sentence before, no sum of many."""
    if not is_figure(frame.analysis, told.mention) or len({t.place for t in memory.row}) != 1:
        return False
    if len({t.attacker for t in (*memory.row, told)} - {None}) > 1:
        return False  # the other side's figure is of another sky
    if memory.head is not None and memory.head.index >= frame.index - 1:
        return False
    return next(frame.analysis.hits_in(frame.sentence, "totals"), None) is None


def told_back(frame: Frame, told: Told, memory: Memory) -> Told | None:
    """ "Five of the missiles were shot down": what a sentence shortly before told of the same weapons."""
    mention = told.mention
    is_fate = mention.thing is None and told.action in ("downed", "hit") and not mention.number.added
    if not (mention.is_back or mention.whole is not None or is_fate) or not memory.row:
        return None
    if frame.index - memory.row[0].mention.sentence > BACK:
        return None
    value = mention.whole.value if mention.whole is not None else mention.value
    same = [t for t in memory.row if t.thing in (told.thing, "mixed") and t.mention.value >= value]
    if is_fate and not mention.is_back:  # "Kyiv was attacked with 12 missiles. Ten were shot down"
        if (
            any(True for _ in frame.analysis.hits_in(frame.sentence, "totals"))
            or len({t.place for t in memory.row}) > 1
        ):
            return None
        same = [t for t in same if t.action == "launched" and t.attacker == told.attacker]
    return max(same, key=lambda t: (t.action == "launched", t.mention.value), default=None)


BACK = 2
"""Sentences that "of them" reaches back over."""


def is_rest_of(told: Told, before: Told) -> bool:
    """ "30 missiles were fired at Kyiv, 20 destroyed": a number without a noun tells what became of those before."""
    mention = told.mention
    return mention.thing is None and told.action != before.action and mention.value <= before.mention.value


def place_of(told: Told | None, memory: Memory) -> Place | None:
    if told is None or told.place is None:
        return None
    if told.at is not None and told.at.name == told.place:
        return told.at
    return next((p for p in (memory.city, memory.region) if p is not None and p.name == told.place), None)
