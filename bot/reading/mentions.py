"""Numbers with what they count: a mention is a number and its noun, or a number whose noun was told before."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.model import Bound
from bot.reading.analysis import Analysis, Hit, Number
from bot.reading.tokens import MARK, NUMBER, WORD, Sentence
from bot.reading.vocabulary import Grammar

MOST_NUMBERS = 24
"""Numbers of one sentence that are read: the longest lists of regions have about twenty."""
MOST_MODIFIERS = 7
"""Words between a number and its noun."""
INSIDE = frozenset("\"«»“”„'*_`()-")
"""Marks that may stand inside a noun phrase."""
STOPS = (
    "ranges",
    "clauses",
    "relatives",
    "days",
    "same_place",
    "small",
    "prepositions",
    "passive",
    "says",
    "negation",
    "partitives",
    "conjunctions",
)
NOUN_CASES = frozenset({"nomn", "gent", "datv", "accs", "ablt", "loct"})


@dataclass(slots=True, eq=False)
class Mention:
    """Tokens `first` to `last` (exclusive) count `thing` (None: left out, to be found before)."""

    number: Number
    first: int
    last: int
    thing: str | None
    sentence: int
    """Index of its sentence."""
    source: str = ""
    is_named: bool = False
    """The noun names a kind (Kinzhal, decoy), which inside a total is only a part of it."""
    sides: list[Hit] = field(default_factory=list)
    """Adjectives of a side inside the phrase."""
    inner: Hit | None = None
    """A participle inside the phrase that says what became of them ("six downed drones")."""
    is_part: bool = False
    """"Of which 42", "four of them", "including nine"."""
    whole: Mention | None = None
    """The M of "N of M"; the mention itself is its N."""
    is_whole: bool = False
    is_definite: bool = False
    """"Three of *the* seven": a participle behind it is its own."""
    kind_of: str | None = None
    """Whose weapons the named kind is (`RU` for a Shahed), None where both sides may have it."""
    is_compound: bool = False
    """"A 108-drone barrage"."""
    is_instrumental: bool = False
    is_genitive: bool = False
    in_brackets: bool = False
    why_not: str = ""

    @property
    def core(self) -> int:
        return self.number.core

    @property
    def value(self) -> int:
        return self.number.value


def find_mentions(analysis: Analysis, grammar: Grammar, index: int, sentence: Sentence) -> list[Mention]:
    """All mentions of a sentence in order; those with `why_not` count nothing of ours."""
    usable = [n for n in analysis.numbers_in(sentence) if n.why_not in ("", "ordinal", "year")]
    found = [read_mention(analysis, grammar, index, sentence, n) for n in usable[:MOST_NUMBERS]]
    link_wholes(analysis, found)
    mark_parts(analysis, sentence, found)
    return found


def read_mention(analysis: Analysis, grammar: Grammar, index: int, sentence: Sentence, number: Number) -> Mention:
    mention = Mention(number, number.first, number.last, None, index)
    if is_share(analysis, mention):
        mention.why_not = "only a share of it is told"
        return mention
    if any(h.path[1] == "except" for h in analysis.ending_at(mention.first, "partitives")):
        mention.why_not = "an exception, not a count"
        return mention
    tokens, at, steps, adjacent = analysis.split.tokens, number.last, 0, True
    modifiers: list[int] = []
    counted_at = number.last
    if number.last > number.core and has_inside(analysis, number):
        mention.is_compound = True
        noun = next(h for h in analysis.hits_at(number.last - 1, "things", "subtypes"))
        set_thing(mention, noun, max(noun.last, number.last))
        return mention
    if at < sentence.last and is_of(analysis, at):
        if number.cases or tokens[number.last - 1].kind != NUMBER or True:
            skip = at + 1
            while skip < sentence.last and tokens[skip].normal in ("the", "these", "those", "its", "their"):
                skip += 1
            if starts_number(analysis, skip):
                mention.last = number.last
                return mention
            at = counted_at = skip
    while at < sentence.last and steps < MOST_MODIFIERS:
        token = tokens[at]
        if token.kind == MARK and token.normal in INSIDE:
            if token.normal == "-" and token.start == tokens[at - 1].end and at == number.last:
                mention.is_compound = True
            elif token.normal in "()":
                break
            at += 1
            continue
        counted = longest(analysis.starting_at(at, "things", "subtypes"))
        if counted is not None:
            finish_noun(analysis, grammar, sentence, mention, counted, modifiers)
            return mention
        inner = participle_at(analysis, grammar, at)
        if inner is not None:
            mention.inner = inner
            at, steps, adjacent = inner.last, steps + 1, False
            continue
        if mention.inner is not None and grammar.has_cases and (when := time_at(analysis, at)):
            at = when
            continue
        side = longest([h for h in analysis.starting_at(at, "sides") if h.path[-1] == "adjective"])
        if side is not None:
            mention.sides.append(side)
            modifiers.extend(range(side.first, side.last))
            at, steps, adjacent = side.last, steps + 1, False
            continue
        if joins_modifiers(analysis, grammar, at, number.last):
            at += 1
            continue
        if token.kind != "word" or not may_modify(analysis, grammar, at):
            break
        modifiers.append(at)
        at, steps, adjacent = at + 1, steps + 1, False
    if is_figure(analysis, mention) and is_put_hedge(analysis, mention):
        mention.number = mention.number._replace(bound=Bound.EXACT)
    if number.why_not:
        mention.why_not = number.why_not
    elif adjacent and is_governed(analysis, mention):
        mention.why_not = "stands after a preposition"
    elif mention.inner is not None:
        mention.last = mention.inner.last
    elif not adjacent or not may_stand_alone(analysis, sentence, counted_at):
        mention.why_not = "counts something else"
    return mention


def is_governed(analysis: Analysis, mention: Mention) -> bool:
    """A number without a noun after "at", "by", "in" is an hour or an age, unless a figure is put "at" it."""
    at = mention.first
    words = [h for h in analysis.hits_at(at - 1, "prepositions") if h.last == at]
    if not words or mention.number.each or mention.inner is not None:
        return False
    if any(h.path[1] == "old" for h in analysis.ending_at(at, "corrections")):
        return False
    if is_figure(analysis, mention):
        return False
    if any(h.path[1] == "of" for h in analysis.hits_at(at - 1, "partitives")):
        before = at - 2
        while before > 0 and analysis.split.tokens[before].normal in ("the", "*", "_"):
            before -= 1
        return (
            before >= 0
            and analysis.split.tokens[before].kind == WORD
            and not starts_number(analysis, before)
            and not (
                analysis.hits_at(before, "things", "subtypes", "actions", "small", "adverbs", "totals", "figures")
            )
        )
    return all(h.path[1] in ("place", "of", "by", "from", "toward") for h in words)


PUT_AT = frozenset({"at", "to", "as", "до", "в", "на", "у", "o"})
FIGURE_REACH = 26


def is_share(analysis: Analysis, mention: Mention) -> bool:
    """ "Half of the 80 drones": what became of them would have to be computed."""
    at = mention.first - 1
    while at > 0 and analysis.split.tokens[at].normal in ("the", "these", "those"):
        at -= 1
    if at < 1 or not any(h.path[1] == "of" for h in analysis.hits_at(at, "partitives")):
        return False
    return bool(analysis.ending_at(at, "fractions"))


def is_put_hedge(analysis: Analysis, mention: Mention) -> bool:
    """ "Число выросло до семи": what looks like a bound says where the figure stands."""
    core = mention.number.core
    return core > mention.first and analysis.split.tokens[core - 1].normal in PUT_AT


def is_figure(analysis: Analysis, mention: Mention) -> bool:
    """ "Put the number of drones shot down *at 69*": the number stands behind the word for it."""
    if analysis.ending_at(mention.first, "figures_before"):
        return True
    at = mention.number.core - 1 if is_put_hedge(analysis, mention) else mention.first - 1
    if at < 0 or analysis.split.tokens[at].normal not in PUT_AT:
        return False
    return any(analysis.starting_at(i, "figures") for i in range(max(0, at - FIGURE_REACH), at))


def time_at(analysis: Analysis, at: int) -> int:
    """Where words on time or place end that begin here ("збитих *за ніч* дронів", "збиті *над містом* дрони"); else 0."""
    told_before = analysis.starting_at(at, "same_place")
    if told_before:
        return max(h.last for h in told_before)
    led = analysis.starting_at(at, "prepositions")
    if led and (named := analysis.starting_at(led[0].last, "places")):
        return max(h.last for h in named)
    if analysis.starting_at(at, "prepositions", "periods") and not analysis.starting_at(at, "days"):
        at += 1
    days = analysis.starting_at(at, "days")
    return max((h.last for h in days), default=0)


def joins_modifiers(analysis: Analysis, grammar: Grammar, at: int, first: int) -> bool:
    """ "28 ballistic and cruise missiles": the "and" between two adjectives of one noun."""
    if at <= first or not analysis.starting_at(at, "conjunctions") or starts_number(analysis, at + 1):
        return False
    if grammar.has_cases:
        return may_modify(analysis, grammar, at - 1) and may_modify(analysis, grammar, at + 1)
    return bool(analysis.starting_at(at - 1, "modifiers") and analysis.starting_at(at + 1, "modifiers"))


def participle_at(analysis: Analysis, grammar: Grammar, at: int) -> Hit | None:
    """A participle that stands before the noun: `сбитых`, `downed`."""
    wanted = {"PRTF", "ADJF"} if grammar.has_cases else {"past"}
    for hit in analysis.starting_at(at, "actions"):
        if hit.path[2] == "object" and wanted & hit.grams and not {"VERB", "PRTS"} & hit.grams:
            if grammar.has_cases or analysis.starting_at(hit.last, "things", "subtypes", "sides", "modifiers"):
                return hit
    return None


def longest(hits: list[Hit]) -> Hit | None:
    return max(hits, key=lambda h: (h.last, h.path[0] == "subtypes"), default=None)


def has_inside(analysis: Analysis, number: Number) -> bool:
    """The number and the noun are one word: "twenty-drone"."""
    token = number.last - 1
    return "-" in analysis.split.tokens[token].normal and any(
        h.first == token for h in analysis.hits_at(token, "things", "subtypes")
    )


def is_of(analysis: Analysis, at: int) -> bool:
    return any(h.path[1] == "of" and h.first == at for h in analysis.hits_at(at, "partitives"))


def starts_number(analysis: Analysis, at: int) -> bool:
    return any(n.first <= at < n.last for n in analysis.numbers_near(at))


def set_thing(mention: Mention, noun: Hit, last: int) -> None:
    mention.thing, mention.source, mention.last = noun.path[1], noun.source, last
    mention.is_named = noun.path[0] == "subtypes"
    if mention.is_named and len(noun.path) > 2 and noun.path[2] in ("RU", "UA"):
        mention.kind_of = noun.path[2]


def finish_noun(
    analysis: Analysis, grammar: Grammar, sentence: Sentence, mention: Mention, noun: Hit, modifiers: list[int]
) -> None:
    """The noun with its apposition ("ракет Х-101", "Shahed drones"), its number and its case."""
    tokens, at, head, last = analysis.split.tokens, noun.last, noun, noun.last
    while at < sentence.last:
        if tokens[at].kind == MARK and tokens[at].normal in INSIDE and tokens[at].normal not in "()":
            at += 1
            continue
        following = longest(analysis.starting_at(at, "things", "subtypes"))
        if following is None:
            break
        if following.path[0] == "subtypes" and following.path[-1] in ("RU", "UA"):
            mention.kind_of = following.path[-1]
        if not grammar.has_cases:
            head = following
        at = last = following.last
    named = head.path[0] == "subtypes" or (noun.path[0] == "subtypes" and not grammar.has_cases)
    set_thing(mention, head, last)
    mention.is_named = named
    if noun.path[0] == "subtypes" and noun.path[-1] in ("RU", "UA"):
        mention.kind_of = noun.path[-1]
    if not grammar.has_cases and mention.value != 1 and is_singular(analysis, head):
        follower = tokens[last].normal if last < sentence.last else ""
        if mention.is_compound or (mention.number.last < last and follower == "-"):
            mention.is_compound = True
        elif last < sentence.last and tokens[last].kind == "word" and not stops(analysis, last):
            mention.why_not = "counts something of the weapon, not the weapon"
    each = [h for h in analysis.starting_at(last, "each") if h.path[-1] == "after"]
    if each:
        mention.number, mention.last = mention.number._replace(each=True), each[0].last
    if grammar.has_cases:
        set_case(analysis, grammar, mention, [*modifiers, *range(noun.first, noun.last)])
    join_second_noun(analysis, grammar, sentence, mention)


def is_singular(analysis: Analysis, noun: Hit) -> bool:
    token = noun.last - 1
    grams = analysis.grams.get(token, frozenset())
    word = analysis.split.tokens[token].normal
    return "base" in grams and "plur" not in grams and not any(c.isdigit() for c in word) and word not in UNCHANGED


UNCHANGED = frozenset({"aircraft"})


def set_case(analysis: Analysis, grammar: Grammar, mention: Mention, words: list[int]) -> None:
    cases = mention.number.cases & NOUN_CASES or NOUN_CASES
    for i in words:
        word = analysis.split.tokens[i].normal
        known = analysis.grams.get(i, frozenset()) & NOUN_CASES
        if known:
            cases = cases & known or cases
        if grammar.instrumental and word.endswith(grammar.instrumental):
            cases = frozenset({"ablt"})
    mention.is_instrumental = cases == {"ablt"}
    mention.is_genitive = cases == {"gent"}


def join_second_noun(analysis: Analysis, grammar: Grammar, sentence: Sentence, mention: Mention) -> None:
    """ "503 drones and missiles": one number for both."""
    at = mention.last
    if at >= sentence.last or not analysis.starting_at(at, "conjunctions"):
        return
    at += 1
    for _ in range(3):
        if at >= sentence.last or starts_number(analysis, at):
            return
        noun = longest(analysis.starting_at(at, "things", "subtypes"))
        if noun is not None:
            if (
                noun.path[1] in ("drone", "missile")
                and noun.path[1] != mention.thing
                and is_noun_end(analysis, grammar, noun)
            ):
                mention.thing, mention.last, mention.is_named = "mixed", noun.last, False
            return
        if analysis.split.tokens[at].kind != "word" or not may_modify(analysis, grammar, at):
            return
        at += 1


def is_noun_end(analysis: Analysis, grammar: Grammar, noun: Hit) -> bool:
    return grammar.has_cases or not is_singular(analysis, noun)


def stops(analysis: Analysis, at: int) -> bool:
    """A word that ends a noun phrase."""
    if analysis.starting_at(at, *STOPS):
        return True
    return any(
        {"past", "s3"} & h.grams or h.path[-1] in ("object", "subject", "with")
        for h in analysis.starting_at(at, "actions")
    )


def may_modify(analysis: Analysis, grammar: Grammar, at: int) -> bool:
    """A word that may stand between a number and its noun."""
    token = analysis.split.tokens[at]
    if analysis.starting_at(at, "modifiers"):
        return True
    if grammar.adjectives:
        return (token.normal.endswith(grammar.adjectives) and len(token.normal) > 4) or any(
            c.isdigit() for c in token.normal
        )
    actions = analysis.starting_at(at, "actions")
    if actions:
        after = max(h.last for h in actions)
        return bool(analysis.starting_at(after, "things", "subtypes")) and not any(
            {"s3"} & h.grams for h in actions if len(h.path) > 2 and h.path[2] != "of"
        )
    return not analysis.starting_at(at, *STOPS) and not analysis.starting_at(at, "places")


def may_stand_alone(analysis: Analysis, sentence: Sentence, at: int) -> bool:
    """What follows the number, at `at`, cannot be its noun, so that its noun may have been told before."""
    tokens = analysis.split.tokens
    while at < sentence.last and tokens[at].normal in '*_`"»”':
        at += 1
    if at >= sentence.last or tokens[at].kind == MARK:
        return True
    deeds = analysis.starting_at(at, "actions")
    if deeds and all(h.path[-1] == "of" for h in deeds):
        return False  # "15 flights", "seven attacks": the noun that is counted
    sections = (
        *STOPS,
        "ranges",
        "clauses",
        "actions",
        "places",
        "sides",
        "totals",
        "days",
        "each",
        "same_place",
        "whole_country",
    )
    return bool(analysis.starting_at(at, *sections))


def link_wholes(analysis: Analysis, mentions: list[Mention]) -> None:
    """ "97 of 112 drones": the first number is a part of the second, and counts the same things."""
    for part, whole in zip(mentions, mentions[1:], strict=False):
        between = range(max(part.last, part.number.last), whole.number.first)
        if 1 <= len(between) <= 3 and is_of(analysis, between[0]) and may_be_whole(whole):
            part.whole, whole.is_whole, part.why_not = whole, True, ""
            if part.thing is None:
                part.thing = whole.thing
            elif whole.thing is None:
                whole.thing, whole.why_not = part.thing, ""
            whole.is_definite = any(analysis.split.tokens[i].normal in DEFINITE for i in between)
    for whole, part in zip(mentions, mentions[1:], strict=False):
        if is_fronted(analysis, whole) and part.whole is None and part.value <= whole.value and not whole.why_not:
            if part.thing in (None, whole.thing) and not part.is_compound:
                part.whole, whole.is_whole = whole, True
                part.why_not = "" if part.last == part.number.last else part.why_not


DEFINITE = frozenset({"the", "these", "those", "its", "their"})


def may_be_whole(whole: Mention) -> bool:
    return not whole.why_not or whole.inner is not None


def is_fronted(analysis: Analysis, whole: Mention) -> bool:
    """ "Of the 112 drones launched, 97 ...": the whole comes first."""
    at = whole.first - 1
    if at >= 0 and analysis.split.tokens[at].normal in ("the", "these", "those"):
        at -= 1
    if at < 0 or not any(h.path[1] == "of" for h in analysis.hits_at(at, "partitives")) or whole.thing is None:
        return False
    before = analysis.split.tokens[at - 1] if at else None
    if before is None or before.kind != "word":
        return True
    return bool(analysis.starting_at(at - 1, "small")) or analysis.split.tokens[at].normal in (
        "із",
        "из",
    )


def mark_parts(analysis: Analysis, sentence: Sentence, mentions: list[Mention]) -> None:
    """Numbers that tell a part of one just told: "of which 42", "four of them", "(64 of these jet-powered)"."""
    tokens, depth, start = analysis.split.tokens, 0, sentence.first
    before: Mention | None = None
    for mention in mentions:
        for i in range(start, mention.first):
            depth += (tokens[i].normal == "(") - (tokens[i].normal == ")" and depth > 0)
        start = max(start, mention.first)
        mention.in_brackets = depth > 0
        if partitive_before(analysis, sentence, mention):
            mention.is_part = True
        elif partitive_after(analysis, mention):
            take_noun_before(analysis, sentence, mention)
            mention.is_part = before is not None
        elif mention.in_brackets and before is not None and before.thing in (mention.thing, None):
            mention.is_part = before.thing is not None
        elif before is not None and before.is_part and mention.is_named and mention.first - before.last <= 2:
            mention.is_part = not mention.number.added
        before = mention if not mention.why_not else before


def take_noun_before(analysis: Analysis, sentence: Sentence, mention: Mention) -> bool:
    """ "Ukrainian drones, 46 of them, were downed": the noun stands before, and the number is of all of them."""
    for i in range(mention.first - 1, max(sentence.first, mention.first - 4) - 1, -1):
        noun = longest(analysis.starting_at(i, "things", "subtypes"))
        if noun is not None:
            set_thing(mention, noun, mention.last)
            mention.sides.extend(h for h in analysis.ending_at(i, "sides") if h.path[-1] == "adjective")
            return True
        if analysis.split.tokens[i].normal not in (",", "—", "(", "-"):
            return False
    return False


def partitive_before(analysis: Analysis, sentence: Sentence, mention: Mention) -> bool:
    """ "Of which", "including" right before the number; a participle or adverb may come between."""
    for i in range(mention.first - 1, max(sentence.first, mention.first - 4) - 1, -1):
        if any(h.path[1] == "sub_before" and h.last == i + 1 for h in analysis.hits_at(i, "partitives")):
            return True
        token = analysis.split.tokens[i]
        if token.kind != "word" and token.normal not in '*_"«“':
            return False
    return False


def partitive_after(analysis: Analysis, mention: Mention) -> bool:
    at = mention.last
    for _ in range(2):
        for hit in analysis.starting_at(at, "partitives"):
            if hit.path[1] == "sub_after":
                mention.last = max(mention.last, hit.last)
                return True
        at = mention.number.last
    return False
