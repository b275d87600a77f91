"""The history as files: CSV, JSON Lines, GeoJSON and Atom."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from dataclasses import replace

import feedparser
import pytest

from bot.model import Severity
from bot.store import Store
from bot.store.alerts import save_revision
from bot.store.export import Record, export_records
from bot.store.formats import NAMES, to_atom, to_csv, to_geojson, to_json_lines
from bot.store.search import Asked
from tests.store.nouns import NOW, event, figure, fill, filled, revision, source

ODD = [
    "=HYPERLINK(1)", "+1", "@x", "\ttab", 'quote " and , comma', "two\nlines", "<b>&amp;</b>", "]]>", "Ґанок ї ё",
    "\x00\x0b\x1b[31m", "\ufffe", "𝕏 ☢️", "",
]  # fmt: skip


def record(**given: object) -> Record:
    return filled(Record, **({"headline": "Drone attack on Ukraine: 97", "severity": Severity.HIGH} | given))


@pytest.fixture
def records(store: Store) -> list[Record]:
    """Two alerts, one of which tells two events."""
    airports = [
        event(n, rule_id="airport-closed", kind="status", fields={"airport": code, "name": name}, state="closed",
              held=None, figures=(), sources=(source(f"a{n}", outlet=code),), alert_id=2)
        for n, code, name in ((2, "DME", "Domodedovo"), (3, "ZIA", "Zhukovsky"))
    ]  # fmt: skip
    drones = event(
        1, alert_id=1, held=figure(97, claimed_by="Air Force"), figures=(figure(97, claimed_by="Air Force"),)
    )
    with store.transaction():
        save_revision(store, revision(1, events=(drones,)))
        save_revision(store, revision(2, rule_id="airport-closed", events=tuple(airports)))
        save_revision(store, revision(3, events=(event(4, alert_id=3),), is_silent=True))
    return list(export_records(store, Asked()))


def test_each_event_of_each_alert_is_a_record_and_what_was_told_to_nobody_is_none(records: list[Record]):
    assert [(r.alert_id, r.event_id) for r in records] == [(2, 2), (2, 3), (1, 1)]
    drones = records[-1]
    assert (drones.value, drones.thing, drones.claimed_by, drones.outlets) == (97, "drone", "Air Force", 1)
    assert drones.evidence == "Russia launched 97 drones overnight."


def test_an_export_is_filtered_as_a_search_is(store: Store, records: list[Record]):
    assert [r.alert_id for r in export_records(store, Asked(rule="airport-closed"))] == [2, 2]
    assert len(list(export_records(store, Asked(with_silent=True)))) == 4


def test_a_long_export_comes_page_by_page(store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bot.store.export.PAGE", 3)
    fill(store, alerts=10)
    assert [r.alert_id for r in export_records(store, Asked())] == list(range(10, 0, -1))


@pytest.mark.parametrize("odd", ODD, ids=ascii)
def test_csv_comes_back_and_starts_no_formula(odd: str):
    lines = list(csv.reader(io.StringIO("".join(to_csv([record(headline=odd)])), newline="")))
    assert tuple(lines[0]) == NAMES
    cell = lines[1][NAMES.index("headline")]
    assert cell.lstrip("'") == odd.lstrip("'")
    assert not cell.startswith(("=", "+", "-", "@", "\t"))


@pytest.mark.parametrize("odd", ODD, ids=ascii)
def test_json_lines_come_back(odd: str):
    (line,) = to_json_lines([record(headline=odd)])
    assert line.count("\n") == 1
    plain = json.loads(line)
    assert plain["headline"] == odd
    assert plain["severity"] == "high"
    assert set(plain) == set(NAMES)


def test_geojson_has_points_where_an_event_can_be_located():
    located = replace(record(), airport="DME")
    text = "".join(to_geojson([located, record()], lambda r: (55.4, 37.9) if r.airport == "DME" else None))
    found = json.loads(text)
    assert found["type"] == "FeatureCollection"
    assert [f["geometry"] for f in found["features"]] == [{"type": "Point", "coordinates": [37.9, 55.4]}, None]
    assert json.loads("".join(to_geojson([], lambda _: None)))["features"] == []


@pytest.mark.parametrize("odd", [o for o in ODD if o], ids=ascii)
def test_atom_is_well_formed_whatever_was_written(odd: str):
    text = "".join(to_atom([record(headline=odd, evidence=odd, url=f"https://x.example/?{odd}")], NOW))
    root = ET.fromstring(text)
    atom = "{http://www.w3.org/2005/Atom}"
    for parent in (root, *root.iter(f"{atom}entry")):
        assert all(parent.find(f"{atom}{name}") is not None for name in ("id", "title", "updated"))
    assert root.find(f"{atom}author/{atom}name") is not None
    assert not feedparser.parse(text.encode()).bozo


def test_atom_has_an_entry_for_each_alert_under_an_id_that_stays(records: list[Record]):
    first, again = (feedparser.parse("".join(to_atom(records, NOW)).encode()) for _ in range(2))
    assert [e.title for e in first.entries] == [records[0].headline, records[2].headline]
    assert [e.id for e in first.entries] == [e.id for e in again.entries]
    assert len({e.id for e in first.entries}) == 2
    assert first.entries[1].link == records[2].url
    public = feedparser.parse("".join(to_atom(records, NOW, "https://t.example/")).encode())
    assert public.entries[0].link == "https://t.example/alerts/2"
