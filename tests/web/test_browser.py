"""The pages in a real browser: search, facet, event, charts, map; narrow, dark, by keyboard, without script, and
looked over by axe. `.ci/run` installs the browser where there is none."""

from __future__ import annotations

import pytest

from tests.web import chromium

pytestmark = pytest.mark.skipif(chromium.find() is None, reason=chromium.HOW)

PAGES = (
    "/", "/?least=high", "/alerts/7", "/alerts/3", "/nights?days=14", "/nights?days=100", "/nights?of=missiles&days=365",
    "/airports", "/map", "/search", "/search?q=drones", "/search?q=drones&in=articles", "/held", "/feeds", "/about",
    "/nope", "/map?until=2010-01-01", "/data", "/data/public_alerts", "/data/public_reports?_facet=fate",
)  # fmt: skip
EVERYWHERE = (
    "/",
    "/alerts/7",
    "/nights?days=14",
    "/airports",
    "/map",
    "/search?q=drones",
    "/held",
    "/data/public_alerts",
)
"""What is looked at on a phone and in the dark as well; axe takes a second for each."""
LOOKS = {
    "wide": {"viewport": {"width": 1100, "height": 800}},
    "phone": {
        "viewport": {"width": 360, "height": 740},
        "device_scale_factor": 2,
        "is_mobile": True,
        "locale": "uk-UA",
    },
    "dark": {"viewport": {"width": 1100, "height": 800}, "color_scheme": "dark", "locale": "ru-RU"},
}


@pytest.fixture(scope="module")
def browser():
    with chromium.browser() as started:
        yield started


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1100, "height": 800})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_no_serious_problem_and_nothing_is_wider_than_the_window(browser, pages, look):
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(**LOOKS[look])
    page = context.new_page()
    troubles, errors = [], []
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" and "404" not in m.text else None)
    for address in PAGES if look == "wide" else EVERYWHERE:
        page.goto(pages + address)
        found = Axe().run(page).response["violations"]
        bad = [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in ("serious", "critical")]
        is_wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        if bad or (is_wide and not address.startswith("/data")):
            troubles.append((address, bad, is_wide))
    context.close()
    assert not troubles
    assert not errors


def test_from_a_search_to_the_evidence_and_its_article(page, pages):
    page.goto(pages)
    page.get_by_role("link", name="Search", exact=True).click()
    page.get_by_label("Words").fill("безпілотників")
    page.get_by_label("At least").select_option("medium")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="146").first.click()
    assert "146" in page.get_by_role("heading", level=1).inner_text()
    assert page.locator("mark").first.is_visible()
    page.get_by_role("table").last.get_by_role("link").first.click()
    assert page.get_by_role("heading", name="What was read from it").is_visible()


def test_a_facet_narrows_a_table(page, pages):
    page.goto(f"{pages}/data/public_reports?_facet=fate")
    page.locator(".facet-info a", has_text="below").first.click()
    page.wait_for_url("**fate=below**")
    page.locator("td.col-fate").first.wait_for()
    fates = page.locator("td.col-fate").all_inner_texts()
    assert fates
    assert set(fates) == {"below"}


def test_charts_and_map_are_drawn_and_fit(page, pages):
    page.goto(f"{pages}/nights?days=14")
    assert page.locator("svg.chart rect.launched").count() == 12
    assert page.locator("svg.chart path.hit").count() == 1
    page.goto(f"{pages}/airports")
    assert page.locator("svg.chart rect.shut").count() == 2
    page.goto(f"{pages}/map")
    assert page.locator("svg.map path.mark").count() >= 5
    box = page.locator("svg.map").bounding_box()
    assert box["width"] > 500
    assert page.locator("svg.map text.label", has_text="Istanbul").is_visible()


def test_the_dark_page_is_dark(browser, pages):
    for scheme, is_dark in (("light", False), ("dark", True)):
        context = browser.new_context(color_scheme=scheme)
        page = context.new_page()
        page.goto(pages)
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        red = int(colour.split("(")[1].split(",")[0])
        context.close()
        assert (red < 60) is is_dark


def test_everything_can_be_read_without_script_and_reached_by_keyboard(browser, pages):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1100, "height": 800})
    page = context.new_page()
    page.goto(pages)
    page.keyboard.press("Tab")
    assert page.locator("a.skip").is_visible()
    page.keyboard.press("Enter")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.locator("ol.alerts a:focus").count():
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/alerts/*")
    assert page.get_by_role("heading", level=1).is_visible()
    page.goto(f"{pages}/nights?days=14")
    page.get_by_text("The same as a table").click()
    assert page.get_by_role("table").count() in (0, 1)
    context.close()


def test_the_language_is_kept_from_page_to_page(page, pages):
    page.goto(pages)
    page.get_by_role("link", name="Українська").click()
    page.goto(f"{pages}/map")
    assert page.locator("html").get_attribute("lang") == "uk"
    assert page.get_by_role("heading", level=1, name="Карта").is_visible()


def test_a_phone_reads_the_timeline_without_turning(browser, pages):
    context = browser.new_context(**LOOKS["phone"])
    page = context.new_page()
    page.goto(pages)
    link = page.locator("ol.alerts a").first.bounding_box()
    assert link["x"] >= 0
    assert link["x"] + link["width"] <= 360
    size = page.evaluate("parseFloat(getComputedStyle(document.querySelector('ol.alerts a')).fontSize)")
    assert size >= 15
    context.close()
