"""The shape of a rule file: which keys there are, what each may hold, and what it means.

The JSON schema for editors and the reference of docs/rules.md are made from these models. Every value is given
as text; the validators turn it into what is meant or say what to write instead.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from bot.rules.form_values import (
    ConfirmLine,
    Languages,
    Length,
    Moment,
    Name,
    Offset,
    Range,
    Severities,
    Text,
    Texts,
    Values,
)


class Form(BaseModel):
    """Unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


# -- what a rule matches -------------------------------------------------------------------------------------


class CountForm(Form):
    """A number of things: of drones and missiles by what happened to them, or of anything by words of your own."""

    of: Texts = Field(description="drone, missile or mixed; or your own words for the thing counted (household*)")
    action: Texts = Field(default_factory=list, description="launched, downed or hit, in order of preference")
    state: Texts = Field(
        default_factory=list, description="your own words for what happened to the things (without power)"
    )
    attacker: Texts = Field(default_factory=list, description="whose weapons: Russia or Ukraine")
    place: Texts = Field(
        default_factory=list, description="places, any of which will do; none: only nation-wide numbers"
    )


class StatusForm(Form):
    """A named place of a class changes what it is."""

    of: Text = Field(description="airport, or a class of places that a file lists under `gazetteers`")
    is_: Texts = Field(alias="is", description="closed, reopened, security; or a state of your own places")
    place: Texts = Field(default_factory=list, description="names or codes of single places; any when left out")
    country: Texts = Field(default_factory=list, description="countries, as ISO codes (RU) or English names")


class TalksForm(Form):
    """Talks on ending or limiting the war, and where."""

    phase: Texts = Field(
        default_factory=lambda: ["possible", "planned", "ongoing", "held"],
        description="possible, planned, ongoing, held, cancelled",
    )
    place: Texts = Field(default_factory=list, description="cities or regions; any when left out")
    country: Texts = Field(default_factory=list, description="countries, as ISO codes (TR) or English names")


class MatchForm(Form):
    """What may open an event: exactly one of count, status, talks and phrases."""

    count: CountForm | None = Field(None, description="a number of things")
    status: StatusForm | None = Field(None, description="an airport or another named place closes or opens")
    talks: TalksForm | None = Field(None, description="talks on the war at a place")
    phrases: Texts = Field(default_factory=list, description="phrases, any of which will do")
    not_: Texts = Field(
        default_factory=list, alias="not", description="phrases that must not stand in the same sentence"
    )

    @model_validator(mode="after")
    def one_kind(self) -> MatchForm:
        kinds = [k for k in ("count", "status", "talks", "phrases") if getattr(self, k)]
        if len(kinds) != 1:
            raise ValueError(
                f"write one of count, status, talks and phrases; here {len(kinds) or 'none'} of them stand"
            )
        if self.not_ and kinds != ["phrases"]:
            raise ValueError("`not` belongs to `phrases`")
        return self


# -- how it alerts -------------------------------------------------------------------------------------------


class SameEventForm(Form):
    by: Texts = Field(description="the fields that must agree: attacker, place, day, airport ...")
    within: Length | None = Field(None, description="how long an event stays open for reports")


class GroupForm(Form):
    by: Texts = Field(default_factory=list, description="events that agree in these fields share a message")
    wait: Length = Field(dt.timedelta(minutes=2), description="how long the first one waits for the others")


# -- tests ---------------------------------------------------------------------------------------------------

Expect = Literal[
    "alert", "nothing", "copy", "no_match", "late", "below", "waiting", "new", "same", "revised", "update", "held"
]
Kind = Literal["official", "agency", "independent", "state"]
Side = Literal["UA", "RU"]


class ReportForm(Form):
    """One report of a story."""

    at: Offset = Field(description="how long after the start of the story: +0m, +3h")
    from_: Text = Field("test.example", alias="from", description="the outlet")
    say: Text = Field(description="what it writes")
    expect: Expect = Field(description="alert, update, same, nothing ... what must come of it")
    with_: Values = Field(default_factory=dict, alias="with", description="what the alert must hold")
    kind: Kind = Field("independent", description="official, agency, independent or state")
    side: Side | None = Field(None, description="UA or RU, where the outlet speaks from one side")


class TestForm(Form):
    """One text with what must come of it, or a story of several."""

    __test__ = False

    say: Text | None = Field(None, description="a text, read as published on 15 January 2026, 07:00 in Kyiv")
    expect: Expect | None = Field(None, description="alert, or nothing")
    with_: Values = Field(default_factory=dict, alias="with", description="what the alert must hold")
    from_: Text = Field("test.example", alias="from", description="the outlet")
    kind: Kind = Field("independent", description="official, agency, independent or state")
    side: Side | None = Field(None, description="UA or RU, where the outlet speaks from one side")
    story: Text | None = Field(None, description="what the story shows")
    reports: list[ReportForm] = Field(default_factory=list, description="the reports, in order of time")
    todo: Text | None = Field(None, description="a known miss: why it fails for now")

    @model_validator(mode="after")
    def say_or_story(self) -> TestForm:
        if self.reports and self.say:
            raise ValueError("a test has either `say` or `reports`")
        if not self.reports and not self.say:
            raise ValueError("a test needs `say` with `expect`, or `story` with `reports`")
        if self.say and not self.expect:
            raise ValueError("`expect` is missing: write alert or nothing")
        if self.reports and self.expect:
            raise ValueError("in a story each report has its own `expect`")
        if any(b.at < a.at for a, b in zip(self.reports, self.reports[1:], strict=False)):
            raise ValueError("the reports of a story stand in order of time")
        return self


# -- the file ------------------------------------------------------------------------------------------------


class RuleForm(Form):
    """What matters, and what becomes of it."""

    id: Name = Field(description="a short name that never changes: small letters, digits, hyphens")
    title: Languages = Field(description="the headline of the alert; $field puts a field in")
    topic: Name = Field("other", description="what chats subscribe to: drones, aviation, diplomacy ...")
    why: Text | None = Field(None, description="why this matters, for the people who edit the file")
    match: MatchForm = Field(description="what may open an event")
    alert_if: Texts = Field(
        default_factory=list, description="conditions, all of which must hold for a first alert"
    )
    severity: Severities = Field(
        default_factory=lambda: {"medium": ""}, description="one severity, or conditions for several"
    )
    same_event: SameEventForm | None = Field(None, description="what makes two reports one event")
    update_if: Texts = Field(
        default_factory=list, description="conditions, any of which makes a change worth telling aloud"
    )
    cooldown: Length = Field(dt.timedelta(minutes=30), description="the least time between two tellings")
    confirm: ConfirmLine | None = Field(None, description="wait for more origins: 2 sources within 2h")
    group: GroupForm | None = Field(None, description="events that open together are one message")
    after: Name | None = Field(None, description="alert only where that rule told an event before")
    known: dict[str, Texts] = Field(default_factory=dict, description="values that are not new on the first day")
    embargo: Length | None = Field(None, description="hold every alert so long, where a law asks for it")
    expect_per_week: Range | None = Field(None, description="how many alerts a week are usual: 2-5")
    status: Literal["draft", "live", "off"] = Field("live", description="draft: kept, never sent; off: not read")
    was: Texts = Field(default_factory=list, description="ids that the rule had before; its history stays with it")
    message: Languages = Field(
        default_factory=dict, description="the lines below the title; $field puts a field in"
    )
    tests: list[TestForm] = Field(
        default_factory=list, description="texts and stories with what must come of them"
    )


class QuietForm(Form):
    """Alerts that are held back until a time."""

    rules: Texts = Field(
        default_factory=list, description="ids of rules; with no rules, topics and places: everything"
    )
    topics: Texts = Field(default_factory=list, description="topics of rules")
    places: Texts = Field(default_factory=list, description="cities, regions or countries")
    until: Moment | None = Field(
        None, description="2026-02-01 06:00 in Kyiv; left out: until the entry is removed"
    )
    why: Text | None = Field(None, description="why, for the people who edit the file")


class PlaceForm(Form):
    """A place of a class of your own."""

    name: Text = Field(description="the English name, as alerts show it")
    id: Name | None = Field(None, description="made from the name when left out")
    also: Texts = Field(default_factory=list, description="what else it is called, in any language and form")
    region: Text | None = Field(None, description="the English name of its region")
    country: Text | None = Field(None, description="its country, as ISO code or English name")


def place_of(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


class GazetteerForm(Form):
    """A class of named places for `status`."""

    places: list[Annotated[PlaceForm, BeforeValidator(place_of, json_schema_input_type=str | PlaceForm)]] = Field(
        description="names, or maps with more about each place"
    )
    states: dict[str, Texts] = Field(default_factory=dict, description="words for each state; closed: [закрит*]")


class FileForm(Form):
    """A rule file."""

    version: Annotated[Literal[1], BeforeValidator(lambda v: 1 if str(v) == "1" else v)] = Field(
        description="the version of this format: 1"
    )
    lists: dict[str, Texts] = Field(default_factory=dict, description="words for <name> in this file's phrases")
    gazetteers: dict[str, GazetteerForm] = Field(
        default_factory=dict, description="classes of places for `status`"
    )
    rules: list[RuleForm] = Field(default_factory=list, description="the rules")
    quiet: list[QuietForm] = Field(default_factory=list, description="alerts that are held back for a time")
