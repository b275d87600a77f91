"""Places and airports by name: what leads to them, what holds them, and that the shipped data agree."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.reading.gazetteer import load_airports
from bot.reading.gazetteer.build import build_rows
from bot.reading.gazetteer.names import AIRPORT, load_named
from bot.reading.places import load_places
from bot.reading.read import analyse
from bot.rules.load import load_vocabulary
from tests.reading.vocabulary import MORNING, VOCABULARY, shipped


def rows(section: str) -> Mapping[str, Mapping[str, object]]:
    plain = load_vocabulary(VOCABULARY)["places"]
    assert isinstance(plain, Mapping)
    found: Mapping[str, Mapping[str, object]] = plain[section]
    return found


def test_every_place_lies_in_a_known_one() -> None:
    countries, regions, cities = rows("countries"), rows("regions"), rows("cities")
    assert {n: r["in"] for n, r in regions.items() if r["in"] not in countries} == {}
    assert {n: r["in"] for n, r in cities.items() if r["in"] not in {*countries, *regions, *cities}} == {}
    assert {r["capital"] for r in regions.values() if r.get("capital")} <= cities.keys()


def test_countries_have_codes_of_their_own_and_names_in_three_languages() -> None:
    countries = rows("countries")
    codes = [str(r["code"]) for r in countries.values()]
    assert len(set(codes)) == len(codes) == 198
    assert [n for n, r in countries.items() if not (r.get("uk") and r.get("ru"))] == []


def test_airports_have_a_known_city_or_a_name() -> None:
    cities = rows("cities")
    airports = rows("airports")
    assert {n: r["city"] for n, r in airports.items() if r.get("city") and r["city"] not in cities} == {}
    assert [n for n, r in airports.items() if not (r.get("city") or r.get("name"))] == []


def test_a_row_is_built_of_the_source_in_plain_letters() -> None:
    source = {"name": "Łódź Władysław Reymont Airport", "city": "Łódź", "country": "PL", "iata": "LCJ"}
    airport = source | {"lat": 51.7219, "lon": 19.3981, "tz": "Europe/Warsaw"}
    rows = {row[0]: row for row in build_rows({"EPLL": airport})}
    assert rows["LCJ"][:5] == ("LCJ", "EPLL", "Lodz", "Lodz Wladyslaw Reymont", "PL")


def test_the_gazetteer_has_each_code_once_and_every_country_asked_for() -> None:
    airports = load_airports()
    codes = [a.code for a in airports]
    assert len(set(codes)) == len(codes) > 3_000
    wanted = {"UA", "RU", "BY", "MD", "PL", "LT", "LV", "EE", "FI", "SE", "NO", "DK", "IS", "DE", "NL", "BE", "LU"}
    assert wanted | {"RO", "TR", "AE", "SA", "QA", "KW", "BH", "OM", "IR", "SY"} <= {a.country for a in airports}


FIXED = {
    "SVO": "Sheremetyevo", "VKO": "Vnukovo", "DME": "Domodedovo", "ZIA": "Zhukovsky", "LED": "Pulkovo",
    "WAW": "Warsaw Chopin", "WMI": "Warsaw Modlin", "KUF": "Samara", "GSV": "Saratov", "RMO": "Chisinau",
    "RZE": "Rzeszow", "PMI": "Palma de Mallorca", "CPH": "Copenhagen", "ALP": "Aleppo",
}  # fmt: skip


def test_alerts_use_one_fixed_name_for_each_airport() -> None:
    named = shipped().named.places
    assert {code: named[AIRPORT, code].name for code in FIXED} == FIXED


def test_a_city_leads_to_its_usual_airport_and_moscow_to_four() -> None:
    cities = shipped().named.cities
    assert sorted(cities["Moscow"]) == ["DME", "SVO", "VKO", "ZIA"]
    assert {c: cities[c] for c in ("Warsaw", "Istanbul", "Kyiv", "Ulyanovsk")} == {
        "Warsaw": ("WAW",), "Istanbul": ("IST",), "Kyiv": ("KBP",), "Ulyanovsk": ("ULV",),
    }  # fmt: skip


FORMS = [
    ("ru", "в Курске", "Kursk", "city"),
    ("ru", "в Курской области", "Kursk Oblast", "region"),
    ("ru", "над Подмосковьем", "Moscow Oblast", "region"),
    ("ru", "на Кубани", "Krasnodar Krai", "region"),
    ("ru", "в Минводах", "Mineralnye Vody", "city"),
    ("ru", "в Ростове-на-Дону", "Rostov-on-Don", "city"),
    ("ru", "над Чёрным морем", "Black Sea", "sea"),
    ("ru", "в Жешуве", "Rzeszow", "city"),
    ("uk", "у Києві", "Kyiv", "city"),
    ("uk", "на Харківщині", "Kharkiv Oblast", "region"),
    ("uk", "на Слобожанщині", "Kharkiv Oblast", "region"),
    ("uk", "у Кривому Розі", "Kryvyi Rih", "city"),
    ("uk", "в Одеській області", "Odesa Oblast", "region"),
    ("uk", "у Відні", "Vienna", "city"),
    ("uk", "у Празі", "Prague", "city"),
    ("uk", "у Саудівській Аравії", "Saudi Arabia", "country"),
    ("en", "in Kursk region", "Kursk Oblast", "region"),
    ("en", "in the Krasnodar territory", "Krasnodar Krai", "region"),
    ("en", "in Kiev", "Kyiv", "city"),
    ("en", "in the UAE", "United Arab Emirates", "country"),
]


@pytest.mark.parametrize(("language", "text", "name", "kind"), FORMS, ids=[f[1] for f in FORMS])
def test_a_form_leads_to_its_place(language: str, text: str, name: str, kind: str) -> None:
    found = analyse(shipped(), text, MORNING, language, None)
    assert found is not None
    assert (name, kind) in {(h.place.name, h.path[1]) for h in found.hits if h.place and h.path[0] == "places"}


def test_cities_know_their_region_and_country() -> None:
    places = shipped().places.places
    assert (places["Kursk"].region, places["Kursk"].country) == ("Kursk Oblast", "RU")
    assert (places["Miami"].region, places["Miami"].country) == ("Florida", "US")


@pytest.mark.parametrize(
    "plain", [None, {}, [], "text", {"airports": None}, {"airports": {"XXX": None}, "cities": []}]
)
def test_a_broken_places_file_leaves_the_gazetteer(plain: object) -> None:
    named = load_named(plain, load_places(plain))
    assert (AIRPORT, "VKO") in named.places
