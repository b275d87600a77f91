"""What the pages show, and what they answer to whatever else is asked."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import shutil
import sqlite3
import threading
import time
import xml.etree.ElementTree as ET

import pytest
from typer.testing import CliRunner

from bot.__main__ import make_app
from bot.config import load_settings
from bot.errors import StoreError, TocsinError
from bot.store import open_store
from bot.store.articles import add_article
from bot.store.outcome import save_outcome
from bot.web.site import Site
from bot.web.words import WORDS
from tests.store.nouns import NOW, article, drones, event, revision
from tests.web.filled import NOW as DEMO_NOW
from tests.web.serving import get, serving


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


# -- what there is -------------------------------------------------------------------------------------------------


def test_the_timeline_goes_by_day_and_can_be_narrowed(pages):
    shown = words_of(get(pages + "/").text)
    assert shown.index("15 January 2026") < shown.index("14 January 2026")
    assert "Drone attack on Ukraine: Launched: 146 drones" in shown.replace("\u00a0", " ")
    high = words_of(get(pages + "/?least=high").text)
    assert "Talks in Istanbul" in high
    assert "146" not in high
    assert "Talks" not in words_of(get(pages + "/?topic=drones").text)


def test_an_alert_has_every_figure_claimant_source_revision_and_the_evidence_marked(pages):
    page = get(pages + "/alerts/7").text
    shown = words_of(page)
    for said in (
        "132",
        "146",
        "correction",
        "held now",
        "Ukraine's Air Force",
        "Harbour Wire",
        "Revisions",
        "132 → 146",
    ):
        assert said in shown.replace("&#39;", "'"), said
    assert "<mark>132 drones</mark>" in page
    assert "https://history.example/alerts/7" in page


def test_every_language_says_everything():
    for key, texts in WORDS.items():
        assert len(texts) == 3, key
        assert all(texts), key
        assert len({frozenset(re.findall(r"{\w+}", t)) for t in texts}) == 1, key


def test_a_page_in_ukrainian_and_russian(pages):
    assert "Дронова атака на Україну: Запущено: 146" in words_of(get(pages + "/?lang=uk").text).replace(
        "\u00a0", " "
    )
    answer = get(pages + "/alerts/3", **{"accept-language": "ru-RU,ru;q=0.9"}).text
    assert '<html lang="ru">' in answer
    assert "Домодедово" in answer
    assert '<html lang="uk">' in get(pages + "/", cookie="tocsin_lang=uk").text


def test_nights_are_drawn_and_told_as_a_table(pages):
    page = get(pages + "/nights?days=14").text
    assert page.count("<svg") == 2
    assert "129" in words_of(page)
    assert "imported" in page
    years = get(pages + "/nights?days=1095").text
    assert "nights added up by week" in years


def test_airports_and_places_are_there(pages):
    assert "Zhukovsky ZIA" in words_of(get(pages + "/airports").text)
    shown = words_of(get(pages + "/map").text)
    assert "Crimea is Ukraine" in shown
    assert "Istanbul" in shown


def test_what_was_held_back_is_there_with_its_reason(pages):
    shown = words_of(get(pages + "/held?fate=copy").text)
    assert "Why:" in shown
    link = re.search(r'href="(/articles/\w+)"', get(pages + "/held?fate=below").text)[1]
    assert "What became of it" in words_of(get(pages + link).text)


def test_a_chart_of_an_empty_period_says_so(pages):
    for path in ("/nights", "/airports", "/map"):
        shown = words_of(get(f"{pages}{path}?days=3&until=2010-01-01").text)
        assert "Nothing here in this period" in shown, path


def test_search_finds_inflected_forms_and_goes_on(pages):
    for words in ("дрони", "дронів", "ДРОНАМИ"):
        assert "/alerts/7" in get(f"{pages}/search?q={words}").text
    assert "Nothing is found" in get(f"{pages}/search?q=zeppelins").text
    assert "/articles/" in get(f"{pages}/search?q=Geneva&in=articles").text


def test_browsers_are_told_to_run_nothing_and_to_tell_nobody(pages):
    headers = get(pages + "/").headers
    assert "script-src" not in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "no-referrer"
    assert "<script" not in get(pages + "/alerts/7").text


# -- take along ------------------------------------------------------------------------------------------------------


def test_alerts_as_csv_json_lines_and_geojson(pages):
    rows = list(csv.DictReader(io.StringIO(get(pages + "/alerts.csv").text)))
    lines = [json.loads(line) for line in get(pages + "/alerts.jsonl").text.splitlines()]
    features = json.loads(get(pages + "/alerts.geojson").body)["features"]
    assert len(rows) == len(lines) == len(features) == 9
    at = {f["properties"].get("place"): f["geometry"] for f in features}
    assert at["Istanbul"]["coordinates"] == [28.95, 41.01]
    assert at["Zhukovsky"]["coordinates"] == [38.15, 55.5533]
    assert at[None] is None  # nation-wide: no place is made up
    only = list(csv.DictReader(io.StringIO(get(pages + "/alerts.csv?topic=diplomacy").text)))
    assert {row["topic"] for row in only} == {"diplomacy"}


ATOM = "{http://www.w3.org/2005/Atom}"


def test_the_atom_feed_is_valid(pages):
    """What RFC 4287 asks of a feed and an entry."""
    got = get(pages + "/alerts.atom?least=high")
    assert got.headers["content-type"].startswith("application/atom+xml")
    feed = ET.fromstring(got.body)
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    assert entries
    ids = [e.findtext(f"{ATOM}id") for e in (feed, *entries)]
    assert len(set(ids)) == len(ids)
    assert all(re.match(r"(urn:uuid:|https?://)", i) for i in ids)
    for one in (feed, *entries):
        assert one.findtext(f"{ATOM}title")
        at = dt.datetime.fromisoformat(one.findtext(f"{ATOM}updated"))
        assert at.tzinfo is not None
        known = {
            "id",
            "title",
            "updated",
            "author",
            "link",
            "category",
            "content",
            "published",
            "generator",
            "entry",
        }
        assert {child.tag.removeprefix(ATOM) for child in one} <= known
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    for entry in entries:
        (link,) = (x for x in entry.findall(f"{ATOM}link") if x.get("rel") == "alternate")
        assert link.get("href").startswith("https://history.example/alerts/")
        assert entry.find(f"{ATOM}content").get("type") == "text"


# -- bad input -----------------------------------------------------------------------------------------------------

ODD = (
    "AND", 'OR NOT', '"', '""', '"a', "a*b*", "NEAR(a b, 5)", "{words} : x", "words : drone", "a + b", "^a", "-",
    "--", "-a -b",
    "'; DROP TABLE alerts; --", "1 UNION SELECT * FROM chats", "%' OR 1=1", "\x00", "\ud7ff", "🚀" * 200, "а" * 10_000,
    "(" * 500,
    '"' * 999, "\u202edrone", "<script>alert(1)</script>", "{{ 7*7 }}", "%s %n", "../../etc/passwd",
    "a\r\nSet-Cookie: x=y",
)  # fmt: skip


@pytest.mark.parametrize("words", ODD, ids=range(len(ODD)))
def test_no_search_text_is_a_wrong_question(pages, words):
    import urllib.parse

    for where in ("alerts", "articles"):
        got = get(f"{pages}/search?in={where}&q={urllib.parse.quote(words)}")
        assert got.status == 200
        assert "Traceback" not in got.text
        assert "<script>" not in got.text
        assert "x=y" not in got.headers.get("set-cookie", "")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/alerts/999999", 404), ("/alerts/0", 404), ("/alerts/99999999999999999999", 404), ("/alerts/x", 404),
        ("/articles/none", 404), ("/articles/" + "x" * 300, 404), ("/nights?days=x", 400), ("/nights?days=-5", 200),
        ("/nights?days=999999999", 200), ("/nights?days=36600", 200), ("/nights?until=9999-12-31", 200),
        ("/nights?until=0001-01-01", 400), ("/airports?until=1000000-1-1", 400), ("/nights?of=balloons", 400),
        ("/map?days=²", 400), ("/?before=abc", 400), ("/?before=-1", 200), ("/?least=deafening", 400),
        ("/?topic=" + "x" * 500, 200), ("/held?fate=happy", 400), ("/held?before=yesterday", 200),
        ("/search?from=1e9", 400),
        ("/search?to=99999999999999999", 400), ("/search?since=tomorrow", 400), ("/search?since=0001-01-01", 400),
        ("/search?fate=none", 400), ("/search?place=" + "x" * 300, 400), ("/nope", 404), ("/alerts.xml", 404),
        ("/alerts.csv?since=x", 400), ("/?" + "&".join(f"a{n}=1" for n in range(300)), 400),
        ("/data/public_alerts?_facet=nope", 400),
        ("/data/public_alerts?nope=1", 400), ("/data/public_alerts?_size=abc", 400),
        ("/data/public_alerts?_next=abc", 400),
        ("/data/public_alerts?alert_id__foo=1", 200), ("/%00", 404), ("/alerts/1%0d%0aX: y", 404), ("//", 404),
        ("/?lang=de", 200),
    ],
)  # fmt: skip
def test_what_is_not_there_or_has_no_meaning_is_said_clearly(pages, address, status):
    got = get(pages + address)
    assert got.status == status
    assert "Traceback" not in got.text
    assert got.status in (200, 400, 404)


def test_head_is_answered_without_a_body(pages):
    got = get(pages + "/", method="HEAD")
    assert (got.status, got.body) == (200, b"")


def test_it_is_read_while_it_is_written_at_full_speed(tmp_path):
    path = tmp_path / "tocsin.db"
    with open_store(path, now=NOW) as store, store.transaction():
        add_article(store, article(), [drones()])
    stop, written, troubles = threading.Event(), [0], []

    def write() -> None:
        with open_store(path, now=NOW) as store:
            while not stop.is_set():
                written[0] += 1
                with store.transaction():
                    one = article(f"n{written[0]}", url=f"https://x.example/{written[0]}", keys=(str(written[0]),))
                    add_article(store, one, [drones()])
                    told = event(written[0], alert_id=written[0])
                    save_outcome(
                        store, outcome(told, revision(written[0], events=(told,), article_id=one.article_id))
                    )

    def outcome(told, its):
        from bot.model import Outcome

        return Outcome(events=(told,), revisions=(its,))

    with serving(path, now=NOW) as base:
        writer = threading.Thread(target=write)
        writer.start()
        until = time.monotonic() + 2.5
        asked = 0
        while time.monotonic() < until:
            for page in (
                "/",
                "/nights",
                "/search?q=drones",
                f"/alerts/{max(1, written[0] - 1)}",
                "/data/public_alerts",
            ):
                asked += 1
                got = get(base + page)
                if got.status != 200 and not (page.startswith("/alerts") and got.status == 404):
                    troubles.append((page, got.status, words_of(got.text)[:200]))
        stop.set()
        writer.join()
    assert not troubles
    assert asked > 10
    assert written[0] > 20


def test_a_restored_file_is_read_without_a_restart(tmp_path):
    path, other = tmp_path / "tocsin.db", tmp_path / "other.db"
    for where, count in ((path, 1), (other, 2)):
        with open_store(where, now=NOW) as store, store.transaction():
            for n in range(1, count + 1):
                told = event(n, alert_id=n)
                from bot.model import Outcome

                save_outcome(store, Outcome(events=(told,), revisions=(revision(n, events=(told,)),)))
    with serving(path, now=NOW) as base:
        assert get(base + "/alerts/2").status == 404
        path.with_name("tocsin.db-wal").unlink(missing_ok=True)
        path.with_name("tocsin.db-shm").unlink(missing_ok=True)
        other.replace(path)
        assert get(base + "/alerts/2").status == 200
        path.unlink()
        got = get(base + "/")
        assert got.status == 503
        assert str(tmp_path) not in got.text


def test_no_old_foreign_damaged_or_missing_file_is_served(tmp_path):
    missing = tmp_path / "none.db"
    foreign, damaged, old = (tmp_path / f"{n}.db" for n in ("foreign", "damaged", "old"))
    with sqlite3.connect(foreign) as db:
        db.execute("CREATE TABLE chats (x)")
    db.close()
    damaged.write_bytes(b"not a database at all" * 400)
    with open_store(old, now=NOW) as store:
        store.execute("DELETE FROM _sqlite_migrations WHERE name = '005_public'")
    for path in (missing, foreign, damaged, old):
        with pytest.raises(StoreError) as refused:
            Site(load_settings(db=path), lambda: NOW)
        assert path.name in str(refused.value)
        assert "\n" not in str(refused.value)


def test_a_file_that_breaks_under_it_is_one_clear_page(filled, tmp_path):
    path = tmp_path / "tocsin.db"
    shutil.copy(filled, path)
    with serving(path, now=DEMO_NOW) as base:
        assert get(base + "/").status == 200
        broken = bytearray(path.read_bytes())
        broken[4096 : len(broken)] = bytes(len(broken) - 4096)
        path.unlink()
        path.write_bytes(bytes(broken))
        got = get(base + "/")
        assert got.status in (503, 500)
        assert "Traceback" not in got.text


# -- the token -------------------------------------------------------------------------------------------------------


def test_with_a_token_nothing_is_shown_without_it(filled):
    with serving(filled, now=DEMO_NOW, web_token="open-sesame") as base:
        for page in (
            "/",
            "/alerts/7",
            "/alerts.csv",
            "/alerts.atom",
            "/data",
            "/data/public_alerts.json",
            "/-/static/app.css",
        ):
            got = get(base + page)
            assert got.status == 401, page
            assert "146" not in got.text
        assert get(base + "/", authorization="Bearer wrong").status == 401
        assert get(base + "/alerts.csv", authorization="Bearer open-sesame").status == 200
        assert get(base + "/", method="POST", data=b"token=wrong").status == 403
        let_in = get(base + "/", method="POST", data=b"token=open-sesame")
        assert let_in.status == 303
        cookie = let_in.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        assert get(base + "/data/public_alerts", cookie=cookie.split(";")[0]).status == 200


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("web", "--host", "203.0.113.77"), "cannot listen there"),
        (("web", "--host", "no such host"), "cannot listen there"),
        (("web", "--db", "/nowhere/tocsin.db"), "there is no database yet"),
    ],
    ids=["not this machine's address", "no host", "no database"],
)
def test_what_keeps_it_from_serving_is_one_line(filled, words, said):
    env = {"TOCSIN_DB": str(filled)}
    wrong = CliRunner().invoke(make_app(list(words)), words, env=env).exception
    assert isinstance(wrong, TocsinError)
    assert said in str(wrong)
    assert "\n" not in str(wrong)
