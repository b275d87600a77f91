"""Rebuild `airports.tsv`: `python -m bot.reading.gazetteer.build` (needs the development dependency airportsdata).

Source: airportsdata (https://github.com/mborsetti/airportsdata, MIT), which collects codes, names and positions
of airports from public aviation publications. Kept: every airport with an IATA or ICAO code in the countries
where this war shuts airports, or where its news may tell of one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.reading.gazetteer import FIELDS

COUNTRIES = frozenset(
    re.findall(
        r"\w\w",
        "UA RU BY MD PL LT LV EE FI SE NO DK IS DE NL BE LU RO BG TR GE AM AZ KZ UZ TM KG TJ AE SA QA KW BH OM YE "
        "IQ IR SY IL JO LB EG CY GR GB IE FR ES PT IT AT CH CZ SK HU SI HR BA RS ME MK AL XK LY SD",
    )
)
MORE = {
    "JOK": ("UWKJ", "Yoshkar-Ola", "RU", 56.7006, 47.9047, "Europe/Moscow"),
    "GML": ("UKKM", "Hostomel", "UA", 50.6035, 30.1919, "Europe/Kyiv"),
    "NLV": ("UKON", "Mykolaiv", "UA", 47.0579, 31.9198, "Europe/Kyiv"),
    "KHE": ("UKOH", "Kherson", "UA", 46.6758, 32.5064, "Europe/Kyiv"),
}
"""Airports that the source has without their IATA code, or not at all."""

GENERIC = re.compile(
    r"\b(international|regional|domestic|municipal|airport|airfield|aerodrome|air base|airbase|afb)\b\.?", re.I
)
LETTERS = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "æ": "ae", "ð": "d", "ı": "i", "ß": "ss", "’": "'"}
)


def main() -> None:
    import airportsdata

    rows = list(build_rows(airportsdata.load("ICAO")))
    target = Path(__file__).with_name("airports.tsv")
    note = "# Made by python -m bot.reading.gazetteer.build from airportsdata (MIT); do not edit, see places.yaml."
    target.write_text("\n".join([note, "\t".join(FIELDS), *map("\t".join, rows)]) + "\n", "utf-8")
    print(f"{target.name}: {len(rows)} airports")


def build_rows(airports: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, ...]]:
    """One row for each code, in order; of two airports with one code the later ICAO code is left out."""
    more = {icao for icao, *_ in MORE.values()}
    found: dict[str, tuple[str, ...]] = {}
    for icao, row in sorted(airports.items()):
        if row["country"] not in COUNTRIES or icao in more or not re.fullmatch(r"[A-Z]{4}", icao):
            continue
        code = row["iata"] or icao
        own = plain(GENERIC.sub(" ", row["name"]))
        name = plain(re.split(r"\s*[/(,]", row["city"] or own)[0]) or own
        place = (f"{row['lat']:.4f}", f"{row['lon']:.4f}", row["tz"])
        found.setdefault(code, (code, icao, name, "" if own == name else own, row["country"], *place))
    for code, (icao, name, country, lat, lon, zone) in MORE.items():
        found.setdefault(code, (code, icao, name, "", country, f"{lat:.4f}", f"{lon:.4f}", zone))
    for _, line in sorted(found.items()):
        yield line


def plain(name: str) -> str:
    """A name in plain English letters, without doubled blanks."""
    letters = unicodedata.normalize("NFKD", name.translate(LETTERS))
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split()).strip(" -.")


if __name__ == "__main__":
    main()
