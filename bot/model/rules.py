"""Rules: what matters, as typed objects. Made by `bot.rules.load`, read by every later room."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum


class Severity(IntEnum):
    """How loud an alert is."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def word(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake in a file: where it is, what it is and what to write instead. Lines and columns count from 1."""

    path: str
    line: int
    column: int
    text: str
    code: str = "error"
    """`error` and what `bot.rules.lint` calls by a name; only the former and lint's errors stop a file."""
    is_advice: bool = False
    """True where the file works as it is: worth a look, no reason to keep the version before."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.text}"


# -- what a rule may ask of a fact ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CountMatch:
    """Counts of any of `things` with one of `actions`, the first action preferred.

    `quantity_id` is set for a quantity that the rule itself defines (its own words for thing and state);
    such facts have `thing == quantity_id`. `attackers` empty: any. `places` empty: any; `nationwide` True:
    only numbers without a place.
    """

    things: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    attackers: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    nationwide: bool = False
    quantity_id: str | None = None


@dataclass(frozen=True, slots=True)
class StatusMatch:
    of: str
    states: tuple[str, ...]
    places: tuple[str, ...] = ()
    """Gazetteer ids or names; empty: any."""
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TalksMatch:
    phases: tuple[str, ...]
    places: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PhraseMatch:
    """Any of the phrases, and none of `nots` in the same sentence."""

    phrase_ids: tuple[str, ...]
    not_ids: tuple[str, ...] = ()


Matcher = CountMatch | StatusMatch | TalksMatch | PhraseMatch


# -- conditions, one a line ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Compare:
    """`FIELD >= NUMBER`; `op` is one of >=, <=, >, <, =."""

    field: str
    op: str
    number: float


@dataclass(frozen=True, slots=True)
class Is:
    """`FIELD is VALUE`. The value `any` asks that the field is known at all, `none` that it is not."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class IsNew:
    """`FIELD is new for DURATION`: no report of this rule named it in that time, recaps aside."""

    field: str
    during: dt.timedelta


@dataclass(frozen=True, slots=True)
class ChangesBy:
    """`value changes by N` or `N%`, against the figure last told aloud."""

    amount: float
    percent: bool


@dataclass(frozen=True, slots=True)
class SeverityRises:
    """`severity rises` above the one last told aloud."""


@dataclass(frozen=True, slots=True)
class AnyOf:
    """`A or B`: one of them is enough."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """`A and B`: all must hold."""

    conditions: tuple[Condition, ...]


Condition = Compare | Is | IsNew | ChangesBy | SeverityRises | AnyOf | AllOf


# -- the rule --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SameEvent:
    """The fields that make two reports one event, and how long an event stays open for reports."""

    by: tuple[str, ...]
    within: dt.timedelta


@dataclass(frozen=True, slots=True)
class Confirm:
    """Hold an alert until `sources` origins told it within `within`, or one official claimant in its own feed."""

    sources: int
    within: dt.timedelta


@dataclass(frozen=True, slots=True)
class Group:
    """Events that agree in `by` and open within `wait` are one message."""

    by: tuple[str, ...]
    wait: dt.timedelta


@dataclass(frozen=True, slots=True)
class TestReport:
    """One line of a story: who says what how long after its start, and what must come of it."""

    __test__ = False  # no test for pytest

    after: dt.timedelta
    outlet: str
    say: str
    expect: str
    values: Mapping[str, str] = field(default_factory=dict)
    line: int = 0
    kind: str = "independent"
    """The outlet's kind, as of a feed: `official` confirms by itself."""
    side: str | None = None


@dataclass(frozen=True, slots=True)
class RuleTest:
    """An inline test: a story of one or more reports. `expect` is `alert`, `nothing` or a fate."""

    __test__ = False

    story: str
    reports: tuple[TestReport, ...]
    todo: str | None = None
    line: int = 0


Text = Mapping[str, str]
"""A text in each language (`en`, `uk`, `ru`); a text given once stands under `en` and serves all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What matters, as one file says it."""

    rule_id: str
    title: Text
    match: Matcher
    topic: str = "other"
    why: str = ""
    message: Text = field(default_factory=dict)
    alert_if: tuple[Condition, ...] = ()
    """All must hold."""
    severity: tuple[tuple[Severity, Condition | None], ...] = ((Severity.MEDIUM, None),)
    """From the highest down; the first whose condition holds. None always holds."""
    same_event: SameEvent
    update_if: tuple[Condition, ...] = ()
    """Any is enough."""
    cooldown: dt.timedelta = dt.timedelta(minutes=30)
    confirm: Confirm | None = None
    group: Group | None = None
    after: str | None = None
    known: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    embargo: dt.timedelta | None = None
    expect_per_week: tuple[float, float] | None = None
    status: str = "live"
    """`draft` (matched and kept, never sent), `live` or `off`."""
    was: tuple[str, ...] = ()
    tests: tuple[RuleTest, ...] = ()
    chats: tuple[str, ...] = ()
    """A personal watch: only these chats hear of it. Empty for every rule of a file."""
    path: str = ""
    line: int = 0

    def title_in(self, language: str) -> str:
        """The title in that language, else in English, else in any."""
        return self.title.get(language) or self.title.get("en") or next(iter(self.title.values()), self.rule_id)


@dataclass(frozen=True, slots=True)
class Quiet:
    """A filter that holds alerts back until `until`: rules, topics or places; all empty means everything."""

    rules: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    until: dt.datetime | None = None
    why: str = ""


# -- what rules give the reader: words of their own -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a phrase; `prefix` for `word*`. Always normalised (see `bot.reading.tokens.normal`)."""

    text: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """`...`: up to `most` words of any kind."""

    most: int


@dataclass(frozen=True, slots=True)
class Slot:
    """`$name`: one to three words that are kept under the name."""

    name: str


@dataclass(frozen=True, slots=True)
class Choice:
    """`(a|b|)`: any of these; an empty one makes it optional. `<list>` is a choice, too."""

    options: tuple[tuple[Part, ...], ...]


Part = Word | Gap | Slot | Choice


@dataclass(frozen=True, slots=True)
class Pattern:
    """One phrase of a rule, parsed. `phrase_id` is unique in the rule set (`ceasefire-words/1`)."""

    phrase_id: str
    source: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A count that a rule defines by its own words: things `of`, in a `state` (none: the thing alone)."""

    quantity_id: str
    of: tuple[Pattern, ...]
    state: tuple[Pattern, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place of a class that a rule file lists: its id, one fixed English name, and what else it is called."""

    place_id: str
    name: str
    also: tuple[str, ...] = ()
    region: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """A class of named places for `status` (`border_crossing`, `port`, `bridge`, `reactor`).

    `states` are the words for each state (`closed`, `reopened` ...); a state without words of its own is read
    by the general words that airports use.
    """

    of: str
    places: tuple[NamedPlace, ...]
    states: Mapping[str, tuple[Pattern, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All rules that are in force, and what reading must look for on their behalf."""

    rules: Mapping[str, Rule] = field(default_factory=dict)
    patterns: tuple[Pattern, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    quiet: tuple[Quiet, ...] = ()
    gazetteers: tuple[Gazetteer, ...] = ()
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A rule met a fact, and because of what."""

    rule_id: str
    fact_number: int
    """Index into the reading's facts."""
    because: str
    preference: int = 0
    """0 for the first of the rule's actions, then 1 ... (launched before downed)."""
