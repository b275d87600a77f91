"""What a rule's `match` means: a typed matcher, and the words it wants read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.model.rules import CountMatch, Matcher, Pattern, PhraseMatch, Quantity, StatusMatch, TalksMatch
from bot.rules import fields
from bot.rules.forms import CountForm, RuleForm, StatusForm, TalksForm
from bot.rules.notes import Notes, Way
from bot.rules.phrases import BadPhrase, parse_phrase
from bot.rules.values import parse_side, suggest


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a rule's `match` means, and the words it wants read."""

    matcher: Matcher
    patterns: tuple[Pattern, ...] = ()
    quantities: tuple[Quantity, ...] = ()


def compile_match(rule: RuleForm, way: Way, notes: Notes) -> Meaning:
    match = rule.match
    if match.count is not None:
        return compile_count(rule.id, match.count, (*way, "count"), notes)
    if match.status is not None:
        return Meaning(compile_status(match.status, (*way, "status"), notes))
    if match.talks is not None:
        return Meaning(compile_talks(match.talks, (*way, "talks"), notes))
    phrases = compile_phrases(rule.id, match.phrases, (*way, "phrases"), notes)
    nots = compile_phrases(f"{rule.id}/not", match.not_, (*way, "not"), notes)
    ids = tuple(p.phrase_id for p in phrases), tuple(p.phrase_id for p in nots)
    return Meaning(PhraseMatch(*ids), (*phrases, *nots))


def compile_phrases(prefix: str, sources: Sequence[str], way: Way, notes: Notes) -> tuple[Pattern, ...]:
    found: list[Pattern] = []
    for number, source in enumerate(sources):
        try:
            found += parse_phrase(source, f"{prefix}/{number + 1}", notes.lists)
        except BadPhrase as error:
            notes.error((*way, number), error)
    return tuple(found)


def compile_count(rule_id: str, count: CountForm, way: Way, notes: Notes) -> Meaning:
    places, is_nationwide = compile_places(count.place, (*way, "place"), notes)
    attackers = tuple(sides(count.attacker, (*way, "attacker"), notes))
    if fields.is_weapons(count):
        things = tuple(known(count.of, fields.THINGS, "thing that is counted", (*way, "of"), notes))
        actions = tuple(known(count.action, fields.ACTIONS, "action", (*way, "action"), notes))
        if count.state:
            notes.error(
                (*way, "state"),
                "`state` goes with words of your own, `action` with drone and missile: take one out",
            )
        return Meaning(CountMatch(things, actions, attackers, places, is_nationwide))
    if count.attacker:
        notes.error(
            (*way, "attacker"),
            "`attacker` goes with drone and missile: of other things nobody reads whose they are",
        )
    of = compile_phrases(f"{rule_id}/of", count.of, (*way, "of"), notes)
    state = compile_phrases(f"{rule_id}/state", count.state, (*way, "state"), notes)
    matcher = CountMatch((rule_id,), (), (), places, is_nationwide, rule_id)
    return Meaning(matcher, (), (Quantity(rule_id, of, state),))


def compile_status(status: StatusForm, way: Way, notes: Notes) -> StatusMatch:
    states = tuple(s.casefold() for s in status.is_)
    if status.of == "airport":
        states = tuple(known(status.is_, fields.AIRPORT_STATES, "state of an airport", (*way, "is"), notes))
    countries = tuple(resolve_countries(status.country, (*way, "country"), notes))
    return StatusMatch(status.of, states, tuple(status.place), countries)


def compile_talks(talks: TalksForm, way: Way, notes: Notes) -> TalksMatch:
    phases = tuple(known(talks.phase, fields.PHASES, "phase of talks", (*way, "phase"), notes))
    places = tuple(resolve_places(talks.place, (*way, "place"), notes))
    return TalksMatch(phases, places, tuple(resolve_countries(talks.country, (*way, "country"), notes)))


def compile_places(texts: Sequence[str], way: Way, notes: Notes) -> tuple[tuple[str, ...], bool]:
    """Names, and whether only numbers without a place are meant (`none`)."""
    named = [t for t in texts if t.casefold() not in ("none", "any")]
    is_nationwide = any(t.casefold() == "none" for t in texts)
    if is_nationwide and named:
        notes.error(way, "`none` means nation-wide numbers only: write places or none, not both")
    return tuple(resolve_places(named, way, notes)), is_nationwide


def resolve_places(texts: Sequence[str], way: Way, notes: Notes) -> list[str]:
    found = []
    for number, text in enumerate(texts):
        name = notes.names.place(text)
        if name is None:
            near = suggest(text, notes.names.places)
            notes.advise((*way, number), "unknown-place", f"'{text}' is no place that reading knows{near}")
        found.append(name or text)
    return found


def resolve_countries(texts: Sequence[str], way: Way, notes: Notes) -> list[str]:
    found = []
    for number, text in enumerate(texts):
        code = notes.names.country(text)
        if code is None:
            near = suggest(text, notes.names.countries) or ": write its two-letter code, like UA"
            notes.error((*way, number), f"'{text}' is no country{near}")
        found.append(code or text)
    return found


def sides(texts: Sequence[str], way: Way, notes: Notes) -> list[str]:
    found = []
    for number, text in enumerate(texts):
        try:
            found.append(parse_side(text))
        except ValueError as error:
            notes.error((*way, number), error)
    return found


def known(texts: Sequence[str], ids: Sequence[str], what: str, way: Way, notes: Notes) -> list[str]:
    found = []
    for number, text in enumerate(texts):
        plain = text.casefold()
        name = plain if plain in ids else next((i for i in ids if plain == i + "s"), None)
        if name is None:
            notes.error((*way, number), f"'{text}' is no {what}{suggest(plain, ids, ids)}")
        else:
            found.append(name)
    return found
