"""What became of the weapons that a number counts: by its predicate, by its whole, by the list it stands in."""

from __future__ import annotations

from dataclasses import replace

from bot.model import Standing
from bot.reading.figures import is_figure
from bot.reading.foreign import is_seen_abroad
from bot.reading.frame import Frame, Memory, Told
from bot.reading.going_on import has_unread_verb, is_noun_between, is_of_another_time
from bot.reading.heads import head_for
from bot.reading.link import Link, best_link
from bot.reading.locate import Located
from bot.reading.mentions import Mention
from bot.reading.nouns_before import WEAPONS
from bot.reading.participles import link_of_part, own_participle
from bot.reading.place_distance import same_list
from bot.reading.retold import is_retold
from bot.reading.scene import territory_of
from bot.reading.tokens import MARK

COUNTING = frozenset({"Ukraine's Air Force", "Russia's Defence Ministry", "Ukraine's president"})
"""Claimants whose trade is counting; a bare number of theirs is the night's tally."""
WEAK_PART = 3.4
"""A part needs a predicate of its own: one that stands before it has to fit at least so well."""


def settle_action(
    frame: Frame, mention: Mention, memory: Memory, before: Told | None, located: Located
) -> tuple[str, str, Link | None, str]:
    """(action, line of the vocabulary, link, why there is none)."""
    link = frame.links[mention]
    if mention.inner is not None and not mention.is_whole:
        return mention.inner.path[1], mention.inner.source, None, ""
    if mention.is_whole:
        return whole_action(frame, mention)
    if before is not None and is_retold(frame, mention, before):
        return before.action, before.source, None, ""
    if mention.whole is not None and mention.whole.is_definite:
        link, why = link_beyond(frame, mention, mention.whole, link)
        if link is None:
            return "", "", None, why
    elif mention.whole is not None:
        link = link_of_part(frame, mention, link)
    if link is not None and mention.whole is None and is_denied_to_all(frame, mention, link):
        return "launched", "none of them", link, ""
    if link is not None and mention.is_part and link.predicate.last <= mention.first and link.score < WEAK_PART:
        link = None
    if link is not None and before is not None and is_part_of_downed(frame, mention, before, link):
        return before.action, before.source, link, ""
    if link is not None and link.action == "crossed":
        link = beyond_crossing(frame, mention, link)
        if link is None:
            return "", "", None, "only crossed a border"
    if link is None:
        return settle_unlinked(frame, mention, memory, before, located)
    if link.role == "noted":
        return settle_noted(frame, mention, memory, before, link)
    return link.action, link.source, link, ""


def settle_noted(
    frame: Frame, mention: Mention, memory: Memory, before: Told | None, link: Link
) -> tuple[str, str, Link | None, str]:
    """The same where the verb only counts them ("recorded", "нарахували")."""
    if before is not None and shares_participle(frame, before, mention):
        return before.action, before.source, None, ""
    if is_seen_abroad(frame.analysis, frame.sentence, link.predicate):
        return "", "", None, "what a third country saw in its sky"
    return noted_action(frame, mention, memory, before), link.source, link, ""


def settle_unlinked(
    frame: Frame, mention: Mention, memory: Memory, before: Told | None, located: Located
) -> tuple[str, str, Link | None, str]:
    """The same where no predicate belongs to the number: by what it is a part of, its list, or who counts."""
    if (
        mention.is_part
        and before is not None
        and (before.thing == "mixed" or (mention.is_equated and before.mention.is_equated))
        and mention.thing in ("drone", "missile")
    ):
        return before.action, before.source, None, ""
    if mention.thing in WEAPONS and is_split_up(frame, mention):
        return "launched", "N of M", None, ""
    if mention.is_part and not (located.places and is_own_place(frame, mention, located)):
        return "", "", None, "a part of a number just told"
    if is_list_item(frame, mention, located, before):
        if not is_figure(frame.analysis, mention) and has_unread_verb(frame, mention):
            return "", "", None, "a verb that is not known says what became of them"
        if before is not None and before.standing is Standing.ASSERTED:
            return before.action, before.source, None, ""
        if over_own(frame, located, memory):
            return "downed", "a list of places by who defends them", None, ""
    summed = summed_up(frame, mention)
    if summed is not None:
        return *summed, None, ""
    head = head_for(frame, memory)
    if head is not None:
        memory.head = replace(head, index=frame.index)
        return head.action, head.source, None, ""
    if mention.thing in WEAPONS and is_count_of_claimant(frame, mention):
        return noted_action(frame, mention, memory, before), "the count of who tells it", None, ""
    return "", "", None, "nothing says what became of them"


def beyond_crossing(frame: Frame, mention: Mention, crossing: Link) -> Link | None:
    """ "Nine drones crossed the front and flew on": what else is said of them; a border alone is no attack."""
    others = [p for p in frame.predicates if p is not crossing.predicate]
    link = best_link(frame.analysis, frame.grammar, mention, others, frame.mentions)
    if link is None or link.action == "crossed":
        return None
    between = range(mention.last, crossing.predicate.first)
    if any(frame.analysis.starting_at(i, "relatives") for i in between):
        return link  # "three of the drones that strayed into Poland were shot down"
    is_before = link.predicate.last <= mention.first
    return link if is_before or (link.role == "subject" and link.action == "launched") else None


MOST_TO_PART = 4
MOST_TO_LED = 12
"""Words up to a part that "of which" leads."""


def summed_up(frame: Frame, mention: Mention) -> tuple[str, str] | None:
    """ "150 drones, some 20 missiles: so they described the night's attack": what stands behind the colon or dash."""
    if mention.thing not in WEAPONS:
        return None
    tokens, last = frame.analysis.split.tokens, frame.mentions[-1].last
    colon = next((i for i in range(mention.last, frame.sentence.last) if tokens[i].normal in ":—"), None)
    if colon is None or colon < last or any(p.last <= colon for p in frame.predicates):
        return None
    attack = next((p for p in frame.predicates if p.first > colon and p.standing is Standing.ASSERTED), None)
    return attack.roles.get("of") if attack is not None and attack.is_noun else None


def is_denied_to_all(frame: Frame, mention: Mention, link: Link) -> bool:
    """«Із 38 дронів не долетів жоден»: the number is of those that set out."""
    analysis, at = frame.analysis, mention.first
    if not any(h.path[1] == "of" for h in analysis.ending_at(at, "partitives")) or link.action == "launched":
        return False
    beside = range(max(mention.last, link.predicate.first - 2), min(frame.sentence.last, link.predicate.last + 2))
    return any(h.path[1] == "none" for i in beside for h in analysis.starting_at(i, "partitives"))


def shares_participle(frame: Frame, before: Told, mention: Mention) -> bool:
    """«Нарахували 33 збиті дрони та дві ракети»: the participle before the first noun is of the second, too."""
    return before.mention.inner is not None and same_list(frame.analysis, before.mention, mention)


def is_own_place(frame: Frame, mention: Mention, located: Located) -> bool:
    """False where the place stands before the comma that parts the number from its whole."""
    where = located.where
    if where is None or where.first >= mention.last or mention.in_brackets:
        return True
    return all(frame.analysis.split.tokens[i].normal not in ",—" for i in range(where.last, mention.first))


def is_split_up(frame: Frame, mention: Mention) -> bool:
    """ "62 drones, of which 40 were shot down": what a part of it became is told, so it is what was launched."""
    part = next((m for m in frame.mentions if m.first >= mention.last), None)
    if part is None or not part.is_part:
        return False
    reach = range(mention.last, part.first)
    is_led = any(h.path[1] == "sub_before" for i in reach for h in frame.analysis.starting_at(i, "partitives"))
    if len(reach) > (MOST_TO_LED if is_led else MOST_TO_PART):
        return False
    link = frame.links.get(part)
    return link is not None and link.action in ("downed", "hit")


def is_part_of_downed(frame: Frame, mention: Mention, before: Told, link: Link) -> bool:
    """ "61 were destroyed. Nineteen were on their way to Moscow": parts of what was shot down, by where they flew."""
    if mention.is_part:
        return is_on_its_way(link)
    if mention.thing is not None or before.action != "downed" or before.mention.value <= mention.value:
        return False
    is_way = any(
        h.path[1] == "toward" for h in frame.analysis.starting_at(link.predicate.first + 1, "prepositions")
    )
    return link.action == "launched" and link.role == "subject" and (is_way or link.predicate.is_participle)


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
    return any(
        True for _ in frame.analysis.hits_in(frame.sentence, "days", "corrections", "figures", "unheard_of")
    )


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
    participle = own_participle(frame, mention) if part is not None and part.first < mention.first else None
    if participle is not None and "object" in participle.roles:
        return *participle.roles["object"], own, ""
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
    reach = range(mention.last, min(predicate.first, mention.last + 3))
    relative = next((i for i in reach if frame.analysis.starting_at(i, "relatives")), None)
    if relative is not None:  # a comma ends its clause: "of 45 drones that flew to Kyiv, three got through"
        return all(frame.analysis.split.tokens[i].normal != "," for i in range(relative, predicate.first))
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
    if is_of_another_time(frame, mention, before):
        return True
    if before is None or before.mention.sentence != mention.sentence:
        return False
    if is_noun_between(frame, before.mention, mention):
        return True
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
