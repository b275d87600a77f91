"""Records as CSV, JSON Lines, GeoJSON and Atom. Pure; pieces of text come as they are made."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import json
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from typing import Any

from bot.model import Severity
from bot.store.export import Record

Locate = Callable[[Record], tuple[float, float] | None]
"""Latitude and longitude of where a record's event was, never finer than a city or an airport."""

NAMES = tuple(f.name for f in fields(Record))
ATOM = "http://www.w3.org/2005/Atom"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a cell a formula in a spreadsheet. Headlines and evidence are other people's words."""


def to_plain(record: Record) -> dict[str, Any]:
    """A record as JSON takes it: times in ISO 8601, severity in words, only what is known."""
    plain = {name: plain_value(getattr(record, name)) for name in NAMES}
    return {name: value for name, value in plain.items() if value is not None}


def plain_value(value: Any) -> Any:
    if isinstance(value, Severity):
        return value.word
    return value.isoformat() if isinstance(value, dt.datetime) else value


def to_csv(records: Iterable[Record]) -> Iterator[str]:
    """A header and one line for each record (RFC 4180); text that looks like a formula gets a quote before it."""
    yield csv_line(NAMES)
    for record in records:
        plain = to_plain(record)
        yield csv_line([no_formula(plain.get(name, "")) for name in NAMES])


def csv_line(values: Iterable[Any]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(values)
    return line.getvalue()


def no_formula(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def to_json_lines(records: Iterable[Record]) -> Iterator[str]:
    for record in records:
        yield json.dumps(to_plain(record), ensure_ascii=False) + "\n"


def to_geojson(records: Iterable[Record], locate: Locate) -> Iterator[str]:
    """A FeatureCollection (RFC 7946); an event that cannot be located has no geometry."""
    yield '{"type": "FeatureCollection", "features": ['
    comma = ""
    for record in records:
        at = locate(record)
        point = None if at is None else {"type": "Point", "coordinates": [round(at[1], 4), round(at[0], 4)]}
        feature = {"type": "Feature", "id": record.event_id, "geometry": point, "properties": to_plain(record)}
        yield comma + "\n" + json.dumps(feature, ensure_ascii=False)
        comma = ","
    yield "\n]}\n"


def to_atom(records: Iterable[Record], now: dt.datetime, base_url: str | None = None) -> Iterator[str]:
    """An Atom feed (RFC 4287) with an entry for each alert, the newest first.

    `base_url` is where the history pages can be reached; without it an entry links to its first source.
    """
    feed = ET.Element("feed", xmlns=ATOM)
    add(feed, "id", (base_url or urn("alerts")))
    add(feed, "title", "Tocsin: alerts")
    add(feed, "updated", now.astimezone(dt.UTC).isoformat(timespec="seconds"))
    add(add(feed, "author"), "name", "Tocsin")
    add(feed, "generator", "Tocsin")
    if base_url:
        ET.SubElement(feed, "link", rel="self", href=f"{base_url.rstrip('/')}/alerts.atom")
    for _, group in itertools.groupby(records, key=lambda r: r.alert_id):
        add_entry(feed, list(group), base_url)
    yield "<?xml version='1.0' encoding='utf-8'?>\n" + ET.tostring(feed, encoding="unicode") + "\n"


def add_entry(feed: ET.Element, records: list[Record], base_url: str | None) -> None:
    """One alert, with the evidence of each of its events."""
    first = records[0]
    link = f"{base_url.rstrip('/')}/alerts/{first.alert_id}" if base_url else first.url
    entry = add(feed, "entry")
    add(entry, "id", urn(f"{base_url or ''}|{first.first_told_at.isoformat()}|{first.rule}|{first.alert_id}"))
    add(entry, "title", first.headline)
    add(entry, "published", first.first_told_at.isoformat(timespec="seconds"))
    add(entry, "updated", first.last_told_at.isoformat(timespec="seconds"))
    for term in (first.topic, first.rule, first.severity.word):
        ET.SubElement(entry, "category", term=printable(term))
    if link:
        ET.SubElement(entry, "link", rel="alternate", href=printable(link))
    evidence = [r.evidence for r in records if r.evidence]
    add(entry, "content", "\n".join(evidence) or first.headline).set("type", "text")


def add(parent: ET.Element, name: str, text: str = "") -> ET.Element:
    element = ET.SubElement(parent, name)
    element.text = printable(text)
    return element


def printable(text: str) -> str:
    """Only what XML 1.0 allows."""
    return "".join(
        c for c in text if c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"
    )


def urn(name: str) -> str:
    """An id that stays the same for ever for the same alert of the same history."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'tocsin:{name}')}"
