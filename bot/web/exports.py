"""Alerts to take along: CSV, JSON Lines, GeoJSON, and an Atom feed; whole, or what a search finds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator

from bot.pictures.outlines import locate
from bot.store import Store
from bot.store.export import Record, records_of
from bot.store.formats import to_atom, to_csv, to_geojson, to_json_lines
from bot.store.search import NO_END, Asked, search_alerts
from bot.web.lists import read_search
from bot.web.reader import Reader
from bot.web.visit import Answer, Send, Visit

PAGE = 200
PIECES = 500
IN_A_FEED = 100
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson; charset=utf-8",
    "geojson": "application/geo+json",
    "atom": "application/atom+xml; charset=utf-8",
}


def load_page(store: Store, asked: Asked, limit: int, before: int) -> tuple[list[Record], int | None]:
    """Records of some alerts, and where the next ones begin."""
    found = search_alerts(store, asked, limit, before)
    records = [record for alert in found for record in records_of(store, alert)]
    return records, found[-1].alert_id if len(found) == limit else None


async def export(visit: Visit, form: str) -> Answer:
    asked = read_search(visit)
    if form == "atom":
        records, _ = await visit.read(load_page, asked, IN_A_FEED, NO_END)
        return Answer("".join(to_atom(records, visit.now, visit.public_url)), kind=KINDS[form])
    write = {"csv": to_csv, "jsonl": to_json_lines, "geojson": lambda r: to_geojson(r, locate)}[form]
    name = f'attachment; filename="tocsin-alerts.{form}"'

    async def pieces(send: Send) -> None:
        loop = asyncio.get_running_loop()

        def put(text: str) -> None:
            asyncio.run_coroutine_threadsafe(send(text), loop).result()

        await loop.run_in_executor(visit.reader.long_ones, write_all, visit.reader, asked, write, put)

    return Answer(kind=KINDS[form], headers={"content-disposition": name}, pieces=pieces)


def write_all(
    reader: Reader, asked: Asked, write: Callable[[Iterable[Record]], Iterator[str]], put: Callable[[str], None]
) -> None:
    """Page after page, so that no memory is held for a long export, and the database only while a page is read."""
    waiting: list[str] = []
    for piece in write(all_records(reader, asked)):
        waiting.append(piece)
        if len(waiting) == PIECES:
            put("".join(waiting))
            waiting.clear()
    put("".join(waiting))


def all_records(reader: Reader, asked: Asked) -> Iterator[Record]:
    before: int | None = NO_END
    while before is not None:
        found, before = reader.ask(load_page, (asked, PAGE, before))
        yield from found
