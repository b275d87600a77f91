"""Classes of named places that a file lists for `status`: border crossings, ports, bridges, reactors."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.model.rules import Gazetteer, NamedPlace, Pattern
from bot.rules.forms import GazetteerForm, PlaceForm
from bot.rules.notes import Notes, Way
from bot.rules.phrases import BadPhrase, parse_phrase, refuse_mixed

CLASS = re.compile(r"[a-z][a-z_]{0,39}")


def compile_gazetteers(forms: Mapping[str, GazetteerForm], notes: Notes) -> tuple[Gazetteer, ...]:
    found = []
    for of, form in forms.items():
        way: Way = ("gazetteers", of)
        if of == "airport" or not CLASS.fullmatch(of):
            notes.error(way, f"'{of}' cannot name a class of places: small letters and _, and not airport")
        places = [compile_place(place, (*way, "places", n), notes) for n, place in enumerate(form.places)]
        ids = [p.place_id for p in places]
        for n, place in enumerate(places):
            if place.place_id in ids[:n]:
                notes.error(
                    (*way, "places", n), f"two places have the id '{place.place_id}': give one of them another"
                )
        states = {
            state.casefold(): compile_words(f"{of}/{state}", words, (*way, "states", state), notes)
            for state, words in form.states.items()
        }
        found.append(Gazetteer(of, tuple(places), states))
    return tuple(found)


def compile_place(form: PlaceForm, way: Way, notes: Notes) -> NamedPlace:
    place_id = form.id or re.sub(r"[\W_]+", "-", form.name.casefold()).strip("-")
    country = notes.names.country(form.country) if form.country else None
    if form.country and country is None:
        notes.error((*way, "country"), f"'{form.country}' is no country: write its two-letter code, like UA")
    for at, name in (("name", form.name), *((("also", n), also) for n, also in enumerate(form.also))):
        try:
            refuse_mixed(name)
        except BadPhrase as error:
            notes.error((*way, *(at if isinstance(at, tuple) else (at,))), error)
    return NamedPlace(place_id, form.name, tuple(form.also), form.region, country)


def compile_words(prefix: str, words: list[str], way: Way, notes: Notes) -> tuple[Pattern, ...]:
    found: list[Pattern] = []
    for number, word in enumerate(words):
        try:
            found += parse_phrase(word, f"{prefix}/{number + 1}", notes.lists)
        except BadPhrase as error:
            notes.error((*way, number), error)
    return tuple(found)
