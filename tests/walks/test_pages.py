"""The page of an article is a second reading of it: the summary is told at once, what the page adds is an update."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bot.rulebook import Rulebook
from tests.walks.news import Outlets, walk
from tests.walks.test_workers import book

__all__ = ["book"]
M = dt.timedelta(minutes=1)
SUMMARY = (
    "Russia launched more than 90 drones at Ukraine overnight, Ukraine's Air Force said. Fires broke out in the "
    "capital ..."
)
WHOLE = (
    "<html><head><title>t</title></head><body><nav>Home Sport Weather</nav><article><h1>Fires in the capital</h1>"
    "<p>Russia launched more than 90 drones at Ukraine overnight, Ukraine's Air Force said.</p><p>Fires broke out in the "
    "capital, where rescuers worked until noon and the metro stood still for an hour.</p><p>{more}</p>"
    "<p>Schools stay shut on Friday, the mayor added, and asked people to keep water at home.</p></article></body></html>"
)
CONSENT = (
    "<html><body><p>"
    + "We and our partners value your privacy. Accept all cookies to go on. " * 20
    + "</p></body></html>"
)
MORE = "In all, Russia launched 97 drones, the Air Force said."


async def told(
    tmp_path: Path, book: Rulebook, page: str | None, text: str = SUMMARY
) -> tuple[list[str], Outlets, int]:
    outlets = Outlets()
    async with walk(tmp_path, book, {"a"}, backlog=outlets, with_pages=True) as run:
        if page is not None:
            outlets.pages["g"] = page
        await run.say(0 * M, "a", text, guid="g")
        await run.pass_time(run.now + 20 * M)
        await run.carry(run.now + M)
        editions = await run.store.call(lambda store: store.value("SELECT count(*) FROM editions"))
        return run.seen(), outlets, editions


async def test_what_the_page_adds_is_put_into_the_message(tmp_path: Path, book: Rulebook):
    (shown,), outlets, editions = await told(tmp_path, book, WHOLE.format(more=MORE))
    assert outlets.asked == ["g"]
    assert editions == 2
    assert "Launched: 97 drones" in shown.replace("\u00a0", " ")


@pytest.mark.parametrize(
    "page",
    ["", CONSENT, "<html><body><p>Too short.</p></body></html>", "\0\1\2"],
    ids=["a failing server", "a page that asks for consent", "a page without the article", "no page at all"],
)
async def test_a_page_that_does_not_help_leaves_the_summary(tmp_path: Path, book: Rulebook, page: str):
    (shown,), outlets, editions = await told(tmp_path, book, page)
    assert outlets.asked == ["g"]
    assert editions == 1
    assert "at least 90" in shown


@pytest.mark.parametrize(
    "text",
    [
        "The council met again and spoke of roads ...",
        SUMMARY.rstrip(" .") + ". " + "Rescuers went on with their work. " * 12,
    ],
    ids=["a summary in which nothing is told", "a whole article in the feed"],
)
async def test_no_page_is_asked_for(tmp_path: Path, book: Rulebook, text: str):
    _, outlets, _ = await told(tmp_path, book, WHOLE.format(more=MORE), text)
    assert outlets.asked == []


async def test_the_backlog_asks_for_no_page(tmp_path: Path, book: Rulebook):
    outlets = Outlets(pages={"g": WHOLE.format(more=MORE)})
    outlets.publish("a", "g", SUMMARY, dt.datetime(2026, 1, 14, 9, tzinfo=dt.UTC))
    async with walk(tmp_path, book, {"a"}, backlog=outlets, with_pages=True) as run:
        await run.carry(run.now + M)
    assert outlets.asked == []
